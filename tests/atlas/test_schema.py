"""The schema of the layers: every fault of a broken layer is reported, and all at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import geopandas as gpd
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo.atlas import schema
from sinokorea_geo.atlas.schema import WORDS, check_layer
from sinokorea_geo.atlas.store import LAYERS, Layer

KNOWN = {"a-source", "another"}


def crossings(count: int = 4) -> gpd.GeoDataFrame:
    """A layer without fault, with every column of the real one."""
    frame = skg.load_atlas().crossings.head(count)
    plain = {
        "id": [f"crossing-{i}" for i in range(count)],
        "name_en": [f"Crossing {i}" for i in range(count)],
        "source_ids": [("a-source",)] * count,
        "start": ["2016-08"] * count,
    }
    for column, values in plain.items():
        frame[column] = values
    return frame


def faults_of(name: str, frame: gpd.GeoDataFrame) -> list[str]:
    with pytest.raises(skg.SchemaError) as caught:
        check_layer(name, frame, source_ids=KNOWN)
    return list(caught.value.faults)


def test_a_sound_layer_passes() -> None:
    check_layer("crossings", crossings(), source_ids=KNOWN)
    check_layer("crossings", crossings())


#: Column, a value that is wrong there, and what the report says of it.
WRONG: list[tuple[str, Any, str]] = [
    ("id", "Not A Slug", "is not a slug"),
    ("id", "", "is not a slug"),
    ("id", None, "is not a slug"),
    ("id", "crossing-2", "stands more than once"),
    ("name_en", None, "is missing"),
    ("name_en", " padded ", "is missing"),
    ("name_zh", "", "is missing"),
    ("name_ko", 7, "is missing"),
    ("kind", "tunnel", "is not a kind of this layer"),
    ("country", "XX", "is not of CN, KP"),
    ("country", "CN/KP", "is not of CN, KP"),
    ("start", "2016-13", "is not an ISO date"),
    ("start", "August 2016", "is not an ISO date"),
    ("end", "2016-02-30", "is not an ISO date"),
    ("end", 2016, "is not an ISO date"),
    ("status", "ajar", "is not of abandoned"),
    ("geometry_basis", "guessed", "is not of osm"),
    ("geometry_basis", None, "is not of osm"),
    ("accuracy_m", -5.0, "is not a number of metres"),
    ("accuracy_m", 0.0, "is not a number of metres"),
    ("accuracy_m", float("nan"), "is not a number of metres"),
    ("source_ids", (), "names no source"),
    ("source_ids", None, "names no source"),
    ("source_ids", "a-source", "names no source"),
    ("source_ids", ("a-source", "hearsay"), "names no source"),
    ("note", "", "is not text"),
    ("mode", "air", "is not of dam"),
    ("mode", None, "is not of dam"),
    ("mode", 7, "is not of dam"),
    ("class", "royal", "is not national"),
    ("river", "han", "is not yalu"),
    ("geometry", None, "is not a valid Point"),
    ("geometry", shapely.Point(), "is not a valid Point"),
    ("geometry", shapely.LineString([(0, 0), (1, 1)]), "is not a valid Point"),
]


def put(frame: gpd.GeoDataFrame, row: int, column: str, value: Any) -> None:
    """Set one cell, whatever its type."""
    values = frame[column].astype(object).tolist()
    values[row] = value
    if column == "geometry":
        frame[column] = gpd.GeoSeries(values, crs=frame.crs)
    else:
        frame[column] = values


@pytest.mark.parametrize(("column", "value", "says"), WRONG)
def test_a_wrong_cell_is_named(column: str, value: Any, says: str) -> None:
    frame = crossings()
    put(frame, 1, column, value)
    reports = [fault for fault in faults_of("crossings", frame) if f": {column}: {says}" in fault]
    assert reports
    if column != "id":
        assert [report.startswith("crossings: crossing-1: ") for report in reports] == [True]
        assert len(faults_of("crossings", frame)) == 1


@pytest.mark.parametrize("column", ["start", "end", "status", "country", "class", "river", "note"])
def test_what_nobody_published_may_stay_empty(column: str) -> None:
    frame = crossings()
    put(frame, 1, column, None)
    check_layer("crossings", frame, source_ids=KNOWN)


def test_every_fault_is_reported_at_once() -> None:
    frame = crossings(6).drop(columns=["note", "river"]).set_crs(32652, allow_override=True)
    put(frame, 0, "id", "crossing-5")  # stands twice
    put(frame, 1, "start", "2016-13")
    put(frame, 1, "mode", "air")
    put(frame, 2, "source_ids", ("hearsay",))
    put(frame, 3, "geometry", shapely.LineString([(0, 0), (1, 1)]))
    put(frame, 4, "accuracy_m", -5.0)
    with pytest.raises(skg.SchemaError) as caught:
        check_layer("crossings", frame, source_ids=KNOWN)
    faults = caught.value.faults
    for part in (
        "crossings: crs is EPSG:32652, wanted EPSG:4326",
        "crossings: column 'note' is missing",
        "crossings: column 'river' is missing",
        "crossings: crossing-5: id: stands more than once",
        "crossings: crossing-1: start: is not an ISO date; write 2016, 2016-08 or "
        "2016-08-22 (found '2016-13')",
        "crossings: crossing-1: mode: is not of dam, ferry, rail, road joined by + (found 'air')",
        "crossings: crossing-2: source_ids: names no source, or one that sources.json lacks",
        "crossings: crossing-3: geometry: is not a valid Point",
        "crossings: crossing-4: accuracy_m: is not a number of metres (found -5.0)",
    ):
        assert [fault for fault in faults if fault.startswith(part)], part
    # Nothing else is wrong: the two of one id are the only fault that is told twice.
    assert len(faults) == 10
    message = str(caught.value)
    assert message.startswith("layer 'crossings' has 10 faults:")
    assert all(fault in message for fault in faults)


def test_no_crs_is_a_fault() -> None:
    assert faults_of("crossings", crossings().set_crs(None, allow_override=True)) == [
        "crossings: crs is None, wanted EPSG:4326"
    ]


def test_a_schema_error_is_a_data_error() -> None:
    for kind in (skg.DataError, ValueError):
        with pytest.raises(kind, match="has 1 fault:"):
            check_layer("crossings", crossings().set_crs(None, allow_override=True))


def test_an_area_that_crosses_itself_is_a_fault(atlas: skg.Atlas) -> None:
    islands = atlas.islands
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    put(islands, 2, "geometry", bow_tie)
    known = set(atlas.sources["id"])
    with pytest.raises(skg.SchemaError) as caught:
        check_layer("islands", islands, source_ids=known)
    (fault,) = caught.value.faults
    assert fault.startswith(f"islands: {islands['id'][2]}: geometry: is not a valid MultiPolygon")


@pytest.mark.parametrize("name", ["border", "rivers", "provinces", "counties"])
def test_layers_on_the_ground_need_names_in_three_scripts(name: Layer, atlas: skg.Atlas) -> None:
    frame = atlas.layer(name)
    put(frame, 0, "name_ko", None)
    with pytest.raises(skg.SchemaError) as caught:
        check_layer(name, frame)
    (fault,) = caught.value.faults
    assert fault.startswith(f"{name}: {frame['id'][0]}: name_ko: is missing")


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_has_rules_that_bite(name: Layer, atlas: skg.Atlas) -> None:
    changes: list[tuple[str, Callable[[gpd.GeoDataFrame], None]]] = [
        ("source_ids", lambda f: put(f, 0, "source_ids", ("hearsay",))),
        ("geometry_basis", lambda f: put(f, 0, "geometry_basis", "guessed")),
        ("status", lambda f: put(f, 0, "status", "ajar")),
        ("geometry", lambda f: put(f, 0, "geometry", shapely.MultiPoint([(0, 0), (1, 1)]))),
    ]
    frame = atlas.layer(name).head(2)
    for _, change in changes:
        change(frame)
    with pytest.raises(skg.SchemaError) as caught:
        check_layer(name, frame, source_ids=set(atlas.sources["id"]))
    columns = {fault.split(": ")[2] for fault in caught.value.faults}
    assert columns == {column for column, _ in changes}


def test_vocabularies_are_used(atlas: skg.Atlas) -> None:
    frames = [atlas.layer(name) for name in LAYERS]
    used = {value for frame in frames for value in frame["status"].dropna()}
    assert used <= set(WORDS["statuses"])
    bases = {value for frame in frames for value in frame["geometry_basis"]}
    assert bases <= set(WORDS["bases"])
    assert {"osm", "published", "gazetteer", "derived"} <= bases


def test_a_type_checker_knows_every_layer() -> None:
    assert get_args(Layer) == LAYERS


def test_every_message_that_the_atlas_asks_for_is_there() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(schema.__file__).parent.glob("*.py"))
    asked = set(re.findall(r'said\(\s*"([^"]+)"', source)) | {
        # chosen by a condition
        "another country",
        "another country, shifted",
    }
    assert asked == set(schema.SCHEMA["messages"])
