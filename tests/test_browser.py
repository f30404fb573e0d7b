"""The map in a real browser, without a network, used as a reader would."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect, sync_playwright

import sinokorea_geo as skg
from tests.browser import launch
from tests.payloads import EVALUATED, PAYLOADS, PoisonedAtlas

DESKTOP: ViewportSize = {"width": 1360, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 780}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def saved(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return skg.save_html(skg.make_map(atlas), tmp_path_factory.mktemp("map") / "border.html")


class Visit:
    """One page, with what it asked of the network and what it complained of."""

    def __init__(self, browser: Browser, size: ViewportSize, *, offline: bool = True) -> None:
        self.context = browser.new_context(viewport=size, offline=offline)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in {"error", "warning"}
                else None
            ),
        )

    def open(self, url: str) -> Page:
        self.page.goto(url)
        self.page.wait_for_selector("[data-skg-ready]")
        return self.page

    @property
    def remote(self) -> list[str]:
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    made = Visit(browser, getattr(request, "param", DESKTOP))
    yield made
    made.context.close()


@pytest.mark.parametrize("visit", [DESKTOP, PHONE], indirect=True)
def test_it_opens_from_a_disk_without_asking_anything(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    assert page.locator("path.leaflet-interactive[stroke='#8c1c2b']").count() >= 3
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km")
    assert "OpenStreetMap" in page.locator(".leaflet-control-attribution").inner_text()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    assert visit.remote == []
    assert visit.complaints == []


def test_a_layer_can_be_switched_off_and_on(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    crossing = page.locator('[title="Quanhe–Wonjong"]')
    box = page.get_by_label("Crossings and bridges")
    assert crossing.count() == 1
    box.uncheck()
    assert crossing.count() == 0
    assert not page.locator(".skg-label", has_text="Quanhe–Wonjong").is_visible()
    box.check()
    assert crossing.count() == 1


def test_a_crossing_tells_its_names_and_its_sources(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator('[title="Quanhe–Wonjong"]').click()
    popup = page.locator(".skg-popup")
    popup.wait_for()
    assert popup.locator("h2").inner_text() == "Quanhe–Wonjong"
    assert "圈河" in popup.locator("[lang=zh-Hans]").inner_text()
    assert "권하" in popup.locator("[lang=ko]").inner_text()
    assert (popup.locator("a").first.get_attribute("href") or "").startswith("https://")
    assert "±200 m, published" in popup.inner_text()


def test_a_crossing_opens_from_the_keyboard(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator('[title="Quanhe–Wonjong"]').focus()
    page.keyboard.press("Enter")
    page.locator(".skg-popup").wait_for()


def test_small_places_wait_until_the_map_is_close(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    station = page.locator('[title="Khasan station"]')
    assert station.count() == 0
    page.locator('[title="Quanhe–Wonjong"]').focus()
    for _ in range(4):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(350)
    assert station.count() == 1


def test_no_two_labels_overlap(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    overlaps = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll('.skg-label')]
            .filter((node) => node.style.display !== 'none')
            .map((node) => node.getBoundingClientRect());
          let count = 0;
          boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
            const apart = a.right <= b.left || b.right <= a.left
              || a.bottom <= b.top || b.bottom <= a.top;
            if (!apart) count++;
          }));
          return [boxes.length, count];
        }"""
    )
    assert overlaps[0] > 20
    assert overlaps[1] == 0


