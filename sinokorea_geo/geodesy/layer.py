"""Find the nearest of many features (points, lines and areas) and the distances between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidGeometry, SinoKoreaGeoError
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_geometry
from sinokorea_geo.geodesy.engine import FloatArray, IntArray
from sinokorea_geo.geodesy.nearest import SegmentIndex
from sinokorea_geo.geodesy.zones import ZoneIndex

# Nearer than this two features are equally near.
_TIE_M: Final = 1e-7
# Coordinates are rounded to some nanometres; what is nearer than this touches.
_TOUCH_M: Final = 1e-6
Index = TypeVar("Index")
# Indexes of the geometries measured last, by their identity: Shapely's never change.
_KEPT: Final[dict[tuple[int, ...], tuple[Any, Any]]] = {}
_MOST_KEPT: Final = 64


class LayerIndex(SegmentIndex):
    """Index points, lines, polygons or collections of them to find the nearest.

    `InvalidGeometry` names the feature that cannot be used, or says that there are none.
    """

    def __init__(self, features: Sequence[BaseGeometry]) -> None:
        self._features = [
            checked_geometry(feature, what=f"feature {i}") for i, feature in enumerate(features)
        ]
        if not self._features:
            raise InvalidGeometry("there are no features; give at least one")
        edges, self._owner = engine.edges_of(self._features)
        # Edges know their features; nobody asks for chainage or sides.
        around = np.stack((edges.start_deg, edges.end_deg))
        chainage = np.stack((0.0 * edges.length_m, edges.length_m))
        super().__init__(edges, np.arange(len(edges)), chainage, around)
        parts = [engine.polygons(feature) for feature in self._features]
        self._areas = np.flatnonzero([len(areas) for areas in parts])
        outlines = [areas for areas in parts if areas]
        self._zones = ZoneIndex(outlines) if outlines else None
        self._single: list[LayerIndex | None] = [None] * len(self._features)

    def __reduce__(self) -> tuple[Any, ...]:
        return LayerIndex, (self._features,)

    def __len__(self) -> int:
        return len(self._features)

    def nearest(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Find the number of each point's nearest feature, and the metres to it.

        Degrees, (n,) float64. Of equally near features the lowest number; 0 m inside an area.
        """
        found = engine.empty_answer(lon.shape)
        self.answer(lon, lat, found)
        feature, distance = self._owner[found.segment], found.distance_m
        if self._zones is not None:
            first = self._zones.first(lon, lat)
            inside = np.flatnonzero(first >= 0)
            area = self._areas[first[inside]]
            touching = distance[inside] <= _TIE_M
            feature[inside] = np.where(touching, np.minimum(area, feature[inside]), area)
            distance[inside] = 0.0
        return feature, distance

    def _distances(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        return self.nearest(lon, lat)[1]

    def matrix(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Measure from n points (degrees, float64) to k features: (n, k) metres."""
        result = np.empty((len(lon), len(self)))
        for number, feature in enumerate(self._features):
            single = self._single[number] or LayerIndex([feature])
            self._single[number] = single
            result[:, number] = single.nearest(lon, lat)[1]
        return result


def geometry_distance_m(a: BaseGeometry, b: BaseGeometry) -> float:
    """Measure the shortest distance between two geometries of any type, in metres.

    0 where they meet. Exchanging the two does not change the last bit.
    """
    named = (a, "first geometry"), (b, "second geometry")
    if isinstance(a, Point) or isinstance(b, Point):
        (point, its_name), (other, name) = named if isinstance(a, Point) else named[::-1]
        lon, lat = engine.lonlat(checked_geometry(point, what=its_name))
        away = float(_index(other, name).nearest(lon, lat)[1][0])
        return away if away > _TOUCH_M or isinstance(other, Point) else 0.0
    one, another = (_index(*each) for each in named)
    # Of two geodesics that do not cross, an end is nearest: on a surface that curves like a
    # ball a common perpendicular is not the shortest way between them but the longest.
    distance = min(_from_vertices(a, another), _from_vertices(b, one))
    a_edges, b_edges = one.edges, another.edges
    if distance == 0.0 or not (a_edges.length_m.any() or b_edges.length_m.any()):
        return distance
    # Where two edges cross, an end of one is within half its length of the other.
    longest = max(a_edges.length_m.max(), b_edges.length_m.max())
    near = distance <= longest / 2.0 + _TOUCH_M
    return 0.0 if distance <= _TOUCH_M or (near and _cross(a_edges, b_edges)) else distance


def _index(geometry: BaseGeometry, what: str) -> LayerIndex:
    """Index a geometry, or say what is wrong with it under its own name."""
    try:
        return kept_index([geometry], LayerIndex)
    except (SinoKoreaGeoError, TypeError):
        checked_geometry(geometry, what=what)
        raise


def kept_index(geometries: Sequence[BaseGeometry], make: Callable[[Any], Index]) -> Index:
    """Make an index of geometries, or return the one made for the same objects before."""
    key = (id(make), *map(id, geometries))
    # The geometries are held too, so that no others can take their identity.
    kept = _KEPT.get(key) or (geometries, make(geometries))
    _KEPT[key] = _KEPT.pop(key, kept)
    for old in list(_KEPT)[:-_MOST_KEPT]:
        _KEPT.pop(old, None)
    index: Index = kept[1]
    return index


def _from_vertices(geometry: BaseGeometry, index: LayerIndex) -> float:
    """Measure from the nearest vertex of a geometry to an indexed one."""
    lon, lat = np.unique(shapely.get_coordinates(geometry), axis=0).T.copy()
    return float(index.nearest(lon, lat)[1].min())


def _cross(a: engine.EdgeSet, b: engine.EdgeSet) -> bool:
    """Tell whether any edge of one set crosses any of the other."""
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


def _segments(edges: engine.EdgeSet) -> tuple[FloatArray, FloatArray]:
    """Find the ends of the pieces of edges, points left out; Earth-centred metres."""
    real = edges.length_m[edges.piece_edge] > 0.0
    start = edges.piece_start_xyz[real]
    return start, start + edges.piece_chord_xyz[real]


def _flattened(quads: FloatArray) -> FloatArray:
    """Project (n, 4, 3) points, each four close together, so that geodesics become straight."""
    middle = quads.mean(axis=1)
    up = middle / np.array([engine.A_M**2, engine.A_M**2, engine.B_M**2])
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    # Any direction not along `up` will do to span the plane.
    helper = np.where(np.abs(up[:, [2]]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    east = np.cross(helper, up)
    east /= np.linalg.norm(east, axis=1, keepdims=True)
    north = np.cross(up, east)
    away = quads - middle[:, None, :]
    u, v, height = (np.einsum("nkj,nj->nk", away, axis) for axis in (east, north, up))
    return np.asarray(np.stack((u, v), axis=-1) / (1.0 + height / engine.MEAN_RADIUS_M)[..., None])


def _straddles(
    start: FloatArray, end: FloatArray, one: FloatArray, other: FloatArray
) -> NDArray[np.bool_]:
    """Tell whether two points lie on different sides of the line through a segment, or touch it."""
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])
    aside = [
        (along[:, 0] * (point - start)[:, 1] - along[:, 1] * (point - start)[:, 0]) / length
        for point in (one, other)
    ]
    return (np.minimum(*aside) <= _TOUCH_M) & (np.maximum(*aside) >= -_TOUCH_M)
