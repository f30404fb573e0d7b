"""Dates as days, for the page's time line."""

from __future__ import annotations

import datetime as dt

from sinokorea_geo.atlas.dates import parse_interval

__all__ = ["days_of"]


def days_of(date: str, end_date: str) -> tuple[int, int]:
    """Return the first and the last day of a date or a stretch, as days since 1970.

    Examples
    --------
    >>> days_of("1970-01-02", ""), days_of("1970", "")
    ((1, 1), (0, 364))
    """
    first = parse_interval(date)
    last = parse_interval(end_date) if end_date else first
    epoch = dt.date(1970, 1, 1)
    return (first.first - epoch).days, max((first.last - epoch).days, (last.last - epoch).days)
