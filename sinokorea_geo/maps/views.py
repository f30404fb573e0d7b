"""Find the extent of ready views of the border's towns."""

from __future__ import annotations

import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.words import read_json

__all__ = ["VIEWS", "view_extent"]

#: The features that each view shows.
VIEWS: dict[str, list[str]] = read_json("style.json")["views"]
_ROUND_DEG = 0.03


def view_extent(atlas: Atlas, name: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a ready view."""
    if name not in VIEWS:
        raise InvalidQuantity(f"no view {name!r}; there are {', '.join(VIEWS)}")
    places = map(atlas.get, VIEWS[name])
    return shapely.MultiPoint([(p.lon, p.lat) for p in places]).buffer(_ROUND_DEG).bounds
