"""Whatever a caller holds a position in, read as coordinates or refused with the mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.errors import CRSMismatch, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.geodesy import checked_geometry, checked_lonlat

__all__ = ["Points", "Position", "as_geometries", "as_geometry", "as_lonlat", "check_crs"]

Position: TypeAlias = Place | BaseGeometry | tuple[float, float]
Points: TypeAlias = (
    gpd.GeoDataFrame | gpd.GeoSeries | pd.DataFrame | Sequence[Position] | ArrayLike | Position
)

_WGS84 = CRS.from_epsg(4326)


def check_crs(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> None:
    """Refuse a frame that is not in longitude and latitude on WGS 84.

    Raises
    ------
    CRSMismatch
        Naming the system found, the one wanted and the call that mends it.
    """
    if frame.crs is None:
        raise CRSMismatch(
            f"{what} carry no CRS; if they are longitude and latitude on WGS 84, call "
            ".set_crs(4326) on them first"
        )
    found = CRS.from_user_input(frame.crs)
    if not found.equals(_WGS84, ignore_axis_order=True):
        label = found.to_string()
        raise CRSMismatch(f"{what} are in {label}, wanted EPSG:4326; call .to_crs(4326) first")


def as_geometry(position: Any, what: str = "the position") -> BaseGeometry:
    """Read one place, point or geometry.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If it cannot be read as one.
    """
    if isinstance(position, Place):
        return position.position
    if isinstance(position, ReferencedLine):
        return position.geometry
    if isinstance(position, BaseGeometry):
        return checked_geometry(position, what=what)
    if isinstance(position, gpd.GeoDataFrame | gpd.GeoSeries):
        check_crs(position, what)
        return checked_geometry(shapely.union_all(position.geometry.to_numpy()), what=what)
    if isinstance(position, str):
        raise InvalidGeometry(
            f"{what} is the text {position!r}; look it up first: atlas.find({position!r})"
        )
    if position is None:
        raise InvalidGeometry(f"{what} is None; pass a place, a (lon, lat) pair or a geometry")
    try:
        lon, lat = position
    except (TypeError, ValueError) as error:
        raise InvalidGeometry(
            f"{what} is {type(position).__name__}; pass a place, a (lon, lat) pair or a geometry"
        ) from error
    return shapely.Point(*(float(value) for value in checked_lonlat(lon, lat, what=what)))


def as_geometries(features: Any, what: str = "features") -> NDArray[Any]:
    """Read a layer or a sequence of positions as an array of geometries."""
    if isinstance(features, gpd.GeoDataFrame | gpd.GeoSeries):
        check_crs(features, what)
        items: Sequence[Any] = list(features.geometry)
    elif isinstance(features, Place | BaseGeometry | ReferencedLine):
        items = [features]
    else:
        items = list(features)
    return np.array([as_geometry(item, f"{what}[{i}]") for i, item in enumerate(items)])


def as_lonlat(points: Any, what: str = "points") -> tuple[NDArray[np.float64], ...]:
    """Read points as arrays of longitude and latitude.

    Parameters
    ----------
    points : GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, or sequence of positions
        A DataFrame has columns ``lon`` and ``lat``.
    what : str
        What to call them in an error.

    Returns
    -------
    lon, lat : numpy.ndarray
        One-dimensional, degrees.

    Raises
    ------
    InvalidGeometry
        If a geometry is no point.
    InvalidCoordinates, CRSMismatch
        If a position or the frame's CRS cannot be used.
    """
    if isinstance(points, pd.DataFrame) and not isinstance(points, gpd.GeoDataFrame):
        missing = [name for name in ("lon", "lat") if name not in points]
        if missing:
            raise InvalidCoordinates(
                f"{what} have no column {missing[0]!r}; wanted columns lon and lat in degrees"
            )
        return _flat(checked_lonlat(points["lon"], points["lat"], what=what))
    if isinstance(points, np.ndarray) and points.dtype != object:
        if points.ndim != 2 or points.shape[1] != 2:
            raise InvalidCoordinates(f"{what} have shape {points.shape}, wanted (n, 2): lon, lat")
        return _flat(checked_lonlat(points[:, 0], points[:, 1], what=what))
    if isinstance(points, tuple) and len(points) == 2 and np.isscalar(points[0]):
        points = [points]
    geometries = as_geometries(points, what)
    wrong = [i for i, g in enumerate(geometries) if g.geom_type != "Point"]
    if wrong:
        raise InvalidGeometry(
            f"{what}[{wrong[0]}] is a {geometries[wrong[0]].geom_type}, wanted a Point; "
            "call .representative_point() for one inside it"
        )
    return shapely.get_x(geometries), shapely.get_y(geometries)


def _flat(pair: tuple[Any, ...]) -> tuple[NDArray[np.float64], ...]:
    return tuple(np.atleast_1d(np.asarray(values, dtype=float)) for values in pair)
