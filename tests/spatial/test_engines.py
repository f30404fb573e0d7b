"""Other engines hand their batches to annotate, and get the bits of one process."""

from __future__ import annotations

import duckdb
import pandas as pd
from pandas.testing import assert_frame_equal

import sinokorea_geo as skg
from tests.spatial.test_cluster import ships

ANSWERS = ["border", "crossing"]


def test_duckdb_streams_through_annotate(atlas: skg.Atlas) -> None:
    positions = ships(3_000)
    wanted = skg.annotate(positions, atlas=atlas, answers=ANSWERS)
    stream = duckdb.connect().sql("SELECT * FROM positions").to_arrow_reader(700)
    found = skg.annotate(stream, atlas=atlas, answers=ANSWERS)
    rows = duckdb.connect().from_arrow(found)
    near = rows.filter("border_distance_m < 25000").order("ship").df()
    there = wanted[wanted["border_distance_m"] < 25_000].reset_index(drop=True)
    assert 0 < len(there) < len(wanted)
    assert_frame_equal(near, pd.DataFrame(there), check_dtype=False, check_categorical=False)
