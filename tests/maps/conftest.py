"""What several browser tests of maps share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.maps.visits import DESKTOP, Visit


@pytest.fixture
def visits(browser: Browser) -> Iterator[Any]:
    """Open a page in a context of the test's own making."""
    made: list[Visit] = []

    def open_(url: str, size: Any = DESKTOP, **options: Any) -> Page:
        made.append(Visit(browser, size, **options))
        return made[-1].open(url)

    yield open_
    for visit in made:
        assert visit.complaints == []
        visit.context.close()
