"""Nothing is hidden: the border from cards, symbols from the mouse, the page from the keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from folium.plugins import TimestampedGeoJson
from playwright.sync_api import Browser, Page, expect

import sinokorea_geo as skg
from tests.maps.visits import DESKTOP, LARGE, PHONE, Visit, box_at_rest

FRAME = {"width": 900, "height": 560}
SIDEWAYS = {"width": 844, "height": 390}

#: How many vertices of the border lie under a card or outside the frame.
HIDDEN = """() => {
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const block = document.querySelector('script[type="application/json"][id$=_data]');
  const line = sinokoreaGeo.latLngs(JSON.parse(block.textContent).line);
  const frame = map.getContainer().getBoundingClientRect();
  const cards = [...document.querySelectorAll('.leaflet-control')]
    .map((node) => node.getBoundingClientRect()).filter((box) => box.width);
  return line.map((at) => map.latLngToContainerPoint(at)).filter(({ x, y }) => (
    x < 0 || y < 0 || x > frame.width || y > frame.height || cards.some((box) => (
      x + frame.left > box.left && x + frame.left < box.right
      && y + frame.top > box.top && y + frame.top < box.bottom))
  )).length;
}"""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_no_card_lies_on_the_border(browser: Browser, saved: Path, media: Any) -> None:
    """Also with a month set, in a frame of a notebook, and on a phone held sideways."""
    hidden = {}
    for size in (LARGE, DESKTOP, FRAME, PHONE, SIDEWAYS):
        visit = Visit(browser, size)  # type: ignore[arg-type]  # sizes of windows
        visit.page.emulate_media(media=media)
        page = visit.open(saved.as_uri())
        hidden[size["width"], ""] = page.evaluate(HIDDEN)
        page.evaluate("location.hash = '#at=2016-09'")
        expect(page.locator(".skg-time output")).to_have_text("2016-09")
        page.wait_for_timeout(100)  # until the map has been fitted to what is left of the page
        hidden[size["width"], "2016-09"] = page.evaluate(HIDDEN)
        visit.context.close()
    assert hidden == dict.fromkeys(hidden, 0)


#: Goes to each symbol and asks what a mouse or a finger would hit there: at any zoom, itself or a
#: symbol whose click lists it. Names of those that are out of reach.
UNREACHABLE = """(zooms) => {
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const all = sinokoreaGeo.pointsOf(map), missed = [];
  const middle = (node) => {
    const box = node.getBoundingClientRect();
    return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  };
  let tried = 0;
  for (const zoom of zooms) {
    const left = new Set(all);
    for (const first of all) {
      if (!left.has(first)) continue;
      map.setView(first.main.getLatLng(), zoom, { animate: false });
      const near = map.getBounds().pad(-0.1);
      for (const drawn of left) {
        const { main } = drawn, at = main.getLatLng();
        if (drawn !== first && !near.contains(at)) continue;
        left.delete(drawn);
        if (!map.hasLayer(main) || !map.getBounds().contains(at)) continue;
        tried += 1;
        const hit = document.elementFromPoint(...middle(main.getElement()))?.closest(".skg-symbol");
        const found = all.find((other) => hit && other.main.getElement() === hit);
        if (!found?.neighbours().includes(drawn)) missed.push([zoom, drawn.name[1]]);
      }
    }
  }
  return [tried, missed];
}"""
LAYERS = "#layers=border,crossings,zones,places,events,plans,islands"


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
def test_every_symbol_is_in_reach_at_every_zoom(browser: Browser, saved: Path, touch: bool) -> None:
    visit = Visit(browser, PHONE if touch else LARGE, has_touch=touch, is_mobile=touch)
    page = visit.open(saved.as_uri() + LAYERS)
    tried, missed = page.evaluate(UNREACHABLE, [5, 7, 9, 11] if touch else [6, 8, 10, 12])
    assert tried > 1000
    assert missed == []
    visit.context.close()


def test_a_click_where_several_stand_lists_them_all(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#map=7/40.1/124.4")
    found = page.evaluate(
        """() => {
          const map = Object.values(window).find((value) => value instanceof L.Map);
          const near = sinokoreaGeo.pointsOf(map).filter(({ main, name }) => (
            map.hasLayer(main) && map.getBounds().contains(main.getLatLng())));
          return near.map((drawn) => {
            map.closePopup();
            document.querySelectorAll(".leaflet-popup").forEach((node) => node.remove());
            const box = drawn.main.getElement().querySelector("svg").getBoundingClientRect();
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
            document.elementFromPoint(x, y).closest(".skg-symbol").click();
            const [node] = document.querySelectorAll(".skg-popup");
            return [drawn.name[1], node?.textContent ?? ""];
          });
        }"""
    )
    assert len(found) > 20
    assert [name for name, text in found if name not in text] == []
    assert visit.complaints == []


def test_what_is_chosen_from_a_list_opens(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator('[title="Sinuiju"]').evaluate("(node) => node.click()")
    listed = page.locator(".skg-several button")
    expect(listed.first).to_be_visible()
    names = listed.all_inner_texts()
    assert "Sinuiju" in names
    assert len(names) > 1
    listed.nth(names.index("Sinuiju")).click()
    expect(page.locator(".skg-popup h2")).to_have_text("Sinuiju")


def test_a_label_opens_what_it_names(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator(".skg-label", has_text="Kanggye").click()
    expect(page.locator(".skg-popup h2")).to_have_text("Kanggye")


def test_the_keyboard_comes_to_the_search_first_and_back_from_a_popup(
    visit: Visit, saved: Path
) -> None:
    page = visit.open(saved.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "button"
    for _ in range(3):
        if page.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    symbol = page.locator('[title="Kanggye"]')
    symbol.focus()
    page.keyboard.press("Enter")
    page.locator(".skg-popup").wait_for()
    assert page.evaluate("Boolean(document.activeElement.closest('.leaflet-popup'))")
    page.keyboard.press("Escape")
    expect(page.locator(".skg-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.title") == "Kanggye"


def test_fingers_have_room(browser: Browser, saved: Path) -> None:
    visit = Visit(browser, PHONE, has_touch=True, is_mobile=True)
    page = visit.open(saved.as_uri())
    target = page.locator(".skg-symbol").first
    size = target.evaluate("(node) => parseFloat(getComputedStyle(node, '::after').width)")
    assert size >= 24
    assert page.locator(".skg-tools button").first.evaluate("(n) => n.offsetHeight") >= 24
    visit.context.close()


def test_text_grows_with_the_readers_own_size(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    size = "() => parseFloat(getComputedStyle(document.querySelector('.skg-label')).fontSize)"
    before = page.evaluate(size)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(size) == pytest.approx(2 * before)


# -- data of the caller's own ------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    quanhe = atlas.get("quanhe-wonjong")
    table = pd.DataFrame(
        {
            "name": ["<b>over Quanhe</b>", "beside", "third"],
            "lon": [quanhe.lon, quanhe.lon + 0.4, quanhe.lon - 0.4],
            "lat": [quanhe.lat, quanhe.lat + 0.2, quanhe.lat - 0.2],
            "kind": ["camp", "mine", None],
            "tons": [1.0, 25.0, np.nan],
            "when": pd.to_datetime(pd.Series(["2016-08-01", "2016-09-01", None])),
            "note": [pd.NA, "a note", pd.NaT],
        }
    )
    line = gpd.GeoDataFrame(
        {"name": ["my road"], "note": [None]},
        geometry=[shapely.LineString([(130.0, 42.6), (130.5, 43.0)])],
        crs=4326,
    )
    m = skg.make_map(
        atlas, points=table, color="kind", size="tons", time="when", legend="Mine",
        highlight=["圈河", atlas.border.between(1_300_000, 1_350_000)],
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("own")
    skg.save_html(skg.make_map(atlas, lines=line), folder / "lines.html")
    return skg.save_html(m, folder / "own.html")


def click_point(page: Page, number: int) -> None:
    """Click where a point of the caller's own stands."""
    x, y = page.evaluate(
        """(i) => {
          const map = Object.values(window).find((value) => value instanceof L.Map);
          let found = null;
          map.eachLayer((layer) => { if (layer.at) found = layer.at[i]; });
          const at = map.latLngToContainerPoint(found);
          const box = map.getContainer().getBoundingClientRect();
          return [box.left + at.x, box.top + at.y];
        }""",
        number,
    )
    page.mouse.click(x, y)


