"""Find the nearest of many features (points, lines and areas) and the distances to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.checks import checked_geometry
from sinokorea_geo.geodesy.engine import (
    FloatArray,
    IntArray,
    edges_of,
    empty_answer,
    polygons,
)
from sinokorea_geo.geodesy.nearest import SegmentIndex
from sinokorea_geo.geodesy.zones import ZoneIndex

__all__ = ["LayerIndex"]

# Nearer than this two features are equally near.
_TIE_M: Final = 1e-7


class LayerIndex(SegmentIndex):
    """Features of geodesic edges, indexed to find the nearest of them.

    Parameters
    ----------
    features : sequence of shapely geometry
        Points, lines, polygons or collections of them.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> layer = LayerIndex([box(0, 0, 1, 1), LineString([(3, -1), (3, 1)]), Point(5, 0)])
    >>> feature, distance = layer.nearest(np.array([0.5, 2.5, 4.5]), np.array([0.5, 0, 0]))
    >>> feature, distance.round()
    (array([0, 1, 2]), array([    0., 55660., 55660.]))
    """

    def __init__(self, features: Sequence[BaseGeometry]) -> None:
        self._features = [
            checked_geometry(feature, what=f"feature {i}") for i, feature in enumerate(features)
        ]
        if not self._features:
            raise InvalidGeometry("there are no features; give at least one")
        edges, self._owner = edges_of(self._features)
        # Edges know their features; nobody asks for chainage or sides.
        around = np.stack((edges.start_deg, edges.end_deg))
        chainage = np.stack((0.0 * edges.length_m, edges.length_m))
        super().__init__(edges, np.arange(len(edges)), chainage, around)
        areas = [(number, polygons(f)) for number, f in enumerate(self._features)]
        self._areas = np.array([number for number, parts in areas if parts], dtype=np.int64)
        outlines = [parts for _, parts in areas if parts]
        self._zones = ZoneIndex.of_parts(outlines) if outlines else None
        self._single: list[LayerIndex | None] = [None] * len(self._features)

    def __reduce__(self) -> tuple[Any, ...]:
        return LayerIndex, (self._features,)

    def __len__(self) -> int:
        return len(self._features)

    def nearest(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Find the nearest feature of each point.

        Parameters
        ----------
        lon, lat : (n,) ndarray of float64
            Degrees.

        Returns
        -------
        feature : (n,) ndarray of int64
            Numbers of the features; the lowest of several that are equally near.
        distance_m : (n,) ndarray of float64
            Metres; 0 inside an area.
        """
        found = empty_answer(lon.shape)
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

    def distances(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Measure to the nearest feature.

        Parameters
        ----------
        lon, lat : (n,) ndarray of float64
            Degrees.

        Returns
        -------
        (n,) ndarray of float64
            Metres; 0 inside an area.
        """
        return self.nearest(lon, lat)[1]

    def matrix(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Measure from every point to every feature.

        Parameters
        ----------
        lon, lat : (n,) ndarray of float64
            Degrees.

        Returns
        -------
        (n, k) ndarray of float64
            Metres, one column a feature.
        """
        result = np.empty((len(lon), len(self)))
        for number, feature in enumerate(self._features):
            single = self._single[number] or LayerIndex([feature])
            self._single[number] = single
            result[:, number] = single.distances(lon, lat)
        return result
