"""Fill popups: all of it is plain text, put on screen as text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.schema import PopupSpec, SourceSpec
from sinokorea_geo.maps.words import Words

__all__ = ["limited", "names_of", "popup_of", "sources_by_id"]

MOST_SOURCES = 6

#: Rows in the order a reader wants them: column and unit.
_ROWS = (
    ("kind", ""),
    ("mode", ""),
    ("class", ""),
    ("status", ""),
    ("start", ""),
    ("end", ""),
    ("cn_port_en", ""),
    ("kp_port_en", ""),
    ("along_km", "km"),
    ("bridge_length_m", "m"),
    ("decree", ""),
    ("stated_area_km2", "km²"),
    ("measured_area_km2", "km²"),
    ("area_km2", "km²"),
    ("admin", ""),
    ("stated_length_km", "km"),
    ("measured_length_km", "km"),
    ("lanes_or_speed", ""),
)
#: Columns whose values are words of the atlas, not of a source.
_VOCABULARY = {"kind", "mode", "class", "status"}


def sources_by_id(sources: pd.DataFrame) -> dict[str, SourceSpec]:
    """Return each source's line and address by its id."""
    found: dict[str, SourceSpec] = {}
    for row in records(sources):
        title, publisher = _text(row.get("title")), _text(row.get("publisher"))
        address = _text(row.get("URL"))
        found[row["id"]] = {
            "text": f"{title}. {publisher}" if publisher else title,
            "url": address if address.startswith(("https://", "http://")) else "",
        }
    return found


def popup_of(properties: Mapping[str, Any], sources: Collection[str], words: Words) -> PopupSpec:
    """Return a popup's content as data."""
    rows = []
    along_m = _text(properties.get("along_m"))
    derived = {"along_km": float(along_m) / 1000 if along_m else None}
    for column, unit in _ROWS:
        value = derived.get(column) if column in derived else properties.get(column)
        if _text(value):
            shown = words.of(_text(value)) if column in _VOCABULARY else _with_unit(value, unit)
            rows.append([words(f"row {column}"), shown])
    accuracy = properties.get("accuracy_m")
    if _text(accuracy):
        basis = words.of(_text(properties.get("geometry_basis")))
        rows.append([words("row position"), f"±{_metres(float(_text(accuracy)))}, {basis}"])
    popup = names_of(properties)
    if rows:
        popup["rows"] = rows
    if note := _text(properties.get("note")):
        popup["note"] = note
    popup.update(limited([key for key in properties.get("source_ids", ()) if key in sources]))
    return popup


def names_of(properties: Mapping[str, Any]) -> PopupSpec:
    """Return a feature's names in three languages, those that it has.

    >>> names_of({"name_en": "Rason", "name_zh": None, "name_ko": "라선"})
    {'title': 'Rason', 'ko': '라선'}
    """
    found: PopupSpec = {"title": _text(properties.get("name_en"))}
    if zh := _text(properties.get("name_zh")):
        found["zh"] = zh
    if ko := _text(properties.get("name_ko")):
        found["ko"] = ko
    return found


def limited(cited: list[str], first: Collection[str] = ()) -> PopupSpec:
    """Return the sources to list: all of `first`, so many of the others, and how many more.

    >>> limited(["a", "b"], first=["b"])
    {'sources': ['b', 'a']}
    """
    others = [key for key in cited if key not in first]
    room = max(MOST_SOURCES - len(first), 0)
    more = len(others) - room
    listed: PopupSpec = {"sources": [*first, *others[:room]]} if cited or first else {}
    if more > 0:
        listed["more"] = more
    return listed


def _text(value: Any) -> str:
    """Return a value as text; nothing for any kind of missing value.

    >>> _text(float("nan")), _text(pd.NA), _text(pd.NaT), _text(" a ")
    ('', '', '', 'a')
    """
    missing = value is None or (pd.api.types.is_scalar(value) and pd.isna(value))
    return "" if missing else str(value).strip()


def _with_unit(value: Any, unit: str) -> str:
    if not unit:
        return _text(value)
    number = float(value)
    return f"{number:,.1f} {unit}".replace(".0 ", " ")


def _metres(value: float) -> str:
    return f"{value:,.0f} m" if value < 1000 else f"{value / 1000:,.1f} km".replace(".0 ", " ")
