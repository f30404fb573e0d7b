"""Answers found the slow way, sharing no code with the package.

The nearest point of a line is found by looking: along every edge the distance to a ladder of
points, then golden-section search between the rungs beside the lowest one. Only PROJ's direct
and inverse geodesics are taken for granted; they are checked against published values elsewhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

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
    """Nearest point of a line to one point."""
    edges = len(np.asarray(coords)) - 1

    def off(share: Floats) -> Floats:
        return inverse_m(lon, lat, *on_edges(coords, share))

    ladder = np.tile(np.linspace(0.0, 1.0, _RUNGS), (edges, 1))
    lowest = np.argmin(off(ladder), axis=1)
    low = np.maximum(lowest - 1, 0) / (_RUNGS - 1)
    high = np.minimum(lowest + 1, _RUNGS - 1) / (_RUNGS - 1)
    for _ in range(_SHRINKS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        far = off(np.column_stack((left, right)))
        go_left = far[:, 0] <= far[:, 1]
        low, high = np.where(go_left, low, left), np.where(go_left, right, high)
    # The ends of an edge are feet as well, and exact ones.
    share = np.column_stack((np.zeros(edges), (low + high) / 2.0, np.ones(edges)))
    distance = off(share)
    segment, column = np.unravel_index(np.argmin(distance), distance.shape)
    lengths = edge_lengths(coords)
    foot_lon, foot_lat = on_edges(coords, share)
    return Found(
        float(distance[segment, column]),
        float(lengths[:segment].sum() + share[segment, column] * lengths[segment]),
        float(foot_lon[segment, column]),
        float(foot_lat[segment, column]),
        int(segment),
    )


def distances(coords: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Distance of each of many points to a line, in metres."""
    pairs = zip(np.asarray(lon), np.asarray(lat), strict=True)
    return np.array([nearest(coords, float(x), float(y)).distance_m for x, y in pairs])
