"""The map of a text's places: what it is told, and what a browser makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

import sinokorea_geo as skg
from sinokorea_geo.language import split_sentences
from sinokorea_geo.maps.web.mentions_map import mentions_map
from tests.browser import launch
from tests.maps.payloads import EVALUATED, PAYLOADS

ATLAS = skg.load_atlas()
TEXT = "Dandong waits. Trucks leave Dandong for Rajin, Liaoning and Dandong Port. 图们江很冷。"


def drawn(text: str, title: str = "Places") -> Any:
    found = skg.find_mentions(text, ATLAS)
    return mentions_map(ATLAS, found, text, split_sentences(text), title=title)


def features(text: str) -> dict[str, Any]:
    return {one["text"]: one for one in drawn(text).spec["groups"][-1]["features"]}


def test_each_place_has_one_marker_as_large_as_its_count() -> None:
    shown = features(TEXT)
    assert list(shown) == ["Dandong", "Rajin", "Liaoning Province", "Tumen River"]
    sizes = [one["style"]["size"] for one in shown.values()]
    assert sizes[0] > sizes[1] == sizes[2] == sizes[3]
    assert all("point" in one for one in shown.values())


def test_a_marker_tells_its_sentences_once_each() -> None:
    popup = features("Dandong and Dandong. Dandong again.")["Dandong"]["popup"]
    rows = popup["rows"]
    assert rows[0] == ["Named", "3 times, as Dandong"]
    assert [text for label, text in rows if label.isdigit()] == [
        "Dandong and Dandong.",
        "Dandong again.",
    ]


def test_what_has_no_position_is_named_all_the_same() -> None:
    assert "without a position: Dandong port" in drawn(TEXT).spec["subtitle"]


def test_a_text_without_places_gives_a_map_without_markers() -> None:
    assert drawn("Nothing.").spec["groups"][-1]["features"] == []


def test_a_frame_without_the_columns_is_refused() -> None:
    frame = skg.find_mentions("Dandong", ATLAS).drop(columns="surface")
    with pytest.raises(skg.DataError, match="lack surface"):
        mentions_map(ATLAS, frame, "Dandong", [(0, 7)])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


def test_a_hostile_text_is_shown_as_text_and_never_run(browser: Browser, tmp_path: Path) -> None:
    text = "\n\n".join(f"Hyesan {payload} Hyesan." for payload in PAYLOADS)
    path = skg.save_html(drawn(text, title=PAYLOADS[0]), tmp_path / "hostile.html")
    context = browser.new_context(viewport={"width": 1200, "height": 800}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_selector("[data-skg-ready]")
    page.locator('[title="Hyesan"]').focus()
    page.keyboard.press("Enter")
    popup = page.locator(".skg-popup")
    popup.wait_for()
    shown = " ".join(popup.inner_text().split())
    # The longest first: some payloads hold others.
    for payload in sorted(PAYLOADS, key=len, reverse=True):
        written = " ".join(payload.split())
        assert written in shown
        shown = shown.replace(written, "", 1)
    assert EVALUATED not in shown
    assert page.evaluate("window.ran") is None
    assert complaints == []
    context.close()
