"""The data, measured again from the files: the manifest, the form, the facts on the ground."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod

import sinokorea_geo as skg
from sinokorea_geo.atlas.dates import lifetime, parse_interval
from sinokorea_geo.atlas.schema import check_layer
from sinokorea_geo.atlas.store import LAYERS, TABLES, Layer, default_data_dir

DATA = default_data_dir()
GEOD = Geod(ellps="WGS84")
MOUTH, TRIPOINT = [124.168333, 39.828056], [130.637009, 42.418332]
SECTIONS = ("border-yalu", "border-paektu", "border-tumen")


@functools.cache
def content(path: str) -> bytes:
    return (DATA / path).read_bytes()


@functools.cache
def layer(name: str) -> dict[str, Any]:
    """A layer as plain JSON."""
    collection: dict[str, Any] = json.loads(content(f"geojson/{name}.geojson"))
    return collection


@functools.cache
def table(name: str) -> list[dict[str, str]]:
    text = content(f"tables/{name}.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def coordinates(name: str, key: str) -> list[list[float]]:
    """A line's positions."""
    found = [item for item in layer(name)["features"] if item["id"] == key]
    positions: list[list[float]] = found[0]["geometry"]["coordinates"]
    return positions


def positions(value: Any) -> Iterator[list[float]]:
    """Every position in a coordinates array, however deep."""
    if isinstance(value[0], list):
        for part in value:
            yield from positions(part)
    else:
        yield value


