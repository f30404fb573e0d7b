"""Test what a map is told to draw: sub-groups, events, tracks, sources that differ, languages."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pandas as pd
import pytest
from shapely import Point

import sinokorea_geo as skg
from sinokorea_geo.maps.outlines import coordinates
from sinokorea_geo.maps.web.encoding import compact, decoded
from sinokorea_geo.maps.web.page import asset, atlas_js, page_words
from sinokorea_geo.maps.web.popups import differing
from sinokorea_geo.maps.words import LANGUAGES, Language, Words


@pytest.fixture(scope="module")
def drawn(atlas: skg.Atlas) -> folium.Map:
    return skg.make_map(atlas)


def group(m: folium.Map, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(g for g in m.spec["groups"] if g["id"] == name)
    return found


def feature(m: folium.Map, layer: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in group(m, layer)["features"] if f["id"] == key)
    return found


def test_the_whole_atlas_stays_small(saved: Path) -> None:
    content = saved.read_bytes()
    assert len(content) < 950_000
    assert len(gzip.compress(content, 9)) < 330_000


def test_every_feature_is_in_an_item_of_every_filter(drawn: folium.Map) -> None:
    for each in drawn.spec["groups"]:
        items = [{item["id"] for item in filter["items"]} for filter in each.get("filters", ())]
        for one in each["features"]:
            assert len(one.get("items", ())) == len(items)
            for mine, known in zip(one.get("items", ()), items, strict=True):
                assert mine
                assert set(mine) <= known


@pytest.mark.parametrize(
    ("layer", "filter", "expected"),
    [
        ("crossings", 0, ["road", "rail", "ferry", "dam"]),
        ("crossings", 1, ["in-use", "planned", "closed", "past", "not-known"]),
        ("zones", 0, ["special", "development", "industry", "trade", "tourism"]),
        (
            "routes",
            0,
            ["road", "expressway", "railway", "high-speed-rail", "ferry", "tour", "pipeline"],
        ),
        ("events", 0, ["tests", "rules", "works", "setbacks", "visits"]),
    ],
)
def test_layers_divide_by_what_a_reader_asks(
    drawn: folium.Map, layer: str, filter: int, expected: list[str]
) -> None:
    assert [item["id"] for item in group(drawn, layer)["filters"][filter]["items"]] == expected


def test_a_bridge_for_road_and_rail_is_in_both(drawn: folium.Map) -> None:
    both = [
        f for f in group(drawn, "crossings")["features"] if set(f["items"][0]) == {"road", "rail"}
    ]
    assert len(both) == 2


def test_the_legend_shows_what_the_map_shows(drawn: folium.Map) -> None:
    """Each item's swatch has the shape, or the line, of the features in it."""
    for layer in ("crossings", "zones"):
        shapes = {i["id"]: i["style"]["shape"] for i in group(drawn, layer)["filters"][0]["items"]}
        for one in group(drawn, layer)["features"]:
            if "point" in one:
                assert one["style"]["shape"] in {shapes[item] for item in one["items"][0]}
    for layer in ("border", "routes"):
        styles = {i["id"]: i["style"] for i in group(drawn, layer)["filters"][0]["items"]}
        for one in group(drawn, layer)["features"]:
            assert one["style"] == styles[one["items"][0][0]]


def test_events_stand_where_they_happened(drawn: folium.Map, atlas: skg.Atlas) -> None:
    tests = feature(drawn, "events", "events-punggye-ri")
    assert len(tests["popup"]["events"]) == len(tests["event_months"]) == 6
    assert ["2016-09-09", "Fifth DPRK nuclear test"] in tests["popup"]["events"]
    placed = atlas.events[atlas.events["place_id"] != ""]
    told = sum(len(f["popup"]["events"]) for f in group(drawn, "events")["features"])
    assert told == len(placed)


