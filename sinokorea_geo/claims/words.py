"""Read the words of claims: qualifiers, measures, directions and relations."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language.rules import read_rules

_WORDS = read_rules("sinokorea_geo.claims", "words")


@dataclass(frozen=True)
class Measure:
    """A way to test a claim; the keys are those of ``rules/words.toml``."""

    words: str
    dimensions: list[str]
    pair: bool = False
    numeric: bool = True
    plain_subject: bool = False
    plain_object: bool = False
    areal: bool = False
    silent: str = "the atlas holds nothing to measure it by"


MEASURES = {
    name: Measure(**{key: value for key, value in row.items() if key != "aliases"})
    for name, row in _WORDS["measures"].items()
}
_MEASURE_OF: dict[str, str] = {
    word: name for name, row in _WORDS["measures"].items() for word in row["aliases"]
}

#: How far a qualifier lets the truth lie below and above the number, as shares of it; None for
#: no limit. The last digit's half place is allowed besides, except by a strict bound.
QUALIFIERS: dict[str, tuple[float | None, float | None]] = {
    name: (row.get("below"), row.get("above")) for name, row in _WORDS["qualifiers"].items()
}
_QUALIFIER_OF: dict[str, str] = {
    word: name for name, row in _WORDS["qualifiers"].items() for word in row["words"]
}

#: The eight winds in degrees clockwise from north.
COMPASS: dict[str, float] = {name: row["degrees"] for name, row in _WORDS["compass"].items()}
_WIND_OF: dict[str, str] = {
    word: name for name, row in _WORDS["compass"].items() for word in row["words"]
}
_RELATION_OF: dict[str, str] = {
    word: name for name, words in _WORDS["relations"].items() for word in (name, *words)
}
#: Words that sources share which copy each other.
FAMILIES: list[str] = _WORDS["sources"]["families"]
#: Stands for sources that nobody can name any more.
LOST: str = _WORDS["sources"]["lost"]
#: Kinds of features that are as long as a text says.
LINES: list[str] = _WORDS["lines"]["kinds"]
#: Shares in words, as percent.
SHARES: dict[str, float] = _WORDS["shares"]


def measure_named(text: str) -> str:
    """Return the name of a measure from a word such as ``straight line`` or ``면적``."""
    key = "-".join(text.casefold().replace("_", " ").split())
    key = _MEASURE_OF.get(key, key)
    if key not in MEASURES:
        raise InvalidQuantity(
            f"unknown measure {text!r}; write one of {', '.join(MEASURES)}, or leave it out"
        )
    return key


def qualifier_of(text: str) -> str:
    """Return the rule that a word such as ``around``, ``约`` or ``이상`` follows."""
    folded = unicodedata.normalize("NFC", text).casefold().strip().rstrip(".")
    for form in (folded, folded.replace("-", " "), folded.replace("_", " ")):
        if form in QUALIFIERS:
            return form
        if form in _QUALIFIER_OF:
            return _QUALIFIER_OF[form]
    raise InvalidQuantity(
        f"unknown qualifier {text!r}; write one of {', '.join(sorted(QUALIFIERS))}"
    )


def wind_of(text: str) -> str:
    """Return the wind that a word names, such as ``southeast`` for 东南 or ``SE``; else nothing."""
    word = text.casefold().strip().removesuffix(" of").removesuffix("-of")
    word = word.replace("-", "").replace(" ", "").rstrip("边方面部쪽")
    return word if word in COMPASS else _WIND_OF.get(word, "")


def relation_of(text: str) -> str:
    """Return the relation that a word names, such as ``upstream`` for 상류; else nothing."""
    word = text.casefold().strip().removesuffix(" of").removesuffix("-of")
    return _RELATION_OF.get("-".join(word.split()), "")
