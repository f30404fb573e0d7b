"""What a popup says: plain text, put on screen as text."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.layers import records

__all__ = ["popup_of", "sources_by_id"]

_MOST_SOURCES = 6

_BASIS = {
    "osm": "OpenStreetMap",
    "published": "published",
    "gazetteer": "gazetteer",
    "derived": "derived, not surveyed",
    "schematic": "schematic",
}

#: Rows in the order a reader wants them: column, label, unit.
_ROWS = (
    ("kind", "Kind", ""),
    ("mode", "Mode", ""),
    ("class", "Class", ""),
    ("status", "Status", ""),
    ("start", "From", ""),
    ("end", "Until", ""),
    ("cn_port_en", "Chinese port", ""),
    ("kp_port_en", "DPRK port", ""),
    ("along_km", "Along the border", "km"),
    ("bridge_length_m", "Bridge length", "m"),
    ("decree", "Decree", ""),
    ("stated_area_km2", "Stated area", "km²"),
    ("measured_area_km2", "Measured area", "km²"),
    ("area_km2", "Measured area", "km²"),
    ("admin", "In", ""),
    ("stated_length_km", "Stated length", "km"),
    ("measured_length_km", "Through its way-points", "km"),
    ("lanes_or_speed", "Lanes, speed", ""),
)


def sources_by_id(sources: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return each source's line and address by its id.

    Parameters
    ----------
    sources : pandas.DataFrame
        ``atlas.sources``.

    Returns
    -------
    dict
        ``{"text": ..., "url": ...}`` by id; only web addresses are kept.
    """
    found = {}
    for row in records(sources):
        title, publisher = _text(row.get("title")), _text(row.get("publisher"))
        address = _text(row.get("URL"))
        found[row["id"]] = {
            "text": f"{title}. {publisher}" if publisher else title,
            "url": address if address.startswith(("https://", "http://")) else "",
        }
    return found


def popup_of(properties: Mapping[str, Any], sources: Collection[str]) -> dict[str, Any]:
    """Return a popup's content as data.

    Parameters
    ----------
    properties : mapping
        The feature's columns.
    sources : collection of str
        The ids that the page holds.

    Returns
    -------
    dict
        ``title``, ``zh``, ``ko``, ``rows``, ``note`` and ``sources`` (ids).
    """
    rows = []
    along_m = _text(properties.get("along_m"))
    derived = {"along_km": float(along_m) / 1000 if along_m else None}
    for column, label, unit in _ROWS:
        value = derived.get(column) if column in derived else properties.get(column)
        if _text(value):
            rows.append([label, _with_unit(value, unit)])
    accuracy = properties.get("accuracy_m")
    basis = _BASIS.get(_text(properties.get("geometry_basis")), "")
    if accuracy is not None:
        rows.append(["Position", f"±{_metres(float(accuracy))}, {basis}"])
    cited = [key for key in properties.get("source_ids", ()) if key in sources]
    popup = {
        "title": _text(properties.get("name_en")),
        "zh": _text(properties.get("name_zh")),
        "ko": _text(properties.get("name_ko")),
        "rows": rows,
        "note": _text(properties.get("note")),
        "sources": cited[:_MOST_SOURCES],
        "more": max(len(cited) - _MOST_SOURCES, 0),
    }
    return {key: value for key, value in popup.items() if value}


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()


def _with_unit(value: Any, unit: str) -> str:
    if not unit:
        return _text(value)
    number = float(value)
    return f"{number:,.1f} {unit}".replace(".0 ", " ")


def _metres(value: float) -> str:
    return f"{value:,.0f} m" if value < 1000 else f"{value / 1000:,.1f} km".replace(".0 ", " ")
