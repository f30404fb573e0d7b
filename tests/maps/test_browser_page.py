"""Test the page round the map: panel, address, ready views, frames, the strip, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

import sinokorea_geo as skg
from sinokorea_geo.maps.views import VIEWS, view_extent
from tests.maps.payloads import EVALUATED, PoisonedAtlas
from tests.maps.visits import DESKTOP, LARGE, PHONE, Visit, look_up, set_month

MAP = "const map = Object.values(window).find((value) => value instanceof L.Map);"
SIDEWAYS: Any = {"width": 844, "height": 390}

SPEC = """const spec = JSON.parse(
  document.querySelector('script[type="application/json"]').textContent);"""

#: Labels that a line of the border or a symbol strikes through, of those that are shown.
STRUCK = f"""() => {{
  {MAP}
  {SPEC}
  const border = spec.groups.find(({{ id }}) => id === "border").features
    .filter(({{ text }}) => !text)
    .flatMap(({{ lines = [] }}) => lines.map(sinokoreaGeo.latLngs));
  const frame = map.getContainer().getBoundingClientRect();
  const strokes = border.flatMap((line) => {{
    const at = line.map((p) => map.latLngToContainerPoint(p));
    return at.slice(1).flatMap((b, i) => {{
      const a = at[i], far = Math.hypot(b.x - a.x, b.y - a.y);
      if (Math.max(a.x, b.x) < 0 || Math.min(a.x, b.x) > frame.width) return [];
      const n = Math.min(Math.ceil(far / 2) + 1, 4000);
      const between = (k) => [a.x + (b.x - a.x) * k / n, a.y + (b.y - a.y) * k / n];
      return Array.from({{ length: n }}, (_, k) => between(k));
    }});
  }});
  const symbols = [...document.querySelectorAll('.skg-symbol:not(.skg-arrow) svg')].map((node) => {{
    const box = node.getBoundingClientRect();
    return [(box.left + box.right) / 2 - frame.left, (box.top + box.bottom) / 2 - frame.top];
  }});
  const shown = [...document.querySelectorAll('.skg-label')]
    .filter((node) => node.style.display !== 'none');
  const struck = shown.filter((node) => {{
    const box = node.getBoundingClientRect();
    const inside = ([x, y]) => x > box.left - frame.left && x < box.right - frame.left
      && y > box.top - frame.top && y < box.bottom - frame.top;
    return strokes.some(inside) || symbols.some(inside);
  }});
  return [shown.length, struck.map((node) => node.textContent)];
}}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, saved: Path) -> Iterator[Visit]:
    visit = Visit(browser, LARGE)
    visit.open(saved.as_uri())
    yield visit
    assert visit.complaints == []
    visit.context.close()


@pytest.fixture
def large(opened: Visit) -> Page:
    """One wide page that several tests share, as it was when it opened."""
    page = opened.page
    page.set_viewport_size(LARGE)
    if "#" in page.url:
        page.evaluate("location.hash = ''")
        page.wait_for_function("location.hash === ''")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    return page


def view_of(page: Page) -> tuple[float, float, float]:
    zoom, lat, lon = page.evaluate(
        f"() => {{ {MAP} const c = map.getCenter(); return [map.getZoom(), c.lat, c.lng]; }}"
    )
    return zoom, lat, lon


