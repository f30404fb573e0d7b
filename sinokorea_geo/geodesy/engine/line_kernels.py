"""Find the nearest piece of a line for blocks of points, in compiled code."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine.arithmetic import (
    A_M,
    CORNERS,
    END,
    GOOD,
    JOINS,
    NEAR_SQUARE,
    ON_LINE_M,
    RIVAL_PER_M3,
    SAGS_M,
    START,
    TIE_M,
)
from sinokorea_geo.geodesy.engine.compiling import njit_cached
from sinokorea_geo.geodesy.engine.point_kernels import distance_block, leaves, position_block
from sinokorea_geo.geodesy.engine.scalars import (
    arc_m,
    chord_foot,
    corner_side,
    cubic,
    edge_side,
    on_piece,
    refined_foot,
    sin_cos_deg,
    xyz_m,
)

# Of what this module compiles along; the README says why.
_BUILT_ON: Final = "b68353d7cffc8b18"


@njit_cached
def _pairs(count, found, many, lists, starts, owner, piece):
    """List pairs of points and candidates of those points whose cells name no corner.

    Of ``many[m]`` they are from ``starts[m]`` to ``starts[m + 1]``; return how many `many` are.
    """
    listed, pairs = 0, 0
    for k in range(count):
        many[listed] = k
        listed += found[k] < CORNERS
    for m in range(listed):
        starts[m], at = pairs, found[many[m]]
        if at > 0:
            for j in range(at + 1, at + 1 + lists[at]):
                owner[pairs], piece[pairs] = many[m], lists[j]
                pairs += 1
    starts[listed] = pairs
    return listed


@njit_cached
def _chords(pairs, xyz, owner, piece, shape, share, square):
    """Project points onto chords."""
    for j in range(pairs):
        k, p = owner[j], piece[j]
        share[j], square[j] = chord_foot((xyz[0, k], xyz[1, k], xyz[2, k]), shape, p)


@njit_cached
def _survivors(count, many, starts, owner, piece, share, square):
    """Keep the pairs that may be nearest, in place; none of points that are far from all."""
    kept = 0
    for k in range(count):
        first, last = starts[k], starts[k + 1]
        starts[k] = kept
        least = np.inf
        for j in range(first, last):
            least = min(least, square[j])
        chord = np.sqrt(least)
        limit = chord + SAGS_M + RIVAL_PER_M3 * (chord * least)
        limit = limit * limit if least <= NEAR_SQUARE else -1.0
        for j in range(first, last):
            near = square[j] <= limit
            owner[kept], piece[kept], share[kept] = many[k], piece[j], share[j]
            kept += near
    starts[count] = kept
    return kept


@njit_cached
def _offsets(pairs, xyz, owner, piece, shape, share, offset):
    """Project points onto geodesics."""
    for j in range(pairs):
        k, p = owner[j], piece[j]
        offset[j] = refined_foot(share[j], (xyz[0, k], xyz[1, k], xyz[2, k]), shape, p)


@njit_cached
def _best(x, y, z, first, last, piece, offset, shape, apart):
    """Choose the nearest of some pairs of one point, or of equally near ones the first."""
    best = np.inf
    for j in range(first, last):
        fx, fy, fz = on_piece(offset[j], shape, piece[j])
        apart[j] = arc_m(x, y, z, fx, fy, fz)
        best = min(best, apart[j])
    best += TIE_M
    second = -1
    for j in range(first, last):
        if apart[j] > best:
            continue
        # Where two pieces join and the foot lies on the second, the joint is no rival.
        if (
            j + 1 < last
            and shape[piece[j], JOINS] == 1.0
            and piece[j + 1] == piece[j] + 1
            and offset[j] == shape[piece[j], 7]
            and offset[j + 1] > 0.0
            and apart[j + 1] < apart[j] + TIE_M
        ):
            second = j if second < 0 else second
            continue
        return j
    return second


@njit_cached
def _choose(count, many, xyz, starts, piece, offset, shape, apart, chosen, along, first):
    """Choose the nearest piece of each of `many`, and how far along it the foot is.

    `chosen` becomes a corner where the foot is at the end of an edge, a piece where it is inside
    one, and -1 where there is none.
    """
    for m in range(count):
        k, j, last = many[m], starts[m], starts[m + 1]
        chosen[k] = -1
        if j == last:
            continue
        p = piece[j]
        if last - j > 1:
            joined = last - j == 2 and piece[j + 1] == p + 1 and shape[p, JOINS] == 1.0
            # Of two pieces that join, with feet not both inside, no distance need be known.
            at_end, at_start = offset[j] == shape[p, 7], offset[j + 1] == 0.0
            if joined and (at_end or at_start):
                j += not at_start
            else:
                j = _best(xyz[0, k], xyz[1, k], xyz[2, k], j, last, piece, offset, shape, apart)
            p = piece[j]
        tip = -1.0
        if offset[j] == shape[p, 7]:
            tip = shape[p, END]
        elif offset[j] <= 0.0:
            tip = shape[p, START]
        along[first + k] = offset[j]
        if shape[p, GOOD] == 1.0:
            chosen[k] = p if tip < 0.0 else CORNERS + 2 * int(tip)


@njit_cached
def _feet(count, chosen, first, shape, course, corners, feet, answer):
    """Fill in longitude, latitude, chainage and segment of the feet of a block."""
    along, foot_lon, foot_lat, segment = answer
    for k in range(count):
        i, p = first + k, chosen[k]
        if p >= CORNERS:
            c = (p - CORNERS) >> 1
            feet[0, k], feet[1, k], feet[2, k] = corners[c, 16], corners[c, 17], corners[c, 18]
            foot_lon[i], foot_lat[i], along[i] = corners[c, 19], corners[c, 20], corners[c, 21]
            segment[i] = int(corners[c, 22])
        elif p < 0:
            # Written over later, but from a place within reach.
            segment[i], foot_lon[i], foot_lat[i] = -1, 0.0, 0.0
            feet[0, k], feet[1, k], feet[2, k] = A_M, 0.0, 0.0
        else:
            offset, length = along[i], shape[p, 7]
            share = offset / length
            c = cubic(share, course[p, 0], course[p, 1], course[p, 2], course[p, 3])
            east = c - 360.0 if c > 180.0 else (c + 360.0 if c < -180.0 else c)
            north = cubic(share, course[p, 4], course[p, 5], course[p, 6], course[p, 7])
            sin_lon, cos_lon = sin_cos_deg(east)
            sin_lat, cos_lat = sin_cos_deg(north)
            feet[0, k], feet[1, k], feet[2, k] = xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
            foot_lon[i], foot_lat[i] = east, north
            along[i] = course[p, 9] + (course[p, 8] + offset)
            segment[i] = int(course[p, 10])
            # What the side wants to know: metres from the foot to the middle of the piece.
            feet[3, k] = 0.5 * length - offset


@njit_cached
def _sides(first, count, chosen, xyz, feet, distance, shape, corners, side):
    """Tell the sides of the points of a block."""
    for k in range(count):
        p, told = chosen[k], 0.0
        away = xyz[0, k] - feet[0, k], xyz[1, k] - feet[1, k], xyz[2, k] - feet[2, k]
        if p >= CORNERS:
            c = (p - CORNERS) >> 1
            told = corners[c, 23] if p & 1 else corner_side(away, corners, c)
        elif p >= 0:
            told = edge_side(away, shape, p, feet[3, k])
        side[first + k] = 0 if distance[first + k] <= ON_LINE_M else np.int8(told)


@njit_cached
def line_kernel(
    lon, lat, top, lists, nodes, shape, course, corners,
    distance, along, foot_lon, foot_lat, segment, side,
    xyz, feet, chosen, many, starts, cells, owner, piece, share, square, offset,
):  # fmt: skip
    """Find the nearest point of a line for some points; segment −1 where that takes Karney.

    Returns whether all points are positions; if not, it stops at those that are none.
    """
    step, answer = xyz.shape[1], (along, foot_lon, foot_lat, segment)
    for block in range(0, len(lon), step):
        size = min(step, len(lon) - block)
        bad = 0
        for k in range(block, block + size):
            bad += not (abs(lon[k]) <= 180.0 and abs(lat[k]) <= 90.0)
        if bad:
            return False
        position_block(lon, lat, block, size, xyz)
        leaves(lon, lat, block, size, top, nodes, chosen, cells)
        listed = _pairs(size, chosen, many, lists, starts, owner, piece)
        pairs = starts[listed]
        _chords(pairs, xyz, owner, piece, shape, share, square)
        pairs = _survivors(listed, many, starts, owner, piece, share, square)
        _offsets(pairs, xyz, owner, piece, shape, share, offset)
        _choose(listed, many, xyz, starts, piece, offset, shape, square, chosen, along, block)
        _feet(size, chosen, block, shape, course, corners, feet, answer)
        distance_block(size, xyz, feet, distance, block)
        _sides(block, size, chosen, xyz, feet, distance, shape, corners, side)
    return True
