"""Distance between geometries of any type, and what it needs: crossing and containment.

Every edge is a geodesic, so a polygon's inside is what its geodesic edges enclose.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy.checks import checked_geometry
from sinokorea_geo.geodesy.engine.edges import EdgeSet
from sinokorea_geo.geodesy.engine.geodesic import (
    GEOD,
    MEAN_RADIUS_M,
    FloatArray,
    symmetric_distance,
)
from sinokorea_geo.geodesy.engine.parts import lonlat, paths, polygons
from sinokorea_geo.geodesy.engine.search import EdgeIndex
from sinokorea_geo.geodesy.nearest import PolylineIndex

__all__ = ["edges_of", "geometry_distance_m", "inside"]

# Coordinates are rounded to some nanometres; what is nearer than this touches.
_TOUCH_M: Final = 1e-6


def geometry_distance_m(a: BaseGeometry, b: BaseGeometry) -> float:
    """Shortest distance between two geometries.

    Parameters
    ----------
    a, b : shapely geometry
        Of any type, collections included; longitude and latitude in degrees, WGS 84
        (EPSG:4326). Edges are geodesics.

    Returns
    -------
    float
        Metres, 0 where they meet. Exchanging the two does not change the last bit.

    Raises
    ------
    InvalidGeometry
        A geometry is missing, empty or not valid.
    InvalidCoordinates
        A coordinate is not finite or out of range.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> line = LineString([(0, 0), (1, 0)])
    >>> round(geometry_distance_m(line, Point(0.5, 1)), 3)
    110574.389
    >>> geometry_distance_m(line, Point(0.5, 0).buffer(0.1))
    0.0
    """
    a = checked_geometry(a, what="first geometry")
    b = checked_geometry(b, what="second geometry")
    a_edges, b_edges = edges_of(a), edges_of(b)
    # Of two geodesics that do not cross, an end is nearest: on a surface that curves like a
    # ball a common perpendicular is not the shortest way between them but the longest.
    distance = min(_from_vertices(a, b_edges), _from_vertices(b, a_edges))
    only_points = not (a_edges.length_m.any() or b_edges.length_m.any())
    if only_points:
        return distance
    # Where two edges cross, an end of one is within half its length of the other.
    longest = max(a_edges.length_m.max(), b_edges.length_m.max())
    touching = distance <= _TOUCH_M
    if touching or (distance <= longest / 2.0 + _TOUCH_M and _cross(a_edges, b_edges)):
        return 0.0
    return 0.0 if _holds(a, b) or _holds(b, a) else distance


def edges_of(geometry: BaseGeometry) -> EdgeSet:
    """All edges of a geometry; points count as edges of no length.

    Parameters
    ----------
    geometry : shapely geometry
        Checked.

    Returns
    -------
    EdgeSet
        The edges, in order.

    Raises
    ------
    InvalidGeometry
        An edge is so long (19,900 km) that there may be several shortest ways.
    """
    starts: list[FloatArray] = []
    ends: list[FloatArray] = []
    for path in paths(geometry):
        xy = np.column_stack(lonlat(path))
        start, end = (xy, xy) if len(xy) == 1 else (xy[:-1], xy[1:])
        real = np.any(start != end, axis=1) | (len(xy) == 1)
        starts.append(start[real])
        ends.append(end[real])
    lon1, lat1 = np.concatenate(starts).T.copy()
    lon2, lat2 = np.concatenate(ends).T.copy()
    return EdgeSet(lon1, lat1, lon2, lat2)


def inside(polygon: Polygon, lon: FloatArray, lat: FloatArray) -> NDArray[np.bool_]:
    """Whether points lie inside what a polygon's geodesic edges enclose.

    Parameters
    ----------
    polygon : shapely Polygon
        Checked; degrees.
    lon, lat : (n,) ndarray of float64
        Degrees, checked.

    Returns
    -------
    (n,) ndarray of bool
        True inside and on the boundary.
    """
    within = _enclosed(polygon.exterior, lon, lat, edge=True)
    for hole in polygon.interiors:
        within[within] = ~_enclosed(hole, lon[within], lat[within], edge=False)
    return within


def _enclosed(
    ring: BaseGeometry, lon: FloatArray, lat: FloatArray, *, edge: bool
) -> NDArray[np.bool_]:
    """Whether points lie in a ring; `edge` says whether the ring itself counts."""
    x, y = lonlat(ring)
    left_is_in = GEOD.polygon_area_perimeter(x, y)[0] > 0.0
    side = PolylineIndex(x, y).query(lon, lat).side
    within = side == (1 if left_is_in else -1)
    return np.asarray(within | (side == 0) if edge else within)


def _from_vertices(geometry: BaseGeometry, edges: EdgeSet) -> float:
    """Distance from the nearest vertex of a geometry to the nearest of some edges."""
    lon, lat = np.unique(shapely.get_coordinates(geometry), axis=0).T.copy()
    feet = EdgeIndex(edges).nearest(lon, lat)
    foot_lon, foot_lat, _ = edges.position(feet.edge, feet.offset_m)
    return float(symmetric_distance(lon, lat, foot_lon, foot_lat).min())


def _holds(outer: BaseGeometry, inner: BaseGeometry) -> bool:
    """Whether a polygon of one geometry holds a part of another that crosses none of it."""
    starts = np.array([path.coords[0] for path in paths(inner)])
    lon, lat = starts.T.copy()
    return any(bool(inside(polygon, lon, lat).any()) for polygon in polygons(outer))


def _cross(a: EdgeSet, b: EdgeSet) -> bool:
    """Whether any edge of one set crosses any of the other."""
    (a_start, a_end), (b_start, b_end) = _segments(a), _segments(b)
    a_low, a_high = np.minimum(a_start, a_end) - _TOUCH_M, np.maximum(a_start, a_end) + _TOUCH_M
    b_low, b_high = np.minimum(b_start, b_end), np.maximum(b_start, b_end)
    # The tree knows two dimensions: seen along the polar axis, then sieved by height.
    tree = shapely.STRtree(shapely.box(*a_low[:, :2].T, *a_high[:, :2].T))
    j, i = tree.query(shapely.box(*b_low[:, :2].T, *b_high[:, :2].T))
    level = (a_low[i, 2] <= b_high[j, 2]) & (b_low[j, 2] <= a_high[i, 2])
    i, j = i[level], j[level]
    quads = np.stack((a_start[i], a_end[i], b_start[j], b_end[j]), axis=1)
    p, q, r, s = np.moveaxis(_flattened(quads), 1, 0)
    # Straight on from each other two segments straddle each other as well, but no more than
    # touch: the boxes of others are apart.
    return bool((_straddles(p, q, r, s) & _straddles(r, s, p, q)).any())


def _segments(edges: EdgeSet) -> tuple[FloatArray, FloatArray]:
    """Find the ends of the pieces of edges, points left out; Earth-centred metres."""
    real = edges.length_m[edges.piece_edge] > 0.0
    start = edges.piece_start_xyz[real]
    return start, start + edges.piece_chord_xyz[real]


def _flattened(quads: FloatArray) -> FloatArray:
    """Project (n, 4, 3) points, each four close together, so that geodesics become straight.

    The projection is central, from a point one Earth radius below; over the 2 km of a piece
    a geodesic departs from a straight line by nanometres.
    """
    middle = quads.mean(axis=1)
    up = middle / np.array([GEOD.a**2, GEOD.a**2, GEOD.b**2])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    # Any direction not along `up` will do to span the plane.
    helper = np.where(np.abs(up[:, [2]]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    east = np.cross(helper, up)
    east /= np.linalg.norm(east, axis=1, keepdims=True)
    north = np.cross(up, east)
    away = quads - middle[:, None, :]
    u, v, height = (np.einsum("nkj,nj->nk", away, axis) for axis in (east, north, up))
    return np.asarray(np.stack((u, v), axis=-1) / (1.0 + height / MEAN_RADIUS_M)[..., None])


def _straddles(
    start: FloatArray, end: FloatArray, one: FloatArray, other: FloatArray
) -> NDArray[np.bool_]:
    """Whether two points lie on different sides of the line through a segment, or touch it."""
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    aside = [
        (along[:, 0] * (point - start)[:, 1] - along[:, 1] * (point - start)[:, 0]) / length
        for point in (one, other)
    ]
    return (np.minimum(*aside) <= _TOUCH_M) & (np.maximum(*aside) >= -_TOUCH_M)
