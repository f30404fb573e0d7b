"""Find the dates that a text writes out, in English, Chinese and Korean.

What a text leaves open stays open: no year is taken from today's date.
"""

import re

import numpy as np
import pandas as pd

from sinokorea_geo.atlas.dates import is_date, parse_interval
from sinokorea_geo.language.normalise import lowered
from sinokorea_geo.language.numerals import read_number
from sinokorea_geo.language.rules import Patterns, alternation, read_rules

COLUMNS = ("start", "end", "surface", "date", "end_date", "partial", "how")
#: A day so many months ahead is still to come, one beyond the others was a year ago, and
#: between the two nobody can tell.
_COMING, _GONE = 2, 9
_RULES = read_rules("sinokorea_geo.language", "dates")
_MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_RULES["months"], 1) for name in names.split("|")
}
_FRAGMENTS = Patterns({**_RULES["fragments"], "words": alternation(_MONTHS)}, small=True)
_NUMBERS = ("year", "month", "day", "end_year", "end_month", "end_day")
_PATTERNS = [(one["near"], _FRAGMENTS.compiled(one["text"])) for one in _RULES["patterns"]]
_REACH = 60  # no date is so many letters longer than what it must hold, blanks apart
#: The parts of a date as written, by the names of the patterns' groups; None for what is not there.
Parts = dict[str, int | None]


def find_dates(text: str, published: str = "") -> pd.DataFrame:
    """Find the dates that a text writes out.

    A row holds offsets (``start``, ``end``), the partial ISO date (``date``, ``end_date`` of a
    stretch), what is known where the year is not (``partial``) and ``how`` it was read. Dates
    without a year are of the year of `published`, a partial ISO date, as papers write them.
    """
    if published:
        parse_interval(published)
    rows = []
    before = ""
    for start, end, parts in _spans(text):
        year, how = _year(parts, published, before)
        dates = _written(parts, year) if year is not None else ("", "")
        if dates is None:
            continue
        rows.append((start, end, text[start:end], *dates, _partial(parts), how))
        before = dates[0] if len(dates[0]) == 10 else before
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"start": "int64", "end": "int64"} | dict.fromkeys(COLUMNS[2:], object))


def _partial(parts: Parts) -> str:
    """Return what is known without a year, as truncated ISO text; empty if the year is known."""
    if parts["year"] is not None or parts["month"] is None:
        return ""
    return f"--{parts['month']:02d}" + (f"-{parts['day']:02d}" if parts["day"] else "")


def _spans(text: str) -> list[tuple[int, int, Parts]]:
    """Return what the patterns find; where two overlap, the one earlier in the table."""
    found: list[tuple[int, int, Parts]] = []
    taken = bytearray(len(text))
    small = lowered(text)
    stretches = _stretches(small)
    for near, pattern in _PATTERNS:
        for match in (one for ends in stretches[near] for one in pattern.finditer(small, *ends)):
            start, end = match.span("date")
            parts = _parts_of(match)
            if parts is None or any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, parts))
    return sorted(found, key=lambda one: one[0])


def _stretches(small: str) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of a text near what a date must hold, by the name of that."""
    letters = np.frombuffer(small.encode("utf-32-le", "surrogatepass"), dtype="<U1")
    inked = np.flatnonzero(~np.char.isspace(letters)).astype(np.int32)
    found = {}
    for near in {near for near, _ in _PATTERNS}:
        at = np.searchsorted(inked, [match.start() for match in _FRAGMENTS[near].finditer(small)])
        starts = inked[np.maximum(at - _REACH, 0)]
        ends = inked[np.minimum(at + _REACH, len(inked) - 1)] + 1
        apart = starts[1:] > ends[:-1]
        first, last = np.append(True, apart)[: len(at)], np.append(apart, True)[: len(at)]
        found[near] = list(zip(starts[first].tolist(), ends[last].tolist(), strict=True))
    return found


def _year(parts: Parts, published: str, before: str) -> tuple[int | None, str]:
    """Return the year of a date, None if nobody can tell, and how it is known."""
    unknown, article = (None, "year not known"), "year of the article"
    if parts["relative"] is not None and published:
        return int(published[:4]) + parts["relative"], article
    if parts["year"] is not None:
        return parts["year"], "written"
    month = parts["month"] or 0
    if parts["following"] and before:
        later = f"{month:02d}-{parts['day'] or 31:02d}" > before[5:]
        return int(before[:4]) + (not later), "after the date before"
    if len(published) < 7:
        return unknown
    year, ahead = int(published[:4]), month - int(published[5:7])
    open_ended = ahead > 0 and parts["day"] is None  # "in December" of an August may be either
    if not parts["last"] and (_COMING < ahead <= _GONE or open_ended):
        return unknown
    return year - (ahead > (0 if parts["last"] else _GONE)), article


def _written(parts: Parts, year: int) -> tuple[str, str] | None:
    """Return the first and last day as text, None if the calendar has no such day."""
    first, last = _iso(year, parts["month"], parts["day"]), ""
    end_year, end_month, end_day = (parts[f"end_{name}"] for name in ("year", "month", "day"))
    if end_year or end_month or end_day:
        end_month = end_month or (parts["month"] if end_day else None)
        last = _iso(end_year or year, end_month, end_day) or ""
    if first is None or (last and last < first):
        return None
    return first, last


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    text = "-".join(f"{part:02d}" for part in (year, month, day) if part is not None)
    return text if is_date(text) else None


def _parts_of(match: re.Match[str]) -> Parts | None:
    """Return the parts of a date that a pattern found, None if they make no date."""
    held = {key: value.casefold() for key, value in match.groupdict().items() if value}
    parts = {name: _number(held.get(name)) for name in _NUMBERS}
    parts |= {name: int(name in held) for name in ("following", "last")}
    parts["relative"] = _RULES["relative"].get(re.sub(r"\s+", " ", held.get("relative", "")))
    half = _RULES["halves"].get(held.get("half", "").removeprefix("第"), (None, None))
    for name, month in zip(("month", "end_month"), half, strict=True):
        parts[name] = parts[name] or month
    decade = _number(held.get("decade"))
    if decade:
        parts |= {"year": decade, "end_year": decade + 9}
    month, day = parts["month"], parts["day"]
    fits = (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)
    return parts if fits else None


def _number(text: str | None) -> int | None:
    value = _MONTHS.get(text) or read_number(text) if text else None
    return None if value is None else int(value)
