"""Find numbers with their units in English, Chinese and Korean text."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from sinokorea_geo.language.normalise import lowered
from sinokorea_geo.language.numerals import MONEY, NUMERAL, numeral_starts, read_number
from sinokorea_geo.language.rules import Patterns, alternation, read_rules
from sinokorea_geo.language.units import UNIT_AFTER, UNIT_BEFORE, Unit, unit_beside, unit_of


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or a range in a text, `low` to `high`, with its unit; its qualifier stands apart.

    It is a gloss if it repeats in brackets the one before it: "795 km (494 mi)".
    """

    start: int
    end: int
    low: float
    high: float
    unit: Unit
    qualifier: str
    surface: str
    is_gloss: bool = False

    @property
    def is_range(self) -> bool:
        """Whether the text gives two ends."""
        return self.high > self.low

    @property
    def stated(self) -> str:
        """The number as the table of claims writes it: ``1420``, or ``30/40`` for a range."""
        ends = [f"{value:.12g}" for value in (self.low, self.high)]
        return "/".join(dict.fromkeys(ends))

    @property
    def dimension(self) -> str:
        """The unit's dimension."""
        return self.unit.dimension


_RULES = read_rules("sinokorea_geo.language", "quantities")
_PATTERNS = Patterns(
    {
        **_RULES["patterns"],
        **{name: alternation(_RULES[name]) for name in ("to", "between", "or_so")},
        "numeral": NUMERAL,
        "money": MONEY,
        "unit_after": UNIT_AFTER,
        "unit_before": UNIT_BEFORE,
    },
    small=True,
)
#: A word, and not the end of a longer one: "handsome".
_BEFORE: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:(?<![a-z])|(?![a-z]))(?:{'|'.join(map(re.escape, words))})$")
    for name, words in _RULES["before"].items()
}
_AFTER: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\s*(?:{alternation(words)})") for name, words in _RULES["after"].items()
}
#: "USD", and not "usd".
_SIGN = re.compile(UNIT_BEFORE)
_WINDOW = 24


def find_quantities(text: str) -> list[Quantity]:
    """Find the numbers with units in a text, in its order; 3.5 billion dollars are 3500000000 USD.

    >>> found = find_quantities("about 1,420 kilometres, 30 to 40 km, 一千四百公里, 11.45㎢")
    >>> [(q.stated, q.unit.symbol, q.qualifier) for q in found]
    [('1420', 'km', 'about'), ('30/40', 'km', 'exact'), ('1400', 'km', 'exact'), \
('11.45', 'km2', 'exact')]
    """
    small = lowered(text)
    found: list[Quantity] = []
    end = 0
    signs = (match.start() for match in _SIGN.finditer(text))
    for start in sorted({*numeral_starts(small), *signs}):
        one = _read_at(text, small, start) if start >= end else None
        if one is not None:
            found.append(one)
            end = one.end
    return _marked_glosses(text, _joined_ranges(text, found))


def _read_at(text: str, small: str, start: int) -> Quantity | None:
    for name in ("unit_first", "fraction", "number_first"):
        match = _PATTERNS[name].match(small, start)
        if match:
            one = _fraction(text, match) if name == "fraction" else _read(text, match)
            if one is not None:
                return one
    return None


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    low, high = read_number(match["low"]), read_number(match["high"] or match["low"])
    if low is None or high is None:
        return None
    start = match.start()
    before = match.string[max(0, start - 9) : start]
    if match["and"] and not _PATTERNS["after_between"].search(before):
        if start == match.start("unit"):
            return None
        start, low = match.start("high"), high  # "in 2015 and 30 km": two numbers
    if low < high:
        low *= _shared_multiplier(match)  # "2 to 3 million" are both millions
    unit = unit_beside(text[slice(*match.span("unit"))], low)
    if unit is None or high < low:
        return None
    end = match.end()
    return Quantity(start, end, low, high, unit, _qualifier(match, start), text[start:end])


def _shared_multiplier(match: re.Match[str]) -> float:
    """Return what the word after the higher number multiplies the lower one by."""
    if match["high"].isdecimal():
        return 1.0
    factors = []
    for group in ("low", "high"):
        bare = re.match(r"[\d.,]+", match[group])
        value, whole = read_number(bare.group()) if bare else None, read_number(match[group])
        factors.append(whole / value if value and whole else 1.0)
    low, high = factors
    return high if low == 1.0 else 1.0


def _fraction(text: str, match: re.Match[str]) -> Quantity | None:
    if match["top"]:
        above = read_number("one" if match["top"].lower() == "a" else match["top"])
        below = _RULES["parts"][match["part"].lower()]
    else:
        above, below = read_number(match["above"]), read_number(match["below"])
    if above is None or below is None or not above < below or below == 100:
        return None
    share = round(100 * above / below, 1)
    start, end = match.span()
    said = text[start:end]
    return Quantity(start, end, share, share, unit_of("%"), _qualifier(match, start), said)


def _qualifier(match: re.Match[str], start: int) -> str:
    before = match.string[max(0, start - _WINDOW) : start].rstrip()
    words = (name for name, word in _BEFORE.items() if word.search(before))
    after = (name for name, one in _AFTER.items() if one.match(match.string, match.end()))
    return next(words, None) or next(after, "exact")


def _joined_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join "30 km to 40 km" to one range."""
    joined: list[Quantity] = []
    for one in found:
        before = joined[-1] if joined else None
        joins = before and _PATTERNS["to"].fullmatch(text, before.end, one.start)
        if before and joins and before.unit == one.unit and before.high == before.low < one.low:
            surface = text[before.start : one.end]
            joined[-1] = replace(before, end=one.end, high=one.high, surface=surface)
        else:
            joined.append(one)
    return joined


def _marked_glosses(text: str, found: list[Quantity]) -> list[Quantity]:
    marked = found[:1]
    for before, one in pairwise(found):
        bracket = _PATTERNS["bracket"].fullmatch(text, before.end, one.start)
        is_gloss = bracket is not None and before.dimension == one.dimension
        marked.append(replace(one, is_gloss=True) if is_gloss else one)
    return marked
