"""Jobs about whole tables: streams of any length, and a cluster beside one process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from measure import Row, timed
from scene import OURS, Scene

import sinokorea_geo as skg

ANSWERS = ["border", "crossing", "zone", "county"]
FILES = 8
# Each length in a process of its own, which says how much memory it took at most.
STREAM = """
import resource, sys, time
import numpy as np, pyarrow as pa
import sinokorea_geo as skg

rows, size, answers = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
rng = np.random.default_rng(0)
batch = pa.record_batch(
    {"id": np.arange(size), "lon": rng.uniform(123.5, 131.0, size),
     "lat": rng.uniform(39.5, 43.5, size)}
)

def ask(count):
    stream = pa.RecordBatchReader.from_batches(batch.schema, (batch for _ in range(count)))
    return sum(part.num_rows for part in skg.annotate(stream, atlas=atlas, answers=answers))

atlas = skg.load_atlas()
ask(2)
wall, busy = time.perf_counter(), time.process_time()
assert ask(rows // size) == rows
print(time.perf_counter() - wall, time.process_time() - busy,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def streams(scene: Scene) -> list[Row]:
    """A stream of batches with the border, crossing, zone and county of each row."""
    rows = []
    for power in (6, 7, 8):
        if 10**power > 100 * scene.count:
            continue
        said = subprocess.run(
            [sys.executable, "-c", STREAM, str(10**power), "100000", ",".join(ANSWERS)],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        seconds, busy, peak_mb = map(float, said.split())
        name = f"10^{power} rows streamed"
        row = Row(name, OURS, 10**power, "rows", seconds, busy, note=f"{peak_mb:,.0f} MB at most")
        rows.append(row)
    return rows


def cluster(scene: Scene) -> list[Row]:
    """A folder of Parquet files on a Dask cluster of two processes, beside one with two threads."""
    try:
        import distributed  # noqa: PLC0415 - only where it is installed
    except ImportError:
        scene.missing.add("Dask")
        return []
    count = scene.count
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "in").mkdir()
        table = pa.table({"lon": scene.lon, "lat": scene.lat})
        for number in range(FILES):
            pq.write_table(table, folder / "in" / f"{number}.parquet")

        def annotate(name: str, **how: Any) -> None:
            skg.annotate(
                folder / "in",
                folder / name,
                atlas=scene.atlas,
                answers=ANSWERS,
                overwrite=True,
                **how,
            )

        job, rows = f"{FILES} files", []
        with (
            distributed.LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
            ) as workers,
            distributed.Client(workers) as client,
        ):
            rows.append(
                timed(
                    job,
                    "sinokorea_geo on Dask, two workers",
                    FILES * count,
                    lambda: annotate("cluster", cluster=client),
                    unit="rows",
                    runs=3,
                )[0]
            )
        one = timed(job, OURS, FILES * count, lambda: annotate("one"), unit="rows", runs=3)[0]
        return [one, *rows]


def tables(scene: Scene) -> list[Row]:
    """Streams, then the cluster."""
    return [*streams(scene), *cluster(scene)]
