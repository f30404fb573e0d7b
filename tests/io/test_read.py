"""Users' files: what they hold comes back as it is, and nothing they say is obeyed."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import sqlite3
import struct
import subprocess
import sys
import textwrap
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon

import sinokorea_geo as skg
from sinokorea_geo.io import read_features
from sinokorea_geo.io.features import Limits
from tests.maps.payloads import PAYLOADS

Refused = type[skg.SinoKoreaGeoError]
DATA, SYSTEM = skg.DataError, skg.CRSMismatch
SHAPE, PLACE = skg.InvalidGeometry, skg.InvalidCoordinates

YARD = Polygon(
    [(124, 40), (124, 42), (126, 42), (126, 40)],
    [[(124.5, 40.5), (125, 40.5), (125, 41), (124.5, 41)]],
)
ISLAND = Polygon(
    [(124.6, 40.6), (124.6, 40.9), (124.9, 40.9), (124.9, 40.6)],
    [[(124.7, 40.7), (124.8, 40.7), (124.8, 40.8), (124.7, 40.8)]],
)
SHAPES: dict[str, list[shapely.Geometry]] = {
    "points": [Point(124.4, 40.1), Point(130.7, 42.3)],
    "many points": [MultiPoint([(124, 40), (125, 41)]), MultiPoint([(126, 42), (126, 43)])],
    "lines": [LineString([(124, 40), (125, 41)]), LineString([(124, 40), (125, 41), (125, 42)])],
    "many lines": [MultiLineString([[(124, 40), (125, 41)], [(126, 40), (127, 41)]])] * 2,
    "areas": [YARD, Polygon([(0, 0), (0, 1), (1, 1)])],
    # The island in the pond has a pond of its own: two outlines lie around that hole.
    "many areas": [
        MultiPolygon([YARD, ISLAND]),
        MultiPolygon([YARD, Polygon([(128, 40), (128, 41), (129, 41)])]),
    ],
}


def frame(kind: str = "points") -> gpd.GeoDataFrame:
    columns = {"name": ["圈河", "원정 =1+1"], "count": [1, 20], "share": [0.5, -1.25]}
    return gpd.GeoDataFrame(columns, geometry=SHAPES[kind], crs=4326)


def geojson(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


HERE = feature("Point", [130.3, 42.2])


def kml(inside: str) -> str:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'


def mark(geometry: str, more: str = "") -> str:
    return f"<Placemark>{more}{geometry}</Placemark>"


DOT = "<Point><coordinates>130.3,42.2,9</coordinates></Point>"


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def shapefile(folder: Path, data: gpd.GeoDataFrame, **options: Any) -> dict[str, bytes]:
    """The parts of a shapefile, as GDAL writes it."""
    data.to_file(folder / "layer.shp", **options)
    return {path.name: path.read_bytes() for path in folder.glob("layer.*")}


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of any content."""

    def write(content: str | bytes, name: str = "data") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refuses(path: str | Path, error: Refused, match: str, **options: Any) -> str:
    """Read a file that is refused in one line, with its name, and return what is said."""
    with pytest.raises(error, match=match) as caught:
        read_features(path, **options)
    said = str(caught.value)
    assert type(caught.value) is error
    assert "\n" not in said
    assert said.startswith(str(path)) or said.startswith("crs") or "max_" in said
    return said


# -- what is in a file comes back --------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("form", ["geojson", "gpkg", "zip", "kml", "kmz", "csv", "parquet"])
def test_every_format_gives_back_what_was_written(form: str, kind: str, tmp_path: Path) -> None:
    given, path = frame(kind), tmp_path / f"layer.{form}"
    if form in {"geojson", "gpkg"}:
        given.to_file(path)
    elif form == "zip":
        path.write_bytes(packed(shapefile(tmp_path, given)))
    elif form in {"kml", "kmz"}:
        given.to_file(path, driver="LIBKML")
    elif form == "parquet":
        pytest.importorskip("pyarrow")
        given.to_parquet(path)
    else:
        pd.DataFrame(given.drop(columns="geometry")).assign(wkt=given.geometry.to_wkt()).to_csv(
            path, index=False
        )
    # In a KMZ, GDAL writes a document that only links to one for each layer.
    got = read_features(path)
    assert got.crs == "EPSG:4326"
    assert list(got.index) == [0, 1]
    # Another order of rings or parts is the same geometry.
    assert list(got.geometry.normalize()) == list(given.geometry.normalize())
    texts = form in {"kml", "kmz", "csv"}
    for column in ("name", "count", "share"):
        wanted = given[column].astype(str) if texts and column != "name" else given[column]
        assert got[column].tolist() == wanted.tolist()


@pytest.mark.parametrize("form", ["geojson", "gpkg", "zip"])
def test_the_same_as_gdal_reads(form: str, tmp_path: Path) -> None:
    given = frame("many areas").assign(open=[True, False], rest=[None, "x"])
    path = tmp_path / f"layer.{form}"
    if form == "zip":
        path.write_bytes(packed(shapefile(tmp_path, given)))
    else:
        given.to_file(path)
    got, wanted = read_features(path), gpd.read_file(path)
    if form == "zip":
        got["rest"] = got["rest"].replace("", None)  # a shapefile knows no missing text
    assert_geodataframe_equal(got, wanted, check_dtype=False, normalize=True, check_like=True)


def test_single_geometries_and_features_and_ids_of_geojson(put: Callable[..., Path]) -> None:
    assert read_features(put('{"type": "Point", "coordinates": [130.3, 42.2, 17]}')).shape == (1, 1)
    got = read_features(put(json.dumps(HERE | {"id": 7, "properties": {"a": None}})))
    assert got.loc[0, "id"] == 7
    assert got.geometry[0] == Point(130.3, 42.2)
    assert read_features(put(geojson(HERE | {"properties": None}))).shape == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "lon,lat\n130.3,42.2\n",
        "\n\nlon,lat\n\n130.3,42.2\n\n",
        "lat;lon\r\n42.2;130.3\r\n",
        "LAT\tLong\n 42.2 \t 130.3 \n",
        "lng,latitude\n130.3,42.2",
        "y,x\n42.2,130.3\n",
        "lon,lat,x,y\n130.3,42.2,500000,4000000\n",
        "wkt\nPOINT (130.3 42.2)\n",
        "id;the_geom\n1;point z (130.3 42.2 7)\n",
        '"lon","lat"\n"130.3","42.2"\n',
    ],
)
def test_columns_are_found_by_their_usual_names(text: str, put: Callable[..., Path]) -> None:
    assert read_features(put(text)).geometry[0] == Point(130.3, 42.2)


@pytest.mark.parametrize(
    "text",
    [
        "经度,纬度\n130.3,42.2\n",
        "緯度,經度\n42.2,130.3\n",
        "경도;위도\n130,3;42,2\n",
        "decimalLatitude\tdecimalLongitude\n42.2\t130.3\n",
        'coord\n"42.2, 130.3"\n',
        'coord\n"130.3, 42.2"\n',  # no latitude is 130.3
        'n,lonlat\n1,"130.3,42.2"\n',
        'location\n"42,2; 130,3"\n',
        'lat;lon\n"42°12\'00""N";"130°18\'0""E"\n',
        "lat;lon\nN42°12';E 130°18′\n",
        "坐标\n42°12'N 130°18'E\n",
    ],
)
def test_positions_as_people_write_them(text: str, put: Callable[..., Path]) -> None:
    (point,) = read_features(put(text)).geometry
    assert (point.x, point.y) == pytest.approx((130.3, 42.2), abs=1e-12)


def test_letters_say_the_half_of_the_globe_and_the_axis(put: Callable[..., Path]) -> None:
    (point,) = read_features(put("lat,lon\n33.4 S,70°30'W\n")).geometry
    assert (point.x, point.y) == (-70.5, -33.4)
    (pair,) = read_features(put('latlon\n"-33.4, -70.5"\n')).geometry
    assert pair == point
    swapped = "'lon' is '42.2N'; are columns swapped"
    refuses(put("lat,lon\n130.3E,42.2N\n"), PLACE, swapped)
    refuses(put("coord\nhere\n"), PLACE, "'here', not two numbers")
    refuses(put('lon,lat\n"1,300.5",42\n'), PLACE, "'1,300.5', not a number")


def test_named_columns_and_unnamed_ones(put: Callable[..., Path]) -> None:
    path = put(",经度,纬度,note\n0,130.3,42.2,007\n")
    got = read_features(path, lon="经度", lat="纬度")
    assert list(got.columns) == ["column_1", "note", "geometry"]
    assert got.loc[0, "note"] == "007"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("text", ["lon,lat,n\n130.3,42.2,圈河\n", geojson(HERE), kml(mark(DOT))])