# -- the layout --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "text"),
    [(LARGE, "100%"), (SIDEWAYS, "100%"), (PHONE, "100%"), (LARGE, "200%"), (PHONE, "200%")],
    ids=["large", "sideways", "phone", "large letters", "large letters on a phone"],
)
def test_the_panel_stands_beside_the_map_and_the_border_is_seen_whole(
    visits: Any, saved: Path, size: Any, text: str
) -> None:
    page = visits(saved.as_uri(), size)
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")
    page.evaluate(
        "for (const node of document.querySelectorAll('.skg-panel details')) node.open = 1"
    )
    page.wait_for_timeout(120)
    panel = page.locator(".skg-panel").bounding_box()
    frame = page.locator(".leaflet-container").bounding_box()
    beside = panel["x"] + panel["width"] <= frame["x"] + 1
    below = frame["y"] + frame["height"] <= panel["y"] + 1
    assert beside or below
    assert beside == (size["width"] >= 640 * (2 if text == "200%" else 1))
    credit = page.locator(".leaflet-control-attribution").bounding_box()
    scale = page.locator(".leaflet-control-scale").bounding_box()
    assert scale is None or scale["x"] + scale["width"] <= credit["x"]
    assert panel["x"] >= 0
    assert panel["y"] + panel["height"] <= size["height"] + 1
    outside = page.evaluate(
        f"""() => {{
          {MAP} {SPEC}
          const seen = map.getBounds();
          return sinokoreaGeo.latLngs(spec.line).filter((at) => !seen.contains(at)).length;
        }}"""
    )
    assert outside == 0
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_map_that_was_moved_stays_where_it_is(visits: Any, saved: Path) -> None:
    page = visits(f"{saved.as_uri()}#map=11/42.9658/129.8420", PHONE)
    page.locator(".skg-layers summary").click()
    page.wait_for_timeout(120)
    zoom, lat, lon = view_of(page)
    assert (zoom, lat, lon) == pytest.approx((11, 42.9658, 129.842), abs=0.01)


def test_the_legend_stands_below_the_map_on_paper(visits: Any, saved: Path) -> None:
    page = visits(saved.as_uri())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    sheet, frame, legend = (
        page.locator(part).bounding_box()
        for part in (".skg-page", ".leaflet-container", ".skg-layers")
    )
    assert legend["y"] >= frame["y"] + frame["height"] - 1
    assert legend["y"] + legend["height"] <= sheet["y"] + sheet["height"] + 1


# -- labels and lines ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, LARGE], ids=["phone", "large"])
def test_no_label_is_struck_by_a_line_or_a_symbol(large: Page, size: Any) -> None:
    page = large
    page.set_viewport_size(size)
    page.wait_for_timeout(100)
    found: dict[Any, Any] = {}
    for view in ("whole", *VIEWS):
        page.get_by_label("Go to").select_option(view)
        count, found[view] = page.evaluate(STRUCK)
        assert count > 2, view
    for zoom in (8, 9, 10):
        page.evaluate(
            f"(zoom) => {{ {MAP} map.setView([41.12, 126.2], zoom, {{ animate: false }}); }}", zoom
        )
        found[zoom] = page.evaluate(STRUCK)[1]
    assert not any(found.values()), found


#: Labels that a leader passes through, the longest leader, and towns named across the border.
LEADERS = f"""() => {{
  {MAP}
  {SPEC}
  const path = document.querySelector(".skg-leaders path");
  const zero = path.ownerSVGElement.getBoundingClientRect();
  const shown = [...document.querySelectorAll(".skg-label")]
    .filter((node) => node.style.display !== "none");
  const struck = [];
  let longest = 0;
  const leaders = path.getAttribute("d").split("M").filter(Boolean);
  for (const leader of leaders) {{
    const [[ax, ay], [bx, by]] = leader.split("L").map((at) => at.split(" ").map(Number));
    longest = Math.max(longest, Math.hypot(bx - ax, by - ay));
    for (const node of shown) {{
      const {{ left, right, top, bottom }} = node.getBoundingClientRect();
      for (let k = 0; k <= 400; k += 1) {{
        const x = ax + (bx - ax) * k / 400 + zero.left, y = ay + (by - ay) * k / 400 + zero.top;
        if (x < left + 1 || x > right - 1 || y < top + 1 || y > bottom - 1) continue;
        struck.push(node.textContent);
        break;
      }}
    }}
  }}
  const frame = map.getContainer().getBoundingClientRect();
  const border = spec.groups.find(({{ id }}) => id === "border").features
    .filter(({{ text }}) => !text)
    .flatMap(({{ lines = [] }}) => lines.map(sinokoreaGeo.latLngs));
  const left = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0]);
  const towns = sinokoreaGeo.labelsOf(map).items
    .filter(({{ bank, rank, node }}) => bank && rank > 3 && node.style.display !== "none");
  const across = towns.filter(({{ at, node }}) => {{
    const box = node.getBoundingClientRect();
    const middle = map.containerPointToLatLng(
      [(box.left + box.right) / 2 - frame.left, (box.top + box.bottom) / 2 - frame.top]);
    const [a, b] = [[at.lat, at.lng], [middle.lat, middle.lng]];
    const times = border.flatMap((line) => line.slice(1).filter((d, i) => (
      left(a, b, line[i]) !== left(a, b, d) && left(line[i], d, a) !== left(line[i], d, b))));
    return times.length % 2;
  }});
  return {{
    leaders: leaders.length, towns: towns.length, longest, struck,
    across: across.map(({{ node }}) => node.textContent),
  }};
}}"""


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (900, 700), (390, 844)])
def test_leaders_strike_no_label_and_towns_are_named_on_their_bank(
    visits: Any, saved: Path, width: int, height: int, language: str
) -> None:
    """At the opening view; on a phone leaders are short."""
    size = {"width": width, "height": height}
    found = visits(f"{saved.as_uri()}#lang={language}", size).evaluate(LEADERS)
    assert found["leaders"] > 0
    assert found["towns"] > 12
    assert found["longest"] < (80 if width == 390 else 150)
    assert (found["struck"], found["across"]) == ([], [])


