"""Sets that claims count are chosen by the tests of their table."""

from __future__ import annotations

import pandas as pd
import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.lookup import sets_of

ROW = {"id": "mubong-zone", "kind": "edz", "start": "2014-05", "title": "Kim visits China",
       "end": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("", True), ("kind=sez|edz", True), ("kind=sez", False), ("start>=2013", True),
        ("start>=2015", False), ("start<=2014-06", True), ("start<=2013", False),
        ("id^=mubong", True), ("id^=zone", False), ("title~= visits ", True),
        ("title~= leaves ", False), ("end<=2014", False), ("kind=edz; start>=2015", False),
    ],
)  # fmt: skip
def test_a_row_passes_every_test_of_its_set(where: str, *, holds: bool) -> None:
    table = pd.DataFrame([["a", "words", "zones", where, ""]])
    assert sets_of(table)["a"][0].holds(ROW) is holds


def test_rows_of_one_set_with_the_same_words_are_joined_and_ids_share_rows() -> None:
    table = pd.DataFrame(
        [["a b", "w", "zones", "kind=sez", ""], ["a", "w", "zones", "kind=edz", ""],
         ["c", "", "", "", ""]]
    )  # fmt: skip
    found = sets_of(table)
    assert [len(found[key]) for key in "abc"] == [1, 1, 0]
    assert found["a"][0].holds(ROW)
    assert not found["b"][0].holds(ROW)


def test_what_is_no_test_is_refused() -> None:
    with pytest.raises(skg.DataError, match="is no test"):
        sets_of(pd.DataFrame([["a", "w", "zones", "kind is sez", ""]]))


def test_every_set_of_the_atlas_chooses_something(atlas: skg.Atlas) -> None:
    for ways in sets_of(atlas.claim_sets).values():
        for way in ways:
            frame = (
                atlas.layer(way.layer) if way.layer in atlas.layers
                else atlas.crossing_counts if way.layer == "counts" else getattr(atlas, way.layer)
            )  # fmt: skip
            assert any(way.holds(row) for row in records(frame)), way.words
