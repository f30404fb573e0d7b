"""Jobs about a line: each gives its rows, the engine's first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from measure import Row, extra_bytes, metres, timed
from postgis import Postgis
from scene import EARTH_M, GEOD, OURS, WIDTH_M, Scene, ecef, error, keep

from sinokorea_geo.geodesy import GeodesicLine, distance_m, geodesic_buffer
from tests.geodesy import oracle


def distance(scene: Scene) -> list[Row]:
    """Distance, nearest point, chainage and side."""
    lon, lat, index = scene.lon, scene.lat, scene.index
    few_lon, few_lat = lon[: scene.few], lat[: scene.few]
    x, y, truth = scene.truth
    out = index.query(lon, lat)
    row, _ = timed("distance", OURS, len(lon), lambda: index.query(lon, lat), runs=scene.runs)
    found = index.query(x, y).distance_m
    row.error_m = error(found, truth, 0, 1e5)
    row.far_error_m = error(found, truth, 1e5, 3e6)
    size = sum(
        getattr(out, f).nbytes for f in ("distance_m", "along_m", "lon", "lat", "segment", "side")
    )
    row.bytes_per_point = extra_bytes(len(lon), 16, lambda: keep(index.query(lon, lat), size))
    again, _ = timed(
        "distance",
        OURS + ", out=",
        len(lon),
        lambda: index.query(lon, lat, out=out),
        runs=scene.runs,
    )
    border = scene.atlas.border
    alone, _ = timed(
        "distance",
        OURS + ", border.locate(…, columns=['distance_m'])",
        len(lon),
        lambda: border.locate(lon, lat, columns=["distance_m"]),
        runs=scene.runs,
    )
    rows = [row, again, alone]
    for name, peer in distance_peers(scene).items():
        row, _ = timed(
            "distance", name, len(few_lon), lambda peer=peer: peer(few_lon, few_lat), runs=3
        )
        row.error_m = error(peer(x, y), truth, 0, 3e5)
        rows.append(row)
    return rows + postgis(scene)


def postgis(scene: Scene) -> list[Row]:
    """PostGIS by the clock, the start of `psql` (some hundredths of a second) included."""
    if not Postgis.is_there():
        scene.missing.add("PostGIS")
        return []
    server = Postgis(scene.xy)
    x, y, truth = scene.truth
    lon, lat = scene.lon[: scene.few], scene.lat[: scene.few]
    took = sorted(server.distances(lon, lat)[1] for _ in range(3))[1]
    row = Row("distance", "PostGIS geography, ST_Distance", len(lon), "points", took, took)
    row.error_m = error(server.distances(x, y)[0], truth, 0, 3e5)
    apart = server.pairs(x, y, x[::-1].copy(), y[::-1].copy())
    agreed = np.abs(apart - distance_m(x, y, x[::-1], y[::-1])).max()
    row.note = f"distance alone; of two points it agrees with ours to {metres(float(agreed))}"
    server.close()
    return [row]


def distance_peers(scene: Scene) -> dict[str, Callable[[Any, Any], Any]]:
    """What else gives a distance to a line."""
    xy = scene.xy
    squeeze = np.cos(np.radians(xy[:, 1].mean()))
    flat = xy * [squeeze, 1.0]
    edges = shapely.linestrings(np.stack((flat[:-1], flat[1:]), axis=1))
    tree = shapely.STRtree(edges)

    def strtree(lon: Any, lat: Any) -> Any:
        points = shapely.points(lon * squeeze, lat)
        edge = tree.query_nearest(points, all_matches=False)[1]
        along = shapely.line_locate_point(edges[edge], points)
        foot = shapely.get_coordinates(shapely.line_interpolate_point(edges[edge], along))
        return GEOD.inv(lon, lat, foot[:, 0] / squeeze, foot[:, 1])[2]

    utm = gpd.GeoDataFrame(geometry=[shapely.LineString(xy)], crs=4326).to_crs(32652)
    cut = gpd.GeoDataFrame(
        geometry=shapely.linestrings(
            np.stack((c := shapely.get_coordinates(utm.geometry.iloc[0]))[:-1], axis=0)[:, None]
            + np.stack((np.zeros_like(c[:-1]), np.diff(c, axis=0)), axis=1)
        ),
        crs=32652,
    )

    def sjoin(lon: Any, lat: Any) -> Any:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=4326)).to_crs(32652)
        joined = gpd.sjoin_nearest(points, cut, distance_col="d")
        return joined[~joined.index.duplicated()]["d"].to_numpy()

    peers = {"Shapely STRtree + Geod": strtree, "geopandas sjoin_nearest, UTM": sjoin}
    dense = np.array(GeodesicLine(xy).point_at(np.arange(0, scene.index.length_m, 100.0))).T
    if neighbors := scene.module("sklearn.neighbors"):
        ball = neighbors.BallTree(np.radians(dense[:, ::-1]), metric="haversine")
        peers["scikit-learn BallTree, line at 100 m"] = lambda lon, lat: (
            ball.query(np.radians(np.column_stack((lat, lon))))[0][:, 0] * EARTH_M
        )
    if spatial := scene.module("scipy.spatial"):
        kd = spatial.cKDTree(ecef(*dense.T))

        def kdtree(lon: Any, lat: Any) -> Any:
            at = kd.query(ecef(lon, lat))[1]
            return GEOD.inv(lon, lat, *dense[at].T)[2]

        peers["SciPy cKDTree + Geod, line at 100 m"] = kdtree
    if spherely := scene.module("spherely"):
        line = spherely.create_linestring(xy)
        peers["spherely"] = lambda lon, lat: spherely.distance(spherely.points(lon, lat), line)
    return peers


def corridor(scene: Scene) -> list[Row]:
    """Membership in a corridor of 25 km."""
    lon, lat, index = scene.lon, scene.lat, scene.index
    right = index.query(lon, lat).distance_m <= WIDTH_M
    row, inside = timed(
        # What takes some milliseconds is disturbed easily.
        "corridor",
        OURS,
        len(lon),
        lambda: index.within(lon, lat, WIDTH_M),
        runs=5 * scene.runs,
    )
    edge_lon, edge_lat, edge_right = edge_points(scene)
    wrong = int((inside != right).sum())
    wrong += int((index.within(edge_lon, edge_lat, WIDTH_M) != edge_right).sum())
    row.wrong_per_million, row.note = wrong / (len(lon) + len(edge_lon)) * 1e6, "edge included"
    row.bytes_per_point = extra_bytes(
        len(lon), 16, lambda: keep(index.within(lon, lat, WIDTH_M), len(lon))
    )
    rows = [row]
    utm = gpd.GeoSeries([shapely.LineString(scene.xy)], crs=4326).to_crs(32652)
    polygon = utm.buffer(WIDTH_M).to_crs(4326).iloc[0]
    shapely.prepare(polygon)
    some = slice(0, max(scene.few, len(lon) // 4))
    row, inside = timed(
        "corridor", "shapely.contains_xy on a buffer", len(lon[some]),
        lambda: shapely.contains_xy(polygon, lon[some], lat[some]), runs=3,
    )  # fmt: skip
    row.wrong_per_million = float((inside != right[some]).mean() * 1e6)
    rows.append(row)
    flat = utm.iloc[0]
    shapely.prepare(flat)
    some = slice(0, scene.few)
    points = gpd.GeoSeries(gpd.points_from_xy(lon[some], lat[some], crs=4326))

    def dwithin() -> Any:
        return shapely.dwithin(flat, points.to_crs(32652).to_numpy(), WIDTH_M)

    row, inside = timed("corridor", "Shapely dwithin, UTM", scene.few, dwithin, runs=3)
    row.wrong_per_million = float((inside != right[some]).mean() * 1e6)
    return [*rows, row]


def edge_points(scene: Scene, count: int = 2_000) -> tuple[Any, Any, Any]:
    """Points within a metre of the corridor's edge, and whether they are inside, by the oracle."""
    lon, lat = scene.points(count, 0.2)
    near = scene.index.query(lon, lat)
    azimuth = np.array(GEOD.inv(near.lon, near.lat, lon, lat)[0])
    away = WIDTH_M + scene.rng.uniform(-1, 1, count)
    lon, lat, _ = GEOD.fwd(near.lon, near.lat, azimuth, away)
    lon, lat = np.array(lon), np.array(lat)
    measured = scene.index.query(lon, lat).distance_m
    # Those beside another part of the line are nearer to that, and not at the edge.
    edge = np.flatnonzero(np.abs(measured - WIDTH_M) <= 1.0)[:200]
    truth = oracle.distances(scene.xy, lon[edge], lat[edge])
    repeat = -(-100_000 // max(len(edge), 1))
    return tuple(np.tile(axis, repeat) for axis in (lon[edge], lat[edge], truth <= WIDTH_M))


def buffer(scene: Scene) -> list[Row]:
    """A corridor polygon of 25 km."""
    line = shapely.LineString(scene.xy)
    row, ours = timed(
        "polygon", OURS, 1, lambda: geodesic_buffer(line, WIDTH_M), unit="runs", runs=3
    )
    utm = gpd.GeoSeries([line], crs=4326).to_crs(32652)
    peer, flat = timed(
        "polygon", "Shapely buffer, UTM", 1, lambda: utm.buffer(WIDTH_M), unit="runs", runs=3
    )
    fine, _ = timed(
        "polygon",
        "Shapely buffer, UTM, 128 segments",
        1,
        lambda: utm.buffer(WIDTH_M, quad_segs=128),
        unit="runs",
        runs=3,
    )
    for one, region in ((row, ours), (peer, flat.to_crs(4326).iloc[0])):
        rim = region.exterior if region.geom_type == "Polygon" else region.geoms[0].exterior
        steps = np.linspace(0, 1, 3_000)
        xy = shapely.get_coordinates(shapely.line_interpolate_point(rim, steps, normalized=True))
        one.error_m = float(np.abs(scene.index.query(*xy.T).distance_m - WIDTH_M).max())
    return [row, peer, fine]
