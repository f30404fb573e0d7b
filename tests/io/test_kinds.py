"""Kinds of files beside GeoJSON, KML, GeoPackage and tables: read, and refused if hostile."""

from __future__ import annotations

import ast
import gzip
import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from shapely import MultiPoint, Point

import sinokorea_geo as skg
from sinokorea_geo.io import arrow as arrow_module
from sinokorea_geo.io import read as read_module
from sinokorea_geo.io import read_features
from sinokorea_geo.io.source import FORMATS
from tests.io.test_read import SHAPES, frame, geojson, kml, mark, packed, put, refuses, shapefile

__all__ = ["put"]
DATA, PLACE, SHAPE, SYSTEM = (
    skg.DataError,
    skg.InvalidCoordinates,
    skg.InvalidGeometry,
    skg.CRSMismatch,
)
MESSAGES = FORMATS["messages"]
Put = Callable[..., Path]

GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<wpt lon="124.4" lat="40.1"><ele>9</ele><name>圈河</name><time>2019-08-01T00:00:00Z</time></wpt>
<rte><name>r</name><rtept lon="124" lat="40"/><rtept lon="125" lat="41"/></rte>
<trk><name>t</name>
<trkseg><trkpt lon="126" lat="41"><time>2019-08-01T01:00:00Z</time></trkpt>
<trkpt lon="126.1" lat="41"/></trkseg><trkseg><trkpt lon="127" lat="41"/></trkseg>
<trkseg><trkpt lon="128" lat="42"/><trkpt lon="128.1" lat="42">
<time>2019-08-02</time></trkpt></trkseg>
</trk></gpx>"""

WHOLE_GPX = GPX.replace('<trkseg><trkpt lon="127" lat="41"/></trkseg>', "")


def topology(**more: Any) -> str:
    """An area, a line of it backwards, and a point, on a grid of a tenth of a degree."""
    arcs = [[[0, 0], [10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10]]]
    areas = [
        {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "a"}},
        {"type": "LineString", "arcs": [~1], "properties": {"name": "b"}, "id": "line"},
        {"type": "Point", "coordinates": [5, 5], "properties": {"name": "c"}},
    ]
    transform = {"scale": [0.1, 0.1], "translate": [124, 40]}
    objects = {"one": {"type": "GeometryCollection", "geometries": areas}, **more}
    return json.dumps(
        {"type": "Topology", "transform": transform, "arcs": arcs, "objects": objects}
    )


def workbook(*rows: Any, title: str = "Sheet", more: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if more:
        book.create_sheet(more)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# -- GPX and KML -------------------------------------------------------------------------------


def test_gpx(put: Put) -> None:
    with pytest.warns(UserWarning, match="trk 2: has a line of less than two positions"):
        got = read_features(put(GPX))
    assert got["kind"].tolist() == ["waypoint", "route", "track"]
    assert got["name"].tolist() == ["圈河", "r", "t"]
    assert got.geometry[0] == Point(124.4, 40.1)
    assert got.geometry[1].length > 1
    assert [len(part.coords) for part in got.geometry[2].geoms] == [2, 2]  # one point is no line
    assert (got["begin"][2], got["end"][2]) == ("2019-08-01T01:00:00Z", "2019-08-02")
    assert got["ele"][0] == "9"
    refuses(put(GPX.replace('lat="40.1"', "")), PLACE, "wpt 0: 'lat' is empty")
    refuses(put(f"<!DOCTYPE gpx [<!ENTITY a 'b'>]>{GPX}"), DATA, "DOCTYPE")


def test_a_pair_of_styles_has_the_colour_of_the_normal_one(put: Put) -> None:
    pair = "".join(
        f"<Pair><key>{key}</key><styleUrl>#{url}</styleUrl></Pair>"
        for key, url in (("highlight", "h"), ("normal", "n"))
    )
    styles = "".join(
        f'<Style id="{name}"><LineStyle><color>ff{colour}</color></LineStyle></Style>'
        for name, colour in (("h", "00ff00"), ("n", "0000ff"))
    )
    dot = "<Point><coordinates>1,2</coordinates></Point>"
    given = f'<StyleMap id="m">{pair}</StyleMap>{styles}{mark(dot, "<styleUrl>#m</styleUrl>")}'
    assert read_features(put(kml(given)))["color"].tolist() == ["#ff0000"]


# -- kin of GeoJSON ----------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["", "\x1e"])
def test_a_feature_a_line(before: str, put: Put) -> None:
    given = frame("areas")
    lines = [json.dumps(item) for item in json.loads(given.to_json(drop_id=True))["features"]]
    got = read_features(put("\n".join(before + line for line in lines) + "\n"))
    assert got.geometry.geom_equals(given.geometry).all()
    assert got["name"].tolist() == given["name"].tolist()
    bare = "\n".join(json.dumps(shapely.geometry.mapping(shape)) for shape in given.geometry)
    assert read_features(put(bare)).geometry.geom_equals(given.geometry).all()
    refuses(put("\n".join([*lines, "{"])), DATA, "not whole, valid JSON")


@pytest.mark.parametrize("form", ["list", "lines"])
def test_rows_of_json(form: str, put: Put) -> None:
    rows = [
        {"name": "圈河", "lon": 130.5, "lat": "42°30′N"},
        {"lon": 124, "lat": 40, "n": {"a": 1}},
    ]
    text = json.dumps(rows) if form == "list" else "\n".join(map(json.dumps, rows))
    got = read_features(put(text))
    assert list(got.geometry) == [Point(130.5, 42.5), Point(124, 40)]
    assert got["name"][0] == "圈河"
    assert got["n"][1] == {"a": 1}
    other = json.dumps([{"a": 130.5, "b": 42}])
    refuses(put(other), DATA, "no columns 'lon' and 'lat'")
    assert len(read_features(put(other), lon="a", lat="b")) == 1


def test_topojson(put: Put) -> None:
    got = read_features(put(topology()))
    assert got["name"].tolist() == ["a", "b", "c"]
    assert got["id"][1] == "line"
    assert got.geometry[0].equals(shapely.box(124, 40, 125, 41))
    assert [tuple(map(float, xy)) for xy in got.geometry[1].coords] == [
        (124, 40),
        (124, 41),
        (125, 41),
    ]
    assert got.geometry[2] == Point(124.5, 40.5)
    two = topology(two={"type": "Point", "coordinates": [0, 0]})
    refuses(put(two), DATA, "layer= with one of 'one', 'two'")
    assert list(read_features(put(two), layer="two").geometry) == [Point(124, 40)]
    for old, new in (("[0, 1]", "[0, 99]"), ('"arcs": [[0', '"arcs": [["x"'), ('"scale"', '"s"')):
        refuses(put(topology().replace(old, new)), DATA, "topology is not whole")


def test_a_bomb_of_arcs(put: Put) -> None:
    bomb = {
        "type": "Topology",
        "arcs": [[[124 + k / 1e4, 40] for k in range(5000)]],
        "objects": {"a": {"type": "MultiLineString", "arcs": [[0]] * 5000}},
    }
    refuses(put(json.dumps(bomb)), DATA, "unpacks to more", max_bytes=10**6)


# -- workbooks ---------------------------------------------------------------------------------


def test_excel(put: Put) -> None:
    rows = [
        ["名称", "经度", "纬度", "n"],
        [],
        ["圈河", 130.52, 42.57, 1],
        ["南坪", "129,2", "42.26N"],
    ]
    got = read_features(put(workbook(*rows)))
    assert got["名称"].tolist() == ["圈河", "南坪"]
    assert got["n"].tolist() == ["1", ""]
    assert list(got.geometry) == [Point(130.52, 42.57), Point(129.2, 42.26)]
    refuses(put(workbook(*rows[:3], ["x", "no", 1])), PLACE, "row 4: '经度' is 'no'")
    two = put(workbook(*rows, title="towns", more="notes"))
    refuses(two, DATA, "layer= with one of 'towns', 'notes'")
    assert len(read_features(two, layer="towns")) == 2
    assert len(read_features(put(workbook([1, 124.4, 40.1])), lon=1, lat=2)) == 1
    refuses(put(workbook(["a"], ["b"])), DATA, "no columns 'lon' and 'lat'")


def test_workbooks_that_are_refused(put: Put) -> None:
    content = workbook(["lon", "lat"], [124.4, 40.1])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entity = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>" + members[sheet]
    refuses(put(packed(members | {sheet: entity})), DATA, "defines entities")
    refuses(put(packed(members | {sheet: members[sheet][:200]})), DATA, "damaged workbook")
    refuses(put(packed({"xl/workbook.xml": b"<a/>"})), DATA, "damaged workbook")
    # What a sheet says of its size is not believed.
    assert b"A1:B2" in members[sheet]
    large = members[sheet].replace(b"A1:B2", b"A1:XFD1048576")
    assert len(read_features(put(packed(members | {sheet: large})))) == 1


def test_workbooks_that_were_made_to_fill_memory(put: Put) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(["lon", "lat"], [1, 2]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    end = members[sheet].index(b"</sheetData>")
    for cells, says in (
        (b'<row><c r="XFD1"><v>1</v></c></row>' * 20, "has 16,384 columns"),
        (b'<row r="3"/>' * 250_000, "unpacks to more than ten times"),
    ):
        whole = members[sheet][:end] + cells + members[sheet][end:]
        refuses(put(packed(members | {sheet: whole})), DATA, says, max_bytes=10**6)
    looks = b"<styleSheet>" + b"<font/>" * 600_000 + b"</styleSheet>"
    refuses(put(packed(members | {"xl/styles.xml": looks})), DATA, "more formatting than a table")
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    refuses(put(packed(members | {sheet: wide.encode("utf-16")})), DATA, "defines entities")


# -- Arrow and FlatGeobuf ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("form", ["feather", "file", "stream", "fgb"])
def test_binary_kinds_give_back_what_was_written(form: str, kind: str, tmp_path: Path) -> None:
    given, path = frame(kind), tmp_path / f"layer.{form}"
    if form == "feather":
        given.to_feather(path)
    elif form == "fgb":
        given.to_file(path, engine="pyogrio", SPATIAL_INDEX="NO")
    else:
        table = pa.table(given.to_arrow(index=False))
        opened = pa.ipc.new_file if form == "file" else pa.ipc.new_stream
        with opened(str(path), table.schema) as writer:
            writer.write_table(table)
    got = read_features(path)
    assert got.crs == "EPSG:4326"
    assert list(got.geometry.normalize()) == list(given.geometry.normalize())
    assert got["name"].tolist() == given["name"].tolist()
    assert got["count"].tolist() == given["count"].tolist()


def test_geometries_of_arrow_that_are_no_wkb_are_refused(tmp_path: Path) -> None:
    table = pa.table(frame().to_arrow(geometry_encoding="geoarrow", index=False))
    pyarrow.feather.write_feather(table, tmp_path / "a")
    refuses(tmp_path / "a", DATA, "its geometry is not a column in WKB")
    how = {"geometry_encoding": "geoarrow", "schema_version": "1.1.0"}
    frame().to_parquet(tmp_path / "b", **how)
    refuses(tmp_path / "b", DATA, "its geometry is not a column in WKB")


def test_columns_of_arrow(put: Put, tmp_path: Path) -> None:
    table = pa.table({"longitude": [124.4], "latitude": [40.1], "n": ["a"]})
    pyarrow.feather.write_feather(table, tmp_path / "a")
    assert list(read_features(tmp_path / "a").geometry) == [Point(124.4, 40.1)]
    blobs = pa.table({"wkb": [shapely.to_wkb(Point(1, 2))], "n": [1]})
    pq.write_table(blobs, tmp_path / "b")
    assert list(read_features(tmp_path / "b").geometry) == [Point(1, 2)]
    whole = (tmp_path / "a").read_bytes()
    for cut in (10, len(whole) // 2):
        refuses(put(whole[:cut]), DATA, "damaged or truncated Arrow")


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_a_bomb_of_arrow(codec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table({"lon": np.zeros(10**6), "lat": np.zeros(10**6)})
    pyarrow.feather.write_feather(table, tmp_path / "a", compression=codec, chunksize=10**6)
    assert (tmp_path / "a").stat().st_size < 10**6
    # Before anything is unpacked.
    monkeypatch.setattr(arrow_module, "arrow_tables", None)
    refuses(tmp_path / "a", DATA, "unpacks to more than ten times", max_bytes=10**6)


def test_flatgeobuf_says_its_system(tmp_path: Path) -> None:
    path = tmp_path / "a.fgb"
    frame().to_crs(32652).to_file(path, engine="pyogrio", SPATIAL_INDEX="NO")
    refuses(path, SYSTEM, "is in EPSG:32652, but crs=EPSG:4326 was passed", crs=4326)
    for crs in (None, 32652):
        got = read_features(path, crs=crs).geometry
        assert got.geom_equals_exact(frame().geometry, 1e-6).all()


def test_no_other_driver_takes_flatgeobuf(put: Put, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("x,y\nhunter2,1\n")
    lure = (
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{tmp_path / 'secret.csv'}"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()
    for mark_end in (b"\x00", b"\x01"):
        said = refuses(put(b"fgb\x03fgb" + mark_end + lure), DATA, "is damaged")
        assert "hunter2" not in said
    path = tmp_path / "a.fgb"
    frame().to_file(path, engine="pyogrio")
    content = path.read_bytes()
    assert len(read_features(put(content[:7] + b"\x01" + content[8:]))) == 2
    for cut in (8, 40, len(content) // 2):
        refuses(put(content[:cut]), DATA, ".")


# -- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "cp949", "big5"])
def test_encodings_that_are_named(encoding: str, put: Put, tmp_path: Path) -> None:
    name = "南坪" if encoding != "cp949" else "권하"
    path = put(f"name,lon,lat\n{name},129.2,42.26\n".encode(encoding))
    refuses(path, DATA, "Pass encoding=")
    assert read_features(path, encoding=encoding)["name"].tolist() == [name]
    refuses(path, DATA, "is not in 'ascii'", encoding="ascii")
    refuses(path, DATA, "is not in 'none such'", encoding="none such")
    parts = shapefile(tmp_path, frame().assign(name=name), encoding=encoding)
    silent = packed({key: part for key, part in parts.items() if not key.endswith(".cpg")})
    assert read_features(put(silent), encoding=encoding)["name"].tolist() == [name] * 2


def test_tables_without_a_header(put: Put) -> None:
    path = put("圈河,130.52,42.57\n南坪,129.2,42.26\n")
    got = read_features(path, lon=1, lat=2)
    assert got["column_0"].tolist() == ["圈河", "南坪"]
    assert list(got.geometry) == [Point(130.52, 42.57), Point(129.2, 42.26)]
    refuses(path, DATA, "or with their numbers, from 0")
    refuses(path, DATA, "'column_9'", lon=1, lat=9)
    refuses(put("a\t1\t2\nb\tx\t2\n"), PLACE, "line 2: 'column_1' is 'x'", lon=1, lat=2)


def test_columns_of_wkb_in_base_16(put: Put) -> None:
    plain = shapely.to_wkb(Point(130.5, 42.5), hex=True)
    numbered = shapely.to_wkb(
        shapely.set_srid(MultiPoint([(1, 2)]), 4326), hex=True, include_srid=True
    )
    got = read_features(put(f"id,geom\n1,{plain}\n2,{numbered}\n"))
    assert list(got.geometry) == [Point(130.5, 42.5), MultiPoint([(1, 2)])]
    other = shapely.to_wkb(shapely.set_srid(Point(1, 2), 3857), hex=True, include_srid=True)
    refuses(put(f"id,geom\n1,{other}\n"), SYSTEM, "line 2: is in EPSG:3857")
    nested = struct.pack("<BII", 1, 7, 1) * 9
    refuses(put(f"geom\n{nested.hex()}\n"), SHAPE, "a collection, a curve")
    refuses(put(f"geom\n{plain[:30]}\n"), SHAPE, "line 2")


# -- packed ------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["gzip", "zip"])
@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "kml", "parquet", "gpx", "xlsx", "fgb"])
def test_any_kind_may_be_packed(way: str, form: str, put: Put, tmp_path: Path) -> None:
    path = tmp_path / f"layer.{form}"
    if form in {"gpkg", "fgb"}:
        frame().to_file(path, engine="pyogrio")
    elif form == "parquet":
        frame().to_parquet(path)
    else:
        text = {"csv": "lon,lat\n1,2\n1,2\n", "geojson": frame().to_json(), "gpx": WHOLE_GPX}
        text["kml"] = kml(mark("<Point><coordinates>1,2</coordinates></Point>") * 2)
        content = (
            workbook(["lon", "lat"], [1, 2], [1, 2]) if form == "xlsx" else text[form].encode()
        )
        path.write_bytes(content)
    content = path.read_bytes()
    whole = gzip.compress(content) if way == "gzip" else packed({path.name: content})
    assert len(read_features(put(whole))) == (3 if form == "gpx" else 2)


def test_gzip_that_is_refused(put: Put) -> None:
    good = gzip.compress(b"lon,lat\n1,2\n")
    assert len(read_features(put(good))) == 1
    refuses(put(good[:-4]), DATA, "damaged or truncated gzip")
    refuses(put(good[:-8] + b"\0" * 8), DATA, "damaged or truncated gzip")
    bomb = gzip.compress(b"lon,lat\n" + b"1,2\n" * 20_000_000)
    refuses(put(bomb), DATA, "200 times")
    refuses(put(bomb), DATA, "unpacks to more than ten times", max_bytes=10**6)
    refuses(put(gzip.compress(good)), DATA, "is a gzip file inside")


# -- bad rows ----------------------------------------------------------------------------------

BAD = {
    "csv": "n,lon,lat\na,124,40\nb,,40\nc,x,1\nd,500,40\ne\nf,125,41\n",
    "json": json.dumps(
        [{"n": n, "lon": x, "lat": 40} for n, x in zip("abcf", [124, "", 181, 125], strict=True)]
    ),
    "geojson": geojson(
        *(
            {"type": "Feature", "properties": {"n": n}, "geometry": shape}
            for n, shape in {
                "a": {"type": "Point", "coordinates": [124, 40]},
                "b": None,
                "c": {"type": "Point", "coordinates": ["x", 1]},
                "d": {"type": "LineString", "coordinates": [[124, 40], [500, 40]]},
                "f": {"type": "Point", "coordinates": [125, 41]},
            }.items()
        )
    ),
    "kml": kml(
        "".join(
            f"<Placemark><name>{n}</name><Point><coordinates>{at}</coordinates></Point></Placemark>"
            for n, at in {"a": "124,40", "b": "124, 40 ", "d": "500,40", "f": "125,41"}.items()
        )
    ),
}


@pytest.mark.parametrize("form", BAD)
def test_bad_rows(form: str, put: Put) -> None:
    path = put(BAD[form])
    column = "name" if form == "kml" else "n"
    with pytest.raises((PLACE, SHAPE, DATA)):
        read_features(path)
    with pytest.warns(UserWarning, match="not read: "):
        got = read_features(path, on_error="skip")
    assert got[column].tolist() == ["a", "f"]
    assert list(got.index) == [0, 1]
    told = got.attrs["left_out"]
    assert got.attrs["counts"] == {"features": len(told) + 2, "bad": len(told)}
    assert all(str(path) in line for line in told)
    with pytest.warns(UserWarning, match="not read: "):
        kept = read_features(path, on_error="null")
    assert len(kept) == len(told) + 2
    assert kept.geometry.isna().sum() == len(told)
    assert kept.attrs["left_out"] == told


def test_what_bad_rows_say(put: Put) -> None:
    with pytest.warns(UserWarning, match="not read: "):
        told = read_features(put(BAD["csv"]), on_error="skip").attrs["left_out"]
    for line, part in zip(
        told, ("'lon' is empty", "'x', not a number", "500", "has 1 cells"), strict=True
    ):
        assert part in line
    assert [line.split("line ")[1][0] for line in told] == list("3456")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing is bad: nothing is said
        good = read_features(put("lon,lat\n1,2\n"), on_error="skip")
    assert good.attrs["counts"] == {"features": 1, "bad": 0}
    refuses(put("lon,lat\nx,2\n"), PLACE, "not a number", on_error="skip")
    with pytest.raises(skg.InvalidQuantity, match="pass 'raise', 'null' or 'skip'"):
        read_features(put("lon,lat\n1,2\n"), on_error="drop")  # type: ignore[arg-type]  # the point of the test


def test_bad_rows_of_binary_kinds(tmp_path: Path) -> None:
    given = gpd.GeoDataFrame(
        {"n": list("abc")}, geometry=[Point(1, 2), None, Point(500, 1)], crs=4326
    )
    for suffix in ("gpkg", "parquet", "fgb"):
        path = tmp_path / f"a.{suffix}"
        if suffix == "parquet":
            given.to_parquet(path)
        else:
            given.to_file(path, engine="pyogrio", SPATIAL_INDEX="NO")
        with pytest.warns(UserWarning, match="not read: "):
            got = read_features(path, on_error="skip")
        assert got["n"].tolist() == ["a"], suffix
    assert isinstance(got, pd.DataFrame)


def test_every_message_has_the_facts_that_it_names() -> None:
    """Messages stand in a table, so what they are given is held against what they name."""
    used: dict[str, set[str]] = {}
    for path in Path(read_module.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                key = node.args[0]
                assert isinstance(key, ast.Constant)
                assert isinstance(key.value, str)
                facts = {word.arg for word in node.keywords}
                named = {
                    field for _, field, _, _ in Formatter().parse(MESSAGES[key.value]) if field
                }
                assert facts in ({None}, named), key.value
                used[key.value] = named
    assert sorted(used) == sorted(MESSAGES)


def test_a_geometry_that_gdal_cannot_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pyogrio.errors.GeometryError("a curve")

    frame().to_file(tmp_path / "a.gpkg")
    monkeypatch.setattr(pyogrio, "read_dataframe", fail)
    refuses(tmp_path / "a.gpkg", skg.InvalidGeometry, "damaged, a collection or a curve")
