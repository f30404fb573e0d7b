"""Files, zones and numbers that looked right and were answered wrongly, each refused or read."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import CRS

import sinokorea_geo as skg
from tests.withstands.test_machines import python

HERE = shapely.Point(124.39, 40.12)
FAR = gpd.GeoSeries([HERE], crs=4326).to_crs(32652)


def geoparquet(path: Path, point: Any = HERE, **about: Any) -> Path:
    """Write WKB with GeoParquet's metadata, and no type of Arrow's that says so."""
    entry = {"encoding": "WKB", "geometry_types": [], **about}
    geo = {"version": "1.0.0", "primary_column": "shape", "columns": {"shape": entry}}
    table = pa.table({"n": [1], "shape": [point.wkb]})
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def annotated(path: Path, atlas: skg.Atlas, **options: Any) -> pd.DataFrame:
    out = path.with_name("out.csv")
    skg.annotate(path, out, atlas=atlas, overwrite=True, **options)
    return pd.read_csv(out)


@pytest.mark.parametrize("box", [(-180, 30, 180, 60), (-90, 30, 90, 60), (-120, 30, 120, 60)])
def test_edges_that_no_one_geodesic_follows(box: tuple[float, float, float, float]) -> None:
    zones = gpd.GeoDataFrame(geometry=[shapely.box(*box)], crs=4326)
    with pytest.raises(skg.InvalidGeometry, match=r"zone 0: no one geodesic .* edges=.straight"):
        skg.within_zones([(80, 40), (0, 80)], zones)
    assert skg.within_zones([(80, 40), (0, 80)], zones, edges="straight")["point"].tolist() == [0]


def test_edges_along_a_pole_have_no_length() -> None:
    ring = [(x, -70) for x in range(-180, 181, 60)]
    cap = shapely.Polygon([*ring, (180, -90), (-180, -90)])
    zones = gpd.GeoDataFrame(geometry=[cap], crs=4326)
    assert skg.within_zones([(10, -80), (10, 0)], zones)["point"].tolist() == [0]


def test_geoparquet_without_types_of_arrow(atlas: skg.Atlas, tmp_path: Path) -> None:
    plain = geoparquet(tmp_path / "a.parquet")
    far = geoparquet(tmp_path / "b.parquet", FAR[0], crs=FAR.crs.to_json_dict())
    wanted = atlas.border.locate(HERE)["distance_m"].iloc[0]
    for path in (plain, far):
        assert skg.read_features(path).geometry[0].distance(HERE) < 1e-9
        assert annotated(path, atlas)["border_distance_m"][0] == pytest.approx(wanted, abs=1e-3)
    bare = geoparquet(tmp_path / "c.parquet", crs=None)
    with pytest.raises(skg.CRSMismatch, match="does not say"):
        annotated(bare, atlas)
    assert len(annotated(bare, atlas, crs=4326)) == 1


def test_a_system_of_no_place(tmp_path: Path) -> None:
    path = geoparquet(tmp_path / "a.parquet", crs=CRS('LOCAL_CS["x",UNIT["m",1]]').to_json_dict())
    with pytest.raises(skg.CRSMismatch, match="unknown system, 'x'"):
        skg.read_features(path)


@pytest.mark.parametrize(
    "geo", [b"{", b'{"primary_column": "shape"}', b'{"primary_column": "x", "columns": {"x": 1}}']
)
def test_metadata_that_are_damaged(geo: bytes, atlas: skg.Atlas, tmp_path: Path) -> None:
    table = pa.table({"lon": [124.0], "lat": [40.0]}).replace_schema_metadata({b"geo": geo})
    pq.write_table(table, tmp_path / "a.parquet")
    for use in (skg.read_features, lambda path: annotated(path, atlas)):
        with pytest.raises(skg.DataError, match=r"a\.parquet: what it says of its geometry"):
            use(tmp_path / "a.parquet")


def test_degrees_as_bytes(atlas: skg.Atlas, tmp_path: Path) -> None:
    pq.write_table(pa.table({"lon": [b"124.3"], "lat": [b"40.1"]}), tmp_path / "a.parquet")
    for use in (skg.read_features, lambda path: annotated(path, atlas)):
        with pytest.raises(skg.InvalidCoordinates, match="not a number"):
            use(tmp_path / "a.parquet")


def test_own_parquet_is_annotated_as_csv(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "cr.parquet", layers=["crossings"])
    found = annotated(path, atlas)
    assert len(found) == len(atlas.crossings)
    assert set(json.loads(found["bbox"][0])) == {"xmin", "ymin", "xmax", "ymax"}


@pytest.mark.parametrize("repeated", [".", "…", "!", ".\n", ". ", "０"])
def test_marks_that_are_repeated(repeated: str, atlas: skg.Atlas) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        skg.make_story({"a": "Rajin lies 50 km" + repeated * count + "inside. Then."}, atlas)
        return time.process_time() - began

    seconds(10)
    assert seconds(12_000) < 6 * seconds(3_000) + 0.5


@pytest.mark.parametrize("end", ["42.", "-42.", "  42."])
def test_a_table_cut_off_in_a_number(end: str, atlas: skg.Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"m,lon,lat\nA,124,40\nB,130.6,{end}")
    for use in (skg.read_features, lambda path: annotated(path, atlas)):
        with pytest.raises(skg.DataError, match=r"a\.csv: its last line ends inside a number"):
            use(path)


def test_tables_that_end_with_a_stop_are_whole(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for last in ("seen in 2016.", "42.\n"):
        path.write_text(f"lon,lat,note\n124,40,{last}")
        assert len(skg.read_features(path)) == len(annotated(path, atlas)) == 1


def test_a_link_to_itself_is_not_replaced(tmp_path: Path, atlas: skg.Atlas) -> None:
    link = tmp_path / "map.html"
    link.symlink_to(link)
    for overwrite in (False, True):
        with pytest.raises(skg.OutputError, match="not an ordinary file"):
            skg.save_html(skg.make_map(atlas, layers="border"), link, overwrite=overwrite)
    assert link.is_symlink()


@pytest.mark.parametrize("missing", ["raise", "null"])
@pytest.mark.parametrize("kind", [complex, object])
def test_complex_degrees(missing: Any, kind: type, atlas: skg.Atlas) -> None:
    table = pd.DataFrame({"lon": pd.Series([124 + 2j], dtype=kind), "lat": [40.0]})
    with pytest.raises(skg.InvalidCoordinates, match="not a number"):
        atlas.border.locate(table, on_missing=missing)
    with pytest.raises(skg.InvalidCoordinates, match="not a number"):
        atlas.border.locate((np.array([124 + 2j]), np.array([40.0])), on_missing=missing)
    with pytest.raises(skg.InvalidCoordinates, match="not a number"):
        skg.annotate(table, atlas=atlas)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize("ending", ["kmz", "xlsx"])
def test_a_full_disk_under_an_archive_is_told_once(ending: str, tmp_path: Path) -> None:
    code = (
        "import io, pathlib, sinokorea_geo as skg\n"
        "from sinokorea_geo.maps.export import files\n"
        "full = pathlib.Path('/dev/full')\n"
        "a = skg.load_atlas(); frames = {'crossings': a.crossings}\n"
        "chosen = files._Selection(a, frames, files._about(a, frames), True)\n"
        "link = pathlib.Path(r'" + str(tmp_path / "a") + f".{ending}')\n"
        "link.symlink_to(full)\n"
        f"try: files._WRITERS['.{ending}'](chosen, link)\n"
        "except OSError as error: print(error.errno)\n"
        "import gc, sys; gc.collect()"
    )
    assert (
        python(code.replace("import io,", "import sys; sys.stderr = sys.stdout\nimport io,"))
        == "28"
    )


def test_gdal_is_loaded_by_those_who_use_it() -> None:
    code = (
        "import sys; sys.modules['pyogrio'] = None\n"
        "import pandas as pd, sinokorea_geo as skg\n"
        "a = skg.load_atlas(); skg.make_map(a, layers=['border'])\n"
        "print(len(skg.annotate(pd.DataFrame({'lon': [124.39], 'lat': [40.12]}), atlas=a)))"
    )
    assert python(code) == "1"


def test_numbers_of_310_digits_and_lone_surrogates(atlas: skg.Atlas) -> None:
    big = int("1" * 310)
    for make in (
        lambda: skg.corridor((124.0, 40.0), big),
        lambda: skg.corridor((124.0, 40.0), f"{big} km"),
        lambda: atlas.border.point_at(big),
        lambda: atlas.border.locate(pd.DataFrame({"lon": [big], "lat": [40]}), on_missing="null"),
        lambda: skg.check_claim(subject="Rajin", object="border", stated=big, unit="km"),
    ):
        with pytest.raises((skg.InvalidQuantity, skg.InvalidCoordinates)):
            make()
    text = f"Rajin lies {big} km inside. Rajin lies 50 km \ud800 inside North Korea."
    assert len(skg.find_claims(text, atlas)) == 1
    assert "sinokorea" in skg.make_story({"a\ud800": text}, atlas)._repr_html_()
