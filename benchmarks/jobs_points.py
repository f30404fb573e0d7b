"""Jobs about points and zones: each gives its rows, the engine's first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from measure import Row, extra_bytes, timed
from scene import EARTH_M, GEOD, OURS, Scene, ecef, keep

from sinokorea_geo.geodesy import (
    ZoneIndex,
    distance_matrix,
    nearest_points,
)
from tests.geodesy import oracle


def nearest(scene: Scene) -> list[Row]:
    """The nearest crossing of some thirty."""
    at = scene.atlas.crossings.geometry
    x, y = at.x.to_numpy()[:30], at.y.to_numpy()[:30]
    lon, lat = scene.lon, scene.lat
    row, _ = timed(
        "nearest of 30", OURS, len(lon), lambda: nearest_points(lon, lat, x, y), runs=scene.runs
    )
    check = slice(0, 20_000)
    exact = oracle.inverse_m(lon[check, None], lat[check, None], x, y)
    index, metres = nearest_points(lon, lat, x, y)
    row.wrong_per_million = float((index[check, 0] != exact.argmin(1)).mean() * 1e6)
    row.error_m = float(np.abs(metres[check, 0] - exact.min(1)).max())
    row.bytes_per_point = extra_bytes(
        len(lon), 16, lambda: keep(nearest_points(lon, lat, x, y), 16 * len(lon))
    )
    rows = [row]
    few = slice(0, max(scene.few, len(lon) // 4))
    a, b = lon[few], lat[few]
    peers: dict[str, Callable[[], Any]] = {}
    if spatial := scene.module("scipy.spatial"):
        tree = spatial.cKDTree(ecef(x, y))

        def kdtree() -> Any:
            k = tree.query(ecef(a, b), workers=-1)[1]
            return k, GEOD.inv(a, b, x[k], y[k])[2]

        peers["SciPy cKDTree + Geod"] = kdtree
    if neighbors := scene.module("sklearn.neighbors"):
        ball = neighbors.BallTree(np.radians(np.column_stack((y, x))), metric="haversine")

        def haversine() -> Any:
            d, k = ball.query(np.radians(np.column_stack((b, a))))
            return k[:, 0], d[:, 0] * EARTH_M

        peers["scikit-learn BallTree, haversine"] = haversine
    for name, peer in peers.items():
        row, (k, d) = timed("nearest of 30", name, len(a), peer, runs=3)
        m = min(len(a), 20_000)
        chosen = exact[np.arange(m), np.asarray(k)[:m]]
        row.wrong_per_million = float((chosen > exact[:m].min(1) + 1e-6).mean() * 1e6)
        row.error_m = float(np.abs(np.asarray(d)[:m] - exact[:m].min(1)).max())
        rows.append(row)
    return rows


def zones(scene: Scene) -> list[Row]:
    """Which zone points are in: zones and counties."""
    held = [*scene.atlas.zones.geometry, *scene.atlas.counties.geometry]
    regions = [g for g in held if g.geom_type in {"Polygon", "MultiPolygon"}][:48]
    lon, lat = scene.lon, scene.lat
    index = ZoneIndex(regions)
    row, first = timed(
        f"{len(regions)} zones", OURS, len(lon), lambda: index.first(lon, lat), runs=scene.runs
    )
    row.bytes_per_point = extra_bytes(
        len(lon), 16, lambda: keep(index.first(lon, lat), 8 * len(lon))
    )
    job = row.job
    few = slice(0, max(scene.few, len(lon) // 4))
    tree = shapely.STRtree(regions)
    frame = gpd.GeoDataFrame(geometry=regions, crs=4326)

    def strtree() -> Any:
        return tree.query(shapely.points(lon[few], lat[few]), predicate="within")

    def sjoin() -> Any:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon[few], lat[few], crs=4326))
        return gpd.sjoin(points, frame, predicate="within")

    for region in regions:
        shapely.prepare(region)

    def each() -> Any:
        found = np.full(len(lon[few]), -1)
        for i, region in reversed(list(enumerate(regions))):
            found[shapely.contains_xy(region, lon[few], lat[few])] = i
        return found

    def points_tree() -> Any:
        points = shapely.STRtree(shapely.points(lon[few], lat[few]))
        return points.query(regions, predicate="contains")

    rows = [row]
    for name, peer in (
        ("Shapely STRtree, within", strtree),
        ("Shapely STRtree of the points, contains", points_tree),
        ("geopandas sjoin", sjoin),
        ("shapely.contains_xy, each prepared", each),
    ):
        row, found = timed(job, name, len(lon[few]), peer, runs=3)
        if peer is each:
            row.wrong_per_million = float((found != first[few]).mean() * 1e6)
            row.note = "edges straight in longitude and latitude"
        rows.append(row)
    return rows


def matrix(scene: Scene) -> list[Row]:
    """All distances between two sets of places."""
    size = 2_000
    a, b = (np.array(scene.points(size)) for _ in range(2))
    out = distance_matrix(*a, *b)
    count = out.size
    row, _ = timed(
        "matrix", OURS, count, lambda: distance_matrix(*a, *b), unit="pairs", runs=scene.runs
    )
    again, _ = timed(
        "matrix",
        OURS + ", out=",
        count,
        lambda: distance_matrix(*a, *b, out=out),
        unit="pairs",
        runs=scene.runs,
    )
    some = 100
    lon, lat = (np.repeat(axis[:some], size) for axis in a)
    to_lon, to_lat = (np.tile(axis, some) for axis in b)
    peer, metres = timed(
        "matrix",
        "pyproj Geod.inv",
        some * size,
        lambda: GEOD.inv(lon, lat, to_lon, to_lat)[2],
        unit="pairs",
        runs=3,
    )
    row.error_m = float(np.abs(np.asarray(metres).reshape(some, size) - out[:some]).max())
    rows = [row, again, peer]
    if spatial := scene.module("scipy.spatial"):
        cd, chord = timed(
            "matrix", "SciPy cdist of chords", count,
            lambda: spatial.distance.cdist(ecef(*a), ecef(*b)), unit="pairs", runs=3,
        )  # fmt: skip
        cd.error_m = float(np.abs(chord[:some].ravel() - metres).max())
        rows.append(cd)
    return rows
