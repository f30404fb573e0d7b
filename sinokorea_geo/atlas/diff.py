"""Compare two states of the data: what was added, taken away, moved or corrected."""

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.schema import SCHEMA, TABLE_COLUMNS, is_absent
from sinokorea_geo.atlas.store import records
from sinokorea_geo.geodesy import distance_m

_COLUMNS: Final = ("table", "id", "change", "column", "old", "new", "source_ids")
#: A point that is nearer than this to where it was has not moved: files keep six digits.
_MOVED_M: Final = 1.0


def compare(old: Atlas, new: Atlas) -> pd.DataFrame:
    """List the differences between two states of the data."""
    rows: list[tuple[str, ...]] = []
    for name in (*new.layers, *TABLE_COLUMNS):
        rows += _changes(name, _rows(old, name), _rows(new, name))
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def _rows(atlas: Atlas, name: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a layer or a table by what tells them apart."""
    found: dict[str, dict[str, Any]] = {}
    if name not in {*atlas.layers, *atlas.tables}:
        return found
    for row in records(atlas.layer(name) if name in atlas.layers else atlas.cells(name)):
        key = " | ".join(str(row.get(column, "")) for column in SCHEMA["keys"].get(name, ["id"]))
        while key in found:
            key += " (again)"
        found[key] = row
    return found


def _changes(
    table: str, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    for key in [key for key in old if key not in new]:
        yield table, key, "removed", "", "", "", _text(old[key].get("source_ids"))
    for key, row in new.items():
        sources = _text(row.get("source_ids"))
        if key not in old:
            yield table, key, "added", "", "", "", sources
            continue
        before = old[key]
        moved = _moved_m(before.get("geometry"), row.get("geometry"))
        if moved:
            yield table, key, "moved", "geometry", "", moved, sources
        for column in row:
            was, now = _text(before.get(column)), _text(row[column])
            if column != "geometry" and was != now:
                yield table, key, "corrected", column, was, now, sources


def _moved_m(before: Any, after: Any) -> str:
    if before is None or after is None or before.equals(after):
        return ""
    if before.geom_type != after.geom_type or before.geom_type != "Point":
        return "another outline or line"
    metres = float(distance_m(before.x, before.y, after.x, after.y))
    return f"{metres:.0f} m" if metres >= _MOVED_M else ""


def _text(value: Any) -> str:
    if is_absent(value):
        return ""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
