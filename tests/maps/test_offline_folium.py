"""Any map that Folium makes, as one file without a network, seen in a real browser."""

from __future__ import annotations

import base64
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import branca
import folium
import numpy as np
import pytest
from branca.element import Element, Figure, Html, IFrame, MacroElement
from folium import plugins
from folium.template import Template
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, sync_playwright

import sinokorea_geo as skg
from sinokorea_geo.maps.offline import vendored
from sinokorea_geo.maps.offline.elements import copied, rendered_parts
from sinokorea_geo.maps.offline.sanitise import in_quotes, requests_in
from sinokorea_geo.maps.offline.vendored import replacement_for
from sinokorea_geo.maps.save import page_html
from tests.browser import launch
from tests.maps.payloads import CLOBBERING, EVALUATED, MARKUP, PAYLOADS

HERE = (42.9, 130.3)
POINTS = [[42.9, 130.3], [42.91, 130.31], [42.8, 130.2]]
HOSTILE = (*PAYLOADS, *CLOBBERING, *MARKUP)
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
Adder = Callable[[folium.Map], Any]


def areas(**properties: list[Any]) -> dict[str, Any]:
    """Small squares side by side, one for each value."""
    count = len(next(iter(properties.values())))
    features = [
        {
            "type": "Feature",
            "properties": {key: values[i] for key, values in properties.items()},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[w, 42.8], [w + 0.04, 42.8], [w + 0.04, 42.84], [w, 42.84], [w, 42.8]]
                ],
            },
        }
        for i, w in enumerate(130.1 + 0.05 * np.arange(count))
    ]
    return {"type": "FeatureCollection", "features": features}


TOPOLOGY = {
    "type": "Topology",
    "objects": {
        "lines": {
            "type": "GeometryCollection",
            "geometries": [{"type": "LineString", "arcs": [0], "properties": {"name": "x"}}],
        }
    },
    "arcs": [[[100, 800], [150, 50]]],
    "transform": {"scale": [0.001, 0.001], "translate": [130, 42]},
}
MOVING = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [[130.3, 42.9], [130.4, 42.8]]},
            "properties": {"times": ["2017-06-02T00:00:00", "2017-06-02T00:10:00"]},
        }
    ],
}


def _groups(m: folium.Map) -> None:
    one, two = folium.FeatureGroup("one").add_to(m), folium.FeatureGroup("two").add_to(m)
    plugins.GroupedLayerControl({"Group": [one, two]}, collapsed=False).add_to(m)
    plugins.FeatureGroupSubGroup(one, "part").add_to(m)


def _tree(m: folium.Map) -> None:
    group = folium.FeatureGroup("one").add_to(m)
    tree = {"label": "All", "children": [{"label": "Branch", "layer": group}]}
    plugins.TreeLayerControl(overlay_tree=tree, collapsed=False).add_to(m)


def _pattern(m: folium.Map) -> None:
    stripes = plugins.pattern.StripePattern(angle=-45)
    folium.GeoJson(
        areas(name=["a"]), style_function=lambda _: {"fillPattern": stripes, "fillOpacity": 1}
    ).add_to(m)


def _side_by_side(m: folium.Map) -> None:
    one, two = folium.TileLayer().add_to(m), folium.TileLayer().add_to(m)
    plugins.SideBySideLayers(one, two).add_to(m)


def _timeline(m: folium.Map) -> None:
    data = areas(start=[0], end=[10**12])
    line = plugins.Timeline(data).add_to(m)
    plugins.TimelineSlider().add_timelines(line).add_to(m)


def _search(m: folium.Map) -> None:
    layer = folium.GeoJson(areas(name=["a"])).add_to(m)
    plugins.Search(layer, search_label="name", geom_type="Polygon").add_to(m)


def _text_path(m: folium.Map) -> None:
    line = folium.PolyLine(POINTS).add_to(m)
    plugins.PolyLineTextPath(line, "along the line").add_to(m)


def _front(m: folium.Map) -> None:
    group = folium.FeatureGroup("g").add_to(m)
    folium.Circle(HERE, 900).add_to(group)
    m.keep_in_front(group)


def _image(m: folium.Map) -> None:
    folium.raster_layers.ImageOverlay(np.ones((2, 2, 4)), [[42, 130], [43, 131]]).add_to(m)


