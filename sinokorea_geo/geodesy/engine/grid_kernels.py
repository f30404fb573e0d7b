"""Name, for every place on Earth, the pieces that can be nearest to it: a grid of cells."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine.arithmetic import (
    CORNERS,
    END,
    GOOD,
    GREATEST_RADIUS_M,
    JOINS,
    LEAST_RADIUS_M,
    NEAR_CHORD_M,
    OUTER,
    RAD,
    RIVAL_PER_M2,
    RIVAL_PER_M3,
    SAGS_M,
    START,
)
from sinokorea_geo.geodesy.engine.compiling import njit_cached
from sinokorea_geo.geodesy.engine.scalars import chord_foot, sin_cos_deg, xyz_m

# Of what this module compiles along; the README says why.
_BUILT_ON: Final = "5dabe293fa332f28"

# Cells, boxes and distances are computed with rounding errors far below this.
_SLACK_M: Final = 1e-3
# The most that the third power of a distance turns the Newton step, with a tenth to spare.
_PULL_PER_M3: Final = 3e-17
# Cells no farther than so many times their own size are divided until they name a corner.
_FINE: Final = 80.0
_SAME: Final = 1e-9
# Of all nodes there may be, a third are for that.
_FINE_SHARE: Final = 3
_TOP_LEVEL: Final = 2


@njit_cached
def _box(level, i, j, box):
    """Compute centre, axes and half sizes of a cell."""
    size = 11.25 / 4.0**level
    lon, lat = -180.0 + (i + 0.5) * size, -90.0 + (j + 0.5) * size
    sin_lon, cos_lon = sin_cos_deg(lon)
    sin_lat, cos_lat = sin_cos_deg(lat)
    box[0], box[1], box[2] = xyz_m(sin_lon, cos_lon, sin_lat, cos_lat)
    box[3], box[4], box[5] = -sin_lon, cos_lon, 0.0
    box[6], box[7], box[8] = -sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat
    box[9], box[10], box[11] = cos_lat * cos_lon, cos_lat * sin_lon, sin_lat
    half = 0.5 * size * RAD
    # No less than the cosine of the latitude nearest to the equator.
    widest = min(cos_lat + abs(sin_lat) * half, 1.0)
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
    """Keep the candidates of a cell: their number (−1 if all are far), and how many stay below.

    The third answer is whether the cells below are likely to name corners.
    """
    x, y, z = box[0], box[1], box[2]
    for k in range(count):
        i = given[k]
        _, squares[k] = chord_foot((x, y, z), shape, i)
    least, at = np.inf, given[0]
    for k in range(count):
        if squares[k] < least:
            least, at = squares[k], given[k]
    distance = np.sqrt(least)
    if distance - box[15] > NEAR_CHORD_M + SAGS_M:
        return -1, 0, False
    share, _ = chord_foot((x, y, z), shape, at)
    ax = shape[at, 0] + share * shape[at, 3]
    ay = shape[at, 1] + share * shape[at, 4]
    az = shape[at, 2] + share * shape[at, 5]
    farthest = distance + box[15]
    reach = min(farthest, NEAR_CHORD_M + 1.0)
    most = RIVAL_PER_M3 * reach * reach * reach
    per_metre = RIVAL_PER_M2 * reach * reach
    found, core, nearest = 0, 0, 0
    for k in range(count):
        excess = squares[k] - least
        nearest += excess <= _SAME * least
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
    # Where more than two pieces meet, as at borders of neighbours, or beside an edge, none will.
    hopeful = nearest <= 2 and share * (1.0 - share) == 0.0 and shape[at, GOOD] == 1.0
    return found, core, hopeful and distance < _FINE * box[15]


@njit_cached
def _ends_at(box, shape, p, end):
    """Tell whether an end of a piece (0 or 1) is the foot on it of every point of a cell."""
    ax = box[0] - shape[p, 0] - end * shape[p, 3]
    ay = box[1] - shape[p, 1] - end * shape[p, 4]
    az = box[2] - shape[p, 2] - end * shape[p, 5]
    away = np.sqrt(ax * ax + ay * ay + az * az) + box[15]
    beyond = away < NEAR_CHORD_M
    # Neither the foot on the chord nor the Newton step from there may leave the end.
    for tilt in (0.0, (0.5 - end) * shape[p, 7]):
        gx = shape[p, 3] + tilt * shape[p, 8]
        gy = shape[p, 4] + tilt * shape[p, 9]
        gz = shape[p, 5] + tilt * shape[p, 10]
        room = _support(box, gx, gy, gz) + _PULL_PER_M3 * away * away * away * shape[p, 7]
        beyond = beyond and (2.0 * end - 1.0) * (ax * gx + ay * gy + az * gz) > room
    return beyond


@njit_cached
def _corner(box, shape, kept, count):
    """Name the corner that is the foot of every point of a cell, as cells hold it, or 0."""
    p = kept[0]
    last, start = int(shape[p, END]), int(shape[p, START])
    if count > 2 or shape[p, GOOD] == 0.0:
        return 0
    if count == 2:
        q = kept[1]
        joined = q == p + 1 and shape[p, JOINS] == 1.0 and shape[q, GOOD] == 1.0
        pure = joined and shape[p, OUTER] != 0.0 and _ends_at(box, shape, p, 1.0)
        return CORNERS + 2 * last + 1 if pure and _ends_at(box, shape, q, 0.0) else 0
    if last >= 0 and shape[p, JOINS] == 0.0 and (last == start or _ends_at(box, shape, p, 1.0)):
        return CORNERS + 2 * last
    alone = start >= 0 and (p == 0 or shape[p - 1, JOINS] == 0.0)
    return CORNERS + 2 * start if alone and _ends_at(box, shape, p, 0.0) else 0


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
def grid_kernel(
    shape, sags, few, deepest, most_nodes, part, parts,
    top, lists, nodes, table, box, squares, held, walk, state,
):  # fmt: skip
    """Build a part of the grid of a line: first cells, lists and inner nodes.

    A list is the number of pieces and then their numbers; the one at 0 stands for far cells and
    holds the length of the longest. Entries of cells from CORNERS on are corners, others above 0
    lists, those below −1 − node. Returns whether that is done; if not, `lists` or `nodes` have
    no room left, and a call with longer ones goes on from `state`.
    """
    counts, column, row, turn, parent = walk[0], walk[1], walk[2], walk[3], walk[4]
    root, level, used, longest = state[0], state[1], state[2], state[3]
    inner, fine = state[4], state[5]
    while root < 32 * 16:
        if level < 0:
            root += 1
            level += 1  # from -1; a plain 0 would have Numba compile what is called twice
            column[0], row[0], turn[0] = root % 32, root // 32, -1
            continue
        i, j = column[level], row[level]
        # Neighbours go to different parts, as what takes time lies together.
        mine = level > _TOP_LEVEL or (i + j) % parts == part
        if level == _TOP_LEVEL and not mine:
            level -= 1
            continue
        if turn[level] < 0:
            _box(level, i, j, box)
            found, core, wide = _prune(
                box, shape, held[level], counts[level], held[level + 1], squares, sags
            )
            if used + found + 1 > lists.size or 16 * (inner + 1) > nodes.size:
                state[:] = root, level, used, longest, inner, fine
                return False
            counts[level + 1] = found
            value = _corner(box, shape, held[level + 1], found) if found > 0 else 0
            # A cell whose lists no division makes shorter is divided no further.
            divide = found > few and (2 * core <= found or level == _TOP_LEVEL)
            divide = divide and inner - fine < most_nodes
            extra = wide and not divide and fine < most_nodes // _FINE_SHARE
            divide = (divide or extra) and level < deepest
            # All parts must agree on these.
            divide = (divide or level < _TOP_LEVEL) and found > 0 and value == 0
            if divide and level >= _TOP_LEVEL:
                value = -1 - inner
                inner += 1
                fine += extra
            elif not divide and found > 0 and value == 0:
                value, known = _filed(held[level + 1], found, lists, used, table)
                used += 0 if known else found + 1
                longest = max(longest, found)
            if level > _TOP_LEVEL:
                nodes[parent[level - 1] * 16 + (j % 4) * 4 + i % 4] = value
            elif mine and (level == _TOP_LEVEL or not divide):
                size = 4 ** (_TOP_LEVEL - level)
                for north in range(j * size, (j + 1) * size):
                    for east in range(i * size, (i + 1) * size):
                        top[north * 512 + east] = value
            parent[level] = -1 - value
            turn[level] = 0 if divide else 16
        if turn[level] == 16:
            level -= 1
        else:
            child = turn[level]
            turn[level] += 1
            level += 1
            column[level], row[level] = 4 * i + child % 4, 4 * j + child // 4
            turn[level] = -1
    lists[0] = longest
    state[2], state[4] = used, inner
    return True
