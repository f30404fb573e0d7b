"""Find the polygons that points lie in, and draw buffers, by geodesic edges."""

import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat, checked_quantity
from sinokorea_geo.geodesy.engine import FloatArray, IntArray
from sinokorea_geo.geodesy.lazy import cached_property
from sinokorea_geo.geodesy.nearest import PolylineIndex

# From so many points on compiled code is worth its loading, and a raster its making.
_MANY: Final = 20_000
_HIGHEST_LAT: Final = 80.0
_WIDEST_DEG: Final = 90.0
# A buffer is no wider than this.
_WIDEST_M: Final = 1e6
# Lines are put together on a grid of 0.1 mm or less, so that rounding leaves no gaps.
_GRID_DEG: Final = 1e-9
_GRID_DEG_PER_M: Final = 1e-7
# Of a narrow buffer the tolerance is no more than this share of the width.
_FINEST_SHARE: Final = 0.005


class _Area:
    """A polygon of geodesic edges; what tells its inside is made when first needed."""

    def __init__(self, polygon: Polygon) -> None:
        self.polygon = polygon
        self._asking: defaultdict[int, Any] = defaultdict(threading.Lock)
        self.box = _box(polygon.bounds)

    @cached_property
    def boundary(self) -> tuple[BaseGeometry, float]:
        """The boundary, and how near to it the plane does not decide, degrees."""
        boundary = self.polygon.boundary
        shapely.prepare([self.polygon, boundary])
        rings = [shapely.get_coordinates(ring) for ring in engine.paths(self.polygon)]
        edges = np.vstack([np.hstack((xy[:-1], xy[1:])) for xy in rings])
        whole = self.box[2] - self.box[0] >= 360.0
        return boundary, np.inf if whole else float(engine.doubts_deg(edges).max())

    @cached_property
    def rings(self) -> list[tuple[PolylineIndex, np.int64, FloatArray]]:
        """The exterior and the holes, the side of each that is inside of it, and its box."""
        found = []
        for ring in engine.paths(self.polygon):
            x, y = engine.lonlat(ring)
            left_is_in = engine.GEOD.polygon_area_perimeter(x, y)[0] > 0.0
            box = _box((x.min(), y.min(), x.max(), y.max()))
            found.append((PolylineIndex(x, y), np.int64(1 if left_is_in else -1), box))
        return found

    def holds(self, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
        """Tell which points lie in it.

        Off its boundary, by more than its geodesic edges depart from straight ones, the plane of
        longitude and latitude decides; near it the side of its rings that a point is on.
        """
        close = np.arange(len(lon))
        # The first question to a prepared geometry makes its index; two at once break it.
        with self._asking[os.getpid()]:
            boundary, doubt = self.boundary
            inside = np.asarray(shapely.contains_xy(self.polygon, lon, lat))
            if doubt < _WIDEST_DEG:
                close = np.flatnonzero(shapely.dwithin(boundary, shapely.points(lon, lat), doubt))
        for number, (ring, inner, box) in enumerate(self.rings if len(close) else ()):
            # Outside a hole's box it is not in the hole.
            met = close[_in_box(box, lon[close], lat[close])] if number else close
            if len(met):
                side = ring.query(lon[met], lat[met]).side * inner
                inside[met] = side <= 0 if number else side >= 0
                close = close[inside[close]]
        return inside


def _box(bounds: tuple[float, float, float, float]) -> FloatArray:
    """Return west, south, east and north of all that geodesic edges within bounds can reach."""
    west, south, east, north = bounds
    # An edge runs north or south of its ends by less than half its length.
    margin = max(east - west, north - south) / 2.0 + 1e-6
    if east - west > _WIDEST_DEG or max(-south, north) + margin > _HIGHEST_LAT:
        return np.array([-180.0, -90.0, 180.0, 90.0])
    return np.array([west, south - margin, east, north + margin])


def _in_box(box: FloatArray, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    west, south, east, north = box
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _refuse_wide(polygons: Sequence[Polygon], what: str) -> None:
    """Refuse edges that no one geodesic follows; one along a pole has no length."""
    for ring in (ring for polygon in polygons for ring in engine.paths(polygon)):
        x, y = engine.lonlat(ring)
        wide = (np.abs(np.diff(x)) >= 180.0) & (np.minimum(np.abs(y[1:]), np.abs(y[:-1])) < 90.0)
        for i in np.flatnonzero(wide)[:1]:
            raise InvalidGeometry(
                f"{what}: no one geodesic follows its edge from ({x[i]:.10g}, {y[i]:.10g}), 180° "
                'or more; add vertices, cut it at ±180°, or let within_zones take edges="straight"'
            )


class ZoneIndex:
    """Index polygons of geodesic edges to tell which of them points lie in.

    They may overlap, and their boundaries belong to them. A list of polygons, which is not
    checked again, is a zone as well. `InvalidGeometry` without any zone.
    """

    def __init__(self, zones: Sequence[BaseGeometry | list[Polygon]]) -> None:
        kinds = {"Polygon", "MultiPolygon"}
        self._parts = [
            zone
            if isinstance(zone, list)
            else engine.polygons(checked_geometry(zone, what=f"zone {i}", kinds=kinds))
            for i, zone in enumerate(zones)
        ]
        if not self._parts:
            raise InvalidGeometry("there are no zones; give at least one polygon")
        for number, (zone, part) in enumerate(zip(zones, self._parts, strict=True)):
            if not isinstance(zone, list):
                _refuse_wide(part, f"zone {number}")
        self._areas = [[_Area(polygon) for polygon in part] for part in self._parts]
        self._boxes = [np.array([area.box for area in part]) for part in self._areas]
        self._table: engine.ZoneTable | None = None
        self._drawn = False
        # One lock a process: what a thread held at a fork, no thread of the child lets go.
        self._making: defaultdict[int, Any] = defaultdict(threading.Lock)

    def __reduce__(self) -> tuple[Any, ...]:
        return ZoneIndex, (self._parts,)

    def __len__(self) -> int:
        return len(self._parts)

    def query(self, lon: ArrayLike, lat: ArrayLike) -> tuple[IntArray, IntArray]:
        """Find all zones that points lie in, as (m,) numbers of points and of zones.

        Degrees, scalars or (n,). The pairs are ordered by point, then zone.
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
        """Find the lowest number of a zone that each point lies in, −1 without one.

        Degrees, scalars (one point) or (n,); returns (n,) int64.
        """
        x, y = (np.atleast_1d(axis) for axis in checked_lonlat(lon, lat))
        return self._decide(x, y)[0]

    def prepare(self, count: int) -> None:
        """Draw the raster now, if questions about `count` points in all are worth it."""
        with self._making[os.getpid()]:
            if count >= _MANY and not self._drawn:
                self._table, self._drawn = engine.zone_table(self._parts), True

    def _decide(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, NDArray[np.uint8]]:
        """Find the first zone of each point, and their number, 2 standing for more as well."""
        zone, count = np.full(len(lon), -1), np.zeros(len(lon), dtype=np.uint8)
        left = np.arange(len(lon))
        self.prepare(len(lon))
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
        if not len(lon):
            return within
        west, south, east, north = self._boxes[number].T
        met = (west <= lon.max()) & (east >= lon.min()) & (south <= lat.max())
        for place in np.flatnonzero(met & (north >= lat.min())):
            area = self._areas[number][place]
            rows = np.flatnonzero(_in_box(area.box, lon, lat) & ~within)
            if len(rows):
                within[rows] = area.holds(lon[rows], lat[rows])
        return within


def geodesic_buffer(
    geometry: BaseGeometry, width_m: float, *, tolerance_m: float = 0.5
) -> Polygon | MultiPolygon:
    """Draw all that is within a distance of a geometry, measured over the ellipsoid.

    Degrees; ends are round, rings as in RFC 7946. `width_m` is above 0 and up to 1e6; the
    boundary keeps it to within `tolerance_m`, at least 0.001 and capped at 0.5 % of the width.
    `InvalidGeometry` if the buffer would reach a pole or the antimeridian.
    """
    flat = checked_geometry(geometry)
    width = checked_quantity(width_m, "width_m", above=0.0, at_most=_WIDEST_M)
    tolerance = checked_quantity(tolerance_m, "tolerance_m", at_least=0.001)
    tolerance = min(tolerance, _FINEST_SHARE * width)
    index = engine.EdgeIndex(engine.edges_of([flat])[0])
    reached = index.nearest(np.zeros(2), np.array([90.0, -90.0])).distance_m <= width
    if reached.any():
        name = "north" if reached[0] else "south"
        raise InvalidGeometry(
            f"a buffer of {width:,.10g} m would reach the {name} pole, around which no "
            "polygon in longitude and latitude can be drawn; choose a lesser width"
        )
    for path in engine.paths(flat):
        _refuse_antimeridian(np.diff(engine.lonlat(path)[0]), "the geometry crosses")
    lines = engine.raw_outline(index, width, tolerance)
    _refuse_antimeridian(lines[:, 1, 0] - lines[:, 0, 0], "the buffer would cross")
    grid = min(_GRID_DEG, _GRID_DEG_PER_M * tolerance)
    # Few long lines are noded several times faster than many short ones.
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(lines)))
    noded = shapely.unary_union(merged, grid_size=grid)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    # Each is within reach or not, by one point of it. Slivers between lines drawn for nearly the
    # same curve are inside, rounding or no.
    lon, lat = engine.lonlat(shapely.point_on_surface(faces))
    near = index.nearest(lon, lat).distance_m <= width + tolerance
    if areas := engine.polygons(flat):
        near[~near] = ZoneIndex(areas).first(lon[~near], lat[~near]) >= 0
    whole = engine.polygons(shapely.coverage_union_all(faces[near]))
    parts = [orient(polygon) for polygon in whole]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _refuse_antimeridian(steps_deg: FloatArray, what: str) -> None:
    if (np.abs(steps_deg) > 180.0).any():
        raise InvalidGeometry(
            f"{what} the antimeridian; cut the geometry at ±180° and keep the parts "
            "farther than the width from it"
        )
