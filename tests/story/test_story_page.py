"""The page of a story in a real browser, without a network, used as a reader would."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

import sinokorea_geo as skg
from sinokorea_geo.maps.words import Language
from tests.browser import launch
from tests.maps.payloads import EVALUATED, PAYLOADS

ARTICLES = sorted((Path(__file__).parents[2] / "docs" / "articles").glob("*.txt"))
ENGLISH = {"line", "straight", "measure", "claim", "source", "states", "kilometres", "about",
           "border", "road", "Read", "checked", "sentence", "area", "length"}  # fmt: skip
DESKTOP: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def story(atlas: skg.Atlas) -> skg.Story:
    return skg.make_story(ARTICLES, atlas)


@pytest.fixture(scope="module")
def saved(story: skg.Story, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return story.save_html(tmp_path_factory.mktemp("story") / "story.html")


class Visit:
    """One page, with what it asked of the network and what it complained of."""

    def __init__(self, browser: Browser, size: ViewportSize) -> None:
        self.context = browser.new_context(viewport=size, offline=True, reduced_motion="reduce")
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("[data-skg-ready]")
        return self.page


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    made = Visit(browser, getattr(request, "param", DESKTOP))
    yield made
    made.context.close()


def centre(page: Page) -> tuple[float, float]:
    """Where the map's ring round the chosen place is, from the middle of the map, in pixels."""
    at = page.evaluate(
        """() => {
          const map = document.querySelector(".folium-map").getBoundingClientRect();
          const ring = document.querySelector("path.st-halo").getBoundingClientRect();
          return [ring.x + ring.width / 2 - map.x - map.width / 2,
                  ring.y + ring.height / 2 - map.y - map.height / 2];
        }"""
    )
    return at[0], at[1]


@pytest.mark.parametrize("visit", [DESKTOP, PHONE], indirect=True)
def test_it_opens_from_a_disk_and_fits(visit: Visit, saved: Path, story: skg.Story) -> None:
    page = visit.open(saved)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.locator("path.st-dot, path.st-ring").count() == story.places.geometry.notna().sum()
    assert page.locator(".st-m").count() == len(story.mentions)
    assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
    assert visit.complaints == []


def test_the_page_is_small(saved: Path) -> None:
    assert saved.stat().st_size < 600_000


def test_every_word_of_the_articles_is_there_once(
    visit: Visit, saved: Path, story: skg.Story
) -> None:
    page = visit.open(saved)
    shown = page.locator(".st-sentence").all_text_contents()
    for text, node in zip(story.sentences["text"], shown, strict=True):
        assert node.startswith(text)
        assert node == text or node.removeprefix(text).isdecimal()  # how many claims it makes


def test_an_article_says_the_day_it_was_published(
    visit: Visit, saved: Path, story: skg.Story
) -> None:
    page = visit.open(saved)
    dated = [date for date in story.articles["date"] if len(date) == 10]
    shown = page.locator(".st-when").all_text_contents()
    assert dated
    for date, text in zip(dated, shown, strict=True):
        year, month, day = map(int, date.split("-"))
        assert re.search(rf"\b{day} {calendar.month_abbr[month]}\w* {year}\b", text), text


def test_what_lasted_is_as_long_on_the_time_line(visit: Visit, saved: Path) -> None:
    page = visit.open(saved)
    assert page.locator(".st-event.st-long").count() > 0
    for shape in page.locator(".st-event.st-long > :nth-child(2)").all():
        box = shape.bounding_box()
        assert box is not None
        assert box["width"] > 2 * box["height"]  # a bar, not the mark of a day


def test_a_mention_moves_the_map_and_opens_its_place(visit: Visit, saved: Path) -> None:
    page = visit.open(saved)
    page.locator(".st-m", has_text="Quanhe").first.click()
    card = page.locator(".st-place-card")
    assert card.locator("h3").inner_text() == "Quanhe–Wonjong"
    assert "圈河" in card.locator("[lang=zh-Hans]").first.inner_text()
    assert card.locator("mark").inner_text() == "Quanhe"
    across, down = centre(page)
    assert abs(across) < 3
    assert -90 < down < 3
    assert (card.locator("a").first.get_attribute("href") or "").startswith("http")
    page.locator(".st-m", has_text="New Yalu River Bridge").click()
    assert "null" not in card.inner_text()


