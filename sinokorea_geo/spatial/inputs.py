"""Convert user input to coordinates and geometries, the same way for every function."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import positions
from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.positions import OnMissing, Positions
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy import GeodesicLine, LayerIndex, PolylineIndex

Index = TypeVar("Index")

# Indexes of the layers asked for last, by the identity of their geometries.
_KEPT: Final[OrderedDict[tuple[int, ...], tuple[list[Any], Any]]] = OrderedDict()
_MOST_KEPT: Final = 16


def as_points(
    points: Any,
    what: str = "points",
    *,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> Positions:
    """Read points in any form, with the index they came with."""
    find = None if atlas is None else atlas.find
    return positions.read_positions(points, what=what, on_missing=on_missing, find=find)


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


def kept_index(geometries: list[BaseGeometry], make: Callable[[Any], Index]) -> Index:
    """Make an index of geometries, or return the one made for the same objects before."""
    key = (id(make), *map(id, geometries))
    if key in _KEPT:
        _KEPT.move_to_end(key)
    else:
        # The geometries are held too, so that no others can take their identity.
        _KEPT[key] = geometries, make(geometries)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    index: Index = _KEPT[key][1]
    return index