MAPS: dict[str, tuple[Adder, str]] = {
    "marker": (lambda m: folium.Marker(HERE).add_to(m), "img.leaflet-marker-icon[src^='data:']"),
    "pin": (
        lambda m: folium.Marker(HERE, icon=folium.Icon("red", icon="star")).add_to(m),
        ".awesome-marker svg text:text('★')",
    ),
    "div icon": (
        lambda m: folium.Marker(HERE, icon=folium.DivIcon("<b class='own'>x</b>")).add_to(m),
        "b.own",
    ),
    "cluster": (lambda m: plugins.MarkerCluster(POINTS).add_to(m), ".marker-cluster"),
    "fast cluster": (lambda m: plugins.FastMarkerCluster(POINTS).add_to(m), ".marker-cluster"),
    "heat": (lambda m: plugins.HeatMap(POINTS).add_to(m), "canvas.leaflet-heatmap-layer"),
    "heat in time": (
        lambda m: plugins.HeatMapWithTime([POINTS, POINTS], index=["one", "two's"]).add_to(m),
        ".timecontrol-play",
    ),
    "full screen": (lambda m: plugins.Fullscreen().add_to(m), ".leaflet-control-zoom-fullscreen"),
    "mouse": (lambda m: plugins.MousePosition().add_to(m), ".leaflet-control-mouseposition"),
    "small map": (lambda m: plugins.MiniMap().add_to(m), ".leaflet-control-minimap canvas"),
    "locate": (lambda m: plugins.LocateControl().add_to(m), ".leaflet-control-locate"),
    "measure": (lambda m: plugins.MeasureControl().add_to(m), ".leaflet-control-measure"),
    "draw": (lambda m: plugins.Draw(export=True).add_to(m), ".leaflet-draw-draw-polyline"),
    "moving": (lambda m: plugins.TimestampedGeoJson(MOVING).add_to(m), ".timecontrol-play"),
    "ants": (lambda m: plugins.AntPath(POINTS).add_to(m), "path.leaflet-ant-path"),
    "text on a line": (_text_path, "svg textPath"),
    "offset": (lambda m: plugins.PolyLineOffset(POINTS, offset=9).add_to(m), "path[d]"),
    "encoded": (
        lambda m: plugins.PolyLineFromEncoded("cxl_cBqwvnS|Dy@og@?").add_to(m),
        "path[stroke]",
    ),
    "half circle": (lambda m: plugins.SemiCircle(HERE, 5000, 10, 90).add_to(m), "path[d*='A']"),
    "boat": (lambda m: plugins.BoatMarker(HERE, heading=30).add_to(m), ".leaflet-marker-icon"),
    "beautiful": (
        lambda m: folium.Marker(HERE, icon=plugins.BeautifyIcon(number=3)).add_to(m),
        ".beautify-marker",
    ),
    "search": (_search, ".leaflet-control-search input"),
    "groups": (_groups, ".leaflet-control-layers-group-name"),
    "tree": (_tree, ".leaflet-layerstree-header-label"),
    "areas": (
        lambda m: folium.GeoJson(areas(name=["a", "b"])).add_to(m),
        "path.leaflet-interactive",
    ),
    "choropleth": (
        lambda m: folium.Choropleth(
            areas(name=["a", "b"]),
            data={"a": 1, "b": 2},
            key_on="feature.properties.name",
            legend_name="{{ 7*191 }}",
        ).add_to(m),
        "text.caption:text('{{ 7*191 }}')",
    ),
    "topology": (lambda m: folium.TopoJson(TOPOLOGY, "objects.lines").add_to(m), "path[d]"),
    "pattern": (_pattern, "path[fill^='url(']"),
    "side by side": (_side_by_side, ".leaflet-sbs-divider"),
    "night": (lambda m: plugins.Terminator().add_to(m), "path[d]"),
    "timeline": (_timeline, ".leaflet-timeline-control"),
    "click": (lambda m: folium.ClickForMarker("${lat}").add_to(m), ".leaflet-container"),
    "front": (_front, "path.leaflet-interactive"),
    "scale of colours": (
        lambda m: branca.colormap.linear.viridis.scale(0, 1).add_to(m),
        "svg#legend rect",
    ),
    "image": (_image, "img.leaflet-image-layer"),
    "floating image": (lambda m: plugins.FloatImage(DOT).add_to(m), "img[alt='float_image']"),
    "names": (
        lambda m: folium.LayerControl(collapsed=False).add_to(m),
        ".leaflet-control-layers :text('Base map')",
    ),
}
#: Several at once, to open fewer pages; what wants the same corner or clock is kept apart.
TOGETHER = {
    "features": [
        *("marker", "pin", "div icon", "beautiful", "boat", "cluster", "fast cluster"),
        *("ants", "text on a line", "offset", "encoded", "half circle", "night", "topology"),
        *("areas", "pattern", "choropleth", "heat", "image", "floating image", "front"),
    ],
    "controls": [
        *("full screen", "mouse", "small map", "locate", "measure", "draw", "search"),
        *("heat in time", "groups", "tree", "click", "scale of colours"),
    ],
    "more time": ["moving", "timeline", "side by side", "names"],
}
#: What a plugin itself says on the console, not an error of the page.
KNOWN = "Deprecated include of L.Mixin.Events"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


class Visit:
    """One page without a network, what it asked for and what it complained of."""

    def __init__(self, browser: Browser, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.context = browser.new_context(viewport={"width": 900, "height": 600})
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self._note(line.type, line.text))

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
            return
        self.asked.append(route.request.url)
        route.fulfill(body=base64.b64decode(DOT.partition(",")[2]), content_type="image/gif")

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and KNOWN not in text:
            self.complaints.append(text)

    def open(self, m: Any, **options: Any) -> Page:
        path = skg.save_html(m, self.folder / "map.html", overwrite=True, **options)
        self.page.goto(path.as_uri())
        self.page.wait_for_selector(".leaflet-container")
        return self.page


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    made = Visit(browser, tmp_path)
    yield made
    made.context.close()


def made(add: Adder | None = None, **options: Any) -> folium.Map:
    m = folium.Map(HERE, **({"zoom_start": 9} | options))
    if add:
        add(m)
    return m


# ---- one file ----------------------------------------------------------------------------


def together(names: list[str]) -> folium.Map:
    m = made()
    for name in names:
        MAPS[name][0](m)
    return m


@pytest.mark.parametrize("names", TOGETHER.values(), ids=list(TOGETHER))
def test_what_folium_adds_works_without_a_network(visit: Visit, names: list[str]) -> None:
    page = visit.open(together(names), markup=True)
    for name in names:
        page.locator(MAPS[name][1]).first.wait_for(state="attached")
    assert (visit.asked, visit.complaints) == ([], [])


