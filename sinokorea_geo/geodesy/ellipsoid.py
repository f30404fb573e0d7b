"""Measure lengths, areas and directions by Karney's solution (PROJ), good to 15 nanometres."""

import math

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidCoordinates, InvalidQuantity
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat
from sinokorea_geo.geodesy.engine import FloatArray


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> FloatArray:
    """Measure the shortest way over the ellipsoid between points, in metres.

    Degrees, scalars or (n,), broadcast against each other; the same in both directions.
    """
    shape, ends = _paired(lon1, lat1, lon2, lat2)
    return engine.symmetric_distance(*ends).reshape(shape)


def initial_bearing_deg(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> FloatArray:
    """Find the direction in which the shortest way from the first point sets out.

    Degrees, scalars or (n,), broadcast against each other. The direction is clockwise from
    north, 0 ≤ bearing < 360; NaN where the points coincide.
    """
    shape, ends = _paired(lon1, lat1, lon2, lat2)
    azimuth, _, distance = engine.inverse(*ends)
    bearing = azimuth % 360.0
    # A tiny negative azimuth rounds up to the full turn, which is north again.
    bearing[bearing == 360.0] = 0.0
    bearing[distance == 0.0] = np.nan
    return bearing.reshape(shape)


def destination(
    lon: ArrayLike, lat: ArrayLike, bearing_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Find the end of a geodesic that sets out in a direction and runs for a distance.

    Degrees, clockwise from north, and metres, negative ones backwards; scalars or (n,), broadcast
    against each other. Returns lon, lat in degrees. `InvalidQuantity` if a bearing or a distance
    is not a finite number, or the shapes do not fit.
    """
    x, y = checked_lonlat(lon, lat)
    bearing, distance = _finite(bearing_deg, "bearing_deg"), _finite(distance_m, "distance_m")
    try:
        x, y, bearing, distance = np.broadcast_arrays(x, y, bearing, distance)
    except ValueError:
        raise InvalidQuantity(
            f"{x.size} points, {bearing.size} bearings and {distance.size} distances "
            "do not pair up; give as many of each, or one"
        ) from None
    to_lon, to_lat, _ = engine.direct(x.ravel(), y.ravel(), bearing.ravel(), distance.ravel())
    return to_lon.reshape(x.shape), to_lat.reshape(x.shape)


def length_m(geometry: BaseGeometry) -> float:
    """Measure the length of a line, or of the boundary of an area, in metres.

    Points count nothing, polygons their exterior and holes, collections the sum of their parts.
    The same whichever way a line runs.
    """
    lengths: list[float] = []
    for path in engine.paths(checked_geometry(geometry)):
        lon, lat = engine.lonlat(path)
        lengths.extend(engine.exact_distance(lon[:-1], lat[:-1], lon[1:], lat[1:]).tolist())
    return math.fsum(lengths)


def area_km2(geometry: BaseGeometry) -> float:
    """Measure the area enclosed by geodesic edges, holes left out, in square kilometres.

    Never negative: rings may run either way. Points and lines count nothing, collections the
    sum of their parts.
    """
    areas: list[float] = []
    for polygon in engine.polygons(checked_geometry(geometry)):
        # The signs tell which way the rings run, which is of no concern here.
        signed = [
            engine.GEOD.polygon_area_perimeter(*engine.lonlat(ring))[0]
            for ring in engine.paths(polygon)
        ]
        areas += [abs(signed[0]), *(-abs(hole) for hole in signed[1:])]
    return math.fsum(areas) / 1e6


def _paired(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> tuple[tuple[int, ...], list[FloatArray]]:
    """Check both ends; return their common shape, and all axes flat."""
    first = checked_lonlat(lon1, lat1, what="first point")
    second = checked_lonlat(lon2, lat2, what="second point")
    try:
        ends = np.broadcast_arrays(*first, *second)
    except ValueError:
        raise InvalidCoordinates(
            f"{first[0].size} first and {second[0].size} second points do not pair up; give as "
            "many of one as of the other, or one of either (distance_matrix measures all pairs)"
        ) from None
    return ends[0].shape, [axis.ravel() for axis in ends]


def _finite(values: ArrayLike, what: str) -> FloatArray:
    """Return finite numbers, or an error that names the first that is not."""
    array = np.asarray(values)
    if array.dtype.kind not in "iuf" or array.ndim > 1:
        raise InvalidQuantity(f"{what} must be a number or a flat sequence of numbers")
    bad = ~np.isfinite(array)
    if bad.any():
        position = tuple(np.argwhere(bad)[0])
        where = f" (entry {position[0]})" if position else ""
        raise InvalidQuantity(f"{what} is {array[position]}; finite numbers are wanted{where}")
    return array.astype(np.float64, copy=False)
