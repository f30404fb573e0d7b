"""Add what the page's controls need: names to search, dates to slide, kilometres to read.

The time slider counts months since the year 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.encoding import DIGITS, encoded
from sinokorea_geo.maps.web.popups import Context
from sinokorea_geo.maps.web.schema import GroupSpec, MapSpec, PopupSpec, Span
from sinokorea_geo.maps.words import read_json

__all__ = [
    "LINE_TOLERANCE_DEG",
    "MONTHS",
    "add_chainage",
    "add_names_and_dates",
    "events_by_month",
    "month_number",
    "span_of",
]

#: The first and the last month of the slider.
MONTHS = 2000 * 12, 2026 * 12 + 11
LINE_TOLERANCE_DEG = 0.0002
POST_EVERY_M = 10_000.0
#: Schemes of names that a popup shows beside the usual three.
_SCRIPTS: dict[str, str] = read_json("web/assets/popups.json")["scripts"]

States = dict[str, list[tuple[int | None, int | None, str]]]


def month_number(date: Any, *, end: bool = False) -> int | None:
    """Return a partial ISO date as months since the year 0, None if there is no date."""
    if not isinstance(date, str) or not date:
        return None
    year, _, rest = date.partition("-")
    month = int(rest[:2]) - 1 if rest else (11 if end else 0)
    return int(year) * 12 + month


def span_of(event: Mapping[str, Any]) -> tuple[int, int | None] | None:
    """Return the first and the last month of an event; nothing if its date is not known."""
    first = month_number(event["date"])
    last = month_number(event["end_date"] or event["date"], end=True)
    return None if first is None else (first, last)


def events_by_month(events: pd.DataFrame) -> list[tuple[int, int, str, str, str]]:
    """Return dated events as first month, last month, date, title and place's id, in order."""
    return [
        (span[0], span[1] or span[0], row["date"], row["title_en"], row["place_id"])
        for row in records(events)
        if (span := span_of(row))
    ]


def add_names_and_dates(groups: list[GroupSpec], context: Context) -> None:
    """Add to each feature what the search, the popup and the time slider need."""
    words, rows = context.words, context.rows
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    scripts: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for name in records(context.atlas.names):
        names[name["place_id"]].setdefault(fold(name["text"]), name["text"])
        if name["scheme"] in _SCRIPTS:
            held = scripts[name["place_id"]].setdefault(_SCRIPTS[name["scheme"]], [])
            held.extend([] if name["text"] in held else [name["text"]])
    states: States = defaultdict(list)
    for row in records(context.atlas.periods):
        states[row["feature_id"]].append((*_span(row), row["status"]))
    for feature in (f for group in groups for f in group["features"] if f["id"] in rows):
        row = rows[feature["id"]]
        given = (row[f"name_{code}"] for code in ("en", "zh", "ko"))
        own = {fold(name) for name in given if isinstance(name, str)}
        others = [text for key, text in names[feature["id"]].items() if key not in own]
        if others:
            feature["names"] = others
        feature["kind"] = words.of(row["kind"])
        if isinstance(row["status"], str):
            feature["status"] = words.of(row["status"])
        if row["id"] in states:
            feature["states"] = states[row["id"]]
        if (life := _span(row)) != (None, None):
            feature["life"] = life
        if "popup" in feature:
            feature["popup"].update(_other_scripts(row, scripts[feature["id"]]))


def _span(row: Mapping[str, Any]) -> Span:
    return month_number(row.get("start")), month_number(row.get("end"), end=True)


def _other_scripts(row: Mapping[str, Any], held: Mapping[str, list[str]]) -> PopupSpec:
    """Return a name's old characters where they differ, and what maps called it once."""
    shown = {row["name_zh"], row["name_ko"]}

    def other(script: str) -> str | None:
        return next((text for text in held.get(script, ()) if text not in shown), None)

    found: PopupSpec = {}
    if hant := other("hant"):
        found["hant"] = hant
    if hani := other("hani"):
        found["hani"] = hani
    if former := held.get("former", [])[:2]:
        found["former"] = ", ".join(former)
    return found


def add_chainage(spec: MapSpec, atlas: Atlas) -> None:
    """Add the border with its chainage, and its kilometre posts."""
    border = atlas.border
    vertex_m = dict(zip(map(tuple, border.line.coords), border.line.vertex_m, strict=True))
    drawn = np.array(border.geometry.simplify(LINE_TOLERANCE_DEG).coords)
    # Two positions that are written alike are written once.
    kept = drawn[np.r_[True, np.any(np.diff(np.round(drawn, DIGITS), axis=0) != 0, axis=1)]]
    steps = np.diff([vertex_m[tuple(xy)] for xy in kept], prepend=0.0)
    posts = np.arange(0.0, border.length_m, POST_EVERY_M)
    lon, lat = border.point_at(posts)
    spec["line"], spec["steps"] = encoded(kept), np.round(steps).astype(int).tolist()
    spec["posts"] = [
        (int(m / 1000), round(float(x), 4), round(float(y), 4))
        for m, x, y in zip(posts, lon, lat, strict=True)
    ]
