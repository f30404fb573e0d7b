"""Make a base map for pages without tiles from the atlas's land and border."""

from __future__ import annotations

from functools import cache

from sinokorea_geo.atlas.store import DataStore, default_data_dir
from sinokorea_geo.maps.offline import Basemap
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.page import asset

__all__ = ["atlas_basemap"]

_LAND_TOLERANCE_DEG = 0.003
_LINE_TOLERANCE_DEG = 0.001


@cache
def atlas_basemap() -> Basemap:
    """Make the base map from the data that comes with the package.

    A page of any Folium map has this ground, so it is no atlas of the caller's.
    """
    data = DataStore(default_data_dir())
    land = data.layer("basemap").geometry.union_all()
    border = data.layer("border")
    sections = border[border["kind"] == "border-section"].geometry.union_all()
    west, south, east, north = land.bounds
    return Basemap(
        areas=packed(land.simplify(_LAND_TOLERANCE_DEG))["areas"],
        lines=packed(sections.simplify(_LINE_TOLERANCE_DEG))["lines"],
        bounds=((south, west), (north, east)),
        attribution="Base map © OpenStreetMap contributors (ODbL)",
        scripts=(asset("base.js"),),
        decode="sinokoreaGeo.latLngs",
    )
