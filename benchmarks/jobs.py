"""The jobs: each gives its rows, the engine's first."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from measure import Row, extra_bytes, timed
from pyproj import Geod

from sinokorea_geo.geodesy import (
    GeodesicLine,
    PolylineIndex,
    ZoneIndex,
    distance_matrix,
    geodesic_buffer,
    nearest_points,
)
from tests.geodesy import oracle

OURS = "sinokorea_geo"
GEOD = Geod(ellps="WGS84")
WIDTH_M = 25_000.0
EARTH_M = 6_371_008.8
# Peers are slow; a share of the points tells as much.
PEER_SHARE = 20


class Scene:
    """The border, points about it, and what was left out."""

    def __init__(self, atlas: Any, count: int, seed: int, runs: int) -> None:
        self.atlas, self.count, self.runs = atlas, count, runs
        self.xy = np.array(atlas.border.line.coords)
        self.rng = np.random.default_rng(seed)
        self.lon, self.lat = self.points(count)
        self.few = max(2_000, count // PEER_SHARE)
        self.missing: set[str] = set()
        self.index = PolylineIndex(*self.xy.T)

    def points(self, count: int, reach_deg: float = 3.0) -> tuple[Any, Any]:
        """Points evenly about the line."""
        at = self.xy[self.rng.integers(0, len(self.xy), count)]
        turn = self.rng.uniform(0, 2 * np.pi, count)
        away = reach_deg * np.sqrt(self.rng.uniform(0, 1, count))
        squeeze = np.cos(np.radians(at[:, 1]))
        return at[:, 0] + away * np.cos(turn) / squeeze, at[:, 1] + away * np.sin(turn)

    def module(self, name: str) -> Any:
        """A peer, or None."""
        try:
            return importlib.import_module(name)
        except ImportError:
            self.missing.add(name.partition(".")[0])
            return None

    @cached_property
    def truth(self) -> tuple[Any, Any, Any]:
        """Some points near and far and their distances, the slow way."""
        near = self.points(300, 0.8)
        far = self.points(60, 26.0)
        lon, lat = (np.concatenate(axis) for axis in zip(near, far, strict=True))
        lat = np.clip(lat, -89.0, 89.0)
        lon = (lon + 180.0) % 360.0 - 180.0
        return lon, lat, oracle.distances(self.xy, lon, lat)


def error(found: Any, truth: Any, low: float, high: float) -> float:
    """Largest error among distances in a range."""
    some = (truth >= low) & (truth < high)
    return float(np.abs(np.asarray(found) - truth)[some].max())


def distance(scene: Scene) -> list[Row]:
    """Distance, nearest point, chainage and side."""
    lon, lat, index = scene.lon, scene.lat, scene.index
    few_lon, few_lat = lon[: scene.few], lat[: scene.few]
    x, y, truth = scene.truth
    out = index.query(lon, lat)
    row, _ = timed("distance", OURS, len(lon), lambda: index.query(lon, lat), runs=scene.runs)
    found = index.query(x, y).distance_m
    row.error_m = error(found, truth, 0, 1e5)
    row.note = f"{error(found, truth, 1e5, 3e6):.1e} m to 3,000 km"
    size = sum(getattr(out, f).nbytes for f in ("distance_m", "along_m", "lon", "lat", "segment", "side"))
    row.bytes_per_point = extra_bytes(len(lon), 16, lambda: keep(index.query(lon, lat), size))
    again, _ = timed(
        "distance", OURS + ", out=", len(lon), lambda: index.query(lon, lat, out=out), runs=scene.runs
    )
    rows = [row, again]
    for name, peer in distance_peers(scene).items():
        row, _ = timed("distance", name, len(few_lon), lambda peer=peer: peer(few_lon, few_lat), runs=3)
        row.error_m = error(peer(x, y), truth, 0, 3e5)
        rows.append(row)
    return rows


def keep(_: Any, size: int) -> int:
    """Say how much was returned."""
    return size


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


def ecef(lon: Any, lat: Any) -> Any:
    """Earth-centred metres, on the ellipsoid."""
    x, y = np.radians(lon), np.radians(lat)
    out = GEOD.a / np.sqrt(1.0 - GEOD.es * np.sin(y) ** 2)
    return np.column_stack(
        (
            out * np.cos(y) * np.cos(x),
            out * np.cos(y) * np.sin(x),
            out * (1.0 - GEOD.es) * np.sin(y),
        )
    )


def corridor(scene: Scene) -> list[Row]:
    """Membership in a corridor of 25 km."""
    lon, lat, index = scene.lon, scene.lat, scene.index
    right = index.query(lon, lat).distance_m <= WIDTH_M
    row, inside = timed("corridor", OURS, len(lon), lambda: index.within(lon, lat, WIDTH_M), runs=scene.runs)
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


def nearest(scene: Scene) -> list[Row]:
    """The nearest crossing of some thirty."""
    at = scene.atlas.crossings.geometry
    x, y = at.x.to_numpy()[:30], at.y.to_numpy()[:30]
    lon, lat = scene.lon, scene.lat
    row, _ = timed("nearest of 30", OURS, len(lon), lambda: nearest_points(lon, lat, x, y), runs=scene.runs)
    check = slice(0, 20_000)
    exact = oracle.inverse_m(lon[check, None], lat[check, None], x, y)
    index, metres = nearest_points(lon, lat, x, y)
    row.wrong_per_million = float((index[check, 0] != exact.argmin(1)).mean() * 1e6)
    row.error_m = float(np.abs(metres[check, 0] - exact.min(1)).max())
    row.bytes_per_point = extra_bytes(len(lon), 16, lambda: keep(nearest_points(lon, lat, x, y), 16 * len(lon)))
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
        row.wrong_per_million = float((np.asarray(k)[:m] != exact[:m].argmin(1)).mean() * 1e6)
        row.error_m = float(np.abs(np.asarray(d)[:m] - exact[:m].min(1)).max())
        rows.append(row)
    return rows


def zones(scene: Scene) -> list[Row]:
    """Which zone points are in: zones and counties."""
    held = [*scene.atlas.zones.geometry, *scene.atlas.counties.geometry]
    regions = [g for g in held if g.geom_type in {"Polygon", "MultiPolygon"}][:48]
    lon, lat = scene.lon, scene.lat
    index = ZoneIndex(regions)
    row, first = timed(f"{len(regions)} zones", OURS, len(lon), lambda: index.first(lon, lat), runs=scene.runs)
    row.bytes_per_point = extra_bytes(len(lon), 16, lambda: keep(index.first(lon, lat), 8 * len(lon)))
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

    rows = [row]
    for name, peer in (
        ("Shapely STRtree, within", strtree),
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
    row, _ = timed("matrix", OURS, count, lambda: distance_matrix(*a, *b), unit="pairs", runs=scene.runs)
    again, _ = timed(
        "matrix", OURS + ", out=", count, lambda: distance_matrix(*a, *b, out=out), unit="pairs", runs=scene.runs
    )
    some = 100
    lon, lat = (np.repeat(axis[:some], size) for axis in a)
    to_lon, to_lat = (np.tile(axis, some) for axis in b)
    peer, metres = timed(
        "matrix", "pyproj Geod.inv", some * size, lambda: GEOD.inv(lon, lat, to_lon, to_lat)[2], unit="pairs", runs=3
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


def buffer(scene: Scene) -> list[Row]:
    """A corridor polygon of 25 km."""
    line = shapely.LineString(scene.xy)
    row, ours = timed("polygon", OURS, 1, lambda: geodesic_buffer(line, WIDTH_M), unit="runs", runs=3)
    utm = gpd.GeoSeries([line], crs=4326).to_crs(32652)
    peer, flat = timed("polygon", "Shapely buffer, UTM", 1, lambda: utm.buffer(WIDTH_M), unit="runs", runs=3)
    fine, _ = timed(
        "polygon", "Shapely buffer, UTM, 128 segments", 1, lambda: utm.buffer(WIDTH_M, quad_segs=128), unit="runs", runs=3
    )
    for one, region in ((row, ours), (peer, flat.to_crs(4326).iloc[0])):
        rim = region.exterior if region.geom_type == "Polygon" else region.geoms[0].exterior
        steps = np.linspace(0, 1, 3_000)
        xy = shapely.get_coordinates(shapely.line_interpolate_point(rim, steps, normalized=True))
        one.error_m = float(np.abs(scene.index.query(*xy.T).distance_m - WIDTH_M).max())
    return [row, peer, fine]


def loading(scene: Scene) -> list[Row]:
    """What has to be waited for."""
    start = time.perf_counter()
    index = PolylineIndex(*scene.xy.T)
    index.prepare()
    built = time.perf_counter() - start
    rows = [Row("index", OURS, 1, "runs", built, built)]
    code = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
    first = (
        "import numpy as np; from sinokorea_geo.geodesy import PolylineIndex; "
        "t = time.perf_counter(); x = np.linspace(124, 130, 50); "
        "PolylineIndex(x, 40 + np.sin(x)).query(np.full(5000, 125.0), np.full(5000, 41.0))"
    )
    for job, who, text in (
        ("import", OURS, "import sinokorea_geo"),
        ("import", "geopandas", "import geopandas"),
        ("import", OURS + " and all its names", "import sinokorea_geo as s; [getattr(s, n) for n in s.__all__]"),
        ("first call, cache warm", OURS, first),
    ):
        took = sorted(
            float(subprocess.run([sys.executable, "-c", code.format(text)], capture_output=True, check=True, text=True).stdout)  # noqa: S603
            for _ in range(scene.runs)
        )
        middle = took[len(took) // 2]
        rows.append(Row(job, who, 1, "runs", middle, middle))
    return rows


def scaling(scene: Scene) -> list[Row]:
    """Throughput by number of points, and of segments."""
    rows = []
    for power in (4, 5, 6, 7):
        count = 10**power
        if count > 10 * scene.count:
            continue
        lon, lat = np.resize(scene.lon, count), np.resize(scene.lat, count)
        row, _ = timed(f"10^{power} points", OURS, count, lambda: scene.index.query(lon, lat), runs=3)
        rows.append(row)
    few = slice(0, min(len(scene.lon), 200_000))
    for power in (3, 4, 5, 6):
        steps = np.linspace(0, scene.index.length_m, 10**power + 1)
        index = PolylineIndex(*GeodesicLine(scene.xy).point_at(steps))
        index.prepare()
        row, _ = timed(
            f"10^{power} segments", OURS, len(scene.lon[few]), lambda: index.query(scene.lon[few], scene.lat[few]), runs=3
        )
        rows.append(row)
    return rows


JOBS: dict[str, Callable[[Scene], list[Row]]] = {
    "1 distance": distance,
    "2 corridor": corridor,
    "3 nearest": nearest,
    "4 zones": zones,
    "5 matrix": matrix,
    "6 polygon": buffer,
    "7 loading": loading,
    "8 scaling": scaling,
}
