"""The atlas in other people's formats, read back by this package's own reader and by GDAL."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
import zipfile
from contextlib import closing
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from click.testing import CliRunner
from lxml import etree
from PIL import Image

import sinokorea_geo as skg
from sinokorea_geo.cli import main
from tests.maps.payloads import MARKUP, PAYLOADS, PoisonedAtlas

KML = "{http://www.opengis.net/kml/2.2}"


def as_text(cell: Any) -> str:
    """A cell as formats of text have it."""
    if isinstance(cell, tuple):
        return ";".join(cell)
    return "" if pd.isna(cell) else str(cell)


@pytest.fixture(scope="module")
def kmz(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return skg.export_atlas(atlas, tmp_path_factory.mktemp("kmz") / "atlas.kmz")


@pytest.fixture(scope="module")
def document(kmz: Path) -> Any:
    with zipfile.ZipFile(kmz) as archive:
        return etree.fromstring(archive.read("doc.kml"))


@pytest.fixture(scope="module")
def gpkg(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return skg.export_atlas(atlas, tmp_path_factory.mktemp("gpkg") / "atlas.gpkg")


# -- GeoPackage ------------------------------------------------------------------------------


def test_a_geopackage_holds_every_layer_and_table(atlas: skg.Atlas, gpkg: Path) -> None:
    found = dict(pyogrio.list_layers(gpkg))
    assert {*atlas.layers, *atlas.tables} <= set(found)
    for name in atlas.layers:
        layer = atlas.layer(name)
        read = skg.read_features(gpkg, layer=name)
        assert read["id"].tolist() == layer["id"].tolist()
        assert read["name_zh"].fillna("").tolist() == layer["name_zh"].fillna("").tolist()
        # A GeoPackage layer holds one type of geometry: single areas become multiple ones.
        assert read.geometry.geom_equals(layer.geometry).all(), name
    events = pyogrio.read_dataframe(gpkg, layer="events")
    assert events["id"].tolist() == atlas.events["id"].tolist()
    crossing = skg.read_features(gpkg, layer="crossings").set_index("id").loc["quanhe-wonjong"]
    given = atlas.crossings.set_index("id").loc["quanhe-wonjong"]
    assert crossing["source_ids"] == ";".join(given["source_ids"])
    about = pyogrio.read_info(gpkg, layer="border")["layer_metadata"]
    assert "OpenStreetMap" in about["CREDIT"]
    assert about["FINGERPRINT"] == atlas.fingerprint
    assert about["VERSION"] == atlas.version
    assert "ODbL-1.0" in about["LICENCE"]


def test_styles_that_qgis_takes_up(atlas: skg.Atlas, gpkg: Path) -> None:
    with closing(sqlite3.connect(gpkg)) as base:
        base.row_factory = sqlite3.Row
        rows = {
            row["f_table_name"]: dict(row) for row in base.execute("SELECT * FROM layer_styles")
        }
        kinds = {row[0] for row in base.execute("SELECT data_type FROM gpkg_contents")}
        columns = {row["name"] for row in base.execute("PRAGMA table_info('crossings')")}
    assert kinds == {"features", "attributes"}
    assert set(rows) == set(atlas.layers)
    assert rows["zones"]["useAsDefault"] == 1
    assert rows["zones"]["f_geometry_column"] in columns
    style = etree.fromstring(rows["crossings"]["styleQML"])
    rules = {rule.get("filter", ""): rule for rule in style.iter("rule")}
    assert set(rules) == {f"\"status\" = '{status}'" for status in atlas.crossings["status"]}
    symbols = {symbol.get("name") for symbol in style.iter("symbol")}
    assert {rule.get("symbol") for rule in rules.values()} == symbols
    open_one = rules["\"status\" = 'open'"].get("symbol")
    (chosen,) = (symbol for symbol in style.iter("symbol") if symbol.get("name") == open_one)
    options = {option.get("name"): option.get("value") for option in chosen.iter("Option")}
    assert options["color"] == "11,95,165,255"  # the blue of crossings on the map


# -- Google Earth ----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_kml_is_as_its_schema_says(ending: str, kmz: Path, atlas: skg.Atlas) -> None:
    path = kmz if ending == "kmz" else skg.export_atlas(atlas, kmz.with_name("atlas.kml"))
    content = path.read_bytes()
    if ending == "kmz":
        content = zipfile.ZipFile(io.BytesIO(content)).read("doc.kml")
    schema = etree.XMLSchema(etree.parse(str(files("fastkml") / "schema" / "ogckml22.xsd")))
    schema.assertValid(etree.fromstring(content))


def test_kml_is_read_back_equal(atlas: skg.Atlas, kmz: Path) -> None:
    back = skg.read_features(kmz)
    for name in ("border", "crossings", "zones", "routes", "counties"):
        layer = atlas.layer(name).set_index("id")
        read = back[back["folder"].str.startswith(f"{name}/")].set_index("id").loc[layer.index]
        assert read.geometry.geom_equals_exact(layer.geometry, 0).all(), name
        for column in layer.columns.drop("geometry"):
            assert read[column].map(as_text).tolist() == layer[column].map(as_text).tolist(), column


def test_folders_times_balloons_and_credit(atlas: skg.Atlas, document: Any) -> None:
    (held,) = document
    folders = {f.findtext(f"{KML}name"): f for f in held.findall(f"{KML}Folder")}
    assert set(folders) == set(atlas.layers) - {"basemap"}
    kinds = {f.findtext(f"{KML}name") for f in folders["crossings"].findall(f"{KML}Folder")}
    assert kinds == set(atlas.crossings["kind"])
    assert "OpenStreetMap" in held.findtext(f"{KML}description", "")
    about = {
        d.get("name"): d.findtext(f"{KML}value")
        for d in held.findall(f"{KML}ExtendedData/{KML}Data")
    }
    assert about["fingerprint"] == atlas.fingerprint
    marks = {m.findtext(f"{KML}name"): m for m in held.iter(f"{KML}Placemark")}
    bridge = marks["Yalu River Broken Bridge"]
    span = bridge.find(f"{KML}TimeSpan")
    assert span is not None
    assert [part.text for part in span] == ["1911-10", "1950-11"]
    said = bridge.findtext(f"{KML}description", "")
    for part in ("Yalu River Broken Bridge", "鸭绿江断桥", "압록강단교", "museum", "2025-08-18"):
        assert part in said
    assert said.count("<li>") == len(atlas.get("broken-bridge-dandong").source_ids)
    assert not any("<td></td>" in m.findtext(f"{KML}description", "") for m in marks.values())


def test_nothing_hides_the_imagery(document: Any) -> None:
    styles = {style.get("id"): style for style in document.iter(f"{KML}Style")}
    for mark in document.iter(f"{KML}Placemark"):
        style = styles[mark.findtext(f"{KML}styleUrl", "")[1:]]
        if mark.find(f".//{KML}Polygon") is not None:
            opacity = int(style.findtext(f"{KML}PolyStyle/{KML}color", "ff")[:2], 16)
            assert opacity < 0.35 * 255 or style.findtext(f"{KML}PolyStyle/{KML}fill") == "0"


def test_icons_lie_inside_the_kmz(kmz: Path, document: Any) -> None:
    with zipfile.ZipFile(kmz) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert next(iter(held)) == "doc.kml"
    hrefs = {e.text for e in document.iter(f"{KML}href")}
    assert hrefs == set(held) - {"doc.kml"}
    assert len(hrefs) > 20
    for name in hrefs:
        assert Image.open(io.BytesIO(held[str(name)])).size == (48, 48)
    assert len(set(held.values())) > 20
    # Nothing is fetched: addresses stand in texts only.
    document_text = held["doc.kml"].decode()
    assert not re.search(r"<(?:href|styleUrl|Link)>\s*https?:", document_text)


def test_text_in_a_balloon_is_text(atlas: skg.Atlas, tmp_path: Path) -> None:
    from sinokorea_geo.maps.export.styled import kml_of

    evil = atlas.crossings.head(1).assign(
        note="<script>alert(1)</script>\x00 & ]]>", name_en="<b>&"
    )
    evil["source_ids"] = "none"
    content, _ = kml_of(atlas, {"crossings": evil}, {"version": "", "credit": "<i>"}, icons=False)
    (mark,) = etree.fromstring(content.encode()).iter(f"{KML}Placemark")
    said = mark.findtext(f"{KML}description", "")
    assert "<script" not in said
    assert "&lt;script&gt;" in said
    assert "<b>" not in said
    (tmp_path / "a.kml").write_text(content, encoding="utf-8")
    read = skg.read_features(tmp_path / "a.kml")
    assert read["note"].tolist() == ["<script>alert(1)</script> & ]]>"]


# -- formats of one layer, and Excel ---------------------------------------------------------


def test_geojson_and_csv_hold_one_layer(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas.at("2016-08"), tmp_path / "c.geojson", layers=["crossings"])
    held = json.loads(path.read_text(encoding="utf-8"))
    assert "OpenStreetMap" in held["attribution"]
    assert (held["fingerprint"], held["date"][:7]) == (atlas.fingerprint, "2016-08")
    assert "crs" not in held
    assert [f["properties"]["id"] for f in held["features"]] == atlas.at("2016-08").crossings[
        "id"
    ].tolist()
    table = skg.export_atlas(atlas, tmp_path / "z.csv", layers=["zones"])
    assert table.read_bytes().startswith(b"\xef\xbb\xbfid,")  # spreadsheets see UTF-8
    assert pd.read_csv(table)["id"].tolist() == atlas.zones["id"].tolist()
    assert pd.read_csv(table)["credit"].str.contains(atlas.fingerprint).all()
    assert skg.read_features(table).geometry.geom_equals_exact(atlas.zones.geometry, 1e-9).all()
    skg.export_atlas(atlas, table, layers=["zones"], bom=False, overwrite=True)
    assert table.read_bytes().startswith(b"id,")


def test_geoparquet_says_where_each_feature_lies(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "c.parquet", layers="counties")
    about = pq.read_schema(path).metadata
    geo = json.loads(about[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert json.loads(about[b"sinokorea_geo"])["fingerprint"] == atlas.fingerprint
    near = gpd.read_parquet(path, bbox=(124.0, 40.0, 124.6, 40.3))
    assert 0 < len(near) < len(atlas.counties)
    back = skg.read_features(path)
    assert back["id"].tolist() == atlas.counties["id"].tolist()
    assert back.geometry.geom_equals_exact(atlas.counties.geometry, 0).all()


def test_flatgeobuf(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "z.fgb", layers="zones")
    about = pyogrio.read_info(path)
    assert about["driver"] == "FlatGeobuf"
    assert atlas.fingerprint in about["layer_metadata"]["DESCRIPTION"]
    back = pyogrio.read_dataframe(path).set_index("id").loc[atlas.zones["id"]]
    assert back["name_ko"].tolist() == atlas.zones["name_ko"].tolist()


def test_excel_has_a_sheet_for_each_layer_and_table(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "a.xlsx", layers=["crossings", "zones"])
    book = pd.read_excel(path, sheet_name=None)
    assert set(book) == {"about", "crossings", "zones", *atlas.tables}
    assert book["about"].set_index("what").loc["fingerprint", "text"] == atlas.fingerprint
    assert book["crossings"]["name_zh"].tolist() == atlas.crossings["name_zh"].tolist()
    assert book["crossings"]["lon"].tolist() == pytest.approx(atlas.crossings.geometry.x.tolist())
    assert len(book["names"]) == len(atlas.names)


# -- parts, refusals, the shell --------------------------------------------------------------


def test_a_part_of_the_atlas(atlas: skg.Atlas, tmp_path: Path) -> None:
    def ids(**part: Any) -> set[str]:
        path = skg.export_atlas(atlas, tmp_path / "p.csv", layers="places", overwrite=True, **part)
        return set(pd.read_csv(path)["id"])

    everything = ids()
    near = ids(within="25 km")
    depths = {key: atlas.border.depth(atlas.get(key)).nearest_m for key in everything}
    assert near == {key for key, depth in depths.items() if depth <= 25_000}
    boxed = ids(bbox=(130, 42, 131, 43))
    at = {key: atlas.get(key) for key in everything}
    assert boxed == {k for k, p in at.items() if 130 <= p.lon <= 131 and 42 <= p.lat <= 43}
    assert ids(bbox=(130, 42, 131, 43), within=25_000) == near & boxed
    assert len(everything) > len(near) > len(near & boxed) > 0


@pytest.mark.parametrize(
    "bbox", [(1, 2, 3), (131, 42, 130, 43), (130, 42, 131, "north"), (130, 42, 400, 43)]
)
def test_boxes_that_are_none(bbox: Any, atlas: skg.Atlas, tmp_path: Path) -> None:
    with pytest.raises(skg.InvalidQuantity, match="west, south, east and north"):
        skg.export_atlas(atlas, tmp_path / "p.csv", layers="places", bbox=bbox)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_refused(atlas: skg.Atlas, tmp_path: Path) -> None:
    with pytest.raises(skg.OutputError, match=r"ends in none of \.gpkg"):
        skg.export_atlas(atlas, tmp_path / "atlas.docx")
    with pytest.raises(skg.InvalidQuantity, match="no layer 'roads'; there are border"):
        skg.export_atlas(atlas, tmp_path / "atlas.gpkg", layers=["roads"])  # type: ignore[list-item]  # the point of the test
    wanted = f"holds one layer, and {len(atlas.layers)} are wanted"
    with pytest.raises(skg.InvalidQuantity, match=wanted):
        skg.export_atlas(atlas, tmp_path / "atlas.geojson")
    with pytest.raises(skg.OutputError, match="does not exist"):
        skg.export_atlas(atlas, tmp_path / "none" / "atlas.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = [name for name in sys.modules if name.startswith("openpyxl")]
    for name in {"openpyxl", *hidden}:
        monkeypatch.setitem(sys.modules, name, None)
    wanted = r"^openpyxl is not installed; run `pip install 'sinokorea-geo\[excel\]'`$"
    with pytest.raises(skg.MissingPackage, match=wanted):
        skg.export_atlas(skg.load_atlas(), tmp_path / "a.xlsx", layers="crossings")
    assert list(tmp_path.iterdir()) == []


def test_the_command_keeps_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "crossings.geojson"
    command = ["export", str(out), "--layer", "crossings"]
    run = partial(CliRunner().invoke, main)
    assert run(command).exit_code == 0
    before = out.read_bytes()
    refused = run(command)
    assert (refused.exit_code, out.read_bytes()) == (2, before)
    assert run([*command, "--at", "1900", "--force"]).exit_code == 0
    assert out.read_bytes() != before
    table = ["export", "-o", str(tmp_path / "p.csv"), "--layer", "places", "--no-bom"]
    assert run([*table, "--within", "25km", "--bbox", "130,42,131,43"]).exit_code == 0
    assert (tmp_path / "p.csv").read_bytes().startswith(b"id,")
    wrong = run([*table, "--force", "--bbox", "130,42"])
    assert (wrong.exit_code, "--bbox is" in wrong.output) == (2, True)


def test_kml_holds_every_text_and_is_read_again(atlas: skg.Atlas, tmp_path: Path) -> None:
    """Markup is data; what XML cannot hold is left out."""
    texts = (*PAYLOADS, *MARKUP, "]]></name><NetworkLink/>", "a\x01b\x00c\x1b[2J\ufffe")
    path = skg.export_atlas(PoisonedAtlas(atlas, *texts), tmp_path / "a.kml", layers=["counties"])
    found = set(skg.read_features(path)["name_en"])
    for text in texts:
        whole = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", text)
        assert whole.strip() in {name.strip() for name in found}
