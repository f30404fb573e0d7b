"""Numbers with their units, as print writes them in English, Chinese and Korean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Quantity", "find_quantities"]

_LENGTHS = {
    "km": r"km\b|kms\b|㎞|kilomet(?:er|re)s?\b|公里|千米|킬로미터|킬로(?!그램)",
    "mi": r"mi\b|miles?\b|英里|마일",
    "m": r"m\b(?!\s*/)|met(?:er|re)s?\b|米|미터",
}
_AREAS = {
    "km2": r"km2\b|km²|㎢|sq\.?\s?km\b|square[\s-]kilomet(?:er|re)s?\b|平方公里|平方千米"
    r"|제곱킬로미터|평방킬로미터",
    "mi2": r"sq\.?\s?mi\b|square[\s-]miles?\b|平方英里",
    "m2": r"m2\b|m²|㎡|square[\s-]met(?:er|re)s?\b|平方米|제곱미터|평방미터",
    "ha": r"ha\b|hectares?\b|公顷|헥타르",
    "acre": r"acres?\b|英亩|에이커",
    "mu": r"mu\b|亩",
    "pyeong": r"pyeong\b|pyong\b|평(?!방|안|양)",
}
_COUNTS = {
    "crossings": r"(?:of the |border |official |land )*"
    r"(?:crossings?\b|crossing points?\b|kouans?\b)|个(?:边境)?口岸|개(?:의)?\s?(?:국경\s?)?통상구",
    "bridges": r"(?:of the )?bridges?\b|座(?:大)?桥|개(?:의)?\s?다리",
    "%": r"%|％|per\s?cent\b|percent\b|퍼센트|프로\b",
}
_UNITS = {**_AREAS, **_LENGTHS, **_COUNTS}  # the longer spellings first: ㎢ before ㎞, m2 before m
_NUMBER = r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.,])\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?P<number>{_NUMBER})[\s\u00a0\u00ad-]*(?P<thousand>[万萬만]\s?)?"
    + "(?:"
    + "|".join(f"(?P<u{i}>{pattern})" for i, pattern in enumerate(_UNITS.values()))
    + ")",
    re.IGNORECASE,
)
_SYMBOLS = list(_UNITS)
_BEFORE = (
    (r"(?:more than|over|in excess of|exceeding|超过|逾)\s*$", "more-than"),
    (r"(?:at least|no less than|至少|不少于|최소)\s*$", "at-least"),
    (r"(?:less than|fewer than|under|不到|不足)\s*$", "less-than"),
    (r"(?:up to|no more than|at most|within|最多|최대)\s*$", "at-most"),
    (r"(?:nearly|almost|close to|近|将近|接近|거의)\s*$", "nearly"),
    (
        r"(?:about|around|approximately|approx\.?|roughly|some|circa|ca\.|~|约|大约|约为|大概|약|대략)"
        r"\s*$",
        "about",
    ),
)
_AFTER = (
    (r"\s*(?:多|이상|余|여)", "more-than"),
    (r"\s*(?:左右|정도|가량|or so\b)", "about"),
    (r"\s*(?:以内|이내|以下|이하)", "at-most"),
    (r"\s*(?:以上)", "at-least"),
    (r"\s*(?:미만)", "less-than"),
)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit in a text.

    Parameters
    ----------
    start, end : int
        Where it stands, its qualifier left out.
    stated : str
        The number, without separators of thousands.
    unit : str
        ``km``, ``mi``, ``m``, ``km2``, ``ha``, ..., ``crossings``, ``bridges`` or ``%``.
    qualifier : str
        ``exact``, ``about``, ``nearly``, ``more-than``, ``at-least``, ``less-than``,
        ``at-most``.
    """

    start: int
    end: int
    stated: str
    unit: str
    qualifier: str

    @property
    def kind(self) -> str:
        """``length``, ``area``, ``share`` or ``count``."""
        if self.unit in _LENGTHS:
            return "length"
        if self.unit in _AREAS:
            return "area"
        return "share" if self.unit == "%" else "count"


def find_quantities(text: str) -> Iterator[Quantity]:
    """Find the lengths, areas, shares and counts of crossings in a text.

    Parameters
    ----------
    text : str
        The text.

    Yields
    ------
    Quantity
        In order.

    Examples
    --------
    >>> [(q.stated, q.unit, q.qualifier) for q in find_quantities("about 1,420 kilometres")]
    [('1420', 'km', 'about')]
    """
    for match in _QUANTITY.finditer(text):
        position = next(i for i in range(len(_SYMBOLS)) if match[f"u{i}"] is not None)
        number = match["number"].replace(",", "")
        if match["thousand"]:
            number = f"{float(number) * 10_000:g}" if "." in number else f"{number}0000"
        yield Quantity(
            match.start(),
            match.end(),
            number,
            _SYMBOLS[position],
            _qualifier(text, match.start(), match.end()),
        )


def _qualifier(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 24) : start], text[end : end + 8]
    for pattern, name in _BEFORE:
        if re.search(pattern, before, re.IGNORECASE):
            return name
    for pattern, name in _AFTER:
        if re.match(pattern, after, re.IGNORECASE):
            return name
    return "exact"