def as_page(m: folium.Map, way: str, *, markup: bool | None = None) -> str:
    """A map as a page, in one of the ways that a user may take."""
    if way == "notebook":
        frame = skg.show(m, markup=markup)._repr_html_()
        return f"<!DOCTYPE html><meta charset=utf-8><body>{frame}</body>"
    if way == "m.save":
        file = io.BytesIO()
        m.save(file, close_file=False, markup=markup)
        return file.getvalue().decode()
    return page_html(m, offline=way == "save_html", markup=markup)


def from_the_package(route: Route) -> None:
    """Answer what Folium's own page would fetch with the file that the package has of it."""
    found = replacement_for(route.request.url)
    if found is None:
        route.fulfill(body=b"", content_type="text/plain")
    elif route.request.resource_type == "stylesheet":
        route.fulfill(body="".join(found.styles), content_type="text/css")
    else:
        route.fulfill(body=";".join(found.scripts), content_type="text/javascript")


@pytest.mark.parametrize("names", TOGETHER.values(), ids=list(TOGETHER))
@pytest.mark.parametrize("way", ["save_html", "offline=False", "notebook", "m.save"])
def test_what_folium_adds_works_on_our_map_too(
    visit: Visit, atlas: skg.Atlas, way: str, names: list[str]
) -> None:
    # Our map has no tiles of its own, and its own list of layers. Folium itself links the script
    # of boats under the name of that of clusters, draws small maps of tiles, and runs templates.
    left_out = {"names", *(["boat", "small map", "choropleth"] if way == "m.save" else [])}
    names = [name for name in names if name not in left_out]
    m = skg.make_map(atlas, layers=["border"])
    for name in names:
        MAPS[name][0](m)
    folium.Marker((41.0, 127.0), popup="mine", tooltip="beside").add_to(m)
    if way == "m.save":
        visit.context.unroute("**/*")
        visit.context.route(re.compile("^https:"), from_the_package)
    path = visit.folder / "map.html"
    path.write_text(as_page(m, way, markup=True), encoding="utf-8")
    visit.page.goto(path.as_uri())
    frame = visit.page.frames[-1]
    frame.locator("[data-skg-ready]").wait_for()
    for name in names:
        if (way, name) != ("offline=False", "small map"):  # it draws tiles then
            frame.locator(MAPS[name][1]).first.wait_for(state="attached")
    assert visit.complaints == []
    if way in {"save_html", "notebook"}:
        assert visit.asked == []


def test_nothing_is_left_out_above() -> None:
    assert sorted(name for names in TOGETHER.values() for name in names) == sorted(MAPS)


def test_a_plain_map_has_land_sea_and_border_and_says_whose(visit: Visit) -> None:
    page = visit.open(made())
    page.wait_for_selector("canvas.leaflet-tile-loaded")
    colours = page.evaluate(
        """() => {
          const found = new Set();
          for (const tile of document.querySelectorAll("canvas.leaflet-tile")) {
            const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
            for (let i = 0; i < data.length; i += 4) {
              found.add([data[i], data[i + 1], data[i + 2]].join());
            }
          }
          return [...found];
        }"""
    )
    assert {"247,244,236", "216,230,238", "140,28,43"} <= set(colours)  # land, sea, border
    credit = page.locator(".leaflet-control-attribution").inner_text()
    assert "Base map © OpenStreetMap contributors (ODbL)" in credit
    assert (visit.asked, visit.complaints) == ([], [])


def test_two_maps_in_one_page(visit: Visit) -> None:
    pair = plugins.DualMap(HERE, zoom_start=8)
    folium.Marker(HERE).add_to(pair)
    page = visit.open(pair)
    assert page.locator(".leaflet-container").count() == 2
    assert page.locator("img.leaflet-marker-icon").count() == 2
    assert (visit.asked, visit.complaints) == ([], [])


def test_tiles_show_on_top_when_asked_for_and_base_stays_below(visit: Visit) -> None:
    page = visit.open(made(), online=True)
    page.wait_for_selector("img.leaflet-tile-loaded")
    assert {url.split("/")[2] for url in visit.asked} == {"tile.openstreetmap.org"}
    assert page.locator(".leaflet-offline-basemap-pane canvas").count() > 0
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
    assert "img-src data: blob: https://tile.openstreetmap.org;" in policy
    assert page.locator("meta[name=referrer]").get_attribute("content") == (
        "strict-origin-when-cross-origin"
    )
    assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
    assert visit.complaints == []


