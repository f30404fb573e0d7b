"""Find the nearest point of a line of geodesic edges, by NumPy or compiled code."""

import os
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_lonlat, checked_quantity, paired_lonlat
from sinokorea_geo.geodesy.engine import FloatArray, IntArray

_EXACT_AT_ONCE: Final = 1 << 16
# From so many points on a raster is worth its making.
_RASTER_FROM: Final = 100_000
_MOST_RASTERS: Final = 4
_WIDEST_STEP_DEG: Final = 5.0
# Compiled code is used for so many points on, and after so many questions about fewer.
_MANY: Final = 2_000
_OFTEN: Final = 100
_FEW_CANDIDATES: Final = 8
_DEEPEST: Final = 6
_SAG_PER_M2: Final = 2.0 / (8.0 * 6.335e6)
# A line that turns back on itself has no sides at its tip.
_FOLD_DEG: Final = 1e-9
# Vertices closer than this, a picometre, are one vertex: the inverse solution finds no length
# between them. Longitudes 180 and -180 are the same.
_SAME_DEG: Final = 1e-17


class SegmentIndex:
    """Edges packed for the engine, and indexed when many points are asked for; see `packed`."""

    def __init__(
        self, edges: engine.EdgeSet, segment: IntArray, chainage: FloatArray, around_deg: FloatArray
    ) -> None:
        self.edges, self._segment, self._chainage = edges, segment, chainage
        self._before_deg, self._after_deg = around_deg
        self._search = engine.EdgeIndex(edges)
        self._packed = engine.packed(edges, segment, chainage, around_deg)
        self._grid: tuple[Any, ...] | None = None
        # One lock a process: what a thread held at a fork, no thread of the child lets go.
        self._making: defaultdict[int, Any] = defaultdict(threading.Lock)
        self._asked = 0
        self._raster = lru_cache(maxsize=_MOST_RASTERS)(self._made_raster)

    def prepare(self) -> tuple[Any, ...]:
        """Make now what the first question of many points would make: the grid."""
        with self._making[os.getpid()]:
            if self._grid is None:
                shape = self._packed.shape
                # Twice the most a piece departs from its chord, and ties.
                sags = float(shape[:, 7].max()) ** 2 * _SAG_PER_M2 + 1e-4
                self._grid = engine.grid_of(shape, sags, few=_FEW_CANDIDATES, deepest=_DEEPEST)
            return self._grid

    def answer(
        self,
        lon: FloatArray,
        lat: FloatArray,
        answer: engine.NearestOnLine | None,
        each: Callable[[slice, engine.NearestOnLine], object] | None = None,
    ) -> None:
        """Find the nearest point of the edges for flat arrays of positions, block by block.

        `answer` is filled in, if given. `each` is called with the rows (a slice) and the answers
        of every block, from several threads: what is computed there finds them in the cache.
        """
        # Whoever asks often, one point at a time, is served by the grid as well.
        self._asked += 1
        count = max(len(lon), _MANY if self._asked > _OFTEN else 0)
        many = self._grid is not None or engine.worth_compiling(
            count, lambda: engine.kernels("line", "grid")
        )
        locate = self._locate_many() if many else self._locate_few

        def work(first: int, last: int) -> None:
            rows = slice(first, last)
            x, y = lon[rows], lat[rows]
            if answer is None:
                part = engine.empty_answer(x.shape)
            else:
                part = engine.NearestOnLine(
                    *(getattr(answer, f.name)[rows] for f in fields(answer))
                )
            locate(x, y, part)
            left = np.flatnonzero(part.segment < 0)
            for start in range(0, len(left), _EXACT_AT_ONCE):
                far = left[start : start + _EXACT_AT_ONCE]
                self._locate_exactly(x[far], y[far], far, part)
            if each is not None:
                each(rows, part)

        try:
            if many:
                engine.in_blocks(len(lon), work)
            elif len(lon):
                work(0, len(lon))
        except InvalidCoordinates:
            checked_lonlat(lon, lat)  # names the position among all
            raise

    def _distances(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Measure from checked, flat arrays of positions to the nearest edge."""
        distance = np.empty(lon.shape)

        def keep(rows: slice, part: engine.NearestOnLine) -> None:
            distance[rows] = part.distance_m

        self.answer(lon, lat, None, keep)
        return distance

    def within(self, lon: ArrayLike, lat: ArrayLike, width_m: float) -> NDArray[np.bool_]:
        """Tell which positions are no farther than a width."""
        width = checked_quantity(width_m, "width_m", at_least=0.0)
        x, y = paired_lonlat(lon, lat)
        if x.size < _RASTER_FROM or (raster := self._raster(width)) is None:
            flat = (np.ravel(axis) for axis in checked_lonlat(x, y))
            return np.asarray(self._distances(*flat) <= width).reshape(x.shape)
        found, good = raster.look_up(x, y)
        if not good:
            checked_lonlat(x, y)  # says which is none
        undecided = np.flatnonzero(found == engine.UNDECIDED)
        found[undecided] = self._distances(x[undecided], y[undecided]) <= width
        return found.view(np.bool_)

    def _made_raster(self, width_m: float) -> engine.Raster | None:
        """Return the cells of a corridor, if they pay."""
        edges = self.edges
        steps = np.stack((edges.lon2 - edges.lon1, edges.lat2 - edges.lat1))
        if np.abs(steps[0]).max() > _WIDEST_STEP_DEG:
            return None
        # An edge may run north of both its ends: by less than half its length.
        room = float(np.hypot(*steps).max()) / 2.0
        ends = np.stack((np.append(edges.lon1, edges.lon2), np.append(edges.lat1, edges.lat2)))
        bounds = *(ends.min(axis=1) - room).tolist(), *(ends.max(axis=1) + room).tolist()
        return engine.corridor_raster(bounds, width_m, self._distances)

    def _locate_many(self) -> Callable[[FloatArray, FloatArray, engine.NearestOnLine], None]:
        """Return what fills in answers by compiled code; −1 as segment where it cannot answer."""
        (line_kernel,), line, grid = engine.kernels("line"), self._packed, self.prepare()

        def locate(lon: FloatArray, lat: FloatArray, answer: engine.NearestOnLine) -> None:
            room = engine.room_of(int(grid[1][0]))
            good = line_kernel(
                np.ascontiguousarray(lon), np.ascontiguousarray(lat), *grid,
                line.shape, line.course, line.corners, answer.distance_m, answer.along_m,
                answer.lon, answer.lat, answer.segment, answer.side, *room,
            )  # fmt: skip
            if not good:
                checked_lonlat(lon, lat)  # says which is none

        return locate

    def _locate_few(self, lon: FloatArray, lat: FloatArray, answer: engine.NearestOnLine) -> None:
        """Fill in answers by NumPy; −1 as segment where that cannot answer."""
        xyz = engine.positions(*checked_lonlat(lon, lat))
        self._packed.locate(tuple(xyz), self._search.rivals(xyz.T), answer)

    def _locate_exactly(
        self, lon: FloatArray, lat: FloatArray, rows: IntArray, answer: engine.NearestOnLine
    ) -> None:
        """Fill in what the series cannot answer: far points, and places near a pole."""
        feet = self._search.nearest(lon, lat)
        foot_lon, foot_lat, _ = self.edges.position(feet.edge, feet.offset_m)
        distance = engine.symmetric_distance(lon, lat, foot_lon, foot_lat)
        segment = self._segment[feet.edge]
        ended = feet.offset_m == self.edges.length_m[feet.edge]
        start_m, end_m = self._chainage[:, feet.edge]
        along = np.where(ended, end_m, start_m + feet.offset_m)
        answer.distance_m[rows], answer.along_m[rows] = distance, along
        answer.lon[rows], answer.lat[rows] = foot_lon, foot_lat
        answer.segment[rows] = segment
        answer.side[rows] = np.where(distance <= engine.ON_LINE_M, 0, self._side(feet))

    def _side(self, feet: engine.Feet) -> IntArray:
        """Tell the side of the line by the sectors its two arms make at the foot."""
        edge, offset = feet.edge, feet.offset_m
        started, ended = offset == 0.0, offset == self.edges.length_m[edge]
        arriving = np.where(started, self._before_deg[edge], feet.bearing_deg)
        leaving = np.where(ended, self._after_deg[edge], feet.bearing_deg)
        # Counter-clockwise from where the line goes on to where it came from lies its left.
        left_sector = (leaving - arriving - 180.0) % 360.0
        turned = (leaving - feet.towards_deg) % 360.0
        side = np.where(turned < left_sector, 1, -1)
        folded = np.minimum(left_sector, 360.0 - left_sector) < _FOLD_DEG
        return np.where(folded, 0, side)


class PolylineIndex(SegmentIndex):
    """Index a line of geodesic edges to find the nearest point of it.

    Vertices in degrees, (n,): two or more that differ, none 19,900 km from the next; repeated
    ones are tolerated. If the last is the first it is a ring. `vertex_m` has the chainage of
    each, `length_m` that of the end, metres.
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
        edges = engine.EdgeSet(x[segment], y[segment], x[segment + 1], y[segment + 1])
        lengths = np.zeros(len(x) - 1)
        lengths[segment] = edges.length_m
        # Summed in extended precision, so that the order of the edges does not show.
        self.vertex_m = np.concatenate(([0.0], np.cumsum(lengths, dtype=np.longdouble))).astype(
            np.float64
        )
        self.length_m = float(self.vertex_m[-1])
        for array in (self.lon, self.lat, self.vertex_m):
            array.flags.writeable = False
        chainage = np.stack((self.vertex_m[segment], self.vertex_m[segment + 1]))
        # The directions in which the line reaches each edge's start and leaves its end.
        before, after = np.roll(edges.end_deg, 1), np.roll(edges.start_deg, -1)
        if x[0] != x[-1] or y[0] != y[-1]:
            # The end edges are taken to run straight on.
            before[0], after[-1] = edges.start_deg[0], edges.end_deg[-1]
        super().__init__(edges, segment, chainage, np.stack((before, after)))

    def __reduce__(self) -> tuple[Any, ...]:
        return PolylineIndex, (self.lon, self.lat)

    def __len__(self) -> int:
        return len(self.lon)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} vertices, {self.length_m / 1e3:,.3f} km)"

    def query(
        self, lon: ArrayLike, lat: ArrayLike, *, out: engine.NearestOnLine | None = None
    ) -> engine.NearestOnLine:
        """Find the nearest point of the line; of equally near ones (to 0.1 µm) the first.

        Degrees, scalars or (n,). `out` is an earlier answer for as many points to write over, which
        is faster; `InvalidQuantity` if it does not fit. After an error it holds no answers.
        """
        x, y = paired_lonlat(lon, lat)
        shape = x.shape
        x, y = np.ravel(x), np.ravel(y)
        if out is None:
            out = engine.empty_answer(shape)
        elif out.side.shape != shape:
            raise InvalidQuantity(f"out is for shape {out.side.shape}; {shape} is wanted")
        flat = engine.NearestOnLine(
            *(getattr(out, field.name).reshape(-1) for field in fields(out))
        )
        self.answer(x, y, flat)
        return out

    def _position(self, along_m: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Find points and directions, in degrees, at chainages that are not checked."""
        starts = self.vertex_m[self._segment]
        edge = np.searchsorted(starts, along_m, side="right") - 1
        # Rounding of the chainage must not carry a vertex past the end of its edge.
        ended = along_m >= self.vertex_m[self._segment + 1][edge]
        offset = np.where(ended, self.edges.length_m[edge], along_m - starts[edge])
        return self.edges.position(edge, np.minimum(offset, self.edges.length_m[edge]))