def test_tiles_are_refused_kindly_on_a_disk(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_label("OpenStreetMap tiles (network)").click()
    page.get_by_role("status").filter(has_text="opened from a disk").wait_for()
    assert not page.get_by_label("OpenStreetMap tiles (network)").is_checked()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(saved: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(saved.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{saved.name}"
        server.shutdown()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.mark.parametrize("network", ["works", "fails"])
def test_tiles_are_used_when_there_is_a_network(
    browser: Browser, served: str, network: str
) -> None:
    visit = Visit(browser, DESKTOP, offline=False)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if network == "works":
            route.fulfill(body=PIXEL, content_type="image/png")
        else:
            route.abort()

    visit.page.route("https://tile.openstreetmap.org/**", answer)
    page = visit.open(served)
    assert asked == []  # nothing before the reader asks for it
    page.get_by_label("OpenStreetMap tiles (network)").click()
    if network == "works":
        page.locator("img.leaflet-tile-loaded").first.wait_for(state="attached")
        assert page.get_by_label("OpenStreetMap tiles (network)").is_checked()
    else:
        page.get_by_role("status").filter(has_text="could not be loaded").wait_for()
        assert not page.get_by_label("OpenStreetMap tiles (network)").is_checked()
    assert page.locator("path.leaflet-interactive[stroke='#8c1c2b']").count() >= 3
    assert asked
    visit.context.close()


def test_the_map_shows_in_a_notebook_frame(visit: Visit, atlas: skg.Atlas) -> None:
    html = skg.make_map(atlas, layers=["border", "crossings"])._repr_html_()
    visit.page.set_content(f"<!DOCTYPE html><body>{html}</body>")
    frame = visit.page.frame_locator("iframe")
    frame.locator("[data-skg-ready]").wait_for()
    assert frame.locator('[title="Quanhe–Wonjong"]').count() == 1
    assert visit.remote == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_data_never_runs(
    visit: Visit, atlas: skg.Atlas, tmp_path: Path, payload: str
) -> None:
    m = skg.make_map(PoisonedAtlas(atlas, payload), layers=["crossings"], title=payload)
    page = visit.open(skg.save_html(m, tmp_path / "map.html").as_uri())
    page.evaluate("document.querySelectorAll('.skg-symbol')[0].click()")
    page.locator(".skg-popup").wait_for()
    assert page.evaluate("window.ran") is None
    assert page.locator(".skg-popup h2").text_content() == payload.strip()
    assert page.locator(".skg-title h1").text_content() == payload
    assert page.title() == payload.strip(" ")
    assert EVALUATED not in page.locator("body").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("圈河", "Quanhe–Wonjong"),
        ("권하", "Quanhe–Wonjong"),
        ("QUAN-HE", "Quanhe–Wonjong"),
        ("Antung", "Dandong"),
        ("Sinŭiju", "Sinuiju"),
        ("Hyesann", "Hyesan"),
    ],
)
def test_search_finds_any_name_and_opens_the_place(
    visit: Visit, saved: Path, typed: str, title: str
) -> None:
    page = visit.open(saved.as_uri())
    box = page.get_by_role("combobox")
    box.fill(typed)
    box.press("Enter")
    page.locator(".skg-popup").wait_for()
    assert page.locator(".skg-popup h2").inner_text() == title
    assert visit.complaints == []


def test_search_says_nothing_of_what_nobody_calls_so(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_role("combobox").fill("Atlantis")
    assert page.get_by_role("option").count() == 0


def set_month(page: Page, month: str) -> None:
    year, number = (int(part) for part in month.split("-"))
    page.get_by_label("Month", exact=True).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }",
        year * 12 + number - 1,
    )


