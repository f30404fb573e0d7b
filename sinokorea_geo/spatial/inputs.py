"""Convert user input to coordinates, geometries and metres, the same way for every function."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.positions import OnMissing, Positions, read_positions
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import (
    GeodesicLine,
    LayerIndex,
    PolylineIndex,
    checked_geometry,
    checked_lonlat,
    checked_quantity,
    is_wgs84,
)

__all__ = [
    "as_geometries",
    "as_geometry",
    "as_lonlat",
    "as_points",
    "index_of",
    "kept_index",
    "metres_of",
]

Index = TypeVar("Index")

_UNITS: Final = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters", "米", "미터"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
    **dict.fromkeys(("公里", "千米", "킬로미터", "키로미터"), 1000.0),
    **dict.fromkeys(("mi", "mile", "miles", "英里", "마일"), 1609.344),
    **dict.fromkeys(("nmi", "nm", "海里", "해리"), 1852.0),
    **dict.fromkeys(("ft", "foot", "feet"), 0.3048),
}
_LENGTH: Final = re.compile(r"\s*([+-]?\d[\d,]*(?:\.\d+)?)\s*(\S*)\s*")
# Indexes of the layers asked for last, by the identity of their geometries.
_KEPT: Final[OrderedDict[tuple[int, ...], tuple[list[Any], Any]]] = OrderedDict()
_MOST_KEPT: Final = 16


def metres_of(width: float | str, what: str = "width_m") -> float:
    """Convert a width to metres."""
    if not isinstance(width, str):
        return checked_quantity(width, what)
    match = _LENGTH.fullmatch(width)
    factor = _UNITS.get(match[2].lower(), 0.0) if match else 0.0
    if match is None or not factor:
        raise InvalidQuantity(f"{what} is {width!r}; write metres as a number, or '25 km'")
    return float(match[1].replace(",", "")) * factor


def as_points(
    points: Any,
    what: str = "points",
    *,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> Positions:
    """Read points in any form, with the index they came with."""
    find = None if atlas is None else atlas.find
    return read_positions(points, what=what, on_missing=on_missing, find=find)


def as_lonlat(points: Any, what: str = "points") -> tuple[NDArray[np.float64], ...]:
    """Read points in any form as arrays of longitude and latitude."""
    found = as_points(points, what)
    return found.lon, found.lat


def as_geometry(
    position: Any, what: str = "the position", atlas: Atlas | None = None
) -> BaseGeometry:
    """Read one place, point or geometry."""
    if isinstance(position, str):
        if atlas is None:
            raise InvalidGeometry(
                f"{what} is the text {position!r}; look it up first: "
                f"atlas.find({position!r}), or pass atlas=atlas"
            )
        position = atlas.find(position)
    if isinstance(position, Place):
        return position.position
    if isinstance(position, ReferencedLine | GeodesicLine):
        return position.geometry
    if isinstance(position, BaseGeometry):
        return checked_geometry(position, what=what)
    if isinstance(position, gpd.GeoDataFrame | gpd.GeoSeries):
        return checked_geometry(shapely.union_all(_in_degrees(position, what)), what=what)
    if position is None:
        raise InvalidGeometry(f"{what} is None; pass a place, a (lon, lat) pair or a geometry")
    try:
        lon, lat = position
    except (TypeError, ValueError) as error:
        raise InvalidGeometry(
            f"{what} is {type(position).__name__}; pass a place, a (lon, lat) pair or a geometry"
        ) from error
    return shapely.Point(*(float(value) for value in checked_lonlat(lon, lat, what=what)))


def as_geometries(layer: Any, what: str = "features") -> NDArray[np.object_]:
    """Read a layer as an array of geometries, in longitude and latitude."""
    if not isinstance(layer, gpd.GeoDataFrame | gpd.GeoSeries):
        raise InvalidGeometry(f"{what} are {type(layer).__name__}; pass a GeoDataFrame")
    found = _in_degrees(layer, what)
    for row in np.flatnonzero(shapely.is_missing(found) | shapely.is_empty(found))[:1]:
        as_geometry(found[row], f"{what}[{row}]")
    return found


def index_of(
    target: Any, what: str = "the line or place", atlas: Atlas | None = None
) -> PolylineIndex | LayerIndex:
    """Return the index that measures to a line, a place, a geometry or a whole layer."""
    if isinstance(target, ReferencedLine):
        return target.line
    if isinstance(target, GeodesicLine):
        return target
    frame = isinstance(target, gpd.GeoDataFrame | gpd.GeoSeries)
    found = as_geometries(target, what) if frame else [as_geometry(target, what, atlas)]
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


def _in_degrees(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> NDArray[np.object_]:
    """Return the geometries of a frame in longitude and latitude on WGS 84."""
    if not is_wgs84(frame.crs, what):
        frame = frame.to_crs(4326)
    return np.asarray(frame.geometry.array)
