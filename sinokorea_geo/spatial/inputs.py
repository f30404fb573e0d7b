"""Convert user input to coordinates and geometries, the same way for every function."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import positions
from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy import GeodesicLine, LayerIndex, PolylineIndex, kept_index


def as_geometry(
    position: Any, what: str = "the position", atlas: Atlas | None = None
) -> BaseGeometry:
    """Read one place, point or geometry."""
    if isinstance(position, ReferencedLine | GeodesicLine):
        return position.geometry
    return positions.read_geometry(position, what, None if atlas is None else atlas.find)


def as_geometries(layer: Any, what: str = "features") -> NDArray[np.object_]:
    """Read a layer as an array of geometries, in longitude and latitude."""
    if not isinstance(layer, gpd.GeoDataFrame | gpd.GeoSeries):
        raise InvalidGeometry(f"{what} are {type(layer).__name__}; pass a GeoDataFrame")
    found = positions.in_degrees(layer, what)
    for row in np.flatnonzero(shapely.is_missing(found) | shapely.is_empty(found))[:1]:
        as_geometry(found[row], f"{what}[{row}]")
    return found


def index_of(target: Any, atlas: Atlas | None = None) -> PolylineIndex | LayerIndex:
    """Return the index that measures to a line, a place, a geometry or a whole layer."""
    if isinstance(target, ReferencedLine):
        return target.line
    if isinstance(target, GeodesicLine):
        return target
    what, is_layer = "the line or place", isinstance(target, gpd.GeoDataFrame | gpd.GeoSeries)
    found = as_geometries(target, what) if is_layer else [as_geometry(target, what, atlas)]
    return kept_index(list(found), LayerIndex)
