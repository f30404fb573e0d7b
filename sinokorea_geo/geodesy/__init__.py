"""Measure on the WGS 84 ellipsoid: numbers and geometries in, numbers and geometries out.

Positions are longitude and latitude in degrees (EPSG:4326), lengths metres, directions degrees
clockwise from north, and every edge of every geometry is a geodesic. What cannot be used is
refused: positions that are missing, out of range or not numbers with `InvalidCoordinates`,
geometries that are missing, empty or not valid with `InvalidGeometry`, other numbers with
`InvalidQuantity`. This package knows no data, no files and no data frames.
"""

from sinokorea_geo.geodesy.buffer import geodesic_buffer
from sinokorea_geo.geodesy.checks import checked_geometry, checked_lonlat, checked_quantity
from sinokorea_geo.geodesy.ellipsoid import (
    area_km2,
    destination,
    distance_m,
    initial_bearing_deg,
    length_m,
)
from sinokorea_geo.geodesy.engine import GEOD, NearestOnLine
from sinokorea_geo.geodesy.gcj02 import from_bd09, from_gcj02, to_bd09, to_gcj02
from sinokorea_geo.geodesy.layer import LayerIndex, geometry_distance_m
from sinokorea_geo.geodesy.linear import GeodesicLine
from sinokorea_geo.geodesy.nearest import PolylineIndex
from sinokorea_geo.geodesy.pairs import distance_matrix, nearest_points
from sinokorea_geo.geodesy.projections import ConformalProjection, is_wgs84, to_degrees
from sinokorea_geo.geodesy.warmup import compile_ahead
from sinokorea_geo.geodesy.zones import ZoneIndex

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
    "length_m",
    "nearest_points",
    "to_bd09",
    "to_degrees",
    "to_gcj02",
]
