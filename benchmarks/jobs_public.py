"""Jobs from public names only: what a caller gets, beside what a caller would write instead."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import shapely
from jobs_lines import distance_peers
from measure import Row, timed
from scene import OURS, WIDTH_M, Scene

import sinokorea_geo as skg


def public(scene: Scene) -> list[Row]:
    """Locate, corridors, zones, nearest, distance and whole files."""
    lon, lat, atlas = scene.lon, scene.lat, scene.atlas
    xy, border = np.column_stack((lon, lat)), atlas.border
    points = gpd.GeoSeries(shapely.points(lon, lat), crs=4326)
    few = slice(0, scene.few)
    rows: list[Row] = []

    def job(name: str, who: str, count: int, work: Any, runs: int = 3) -> None:
        rows.append(timed(name, who, count, work, runs=runs)[0])

    many = scene.points(5 * len(lon))
    job("locate, arrays", OURS, len(many[0]), lambda: border.locate(*many), scene.runs)
    job("locate, arrays", "the engine alone", len(many[0]), lambda: border.line.locate(*many))
    peer = distance_peers(scene)["Shapely STRtree + Geod"]
    job("locate, arrays", "Shapely STRtree + Geod", scene.few, lambda: peer(lon[few], lat[few]))
    job("locate, GeoSeries", OURS, len(lon), lambda: border.locate(points))
    job("locate, GeoSeries", "g.x, g.y alone", len(lon), lambda: (points.x, points.y))
    shape = border.corridor(WIDTH_M)
    shapely.prepare(shape)
    job(
        "within_corridor, arrays",
        OURS,
        len(lon),
        lambda: skg.within_corridor((lon, lat), border, WIDTH_M),
        5 * scene.runs,
    )
    job(
        "within_corridor, arrays",
        "sinokorea_geo of one array (n, 2)",
        len(lon),
        lambda: skg.within_corridor(xy, border, WIDTH_M),
        5 * scene.runs,
    )
    job(
        "within_corridor, arrays",
        "shapely.contains_xy on a buffer",
        len(lon),
        lambda: shapely.contains_xy(shape, lon, lat),
    )
    job(
        "within_corridor, GeoSeries",
        OURS,
        len(lon),
        lambda: skg.within_corridor(points, border, WIDTH_M),
    )
    job(
        "within_corridor, GeoSeries",
        "g.x, g.y and contains_xy",
        len(lon),
        lambda: shapely.contains_xy(shape, points.x, points.y),
    )
    zones = atlas.zones
    areas = zones[zones.geom_type.str.endswith("Polygon")]
    some = gpd.GeoDataFrame(geometry=points.iloc[few])
    job("within_zones, GeoSeries", OURS, len(lon), lambda: skg.within_zones(points, zones))
    job("within_zones, GeoSeries", "geopandas sjoin", scene.few, lambda: some.sjoin(areas))
    for name in ("zones", "counties", "routes"):
        layer = atlas.layer(name)
        layer = layer[layer.geometry.notna()]
        job(f"nearest of {len(layer)} {name}", OURS, len(lon), lambda: skg.nearest(xy, layer))
    outline, one = atlas.get("rason-sez").position, list(map(tuple, xy[:2_000]))
    skg.distance(one[0], outline)
    job(
        "distance to an outline, one by one",
        OURS,
        len(one),
        lambda: [skg.distance(at, outline) for at in one],
    )
    with tempfile.TemporaryDirectory() as folder:
        rows += files(scene, Path(folder), xy)
    return rows


def files(scene: Scene, folder: Path, xy: Any) -> list[Row]:
    """Files annotated, beside Arrow alone that reads and writes the same columns."""
    how: dict[str, Any] = {"atlas": scene.atlas, "overwrite": True}
    answers = ["border", "crossing", "zone", "county"]
    table = pa.table({"id": np.arange(len(xy)), "lon": xy[:, 0], "lat": xy[:, 1]})
    pq.write_table(table, folder / "in.parquet")
    pacsv.write_csv(table, folder / "in.csv")
    rows = []
    for suffix in ("parquet", "csv"):
        source, out = folder / f"in.{suffix}", folder / f"out.{suffix}"

        def ours(source: Path = source, out: Path = out) -> Any:
            return skg.annotate(source, out, answers=answers, **how)

        ours()

        def arrow(source: Path = source, out: Path = out, suffix: str = suffix) -> None:
            if suffix == "parquet":
                pq.read_table(source)
                pq.write_table(pq.read_table(out), folder / "copy.parquet")
            else:
                pacsv.read_csv(source)
                pacsv.write_csv(pacsv.read_csv(out), folder / "copy.csv")

        name = f"annotate, {suffix}"
        rows.append(timed(name, OURS, len(xy), ours, unit="rows", runs=3)[0])
        peer = "Arrow reads what we read, and reads and writes what we wrote"
        rows.append(timed(name, peer, len(xy), arrow, unit="rows", runs=3)[0])
    return rows
