"""Test how the map looks and who can use it: labels, phones, paper, the dark, keys, languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

import sinokorea_geo as skg
from sinokorea_geo.maps.words import Words
from tests.maps.payloads import PoisonedAtlas
from tests.maps.visits import DESKTOP, LARGE, PHONE, box_at_rest, look_up, open_first

SIDEWAYS = {"width": 844, "height": 390}
#: How many labels are shown; how many pairs overlap; how many are under a card or cut off.
CROWD = """() => {
  const box = (node) => node.getBoundingClientRect();
  const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top
    || b.bottom <= a.top;
  const shown = [...document.querySelectorAll('.skg-label')]
    .filter((node) => node.style.display !== 'none');
  const cards = [...document.querySelectorAll('.leaflet-control')].map(box);
  const frame = box(document.querySelector('.leaflet-container'));
  const labels = shown.map(box);
  let pairs = 0;
  labels.forEach((a, i) => labels.slice(i + 1).forEach((b) => { pairs += !apart(a, b); }));
  const bad = labels.filter((a) => cards.some((b) => !apart(a, b)) || a.left < frame.left
    || a.right > frame.right || a.top < frame.top || a.bottom > frame.bottom);
  return { texts: shown.map((node) => node.textContent), pairs, bad: bad.length };
}"""


@pytest.fixture(scope="module")
def pages(
    atlas: skg.Atlas, saved: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The address of the page in each language."""
    folder = tmp_path_factory.mktemp("languages")
    made = {"en": saved}
    for language in ("zh", "ko"):
        m = skg.make_map(atlas, language=language)
        made[language] = skg.save_html(m, folder / f"{language}.html")
    return {language: path.as_uri() for language, path in made.items()}


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
@pytest.mark.parametrize("size", [LARGE, DESKTOP, PHONE], ids=["large", "desktop", "phone"])
def test_no_label_is_on_another_under_a_card_or_cut(
    visits: Any, pages: dict[str, str], size: Any, language: str
) -> None:
    crowd = visits(pages[language], size).evaluate(CROWD)
    assert len(crowd["texts"]) > (20 if size is PHONE else 60)
    assert (crowd["pairs"], crowd["bad"]) == (0, 0)


def test_what_the_map_is_about_is_named_when_it_opens(visits: Any, pages: dict[str, str]) -> None:
    shown = set(visits(pages["en"], LARGE).evaluate(CROWD)["texts"])
    assert {"Dandong", "Sinuiju", "Hunchun", "Rajin", "Quanhe–Wonjong", "Mt Paektu"} <= shown
    assert {"CHINA", "NORTH KOREA"} <= shown
    small = set(visits(pages["en"], PHONE).evaluate(CROWD)["texts"])
    assert {"Dandong", "Rajin", "Mt Paektu", "CHINA", "NORTH KOREA"} <= small


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_the_open_crossing_to_rason_is_named_wherever_the_map_opens(
    visits: Any, pages: dict[str, str], language: str
) -> None:
    name = {"en": "Quanhe–Wonjong", "zh": "圈河—元汀", "ko": "권하–원정"}[language]
    page = visits(pages[language])
    for size in (DESKTOP, PHONE, SIDEWAYS, {"width": 1440, "height": 900}):
        page.set_viewport_size(size)
        page.wait_for_timeout(100)  # until the map has been fitted to its new frame
        assert name in page.evaluate(CROWD)["texts"], size
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.wait_for_timeout(150)
    crowd = page.evaluate(CROWD)
    assert name in crowd["texts"]
    assert (crowd["pairs"], crowd["bad"]) == (0, 0)  # large letters have found room, too
    page.set_viewport_size(PHONE)
    tall = page.locator(":is(.skg-row, .skg-tools) > button").evaluate_all(
        "all => all.map((node) => node.offsetHeight / parseFloat(getComputedStyle(node).fontSize))"
    )
    assert max(tall) < 3  # no button's word on two lines


