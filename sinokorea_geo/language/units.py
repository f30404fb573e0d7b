"""Read units of measure by the names that texts and tables give them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from sinokorea_geo.atlas.lengths import LENGTHS
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language.rules import alternation, read_rules


@dataclass(frozen=True)
class Unit:
    """A unit: its `symbol`, what it measures (`dimension`), and how many base units it is.

    Base units are metres, square metres, tonnes, megawatts, km/h, percent, degrees, days, things
    and units of a currency; a claim without a number has an empty dimension.
    """

    symbol: str
    dimension: str
    factor: float


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    folded = folded.replace("²", "2").replace("^2", "2").replace(".", "")
    return re.sub(r"[\s_-]+", "-", folded)


def _ended(pattern: str) -> str:
    """Let a name in Latin letters end with its word, and one syllable of Korean with it, too."""
    if re.search(r"[a-zA-Z]{2}|[a-zA-Z]\)|^[a-zA-Z]", pattern):
        return rf"{pattern}(?![A-Za-z0-9²³])"
    return pattern + (r"(?![가-힣]{2})" if len(pattern) == 1 and "가" <= pattern <= "힣" else "")


_TABLE = [*LENGTHS, *read_rules("sinokorea_geo.language", "units")["unit"]]
_ROWS = [(row, Unit(row["symbol"], row["dimension"], float(row["factor"]))) for row in _TABLE]
_NAMES = {_fold(name): unit for row, unit in _ROWS for name in (unit.symbol, *row.get("names", ()))}
_NAMES[""] = Unit("", "", 1.0)
_PATTERNS = [
    (re.compile(_ended(pattern), re.IGNORECASE), unit, row.get("least", 0))
    for row, unit in _ROWS
    for pattern in (*row.get("after", ()), *row.get("before", ()))
]
#: What may follow a number, and what may stand before it.
UNIT_AFTER = alternation(_ended(one) for row in _TABLE for one in row.get("after", ()))
UNIT_BEFORE = alternation(one for row in _TABLE for one in row.get("before", ()))


def unit_of(text: str) -> Unit:
    """Return the unit of a name in English, Chinese or Korean; an empty name is no unit.

    >>> unit_of("㎢").symbol, unit_of("miles").factor, unit_of("리").factor
    ('km2', 1609.344, 392.7272727272727)
    """
    known = _NAMES.get(_fold(text)) if isinstance(text, str) else None
    found = known or (_matched(text.strip())[0] if isinstance(text, str) else None)
    if found is None:
        listed = ", ".join(dict.fromkeys(unit.symbol for _, unit in _ROWS))
        raise InvalidQuantity(f"unknown unit {text!r}; write one of {listed}")
    return found


@cache
def _matched(text: str) -> tuple[Unit | None, float]:
    """Return the unit that a text writes beside a number, and the least number it goes with."""
    for pattern, unit, least in _PATTERNS:
        if pattern.fullmatch(text):
            return unit, least
    return None, 0.0


def unit_beside(text: str, number: float) -> Unit | None:
    """Return the unit that a text writes beside a number; None if it is none with that number."""
    unit, least = _matched(text.strip())
    return unit if number >= least else None
