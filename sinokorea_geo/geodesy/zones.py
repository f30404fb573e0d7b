"""Find the polygons that points lie in: a raster decides most, edges near by the rest."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
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


class _Area:
    """A polygon of geodesic edges; what tells its inside is made when first needed."""

    def __init__(self, polygon: Polygon) -> None:
        self.polygon = polygon
        west, south, east, north = polygon.bounds
        # An edge runs north or south of its ends by less than half its length.
        margin = max(east - west, north - south) / 2.0 + 1e-6
        self.box = west, south - margin, east, north + margin
        if east - west > _WIDEST_DEG or max(-south, north) + margin > _HIGHEST_LAT:
            self.box = -180.0, -90.0, 180.0, 90.0

    @cached_property
    def boundary(self) -> tuple[BaseGeometry, float]:
        """The boundary, and how near to it the plane does not decide, degrees."""
        boundary = self.polygon.boundary
        shapely.prepare([self.polygon, boundary])
        rings = [shapely.get_coordinates(ring) for ring in paths(self.polygon)]
        edges = np.vstack([np.hstack((xy[:-1], xy[1:])) for xy in rings])
        whole = self.box[2] - self.box[0] >= 360.0
        return boundary, np.inf if whole else float(doubts_deg(edges).max())

    @cached_property
    def rings(self) -> list[tuple[PolylineIndex, np.int64]]:
        """The exterior and the holes, and the side of each that is inside of it."""
        found = []
        for ring in paths(self.polygon):
            x, y = lonlat(ring)
            left_is_in = GEOD.polygon_area_perimeter(x, y)[0] > 0.0
            found.append((PolylineIndex(x, y), np.int64(1 if left_is_in else -1)))
        return found

    def holds(self, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
        """Tell which points lie in it.

        Off its boundary, by more than its geodesic edges depart from straight ones, the plane of
        longitude and latitude decides; near it the side of its rings that a point is on.
        """
        boundary, doubt = self.boundary
        inside = np.asarray(shapely.contains_xy(self.polygon, lon, lat))
        close = np.arange(len(lon))
        if doubt < _WIDEST_DEG:
            close = np.flatnonzero(shapely.dwithin(boundary, shapely.points(lon, lat), doubt))
        for number, (ring, inner) in enumerate(self.rings if len(close) else ()):
            side = ring.query(lon[close], lat[close]).side * inner
            inside[close] = side <= 0 if number else side >= 0
            close = close[inside[close]]
        return inside


class ZoneIndex:
    """Polygons of geodesic edges, arranged to tell which of them points lie in.

    Parameters
    ----------
    zones : sequence of shapely Polygon or MultiPolygon
        They may overlap; their boundaries belong to them.
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
        self._areas = [[_Area(polygon) for polygon in part] for part in parts]
        self._table: ZoneTable | None = None
        self._drawn = False
        # One lock a process: what a thread held at a fork, no thread of the child lets go.
        self._making: defaultdict[int, Any] = defaultdict(threading.Lock)

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
            with self._making[os.getpid()]:
                if not self._drawn:
                    self._table, self._drawn = zone_table(self._parts), True
            if self._table is not None:
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
        """Tell which points lie in a zone."""
        within = np.zeros(len(lon), dtype=bool)
        for area in self._areas[number]:
            west, south, east, north = area.box
            near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north) & ~within
            if len(rows := np.flatnonzero(near)):
                within[rows] = area.holds(lon[rows], lat[rows])
        return within
