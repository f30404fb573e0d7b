"""Cells of tables: a wrong one is reported with file, line, column and how to mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.schema import TABLE_COLUMNS, WORDS, table_faults
from sinokorea_geo.atlas.store import TABLES, default_data_dir
from sinokorea_geo.atlas.validation import check_atlas
from sinokorea_geo.language.units import unit_of

Rewrite = Callable[[str, str], Path]


def with_cell(name: str, line: int, column: str, value: str, text: str | None = None) -> str:
    """A table's text, by default that of the package, with a cell changed; line 1 is the header."""
    path = default_data_dir() / "tables" / f"{name}.csv"
    text = path.read_text(encoding="utf-8") if text is None else text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    rows[line - 1][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


#: Table, line, column, a value that is wrong there, and what is said of it.
WRONG = [
    ("events", 5, "date", "30 Sept 2016", "is not an ISO date; write 2016, 2016-08 or 2016-08-22"),
    ("events", 5, "kind", "party", "is not of agreement, bridge-works"),
    ("events", 5, "id", "Not an id", "is not an id; use small letters"),
    ("events", 5, "id", "yalu-bridge-old", "stands in line 3, too; rename one"),
    ("events", 5, "source_ids", "", "is empty; give a value, or drop the row"),
    ("periods", 2, "end", "1900", "is before its start, 1943-05; correct one of them"),
    ("periods", 2, "status", "ajar", "is not of abandoned, active"),
    ("statistics", 2, "value", "abc", "is not a number; write digits with a decimal point"),
    ("statistics", 2, "value", "1,000", "is not a number"),
    ("statistics", 2, "value", "nan", "is not a number"),
    ("statistics", 2, "period", "spring 2016", "is not a period; write 2016"),
    ("statistics", 2, "unit", "rods", "is not of %, % y/y"),
    ("stated_values", 2, "value", "long", "is not a number; write digits"),
    ("stated_values", 2, "unit", "date", "is not an ISO date as its unit says"),
    ("statistics", 2, "period", "2017/2016", "ends before it starts; correct one of its ends"),
    ("statistics", 2, "period", "2016-H2/2016-Q2", "ends before it starts"),
    ("statistics", 2, "period", "2016-02-39", "is not a period; write 2016"),
    ("statistics", 2, "period", "2016/2017/2018", "is not a period; write 2016"),
    ("statistics", 2, "indicator", "trade-chnia", "is not of apparel-dprk-to-china-change"),
    ("claims", 2, "period", "2017/2016", "ends before it starts"),
    ("claims", 2, "unit", "parsec", "is not of %, bn CNY, bn USD"),
    ("stated_values", 2, "value", "18-8", "ends before it starts"),
    ("stated_values", 2, "property", "lenght", "is not of area, area_gained_dprk_paektu"),
    ("stated_values", 2, "property", "lenght:new", "is not of area, area_gained_dprk_paektu"),
    ("unplaced", 2, "country", "XX", "is not of CN, JP"),
    ("names", 2, "language", "kr", "is not of en, ja, ko, ru, zh"),
    ("names", 2, "scheme", "shouting", "is not of dprk, english"),
    ("names", 2, "preferred", "yes", "is neither 0 nor 1"),
    ("names", 2, "text", " Dandong", "has spaces at an end"),
    ("claims", 2, "stated", "", "is empty; give a value"),
    ("claims", 2, "stated", "many", "is not a number, and its unit asks for one"),
    ("claims", 3, "stated", "6 January", "is not an ISO date; write"),
    ("claims", 2, "measure", "weight", "is not of along-border"),
    ("counts", 2, "count", "a dozen", "is not a whole number"),
    ("counts", 2, "complete", "", "is empty"),
    ("unplaced", 2, "kind", "ufo", "is not of crossing, development-plan"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong[0]}-{wrong[2]}-{wrong[3]}")
def test_a_wrong_cell_is_told_with_its_place_and_the_mend(
    wrong: tuple[str, int, str, str, str],
) -> None:
    name, line, column, value, says = wrong
    cells = io.StringIO(with_cell(name, line, column, value))
    faults = list(table_faults(name, pd.read_csv(cells, dtype=str, keep_default_na=False)))
    told = "value" if column == "unit" and value == "date" else column
    assert [fault for fault in faults if f"{name}.csv:{line}: {told}: {says}" in fault]
    assert len(faults) == 1
    assert all(f"{name}.csv:{line}: " in fault for fault in faults)


def test_many_wrong_cells_are_told_at_once(data_copy: Path, rewrite: Rewrite) -> None:
    rewrite("events", with_cell("events", 5, "date", "soon"))
    rewrite("statistics", with_cell("statistics", 3, "value", "abc"))
    faults = check_atlas(skg.load_atlas(data_copy))
    assert [fault.partition(": ")[0] for fault in faults] == ["events.csv:5", "statistics.csv:3"]


#: Table, column, and an id that nothing bears.
NOWHERE = [
    *(("names", "place_id"), ("name_variants", "place_id"), ("periods", "feature_id")),
    *(("events", "place_id"), ("statistics", "place_id"), ("stated_values", "subject_id")),
    *(("claims", "subject_id"), ("claims", "object_id"), ("counts", "holds")),
    ("position_checks", "crossing_id"),
    *(("events", "source_ids"), ("claims", "source_ids")),
]


def test_an_id_that_nothing_bears_is_told(data_copy: Path, rewrite: Rewrite) -> None:
    """And what else is wrong: a bad cell hides neither ids nor what tables say of each other."""
    for name in {name for name, _ in NOWHERE}:
        text = with_cell(name, 3, "source_ids", "") if name == "periods" else None
        for column in (column for table, column in NOWHERE if table == name):
            text = with_cell(name, 2, column, "atlantis", text)
        if name == "events":
            text = with_cell(name, 74, "date", "2015-12", text)
        rewrite(name, str(text))
    faults = check_atlas(skg.load_atlas(data_copy))
    for name, column in NOWHERE:
        told = [
            fault for fault in faults if fault.startswith(f"{name}.csv:2: {column}: is not in ")
        ]
        assert [fault.endswith("add it there (found 'atlantis')") for fault in told] == [True]
    assert [f for f in faults if f.startswith("periods.csv:3: source_ids: is empty")]
    assert [f for f in faults if f.startswith("events/kaesong-closed against periods/")]


def test_units_of_claims_are_units_of_texts() -> None:
    """The schema cannot ask the room of language, so that its list must agree."""
    for unit in WORDS["claim_units"]:
        assert unit_of(unit)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("end_date,", "", 1), "end_date: column is missing; add it"),
        (lambda text: text.replace("note\n", "remark\n", 1), "remark: is no column of this table"),
    ],
)
def test_columns_that_are_missing_or_unknown(
    change: Callable[[str], str], says: str, data_copy: Path, rewrite: Rewrite
) -> None:
    text = (data_copy / "tables" / "events.csv").read_text(encoding="utf-8")
    rewrite("events", change(text))
    faults = [*_cell_faults(data_copy)]
    assert [fault for fault in faults if fault.startswith(f"events.csv:1: {says}")]


