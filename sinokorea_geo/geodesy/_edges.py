"""Geodesic edges, and the exact search for the one nearest to a point.

An edge is the shortest geodesic between two vertices; an edge of no length is a point, so
that any geometry can be searched. The search narrows down in three steps, each of which
keeps every edge that could still be the nearest:

1. blocks of pieces inside spheres, by straight-line distance through the Earth;
2. pieces of at most 2 km, by the distance to their chord and the most a geodesic of that
   length can depart from its chord;
3. the exact foot on each piece that is left, by iteration on Karney's inverse solution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy._karney import (
    MEAN_RADIUS_M,
    FloatArray,
    IntArray,
    direct,
    ecef,
    inverse,
    rival_chord,
)

__all__ = ["EdgeSet", "Feet", "foot_on_edges"]

# Past this the shortest way between two vertices is not unique somewhere on Earth.
_LONGEST_EDGE_M: Final = 19_900_000.0
_PIECE_M: Final = 2_000.0
_BLOCK: Final = 16
# Point–block and point–piece pairs looked at in one go; bounds the memory of a query.
_PAIRS_AT_ONCE: Final = 1 << 18
_MOST_PAIRS: Final = 1 << 22
# Past this many candidates a point gets another, exact, round of elimination.
_CROWD: Final = 12
# A foot is found when the next step would be shorter than this.
_FOOT_TOLERANCE_M: Final = 1e-8
_LEAST_GAIN_M: Final = 1e-18
_MOST_STEPS: Final = 30
# A little less than a quarter of a meridian, from where on distances may have humps.
_HUMP_M: Final = 9_900_000.0
# Two distances closer than this are the same: the inverse solution is good to 15 nm.
TIE_M: Final = 1e-7
# Rounding of Earth-centred coordinates, with room to spare.
_ECEF_ROUNDING_M: Final = 1e-7
# Up to here the chord shows about where the foot is. Beyond, the search starts at the
# beginning of the piece, so that of points that are all equally far the first one wins.
_CHORD_GUIDES_M: Final = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where on an edge each point is nearest to it.

    Attributes
    ----------
    edge : (n,) ndarray of int64
        Number of the edge.
    offset_m : (n,) ndarray of float64
        Metres from the start of the edge, exactly 0 or the edge's length at its ends.
    distance_m : (n,) ndarray of float64
        Metres from the point to its foot.
    bearing_deg : (n,) ndarray of float64
        Direction of the edge at the foot, degrees clockwise from north.
    towards_deg : (n,) ndarray of float64
        Direction from the foot to the point; without meaning where the two coincide.
    """

    edge: IntArray
    offset_m: FloatArray
    distance_m: FloatArray
    bearing_deg: FloatArray
    towards_deg: FloatArray

    def take(self, rows: IntArray | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Feet:
        """Select some of the feet.

        Parameters
        ----------
        rows : (m,) ndarray of int or (n,) ndarray of bool
            Which ones.

        Returns
        -------
        Feet
            Those.
        """
        return Feet(
            self.edge[rows],
            self.offset_m[rows],
            self.distance_m[rows],
            self.bearing_deg[rows],
            self.towards_deg[rows],
        )


class EdgeSet:
    """Geodesic edges of WGS 84, indexed for nearest-edge search.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        Start and end of each edge, degrees, checked. Neighbouring edges should follow one
        another: the search prunes by blocks of them.

    Attributes
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        As given.
    length_m : (n,) ndarray of float64
        Metres.
    start_deg, end_deg : (n,) ndarray of float64
        Direction of travel at both ends, degrees clockwise from north.
    next_edge : (n,) ndarray of int64
        The edge that begins where this one ends, the first of its chain if that is a ring;
        −1 where there is none.
    piece_start_xyz, piece_chord_xyz : (m, 3) ndarray of float64
        Start of each piece of at most 2 km, and from there to its end; Earth-centred metres.

    Raises
    ------
    InvalidGeometry
        An edge is so long (19,900 km) that there may be several shortest ways.
    """

    def __init__(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> None:
        self.lon1, self.lat1, self.lon2, self.lat2 = lon1, lat1, lon2, lat2
        self.start_deg, self.end_deg, self.length_m = inverse(lon1, lat1, lon2, lat2)
        self._refuse_long()
        self._link()
        self._cut()
        self._enclose()

    def __len__(self) -> int:
        return len(self.length_m)

    def position(
        self, edge: IntArray, offset_m: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Points on edges.

        Parameters
        ----------
        edge : (n,) ndarray of int64
            Which edge.
        offset_m : (n,) ndarray of float64
            Metres from its start, 0 to its length.

        Returns
        -------
        lon, lat, bearing_deg : (n,) ndarray of float64
            Degrees; at the ends exactly the vertices.
        """
        start, end = offset_m <= 0.0, offset_m >= self.length_m[edge]
        lon, lat, bearing = direct(self.lon1[edge], self.lat1[edge], self.start_deg[edge], offset_m)
        lon = np.where(start, self.lon1[edge], np.where(end, self.lon2[edge], lon))
        lat = np.where(start, self.lat1[edge], np.where(end, self.lat2[edge], lat))
        bearing = np.where(start, self.start_deg[edge], np.where(end, self.end_deg[edge], bearing))
        return lon, lat, bearing

    def nearest(self, lon: FloatArray, lat: FloatArray) -> Feet:
        """Find the foot of each point on the edge nearest to it.

        Parameters
        ----------
        lon, lat : (n,) ndarray of float64
            Degrees, checked.

        Returns
        -------
        Feet
            One a point. Of equally near edges the first, of equally near points of an edge
            the one nearer to its start. No point's result depends on the others.
        """
        if not len(lon):
            nothing = np.empty(0)
            return Feet(np.empty(0, dtype=np.int64), nothing, nothing, nothing, nothing)
        found = []
        batch = max(1, _PAIRS_AT_ONCE // len(self._centre))
        for first in range(0, len(lon), batch):
            rows = slice(first, first + batch)
            found.append(self._nearest_in_batch(lon[rows], lat[rows]))
        return _joined(found)

    def rough_feet(self, xyz: FloatArray) -> FloatArray:
        """Points of the edges that are about the nearest to others.

        Parameters
        ----------
        xyz : (n, 3) ndarray of float64
            Points on the ellipsoid, Earth-centred metres.

        Returns
        -------
        (n, 3) ndarray of float64
            Likewise; on chords of pieces, and so up to 0.1 m below the edges. Of all points of
            the edges hardly one is nearer.
        """
        feet = np.empty_like(xyz)
        batch = max(1, _PAIRS_AT_ONCE // len(self._centre))
        for first in range(0, len(xyz), batch):
            rows = slice(first, first + batch)
            who, piece, along, chord = self._candidates(xyz[rows], *self._near_blocks(xyz[rows]))
            order = np.lexsort((chord, who))
            best = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
            piece = piece[best]
            length = self._to[piece] - self._from[piece]
            share = (along[best] - self._from[piece]) / np.where(length > 0.0, length, 1.0)
            feet[rows] = self.piece_start_xyz[piece] + share[:, None] * self.piece_chord_xyz[piece]
        return feet

    def _refuse_long(self) -> None:
        worst = int(self.length_m.argmax())
        if self.length_m[worst] > _LONGEST_EDGE_M:
            raise InvalidGeometry(
                f"the edge from ({self.lon1[worst]:.6g}, {self.lat1[worst]:.6g}) to "
                f"({self.lon2[worst]:.6g}, {self.lat2[worst]:.6g}) is "
                f"{self.length_m[worst] / 1e3:,.0f} km long; add vertices, so far out the "
                "shortest way is not unique"
            )

    def _link(self) -> None:
        """Find the edge that goes on where each one ends, and close rings."""
        every, real = np.arange(len(self)), self.length_m > 0.0
        meets = (self.lon2[:-1] == self.lon1[1:]) & (self.lat2[:-1] == self.lat1[1:])
        self._meets_next = np.append(meets & real[:-1] & real[1:], False)
        last = np.flatnonzero(~self._meets_next)
        first = np.concatenate(([0], last[:-1] + 1))
        ring = (self.lon2[last] == self.lon1[first]) & (self.lat2[last] == self.lat1[first])
        self.next_edge = np.where(self._meets_next, every + 1, -1)
        self.next_edge[last[ring & real[last]]] = first[ring & real[last]]

    def _cut(self) -> None:
        """Cut edges into pieces short enough for their chords to stand for them."""
        counts = np.maximum(np.ceil(self.length_m / _PIECE_M), 1).astype(np.int64)
        edge = np.repeat(np.arange(len(self)), counts)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        share = self.length_m[edge] / counts[edge]
        last = number + 1 == counts[edge]
        self._edge = edge
        self._from = share * number
        self._to = np.where(last, self.length_m[edge], share * (number + 1))
        lon, lat, _ = self.position(edge, self._from)
        self.piece_start_xyz = ecef(lon, lat)
        lon, lat, _ = self.position(edge, self._to)
        self.piece_chord_xyz = ecef(lon, lat) - self.piece_start_xyz
        self._chord_squared = np.sum(self.piece_chord_xyz**2, axis=1)
        # A curve of curvature k and length L departs from its chord by at most k L² / 8; the
        # curvature of a geodesic of WGS 84 is less than 1 / 6,335 km.
        self._sag = (self._to - self._from) ** 2 / (8.0 * 6.335e6) + _ECEF_ROUNDING_M

    def _enclose(self) -> None:
        """Put spheres around blocks of consecutive pieces."""
        starts = np.arange(0, len(self._edge), _BLOCK)
        end_xyz = self.piece_start_xyz + self.piece_chord_xyz
        lowest = np.minimum.reduceat(np.minimum(self.piece_start_xyz, end_xyz), starts)
        highest = np.maximum.reduceat(np.maximum(self.piece_start_xyz, end_xyz), starts)
        self._centre = (lowest + highest) / 2.0
        block = np.arange(len(self._edge)) // _BLOCK
        reach = np.maximum(
            np.linalg.norm(self.piece_start_xyz - self._centre[block], axis=1),
            np.linalg.norm(end_xyz - self._centre[block], axis=1),
        )
        self._radius = np.maximum.reduceat(reach + self._sag, starts)

    def _nearest_in_batch(self, lon: FloatArray, lat: FloatArray) -> Feet:
        xyz = ecef(lon, lat)
        point, block = self._near_blocks(xyz)
        if len(point) * _BLOCK > _MOST_PAIRS and len(lon) > 1:
            # Points on the far side of the Earth rule out next to nothing by chords: fewer at
            # a time keep the memory bounded.
            half = len(lon) // 2
            parts = (slice(None, half), slice(half, None))
            return _joined([self._nearest_in_batch(lon[part], lat[part]) for part in parts])
        point, piece, along, _ = self._candidates(xyz, point, block)
        point, piece, along = self._thin_crowds(lon, lat, point, piece, along)
        feet = foot_on_edges(
            self,
            lon[point],
            lat[point],
            self._edge[piece],
            low_m=self._from[piece],
            high_m=self._to[piece],
            guess_m=along,
        )
        return feet.take(self._choose(point, piece, feet))

    def _near_blocks(self, xyz: FloatArray) -> tuple[IntArray, IntArray]:
        """Pairs of points and blocks that may hold the nearest edge."""
        square = np.zeros((len(xyz), len(self._centre)))
        for axis in range(3):
            square += (xyz[:, axis, None] - self._centre[:, axis]) ** 2
        distance = np.sqrt(square)
        reach = rival_chord(np.min(distance + self._radius, axis=1, initial=np.inf))
        point, block = np.nonzero(distance - self._radius <= reach[:, None])
        return point, block

    def _candidates(
        self, xyz: FloatArray, point: IntArray, block: IntArray
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """Pairs of points and pieces that may be nearest, likely offset of the foot, chord."""
        count = len(xyz)
        chunk = max(1, _PAIRS_AT_ONCE // _BLOCK)
        nearest = np.full(count, np.inf)
        kept: list[tuple[IntArray, IntArray, FloatArray, FloatArray]] = []
        for first in range(0, len(point), chunk):
            who = np.repeat(point[first : first + chunk], _BLOCK)
            piece = (block[first : first + chunk, None] * _BLOCK + np.arange(_BLOCK)).ravel()
            real = piece < len(self._edge)
            who, piece = who[real], piece[real]
            distance, share = self._chord_distance(xyz[who], piece)
            np.minimum.at(nearest, who, distance + self._sag[piece])
            close = distance - self._sag[piece] <= rival_chord(nearest)[who]
            kept.append((who[close], piece[close], distance[close], share[close]))
        who, piece, distance, share = (np.concatenate(column) for column in zip(*kept, strict=True))
        close = distance - self._sag[piece] <= rival_chord(nearest)[who]
        who, piece, distance, share = who[close], piece[close], distance[close], share[close]
        start, end = self._from[piece], self._to[piece]
        along = np.where(distance < _CHORD_GUIDES_M, start + share * (end - start), start)
        return who, piece, np.clip(along, start, end), distance

    def _chord_distance(self, xyz: FloatArray, piece: IntArray) -> tuple[FloatArray, FloatArray]:
        """Distance to the chord of a piece, and the share of the chord up to the foot."""
        chord = self.piece_chord_xyz[piece]
        away = xyz - self.piece_start_xyz[piece]
        along = away[:, 0] * chord[:, 0] + away[:, 1] * chord[:, 1] + away[:, 2] * chord[:, 2]
        squared = self._chord_squared[piece]
        share = np.clip(along / np.where(squared > 0.0, squared, 1.0), 0.0, 1.0)
        away -= share[:, None] * chord
        return np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2 + away[:, 2] ** 2), share

    def _thin_crowds(
        self,
        lon: FloatArray,
        lat: FloatArray,
        point: IntArray,
        piece: IntArray,
        along: FloatArray,
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Drop pieces whose exact distance shows that they cannot be nearest.

        On the far side of the Earth chords say little; there the exact distance to the middle
        of each piece and the triangle inequality decide.
        """
        crowded = (np.bincount(point, minlength=len(lon)) > _CROWD)[point]
        if not crowded.any():
            return point, piece, along
        who, what = point[crowded], piece[crowded]
        half = (self._to[what] - self._from[what]) / 2.0
        middle_lon, middle_lat, _ = self.position(self._edge[what], self._from[what] + half)
        distance = inverse(lon[who], lat[who], middle_lon, middle_lat)[2]
        nearest = np.full(len(lon), np.inf)
        np.minimum.at(nearest, who, distance)
        keep = ~crowded
        keep[crowded] = distance - half <= nearest[who] + TIE_M
        return point[keep], piece[keep], along[keep]

    def _choose(self, point: IntArray, piece: IntArray, feet: Feet) -> IntArray:
        """Pick one candidate a point: the nearest, or of equally near ones the first."""
        order = np.lexsort((piece, point))
        who, what = point[order], piece[order]
        offset, distance = feet.offset_m[order], feet.distance_m[order]
        # Where two pieces join and the foot lies on one of them, the joint is no rival, though
        # from afar it may seem equally near.
        edge, after = self._edge[what[:-1]], self._edge[what[1:]]
        joined = (who[1:] == who[:-1]) & (what[1:] == what[:-1] + 1)
        joined &= (edge == after) | self._meets_next[edge]
        at_end = offset[:-1] == self._to[what[:-1]]
        at_start = offset[1:] == self._from[what[1:]]
        gain = distance[:-1] - distance[1:]
        beaten = np.zeros(len(who), dtype=bool)
        beaten[:-1] |= joined & at_end & ~at_start & (gain > -TIE_M)
        beaten[1:] |= joined & at_start & ~at_end & (gain < TIE_M)
        firsts = np.flatnonzero(np.diff(who, prepend=-1))
        counts = np.diff(firsts, append=len(who))
        least = np.repeat(np.minimum.reduceat(distance, firsts), counts)
        rank = np.where(distance <= least + TIE_M, beaten.astype(np.int64), 2)
        best = np.repeat(np.minimum.reduceat(rank, firsts), counts)
        fit = np.flatnonzero(rank == best)
        return order[fit[np.flatnonzero(np.diff(who[fit], prepend=-1))]]


def foot_on_edges(
    edges: EdgeSet,
    lon: FloatArray,
    lat: FloatArray,
    edge: IntArray,
    *,
    low_m: FloatArray,
    high_m: FloatArray,
    guess_m: FloatArray,
) -> Feet:
    """Find the point of a stretch of an edge that is nearest to a point.

    Each step solves the geodesic from the current foot to the point and moves the foot as if
    the rest were spherical, which leaves a hundredth of the error or less (Karney's
    interception by projection does the same).

    Parameters
    ----------
    edges : EdgeSet
        The edges.
    lon, lat : (n,) ndarray of float64
        Degrees.
    edge : (n,) ndarray of int64
        The edge to look at for each point.
    low_m, high_m : (n,) ndarray of float64
        Stretch of the edge to look at, metres from its start.
    guess_m : (n,) ndarray of float64
        Where to begin, within the stretch.

    Returns
    -------
    Feet
        One a point, good to a micrometre.
    """
    offset = guess_m.astype(np.float64)
    distance, bearing, towards = (np.empty(len(lon)) for _ in range(3))
    busy = np.arange(len(lon))
    for _ in range(_MOST_STEPS):
        foot_lon, foot_lat, bearing[busy] = edges.position(edge[busy], offset[busy])
        towards[busy], _, distance[busy] = inverse(foot_lon, foot_lat, lon[busy], lat[busy])
        angle = distance[busy] / MEAN_RADIUS_M
        ahead = np.cos(np.radians(towards[busy] - bearing[busy]))
        step = MEAN_RADIUS_M * np.arctan2(np.sin(angle) * ahead, np.cos(angle))
        moved = np.clip(offset[busy] + step, low_m[busy], high_m[busy])
        # A step that gains nothing is rounding: from a pole all of the equator is equally far.
        gains = np.abs(step * ahead) > _LEAST_GAIN_M
        far = (np.abs(moved - offset[busy]) > _FOOT_TOLERANCE_M) & gains
        # An end of the stretch is reached exactly, since a corner is not judged as an edge is.
        far |= (moved != offset[busy]) & ((moved == low_m[busy]) | (moved == high_m[busy]))
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
    """Past a quarter of the Earth distances rise to a hump between the ends of a stretch."""
    rows = np.flatnonzero(feet.distance_m > _HUMP_M)
    if not len(rows):
        return
    edge, offset = feet.edge[rows], end_m[rows]
    end_lon, end_lat, bearing = edges.position(edge, offset)
    towards, _, distance = inverse(end_lon, end_lat, lon[rows], lat[rows])
    nearer = distance < feet.distance_m[rows] - TIE_M
    rows = rows[nearer]
    feet.offset_m[rows], feet.distance_m[rows] = offset[nearer], distance[nearer]
    feet.bearing_deg[rows], feet.towards_deg[rows] = bearing[nearer], towards[nearer]


def _joined(found: list[Feet]) -> Feet:
    """Feet of several batches, one after the other."""
    if len(found) == 1:
        return found[0]
    return Feet(
        np.concatenate([feet.edge for feet in found]),
        np.concatenate([feet.offset_m for feet in found]),
        np.concatenate([feet.distance_m for feet in found]),
        np.concatenate([feet.bearing_deg for feet in found]),
        np.concatenate([feet.towards_deg for feet in found]),
    )
