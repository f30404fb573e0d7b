"""Nearest points: on a line, and among many.

Lines have geodesic edges. Every distance is Karney's; chords through the Earth only decide
what need not be looked at, and keep whatever could still be nearest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy._edges import EdgeSet
from sinokorea_geo.geodesy._feet import Feet
from sinokorea_geo.geodesy._karney import (
    FloatArray,
    IntArray,
    ecef,
    rival_chord,
    symmetric_distance,
)
from sinokorea_geo.geodesy._search import EdgeIndex
from sinokorea_geo.geodesy.checks import checked_lonlat, checked_quantity

__all__ = ["NearestOnLine", "PolylineIndex", "distance_matrix", "nearest_points"]

_PAIRS_AT_ONCE: Final = 1 << 18
# Nearer than this a point counts as lying on the line, on neither side of it.
_ON_LINE_M: Final = 1e-3
# A line that turns back on itself has no sides at its tip.
_FOLD_DEG: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class NearestOnLine:
    """The point of a line nearest to each of n points, or to one.

    Attributes
    ----------
    distance_m : () or (n,) ndarray of float64
        Metres from the point to the line.
    along_m : () or (n,) ndarray of float64
        Chainage of the nearest point: metres along the line from its start.
    lon, lat : () or (n,) ndarray of float64
        The nearest point, degrees, WGS 84 (EPSG:4326).
    segment : () or (n,) ndarray of int64
        Number of the edge it is on: from vertex `segment` to vertex `segment` + 1.
    side : () or (n,) ndarray of int8
        +1 where the point is left of the direction of travel, −1 right, 0 on the line
        (within a millimetre) or straight ahead of a tip where the line turns back on itself.
    """

    distance_m: FloatArray
    along_m: FloatArray
    lon: FloatArray
    lat: FloatArray
    segment: IntArray
    side: NDArray[np.int8]


class PolylineIndex:
    """A line of geodesic edges, indexed to find the nearest point of it.

    Parameters
    ----------
    lon, lat : (n,) array_like
        Vertices, degrees, WGS 84 (EPSG:4326); at least two that differ. Repeated vertices
        are tolerated. A line whose last vertex is its first is a ring.

    Attributes
    ----------
    lon, lat : (n,) ndarray of float64
        The vertices, read-only.
    vertex_m : (n,) ndarray of float64
        Chainage of each vertex in metres, read-only.
    length_m : float
        Metres.

    Raises
    ------
    InvalidCoordinates
        A vertex is missing, out of range or not a number.
    InvalidGeometry
        There are no two different vertices, or an edge is so long (19,900 km) that there may
        be several shortest ways.

    Examples
    --------
    >>> line = PolylineIndex([0, 1, 2], [0, 0, 0])
    >>> near = line.query([1.5, 1.5], [1, -1])
    >>> near.along_m.round(3), near.side
    (array([166979.236, 166979.236]), array([ 1, -1], dtype=int8))
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        x, y = (np.array(axis) for axis in checked_lonlat(lon, lat, what="vertex"))
        if x.ndim == 0 or len(x) < 2:
            raise InvalidGeometry(f"a line needs two vertices; {x.size} given")
        segment = np.flatnonzero((np.diff(x) != 0.0) | (np.diff(y) != 0.0))
        if not len(segment):
            raise InvalidGeometry(f"all {len(x)} vertices of the line are the same point")
        self.lon, self.lat = x, y
        self._segment = segment
        self._edges = EdgeSet(x[segment], y[segment], x[segment + 1], y[segment + 1])
        self._search = EdgeIndex(self._edges)
        lengths = np.zeros(len(x) - 1)
        lengths[segment] = self._edges.length_m
        # Summed in extended precision, so that the order of the edges does not show.
        chainage = np.concatenate(([0.0], np.cumsum(lengths, dtype=np.longdouble)))
        self.vertex_m = chainage.astype(np.float64)
        self.length_m = float(self.vertex_m[-1])
        for array in (self.lon, self.lat, self.vertex_m):
            array.flags.writeable = False
        self._set_turns(closed=bool(x[0] == x[-1] and y[0] == y[-1]))

    def __len__(self) -> int:
        return len(self.lon)

    def __repr__(self) -> str:
        return f"PolylineIndex({len(self)} vertices, {self.length_m / 1e3:,.3f} km)"

    def query(self, lon: ArrayLike, lat: ArrayLike) -> NearestOnLine:
        """Find the nearest point of the line.

        Parameters
        ----------
        lon, lat : scalar or (n,) array_like
            Degrees, WGS 84 (EPSG:4326).

        Returns
        -------
        NearestOnLine
            Arrays of shape (n,), or () for one position. Where several points of the line are
            equally near (to 0.1 µm) the one of lowest chainage is given. Neither order nor
            number of the points asked for changes what each of them gets.

        Raises
        ------
        InvalidCoordinates
            A position is missing, out of range or not a number.

        Examples
        --------
        >>> near = PolylineIndex([0, 1], [0, 0]).query(0.25, 1)
        >>> float(near.distance_m.round(3)), float(near.lon.round(6)), int(near.side)
        (110574.389, 0.25, 1)
        """
        x, y = checked_lonlat(lon, lat)
        shape = x.shape
        x, y = np.ravel(x), np.ravel(y)
        feet = self._search.nearest(x, y)
        foot_lon, foot_lat, _ = self._edges.position(feet.edge, feet.offset_m)
        distance = symmetric_distance(x, y, foot_lon, foot_lat)
        segment = self._segment[feet.edge]
        ended = feet.offset_m == self._edges.length_m[feet.edge]
        along = np.where(ended, self.vertex_m[segment + 1], self.vertex_m[segment] + feet.offset_m)
        return NearestOnLine(
            distance_m=distance.reshape(shape),
            along_m=along.reshape(shape),
            lon=foot_lon.reshape(shape),
            lat=foot_lat.reshape(shape),
            segment=segment.reshape(shape),
            side=np.where(distance <= _ON_LINE_M, 0, self._side(feet))
            .astype(np.int8)
            .reshape(shape),
        )

    def within(self, lon: ArrayLike, lat: ArrayLike, width_m: float) -> NDArray[np.bool_]:
        """Whether points are no farther from the line than a width.

        Parameters
        ----------
        lon, lat : scalar or (n,) array_like
            Degrees, WGS 84 (EPSG:4326).
        width_m : float
            Metres, not negative.

        Returns
        -------
        () or (n,) ndarray of bool
            True where the distance is at most `width_m`.

        Raises
        ------
        InvalidCoordinates
            A position is missing, out of range or not a number.
        InvalidQuantity
            The width is negative or not a finite number.

        Examples
        --------
        >>> PolylineIndex([0, 1], [0, 0]).within([0.5, 0.5], [0.2, 0.3], 25_000)
        array([ True, False])
        """
        width = checked_quantity(width_m, "width_m", at_least=0.0)
        return np.asarray(self.query(lon, lat).distance_m <= width)

    def position(self, along_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Points and directions at chainages; see GeodesicLine for the checked form.

        Parameters
        ----------
        along_m : (n,) ndarray of float64
            Metres from the start, 0 to the length of the line.

        Returns
        -------
        lon, lat, bearing_deg : (n,) ndarray of float64
            Degrees. At a vertex the bearing is that of the edge which begins there.
        """
        starts = self.vertex_m[self._segment]
        edge = np.searchsorted(starts, along_m, side="right") - 1
        # Rounding of the chainage must not carry a vertex past the end of its edge.
        ended = along_m >= self.vertex_m[self._segment + 1][edge]
        offset = np.where(ended, self._edges.length_m[edge], along_m - starts[edge])
        return self._edges.position(edge, np.minimum(offset, self._edges.length_m[edge]))

    def _set_turns(self, *, closed: bool) -> None:
        """Note the directions in which the line reaches and leaves each edge's ends."""
        edges = self._edges
        self._before_deg = np.roll(edges.end_deg, 1)
        self._after_deg = np.roll(edges.start_deg, -1)
        if not closed:
            # The end edges are taken to run straight on.
            self._before_deg[0] = edges.start_deg[0]
            self._after_deg[-1] = edges.end_deg[-1]

    def _side(self, feet: Feet) -> IntArray:
        """Side of the line by the sectors its two arms make at the foot."""
        edge, offset = feet.edge, feet.offset_m
        started, ended = offset == 0.0, offset == self._edges.length_m[edge]
        arriving = np.where(started, self._before_deg[edge], feet.bearing_deg)
        leaving = np.where(ended, self._after_deg[edge], feet.bearing_deg)
        # Counter-clockwise from where the line goes on to where it came from lies its left.
        left_sector = (leaving - arriving - 180.0) % 360.0
        turned = (leaving - feet.towards_deg) % 360.0
        side = np.where(turned < left_sector, 1, -1)
        folded = np.minimum(left_sector, 360.0 - left_sector) < _FOLD_DEG
        return np.where(folded, 0, side)


def nearest_points(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike, k: int = 1
) -> tuple[IntArray, FloatArray]:
    """Find the k nearest of m targets for each of n points.

    Parameters
    ----------
    lon, lat : scalar or (n,) array_like
        Points, degrees, WGS 84 (EPSG:4326). A scalar counts as one point.
    to_lon, to_lat : scalar or (m,) array_like
        Targets, likewise.
    k : int, default 1
        How many, 1 to m.

    Returns
    -------
    index : (n, k) ndarray of int64
        Numbers of the targets, nearest first; of equally near ones the lower number first.
    distance_m : (n, k) ndarray of float64
        Metres, not decreasing along a row.

    Raises
    ------
    InvalidCoordinates
        A position is missing, out of range or not a number.
    InvalidQuantity
        `k` is not a whole number from 1 to m.

    Examples
    --------
    >>> index, distance = nearest_points([0, 9], [0, 0], [8, 1, -1], [0, 0, 0], k=2)
    >>> index
    array([[1, 2],
           [0, 1]])
    """
    x, y = (np.atleast_1d(axis) for axis in checked_lonlat(lon, lat))
    to_x, to_y = (np.atleast_1d(axis) for axis in checked_lonlat(to_lon, to_lat, what="target"))
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= len(to_x):
        raise InvalidQuantity(f"k is {k!r}; a whole number from 1 to {len(to_x)} targets is wanted")
    target_xyz = ecef(to_x, to_y)
    index = np.empty((len(x), k), dtype=np.int64)
    distance = np.empty((len(x), k))
    batch = max(1, _PAIRS_AT_ONCE // len(to_x))
    for first in range(0, len(x), batch):
        rows = slice(first, first + batch)
        point, target = _rivals(ecef(x[rows], y[rows]), target_xyz, int(k))
        apart = symmetric_distance(x[rows][point], y[rows][point], to_x[target], to_y[target])
        order = np.lexsort((target, apart, point))
        starts = np.flatnonzero(np.diff(point[order], prepend=-1))
        chosen = order[starts[:, None] + np.arange(k)]
        index[rows], distance[rows] = target[chosen], apart[chosen]
    return index, distance


def distance_matrix(
    lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike
) -> FloatArray:
    """Distances of all pairs of points.

    Parameters
    ----------
    lon1, lat1 : scalar or (n,) array_like
        Degrees, WGS 84 (EPSG:4326). A scalar counts as one point.
    lon2, lat2 : scalar or (m,) array_like
        Likewise.

    Returns
    -------
    (n, m) ndarray of float64
        Metres; the transpose, bit for bit, if the two sets are exchanged.

    Raises
    ------
    InvalidCoordinates
        A position is missing, out of range or not a number.

    Examples
    --------
    >>> distance_matrix([0, 0], [0, 1], [0, 1], [0, 0]).round(1)
    array([[     0. , 111319.5],
           [110574.4, 156899.6]])
    """
    x1, y1 = (np.atleast_1d(axis) for axis in checked_lonlat(lon1, lat1, what="first point"))
    x2, y2 = (np.atleast_1d(axis) for axis in checked_lonlat(lon2, lat2, what="second point"))
    result = np.empty((len(x1), len(x2)))
    batch = max(1, _PAIRS_AT_ONCE // max(len(x2), 1))
    for first in range(0, len(x1), batch):
        rows = slice(first, first + batch)
        count = len(x1[rows])
        result[rows] = symmetric_distance(
            np.repeat(x1[rows], len(x2)),
            np.repeat(y1[rows], len(x2)),
            np.tile(x2, count),
            np.tile(y2, count),
        ).reshape(count, len(x2))
    return result


def _rivals(xyz: FloatArray, target_xyz: FloatArray, k: int) -> tuple[IntArray, IntArray]:
    """Pairs of points and targets that may be among the k nearest, ordered by point."""
    square = np.zeros((len(xyz), len(target_xyz)))
    for axis in range(3):
        square += (xyz[:, axis, None] - target_xyz[:, axis]) ** 2
    chord = np.sqrt(square)
    kth = np.partition(chord, k - 1, axis=1)[:, k - 1]
    # A metre more than the bound covers rounding many times over, and costs nothing.
    point, target = np.nonzero(chord <= (rival_chord(kth) + 1.0)[:, None])
    return point, target
