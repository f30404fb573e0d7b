"""The pieces of a line, packed for the engine: what it reads of one lies side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.edges import EdgeSet
from sinokorea_geo.geodesy.engine.geodesic import FloatArray, IntArray

__all__ = ["PackedLine", "packed"]

# The most a cubic in longitude and latitude may be off in the middle of a piece, in degrees of a
# great circle (6 nm): its error is greatest there. Near the poles it is more, and pieces are
# left to the exact solution.
_CUBIC_DEG: Final = 5e-14
_FOLD_DEG: Final = 1e-9
_LEAST_SQUARE: Final = 1e-300
_A: Final = 6378137.0
_ES: Final = 1.0 - (1.0 - 1.0 / 298.257223563) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class PackedLine:
    """A line as the kernels read it; see :mod:`sinokorea_geo.geodesy.engine.line_kernels`.

    Attributes
    ----------
    shape : (m, 12) ndarray of float64
        Of each piece: start and chord (Earth-centred metres), 1 / chord², length, difference
        of its directions at start and end; one unused.
    course : (m, 10) ndarray of float64
        Cubics of longitude and latitude, degrees, over the share of the piece; metres from the
        start of the edge to both of its ends.
    links : (m, 4) ndarray of int64
        Edge; whether the next piece goes on where this one ends; whether the cubics serve;
        segment.
    ends : (n, 7) ndarray of float64
        Of each edge: chainage of both ends, length, longitude and latitude of both ends.
    corners : (2 n, 16) ndarray of float64
        At the start and the end of each edge: to the left of arrival and of departure, 0 if
        those are opposite and else 1, 1 if the left sector is less than half a turn and else
        −1, directions of arrival and of departure; two unused. Vectors are Earth-centred.
    """

    shape: FloatArray
    course: FloatArray
    links: IntArray
    ends: FloatArray
    corners: FloatArray


def packed(
    edges: EdgeSet,
    segment: IntArray,
    vertex_m: FloatArray,
    before_deg: FloatArray,
    after_deg: FloatArray,
) -> PackedLine:
    """Pack a line.

    Parameters
    ----------
    edges : EdgeSet
        Its edges.
    segment : (n,) ndarray of int64
        Their numbers in the line, which may have repeated vertices.
    vertex_m : (v,) ndarray of float64
        Chainage of every vertex, metres.
    before_deg, after_deg : (n,) ndarray of float64
        Direction in which the line reaches each edge's start, and leaves its end; degrees.

    Returns
    -------
    PackedLine
        The same for the kernels.
    """
    edge, start_m, stop_m = edges.piece_edge, edges.piece_from_m, edges.piece_to_m
    length = stop_m - start_m
    lon0, lat0, out = edges.position(edge, start_m)
    lon1, lat1, into = edges.position(edge, stop_m)
    chord = edges.piece_chord_xyz
    bend = _tangent(lon0, lat0, out) - _tangent(lon1, lat1, into)
    square = chord[:, 0] ** 2 + chord[:, 1] ** 2 + chord[:, 2] ** 2
    # Of the shortest edges there can be the square is too small for a number.
    per = 1.0 / np.maximum(square, _LEAST_SQUARE)
    zero = np.zeros((len(length), 1))
    shape = np.hstack((edges.piece_start_xyz, chord, per[:, None], length[:, None], bend, zero))
    lon1 = lon0 + (lon1 - lon0 + 180.0) % 360.0 - 180.0
    rates0, rates1 = _rates(lat0, out, length), _rates(lat1, into, length)
    east, north = (
        _hermite(lon0, lon1, rates0[0], rates1[0]),
        _hermite(lat0, lat1, rates0[1], rates1[1]),
    )
    joins = np.append((edge[1:] == edge[:-1]) | edges.runs_on[edge[:-1]], False)
    links = np.column_stack((edge, joins, _good(edges, east, north), segment[edge])).astype(
        np.int64
    )
    ends = np.column_stack(
        (
            vertex_m[segment],
            vertex_m[segment + 1],
            edges.length_m,
            edges.lon1,
            edges.lat1,
            edges.lon2,
            edges.lat2,
        )
    )
    corners = np.empty((2 * len(edges), 16))
    corners[0::2] = _corners(edges.lon1, edges.lat1, before_deg, edges.start_deg)
    corners[1::2] = _corners(edges.lon2, edges.lat2, edges.end_deg, after_deg)
    course = np.column_stack((*east, *north, start_m, stop_m))
    return PackedLine(shape, course, links, ends, corners)


def _tangent(lon: FloatArray, lat: FloatArray, bearing: FloatArray) -> FloatArray:
    """Return unit vectors in a direction, Earth-centred."""
    sin_lon, cos_lon = np.sin(np.radians(lon)), np.cos(np.radians(lon))
    sin_lat, cos_lat = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    east, north = np.sin(np.radians(bearing)), np.cos(np.radians(bearing))
    return np.column_stack(
        (
            -east * sin_lon - north * sin_lat * cos_lon,
            east * cos_lon - north * sin_lat * sin_lon,
            north * cos_lat,
        )
    )


def _rates(
    lat: FloatArray, bearing: FloatArray, length: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Degrees of longitude and latitude for the length of a piece, at one of its ends."""
    phi, alpha = np.radians(lat), np.radians(bearing)
    w2 = 1.0 - _ES * np.sin(phi) ** 2
    vertical = _A / np.sqrt(w2)
    across = vertical * np.maximum(np.cos(phi), 1e-9)
    along = vertical * (1.0 - _ES) / w2
    east = np.degrees(length * np.sin(alpha) / across)
    return east, np.degrees(length * np.cos(alpha) / along)


