"""Match sentences, with their places and quantities as single characters, against patterns."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Literal

import numpy as np

from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.claims.words import MEASURES
from sinokorea_geo.language.normalise import GONE, codes_of, lowered, mapped, plain_letter, text_of
from sinokorea_geo.language.quantities import Quantity
from sinokorea_geo.language.rules import Patterns, read_rules
from sinokorea_geo.toponyms.mentions import Mention

#: Where the characters begin that stand for places, quantities and dates in a skeleton; and the
#: character that stands for the border of China and North Korea.
_PLACES, _QUANTITIES, _DATES = 0xE000, 0xE800, 0xF000
_BORDER_MARK = "\uf800"
_MOST = 0x400  # so many of each are told apart in one sentence
_MOST_PLACES = 3  # no pattern names more places
_PLACES_RANGE = "\ue000-\ue7ff"
_PLACE, _QUANTITY, _DATE = f"[{_PLACES_RANGE}]", "[\ue800-\uefff]", "[\uf000-\uf4ff]"
_BRACKETS = re.compile(r"\s?[(（][^()（）]{1,60}[)）]")
_QUOTES = frozenset('"“”„«»《》「」『』')
_HANGUL, _HAN, _LATIN = (re.compile(one) for one in ("[가-힣]+", "[\u4e00-\u9fff]+", "[A-Za-z]+"))
_OPENING = 1_000_000  # so much of a text tells its language
_PARTS = {"S": f"(?P<s>{_PLACE})", "P": f"(?P<p>{_PLACE})", "R": f"(?P<r>{_PLACE})",
          "X": _PLACE, "Xs": _PLACES_RANGE, "B": _BORDER_MARK, "D": f"(?P<d>{_DATE})"}  # fmt: skip

#: The rules that tell whose border a text means.
OWNERS = ("china", "korea", "others")

Language = Literal["en", "zh", "ko"]
Part = tuple[int, int, str]


@dataclass(frozen=True)
class Pattern:
    """One way that a language states a claim; the keys are those of ``rules/en.toml``."""

    measure: str
    text: re.Pattern[str]
    example: str
    gives: Sequence[str]
    subject: str = ""
    object: str = ""
    stated: str = ""
    doubt: str = ""
    side: str = ""
    kinds: str = ""
    both: bool = False
    carry: bool = False
    close: bool = False
    listed: bool = False


@cache
def grammar_of(language: Language) -> tuple[tuple[Pattern, ...], Patterns]:
    """Return the patterns of a language, and its other rules by name, such as ``hedges``."""
    rules = read_rules("sinokorea_geo.claims", language)
    words = {name: text for name, text in rules.items() if isinstance(text, str)}
    words |= rules["macros"] | _PARTS
    words["not_measured"] = f"{_QUANTITY}{{not_after}}"
    words["Q"] = f"{{lead}}(?P<q>{_QUANTITY})(?!{{not_after}})"
    held = Patterns(words, small=True)
    rows = (row | {"text": held.compiled(row["text"])} for row in rules["pattern"])
    patterns = [Pattern(**row) for row in rows]
    # Those that leave their subject to the words around are tried last.
    patterns.sort(key=lambda one: not one.subject and "s" not in one.text.groupindex)
    return tuple(patterns), held


@cache
def _patterns_for(
    language: Language, dimensions: frozenset[str], dated: bool, places: int
) -> tuple[Pattern, ...]:
    """Return the patterns that may match a sentence with such quantities, dates and places."""
    useful = []
    for one in grammar_of(language)[0]:
        groups = one.text.groupindex
        if "q" in groups:
            fits = not dimensions.isdisjoint(MEASURES[one.measure].dimensions)
        else:
            fits = dated or "d" not in groups
        if fits and sum(name in groups for name in "spr") <= places:
            useful.append(one)
    return tuple(useful)


def _language(text: str) -> Language:
    """Return the language of most of a sentence; a letter of Latin says a third of the others."""
    if text.isascii():
        return "en"
    latin, hangul, han = (len("".join(runs.findall(text))) for runs in (_LATIN, _HANGUL, _HAN))
    if 3 * hangul > latin:
        return "ko"
    return "zh" if 3 * han > latin else "en"


def says_both(text: str) -> bool:
    """Tell whether a text names China and North Korea, and no other owner of a border."""
    rules, small = grammar_of(_language(text[:_OPENING]))[1], lowered(text)
    return [bool(rules[name].search(small)) for name in OWNERS] == [True, True, False]


class Bare:
    """A text in plain small letters, blanks joined, marks of quotation left out."""

    def __init__(self, text: str) -> None:
        self.text = text
        codes = mapped(codes_of(text), _bare)
        hyphen = codes == ord("\u00ad")  # a soft one
        blank = (codes == ord(" ")) | hyphen
        kept = (codes != GONE) & ~hyphen
        kept[1:] &= ~(blank[1:] & blank[:-1])
        self.letters = text_of(codes[kept])
        #: Where each letter stands in the text, and how many stand before a place of the text.
        self.at = array("i", np.flatnonzero(kept).astype(np.intc).tobytes())
        self.before = array("i", np.cumsum(np.append(False, kept), dtype=np.intc).tobytes())


def _bare(char: str) -> str:
    if char.isspace():
        return " "
    return "" if char in _QUOTES else lowered(plain_letter(char))


class Sentence:
    """A sentence as a skeleton: each place, quantity and date in it is one character."""

    def __init__(
        self,
        bare: Bare,
        span: tuple[int, int],
        mentions: Sequence[Mention],
        quantities: Sequence[Quantity],
        dates: Sequence[Part],
    ) -> None:
        self.mentions = {chr(_PLACES + i): one for i, one in enumerate(mentions[:_MOST])}
        self.quantities = {chr(_QUANTITIES + i): one for i, one in enumerate(quantities[:_MOST])}
        self.dates = {chr(_DATES + i): date for i, (_, _, date) in enumerate(dates[:_MOST])}
        parts = [
            (one.start, one.end, _BORDER_MARK if one.id == BORDER_ID else mark)
            for mark, one in self.mentions.items()
        ]
        marks = self.quantities.items()
        parts += [(one.start, one.end, "" if one.is_gloss else mark) for mark, one in marks]
        parts += [(a, b, mark) for mark, (a, b, _) in zip(self.dates, dates, strict=False)]
        self.language = _language(bare.text[slice(*span)])
        self.rules = grammar_of(self.language)[1]
        dimensions = frozenset(one.dimension for one in self.quantities.values())
        places = min(len(self.mentions), _MOST_PLACES)
        self.patterns = _patterns_for(self.language, dimensions, bool(self.dates), places)
        self.start = span[0]
        letters: list[str] = []
        self._at, self._ends = array("i"), dict[int, int]()
        for low, high, mark in _pieces(bare, span, _apart(parts)):
            letters.append(mark or bare.letters[low:high])
            self._at.extend([low] if mark else bare.at[low:high])
            self._ends |= {low: high} if mark else {}
        joined = "".join(letters)
        if self.language != "en":
            inked = (at for at, letter in zip(self._at, joined, strict=True) if letter != " ")
            self._at, joined = array("i", inked), joined.replace(" ", "")
        for match in reversed(list(self.rules["taken_back"].finditer(joined))):
            del self._at[match.start() : match.end()]
        self.skeleton = self.rules["taken_back"].sub("", joined)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the skeleton stands in the text, bare of white space."""
        inner = [i for i in range(start, end) if self.skeleton[i] != " "]
        if not inner:
            return self.start, self.start
        first, last = self._at[inner[0]], self._at[inner[-1]]
        return first, self._ends.get(last, last + 1)

    def place(self, match: re.Match[str], group: str) -> Mention | None:
        """Return the mention that a group of a match stands for."""
        return self.mentions.get(match.groupdict().get(group) or "")


def _apart(parts: list[Part]) -> list[Part]:
    """Return parts in order, without those that overlap an earlier one."""
    kept: list[Part] = []
    for part in sorted(parts, key=lambda part: (part[0], -part[1])):
        if not kept or part[0] >= kept[-1][1]:
            kept.append(part)
    return kept


def _pieces(bare: Bare, span: tuple[int, int], parts: Sequence[Part]) -> Iterator[Part]:
    """Yield stretches of bare letters, and marks with their places; brackets if they measure."""
    at, end = span
    measured = [(a, b) for a, b, mark in parts if ord(mark or "\0") >= _QUANTITIES]
    skipped = [
        (*match.span(), "")
        for match in _BRACKETS.finditer(bare.text, at, end)
        if not any(a < match.end() and match.start() < b for a, b in measured)
    ]
    for start, last, mark in (*sorted([*skipped, *parts], key=itemgetter(0)), (end, end, "")):
        if start >= at:
            yield bare.before[at], bare.before[start], ""
            if mark:
                yield start, last, mark
            around = bare.text[start - 1 : start], bare.text[last : last + 1]
            at = last + (not mark and all(map(str.isspace, around)))
