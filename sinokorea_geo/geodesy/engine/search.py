"""Find the edge nearest to a point, and its foot there, by exact iteration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.compiling import in_blocks
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet, ecef, inverse, nearest_of, rival_chord

# A foot is found when the next step would be shorter, or gain less, than this.
_LEAST_STEP_M: Final = 1e-8
_LEAST_GAIN_M: Final = 1e-18
_MOST_STEPS: Final = 30
# A little less than a quarter of a meridian, from where on distances may have humps.
_HUMP_M: Final = 9_900_000.0
_BLOCK: Final = 16
# Pairs of a point and a block, or a piece, looked at in one go: bounds the memory of a query.
_PAIRS_AT_ONCE: Final = 1 << 18
# From so many pairs of a point and a block on compiled code is worth its loading.
_MANY: Final = 200_000
# Room for ties.
_TIES_M: Final = 1e-6
_MOST_PAIRS: Final = 1 << 22
# Past this many candidates a point gets another, exact, round of elimination.
_CROWD: Final = 12
# Up to here the chord shows about where the foot is. Beyond, the search starts at the
# beginning of the piece, so that of points that are all equally far the first one wins.
_CHORD_GUIDES_M: Final = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where on an edge each point is nearest to it."""

    edge: IntArray
    offset_m: FloatArray
    distance_m: FloatArray
    bearing_deg: FloatArray
    towards_deg: FloatArray

    def take(self, rows: IntArray | NDArray[np.bool_]) -> Feet:
        """Select some of the feet."""
        return Feet(*(getattr(self, field.name)[rows] for field in fields(self)))


def foot_on_edges(  # noqa: PLR0917 - points, edges, and where on them to look
    edges: EdgeSet,
    lon: FloatArray,
    lat: FloatArray,
    edge: IntArray,
    low_m: FloatArray,
    high_m: FloatArray,
    guess_m: FloatArray,
) -> Feet:
    """Find the nearest point of a stretch of an edge, by Karney's interception by projection."""
    offset = guess_m.astype(np.float64)
    distance, bearing, towards = (np.empty(len(lon)) for _ in range(3))
    busy = np.arange(len(lon))
    for _ in range(_MOST_STEPS):
        foot_lon, foot_lat, bearing[busy] = edges.position(edge[busy], offset[busy])
        towards[busy], _, distance[busy] = inverse(foot_lon, foot_lat, lon[busy], lat[busy])
        angle = distance[busy] / arithmetic.MEAN_RADIUS_M
        ahead = np.cos(np.radians(towards[busy] - bearing[busy]))
        step = arithmetic.MEAN_RADIUS_M * np.arctan2(np.sin(angle) * ahead, np.cos(angle))
        moved = np.clip(offset[busy] + step, low_m[busy], high_m[busy])
        # A step that gains nothing is rounding: from a pole all of the equator is equally far.
        gains = np.abs(step * ahead) > _LEAST_GAIN_M
        far = (np.abs(moved - offset[busy]) > _LEAST_STEP_M) & gains
        busy, moved = busy[far], moved[far]
        if not len(busy):
            break
        offset[busy] = moved
    feet = Feet(edge, offset, distance, bearing, towards)
    for end_m in (low_m, high_m):
        _try_far_end(edges, feet, lon, lat, end_m)
    return feet


def _try_far_end(
    edges: EdgeSet, feet: Feet, lon: FloatArray, lat: FloatArray, end_m: FloatArray
) -> None:
    """Try the other end: past a quarter of the Earth distances rise to a hump in between."""
    rows = np.flatnonzero(feet.distance_m > _HUMP_M)
    if not len(rows):
        return
    edge, offset = feet.edge[rows], end_m[rows]
    end_lon, end_lat, bearing = edges.position(edge, offset)
    towards, _, distance = inverse(end_lon, end_lat, lon[rows], lat[rows])
    nearer = distance < feet.distance_m[rows] - arithmetic.TIE_M
    rows = rows[nearer]
    feet.offset_m[rows], feet.distance_m[rows] = offset[nearer], distance[nearer]
    feet.bearing_deg[rows], feet.towards_deg[rows] = bearing[nearer], towards[nearer]