def test_railways_follow_their_tracks_where_the_atlas_has_them(
    drawn: folium.Map, atlas: skg.Atlas
) -> None:
    railways = atlas.railways[atlas.railways["geometry_basis"] == "osm"]
    tracks = railways.set_index("route_id").geometry
    routes = atlas.routes.set_index("id").geometry
    both = routes.index.intersection(tracks.index)
    assert len(both) > 8
    for key in both:
        found = feature(drawn, "routes", key)
        points = [at for line in found["lines"] for at in decoded(line)]
        assert tracks[key].distance(Point(points[len(points) // 2])) < 0.001
        assert "schematic" not in str(found["popup"]["rows"])


def test_a_popup_says_the_kilometre_along_the_border(drawn: folium.Map, atlas: skg.Atlas) -> None:
    crossings = atlas.crossings.set_index("id")
    points = crossings.geometry
    located = atlas.border.locate(points.x.to_numpy(), points.y.to_numpy())
    along = dict(zip(crossings.index, located["along_m"] / 1000, strict=True))
    told = {
        key: dict(feature(drawn, "crossings", key)["popup"]["rows"]).get("Along the border")
        for key in crossings.index
    }
    assert sum(text is not None for text in told.values()) > 20
    for key, text in told.items():
        if text is None:  # away from the line
            continue
        value, unit = text.split()
        assert unit == "km"
        assert float(value.replace(",", "")) == pytest.approx(along[key], abs=0.11)


def test_sources_that_differ_are_all_named(drawn: folium.Map) -> None:
    popup = feature(drawn, "crossings", "dandong-sinuiju-rail")["popup"]
    lengths = dict(popup["differences"]["of"])["bridge length"]
    assert [text.split(" (")[0] for text, _ in lengths] == ["940.8 m", "940 m", "946 m", "943.3 m"]
    for _, keys in lengths:
        assert set(keys) <= set(popup["sources"])
    assert popup["differences"]["label"] == "Sources differ"


@pytest.mark.parametrize(
    ("language", "what", "value"),
    [
        ("en", "load limit", "20 t (2013)"),
        ("zh", "限载", "20吨 (2013)"),
        ("ko", "하중 제한", "20톤 (2013)"),
    ],
)
def test_what_sources_differ_on_is_told_in_the_maps_language(
    atlas: skg.Atlas, language: Language, what: str, value: str
) -> None:
    told = differing(atlas.stated_values, {}, Words(language))
    of_bridge = {
        name: [text for text, _ in values] for name, values in told["dandong-sinuiju-rail"]
    }
    assert value in of_bridge[what]
    names = {name for one in told.values() for name, _ in one}
    assert any(re.fullmatch("[a-z ]+", name) for name in names) == (language == "en")


def test_one_value_written_twice_is_no_difference(atlas: skg.Atlas) -> None:
    rows = atlas.stated_values.head(2).assign(
        subject_id="a", property="height", stated=["9", "9.0"], unit="m"
    )
    assert differing(rows, {}, Words("en")) == {}
    rows["stated"] = ["9", "9.5"]
    assert [text for text, _ in differing(rows, {}, Words("en"))["a"][0][1]][1].startswith("9.5 m")


def test_names_carry_their_old_characters_apart(drawn: folium.Map) -> None:
    popup = feature(drawn, "places", "dandong")["popup"]
    assert (popup["title"], popup["zh"], popup["hant"][0]) == ("Dandong", "丹东", "丹東")
    assert "Antung" in popup["former"]
    assert feature(drawn, "places", "hoeryong")["popup"]["hani"] == ["會寧"]


def test_what_repeats_is_written_once(drawn: folium.Map) -> None:
    short = compact(drawn.spec)
    assert len(json.dumps(short)) < 0.95 * len(json.dumps(drawn.spec))
    for each, before in zip(short["groups"], drawn.spec["groups"], strict=True):
        for one, was in zip(each["features"], before["features"], strict=True):
            assert short["styles"][one["style"]] == was["style"]
            if "areas" in was and not isinstance(was["areas"][0][0], str):
                (course, *_), *_ = short["outlines"][one["areas"]]
                arcs = [decoded(short["arcs"][max(i, ~i)])[:: 1 if i >= 0 else -1] for i in course]
                there = coordinates(was["areas"][0][0])
                np.testing.assert_allclose(arcs[0], there[: len(arcs[0])], atol=1e-9)
            rows = was.get("popup", {}).get("rows", ())
            kept = one.get("popup", {}).get("rows", ())
            assert [[short["labels"][label], value] for label, value in kept] == list(rows)
    shaded = next(g for g in short["groups"] if g["id"] == "gdp-growth")["features"]
    plain = next(g for g in short["groups"] if g["id"] == "provinces")["features"]
    assert {f["areas"] for f in shaded} <= {f["areas"] for f in plain}


# -- three languages ------------------------------------------------------------------------


def test_every_phrase_is_there_in_three_languages() -> None:
    phrases = json.loads(asset("words.json"))
    assert all(len(forms) == len(LANGUAGES) and all(forms) for forms in phrases.values())
    for key, forms in phrases.items():
        gaps = [set(re.findall(r"\{(\w+)\}", form)) for form in forms]
        assert gaps[0] == gaps[1] == gaps[2], key


def test_korean_of_the_south_names_the_same_things_otherwise(atlas: skg.Atlas) -> None:
    titles = {}
    for language in ("ko", "ko-KP", "ko-KR"):
        spec = skg.make_map(atlas, layers=["places"], language=language).spec
        assert spec["language"] == "ko"
        popups = {f["id"]: f["popup"] for f in spec["groups"][0]["features"]}
        titles[language] = (spec["title"], popups["longjing"]["ko"], popups["rajin"]["ko"])
    assert titles["ko"] == titles["ko-KP"] == ("조중 국경", "룡정", "라진")
    assert titles["ko-KR"] == ("북중 국경", "룽징", "나진")
    south = Words("ko-KR")
    assert (south("KP"), south("RU"), south("row kp_port")) == ("북한", "러시아", "북한 측")
    old = {"조중", "로씨야", "리용", "력사", "비률", "딸라", "미싸일", "페지", "날자"}
    assert not [key for key in south.phrases for word in old if word in south(key)]


def test_what_the_page_says_is_what_it_is_given() -> None:
    asked = set(re.findall(r'say\(words, "([^"]+)"', atlas_js()))
    asked |= set(re.findall(r'say\((?:this\.)?context\.words, "([^"]+)"', atlas_js()))
    assert asked <= set(page_words(Words("en")))
    assert len(asked) > 25


def test_every_word_of_the_atlas_is_translated(atlas: skg.Atlas) -> None:
    words = Words("zh")
    for name in ("crossings", "zones", "places", "routes", "border"):
        frame = atlas.layer(name)
        for column in {"kind", "mode", "class", "status", "geometry_basis"} & set(frame.columns):
            for value in frame[column].dropna().unique():
                assert words.of(value) != value or value == "osm", (name, column, value)


@pytest.mark.parametrize(
    ("language", "title", "layer", "status"),
    [("zh", "中朝边界", "口岸与桥梁", "开放"), ("ko", "조중 국경", "통행지점과 다리", "열림")],
)
def test_a_map_speaks_its_language(
    atlas: skg.Atlas, language: Language, title: str, layer: str, status: str
) -> None:
    m = skg.make_map(atlas, layers=["border", "crossings"], language=language)
    assert m.spec["title"] == title
    assert group(m, "crossings")["label"] == layer
    assert feature(m, "crossings", "quanhe-wonjong")["status"] == status
    assert m.spec["words"]["search"] == Words(language)("search")
    own = skg.make_map(atlas, layers=["border"], language=language, title="My map")
    assert own.spec["title"] == "My map"


def test_bands_are_as_wide_as_asked_the_widest_underneath(atlas: skg.Atlas) -> None:
    bands = group(skg.make_map(atlas, layers=["border"], corridors=["5 km", 20_000]), "bands")
    reach = []
    for one in bands["features"]:
        outline = np.array(decoded(one["areas"][0][0]))
        reach.append(float(atlas.border.locate(outline)["distance_m"].median()))
    # Drawn with corners up to 0.003 degrees off, which is a third of a kilometre.
    assert reach == [pytest.approx(20_000, abs=350), pytest.approx(5_000, abs=350)]


def test_a_callers_numbers_become_sizes_classes_and_months(atlas: skg.Atlas) -> None:
    tons = [0.0, 20.0, 25.0, 100.0, np.nan]
    day = [dt.date(2016, 9, 1)] * 4 + [None]
    table = pd.DataFrame({"lon": 130.0, "lat": 42.0, "tons": tons, "day": day})
    drawn = skg.make_map(
        atlas, layers=["border"], points=table, color="tons", size="tons", time="day"
    )
    points = group(drawn, "points")["points"]
    # An area as large as the number: a fourth of the most has half of the radius to spare.
    least, most = points["radii"][0], points["radii"][3]
    assert points["radii"][2] == pytest.approx((least + most) / 2, abs=0.06)
    assert least < points["radii"][1] < points["radii"][2]
    # Five classes of twenty tons; a number between two is of the upper one, the most of the last.
    assert points["colour_of"] == [0, 1, 1, 4, 5]
    assert len(set(points["colours"])) == 6
    assert points["months"] == [2016 * 12 + 8] * 4 + [None]
