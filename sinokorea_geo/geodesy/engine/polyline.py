"""The nearest point of a line: by the grid and compiled code, or by NumPy for a few points.

Both find, by the same arithmetic and to the same last bit, the piece with the shortest distance
among candidates; that these include the nearest piece, and all that tie with it, is proved for
both. What the series cannot answer, being too far or near a pole, is left to the exact search.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.cold_start import PATIENCE, ready
from sinokorea_geo.geodesy.engine.geodesic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.grid import grid_of
from sinokorea_geo.geodesy.engine.search import EdgeIndex
from sinokorea_geo.geodesy.engine.segments import PackedLine
from sinokorea_geo.geodesy.engine.threads import in_blocks
from sinokorea_geo.geodesy.engine.tolerances import (
    NEAR_SQUARE,
    ON_LINE_M,
    RIVAL_PER_M3,
    SAGS_M,
    TIE_M,
)

__all__ = ["Answer", "LineEngine"]

# From so many points on the grid is worth its making, and compiled code its loading.
_MANY: Final = 2_000
_FEW_CANDIDATES: Final = 8
_DEEPEST: Final = 6
_SAG_PER_M2: Final = 2.0 / (8.0 * 6.335e6)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What is found for n points; arrays to be filled in.

    Attributes
    ----------
    distance_m, along_m, lon, lat : (n,) ndarray of float64
        As in NearestOnLine.
    segment : (n,) ndarray of int64
        Likewise; −1 where nothing was found yet.
    side : (n,) ndarray of int8
        Likewise.
    """

    distance_m: FloatArray
    along_m: FloatArray
    lon: FloatArray
    lat: FloatArray
    segment: IntArray
    side: NDArray[np.int8]


