"""Find the nearest piece of a line for blocks of points, in compiled code."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import (
    NEAR_SQUARE,
    ON_LINE_M,
    RIVAL_PER_M3,
    SAGS_M,
    TIE_M,
)
from sinokorea_geo.geodesy.engine.compiling import njit_cached
from sinokorea_geo.geodesy.engine.point_kernels import distance_block, leaves, position_block

__all__ = ["line_kernel"]

# Of what this module compiles along; the README says why.
_BUILT_ON: Final = "c4031fb54382463c"

_BLOCK: Final = 256
_MOST_PAIRS: Final = 1 << 18

_arc_m = njit_cached(arithmetic.arc_m, inline=True)
_chord_foot = njit_cached(arithmetic.chord_foot, inline=True)
_refined_foot = njit_cached(arithmetic.refined_foot, inline=True)
_on_piece = njit_cached(arithmetic.on_piece, inline=True)
_cubic = njit_cached(arithmetic.cubic, inline=True)
_edge_side = njit_cached(arithmetic.edge_side, inline=True)
_corner_side = njit_cached(arithmetic.corner_side, inline=True)


@njit_cached
def _pairs(found, count, lists, starts, owner, piece):
    """List pairs of points and candidates; ``starts[k]`` to ``starts[k + 1]`` are of point k."""
    pairs = 0
    for k in range(count):
        starts[k] = pairs
        at = found[k]
        if at > 0:
            for j in range(at + 1, at + 1 + lists[at]):
                owner[pairs], piece[pairs] = k, lists[j]
                pairs += 1
    starts[count] = pairs
    return pairs


@njit_cached
def _chords(pairs, xyz, owner, piece, shape, share, square):
    """Project points onto chords."""
    for j in range(pairs):
        k, p = owner[j], piece[j]
        share[j], square[j] = _chord_foot((xyz[0, k], xyz[1, k], xyz[2, k]), shape, p)


@njit_cached
def _survivors(count, starts, owner, piece, share, square):
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
            owner[kept], piece[kept], share[kept] = k, piece[j], share[j]
            kept += near
    starts[count] = kept
    return kept


@njit_cached
def _offsets(pairs, xyz, owner, piece, shape, share, offset):
    """Project points onto geodesics."""
    for j in range(pairs):
        k, p = owner[j], piece[j]
        offset[j] = _refined_foot(share[j], (xyz[0, k], xyz[1, k], xyz[2, k]), shape, p)


@njit_cached
def _best(x, y, z, first, last, piece, offset, shape, links, apart):
    """Choose the nearest of some pairs of one point, or of equally near ones the first."""
    best = np.inf
    for j in range(first, last):
        fx, fy, fz = _on_piece(offset[j], shape, piece[j])
        apart[j] = _arc_m(x, y, z, fx, fy, fz)
        best = min(best, apart[j])
    best += TIE_M
    second = -1
    for j in range(first, last):
        if apart[j] > best:
            continue
        # Where two pieces join and the foot lies on the second, the joint is no rival.
        if (
            j + 1 < last
            and links[piece[j], 1] == 1
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
def _choose(count, xyz, starts, piece, offset, shape, links, apart, chosen, along, first):
    """Choose the piece nearest to each point, or −1, and note how far along it the foot is."""
    for k in range(count):
        j, last = starts[k], starts[k + 1]
        if j == last:
            chosen[k] = -1
            continue
        if last - j > 1:
            p = piece[j]
            joined = last - j == 2 and piece[j + 1] == p + 1 and links[p, 1] == 1
            # Of two pieces that join, with feet not both inside, no distance need be known.
            at_end, at_start = offset[j] == shape[p, 7], offset[j + 1] == 0.0
            if joined and (at_end or at_start):
                j += not at_start
            else:
                j = _best(
                    xyz[0, k], xyz[1, k], xyz[2, k], j, last, piece, offset, shape, links, apart
                )
        chosen[k] = piece[j]
        along[first + k] = offset[j]


@njit_cached
def _feet(
    first, count, chosen, along, course, shape, links, ends, foot_lon, foot_lat, segment, tilt
):
    """Compute longitude, latitude, chainage and segment of the feet of a block.

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
            tilt[k] = 0.5 * length - offset


@njit_cached
def _sides(first, count, chosen, tilt, xyz, feet, distance, shape, corners, side):
    """Tell the sides of the points of a block."""
    for k in range(count):
        p, told = chosen[k], 0.0
        away = xyz[0, k] - feet[0, k], xyz[1, k] - feet[1, k], xyz[2, k] - feet[2, k]
        if p > 0:
            told = _edge_side(away, shape, p - 1, tilt[k])
        elif p < 0:
            told = _corner_side(away, corners, -1 - p)
        side[first + k] = 0 if distance[first + k] <= ON_LINE_M else np.int8(told)


@njit_cached
def line_kernel(
    lon, lat, first, last, top, lists, nodes,
    shape, course, links, ends, corners,
    distance, along, foot_lon, foot_lat, segment, side,
):  # fmt: skip
    """Find the nearest point of a line for some points; segment −1 where that takes Karney."""
    xyz, feet = np.empty((3, _BLOCK)), np.empty((3, _BLOCK))
    chosen, starts = np.empty(_BLOCK, np.int64), np.empty(_BLOCK + 1, np.int64)
    tilt = np.empty(_BLOCK)
    # Room for the longest list there is at every point; if that is very long, as at the middle
    # of a circle, for fewer points at a time.
    step = max(1, min(_BLOCK, _MOST_PAIRS // lists[0]))
    room = step * lists[0] + 1
    owner, piece = np.empty(room, np.int32), np.empty(room, np.int32)
    share, square, offset = np.empty(room), np.empty(room), np.empty(room)
    for block in range(first, last, step):
        size = min(step, last - block)
        position_block(lon, lat, block, size, xyz)
        leaves(lon, lat, block, size, top, nodes, chosen)
        pairs = _pairs(chosen, size, lists, starts, owner, piece)
        _chords(pairs, xyz, owner, piece, shape, share, square)
        pairs = _survivors(size, starts, owner, piece, share, square)
        _offsets(pairs, xyz, owner, piece, shape, share, offset)
        _choose(size, xyz, starts, piece, offset, shape, links, square, chosen, along, block)
        _feet(
            block, size, chosen, along, course, shape, links, ends,
            foot_lon, foot_lat, segment, tilt,
        )  # fmt: skip
        position_block(foot_lon, foot_lat, block, size, feet)
        distance_block(size, xyz, feet, distance, block)
        _sides(block, size, chosen, tilt, xyz, feet, distance, shape, corners, side)