@pytest.mark.parametrize("names", TOGETHER.values(), ids=list(TOGETHER))
def test_a_page_holds_no_address_of_tiles_or_of_servers(names: list[str]) -> None:
    html = page_html(together(names), markup=True)
    assert "tile.openstreetmap.org" not in html
    assert re.findall(r"(?m)^<link|<script[^>]*\bsrc=", html) == []


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (
            lambda m: plugins.Geocoder().add_to(m),
            r"first https://unpkg\.com/leaflet-control-geocoder/\S+ for Geocoder.*offline=False",
        ),
        (
            lambda m: folium.WmsTileLayer("https://wms.example/x", "a", name="Rain").add_to(m),
            r"one file .* first https://wms\.example/x for WmsTileLayer 'Rain'; .*online=True",
        ),
        (
            lambda m: folium.TileLayer(
                "https://t.example/{z}", attr="a", overlay=True, name="Rails"
            ).add_to(m),
            r"https://t\.example/\{z\} for TileLayer 'Rails'; .*online=True",
        ),
        (
            lambda m: folium.TileLayer("beside/{z}.png", attr="a", overlay=True).add_to(m),
            r"first beside/\{z\}\.png for TileLayer",
        ),
        (
            lambda m: folium.raster_layers.ImageOverlay(
                "https://i.example/a.png", [[0, 0], [1, 1]]
            ).add_to(m),
            r"https://i\.example/a\.png for ImageOverlay; .*online=True",
        ),
        (
            lambda m: folium.raster_layers.VideoOverlay(
                "https://v.example/a.webm", [[0, 0], [1, 1]]
            ).add_to(m),
            r"https://v\.example/a\.webm for VideoOverlay; .*offline=False",
        ),
        (
            lambda m: folium.Marker(HERE, popup="<img src='//p.example/a.png'>").add_to(m),
            r"//p\.example/a\.png for Html; .*online=True",
        ),
        (
            lambda m: m.get_root().html.add_child(
                Element("<script src='https://s.example/a.js'></script>")
            ),
            r"https://s\.example/a\.js for .*offline=False",
        ),
        (
            lambda m: folium.Marker(
                HERE,
                popup=folium.Popup().add_child(
                    folium.VegaLite({"$schema": "https://vega.github.io/schema/vega-lite/v5.json"})
                ),
            ).add_to(m),
            r"https://cdn\.jsdelivr\.net/npm//vega@5 for vega; others for vega-lite, vega-embed",
        ),
    ],
)
def test_what_has_no_stand_in_is_refused_by_name(add: Adder, message: str, tmp_path: Path) -> None:
    with pytest.raises(skg.OutputError, match=message):
        skg.save_html(made(add), tmp_path / "map.html", markup=True)
    assert list(tmp_path.iterdir()) == []


def test_only_pictures_are_let_in_from_the_network(tmp_path: Path) -> None:
    script, video = "https://s.example/a.js", "https://v.example/a.webm"
    corners = [[0, 0], [1, 1]]
    for add in (
        lambda m: m.get_root().html.add_child(Element(f"<script src='{script}'></script>")),
        lambda m: folium.raster_layers.VideoOverlay(video, corners).add_to(m),
    ):
        with pytest.raises(skg.OutputError, match="offline=False"):
            skg.save_html(made(add), tmp_path / "map.html", online=True)
    assert list(tmp_path.iterdir()) == []


def test_the_shadow_of_a_marker_comes_from_the_network_too(tmp_path: Path) -> None:
    icon = folium.CustomIcon("data:,", shadow_image="https://i.example/shadow.png")
    with pytest.raises(skg.OutputError, match=r"https://i\.example/shadow\.png for CustomIcon"):
        skg.save_html(
            made(lambda m: folium.Marker(HERE, icon=icon).add_to(m)), tmp_path / "map.html"
        )


def test_pictures_from_the_network_are_let_in_by_host(visit: Visit) -> None:
    m = made()
    folium.Marker(HERE, icon=folium.CustomIcon("https://i.example/p.png")).add_to(m)
    visit.open(m, online=True)
    visit.page.wait_for_selector("img.leaflet-tile-loaded")
    assert "https://i.example/p.png" in visit.asked
    assert visit.complaints == []


# ---- the user's map is left alone --------------------------------------------------------


def state_of(element: Element, seen: dict[int, Any] | None = None) -> Any:
    """All that an element and its parts hold, as far as it can be compared."""
    seen = {} if seen is None else seen
    if id(element) in seen:
        return id(element)
    seen[id(element)] = element
    return type(element), {
        key: state_of(value, seen)
        if isinstance(value, Element)
        else [state_of(v, seen) if isinstance(v, Element) else v for v in value.values()]
        if isinstance(value, dict)
        else repr(value)
        for key, value in vars(element).items()
    }


@pytest.mark.parametrize("names", TOGETHER.values(), ids=list(TOGETHER))
def test_saving_changes_neither_the_map_nor_any_class(names: list[str]) -> None:
    m = together(names)
    folium.Marker(HERE, popup="`a` {{ 7 }}", tooltip="${7}").add_to(m)
    before = state_of(m.get_root()), json.dumps(areas(name=["a"]))
    lists = {
        cls: (list(cls.default_js), list(getattr(cls, "default_css", ())))
        for cls in [folium.Map, *vars(plugins).values()]
        if isinstance(cls, type) and hasattr(cls, "default_js")
    }
    first, original = page_html(m, markup=False), Element.__init__
    assert page_html(m, markup=False) == first
    assert (page_html(m, markup=True) != first) == ("div icon" in names)
    assert (state_of(m.get_root()), json.dumps(areas(name=["a"]))) == before
    assert Element.__init__ is original
    assert {c: (list(c.default_js), list(getattr(c, "default_css", ()))) for c in lists} == lists


def test_a_map_that_folium_has_saved_before_is_the_same_page(tmp_path: Path) -> None:
    m = made(lambda m: folium.Marker(HERE, popup="one", icon=folium.Icon()).add_to(m))
    fresh = page_html(m)
    m.save(str(tmp_path / "folium.html"))
    again = page_html(m)
    assert again.count("L.marker(") == fresh.count("L.marker(") == 1
    assert "cdn.jsdelivr" in (tmp_path / "folium.html").read_text(encoding="utf-8")
    assert requests_in("", again) == []


def test_other_threads_make_elements_as_ever_while_a_map_is_rendered() -> None:
    seen: list[str] = []

    class Slow(MacroElement):  # type: ignore[misc]  # Folium has no types
        def render(self, **_: Any) -> None:
            elsewhere = threading.Thread(
                target=lambda: seen.append(Element("{{ 7*191 }}").render())
            )
            elsewhere.start()
            elsewhere.join()
            seen.append(Element("{{ 7*191 }}").render())

    figure = Figure()
    figure.add_child(Slow())
    rendered_parts(figure)
    assert seen == [EVALUATED, "{{ 7*191 }}"]
    assert Element("{{ 7*191 }}").render() == EVALUATED