def test_byte_order_marks(text: str, mark: bytes, put: Callable[..., Path]) -> None:
    assert len(read_features(put(mark + text.encode()))) == 1
    assert len(read_features(put(text.encode("utf-16")))) == 1


def test_the_name_of_a_file_does_not_matter(put: Callable[..., Path]) -> None:
    assert len(read_features(put(geojson(HERE), "points.csv"))) == 1
    assert len(read_features(put("lon,lat\n1,2\n", "points.geojson"))) == 1


def test_a_large_outline_in_a_cell(put: Callable[..., Path]) -> None:
    circle = Point(125, 41).buffer(1, quad_segs=4000)
    got = read_features(put(f'wkt\n"{circle.wkt}"\n'))
    assert len(circle.wkt) > 131_072  # what the csv module allows by itself
    assert got.geometry[0] == shapely.from_wkt(circle.wkt)


@pytest.mark.parametrize("text", [*PAYLOADS, "=HYPERLINK(1)", "@SUM(1)", "\x1b[31m", "a\u202eb"])
def test_text_is_text(text: str, put: Callable[..., Path]) -> None:
    row = pd.DataFrame({"t": [text], "lon": [1.0], "lat": [2.0]})
    got = [read_features(put(row.to_csv(index=False))), read_features(put(geojson(HERE)))]
    got[1] = read_features(put(geojson(feature("Point", [1, 2], t=text))))
    if "\x1b" not in text:  # not a character of XML
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        got.append(read_features(put(kml(mark(DOT, f"<name>{escaped}</name>")))))
        got[2] = got[2].rename(columns={"name": "t"})
    assert [frame.loc[0, "t"] for frame in got] == [text] * len(got)


def test_a_message_holds_nothing_that_a_terminal_obeys(put: Callable[..., Path]) -> None:
    said = refuses(put("lon,lat\n\x1b[31m" + "9" * 500 + ",1\n"), PLACE, "line 2")
    assert said.isprintable()
    assert len(said) < 400


def test_a_link_to_a_file_is_the_file(put: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(put(geojson(HERE)))
    assert len(read_features(tmp_path / "link")) == 1


# -- files that mean other files ---------------------------------------------------------------

ENDINGS = ["geojson", "json", "kml", "csv", "gpkg", "shp", "parquet", "txt"]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text("lon,lat,word\n124.4,40.1,hunter2\n", encoding="utf-8")
    return path


def vrt(secret: Path) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        f"<SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


def pipeline(secret: Path) -> str:
    command = f"gdal vector pipeline ! read {secret} ! set-geom-type --geometry-type POINT"
    return json.dumps({"type": "gdal_streamed_alg", "command_line": command})


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("lure", [vrt, pipeline])
def test_gdal_lures_are_refused(
    lure: Callable[[Path], str], ending: str, secret: Path, put: Callable[..., Path]
) -> None:
    path = put(lure(secret), f"innocent.{ending}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            live = gpd.read_file(path)["word"].tolist()
        except Exception as error:  # an older GDAL knows no pipelines
            assert lure is pipeline, error  # noqa: PT017 - either an error or nothing read
            live = ["hunter2"]
    assert live == ["hunter2"]  # the lure works: GDAL hands out what is in the other file
    assert "hunter2" not in refuses(path, DATA, "GDAL .* not followed")


@pytest.mark.parametrize("space", ["", "\ufeff", " \n\t", "<?xml version='1.0'?>\n<!-- x -->"])
def test_lures_behind_something(space: str, secret: Path, put: Callable[..., Path]) -> None:
    refuses(put(space + vrt(secret), "x.csv"), DATA, "GDAL OGRVRTDataSource")


@pytest.mark.parametrize(
    ("before", "after"), [(b"SQLite format 3\0", b""), (b"\0\0\x27\x0a", b""), (b"PK\3\4", b"")]
)
def test_lures_behind_the_start_of_another_format(
    before: bytes, after: bytes, secret: Path, put: Callable[..., Path]
) -> None:
    refuses(put(before + vrt(secret).encode() + after, "x.gpkg"), DATA, ".")


WATCHED = """
    import json, sys
    from sinokorea_geo.errors import SinoKoreaGeoError
    from sinokorea_geo.io import read_features

    sys.modules["fiona"] = sys.modules["osgeo"] = None

    def read(path):
        try:
            return len(read_features(path))
        except SinoKoreaGeoError as error:
            return type(error).__name__

    paths = sys.argv[1:]
    first = [read(path) for path in paths]  # whatever Python imports late is imported now
    seen = []

    def note(event, args):
        if event.partition(".")[0] in {"open", "socket", "subprocess", "os", "sqlite3", "ctypes"}:
            seen.append([event, str(args[0]) if args else ""])

    sys.addaudithook(note)
    again = [read(path) for path in paths]
    print(json.dumps([first, again, list(seen)]))
"""


def test_nothing_but_the_file_itself_is_opened(
    secret: Path, put: Callable[..., Path], tmp_path: Path
) -> None:
    good = []
    for form in ("geojson", "gpkg"):
        frame().to_file(tmp_path / f"good.{form}")
        good.append(tmp_path / f"good.{form}")
    good.append(put(packed(shapefile(tmp_path, frame())), "good.zip"))
    good.append(put(kml(mark(DOT) * 2), "good.kml"))
    good.append(put("lon,lat,f\n1,2,=cmd|' /C calc'!A0\n1,2,@x\n", "good.csv"))
    link = f"<NetworkLink><Link><href>{secret.as_uri()}</href></Link></NetworkLink>"
    entity = f'<!DOCTYPE kml [<!ENTITY s SYSTEM "{secret}">]>'
    bad = [put(vrt(secret), f"bad.{ending}") for ending in ENDINGS]
    bad += [
        put(pipeline(secret), "pipe.geojson"),
        put(kml(link), "link.kml"),
        put(entity + kml(mark(DOT, "<name>&s;</name>")), "entity.kml"),
        put(packed({"doc.kml": kml(link).encode()}), "link.kmz"),
        put(packed({"../../out.shp": b"", "x.shp": vrt(secret).encode()}), "out.zip"),
    ]
    paths = [str(path) for path in (*good, *bad)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(WATCHED), *paths],
        check=True,
        capture_output=True,
        text=True,
    )
    first, again, seen = json.loads(done.stdout)
    assert first == again == [2] * len(good) + ["DataError"] * len(bad)
    opened = [name for event, name in seen if event == "open" and not name.isdigit()]
    assert [name for name in opened if name not in paths] == []
    assert len(opened) >= len(paths)
    others = [(event, name) for event, name in seen if event != "open"]
    assert [pair for pair in others if pair != ("sqlite3.connect", ":memory:")] == [
        pair for pair in others if pair[0] == "sqlite3.connect/handle"
    ]


# -- paths -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "match"),
    [
        ("/vsicurl/http://127.0.0.1:9/x.geojson", "virtual paths"),
        ("/vsizip/data.zip/x.shp", "virtual paths"),
        ("CSV:/vsimem/x.csv", "virtual paths"),
        ('GPKG:"/vsicurl/http://127.0.0.1:9/x.gpkg"', "virtual paths"),
        ("GPKG:x.gpkg:layer", "names of drivers"),
        ("ESRI Shapefile:x", "names of drivers"),
        ("GDAL:x", "names of drivers"),
        ("PG:dbname=x", "names of drivers"),
        ("WFS:http://127.0.0.1:9/", "no such file; names of drivers"),
        ("s3://bucket/x.geojson", "addresses are not followed"),
        ("ftp://127.0.0.1:9/x", "addresses are not followed"),
        ("file:///etc/hostname", "addresses are not followed"),
        ("http://127.0.0.1:9/x.geojson", "addresses are not followed"),
        ("HTTPS://127.0.0.1:9/x.geojson", "addresses are not followed"),
        ("no/such/file.csv", "no such file; check"),
        ("x" * 5000, "cannot be read"),
        ("a\0b", "cannot be read"),
        ("", "is a folder|no such file"),
        (vrt(Path("x")), "no such file|cannot be read"),
        ('{"type":"Point","coordinates":[1,2]}', "no such file"),
    ],
)
def test_paths_that_mean_something_to_gdal(path: str, match: str) -> None:
    refuses(path, DATA, match)
    if path.lower().startswith("http"):
        refuses(os.fspath(Path(path)), DATA, match)  # pathlib eats a slash


def test_folders_devices_and_what_cannot_be_read(tmp_path: Path, put: Callable[..., Path]) -> None:
    refuses(tmp_path, DATA, "is a folder")
    with pytest.raises(DATA, match="pass text"):
        read_features(b"x")  # type: ignore[arg-type]  # the point of the test
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        refuses(tmp_path / "pipe", DATA, "not an ordinary file")
        refuses("/dev/zero", DATA, "not an ordinary file")
    if hasattr(os, "geteuid") and os.geteuid():
        path = put(geojson(HERE))
        path.chmod(0)
        refuses(path, DATA, "cannot be read")


