"""The page of tables and columns holds every column, and each has a meaning."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.schema import is_absent

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs" / "_ext"))
pytest.importorskip("sphinx")
pages: Any = importlib.import_module("column_pages")
ATLAS = skg.load_atlas()
PAGE: str = pages.page(ATLAS)


def sections() -> dict[str, list[list[str]]]:
    """Return the rows of the page by section, without their heads."""
    found = {}
    for part in PAGE.split("\n### ")[1:]:
        head, _, body = part.partition("\n")
        rows = [line.strip("| ").split(" | ") for line in body.splitlines() if line[:3] == "| `"]
        found[head] = rows
    return found


def layers() -> dict[str, pd.DataFrame]:
    return {name: ATLAS.layer(name) for name in ATLAS.layers}


def tables() -> dict[str, pd.DataFrame]:
    """Return every table; that of counts has the name of a property of its own."""
    asked = {name: "crossing_counts" if name == "counts" else name for name in ATLAS.tables}
    return {name: getattr(ATLAS, attribute) for name, attribute in asked.items()}


def no_value(value: Any) -> bool:
    return not value if isinstance(value, str | tuple) else is_absent(value)


def test_every_column_of_every_frame_is_on_the_page() -> None:
    shown = {head: [row[0].strip("`") for row in rows] for head, rows in sections().items()}
    wanted = {f"Layer {name}": list(frame.columns) for name, frame in layers().items()}
    for name, frame in tables().items():
        # What is added to two frames is told above their tables.
        added = {"stated", "single_source"} if name in {"statistics", "stated_values"} else set()
        wanted[f"Table {name}"] = [column for column in frame.columns if column not in added]
    assert {head: sorted(columns) for head, columns in shown.items()} == {
        head: sorted(columns) for head, columns in wanted.items()
    }


def test_every_column_has_a_meaning() -> None:
    bare = [(head, row[0]) for head, rows in sections().items() for row in rows if not row[3]]
    assert bare == []


def test_what_the_page_does_not_call_empty_has_a_value_in_every_row() -> None:
    for head, rows in sections().items():
        group, name = head.split()
        frame = (layers() if group == "Layer" else tables())[name]
        for column, kind, *_ in rows:
            if "may be empty" not in kind:
                bare = [value for value in frame[column.strip("`")] if no_value(value)]
                assert bare == [], (head, column)


def test_every_name_with_a_unit_says_that_unit() -> None:
    units = {"_m": "m", "_km": "km", "_km2": "km²"}
    for head, rows in sections().items():
        for row in rows:
            if ending := re.search(r"_(?:m|km|km2)$", row[0].strip("`")):
                assert row[2].strip() == units[ending[0]], (head, row)


def test_every_list_of_words_that_is_linked_is_there() -> None:
    linked = set(re.findall(r"\(#(words-[a-z-]+)\)", PAGE))
    assert linked
    assert linked <= set(re.findall(r"^\((words-[a-z-]+)\)=$", PAGE, re.MULTILINE))


@pytest.mark.parametrize("fault", ["gone", "new"])
def test_a_meaning_too_few_or_too_many_ends_the_build(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = pages._known()
    if fault == "gone":
        del known["layers"]["border"]["length_m"]
    else:
        known["tables"]["counts"]["width_m"] = "how wide it is"
    monkeypatch.setattr(pages, "_known", lambda: known)
    with pytest.raises(KeyError, match=r"length_m has no meaning|width_m'\] are no columns"):
        pages.page(ATLAS)
