"""The atlas in other people's formats, read back by this package's own reader and by GDAL."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner

import sinokorea_geo as skg
from sinokorea_geo.cli import main
from tests.maps.payloads import MARKUP, PAYLOADS, PoisonedAtlas


def test_a_geopackage_holds_every_layer_and_table(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "atlas.gpkg")
    found = dict(pyogrio.list_layers(path))
    assert set(atlas.layers) <= set(found)
    for name in atlas.layers:
        layer = atlas.layer(name)
        read = skg.read_features(path, layer=name)
        assert read["id"].tolist() == layer["id"].tolist()
        assert read["name_zh"].fillna("").tolist() == layer["name_zh"].fillna("").tolist()
        # A GeoPackage layer holds one type of geometry: single areas become multiple ones.
        assert read.geometry.geom_equals(layer.geometry).all(), name
    events = pyogrio.read_dataframe(path, layer="events")
    assert events["id"].tolist() == atlas.events["id"].tolist()
    crossing = skg.read_features(path, layer="crossings").set_index("id").loc["quanhe-wonjong"]
    given = atlas.crossings.set_index("id").loc["quanhe-wonjong"]
    assert crossing["source_ids"] == ";".join(given["source_ids"])
    assert "OpenStreetMap" in pyogrio.read_info(path, layer="border")["layer_metadata"]["CREDIT"]


def test_kml_has_a_folder_for_each_layer(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas, tmp_path / "atlas.kml", layers=["crossings", "zones"])
    assert [name for name, _ in pyogrio.list_layers(path)] == ["crossings", "zones"]
    read = skg.read_features(path)
    assert len(read) == len(atlas.crossings) + len(atlas.zones)
    assert "OpenStreetMap contributors" in path.read_text(encoding="utf-8")


def test_geojson_and_csv_hold_one_layer(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = skg.export_atlas(atlas.at("2016-08"), tmp_path / "c.geojson", layers=["crossings"])
    held = json.loads(path.read_text(encoding="utf-8"))
    assert "OpenStreetMap" in held["attribution"]
    assert "crs" not in held
    assert [f["properties"]["id"] for f in held["features"]] == atlas.at("2016-08").crossings[
        "id"
    ].tolist()
    table = skg.export_atlas(atlas, tmp_path / "z.csv", layers=["zones"])
    assert pd.read_csv(table)["id"].tolist() == atlas.zones["id"].tolist()
    assert skg.read_features(table).geometry.geom_equals_exact(atlas.zones.geometry, 1e-9).all()


def test_what_cannot_be_written_is_refused(atlas: skg.Atlas, tmp_path: Path) -> None:
    with pytest.raises(skg.OutputError, match=r"ends in none of \.gpkg"):
        skg.export_atlas(atlas, tmp_path / "atlas.xlsx")
    with pytest.raises(skg.InvalidQuantity, match="no layer 'roads'; there are border"):
        skg.export_atlas(atlas, tmp_path / "atlas.gpkg", layers=["roads"])  # type: ignore[list-item]
    wanted = f"holds one layer, and {len(atlas.layers)} are wanted"
    with pytest.raises(skg.InvalidQuantity, match=wanted):
        skg.export_atlas(atlas, tmp_path / "atlas.geojson")
    with pytest.raises(skg.OutputError, match="does not exist"):
        skg.export_atlas(atlas, tmp_path / "none" / "atlas.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_the_command_keeps_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "crossings.geojson"
    command = ["export", str(out), "--layer", "crossings"]
    assert CliRunner().invoke(main, command).exit_code == 0
    before = out.read_bytes()
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, out.read_bytes()) == (2, before)
    assert CliRunner().invoke(main, [*command, "--at", "1900", "--force"]).exit_code == 0
    assert out.read_bytes() != before


def test_kml_holds_every_text_and_is_read_again(atlas: skg.Atlas, tmp_path: Path) -> None:
    """Markup is data; what XML cannot hold becomes a mark of what is missing.

    GDAL writes CDATA sections as they are: a text that ends one could add elements of its own.
    """
    texts = (*PAYLOADS, *MARKUP, "]]></name><NetworkLink/>", "a\x01b\x00c\x1b[2J\ufffe")
    path = skg.export_atlas(PoisonedAtlas(atlas, *texts), tmp_path / "a.kml", layers=["counties"])
    found = set(skg.read_features(path)["name_en"])
    for text in texts:
        whole = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "\ufffd", text).replace("]]>", "]] >")
        assert whole.strip() in {name.strip() for name in found}
