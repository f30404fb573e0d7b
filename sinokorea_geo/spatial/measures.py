"""Measure distances, find nearest features and zones, and draw corridors, on the ellipsoid."""

from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo import geodesy
from sinokorea_geo.atlas import positions
from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import OnMissing, Points, Position, Positions, as_points
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.errors import InvalidQuantity

#: A way over a place that is no longer than this beside the straight one leads past it.
DETOUR: Final = 1.2

_POINT: Final = 0
#: Numbers of Shapely's types that have an area.
AREAS: Final = (3, 6, 7)
# Rows of a matrix ranked at a time.
_PAIRS_AT_ONCE: Final = 1 << 22


def distance(
    a: Position | ReferencedLine, b: Position | ReferencedLine, *, atlas: Atlas | None = None
) -> float:
    """Measure the shortest distance between two places, on the WGS 84 ellipsoid.

    Parameters
    ----------
    a, b : Place, (lon, lat), geometry, ReferencedLine, frame, name or ``__geo_interface__``
        What to measure between. An outline counts with all of its area.
    atlas : Atlas, optional
        Looks names up.

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
    # Geometries are checked where they are measured, once for as long as they are kept.
    one = a if isinstance(a, BaseGeometry) else positions.as_geometry(a, "a", atlas)
    other = b if isinstance(b, BaseGeometry) else positions.as_geometry(b, "b", atlas)
    return geodesy.geometry_distance_m(one, other)


def nearest(
    points: Points,
    features: gpd.GeoDataFrame,
    k: int = 1,
    *,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> pd.DataFrame:
    """Find the `k` nearest features to each point.

    Parameters
    ----------
    points : any points
        GeoDataFrame, GeoSeries, DataFrame, (n, 2) array, one or many (lon, lat) pairs, a tuple of
        two arrays (lons, lats), Shapely points, Places, names, ``__geo_interface__``, WKB or Arrow.
    features : geopandas.GeoDataFrame
        A layer of points, lines or areas, in any known CRS.
    k : int
        How many features a point.
    on_missing : {"raise", "null"}
        Whether a row without a position is an error, or gets null answers.
    atlas : Atlas, optional
        Looks names of places up, if `points` are names.

    Returns
    -------
    pandas.DataFrame
        `k` rows a point, on the caller's index: ``point`` (the same label), ``rank`` (from 1),
        ``feature`` (label in `features`), ``id`` if the features have one, ``distance_m`` (0
        inside an area). Equally near features stand in the layer's order.

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
    at = as_points(points, on_missing=on_missing, find=atlas)
    geometries = positions.as_geometries(features)
    if not 1 <= k <= len(geometries):
        wanted = f"1 to {len(geometries)}, the number of features"
        empty = "there are no features; pass a layer that is not empty"
        raise InvalidQuantity(f"k is {k}; pass {wanted}" if len(geometries) else empty)
    index, metres = _ranked(at, geometries, k)
    flat = index.ravel()
    columns = {
        "rank": np.tile(np.arange(1, k + 1), len(index)),
        "feature": features.index.take(flat),
        "distance_m": metres.ravel(),
    }
    if "id" in features:
        columns["id"] = features["id"].array.take(flat)
    rows = np.arange(at.size) if at.rows is None else at.rows
    table = _on_rows(at, np.repeat(rows, k) if k > 1 else rows, columns)
    order = ["point", "rank", "feature", "id", "distance_m"]
    return table[[name for name in order if name in table]]


