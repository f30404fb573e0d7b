"""Find the polygons that points lie in: a raster decides most, edges near by the rest."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat
from sinokorea_geo.geodesy.engine import (
    GEOD,
    FloatArray,
    IntArray,
    ZoneTable,
    doubts_deg,
    lonlat,
    paths,
    polygons,
    zone_table,
)
from sinokorea_geo.geodesy.nearest import PolylineIndex

__all__ = ["ZoneIndex"]

# From so many points on compiled code is worth its loading, and a raster its making.
_MANY: Final = 20_000
_HIGHEST_LAT: Final = 80.0
_WIDEST_DEG: Final = 90.0


class ZoneIndex:
    """Polygons of geodesic edges, arranged to tell which of them points lie in.

    Parameters
    ----------
    zones : sequence of shapely Polygon or MultiPolygon
        They may overlap; their boundaries belong to them.

    Examples
    --------
    >>> from shapely import box
    >>> zones = ZoneIndex([box(0, 0, 2, 2), box(1, 1, 3, 3)])
    >>> zones.first([0.5, 1.5, 2.5, 3.5], [0.5, 1.5, 2.5, 3.5])
    array([ 0,  0,  1, -1])
    >>> zones.query([0.5, 1.5], [0.5, 1.5])
    (array([0, 1, 1]), array([0, 0, 1]))
    """

    def __init__(self, zones: Sequence[BaseGeometry]) -> None:
        kinds = {"Polygon", "MultiPolygon"}
        parts = [
            polygons(checked_geometry(zone, what=f"zone {i}", kinds=kinds))
            for i, zone in enumerate(zones)
        ]
        self._set(parts)

    @classmethod
    def of_parts(cls, parts: Sequence[list[Polygon]]) -> ZoneIndex:
        """Make zones of polygons that are checked already: one list for each."""
        self = cls.__new__(cls)
        self._set(parts)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return ZoneIndex.of_parts, (self._parts,)

    def _set(self, parts: Sequence[list[Polygon]]) -> None:
        if not parts:
            raise InvalidGeometry("there are no zones; give at least one polygon")
        self._parts = [list(part) for part in parts]
        self._doubts: dict[tuple[int, int], tuple[BaseGeometry, float]] = {}
        self._boxes: dict[tuple[int, int], tuple[float, float, float, float]] = {}
        self._rings: dict[tuple[int, int, int], tuple[PolylineIndex, int]] = {}
        self._table: ZoneTable | None = None
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._parts)

    def query(self, lon: ArrayLike, lat: ArrayLike) -> tuple[IntArray, IntArray]:
        """Find all zones that points lie in.

        Parameters
        ----------
        lon, lat : scalar or (n,) array_like
            Degrees. A scalar counts as one point.

        Returns
        -------
        point, zone : (m,) ndarray of int64
            Pairs of a point and a zone that it lies in, ordered by point and zone.
        """
        x, y = (np.atleast_1d(axis) for axis in checked_lonlat(lon, lat))
        zone, count = self._decide(x, y)
        single, many = np.flatnonzero(count == 1), np.flatnonzero(count > 1)
        points, zones = [single], [zone[single]]
        if self._table is not None:
            known, its_zones, many = self._table.pairs(x, y, many)
            points.append(known)
            zones.append(its_zones)
        for number in range(len(self)):
            inside = many[self._in_zone(number, x[many], y[many])]
            points.append(inside)
            zones.append(np.full(len(inside), number))
        point, zone = np.concatenate(points), np.concatenate(zones)
        order = np.lexsort((zone, point))
        return point[order], zone[order]

    def first(self, lon: ArrayLike, lat: ArrayLike) -> IntArray:
        """Find the first zone that each point lies in.

        Parameters
        ----------
        lon, lat : scalar or (n,) array_like
            Degrees. A scalar counts as one point.

        Returns
        -------
        (n,) ndarray of int64
            The lowest number of a zone it lies in, −1 where it lies in none.
        """
        x, y = (np.atleast_1d(axis) for axis in checked_lonlat(lon, lat))
        return self._decide(x, y)[0]

    def _decide(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, NDArray[np.uint8]]:
        """Find the first zone of each point, and their number, 2 standing for more as well."""
        zone, count = np.full(len(lon), -1), np.zeros(len(lon), dtype=np.uint8)
        left = np.arange(len(lon))
        if len(lon) >= _MANY:
            with self._making:
                if self._table is None:
                    self._table = zone_table(self._parts)
            left = self._table.decide(lon, lat, zone, count)
        x, y = lon[left], lat[left]
        found, times = np.full(len(left), -1), np.zeros(len(left), dtype=np.uint8)
        for number in reversed(range(len(self))):
            inside = self._in_zone(number, x, y)
            found[inside] = number
            times[inside] = np.minimum(times[inside] + 1, 2)
        zone[left], count[left] = found, times
        return zone, count

    def _in_zone(self, number: int, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
        """Tell which points lie in a zone.

        Off its boundary, by more than its geodesic edges depart from straight ones, the plane of
        longitude and latitude decides; near it the side of its rings that a point is on.
        """
        within = np.zeros(len(lon), dtype=bool)
        for part, polygon in enumerate(self._parts[number]):
            west, south, east, north = self._bounds(number, part)
            near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north) & ~within
            rows = np.flatnonzero(near)
            if not len(rows):
                continue
            x, y = lon[rows], lat[rows]
            inside = shapely.contains_xy(polygon, x, y)
            boundary, doubt = self._doubt_deg(number, part)
            close = np.arange(len(rows))
            if doubt < _WIDEST_DEG:
                close = np.flatnonzero(shapely.dwithin(boundary, shapely.points(x, y), doubt))
            if len(close):
                inside[close] = self._inside((number, part), polygon, x[close], y[close])
            within[rows] = inside
        return within

    def _inside(
        self, key: tuple[int, int], polygon: Polygon, lon: FloatArray, lat: FloatArray
    ) -> NDArray[np.bool_]:
        """Tell which points lie in a polygon, by the side of its rings they are on."""
        inside = self._enclosed((*key, 0), polygon.exterior, lon, lat) >= 0
        for hole, ring in enumerate(polygon.interiors):
            some = np.flatnonzero(inside)
            inside[some] = self._enclosed((*key, hole + 1), ring, lon[some], lat[some]) <= 0
        return np.asarray(inside)

    def _doubt_deg(self, number: int, part: int) -> tuple[BaseGeometry, float]:
        """Return a polygon's boundary, and how near to it the plane does not decide, degrees."""
        if (number, part) not in self._doubts:
            polygon = self._parts[number][part]
            boundary = polygon.boundary
            shapely.prepare([polygon, boundary])
            rings = [np.column_stack(lonlat(ring)) for ring in paths(polygon)]
            edges = np.vstack([np.hstack((xy[:-1], xy[1:])) for xy in rings])
            west, _, east, _ = self._bounds(number, part)
            doubt = np.inf if east - west >= 360.0 else float(doubts_deg(edges).max())
            self._doubts[number, part] = boundary, doubt
        return self._doubts[number, part]

    def _bounds(self, number: int, part: int) -> tuple[float, float, float, float]:
        """Bound what a polygon is certainly within, degrees."""
        if (number, part) not in self._boxes:
            self._boxes[number, part] = self._bounds_of(self._parts[number][part])
        return self._boxes[number, part]

    @staticmethod
    def _bounds_of(polygon: Polygon) -> tuple[float, float, float, float]:
        west, south, east, north = polygon.bounds
        # An edge runs north or south of its ends by less than half its length.
        margin = max(east - west, north - south) / 2.0 + 1e-6
        if east - west > _WIDEST_DEG or max(-south, north) + margin > _HIGHEST_LAT:
            return -180.0, -90.0, 180.0, 90.0
        return west, south - margin, east, north + margin

    def _enclosed(
        self, key: tuple[int, int, int], ring: BaseGeometry, lon: FloatArray, lat: FloatArray
    ) -> NDArray[np.int64]:
        """Return 1 for points inside a ring, 0 on it, −1 outside."""
        if key not in self._rings:
            x, y = lonlat(ring)
            left_is_in = GEOD.polygon_area_perimeter(x, y)[0] > 0.0
            self._rings[key] = PolylineIndex(x, y), 1 if left_is_in else -1
        index, inner = self._rings[key]
        return index.query(lon, lat).side * np.int64(inner)
