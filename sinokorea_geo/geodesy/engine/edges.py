"""Geodesic edges of WGS 84, one after another as arrays."""

from __future__ import annotations

from typing import Final

import numpy as np

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.engine.geodesic import FloatArray, IntArray, direct, ecef, inverse
from sinokorea_geo.geodesy.engine.tolerances import PIECE_M

__all__ = ["EdgeSet"]

# Past this the shortest way between two vertices is not unique somewhere on Earth.
_LONGEST_EDGE_M: Final = 19_900_000.0
# A curve of curvature k and length L departs from its chord by at most k L² / 8; geodesics of
# WGS 84 have curvatures of less than 1 / 6,335 km.
_SAG_PER_M2: Final = 1.0 / (8.0 * 6.335e6)
# Rounding of Earth-centred coordinates, with room to spare.
_ECEF_ROUNDING_M: Final = 1e-7


class EdgeSet:
    """Edges of a geometry: each the shortest geodesic between two vertices, or a point.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        Start and end of each edge, degrees, checked. An edge of no length is a point.

    Attributes
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        As given.
    length_m : (n,) ndarray of float64
        Metres.
    start_deg, end_deg : (n,) ndarray of float64
        Direction of travel at both ends, degrees clockwise from north.
    runs_on : (n,) ndarray of bool
        Whether the edge listed next begins where this one ends.
    next_edge : (n,) ndarray of int64
        That edge, or the first of its chain if that is a ring; −1 where there is none.
    piece_edge : (m,) ndarray of int64
        Edges are cut into m pieces of at most 2 km: the edge each one is part of.
    piece_from_m, piece_to_m : (m,) ndarray of float64
        Its ends, metres from the start of the edge.
    piece_start_xyz, piece_chord_xyz : (m, 3) ndarray of float64
        Its start, and from there to its end; Earth-centred metres.
    piece_sag_m : (m,) ndarray of float64
        The most it can depart from its chord.

    Raises
    ------
    InvalidGeometry
        An edge is so long (19,900 km) that there may be several shortest ways.
    """

    def __init__(
        self, lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
    ) -> None:
        self.lon1, self.lat1, self.lon2, self.lat2 = lon1, lat1, lon2, lat2
        self.start_deg, self.end_deg, self.length_m = inverse(lon1, lat1, lon2, lat2)
        self._refuse_long()
        self._link()
        self._cut()

    def __len__(self) -> int:
        return len(self.length_m)

    def position(
        self, edge: IntArray, offset_m: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Points on edges.

        Parameters
        ----------
        edge : (n,) ndarray of int64
            Which edge.
        offset_m : (n,) ndarray of float64
            Metres from its start, 0 to its length.

        Returns
        -------
        lon, lat, bearing_deg : (n,) ndarray of float64
            Degrees; at the ends exactly the vertices.
        """
        start, end = offset_m <= 0.0, offset_m >= self.length_m[edge]
        lon, lat, bearing = direct(self.lon1[edge], self.lat1[edge], self.start_deg[edge], offset_m)
        lon = np.where(start, self.lon1[edge], np.where(end, self.lon2[edge], lon))
        lat = np.where(start, self.lat1[edge], np.where(end, self.lat2[edge], lat))
        bearing = np.where(start, self.start_deg[edge], np.where(end, self.end_deg[edge], bearing))
        return lon, lat, bearing

    def _refuse_long(self) -> None:
        worst = int(self.length_m.argmax())
        if self.length_m[worst] > _LONGEST_EDGE_M:
            raise InvalidGeometry(
                f"the edge from ({self.lon1[worst]:.6g}, {self.lat1[worst]:.6g}) to "
                f"({self.lon2[worst]:.6g}, {self.lat2[worst]:.6g}) is "
                f"{self.length_m[worst] / 1e3:,.0f} km long; add vertices, so far out the "
                "shortest way is not unique"
            )

    def _link(self) -> None:
        """Find the edge that goes on where each one ends, and close rings."""
        every, real = np.arange(len(self)), self.length_m > 0.0
        meets = (self.lon2[:-1] == self.lon1[1:]) & (self.lat2[:-1] == self.lat1[1:])
        self.runs_on = np.append(meets & real[:-1] & real[1:], False)
        last = np.flatnonzero(~self.runs_on)
        first = np.concatenate(([0], last[:-1] + 1))
        ring = (self.lon2[last] == self.lon1[first]) & (self.lat2[last] == self.lat1[first])
        self.next_edge = np.where(self.runs_on, every + 1, -1)
        self.next_edge[last[ring & real[last]]] = first[ring & real[last]]

    def _cut(self) -> None:
        """Cut edges into pieces short enough for their chords to stand for them."""
        counts = np.maximum(np.ceil(self.length_m / PIECE_M), 1).astype(np.int64)
        edge = np.repeat(np.arange(len(self)), counts)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
        share = self.length_m[edge] / counts[edge]
        last = number + 1 == counts[edge]
        self.piece_edge = edge
        self.piece_from_m = share * number
        self.piece_to_m = np.where(last, self.length_m[edge], share * (number + 1))
        lon, lat, _ = self.position(edge, self.piece_from_m)
        self.piece_start_xyz = ecef(lon, lat)
        lon, lat, _ = self.position(edge, self.piece_to_m)
        self.piece_chord_xyz = ecef(lon, lat) - self.piece_start_xyz
        length = self.piece_to_m - self.piece_from_m
        self.piece_sag_m = _SAG_PER_M2 * length**2 + _ECEF_ROUNDING_M
