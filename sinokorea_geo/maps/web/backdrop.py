"""The atlas's land, sea and border as a base map for pages that hold no tiles."""

from __future__ import annotations

from functools import cache
from typing import Any

from sinokorea_geo.atlas import load_atlas
from sinokorea_geo.maps.web.coords import packed

__all__ = ["backdrop_data"]

_LAND_TOLERANCE_DEG = 0.003
_LINE_TOLERANCE_DEG = 0.001


@cache
def backdrop_data() -> dict[str, Any]:
    """Return the base map as the page's script reads it: areas of land, lines of the border.

    It belongs to the map as a frame belongs to a picture, so it is read here, from the atlas
    that comes with the package, and only when a page needs it.
    """
    atlas = load_atlas()
    land = atlas.layer("basemap").geometry.union_all()
    border = atlas.layer("border")
    sections = border[border["kind"] == "border-section"].geometry.union_all()
    west, south, east, north = land.bounds
    return {
        **packed(land.simplify(_LAND_TOLERANCE_DEG)),
        **packed(sections.simplify(_LINE_TOLERANCE_DEG)),
        "bounds": [[south, west], [north, east]],
    }
