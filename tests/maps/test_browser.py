"""The map in a real browser, without a network: it opens, asks nothing, and runs nothing."""

from __future__ import annotations

import copy
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

import sinokorea_geo as skg
from tests.maps.payloads import EVALUATED, PAYLOADS, PLACEHOLDER, PoisonedAtlas, poisoned
from tests.maps.visits import DESKTOP, PHONE, Visit, open_first


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


@pytest.fixture(scope="module")
def placeheld(atlas: skg.Atlas) -> Any:
    held = PoisonedAtlas(atlas, PLACEHOLDER)
    return skg.make_map(held, layers=["crossings"], title=PLACEHOLDER)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_data_never_runs(
    visit: Visit, placeheld: Any, tmp_path: Path, payload: str
) -> None:
    m = poisoned(copy.deepcopy(placeheld), payload)
    page = visit.open(skg.save_html(m, tmp_path / "map.html").as_uri())
    open_first(page)
    assert page.evaluate("window.ran") is None
    assert page.locator(".skg-popup h2").text_content() == payload
    assert page.locator(".skg-title h1").text_content() == payload
    assert page.title() == payload.strip(" ")
    assert EVALUATED not in page.locator("body").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    assert visit.complaints == []
