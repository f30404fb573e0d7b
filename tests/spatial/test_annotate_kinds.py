"""Files of other kinds than CSV, Parquet and Feather are annotated as these are."""

from __future__ import annotations

import gzip
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
import shapely

import sinokorea_geo as skg

NAMES = ["圈河", "南坪", "단둥"]
POINTS = gpd.GeoDataFrame(
    {"name": NAMES, "n": [1, 2, 3]},
    geometry=gpd.points_from_xy([130.5, 129.2, 124.4], [42.57, 42.26, 40.1]),
    crs=4326,
)
TABLE = pd.DataFrame(POINTS.drop(columns="geometry")).assign(
    lon=POINTS.geometry.x, lat=POINTS.geometry.y
)


@pytest.fixture(scope="session")
def wanted(atlas: skg.Atlas) -> Any:
    return atlas.border.locate(TABLE)["distance_m"].to_numpy()


def arrow() -> pa.Table:
    return pa.table(POINTS.to_arrow(index=False))


def write_stream(path: Path) -> None:
    with pa.ipc.new_stream(str(path), arrow().schema) as writer:
        writer.write_table(arrow())


def write_shapefile(path: Path) -> None:
    folder = path.parent / "shape"
    folder.mkdir()
    POINTS.to_file(folder / "a.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)


def write_topology(path: Path) -> None:
    places = [
        {"type": "Point", "coordinates": list(point.coords[0]), "properties": {"name": name}}
        for point, name in zip(POINTS.geometry, NAMES, strict=True)
    ]
    objects = {"places": {"type": "GeometryCollection", "geometries": places}}
    path.write_text(json.dumps({"type": "Topology", "arcs": [], "objects": objects}))


KINDS: dict[str, Callable[[Path], object]] = {
    "gpx": lambda path: POINTS[["name", "geometry"]].to_file(path, driver="GPX"),
    "kml": lambda path: POINTS.to_file(path, driver="LIBKML"),
    "kmz": lambda path: POINTS.to_file(path, driver="LIBKML"),
    "xlsx": lambda path: TABLE.to_excel(path, index=False),
    "geojson": POINTS.to_file,
    "geojsonl": lambda path: POINTS.to_file(path, driver="GeoJSONSeq"),
    "topojson": write_topology,
    "json": lambda path: TABLE.to_json(path, orient="records"),
    "ndjson": lambda path: TABLE.to_json(path, orient="records", lines=True),
    "fgb": lambda path: POINTS.to_file(path, driver="FlatGeobuf"),
    "gpkg": POINTS.to_file,
    "shp.zip": write_shapefile,
    "arrows": write_stream,
    "feather": POINTS.to_feather,
    "parquet": POINTS.to_parquet,
    "named.parquet": lambda path: POINTS.rename_geometry("where").to_parquet(path),
}


@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_annotated(
    kind: str, packed: str, wanted: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{kind}"
    KINDS[kind](path)
    if packed == ".gz":
        path.write_bytes(gzip.compress(path.read_bytes()))
    elif packed and kind != "shp.zip":
        inner = path.read_bytes()
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"in/a.{kind}", inner)
    assert skg.annotate(path, tmp_path / "out.csv", atlas=atlas) == 3
    found = pd.read_csv(tmp_path / "out.csv")
    assert found["name"].tolist() == NAMES
    np.testing.assert_allclose(found["border_distance_m"], wanted, rtol=0, atol=0.01)
    if "lon" not in found:
        assert found.iloc[0].astype(str).str.startswith("POINT (130.5 42.57").any()


FORMS = {
    "hanzi": "名称;经度;纬度\na;130,5;42,57\n",
    "hangul": "이름,경도,위도\na,130°30'00\"E,42.57N\n",
    "Darwin Core": "decimalLongitude,decimalLatitude\n130.5,42.57\n",
    "one cell": 'name,coord\na,"42°34\'12""N 130°30\'00""E"\n',
    "lat, lon": 'name,"lat, lon"\na,"42.57, 130.5"\n',
    "WKT": "name,wkt\na,POINT (130.5 42.57)\n",
    "WKB": f"name,geom\na,{shapely.Point(130.5, 42.57).wkb_hex}\n",
    "other names": "E,N\n130.5,42.57\n",
    "no header": "a;130,5;42,57\n",
    "no header, commas": "a,130.5,42.57\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_positions_as_people_write_them(
    form: str, wanted: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(FORMS[form], encoding="utf-8")
    given: dict[str, Any] = {
        "other names": ("E", "N"),
        "no header": (1, 2),
        "no header, commas": (1, 2),
    }
    lon, lat = given.get(form, (None, None))
    semicolons = ";" in FORMS[form]
    assert skg.annotate(path, tmp_path / "out.csv", atlas=atlas, lon=lon, lat=lat) == 1
    found = pd.read_csv(tmp_path / "out.csv")["border_distance_m"]
    np.testing.assert_allclose(found, wanted[:1], rtol=0, atol=0.01)
    header = None if isinstance(lon, int) else 0
    frame = pd.read_csv(path, sep=";" if semicolons else ",", header=header)
    again = skg.annotate(frame, atlas=atlas, lon=lon, lat=lat)["border_distance_m"]
    np.testing.assert_allclose(again, wanted[:1], rtol=0, atol=0.01)


def shape(kind: str, at: Any) -> dict[str, Any]:
    return {"type": kind, "coordinates": at}


def feature(number: int, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"n": number}, "geometry": geometry}


def test_bad_rows_of_other_kinds(atlas: skg.Atlas, tmp_path: Path) -> None:
    line = shape("LineString", [[130, 42], [131, 42]])
    shapes = [shape("Point", [130.5, 42.5]), None, shape("Point", ["x", 1]), line]
    shapes.append(shape("Point", [130, 91]))
    items = [feature(*pair) for pair in enumerate(shapes)]
    source, out, refused = (tmp_path / name for name in ("a.geojson", "out.csv", "bad.csv"))
    source.write_text(json.dumps({"type": "FeatureCollection", "features": items}))
    with pytest.raises(skg.InvalidCoordinates, match=r"a\.geojson, features\[2\]: \['x', 1\] is"):
        skg.annotate(source, out, atlas=atlas)
    how: Any = {"atlas": atlas, "refused": refused, "overwrite": True}
    assert skg.annotate(source, out, on_error="null", **how) == 5
    assert pd.read_csv(out)["border_distance_m"].isna().tolist() == [False, *[True] * 4]
    found = pd.read_csv(refused)
    assert found["row"].tolist() == [2, 3, 4, 5]
    assert [text.partition(" ")[0] for text in found["reason"]] == [
        "features[1]:", "features[2]:", "is", "features[4]:",
    ]  # fmt: skip
    assert found["reason"][2] == "is a LineString, wanted a point"
    assert skg.annotate(source, out, on_error="skip", **how) == 1
    pd.DataFrame({"lon": [130.5, "x", None], "lat": 42}).to_excel(tmp_path / "a.xlsx", index=False)
    with pytest.raises(skg.InvalidCoordinates, match=r"a\.xlsx, row 3: 'lon' is 'x'"):
        skg.annotate(tmp_path / "a.xlsx", out, **how)
    assert skg.annotate(tmp_path / "a.xlsx", out, on_error="skip", **how) == 1
    assert pd.read_csv(refused)["row"].tolist() == [2, 3]


def test_bad_rows_of_frames(atlas: skg.Atlas) -> None:
    line = shapely.LineString([(130, 42), (131, 42)])
    frame = gpd.GeoDataFrame(
        {"n": range(4)},
        geometry=[shapely.Point(130.5, 42.5), None, line, shapely.Point(500, 42)],
        crs=4326,
        index=[7, 8, 9, 10],
    )
    found = skg.annotate(frame, atlas=atlas, on_error="null")
    assert found["border_distance_m"].isna().tolist() == [False, True, True, True]
    assert skg.annotate(frame, atlas=atlas, on_error="skip").index.tolist() == [7]
    with pytest.raises(skg.CRSMismatch, match="rows carry no CRS"):
        skg.annotate(frame.head(1).set_crs(None, allow_override=True), atlas=atlas)
    text = pd.DataFrame({"coord": ["42.5, 130.5", None, "x"]}, index=[7, 8, 9])
    with pytest.raises(skg.InvalidCoordinates, match="row 9: 'coord' is 'x', not two numbers"):
        skg.annotate(text.drop(index=8), atlas=atlas)
    assert skg.annotate(text, atlas=atlas, on_error="skip").index.tolist() == [7]


def test_a_track_is_no_point(atlas: skg.Atlas, tmp_path: Path) -> None:
    points = "".join(f'<trkpt lon="130.{i}" lat="42.5"/>' for i in range(4))
    (tmp_path / "a.gpx").write_text(f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>")
    says = r"a\.gpx, row 1: is a LineString, wanted a point"
    with pytest.raises(skg.InvalidGeometry, match=says):
        skg.annotate(tmp_path / "a.gpx", tmp_path / "out.csv", atlas=atlas)


def test_a_folder_of_several_kinds(atlas: skg.Atlas, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for kind in ("gpx", "xlsx", "gpkg"):
        KINDS[kind](source / f"a.{kind}")
    (source / "notes.md").write_text("not a table")
    assert skg.annotate(source, out, atlas=atlas) == 9
    assert sorted(p.name for p in out.iterdir()) == ["a.gpkg", "a.gpx.csv", "a.xlsx.csv"]
    assert skg.annotate(source / "a.xlsx", out, atlas=atlas, overwrite=True) == 3


def test_layers_systems_and_sizes(atlas: skg.Atlas, wanted: Any, tmp_path: Path) -> None:
    path, out = tmp_path / "a.gpkg", tmp_path / "out.gpkg"
    POINTS.head(1).to_file(path, layer="one")
    POINTS.to_crs(32652).to_file(path, layer="two")
    how: Any = {"atlas": atlas, "overwrite": True}
    with pytest.raises(skg.DataError, match="several layers; pass layer= with one of 'one', 'two'"):
        skg.annotate(path, out, **how)
    assert skg.annotate(path, out, source_layer="two", **how) == 3
    found = gpd.read_file(out)
    assert found.crs == 32652
    np.testing.assert_allclose(found["border_distance_m"], wanted, rtol=0, atol=0.01)
    with pytest.raises(skg.DataError, match=r"is larger than max_bytes, 1,000"):
        skg.annotate(path, out, max_bytes=1_000, **how)
    bare = POINTS.to_crs(32652).set_crs(None, allow_override=True)
    with pytest.warns(UserWarning, match="crs"):
        bare.to_file(tmp_path / "bare.fgb", driver="FlatGeobuf")
    with pytest.raises(skg.CRSMismatch, match="does not say its coordinate system"):
        skg.annotate(tmp_path / "bare.fgb", out, **how)
    assert skg.annotate(tmp_path / "bare.fgb", out, crs=32652, **how) == 3


def test_no_other_driver_is_reached(atlas: skg.Atlas, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("lon,lat,word\n124,40,hunter2\n")
    lists = [
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{tmp_path}/secret.csv"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector read secret.csv"}',
    ]
    for name in ("a.csv", "a.gpkg", "a.txt"):
        for text in lists:
            (tmp_path / name).write_text(text)
            with pytest.raises(skg.DataError, match="is not followed"):
                skg.annotate(tmp_path / name, tmp_path / "out.csv", atlas=atlas)
    assert not (tmp_path / "out.csv").exists()
    POINTS.to_file(tmp_path / "a.sqlite", driver="SQLite")
    with pytest.raises(skg.DataError, match="no GeoPackage"):
        skg.annotate(tmp_path / "a.sqlite", tmp_path / "out.csv", atlas=atlas)


def test_what_csv_cannot_hold_is_refused(atlas: skg.Atlas, tmp_path: Path) -> None:
    table = pa.table({"lon": [124.0], "lat": [40.0], "several": [["a", "b"]]})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(skg.OutputError, match=r"cannot be written as CSV .*; write Parquet"):
        skg.annotate(tmp_path / "a.parquet", tmp_path / "out.csv", atlas=atlas)
    assert not (tmp_path / "out.csv").exists()
    table = pa.table({"lon": [124.0], "lat": [40.0], "key": [b"\x01\xff"]})
    pq.write_table(table, tmp_path / "a.parquet")
    skg.annotate(tmp_path / "a.parquet", tmp_path / "out.csv", atlas=atlas)
    assert pd.read_csv(tmp_path / "out.csv", dtype=str)["key"].tolist() == ["01ff"]


def test_formulas_of_every_kind_of_text_are_marked(atlas: skg.Atlas, tmp_path: Path) -> None:
    text = pa.array(["=1+1"])
    columns = {
        "plain": text,
        "large": text.cast(pa.large_string()),
        "words": text.dictionary_encode(),
    }
    pq.write_table(pa.table({**columns, "lon": [124.0], "lat": [40.0]}), tmp_path / "a.parquet")
    item = feature(1, shape("Point", [124, 40]))
    (tmp_path / "a.geojson").write_text(json.dumps(item | {"properties": {"plain": "=1+1"}}))
    for name in ("a.parquet", "a.geojson"):
        skg.annotate(tmp_path / name, tmp_path / "out.csv", atlas=atlas, overwrite=True)
        found = pd.read_csv(tmp_path / "out.csv")
        assert all(found[key].tolist() == ["'=1+1"] for key in columns if key in found)
        assert "plain" in found


def test_cells_of_several_types(atlas: skg.Atlas, tmp_path: Path) -> None:
    rows = [{"lon": 124, "lat": 40, "n": 1}, {"lon": "124", "lat": 40, "n": {"a": [1]}}]
    (tmp_path / "a.json").write_text(json.dumps([*rows, {"lon": 124, "lat": 40}]))
    assert skg.annotate(tmp_path / "a.json", tmp_path / "out.parquet", atlas=atlas) == 3
    found = pd.read_parquet(tmp_path / "out.parquet")
    assert found["n"].tolist()[:2] == ["1", "{'a': [1]}"]
    assert pd.isna(found["n"][2])


def test_what_is_left_out_of_a_file_is_told(atlas: skg.Atlas, tmp_path: Path) -> None:
    dot = "<Placemark><Point><coordinates>124,40</coordinates></Point></Placemark>"
    (tmp_path / "a.kml").write_text(f"<kml><Document>{dot}<Placemark/></Document></kml>")
    with pytest.warns(UserWarning, match=r"a\.kml: not read: Placemark 1: has no geometry$"):
        assert skg.annotate(tmp_path / "a.kml", tmp_path / "out.csv", atlas=atlas) == 1


def test_a_package_that_is_missing_is_named(
    atlas: skg.Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KINDS["xlsx"](tmp_path / "a.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    says = "needs openpyxl; run `pip install openpyxl`"
    with pytest.raises(skg.DataError, match=says):
        skg.annotate(tmp_path / "a.xlsx", tmp_path / "out.csv", atlas=atlas)
    with pytest.raises(skg.DataError, match=says):
        skg.read_features(tmp_path / "a.xlsx")
