"""Take geometries apart into single points, lines and polygons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy.engine.arithmetic import FloatArray, IntArray
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet

__all__ = ["edges_of", "lonlat", "paths", "polygons", "single_parts"]


def single_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """List points, lines, rings and polygons of a geometry, however deeply nested."""
    if hasattr(geometry, "geoms"):
        return [single for part in geometry.geoms for single in single_parts(part)]
    return [] if geometry.is_empty else [geometry]


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of a geometry, however deeply nested."""
    return [part for part in single_parts(geometry) if isinstance(part, Polygon)]


def paths(geometry: BaseGeometry) -> list[BaseGeometry]:
    """List points, lines and the rings of polygons: everything that has vertices of its own."""
    found: list[BaseGeometry] = []
    for part in single_parts(geometry):
        if isinstance(part, Polygon):
            found += [part.exterior, *part.interiors]
        else:
            found.append(part)
    return found


def lonlat(path: BaseGeometry) -> tuple[FloatArray, FloatArray]:
    """Return coordinates of a path as two contiguous arrays."""
    xy = shapely.get_coordinates(path)
    return np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])


def edges_of(geometries: Sequence[BaseGeometry]) -> tuple[EdgeSet, IntArray]:
    """Collect all edges of checked geometries, and the number of the geometry each belongs to.

    Points count as edges of no length. Edges of different geometries do not run on.
    """
    starts: list[FloatArray] = []
    ends: list[FloatArray] = []
    owners: list[int] = []
    for number, geometry in enumerate(geometries):
        for path in paths(geometry):
            xy = np.column_stack(lonlat(path))
            start, end = (xy, xy) if len(xy) == 1 else (xy[:-1], xy[1:])
            real = np.any(start != end, axis=1) | (len(xy) == 1)
            starts.append(start[real])
            ends.append(end[real])
            owners += [number] * int(np.count_nonzero(real))
    lon1, lat1 = np.concatenate(starts).T.copy()
    lon2, lat2 = np.concatenate(ends).T.copy()
    edges, owner = EdgeSet(lon1, lat1, lon2, lat2), np.array(owners)
    edges.runs_on[:-1] &= owner[1:] == owner[:-1]
    return edges, owner