def test_own_points_lie_on_top_open_and_say_what_is_known(visit: Visit, own: Path) -> None:
    page = visit.open(own.as_uri())
    click_point(page, 0)  # where the symbol of the crossing stands, too
    popup = page.locator(".skg-popup")
    expect(popup.locator("h2")).to_have_text("<b>over Quanhe</b>")
    assert popup.locator("dl").inner_text().split("\n") == [
        *("kind", "camp", "tons", "1", "when", "2016-08-01 00:00:00")
    ]
    click_point(page, 2)
    expect(popup).to_have_count(1)  # the one before has faded away
    expect(popup.locator("h2")).to_have_text("third")
    assert popup.locator("dd").count() == 0  # nothing known is nothing said
    said = page.locator("body").inner_text()
    assert not {"nan", "NaT", "<NA>", "None"} & set(said.split())
    assert visit.complaints == []


def test_a_point_without_a_name_is_called_by_its_position(
    visit: Visit, atlas: skg.Atlas, tmp_path: Path
) -> None:
    bare = skg.make_map(atlas, points=[(130.25, 42.75)], layers=["border"])
    page = visit.open(skg.save_html(bare, tmp_path / "bare.html").as_uri())
    click_point(page, 0)
    expect(page.locator(".skg-popup h2")).to_have_text("130.2500° E 42.7500° N")


