"""Maps as data and as a page; what a reader sees is tested in a browser elsewhere."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.maps.offline import vendored
from sinokorea_geo.maps.offline.elements import json_text
from sinokorea_geo.maps.offline.sanitise import requests_in
from sinokorea_geo.maps.save import page_html
from sinokorea_geo.maps.style import symbol_for
from sinokorea_geo.maps.web.encoding import decoded, encoded
from tests.maps.payloads import PAYLOADS, PLACEHOLDER, PoisonedAtlas, poisoned


def groups(m: folium.Map) -> dict[str, dict[str, Any]]:
    return {group["id"]: group for group in m.spec["groups"]}


@pytest.fixture(scope="module")
def whole(atlas: skg.Atlas) -> folium.Map:
    return skg.make_map(atlas)


def test_a_map_holds_every_feature_of_its_layers(atlas: skg.Atlas, whole: folium.Map) -> None:
    drawn = groups(whole)
    lines = {f["id"] for f in drawn["border"]["features"]}
    waters = atlas.rivers.query("geometry_basis != 'schematic' and kind != 'sea'")
    assert lines == {*atlas.layer("border")["id"], *waters["id"]}
    for name in ("crossings", "places", "islands", "counties"):
        assert {f["id"] for f in drawn[name]["features"]} == set(atlas.layer(name)["id"])
    zones = {f["id"] for name in ("zones", "plans") for f in drawn[name]["features"]}
    assert zones == set(atlas.zones["id"])


def test_a_map_of_a_date_shows_only_what_existed(atlas: skg.Atlas, whole: folium.Map) -> None:
    past = skg.make_map(atlas.at("1935-01-01"), layers=["crossings"])
    then = groups(past)["crossings"]["features"]
    ids = {f["id"] for f in then}
    assert "jian-manpo-rail" not in ids  # opened 1939
    assert ids < {f["id"] for f in groups(whole)["crossings"]["features"]}


def test_bounds_hold_the_whole_border_latitude_first(atlas: skg.Atlas, whole: folium.Map) -> None:
    (south, west), (north, east) = whole.spec["bounds"]
    line = atlas.border.geometry.bounds
    assert (west, south, east, north) == pytest.approx(line, abs=1e-4)


def test_positions_are_kept_to_ten_metres(atlas: skg.Atlas, whole: folium.Map) -> None:
    drawn = {f["id"]: f for f in groups(whole)["crossings"]["features"]}
    for row in atlas.crossings.itertuples():
        lon, lat = drawn[row.id]["point"]
        assert (lon, lat) == pytest.approx((row.geometry.x, row.geometry.y), abs=0.00006)


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(
            lambda p: (round(p[0], 4), round(p[1], 4))
        ),
        min_size=1,
    )
)
def test_coordinates_survive_their_packing(line: list[tuple[float, float]]) -> None:
    once = [p for i, p in enumerate(line) if i == 0 or p != line[i - 1]]
    np.testing.assert_allclose(decoded(encoded(line)), once, atol=1e-9)


def test_labels_follow_the_language(atlas: skg.Atlas) -> None:
    texts = {
        language: {
            f["id"]: f["text"]
            for f in groups(skg.make_map(atlas, language=language, layers=["places"]))["places"][
                "features"
            ]
        }
        for language in ("en", "zh", "ko")
    }
    assert [texts[language]["hunchun"] for language in ("en", "zh", "ko")] == [
        "Hunchun",
        "珲春",
        "훈춘",
    ]


def test_symbols_say_mode_use_and_certainty() -> None:
    rail = {"mode": "rail", "status": "open", "geometry_basis": "published"}
    assert symbol_for("crossings", rail).shape == "square"
    assert not symbol_for("crossings", rail).hollow
    assert symbol_for("crossings", rail | {"status": "suspended"}).hollow
    assert symbol_for("crossings", rail | {"geometry_basis": "derived"}).dashed


def test_the_page_needs_no_network_and_folium_is_left_as_it_was(whole: folium.Map) -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    html = page_html(whole)
    assert requests_in("", html) == []
    assert (list(folium.Map.default_js), list(folium.Map.default_css)) == before
    assert folium.Map().default_js == before[0]


def test_the_page_may_be_zoomed_and_says_its_language_and_title(atlas: skg.Atlas) -> None:
    html = page_html(skg.make_map(atlas, layers=["border"], title="A <b>bold</b> title"))
    assert "user-scalable=no" not in html
    assert '<html lang="en">' in html
    assert "<title>A &lt;b&gt;bold&lt;/b&gt; title</title>" in html


def test_a_corridor_becomes_a_layer_with_its_width(atlas: skg.Atlas) -> None:
    band = skg.corridor(atlas.get("quanhe-wonjong"), 5000)
    drawn = groups(skg.make_map(atlas, corridor=band, layers=["border"]))
    assert drawn["corridor"]["label"] == "Corridor of 5 km"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layers": ["roads"]}, "no map layer 'roads'; there are border"),
        ({"language": "ja"}, "language is 'ja'; pass 'en', 'zh', 'ko' or 'ko-KR'"),
    ],
)
def test_unknown_options_are_refused(
    atlas: skg.Atlas, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(skg.InvalidQuantity, match=message):
        skg.make_map(atlas, **options)


def test_what_needs_the_network_is_refused_unless_allowed(atlas: skg.Atlas, tmp_path: Path) -> None:
    m = skg.make_map(atlas, layers=["border"])
    folium.plugins.Geocoder().add_to(m)
    with pytest.raises(skg.OutputError, match=r"from the network, first https://.*offline=False"):
        skg.save_html(m, tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []
    skg.save_html(m, tmp_path / "map.html", offline=False)
    assert "Control.Geocoder.js" in (tmp_path / "map.html").read_text(encoding="utf-8")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_data_survives_the_page_and_cannot_end_it(data: object) -> None:
    text = json_text({"data": data})
    assert json.loads(text) == {"data": data}
    assert "<" not in text
    assert "{{" not in text
    assert "{%" not in text
    assert "{#" not in text


@pytest.fixture(scope="module")
def placeheld(atlas: skg.Atlas) -> Any:
    held = PoisonedAtlas(atlas, PLACEHOLDER)
    return skg.make_map(held, layers=["crossings"], title=PLACEHOLDER)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_reaches_the_page_as_data_only(placeheld: Any, payload: str) -> None:
    m = poisoned(copy.deepcopy(placeheld), payload)
    html = page_html(m)
    block = html.split('<script type="application/json" id="', 1)[1].split(">", 1)[1]
    spec = json.loads(block.split("</script>", 1)[0])
    assert spec["title"] == payload
    assert spec["groups"][0]["features"][0]["popup"]["title"] == payload
    assert all(address == "" for _, address in spec["sources"])


def test_a_vendored_file_that_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda content: real(content + b" "))
    with pytest.raises(skg.DataError, match=r"leaflet\.js is not the pinned leaflet 1\.9\.4"):
        vendored.vendored_bytes("leaflet/leaflet.js")


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"corridor_km": 25}, TypeError, "make_map takes no 'corridor_km'"),
        ({"corridors": "25 miles away"}, skg.InvalidQuantity, "corridors"),
        ({"corridors": [1000, -5]}, skg.InvalidQuantity, "is -5"),
    ],
)
def test_what_a_map_cannot_be_asked_is_refused(
    atlas: skg.Atlas, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        skg.make_map(atlas, layers=["border"], **options)