def test_the_slider_shows_what_existed_and_what_happened(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_role("combobox").fill("Manpo Economic Development Zone")
    zone = page.locator('[title="Manpo Economic Development Zone"]')
    assert zone.count() == 1
    set_month(page, "2010-05")
    assert zone.count() == 0  # decreed in November 2013
    set_month(page, "2016-09")
    assert zone.count() == 1
    assert page.locator(".skg-time output").inner_text() == "2016-09"
    assert "Fifth DPRK nuclear test" in page.locator(".skg-events").inner_text()
    assert page.url.endswith("#at=2016-09")


def test_a_link_to_a_month_opens_there(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2013-02")
    assert page.locator(".skg-time output").inner_text() == "2013-02"
    assert "Third DPRK nuclear test" in page.locator(".skg-events").inner_text()


def test_the_slider_plays(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2013-02")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".skg-time output")).to_have_text(re.compile("2013-0[4-9]"))
    page.get_by_role("button", name="Pause").click()


def test_a_closed_crossing_turns_hollow(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2021-06")
    # Its position is derived: a dashed ring, with a solid core while it is open.
    core = "() => document.querySelector('[title=\"Nanping–Musan\"] svg').children.length > 1"
    assert not page.evaluate(core)  # shut from January 2020 to June 2023
    set_month(page, "2024-01")
    assert page.evaluate(core)


def test_distances_are_measured_on_the_ellipsoid(
    visit: Visit, saved: Path, atlas: skg.Atlas
) -> None:
    page = visit.open(saved.as_uri())
    dandong, sinuiju = atlas.get("dandong"), atlas.get("sinuiju")
    pairs = [(dandong, sinuiju), (dandong, atlas.get("quanhe-wonjong"))]
    for a, b in pairs:
        measured = page.evaluate(f"sinokoreaGeo.distance([{a.lat}, {a.lon}], [{b.lat}, {b.lon}])")
        assert measured == pytest.approx(skg.distance(a, b), abs=0.001)


def test_a_reader_measures_by_clicking(visit: Visit, saved: Path, atlas: skg.Atlas) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_role("button", name="Measure").click()
    for title in ("Dandong", "Sinuiju"):
        page.locator(f'[title="{title}"]').first.click(force=True)
    text = page.locator(".skg-measured").inner_text()
    expected = skg.distance(atlas.get("dandong"), atlas.get("sinuiju")) / 1000
    assert float(text.split()[0]) == pytest.approx(expected, abs=1.0)  # a pixel is 0.5 km here
    page.keyboard.press("Escape")
    assert page.locator(".skg-popup").count() == 0


def test_the_pointer_is_located_along_the_border(
    visit: Visit, saved: Path, atlas: skg.Atlas
) -> None:
    page = visit.open(saved.as_uri())
    for key in ("rajin", "hunchun", "tonghua-city", "kanggye"):
        place = atlas.get(key)
        found = page.evaluate(
            """([lat, lon]) => {
              const block = document.querySelector('script[type="application/json"]');
              const spec = JSON.parse(block.textContent);
              let sum = 0;
              const chainage = spec.steps.map((step) => (sum += step));
              return sinokoreaGeo.nearestOn(sinokoreaGeo.latLngs(spec.line), chainage, lat, lon);
            }""",
            [place.lat, place.lon],
        )
        true = atlas.border.locate(place.lon, place.lat).iloc[0]
        assert found["distance"] == pytest.approx(true["distance_m"], abs=120)
        assert found["along"] == pytest.approx(true["along_m"], abs=2500)


def test_posts_stand_each_fifty_kilometres_and_each_ten_when_close(
    visit: Visit, saved: Path
) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_label("Kilometres along the border").check()
    assert page.locator(".skg-post").all_inner_texts() == [str(km) for km in range(0, 1394, 50)]
    page.get_by_role("combobox").fill("Ji'an")
    page.get_by_role("combobox").press("Enter")
    for _ in range(2):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(350)
    assert page.locator(".skg-post").count() == 140


def test_the_table_under_the_map_opens_features(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator(".skg-table summary").click()
    page.locator(".skg-table").get_by_role("button", name="Quanhe–Wonjong", exact=True).click()
    page.locator(".skg-popup").wait_for()
    assert page.locator(".skg-popup h2").inner_text() == "Quanhe–Wonjong"


@pytest.mark.parametrize("visit", [DESKTOP, PHONE], indirect=True)
def test_nothing_serious_bars_anybody(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    found = Axe().run(page)
    serious = [
        f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:90]}"
        for v in found.response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert serious == []
