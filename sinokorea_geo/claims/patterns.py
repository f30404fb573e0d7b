"""Match sentences, with their places and quantities as single characters, against patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sinokorea_geo.language.rules import read_rules

__all__ = [
    "BORDER_MARK",
    "DATES",
    "PLACES",
    "QUANTITIES",
    "Grammar",
    "Pattern",
    "Sentence",
    "grammar_of",
]

#: Where the characters begin that stand for places, quantities and dates in a skeleton; and the
#: character that stands for the border of China and North Korea.
PLACES, QUANTITIES, DATES = 0xE000, 0xE800, 0xF000
BORDER_MARK = "\uf800"
_PLACE, _QUANTITY, _DATE = "[\ue000-\ue7ff]", "[\ue800-\uefff]", "[\uf000-\uf4ff]"
_BRACKETS = re.compile(r"\s?[(（][^()（）]{1,60}[)）]")
_HANGUL, _HAN, _LATIN = (re.compile(one) for one in ("[가-힣]", "[\u4e00-\u9fff]", "[A-Za-z]"))
_MACRO = re.compile(r"(?<!\?P)<(\w+)>")
_PARTS = {"S": "s", "P": "p", "R": "r"}

Language = Literal["en", "zh", "ko"]


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


@dataclass(frozen=True)
class Grammar:
    """The patterns of a language, and the words that hedge, deny and name owners of borders."""

    patterns: tuple[Pattern, ...]
    hedges: re.Pattern[str]
    denials: re.Pattern[str]
    others: re.Pattern[str]
    china: re.Pattern[str]
    korea: re.Pattern[str]
    taken_back: re.Pattern[str]
    joins: re.Pattern[str]
    measurable: re.Pattern[str]
    not_subject: re.Pattern[str]
    structure: re.Pattern[str]
    not_measured: re.Pattern[str]
    topic: re.Pattern[str] | None


@cache
def grammar_of(language: Language) -> Grammar:
    """Return the grammar of a language."""
    rules = read_rules("sinokorea_geo.claims", language)
    macros: dict[str, str] = rules["macros"]

    def expanded(text: str) -> str:
        return _MACRO.sub(lambda match: part(match[1]), text)

    def part(name: str) -> str:
        if name in _PARTS:
            return f"(?P<{_PARTS[name]}>{_PLACE})"
        if name in {"X", "B"}:
            return _PLACE if name == "X" else BORDER_MARK
        if name == "Q":
            return f"{macros['lead']}(?P<q>{_QUANTITY})(?!{rules['not_after']})"
        return f"(?P<d>{_DATE})" if name == "D" else expanded(macros[name])

    def compiled(text: str) -> re.Pattern[str]:
        return re.compile(expanded(text), re.IGNORECASE)

    def pattern(row: dict[str, Any]) -> Pattern:
        return Pattern(**{**row, "text": compiled(row["text"])})

    return Grammar(
        tuple(pattern(row) for row in rules["pattern"]),
        **{name: compiled(rules[name]) for name in ("hedges", "denials", "others", "china", "korea",
           "taken_back", "joins", "measurable", "not_subject", "structure")},
        not_measured=compiled(f"{_QUANTITY}{rules['not_after']}"),
        topic=compiled(rules["topic"]) if "topic" in rules else None,
    )  # fmt: skip


def _language(text: str) -> Language:
    """Return the language of most of a sentence; a letter of Latin says a third of the others."""
    latin = len(_LATIN.findall(text))
    if 3 * len(_HANGUL.findall(text)) > latin:
        return "ko"
    return "zh" if 3 * len(_HAN.findall(text)) > latin else "en"


class Sentence:
    """A sentence as a skeleton: each place, quantity and date in it is one character.

    `parts` tell where these stand in the text, in order, each with its character; an empty one is
    left out, such as a quantity repeated in another unit.
    """

    def __init__(
        self, text: str, span: tuple[int, int], parts: Sequence[tuple[int, int, str]]
    ) -> None:
        cells = list(_cells(text, span, parts))
        bare = "".join(cell[0] for cell in cells)
        self.language = _language(text[slice(*span)])
        self.grammar = grammar_of(self.language)
        if self.language != "en":
            cells = [cell for cell in cells if cell[0] != " "]
            bare = "".join(cell[0] for cell in cells)
        for match in reversed(list(self.grammar.taken_back.finditer(bare))):
            del cells[match.start() : match.end()]
        self.skeleton = "".join(cell[0] for cell in cells)
        self._cells = cells
        self.start = span[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the skeleton stands in the text, bare of white space."""
        inner = [cell for cell in self._cells[start:end] if cell[0] != " "]
        return (inner[0][1], inner[-1][2]) if inner else (self.start, self.start)


def _cells(
    text: str, span: tuple[int, int], parts: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, int, int]]:
    """Yield each character of the skeleton with where it stands in the text."""
    at, end = span
    gaps = [
        match.span()
        for match in _BRACKETS.finditer(text, at, end)
        if not any(
            first < match.end() and match.start() < last and ord(mark or "\0") >= QUANTITIES
            for first, last, mark in parts
        )
    ]
    held = {first: (last, mark) for first, last, mark in parts}
    skipped = dict(gaps)
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
            yield text[at], at, at + 1
            at, space = at + 1, False