def test_a_place_on_the_map_lists_its_sentences_in_turn(
    visit: Visit, saved: Path, story: skg.Story
) -> None:
    page = visit.open(saved)
    page.locator("path[aria-label='Dandong']").focus()
    page.keyboard.press("Enter")
    own = story.mentions[story.mentions["id"] == "dandong"]
    card = page.locator(".st-place-card")
    steps = card.locator(".st-steps span")
    assert steps.inner_text() == f"1 of {len(own)}"
    surfaces = []
    for _ in range(len(own)):
        surfaces.append(card.locator("mark").inner_text())
        assert page.locator(".st-m.st-chosen").inner_text() == surfaces[-1]
        card.get_by_role("button", name="Next mention").click()
    assert surfaces == own["surface"].tolist()
    assert steps.inner_text() == f"1 of {len(own)}"
    card.get_by_role("button", name="Close").click()
    assert not card.is_visible()


def test_verdicts_are_those_of_the_frame(visit: Visit, saved: Path, story: skg.Story) -> None:
    page = visit.open(saved)
    page.get_by_role("tab", name="Claims").click()
    cards = page.locator("#st-claims .st-card")
    assert cards.count() == len(story.claims) > 4
    told = {}
    for card in cards.all():
        told[card.locator("h3").inner_text()] = (
            card.locator(".st-badge").inner_text(),
            card.locator(".st-why").inner_text(),
            card.locator(".st-quote .st-file").inner_text(),
        )
    for row in story.claims.to_dict("records"):
        verdict = (row["verdict"] or "not checked").capitalize()
        why = " ".join(row["why"].split())
        assert told[row["paraphrase"].strip()] == (verdict, why, row["article"])
    contradicted = int((story.claims["verdict"] == "contradicted").sum())
    page.locator(".st-verdicts button", has_text="Contradicted").click()
    assert cards.count() == contradicted > 0


def test_a_claim_leads_back_to_its_sentence(visit: Visit, saved: Path) -> None:
    page = visit.open(saved)
    page.get_by_role("tab", name="Claims").click()
    card = page.locator("#st-claims .st-card", has_text="1,416-kilometre").first
    card.locator("button.st-quote").click()
    lit = page.locator(".st-sentence.st-lit")
    assert "1,416-kilometre border" in lit.inner_text()
    assert lit.is_visible()
    lit.locator(".st-sign-after").click()
    assert "1,416-kilometre border" in page.locator(".st-card.st-chosen h3").inner_text()


def test_the_time_line_runs_in_order(visit: Visit, saved: Path, story: skg.Story) -> None:
    page = visit.open(saved)
    drawn: list[dict[str, Any]] = page.evaluate(
        """() => [...document.querySelectorAll(".st-event")].map((node) => {
          const box = node.lastElementChild.previousElementSibling.getBBox();
          return { number: Number(node.dataset.event), x: box.x + box.width / 2,
                   dot: node.lastElementChild.previousElementSibling.tagName !== "rect",
                   below: node.classList.contains("st-of-atlas"), y: box.y };
        })"""
    )
    events = story.events
    unlike = events[(events["origin"] == "text") | ~events["event_id"].duplicated()]
    assert len(drawn) == int((unlike["date"] != "").sum())
    whole = (events["date"].str.len() == 10) & (events["end_date"] == "")
    dots = [one for one in drawn if whole.iloc[one["number"]]]
    assert all(one["dot"] for one in dots)
    days = [events["date"].iloc[one["number"]] for one in dots]
    assert days == sorted(days)
    along = [round(one["x"], 1) for one in dots]
    assert along == sorted(along)
    assert max(d["y"] for d in drawn if not d["below"]) < min(d["y"] for d in drawn if d["below"])
    first = page.locator(".st-event").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("#st-timeline .st-chosen time").is_visible()


def test_one_article_by_itself(visit: Visit, saved: Path, story: skg.Story) -> None:
    page = visit.open(saved)
    page.get_by_role("button", name="口岸.txt").click()
    own = story.mentions[story.mentions["article"] == "口岸.txt"]
    assert page.locator("article:visible").count() == 1
    assert page.locator("article:visible").get_attribute("lang") == "zh-Hans"
    assert page.locator("path.st-dot:visible, path.st-ring:visible").count() == own["id"].nunique()
    page.get_by_role("tab", name="Numbers").click()
    numbers = story.numbers[story.numbers["article"] == "口岸.txt"]
    assert page.locator("#st-numbers .st-card").count() == len(numbers)
    page.get_by_role("tab", name="Places").click()
    assert page.locator("#st-places .st-row").count() == own["id"].nunique()


