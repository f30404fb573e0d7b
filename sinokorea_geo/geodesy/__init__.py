"""Measure on the WGS 84 ellipsoid: numbers and geometries in, numbers and geometries out.

Positions are longitude and latitude in degrees (EPSG:4326), lengths metres, directions degrees
clockwise from north, and every edge of every geometry is a geodesic. What cannot be used is
refused: positions that are missing, out of range or not numbers with `InvalidCoordinates`,
geometries that are missing, empty or not valid with `InvalidGeometry`, other numbers with
`InvalidQuantity`. This package knows no data, no files and no data frames.
"""

import numpy as np
import shapely

from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat, checked_quantity
from sinokorea_geo.geodesy.ellipsoid import (
    area_km2,
    destination,
    distance_m,
    distance_matrix,
    initial_bearing_deg,
    length_m,
    nearest_points,
)
from sinokorea_geo.geodesy.engine import GEOD, NearestOnLine
from sinokorea_geo.geodesy.layer import LayerIndex, geometry_distance_m, kept_index
from sinokorea_geo.geodesy.linear import GeodesicLine
from sinokorea_geo.geodesy.nearest import PolylineIndex
from sinokorea_geo.geodesy.projections import (
    ConformalProjection,
    from_bd09,
    from_gcj02,
    is_wgs84,
    to_bd09,
    to_degrees,
    to_gcj02,
)
from sinokorea_geo.geodesy.zones import ZoneIndex, geodesic_buffer

__all__ = [
    "GEOD",
    "ConformalProjection",
    "GeodesicLine",
    "LayerIndex",
    "NearestOnLine",
    "PolylineIndex",
    "ZoneIndex",
    "area_km2",
    "checked_geometry",
    "checked_lonlat",
    "checked_quantity",
    "compile_ahead",
    "destination",
    "distance_m",
    "distance_matrix",
    "from_bd09",
    "from_gcj02",
    "geodesic_buffer",
    "geometry_distance_m",
    "initial_bearing_deg",
    "is_wgs84",
    "kept_index",
    "length_m",
    "nearest_points",
    "to_bd09",
    "to_degrees",
    "to_gcj02",
]


def compile_ahead() -> None:
    """Compile everything that is compiled, once for this machine and this version.

    Takes some ten seconds, or one if it was done before. Compiled code is kept beside the
    package, or in Numba's cache directory where that cannot be written. Without this call the
    first question about more than 50,000 points waits for the compiler; nothing else changes.
    """
    many = np.zeros(100_000)
    index = PolylineIndex([0, 1, 1], [0, 0, 1])
    index.prepare()
    index.within(many, many, 1e5)
    steps = np.arange(1_500)
    geodesic_buffer(shapely.LineString(np.column_stack((steps / 1e3, steps % 2 / 1e3))), 10.0)
    distance_m(many, many, many, many)
    distance_matrix(many[:200], many[:200], many[:200], many[:200])
    nearest_points(many, many, [0, 1], [0, 1])
    ZoneIndex([shapely.box(0, 0, 1, 1)]).first(many, many)