def test_rivers_are_named_along_the_border_and_found(large: Page) -> None:
    page = large
    names = page.locator(".skg-label.skg-river:visible").all_inner_texts()
    assert set(names) == {"Yalu River", "Tumen River"}
    look_up(page, "두만강")
    expect(page.locator(".skg-popup h2")).to_have_text("Tumen River")


def test_outlines_are_not_drawn_again_along_the_border(large: Page) -> None:
    page = large
    page.get_by_label("Border counties").check()
    near = page.evaluate(
        f"""() => {{
          {MAP} {SPEC}
          const line = sinokoreaGeo.latLngs(spec.line), drawn = [];
          map.eachLayer((layer) => {{
            const bare = layer instanceof L.Polyline && !(layer instanceof L.Polygon);
            if (bare && layer.options.pane === "skg-areas") drawn.push(...layer.getLatLngs());
          }});
          const middle = (a, b) => [(a.lat + b.lat) / 2, (a.lng + b.lng) / 2];
          const middles = drawn.flatMap((part) => part.slice(1).map((b, i) => middle(part[i], b)));
          const along = middles.filter(([lat, lon]) => (
            line.some(([y, x]) => Math.hypot(y - lat, x - lon) < 0.008)));
          return [middles.length, along.length];
        }}"""
    )
    assert near[0] > 1000  # between counties they are
    assert near[1] < 0.02 * near[0]  # where one meets the border, and no more


# -- the address ---------------------------------------------------------------------------------


def test_the_whole_state_stands_in_the_address_and_comes_back(visits: Any, saved: Path) -> None:
    page = visits(saved.as_uri())
    assert "#" not in page.url
    set_month(page, "2016-08")
    page.get_by_label("Economic and tourism zones").uncheck()
    page.get_by_label("Border counties").check()
    page.locator("li.skg-layer", has=page.get_by_label("Crossings and bridges")).get_by_label(
        "Rail", exact=True
    ).uncheck()
    look_up(page, "圈河")
    page.wait_for_timeout(400)  # until the map has made room for the popup
    state = dict(part.split("=") for part in page.url.partition("#")[2].split("&"))
    assert set(state) == {"map", "at", "layers", "off", "open"}
    assert (state["at"], state["open"], state["off"]) == (
        "2016-08",
        "quanhe-wonjong",
        "crossings.0.rail",
    )
    view = view_of(page)
    again = visits(page.url)
    assert again.locator(".skg-time output").inner_text() == "2016-08"
    assert not again.get_by_label("Economic and tourism zones").is_checked()
    assert again.get_by_label("Border counties").is_checked()
    assert again.locator('[title="Tumen–Namyang (rail)"]').count() == 0
    assert again.locator(".skg-popup h2").inner_text() == "Quanhe–Wonjong"
    assert view_of(again) == pytest.approx(view, abs=0.01)
    assert again.url == page.url


def test_a_link_names_any_place_and_a_page_follows_its_address(visits: Any, saved: Path) -> None:
    page = visits(f"{saved.as_uri()}#open=musan")
    expect(page.locator(".skg-popup h2")).to_have_text("Musan")
    assert view_of(page)[0] >= 9
    page.evaluate("location.hash = '#view=tumen-namyang'")
    expect(page.locator(".skg-popup")).to_have_count(0)
    assert page.get_by_label("Go to").input_value() == "tumen-namyang"
    page.evaluate("location.hash = '#at=2010-05&layers=border,places&open=no-such-place'")
    expect(page.locator(".skg-time output")).to_have_text("2010-05")
    assert not page.get_by_label("Crossings and bridges").is_checked()
    assert page.get_by_label("Go to").input_value() == "whole"


