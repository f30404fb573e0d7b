"""Decide corridors and zones cell by cell: most points follow from the cell they lie in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.compiling import in_blocks
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet, lonlat, paths

OUTSIDE: Final = 0
INSIDE: Final = 1
UNDECIDED: Final = 2

# A raster of so many bytes stays in the caches of most processors.
_CORRIDOR_CELLS: Final = 1 << 18
_ZONE_CELLS: Final = 1 << 19
_COARSE: Final = 8
_MARGIN_M: Final = 1e-3
# Rounding, and a tenth of a millimetre.
_LEAST_DOUBT_DEG: Final = 1e-9
# So near to a pole, or that wide, a raster in longitude and latitude would not pay.
_HIGHEST_LAT: Final = 80.0


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Cells in longitude and latitude, and what is known of each."""

    west: float
    south: float
    per_lon: float
    per_lat: float
    cells: NDArray[np.generic]

    def look_up(self, lon: FloatArray, lat: FloatArray) -> tuple[NDArray[np.generic], bool]:
        """Look up the cells of points; tell whether all are positions."""
        from sinokorea_geo.geodesy.engine.point_kernels import raster_kernel

        found = np.empty(len(lon), dtype=self.cells.dtype)
        bad: list[int] = []

        def work(first: int, last: int) -> None:
            x, y = (np.ascontiguousarray(axis[first:last]) for axis in (lon, lat))
            if not raster_kernel(
                x, y, 0, last - first,
                self.west, self.south, self.per_lon, self.per_lat, self.cells, found[first:last],
            ):  # fmt: skip
                bad.append(first)

        in_blocks(len(lon), work)
        return found, not bad


def cell_grid(bounds: Sequence[float], cells: int, multiple: int) -> tuple[int, ...]:
    """Compute columns and rows of about square cells."""
    west, south, east, north = bounds
    squeeze = np.cos(np.radians((south + north) / 2.0))
    wide, high = (east - west) * squeeze, north - south
    columns = np.sqrt(cells * wide / high)
    return tuple(multiple * max(1, round(n / multiple)) for n in (columns, cells / columns))


