"""Test the size of saved pages; `benchmarks/pages.py` also says how soon they are drawn."""

from __future__ import annotations

import gzip
import runpy
from pathlib import Path

import pytest
from folium import plugins
from playwright.sync_api import sync_playwright

import sinokorea_geo as skg
from tests.browser import launch

BENCHMARK = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "pages.py"))


@pytest.mark.parametrize(
    ("name", "most", "most_packed"),
    [
        ("the whole atlas", 950_000, 330_000),
        ("10,000 own points", 1_500_000, 400_000),
        ("100,000 own points", 1_700_000, 900_000),
        ("100,000 as density", 2_500_000, 900_000),
    ],
)
def test_pages_stay_small(
    atlas: skg.Atlas, tmp_path: Path, name: str, most: int, most_packed: int
) -> None:
    content = skg.save_html(BENCHMARK["pages"](atlas)[name](), tmp_path / "page.html").read_bytes()
    assert len(content) <= most
    assert len(gzip.compress(content, mtime=0)) <= most_packed


def test_a_million_points_on_the_atlas_as_density(atlas: skg.Atlas, tmp_path: Path) -> None:
    cells = BENCHMARK["points"](1_000_000).round(1).value_counts(normalize=True)
    cells = (cells / cells.max()).reset_index(name="weight")
    m = skg.make_map(atlas, layers=["border"])
    rows = cells[["lat", "lon", "weight"]].to_numpy().round(3).tolist()
    plugins.HeatMap(rows, radius=9, blur=9, max_zoom=6, min_opacity=0.05).add_to(m)
    path = skg.save_html(m, tmp_path / "page.html")
    assert path.stat().st_size < 1_000_000
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 900, "height": 600})
        page.goto(path.as_uri())
        page.wait_for_selector("[data-skg-ready]")
        heat = page.locator("canvas.leaflet-heatmap-layer")
        inked = heat.evaluate(
            "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v) => v)"
            ".length"
        )
        browser.close()
    assert inked > 100_000
