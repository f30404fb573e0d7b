"""Measure pairs of points, find nearest targets and look rasters up, in compiled code."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine.arithmetic import NEAR_SQUARE, PAIR_SQUARE, RIVAL_PER_M3, TIE_M
from sinokorea_geo.geodesy.engine.compiling import njit_cached
from sinokorea_geo.geodesy.engine.scalars import arc_m, sin_cos_deg, xyz_m

# Of what this module compiles along; the README says why.
_BUILT_ON: Final = "5dabe293fa332f28"

_BLOCK: Final = 256
# Squared degrees: 10 µm for ends of pieces beside a line.
_END: Final = 1e-10 * 1e-10
_OPEN: Final = 3


@njit_cached
def position_block(lon, lat, first, count, xyz):
    """Convert a block of points to Earth-centred positions."""
    for i in range(count):
        sin_lon, cos_lon = sin_cos_deg(lon[first + i])
        sin_lat, cos_lat = sin_cos_deg(lat[first + i])
        x, y, z = xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
        xyz[0, i], xyz[1, i], xyz[2, i] = x, y, z


@njit_cached
def leaves(lon, lat, first, count, top, nodes, found, room):
    """Find what the cells of the points of a block hold; 0 where everything is far.

    `room` is for three integers a point: column and row among the finest cells, of which a first
    cell has 256 x 256, and the points whose cell is divided further.
    """
    for k in range(count):
        room[0, k] = min(int((lon[first + k] + 180.0) * (131072.0 / 360.0)), 131071)
        room[1, k] = min(int((lat[first + k] + 90.0) * (65536.0 / 180.0)), 65535)
    inner = 0
    for k in range(count):
        found[k] = top[(room[1, k] >> 8) * 512 + (room[0, k] >> 8)]
        room[2, inner] = k
        inner += found[k] < 0
    # Level by level, so that the reads of many points are under way together.
    shift = 6
    while inner > 0:
        left = 0
        for m in range(inner):
            k = room[2, m]
            cell = ((room[1, k] >> shift) & 3) * 4 + ((room[0, k] >> shift) & 3)
            found[k] = nodes[-1 - found[k], cell]
            room[2, left] = k
            left += found[k] < 0
        inner = left
        shift -= 2


@njit_cached
def distance_block(count, xyz, feet, distance, first):
    """Measure the distances of a block."""
    for k in range(count):
        distance[first + k] = arc_m(
            xyz[0, k], xyz[1, k], xyz[2, k], feet[0, k], feet[1, k], feet[2, k]
        )


@njit_cached
def pairs_kernel(lon1, lat1, lon2, lat2, first, last, distance):
    """Measure pair by pair; negative where the exact solution is wanted."""
    xyz, other = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        position_block(lon1, lat1, block, size, xyz)
        position_block(lon2, lat2, block, size, other)
        for i in range(size):
            dx, dy, dz = other[0, i] - xyz[0, i], other[1, i] - xyz[1, i], other[2, i] - xyz[2, i]
            apart = arc_m(xyz[0, i], xyz[1, i], xyz[2, i], other[0, i], other[1, i], other[2, i])
            far = dx * dx + dy * dy + dz * dz > PAIR_SQUARE
            distance[block + i] = -1.0 if far else apart


@njit_cached
def matrix_kernel(one, other, first, last, distance):
    """Measure all pairs; count those too far for the series, which become negative."""
    far = 0
    for i in range(first, last):
        x, y, z = one[0, i], one[1, i], one[2, i]
        for j in range(other.shape[1]):
            dx, dy, dz = other[0, j] - x, other[1, j] - y, other[2, j] - z
            apart = arc_m(x, y, z, other[0, j], other[1, j], other[2, j])
            beyond = dx * dx + dy * dy + dz * dz > PAIR_SQUARE
            distance[i, j] = -1.0 if beyond else apart
            far += beyond
    return far


@njit_cached
def _nearest_target(x, y, z, start, count, lists, target):
    """Choose the nearest target, or of equally near ones the first; −1 if all are far."""
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
                best = arc_m(x, y, z, target[0, at], target[1, at], target[2, at])
            apart = arc_m(x, y, z, target[0, t], target[1, t], target[2, t])
            if apart < best or (apart == best and t < at):
                best, at = apart, t
    return at


@njit_cached
def nearest_kernel(lon, lat, first, last, top, lists, nodes, target, index, distance):
    """Find the nearest target of each point; index −1 where it is too far for the series."""
    xyz, there = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    found, room = np.empty(_BLOCK, np.int64), np.empty((3, _BLOCK), np.int32)
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        position_block(lon, lat, block, size, xyz)
        leaves(lon, lat, block, size, top, nodes, found, room)
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


@njit_cached
def raster_kernel(lon, lat, first, last, west, south, per_lon, per_lat, raster, found):
    """Look up what a raster holds at each point; tell whether all of them are positions."""
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


@njit_cached
def feet_kernel(xyz, first, last, start, chord, square, centre, radius, feet):
    """Find nearest points of the chords of pieces, which are in blocks inside spheres."""
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
                ax, ay, az = x - start[0, b, k], y - start[1, b, k], z - start[2, b, k]
                cx, cy, cz = chord[0, b, k], chord[1, b, k], chord[2, b, k]
                share = (ax * cx + ay * cy + az * cz) / square[b, k]
                share = min(max(share, 0.0), 1.0)
                ax, ay, az = ax - share * cx, ay - share * cy, az - share * cz
                apart = ax * ax + ay * ay + az * az
                if apart < best:
                    best = apart
                    for axis in range(3):
                        feet[i, axis] = start[axis, b, k] + share * chord[axis, b, k]


@njit_cached
def _crossed(x, y, to_x, to_y, x1, y1, x2, y2, near):
    """Tell whether the way to the centre crosses a piece: 0 or 1, or 2 if that is doubtful."""
    dx, dy, ex, ey = x2 - x1, y2 - y1, to_x - x, to_y - y
    here = dx * (y - y1) - dy * (x - x1)
    there = dx * (to_y - y1) - dy * (to_x - x1)
    one = ex * (y1 - y) - ey * (x1 - x)
    other = ex * (y2 - y) - ey * (x2 - x)
    length, way = dx * dx + dy * dy, ex * ex + ey * ey
    along = (x - x1) * dx + (y - y1) * dy
    reach = np.sqrt(length * near) * 1.0000001
    # Near the piece itself, or near its end.
    if here * here <= length * near and -reach <= along <= length + reach:
        return 2
    if min(here, there) > 0.0 or max(here, there) < 0.0:
        return 0
    if one * one <= way * _END or other * other <= way * _END:
        return 2
    return 1 if (one > 0.0) != (other > 0.0) else 0


@njit_cached
def zone_kernel(
    lon, lat, first, last, west, south, per_lon, per_lat, cells,
    plain, starts, entries, offsets, listed, pieces, zone, count,
):  # fmt: skip
    """Find the first zone of each point and their number, which is 3 where that is doubtful."""
    rows, columns = cells.shape
    for k in range(first, last):
        zone[k], count[k] = -1, 0
        u, v = (lon[k] - west) * per_lon, (lat[k] - south) * per_lat
        if not (u >= 0.0 and v >= 0.0 and u < columns and v < rows):
            continue
        i, j = int(u), int(v)
        code = cells[j, i]
        if code <= 0:
            zone[k], count[k] = -1 - code, code < 0
            continue
        if plain[code, 0] != -2:
            zone[k], count[k] = plain[code, 0], plain[code, 1]
            continue
        to_x, to_y = west + (i + 0.5) / per_lon, south + (j + 0.5) / per_lat
        found, times = -1, 0
        for e in range(starts[code], starts[code + 1]):
            state = entries[e, 1]
            for m in range(offsets[e], offsets[e] + entries[e, 2]):
                if state == 2:
                    break
                p = listed[m]
                crossed = _crossed(
                    lon[k], lat[k], to_x, to_y,
                    pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3], pieces[p, 4],
                )  # fmt: skip
                state = 2 if crossed == 2 else state ^ crossed
            if state == 2:
                times = _OPEN
                break
            if state == 1:
                found = entries[e, 0] if times == 0 else found
                times = min(times + 1, 2)
        zone[k], count[k] = found, times
