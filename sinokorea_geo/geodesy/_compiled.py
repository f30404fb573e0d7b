"""Loops over points, compiled by Numba. Imported when first needed: it takes a third of a second.

Compiled code is kept beside this file, or in the user's cache where that cannot be written. The
kernels are plain loops without a lock on the interpreter; threads are the caller's. Nothing is
reordered or fused (no ``fastmath``), so results do not depend on the machine.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from sinokorea_geo.geodesy import _series
from sinokorea_geo.geodesy._limits import NEAR_SQUARE, ON_LINE_M, RIVAL_PER_M3, SAGS_M, TIE_M

__all__ = ["line_kernel", "pairs_kernel"]

_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "cache": True, "error_model": "numpy"}
_BLOCK: Final = 256

_sin_cos_deg = njit(**_OPTIONS)(_series.sin_cos_deg)
_xyz_m = njit(**_OPTIONS)(_series.xyz_m)
_arc_m = njit(**_OPTIONS)(_series.arc_m)
_chord_foot = njit(**_OPTIONS)(_series.chord_foot)
_refined_foot = njit(**_OPTIONS)(_series.refined_foot)
_cubic = njit(**_OPTIONS)(_series.cubic)


@njit(**_OPTIONS)
def _positions(lon, lat, first, count, xyz):
    """Earth-centred positions of a block of points."""
    for i in range(count):
        sin_lon, cos_lon = _sin_cos_deg(lon[first + i])
        sin_lat, cos_lat = _sin_cos_deg(lat[first + i])
        x, y, z = _xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
        xyz[0, i], xyz[1, i], xyz[2, i] = x, y, z


@njit(**_OPTIONS)
def leaves(lon, lat, first, count, top, nodes, found):
    """Number of the list that holds the candidates of each point; 0 where all are far."""
    inner = 0
    for k in range(count):
        # Columns and rows of the finest cells, of which a first cell has 256 × 256.
        u = min(int((lon[first + k] + 180.0) * (131072.0 / 360.0)), 131071)
        v = min(int((lat[first + k] + 90.0) * (65536.0 / 180.0)), 65535)
        found[k] = top[(v >> 8) * 512 + (u >> 8)]
        inner += found[k] < 0
    # Level by level, so that the reads of many points are under way together.
    shift = 6
    while inner > 0:
        inner = 0
        for k in range(count):
            if found[k] < 0:
                u = min(int((lon[first + k] + 180.0) * (131072.0 / 360.0)), 131071)
                v = min(int((lat[first + k] + 90.0) * (65536.0 / 180.0)), 65535)
                cell = ((v >> shift) & 3) * 4 + ((u >> shift) & 3)
                found[k] = nodes[-1 - found[k], cell]
                inner += found[k] < 0
        shift -= 2


@njit(**_OPTIONS)
def _best(x, y, z, start, count, lists, shape, links, work):
    """Of candidates whose offsets are known the nearest, or of equally near ones the first."""
    best = np.inf
    for k in range(count):
        if work[1, k] >= 0.0:
            p = lists[start + k]
            length, offset = shape[p, 7], work[1, k]
            share = offset / length
            lift = 0.5 * offset * (1.0 - share)
            work[2, k] = _arc_m(
                x, y, z,
                shape[p, 0] + share * shape[p, 3] + lift * shape[p, 8],
                shape[p, 1] + share * shape[p, 4] + lift * shape[p, 9],
                shape[p, 2] + share * shape[p, 5] + lift * shape[p, 10],
            )  # fmt: skip
            best = min(best, work[2, k])
    best += TIE_M
    second = -1
    for k in range(count):
        if work[1, k] < 0.0 or work[2, k] > best:
            continue
        p = lists[start + k]
        # Where two pieces join and the foot lies on the second, the joint is no rival.
        if (
            k + 1 < count
            and links[p, 1] == 1
            and lists[start + k + 1] == p + 1
            and work[1, k] == shape[p, 7]
            and work[1, k + 1] > 0.0
            and work[2, k + 1] < work[2, k] + TIE_M
        ):
            second = k if second < 0 else second
            continue
        return k
    return second


@njit(**_OPTIONS)
def _choose(x, y, z, start, count, lists, shape, links, work):
    """Nearest of the candidate pieces: where it is in the list, or −1 if all are far.

    `work` keeps, a candidate: share, offset or −1 if it is out, distance. See
    `LineEngine._chosen` for the same.
    """
    least = np.inf
    for k in range(count):
        p = lists[start + k]
        share, square = _chord_foot(
            x, y, z,
            shape[p, 0], shape[p, 1], shape[p, 2],
            shape[p, 3], shape[p, 4], shape[p, 5], shape[p, 6],
        )  # fmt: skip
        work[0, k], work[2, k] = share, square
        least = min(least, square)
    if least > NEAR_SQUARE:
        return -1
    chord = np.sqrt(least)
    limit = chord + SAGS_M + RIVAL_PER_M3 * (chord * least)
    limit *= limit
    some, first, last = 0, 0, 0
    for k in range(count):
        work[1, k] = -1.0
        if work[2, k] > limit:
            continue
        p = lists[start + k]
        work[1, k], _, _, _ = _refined_foot(
            work[0, k], x, y, z,
            shape[p, 0], shape[p, 1], shape[p, 2], shape[p, 3], shape[p, 4], shape[p, 5],
            shape[p, 7], shape[p, 8], shape[p, 9], shape[p, 10],
        )  # fmt: skip
        first = k if some == 0 else first
        last = k
        some += 1
    if some == 1:
        return first
    if some == 2 and last == first + 1:
        # Of two pieces that join, with feet not both inside, no distance need be known.
        p = lists[start + first]
        if lists[start + last] == p + 1 and links[p, 1] == 1:
            if work[1, last] == 0.0:
                return first
            if work[1, first] == shape[p, 7]:
                return last
    return _best(x, y, z, start, count, lists, shape, links, work)


@njit(**_OPTIONS)
def _side(x, y, z, fx, fy, fz, corners, c):
    """Side of a point whose foot is a corner: by the two arms' directions, east and north."""
    if corners[c, 4] == 0.0:
        return 0
    ex, ey = corners[c, 6], corners[c, 7]
    east = (y - fy) * ex - (x - fx) * ey
    north = (z - fz) * corners[c, 9] - ((x - fx) * ex + (y - fy) * ey) * corners[c, 8]
    in_e, in_n, out_e, out_n = corners[c, 0], corners[c, 1], corners[c, 2], corners[c, 3]
    from_in = in_e * north - in_n * east
    from_out = out_e * north - out_n * east
    left_in = from_in > 0.0 or (from_in == 0.0 and in_e * east + in_n * north > 0.0)
    left_out = from_out > 0.0 or (from_out == 0.0 and out_e * east + out_n * north > 0.0)
    left = (left_in and left_out) if corners[c, 5] > 0.0 else (left_in or left_out)
    return 1 if left else -1