class LineEngine:
    """A packed line and, once it is needed, its grid.

    Parameters
    ----------
    line : PackedLine
        The line.
    search : EdgeIndex
        The same line, for the search without a grid.
    """

    def __init__(self, line: PackedLine, search: EdgeIndex) -> None:
        self._line, self._search = line, search
        # Twice the most a piece departs from its chord, and ties.
        self._sags = float(line.shape[:, 7].max()) ** 2 * _SAG_PER_M2 + 1e-4
        self._grid: tuple[Any, ...] | None = None
        self._making = threading.Lock()

    def locate(self, lon: FloatArray, lat: FloatArray, answer: Answer) -> IntArray:
        """Fill in what the series can answer.

        Parameters
        ----------
        lon, lat : (n,) ndarray of float64
            Degrees, checked.
        answer : Answer
            Filled in.

        Returns
        -------
        (m,) ndarray of int64
            Numbers of the points left to the exact search, their segment −1.
        """
        if self._grid is not None or self._is_worth_a_grid(len(lon)):
            self._locate_many(lon, lat, answer)
        else:
            self._locate_few(lon, lat, answer)
        return np.flatnonzero(answer.segment < 0)

    def grid(self) -> tuple[Any, ...]:
        """First cells, lists and nodes of the grid; made at the first call.

        Returns
        -------
        top, lists, nodes : ndarray of int32
            See :mod:`sinokorea_geo.geodesy.engine.grid_kernels`.
        """
        with self._making:
            if self._grid is None:
                self._grid = grid_of(
                    self._line.shape, self._sags, few=_FEW_CANDIDATES, deepest=_DEEPEST
                )
        return self._grid

    def _is_worth_a_grid(self, count: int) -> bool:
        if not _MANY <= count < PATIENCE:
            return count >= PATIENCE
        from sinokorea_geo.geodesy.engine.grid_kernels import grid_kernel
        from sinokorea_geo.geodesy.engine.line_kernels import line_kernel

        return ready(line_kernel, grid_kernel)

    def _locate_many(self, lon: FloatArray, lat: FloatArray, answer: Answer) -> None:
        from sinokorea_geo.geodesy.engine.line_kernels import line_kernel

        line, grid = self._line, self.grid()
        lon, lat = np.ascontiguousarray(lon), np.ascontiguousarray(lat)

        def work(first: int, last: int) -> None:
            line_kernel(
                lon, lat, first, last, *grid,
                line.shape, line.course, line.links, line.ends, line.corners,
                answer.distance_m, answer.along_m, answer.lon, answer.lat,
                answer.segment, answer.side,
            )  # fmt: skip

        in_blocks(len(lon), work)

    def _locate_few(self, lon: FloatArray, lat: FloatArray, answer: Answer) -> None:
        """Do the same as the compiled kernel, in the same order of operations."""
        line = self._line
        answer.segment[:] = -1
        xyz = arithmetic.xyz_m(*arithmetic.sin_cos_deg(lon), *arithmetic.sin_cos_deg(lat))
        who, piece, offset = self._chosen(np.stack(xyz, axis=-1), xyz)
        good = line.links[piece, 2] == 1
        who, piece, offset = who[good], piece[good], offset[good]
        if not len(who):
            return
        shape, course, edge = line.shape[piece], line.course[piece], line.links[piece, 0]
        ends, length = line.ends[edge], shape[:, 7]
        on = np.where(offset < length, course[:, 8] + offset, course[:, 9])
        started, ended = on <= 0.0, on >= ends[:, 2]
        share = offset / length
        east = arithmetic.cubic(share, *course[:, :4].T)
        east = np.where(east > 180.0, east - 360.0, np.where(east < -180.0, east + 360.0, east))
        north = arithmetic.cubic(share, *course[:, 4:8].T)
        foot_lon = np.where(ended, ends[:, 5], np.where(started, ends[:, 3], east))
        foot_lat = np.where(ended, ends[:, 6], np.where(started, ends[:, 4], north))
        along = np.where(ended, ends[:, 1], np.where(started, ends[:, 0], ends[:, 0] + on))
        x, y, z = (axis[who] for axis in xyz)
        foot: Any = arithmetic.xyz_m(
            *arithmetic.sin_cos_deg(foot_lon), *arithmetic.sin_cos_deg(foot_lat)
        )
        distance = arithmetic.arc_m(x, y, z, *foot)
        away = (x - foot[0], y - foot[1], z - foot[2])
        tilt = 0.5 * length - offset
        vx, vy, vz = (shape[:, 3 + k] + tilt * shape[:, 8 + k] for k in range(3))
        turn = shape[:, 8] * (vy * away[2] - vz * away[1]) + shape[:, 9] * (
            vz * away[0] - vx * away[2]
        )
        turn = turn + shape[:, 10] * (vx * away[1] - vy * away[0])
        corner = line.corners[2 * edge + ended]
        side = np.where(started | ended, _corner_side(away, corner), np.where(turn > 0.0, 1, -1))
        answer.distance_m[who], answer.along_m[who] = distance, along
        answer.lon[who], answer.lat[who] = foot_lon, foot_lat
        answer.segment[who] = line.links[piece, 3]
        answer.side[who] = np.where(distance <= ON_LINE_M, 0, side)

    def _chosen(
        self, stacked: FloatArray, xyz: tuple[FloatArray, FloatArray, FloatArray]
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Points that are near, the piece nearest to each, and how far along it the foot is."""
        who, piece = self._search.rivals(stacked)
        shape, links = self._line.shape, self._line.links
        parts = shape[piece].T
        at = tuple(axis[who] for axis in xyz)
        share, square = arithmetic.chord_foot(*at, *parts[:7])
        least = np.full(len(stacked), np.inf)
        np.minimum.at(least, who, square)
        chord = np.sqrt(least)
        limit = chord + SAGS_M + RIVAL_PER_M3 * (chord * least)
        limit = limit * limit
        kept = (square <= limit[who]) & (least[who] <= NEAR_SQUARE)
        who, piece, share, parts = who[kept], piece[kept], share[kept], parts[:, kept]
        at = tuple(axis[who] for axis in xyz)
        offset = arithmetic.refined_foot(share, *at, *parts[:6], *parts[7:11])
        foot: Any = arithmetic.on_piece(offset, *parts[:6], *parts[7:11])
        distance = arithmetic.arc_m(*at, *foot)
        best = np.full(len(stacked), np.inf)
        np.minimum.at(best, who, distance)
        fit = distance <= best[who] + TIE_M
        # Where two pieces join and the foot lies on the second, the joint is no rival.
        beaten = np.zeros(len(who), dtype=bool)
        beaten[:-1] = (who[1:] == who[:-1]) & (piece[1:] == piece[:-1] + 1)
        beaten[:-1] &= (links[piece[:-1], 1] == 1) & (offset[:-1] == parts[7, :-1])
        beaten[:-1] &= (offset[1:] > 0.0) & (distance[1:] < distance[:-1] + TIE_M)
        order = np.lexsort((piece, beaten, ~fit, who))
        first = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
        return who[first], piece[first], offset[first]


def _corner_side(
    away: tuple[FloatArray, FloatArray, FloatArray], corner: FloatArray
) -> NDArray[np.int64]:
    """Side of points whose foot is a corner."""
    x, y, z = away
    c = corner.T
    from_in = x * c[0] + y * c[1] + z * c[2]
    from_out = x * c[3] + y * c[4] + z * c[5]
    ahead, on = (x * c[k] + y * c[k + 1] + z * c[k + 2] for k in (8, 11))
    from_in, from_out = (
        np.where(from_in == 0.0, ahead, from_in),
        np.where(from_out == 0.0, on, from_out),
    )
    nearer = np.where(c[7] > 0.0, np.minimum(from_in, from_out), np.maximum(from_in, from_out))
    return np.asarray(c[6] * np.where(nearer > 0.0, 1.0, -1.0), dtype=np.int64)
