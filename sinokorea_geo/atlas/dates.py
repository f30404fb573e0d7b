"""Read partial ISO dates as the days they may mean."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from sinokorea_geo.errors import InvalidDate

__all__ = ["ALL_TIME", "Interval", "is_date", "lifetime", "parse_interval"]

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Interval:
    """A stretch of days, both ends included; an open end is the calendar's first or last day."""

    first: dt.date
    last: dt.date

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def parse_interval(date: str | dt.date) -> Interval:
    """Read a date as the days it may mean: ``2016`` is the year, ``2016-08`` the month."""
    if isinstance(date, dt.datetime):
        date = date.date()
    if isinstance(date, dt.date):
        return Interval(date, date)
    match = _ISO.fullmatch(date.strip()) if isinstance(date, str) else None
    if match is None:
        raise InvalidDate(f"{date!r} is not an ISO date; write 2016, 2016-08 or 2016-08-22")
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        first = dt.date(year, month if match[2] else 1, day if match[3] else 1)
        last_month = month if match[2] else 12
        last_day = day if match[3] else calendar.monthrange(year, last_month)[1]
        return Interval(first, dt.date(year, last_month, last_day))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise InvalidDate(f"{date!r} is not a day of the calendar ({error})") from error


def is_date(value: object) -> bool:
    """Tell whether a value is the text of a partial ISO date."""
    if not isinstance(value, str) or value != value.strip():
        return False
    try:
        parse_interval(value)
    except InvalidDate:
        return False
    return True


def lifetime(start: str | None, end: str | None) -> Interval:
    """Return the days between two partial dates; one that is empty leaves that end open."""
    first = parse_interval(start).first if start else dt.date.min
    last = parse_interval(end).last if end else dt.date.max
    return Interval(first, last)


#: Every day of the calendar.
ALL_TIME = Interval(dt.date.min, dt.date.max)
