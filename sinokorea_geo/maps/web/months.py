"""Number months, for the page's time slider."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.schema import FeatureSpec

__all__ = ["FIRST", "LAST", "dated", "events_by_month", "month_number", "states_by_id"]

Span = tuple[int | None, int | None]
States = dict[str, list[tuple[int | None, int | None, str]]]


def month_number(date: Any, *, end: bool = False) -> int | None:
    """Return a partial ISO date as months since the year 0, None if there is no date.

    >>> month_number("2016-08-22"), month_number("2016", end=True) - month_number("2016")
    (24199, 11)
    """
    if not isinstance(date, str) or not date:
        return None
    year, _, rest = date.partition("-")
    month = int(rest[:2]) - 1 if rest else (11 if end else 0)
    return int(year) * 12 + month


FIRST, LAST = 2000 * 12, 2026 * 12 + 11


def states_by_id(periods: pd.DataFrame) -> States:
    """Return each feature's dated states as spans of months."""
    states: States = defaultdict(list)
    for row in records(periods):
        span = month_number(row["start"]), month_number(row["end"], end=True)
        states[row["feature_id"]].append((*span, row["status"]))
    return dict(states)


def dated(row: Mapping[str, Any], states: States) -> FeatureSpec:
    """Return what the slider needs to know of a feature; nothing if nobody dated it."""
    life: Span = month_number(row.get("start")), month_number(row.get("end"), end=True)
    known: FeatureSpec = {"states": states[row["id"]]} if row["id"] in states else {}
    if life != (None, None):
        known["life"] = life
    return known


def events_by_month(events: pd.DataFrame) -> list[tuple[int, int, str, str, str]]:
    """Return dated events as first month, last month, date, title and place's id, in order."""
    found = []
    for row in records(events):
        first = month_number(row["date"])
        if first is not None:
            last = month_number(row["end_date"] or row["date"], end=True)
            found.append((first, last or first, row["date"], row["title_en"], row["place_id"]))
    return found
