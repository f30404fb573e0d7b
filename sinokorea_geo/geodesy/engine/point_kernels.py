"""More loops over points, compiled by Numba: pairs, targets, rasters and rough feet."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.line_kernels import distance_block, leaves, position_block
from sinokorea_geo.geodesy.engine.tolerances import NEAR_SQUARE, PAIR_SQUARE, RIVAL_PER_M3, TIE_M

__all__ = [
    "feet_kernel",
    "matrix_kernel",
    "nearest_kernel",
    "pairs_kernel",
    "positions_kernel",
    "raster_kernel",
]

# Of what this module compiles along; a test knows it. Numba looks only at this file to tell
# whether the code it has kept is out of date.
_BUILT_ON: Final = "84e5ecc2ee3dc46c"

_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "cache": True, "error_model": "numpy"}
_BLOCK: Final = 256

_sin_cos_deg = njit(**_OPTIONS, forceinline=True)(arithmetic.sin_cos_deg)
_xyz_m = njit(**_OPTIONS, forceinline=True)(arithmetic.xyz_m)
_arc_m = njit(**_OPTIONS, forceinline=True)(arithmetic.arc_m)
_chord_foot = njit(**_OPTIONS, forceinline=True)(arithmetic.chord_foot)


@njit(**_OPTIONS)
def pairs_kernel(lon1, lat1, lon2, lat2, first, last, distance):
    """Distances pair by pair; negative where the exact solution is wanted."""
    xyz, other = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        position_block(lon1, lat1, block, size, xyz)
        position_block(lon2, lat2, block, size, other)
        for i in range(size):
            dx, dy, dz = other[0, i] - xyz[0, i], other[1, i] - xyz[1, i], other[2, i] - xyz[2, i]
            apart = _arc_m(xyz[0, i], xyz[1, i], xyz[2, i], other[0, i], other[1, i], other[2, i])
            far = dx * dx + dy * dy + dz * dz > PAIR_SQUARE
            distance[block + i] = -1.0 if far else apart


@njit(**_OPTIONS)
def positions_kernel(lon, lat, first, last, xyz):
    """Earth-centred positions, (3, n)."""
    for i in range(first, last):
        sin_lon, cos_lon = _sin_cos_deg(lon[i])
        sin_lat, cos_lat = _sin_cos_deg(lat[i])
        x, y, z = _xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
        xyz[0, i], xyz[1, i], xyz[2, i] = x, y, z


@njit(**_OPTIONS)
def _row(x, y, z, other, row):
    """Distances of one point from many."""
    for j in range(len(row)):
        row[j] = _arc_m(x, y, z, other[0, j], other[1, j], other[2, j])


@njit(**_OPTIONS)
def _beyond(x, y, z, other):
    """Count the points that are too far from one for the series."""
    far = 0
    for j in range(other.shape[1]):
        dx, dy, dz = other[0, j] - x, other[1, j] - y, other[2, j] - z
        far += dx * dx + dy * dy + dz * dz > PAIR_SQUARE
    return far


@njit(**_OPTIONS)
def matrix_kernel(one, other, first, last, distance):
    """Distances of all pairs; the number of those too far for the series, which are negative."""
    far = 0
    for i in range(first, last):
        x, y, z, row = one[0, i], one[1, i], one[2, i], distance[i]
        _row(x, y, z, other, row)
        if _beyond(x, y, z, other) > 0:
            for j in range(len(row)):
                dx, dy, dz = other[0, j] - x, other[1, j] - y, other[2, j] - z
                if dx * dx + dy * dy + dz * dz > PAIR_SQUARE:
                    row[j] = -1.0
                    far += 1
    return far


@njit(**_OPTIONS)
def _nearest_target(x, y, z, start, count, lists, target):
    """Of some targets the nearest, or of equally near ones the first; −1 if all are far."""
    least, at = np.inf, -1
    for j in range(start, start + count):
        t = lists[j]
        dx, dy, dz = target[0, t] - x, target[1, t] - y, target[2, t] - z
        square = dx * dx + dy * dy + dz * dz
        if square < least:
            least, at = square, t
    if least > NEAR_SQUARE:
        return -1
    chord = np.sqrt(least)
    limit = chord + RIVAL_PER_M3 * (chord * least) + TIE_M
    limit *= limit
    best = np.inf
    for j in range(start, start + count):
        t = lists[j]
        dx, dy, dz = target[0, t] - x, target[1, t] - y, target[2, t] - z
        if t != at and dx * dx + dy * dy + dz * dz <= limit:
            if best == np.inf:
                best = _arc_m(x, y, z, target[0, at], target[1, at], target[2, at])
            apart = _arc_m(x, y, z, target[0, t], target[1, t], target[2, t])
            if apart < best or (apart == best and t < at):
                best, at = apart, t
    return at


@njit(**_OPTIONS)
def nearest_kernel(lon, lat, first, last, top, lists, nodes, target, index, distance):
    """Nearest target of each point; index −1 where the nearest is too far for the series."""
    xyz, there = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    found = np.empty(_BLOCK, np.int64)
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        position_block(lon, lat, block, size, xyz)
        leaves(lon, lat, block, size, top, nodes, found)
        for k in range(size):
            start, at = found[k], -1
            if start > 0:
                at = _nearest_target(
                    xyz[0, k], xyz[1, k], xyz[2, k], start + 1, lists[start], lists, target
                )
            index[block + k] = at
            at = max(at, 0)
            there[0, k], there[1, k], there[2, k] = target[0, at], target[1, at], target[2, at]
        distance_block(size, xyz, there, distance, block)


@njit(**_OPTIONS)
def raster_kernel(lon, lat, first, last, west, south, per_lon, per_lat, raster, found):
    """Look up what a raster holds at each point; its rim stands for all outside of it.

    Whether all of them are positions is returned; what is none has what the rim holds.
    """
    rows, columns = raster.shape
    right, upper = columns - 0.5, rows - 0.5
    good = 0
    for i in range(first, last):
        # Comparisons so that what is not a number falls on the rim.
        good += abs(lon[i]) <= 180.0 and abs(lat[i]) <= 90.0
        u, v = (lon[i] - west) * per_lon, (lat[i] - south) * per_lat
        u, v = u if u > 0.0 else 0.0, v if v > 0.0 else 0.0
        u, v = u if u < right else right, v if v < upper else upper
        found[i] = raster[int(v), int(u)]
    return good == last - first


@njit(**_OPTIONS)
def feet_kernel(xyz, first, last, start, chord, square, centre, radius, feet):
    """Nearest points of the chords of pieces, which are in blocks inside spheres."""
    blocks, size = square.shape
    away = np.empty(blocks)
    for i in range(first, last):
        x, y, z = xyz[i, 0], xyz[i, 1], xyz[i, 2]
        nearest, least = 0, np.inf
        for b in range(blocks):
            dx, dy, dz = x - centre[0, b], y - centre[1, b], z - centre[2, b]
            away[b] = np.sqrt(dx * dx + dy * dy + dz * dz) - radius[b]
            if away[b] < least:
                nearest, least = b, away[b]
        best = np.inf
        # The most promising block first; then most others need no look.
        for turn in range(-1, blocks):
            b = nearest if turn < 0 else turn
            if (turn == nearest) or (away[b] > 0.0 and away[b] * away[b] >= best):
                continue
            for k in range(size):
                share, apart = _chord_foot(
                    x, y, z,
                    start[0, b, k], start[1, b, k], start[2, b, k],
                    chord[0, b, k], chord[1, b, k], chord[2, b, k], 1.0 / square[b, k],
                )  # fmt: skip
                if apart < best:
                    best = apart
                    for axis in range(3):
                        feet[i, axis] = start[axis, b, k] + share * chord[axis, b, k]