def test_nothing_in_a_file_is_fetched(put: Callable[..., Path]) -> None:
    url = "http://127.0.0.1:9/x"
    refuses(
        put(kml(f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>")), DATA, "NetworkLink"
    )
    link = geojson(HERE, crs={"type": "link", "properties": {"href": url}})
    refuses(put(link), SYSTEM, "names no system")


# -- caps --------------------------------------------------------------------------------------


def test_files_over_the_caps(put: Callable[..., Path]) -> None:
    path = put(geojson(HERE))
    size = path.stat().st_size
    assert len(read_features(path, max_bytes=size)) == 1
    refuses(path, DATA, f"larger than max_bytes, {size - 1}", max_bytes=size - 1)
    if Path("/proc/self/status").exists():  # says it is empty, and is not
        refuses("/proc/self/status", DATA, "max_bytes", max_bytes=10)
    refuses(path, skg.InvalidQuantity, "max_bytes", max_bytes=0)


@pytest.mark.parametrize("form", ["geojson", "csv", "kml", "gpkg", "zip"])
def test_too_many_features(
    form: str, put: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"layer.{form}"
    if form == "csv":
        put("lon,lat\n1,2\n1,2\n", path.name)
    elif form == "kml":
        put(kml(mark(DOT) * 2), path.name)
    elif form == "zip":
        put(packed(shapefile(tmp_path, frame())), path.name)
    else:
        frame().to_file(path)
    monkeypatch.setattr(Limits, "features", property(lambda _: 2))
    assert len(read_features(path)) == 2
    monkeypatch.setattr(Limits, "features", property(lambda _: 1))
    refuses(path, DATA, "more than 1 features, one for 100 of max_bytes")


def test_a_feature_for_each_hundred_bytes(put: Callable[..., Path]) -> None:
    path = put("lon,lat\n" + "1,2\n" * 20)
    assert len(read_features(path, max_bytes=2_000)) == 20
    refuses(path, DATA, "more than 19 features", max_bytes=1_999)


def test_a_bomb_of_properties(put: Callable[..., Path]) -> None:
    many = [feature("Point", [1, 2], **{f"p{i}": i}) for i in range(1500)]
    refuses(put(geojson(*many)), DATA, "larger than ten times", max_bytes=10**6)
    wide = feature("Point", [1, 2], **{f"p{i}": i for i in range(2001)})
    refuses(put(geojson(wide)), DATA, "2,001 columns")
    refuses(put(",".join(["lon", "lat", *map(str, range(2001))]) + "\n"), DATA, "2,003 columns")


# -- archives ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../x.kml", "a/../../x.kml", "/etc/x.kml", "C:\\x.kml", "a\\..\\..\\x.kml", "..\\x.kml"],
)
def test_paths_that_lead_out_of_an_archive(name: str, put: Callable[..., Path]) -> None:
    path = put(packed({"doc.kml": kml(mark(DOT)).encode(), name: b""}))
    refuses(path, DATA, "leads out of it; nothing was unpacked")


def test_zip_bombs(put: Callable[..., Path]) -> None:
    bomb = packed({"doc.kml": b" " * 50_000_000})
    assert len(bomb) < 100_000
    tracemalloc.start()
    refuses(put(bomb), DATA, "unpacks to 50,000,000", max_bytes=10**5)
    # One that says it is small is not unpacked further than it says.
    lying = bomb.replace(struct.pack("<I", 50_000_000), struct.pack("<I", 100))
    assert lying != bomb
    refuses(put(lying), DATA, "damaged")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    refuses(put(packed({f"{i}": b"" for i in range(10_001)})), DATA, "10,000 files")


def test_archives_that_are_refused(put: Callable[..., Path]) -> None:
    good = packed({"doc.kml": kml(mark(DOT)).encode()})
    assert len(read_features(put(good))) == 1
    for cut in (4, 30, len(good) // 2, len(good) - 1):
        refuses(put(good[:cut]), DATA, "damaged|truncated")
    refuses(put(packed({"a.txt": b"x", "b.txt": b"x"})), DATA, "neither a shapefile, a workbook")
    # One file of any kind is read, but nothing packed in what was packed in it.
    inner = packed({"inner.zip": packed({"a.csv": b"lon,lat\n1,2\n"})})
    refuses(put(inner), DATA, "neither a shapefile")
    assert len(read_features(put(packed({"inner.kmz": good})))) == 1
    odd = packed({"doc.kml": b"x"}, zipfile.ZIP_LZMA)
    refuses(put(odd), DATA, "unusual way")
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.rindex(b"PK\1\2") + 8] |= 1
    refuses(put(bytes(locked)), DATA, "encrypted")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("doc.kml", "a")
            archive.writestr("doc.kml", "b")
    refuses(put(buffer.getvalue()), DATA, "two files of one name")


def test_documents_of_a_kmz(put: Callable[..., Path]) -> None:
    one, two = kml(mark(DOT)).encode(), kml(mark(DOT) * 2).encode()
    assert len(read_features(put(packed({"in/x.KML": two, "in/a.png": b"\0"})))) == 2
    path = put(packed({"a.kml": one, "b.kml": two, "__MACOSX/._a.kml": b"\0"}))
    assert read_features(path)["document"].tolist() == ["a.kml", "b.kml", "b.kml"]
    got = read_features(path, layer="b.kml")
    assert len(got) == 2
    assert "document" not in got
    bad = kml(mark("<Point><coordinates>1,99</coordinates></Point>")).encode()
    refuses(put(packed({"a.kml": one, "b.kml": bad})), PLACE, "'b.kml', Placemark 0: latitude 99")
    refuses(put(packed({"a.kml": one, "b.kml": b"<html/>"})), DATA, "'b.kml': is XML ")
    many = {f"{name}.kml": kml(mark(DOT) * 60).encode() for name in "ab"}
    refuses(put(packed(many)), DATA, "holds more than 100 features", max_bytes=10_000)
    refuses(path, DATA, "no layer 'c.kml'", layer="c.kml")
    refuses(put(one), DATA, "no layers", layer="x")


def test_links_between_documents_of_a_kmz(put: Callable[..., Path]) -> None:
    def link(name: str) -> str:
        return f"<NetworkLink><Link><href>{name}</href></Link></NetworkLink>"

    texts = {"doc.kml": kml(link("in/a.kml")), "in/a.kml": kml(mark(DOT) + link("../doc.kml"))}
    there = {name: text.encode() for name, text in texts.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = read_features(put(packed(there)))
    assert got["document"].tolist() == ["in/a.kml"]
    with pytest.warns(UserWarning, match="'doc.kml', NetworkLink: points to another file"):
        got = read_features(put(packed(there | {"doc.kml": kml(link("in/b.kml")).encode()})))
    assert len(got.attrs["left_out"]) == 1


# -- GeoJSON -----------------------------------------------------------------------------------


def named(crs: Any) -> str:
    return geojson(HERE, crs={"type": "name", "properties": {"name": crs}})


@pytest.mark.parametrize(
    "crs",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
        "epsg:4326",
        "OGC:CRS84",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
    ],
)
def test_names_of_wgs84(crs: str, put: Callable[..., Path]) -> None:
    assert read_features(put(named(crs))).geometry[0] == Point(130.3, 42.2)
    assert len(read_features(put(named(crs)), crs=4326)) == 1


@pytest.mark.parametrize(
    ("crs", "match"),
    [
        ("EPSG:999999", "unknown system, 'EPSG:999999'"),
        ("EPSG:4326+5773", "names no system"),
        ("GCJ-02", "are GCJ-02.*from_gcj02"),
        ("gcj02", "are GCJ-02.*from_gcj02"),
        ("urn:x:GCJ02", "are GCJ-02.*from_gcj02"),
        ("火星坐标系", "are GCJ-02.*from_gcj02"),
        ("BD-09", "are BD-09.*from_bd09"),
        ("bd09ll", "are BD-09.*from_bd09"),
        ("百度", "are BD-09.*from_bd09"),
        ("+init=/etc/passwd:x", "names no system"),
        ("+proj=longlat +nadgrids=/etc/passwd", "names no system"),
        ('GEOGCS["x"]', "names no system"),
        ("", "names no system"),
        (4326, "names no system"),
        (None, "names no system"),
    ],
)
def test_crs_members_that_are_refused(crs: Any, match: str, put: Callable[..., Path]) -> None:
    refuses(put(named(crs)), SYSTEM, match)


@pytest.mark.parametrize("member", ["x", [], {}, {"type": "EPSG", "properties": {"code": 4326}}])
def test_crs_members_of_another_form(member: Any, put: Callable[..., Path]) -> None:
    refuses(put(geojson(HERE, crs=member)), SYSTEM, "names no system")


def test_what_is_said_of_shifted_coordinates_works(put: Callable[..., Path]) -> None:
    lon, lat = skg.to_gcj02(130.3, 42.2)
    path = put(geojson(feature("Point", [float(lon), float(lat)])))
    frame = read_features(path)
    back = skg.from_gcj02(frame.geometry.x, frame.geometry.y)
    assert np.allclose(back, [[130.3], [42.2]], atol=1e-9)


def test_a_system_the_caller_names(put: Callable[..., Path], tmp_path: Path) -> None:
    there = frame("areas").to_crs(3857)
    path = tmp_path / "layer.geojson"
    there.to_file(path)
    for crs in (None, "EPSG:3857"):
        got = read_features(path, crs=crs)
        assert got.crs == "EPSG:4326"
        assert shapely.hausdorff_distance(got.geometry[0], YARD) < 1e-9
    refuses(path, SYSTEM, "is in EPSG:3857, but crs=EPSG:5179 was passed", crs=5179)
    refuses(path, SYSTEM, "crs is 'nonsense'", crs="nonsense")
    refuses(path, SYSTEM, "crs: .*from_bd09", crs="BD-09")
    # Nothing but the format itself says otherwise.
    metres = put(geojson(feature("Point", [14504969.6, 5189142.0])))
    refuses(metres, PLACE, "latitude 5189142 .* projected metres")
    assert round(read_features(metres, crs=3857).geometry[0].x, 3) == 130.3
    refuses(put(kml(mark(DOT))), SYSTEM, "is in EPSG:4326, but", crs=3857)
    refuses(put(geojson(HERE, crs=None)), SYSTEM, "does not say")
    assert len(read_features(put(geojson(HERE, crs=None)), crs=4326)) == 1


SWAPPED = r"latitude 130\.3 is outside −90\.\.90; are longitude and latitude swapped\?"


def deep(levels: int) -> str:
    return geojson(feature("Point", [1, 2], a=0)).replace(": 0", ": " + "[" * levels + "]" * levels)


NESTED: dict[str, Any] = {"type": "GeometryCollection", "geometries": []}
for _ in range(50):
    NESTED = {"type": "GeometryCollection", "geometries": [NESTED]}


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        ("{", DATA, "not whole, valid JSON"),
        (geojson(HERE)[:-20], DATA, "not whole, valid JSON"),
        (geojson(HERE) * 2, DATA, "not whole, valid JSON"),
        ("[]", DATA, "not GeoJSON .its type is None"),
        ("{}", DATA, "not GeoJSON .its type is None"),
        ('{"type": "Topology"}', DATA, "its topology is not whole"),
        ('{"type": ["x"]}', DATA, "its type is None"),
        ('{"type": "FeatureCollection"}', DATA, "no list of features"),
        (geojson(), DATA, "holds no features"),
        (geojson(7), DATA, r"features\[0\]: is no GeoJSON Feature"),
        (geojson(HERE, HERE["geometry"]), DATA, r"features\[1\]: is no GeoJSON Feature"),
        (geojson(HERE | {"properties": 1}), DATA, "properties are no object"),
        (geojson(HERE | {"crs": 1}), SYSTEM, "CRS of its own"),
        (deep(100_000), DATA, "nested too deeply"),
        ('{"a": 1, "a": 2}', DATA, "one object names 'a' twice"),
        (geojson(HERE).replace("{}", '{"b": 1, "b": 1}'), DATA, "names 'b' twice"),
        (geojson(HERE).replace("{}", '{"b": ' + "1" * 5000 + "}"), DATA, "valid JSON"),
        (geojson(feature("Point", [1, 2], a="\ud800")), DATA, "half a character"),
        (geojson(feature("Point", [1, 2], geometry=1, data_geometry=2)), DATA, "'data_geometry'"),
        (geojson(HERE | {"geometry": None}), SHAPE, r"features\[0\]: has no geometry"),
        (geojson(HERE | {"geometry": 7}), SHAPE, "no GeoJSON type, but None"),
        (geojson({"type": "Feature"}), SHAPE, "has no geometry"),
        (geojson(HERE | {"geometry": NESTED}), SHAPE, "make a feature of each part"),
        (json.dumps(NESTED), SHAPE, "is a GeometryCollection"),
        (geojson(feature("Circle", [1, 2])), SHAPE, "but 'Circle'"),
        (geojson(feature("Point", [])), SHAPE, "no geometry, or an empty one"),
        (geojson(feature("LineString", [])), SHAPE, "no geometry, or an empty one"),
        (geojson(feature("Polygon", [])), SHAPE, "no geometry, or an empty one"),
        (geojson(feature("LineString", [[1, 2]])), SHAPE, "is no geometry"),
        (geojson(feature("LineString", [[1, 2], []])), SHAPE, "is no geometry"),
        (geojson(feature("Polygon", [[[1, 2], [1, 3]]])), SHAPE, "is no geometry"),
        (geojson(feature("Polygon", [1, 2])), SHAPE, "not as its type wants"),
        (geojson(feature("Point", None)), SHAPE, "not as its type wants"),
        (geojson(feature("Point", {"x": 1})), SHAPE, "not as its type wants"),
        (geojson(feature("Point", [[1, 2]])), PLACE, "no position"),
        (geojson(feature("Point", [1])), PLACE, "no position"),
        (geojson(feature("Point", ["130.3", "42.2"])), PLACE, "as numbers"),
        (geojson(feature("Point", [True, False])), PLACE, "no position"),
        (geojson(feature("Point", [None, 1])), PLACE, "no position"),
        (geojson(feature("Point", [10**400, 1])), PLACE, "out of all range"),
        (geojson(feature("Point", [np.nan, 1])), PLACE, "longitude of the point is nan"),
        (geojson(feature("Point", [1, np.inf])), PLACE, "latitude of the point is inf"),
        (geojson(HERE, feature("LineString", [[1, 2], [1, np.nan]])), PLACE, r"\[1\]: .* is nan"),
        (geojson(HERE).replace("130.3", "1e999"), PLACE, "longitude of the point is inf"),
        (geojson(HERE, feature("Point", [42.2, 130.3])), PLACE, rf"features\[1\]: {SWAPPED}"),
        (geojson(feature("LineString", [[42.2, 130.3], [42, 130]])), PLACE, SWAPPED),
        (geojson(feature("Point", [230, 42.2])), PLACE, "subtract 360"),
    ],
)
def test_geojson_that_is_refused(
    text: str, error: Refused, match: str, put: Callable[..., Path]
) -> None:
    refuses(put(text), error, match)