def test_a_copy_has_the_same_names_and_shares_no_element() -> None:
    m = made(MAPS["groups"][0])
    twin, elements = copied(m.get_root())
    names = {id(e): e.get_name() for e in copied(m.get_root())[1]}
    assert sorted(e.get_name() for e in elements) == sorted(names.values())
    assert twin.get_name() == m.get_root().get_name()
    originals = {id(m.get_root()), id(m), *(id(child) for child in m._children.values())}
    assert not originals & {id(element) for element in elements}


# ---- nothing in the data runs ------------------------------------------------------------


def shown(page: Page, selector: str) -> list[str]:
    """What a reader sees at a place, without the space that Folium puts round a tooltip."""
    texts: list[str] = page.locator(selector).evaluate_all("all => all.map((e) => e.textContent)")
    return texts


def says_everything() -> folium.Map:
    """A map with every payload wherever Folium takes a text."""
    m = made(tiles=None)
    for i, text in enumerate(PAYLOADS):
        popup = folium.Popup(text, show=True, auto_close=False)
        place = (42.5 + i / 20, 130.3)
        folium.Marker(place, popup=popup, tooltip=folium.Tooltip(text, permanent=True)).add_to(m)
        folium.Marker(
            (42.5 + i / 20, 130.0), popup=folium.Popup(text, parse_html=True, show=True)
        ).add_to(m)
        folium.FeatureGroup(text).add_to(m)
        folium.TileLayer(DOT, attr=text, name=f"tiles {i}", control=False, overlay=True).add_to(m)
        folium.GeoJson(
            areas(name=[text, "other"], **{text: [1, 2]}),
            style_function=lambda f, text=text: {"color": f["properties"]["name"], text: text},
            tooltip=folium.GeoJsonTooltip(["name"], aliases=[text], permanent=True, style=text),
            popup=folium.GeoJsonPopup(["name", text], style=text, class_name=f"own{i}"),
            control=False,
        ).add_to(m)
        m.get_root().html.add_child(Html(text))
    folium.LayerControl(collapsed=False).add_to(m)
    m.add_child(branca.colormap.LinearColormap(["red", "blue"], caption=" ".join(PAYLOADS)))
    return m


def assert_nothing_ran(visit: Visit) -> None:
    page = visit.page
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    said = page.locator("body").inner_text()
    assert EVALUATED not in said
    assert page.url.startswith("file:")
    assert page.locator(".leaflet-container").is_visible()
    assert (visit.asked, visit.complaints) == ([], [])


def assert_fields_are_text(page: Page) -> None:
    """What is shown of fields of data is text, whatever else is markup."""
    page.evaluate(
        """() => {
          const click = () => new MouseEvent("click", { bubbles: true });
          const paths = document.querySelectorAll("path.leaflet-interactive");
          paths.forEach((path) => path.dispatchEvent(click()));
        }"""
    )
    rows = shown(page, ".foliumtooltip th, .foliumtooltip td")
    assert rows == [text for payload in PAYLOADS for text in (payload, payload)]
    last = f".own{len(PAYLOADS) - 1}"  # opening one popup closes the one before
    assert shown(page, f"{last} th") == ["name", PAYLOADS[-1]]
    assert shown(page, f"{last} td") == ["other", "2"]
    assert shown(page, "text.caption") == [" ".join(PAYLOADS)]
    assert shown(page, "body > div[id^=html_]") == list(PAYLOADS)  # not those of popups that fade


def test_text_is_shown_character_for_character(visit: Visit) -> None:
    with pytest.warns(UserWarning, match=r"markup \(FeatureGroup, Html, TileLayer, Tooltip\) is"):
        page = visit.open(says_everything())
    assert shown(page, ".leaflet-popup-content > div") == [p for p in PAYLOADS for _ in range(2)]
    tips = shown(page, ".leaflet-tooltip:not(.foliumtooltip) > div")
    assert [tip.strip() for tip in tips] == [p.strip() for p in PAYLOADS]
    names = shown(page, ".leaflet-control-layers-overlays label")
    assert [name.strip() for name in names] == [p.strip() for p in PAYLOADS]
    credit = page.locator(".leaflet-control-attribution").text_content() or ""
    assert all(payload in credit for payload in PAYLOADS)
    assert_fields_are_text(page)
    assert_nothing_ran(visit)


def test_markup_of_data_does_not_run_either(visit: Visit) -> None:
    page = visit.open(says_everything(), markup=True)
    said = shown(page, ".leaflet-popup-content > div")[1::2]
    assert said == list(PAYLOADS)  # these say by themselves that they are text
    for node in page.locator(".leaflet-popup-content *, .leaflet-tooltip *").all()[:40]:
        node.dispatch_event("mouseover")
        node.dispatch_event("click")
    assert_fields_are_text(page)
    assert_nothing_ran(visit)


def test_each_text_alone_leaves_the_page_whole(visit: Visit) -> None:
    m = made(tiles=None)
    for i, text in enumerate(PAYLOADS):
        folium.Marker((42.5 + i / 20, 130), tooltip=folium.Tooltip(text, permanent=True)).add_to(m)
    folium.Marker(HERE, popup=folium.Popup("last", show=True)).add_to(m)
    page = visit.open(m, markup=True)
    assert page.locator(".leaflet-tooltip").count() == len(PAYLOADS)
    assert shown(page, ".leaflet-popup-content") == ["last"]
    assert page.locator(".leaflet-popup").is_visible()
    assert_nothing_ran(visit)


