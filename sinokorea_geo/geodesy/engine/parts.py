"""Geometries taken apart into single points, lines and polygons."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy.engine.geodesic import FloatArray

__all__ = ["lonlat", "paths", "polygons", "single_parts"]


def single_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Points, lines, rings and polygons of a geometry, however deeply nested.

    Parameters
    ----------
    geometry : shapely geometry
        Any type.

    Returns
    -------
    list of shapely geometry
        Single parts in order, empty ones left out.
    """
    if hasattr(geometry, "geoms"):
        return [single for part in geometry.geoms for single in single_parts(part)]
    return [] if geometry.is_empty else [geometry]


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Polygons of a geometry, however deeply nested.

    Parameters
    ----------
    geometry : shapely geometry
        Any type.

    Returns
    -------
    list of shapely Polygon
        In order.
    """
    return [part for part in single_parts(geometry) if isinstance(part, Polygon)]


def paths(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Points, lines and the rings of polygons: everything that has vertices of its own.

    Parameters
    ----------
    geometry : shapely geometry
        Any type.

    Returns
    -------
    list of shapely Point, LineString or LinearRing
        In order; of a polygon the exterior first.
    """
    found: list[BaseGeometry] = []
    for part in single_parts(geometry):
        if isinstance(part, Polygon):
            found += [part.exterior, *part.interiors]
        else:
            found.append(part)
    return found


def lonlat(path: BaseGeometry) -> tuple[FloatArray, FloatArray]:
    """Coordinates of a path as two contiguous arrays.

    Parameters
    ----------
    path : shapely geometry
        With n vertices.

    Returns
    -------
    lon, lat : (n,) ndarray of float64
        Degrees.
    """
    xy = shapely.get_coordinates(path)
    return np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
