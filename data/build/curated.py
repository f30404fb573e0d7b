"""Faults of the hand-kept tables, all at once, before anything is built from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from layerfile import CURATED, read_table
from rules import RULE

TABLES = ("places", "crossings", "zones", "routes")
NEEDED = ("id", "name_en", "kind", "country", "source_ids")
NUMBERS = ("lon", "lat", "accuracy_m", "bridge_length_m", "stated_area_km2", "stated_length_km")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def _row_faults(where: str, row: dict[str, str], known: set[str]) -> Iterator[str]:
    for column in NEEDED:
        if not row[column]:
            yield f"{where}: {column} is empty"
    if row["id"] and not _SLUG.fullmatch(row["id"]):
        yield f"{where}: id {row['id']!r} is not small letters, digits and hyphens"
    for column in NUMBERS:
        text = row.get(column, "")
        if text and not _is_number(text):
            yield f"{where}: {column} is {text!r}, wanted a number"
    if "lon" in row:
        yield from _position_faults(where, row, known)
    for stop in filter(None, row.get("waypoints", "").split(" > ")):
        if stop not in known:
            yield f"{where}: way-point {stop!r} is no place or crossing"


def _position_faults(where: str, row: dict[str, str], known: set[str]) -> Iterator[str]:
    if bool(row["lon"]) != bool(row["lat"]):
        yield f"{where}: one of lon and lat is empty"
    if _is_number(row["lat"]) and abs(float(row["lat"])) > 90:
        yield (
            f"{where}: latitude {row['lat']} is outside −90..90; "
            "are longitude and latitude swapped?"
        )
    if (row["lon"] or RULE.match(row["geometry_how"])) and not row["accuracy_m"]:
        yield f"{where}: accuracy_m is empty; say how far off the position may be"
    rule = RULE.match(row["geometry_how"]) if not row["lon"] else None
    if rule and rule["first"] not in known:
        yield f"{where}: geometry_how refers to {rule['first']!r}, which is no id"
    if rule and rule["rule"] == "between" and rule["second"] not in known:
        yield f"{where}: geometry_how refers to {rule['second']!r}, which is no id"


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def faults(folder: Path = CURATED) -> list[str]:
    """Return every fault of the tables, one a line."""
    tables = {name: read_table(folder / f"{name}.csv") for name in TABLES}
    ids = [row["id"] for rows in tables.values() for row in rows]
    found = [
        f"{name}.csv: id {key!r} stands {ids.count(key)} times"
        for name, rows in tables.items()
        for key in sorted({row["id"] for row in rows})
        if ids.count(key) > 1
    ]
    for name, rows in tables.items():
        for line, row in enumerate(rows, start=2):
            where = f"{name}.csv: row {line}: {row['id'] or '(no id)'}"
            found += _row_faults(where, row, set(ids))
    return found


def check() -> None:
    """Stop if the tables have faults.

    Raises
    ------
    SystemExit
        Listing all of them.
    """
    found = faults()
    if found:
        raise SystemExit(f"data/curated has {len(found)} faults:\n  " + "\n  ".join(found))