def corridor_raster(
    bounds: tuple[float, ...],
    width_m: float,
    distance: Callable[[FloatArray, FloatArray], FloatArray],
) -> Raster | None:
    """Decide the cells of a corridor round what lies in bounds; None if that would not pay."""
    if width_m < 1.0:
        return None
    west, south, east, north = bounds
    reach = np.degrees(width_m / arithmetic.LEAST_RADIUS_M) * 1.001 + 1e-6
    south, north = south - reach, north + reach
    if max(-south, north) > _HIGHEST_LAT:
        return None
    aside = reach / np.cos(np.radians(max(-south, north)))
    west, east = west - aside, east + aside
    if west < -180.0 or east > 180.0:
        return None
    columns, rows = cell_grid((west, south, east, north), _CORRIDOR_CELLS, _COARSE)
    step_x, step_y = (east - west) / columns, (north - south) / rows

    def decided(i: NDArray[np.int64], j: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
        x, y = west + (i + 0.5 * size) * step_x, south + (j + 0.5 * size) * step_y
        half_x, half_y = np.radians(0.5 * size * step_x), np.radians(0.5 * size * step_y)
        widest = np.cos(np.maximum(np.abs(np.radians(y)) - half_y, 0.0))
        # Along the parallel, and then along the meridian, nothing is farther than both.
        radius = arithmetic.GREATEST_RADIUS_M * np.hypot(half_x * widest, half_y) * 1.01 + _MARGIN_M
        away = distance(x, y)
        result = np.full(len(x), UNDECIDED, dtype=np.uint8)
        result[away + radius < width_m] = INSIDE
        result[away - radius > width_m] = OUTSIDE
        return result

    j, i = (axis.ravel() for axis in np.mgrid[0:rows:_COARSE, 0:columns:_COARSE])
    coarse = decided(i, j, _COARSE)
    cells = np.kron(coarse.reshape(rows // _COARSE, -1), np.ones((_COARSE, _COARSE), np.uint8))
    j, i = np.nonzero(cells == UNDECIDED)
    cells[j, i] = decided(i, j, 1)
    # A rim that stands for all the rest.
    return Raster(west - step_x, south - step_y, 1.0 / step_x, 1.0 / step_y, np.pad(cells, 1))


@dataclass(frozen=True, slots=True, eq=False)
class ZoneTable:
    """Cells and what their codes mean."""

    raster: Raster
    plain: NDArray[np.int32]
    starts: IntArray
    entries: NDArray[np.int32]
    offsets: IntArray
    listed: NDArray[np.int32]
    pieces: FloatArray

    def decide(
        self, lon: FloatArray, lat: FloatArray, zone: IntArray, count: NDArray[np.uint8]
    ) -> IntArray:
        """Fill in zones, and in how many each point is."""
        from sinokorea_geo.geodesy.engine.point_kernels import zone_kernel

        at = self.raster

        def work(first: int, last: int) -> None:
            x, y = (np.ascontiguousarray(axis[first:last]) for axis in (lon, lat))
            zone_kernel(
                x, y, 0, last - first, at.west, at.south, at.per_lon, at.per_lat, at.cells,
                self.plain, self.starts, self.entries, self.offsets, self.listed, self.pieces,
                zone[first:last], count[first:last],
            )  # fmt: skip

        in_blocks(len(lon), work)
        return np.flatnonzero(count == 3)

    def pairs(
        self, lon: FloatArray, lat: FloatArray, rows: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        """List the zones of points in cells without edges: points, zones, and other points."""
        held, _ = self.raster.look_up(lon[rows], lat[rows])
        code = np.maximum(held.astype(np.int64), 0)
        known = (code > 0) & (self.plain[code, 0] != -2)
        code, point = code[known], rows[known]
        number = self.starts[code + 1] - self.starts[code]
        zone = self.entries[np.repeat(self.starts[code], number) + _counted(number), 0]
        return np.repeat(point, number), zone.astype(np.int64), rows[~known]


def _rings_of(polygon: Polygon) -> list[FloatArray]:
    """Cut the rings of a polygon into short pieces."""
    rings = []
    for ring in paths(polygon):
        lon, lat = lonlat(ring)
        real = np.append((np.diff(lon) != 0.0) | (np.diff(lat) != 0.0), True)
        lon, lat = lon[real], lat[real]
        edges = EdgeSet(lon[:-1], lat[:-1], lon[1:], lat[1:])
        x, y, _ = edges.position(edges.piece_edge, edges.piece_from_m)
        rings.append(np.column_stack((np.append(x, x[0]), np.append(y, y[0]))))
    return rings


def zone_table(zones: list[list[Polygon]]) -> ZoneTable | None:
    """Draw zones, each made of polygons, as cells with codes; None if that would not pay."""
    cut = [[_rings_of(polygon) for polygon in zone] for zone in zones]
    rings = [(z, ring) for z, zone in enumerate(cut) for part in zone for ring in part]
    every = np.vstack([ring for _, ring in rings])
    pieces = np.vstack([np.hstack((ring[:-1], ring[1:])) for _, ring in rings])
    owner = np.concatenate([np.full(len(ring) - 1, z) for z, ring in rings])
    (west, south), (east, north) = every.min(axis=0) - 1e-3, every.max(axis=0) + 1e-3
    jumps = np.abs(pieces[:, 2] - pieces[:, 0]).max() > 90.0
    if jumps or max(-south, north) > _HIGHEST_LAT:
        return None
    columns, rows = cell_grid((west, south, east, north), _ZONE_CELLS, 1)
    step = np.array([(east - west) / columns, (north - south) / rows])
    doubts = doubts_deg(pieces)
    doubt = float(doubts.max())
    cell, piece = _touched(pieces, doubt, np.array([west, south]), step, columns)
    regions = [shapely.union_all([Polygon(part[0], part[1:]) for part in zone]) for zone in cut]
    grid = (west, south, *step, columns, rows, doubt)
    cells, entries, listed = _entries(regions, owner, cell, piece, grid)
    raster, plain, starts = _codes(cells, entries, columns * rows)
    offsets = np.cumsum(entries[:, 2]) - entries[:, 2]
    return ZoneTable(
        Raster(west, south, 1.0 / step[0], 1.0 / step[1], raster.reshape(rows, columns)),
        plain,
        starts,
        entries.astype(np.int32),
        offsets.astype(np.int64),
        listed.astype(np.int32),
        np.column_stack((pieces, doubts**2)),
    )


def doubts_deg(pieces: FloatArray) -> FloatArray:
    """Compute twice what pieces depart from straight lines in longitude and latitude, degrees."""
    lon1, lat1, lon2, lat2 = pieces.T
    # Tangent over cosine, as a degree of longitude is that much shorter.
    slope = np.radians(np.maximum(np.abs(lat1), np.abs(lat2)) + 0.1)
    square = ((lon2 - lon1) * np.cos(slope)) ** 2 + (lat2 - lat1) ** 2
    depart = np.radians(square) * np.tan(slope) / np.cos(slope) / 8.0
    return np.asarray(2.0 * depart + _LEAST_DOUBT_DEG)


def _touched(
    pieces: FloatArray, doubt: float, corner: FloatArray, step: FloatArray, columns: int
) -> tuple[IntArray, IntArray]:
    """List pairs of cells and the pieces that come near them, by the pieces' bounding boxes."""
    low = np.minimum(pieces[:, :2], pieces[:, 2:]) - 4.0 * doubt
    high = np.maximum(pieces[:, :2], pieces[:, 2:]) + 4.0 * doubt
    first = np.floor((low - corner) / step).astype(np.int64)
    span = np.floor((high - corner) / step).astype(np.int64) - first + 1
    number = span[:, 0] * span[:, 1]
    piece, place = np.repeat(np.arange(len(pieces)), number), _counted(number)
    i = first[piece, 0] + place % span[piece, 0]
    j = first[piece, 1] + place // span[piece, 0]
    return j * columns + i, piece


def _counted(number: IntArray) -> IntArray:
    """Count from 0 up to each of some numbers, one after the other."""
    return np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)


def _entries(
    regions: list[BaseGeometry],
    owner: IntArray,
    cell: IntArray,
    piece: IntArray,
    grid: tuple[Any, ...],
) -> tuple[IntArray, IntArray, IntArray]:
    """List entries (zone, state of the centre, number of pieces), their cells and pieces."""
    west, south, step_x, step_y, columns, rows, doubt = grid
    order = np.lexsort((piece, owner[piece], cell))
    cell, piece = cell[order], piece[order]
    zone = owner[piece]
    new = np.flatnonzero((np.diff(cell, prepend=-1) != 0) | (np.diff(zone, prepend=-1) != 0))
    edge_cell, edge_zone = cell[new], zone[new]
    state = np.empty(len(new), dtype=np.int64)
    found = []
    for z, region in enumerate(regions):
        boundary = region.boundary
        shapely.prepare([region, boundary])
        mine = np.flatnonzero(edge_zone == z)
        x = west + (edge_cell[mine] % columns + 0.5) * step_x
        y = south + (edge_cell[mine] // columns + 0.5) * step_y
        # Of a centre on an edge it cannot be said on which side it is.
        close = shapely.dwithin(boundary, shapely.points(x, y), 2.0 * doubt)
        state[mine] = np.where(close, 2, shapely.contains_xy(region, x, y))
        x0, y0, x1, y1 = shapely.bounds(region)
        i = np.arange(
            max(int((x0 - west) / step_x), 0), min(int((x1 - west) / step_x) + 1, columns)
        )
        j = np.arange(max(int((y0 - south) / step_y), 0), min(int((y1 - south) / step_y) + 1, rows))
        jj, ii = (axis.ravel() for axis in np.meshgrid(j, i, indexing="ij"))
        inside = shapely.contains_xy(
            region, west + (ii + 0.5) * step_x, south + (jj + 0.5) * step_y
        )
        whole = np.setdiff1d((jj * columns + ii)[inside], edge_cell[mine])
        found.append(np.column_stack((whole, 0 * whole + z, 0 * whole + 1, 0 * whole)))
    number = np.diff(new, append=len(cell))
    table = np.vstack((np.column_stack((edge_cell, edge_zone, state, number)), *found))
    # Lists of pieces follow their entries.
    where = np.concatenate((new, np.zeros(len(table) - len(new), dtype=np.int64)))
    order = np.lexsort((table[:, 1], table[:, 0]))
    table, where = table[order], where[order]
    length = table[:, 3]
    return table[:, 0], table[:, 1:], piece[np.repeat(where, length) + _counted(length)]


def _codes(
    cells: IntArray, entries: IntArray, total: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray]:
    """Give a code to every cell that has entries, and what each code means."""
    new = np.flatnonzero(np.diff(cells, prepend=-1))
    starts = np.concatenate(([0], new, [len(cells)])).astype(np.int64)
    raster = np.zeros(total, dtype=np.int32)
    plain = np.zeros((len(new) + 1, 2), dtype=np.int32)
    plain[0] = -1, 0
    edged = np.add.reduceat(entries[:, 2], new) > 0
    plain[1:, 0] = np.where(edged, -2, entries[new, 0])
    plain[1:, 1] = np.minimum(np.diff(starts)[1:], 2)
    single = ~edged & (plain[1:, 1] == 1)
    raster[cells[new]] = np.where(single, -1 - entries[new, 0], np.arange(1, len(new) + 1))
    return raster, plain, starts
