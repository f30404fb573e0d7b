"""Types of the columns of every table, and the cells each column takes.

A cell of a CSV file is text. Here it gets a type:

======== ======================= ===================================================
type     in the frame            in the file
======== ======================= ===================================================
text     text, empty if unknown  anything without spaces at its ends
word     ``category``            a word of :mod:`~sinokorea_geo.atlas.vocabularies`
date     text, empty if unknown  an ISO date, the day or month and day left off
number   ``float64``, NaN        digits with a decimal point
count    ``int64``               digits
flag     ``bool``                ``1`` or ``0``
ids      text, empty if none     ids with a space between
stated   ``float64``, NaN        a number, a range, or a date, by the unit of the row
======== ======================= ===================================================

Dates stay text because they are partial: ``2016-08`` is a month, and no day of it is known.
:func:`~sinokorea_geo.atlas.dates.parse_interval` gives the days that a date may mean.

A column of type ``stated`` is followed by a column ``stated`` with the text as written, for
values that are no single number.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from sinokorea_geo.atlas import vocabularies as words
from sinokorea_geo.atlas.dates import is_date, parse_interval
from sinokorea_geo.errors import DataError

__all__ = ["SLUG", "TABLE_COLUMNS", "Column", "table_faults", "typed"]

Type = Literal["text", "word", "date", "number", "count", "flag", "ids", "stated", "period", "test"]

SLUG: Final = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_COUNT: Final = re.compile(r"\d+")
_RANGE: Final = re.compile(r"\d+(?:\.\d+)?-\d+(?:\.\d+)?")
_PART: Final = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?|-H[12]|-Q[1-4]|-annual)?"
_PERIOD: Final = re.compile(rf"(?:{_PART}|\.\.)(?:/(?:{_PART}|\.\.))?")
_DATE_UNITS: Final = {"date", "year"}


@dataclass(frozen=True)
class Column:
    """Describe one column of a table."""

    type: Type
    required: bool = True
    words: Collection[str] = ()
    unique: bool = False
    slug: bool = False

    def fault(self, cell: str, row: Mapping[str, str]) -> str:
        """Return what is wrong with a cell and how to mend it; empty if nothing is."""
        if not cell:
            return "is empty; give a value, or drop the row" if self.required else ""
        if cell != cell.strip() and self.type != "test":
            return "has spaces at an end; take them away"
        if self.slug and not SLUG.fullmatch(cell):
            return "is not an id; use small letters, digits and hyphens"
        if self.type == "stated":
            return _stated_fault(cell, row.get("unit", ""))
        return "" if self._fits(cell) else self._mend

    def _fits(self, cell: str) -> bool:
        if self.type == "word":
            return cell in self.words
        if self.type == "flag":
            return cell in {"0", "1"}
        if self.type == "date":
            return is_date(cell)
        patterns = {"number": NUMBER, "count": _COUNT, "period": _PERIOD}
        return self.type not in patterns or bool(patterns[self.type].fullmatch(cell))

    @property
    def _mend(self) -> str:
        if self.type == "word":
            known = ", ".join(sorted(self.words))
            return f"is not of {known}; correct it, or add the word to vocabularies.py"
        return {
            "flag": "is neither 0 nor 1; write one of them",
            "date": "is not an ISO date; write 2016, 2016-08 or 2016-08-22",
            "number": "is not a number; write digits with a decimal point, without commas",
            "count": "is not a whole number; write digits only",
            "period": "is not a period; write 2016, 2016-08, 2016-H1 or two of them with a slash",
        }[self.type]


def _stated_fault(cell: str, unit: str) -> str:
    if unit in _DATE_UNITS:
        if is_date(cell):
            return ""
        return "is not an ISO date as its unit says; write 2016, 2016-08 or 2016-08-22"
    if unit in {"deg", "degree"} or NUMBER.fullmatch(cell) or _RANGE.fullmatch(cell):
        return ""
    return "is not a number; write digits with a decimal point, or a range such as 8-18"


def _claimed_fault(row: Mapping[str, str]) -> str:
    """Return what is wrong with the value of a claim, which its unit decides."""
    cell, unit = row["stated"], row["unit"]
    if unit == "date":
        good = all(is_date(part) for part in cell.split("/", 1))
        return "" if good else "is not an ISO date; write 2016-08-22, or two with a slash"
    if unit and not NUMBER.fullmatch(cell):
        return "is not a number, and its unit asks for one; write digits with a decimal point"
    return ""


_TEXT, _NOTE = Column("text"), Column("text", required=False)
_ID = Column("text", slug=True)
_ID_OR_NONE = Column("text", required=False, slug=True)
_DATE_OR_NONE, _FLAG = Column("date", required=False), Column("flag")
_NUMBER, _NUMBER_OR_NONE = Column("number"), Column("number", required=False)
_SOURCES, _SOURCES_OR_NONE = Column("ids"), Column("ids", required=False)


#: Every table but the sources, with its columns in the order of the file.
TABLE_COLUMNS: Final[dict[str, dict[str, Column]]] = {
    "names": {
        "place_id": _ID,
        "text": _TEXT,
        "language": Column("word", words=words.LANGUAGES),
        "scheme": Column("word", words=words.SCHEMES),
        "period": _NOTE,
        "preferred": _FLAG,
        "generated": _FLAG,
        "source_ids": _SOURCES_OR_NONE,  # a name made by rule has none
        "note": _NOTE,
    },
    "name_variants": {
        "place_id": _ID,
        "text": _TEXT,
        "language": Column("word", words=words.LANGUAGE_TAGS),
        "scheme": Column("word", words=words.SCHEMES),
        "rule": _TEXT,
        "generated": _FLAG,
    },
    "periods": {
        "feature_id": _ID,
        "status": Column("word", words=words.STATUSES),
        "start": _DATE_OR_NONE,
        "end": _DATE_OR_NONE,
        "as_of": _DATE_OR_NONE,
        "source_ids": _SOURCES,
        "note": _NOTE,
    },
    "events": {
        "id": Column("text", slug=True, unique=True),
        "date": _DATE_OR_NONE,
        "end_date": _DATE_OR_NONE,
        "kind": Column("word", words=words.KINDS["events"]),
        "title_en": _TEXT,
        "place_id": _ID_OR_NONE,
        "source_ids": _SOURCES,
        "note": _NOTE,
    },
    "statistics": {
        "indicator": _ID,
        "place_id": _ID,
        "period": Column("period"),
        "value": _NUMBER,
        "unit": Column("word", words=words.STATISTIC_UNITS),
        "series": Column("word", required=False, words=words.SERIES),
        "source_ids": _SOURCES,
        "doubt": _NOTE,
        "note": _NOTE,
    },
    "stated_values": {
        "subject_id": _ID,
        "property": _TEXT,
        "value": Column("stated"),
        "unit": Column("word", words=words.VALUE_UNITS),
        "period": Column("period", required=False),
        "wording": _NOTE,
        "source_ids": _SOURCES,
        "note": _NOTE,
        "part": _NOTE,
        "qualifier": Column("word", required=False, words=words.QUALIFIERS),
    },
    "claims": {
        "claim_id": Column("text", unique=True),
        "subject_id": _TEXT,
        "measure": Column("word", words=words.MEASURES),
        "object_id": _NOTE,
        "stated": _TEXT,
        "unit": _NOTE,
        "qualifier": Column("word", words=words.QUALIFIERS),
        "paraphrase": _TEXT,
        "source_ids": _SOURCES,
        "period": Column("period", required=False),
        "note": _NOTE,
    },
    "counts": {
        "count": Column("count"),
        "what": _TEXT,
        "date": _DATE_OR_NONE,
        "holds": Column("ids", required=False),
        "complete": _FLAG,
        "known": _NOTE,
        "not_known": _NOTE,
        "source_ids": _SOURCES,
    },
    "claim_names": {
        "text": _TEXT,
        "subject_id": _NOTE,
        "country": _NOTE,
        "language": Column("word", required=False, words=words.LANGUAGES),
    },
    "claim_sets": {
        "set_ids": _TEXT,
        "words": _NOTE,
        "layer": _NOTE,
        "where": Column("test", required=False),
        "doubt": _NOTE,
    },
    "outline_doubts": {"feature_id": _ID, "doubt": _TEXT, "source_ids": _SOURCES},
    "uncertainty": {
        "from_km": _NUMBER,
        "to_km": _NUMBER,
        "within_m": _NUMBER,
        "mean_m": _NUMBER_OR_NONE,
        "p95_m": _NUMBER_OR_NONE,
        "samples": Column("count"),
    },
    "position_checks": {
        "crossing_id": _ID,
        "network": Column("word", words=words.NETWORKS),
        **dict.fromkeys(("lon", "lat", "along_m", "away_m", "within_m", "edge_m"), _NUMBER_OR_NONE),
        "ours_basis": Column("word", words=frozenset(words.BASES)),
        "ours_within_m": _NUMBER,
        "finding": Column("word", words=words.FINDINGS),
    },
    "hosts": {
        "host": _TEXT,
        "rule": Column("word", words=words.HOST_RULES),
        "publisher": _NOTE,
        "note": _NOTE,
    },
    "disagreements": {
        "one": _TEXT,
        "other": _TEXT,
        "why": _TEXT,
        "source_ids": _SOURCES_OR_NONE,
    },
    "unplaced": {
        "id": Column("text", slug=True, unique=True),
        "name_en": _TEXT,
        "name_zh": _NOTE,
        "name_ko": _NOTE,
        "kind": Column("word", words=words.KINDS["unplaced"]),
        "country": _TEXT,
        "source_ids": _SOURCES_OR_NONE,
        "note": _NOTE,
    },
}

#: Pairs of columns of which the first is not later than the second.
_IN_ORDER: Final = {"periods": ("start", "end"), "events": ("date", "end_date")}


def table_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """List everything that is wrong with the cells of a table."""
    columns = TABLE_COLUMNS[name]
    missing = [column for column in columns if column not in frame]
    for column in missing:
        yield f"{name}.csv:1: {column}: column is missing; add it"
    for column in frame.columns:
        if column not in columns:
            yield f"{name}.csv:1: {column}: is no column of this table; take it away"
    if missing:
        return
    seen: dict[tuple[str, str], int] = {}
    for line, row in enumerate(frame.to_dict("records"), start=2):
        cells = {str(key): str(value) for key, value in row.items()}
        for column, rule in columns.items():
            wrong = rule.fault(cells[column], cells)
            if not wrong and rule.unique:
                first = seen.setdefault((column, cells[column]), line)
                wrong = f"stands in line {first}, too; rename one" if first != line else ""
            if wrong:
                yield f"{name}.csv:{line}: {column}: {wrong} (found {cells[column]!r})"
        yield from _row_faults(name, line, cells)


def _row_faults(name: str, line: int, row: Mapping[str, str]) -> Iterator[str]:
    """List what is wrong with cells that are right by themselves."""
    if name == "claims" and (wrong := _claimed_fault(row)):
        yield f"claims.csv:{line}: stated: {wrong} (found {row['stated']!r})"
    if name not in _IN_ORDER:
        return
    start, end = _IN_ORDER[name]
    if row[end] and not row[start] and name == "events":
        yield f"{name}.csv:{line}: {end}: has no {start} before it; give both or none"
    if (
        is_date(row[start])
        and is_date(row[end])
        and parse_interval(row[start]).first > parse_interval(row[end]).last
    ):
        yield (
            f"{name}.csv:{line}: {end}: is before its {start}, {row[start]}; correct one of them "
            f"(found {row[end]!r})"
        )


def typed(name: str, frame: pd.DataFrame, path: object) -> pd.DataFrame:
    """Return a table with every column in its type."""
    result: dict[str, pd.Series] = {}
    for column in frame.columns:
        rule = TABLE_COLUMNS.get(name, {}).get(column)
        cells = frame[column]
        try:
            result[column] = _as_type(rule.type if rule else "text", cells)
        except ValueError as error:
            faults = [fault for fault in table_faults(name, frame) if f": {column}: " in fault]
            raise DataError(f"{path}: {faults[0] if faults else error}") from error
        if rule is not None and rule.type in {"stated", "number"} and column == "value":
            result["stated"] = cells
    return pd.DataFrame(result, index=frame.index)


def _as_type(kind: str, cells: pd.Series) -> pd.Series:
    if kind == "word":
        return cells.astype("category")
    if kind == "flag":
        if not cells.isin(["0", "1"]).all():
            raise ValueError("not a flag")
        return cells == "1"
    if kind == "count":
        return cells.astype("int64")
    if kind == "number":
        return cells.where(cells != "", "nan").astype("float64")
    if kind == "stated":
        return cells.where(cells.str.fullmatch(NUMBER.pattern), "nan").astype("float64")
    return cells
