"""Numbers with units that a text states, in English, Chinese and Korean.

Libraries for this know English only, and bring a dictionary of the whole of physics; an article
on this border uses some forty units, and writes half of them in hanzi or hangul.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from sinokorea_geo.language.numerals import NUMERAL, value_of
from sinokorea_geo.language.unit_names import AFTER, BEFORE, unit_named

__all__ = ["COLUMNS", "find_amounts"]

COLUMNS = ("start", "end", "surface", "value", "upper", "unit", "dimension")

_TO = r"(?:\s?[-–—~～〜至到]\s?| to | and )"
_JOINT = r"[\s\u00a0-]{0,2}"
#: What a number is not part of: a longer number, a Latin word, a price.
_ALONE = r"(?<![A-Za-z0-9.,$€¥₩〇零一二三四五六七八九十百千万亿])"
_OR_SO = r"(?:\s?[余餘多来여]\s?)?"
_NUMBER_FIRST = re.compile(
    rf"{_ALONE}(?P<low>{NUMERAL})(?:{_TO}(?P<high>{NUMERAL}))?{_OR_SO}{_JOINT}(?P<unit>{AFTER})",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(
    rf"(?<![A-Za-z0-9])(?P<unit>{BEFORE})\s?(?P<low>{NUMERAL})(?:{_TO}(?P<high>{NUMERAL}))?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?P<low>(?:a|one|two|three)[ -](?:half|third|quarter|fifth|tenth)s?)\b"
    r"(?! (?:nuclear|time|day|year|round|plenary|place|test))",
    re.IGNORECASE,
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_HOW_MANY = {"a": 1, "one": 1, "two": 2, "three": 3}


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    dimension: str


def find_amounts(text: str) -> pd.DataFrame:
    """Find the numbers with units that a text states.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    pandas.DataFrame
        One row a quantity, in the order of the text: ``start`` and ``end`` are offsets;
        ``value`` and, of a range, ``upper`` are in ``unit``; ``dimension`` is ``length``,
        ``area``, ``mass``, ``money``, ``share``, ``power``, ``speed`` or ``count``.
        Multipliers are worked in: 3.5 billion dollars are 3500000000 USD.

    Examples
    --------
    >>> found = find_amounts("A 3-km bridge, $2.5 million, 470㎢, 运距约五十公里, 60억 달러")
    >>> found[["surface", "value", "unit"]].values.tolist()
    [['3-km', 3.0, 'km'], ['$2.5 million', 2500000.0, 'USD'], ['470㎢', 470.0, 'km2'], \
['五十公里', 50.0, 'km'], ['60억 달러', 6000000000.0, 'USD']]
    """
    found: list[_Found] = []
    taken = bytearray(len(text))
    for pattern in (_UNIT_FIRST, _NUMBER_FIRST, _FRACTION):
        for match in pattern.finditer(text):
            one = _read(match)
            if one is None or any(taken[one.start : one.end]):
                continue
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    found.sort(key=lambda one: one.start)
    rows = [
        (f.start, f.end, text[f.start : f.end], f.value, f.upper, f.unit, f.dimension)
        for f in found
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(
        {"start": "int64", "end": "int64", "value": "float64", "upper": "float64"}
        | dict.fromkeys(("surface", "unit", "dimension"), object)
    )


def _read(match: re.Match[str]) -> _Found | None:
    held = match.groupdict()
    if "unit" not in held:
        words = re.split(r"[ -]", held["low"].casefold())
        share = 100 * _HOW_MANY[words[0]] / _PARTS[words[1].rstrip("s")]
        return _Found(*match.span(), round(share, 1), None, "%", "share")
    unit = unit_named(held["unit"])
    low = value_of(held["low"])
    if unit is None or low is None or (held["unit"] == "대" and low < 10):
        return None  # 3대 are three generations as often as three vehicles
    high = value_of(held["high"]) if held.get("high") else None
    if held.get("high") and high is None:
        return None
    if high is not None and low < high and (word := _multiplier(held["high"])):
        # "2 to 3 million" are both millions.
        low = low if _multiplier(held["low"]) else low * word
    if high is not None and high < low:
        return None
    return _Found(*match.span(), low, high, unit.symbol, unit.dimension)


def _multiplier(text: str | None) -> float:
    """Return what the word after a number multiplies it by, 0 if there is none."""
    number = re.match(r"[\d.,]+", text or "")
    if not number or not text:
        return 0.0
    whole, bare = value_of(text), value_of(number.group())
    return whole / bare if whole and bare and whole > bare else 0.0