def test_the_map_goes_to_own_points_and_the_legend_names_their_classes(
    visit: Visit, own: Path
) -> None:
    page = visit.open(own.as_uri())
    seen = page.evaluate(
        """() => {
          const map = Object.values(window).find((value) => value instanceof L.Map);
          let all = null;
          map.eachLayer((layer) => { if (layer.at) all = layer.at; });
          return [map.getZoom(), all.every((at) => map.getBounds().contains(at))];
        }"""
    )
    assert seen[0] >= 8
    assert seen[1]
    mine = page.locator("li.skg-layer", has=page.get_by_label("Mine"))
    mine.get_by_label("Details").click()
    assert mine.locator(".skg-marks li").all_inner_texts() == ["camp", "mine", "–"]
    page.get_by_role("checkbox", name="Mine").uncheck()
    assert page.locator("canvas[data-points]").count() == 0


def test_the_slider_shows_own_points_in_their_month(visit: Visit, own: Path) -> None:
    inked = """(c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
      .filter((v, i) => i % 4 === 3 && v).length"""
    page = visit.open(own.as_uri())
    canvas = page.locator("canvas[data-points]")
    every = canvas.evaluate(inked)
    page.goto(f"{own.as_uri()}#at=2016-08")
    page.wait_for_selector("[data-skg-ready]")
    one = canvas.evaluate(inked)
    page.goto(f"{own.as_uri()}#at=2012-01")
    page.wait_for_function("document.querySelector('.skg-time output').textContent === '2012-01'")
    assert canvas.evaluate(inked) == 0
    assert 0 < one < every


def test_own_lines_lie_over_the_border(visit: Visit, own: Path) -> None:
    page = visit.open((own.parent / "lines.html").as_uri())
    line = page.locator(".leaflet-skg-own-lines-pane path.leaflet-interactive")
    assert line.count() == 1
    panes = "(name) => getComputedStyle(document.querySelector(`.leaflet-${name}-pane`)).zIndex"
    assert int(page.evaluate(panes, "skg-own-lines")) > int(page.evaluate(panes, "skg-lines"))
    line.dispatch_event("click")
    expect(page.locator(".skg-popup h2")).to_have_text("my road")


def test_a_highlight_is_found_by_any_name_and_a_stretch_is_drawn(visit: Visit, own: Path) -> None:
    page = visit.open(own.as_uri())
    assert page.locator("path[stroke='#e69f00'][stroke-width='8']").count() == 1
    assert page.locator("path[stroke='#e69f00'][stroke-width='4']").count() == 1
    assert page.locator(".skg-label.skg-highlight", has_text="Quanhe–Wonjong").count() == 1


def test_data_beyond_the_base_map_is_warned_of_and_in_reach(
    visit: Visit, atlas: skg.Atlas, tmp_path: Path
) -> None:
    with pytest.warns(UserWarning, match=r"outside the base map, which ends at 117–137\.5° E"):
        m = skg.make_map(atlas, layers=["border"], points=[(126.98, 37.57), (103.8, 1.35)])
    page = visit.open(skg.save_html(m, tmp_path / "far.html").as_uri())
    land = box_at_rest(page.locator("path.skg-world"))
    frame = box_at_rest(page.locator(".leaflet-container"))
    assert land["width"] > frame["width"]  # a map however far out
    assert land["height"] > frame["height"]
    views = page.get_by_label("Go to")
    assert views.locator("option").all_inner_texts()[1:3] == ["Your data", "The whole border"]
    views.select_option("border")
    assert page.evaluate(HIDDEN) == 0
    views.select_option("whole")
    click_point(page, 1)
    expect(page.locator(".skg-popup h2")).to_have_text("103.8000° E 1.3500° N")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"color": "mode"}, "no column 'mode'; the table has lon, lat, n"),
        ({"size": "lon", "points": pd.DataFrame({"lon": ["x"], "lat": [1]})}, "."),
        ({"time": "day"}, "no column 'day'"),
    ],
)
def test_columns_that_are_not_there_are_refused(
    atlas: skg.Atlas, options: dict[str, Any], message: str
) -> None:
    table = pd.DataFrame({"lon": [126.0], "lat": [41.0], "n": [1]})
    with pytest.raises((skg.InvalidQuantity, skg.InvalidCoordinates), match=message):
        skg.make_map(atlas, layers=["border"], **({"points": table} | options))


def test_dates_of_a_moving_map_are_all_there(visit: Visit, tmp_path: Path) -> None:
    """Dates before 2001-09-09 have fewer digits in milliseconds."""
    times = ["1998-05-01", "2000-05-01", "2010-05-01"]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [130 + i / 10, 42]},
            "properties": {"times": [time]},
        }
        for i, time in enumerate(times)
    ]
    m = folium.Map((42, 130), zoom_start=7)
    data = json.dumps({"type": "FeatureCollection", "features": features})
    TimestampedGeoJson(data, period="P1Y", auto_play=False).add_to(m)
    page = visit.page
    page.goto(skg.save_html(m, tmp_path / "moving.html").as_uri())
    years = page.evaluate(
        """() => {
          const map = Object.values(window).find((value) => value instanceof L.Map);
          return map.timeDimension.getAvailableTimes().map((t) => new Date(t).getFullYear());
        }"""
    )
    assert years == list(range(1998, 2011))