@pytest.mark.parametrize("way", ["file", "notebook"])
def test_text_of_articles_never_runs(
    visit: Visit, atlas: skg.Atlas, tmp_path: Path, way: str
) -> None:
    texts = {
        f"{payload}.txt": f"{payload}\n\nOn 3 May 2016 {payload} Dandong, 12 km {payload} off."
        for payload in PAYLOADS
    }
    story = skg.make_story(texts, atlas)
    # A frame of a notebook is too low for all of them.
    title = PAYLOADS[1] if way == "notebook" else " ".join(PAYLOADS)
    path = tmp_path / "story.html"
    if way == "notebook":
        framed = story.to_map(title=title)._repr_html_()
        path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{framed}", encoding="utf-8")
        visit.page.goto(path.as_uri())
    else:
        visit.page.goto(story.save_html(path, title=title).as_uri())
    page = visit.page.frames[-1]
    page.wait_for_selector("[data-skg-ready]")
    page.locator(".st-m").first.click()
    for name in ("Claims", "Time line", "Numbers", "Places"):
        page.get_by_role("tab", name=name).click()
    assert page.evaluate("window.ran") is None
    assert page.locator('a[href^="http"]').count() > 0
    assert page.locator('a[href^="http"]:not([rel="noopener noreferrer"])').count() == 0
    assert page.locator("h1").text_content() == title
    names = page.locator(".st-articles .st-file").all_text_contents()
    assert names == [name.rpartition("/")[2] for name in texts]
    shown = page.locator(".st-sentence").all_text_contents()
    for sentence, seen in zip(story.sentences["text"], shown, strict=True):
        assert seen.startswith(sentence)
    seen = page.locator(".st-page").text_content() or ""
    # One probe has the number in its own text, after the last stroke of its "path".
    written = {payload.rpartition("/")[2] for payload in PAYLOADS if EVALUATED in payload}
    for part in written:
        seen = seen.replace(part, "")
    assert EVALUATED not in seen
    assert visit.complaints == []


def test_a_story_in_a_notebook_has_the_sandbox_and_the_policy_of_a_map(atlas: skg.Atlas) -> None:
    story, m = skg.make_story({"a": "Dandong."}, atlas), skg.make_map(atlas, layers=["border"])
    sandbox = 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox '
    for html in (story._repr_html_(), story.to_map()._repr_mimebundle_()["text/html"]):
        assert html.count("<iframe ") == html.count(sandbox) == m._repr_html_().count(sandbox) == 1
        assert html.count('<meta http-equiv="Content-Security-Policy" content="default-src') == 1


def test_a_text_that_names_nothing_says_so(visit: Visit, atlas: skg.Atlas, tmp_path: Path) -> None:
    story = skg.make_story({"empty.txt": ""}, atlas)
    page = visit.open(story.save_html(tmp_path / "story.html"))
    assert page.locator("article .st-nothing").inner_text() == "This article is empty."
    for name in ("Claims", "Time line", "Numbers", "Places"):
        page.get_by_role("tab", name=name).click()
        assert page.locator("[role=tabpanel]:visible .st-nothing").count() == 1
    assert visit.complaints == []


@pytest.mark.parametrize("visit", [DESKTOP, PHONE], indirect=True)
def test_nothing_stands_in_the_way_of_assistive_technology(visit: Visit, saved: Path) -> None:
    page = visit.open(saved)
    page.locator(".st-m").first.click()
    # All lists at once: one look takes three seconds.
    page.evaluate(
        "document.querySelectorAll('.st-panel').forEach((one) => { one.hidden = false; })"
    )
    found = Axe().run(page)
    serious = [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_paper_shows_every_list(visit: Visit, saved: Path) -> None:
    page = visit.open(saved)
    page.emulate_media(media="print")
    for name in ("article", "claims", "timeline", "numbers", "places"):
        assert page.locator(f"#st-{name}").is_visible()
    assert not page.locator(".st-tabs").is_visible()


@pytest.mark.parametrize(
    ("language", "tag", "tab"),
    [("zh", "zh-Hans", "说法"), ("ko", "ko", "주장"), ("ko-KR", "ko", "주장")],
)
def test_it_speaks_three_languages(
    visit: Visit, story: skg.Story, tmp_path: Path, *, language: Language, tag: str, tab: str
) -> None:
    page = visit.open(story.save_html(tmp_path / "story.html", language=language))
    assert page.evaluate("document.documentElement.lang") == tag
    page.get_by_role("tab", name=tab).click()
    own = page.locator(".st-why, #st-claims .st-badge, #st-claims dd").all_inner_texts()
    names = set(story.places["name_en"])  # those without a name in the language
    assert own
    for text in own:
        words = set(re.findall(r"[A-Za-z]{4,}", text)) - {w for n in names for w in n.split()}
        assert not words & ENGLISH, text
    assert visit.complaints == []


def test_words_are_the_same_in_every_language() -> None:
    import json

    from sinokorea_geo.maps.web.page import asset

    words = json.loads(asset("story/words.json"))
    assert sorted(words) == ["en", "ko", "zh"]
    assert all(set(held) == set(words["en"]) for held in words.values())
    with pytest.raises(skg.InvalidQuantity, match="fr"):
        skg.make_story({"a": ""}, skg.load_atlas()).to_map(language="fr")  # type: ignore[arg-type]  # the point of the test
