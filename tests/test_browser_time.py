"""The map's slider in a real browser: what existed at a date, and what happened."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.visits import Visit, set_month


def test_the_slider_shows_what_existed_and_what_happened(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_role("combobox").fill("Manpo Economic Development Zone")
    zone = page.locator('[title="Manpo Economic Development Zone"]')
    assert zone.count() == 1
    set_month(page, "2010-05")
    assert zone.count() == 0  # decreed in November 2013
    set_month(page, "2016-09")
    assert zone.count() == 1
    assert page.locator(".skg-time output").inner_text() == "2016-09"
    assert "Fifth DPRK nuclear test" in page.locator(".skg-events").inner_text()
    assert page.url.endswith("#at=2016-09")


def test_a_link_to_a_month_opens_there(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2013-02")
    assert page.locator(".skg-time output").inner_text() == "2013-02"
    assert "Third DPRK nuclear test" in page.locator(".skg-events").inner_text()


def test_the_slider_plays(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2013-02")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".skg-time output")).to_have_text(re.compile("2013-0[4-9]"))
    page.get_by_role("button", name="Pause").click()


def test_a_closed_crossing_turns_hollow(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2021-06")
    # Its position is derived: a dashed ring, with a solid core while it is open.
    core = "() => document.querySelector('[title=\"Nanping–Musan\"] svg .skg-core') !== null"
    assert not page.evaluate(core)  # shut from January 2020 to June 2023
    set_month(page, "2024-01")
    assert page.evaluate(core)
