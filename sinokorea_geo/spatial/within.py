"""Draw corridors and tell what lies in them: all within so many metres of a line or place."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.geodesy import GeodesicLine, area_km2, geodesic_buffer
from sinokorea_geo.spatial.inputs import (
    OnMissing,
    Points,
    Position,
    as_geometry,
    as_points,
    index_of,
    metres_of,
)

__all__ = ["corridor", "within_corridor"]


def corridor(
    border_or_geometry: ReferencedLine | Position,
    width_m: float | str,
    *,
    atlas: Atlas | None = None,
) -> gpd.GeoDataFrame:
    """Draw everything within a distance of a line, a place or a geometry.

    Parameters
    ----------
    border_or_geometry : ReferencedLine, Place, (lon, lat), shapely geometry or GeoDataFrame
        What to go round.
    width_m : float or str
        How far, on each side, on the WGS 84 ellipsoid: metres, or text such as ``"25 km"``.
    atlas : Atlas, optional
        Looks a name up.

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
    width_m = metres_of(width_m)
    geometry = as_geometry(border_or_geometry, "the line or place", atlas)
    outline = geodesic_buffer(geometry, width_m)
    return gpd.GeoDataFrame(
        {"width_m": [float(width_m)], "area_km2": [area_km2(outline)]},
        geometry=[outline],
        crs="EPSG:4326",
    )


def within_corridor(
    points: Points,
    geometry: ReferencedLine | GeodesicLine | gpd.GeoDataFrame | Position,
    width_m: float | str,
    *,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> Any:
    """Tell which points lie within a distance of a line, an area, a place or a layer.

    Parameters
    ----------
    points : any points
        GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, one or many (lon, lat) pairs, Shapely
        points, Places, WKB or Arrow.
    geometry : ReferencedLine, Place, (lon, lat), shapely geometry, GeoDataFrame or name
        What the corridor goes round. The inside of an area belongs to it.
    width_m : float or str
        How far: metres, or text such as ``"25 km"``.
    on_missing : {"raise", "null"}
        Whether a row without a position is an error, or gets a null answer.
    atlas : Atlas, optional
        Looks names up.

    Returns
    -------
    numpy.ndarray or pandas.Series
        Shape ``(n,)``, bool; a Series if the points have an index. A point exactly at the
        width is inside: no polygon is drawn, so there is no rounding at its edge.

    Raises
    ------
    InvalidQuantity
        If the width is negative or not finite.
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If the points or the geometry cannot be used.

    Examples
    --------
    >>> line = ReferencedLine([(0, 0), (1, 0)])
    >>> within_corridor([(0.5, 0.1), (0.5, 0.3)], line, "25 km").tolist()
    [True, False]
    """
    width = metres_of(width_m)
    at = as_points(points, on_missing=on_missing, atlas=atlas)
    inside = index_of(geometry, atlas=atlas).within(at.lon, at.lat, width)
    return at.answers(inside, "within_corridor")