def test_on_a_phone_a_popup_has_the_screen(visits: Any, pages: dict[str, str]) -> None:
    page = visits(pages["en"], PHONE)
    look_up(page, "圈河")
    popup = box_at_rest(page.locator(".leaflet-popup-content-wrapper"))
    sheet = page.locator(".skg-panel").bounding_box()
    assert popup["x"] >= 0
    assert popup["x"] + popup["width"] <= PHONE["width"]
    assert popup["y"] >= 0
    assert popup["y"] + popup["height"] <= sheet["y"]
    assert not page.locator(".leaflet-control-zoom").is_visible()  # nothing lies on it
    inside = page.locator(".leaflet-popup-content")
    long = inside.evaluate("(node) => node.scrollHeight - node.clientHeight")
    assert long > 0  # there is more than fits, and it scrolls
    inside.evaluate("(node) => node.scrollTo(0, 9999)")
    assert page.locator(".skg-sources li").last.is_visible()
    page.locator(".leaflet-popup-close-button").click()
    assert page.locator(".leaflet-control-zoom").is_visible()


def test_paper_shows_the_map_and_its_legend_on_one_sheet(
    visits: Any, pages: dict[str, str]
) -> None:
    page = visits(pages["en"])
    before = page.evaluate(
        "document.querySelector('.leaflet-container').getBoundingClientRect().width"
    )
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    width, height = page.locator(".skg-page").evaluate("(n) => [n.offsetWidth, n.offsetHeight]")
    assert width / height == pytest.approx((297 - 20) / (210 - 20), rel=0.01)
    for part in (".skg-search", ".skg-tools", ".skg-time", ".skg-table", ".leaflet-control-zoom"):
        assert not page.locator(part).is_visible()
    legend = page.locator(".skg-layers").inner_text()
    assert "China–DPRK border" in legend
    assert "Over a dam" in legend
    assert "Roads, railways" not in legend  # not on this map
    assert page.locator(".skg-layers input:visible").count() == 0
    border = page.locator("path[stroke='#8c1c2b']").evaluate_all(
        """(paths) => paths.filter((path) => path.getAttribute('fill') === 'none')
          .map((path) => path.getBoundingClientRect().right)"""
    )
    assert max(border) <= width
    assert (page.evaluate(CROWD)["pairs"], page.evaluate(CROWD)["bad"]) == (0, 0)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert (
        page.evaluate("document.querySelector('.leaflet-container').getBoundingClientRect().width")
        == before
    )


def test_the_full_screen_is_one_press_away(visits: Any, pages: dict[str, str]) -> None:
    page = visits(pages["en"])
    page.get_by_role("button", name="Full screen").click()
    page.locator(".skg-page:fullscreen .leaflet-container").wait_for()
    page.get_by_role("button", name="Full screen").click()
    page.locator(".skg-page:not(:fullscreen)").wait_for()


@pytest.mark.parametrize("language", ["zh", "ko"])
def test_the_whole_page_speaks_the_language(
    visits: Any, pages: dict[str, str], language: str
) -> None:
    words, tag = Words(language), {"zh": "zh-Hans", "ko": "ko"}[language]
    page = visits(pages[language])
    assert page.evaluate("document.documentElement.lang") == tag
    page.get_by_role("button", name=words("measure")).wait_for()
    assert page.get_by_label(words("group crossings"), exact=True).is_checked()
    look_up(page, "Quanhe")
    title = page.locator(".skg-popup h2")
    assert title.inner_text() == {"zh": "圈河—元汀", "ko": "권하–원정"}[language]
    assert title.get_attribute("lang") == tag
    assert page.locator(".skg-popup > p").last.get_attribute("lang") == "en"  # the note as it is
    look_up(page, "Hoeryong")
    assert page.locator(".skg-popup [lang=ko-Hani]").inner_text() == "會寧"
    look_up(page, "Dandong")
    assert page.locator(".skg-popup [lang=zh-Hant]").inner_text() == "丹東"


