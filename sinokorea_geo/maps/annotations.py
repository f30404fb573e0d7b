"""What the page's controls need to know: names to search, dates to slide, kilometres to read."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.layers import records
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.maps.coords import DIGITS, encoded
from sinokorea_geo.maps.layers import LINE_TOLERANCE_DEG, Group
from sinokorea_geo.maps.moments import dated, states_by_id

__all__ = ["add_names_and_dates", "chainage"]

POST_EVERY_M = 10_000.0


def add_names_and_dates(groups: list[Group], atlas: Atlas) -> None:
    """Add to each feature what the search and the time slider need."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in records(atlas.names):
        names[row["place_id"]].setdefault(fold(row["text"]), row["text"])
    rows = {
        row["id"]: row
        for name in ("crossings", "zones", "places", "corridors", "islands", "border")
        for row in records(atlas.layer(name))
    }
    states = states_by_id(atlas.periods)
    for feature in (f for group in groups for f in group["features"] if f["id"] in rows):
        row = rows[feature["id"]]
        own = [row[f"name_{code}"] for code in ("en", "zh", "ko")]
        forms = {fold(text): text for text in own if isinstance(text, str)}
        feature["names"] = list((forms | names[feature["id"]]).values())
        feature["kind"] = row["kind"]
        if isinstance(row["status"], str):
            feature["status"] = row["status"]
        feature.update(dated(row, states))


def chainage(atlas: Atlas) -> dict[str, Any]:
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