# -- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        ("a,b\n1,2\n", DATA, "no columns 'lon' and 'lat', nor .* but 'a', 'b'"),
        ("lon,lat\n", DATA, "holds no features"),
        ("lon,lat\n1,2,3\n", DATA, "line 2: has 3 cells, but the header has 2"),
        ("lon,lat,n\n1,2,a\n1,2\n", DATA, "line 3: has 2 cells.*cut off"),
        ('lon,lat,n\n1,2,"a\nb', DATA, "not whole, valid CSV"),
        ('lon,lat\n"1"x,2\n', DATA, "not whole, valid CSV"),
        ('"lon,lat', DATA, "no header that can be read"),
        ("lon,lon,lat\n1,1,2\n", DATA, "two columns called 'lon'"),
        ("lon,lat,a,a\n1,2,3,4\n", DATA, "two columns called 'a'"),
        ("longitude,x,y\n1,1,2\n", DATA, "'longitude and y' or 'x and y'"),
        ("Lon,LON,lat\n1,1,2\n", DATA, "Pass lon= and lat="),
        ("wkt,geom\n1,2\n", DATA, "'wkt' or 'geom'"),
        ("lon,lat,geometry\n1,2,POINT (1 2)\n", DATA, "column 'geometry'"),
        ("lon,lat\n,2\n", PLACE, "line 2: 'lon' is empty; drop or fill"),
        ("lon,lat\n1,nan\n", PLACE, "line 2: latitude of the point is nan"),
        ("lon,lat\n1,-inf\n", PLACE, "line 2: latitude of the point is -inf"),
        ("lon,lat\n1_0,2\n", PLACE, "not a number"),
        ("lon,lat\n=1+1,2\n", PLACE, "'=1[+]1', not a number"),
        ('lon,lat,n\n1,2,"a\nb"\n42.2,130.3,x\n', PLACE,
         f"line 4: {SWAPPED}"),
        ("x,y\n500000,4200000\n", PLACE, "projected metres"),
        ("wkt\nx\n", SHAPE, "line 2: 'x' is no WKT"),
        ("wkt\nPOINT (1)\n", SHAPE, "line 2: is no geometry"),
        ("wkt\nPOINT EMPTY\n", SHAPE, "line 2: has no geometry, or an empty one"),
        ('wkt\n" "\n', SHAPE, "no geometry"),
        ("wkt\nPOINT (nan 1)\n", PLACE, "is nan"),
        ("wkt\nPOINT (42.2 130.3)\n", PLACE, "swapped"),
        ("wkt\n" + "GEOMETRYCOLLECTION(" * 100_000 + "\n", SHAPE, "no WKT"),
        ('wkt\n"' + "MULTIPOINT (" * 100_000 + '"\n', SHAPE, "is no geometry"),
        ('wkt\n"CIRCULARSTRING (0 0, 1 1, 2 0)"\n', SHAPE, "no WKT"),
        ("\x00\x01\x02", DATA, "neither text nor"),
        ("lon,lat\n1,2\x00\n", DATA, "control characters"),
        (" \n\t", DATA, "is empty"),
        ("", DATA, "is empty"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(
    text: str, error: Refused, match: str, put: Callable[..., Path]
) -> None:
    refuses(put(text), error, match)


def test_columns_that_are_not_there_or_shifted(put: Callable[..., Path]) -> None:
    path = put("lon,lat,lng_gcj02,lat_gcj02\n1,2,1,2\n")
    refuses(path, DATA, "no columns 'east' and 'north'", lon="east", lat="north")
    refuses(path, SYSTEM, "from_gcj02", lon="lng_gcj02", lat="lat_gcj02")


@pytest.mark.parametrize(
    ("text", "encoding", "match"),
    [
        ("lon,lat,n\n130.3,42.2,圈河\n", "gb18030", "not UTF-8.*GBK"),
        ("lon,lat,n\n130.3,42.2,원정\n", "cp949", "not UTF-8.*EUC-KR"),
        ("lon,lat,n\n130.3,42.2,Café, é\n", "latin-1", "not UTF-8 .byte 0xE9.*Latin-1.*CSV UTF-8"),
        ("lon,lat,n\n130.3,42.2,x\n", "utf-16-le", "if it is UTF-16"),
        ("lon,lat,n\n130.3,42.2,x\n", "utf-32", "neither text|control characters"),
        (geojson(feature("Point", [1, 2])).replace("{}", '{"n": "圈河"}'), "gbk", "not UTF-8.*GBK"),
        ('<?xml version="1.0" encoding="GBK"?><kml>圈河</kml>', "gbk", "save it again as UTF-8"),
        ("<kml>圈河</kml>", "gbk", "save it again as UTF-8"),
    ],
)
def test_other_encodings_are_refused(
    text: str, encoding: str, match: str, put: Callable[..., Path]
) -> None:
    refuses(put(text.encode(encoding)), DATA, match)


@pytest.mark.parametrize(
    ("start", "match"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "Excel"),
        (b"fgb\x03fgb", "is damaged"),
        (b"\x00\x00\x27\x0a", "pack .shp"),
        (b"\x89PNG\r\n\x1a\n\x00", "neither text nor"),
        (bytes(range(256)), "neither text nor"),
    ],
)
def test_other_kinds_of_files(start: bytes, match: str, put: Callable[..., Path]) -> None:
    refuses(put(start), DATA, match)


