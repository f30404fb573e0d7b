"""Check tables and layers against ``schema.toml``, and give columns of tables their types."""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from numbers import Integral
from typing import Any, Final, Self

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas.dates import ALL_TIME, Interval, is_date, parse_interval
from sinokorea_geo.errors import DataError, InvalidDate, SchemaError

#: What ``schema.toml`` holds.
SCHEMA: Final = tomllib.loads(files(__package__).joinpath("schema.toml").read_text("utf-8"))
#: The lists of words, and the kinds of each layer, by name.
WORDS: Final[dict[str, list[str]]] = {**SCHEMA["words"], **SCHEMA["kinds"]}
_RANGE: Final = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_BACKWARDS: Final = "ends before it starts; correct one of its ends"


def said(key: str, **facts: Any) -> str:
    """Return a message of ``schema.toml`` with its facts."""
    return str(SCHEMA["messages"][key]).format_map(facts)


def _fits(kind: str, text: str) -> bool:
    """Tell whether a text is of a type."""
    if kind == "date":
        return is_date(text)
    pattern = SCHEMA["types"].get(kind, {}).get("pattern", "(?s).*")
    return bool(re.fullmatch(pattern, text))


@dataclass(frozen=True)
class Column:
    """Describe one column of a table."""

    type: str
    required: bool
    words: Collection[str]
    unique: bool

    @classmethod
    def described(cls, text: str) -> Self:
        """Read a column as ``schema.toml`` describes it, such as ``word? languages``."""
        kind, _, rest = text.partition(" ")
        return cls(kind.rstrip("?"), "?" not in kind, WORDS.get(rest, ()), rest == "unique")

    def fault(self, cell: str, row: Mapping[str, str]) -> str:
        """Return what is wrong with a cell and how to mend it; empty if nothing is."""
        if not cell:
            return "is empty; give a value, or drop the row" if self.required else ""
        if cell != cell.strip() and self.type != "test":
            return "has spaces at an end; take them away"
        if self.type == "stated":
            return _stated_fault(cell, row.get("unit", ""))
        if self.words:
            whole = cell.partition(":")[0] if self.type == "head" else cell
            parts = whole.split("-") if self.type == "words-" else [whole]
            known = ", ".join(sorted(self.words))
            mend = f"is not of {known}; correct it, or add the word to schema.toml"
            return "" if set(parts) <= set(self.words) else mend
        if self.type == "period":
            return _period_fault(cell)
        return "" if _fits(self.type, cell) else str(SCHEMA["types"][self.type]["wrong"])


def _stated_fault(cell: str, unit: str) -> str:
    if unit in {"date", "year"}:
        if is_date(cell):
            return ""
        return "is not an ISO date as its unit says; write 2016, 2016-08 or 2016-08-22"
    if unit in {"deg", "degree"} or _fits("number", cell):
        return ""
    if span := _RANGE.fullmatch(cell):
        return _BACKWARDS if float(span[1]) > float(span[2]) else ""
    return "is not a number; write digits with a decimal point, or a range such as 8-18"


def _period_fault(cell: str) -> str:
    """Return what is wrong with a period: an end that is none, or the end before the start."""
    try:
        first, *rest = (_days_of(end) for end in cell.split("/", 1))
    except InvalidDate:
        return str(SCHEMA["types"]["period"]["wrong"])
    return _BACKWARDS if rest and first.first > rest[0].last else ""


def _days_of(end: str) -> Interval:
    """Read one end of a period: a date, a part of a year, or two dots for an open end."""
    if end == "..":
        return ALL_TIME
    year, _, part = end.partition("-")
    if part not in SCHEMA["types"]["period"]["parts"]:
        return parse_interval(end)
    start, last = (parse_interval(year + m) for m in SCHEMA["types"]["period"]["parts"][part])
    return Interval(start.first, last.last)


def _claimed_fault(row: Mapping[str, str]) -> str:
    """Return what is wrong with the value of a claim, which its unit decides."""
    cell, unit = row["stated"], row["unit"]
    if not cell:
        return ""  # said of the cell itself
    if unit == "date":
        good = all(is_date(part) for part in cell.split("/", 1))
        return "" if good else "is not an ISO date; write 2016-08-22, or two with a slash"
    if unit and not _fits("number", cell):
        return "is not a number, and its unit asks for one; write digits with a decimal point"
    return ""


