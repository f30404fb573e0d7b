"""Match sentences, with their places and quantities as single characters, against patterns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.claims.words import MEASURES
from sinokorea_geo.language.normalise import lowered, plain_letter
from sinokorea_geo.language.quantities import Quantity
from sinokorea_geo.language.rules import Patterns, read_rules

#: Where the characters begin that stand for places, quantities and dates in a skeleton; and the
#: character that stands for the border of China and North Korea.
_PLACES, _QUANTITIES, _DATES = 0xE000, 0xE800, 0xF000
_BORDER_MARK = "\uf800"
#: So many of each are told apart in one sentence.
_MOST = 0x400
#: No pattern names more places.
_MOST_PLACES = 3
_PLACES_RANGE = "\ue000-\ue7ff"
_PLACE, _QUANTITY, _DATE = f"[{_PLACES_RANGE}]", "[\ue800-\uefff]", "[\uf000-\uf4ff]"
_BRACKETS = re.compile(r"\s?[(（][^()（）]{1,60}[)）]")
_QUOTES = frozenset('"“”„«»《》「」『』')
_HANGUL, _HAN, _LATIN = (re.compile(one) for one in ("[가-힣]", "[\u4e00-\u9fff]", "[A-Za-z]"))
_PARTS = {"S": f"(?P<s>{_PLACE})", "P": f"(?P<p>{_PLACE})", "R": f"(?P<r>{_PLACE})",
          "X": _PLACE, "Xs": _PLACES_RANGE, "B": _BORDER_MARK, "D": f"(?P<d>{_DATE})"}  # fmt: skip

#: The rules that tell whose border a text means.
OWNERS = ("china", "korea", "others")

Language = Literal["en", "zh", "ko"]
Mention = dict[str, Any]
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
    return tuple(sorted(patterns, key=_leaves_subject_open)), held


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


def _leaves_subject_open(pattern: Pattern) -> bool:
    """Tell whether the words around must say what is meant: such patterns are tried last."""
    return not pattern.subject and "s" not in pattern.text.groupindex


def _language(text: str) -> Language:
    """Return the language of most of a sentence; a letter of Latin says a third of the others."""
    latin = len(_LATIN.findall(text))
    if 3 * len(_HANGUL.findall(text)) > latin:
        return "ko"
    return "zh" if 3 * len(_HAN.findall(text)) > latin else "en"


def says_both(text: str) -> bool:
    """Tell whether a text names China and North Korea, and no other owner of a border."""
    rules = grammar_of(_language(text))[1]
    return [bool(rules[name].search(lowered(text))) for name in OWNERS] == [True, True, False]


class Sentence:
    """A sentence as a skeleton: each place, quantity and date in it is one character."""

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        mentions: Sequence[Mention],
        quantities: Sequence[Quantity],
        dates: Sequence[Part],
    ) -> None:
        self.mentions = {chr(_PLACES + i): row for i, row in enumerate(mentions[:_MOST])}
        self.quantities = {chr(_QUANTITIES + i): one for i, one in enumerate(quantities[:_MOST])}
        self.dates = {chr(_DATES + i): date for i, (_, _, date) in enumerate(dates[:_MOST])}
        parts = [
            (row["start"], row["end"], _BORDER_MARK if row["id"] == BORDER_ID else mark)
            for mark, row in self.mentions.items()
        ]
        parts += [
            (one.start, one.end, "" if one.is_gloss else mark)
            for mark, one in self.quantities.items()
        ]
        parts += [(a, b, mark) for mark, (a, b, _) in zip(self.dates, dates, strict=False)]
        self.language = _language(text[slice(*span)])
        self.rules = grammar_of(self.language)[1]
        dimensions = frozenset(one.dimension for one in self.quantities.values())
        places = min(len(self.mentions), _MOST_PLACES)
        self.patterns = _patterns_for(self.language, dimensions, bool(self.dates), places)
        every = _cells(text, span, _apart(parts))
        cells = [cell for cell in every if self.language == "en" or cell[0] != " "]
        bare = "".join(cell[0] for cell in cells)
        for match in reversed(list(self.rules["taken_back"].finditer(bare))):
            del cells[match.start() : match.end()]
        self.skeleton = "".join(cell[0] for cell in cells)
        self._cells = cells
        self.start = span[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the skeleton stands in the text, bare of white space."""
        inner = [cell for cell in self._cells[start:end] if cell[0] != " "]
        return (inner[0][1], inner[-1][2]) if inner else (self.start, self.start)

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


def _cells(
    text: str, span: tuple[int, int], parts: Sequence[Part]
) -> Iterator[tuple[str, int, int]]:
    """Yield each character of the skeleton and its place; brackets only if they measure."""
    at, end = span
    measured = [(a, b) for a, b, mark in parts if ord(mark or "\0") >= _QUANTITIES]
    skipped = dict(
        match.span()
        for match in _BRACKETS.finditer(text, at, end)
        if not any(a < match.end() and match.start() < b for a, b in measured)
    )
    held = {first: (last, mark) for first, last, mark in parts}
    space = False
    while at < end:
        if at in skipped:
            at = skipped[at]
        elif at in held:
            last, mark = held[at]
            if mark:
                yield mark, at, last
            at, space = max(last, at + 1), False
        elif text[at].isspace() or text[at] == "\u00ad":
            if not space and text[at] != "\u00ad":
                yield " ", at, at + 1
            at, space = at + 1, True
        else:
            if text[at] not in _QUOTES:
                yield plain_letter(text[at]).lower(), at, at + 1
            at, space = at + 1, False