def rings(geometry: dict[str, Any]) -> Iterator[tuple[bool, list[list[float]]]]:
    """Every ring of a polygon, and whether it is the outer one."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in polygons.get(geometry["type"], []):
        for i, ring in enumerate(polygon):
            yield i == 0, ring


# -- the manifest ------------------------------------------------------------------------------

MANIFEST = json.loads(content("datapackage.json"))
RESOURCES = {resource["name"]: resource for resource in MANIFEST["resources"]}
MEASURED = (
    "bytes",
    "hash",
    "rows",
    "geometry_types",
    "vertices",
    "bounds",
    "accuracy_m",
    "length_m",
    "schema",
)


def measured(path: str, data: bytes) -> dict[str, Any]:
    """What the manifest should say of a file, from nothing but the file."""
    found: dict[str, Any] = {
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
    if path.endswith(".csv"):
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
        fields = [{"name": name} for name in rows[0]]
        return found | {"rows": len(rows) - 1, "schema": {"fields": fields}}
    parsed = json.loads(data)
    if path.endswith(".json"):
        return found | {"rows": len(parsed)}
    features = parsed["features"]
    geometries = [feature["geometry"] for feature in features]
    xy = np.array([xy for g in geometries for xy in positions(g["coordinates"])])
    accuracy = [feature["properties"]["accuracy_m"] for feature in features]
    found |= {
        "rows": len(features),
        "geometry_types": dict(Counter(g["type"] for g in geometries)),
        "vertices": len(xy),
        "bounds": [*xy.min(axis=0), *xy.max(axis=0)],
        "accuracy_m": {"best": min(accuracy), "worst": max(accuracy)},
    }
    lines = [g["coordinates"] for g in geometries if g["type"] == "LineString"]
    for geometry in geometries:
        lines += geometry["coordinates"] if geometry["type"] == "MultiLineString" else []
    if lines:
        total = sum(GEOD.line_length(*np.array(line).T) for line in lines)
        found["length_m"] = round(total, 1)
    return found


@pytest.mark.parametrize("name", RESOURCES)
def test_manifest_says_what_the_file_measures(name: str) -> None:
    resource = RESOURCES[name]
    said = {key: resource[key] for key in MEASURED if key in resource}
    assert measured(resource["path"], content(resource["path"])) == said


def test_a_changed_file_measures_differently() -> None:
    path = RESOURCES["rivers"]["path"]
    before = measured(path, content(path))

    def after(change: str) -> set[str]:
        collection = json.loads(content(path))
        first = collection["features"][0]
        if change == "feature":
            del collection["features"][1:]
        elif change == "vertex":
            first["geometry"]["coordinates"][100][0] += 0.001
        elif change == "accuracy":
            first["properties"]["accuracy_m"] = 20
        now = measured(path, json.dumps(collection).encode())
        return {key for key in before if before[key] != now[key]}

    form = {"bytes", "hash"}
    assert after("nothing but form") == form
    assert after("accuracy") == form | {"accuracy_m"}
    assert after("vertex") == form | {"length_m"}
    assert after("feature") >= form | {"rows", "vertices", "bounds", "length_m"}


@pytest.mark.parametrize("name", RESOURCES)
def test_manifest_names_licence_source_and_accuracy(name: str) -> None:
    resource = RESOURCES[name]
    known = {licence["name"]: licence for licence in MANIFEST["licenses"]}
    assert resource["licenses"]
    assert all(known[licence["name"]] == licence for licence in resource["licenses"])
    assert resource["sources"]
    assert all(source["title"] and source["path"] for source in resource["sources"])
    for key in ("title", "accuracy", "how"):
        assert resource[key].strip(), key
    assert resource["encoding"] == "utf-8"
    kind = resource["path"].rpartition(".")[2]
    mediatype = {"geojson": "application/geo+json", "csv": "text/csv", "json": "application/json"}
    assert (resource["format"], resource["mediatype"]) == (kind, mediatype[kind])


def test_manifest_lists_every_file_once_and_no_other() -> None:
    there = {
        path.relative_to(DATA).as_posix()
        for folder in ("geojson", "tables")
        for path in (DATA / folder).rglob("*")
        if path.is_file()
    }
    listed = [resource["path"] for resource in MANIFEST["resources"]]
    assert sorted(listed) == sorted(there)
    assert len(RESOURCES) == len(listed)
    assert set(RESOURCES) == {*LAYERS, *TABLES}


# -- form --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYERS)
def test_layer_is_rfc_7946(name: str) -> None:
    text = content(f"geojson/{name}.geojson").decode("utf-8")
    collection = json.loads(text)
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert collection["attribution"].strip()
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert set(feature) == {"type", "id", "properties", "geometry"}
        assert feature["id"] == feature["properties"]["id"]
        geometry = feature["geometry"]
        xy = np.array(list(positions(geometry["coordinates"])), dtype=float)
        assert xy.shape[1] == 2, "no heights"
        assert (np.abs(xy) <= (180, 90)).all()
        for outer, ring in rings(geometry):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            x, y = np.array(ring).T
            twice_area = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
            assert (twice_area > 0) == outer, f"{feature['id']}: outer rings run anticlockwise"


@pytest.mark.parametrize("name", LAYERS)
def test_no_coordinate_pretends_to_more_than_six_digits(name: str) -> None:
    text = content(f"geojson/{name}.geojson").decode("utf-8")
    for feature in json.loads(text, parse_float=str)["features"]:
        for xy in positions(feature["geometry"]["coordinates"]):
            for number in xy:
                assert len(str(number).partition(".")[2]) <= 6, f"{feature['id']}: {number}"
                assert "e" not in str(number)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "sources"])
def test_table_is_strict_csv(name: str) -> None:
    data = content(f"tables/{name}.csv")
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    head, body = rows[0], rows[1:]
    assert len(set(head)) == len(head)
    assert [row for row in body if len(row) != len(head)] == []
    # What a set of claims asks of its members may end in a space.
    trimmed = [row[:3] + row[4:] if name == "claim_sets" else row for row in body]
    assert [row for row in trimmed if any(cell != cell.strip() for cell in row)] == []
    assert len({tuple(row) for row in body}) == len(body), "no row stands twice"


@pytest.mark.parametrize("name", LAYERS)
def test_layer_keeps_its_schema(name: Layer, atlas: skg.Atlas) -> None:
    check_layer(name, atlas.layer(name), source_ids=set(atlas.sources["id"]))


# -- what points at what -----------------------------------------------------------------------


def all_ids() -> list[str]:
    return [feature["id"] for name in LAYERS for feature in layer(name)["features"]]


def test_ids_are_unique_across_layers() -> None:
    ids = [*all_ids(), *(row["id"] for row in table("unplaced"))]
    assert [key for key, times in Counter(ids).items() if times > 1] == []


def test_every_source_is_a_record() -> None:
    records = json.loads(content("tables/sources.json"))
    ids = [record["id"] for record in records]
    assert len(set(ids)) == len(ids)
    for record in records:
        for key in ("id", "type", "title"):
            assert record[key].strip(), record
        assert re.match(r"https?://[^/\s]+\.\w+", record.get("URL", "https://a.b")), record["id"]


def tables_with(column: str) -> list[str]:
    return [name for name in TABLES if name != "sources" and column in table(name)[0]]


def test_every_source_pointed_at_exists() -> None:
    known = {record["id"] for record in json.loads(content("tables/sources.json"))}
    pointed: dict[str, str] = {}
    for name in LAYERS:
        for feature in layer(name)["features"]:
            assert feature["properties"]["source_ids"], feature["id"]
            pointed |= dict.fromkeys(feature["properties"]["source_ids"], feature["id"])
    sourced = tables_with("source_ids")
    assert {"names", "periods", "stated_values"} <= set(sourced)
    for held in sourced:
        for row in table(held):
            # A name made by rule, and what has no position, may have no source of its own.
            assert row["source_ids"] or held in {"names", "unplaced"}, row
            pointed |= dict.fromkeys(row["source_ids"].split(), held)
    assert {key: where for key, where in pointed.items() if key not in known} == {}


def test_rows_belong_to_features() -> None:
    known = {*all_ids(), *(row["id"] for row in table("unplaced"))}
    assert {row["place_id"] for row in table("names")} <= known
    assert {row["feature_id"] for row in table("periods")} <= known
    assert {row["place_id"] for row in table("events")} <= known | {""}
    held = {key for row in table("counts") for key in row["holds"].split()}
    assert held <= {feature["id"] for feature in layer("crossings")["features"]}


def test_ids_of_events_and_claims_are_unique() -> None:
    for name, column in (("events", "id"), ("claims", "claim_id")):
        ids = [row[column] for row in table(name)]
        assert all(ids)
        assert len(set(ids)) == len(ids)


def test_names_say_what_they_are() -> None:
    for row in table("names"):
        assert row["text"], row
        assert row["language"] in {"en", "zh", "ko", "ja", "ru"}, row
        assert row["scheme"], row
        assert row["preferred"] in {"0", "1"}, row
        assert row["generated"] in {"0", "1"}, row
    scripts = {"hanzi-simplified": "一-鿿㐀-䶿", "hangul-dprk": "가-힣", "russian": "А-я"}
    for scheme, letters in scripts.items():
        rows = [row for row in table("names") if row["scheme"] == scheme]
        assert rows
        for row in rows:
            assert re.search(f"[{letters}]", row["text"]), row


# -- dates -------------------------------------------------------------------------------------


def test_periods_are_dated_and_run_forward() -> None:
    for row in table("periods"):
        for key in ("start", "end"):
            if row[key]:
                parse_interval(row[key])
        if row["start"] and row["end"]:
            first, last = parse_interval(row["start"]).first, parse_interval(row["end"]).last
            assert first <= last, row


def test_events_are_dated_in_order() -> None:
    dated = [row for row in table("events") if row["date"]]
    assert len(dated) > 100
    assert [row["date"] for row in dated] == sorted(row["date"] for row in dated)
    for row in dated:
        first = parse_interval(row["date"]).first
        assert first <= parse_interval(row["end_date"] or row["date"]).last, row


def test_complete_counts_hold_as_many_crossings_as_they_say() -> None:
    for row in table("counts"):
        held = row["holds"].split()
        assert len(set(held)) == len(held)
        assert len(held) <= int(row["count"]), row
        assert (len(held) == int(row["count"])) or row["complete"] == "0", row
        assert row["complete"] == "1" or row["not_known"], row


def certain(row: dict[str, str]) -> tuple[int, int] | None:
    """The days a state certainly held: what a partial date leaves open is left out."""
    if not (row["start"] or row["end"]):
        return None
    first = parse_interval(row["start"]).last if row["start"] else lifetime(None, None).first
    last = parse_interval(row["end"]).first if row["end"] else lifetime(None, None).last
    return first.toordinal(), last.toordinal()


def test_no_crossing_is_in_two_states_at_once() -> None:
    crossings = {feature["id"] for feature in layer("crossings")["features"]}
    held: dict[str, list[tuple[tuple[int, int], dict[str, str]]]] = {}
    for row in table("periods"):
        days = certain(row)
        if row["feature_id"] in crossings and days:
            held.setdefault(row["feature_id"], []).append((days, row))
    assert len(held) > 20
    for states in held.values():
        for i, (days, row) in enumerate(states):
            for other_days, other in states[i + 1 :]:
                # One state may end on the day, or in the month, that the next begins.
                shared = min(days[1], other_days[1]) - max(days[0], other_days[0])
                assert shared <= 0, (row, other)


# -- the border --------------------------------------------------------------------------------


def test_border_sections_join_end_to_start() -> None:
    parts = [coordinates("border", key) for key in SECTIONS]
    assert parts[0][0] == MOUTH
    assert parts[2][-1] == TRIPOINT
    assert parts[0][-1] == parts[1][0]
    assert parts[1][-1] == parts[2][0]
    whole = [*parts[0], *parts[1][1:], *parts[2][1:]]
    assert all(a != b for a, b in itertools.pairwise(whole))
    assert shapely.LineString(whole).is_simple


def test_neighbours_start_at_the_tripoint() -> None:
    assert coordinates("border", "sea-tail")[-1] == MOUTH
    assert coordinates("border", "china-russia")[0] == TRIPOINT
    assert coordinates("border", "dprk-russia")[0] == TRIPOINT
    assert coordinates("border", "dprk-russia-sea")[0] == coordinates("border", "dprk-russia")[-1]


def test_border_sections_state_their_lengths(border: skg.BorderLine) -> None:
    stated = {
        feature["id"]: feature["properties"]["length_m"]
        for feature in layer("border")["features"]
        if feature["id"] in SECTIONS
    }
    for key, length_m in stated.items():
        assert GEOD.line_length(*np.array(coordinates("border", key)).T) == pytest.approx(
            length_m, abs=0.1
        )
    assert border.length_m == pytest.approx(sum(stated.values()), abs=0.2)
    assert [section.name for section in border.sections] == ["yalu", "paektu", "tumen"]
    lengths = [section.length_m for section in border.sections]
    assert lengths == pytest.approx(list(stated.values()), abs=0.1)


def test_uncertainty_covers_the_border_without_gap(border: skg.BorderLine) -> None:
    rows = table("uncertainty")
    assert float(rows[0]["from_km"]) == 0
    for row, following in itertools.pairwise(rows):
        assert row["to_km"] == following["from_km"]
    # The file gives kilometres with three digits.
    assert float(rows[-1]["to_km"]) * 1000 == pytest.approx(border.length_m, abs=0.51)
    assert all(float(row["within_m"]) > 0 for row in rows)


# -- provinces and counties --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["provinces", "counties"])
def test_units_of_a_bank_share_their_edges(name: Layer, atlas: skg.Atlas) -> None:
    units = atlas.layer(name)
    units = units[units["kind"] != "prefecture"]
    for _, bank in units.groupby("country"):
        assert len(bank) > 1
        assert shapely.coverage_is_valid(bank.geometry.to_numpy())


def test_units_of_both_banks_meet_at_the_line(atlas: skg.Atlas) -> None:
    banks = {key: bank.geometry.to_numpy() for key, bank in atlas.counties.groupby("country")}
    left, right = shapely.STRtree(banks["CN"]).query(banks["KP"], predicate="intersects")
    shared = shapely.get_parts(shapely.intersection(banks["KP"][left], banks["CN"][right]))
    parts = [part for part in shared if part.geom_type == "Polygon"]
    area_m2 = sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in parts)
    # Rounding to six digits moves an edge by some centimetres; over the length of the border
    # that may come to a hectare, never to an island.
    assert area_m2 < 10_000
    # No gap either: both banks have a unit wherever the line runs.
    lon, lat = atlas.border.point_at(np.arange(0, atlas.border.length_m, 1000))
    for units in banks.values():
        tree = shapely.STRtree(units)
        _, gap_deg = tree.query_nearest(
            shapely.points(lon, lat), return_distance=True, all_matches=False
        )
        assert gap_deg.max() < 0.00001


def test_jilin_holds_five_sixths_of_the_border(border: skg.BorderLine) -> None:
    whole = border.shares("province")
    assert whole.groupby("country")["length_m"].sum().tolist() == pytest.approx(
        [border.length_m] * 2, abs=0.001
    )
    shares = whole.set_index("id")
    assert shares.loc["jilin", "share"] == pytest.approx(0.827, abs=0.001)
    assert set(shares.index[shares["country"] == "CN"]) == {"jilin", "liaoning"}
    assert set(shares.index[shares["country"] == "KP"]) == {
        "north-pyongan",
        "chagang",
        "ryanggang",
        "north-hamgyong",
        "rason-city",
    }


def test_counties_on_each_bank_add_up_to_the_border(border: skg.BorderLine) -> None:
    shares = border.shares("county")
    lengths = shares.groupby("country")["length_m"].sum()
    assert lengths.index.tolist() == ["CN", "KP"]
    assert lengths.tolist() == pytest.approx([border.length_m] * 2, abs=0.001)
    assert shares["share"].tolist() == pytest.approx(
        (shares["length_m"] / border.length_m).tolist()
    )
    rows = [feature["properties"] for feature in layer("counties")["features"]]
    assert set(shares["id"]) == {row["id"] for row in rows if row["tier"] == "border"}


def test_counties_reach_one_ring_beyond_the_units_that_touch_the_border(atlas: skg.Atlas) -> None:
    counties = atlas.counties.set_index("id")
    tier = counties["tier"]
    for prefecture in ("yanbian", "baishan", "tonghua", "dandong-pref"):
        whole = counties[counties["prefecture_id"] == prefecture]
        unit = atlas.provinces.set_index("id").loc[prefecture]
        assert whole["area_km2"].sum() == pytest.approx(unit["area_km2"], rel=0.001)
        assert set(whole["tier"]) <= {"border", "behind"}
    for province in ("north-pyongan", "chagang", "ryanggang", "north-hamgyong", "rason-city"):
        whole = counties[counties["province_id"] == province]
        unit = atlas.provinces.set_index("id").loc[province]
        assert whole["area_km2"].sum() == pytest.approx(unit["area_km2"], rel=0.001)
    inner = shapely.union_all(counties.geometry[tier != "ring"].to_numpy()).buffer(0.01)
    assert counties.index[(tier == "ring") & ~counties.intersects(inner)].tolist() == []
    ring = set(tier.index[tier == "ring"])
    assert {"huanren-county", "xinbin-county", "hochon-county"} <= ring
    # Of Heilongjiang, those that touch Yanbian; the province itself is not in the layer.
    beyond = {"wuchang-shi", "hailin-shi", "ningan-shi", "muling-shi", "dongning-shi"}
    assert beyond == set(counties.index[counties["province_id"] == "heilongjiang"]) & ring
    yanbian = atlas.provinces.set_index("id").geometry["yanbian"].buffer(0.001)
    assert counties.loc[sorted(beyond)].intersects(yanbian).all()


def test_no_outline_passes_for_what_it_only_stands_for(atlas: skg.Atlas) -> None:
    zones = atlas.zones.set_index("id")
    outlined = zones[zones.geometry.geom_type != "Point"]
    assert outlined["outline_is"].notna().all()
    assert zones["outline_is"].drop(outlined.index).isna().all()
    # Measured and published areas of the Rason zone do not agree: the outline is the city's.
    rason = zones.loc["rason-sez"]
    assert rason["outline_is"] == "stand-in"
    assert rason["measured_area_km2"] > 1.1 * rason["stated_area_km2"]
    assert (outlined["accuracy_m"] <= 2000).all(), "of the outline, not of the middle"
    doubted = atlas.counties.set_index("id")["outline_is"]
    assert set(doubted.index[doubted != "own"]) == {"rason-si", "tumen-shi", "hunchun-shi"}


def test_every_korean_name_stands_in_the_spelling_of_the_south_too(atlas: skg.Atlas) -> None:
    south: dict[str, Any] = {}
    korean: list[Any] = []
    for name in atlas.layers:
        frame = atlas.layer(name)
        assert (frame["name_ko_kr"].notna() >= frame["name_ko"].notna()).all(), name
        south |= dict(zip(frame["id"], frame["name_ko_kr"], strict=True))
        korean += frame.loc[frame["country"] == "KP", "name_ko_kr"].dropna().tolist()
    assert {
        "longjing": "룽징",
        "liaoning": "랴오닝성",
        "longjing-shi": "룽징시",
        "huanren-county": "환런만족자치현",
        "nyongbyon-county": "영변군",
        "tumen-namyang-road": "투먼–남양 (도로)",
        "rason-sez": "나선경제무역지대",
        "border-yalu": "북중국경 압록강구간",
        "changbai-county": "창바이조선족자치현",
        "dandong-station": "단둥역",
    }.items() <= south.items()
    written = " ".join(korean)
    assert not re.search("(?<![가-힣])[라량려련렬료룡류률리림랑로녀녕니]", written)
    assert not re.search("조중|로동자구|비행장", written)


def test_places_have_chinese_names_or_say_that_none_was_found(atlas: skg.Atlas) -> None:
    for name in ("islands", "places", "crossings", "zones", "routes", "rivers", "counties"):
        frame = atlas.layer(name)
        nameless = frame[frame["name_zh"].isna()].set_index("id")["note"]
        said = nameless.str.contains("Chinese characters|hanja|no published name")
        assert nameless.index[~said.astype(bool)].tolist() == [], name
    assert atlas.find("古茂山").id == "komusan"
    assert atlas.find("羅南").id == "ranam"


def test_rivers_end_where_they_flow_into(atlas: skg.Atlas) -> None:
    rivers = atlas.rivers.set_index("id")
    lines = rivers[rivers["kind"] == "river"]
    assert (lines.geometry.geom_type == "LineString").all()
    for row in lines[lines["geometry_basis"] == "schematic"].itertuples():
        end = shapely.Point(row.geometry.coords[-1])
        if row.Index != "hun-river":  # its mouth is published, near the line of the Yalu
            assert rivers.geometry[row.flows_into].distance(end) < 1e-5, row.Index
        assert row.accuracy_m >= 15_000
    assert {"hongdan-river", "samgyo-river", "chasong-river"} <= set(lines.index)
    hun = rivers.geometry["hun-river"].coords[-1]
    assert float(skg.distance(rivers.geometry["yalu-river"], hun)) < 1_000
    assert set(rivers["flows_into"].dropna()) <= set(rivers.index)


def test_lakes_and_reservoirs_lie_where_their_dams_are(atlas: skg.Atlas) -> None:
    rivers = atlas.rivers.set_index("id")
    assert rivers.geometry["heaven-lake-area"].covers(atlas.get("heaven-lake").geometry)
    marks = {
        "supung-lake": "supung-dam",
        "unbong-lake": "unbong-dam",
        "wiwon-lake": "wiwon-dam",
    }
    for lake, mark in marks.items():
        place = atlas.get(mark)
        within = place.accuracy_m + rivers["accuracy_m"][lake]
        assert float(skg.distance(rivers.geometry[lake], place)) < within
    jingpo = shapely.Point(128.94, 43.88)  # as Wikipedia gives it
    assert float(skg.distance(rivers.geometry["jingpo-lake"], jingpo)) < 1000
    foot = skg.distance(rivers.geometry["huanren-lake"], atlas.get("wunu-mountain"))
    assert float(foot) < 2000, "at the foot of the mountain"
    areas = rivers[rivers["kind"] != "river"]
    assert areas["area_km2"].notna().all()
    assert atlas.find("Heaven Lake").id == "heaven-lake", "the point before its outline"


def test_seas_have_both_names_and_hold_no_land(atlas: skg.Atlas) -> None:
    names = {"Sea of Japan": "east-sea", "동해": "east-sea", "West Sea": "yellow-sea"}
    assert {name: atlas.find(name).id for name in names} == names
    rivers = atlas.rivers.set_index("id")
    for sea, beside in (("east-sea", "chongjin"), ("yellow-sea", "nampo")):
        shape = rivers.geometry[sea]
        assert not shape.covers(atlas.get("pyongyang").geometry)
        assert float(skg.distance(shape, atlas.get(beside))) < 60_000


def test_counties_are_in_their_province(atlas: skg.Atlas) -> None:
    provinces = atlas.provinces.set_index("id")
    inner = atlas.counties[atlas.counties["province_id"] != "heilongjiang"]
    for row in inner.to_dict("records"):
        inside = row["geometry"].representative_point()
        assert provinces.geometry[row["province_id"]].covers(inside), row["id"]
        assert provinces["country"][row["province_id"]] == row["country"]


def test_wrong_labels_are_mended(atlas: skg.Atlas) -> None:
    country = atlas.counties.set_index("id")["country"]
    korean = ("chosan", "junggang", "kim-hyong-jik", "ryongchon", "sindo", "wiwon")
    assert [country[f"{name}-county"] for name in korean] == ["KP"] * 6
    assert country["changbai-county"] == "CN"


def test_every_unit_lies_on_the_side_of_its_country(atlas: skg.Atlas) -> None:
    for name in ("counties", "provinces"):
        units = atlas.layer(name)
        inside = units.geometry.representative_point()
        at = atlas.border.locate(inside.x, inside.y, columns=["side", "country"])
        found = at["country"].astype(object).to_numpy()
        assert units["id"][units["country"].to_numpy() != found].tolist() == []
        # The bank of the line is told only where the line is near.
        near = at["side"].notna().to_numpy()
        side = at["side"].astype(object).to_numpy()
        assert units["id"][near & (units["country"].to_numpy() != side)].tolist() == []
        assert near.sum() > len(units) / 3


# -- crossings ---------------------------------------------------------------------------------


def test_crossings_are_on_the_line_as_exactly_as_they_claim(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    crossings = crossings[crossings["country"] == "CN-KP"]
    assert len(crossings) > 20
    at = atlas.border.locate(crossings.geometry.x, crossings.geometry.y)
    too_far = at["distance_m"].to_numpy() > crossings["accuracy_m"].to_numpy()
    assert crossings["id"][too_far].tolist() == []
    # The file gives both to 0.1 m.
    np.testing.assert_allclose(crossings["along_m"], at["along_m"], rtol=0, atol=0.06)
    np.testing.assert_allclose(crossings["line_distance_m"], at["distance_m"], rtol=0, atol=0.06)


def test_derived_crossings_are_exactly_on_the_line(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    derived = crossings[
        (crossings["country"] == "CN-KP") & (crossings["geometry_basis"] == "derived")
    ]
    assert len(derived) > 5
    at = atlas.border.locate(derived.geometry.x, derived.geometry.y)
    assert at["distance_m"].max() < 0.1


def test_crossings_of_other_borders_have_no_chainage(atlas: skg.Atlas) -> None:
    others = atlas.crossings[atlas.crossings["country"] != "CN-KP"]
    assert len(others) > 0
    assert others["along_m"].isna().all()


def test_a_traveller_from_dandong_meets_the_crossings_in_order(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    along = crossings["along_m"].dropna()
    assert along.is_monotonic_increasing
    wanted = [
        "new-yalu-river-bridge",
        "dandong-sinuiju-rail",
        "dandong-sinuiju-road",
        "jian-manpo-rail",
        "jian-manpo-road",
        "linjiang-junggang",
        "changbai-hyesan",
        "guchengli-samjang",
        "nanping-musan",
        "sanhe-hoeryong",
        "kaishantun-sambong",
        "tumen-namyang-rail",
        "tumen-namyang-road",
        "shatuozi-saebyol",
        "quanhe-wonjong",
    ]
    assert [key for key in crossings["id"] if key in wanted] == wanted
    at = atlas.border.locate(crossings.geometry.x, crossings.geometry.y)
    section = dict(zip(crossings["id"], at["section"], strict=True))
    assert [section[key] for key in wanted] == ["yalu"] * 7 + ["tumen"] * 8
    assert section["shuangmufeng-ssangdubong"] == "paektu"


def test_quanhe_lies_between_hunchun_and_rajin(atlas: skg.Atlas) -> None:
    hunchun, quanhe, rajin = (atlas.get(key) for key in ("hunchun", "quanhe-wonjong", "rajin"))
    straight = skg.distance(hunchun, rajin)
    there, on = skg.distance(hunchun, quanhe), skg.distance(quanhe, rajin)
    assert max(there, on) < straight
    assert there + on < 1.15 * straight
    depth = {place.id: atlas.border.depth(place) for place in (hunchun, quanhe, rajin)}
    assert (depth["hunchun"].side, depth["rajin"].side) == ("CN", "KP")
    assert depth["quanhe-wonjong"].nearest_m <= (quanhe.accuracy_m or 0)
    assert depth["quanhe-wonjong"].indeterminate
    assert hunchun.lat > quanhe.lat > rajin.lat


def test_corridors_run_from_way_point_to_way_point(atlas: skg.Atlas) -> None:
    for row in atlas.routes.to_dict("records"):
        stops = [atlas.get(key) for key in row["waypoints"]]
        drawn = np.array([(stop.lon, stop.lat) for stop in stops])
        np.testing.assert_allclose(row["geometry"].coords, drawn, rtol=0, atol=1e-6)
        length_km = GEOD.line_length(*drawn.T) / 1000
        assert row["measured_length_km"] == pytest.approx(length_km, abs=0.06)
        # Nothing on the ground is shorter than the straight lines between its stops.
        stated_km = row["stated_length_km"]
        assert np.isnan(stated_km) or stated_km >= length_km, row["id"]


# -- zones, places, islands --------------------------------------------------------------------


def test_zones_near_the_border_are_on_the_side_they_claim(atlas: skg.Atlas) -> None:
    zones = atlas.zones
    zones = zones[zones["near_border"].eq(True) & zones["country"].isin(["CN", "KP"])]
    assert len(zones) > 25
    wrong = [
        row["id"]
        for row in zones.to_dict("records")
        if row["geometry"].geom_type == "Point"
        and atlas.border.depth(row["geometry"]).side != row["country"]
    ]
    assert wrong == []
    inside = zones.geometry.representative_point()
    side = atlas.border.locate(inside.x, inside.y)["side"]
    assert zones["id"][zones["country"].to_numpy() != side.to_numpy()].tolist() == []


def test_outlines_on_the_border_reach_it_from_their_own_side(atlas: skg.Atlas) -> None:
    for key in ("rason-sez", "hwanggumpyong-wihwa-zone"):
        depth = atlas.border.depth(atlas.get(key))
        assert (depth.side, depth.nearest_m) == ("KP", 0), key
        assert depth.farthest_m > 1000


def test_places_are_on_the_side_of_their_country(atlas: skg.Atlas) -> None:
    places = atlas.places
    places = places[places["country"].isin(["CN", "KP", "RU"])].reset_index(drop=True)
    assert len(places) > 150
    at = atlas.border.locate(places.geometry.x, places.geometry.y)
    country = at["country"].astype(object).to_numpy()
    known = at["country"].notna().to_numpy()
    assert known.sum() > 140
    wrong = known & (country != places["country"].to_numpy()) & ~at["indeterminate"].to_numpy()
    assert places["id"][wrong].tolist() == []
    # Few are so near that only the flag saves them: the rule above is no empty one.
    assert at["indeterminate"].sum() < 10


def test_the_island_that_both_claim_is_flagged(atlas: skg.Atlas) -> None:
    islands = atlas.islands
    disputed = islands[islands["disputed_extent"].eq(True)]
    assert disputed["id"].tolist() == ["tumen-islet-02"]
    assert "both countries claim" in disputed["note"].iloc[0]


def test_islands_beyond_the_line_are_indeterminate(atlas: skg.Atlas) -> None:
    """The DPRK's islets in the Tumen lie on the Chinese side of the main line."""
    islands = atlas.islands
    assert set(islands["country"]) == {"KP"}
    inside = islands.geometry.representative_point()
    at = atlas.border.locate(inside.x, inside.y)
    tumen = islands["river"].to_numpy() == "tumen"
    assert tumen.sum() > 20
    assert set(at["side"][tumen]) == {"CN"}
    assert at["indeterminate"][tumen].all()
    assert set(at["side"][~tumen]) == {"KP"}
    assert at["distance_m"].min() > 0


def test_islands_do_not_overlap(atlas: skg.Atlas) -> None:
    outlines = atlas.islands.geometry.to_numpy()
    tree = shapely.STRtree(outlines)
    left, right = tree.query(outlines, predicate="overlaps")
    assert len(left) == len(right) == 0
