"""A map as a picture, drawn by a headless browser without a network."""

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
from sinokorea_geo.errors import InvalidQuantity, OutputError
from sinokorea_geo.maps.save import page_html
from sinokorea_geo.maps.web.atlas_map import AtlasMap

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

__all__ = ["save_image"]

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "brave-browser",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
)
#: Not a real address: the page is handed to the browser under it. Tile servers want one.
ADDRESS = "http://sinokorea-geo.localhost/map.html"
PATIENCE_MS = 30_000
#: A page of A4 in millimetres, its margin, and pixels of the browser in a millimetre.
LONG_MM, SHORT_MM, MARGIN_MM, PX_PER_MM = 297.0, 210.0, 8.0, 96 / 25.4
SMALLEST_PX, LARGEST_PX = 200, 8000

#: Buttons are of no use in a picture. What a page hides from paper is hidden by its own style.
_HIDE = """() => {
  const buttons = ".leaflet-control-zoom, .leaflet-control-layers, .leaflet-control-fullscreen, "
    + ".leaflet-draw, .leaflet-control-locate, .leaflet-control-measure";
  for (const node of document.querySelectorAll(buttons)) node.style.display = "none";
}"""
_DRAWN = """() => document.fonts.ready.then(() => new Promise((done) => (
  requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
)))"""
#: On paper the page keeps the size that the map was drawn for, and is white around it.
_HOLD = """([width, height]) => {
  for (const node of [document.documentElement, document.body]) {
    Object.assign(node.style, {
      width: `${width}px`, height: `${height}px`, margin: "0", overflow: "hidden",
      background: "white",
    });
  }
}"""


