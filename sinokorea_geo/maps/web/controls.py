"""Add what the page's controls need: names to search, dates to slide, kilometres to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.coords import DIGITS, encoded
from sinokorea_geo.maps.web.layers import LINE_TOLERANCE_DEG
from sinokorea_geo.maps.web.months import dated, states_by_id
from sinokorea_geo.maps.web.schema import ChainageSpec, GroupSpec, PopupSpec
from sinokorea_geo.maps.words import Words

__all__ = ["add_names_and_dates", "chainage"]

POST_EVERY_M = 10_000.0
#: Schemes of names that a popup shows beside the usual three.
_SCRIPTS = {
    "hanzi-traditional": "hant",
    "hanja": "hani",
    "japanese-era": "former",
    "postal": "former",
}


def add_names_and_dates(
    groups: list[GroupSpec], atlas: Atlas, rows: Mapping[str, Mapping[str, Any]], words: Words
) -> None:
    """Add to each feature what the search, the popup and the time slider need."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    scripts: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for name in records(atlas.names):
        names[name["place_id"]].setdefault(fold(name["text"]), name["text"])
        if name["scheme"] in _SCRIPTS:
            held = scripts[name["place_id"]].setdefault(_SCRIPTS[name["scheme"]], [])
            held.extend([] if name["text"] in held else [name["text"]])
    states = states_by_id(atlas.periods)
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
        feature.update(dated(row, states))
        if "popup" in feature:
            feature["popup"].update(_other_scripts(row, scripts[feature["id"]]))


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


def chainage(atlas: Atlas) -> ChainageSpec:
    """Return the border with its chainage, and its kilometre posts."""
    border = atlas.border
    whole = border.line.coords
    vertex_m = dict(zip(map(tuple, whole), border.line.vertex_m, strict=True))
    drawn = border.geometry.simplify(LINE_TOLERANCE_DEG).coords
    kept = [xy for xy, before in zip(drawn, [None, *drawn], strict=False) if not _same(xy, before)]
    steps = np.diff([vertex_m[tuple(xy)] for xy in kept], prepend=0.0)
    posts = np.arange(0.0, border.length_m, POST_EVERY_M)
    lon, lat = border.point_at(posts)
    return {
        "line": encoded(kept),
        "steps": np.round(steps).astype(int).tolist(),
        "posts": [
            (int(m / 1000), round(float(x), 4), round(float(y), 4))
            for m, x, y in zip(posts, lon, lat, strict=True)
        ],
    }


def _same(a: Any, b: Any) -> bool:
    """Tell whether two positions are written alike, and so only once."""
    return b is not None and np.array_equal(np.round(a, DIGITS), np.round(b, DIGITS))
