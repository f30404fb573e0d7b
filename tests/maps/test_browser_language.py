"""One page in three languages, and own points for those who use no mouse, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import expect

import sinokorea_geo as skg
from sinokorea_geo.maps.words import Words

#: What the page says itself: the panel but for events, whose titles stay as they were written.
SAID = """() => [...document.querySelectorAll(
  '.skg-panel :is(h1, p, label, summary, button, figcaption)')]
  .filter((node) => node.offsetParent && !node.closest('.skg-events'))
  .map((node) => node.innerText)"""
TITLES = {"zh": "中朝边界", "ko": "조중 국경"}


@pytest.mark.parametrize(
    ("lang", "tag", "town", "state"),
    [("zh", "zh-Hans", "圈河—元汀", "开放"), ("ko", "ko", "권하–원정", "열림")],
)
def test_a_page_opens_in_the_language_of_its_address(
    visits: Any, saved: Path, *, lang: str, tag: str, town: str, state: str
) -> None:
    page = visits(f"{saved.as_uri()}#lang={lang}&open=quanhe-wonjong")
    assert page.title() == TITLES[lang]
    assert page.evaluate("document.documentElement.lang") == tag
    popup = page.locator(".skg-popup")
    expect(popup.locator("h2")).to_have_text(town)
    assert state in popup.locator("dd").all_inner_texts()
    expect(page.locator(".skg-label", has_text=town)).to_have_count(1)
    # Nothing of the page's own is left in English.
    english = {forms[0] for forms in Words("en").phrases.values()}
    said = {line.strip() for text in page.evaluate(SAID) for line in text.split("\n")}
    assert said & english == set()
    assert f"lang={lang}" in page.url


def test_all_pages_say_in_each_language_what_a_page_of_that_language_says(
    visits: Any, atlas: skg.Atlas, tmp_path: Path
) -> None:
    heard: dict[str, dict[str, list[str]]] = {}
    for written in ("en", "zh", "ko"):
        m = skg.make_map(atlas, language=written)
        path = skg.save_html(m, tmp_path / f"{written}.html")
        for read in ("en", "zh", "ko"):
            page = visits(f"{path.as_uri()}#lang={read}")
            heard.setdefault(read, {})[written] = page.evaluate(SAID)
    for read, by_page in heard.items():
        assert by_page["en"] == by_page["zh"] == by_page["ko"], read


def test_the_switch_changes_the_language_and_keeps_what_is_shown(visits: Any, saved: Path) -> None:
    page = visits(f"{saved.as_uri()}#map=11/42.9658/129.842")
    page.get_by_label("Language").select_option("zh")
    page.wait_for_function(
        f"document.title === '{TITLES['zh']}' && document.querySelector('[data-skg-ready]')"
    )
    assert page.url.endswith("#lang=zh&map=11/42.9658/129.8420")
    page.get_by_label("语言").select_option("en")
    page.wait_for_function(
        "document.title.startsWith('The China') && document.querySelector('[data-skg-ready]')"
    )
    assert page.url.endswith("#map=11/42.9658/129.8420")


def test_own_points_open_from_the_keyboard(visits: Any, atlas: skg.Atlas, tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "label": ["first", "second", "third"],
            "lon": [130.26, 130.3, 129.84],
            "lat": [42.8, 42.85, 42.96],
            "when": ["2016-08", "2016-09", "2016-08"],
        }
    )
    m = skg.make_map(atlas, points=table, time="when", legend="Mine", layers=["border", "places"])
    page = visits(skg.save_html(m, tmp_path / "own.html").as_uri())
    points = page.get_by_role("listbox", name="Mine")
    chosen = points.get_by_role("option")
    page.get_by_role("button", name="Zoom in").focus()
    for _ in range(400):  # Tab leads there
        page.keyboard.press("Shift+Tab")
        if points.evaluate("node => node === document.activeElement"):
            break
    expect(points).to_be_focused()
    expect(chosen).to_have_text("first")
    assert points.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("second")
    page.keyboard.press("End")
    expect(chosen).to_have_text("third")
    assert chosen.get_attribute("aria-posinset") == chosen.get_attribute("aria-setsize") == "3"
    page.keyboard.press("Enter")
    popup = page.locator(".skg-popup")
    expect(popup.locator("h2")).to_have_text("third")
    expect(page.locator(".leaflet-popup-content")).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(points).to_be_focused()
    # Of a month there are only that month's points.
    page.evaluate("location.hash = '#at=2016-08'")
    expect(page.locator(".skg-time output")).to_have_text("2016-08")
    points.focus()
    expect(chosen).to_have_text("third")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text("first")


def test_a_page_without_own_points_has_no_empty_list(visits: Any, saved: Path) -> None:
    page = visits(saved.as_uri())
    assert page.locator(".skg-own-keys").count() == 0
