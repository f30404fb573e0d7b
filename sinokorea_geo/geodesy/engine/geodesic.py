"""Solve the geodesic problems, unchecked, and cut geometries into edges and pieces."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray

GEOD: Final = Geod(ellps="WGS84")
# Past this the shortest way between two vertices is not unique somewhere on Earth.
_LONGEST_EDGE_M: Final = 19_900_000.0
# A curve of curvature k and length L departs from its chord by at most k L² / 8.
_SAG_PER_M2: Final = 1.0 / (8.0 * 6.335e6)
# Rounding of Earth-centred coordinates, with room to spare.
_ECEF_ROUNDING_M: Final = 1e-7


def inverse(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve the inverse problem: the shortest geodesic between points."""
    azimuth1, azimuth2, distance = GEOD.inv(lon1, lat1, lon2, lat2, return_back_azimuth=False)
    return azimuth1, azimuth2, distance


def direct(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, distance: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve the direct problem: where a geodesic leads."""
    lon2, lat2, azimuth2 = GEOD.fwd(lon, lat, azimuth, distance, return_back_azimuth=False)
    return lon2, lat2, azimuth2


def exact_distance(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Measure Karney's distance, the same to the last bit when the ends are exchanged."""
    # Fixed here, the order of the ends makes no difference, whatever the solver makes of it.
    swap = (lon2 < lon1) | ((lon2 == lon1) & (lat2 < lat1))
    first_lon, first_lat = np.where(swap, lon2, lon1), np.where(swap, lat2, lat1)
    last_lon, last_lat = np.where(swap, lon1, lon2), np.where(swap, lat1, lat2)
    return inverse(first_lon, first_lat, last_lon, last_lat)[2]


def least_chord(distance: float) -> float:
    """Bound from below the straight line between two points at a geodesic distance."""
    return float(
        2.0 * arithmetic.LEAST_RADIUS_M * np.sin(distance / (2.0 * arithmetic.LEAST_RADIUS_M))
    )


def rival_chord(chord: FloatArray) -> FloatArray:
    """Bound the chord of a point that may be no farther off than one with this chord."""
    ratio = chord / (2.0 * arithmetic.LEAST_RADIUS_M)
    told = ratio < 0.9999
    farthest = 2.0 * arithmetic.LEAST_RADIUS_M * np.arcsin(np.where(told, ratio, 1.0))
    turned = np.minimum(np.where(told, farthest, arithmetic.HALF_TURN_M), arithmetic.HALF_TURN_M)
    return np.asarray(
        2.0 * arithmetic.GREATEST_RADIUS_M * np.sin(turned / (2.0 * arithmetic.GREATEST_RADIUS_M))
    )


def ecef(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Convert degrees to Earth-centred metres, (..., 3)."""
    return np.stack(
        arithmetic.xyz_m(*arithmetic.sin_cos_deg(lon), *arithmetic.sin_cos_deg(lat)), axis=-1
    )


class EdgeSet:
    """Edges of a geometry: each the shortest geodesic between two vertices, or a point."""

    def __init__(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> None:
        self.lon1, self.lat1, self.lon2, self.lat2 = lon1, lat1, lon2, lat2
        self.start_deg, self.end_deg, self.length_m = inverse(lon1, lat1, lon2, lat2)
        self._refuse_long()
        self._link()
        self._cut()

    def __len__(self) -> int:
        return len(self.length_m)

    @property
    def joins(self) -> NDArray[np.bool_]:
        """Tell which pieces the next one goes on from."""
        edge = self.piece_edge
        return np.append((edge[1:] == edge[:-1]) | self.runs_on[edge[:-1]], False)

    def position(
        self, edge: IntArray, offset_m: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Find points on edges, and the directions there."""
        start, end = offset_m <= 0.0, offset_m >= self.length_m[edge]
        lon, lat, bearing = direct(self.lon1[edge], self.lat1[edge], self.start_deg[edge], offset_m)
        lon = np.where(start, self.lon1[edge], np.where(end, self.lon2[edge], lon))
        lat = np.where(start, self.lat1[edge], np.where(end, self.lat2[edge], lat))
        bearing = np.where(start, self.start_deg[edge], np.where(end, self.end_deg[edge], bearing))
        return lon, lat, bearing

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
        self.runs_on = np.append(meets & real[:-1] & real[1:], False)
        last = np.flatnonzero(~self.runs_on)
        first = np.concatenate(([0], last[:-1] + 1))
        ring = (self.lon2[last] == self.lon1[first]) & (self.lat2[last] == self.lat1[first])
        self.next_edge = np.where(self.runs_on, every + 1, -1)
        self.next_edge[last[ring & real[last]]] = first[ring & real[last]]

    def _cut(self) -> None:
        """Cut edges into pieces short enough for their chords to stand for them."""
        counts = np.maximum(np.ceil(self.length_m / arithmetic.PIECE_M), 1).astype(np.int64)
        edge = np.repeat(np.arange(len(self)), counts)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        share = self.length_m[edge] / counts[edge]
        last = number + 1 == counts[edge]
        self.piece_edge = edge
        self.piece_from_m = share * number
        self.piece_to_m = np.where(last, self.length_m[edge], share * (number + 1))
        lon, lat, _ = self.position(edge, self.piece_from_m)
        self.piece_start_xyz = ecef(lon, lat)
        lon, lat, _ = self.position(edge, self.piece_to_m)
        self.piece_chord_xyz = ecef(lon, lat) - self.piece_start_xyz
        length = self.piece_to_m - self.piece_from_m
        self.piece_sag_m = _SAG_PER_M2 * length**2 + _ECEF_ROUNDING_M


def single_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """List points, lines, rings and polygons of a geometry, however deeply nested."""
    if hasattr(geometry, "geoms"):
        return [single for part in geometry.geoms for single in single_parts(part)]
    return [] if geometry.is_empty else [geometry]


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of a geometry, however deeply nested."""
    return [part for part in single_parts(geometry) if isinstance(part, Polygon)]


def paths(geometry: BaseGeometry) -> list[BaseGeometry]:
    """List points, lines and the rings of polygons: everything that has vertices of its own."""
    return [
        path
        for part in single_parts(geometry)
        for path in ((part.exterior, *part.interiors) if isinstance(part, Polygon) else (part,))
    ]


def lonlat(path: BaseGeometry) -> FloatArray:
    """Return coordinates of a path as two contiguous rows."""
    return np.asarray(shapely.get_coordinates(path).T.copy())


def edges_of(geometries: Sequence[BaseGeometry]) -> tuple[EdgeSet, IntArray]:
    """Collect all edges (points are some of no length), and the number of the geometry of each."""
    starts: list[FloatArray] = []
    ends: list[FloatArray] = []
    owners: list[int] = []
    for number, geometry in enumerate(geometries):
        for path in paths(geometry):
            xy = shapely.get_coordinates(path)
            start, end = (xy, xy) if len(xy) == 1 else (xy[:-1], xy[1:])
            real = np.any(start != end, axis=1) | (len(xy) == 1)
            starts.append(start[real])
            ends.append(end[real])
            owners += [number] * int(np.count_nonzero(real))
    lon1, lat1 = np.concatenate(starts).T.copy()
    lon2, lat2 = np.concatenate(ends).T.copy()
    edges, owner = EdgeSet(lon1, lat1, lon2, lat2), np.array(owners)
    edges.runs_on[:-1] &= owner[1:] == owner[:-1]
    return edges, owner


def nearest_of(
    who: IntArray,
    piece: IntArray,
    distance: FloatArray,
    joins: NDArray[np.bool_],
    ends: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> IntArray:
    """Pick the nearest piece of each point, the first of equals, from pairs in order.

    `joins` tells which pieces the next goes on from, `ends` which feet are at ends, past starts.
    """
    at_end, past_start = ends
    # Where two pieces join and the foot lies on the second, the joint is no rival.
    beaten = np.zeros(len(who), dtype=bool)
    beaten[:-1] = (who[1:] == who[:-1]) & (piece[1:] == piece[:-1] + 1) & joins[:-1]
    beaten[:-1] &= at_end[:-1] & past_start[1:] & (distance[1:] < distance[:-1] + arithmetic.TIE_M)
    least = np.full(who[-1] + 1 if len(who) else 0, np.inf)
    np.minimum.at(least, who, distance)
    order = np.lexsort((piece, beaten, distance > least[who] + arithmetic.TIE_M, who))
    return order[np.flatnonzero(np.diff(who[order], prepend=-1))]