def test_the_link_is_copied_or_shown(large: Page) -> None:
    page = large
    set_month(page, "2016-08")
    page.evaluate("""Object.defineProperty(navigator, "clipboard", { configurable: true,
      value: { writeText: async (text) => { window.copied = text; } } })""")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".skg-link")).to_have_text("copied")
    assert page.evaluate("window.copied") == page.url
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".skg-link input")).to_have_value(page.url)
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == page.url


# -- ready views ---------------------------------------------------------------------------------


def test_every_ready_view_shows_its_towns(large: Page, atlas: skg.Atlas) -> None:
    page = large
    for view, ids in VIEWS.items():
        page.get_by_label("Go to").select_option(view)
        places = [atlas.get(key) for key in ids]
        seen = page.evaluate(
            f"""(all) => {{
              {MAP}
              return all.every((at) => map.getBounds().pad(-0.05).contains(at));
            }}""",
            [[place.lat, place.lon] for place in places],
        )
        assert seen, view
        assert view_of(page)[0] > 10
        assert page.url.endswith(f"#view={view}")
    page.get_by_label("Go to").select_option("whole")
    assert "#" not in page.url


def test_a_map_and_a_figure_open_on_a_view(visits: Any, atlas: skg.Atlas, tmp_path: Path) -> None:
    m = skg.make_map(atlas, layers=["border", "places"], view="hyesan-changbai")
    page = visits(skg.save_html(m, tmp_path / "view.html").as_uri())
    assert page.get_by_label("Go to").input_value() == "hyesan-changbai"
    figure = skg.plot(atlas, layers=["border"], extent="hyesan-changbai", size_mm=(80, 80))
    west, south, east, north = view_extent(atlas, "hyesan-changbai")
    ax: Any = figure.axes[0]
    shown = ax.get_window_extent()
    (x0, y0), (x1, y1) = ax.lonlat.transform([(west, south), (east, north)])
    assert shown.x0 - 1 <= x0 < x1 <= shown.x1 + 1
    assert shown.y0 - 1 <= y0 < y1 <= shown.y1 + 1
    assert max((x1 - x0) / shown.width, (y1 - y0) / shown.height) > 0.97
    for call in (skg.make_map, skg.plot):
        with pytest.raises(skg.InvalidQuantity, match="no view 'seoul'; there are dandong-sinuiju"):
            call(atlas, **{"view" if call is skg.make_map else "extent": "seoul"})  # type: ignore[arg-type]  # the point of the test


# -- in somebody's article, and without scripts --------------------------------------------------


