"""Annotate a Spark frame with mapInArrow, and compare the answers to those of one process.

Needs Java and `pip install pyspark`; run it as `python benchmarks/spark.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

import sinokorea_geo as skg

ANSWERS = ["border", "crossing", "county"]
ROWS = 50_000


# start of the recipe
def annotated(frame: DataFrame, **how: Any) -> DataFrame:
    """Annotate a Spark frame; each worker opens the atlas for itself."""
    none = pa.RecordBatch.from_pylist([], schema=to_arrow_schema(frame.schema))
    answered = skg.annotate(none, atlas=skg.load_atlas(), **how).schema
    plain = pa.schema(  # Spark has no type for repeated words
        (field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in answered
    )

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        atlas = skg.load_atlas()
        for batch in batches:
            yield skg.annotate(batch, atlas=atlas, **how).cast(plain)

    return frame.mapInArrow(work, from_arrow_schema(plain))


# end of the recipe


def main() -> None:
    """Annotate some positions in Spark and in this process, and compare."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "ship": np.arange(ROWS),
            "lon": rng.uniform(123.5, 131.0, ROWS),
            "lat": rng.uniform(39.5, 43.5, ROWS),
        }
    )
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark = builder.getOrCreate()
    found = annotated(spark.createDataFrame(table), answers=ANSWERS).toPandas()
    spark.stop()
    wanted = skg.annotate(table, atlas=skg.load_atlas(), answers=ANSWERS)
    found = found.sort_values("ship").reset_index(drop=True)
    pd.testing.assert_frame_equal(
        found, wanted, check_dtype=False, check_categorical=False, check_exact=True
    )
    print(f"{ROWS:,} rows: the same bits from Spark as from one process")


if __name__ == "__main__":
    main()