# -- KML ---------------------------------------------------------------------------------------


def line(text: str, tag: str = "LineString") -> str:
    return f"<{tag}><coordinates>{text}</coordinates></{tag}>"


def many(inside: str) -> str:
    return f"<MultiGeometry>{inside}</MultiGeometry>"


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        (kml("<NetworkLink/>"), DATA, "NetworkLink: points to another file, which is not followed"),
        (kml("<Folder><Folder><NetworkLink/></Folder></Folder>"), DATA, "NetworkLink"),
        (kml("<Folder>" * 101 + mark(DOT) + "</Folder>" * 101), DATA, "more than 100 deep"),
        ('<!DOCTYPE kml SYSTEM "/etc/passwd">' + kml(mark(DOT)), DATA, "DOCTYPE"),
        ("<!DOCTYPE html><html></html>", DATA, "DOCTYPE .'html'"),
        ('<!DOCTYPE k [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><k>&b;</k>', DATA, "DOCTYPE"),
        ("<html></html>", DATA, "is XML .'html'. but not KML"),
        ("<gml></gml>", DATA, "not KML, nor GPX"),
        (kml(mark(DOT))[:-9], DATA, "not whole, valid XML"),
        ("<", DATA, "not whole, valid XML"),
        ('<?xml version="1.0" encoding="x-none"?><kml/>', DATA, "not whole, valid XML"),
        (kml("&x;"), DATA, "not whole, valid XML"),
        ("<a>" * 100_000 + "</a>" * 100_000, DATA, "not KML"),
        (kml(""), DATA, "holds no features"),
        (kml(mark("", "<name>a</name>")), DATA, "Placemark 0 'a': has no geometry"),
        (kml(mark(line(""))), DATA, "its LineString is empty"),
        (kml(mark(line("", "Point"))), DATA, "its Point is empty"),
        (kml(mark(line("1,2"))), SHAPE, "Placemark 0: is a LineString with one position"),
        (kml(mark("<Point/>")), SHAPE, "its Point has no coordinates"),
        (kml(mark("<Polygon/>")), SHAPE, "no outerBoundaryIs"),
        (kml(mark(line("1,2 3,4", "Point"))), SHAPE, "Point with 2 positions"),
        (kml(mark("<Model/>")), DATA, "a Model is not read"),
        (kml(mark("<MultiGeometry/>")), DATA, "has no geometry"),
        (kml(mark(line("130.3, 42.2", "Point"))), PLACE, "without a space"),
        (kml(mark(line("a,b", "Point"))), PLACE, "not a number"),
        (kml(mark(line("1,2 3,4,5 6,7 8 9,1"))), PLACE, "'8' is no position"),
        (kml(mark(line("1,2 3,4,5 6 7,8,9 1,2"))), PLACE, "'6' is no position"),
        (kml(mark(line("1,2 1_0,2"))), PLACE, "'1_0', not a number"),
        (kml(mark(line("nan,1", "Point"))), PLACE, "is nan"),
        (kml(mark(line("42.2,130.3", "Point"))), PLACE, f"Placemark 0: {SWAPPED}"),
        (kml(mark(DOT, "<name>a</name><name>b</name>")), DATA, "gives 'name' twice"),
    ],
)  # fmt: skip
def test_kml_that_is_refused(
    text: str, error: Refused, match: str, put: Callable[..., Path]
) -> None:
    refuses(put(text, "x.kml"), error, match)


def test_data_of_a_placemark(put: Callable[..., Path]) -> None:
    data = (
        "<name>a</name><description><![CDATA[<b>x</b>]]></description><ExtendedData>"
        '<Data name="d"><value>1</value></Data>'
        '<SchemaData><SimpleData name="s">2</SimpleData></SchemaData></ExtendedData>'
    )
    got = read_features(put(kml(mark(DOT, data))))
    row = got.drop(columns="geometry").loc[0].to_dict()
    assert row == {"name": "a", "description": "<b>x</b>", "d": "1", "s": "2"}
    assert got.geometry[0] == Point(130.3, 42.2)
    assert not got.geometry[0].has_z


def test_folders_times_and_styles_are_columns(put: Callable[..., Path]) -> None:
    red = '<Style id="red"><LabelStyle/><IconStyle><color>7f0000ff</color></IconStyle></Style>'
    span = "<TimeSpan><begin>2019</begin><end>2021-05</end></TimeSpan><styleUrl>#red</styleUrl>"
    stamp = "<TimeStamp><when>2020-01-02</when></TimeStamp>"
    own = "<Style><LineStyle><color>ff00ff00</color></LineStyle></Style>"
    inner = f"<Folder><name>Posts</name>{mark(DOT, span)}</Folder>{mark(DOT, stamp + own)}"
    text = kml(f"<Folder><name>Border</name>{inner}</Folder>{mark(DOT)}{red}")
    got = read_features(put(text)).drop(columns="geometry").fillna("")
    assert got.to_dict("records") == [
        {"folder": "Border/Posts", "begin": "2019", "end": "2021-05", "style": "#red",
         "color": "#ff0000", "when": ""},
        {"folder": "Border", "begin": "", "end": "", "style": "", "color": "#00ff00",
         "when": "2020-01-02"},
        dict.fromkeys(("folder", "begin", "end", "style", "color", "when"), ""),
    ]  # fmt: skip


