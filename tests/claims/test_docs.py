"""Hold the page on claims to what the checker does."""

from __future__ import annotations

import re
from pathlib import Path

from sinokorea_geo.claims import QUALIFIERS, VERDICTS
from sinokorea_geo.claims.words import read_window

PAGE = (Path(__file__).resolve().parents[2] / "docs/claims.md").read_text(encoding="utf-8")


def test_the_table_of_wordings_is_the_one_in_use() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)

    def limit(share: float | None) -> str:
        return "no limit" if share is None else f"{100 * share:.0f} %"

    assert {name: (low, high) for name, low, high in rows} == {
        name: (limit(low), limit(high)) for name, (low, high) in QUALIFIERS.items()
    }


def test_the_rounding_of_the_page_is_the_codes() -> None:
    assert "1,416 allows\n  1,415.5 to 1,416.5, and 1,400 allows 1,350 to 1,450" in PAGE
    windows = [read_window(number, "exact") for number in ("1,416", "1,400")]
    assert [(w.low, w.high) for w in windows] == [(1415.5, 1416.5), (1350, 1450)]


def test_the_page_explains_every_verdict() -> None:
    assert all(f"| {verdict} |" in PAGE for verdict in VERDICTS)