def _ranked(
    at: Positions, geometries: NDArray[np.object_], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return numbers and distances of the nearest features, both (n, k)."""
    if (shapely.get_type_id(geometries) == _POINT).all():
        xy = shapely.get_coordinates(geometries)
        return geodesy.nearest_points(at.lon, at.lat, xy[:, 0], xy[:, 1], k=k)
    layer = geodesy.kept_index(list(geometries), geodesy.LayerIndex)
    if k == 1:
        first, metres = layer.nearest(at.lon, at.lat)
        return first[:, None], metres[:, None]
    index = np.empty((len(at.lon), k), dtype=np.int64)
    ranked = np.empty((len(at.lon), k))
    step = max(1, _PAIRS_AT_ONCE // len(geometries))
    for start in range(0, len(at.lon), step):
        rows = slice(start, start + step)
        whole = layer.matrix(at.lon[rows], at.lat[rows])
        index[rows] = np.argsort(whole, axis=1, kind="stable")[:, :k]
        ranked[rows] = np.take_along_axis(whole, index[rows], axis=1)
    return index, ranked


def distance_matrix(
    a: Points, b: Points | gpd.GeoDataFrame, *, atlas: Atlas | None = None
) -> NDArray[np.float64] | pd.DataFrame:
    """Measure from every point of one set to every point or feature of another.

    Parameters
    ----------
    a : any points
        As for :func:`nearest`: a frame, an array, pairs, geometries, Places, WKB or Arrow.
    b : any points, or a layer
        Likewise, or lines and areas; the inside of an area is at distance 0.
    atlas : Atlas, optional
        Looks names of places up.

    Returns
    -------
    numpy.ndarray or pandas.DataFrame
        Shape ``(len(a), len(b))``, metres; a DataFrame on the index of `a` if it has one, with
        the index of `b` as columns.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates, CRSMismatch
        If either cannot be used.

    Examples
    --------
    >>> distance_matrix([(0, 0)], [(1, 0), (0, 1)]).round().tolist()
    [[111319.0, 110574.0]]
    """
    one = as_points(a, "a", find=atlas)
    if isinstance(b, gpd.GeoDataFrame | gpd.GeoSeries) and not (b.geom_type == "Point").all():
        layer = geodesy.kept_index(list(positions.as_geometries(b, "b")), geodesy.LayerIndex)
        metres = layer.matrix(one.lon, one.lat)
        columns = b.index
    else:
        other = as_points(b, "b", find=atlas)
        metres = geodesy.distance_matrix(one.lon, one.lat, other.lon, other.lat)
        columns = other.labels
    return metres if one.index is None else pd.DataFrame(metres, one.index, columns)


def within_zones(
    points: Points,
    zones: gpd.GeoDataFrame,
    *,
    edges: Literal["geodesic", "straight"] = "geodesic",
    margins: bool = False,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> pd.DataFrame:
    """Find which zones points lie in; the edges of zones belong to them.

    Parameters
    ----------
    points, on_missing, atlas
        As for :func:`nearest`; with "null", a row without a position lies in no zone.
    zones : geopandas.GeoDataFrame
        A layer of areas, in any known CRS; they may overlap. Features of which only a point or
        a line is known hold no points.
    edges : {"geodesic", "straight"}
        Outlines run along geodesics, or straight in degrees as GeoJSON (RFC 7946) has it.
    margins : bool
        Add ``margin_m``, metres from the point to the outline, and ``indeterminate`` if the zones
        have ``accuracy_m``: the margin is no more than that, so the point may lie outside.

    Returns
    -------
    pandas.DataFrame
        One row for each pair of a point and a zone it lies in, on the caller's index:
        ``point`` (the same label), ``zone`` (label in `zones`), and ``id`` if the zones have
        one; in the order of the points and then of the layer.

    Raises
    ------
    InvalidGeometry, InvalidCoordinates, CRSMismatch, InvalidQuantity
        If points, zones or `edges` cannot be used.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> layer = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 2, 2)], crs=4326)
    >>> within_zones([(1, 1), (3, 3)], layer).values.tolist()
    [[0, 0, 'a']]
    """
    at = as_points(points, on_missing=on_missing, find=atlas)
    outlines = positions.as_geometries(zones)
    areas = np.flatnonzero(np.isin(shapely.get_type_id(outlines), AREAS))
    if edges == "straight":
        pairs = shapely.STRtree(outlines[areas]).query(shapely.points(at.lon, at.lat), "intersects")
        point, area = pairs[:, np.lexsort(pairs[::-1])]
    elif edges == "geodesic":
        point, area = geodesy.kept_index(list(outlines[areas]), geodesy.ZoneIndex).query(
            at.lon, at.lat
        )
    else:
        raise InvalidQuantity(f"edges is {edges!r}; pass 'geodesic' or 'straight'")
    zone = areas[area]
    columns = {"zone": zones.index.take(zone)}
    if "id" in zones:
        columns["id"] = zones["id"].array.take(zone)
    if margins:
        columns["margin_m"] = margin = np.zeros(len(point))
        for number in np.unique(zone):
            rows = np.flatnonzero(zone == number)
            outline = geodesy.LayerIndex([outlines[number].boundary])
            margin[rows] = outline.nearest(at.lon[point[rows]], at.lat[point[rows]])[1]
        if "accuracy_m" in zones:
            columns["indeterminate"] = margin <= zones["accuracy_m"].to_numpy(float)[zone]
    return _on_rows(at, point if at.rows is None else at.rows[point], columns, fill=False)


def corridor(
    border_or_geometry: ReferencedLine | Position,
    width_m: float | str,
    *,
    atlas: Atlas | None = None,
) -> gpd.GeoDataFrame:
    """Draw everything within a distance of a line, a place or a geometry.

    Parameters
    ----------
    border_or_geometry : ReferencedLine, Place, (lon, lat), geometry, GeoDataFrame or name
        What to go round; anything with ``__geo_interface__`` is a geometry, too.
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
    geometry = positions.as_geometry(border_or_geometry, "the line or place", atlas)
    outline = geodesy.geodesic_buffer(geometry, width_m)
    return gpd.GeoDataFrame(
        {"width_m": [float(width_m)], "area_km2": [geodesy.area_km2(outline)]},
        geometry=[outline],
        crs="EPSG:4326",
    )


