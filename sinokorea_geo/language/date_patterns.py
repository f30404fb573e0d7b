"""How dates are written: patterns in three languages, and what their parts mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PATTERNS", "Parts", "parts_of"]

_MONTHS = (
    "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
    "september|sept|sep october|oct november|nov december|dec"
)
_MONTH_NUMBER = {
    name: number for number, names in enumerate(_MONTHS.split(), 1) for name in names.split("|")
}
_WORDS = "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True))
#: The full stop of a shorthand; "in May." has that of its sentence.
_SHORT = r"(?:(?:(?<=jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)|(?<=sept))\.)?"
_M = rf"(?P<month>{_WORDS})\b{_SHORT}"
_M_LAST = rf"(?P<end_month>{_WORDS})\b{_SHORT}"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DAY_LAST = r"(?P<end_day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?<!\d)(?P<year>(?:1[6-9]|20)\d\d)"
_YEAR_LAST = r"(?P<end_year>(?:1[6-9]|20)\d\d)"
_TO = r"\s*(?:[-–—~～〜]|to|until|through|and|至|到)\s*"
_DASH = r"\s*[-–—~～〜]\s*"
_NUMBER = r"(?![\d%]|[.,]\d)"
_AHEAD = r"(?P<following>the following |the next )?(?P<last>last |this past )?"
_PREPOSITION = (
    r"(?:\b(?:in|since|until|till|by|from|to|of|during|before|after|for|through|and|between|or"
    r"|early|late|mid|spring|summer|autumn|fall|winter|year|circa|around|about|than|only|as of)"
    r"[ -]|\(|\b(?:first|second|last) (?:half|quarter) of )"
)
_PART = r"(?:early |late |mid-?\s?|the end of |the beginning of )?"
_HANZI_MONTH = r"(?P<month>[01]?\d|十[一二]?|[一二三四五六七八九])"
_HANZI_DAY = r"(?P<day>[0-3]?\d|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_HANZI_YEAR = r"(?<!\d)(?P<year>(?:1[6-9]|20)\d\d|[一二][〇○零一二三四五六七八九]{3})"
_RELATIVE_ZH = r"(?P<relative>去年|今年|明年|前年|本年)"
_RELATIVE_KO = r"(?P<relative>지난해|작년|올해|금년|내년|재작년|지난\s?해)"
_RELATIVES = {
    **dict.fromkeys(("去年", "지난해", "작년", "지난 해", "last year"), -1),
    **dict.fromkeys(("今年", "本年", "올해", "금년", "this year"), 0),
    **dict.fromkeys(("明年", "내년", "next year"), 1),
    **dict.fromkeys(("前年", "재작년"), -2),
}
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "상반기": (1, 6), "하반기": (7, 12),
           "first half": (1, 6), "second half": (7, 12),
           "first quarter": (1, 3), "second quarter": (4, 6),
           "third quarter": (7, 9), "fourth quarter": (10, 12),
           **{f"{word}季度": (3 * n - 2, 3 * n) for n, word in enumerate("一二三四", 1)},
           **{f"{n}분기": (3 * n - 2, 3 * n) for n in range(1, 5)}}  # fmt: skip
_HALF_ZH = r"(?P<half>[上下]半年|第?[一二三四]季度)"
_HALF_KO = r"(?P<half>[상하]반기|[1-4]분기)"
_HALF_EN = r"(?P<half>first half|second half|(?:first|second|third|fourth) quarter)"
_HANZI = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def _p(*alternatives: str, flags: re.RegexFlag = re.IGNORECASE) -> list[re.Pattern[str]]:
    return [re.compile(text, flags) for text in alternatives]


#: In the order of trust: what is found first keeps its letters.
PATTERNS = _p(
    # English, whole dates and stretches of them
    rf"\b(?P<date>{_M}\s+{_DAY}{_TO}(?:{_M_LAST}\s+)?{_DAY_LAST},?\s+{_YEAR})\b",
    rf"\b(?P<date>{_DAY}(?:{_DASH}{_DAY_LAST})?\s+{_M},?\s+{_YEAR})\b",
    rf"\b(?P<date>{_M}\s+{_DAY},?\s+{_YEAR})\b",
    rf"\b(?P<date>{_M}{_TO}{_M_LAST},?\s+(?:of\s+)?{_YEAR})\b",
    rf"\b(?P<date>{_M}\s*(?:of\s+|,\s*)?{_YEAR})\b",
    # digits
    rf"(?<![\d.-])(?P<date>{_YEAR}\s?[-./]\s?(?P<month>[01]?\d)\s?[-./]\s?{_DAY}){_NUMBER}",
    # Chinese
    rf"(?P<date>{_HANZI_YEAR}\s?年\s?{_HANZI_MONTH}\s?月\s?{_HANZI_DAY}\s?[日号號]"
    rf"(?:{_TO}(?:(?P<end_month>[01]?\d)\s?月\s?)?(?P<end_day>[0-3]?\d)\s?[日号號])?)",
    rf"(?P<date>{_HANZI_YEAR}\s?年\s?{_HANZI_MONTH}\s?月(?:份)?"
    rf"(?:{_TO}(?P<end_month>[01]?\d)\s?月(?:份)?)?)",
    rf"(?P<date>{_HANZI_YEAR}\s?年?\s?{_HALF_ZH})",
    rf"(?P<date>{_HANZI_YEAR}\s?年?{_TO}(?P<end_year>(?:1[6-9]|20)\d\d)\s?年)",
    rf"(?P<date>{_HANZI_YEAR}\s?年)(?!代)",
    rf"(?P<date>{_RELATIVE_ZH}(?!同期|同月)(?:\s?{_HANZI_MONTH}\s?月(?:份)?(?:\s?{_HANZI_DAY}\s?[日号號])?"
    rf"|{_HALF_ZH})?)",
    rf"(?<![\d一二三四五六七八九十])(?P<date>{_HANZI_MONTH}\s?月\s?{_HANZI_DAY}\s?[日号號]"
    rf"(?:{_TO}(?:(?P<end_month>[01]?\d)\s?月\s?)?(?P<end_day>[0-3]?\d)\s?[日号號])?)",
    # Korean
    rf"(?P<date>{_YEAR}\s?년\s?(?P<month>[01]?\d)\s?월\s?{_DAY}\s?일"
    rf"(?:{_DASH}(?:(?P<end_month>[01]?\d)\s?월\s?)?(?P<end_day>[0-3]?\d)\s?일)?)",
    rf"(?P<date>{_YEAR}\s?년\s?(?P<month>[01]?\d)\s?월(?:{_DASH}(?P<end_month>[01]?\d)\s?월)?)",
    rf"(?P<date>{_YEAR}\s?년\s?{_HALF_KO})",
    rf"(?P<date>{_YEAR}\s?년?{_DASH}{_YEAR_LAST}\s?년)(?!대)",
    rf"(?P<date>{_YEAR}\s?년)(?!대)",
    rf"(?P<date>{_RELATIVE_KO}(?!\s?(?:같은|동기|동월|대비|보다))(?:\s?(?P<month>[01]?\d)\s?월(?:\s?{_DAY}\s?일)?|\s?{_HALF_KO})?)",
    rf"(?<!\d)(?P<date>(?P<month>[01]?\d)\s?월\s?{_DAY}\s?일"
    rf"(?:{_DASH}(?:(?P<end_month>[01]?\d)\s?월\s?)?(?P<end_day>[0-3]?\d)\s?일)?)",
    r"(?<!\d)(?P<last>지난\s?)(?P<date>(?P<month>[01]?\d)\s?월)(?!\s?\d)",
    # English, what leaves something open
    rf"(?P<date>\b{_HALF_EN}s?\s+of\s+{_YEAR})\b",
    rf"(?<!\d)(?P<date>{_YEAR}{_DASH}{_YEAR_LAST})(?!\d)",
    rf"{_AHEAD}\b(?P<date>{_M}\s+{_DAY}(?:{_DASH}(?:{_M_LAST}\s+)?{_DAY_LAST})?){_NUMBER}\b",
    rf"{_AHEAD}\b(?P<date>{_DAY}\s+(?P<month>{_WORDS})\b)",
    r"\b(?P<date>(?P<decade>(?:1[6-9]|20)\d0)s)\b",
    r"(?P<date>(?P<decade>(?:1[6-9]|20)\d0)\s?(?:年代|년대))",
    r"(?<!on )(?<!than )(?<!from )(?<!to )(?P<date>\b(?P<relative>(?:last|this|next) year))\b",
    rf"{_PREPOSITION}(?:the )?(?P<date>{_YEAR}){_NUMBER}(?![-–]\d)\b(?!\s*(?:km|m|metres|meters|"
    r"tonnes|tons|people|years|miles)\b)",
    rf"\b(?:in|since|until|by|during|from|of|after|before) {_PART}(?P<last>last |this )?"
    rf"(?P<date>{_M})(?!\s*\d)",
    rf"\b(?P<last>last |this past )(?P<date>{_M})(?!\s*\d)",
    rf"\b(?:early|late|mid)[ -]?(?P<date>{_M})(?!\s*\d)",
)


@dataclass(frozen=True)
class Parts:
    """The parts of a date as written; None for what is not there.

    Parameters
    ----------
    year, month, day, end_year, end_month, end_day : int or None
        As written, the last three of a stretch's end.
    years_from_now : int or None
        0 for this year, -1 for last year.
    following : bool
        Whether it comes next after the date before it.
    last : bool
        Whether the text says that it has passed.
    """

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


def parts_of(match: re.Match[str]) -> Parts | None:
    """Return the parts of a date that a pattern found, None if they make no date."""
    held = {key: value for key, value in match.groupdict().items() if value}
    if "decade" in held:
        first = int(held["decade"])
        return Parts(year=first, end_year=first + 9)
    relative = held.get("relative", "").casefold()
    months = _HALVES.get(held.get("half", "").casefold().removeprefix("第"), (None, None))
    month, end_month = _month(held.get("month")), _month(held.get("end_month"))
    parts = Parts(
        year=_year(held.get("year")),
        month=month or months[0],
        day=_number(held.get("day")),
        end_year=_year(held.get("end_year")),
        end_month=end_month or months[1],
        end_day=_number(held.get("end_day")),
        years_from_now=_RELATIVES.get(re.sub(r"\s+", " ", relative)) if relative else None,
        following="following" in held,
        last="last" in held,
    )
    if parts.month is not None and not 1 <= parts.month <= 12:
        return None
    if parts.day is not None and not 1 <= parts.day <= 31:
        return None
    return parts


def _year(text: str | None) -> int | None:
    return int("".join(_HANZI.get(c, c) for c in text)) if text else None


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdecimal() else _hanzi(text)


def _hanzi(text: str) -> int:
    """Return a number up to 39 that is written in hanzi."""
    tens, ten, ones = text.rpartition("十") if "十" in text else ("", "", text)
    last = int(_HANZI[ones]) if ones else 0
    return last + (10 * int(_HANZI[tens]) if tens else 10 if ten else 0)


def _month(text: str | None) -> int | None:
    if not text:
        return None
    return _MONTH_NUMBER.get(text.casefold()) or _number(text)