def _hermite(
    first: FloatArray, last: FloatArray, rate0: FloatArray, rate1: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Cubic with given ends and rates."""
    rise = last - first
    return first, rate0, 3.0 * rise - 2.0 * rate0 - rate1, rate0 + rate1 - 2.0 * rise


def _good(
    edges: EdgeSet,
    east: tuple[FloatArray, ...],
    north: tuple[FloatArray, ...],
) -> FloatArray:
    """Whether the cubics meet the geodesic in the middle of each piece."""
    middle = (edges.piece_from_m + edges.piece_to_m) / 2.0
    lon, lat, _ = edges.position(edges.piece_edge, middle)
    off = (arithmetic.cubic(0.5, *east) - lon + 180.0) % 360.0 - 180.0
    up = arithmetic.cubic(0.5, *north) - lat
    # Rounding of a longitude of 180° is 3e-14.
    wide = np.abs(off) * np.cos(np.radians(lat)) <= _CUBIC_DEG + 6e-14
    return np.asarray(wide & (np.abs(up) <= _CUBIC_DEG + 3e-14) & (np.abs(lat) < 85.0), dtype=float)


def _corners(
    lon: FloatArray, lat: FloatArray, arriving: FloatArray, leaving: FloatArray
) -> FloatArray:
    """Collect what is needed to tell the sides of corners."""
    sector = (leaving - arriving - 180.0) % 360.0
    folded = np.minimum(sector, 360.0 - sector) < _FOLD_DEG
    sin_lon, cos_lon = arithmetic.sin_cos_deg(lon)
    sin_lat, cos_lat = arithmetic.sin_cos_deg(lat)
    east = np.column_stack((-sin_lon, cos_lon, 0.0 * lon))
    north = np.column_stack((-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat))
    left, ahead = [], []
    for bearing in (arriving, leaving):
        to_east, to_north = arithmetic.sin_cos_deg((bearing + 180.0) % 360.0 - 180.0)
        left.append(to_east[:, None] * north - to_north[:, None] * east)
        ahead.append(to_east[:, None] * east + to_north[:, None] * north)
    real, narrow = np.where(folded, 0.0, 1.0), np.where(sector < 180.0, 1.0, -1.0)
    unused = np.zeros((len(lon), 2))
    return np.column_stack((*left, real, narrow, *ahead, unused))
