"""True corridors: everything within so many metres of a line or a place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.atlas import ReferencedLine
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, area_km2, geodesic_buffer
from sinokorea_geo.spatial.inputs import (
    Points,
    Position,
    as_geometry,
    as_lonlat,
)

__all__ = ["corridor", "within_corridor"]


def corridor(border_or_geometry: ReferencedLine | Position, width_m: float) -> gpd.GeoDataFrame:
    """Return everything within a distance of a line, a place or a geometry.

    Parameters
    ----------
    border_or_geometry : ReferencedLine, Place, (lon, lat), shapely geometry or GeoDataFrame
        What to go round.
    width_m : float
        How far, on each side, in metres on the WGS 84 ellipsoid.

    Returns
    -------
    geopandas.GeoDataFrame
        One row, EPSG:4326: ``width_m``, ``area_km2`` and the outline. Every point of its
        boundary lies within 1 m of `width_m` from what was given.

    Raises
    ------
    InvalidQuantity
        If the width is not positive, or too wide.
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If there is nothing to go round.

    Examples
    --------
    >>> band = corridor((124.39, 40.1), 1000)
    >>> band.area_km2.round(2).tolist()
    [3.14]
    """
    geometry = as_geometry(border_or_geometry, "the line or place")
    outline = geodesic_buffer(geometry, width_m)
    return gpd.GeoDataFrame(
        {"width_m": [float(width_m)], "area_km2": [area_km2(outline)]},
        geometry=[outline],
        crs="EPSG:4326",
    )


def within_corridor(
    points: Points, border: ReferencedLine | GeodesicLine, width_m: float
) -> NDArray[np.bool_]:
    """Tell which points lie within a distance of a line; no polygon, so no rounding at its edge.

    Parameters
    ----------
    points : GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, or sequence of positions
        Longitude and latitude on WGS 84.
    border : ReferencedLine
        The line.
    width_m : float
        How far, in metres.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, bool; a point exactly at `width_m` is inside.

    Raises
    ------
    InvalidQuantity
        If the width is negative or not finite.
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If the points cannot be used.

    Examples
    --------
    >>> line = ReferencedLine([(0, 0), (1, 0)])
    >>> within_corridor([(0.5, 0.1), (0.5, 0.3)], line, 25_000).tolist()
    [True, False]
    """
    if not (np.isfinite(width_m) and width_m >= 0):
        raise InvalidQuantity(f"width_m is {width_m}; pass a number of metres, 0 or more")
    lon, lat = as_lonlat(points)
    line = border.line if isinstance(border, ReferencedLine) else border
    return line.within(lon, lat, width_m)
