"""Decide zones cell by cell: most cells lie in no zone or wholly in some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet, lonlat, paths
from sinokorea_geo.geodesy.engine.raster import Raster, cell_grid
from sinokorea_geo.geodesy.engine.threads import in_blocks

__all__ = ["OTHER_PLACE", "ZoneTable", "doubts_deg", "zone_table"]

_CELLS: Final = 1 << 19
# Rounding, and a tenth of a millimetre.
_LEAST_DOUBT_DEG: Final = 1e-9
_HIGHEST_LAT: Final = 80.0
# Where in a cell else to look if its centre is on an edge.
OTHER_PLACE: Final = (0.29, 0.83)


@dataclass(frozen=True, slots=True, eq=False)
class ZoneTable:
    """Cells and what their codes mean."""

    raster: Raster | None
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
        if self.raster is None:
            return np.arange(len(lon))
        from sinokorea_geo.geodesy.engine.point_kernels import zone_kernel

        at, lon, lat = self.raster, np.ascontiguousarray(lon), np.ascontiguousarray(lat)
        in_blocks(
            len(lon),
            lambda first, last: zone_kernel(
                lon, lat, first, last,
                at.west, at.south, at.per_lon, at.per_lat, at.cells,
                self.plain, self.starts, self.entries, self.offsets, self.listed, self.pieces,
                zone, count,
            ),
            block=1 << 17,
        )  # fmt: skip
        return np.flatnonzero(count == 3)

    def pairs(
        self, lon: FloatArray, lat: FloatArray, rows: IntArray
    ) -> tuple[IntArray, IntArray, IntArray]:
        """List the zones of points in cells without edges: points, zones, and other points."""
        if self.raster is None:
            return rows[:0], rows[:0], rows
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


def zone_table(zones: list[list[Polygon]]) -> ZoneTable:
    """Draw zones, each made of polygons, as cells with codes."""
    cut = [[_rings_of(polygon) for polygon in zone] for zone in zones]
    rings = [(z, ring) for z, zone in enumerate(cut) for part in zone for ring in part]
    every = np.vstack([ring for _, ring in rings])
    pieces = np.vstack([np.hstack((ring[:-1], ring[1:])) for _, ring in rings])
    owner = np.concatenate([np.full(len(ring) - 1, z) for z, ring in rings])
    (west, south), (east, north) = every.min(axis=0) - 1e-3, every.max(axis=0) + 1e-3
    jumps = np.abs(pieces[:, 2] - pieces[:, 0]).max() > 90.0
    if jumps or max(-south, north) > _HIGHEST_LAT:
        nothing: Any = np.zeros(0, dtype=np.int64)
        return ZoneTable(None, nothing, nothing, nothing, nothing, nothing, pieces)
    columns, rows = cell_grid((west, south, east, north), _CELLS, 1)
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
    state = np.full(len(new), 2)
    found = []
    for z, region in enumerate(regions):
        boundary = region.boundary
        shapely.prepare([region, boundary])
        mine = np.flatnonzero(edge_zone == z)
        # Of a centre on an edge it cannot be said on which side it is; another place may do.
        for base, (u, v) in ((0, (0.5, 0.5)), (4, OTHER_PLACE)):
            open_ = mine[state[mine] == 2]
            x = west + (edge_cell[open_] % columns + u) * step_x
            y = south + (edge_cell[open_] // columns + v) * step_y
            close = shapely.dwithin(boundary, shapely.points(x, y), 2.0 * doubt)
            state[open_] = np.where(close, 2, base + shapely.contains_xy(region, x, y))
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
