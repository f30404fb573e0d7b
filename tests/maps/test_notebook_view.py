"""A map in a notebook: run, exported, opened in a browser without a network, trusted or not."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bleach
import folium
import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, Route, sync_playwright

import sinokorea_geo as skg
from sinokorea_geo.maps.words import Language
from tests.browser import launch
from tests.maps.payloads import PAYLOADS, PoisonedAtlas

CELLS = (
    "import folium, sinokorea_geo as skg",
    "skg.make_map(skg.load_atlas(), layers=['border', 'crossings'], title='In a notebook')",
    "skg.show(folium.Map((42.9, 130.3), zoom_start=9))",
)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    notebook = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]  # it has no types
        cells=[nbformat.v4.new_code_cell(code) for code in CELLS]  # type: ignore[no-untyped-call]  # it has no types
    )
    folder = str(tmp_path_factory.mktemp("notebook"))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": folder}}).execute()
    return notebook


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


class Visit:
    """A page that holds frames; what the frames ask for and complain of."""

    def __init__(self, browser: Browser) -> None:
        self.context = browser.new_context(viewport={"width": 1100, "height": 800})
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.context.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self._note(line.type, line.text))

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith("file:"):
            route.continue_()
            return
        if route.request.frame.parent_frame:
            self.asked.append(route.request.url)
        route.abort()

    def _note(self, kind: str, text: str) -> None:
        # The exported page itself asks for scripts that it does not need here.
        if kind in {"error", "warning"} and "net::ERR_FAILED" not in text:
            self.complaints.append(text)

    def frame(self, number: int = 0) -> FrameLocator:
        return self.page.frame_locator("iframe").nth(number)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    made = Visit(browser)
    yield made
    made.context.close()


def bundle(m: Any, **options: Any) -> dict[str, str]:
    made: dict[str, str] = m._repr_mimebundle_(**options)
    return made


def test_an_exported_notebook_shows_its_maps_without_a_network(
    visit: Visit, executed: Any, tmp_path: Path
) -> None:
    html, _ = HTMLExporter().from_notebook_node(executed)  # type: ignore[no-untyped-call]  # it has no types
    path = tmp_path / "notebook.html"
    path.write_text(html, encoding="utf-8")
    visit.page.goto(path.as_uri())
    atlas, plain = visit.frame(0), visit.frame(1)
    atlas.locator("[data-skg-ready]").wait_for()
    assert atlas.locator(".skg-title h1").inner_text() == "In a notebook"
    assert atlas.locator("path.leaflet-interactive").count() >= 3
    visit.page.frames[1].evaluate(READ, 3)
    assert atlas.locator('a[href^="http"]').count() > 0
    assert atlas.locator('a[href^="http"]:not([rel="noopener noreferrer"])').count() == 0
    plain.locator("canvas.leaflet-tile-loaded").first.wait_for()
    assert (visit.asked, visit.complaints) == ([], [])


@pytest.mark.filterwarnings("default")
def test_a_notebook_holds_a_frame_a_picture_and_a_line_of_text(executed: Any) -> None:
    ours, plain = (cell.outputs[0].data for cell in executed.cells[1:])
    assert sorted(ours) == ["image/png", "text/html", "text/plain"]
    assert sorted(plain) == ["text/html", "text/plain"]
    with Image.open(io.BytesIO(base64.b64decode(ours["image/png"]))) as picture:
        assert picture.width > 600
    assert len(ours["image/png"]) < 100_000
    assert len(ours["text/html"]) < 800_000
    assert "Make this Notebook Trusted" not in ours["text/html"]


def test_where_a_notebook_is_not_trusted_the_picture_shows(atlas: skg.Atlas, visit: Visit) -> None:
    m = skg.make_map(atlas, layers=["border"], title="A <b> & 'title'")
    # What Jupyter keeps of the output of a notebook that is not trusted.
    kept = bleach.clean(
        bundle(m)["text/html"],
        tags={"div", "img", "p"},
        attributes={"img": ["src", "alt"]},
        protocols={"data"},
        strip=True,
    )
    visit.page.set_content(kept)
    picture = visit.page.locator("img")
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 600
    assert picture.get_attribute("alt") == "A <b> & 'title'"
    assert visit.page.locator("body").inner_text().strip() == ""


def test_a_frame_that_is_hidden_at_first_is_drawn_once_it_shows(
    atlas: skg.Atlas, visit: Visit
) -> None:
    """As JupyterLab does it: nothing fits into a frame that has no size yet."""
    m = skg.make_map(atlas, layers=["border", "crossings"])
    framed = bundle(m, include=["text/html"])["text/html"]
    visit.page.set_content(f'<div id="cell" style="display:none">{framed}</div>')
    visit.page.wait_for_function("document.querySelector('iframe').contentWindow !== null")
    visit.page.wait_for_timeout(1_000)
    assert visit.frame().locator("[data-skg-ready]").count() == 0
    visit.page.evaluate("document.getElementById('cell').style.display = ''")
    visit.frame().locator("[data-skg-ready]").wait_for()
    places = visit.page.frames[1].evaluate(
        "[...document.querySelectorAll('.skg-label')].filter((n) => n.style.display !== 'none')"
        ".map((n) => n.style.left + n.style.top)"
    )
    assert len(places) > 5
    assert len(set(places)) == len(places)
    assert visit.complaints == []


def test_the_frame_cannot_reach_the_notebook(atlas: skg.Atlas, visit: Visit) -> None:
    m = skg.make_map(atlas, layers=["border"])
    m.get_root().script.add_child(
        folium.Element("try { parent.reached = parent.document.title } catch (e) { own = 1 }")
    )
    visit.page.set_content(bundle(m, include=["text/html"])["text/html"])
    visit.frame().locator("[data-skg-ready]").wait_for()
    assert visit.page.evaluate("window.reached") is None
    assert visit.page.frames[1].evaluate("[window.own, location.href, origin]") == [
        1,
        "about:srcdoc",
        "null",
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_leaves_the_frame_or_the_picture(payload: str) -> None:
    m = folium.Map((42.9, 130.3), tiles=None)
    folium.Marker((42.9, 130.3), popup=payload).add_to(m)
    m.get_root().title = payload
    kept = bleach.clean(
        bundle(skg.show(m, markup=True))["text/html"], tags={"div", "p"}, attributes={}, strip=True
    )
    assert kept.count("<p>") == 1
    assert kept.endswith(": the map shows when this notebook is trusted.</p></div>")


#: Opens popups from the table under the map, and reads them.
READ = """(count) => {
  const buttons = [...document.querySelectorAll(".skg-table button")].slice(0, count);
  return buttons.map((button) => {
    button.click();
    const popup = [...document.querySelectorAll(".skg-popup")].pop();
    return [button, ...popup.querySelectorAll("h2, p, dd, li")].map((node) => node.textContent);
  });
}"""


@pytest.mark.parametrize(("where", "layer"), [("file", "crossings"), ("notebook", "islands")])
def test_every_text_of_the_atlas_is_text(
    atlas: skg.Atlas, visit: Visit, tmp_path: Path, where: str, layer: str
) -> None:
    m = skg.make_map(
        PoisonedAtlas(atlas, *PAYLOADS), layers=[layer], title="".join(PAYLOADS), language="zh"
    )
    if where == "file":
        visit.page.goto(skg.save_html(m, tmp_path / "map.html").as_uri())
    else:
        visit.page.set_content(bundle(m, include=["text/html"])["text/html"])
    frame = visit.page.frames[-1]
    frame.locator("[data-skg-ready]").wait_for()
    assert frame.locator(".skg-title h1").text_content() == "".join(PAYLOADS)
    popups = frame.evaluate(READ, len(PAYLOADS))
    stripped = {payload.strip() for payload in PAYLOADS}
    assert {name for name, *_ in popups} == {title for _, title, *_ in popups} == stripped
    for payload in stripped:
        others = [text for _, _, *texts in popups for text in texts if payload == text]
        assert others  # notes, statuses, ports
    assert frame.evaluate("window.ran") is None
    assert frame.locator("a[href^=http], a[href^=javascript]").count() == 0
    assert (visit.asked, visit.complaints) == ([], [])


def test_only_what_is_wanted_is_made(atlas: skg.Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    m = skg.make_map(atlas, layers=["border"])

    def no_picture() -> bytes:
        raise AssertionError

    monkeypatch.setattr(m, "picture", no_picture)
    assert list(bundle(m, include=["text/plain"])) == ["text/plain"]
    assert list(bundle(m, exclude=["text/html", "image/png"])) == ["text/plain"]


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_the_picture_is_small_in_any_language(atlas: skg.Atlas, language: Language) -> None:
    m = skg.make_map(
        atlas.at("2016-08"),
        layers=["plans", "routes", "border"],
        language=language,
        title="$\\frac{1}{",
    )
    assert m.picture is not None
    assert 5_000 < len(m.picture()) < 75_000
    assert m.picture() is m.picture()  # drawn once
