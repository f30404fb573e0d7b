"""Measure lengths, areas and directions by Karney's solution (PROJ), good to 15 nanometres.

Many points are measured against each other, too: the nearest of some, and all pairs.
"""

import math
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidCoordinates, InvalidQuantity
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat
from sinokorea_geo.geodesy.engine import FloatArray, IntArray

_PAIRS_AT_ONCE: Final = 1 << 18
_MANY_PAIRS: Final = 20_000
_ROUNDING_M: Final = 1e-4
_FEW: Final = 2
_DEEPEST: Final = 5


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


def nearest_points(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike, k: int = 1
) -> tuple[IntArray, FloatArray]:
    """Find the k nearest of m targets for each of n points, all in degrees.

    Returns (n, k) numbers of targets, nearest first, of equally near ones the lower number
    first; and (n, k) metres. `InvalidQuantity` if `k` is not a whole number from 1 to m.
    """
    x, y = (np.atleast_1d(axis) for axis in checked_lonlat(lon, lat))
    to_x, to_y = (np.atleast_1d(axis) for axis in checked_lonlat(to_lon, to_lat, what="target"))
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= len(to_x):
        raise InvalidQuantity(f"k is {k!r}; a whole number from 1 to {len(to_x)} targets is wanted")
    index = np.empty((len(x), k), dtype=np.int64)
    distance = np.empty((len(x), k))
    rows = np.arange(len(x))
    if k == 1 and engine.worth_compiling(len(x), lambda: engine.kernels("nearest", "grid")):
        (nearest_kernel,) = engine.kernels("nearest")
        held, grid = _target_grid(to_x.tobytes(), to_y.tobytes())
        points = np.ascontiguousarray(x), np.ascontiguousarray(y)
        given = *grid, held, index.reshape(-1), distance.reshape(-1)
        engine.in_blocks(len(x), lambda first, last: nearest_kernel(*points, first, last, *given))
        # The others are too far for that.
        rows = np.flatnonzero(index[:, 0] < 0)
    target_xyz = engine.positions(to_x, to_y)
    batch = max(1, _PAIRS_AT_ONCE // len(to_x))
    for first in range(0, len(rows), batch):
        some = rows[first : first + batch]
        lon1, lat1 = x[some], y[some]
        square = np.zeros((len(some), len(to_x)))
        for here, there in zip(engine.positions(lon1, lat1), target_xyz, strict=True):
            square += (here[:, None] - there) ** 2
        chord = np.sqrt(square)
        kth = np.partition(chord, k - 1, axis=1)[:, k - 1]
        # A metre more than the bound covers rounding many times over, and costs nothing.
        point, target = np.nonzero(chord <= (engine.rival_chord(kth) + 1.0)[:, None])
        apart = engine.symmetric_distance(lon1[point], lat1[point], to_x[target], to_y[target])
        order = np.lexsort((target, apart, point))
        starts = np.flatnonzero(np.diff(point[order], prepend=-1))
        chosen = order[starts[:, None] + np.arange(k)]
        index[some], distance[some] = target[chosen], apart[chosen]
    return index, distance


def distance_matrix(
    lon1: ArrayLike,
    lat1: ArrayLike,
    lon2: ArrayLike,
    lat2: ArrayLike,
    *,
    out: FloatArray | None = None,
) -> FloatArray:
    """Measure all pairs of n and m points in degrees: (n, m) metres.

    Exchanging the two sets transposes it, bit for bit. `out` is an (n, m) float64 array to write
    to, which is faster than a fresh one; `InvalidQuantity` if it is no such array.
    """
    x1, y1 = (np.atleast_1d(axis) for axis in checked_lonlat(lon1, lat1, what="first point"))
    x2, y2 = (np.atleast_1d(axis) for axis in checked_lonlat(lon2, lat2, what="second point"))
    shape = (len(x1), len(x2))
    result = np.empty(shape) if out is None else out
    if result.shape != shape or result.dtype != np.float64:
        raise InvalidQuantity(
            f"out has shape {result.shape} and type {result.dtype}; {shape} and float64 are wanted"
        )
    if result.size < _MANY_PAIRS:
        one, other = np.indices(shape).reshape(2, -1)
        result[:] = engine.symmetric_distance(x1[one], y1[one], x2[other], y2[other]).reshape(shape)
        return result
    (matrix_kernel,) = engine.kernels("matrix")
    first_xyz, second_xyz = engine.positions(x1, y1), engine.positions(x2, y2)

    def work(first: int, last: int) -> None:
        if not matrix_kernel(first_xyz, second_xyz, first, last, result):
            return
        for i in range(first, last):
            far = np.flatnonzero(result[i] < 0.0)
            here = np.zeros(len(far), dtype=np.int64) + i
            result[i, far] = engine.exact_distance(x1[here], y1[here], x2[far], y2[far])

    engine.in_blocks(len(x1), work, block=max(1, _PAIRS_AT_ONCE // len(x2)))
    return result


@lru_cache(maxsize=4)
def _target_grid(lon: bytes, lat: bytes) -> tuple[FloatArray, tuple[Any, ...]]:
    """Build the grid of targets that names the nearest; kept for the next question."""
    xyz = engine.positions(np.frombuffer(lon), np.frombuffer(lat))
    # To the grid they are pieces of no length.
    shape = np.zeros((xyz.shape[1], 16))
    shape[:, :3] = xyz.T
    return xyz, engine.grid_of(shape, _ROUNDING_M, few=_FEW, deepest=_DEEPEST)