#: What markup leaves behind that it may not, wherever Folium puts it; links are clicked.
LEFT = """() => {
  const places = ":is(.leaflet-popup-content, .leaflet-tooltip, .leaflet-control, .leaflet-marker-icon)";
  const tags = /^(style|form|iframe|object|embed|link|meta|base|script|animate|set|use|dialog)$/i;
  const handlers = /^(on|srcdoc|formaction|popover)/i;
  const left = (e) => {
    const link = /^(a|area)$/.test(e.localName) && (e.getAttribute("href") || e.getAttribute("xlink:href"));
    const { position, animationName, backgroundImage, fill, filter } = getComputedStyle(e);
    if (link && !link.startsWith("#")) {
      if (e.getAttribute("rel") !== "noopener noreferrer") return true;
      if (/^[\\0-\\x20]*(javascript|data|vbscript|blob):/i.test(link)) return true;
      const runs = /^javascript:/i.test(String(e.href.baseVal ?? e.href));
      e.addEventListener("click", (event) => runs || event.preventDefault());
      e.dispatchEvent(new MouseEvent("click", { bubbles: false, cancelable: true }));
    }
    return tags.test(e.localName) || [...e.attributes].some(({ name }) => handlers.test(name))
      || /fixed|sticky/.test(position) || animationName !== "none"
      || /(url|image-set).*beside/.test(backgroundImage + fill + filter);
  };
  return [...document.querySelectorAll(`${places} *`)].filter(left).map((e) => e.outerHTML);
}"""  # noqa: E501 - lines of a script


#: Where the text of each kind of element is shown.
SHOWN = (".leaflet-popup-content > div", ".leaflet-tooltip > div", ".leaflet-marker-icon.empty",
         ".leaflet-control-layers-overlays label")  # fmt: skip


def as_read(text: str) -> str:
    """What is left of a text on a page."""
    return text.replace("\0", "\ufffd").strip()


def says_markup(m: folium.Map) -> folium.Map:
    """Put hostile markup into popups, tooltips, icons, names of layers, credits and a legend."""
    for i, text in enumerate(HOSTILE):
        at = (40.5 + i / 10, 130.0)
        popup = folium.Popup(text, show=True, auto_close=False)
        tip, icon = folium.Tooltip(text, permanent=True), folium.DivIcon(text)
        folium.Marker(at, popup=popup, tooltip=tip, icon=icon).add_to(m)
        folium.FeatureGroup(text).add_to(m)
        folium.TileLayer(DOT, attr=text, name=f"t{i}", control=False, overlay=True).add_to(m)
    m.add_child(branca.colormap.LinearColormap(["red", "blue"], caption=HOSTILE[0]))
    folium.LayerControl(collapsed=False).add_to(m)
    plugins.Fullscreen().add_to(m)
    return m


@pytest.mark.parametrize("markup", [True, None])
@pytest.mark.parametrize("whose", ["folium", "ours"])
@pytest.mark.parametrize("way", ["save_html", "offline=False", "notebook", "m.save"])
def test_hostile_markup_by_every_way_out(
    visit: Visit, atlas: skg.Atlas, way: str, whose: str, markup: bool | None
) -> None:
    """With and without a policy, in a frame and out of it, as text and as markup."""
    if (way, whose) == ("m.save", "folium"):
        pytest.skip("Folium's own map, written by Folium itself")
    ours = whose == "ours"
    m = says_markup(skg.make_map(atlas, layers=["border"]) if ours else made(tiles=None))
    path = visit.folder / "map.html"
    with pytest.warns(UserWarning, match="markup=True") if markup is None else nullcontext():
        path.write_text(as_page(m, way, markup=markup), encoding="utf-8")
    visit.page.goto(path.as_uri())
    frame = visit.page.frames[1 if way == "notebook" else 0]
    frame.locator(".leaflet-popup").nth(len(HOSTILE) - 1).wait_for(state="attached")
    assert frame.evaluate(LEFT) == []
    for place in () if markup else SHOWN:
        texts: list[str] = frame.locator(place).evaluate_all("all => all.map((e) => e.textContent)")
        assert [text.strip() for text in texts] == [as_read(text) for text in HOSTILE], place
    visit.page.wait_for_timeout(200)
    assert frame.evaluate("window.ran") is None
    assert visit.page.evaluate("window.ran") is None
    assert frame.locator(".leaflet-container").is_visible()
    assert visit.asked == []
    assert visit.complaints == []


def click_for_marker(page: Page) -> None:
    """Click on the map, and on the marker that this makes."""
    markers = page.locator(".leaflet-marker-icon")
    before = markers.count()
    page.locator(".leaflet-container").click(position={"x": 450, "y": 500})
    markers.nth(before).wait_for()
    markers.nth(before).dispatch_event("click")