def test_geometries_of_a_placemark_however_they_are_put_together(put: Callable[..., Path]) -> None:
    def read(geometry: str) -> list[str]:
        return [shape.wkt for shape in read_features(put(kml(mark(geometry)))).geometry]

    two = "MULTIPOINT ((130.3 42.2), (130.3 42.2))"
    assert read(DOT + DOT) == read(many(DOT + DOT)) == read(many(DOT + many(DOT))) == [two]
    deep = functools.reduce(lambda text, _: many(text), range(500), DOT)
    assert read(deep) == ["POINT (130.3 42.2)"]
    path, area = "LINESTRING (1 2, 3 4)", "POLYGON ((1 2, 1 3, 2 3, 1 2))"
    shell = line("1,2 1,3 2,3 1,2", "LinearRing")
    square = f"<Polygon><outerBoundaryIs>{shell}</outerBoundaryIs></Polygon>"
    mixed = many(DOT + line("1,2 3,4") + square)
    assert read(mixed) == ["POINT (130.3 42.2)", path, area]
    got = read_features(put(kml(mark(mixed, "<name>a</name>"))))
    assert got["name"].tolist() == ["a"] * 3
    coords = "".join(f"<when>2020-0{m}</when><coord>{m} 2 7</coord>" for m in (1, 2, 3))
    track = read_features(put(kml(mark(f"<Track>{coords}</Track>"))))
    assert track.geometry[0].wkt == "LINESTRING (1 2, 2 2, 3 2)"
    assert track.loc[0, ["begin", "end"]].tolist() == ["2020-01", "2020-03"]
    tracks = f"<MultiTrack>{2 * f'<Track>{coords}</Track>'}</MultiTrack>"
    assert read(tracks)[0].startswith("MULTILINESTRING ((1 2, 2 2")


def test_what_is_left_out_is_told_with_the_reason(put: Callable[..., Path]) -> None:
    others = "<NetworkLink><name>updates</name></NetworkLink><ScreenOverlay/>"
    empty = mark("", "<name>b</name>") + mark(many(DOT + line("")))
    with pytest.warns(UserWarning, match="not read: .*and 1 more; attrs"):
        got = read_features(put(kml(others + mark(DOT) + empty)))
    assert len(got) == 2
    assert got.attrs["left_out"] == [
        "NetworkLink 'updates': points to another file, which is not followed",
        "ScreenOverlay: is a picture",
        "Placemark 1 'b': has no geometry",
        "Placemark 2: its LineString is empty",
    ]


def test_a_data_field_may_be_called_as_what_a_placemark_has(put: Callable[..., Path]) -> None:
    data = '<Data name="{}"><value>{}</value></Data>'.format
    more = f"<name>a</name><ExtendedData>{data('name', 'b')}{data('n', 1)}</ExtendedData>"
    got = read_features(put(kml(mark(DOT, more))))
    assert got.loc[0, ["name", "data_name", "n"]].tolist() == ["a", "b", "1"]
    same = f"<name>a</name><ExtendedData>{data('name', 'a')}</ExtendedData>"
    assert list(read_features(put(kml(mark(DOT, same)))).columns) == ["name", "geometry"]


def test_a_field_called_geometry_is_kept_by_another_name(put: Callable[..., Path]) -> None:
    data = '<ExtendedData><Data name="geometry"><value>b</value></Data></ExtendedData>'
    for text in (kml(mark(DOT, data)), geojson(feature("Point", [1, 2], geometry="b"))):
        got = read_features(put(text))
        assert got["data_geometry"].tolist() == ["b"]
        assert got.geometry[0].geom_type == "Point"


def test_a_line_of_one_position_is_one_bad_placemark(put: Callable[..., Path]) -> None:
    track = "<Track><when>2020-01-01</when><coord>1 2 7</coord></Track>"
    with pytest.warns(UserWarning, match="Placemark 0: is a Track with one position"):
        got = read_features(put(kml(mark(track) + mark(DOT))), on_error="skip")
    assert len(got) == 1


def test_several_tracks_begin_with_the_first_of_them(put: Callable[..., Path]) -> None:
    def track(*days: str) -> str:
        at = (f"<when>2020-01-{day}</when><coord>1 {int(day)} 7</coord>" for day in days)
        return f"<Track>{''.join(at)}</Track>"

    for tracks in (track("01", "02") + track("03", "04"), track("03", "04") + track("01", "02")):
        got = read_features(put(kml(mark(f"<MultiTrack>{tracks}</MultiTrack>"))))
        assert got.loc[0, ["begin", "end"]].tolist() == ["2020-01-01", "2020-01-04"]


def test_the_colour_is_that_of_the_style_for_the_kind(put: Callable[..., Path]) -> None:
    parts = {"IconStyle": "0000ff", "LineStyle": "00ff00", "PolyStyle": "ff0000"}
    each = [f"<{part}><color>ff{colour}</color></{part}>" for part, colour in parts.items()]
    square = f"<outerBoundaryIs>{line('1,2 1,3 2,3 1,2', 'LinearRing')}</outerBoundaryIs>"
    mixed = many(DOT + line("1,2 3,4") + f"<Polygon>{square}</Polygon>")
    shared = f'<Style id="s">{"".join(each)}</Style>{mark(mixed, "<styleUrl>#s</styleUrl>")}'
    for text in (shared, mark(mixed, f"<Style>{''.join(each)}</Style>")):
        colours = read_features(put(kml(text)))["color"].tolist()
        assert colours == ["#ff0000", "#00ff00", "#0000ff"]
    icon_alone = kml(mark(line("1,2 3,4"), f"<Style>{each[0]}</Style>"))
    assert "color" not in read_features(put(icon_alone))
    named = '<ExtendedData><Data name="color"><value>red</value></Data></ExtendedData>'
    got = read_features(put(kml(mark(DOT, f"<Style>{each[0]}</Style>{named}"))))
    assert got.loc[0, ["color", "data_color"]].tolist() == ["#ff0000", "red"]


# -- GeoPackage --------------------------------------------------------------------------------


def wkb(nested: int = 0, kind: int = 4) -> bytes:
    point = struct.pack("<bIdd", 1, 1, 130.3, 42.2)
    return struct.pack("<bII", 1, kind, 1) * nested + point


@pytest.fixture
def alter(tmp_path: Path) -> Callable[..., Path]:
    """A GeoPackage as GDAL writes it, then changed with SQL."""

    def change(*statements: str | tuple[str, tuple[Any, ...]]) -> Path:
        path = tmp_path / "layer.gpkg"
        path.unlink(missing_ok=True)
        frame().to_file(path, SPATIAL_INDEX="NO")
        with contextlib.closing(sqlite3.connect(path)) as base, base:
            base.execute("DROP TRIGGER IF EXISTS trigger_insert_feature_count_layer")
            base.execute("DROP TRIGGER IF EXISTS trigger_delete_feature_count_layer")
            for statement in statements:
                base.execute(*((statement,) if isinstance(statement, str) else statement))
        return path

    return change


ENDLESS = (
    "CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
    "SELECT 'layer' AS table_name, 'features' AS data_type FROM n"
)
EPSG = "UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 3857 WHERE srs_id = 4326"
OWN = "UPDATE gpkg_spatial_ref_sys SET organization = 'me'"


def with_geometry(geometry: bytes) -> tuple[Any, ...]:
    """A statement that gives every row this geometry."""
    head = b"GP\0\1" + struct.pack("<i", 4326)
    return (("UPDATE layer SET geom = ?", (head + geometry,)),)


@pytest.mark.parametrize(
    ("statements", "error", "match"),
    [
        (
            (
                "CREATE TABLE t AS SELECT * FROM layer",
                "DROP TABLE layer",
                "CREATE VIEW layer AS SELECT * FROM t",
            ),
            DATA,
            "'layer' is computed",
        ),
        (("DROP TABLE gpkg_contents", ENDLESS), DATA, "'gpkg_contents' is computed"),
        (
            ("ALTER TABLE layer ADD COLUMN g TEXT AS (printf('%.*c', 900000000, 'x'))",),
            DATA,
            "'layer' is computed",
        ),
        (
            ("ALTER TABLE layer RENAME TO t", "CREATE VIRTUAL TABLE layer USING rtree(i, a, b)"),
            DATA,
            "'layer' is computed",
        ),
        (("DROP TABLE layer",), DATA, "no table 'layer'"),
        (("DROP TABLE gpkg_spatial_ref_sys",), DATA, "no table 'gpkg_spatial_ref_sys'"),
        (("DELETE FROM gpkg_contents",), DATA, "no layer of features"),
        (("DELETE FROM gpkg_geometry_columns",), DATA, "no geometry column"),
        (("DELETE FROM layer",), DATA, "holds no features"),
        (("UPDATE gpkg_geometry_columns SET column_name = 'x'",), DATA, "no column 'x'"),
        (("UPDATE gpkg_geometry_columns SET srs_id = 0",), SYSTEM, "does not say"),
        (("UPDATE gpkg_geometry_columns SET srs_id = 77",), DATA, "not described"),
        ((f"{OWN}, srs_name = 'GCJ-02'",), SYSTEM, "from_gcj02"),
        ((f"{OWN}, definition = '+init=/etc/passwd:1'",), SYSTEM, "unknown system"),
        (("UPDATE layer SET geom = NULL",), SHAPE, "row 0: has no geometry"),
        (("UPDATE layer SET geom = 'x'",), SHAPE, "row 0: .*damaged"),
        (("UPDATE layer SET geom = X'4750001100000000'",), SHAPE, "row 0: has no geometry"),
        (("UPDATE layer SET geom = X'4750002100000000'",), SHAPE, "row 0: .*a curve"),
        (("UPDATE layer SET geom = X'4750000F00000000'",), SHAPE, "row 0: .*a curve"),
        (("UPDATE layer SET geom = X'4750000100000000'",), SHAPE, "row 0: .*damaged"),
        (with_geometry(wkb(100_000, 7)), SHAPE, "row 0: .*collection"),
        (with_geometry(wkb(100_000, 4)), SHAPE, "row 0: .*collection"),
        (with_geometry(b"\0" + struct.pack(">II", 6, 2**32 - 1)), SHAPE, "row 0: .*damaged"),
        (with_geometry(Point(np.nan, 1).wkb), PLACE, "row 0: longitude of the point is nan"),
        (with_geometry(Point(42.2, 130.3).wkb), PLACE, f"row 0: {SWAPPED}"),
        (("UPDATE layer SET name = CAST(X'FF' AS TEXT)",), DATA, "damaged.*utf-8"),
        (("ALTER TABLE layer ADD COLUMN geometry TEXT",), DATA, "column 'geometry'"),
    ],
)
def test_geopackages_that_are_refused(
    statements: tuple[Any, ...], error: Refused, match: str, alter: Callable[..., Path]
) -> None:
    refuses(alter(*statements), error, match)