class EdgeIndex:
    """Edges arranged for nearest-edge search."""

    def __init__(self, edges: EdgeSet) -> None:
        self.edges = edges
        count = len(edges.piece_edge)
        blocks = -(-count // _BLOCK)
        # The last block is filled up with copies of the last piece.
        piece = np.minimum(np.arange(blocks * _BLOCK), count - 1).reshape(blocks, _BLOCK)
        self._start = np.moveaxis(edges.piece_start_xyz[piece], 2, 0).copy()
        self._chord = np.moveaxis(edges.piece_chord_xyz[piece], 2, 0).copy()
        square = self._chord[0] ** 2 + self._chord[1] ** 2 + self._chord[2] ** 2
        self._chord_squared = np.where(square > 0.0, square, 1.0)
        self._sag = edges.piece_sag_m[piece]
        # Spheres around the blocks.
        end = self._start + self._chord
        lowest = np.minimum(self._start, end).min(axis=2)
        highest = np.maximum(self._start, end).max(axis=2)
        self._centre = (lowest + highest) / 2.0
        centre = self._centre[:, :, None]
        reach = np.maximum(_norm(self._start - centre), _norm(end - centre)) + self._sag
        self._radius = reach.max(axis=1)

    def nearest(self, lon: FloatArray, lat: FloatArray) -> Feet:
        """Find the foot of each of some points on the edge nearest to it."""
        half = len(lon) // 2
        if half and len(lon) * len(self._radius) > _PAIRS_AT_ONCE:
            return self._nearest_of_halves(lon, lat)
        xyz = ecef(lon, lat)
        point, block = self._near_blocks(xyz)
        if half and len(point) * _BLOCK > _MOST_PAIRS:
            # Points on the far side of the Earth rule out next to nothing by chords: fewer at
            # a time keep the memory bounded.
            return self._nearest_of_halves(lon, lat)
        point, piece, share, chord = self._candidates(xyz, point, block)
        kept = self._uncrowded(lon, lat, point, piece)
        point, piece, share, chord = point[kept], piece[kept], share[kept], chord[kept]
        edges = self.edges
        low, high = edges.piece_from_m[piece], edges.piece_to_m[piece]
        # Weighted so that shares of 0 and 1 give the ends exactly.
        guess = (1.0 - share) * low + share * high
        guess = np.clip(np.where(chord < _CHORD_GUIDES_M, guess, low), low, high)
        edge = edges.piece_edge[piece]
        feet = foot_on_edges(edges, lon[point], lat[point], edge, low, high, guess)
        ends = feet.offset_m == high, feet.offset_m > low
        return feet.take(nearest_of(point, piece, feet.distance_m, edges.joins[piece], ends))

    def _nearest_of_halves(self, lon: FloatArray, lat: FloatArray) -> Feet:
        half = len(lon) // 2
        one, other = self.nearest(lon[:half], lat[:half]), self.nearest(lon[half:], lat[half:])
        names = [field.name for field in fields(Feet)]
        return Feet(*(np.concatenate((getattr(one, n), getattr(other, n))) for n in names))

    def rivals(self, xyz: FloatArray) -> tuple[IntArray, IntArray]:
        """List pairs of points and pieces that may be nearest, ordered by point and piece."""
        found: list[tuple[IntArray, IntArray]] = []
        batch = max(1, _PAIRS_AT_ONCE // len(self._radius))
        for first in range(0, max(len(xyz), 1), batch):
            part = xyz[first : first + batch]
            near = self._near_blocks(part, arithmetic.NEAR_CHORD_M + arithmetic.SAGS_M)
            who, piece, _, _ = self._candidates(part, *near)
            found.append((who + first, piece))
        points, pieces = zip(*found, strict=True)
        return np.concatenate(points), np.concatenate(pieces)

    def rough_feet(self, xyz: FloatArray) -> FloatArray:
        """Find points of the edges that are about the nearest to others."""
        edges, feet = self.edges, np.empty_like(xyz)
        if len(xyz) * len(self._radius) >= _MANY:
            from sinokorea_geo.geodesy.engine.point_kernels import feet_kernel

            blocks = (self._start, self._chord, self._chord_squared, self._centre, self._radius)
            points = np.ascontiguousarray(xyz)
            in_blocks(
                len(xyz),
                lambda first, last: feet_kernel(points, first, last, *blocks, feet),
                block=1 << 12,
            )
            return feet
        batch = max(1, _PAIRS_AT_ONCE // len(self._radius))
        for first in range(0, len(xyz), batch):
            rows = slice(first, first + batch)
            who, piece, share, chord = self._candidates(xyz[rows], *self._near_blocks(xyz[rows]))
            order = np.lexsort((chord, who))
            best = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
            reach = share[best, None] * edges.piece_chord_xyz[piece[best]]
            feet[rows] = edges.piece_start_xyz[piece[best]] + reach
        return feet

    def _near_blocks(
        self, xyz: FloatArray, farthest_m: float = np.inf
    ) -> tuple[IntArray, IntArray]:
        """List pairs of points and blocks that may hold the nearest edge, if that is not far."""
        distance = _norm(xyz.T[:, :, None] - self._centre[:, None, :])
        reach = rival_chord(np.min(distance + self._radius, axis=1)) + _TIES_M
        distance -= self._radius
        reach[distance.min(axis=1) > farthest_m] = -np.inf
        point, block = np.nonzero(distance <= reach[:, None])
        return point, block

    def _candidates(
        self, xyz: FloatArray, point: IntArray, block: IntArray
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """List points, pieces that may be nearest, shares of chords up to feet, and distances."""
        nearest = np.full(len(xyz), np.inf)
        kept: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = []
        chunk = _PAIRS_AT_ONCE // _BLOCK
        for first in range(0, max(len(point), 1), chunk):
            who, where = point[first : first + chunk], block[first : first + chunk]
            distance, share = self._chord_distance(xyz[who], where)
            sag = self._sag[where]
            np.minimum.at(nearest, who, (distance + sag).min(axis=1))
            row, column = np.nonzero(distance - sag <= rival_chord(nearest[who])[:, None] + _TIES_M)
            piece = where[row] * _BLOCK + column
            kept.append((who[row], piece, share[row, column], distance[row, column]))
        who, piece, share, distance = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        real = piece < len(self.edges.piece_edge)
        real[real] = (
            distance[real] - self.edges.piece_sag_m[piece[real]]
            <= rival_chord(nearest)[who[real]] + _TIES_M
        )
        return who[real], piece[real], share[real], distance[real]

    def _chord_distance(self, xyz: FloatArray, block: IntArray) -> tuple[FloatArray, FloatArray]:
        """Measure to the chords of a block, and the share of each chord up to the foot."""
        chord = [axis[block] for axis in self._chord]
        away = [xyz[:, k, None] - self._start[k][block] for k in range(3)]
        along = chord[0] * away[0] + chord[1] * away[1] + chord[2] * away[2]
        share = np.clip(along / self._chord_squared[block], 0.0, 1.0)
        return _norm([away[k] - share * chord[k] for k in range(3)]), share

    def _uncrowded(
        self, lon: FloatArray, lat: FloatArray, point: IntArray, piece: IntArray
    ) -> NDArray[np.bool_]:
        """Keep, where there are many, the candidates that the distance to their middles leaves."""
        crowded = (np.bincount(point, minlength=len(lon)) > _CROWD)[point]
        kept = ~crowded
        if kept.all():
            return kept
        edges, who, what = self.edges, point[crowded], piece[crowded]
        low, high = edges.piece_from_m[what], edges.piece_to_m[what]
        half = (high - low) / 2.0
        middle_lon, middle_lat, _ = edges.position(edges.piece_edge[what], low + half)
        distance = inverse(lon[who], lat[who], middle_lon, middle_lat)[2]
        nearest = np.full(len(lon), np.inf)
        np.minimum.at(nearest, who, distance)
        kept[crowded] = distance - half <= nearest[who] + arithmetic.TIE_M
        return kept


def _norm(components: Sequence[FloatArray] | FloatArray) -> FloatArray:
    """Compute the length of vectors given by their three components."""
    x, y, z = components
    return np.asarray(np.sqrt(x * x + y * y + z * z))
