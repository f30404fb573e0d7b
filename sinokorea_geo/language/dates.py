"""Find the dates that a text writes out, in English, Chinese and Korean.

What a text leaves open stays open: no year is taken from today's date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

import pandas as pd

from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.language.numerals import read_number
from sinokorea_geo.language.rules import alternation, read_rules

COLUMNS = ("start", "end", "surface", "date", "end_date", "partial", "how")
#: A day so many months ahead is still to come, one beyond the others was a year ago, and
#: between the two nobody can tell.
_COMING, _GONE = 2, 9
_RULES = read_rules("sinokorea_geo.language", "dates")
_MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_RULES["months"], 1) for name in names.split("|")
}
_FRAGMENTS: dict[str, str] = {**_RULES["fragments"], "words": alternation(_MONTHS)}


def _filled(pattern: str) -> str:
    """Put the fragments of a pattern in their places; fragments hold others."""
    for _ in range(3):
        for name, fragment in _FRAGMENTS.items():
            pattern = pattern.replace("{" + name.upper() + "}", fragment)
    return pattern


_PATTERNS = [re.compile(_filled(pattern), re.IGNORECASE) for pattern in _RULES["patterns"]]


@dataclass(frozen=True)
class _Parts:
    """The parts of a date as written; None for what is not there."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    end_year: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    years_from_now: int | None = None
    following: bool = False
    last: bool = False

    @property
    def partial(self) -> str:
        """What is known without a year, as truncated ISO text; empty if the year is known."""
        if self.year is not None or self.month is None:
            return ""
        return f"--{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    parts: _Parts


def find_dates(text: str, published: str = "") -> pd.DataFrame:
    """Find the dates that a text writes out.

    Parameters
    ----------
    text : str
        Plain text.
    published : str
        When the text was published, as a partial ISO date. Dates without a year are of that
        year, as papers write them; without it they stay open.

    Returns
    -------
    pandas.DataFrame
        One row a date, in the order of the text: ``start`` and ``end`` are offsets;
        ``date`` is a partial ISO date and ``end_date`` that of a stretch's last day, both
        empty where not known; ``partial`` then says what is known, such as ``--08-22``;
        ``how`` is ``written``, ``year of the article``, ``after the date before`` or
        ``year not known``.

    Raises
    ------
    InvalidDate
        If `published` is not a partial ISO date.

    Examples
    --------
    >>> found = find_dates("On Aug. 22, 2016, 2012년 10월 and 1月7日.", published="2016-08-23")
    >>> found[["surface", "date", "how"]].values.tolist()
    [['Aug. 22, 2016', '2016-08-22', 'written'], ['2012년 10월', '2012-10', 'written'], \
['1月7日', '2016-01-07', 'year of the article']]
    >>> find_dates("on Jan. 7")[["date", "partial"]].values.tolist()
    [['', '--01-07']]
    """
    if published:
        parse_interval(published)
    rows = []
    before = ""
    for found in _spans(text):
        parts = found.parts
        date, end_date, how = _resolved(parts, published, before)
        if date is None:
            continue
        surface = text[found.start : found.end]
        rows.append((found.start, found.end, surface, date, end_date, parts.partial, how))
        before = date if len(date) == 10 else before
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"start": "int64", "end": "int64"} | dict.fromkeys(COLUMNS[2:], object))


def _spans(text: str) -> list[_Found]:
    """Return what the patterns find; where two overlap, the one earlier in the table."""
    found: list[_Found] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("date")
            parts = _parts_of(match)
            if parts is None or any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append(_Found(start, end, parts))
    return sorted(found, key=lambda one: one.start)


def _resolved(parts: _Parts, published: str, before: str) -> tuple[str | None, str, str]:
    """Return the date, the last day of a stretch, and how they are known."""
    if parts.years_from_now is not None:
        if not published:
            return "", "", "year not known"
        year = int(published[:4]) + parts.years_from_now
        return _checked(parts, year, "year of the article")
    if parts.year is not None:
        return _checked(parts, parts.year, "written")
    if parts.following and before:
        first = int(before[:4])
        later = f"{parts.month:02d}-{parts.day or 31:02d}" > before[5:]
        return _checked(parts, first if later else first + 1, "after the date before")
    if not published:
        return "", "", "year not known"
    return _by_publication(parts, published)


def _by_publication(parts: _Parts, published: str) -> tuple[str | None, str, str]:
    year = int(published[:4])
    if len(published) < 7:
        return "", "", "year not known"
    assert parts.month is not None  # noqa: S101 - a date without a year has a month
    ahead = parts.month - int(published[5:7])
    if parts.last:
        year -= ahead > 0
    elif ahead > 0 and parts.day is None:
        return "", "", "year not known"  # "in December" of an August may be either
    elif _COMING < ahead <= _GONE:
        return "", "", "year not known"
    elif ahead > _GONE:
        year -= 1
    return _checked(parts, year, "year of the article")


def _checked(parts: _Parts, year: int, how: str) -> tuple[str | None, str, str]:
    """Return the dates as text, None if the calendar has no such day."""
    first = _iso(year, parts.month, parts.day)
    end_year = parts.end_year or year
    end_month = parts.end_month or (parts.month if parts.end_day else None)
    last = ""
    if parts.end_year or parts.end_month or parts.end_day:
        last = _iso(end_year, end_month, parts.end_day) or ""
    if first is None or (last and last < first):
        return None, "", how
    return first, last, how


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _parts_of(match: re.Match[str]) -> _Parts | None:
    """Return the parts of a date that a pattern found, None if they make no date."""
    held = {key: value.casefold() for key, value in match.groupdict().items() if value}
    if "decade" in held:
        first = int(held["decade"])
        return _Parts(year=first, end_year=first + 9)
    relative = re.sub(r"\s+", " ", held.get("relative", ""))
    months = _RULES["halves"].get(held.get("half", "").removeprefix("第"), (None, None))
    parts = _Parts(
        year=_number(held.get("year")),
        month=_month(held.get("month")) or months[0],
        day=_number(held.get("day")),
        end_year=_number(held.get("end_year")),
        end_month=_month(held.get("end_month")) or months[1],
        end_day=_number(held.get("end_day")),
        years_from_now=_RULES["relative"].get(relative),
        following="following" in held,
        last="last" in held,
    )
    if parts.month is not None and not 1 <= parts.month <= 12:
        return None
    return None if parts.day is not None and not 1 <= parts.day <= 31 else parts


def _month(text: str | None) -> int | None:
    return _MONTHS.get(text) or _number(text) if text else None


def _number(text: str | None) -> int | None:
    value = read_number(text) if text else None
    return None if value is None else int(value)
