"""Read the words of claims, and a number with its wording as what may be true."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sinokorea_geo.errors import InvalidQuantity, encodable
from sinokorea_geo.language.rules import alternation, read_rules

#: What ``rules/words.toml`` holds.
WORDS = read_rules("sinokorea_geo.claims", "words")


@dataclass(frozen=True)
class Measure:
    """A way to test a claim; the keys are those of ``rules/words.toml``."""

    words: str
    dimensions: list[str]
    aliases: list[str]
    by: list[str]
    beside: Sequence[str] = ()
    pair: bool = False
    numeric: bool = True
    plain_subject: bool = False
    plain_object: bool = False
    areal: bool = False
    silent: str = "the atlas holds nothing to measure it by"


def _names_of(table: str) -> dict[str, str]:
    return {word: name for name, row in WORDS[table].items() for word in (name, *row["words"])}


MEASURES: dict[str, Measure] = {name: Measure(**row) for name, row in WORDS["measures"].items()}
_MEASURE_OF: dict[str, str] = {
    word: name for name, row in MEASURES.items() for word in (name, *row.aliases)
}
#: How far a qualifier lets the truth lie below and above the number, as shares of it; None for
#: no limit. The last digit's half place is allowed besides, except by a strict bound.
QUALIFIERS: dict[str, tuple[float | None, float | None]] = {
    name: (row.get("below"), row.get("above")) for name, row in WORDS["qualifiers"].items()
}
_QUALIFIER_OF = _names_of("qualifiers")
#: The eight winds in degrees clockwise from north.
COMPASS: dict[str, float] = {name: row["degrees"] for name, row in WORDS["compass"].items()}
_WIND_OF, _RELATION_OF = _names_of("compass"), _names_of("relations")


def measure_named(text: str) -> str:
    """Return the name of a measure from a word such as ``straight line`` or ``면적``."""
    key = "-".join(text.casefold().replace("_", " ").split())
    if key not in _MEASURE_OF:
        raise InvalidQuantity(
            f"unknown measure {text!r}; write one of {', '.join(MEASURES)}, or leave it out"
        )
    return _MEASURE_OF[key]


def qualifier_of(text: str) -> str:
    """Return the rule that a word such as ``around``, ``约`` or ``이상`` follows."""
    folded = unicodedata.normalize("NFC", text).casefold().strip().rstrip(".")
    for form in (folded, folded.replace("-", " "), folded.replace("_", " ")):
        if form in _QUALIFIER_OF:
            return _QUALIFIER_OF[form]
    raise InvalidQuantity(
        f"unknown qualifier {text!r}; write one of {', '.join(sorted(QUALIFIERS))}"
    )


def wind_of(text: str) -> str:
    """Return the wind that a word names, such as ``southeast`` for 东南 or ``SE``; else nothing."""
    word = text.casefold().strip().removesuffix(" of").removesuffix("-of")
    word = word.replace("-", "").replace(" ", "").rstrip(WORDS["sides"]["endings"])
    return _WIND_OF.get(word, "")


def relation_of(text: str) -> str:
    """Return the relation that a word names, such as ``upstream`` for 상류; else nothing."""
    word = text.casefold().strip().removesuffix(" of").removesuffix("-of")
    return _RELATION_OF.get("-".join(word.split()), "")


#: A number's last digit never loosens it by more than this share.
_MOST_ROUNDING = 0.05
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_RANGE = re.compile(
    rf"({_NUMBER.pattern})\s*{alternation(WORDS['ranges']['to'])}\s*({_NUMBER.pattern})"
)


@dataclass(frozen=True)
class Window:
    """What may be true if a claim is: from low to high, infinite where there is no limit."""

    low: float
    high: float
    stated: float

    def scaled(self, factor: float) -> Window:
        """Return the window in another unit."""
        return Window(self.low * factor, self.high * factor, self.stated * factor)

    def holds(self, low: float, high: float) -> bool:
        """Tell whether a measured interval reaches into the window, rounding aside."""
        rounding = 1e-9 * max(abs(self.stated), abs(low), 1e-12)
        return low <= self.high + rounding and high >= self.low - rounding


def read_window(stated: object, qualifier: str, *, counted: bool = False) -> Window:
    """Read a number, or a range of two, as the window that its wording allows.

    >>> read_window("50", "about")
    Window(low=47.5, high=52.5, stated=50.0)
    >>> read_window("1416", "exact")
    Window(low=1415.5, high=1416.5, stated=1416.0)
    """
    down, up = QUALIFIERS[qualifier_of(qualifier)]
    text = unicodedata.normalize("NFKC", plain_text(stated)).strip()
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.replace("\N{MINUS SIGN}", "-"))
    both = _RANGE.fullmatch(text)
    ends = (both[1], both[2]) if both else (text, text)
    if not all(_NUMBER.fullmatch(end) for end in ends):
        raise InvalidQuantity(f"{stated!r} is not a number; write one such as 50, 1416 or 48-54")
    low, high = (float(end) for end in ends)
    if low > high or not (math.isfinite(low) and math.isfinite(high)):
        raise InvalidQuantity(f"{stated!r} is no range; write the smaller finite number first")
    strict = down is None or up is None
    low_room, high_room = (
        0.0 if strict or (counted and end.strip("+-0").isdigit()) else _rounding(end)
        for end in ends
    )
    return Window(
        low=-math.inf if down is None else low - max(low_room, down * abs(low)),
        high=math.inf if up is None else high + max(high_room, up * abs(high)),
        stated=(low + high) / 2,
    )


def plain_text(value: object) -> str:
    """Return a cell as text: whole numbers without a fraction, yes and no in small letters."""
    if isinstance(value, bool):
        return str(value).casefold()
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    return str(int(value)) if isinstance(value, float) and whole else encodable(str(value))


def _rounding(number: str) -> float:
    """Return half the place of the last digit that is not nought, at most 5 %."""
    exact = Decimal(number) if "." in number else Decimal(number).normalize()
    place = float(Decimal(1).scaleb(int(exact.as_tuple().exponent)))
    return min(place / 2, _MOST_ROUNDING * abs(float(number)))