def _cell_faults(folder: Path) -> tuple[str, ...]:
    try:
        return check_atlas(skg.load_atlas(folder))
    except skg.DataError as error:  # a row with one cell too many cannot be read at all
        return (str(error),)


def test_a_table_with_a_wrong_number_is_not_handed_out(data_copy: Path, rewrite: Rewrite) -> None:
    path = rewrite("statistics", with_cell("statistics", 2, "value", "abc"))
    with pytest.raises(skg.DataError, match=r"statistics.csv:2: value: is not a number") as caught:
        _ = skg.load_atlas(data_copy).statistics
    assert str(path) in str(caught.value)


def test_every_table_has_rules_for_every_column(atlas: skg.Atlas) -> None:
    assert {*TABLE_COLUMNS, "sources"} == set(TABLES)
    for name, columns in TABLE_COLUMNS.items():
        assert list(atlas.cells(name).columns) == list(columns)


def test_words_are_categories_and_layers_have_one_dtype_a_column(atlas: skg.Atlas) -> None:
    words = [
        *(atlas.statistics["indicator"], atlas.stated_values["property"], atlas.claims["unit"]),
        *(atlas.sources["type"], atlas.position_checks["finding"], atlas.events["kind"]),
    ]
    assert all(isinstance(column.dtype, pd.CategoricalDtype) for column in words)
    for column in ("country", "start", "end", "status"):
        assert len({str(atlas.layer(name)[column].dtype) for name in atlas.layers}) == 1
    assert atlas.places["geonames_id"].dtype == "Int64"
    assert atlas.get("dandong").properties["geonames_id"] == 2037886
    assert "geonames_id" not in atlas.get("yalu-river").properties