def test_layers_of_a_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    frame().to_file(path, layer="a")
    frame("lines").to_file(path, layer='odd "name"; --')
    refuses(path, DATA, "several layers; pass layer= with one of 'a', 'odd")
    assert read_features(path, layer='odd "name"; --').geom_type.tolist() == ["LineString"] * 2
    refuses(path, DATA, "no layer 'b'", layer="b")


def test_geopackages_that_are_not_whole(
    alter: Callable[..., Path], put: Callable[..., Path]
) -> None:
    content = alter().read_bytes()
    for cut in (16, 50, 4096, len(content) - 1):
        refuses(put(content[:cut]), DATA, "is cut off|damaged")
    refuses(put(content[:100] + b"\xff" * (len(content) - 100)), DATA, "damaged")
    with contextlib.closing(sqlite3.connect(put(b"", "other.db"))) as base, base:
        base.execute("CREATE TABLE t (a)")
    refuses(put(b"", "other.db").with_name("other.db"), DATA, "empty")


def test_a_geopackage_that_is_open_elsewhere(alter: Callable[..., Path]) -> None:
    path = alter()
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("UPDATE layer SET count = 5")
        base.commit()
        refuses(path, DATA, "close the program that has it open")
    assert path.read_bytes()[18] == 2  # written with a log, which is gone now
    assert read_features(path)["count"].tolist() == [5, 5]
    assert read_features(path).drop(columns="geometry").columns.tolist() == [
        "name",
        "count",
        "share",
    ]


# -- shapefiles --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "CP949", "ISO-8859-1"])
def test_encodings_of_shapefiles(encoding: str, tmp_path: Path, put: Callable[..., Path]) -> None:
    word = {"GBK": "圈河", "CP949": "원정", "ISO-8859-1": "Café"}.get(encoding, "圈河 원정")
    given = frame().assign(name=word)
    parts = shapefile(tmp_path, given, encoding=encoding)
    assert read_features(put(packed(parts)))["name"].tolist() == [word, word]
    # A cell that ends within a character, which the width of its column cut off.
    if encoding == "UTF-8":
        cut = parts["layer.dbf"].replace("원정".encode(), b"\xec\x9b\x90\xec\xa0 ")
        with pytest.raises(DATA, match="is not in 'utf-8'"):
            read_features(put(packed(parts | {"layer.dbf": cut})))
        gbk = parts["layer.dbf"].replace("원정".encode(), "圈河口".encode("gbk"))
        with pytest.raises(DATA, match=r"'utf-8'; it may be GBK \(Chinese\).*; pass encoding="):
            read_features(put(packed(parts | {"layer.dbf": gbk})))


def test_text_cut_off_by_the_width_of_its_column(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, frame().assign(name="x" * 251 + "圈")[["name", "geometry"]])
    dbf = bytearray(parts["layer.dbf"])
    width = dbf[32 + 16]
    start = struct.unpack_from("<H", dbf, 8)[0] + 1
    dbf[start : start + width] = b"x" * (width - 2) + "圈".encode()[:2]
    got = read_features(put(packed(parts | {"layer.dbf": bytes(dbf)})))
    assert got["name"][0] == "x" * (width - 2)


def test_rows_marked_as_deleted_are_left_out(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, frame())
    dbf = bytearray(parts["layer.dbf"])
    dbf[struct.unpack_from("<H", dbf, 8)[0]] = ord("*")
    got = read_features(put(packed(parts | {"layer.dbf": bytes(dbf)})))
    assert got["count"].tolist() == [20]
    assert got.geometry[0] == SHAPES["points"][1]


@pytest.mark.parametrize(
    ("kind", "cells", "values"),
    [
        ("D", ["20160822", "00000000"], [pd.Timestamp("2016-08-22"), None]),
        ("L", ["T", "?"], [True, None]),
        ("N", ["-7", "***"], [-7.0, None]),
        ("F", ["1.5e3", ""], [1500.0, None]),
    ],
)
def test_columns_of_shapefiles(
    kind: str, cells: list[str], values: list[Any], tmp_path: Path, put: Callable[..., Path]
) -> None:
    parts = shapefile(tmp_path, frame().assign(name=cells))
    parts["layer.dbf"] = patched(parts["layer.dbf"], 32 + 11, kind.encode())
    got = read_features(put(packed(parts)))["name"]
    assert [None if pd.isna(value) else value for value in got] == values


def test_systems_of_shapefiles(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, frame().to_crs(5179))
    path = put(packed(parts))
    for crs in (None, 5179):
        got = read_features(path, crs=crs)
        assert shapely.distance(got.geometry[1], SHAPES["points"][1]) < 1e-8
    bare = put(packed({name: part for name, part in parts.items() if name != "layer.prj"}))
    refuses(bare, SYSTEM, "does not say its coordinate system.*pass crs=4326")
    assert len(read_features(bare, crs="EPSG:5179")) == 2
    for text in (b"+init=/etc/passwd:1", b"x", b"\xff\xfe", b"(" * 60_000):
        refuses(put(packed(parts | {"layer.prj": text})), SYSTEM, "unknown system")
    shifted = parts["layer.prj"].replace(b'PROJCS["', b'PROJCS["GCJ02_', 1)
    assert shifted != parts["layer.prj"]
    refuses(put(packed(parts | {"layer.prj": shifted})), SYSTEM, "from_gcj02")


def test_shapefiles_of_an_archive(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, frame())
    upper = {f"in/{name.upper()}": part for name, part in parts.items()}
    assert len(read_features(put(packed(upper)))) == 2
    path = put(packed(parts | upper))
    refuses(path, DATA, "several layers; pass layer= with one of 'in/LAYER', 'layer'")
    assert len(read_features(path, layer="in/LAYER")) == 2
    for ending in (".shx", ".dbf"):
        some = {name: part for name, part in parts.items() if not name.endswith(ending)}
        refuses(put(packed(some)), DATA, f"lacks its {ending}")


def patched(content: bytes, at: int, value: bytes) -> bytes:
    return content[:at] + value + content[at + len(value) :]