@pytest.fixture(scope="module")
def embedded(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> str:
    m = skg.make_map(atlas, layers=["border", "crossings", "places"], embed=True)
    return skg.save_html(m, tmp_path_factory.mktemp("embed") / "embed.html").as_uri()


def test_a_page_for_a_frame_is_compact_and_gives_the_wheel_away(visits: Any, embedded: str) -> None:
    page = visits(embedded, {"width": 620, "height": 420})
    assert page.locator(".skg-title h1").inner_text() == "The China–North Korea border"
    assert re.search(
        r"states as known on \d{4}-\d\d-\d\d", page.locator(".skg-title p").inner_text()
    )
    assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
    assert page.locator(".skg-search, .skg-time, .skg-tools, .skg-strip").count() == 0
    assert page.evaluate("document.documentElement.scrollHeight") <= 420
    frame = page.locator(".leaflet-container").bounding_box()
    assert frame["height"] > 0.6 * 420
    before = view_of(page)
    page.mouse.move(frame["x"] + 200, frame["y"] + 100)
    page.mouse.wheel(0, -600)
    expect(page.locator(".skg-hint")).to_contain_text("Ctrl")
    page.wait_for_timeout(150)
    assert view_of(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -600)
    page.wait_for_function(f"(zoom) => {{ {MAP} return map.getZoom() > zoom; }}", arg=before[0])


def test_one_finger_scrolls_the_article_and_not_the_map(visits: Any, embedded: str) -> None:
    page = visits(embedded, PHONE, has_touch=True, is_mobile=True)
    dragging, touch = page.evaluate(
        f"""() => {{
          {MAP}
          return [map.dragging.enabled(), getComputedStyle(map.getContainer()).touchAction];
        }}"""
    )
    assert not dragging
    assert "pan-y" in touch


def test_without_scripts_there_is_a_picture_and_a_table(
    browser: Browser, saved: Path, atlas: skg.Atlas, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(saved.as_uri())
    assert not page.locator(".folium-map").is_visible()
    assert page.locator(".skg-still svg circle").count() > 10
    wide, high = map(
        float, (page.locator(".skg-still svg").get_attribute("viewBox") or "").split()[2:]
    )
    box = page.locator(".skg-still svg").bounding_box() or {"width": 0, "height": 1}
    assert box["width"] / box["height"] == pytest.approx(
        wide / high, rel=0.01
    )  # no more than the land
    assert "Dandong" in (page.locator(".skg-still svg").text_content() or "")
    zones = skg.make_map(atlas, layers=["zones"]).spec["groups"][0]["features"]
    assert page.locator(".skg-still tr").count() == len(atlas.crossings) + len(zones)
    row = page.locator(".skg-still tr", has_text="Quanhe–Wonjong").inner_text()
    assert {"圈河—元汀", "권하–원정", "open"} <= set(row.split("\t"))
    assert "OpenStreetMap" in page.locator(".skg-still").inner_text()
    text = "</noscript><script>window.ran = 1</script>{{ 7 * 191 }}<b>"
    m = skg.make_map(PoisonedAtlas(atlas, text), layers=["crossings"], title=text)
    page.goto(skg.save_html(m, tmp_path / "poisoned.html").as_uri())
    assert page.locator(".skg-still h1").text_content() == text
    assert page.locator(".skg-still script, .skg-still b").count() == 0
    assert EVALUATED not in page.locator(".skg-still").inner_text()
    by_folium = m.get_root().render()  # its template engine reads texts once more
    still = by_folium[by_folium.index("<noscript>") : by_folium.index("</noscript>")]
    assert "7 * 191" in still
    assert "{" not in still
    context.close()


# -- time, popups and the strip ------------------------------------------------------------------


def test_the_slider_marks_months_with_events_and_plays_by_the_clock(
    large: Page, atlas: skg.Atlas
) -> None:
    page = large
    set_month(page, "2000-01")
    dated = atlas.events["date"][lambda date: date.between("2000", "2027")].str[:7].unique()
    assert page.locator(".skg-ticks rect").count() == pytest.approx(len(dated), abs=12)
    assert page.get_by_label("Speed", exact=True).input_value() == "90"  # 27 years in 29 seconds
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause").click()
    year, month = map(int, page.locator(".skg-time output").inner_text().split("-"))
    assert 10 <= (year - 2000) * 12 + month <= 26
    assert page.url.endswith(f"#at={year}-{month:02d}")


def test_a_popup_speaks_the_language_says_since_when_and_shows_more_is_below(
    visits: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    m = skg.make_map(atlas, layers=["crossings", "places", "provinces"], language="zh")
    page = visits(skg.save_html(m, tmp_path / "zh.html").as_uri(), PHONE)
    look_up(page, "新义州")
    assert "平安北道" in page.locator(".skg-popup dl").inner_text()  # North Pyongan in the data
    look_up(page, "圈河")
    rows = page.locator(".skg-popup dl").inner_text().split("\n")
    told = dict(zip(rows[::2], rows[1::2], strict=True))
    crossing = atlas.crossings.set_index("id").loc["quanhe-wonjong"]
    assert told["中方口岸"] == crossing["cn_port_zh"]
    assert told["资料截至"] == crossing["as_of"]
    content = page.locator(".leaflet-popup-content")
    assert "leaflet-popup-scrolled" in content.get_attribute("class")
    shade = content.evaluate("(n) => getComputedStyle(n).backgroundAttachment")
    assert shade == "local, scroll"


def test_the_strip_unrolls_the_border(visits: Any, saved: Path, atlas: skg.Atlas) -> None:
    page = visits(saved.as_uri(), PHONE)
    page.locator(".skg-strip summary").click()
    page.locator(".skg-strip-name").first.wait_for()
    names = page.locator(".skg-strip-name.skg-of-crossings").all_inner_texts()
    near = atlas.crossings[atlas.crossings["line_distance_m"] < 2500].sort_values("along_m")
    assert names == near["name_en"].tolist()
    where = page.locator(".skg-strip-name").evaluate_all(
        "all => all.map((n) => [n.classList.contains('skg-left'), parseFloat(n.style.top)])"
    )
    for side in (True, False):
        tops = [top for left, top in where if left == side]
        assert len(tops) > 20
        assert min(np.diff(tops)) >= 15  # none lies on another
    bands = page.locator(".skg-band.skg-of-provinces title").evaluate_all(
        "all => all.map((n) => n.textContent)"
    )
    told = pd.DataFrame([re.findall(r"^(.+), km (\d+)–(\d+)$", band)[0] for band in bands])
    km = (told[2].astype(int) - told[1].astype(int)).groupby(told[0]).sum()
    shares = atlas.border.shares("province").set_index("name_en")["length_m"] / 1000
    assert km[shares.index].to_numpy() == pytest.approx(shares.to_numpy(), abs=12)
    page.locator(".skg-strip-name", has_text="Quanhe–Wonjong").click()
    expect(page.locator(".leaflet-popup h2")).to_have_text("Quanhe–Wonjong")


def test_the_strip_follows_the_slider_and_counts_own_points(
    visits: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    along = np.r_[np.full(7, 15_000.0), np.full(3, 1_255_000.0)]
    lon, lat = atlas.border.point_at(along)
    table = pd.DataFrame({"lon": lon, "lat": lat, "when": ["2016-08"] * 4 + ["2016-09"] * 6})
    far = pd.DataFrame({"lon": [126.0], "lat": [43.5], "when": ["2016-08"]})
    m = skg.make_map(
        atlas,
        layers=["border", "crossings"],
        points=pd.concat([table, far]),
        time="when",
        fit=False,
    )
    page = visits(skg.save_html(m, tmp_path / "own.html").as_uri())
    page.locator(".skg-strip summary").click()
    page.locator(".skg-strip-name").first.wait_for()
    bars = page.locator(".skg-strip-bars title")

    def told() -> Any:
        return bars.evaluate_all("all => all.map((n) => n.textContent)")

    assert told() == ["7 of your points, km 10–20", "3 of your points, km 1250–1260"]
    set_month(page, "2016-08")
    assert told() == ["4 of your points, km 10–20"]
    nanping = page.locator(".skg-strip-name", has_text="Dandong–Sinuiju (road)")
    assert nanping.count() == 1
    core = page.locator(".skg-strip-symbol .skg-core")
    set_month(page, "2024-01")
    open_now = core.count()
    set_month(page, "2021-06")  # most were shut
    assert core.count() < open_now


def test_many_points_are_cells_until_they_can_be_told_apart(
    visits: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    random = np.random.default_rng(7)
    at = np.column_stack([random.normal(127, 0.9, 12_000), random.normal(41.5, 0.4, 12_000)])
    m = skg.make_map(atlas, layers=["border"], points=at.round(4))
    page = visits(skg.save_html(m, tmp_path / "many.html").as_uri())
    canvas = page.locator("canvas[data-points]")
    assert canvas.get_attribute("data-cells") == "true"
    # Squares are stronger where more points are; a point of its own would be opaque.
    inked = canvas.evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          return data.filter((value, i) => i % 4 === 3 && value).reduce(
            (counts, alpha) => { counts[alpha] = (counts[alpha] || 0) + 1; return counts; }, {});
        }"""
    )
    alphas = {int(alpha): count for alpha, count in inked.items()}
    assert max(alphas, key=alphas.__getitem__) == min(alphas) < 130  # one point in most squares
    assert len(alphas) > 3
    lon, lat = at[0].round(4)
    page.evaluate(f"() => {{ {MAP} map.setView([{lat}, {lon}], 13, {{ animate: false }}); }}")
    assert canvas.get_attribute("data-cells") == "false"
    frame = page.locator(".leaflet-container").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.locator(".skg-popup h2")).to_have_text(f"{lon:.4f}° E {lat:.4f}° N")