@njit(**_OPTIONS)
def _feet(first, count, chosen, along, course, shape, links, ends, foot_lon, foot_lat, segment):
    """Longitude, latitude, chainage and segment of the feet of a block.

    `along` holds offsets on pieces and then chainages. `chosen` holds pieces, or −1, and then
    1 + piece where the foot is inside an edge, −1 − corner at its ends, 0 where there is none.
    """
    for k in range(count):
        i, p = first + k, chosen[k]
        if p < 0 or links[p, 2] == 0:
            # Written over later, but from a place within reach.
            segment[i], chosen[k], foot_lon[i], foot_lat[i] = -1, 0, 0.0, 0.0
            continue
        offset, length, edge = along[i], shape[p, 7], links[p, 0]
        on = course[p, 8] + offset if offset < length else course[p, 9]
        segment[i] = links[p, 3]
        if on >= ends[edge, 2]:
            foot_lon[i], foot_lat[i], along[i] = ends[edge, 5], ends[edge, 6], ends[edge, 1]
            chosen[k] = -2 - 2 * edge
        elif on <= 0.0:
            foot_lon[i], foot_lat[i], along[i] = ends[edge, 3], ends[edge, 4], ends[edge, 0]
            chosen[k] = -1 - 2 * edge
        else:
            share = offset / length
            c = _cubic(share, course[p, 0], course[p, 1], course[p, 2], course[p, 3])
            c = c - 360.0 if c > 180.0 else (c + 360.0 if c < -180.0 else c)
            foot_lon[i] = c
            foot_lat[i] = _cubic(share, course[p, 4], course[p, 5], course[p, 6], course[p, 7])
            along[i] = ends[edge, 0] + on
            chosen[k] = p + 1