def save_image(
    m: folium.Map,
    path: str | Path,
    *,
    scale: float = 1,
    size: tuple[int, int] = (1360, 860),
    overwrite: bool = False,
    online: bool = False,
) -> Path:
    """Write a map as a picture: PNG, or PDF on one page of A4.

    A headless Chromium draws the map as it opens, without its buttons. Needs Playwright
    (``pip install 'sinokorea-geo[image]'``) and Chromium, Chrome or another of the family,
    or the one that ``python -m playwright install chromium`` brings; the environment
    variable ``SKG_BROWSER`` names another. Works in a notebook, too.

    Parameters
    ----------
    m : folium.Map
        The map, from :func:`sinokorea_geo.make_map`, with whatever was added to it.
    path : str or pathlib.Path
        Where to, ending in ``.png`` or ``.pdf``; its folder must exist.
    scale : float
        Pixels of a PNG for each of `size`, 1 to 3. Lines and type of a PDF are sharp at any
        size.
    size : tuple of int
        Width and height that the map is drawn for, in pixels. A PDF holds it whole, on a page
        that is upright if the map is.
    overwrite : bool, default False
        Replace a file that is there already.
    online : bool
        Let the page load what it asks for, such as tiles.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    OutputError
        If the path cannot be written or ends otherwise, there is no Playwright or browser,
        the map needs the network, or it does not get drawn.
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
        raise OutputError(f"{target}: pictures are .png or .pdf")
    shot = _Shot(kind, _checked_scale(scale), _checked_size(size), online, isinstance(m, AtlasMap))
    try:
        html = page_html(m, offline=not online)
    except OutputError as error:
        raise OutputError(str(error).replace("offline=False", "online=True")) from error
    # Playwright refuses to wait inside a running event loop, which every notebook has.
    with ThreadPoolExecutor(max_workers=1) as thread:
        content = thread.submit(shot.take, html).result()
    return write_atomically(target, content, overwrite=overwrite)


def _checked_scale(scale: float) -> float:
    if not 1 <= scale <= 3:
        raise InvalidQuantity(f"scale is {scale}; pass 1 to 3")
    return float(scale)


def _checked_size(size: tuple[int, int]) -> tuple[int, int]:
    sides = tuple(size)
    if len(sides) != 2 or not all(SMALLEST_PX <= side <= LARGEST_PX for side in sides):
        raise InvalidQuantity(
            f"size is {size}; pass width and height in pixels, {SMALLEST_PX} to {LARGEST_PX}"
        )
    return round(sides[0]), round(sides[1])


@dataclass(frozen=True)
class _Shot:
    """One picture to take."""

    kind: str
    scale: float
    size: tuple[int, int]
    online: bool
    #: Whether the page says itself when it is drawn.
    tells: bool

    def take(self, html: str) -> bytes:
        """Return a page as a picture."""
        try:
            from playwright.sync_api import Error, TimeoutError, sync_playwright  # noqa: PLC0415
        except ImportError as error:
            raise OutputError(
                "pictures of maps need Playwright: pip install 'sinokorea-geo[image]'"
            ) from error
        complaints: list[str] = []
        try:
            with sync_playwright() as playwright:
                browser = _launched(playwright)
                try:
                    page = self._opened(browser, html, complaints)
                    return self._paper(page) if self.kind == ".pdf" else self._screen(page)
                finally:
                    browser.close()
        except TimeoutError as error:
            why = f": {complaints[0]}" if complaints else ""
            seconds = PATIENCE_MS // 1000
            raise OutputError(f"the map was not drawn within {seconds} s{why}") from error
        except Error as error:
            raise OutputError(f"the browser failed: {_first_line(error)}") from error

    def _opened(self, browser: Browser, html: str, complaints: list[str]) -> Page:
        """Return the page, drawn."""
        width, height = self.size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=self.scale,
            offline=not self.online,
            service_workers="block",
            reduced_motion="reduce",
        )
        if self.online:
            _let_reach_local_servers(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(_first_line(error)))
        # Only this page is handed out; nothing is read from the network or the disk.
        page.route("**/*", lambda route: self._answer(route, html))
        page.emulate_media(media="print", color_scheme="light")
        page.goto(ADDRESS, wait_until="load")
        if self.tells:
            if complaints:
                raise OutputError(f"the map could not be drawn: {complaints[0]}")
            page.wait_for_selector("[data-skg-ready]", state="attached")
        if self.online or not self.tells:
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(400)  # tiles fade in
        page.evaluate(_HIDE)
        page.evaluate(_DRAWN)
        return page

    def _answer(self, route: Route, html: str) -> None:
        url = route.request.url
        if url == ADDRESS:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif self.online and url.startswith(("http://", "https://")):
            route.continue_()
        else:
            route.abort("internetdisconnected")

    def _screen(self, page: Page) -> bytes:
        return page.screenshot(type="png", animations="disabled", caret="hide")

    def _paper(self, page: Page) -> bytes:
        """Return one page of A4 with the whole map in its middle."""
        width, height = self.size
        across, down = (LONG_MM, SHORT_MM) if width >= height else (SHORT_MM, LONG_MM)
        shrink = min(
            (across - 2 * MARGIN_MM) * PX_PER_MM / width,
            (down - 2 * MARGIN_MM) * PX_PER_MM / height,
            2.0,  # no browser prints larger
        )
        side = (across - shrink * width / PX_PER_MM) / 2
        top = (down - shrink * height / PX_PER_MM) / 2
        page.evaluate(_HOLD, [width, height])
        return page.pdf(
            width=f"{across}mm",
            height=f"{down}mm",
            margin={
                "left": f"{side}mm",
                "right": f"{side}mm",
                "top": f"{top}mm",
                "bottom": f"{top}mm",
            },
            scale=shrink,
            print_background=True,
            page_ranges="1",
        )


def _launched(playwright: Playwright) -> Browser:
    """Start the system's browser, Playwright's own if the system has none."""
    from playwright.sync_api import Error  # noqa: PLC0415

    named = _system_browser()
    try:
        return playwright.chromium.launch(executable_path=named, args=list(ARGUMENTS))
    except Error as error:
        if named is None:
            raise OutputError(
                "pictures of maps need a browser and none was found; install Chromium or "
                "Chrome, run `python -m playwright install chromium`, or name one in SKG_BROWSER"
            ) from error
        raise OutputError(f"the browser {named} does not start: {_first_line(error)}") from error


def _let_reach_local_servers(context: BrowserContext) -> None:
    """Let a page load tiles from a server on this machine, which newer browsers forbid."""
    from playwright.sync_api import Error  # noqa: PLC0415

    with contextlib.suppress(Error):  # an older browser knows no such permission, and needs none
        context.grant_permissions(["local-network-access"])


def _system_browser() -> str | None:
    """Return the path of a Chromium-like browser on this machine, None if there is none."""
    named = os.environ.get("SKG_BROWSER")
    if named:
        if not shutil.which(named):
            raise OutputError(f"SKG_BROWSER names {named}, which is no program here")
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (path for path in PLACES if Path(path).exists()), None
    )


def _first_line(error: Any) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