def test_labels_of_plugins_are_text(visit: Visit) -> None:
    text = "<b>x</b> &amp; `${7}` <img src=x onerror='window.ran = 1'>"
    m = made(tiles=None)
    one, two = folium.FeatureGroup(text).add_to(m), folium.FeatureGroup("two").add_to(m)
    plugins.GroupedLayerControl({text: [one, two]}, collapsed=False).add_to(m)
    tree = {"label": text, "selectAllCheckbox": text, "children": [{"label": text, "layer": two}]}
    plugins.TreeLayerControl(overlay_tree=tree, collapsed=False, expand_all=text).add_to(m)
    layer = folium.GeoJson(areas(name=[text])).add_to(m)
    plugins.Search(layer, search_label="name", geom_type="Polygon").add_to(m)
    moving = json.loads(json.dumps(MOVING))
    moving["features"][0]["properties"] |= {"tooltip": text, "popup": text}
    plugins.TimestampedGeoJson(moving).add_to(m)
    folium.ClickForMarker(text + "${lat}").add_to(m)
    icon = plugins.BeautifyIcon(number=text)
    folium.Marker(HERE, icon=icon, popup=folium.Popup(Element(text), show=True)).add_to(m)
    with pytest.warns(UserWarning, match="markup \\(FeatureGroup\\) is"):
        page = visit.open(m)
    assert shown(page, ".leaflet-popup-content") == [text]
    click_for_marker(page)
    page.get_by_text(f"{text}42.").wait_for()
    page.locator(".leaflet-control-search input").press_sequentially("<b>")
    page.locator(".search-tip").wait_for()
    assert shown(page, ".search-tip") == [text]
    assert shown(page, ".leaflet-control-layers-group-name") == [text]
    labels = [label.strip() for label in shown(page, ".leaflet-control-layers label")]
    assert labels.count(text) >= 3
    assert shown(page, ".beautify-marker") == [text]
    assert page.locator(".leaflet-container b, img[src=x]").count() == 0
    assert page.evaluate("window.ran") is None
    assert visit.complaints == []


def test_a_click_without_a_text_of_its_own_says_where(visit: Visit) -> None:
    page = visit.open(made(lambda m: folium.ClickForMarker().add_to(m)))
    click_for_marker(page)
    page.locator(".leaflet-popup-content").wait_for()
    (said,) = shown(page, ".leaflet-popup-content")
    assert re.fullmatch(r"Latitude: 42\.\d+Longitude: 130\.\d+ ?", said)


def test_the_credit_of_known_tiles_is_a_link_whatever_the_rest(visit: Visit) -> None:
    page = visit.open(made(), online=True)
    credit = page.locator(".leaflet-control-attribution")
    assert credit.locator("a[href='https://www.openstreetmap.org/copyright']").count() == 1
    own = folium.TileLayer(
        "https://t.example/{z}/{x}/{y}.png", attr="<a href='https://e.org'>e</a>"
    )
    with pytest.warns(UserWarning, match="TileLayer"):
        page = visit.open(made(own.add_to), online=True)
    assert (
        "<a href='https://e.org'>e</a>" in page.locator(".leaflet-control-attribution").inner_text()
    )


def test_the_page_of_what_is_withstood_says_how_many_texts_were_tried() -> None:
    page = (Path(__file__).parents[2] / "docs" / "withstands.md").read_text(encoding="utf-8")
    assert f"{len(HOSTILE)} hostile texts" in page


def test_markup_stays_markup_without_what_could_run(visit: Visit) -> None:
    markup = (
        '<b onclick="window.ran=1" style="color:red">bold</b>'
        '<a href=" java\tscript:window.ran=1">one</a><a href="https://example.org/">two</a>'
        '<iframe srcdoc="x"></iframe><style>*{display:none}</style>'
        f'<img src="{DOT}" onload="window.ran=1"><svg><a xlink:href="javascript:1"><text>s</text>'
        "</a><animate attributeName=href to='javascript:1'/></svg>"
    )
    m = made(lambda m: folium.Marker(HERE, popup=folium.Popup(markup, show=True)).add_to(m))
    page = visit.open(m, markup=True)
    inside = page.locator(".leaflet-popup-content")
    assert inside.locator("b").evaluate("b => b.outerHTML") == '<b style="color:red">bold</b>'
    assert inside.locator("a").evaluate_all("all => all.map((a) => a.getAttribute('href'))") == [
        None,
        "https://example.org/",
        None,
    ]
    assert inside.locator("iframe, style, animate").count() == 0
    rel = inside.locator('a[href^="https:"]').get_attribute("rel")
    assert rel == "noopener noreferrer"
    inside.locator("a").first.click()
    assert page.evaluate("window.ran") is None
    assert visit.complaints == []


def test_a_script_in_markup_is_left_out_with_a_warning_and_one_in_the_script_runs(
    visit: Visit,
) -> None:
    m = made(tiles=None)
    m.get_root().html.add_child(Element("<p id='own'>x</p><script>window.ran = 1</script>"))
    m.get_root().script.add_child(Element("window.meant = 2; // {{ 7*191 }} </script>"))
    with pytest.warns(UserWarning, match=r"a script in the markup of \S+ will not run"):
        page = visit.open(m)
    assert page.evaluate("[window.ran, window.meant]") == [None, 2]
    assert shown(page, "#own") == ["x"]
    assert visit.complaints == []


def test_a_script_that_data_forms_in_folium_s_own_script_does_not_run(visit: Visit) -> None:
    evil = "</script><script>window.ran = 7*191</script>"
    m = made(tiles=None)
    folium.GeoJson(
        areas(**{f"a]}}}};{evil}": ["x", "y"]}), style_function=lambda _: {"color": evil}
    ).add_to(m)
    plugins.TimestampedGeoJson(json.dumps(MOVING), date_options=f'"+(window.ran=1)+"{evil}').add_to(
        m
    )
    page = visit.open(m)
    page.locator("path.leaflet-interactive").first.wait_for()
    assert page.evaluate("window.ran") is None
    assert visit.complaints == []