@pytest.mark.parametrize(
    ("part", "change", "error", "match"),
    [
        ("shp", lambda b: b[:-4], DATA, "its .shp is cut off"),
        ("shx", lambda b: b[:-4], DATA, "its .shx is cut off"),
        ("dbf", lambda b: b[:-9], DATA, "its .dbf is cut off"),
        ("dbf", lambda b: b[:9], DATA, "its .dbf is cut off"),
        ("shp", lambda b: b"x" + b[1:], DATA, "no part of a shapefile"),
        ("shp", lambda _: b"", DATA, "no part of a shapefile"),
        ("dbf", lambda b: patched(b, 4, b"\1"), DATA, "2 geometries but 1 rows"),
        ("dbf", lambda b: patched(b, 4, b"\xff" * 4), DATA, "do not belong together"),
        ("dbf", lambda b: patched(b, 32 + 11, b"M"), DATA, "a column of kind 'M'"),
        ("shx", lambda b: patched(b, 100, b"\x7f\xff\xff\xff"), DATA, "not where its .shx"),
        ("shx", lambda b: patched(b, 100, b"\xff\xff\xff\xff"), DATA, "not where its .shx"),
        ("shp", lambda b: patched(b, 104, b"\x7f\xff\xff\xff"), DATA, "not where its .shx"),
        ("shp", lambda b: patched(b, 108, struct.pack("<i", 31)), SHAPE, "of kind 31"),
        ("shp", lambda b: patched(b, 108, struct.pack("<i", 0)), SHAPE, "no geometry"),
        ("shp", lambda b: patched(b, 108 + 36, struct.pack("<i", -1)), SHAPE, "record 0: .*damage"),
        ("shp", lambda b: patched(b, 108 + 36, b"\xff\xff\xff\x7f"), SHAPE, "record 0: .*damage"),
        ("shp", lambda b: patched(b, 108 + 40, b"\xff\xff\xff\x7f"), SHAPE, "record 0: .*damage"),
        ("shp", lambda b: patched(b, 108 + 44, b"\5"), SHAPE, "record 0: .*damage"),
        ("cpg", lambda _: b"zlib", DATA, "is not in 'zlib'"),
        ("cpg", lambda _: b"../../x", DATA, "is not in"),
    ],
)  # fmt: skip
def test_shapefiles_that_are_refused(
    part: str, change: Callable[[bytes], bytes], error: Refused, match: str, tmp_path: Path
) -> None:
    parts = shapefile(tmp_path, frame("areas"))
    name, path = f"layer.{part}", tmp_path / "layer.zip"
    path.write_bytes(packed(parts | {name: change(parts[name])}))
    refuses(path, error, match)


def test_a_bomb_of_one_record_many_times(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, pd.concat([frame("areas")] * 3))
    same = parts["layer.shx"][:100] + parts["layer.shx"][100:108] * 6
    refuses(put(packed(parts | {"layer.shx": same})), DATA, "one place to many records")


def test_a_hole_that_runs_as_an_outline(tmp_path: Path, put: Callable[..., Path]) -> None:
    parts = shapefile(tmp_path, frame("areas"))
    at = 108 + 52  # the outline of the first record, turned round
    ring = np.frombuffer(parts["layer.shp"], "<f8", 10, at).reshape(-1, 2)[::-1].tobytes()
    path = put(packed(parts | {"layer.shp": patched(parts["layer.shp"], at, ring)}))
    refuses(path, SHAPE, "record 0: has an outline inside another")


# -- Parquet -----------------------------------------------------------------------------------


#: A point with a measure and with a height and a measure, in both ways of writing that.
MEASURED_POINTS = [
    struct.pack("<bI3d", 1, 2001, 130.3, 42.2, 7),
    struct.pack("<bI3d", 1, 1 | 0x40000000, 130.3, 42.2, 7),
    struct.pack("<bI3d", 1, 1 | 0x80000000, 130.3, 42.2, 7),
    struct.pack("<bI4d", 1, 3001, 130.3, 42.2, 7, 8),
    struct.pack("<bI4d", 1, 1 | 0xC0000000, 130.3, 42.2, 7, 8),
]


def test_parquet(put: Callable[..., Path], tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "layer.parquet"

    def write(about: Any = None, **columns: Any) -> Path:
        metadata = {} if about is None else {"geo": json.dumps(about)}
        pq.write_table(pa.table(columns).replace_schema_metadata(metadata), path)
        return path

    def geo(**more: Any) -> dict[str, Any]:
        return {"primary_column": "g", "columns": {"g": {"encoding": "WKB", **more}}}

    one = [wkb()]
    assert read_features(write(geo(), g=one, a=[1])).loc[0, "a"] == 1
    assert read_features(write(lon=[130.3], lat=[42.2])).geometry[0] == Point(130.3, 42.2)
    assert read_features(write(wkt=["POINT (130.3 42.2)"])).geometry[0] == Point(130.3, 42.2)
    refuses(write(a=[1]), DATA, "no columns 'lon' and 'lat'.*but 'a'")
    refuses(write(lon=[None, 1.0], lat=[1.0, 1.0]), PLACE, "row 0: .*nan")
    refuses(write(lon=[42.2], lat=[130.3]), PLACE, "row 0: .*swapped")
    refuses(write(geo(), a=[1]), DATA, "damaged or truncated Arrow|not a column in WKB")
    refuses(
        write(geo(encoding="point"), g=one), DATA, "damaged or truncated Arrow|not a column in WKB"
    )
    refuses(write([], g=one), DATA, "cannot be read")
    refuses(write(geo(crs=None), g=one), SYSTEM, "does not say")
    refuses(write(geo(crs="+init=/etc/passwd:1"), g=one), SYSTEM, "not PROJJSON")
    refuses(write(geo(crs={"name": "GCJ-02"}), g=one), SYSTEM, "from_gcj02")
    refuses(write(geo(crs={"type": "x"}), g=one), SYSTEM, "unknown system")
    refuses(write(geo(), g=[wkb(100_000, 7)]), SHAPE, "row 0: .*collection")
    for point in MEASURED_POINTS:  # several of one, so that the reader must step over each
        several = struct.pack("<bII", 1, 4, 2) + 2 * point
        (got,) = read_features(write(geo(), g=[several])).geometry
        assert got == MultiPoint([(130.3, 42.2)] * 2)
    none = pa.array([None], pa.binary())
    refuses(write(geo(), g=none), SHAPE, "row 0: has no geometry")
    refuses(write(lon=[1.0] * 3000, lat=[1.0] * 3000), DATA, "more than", max_bytes=200_000)
    bomb = write(lon=[1.0] * 50, lat=[1.0] * 50, a=["x" * 100_000] * 50)
    assert bomb.stat().st_size < 100_000
    refuses(bomb, DATA, "unpacks to more", max_bytes=100_000)
    content = path.read_bytes()
    for cut in (4, 20, len(content) - 1):
        refuses(put(content[:cut]), DATA, "damaged or truncated")


# -- whatever the bytes ------------------------------------------------------------------------


@functools.cache
def seeds() -> list[bytes]:
    """A small valid file of every format."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = [geojson(HERE, feature("Polygon", [[[1, 2], [1, 3], [2, 3], [1, 2]]])).encode()]
        made.append(b'lon,lat,n\n130.3,42.2,"a"\n')
        made.append(b"wkt\nPOINT (130.3 42.2)\n")
        made.append(kml(mark(DOT, "<name>a</name>")).encode())
        frame("many areas").to_file(folder / "a.gpkg")
        made.append((folder / "a.gpkg").read_bytes())
        made.append(packed(shapefile(folder, frame("areas")), zipfile.ZIP_STORED))
        return made


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("read") / "file"


def reads_or_refuses(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*: not read: ")
            got = read_features(path)
    except skg.SinoKoreaGeoError:
        pass
    else:
        x, y = shapely.get_coordinates(got.geometry.to_numpy()).T
        assert (np.abs(x) <= 180).all()
        assert (np.abs(y) <= 90).all()
        assert not got.geometry.is_empty.any()


quick = settings(max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(scratch: Path, content: bytes) -> None:
    reads_or_refuses(scratch, content)


@quick
@given(
    st.integers(0, 5),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), max_size=6),
    st.floats(0, 1) | st.just(1.0),
)
@example(4, [], 0.5)
def test_damaged_files_are_read_or_refused(
    scratch: Path, which: int, changes: list[tuple[float, bytes]], kept: float
) -> None:
    content = bytearray(seeds()[which])
    for place, value in changes:
        at = int(place**3 * len(content))  # heads more often than bodies
        content[at : at + len(value)] = value
    reads_or_refuses(scratch, bytes(content[: int(kept * len(content)) or 1]))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "features", "crs", "properties"]),
            inner | st.sampled_from(["Point", "Polygon", "Feature", "FeatureCollection", "name"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@quick
@given(values, values, values)
def test_any_json_is_read_or_refused(scratch: Path, a: Any, b: Any, c: Any) -> None:
    for document in (
        a,
        {"type": "FeatureCollection", "features": [HERE, b]},
        {"type": "FeatureCollection", "features": [HERE], "crs": c},
        {"type": "MultiPolygon", "coordinates": [b]},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2], c]}},
    ):
        reads_or_refuses(scratch, json.dumps(document).encode())


@quick
@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.text(max_size=8)),
        min_size=1,
        max_size=5,
    )
)
def test_positions_and_text_come_back_to_the_last_bit(
    scratch: Path, rows: list[tuple[float, float, str]]
) -> None:
    scratch.write_text(geojson(*(feature("Point", [x, y], t=t) for x, y, t in rows)), "utf-8")
    got = read_features(scratch)
    assert list(zip(got.geometry.x, got.geometry.y, got["t"], strict=True)) == rows


def test_the_four_errors_are_documented_and_value_errors() -> None:
    for error in (DATA, SYSTEM, PLACE, SHAPE):
        assert issubclass(error, ValueError)
        assert re.search(rf"\b{error.__name__}\b", read_features.__doc__ or "")
