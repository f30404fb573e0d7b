"""Answers found the slow way, sharing no code with the package.

The nearest point of a line is found by looking: along every edge the distance to a ladder of
points, then golden-section search between the rungs beside the lowest one. Only PROJ's direct
and inverse geodesics are taken for granted; they are checked against published values elsewhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_GEOD = Geod(a=6378137.0, rf=298.257223563)
_GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
_RUNGS = 9
_SHRINKS = 50


class Found(NamedTuple):
    """Nearest point of a line by the oracle."""

    distance_m: float
    along_m: float
    lon: float
    lat: float
    segment: int


def inverse_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Geodesic distances in metres, by broadcasting."""
    parts = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (lon1, lat1, lon2, lat2)))
    x1, y1, x2, y2 = (np.array(part).ravel() for part in parts)
    return np.asarray(_GEOD.inv(x1, y1, x2, y2)[2]).reshape(parts[0].shape)


def on_edges(coords: ArrayLike, share: Floats) -> tuple[Floats, Floats]:
    """Points on the edges of a line, `share` of the way along; share has shape (edges, k)."""
    xy = np.asarray(coords, dtype=float)
    start, end = xy[:-1], xy[1:]
    azimuth, _, length = _GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    shape = share.shape
    lon, lat, _ = _GEOD.fwd(
        np.repeat(start[:, 0], shape[1]),
        np.repeat(start[:, 1], shape[1]),
        np.repeat(azimuth, shape[1]),
        (np.asarray(length)[:, None] * share).ravel(),
    )
    return np.asarray(lon).reshape(shape), np.asarray(lat).reshape(shape)


def edge_lengths(coords: ArrayLike) -> Floats:
    """Lengths of the edges of a line in metres."""
    xy = np.asarray(coords, dtype=float)
    return inverse_m(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])


def nearest(coords: ArrayLike, lon: float, lat: float) -> Found:
    """Nearest point of a line to one point: every edge is searched."""
    edges = np.arange(len(np.asarray(coords)) - 1)
    share, distance = _search(coords, edges, np.full(len(edges), lon), np.full(len(edges), lat))
    segment = int(np.argmin(distance))
    lengths = edge_lengths(coords)
    foot_lon, foot_lat = on_edges(coords, share[:, None])
    return Found(
        float(distance[segment]),
        float(lengths[:segment].sum() + share[segment] * lengths[segment]),
        float(foot_lon[segment, 0]),
        float(foot_lat[segment, 0]),
        segment,
    )


def distances(coords: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Distance of each of many points to a line, in metres.

    Edges are left out where the triangle inequality does: none of their points is nearer than
    the distance to their start less their length.
    """
    xy, x, y = np.asarray(coords, dtype=float), np.asarray(lon), np.asarray(lat)
    to_start = inverse_m(x[:, None], y[:, None], xy[:, 0], xy[:, 1])
    least = to_start.min(axis=1, keepdims=True)
    point, edge = np.nonzero(to_start[:, :-1] - edge_lengths(xy) <= least + 1e-6)
    _, distance = _search(xy, edge, x[point], y[point])
    result = np.full(len(x), np.inf)
    np.minimum.at(result, point, distance)
    return result


def enclosed(ring: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Whether points lie in a ring of geodesic edges, drawn in steps of a thousandth."""
    steps = np.tile(np.linspace(0.0, 1.0, 1001), (len(np.asarray(ring)) - 1, 1))
    drawn = shapely.Polygon(np.column_stack([axis.ravel() for axis in on_edges(ring, steps)]))
    return np.asarray(shapely.contains_xy(drawn, lon, lat))


def _search(coords: ArrayLike, edge: Ints, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Nearest point of an edge to a point, pair by pair: share of the edge, and distance."""
    xy = np.asarray(coords, dtype=float)
    start, end = xy[edge], xy[edge + 1]
    azimuth, _, length = _GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])

    def off(share: Floats) -> Floats:
        x, y, _ = _GEOD.fwd(start[:, 0], start[:, 1], azimuth, length * share)
        return inverse_m(lon, lat, x, y)

    ladder = np.linspace(0.0, 1.0, _RUNGS)
    lowest = np.argmin([off(np.full(len(edge), rung)) for rung in ladder], axis=0)
    low, high = ladder[np.maximum(lowest - 1, 0)], ladder[np.minimum(lowest + 1, _RUNGS - 1)]
    for _ in range(_SHRINKS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        go_left = off(left) <= off(right)
        low, high = np.where(go_left, low, left), np.where(go_left, right, high)
    # The ends of an edge are feet as well, and exact ones.
    shares = np.stack((np.zeros(len(edge)), (low + high) / 2.0, np.ones(len(edge))))
    found = np.array([off(share) for share in shares])
    best = np.argmin(found, axis=0)
    pairs = np.arange(len(edge))
    return shares[best, pairs], found[best, pairs]
