"""Draw the pictures of the README and of the documentation: the map in a headless browser.

Run ``python -m docs.picture`` in the repository's folder. It needs Playwright and a Chromium or
Chrome, and no network.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sinokorea_geo import load_atlas, make_map, save_html
from tests.browser import launch

IMAGES = Path(__file__).resolve().parent / "images"
WIDTH, HEIGHT = 1360, 860
SETTLE_MS = 1_500


def photograph(page_file: Path, picture: Path, *, look_up: str = "") -> None:
    """Open a page without a network and write what it shows, scale 1, as PNG.

    Parameters
    ----------
    page_file : pathlib.Path
        An HTML file.
    picture : pathlib.Path
        Where to; replaced if it is there.
    look_up : str
        A name to search for first.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1, offline=True
        )
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-skg-ready]")
        if look_up:
            page.locator(".skg-search input").fill(look_up)
            page.locator(".skg-search input").press("Enter")
            page.locator(".skg-popup").wait_for()
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Draw the atlas as the README and the documentation show it."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    atlas = load_atlas()
    pictures = {
        "border": (make_map(atlas), ""),
        "reading": (make_map(atlas, language="zh", at="2016-09"), "新义州"),
    }
    with tempfile.TemporaryDirectory() as scratch:
        for name, (drawn, look_up) in pictures.items():
            picture = IMAGES / f"{name}.png"
            page_file = save_html(drawn, Path(scratch) / f"{name}.html")
            photograph(page_file, picture, look_up=look_up)
            sys.stdout.write(f"{picture}: {picture.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