#: Every table but the sources, with its columns in the order of the file.
TABLE_COLUMNS: Final[dict[str, dict[str, Column]]] = {
    table: {column: Column.described(text) for column, text in columns.items()}
    for table, columns in SCHEMA["tables"].items()
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
    if row[start] and row[end] and _period_fault(f"{row[start]}/{row[end]}") == _BACKWARDS:
        at = f"{name}.csv:{line}: {end}"
        yield said("backwards", at=at, start=start, is_start=row[start], found=row[end])


def typed(name: str, frame: pd.DataFrame, path: object) -> pd.DataFrame:
    """Return a table with every column in its type."""
    result: dict[str, pd.Series] = {}
    # The sources have no rules; their column `type` is the only one of that name.
    kinds = {key: rule.type for key, rule in TABLE_COLUMNS.get(name, {}).items()} | {"type": "word"}
    for column, cells in frame.items():
        kind = kinds.get(str(column), "text")
        try:
            result[str(column)] = _as_type(kind, cells)
        except ValueError as error:
            faults = [fault for fault in table_faults(name, frame) if f": {column}: " in fault]
            raise DataError(f"{path}: {faults[0] if faults else error}") from error
        if column == "value" and kind in {"stated", "number"}:
            result["stated"] = cells
        if column == "source_ids" and name in {"statistics", "stated_values"}:
            result["single_source"] = cells.str.split().map(len) == 1
    return pd.DataFrame(result, index=frame.index)


def _as_type(kind: str, cells: pd.Series) -> pd.Series:
    if kind in {"word", "head"}:
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
        return cells.where(cells.map(partial(_fits, "number")), "nan").astype("float64")
    return cells


#: Tests of a cell, by type; the second argument is what the cell may be taken from.
_TESTS: Final[dict[str, Callable[[Any, Collection[str]], bool]]] = {
    "text": lambda v, _: isinstance(v, str) and bool(v) and v == v.strip(),
    "slug": lambda v, _: isinstance(v, str) and _fits("slug", v),
    "date": lambda v, _: _fits("date", v),
    "word": lambda v, words: isinstance(v, str) and v in words,
    "words+": lambda v, words: isinstance(v, str) and set(v.split("+")) <= set(words),
    "words-": lambda v, words: isinstance(v, str) and set(v.split("-")) <= set(words),
    "whole": lambda v, _: isinstance(v, Integral),
    "above 0": lambda v, _: isinstance(v, int | float) and v > 0,
    "sources": lambda v, known: (
        isinstance(v, tuple) and bool(v) and (not known or set(v) <= set(known))
    ),
    "shape": lambda g, kinds: (
        g is not None and not g.is_empty and g.is_valid and g.geom_type in kinds
    ),
}


def check_layer(name: str, frame: gpd.GeoDataFrame, *, source_ids: Collection[str] = ()) -> None:
    """Check a layer against its schema, and its sources if their ids are given."""
    faults = list(_layer_faults(name, frame, source_ids))
    if faults:
        head = f"layer {name!r} has {len(faults)} fault{'s' * (len(faults) > 1)}:"
        raise SchemaError("\n  ".join([head, *faults]), faults)


def _layer_faults(name: str, frame: gpd.GeoDataFrame, source_ids: Collection[str]) -> Iterator[str]:
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        yield f"{name}: crs is {frame.crs}, wanted EPSG:4326"
    ids = frame["id"].tolist() if "id" in frame else ["?"] * len(frame)
    for column, kind, words, wrong in _layer_rules(name, source_ids):
        if column not in frame:
            yield f"{name}: column {column!r} is missing"
            continue
        test, optional = _TESTS[kind.rstrip("?")], kind.endswith("?")
        for key, value in zip(ids, frame[column], strict=True):
            if not (test(value, words) or (optional and is_absent(value))):
                yield f"{name}: {key}: {column}: {wrong} (found {_short(value)})"
    held = Counter(ids)
    for key in ids:
        if held[key] > 1 and key != "?":
            yield f"{name}: {key}: id: stands more than once; rename one (found {_short(key)})"


def _layer_rules(
    name: str, source_ids: Collection[str]
) -> Iterator[tuple[str, str, Collection[str], str]]:
    """List the columns of a layer: name, type, words, and what is said of a wrong cell."""
    layer = SCHEMA["layers"][name]
    rules: dict[str, Any] = {}
    for group in layer["groups"]:
        rules |= SCHEMA["groups"][group]
    for column, rule in rules.items():
        words = WORDS.get(rule.get("of", ""), source_ids)
        yield column, rule["is"], words, rule["wrong"].format(words=", ".join(words))
    yield "kind", "word", SCHEMA["kinds"][name], "is not a kind of this layer"
    yield "geometry", "shape", layer["shapes"], f"is not a valid {' or '.join(layer['shapes'])}"


def is_absent(value: Any) -> bool:
    """Tell whether a cell of a frame holds nothing."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