@njit(**_OPTIONS)
def _distances(count, xyz, feet, distance, first):
    """Distances of a block."""
    for k in range(count):
        distance[first + k] = _arc_m(
            xyz[0, k], xyz[1, k], xyz[2, k], feet[0, k], feet[1, k], feet[2, k]
        )


@njit(**_OPTIONS)
def line_kernel(
    lon, lat, first, last, top, lists, nodes,
    shape, course, links, ends, corners,
    distance, along, foot_lon, foot_lat, segment, side,
):  # fmt: skip
    """Nearest point of a line for points `first` to `last`.

    Where the exact solution is wanted `segment` becomes −1.
    """
    xyz, feet = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    chosen = np.empty(_BLOCK, np.int64)
    tilt = np.empty(_BLOCK)
    work = np.empty((3, lists[0]))
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        _positions(lon, lat, block, size, xyz)
        leaves(lon, lat, block, size, top, nodes, chosen)
        for k in range(size):
            start = chosen[k]
            if start > 0:
                best = _choose(
                    xyz[0, k], xyz[1, k], xyz[2, k],
                    start + 1, lists[start], lists, shape, links, work,
                )  # fmt: skip
                chosen[k] = -1
                if best >= 0:
                    chosen[k] = lists[start + 1 + best]
                    along[block + k] = work[1, best]
                    tilt[k] = 0.5 * shape[chosen[k], 7] - work[1, best]
            else:
                chosen[k] = -1
        _feet(
            block, size, chosen, along, course, shape, links, ends, foot_lon, foot_lat, segment
        )
        _positions(foot_lon, foot_lat, block, size, feet)
        _distances(size, xyz, feet, distance, block)
        for k in range(size):
            i, p = block + k, chosen[k]
            if distance[i] <= ON_LINE_M or p == 0:
                side[i] = 0
            elif p < 0:
                side[i] = _side(
                    xyz[0, k], xyz[1, k], xyz[2, k],
                    feet[0, k], feet[1, k], feet[2, k], corners, -1 - p,
                )  # fmt: skip
            else:
                p -= 1
                bx, by, bz = shape[p, 8], shape[p, 9], shape[p, 10]
                vx = shape[p, 3] + tilt[k] * bx
                vy = shape[p, 4] + tilt[k] * by
                vz = shape[p, 5] + tilt[k] * bz
                x, y, z = xyz[0, k] - feet[0, k], xyz[1, k] - feet[1, k], xyz[2, k] - feet[2, k]
                turn = bx * (vy * z - vz * y) + by * (vz * x - vx * z) + bz * (vx * y - vy * x)
                side[i] = 1 if turn > 0.0 else -1


@njit(**_OPTIONS)
def pairs_kernel(lon1, lat1, lon2, lat2, first, last, distance):
    """Distances pair by pair; negative where the exact solution is wanted."""
    xyz, other = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    for block in range(first, last, _BLOCK):
        size = min(_BLOCK, last - block)
        _positions(lon1, lat1, block, size, xyz)
        _positions(lon2, lat2, block, size, other)
        for i in range(size):
            dx, dy, dz = other[0, i] - xyz[0, i], other[1, i] - xyz[1, i], other[2, i] - xyz[2, i]
            apart = _arc_m(xyz[0, i], xyz[1, i], xyz[2, i], other[0, i], other[1, i], other[2, i])
            far = dx * dx + dy * dy + dz * dz > NEAR_SQUARE
            distance[block + i] = -1.0 if far else apart