def within_corridor(
    points: Points,
    geometry: ReferencedLine | geodesy.GeodesicLine | gpd.GeoDataFrame | Position,
    width_m: float | str,
    *,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> Any:
    """Tell which points lie within a distance of a line, an area, a place or a layer.

    Parameters
    ----------
    points, on_missing, atlas
        As for :func:`nearest`.
    geometry : ReferencedLine, Place, (lon, lat), shapely geometry, GeoDataFrame or name
        What the corridor goes round. The inside of an area belongs to it.
    width_m : float or str
        How far: metres, or text such as ``"25 km"``.

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
    at = as_points(points, on_missing=on_missing, find=atlas)
    inside = positions.index_of(geometry, atlas).within(at.lon, at.lat, width)
    return at.answers(inside, "within_corridor")


def between(
    points: Points,
    a: Position,
    b: Position,
    *,
    detour: float = DETOUR,
    on_missing: OnMissing = "raise",
    atlas: Atlas | None = None,
) -> Any:
    """Tell which points lie between two places: those that hardly make the way longer.

    Parameters
    ----------
    points, on_missing, atlas
        As for :func:`nearest`.
    a, b : Place, (lon, lat), geometry, name or ``__geo_interface__``
        The ends.
    detour : float, default 1.2
        How many times as long as the straight way from `a` to `b` the way over a point may be.

    Returns
    -------
    numpy.ndarray or pandas.Series
        Shape ``(n,)``, bool; a Series if the points have an index.

    Raises
    ------
    InvalidQuantity, InvalidGeometry, InvalidCoordinates, CRSMismatch
        If `detour` is below 1, or the points or the ends cannot be used.

    Examples
    --------
    >>> between([(0.5, 0.1), (0.5, 0.9)], (0, 0), (1, 0)).tolist()
    [True, False]
    """
    geodesy.checked_quantity(detour, "detour", above=1 - 1e-12)
    at = as_points(points, on_missing=on_missing, find=atlas)
    ends = positions.as_geometry(a, "a", atlas), positions.as_geometry(b, "b", atlas)
    one, other = (
        geodesy.kept_index([end], geodesy.LayerIndex).nearest(at.lon, at.lat)[1] for end in ends
    )
    return at.answers(one + other <= detour * geodesy.geometry_distance_m(*ends), "between")


def _on_rows(
    at: Positions, rows: NDArray[np.int64], columns: dict[str, Any], *, fill: bool = True
) -> pd.DataFrame:
    """Put answers on the labels of their rows; with `fill`, rows without any are null."""
    table = pd.DataFrame(columns, copy=False)
    if fill and at.rows is not None:
        missing = pd.DataFrame(index=np.setdiff1d(np.arange(at.size), rows))
        table = pd.concat([table.set_axis(rows), missing]).sort_index(kind="stable")
        rows = table.index.to_numpy()
        table["feature"] = table["feature"].astype("object").where(table["rank"].notna(), None)
        table["rank"] = table["rank"].astype("Int64")
    same = at.rows is None and len(rows) == at.size and bool((rows == np.arange(at.size)).all())
    labels = at.labels if same else at.labels.take(rows)
    table.index = labels
    table.insert(0, "point", labels.to_numpy() if labels.nlevels == 1 else list(labels))
    return table
