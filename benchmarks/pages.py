"""Size of saved pages, and how soon a browser has drawn them.

``python benchmarks/pages.py`` writes each page, opens it in a headless browser without a network
and prints a table. Name pages to measure only those. Times depend on the machine; sizes do not,
and ``tests/maps/test_pages.py`` holds them.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import numpy as np
import pandas as pd
from folium import plugins
from playwright.sync_api import Browser, sync_playwright

import sinokorea_geo as skg

ROOT = Path(__file__).resolve().parents[1]
HERE, ZOOM = (41.8, 127.5), 7

#: Notes when the page has been painted for the first time after it was read.
_NOTE = """addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(
  () => setTimeout(() => { window.drawnAt = performance.now(); })
)));"""
_DRAWN = """() => new Promise((done) => {
  const timer = setInterval(() => {
    if (window.drawnAt) { clearInterval(timer); done(window.drawnAt); }
  }, 5);
})"""
#: Moves the map as a hand would, twenty times, and zooms once; milliseconds a frame.
_MOVED = """async () => {
  const map = Object.values(window).find((value) => value instanceof L.Map);
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const times = [];
  for (let i = 0; i < 20; i += 1) {
    const start = performance.now();
    map.panBy([12, 4], { animate: false });
    await frame();
    times.push(performance.now() - start);
  }
  const start = performance.now();
  map.setZoom(map.getZoom() + 1, { animate: false });
  await frame();
  await frame();
  return [times.sort((a, b) => a - b)[10], performance.now() - start];
}"""


def points(count: int) -> pd.DataFrame:
    """Return points all over the region, the same ones every time."""
    random = np.random.default_rng(1394)
    lon, lat = random.uniform(124, 131, count), random.uniform(40, 43.5, count)
    return pd.DataFrame({"lon": lon.round(4), "lat": lat.round(4)})


def positions(count: int) -> list[list[float]]:
    """Return the same points as Folium wants them."""
    found: list[list[float]] = points(count)[["lat", "lon"]].to_numpy().tolist()
    return found


def markers(count: int) -> folium.Map:
    """Return a map with one of Folium's markers for each point."""
    m = folium.Map(HERE, zoom_start=ZOOM)
    for position in positions(count):
        folium.Marker(position, popup="a point").add_to(m)
    return m


def heat(count: int) -> folium.Map:
    """Return a map with the density of points."""
    m = folium.Map(HERE, zoom_start=ZOOM)
    plugins.HeatMap(positions(count), radius=6, blur=5, max_zoom=9).add_to(m)
    return m


def clusters(count: int) -> folium.Map:
    """Return a map with points in clusters."""
    m = folium.Map(HERE, zoom_start=ZOOM)
    plugins.FastMarkerCluster(positions(count)).add_to(m)
    return m


def pages(atlas: skg.Atlas) -> dict[str, Callable[[], folium.Map]]:
    """Return how each page's map is made, by what the table calls it."""
    return {
        "the whole atlas": lambda: skg.make_map(atlas),
        "10,000 own points": lambda: skg.make_map(atlas, points=points(10_000)),
        "100,000 own points": lambda: skg.make_map(atlas, points=points(100_000)),
        "300,000 own points": lambda: skg.make_map(atlas, points=points(300_000)),
        "100,000 as density": lambda: heat(100_000),
        "100,000 in clusters": lambda: clusters(100_000),
        "10,000 Folium markers": lambda: markers(10_000),
    }


def measured(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Return seconds until drawn, and milliseconds for a move and for a zoom."""
    context = browser.new_context(viewport={"width": 1360, "height": 860}, offline=True)
    page: Any = context.new_page()
    page.set_default_timeout(300_000)
    page.add_init_script(_NOTE)
    page.goto(path.as_uri(), timeout=300_000)
    drawn = page.evaluate(_DRAWN) / 1000
    move, zoom = page.evaluate(_MOVED)
    context.close()
    return drawn, move, zoom


def main() -> None:
    """Measure and print."""
    sys.path.insert(0, str(ROOT))
    from tests.browser import launch  # noqa: PLC0415  found once the checkout is on the path

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pages to measure; all if not given")
    chosen = parser.parse_args().names
    made = pages(skg.load_atlas())
    print("| page | written | size | gzipped | drawn | a move | a zoom |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = launch(playwright)
        if unknown := [name for name in chosen if name not in made]:
            parser.error(f"no page {unknown[0]!r}; there are {', '.join(made)}")
        for name in chosen or made:
            start = time.perf_counter()
            path = skg.save_html(made[name](), Path(folder) / "page.html", overwrite=True)
            seconds = time.perf_counter() - start
            content = path.read_bytes()
            size, packed = len(content) / 1e6, len(gzip.compress(content)) / 1e6
            drawn, move, zoom = measured(browser, path)
            print(
                f"| {name} | {seconds:.1f} s | {size:.2f} MB | {packed:.2f} MB "
                f"| {drawn:.2f} s | {move:.0f} ms | {zoom:.0f} ms |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
