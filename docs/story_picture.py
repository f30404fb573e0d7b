"""Draw the picture of the story map: three invented articles in a headless browser, photographed.

Run ``python -m docs.story_picture`` in the repository's folder. It needs Playwright and a Chromium
or Chrome, and no network.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sinokorea_geo import load_atlas, make_story
from tests.browser import launch

HERE = Path(__file__).resolve().parent
PICTURE = HERE / "images" / "story.png"
ARTICLES = sorted((HERE / "articles").glob("*.txt"))
WIDTH, HEIGHT = 1400, 900
SETTLE_MS = 1_500


def photograph(page_file: Path, picture: Path) -> None:
    """Open a story, choose a place in it, and write what it shows as PNG.

    Parameters
    ----------
    page_file : pathlib.Path
        A page that :meth:`sinokorea_geo.Story.save_html` wrote.
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
        page.wait_for_selector("[data-skg-ready]")
        page.locator(".st-m", has_text="Rajin").first.click()
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=picture)
        browser.close()


def main() -> None:
    """Draw the invented articles as the documentation shows them."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        story = make_story(ARTICLES, load_atlas())
        photograph(story.save_html(Path(scratch) / "story.html"), PICTURE)
    sys.stdout.write(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
