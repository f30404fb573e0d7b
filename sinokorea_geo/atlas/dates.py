"""Read partial ISO dates, and index features by longitude, latitude and time."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Self

import numpy as np
import rtree

from sinokorea_geo.errors import InvalidDate

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Interval:
    """A stretch of days, both ends included; an open end is the calendar's first or last day."""

    first: dt.date
    last: dt.date

    def overlaps(self, other: Self) -> bool:
        """Tell whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def parse_interval(date: str | dt.date | np.datetime64 | int) -> Interval:
    """Read a date as the days it may mean: ``2016`` is the year, ``2016-08`` the month."""
    text: Any = date
    if isinstance(date, dt.date | np.datetime64):  # NaT is one, too
        text = str(date)[:10]
    elif isinstance(date, Integral) and not isinstance(date, bool):
        text = str(date)
    match = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise InvalidDate(f"{date!r} is not an ISO date; write 2016, 2016-08 or 2016-08-22")
    year, month, day = match.groups()
    try:
        last_month = int(month or 12)
        last_day = int(day or calendar.monthrange(int(year), last_month)[1])
        first = dt.date(int(year), int(month or 1), int(day or 1))
        return Interval(first, dt.date(int(year), last_month, last_day))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InvalidDate(f"{date!r} is not a day of the calendar ({error})") from error


def is_date(value: object) -> bool:
    """Tell whether a value is the text of a partial ISO date."""
    with suppress(InvalidDate):
        return isinstance(value, str) and value == value.strip() and bool(parse_interval(value))
    return False


def lifetime(start: str | None, end: str | None) -> Interval:
    """Return the days between two partial dates; one that is empty leaves that end open."""
    first = parse_interval(start).first if start else dt.date.min
    last = parse_interval(end).last if end else dt.date.max
    return Interval(first, last)


#: Every day of the calendar.
ALL_TIME = Interval(dt.date.min, dt.date.max)


class SpaceTimeIndex:
    """Index boxes by longitude, latitude and days, for "near here, that month" in one query."""

    def __init__(
        self, entries: Iterable[tuple[tuple[float, float, float, float], Interval]]
    ) -> None:
        self._tree = rtree.index.Index(properties=rtree.index.Property(dimension=3))
        for position, (bounds, days) in enumerate(entries):
            self._tree.insert(position, _box(bounds, days))

    def query(self, bounds: tuple[float, float, float, float], days: Interval) -> list[int]:
        """Return the positions of the entries that touch a box during some days, ascending."""
        return sorted(self._tree.intersection(_box(bounds, days)))


def _box(bounds: tuple[float, float, float, float], days: Interval) -> tuple[float, ...]:
    west, south, east, north = bounds
    return (west, south, days.first.toordinal(), east, north, days.last.toordinal())
