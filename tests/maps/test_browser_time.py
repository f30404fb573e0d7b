"""The map's slider in a real browser: what existed at a date, and what happened."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.maps.visits import Visit, look_up, set_month


def test_the_slider_shows_what_existed_and_what_happened(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator(".skg-search input").fill("Manpo Economic Development Zone")
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


def test_past_the_last_month_it_stops_and_shows_all_dates(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2026-12")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".skg-time output")).to_have_text("all dates")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert "#" not in page.url


def test_a_closed_crossing_turns_hollow(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2021-06")
    # Its position is derived: a dashed ring, with a solid core while it is open.
    core = "() => document.querySelector('[title=\"Nanping–Musan\"] svg .skg-core') !== null"
    assert not page.evaluate(core)  # shut from January 2020 to June 2023
    set_month(page, "2024-01")
    assert page.evaluate(core)


def test_events_fly_their_flag_in_their_month(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    flag = page.locator('[title="Events: Punggye-ri nuclear test site"]')
    box = page.get_by_label("Events", exact=True)
    assert flag.count() == 0
    set_month(page, "2016-09")
    assert (flag.count(), box.is_checked()) == (1, True)
    page.get_by_role("button", name="Fifth DPRK nuclear test").click()
    now = page.locator(".skg-popup .skg-now")
    assert now.all_inner_texts() == ["2016-09-09 Fifth DPRK nuclear test"]
    assert page.locator(".skg-popup .skg-happened li").count() == 6
    set_month(page, "2016-10")
    assert flag.count() == 0
    box.uncheck()  # the reader's own choice holds
    set_month(page, "2016-09")
    assert flag.count() == 0


def test_a_status_that_is_switched_off_is_that_of_the_date(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2024-01")
    musan = page.locator('[title="Nanping–Musan"]')
    crossings = page.locator("li.skg-layer", has=page.get_by_label("Crossings and bridges"))
    crossings.get_by_label("Closed").uncheck()
    assert musan.count() == 1
    set_month(page, "2021-06")  # shut from January 2020 to June 2023
    assert musan.count() == 0


def test_the_date_in_the_address_survives_a_reload(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    slider = page.get_by_label("Month", exact=True)
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert page.url.endswith("#at=2026-10")
    page.reload()
    page.wait_for_selector("[data-skg-ready]")
    assert page.locator(".skg-time output").inner_text() == "2026-10"
    for _ in range(3):
        page.get_by_label("Month", exact=True).press("ArrowRight")
    assert page.locator(".skg-time output").inner_text() == "all dates"
    assert "#" not in page.url


def test_a_popup_says_the_state_at_the_date(visit: Visit, saved: Path) -> None:
    page = visit.open(f"{saved.as_uri()}#at=2021-06")
    look_up(page, "Dandong–Sinuiju (rail)")
    row = page.locator(".skg-popup dt", has_text="State then")
    assert row.locator("xpath=following-sibling::dd[1]").inner_text() == "suspended"
