"""Pack the pieces of a line for the kernels, and measure few points by NumPy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.compiling import in_blocks, thread_count, worth_compiling
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet, exact_distance, nearest_of

# The most a cubic in longitude and latitude may be off in the middle of a piece, in degrees of a
# great circle (6 nm): its error is greatest there. Near the poles it is more, and pieces are
# left to the exact solution.
_CUBIC_DEG: Final = 5e-14
_FOLD_DEG: Final = 1e-9
# Corners sharper than this have an outer side, beyond doubt.
_STRAIGHT_DEG: Final = 0.1
# So many numbers fill a line of a cache.
_LINE: Final = 8
_LEAST_SQUARE: Final = 1e-300
_LEAST_LENGTH_M: Final = 1e-300
# Each inner node of a grid has 16 cells; so the whole has a few dozen megabytes at most.
_MOST_NODES: Final = 200_000
_MOST_PARTS: Final = 8
_BLOCK: Final = 256
_MOST_PAIRS: Final = 1 << 18
_LEVELS: Final = 8
_EXACT_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class NearestOnLine:
    """The point of a line nearest to each of n points, or to one.

    The numbers share one block of memory; copy what is to outlive the rest.

    Metres and degrees; `segment` is the edge from the vertex of this number to the next; `side` is
    +1 left of the direction of travel, −1 right, 0 on the line (within a millimetre) or straight
    ahead of a tip where the line turns back on itself.
    """

    distance_m: FloatArray
    along_m: FloatArray
    lon: FloatArray
    lat: FloatArray
    segment: IntArray
    side: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class PackedLine:
    """A line as the kernels read it: rows of its pieces, and of the ends of its edges."""

    shape: FloatArray
    course: FloatArray
    corners: FloatArray

    def locate(
        self, xyz: tuple[FloatArray, ...], pairs: tuple[IntArray, IntArray], answer: NearestOnLine
    ) -> None:
        """Fill in the answers of a few points, given pairs of points and candidate pieces."""
        answer.segment[:] = -1
        who, piece = pairs
        at = tuple(axis[who] for axis in xyz)
        share, square = arithmetic.chord_foot(at, self.shape, piece)
        least = np.full(len(xyz[0]), np.inf)
        np.minimum.at(least, who, square)
        chord = np.sqrt(least)
        limit = chord + arithmetic.SAGS_M + arithmetic.RIVAL_PER_M3 * (chord * least)
        kept = (square <= (limit * limit)[who]) & (least[who] <= arithmetic.NEAR_SQUARE)
        who, piece, share = who[kept], piece[kept], share[kept]
        at = tuple(axis[who] for axis in xyz)
        offset = arithmetic.refined_foot(share, at, self.shape, piece)
        on_each: Any = arithmetic.on_piece(offset, self.shape, piece)
        distance = arithmetic.arc_m(*at, *on_each)
        met = offset == self.shape[piece, 7], offset > 0.0
        first = nearest_of(who, piece, distance, self.shape[piece, arithmetic.JOINS] == 1.0, met)
        first = first[self.shape[piece[first], arithmetic.GOOD] == 1.0]
        who, piece, offset = who[first], piece[first], offset[first]
        if not len(who):
            return
        shape, course = self.shape[piece], self.course[piece]
        length = shape[:, 7]
        started = np.where(offset <= 0.0, shape[:, arithmetic.START], -1)
        tip = np.where(offset == length, shape[:, arithmetic.END], started)
        cornered, tip = tip >= 0.0, tip.astype(np.int64)
        at_corner, share = self.corners[tip], offset / length
        east = arithmetic.cubic(share, *course[:, :4].T)
        east = np.where(east > 180.0, east - 360.0, np.where(east < -180.0, east + 360.0, east))
        north = arithmetic.cubic(share, *course[:, 4:8].T)
        inside = np.column_stack((east, north, course[:, 9] + (course[:, 8] + offset)))
        foot_lon, foot_lat, along = np.where(cornered[:, None], at_corner[:, 19:22], inside).T
        x, y, z = (axis[who] for axis in xyz)
        foot = positions(foot_lon, foot_lat)
        distance = np.asarray(arithmetic.arc_m(x, y, z, *foot))
        away = (x - foot[0], y - foot[1], z - foot[2])
        outside = arithmetic.corner_side(away, self.corners, tip)
        beside = arithmetic.edge_side(away, self.shape, piece, 0.5 * length - offset)
        side = np.where(cornered, outside, beside)
        answer.distance_m[who], answer.along_m[who] = distance, along
        answer.lon[who], answer.lat[who] = foot_lon, foot_lat
        answer.segment[who] = course[:, 10]
        answer.side[who] = np.where(distance <= arithmetic.ON_LINE_M, 0, side)


def empty_answer(shape: tuple[int, ...]) -> NearestOnLine:
    """Make arrays to be filled in."""
    # One array, as the system takes its time to hand out memory.
    rows = np.empty((5, math.prod(shape)))
    distance, along, lon, lat, segment = (row.reshape(shape) for row in rows)
    side = np.empty(shape, dtype=np.int8)
    return NearestOnLine(distance, along, lon, lat, segment.view(np.int64), side)


def packed(
    edges: EdgeSet, segment: IntArray, chainage: FloatArray, around_deg: FloatArray
) -> PackedLine:
    """Pack edges, which answers call `segment`.

    `chainage` is that of both ends of each edge; `around_deg` are the directions in which the
    line reaches each edge's start, and leaves its end.
    """
    before_deg, after_deg = around_deg
    edge, start_m, stop_m = edges.piece_edge, edges.piece_from_m, edges.piece_to_m
    # A point is a piece of no length; a nanometre keeps what divides by it finite.
    length = np.maximum(stop_m - start_m, _LEAST_LENGTH_M)
    lon0, lat0, out = edges.position(edge, start_m)
    lon1, lat1, into = edges.position(edge, stop_m)
    chord = edges.piece_chord_xyz
    bend = _tangent(lon0, lat0, out) - _tangent(lon1, lat1, into)
    square = chord[:, 0] ** 2 + chord[:, 1] ** 2 + chord[:, 2] ** 2
    # Of the shortest edges there can be the square is too small for a number.
    per = 1.0 / np.maximum(square, _LEAST_SQUARE)
    lon1 = lon0 + (lon1 - lon0 + 180.0) % 360.0 - 180.0
    rates0, rates1 = _rates(lat0, out, length), _rates(lat1, into, length)
    east, north = (
        _hermite(lon0, lon1, rates0[0], rates1[0]),
        _hermite(lat0, lat1, rates0[1], rates1[1]),
    )
    ended = stop_m == edges.length_m[edge]
    end = np.where(ended, 2 * edge + 1, -1)
    # A point has but one corner.
    start = np.where(start_m == 0.0, np.where(ended & (stop_m == 0.0), end, 2 * edge), -1)
    corners = np.empty((2 * len(edges), 24))
    for number, at, arms in (
        (0, (edges.lon1, edges.lat1), (before_deg, edges.start_deg)),
        (1, (edges.lon2, edges.lat2), (edges.end_deg, after_deg)),
    ):
        corners[number::2, :16] = _corners(*at, *arms)
        corners[number::2, 16:19] = positions(*at).T
        outer = _outer(arms[1] - arms[0])
        corners[number::2, 19:] = np.column_stack((*at, chainage[number], segment, outer))
    told = (end, start, edges.joins, _good(edges, east, north), corners[2 * edge + 1, 23])
    shape = _aligned(edges.piece_start_xyz, chord, per, length, bend, *told)
    course = _aligned(*east, *north, start_m, chainage[0, edge], segment[edge])
    return PackedLine(shape, course, _aligned(corners))


def room_of(longest: int) -> tuple[NDArray[Any], ...]:
    """Make room for the work of the kernel of lines, given the longest list of candidates."""
    # Of very long lists, as at the middle of a circle, for fewer points at a time.
    step = max(1, min(_BLOCK, _MOST_PAIRS // longest))
    counts = (np.empty(step + 1, np.int64) for _ in range(3))
    pairs = step * longest + 1
    pieces = (np.empty(pairs, np.int32) for _ in range(2))
    shares = (np.empty(pairs) for _ in range(3))
    cells = np.empty((3, step), np.int32)
    return np.empty((3, step)), np.empty((4, step)), *counts, cells, *pieces, *shares


def _aligned(*columns: Any) -> FloatArray:
    """Stack columns to rows that fill whole lines of the processor's caches."""
    rows = np.column_stack(columns)
    width = -(-rows.shape[1] // _LINE) * _LINE
    room = np.zeros(len(rows) * width + _LINE)
    first = -(room.ctypes.data // room.itemsize) % _LINE
    held = room[first : first + len(rows) * width].reshape(-1, width)
    held[:, : rows.shape[1]] = rows
    return held


def grid_of(
    shape: FloatArray, sags_m: float, *, few: int, deepest: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Build the grid of pieces, which depart from their chords by half of `sags_m` at most.

    Cells with no more than `few` candidates are not divided, and none more than `deepest` times.
    """
    from sinokorea_geo.geodesy.engine.grid_kernels import grid_kernel

    parts = min(thread_count(), _MOST_PARTS)
    pieces = len(shape)
    most = (_MOST_NODES + 2 * pieces) // parts
    made: list[Any] = [None] * parts

    def make(part: int, _: int) -> None:
        top, table = np.zeros(256 * 512, np.int32), np.zeros(1 << 18, np.int64)
        lists, nodes = np.empty(1 << 16, np.int32), np.zeros(1 << 18, np.int32)
        # What the walk down the levels remembers; the first call begins before the first cell.
        room = np.empty(16), np.empty(pieces), np.empty((_LEVELS, pieces), np.int32)
        room[2][0] = np.arange(pieces)
        walk, state = np.zeros((5, _LEVELS), np.int64), np.array([-1, -1, 1, 1, 0, 0])
        walk[0, 0] = pieces
        how = shape, sags_m, few, deepest, most, part, parts, top
        while not grid_kernel(*how, lists, nodes, table, *room, walk, state):
            lists, nodes = (np.append(array, np.zeros_like(array)) for array in (lists, nodes))
        made[part] = top, lists[: state[2]], nodes[: 16 * state[4]].reshape(-1, 16)

    in_blocks(parts, make, block=1)
    tops, lists, nodes = zip(*made, strict=True)
    top = np.zeros_like(tops[0])
    list_shift, node_shift = 0, 0
    for one, held, inner in zip(tops, lists, nodes, strict=True):
        for cells in (one, inner):
            cells[(cells > 0) & (cells < arithmetic.CORNERS)] += list_shift
            cells[cells < 0] -= node_shift
        top += one
        list_shift += len(held)
        node_shift += len(inner)
    every = np.concatenate(lists)
    every[0] = max(int(held[0]) for held in lists)
    return top, every, np.concatenate(nodes)


def _tangent(lon: FloatArray, lat: FloatArray, bearing: FloatArray) -> FloatArray:
    """Return unit vectors in a direction, Earth-centred."""
    sin_lon, cos_lon = np.sin(np.radians(lon)), np.cos(np.radians(lon))
    sin_lat, cos_lat = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    east, north = np.sin(np.radians(bearing)), np.cos(np.radians(bearing))
    return np.column_stack(
        (
            -east * sin_lon - north * sin_lat * cos_lon,
            east * cos_lon - north * sin_lat * sin_lon,
            north * cos_lat,
        )
    )


def _rates(
    lat: FloatArray, bearing: FloatArray, length: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Compute degrees of longitude and latitude for the length of a piece, at one end."""
    phi, alpha = np.radians(lat), np.radians(bearing)
    w2 = 1.0 - arithmetic.ES * np.sin(phi) ** 2
    vertical = arithmetic.A_M / np.sqrt(w2)
    across = vertical * np.maximum(np.cos(phi), 1e-9)
    along = vertical * (1.0 - arithmetic.ES) / w2
    east = np.degrees(length * np.sin(alpha) / across)
    return east, np.degrees(length * np.cos(alpha) / along)


def _hermite(
    first: FloatArray, last: FloatArray, rate0: FloatArray, rate1: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Fit a cubic to given ends and rates."""
    rise = last - first
    return first, rate0, 3.0 * rise - 2.0 * rate0 - rate1, rate0 + rate1 - 2.0 * rise


def _good(
    edges: EdgeSet, east: tuple[FloatArray, ...], north: tuple[FloatArray, ...]
) -> FloatArray:
    """Tell whether the cubics meet the geodesic in the middle of each piece."""
    middle = (edges.piece_from_m + edges.piece_to_m) / 2.0
    lon, lat, _ = edges.position(edges.piece_edge, middle)
    off = (arithmetic.cubic(0.5, *east) - lon + 180.0) % 360.0 - 180.0
    up = arithmetic.cubic(0.5, *north) - lat
    # Rounding of a longitude of 180° is 3e-14.
    wide = np.abs(off) * np.cos(np.radians(lat)) <= _CUBIC_DEG + 6e-14
    return np.asarray(wide & (np.abs(up) <= _CUBIC_DEG + 3e-14) & (np.abs(lat) < 85.0), dtype=float)


def _outer(turned_deg: FloatArray) -> FloatArray:
    """Tell on which side of a line everything lies whose foot is a corner; 0 where that varies."""
    turned = (turned_deg + 180.0) % 360.0 - 180.0
    plain = (np.abs(turned) > _STRAIGHT_DEG) & (np.abs(turned) < 180.0 - _STRAIGHT_DEG)
    return np.where(plain, np.sign(turned), 0.0)


def _corners(
    lon: FloatArray, lat: FloatArray, arriving: FloatArray, leaving: FloatArray
) -> FloatArray:
    """Collect what is needed to tell the sides of corners."""
    sector = (leaving - arriving - 180.0) % 360.0
    folded = np.minimum(sector, 360.0 - sector) < _FOLD_DEG
    sin_lon, cos_lon = arithmetic.sin_cos_deg(lon)
    sin_lat, cos_lat = arithmetic.sin_cos_deg(lat)
    east = np.column_stack((-sin_lon, cos_lon, 0.0 * lon))
    north = np.column_stack((-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat))
    left, ahead = [], []
    for bearing in (arriving, leaving):
        to_east, to_north = arithmetic.sin_cos_deg((bearing + 180.0) % 360.0 - 180.0)
        left.append(to_east[:, None] * north - to_north[:, None] * east)
        ahead.append(to_east[:, None] * east + to_north[:, None] * north)
    real, narrow = np.where(folded, 0.0, 1.0), np.where(sector < 180.0, 1.0, -1.0)
    unused = np.zeros((len(lon), 2))
    return np.column_stack((*left, real, narrow, *ahead, unused))


def symmetric_distance(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Measure every distance of points that this package gives, the same if the ends are exchanged.

    Up to 2,200 km from the series, within 0.1 µm, and beyond from Karney's solution.
    """
    ends = [np.ascontiguousarray(axis) for axis in (lon1, lat1, lon2, lat2)]
    if worth_compiling(len(lon1), _kernels):
        (pairs_kernel,) = _kernels()
        distance = np.empty(len(lon1))
        in_blocks(len(lon1), lambda first, last: pairs_kernel(*ends, first, last, distance))
        far = np.flatnonzero(distance < 0.0)
    else:
        one, other = positions(*ends[:2]), positions(*ends[2:])
        dx, dy, dz = other - one
        far = np.flatnonzero(dx * dx + dy * dy + dz * dz > arithmetic.PAIR_SQUARE)
        # Written over below where it does not hold.
        with np.errstate(invalid="ignore", divide="ignore"):
            distance = np.asarray(arithmetic.arc_m(*one, *other))
    for first in range(0, len(far), _EXACT_AT_ONCE):
        rows = far[first : first + _EXACT_AT_ONCE]
        distance[rows] = exact_distance(*(axis[rows] for axis in ends))
    return distance


def positions(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Convert degrees to Earth-centred metres, (3, n)."""
    return np.stack(arithmetic.xyz_m(*arithmetic.sin_cos_deg(lon), *arithmetic.sin_cos_deg(lat)))


def _kernels() -> tuple[Any, ...]:
    from sinokorea_geo.geodesy.engine.point_kernels import pairs_kernel

    return (pairs_kernel,)
