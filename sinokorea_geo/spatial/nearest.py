"""How far places lie from each other, on the ellipsoid."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinokorea_geo.atlas import ReferencedLine
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import ZoneIndex, geometry_distance_m, nearest_points
from sinokorea_geo.geodesy import distance_matrix as point_distance_matrix
from sinokorea_geo.spatial.inputs import (
    Points,
    Position,
    as_geometries,
    as_geometry,
    as_lonlat,
)

__all__ = ["distance", "distance_matrix", "nearest", "within_zones"]

_NO_AREA = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "LinearRing"})


def distance(a: Position | ReferencedLine, b: Position | ReferencedLine) -> float:
    """Return the shortest distance between two places, on the WGS 84 ellipsoid.

    Parameters
    ----------
    a, b : Place, (lon, lat), shapely geometry or ReferencedLine
        What to measure between. An outline counts with all of its area.

    Returns
    -------
    float
        Metres; 0 if they touch or overlap. The same in both directions to the last bit.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates
        If either cannot be read as a position.

    Examples
    --------
    >>> round(distance((0, 0), (1, 0)), 1)
    111319.5
    """
    return geometry_distance_m(as_geometry(a, "a"), as_geometry(b, "b"))


def nearest(points: Points, features: gpd.GeoDataFrame, k: int = 1) -> pd.DataFrame:
    """Find the `k` nearest features to each point.

    Parameters
    ----------
    points : GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, or sequence of positions
        Longitude and latitude; a DataFrame has columns ``lon`` and ``lat``.
    features : geopandas.GeoDataFrame
        A layer, EPSG:4326; points, lines or areas.
    k : int
        How many features a point.

    Returns
    -------
    pandas.DataFrame
        ``point`` (position of the point, from 0), ``rank`` (from 1), ``feature`` (label in
        `features`), ``id`` if the features have one, ``distance_m``. Equally near features
        stand in the layer's order.

    Raises
    ------
    InvalidQuantity
        If `k` is not between 1 and the number of features.
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If points or features cannot be used.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> layer = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[Point(0, 0), Point(2, 0)], crs=4326)
    >>> nearest([(1.9, 0)], layer)["id"].tolist()
    ['b']
    """
    lon, lat = as_lonlat(points)
    geometries = as_geometries(features)
    if not 1 <= k <= len(geometries):
        raise InvalidQuantity(f"k is {k}; pass 1 to {len(geometries)}, the number of features")
    if all(geometry.geom_type == "Point" for geometry in geometries):
        index, metres = nearest_points(
            lon, lat, [g.x for g in geometries], [g.y for g in geometries], k=k
        )
    else:
        whole = _matrix(as_geometries(list(zip(lon, lat, strict=True))), geometries)
        index = np.argsort(whole, axis=1, kind="stable")[:, :k]
        metres = np.take_along_axis(whole, index, axis=1)
    flat = index.ravel()
    table = pd.DataFrame(
        {
            "point": np.repeat(np.arange(len(lon)), k),
            "rank": np.tile(np.arange(1, k + 1), len(lon)),
            "feature": features.index.to_numpy()[flat],
            "distance_m": metres.ravel(),
        }
    )
    if "id" in features:
        table.insert(3, "id", features["id"].to_numpy()[flat])
    return table


def distance_matrix(a: Points, b: Points) -> NDArray[np.float64]:
    """Return every distance from one set of points to another, on the ellipsoid.

    Parameters
    ----------
    a, b : GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, or sequence of positions
        Longitude and latitude on WGS 84.

    Returns
    -------
    numpy.ndarray
        Shape ``(len(a), len(b))``, metres.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If either cannot be used.

    Examples
    --------
    >>> distance_matrix([(0, 0)], [(1, 0), (0, 1)]).round().tolist()
    [[111319.0, 110574.0]]
    """
    return point_distance_matrix(*as_lonlat(a, "a"), *as_lonlat(b, "b"))


def within_zones(points: Points, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find which zones points lie in; edges of zones are geodesics, and belong to them.

    Parameters
    ----------
    points : GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, or sequence of positions
        Longitude and latitude; a DataFrame has columns ``lon`` and ``lat``.
    zones : geopandas.GeoDataFrame
        A layer of areas, EPSG:4326; they may overlap. Features of which only a point or a line
        is known hold no points.

    Returns
    -------
    pandas.DataFrame
        One row for each pair of a point and a zone it lies in: ``point`` (position of the
        point, from 0), ``zone`` (label in `zones`), and ``id`` if the zones have one; in the
        order of the points and then of the layer.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If points or zones cannot be used.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> layer = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 2, 2)], crs=4326)
    >>> within_zones([(1, 1), (3, 3)], layer).values.tolist()
    [[0, 0, 'a']]
    """
    lon, lat = as_lonlat(points)
    outlines = as_geometries(zones)
    areas = np.flatnonzero([outline.geom_type not in _NO_AREA for outline in outlines])
    point, area = ZoneIndex([outlines[i] for i in areas]).query(lon, lat)
    zone = areas[area]
    table = pd.DataFrame({"point": point, "zone": zones.index.to_numpy()[zone]})
    if "id" in zones:
        table["id"] = zones["id"].to_numpy()[zone]
    return table


def _matrix(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    return np.array([[geometry_distance_m(p, q) for q in b] for p in a])
