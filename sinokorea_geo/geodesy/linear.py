"""Refer positions to a line of geodesic edges by chainage in metres, both ways."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import LineString

from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy.checks import checked_geometry, checked_quantity
from sinokorea_geo.geodesy.engine import EdgeSet, FloatArray, IntArray, foot_on_edges, inverse
from sinokorea_geo.geodesy.lazy import cached_property
from sinokorea_geo.geodesy.nearest import PolylineIndex

# Chainages this far outside the line are taken for its ends, and stretches shorter than this
# for nothing: two nanometres are the last bit of a coordinate.
_ROUNDING_M: Final = 1e-6


class GeodesicLine(PolylineIndex):
    """Hold a directed line of geodesic edges; the same vertices make equal lines.

    From a LineString, heights dropped, or (n, 2) longitudes and latitudes in degrees; repeated
    vertices are tolerated. `coords` holds them, read-only. `InvalidGeometry` for anything else.
    """

    def __init__(self, line: LineString | ArrayLike) -> None:
        if line is None or isinstance(line, shapely.Geometry):
            flat = checked_geometry(line, what="line", kinds={"LineString", "LinearRing"})
            coords = shapely.get_coordinates(flat)
        else:
            coords = np.asarray(line)
            if coords.ndim != 2 or coords.shape[1] != 2:
                raise InvalidGeometry(
                    f"a line is a LineString or an array of shape (n, 2), lon and lat; "
                    f"this has shape {coords.shape}"
                )
        super().__init__(coords[:, 0], coords[:, 1])
        self.coords: FloatArray = np.column_stack((self.lon, self.lat))
        self.coords.flags.writeable = False
        self.geometry: LineString = LineString(self.coords)

    def __reduce__(self) -> tuple[Any, ...]:
        return GeodesicLine, (self.coords,)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, GeodesicLine):
            return NotImplemented
        return np.array_equal(self.coords, other.coords)

    def __hash__(self) -> int:
        # Adding zero turns -0.0, which equals 0.0, into it.
        return hash((self.coords + 0.0).tobytes())

    locate = PolylineIndex.query

    def point_at(self, along_m: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Find the points at chainages: longitudes and latitudes in degrees."""
        along = self._checked_along(along_m)
        lon, lat, _ = self._position(along.ravel())
        return lon.reshape(along.shape), lat.reshape(along.shape)

    def between(self, from_m: float, to_m: float) -> LineString:
        """Cut out the piece of the line between two chainages, in metres."""
        ends = self._checked_along(
            [checked_quantity(from_m, "from_m"), checked_quantity(to_m, "to_m")]
        )
        low, high = float(ends.min()), float(ends.max())
        if high - low <= _ROUNDING_M:
            raise InvalidQuantity(
                f"from_m and to_m are both {low:.10g}; a piece of the line needs two ends"
            )
        lon, lat = self.point_at([low, high])
        inside = (self.vertex_m > low + _ROUNDING_M) & (self.vertex_m < high - _ROUNDING_M)
        piece = np.vstack(([lon[0], lat[0]], self.coords[inside], [lon[1], lat[1]]))
        return LineString(piece if ends[0] < ends[1] else piece[::-1])

    def simplified(self, tolerance_m: float) -> GeodesicLine:
        """Leave out vertices without departing farther from the line than a tolerance.

        Douglas and Peucker's method, distances over the ellipsoid; metres, above 0. The ends stay,
        and of a ring the vertex farthest from them, so that something is left of it.
        """
        tolerance = checked_quantity(tolerance_m, "tolerance_m", above=0.0)
        return GeodesicLine(self.coords[self.weights_m > tolerance])

    @cached_property
    def weights_m(self) -> FloatArray:
        """Up to which tolerance :meth:`simplified` keeps each vertex, in metres."""
        weights = np.zeros(len(self))
        weights[[0, -1]] = np.inf
        starts, ends, roof = np.array([0]), np.array([len(self) - 1]), np.array([np.inf])
        # All spans of one depth are measured at a time, which changes nothing but the speed.
        while (wide := ends - starts > 1).any():
            starts, ends, roof = starts[wide], ends[wide], roof[wide]
            worst, distance = self._farthest(starts, ends)
            ring = (self.coords[starts] == self.coords[ends]).all(axis=1) & (distance > 0.0)
            # No vertex outlives the one that its span was cut at.
            weights[worst] = np.minimum(np.where(ring, np.inf, distance), roof)
            starts, ends = np.append(starts, worst), np.append(worst, ends)
            roof = np.tile(weights[worst], 2)
        weights.flags.writeable = False
        return weights

    def _farthest(self, starts: IntArray, ends: IntArray) -> tuple[IntArray, FloatArray]:
        """Find in each span of vertices the one farthest from the edge between the span's ends."""
        inner = ends - starts - 1
        span = np.repeat(np.arange(len(starts)), inner)
        firsts = np.cumsum(inner) - inner
        vertex = starts[span] + 1 + np.arange(len(span)) - firsts[span]
        lon, lat = self.lon, self.lat
        edges = EdgeSet(lon[starts], lat[starts], lon[ends], lat[ends])
        length = edges.length_m[span]
        # The foot as on a sphere's tangent plane is near enough to begin with.
        bearing, _, away = inverse(lon[starts][span], lat[starts][span], lon[vertex], lat[vertex])
        guess = away * np.cos(np.radians(bearing - edges.start_deg[span]))
        guess = np.clip(guess, 0.0, length)
        feet = foot_on_edges(edges, lon[vertex], lat[vertex], span, 0.0 * length, length, guess)
        distance = np.maximum.reduceat(feet.distance_m, firsts)
        at_worst = np.flatnonzero(feet.distance_m == distance[span])
        return vertex[at_worst[np.flatnonzero(np.diff(span[at_worst], prepend=-1))]], distance

    def _checked_along(self, along_m: ArrayLike) -> FloatArray:
        """Check that chainages lie within the line, but for rounding at its ends."""
        try:
            along = np.asarray(along_m, dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            raise InvalidQuantity(f"along_m is {along_m!r}; metres as numbers are wanted") from None
        if along.ndim > 1:
            raise InvalidQuantity("along_m must be a number or a flat sequence of numbers")
        good = (along >= -_ROUNDING_M) & (along <= self.length_m + _ROUNDING_M)
        if not good.all():
            worst = float(along[~good][0])
            raise InvalidQuantity(
                f"along_m is {worst:.10g}; chainages of this line run from 0 to {self.length_m:.6f}"
            )
        return np.clip(along, 0.0, self.length_m)
