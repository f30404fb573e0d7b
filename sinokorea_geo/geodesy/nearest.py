"""The nearest point of a line of geodesic edges.

Up to 1,100 km distances come from a series
(:mod:`sinokorea_geo.geodesy.engine.arithmetic`), beyond from
Karney's solution; :mod:`sinokorea_geo.geodesy.engine.polyline` finds the edge.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy.checks import checked_lonlat, checked_quantity, paired_lonlat
from sinokorea_geo.geodesy.engine.edges import EdgeSet
from sinokorea_geo.geodesy.engine.geodesic import FloatArray, IntArray, symmetric_distance
from sinokorea_geo.geodesy.engine.polyline import Answer, LineEngine
from sinokorea_geo.geodesy.engine.projection import Feet
from sinokorea_geo.geodesy.engine.raster import UNDECIDED, Raster, corridor_raster
from sinokorea_geo.geodesy.engine.search import EdgeIndex
from sinokorea_geo.geodesy.engine.segments import packed
from sinokorea_geo.geodesy.engine.tolerances import ON_LINE_M

__all__ = ["NearestOnLine", "PolylineIndex"]

_EXACT_AT_ONCE: Final = 1 << 16
# From so many points on a raster is worth its making.
_RASTER_FROM: Final = 100_000
_MOST_RASTERS: Final = 4
# A line that turns back on itself has no sides at its tip.
_FOLD_DEG: Final = 1e-9
# Vertices closer than this, a picometre, are one vertex: the inverse solution finds no length
# between them. Longitudes 180 and -180 are the same.
_SAME_DEG: Final = 1e-17


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
        across, up = np.abs(np.diff(x)), np.abs(np.diff(y))
        segment = np.flatnonzero((up > _SAME_DEG) | ((across > _SAME_DEG) & (across < 360.0)))
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
        line = packed(self._edges, segment, self.vertex_m, self._before_deg, self._after_deg)
        self._engine = LineEngine(line, self._search)
        self._rasters: dict[float, Raster | None] = {}

    def __len__(self) -> int:
        return len(self.lon)

    def __repr__(self) -> str:
        return f"PolylineIndex({len(self)} vertices, {self.length_m / 1e3:,.3f} km)"

    def prepare(self) -> None:
        """Make now what the first question of many points would make: the grid.

        Examples
        --------
        >>> PolylineIndex([0, 1], [0, 0]).prepare()
        """
        self._engine.grid()

    def query(
        self, lon: ArrayLike, lat: ArrayLike, *, out: NearestOnLine | None = None
    ) -> NearestOnLine:
        """Find the nearest point of the line.

        Parameters
        ----------
        lon, lat : scalar or (n,) array_like
            Degrees, WGS 84 (EPSG:4326).
        out : NearestOnLine, optional
            What an earlier call for as many points returned, to be written over: fresh arrays
            cost more than some of the work.

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
        InvalidQuantity
            `out` does not fit the points.

        Examples
        --------
        >>> near = PolylineIndex([0, 1], [0, 0]).query(0.25, 1)
        >>> float(near.distance_m.round(3)), float(near.lon.round(6)), int(near.side)
        (110574.389, 0.25, 1)
        """
        x, y = checked_lonlat(lon, lat)
        shape = x.shape
        x, y = np.ravel(x), np.ravel(y)
        if out is None:
            out = NearestOnLine(
                np.empty(shape),
                np.empty(shape),
                np.empty(shape),
                np.empty(shape),
                np.empty(shape, dtype=np.int64),
                np.empty(shape, dtype=np.int8),
            )
        elif out.side.shape != shape:
            raise InvalidQuantity(f"out is for shape {out.side.shape}; {shape} is wanted")
        answer = Answer(*(getattr(out, field.name).reshape(-1) for field in fields(out)))
        left = self._engine.locate(x, y, answer)
        for first in range(0, len(left), _EXACT_AT_ONCE):
            rows = left[first : first + _EXACT_AT_ONCE]
            self._locate_exactly(x[rows], y[rows], rows, answer)
        return out

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
        x, y = paired_lonlat(lon, lat)
        if x.size < _RASTER_FROM:
            return np.asarray(self.query(x, y).distance_m <= width)
        if width not in self._rasters:
            while len(self._rasters) >= _MOST_RASTERS:
                self._rasters.pop(next(iter(self._rasters)), None)
            self._rasters[width] = corridor_raster(
                self.lon, self.lat, width, lambda u, v: self.query(u, v).distance_m
            )
        raster = self._rasters[width]
        if raster is None:
            return np.asarray(self.query(x, y).distance_m <= width)
        found, good = raster.look_up(x, y)
        if not good:
            checked_lonlat(x, y)  # says which is none
        undecided = np.flatnonzero(found == UNDECIDED)
        found[undecided] = self.query(x[undecided], y[undecided]).distance_m <= width
        return found.view(np.bool_)

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

    def _locate_exactly(
        self, lon: FloatArray, lat: FloatArray, rows: IntArray, answer: Answer
    ) -> None:
        """Fill in what the series cannot answer: far points, and places near a pole."""
        feet = self._search.nearest(lon, lat)
        foot_lon, foot_lat, _ = self._edges.position(feet.edge, feet.offset_m)
        distance = symmetric_distance(lon, lat, foot_lon, foot_lat)
        segment = self._segment[feet.edge]
        ended = feet.offset_m == self._edges.length_m[feet.edge]
        along = np.where(ended, self.vertex_m[segment + 1], self.vertex_m[segment] + feet.offset_m)
        answer.distance_m[rows], answer.along_m[rows] = distance, along
        answer.lon[rows], answer.lat[rows] = foot_lon, foot_lat
        answer.segment[rows] = segment
        answer.side[rows] = np.where(distance <= ON_LINE_M, 0, self._side(feet))

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
