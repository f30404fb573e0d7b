"""A reader's visit to a map in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

DESKTOP: ViewportSize = {"width": 1360, "height": 860}
LARGE: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Visit:
    """One page, with what it asked of the network and what it complained of."""

    def __init__(
        self, browser: Browser, size: ViewportSize, *, offline: bool = True, **options: Any
    ) -> None:
        self.context = browser.new_context(viewport=size, offline=offline, **options)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in {"error", "warning"}
                else None
            ),
        )

    def open(self, url: str) -> Page:
        self.page.goto(url)
        self.page.wait_for_selector("[data-skg-ready]")
        return self.page

    @property
    def remote(self) -> list[str]:
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]


def set_month(page: Page, month: str) -> None:
    """Drag the slider to a month."""
    year, number = (int(part) for part in month.split("-"))
    page.get_by_label("Month", exact=True).evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input')); }",
        year * 12 + number - 1,
    )


def open_first(page: Page) -> None:
    """Click the first symbol; where several stand in one place, choose the first of the list."""
    page.evaluate("document.querySelectorAll('.skg-symbol')[0].click()")
    page.locator(".skg-popup").wait_for()
    if page.locator(".skg-several").count():
        page.locator(".skg-several button").first.click()
        page.locator(".skg-popup h2").wait_for()


def box_at_rest(what: Locator) -> Any:
    """Where an element stands once the map has come to rest: it glides, and hides on the way."""
    before = None
    for _ in range(100):
        now = what.bounding_box()
        if now is not None and now == before:
            return {**now}
        before = now
        what.page.wait_for_timeout(150)
    raise AssertionError("the element does not come to rest")


def look_up(page: Page, name: str) -> None:
    """Type a name into the search and press Enter."""
    box = page.locator(".skg-search input")
    box.fill(name)
    box.press("Enter")
    expect(page.locator(".skg-popup")).to_have_count(1)  # the one before has faded away