def test_style_values_cannot_leave_their_quotes(visit: Visit) -> None:
    m = made(tiles=None)
    style = {"color": "{{", "dashArray": ",x:(window.ran=7*191)}}"}
    folium.GeoJson(areas(name=["x", "y"]), style_function=lambda _: style).add_to(m)
    page = visit.open(m)
    page.locator("path.leaflet-interactive").first.wait_for()
    assert page.evaluate("window.ran") is None
    assert visit.complaints == []


def test_elements_of_the_caller_s_own_keep_their_template(visit: Visit) -> None:
    class Legend(MacroElement):  # type: ignore[misc]  # Folium has no types
        _template = Template(
            "{% macro html(this, kwargs) %}<div id='own' style='position:fixed'>"
            "<style>#own{color:rgb(1, 2, 3)}</style>{{ this.text|e }}</div>{% endmacro %}"
            "{% macro script(this, kwargs) %}window.legend = {{ this.text|tojson }};{% endmacro %}"
        )

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    m = made(tiles=None)
    m.add_child(Legend("<b> {{ 7*191 }}"))
    page = visit.open(m)
    assert shown(page, "#own") == ["#own{color:rgb(1, 2, 3)}<b> {{ 7*191 }}"]
    assert page.evaluate("getComputedStyle(document.getElementById('own')).color") == "rgb(1, 2, 3)"
    assert page.evaluate("window.legend") == "<b> {{ 7*191 }}"


def test_every_way_of_a_script_to_insert_markup_is_sanitised(visit: Visit) -> None:
    page = visit.open(made(tiles=None), offline=False)
    markup = "<b id=in>x</b><img src=x onerror='window.ran = 1'><a href='javascript:ran = 1'>y</a>"
    left = page.evaluate(
        """(markup) => {
          const box = document.body.appendChild(document.createElement("div"));
          const add = () => box.appendChild(document.createElement("p"));
          const template = document.createElement("template");
          const range = document.createRange();
          add().innerHTML = markup;
          add().outerHTML = markup;
          for (const where of ["beforebegin", "afterbegin", "beforeend", "afterend"]) {
            add().insertAdjacentHTML(where, markup);
          }
          range.selectNodeContents(box);
          box.append(range.createContextualFragment(markup));
          template.innerHTML = markup;
          box.append(template.content.cloneNode(true));
          $(markup).forEach((node) => box.append(node));
          document.write(markup);
          return ["#in", "[onerror], a[href]"].map((what) => box.querySelectorAll(what).length);
        }""",
        markup,
    )
    page.wait_for_timeout(100)
    assert left == [9, 0]
    assert page.evaluate("window.ran") is None
    assert visit.complaints == []


def test_measuring_is_the_only_plugin_that_may_compile_text() -> None:
    rest = [name for names in TOGETHER.values() for name in names if name != "measure"]
    assert "unsafe-eval" not in page_html(together(rest), markup=True).split("<title>")[0]
    assert "unsafe-eval" in page_html(together(["measure"])).split("<title>")[0]


def test_frames_in_popups_are_left_out(visit: Visit) -> None:
    frame = IFrame("<script>parent.ran = 1</script>", width=100, height=50)
    m = made(lambda m: folium.Marker(HERE, popup=folium.Popup(frame, show=True)).add_to(m))
    page = visit.open(m, markup=True)
    assert page.locator("iframe").count() == 0
    assert page.evaluate("window.ran") is None


@given(st.text())
def test_text_in_quotes_cannot_leave_them(text: str) -> None:
    inside = in_quotes(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`'\"]", inside)
    assert "<" not in inside
    assert not re.search(r"(?<!\\)(?:\\\\)*\$\{", inside)


@settings(max_examples=12)
@given(st.text())
def test_a_page_of_any_text_can_be_written(text: str) -> None:
    m = made(tiles=None)
    folium.Marker(HERE, popup=Html(text), tooltip=text).add_to(m)
    html = page_html(m, markup=False)
    html.encode("utf-8")
    assert len(re.findall(r"(?m)^<script", html)) == html.count("</script>")


# ---- what is vendored --------------------------------------------------------------------


def test_every_vendored_file_is_pinned_licensed_and_small() -> None:
    root = Path(vendored.__file__).parent / "vendor"
    total = 0
    for name in (folder.name for folder in root.iterdir() if folder.is_dir()):
        pins = json.loads((root / name / "vendored.json").read_text(encoding="utf-8"))
        files = {path.name for path in (root / name).iterdir()} - {"vendored.json"}
        assert files == set(pins["files"])
        assert "LICENSE" in files
        assert re.fullmatch(r"MIT|ISC|BSD-[23]-Clause|Apache-2\.0", pins["licence"])
        assert re.fullmatch(r"[0-9a-f]{64}", pins["sha256"])
        for file in files:
            total += len(
                vendored.vendored_bytes(f"{name}/{file}")
            )  # raises if it is not the pinned one
    assert total < 1_200_000


def test_style_sheets_hold_their_pictures() -> None:
    root = Path(vendored.__file__).parent / "vendor"
    for path in root.rglob("*.css"):
        css = vendored.style(f"{path.parent.name}/{path.name}")
        assert re.findall(r"url\((?!data:|#)[^)]*\)", css) == []
        assert "@import" not in css


def test_every_file_that_folium_s_map_links_has_a_replacement_for() -> None:
    for _, url in [*folium.Map.default_js, *folium.Map.default_css]:
        assert replacement_for(url) is not None
    no_need = "https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/js/bootstrap.bundle.min.js"
    assert replacement_for(no_need) == replacement_for("https://x.example/bootstrap.css")
    assert (
        replacement_for("https://d3js.org/d3.v4.min.js") is None
    )  # not the version that is vendored