def test_the_dark_keeps_the_border_and_the_legend_alike(visits: Any, pages: dict[str, str]) -> None:
    page = visits(pages["en"], color_scheme="dark")
    drawn = page.locator("path.leaflet-interactive[stroke='#8c1c2b']").first
    swatch = page.locator(".skg-layers path[stroke='#8c1c2b']").first
    colour = "(node) => getComputedStyle(node).stroke"
    assert drawn.evaluate(colour) == swatch.evaluate(colour) == "rgb(255, 122, 134)"
    assert (
        page.locator(".skg-panel").evaluate("(n) => getComputedStyle(n).backgroundColor")
        == "rgb(28, 34, 38)"
    )


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("en", DESKTOP, "light"),
        ("en", PHONE, "light"),
        ("en", DESKTOP, "dark"),
        ("zh", DESKTOP, "light"),
        ("ko", PHONE, "dark"),
    ],
)
def test_nothing_serious_bars_anybody(
    visits: Any, pages: dict[str, str], language: str, size: Any, scheme: str
) -> None:
    """With the list of layers and a popup open, and in one case the table: it is long."""
    page = visits(pages[language], size, color_scheme=scheme)
    opened = "details" if language == "zh" else ".skg-layers"
    page.evaluate(f"for (const node of document.querySelectorAll('{opened}')) node.open = true;")
    page.evaluate("for (const node of document.querySelectorAll('.skg-more')) node.click();")
    look_up(page, "圈河")
    page.wait_for_timeout(350)  # until the popup has faded in
    serious = [
        f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_every_feature_is_in_reach_of_a_keyboard(visits: Any, pages: dict[str, str]) -> None:
    page = visits(pages["en"])
    told = page.evaluate(
        """() => JSON.parse(document.querySelector('script[type="application/json"]').textContent)
          .groups.flatMap((group) => group.features).filter((feature) => feature.popup).length"""
    )
    assert page.locator(".skg-table tbody button").count() == told
    page.locator(".skg-table summary").focus()
    page.keyboard.press("Enter")
    row = page.locator(".skg-table").get_by_role("button", name="Jilin Province", exact=True).first
    row.focus()
    page.keyboard.press("Enter")
    page.locator(".skg-popup").wait_for()
    assert page.locator(".skg-popup h2").inner_text() == "Jilin Province"


def test_what_is_highlighted_is_named_once_and_stands_out(
    visits: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    m = skg.make_map(
        atlas, layers=["border", "crossings"], highlight=["quanhe-wonjong"], at="2016-08"
    )
    page = visits(skg.save_html(m, tmp_path / "one.html").as_uri())
    named = page.locator(".skg-label", has_text="Quanhe–Wonjong")
    assert named.count() == 1
    assert "skg-highlight" in (named.get_attribute("class") or "")
    assert page.locator("path[stroke='#e69f00']").count() == 1
    page.emulate_media(media="print")  # a picture says of which month it is
    assert page.locator(".skg-time output").is_visible()
    assert not page.locator(".skg-time input").is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_strange_text_stays_in_its_place(
    visits: Any, atlas: skg.Atlas, tmp_path: Path, size: Any
) -> None:
    """Right to left, without width, and a word longer than a phone."""
    strange = "\u202eevil\u200b\u200d " + "x" * 400 + " مرحبا"
    m = skg.make_map(PoisonedAtlas(atlas, strange), layers=["crossings"], title=strange)
    page = visits(skg.save_html(m, tmp_path / "strange.html").as_uri(), size)
    open_first(page)
    popup = page.locator(".leaflet-popup", has=page.locator("h2"))
    assert page.locator(".skg-popup h2").text_content() == strange
    box = box_at_rest(popup)
    assert box["width"] <= size["width"]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    # The direction ends with the text that asked for it.
    assert (
        page.locator(".skg-popup h2").evaluate("(n) => getComputedStyle(n).unicodeBidi")
        == "isolate"
    )
    title = page.locator(".skg-title").bounding_box()
    assert title["x"] + title["width"] <= size["width"]
