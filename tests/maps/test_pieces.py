"""Layers of the atlas on maps that somebody else built."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pytest

import sinokorea_geo as skg
from sinokorea_geo import maps
from sinokorea_geo.maps.offline.vendored import script, style
from tests.maps.payloads import EVALUATED, PAYLOADS, PoisonedAtlas
from tests.maps.visits import Visit, open_first

LAYERS = (
    *("border", "crossings", "zones", "plans", "places", "events"),
    *("routes", "islands", "provinces", "counties"),
)


def own_map(zoom: int = 7) -> folium.Map:
    return folium.Map(location=(41.6, 127.4), zoom_start=zoom, tiles=None)


def page_of(m: folium.Map, path: Path) -> str:
    """Write a plain Folium map with Leaflet in the page, as its address."""
    html = re.sub(r"<script src=[^>]*></script>|<link[^>]*>", "", m.get_root().render())
    css, code = style("leaflet/leaflet.css"), script("leaflet/leaflet.js")
    head = f"<head><style>{css}</style><script>{code}</script>"
    path.write_text(html.replace("<head>", head, 1), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_holds_what_the_whole_map_holds(atlas: skg.Atlas, name: str) -> None:
    make: Callable[..., Any] = getattr(maps, f"{name}_layer")
    layer = make(atlas, language="ko", show=False)
    whole = skg.make_map(atlas, layers=[name], language="ko").spec["groups"][0]
    assert layer.spec["groups"][0]["features"] == whole["features"]
    assert (layer.layer_name, layer.overlay, layer.show) == (whole["label"], True, False)


def test_a_layer_knows_where_it_lies(atlas: skg.Atlas) -> None:
    m = own_map()
    maps.crossings_layer(atlas).add_to(m)
    west, south, east, north = atlas.crossings.total_bounds
    (low, left), (high, right) = m.get_bounds()
    assert (left, low, right, high) == pytest.approx((west, south, east, north), abs=1e-4)
    assert maps.points_layer([]).get_bounds() == [[None, None], [None, None]]


def test_scripts_come_once_and_no_class_of_folium_is_changed(atlas: skg.Atlas) -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    m = own_map()
    maps.border_layer(atlas).add_to(m)
    maps.crossings_layer(atlas).add_to(m)
    html = m.get_root().render()
    assert html.count("function namesOf(popup, language)") == 1
    assert html.count('<script type="application/json"') == 2
    assert (list(folium.Map.default_js), list(folium.Map.default_css)) == before


def test_unknown_languages_are_refused(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidQuantity, match="language is 'ru'"):
        maps.zones_layer(atlas, language="ru")  # type: ignore[arg-type]  # the point of the test


# -- in a browser -----------------------------------------------------------------------------


def test_layers_work_on_anybodys_map(visit: Visit, atlas: skg.Atlas, tmp_path: Path) -> None:
    """Among a control, a feature group and features of Folium's own."""
    m = own_map()
    folium.Marker((41.0, 127.0), tooltip="mine").add_to(m)
    group = folium.FeatureGroup("Measured").add_to(m)
    maps.crossings_layer(atlas, language="zh").add_to(group)
    maps.border_layer(atlas).add_to(m)
    maps.events_layer(atlas, show=False).add_to(m)
    maps.bands_layer(atlas, "25 km").add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    page = visit.page
    page.goto(page_of(m, tmp_path / "own.html"))

    quanhe = page.locator('[title="圈河—元汀"]')
    quanhe.click()
    popup = page.locator(".skg-popup")
    assert popup.locator("h2").inner_text() == "圈河—元汀"
    assert popup.locator("h2").get_attribute("lang") == "zh-Hans"
    assert "各来源不一" in popup.inner_text()
    credit = page.locator(".leaflet-control-attribution").inner_text()
    assert "OpenStreetMap contributors (ODbL)" in credit

    page.get_by_label("Measured").uncheck()
    assert quanhe.count() == 0
    assert not page.locator(".skg-label", has_text="圈河").is_visible()
    page.get_by_label("Measured").check()
    assert quanhe.count() == 1

    flag = page.locator('[title="Events: Punggye-ri nuclear test site"]')
    flags = page.locator('[title^="Events: "]')
    assert flags.count() == 0
    page.get_by_label("Events").check()
    assert flags.count() > 20
    assert flag.count() <= 1
    assert page.evaluate("document.documentElement.lang") in {"", "en"}  # the page stays theirs
    assert visit.complaints == []


def test_two_maps_on_a_page_keep_apart(visit: Visit, atlas: skg.Atlas, tmp_path: Path) -> None:
    figure = folium.Figure()
    first, second = own_map(), own_map()
    for m in (first, second):
        figure.add_child(m)
    maps.crossings_layer(atlas).add_to(first)
    maps.crossings_layer(atlas, language="ko").add_to(second)
    page = visit.page
    page.goto(page_of(first, tmp_path / "two.html"))
    counts = page.evaluate(
        """() => [...document.querySelectorAll('.leaflet-container')].map((node) => [
          node.querySelectorAll('[title="Quanhe–Wonjong"]').length,
          node.querySelectorAll('[title="권하–원정"]').length,
        ])"""
    )
    assert counts == [[1, 0], [0, 1]]
    assert visit.complaints == []


@pytest.mark.parametrize("payload", PAYLOADS[:8])
def test_text_on_anybodys_map_never_runs(
    visit: Visit, atlas: skg.Atlas, tmp_path: Path, payload: str
) -> None:
    m = own_map()
    maps.crossings_layer(PoisonedAtlas(atlas, payload)).add_to(m)
    page = visit.page
    page.goto(page_of(m, tmp_path / "own.html"))
    open_first(page)
    assert page.evaluate("window.ran") is None
    assert page.locator(".skg-popup h2").text_content() == payload.strip()
    assert EVALUATED not in page.locator("body").inner_text()
    assert visit.complaints == []


def test_a_callers_own_points_say_their_labels(visit: Visit, tmp_path: Path) -> None:
    import pandas as pd

    label = "<b>here</b> {{ 7*191 }}"
    table = pd.DataFrame({"label": [label], "lon": [127.4], "lat": [41.6]})
    m = own_map()
    maps.points_layer(table).add_to(m)
    page = visit.page
    page.goto(page_of(m, tmp_path / "own.html"))
    box = page.locator(".leaflet-container").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator(".leaflet-popup-content").inner_text() == label
    assert visit.complaints == []
