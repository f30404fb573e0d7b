"""Draw a map as a picture with a headless browser, without a network."""

from __future__ import annotations

import contextlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium

from sinokorea_geo.atomic import checked_output_path, write_atomically
from sinokorea_geo.errors import InvalidQuantity, OutputError, needing
from sinokorea_geo.maps.save import page_html
from sinokorea_geo.maps.web.page import PageMap, asset
from sinokorea_geo.maps.web.story_map import StoryMap
from sinokorea_geo.maps.words import read_json

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright, Route

#: Names of browsers, where they are if not on the path, and what they are started with.
BROWSERS: dict[str, list[str]] = read_json("browsers.json")
#: Not a real address: the page is handed to the browser under it. Tile servers want one.
ADDRESS = "http://sinokorea-geo.localhost/map.html"
PATIENCE_MS = 30_000
SMALLEST_PX, LARGEST_PX = 200, 8000


def save_image(
    m: folium.Map,
    path: str | Path,
    *,
    scale: float = 1,
    size: tuple[int, int] = (1360, 860),
    overwrite: bool = False,
    online: bool = False,
    markup: bool | None = None,
) -> Path:
    """Write a map as a picture: PNG, or PDF on one page of A4.

    A headless Chromium draws the map as it opens, without its buttons. Needs Playwright
    (``pip install 'sinokorea-geo[image]'``) and Chromium, Chrome or another of the family,
    or the one that ``python -m playwright install chromium`` brings; the environment
    variable ``SKG_BROWSER`` names another. Works in a notebook, too.

    Parameters
    ----------
    m, overwrite, markup
        As for :func:`sinokorea_geo.save_html`.
    path : str or pathlib.Path
        Where to, ending in ``.png`` or ``.pdf``; its folder must exist.
    scale : float
        Pixels of a PNG for each of `size`, 1 to 3. Lines and type of a PDF are sharp at any
        size.
    size : tuple of int
        Width and height that the map is drawn for, in pixels. A PDF holds it whole, on a page
        that is upright if the map is.
    online : bool
        Let the page load what it asks for, such as tiles.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    OutputError
        If the path cannot be written or ends otherwise, there is no browser, the map needs the
        network, or it does not get drawn.
    MissingPackage
        If there is no Playwright.
    InvalidQuantity
        If scale or size are out of range.

    See Also
    --------
    sinokorea_geo.save_html : Writes a page that can be used.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas, make_map
    >>> save_image(make_map(load_atlas()), "border.jpg")
    Traceback (most recent call last):
        ...
    sinokorea_geo.errors.OutputError: border.jpg: pictures are .png or .pdf
    """
    target = checked_output_path(path, overwrite=overwrite)
    kind = target.suffix.lower()
    if kind not in {".png", ".pdf"}:
        raise OutputError(f"{path}: pictures are .png or .pdf")
    if not 1 <= scale <= 3:
        raise InvalidQuantity(f"scale is {scale}; pass 1 to 3")
    sides = tuple(size)
    if len(sides) != 2 or not all(SMALLEST_PX <= side <= LARGEST_PX for side in sides):
        raise InvalidQuantity(
            f"size is {size}; pass width and height in pixels, {SMALLEST_PX} to {LARGEST_PX}"
        )
    try:
        html = page_html(m, offline=not online, markup=markup)
    except OutputError as error:
        raise OutputError(str(error).replace("offline=False", "online=True")) from error
    width, height = (round(side) for side in sides)
    shot = _Shot(m, html, kind, float(scale), width, height, online)
    # Playwright refuses to wait inside a running event loop, which every notebook has.
    with ThreadPoolExecutor(max_workers=1) as thread:
        content = thread.submit(shot.take).result()
    return write_atomically(target, content, overwrite=overwrite)


@dataclass
class _Shot:
    """One picture to take."""

    m: folium.Map
    html: str
    kind: str
    scale: float
    width: int
    height: int
    online: bool

    def take(self) -> bytes:
        """Return the page as a picture."""
        with needing("image"):
            from playwright.sync_api import Error, TimeoutError, sync_playwright  # noqa: PLC0415 - not a dependency
        complaints: list[str] = []
        try:
            with sync_playwright() as playwright, _launched(playwright) as browser:
                page = self._opened(browser, complaints)
                if self.kind == ".pdf":  # one page of A4, with the whole map in its middle
                    hold = f"(size) => {asset('snapshot.js').strip()}.hold(size)"
                    sheet = page.evaluate(hold, [self.width, self.height])
                    return page.pdf(**sheet, print_background=True, page_ranges="1")
                return page.screenshot(type="png", animations="disabled", caret="hide")
        except TimeoutError as error:
            why = f": {complaints[0]}" if complaints else ""
            seconds = PATIENCE_MS // 1000
            raise OutputError(f"the map was not drawn within {seconds} s{why}") from error
        except Error as error:
            raise OutputError(f"the browser failed: {_first_line(error)}") from error

    def _opened(self, browser: Browser, complaints: list[str]) -> Page:
        """Return the page, drawn."""
        from playwright.sync_api import Error  # noqa: PLC0415 - not a dependency

        context = browser.new_context(
            viewport={"width": self.width, "height": self.height},
            device_scale_factor=self.scale,
            offline=not self.online,
            service_workers="block",
            reduced_motion="reduce",
        )
        if self.online:
            # Newer browsers forbid tiles from a server on this machine, older ones know no such
            # permission, and need none.
            with contextlib.suppress(Error):
                context.grant_permissions(["local-network-access"])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(_first_line(error)))
        # Only this page is handed out; nothing is read from the network or the disk.
        page.route("**/*", self._answer)
        waits = isinstance(self.m, StoryMap)  # undrawn, its map has no height on paper
        page.emulate_media(color_scheme="light", media="screen" if waits else "print")
        page.goto(ADDRESS, wait_until="load")
        tells = isinstance(self.m, PageMap)  # when it is drawn
        if tells:
            if complaints:
                raise OutputError(f"the map could not be drawn: {complaints[0]}")
            page.wait_for_selector("[data-skg-ready]", state="attached")
            page.emulate_media(media="print")
        if self.online or not tells:
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(400)  # tiles fade in
        page.evaluate(f"() => {asset('snapshot.js').strip()}.settle()")
        return page

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif self.online and url.startswith(("http://", "https://")):
            route.continue_()
        else:
            route.abort("internetdisconnected")


def _launched(playwright: Playwright) -> Browser:
    """Start the system's browser, Playwright's own if the system has none."""
    from playwright.sync_api import Error  # noqa: PLC0415 - not a dependency

    named = os.environ.get("SKG_BROWSER")
    if named and not shutil.which(named):
        raise OutputError(f"SKG_BROWSER names {named}, which is no program here")
    if not named:
        found = [path for path in map(shutil.which, BROWSERS["names"]) if path]
        found += [path for path in BROWSERS["places"] if Path(path).exists()]
        named = next(iter(found), None)
    try:
        return playwright.chromium.launch(executable_path=named, args=BROWSERS["arguments"])
    except Error as error:
        if named is None:
            raise OutputError(
                "pictures of maps need a browser and none was found; install Chromium or "
                "Chrome, run `python -m playwright install chromium`, or name one in SKG_BROWSER"
            ) from error
        raise OutputError(f"the browser {named} does not start: {_first_line(error)}") from error


def _first_line(error: Any) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
