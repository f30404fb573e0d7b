"""Name, for every place on Earth, the pieces that can be nearest to it: a grid of cells."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import (
    GREATEST_RADIUS_M,
    LEAST_RADIUS_M,
    NEAR_CHORD_M,
    RAD,
    RIVAL_PER_M2,
    RIVAL_PER_M3,
    SAGS_M,
)
from sinokorea_geo.geodesy.engine.compiling import njit_cached

__all__ = ["grid_kernel"]

# Of what this module compiles along; the README says why.
_BUILT_ON: Final = "f261fc2bae456cca"

# Cells, boxes and distances are computed with rounding errors far below this.
_SLACK_M: Final = 1e-3
_LEVELS: Final = 7
_TOP_LEVEL: Final = 2

_sin_cos_deg = njit_cached(arithmetic.sin_cos_deg, inline=True)
_xyz_m = njit_cached(arithmetic.xyz_m, inline=True)
_chord_foot = njit_cached(arithmetic.chord_foot, inline=True)


@njit_cached
def _box(level, i, j, box):
    """Compute centre, axes and half sizes of a cell."""
    size = 11.25 / 4.0**level
    lon, lat = -180.0 + (i + 0.5) * size, -90.0 + (j + 0.5) * size
    sin_lon, cos_lon = _sin_cos_deg(lon)
    sin_lat, cos_lat = _sin_cos_deg(lat)
    box[0], box[1], box[2] = _xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
    box[3], box[4], box[5] = -sin_lon, cos_lon, 0.0
    box[6], box[7], box[8] = -sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat
    box[9], box[10], box[11] = cos_lat * cos_lon, cos_lat * sin_lon, sin_lat
    half = 0.5 * size * RAD
    widest = np.cos(max(abs(lat) - 0.5 * size, 0.0) * RAD)
    box[12] = GREATEST_RADIUS_M * widest * half + _SLACK_M
    box[13] = (
        GREATEST_RADIUS_M * half
        + 0.5 * GREATEST_RADIUS_M * widest * half * half * abs(sin_lat)
        + _SLACK_M
    )
    reach = GREATEST_RADIUS_M * half * (1.0 + widest) + _SLACK_M
    box[14] = reach * reach / (2.0 * LEAST_RADIUS_M) + _SLACK_M
    box[15] = np.sqrt(box[12] ** 2 + box[13] ** 2 + box[14] ** 2)


@njit_cached
def _support(box, gx, gy, gz):
    return (
        box[12] * abs(gx * box[3] + gy * box[4] + gz * box[5])
        + box[13] * abs(gx * box[6] + gy * box[7] + gz * box[8])
        + box[14] * abs(gx * box[9] + gy * box[10] + gz * box[11])
    )


@njit_cached
def _prune(box, shape, given, count, kept, squares, sags):
    """Keep the candidates of a cell: their number (−1 if all are far), and how many stay below."""
    x, y, z = box[0], box[1], box[2]
    for k in range(count):
        i = given[k]
        _, squares[k] = _chord_foot((x, y, z), shape, i)
    least, at = np.inf, 0
    for k in range(count):
        if squares[k] < least:
            least, at = squares[k], given[k]
    distance = np.sqrt(least)
    if distance - box[15] > NEAR_CHORD_M + SAGS_M:
        return -1, 0
    share, _ = _chord_foot((x, y, z), shape, at)
    ax = shape[at, 0] + share * shape[at, 3]
    ay = shape[at, 1] + share * shape[at, 4]
    az = shape[at, 2] + share * shape[at, 5]
    farthest = distance + box[15]
    reach = min(farthest, NEAR_CHORD_M + 1.0)
    most = RIVAL_PER_M3 * reach * reach * reach
    per_metre = RIVAL_PER_M2 * reach * reach
    found, core = 0, 0
    for k in range(count):
        excess = squares[k] - least
        if excess > 0.0:
            i = given[k]
            gx, gy, gz = shape[i, 0] - ax, shape[i, 1] - ay, shape[i, 2] - az
            apart = np.sqrt(gx * gx + gy * gy + gz * gz) + shape[i, 7]
            sigma = sags + min(most, per_metre * apart)
            excess -= 2.0 * farthest * sigma + sigma * sigma
            if excess > 2.0 * box[15] * apart:
                continue
            if excess > 0.0:
                wide = _support(box, gx, gy, gz)
                wide = max(
                    wide, _support(box, gx + shape[i, 3], gy + shape[i, 4], gz + shape[i, 5])
                )
                if excess > 2.0 * wide:
                    continue
            # A quarter of the cell would still have it.
            core += excess <= 0.5 * box[15] * apart / 4.0
        else:
            core += 1
        kept[found] = given[k]
        found += 1
    return found, core


@njit_cached
def _grown(array, needed):
    if needed <= array.size:
        return array
    larger = np.empty(max(needed, 2 * array.size), array.dtype)
    # A loop: to compile the assignment of a slice takes two seconds.
    for k in range(array.size):
        larger[k] = array[k]
    return larger


@njit_cached
def _filed(kept, count, lists, used, table):
    """Find a list where it was already, or add it at the end."""
    lists[used] = count
    mixed = np.uint64(count)
    for k in range(count):
        lists[used + 1 + k] = kept[k]
        mixed = (mixed ^ np.uint64(kept[k])) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    slot = np.int64(mixed & np.uint64(table.size - 1))
    # Whatever is found there is compared; what is not found is just added again.
    at = table[slot]
    same = at > 0 and lists[at] == count
    for k in range(count):
        same = same and lists[at + 1 + k] == kept[k]
    if same:
        return at, True
    table[slot] = used
    return used, False


@njit_cached
def grid_kernel(shape, sags, few, deepest, most_nodes, part, parts):
    """Build a part of the grid of a line: first cells, lists and inner nodes.

    A list is the number of pieces and then their numbers; the one at 0 stands for far cells and
    holds the length of the longest. Positive entries of cells are lists, others −1 − node.
    """
    pieces = len(shape)
    top = np.zeros((256, 512), np.int32)
    lists = np.empty(4096, np.int32)
    used, longest, inner = 1, 1, 0
    nodes = np.zeros(1024 * 16, np.int32)
    table = np.zeros(1 << 18, np.int64)
    box, squares = np.empty(16), np.empty(pieces)
    held = np.empty((_LEVELS + 1, pieces), np.int32)
    counts, cell = np.zeros(_LEVELS + 1, np.int64), np.zeros((_LEVELS, 2), np.int64)
    turn, parent = np.zeros(_LEVELS, np.int64), np.zeros(_LEVELS, np.int64)
    for k in range(pieces):
        held[0, k] = k
    counts[0] = pieces
    for root in range(32 * 16):
        # Neighbours go to different parts, as what takes time lies together.
        if (root % 32 + root // 32) % parts != part:
            continue
        level = 0
        cell[0, 0], cell[0, 1], turn[0] = root % 32, root // 32, -1
        while level >= 0:
            i, j = cell[level, 0], cell[level, 1]
            if turn[level] < 0:
                _box(level, i, j, box)
                found, core = _prune(
                    box, shape, held[level], counts[level], held[level + 1], squares, sags
                )
                counts[level + 1] = found
                # A cell whose lists no division makes shorter is divided no further.
                divide = found > few and level < deepest and inner < most_nodes
                divide = divide and (2 * core <= found or level <= _TOP_LEVEL)
                divide = divide or (level < _TOP_LEVEL and found > 1)
                value = 0
                if divide and level >= _TOP_LEVEL:
                    nodes = _grown(nodes, (inner + 1) * 16)
                    value = -1 - inner
                    inner += 1
                elif not divide and found > 0:
                    lists = _grown(lists, used + found + 1)
                    value, known = _filed(held[level + 1], found, lists, used, table)
                    used += 0 if known else found + 1
                    longest = max(longest, found)
                if level > _TOP_LEVEL:
                    nodes[parent[level - 1] * 16 + (j % 4) * 4 + i % 4] = value
                elif level == _TOP_LEVEL or not divide:
                    wide = 4 ** (_TOP_LEVEL - level)
                    for row in range(j * wide, (j + 1) * wide):
                        for column in range(i * wide, (i + 1) * wide):
                            top[row, column] = value
                parent[level] = -1 - value
                turn[level] = 0 if divide else 16
            if turn[level] == 16:
                level -= 1
            else:
                child = turn[level]
                turn[level] += 1
                level += 1
                cell[level, 0], cell[level, 1] = 4 * i + child % 4, 4 * j + child // 4
                turn[level] = -1
    lists[0] = longest
    return top, lists[:used], nodes[: inner * 16]
