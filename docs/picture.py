"""Draw the picture of the README: the map in a headless browser, photographed.

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

PICTURE = Path(__file__).resolve().parent / "images" / "border.png"
WIDTH, HEIGHT = 1360, 860
SETTLE_MS = 1_500


def photograph(page_file: Path, picture: Path) -> None:
    """Open a page without a network and write what it shows, scale 1, as PNG.

    Parameters
    ----------
    page_file : pathlib.Path
        An HTML file.
    picture : pathlib.Path
        Where to; replaced if it is there.
    """
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1, offline=True
        )
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.wait_for_selector(".leaflet-pane path")
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Draw the atlas as the README shows it."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        page_file = save_html(make_map(load_atlas()), Path(scratch) / "border.html")
        photograph(page_file, PICTURE)
    sys.stdout.write(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
