"""Describe the names of an atlas as the finder of places uses them."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from sinokorea_geo.language.rules import Patterns, read_rules

#: The rules of each script: Latin letters, Chinese characters, Korean.
RULES = {
    script: read_rules("sinokorea_geo.toponyms", name)
    for script, name in (("L", "en"), ("H", "zh"), ("K", "ko"))
}
#: Patterns that no one language owns.
SHARED = read_rules("sinokorea_geo.toponyms", "shared")
GAPS = Patterns(SHARED["gaps"])
#: How the atlas writes names.
WRITTEN = Patterns(SHARED["names"])
#: What stands beside a name and says which of its bearers is meant.
FACETS = read_rules("sinokorea_geo.toponyms", "facets")
#: The places that stand in no layer, and further forms.
EXTRA = read_rules("sinokorea_geo.toponyms", "entries")


class Trust(IntEnum):
    """How far a name speaks for itself."""

    SURE = 0  # nothing else is called so
    NAMESAKE = 1  # another place is called so; believed unless the text points there
    WEAK = 2  # believed where something in the text speaks for it
    WORD = 3  # an everyday word; only a unit, a list or a gloss will do


class Item(NamedTuple):
    """A place that a text may name."""

    id: str
    kind: str
    layer: str
    name_en: str
    country: str
    geometry: BaseGeometry | None
    names: tuple[str, ...] = ()
    mode: str = ""


class Entry(NamedTuple):
    """One folded form and all it may mean."""

    key: str
    readings: tuple[str, ...]
    full: frozenset[str]
    trust: Trust
    spaces: frozenset[int]
    marks: frozenset[int]
    scripts: tuple[str, str]
    any_case: bool
    acronym: bool
    plural: bool
    compound: bool
    generated: bool
    korean: bool


@dataclass(frozen=True)
class Lexicon:
    """The names of an atlas, ready for searching."""

    items: dict[str, Item]
    entries: dict[str, Entry]
    automaton: Any
    facets: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    base_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    town_of: dict[str, str] = field(default_factory=dict)


class Candidate(NamedTuple):
    """A stretch of plain text that may be a mention."""

    start: int
    end: int
    entry: Entry
    trust: Trust

    def before(self, plain: str, reach: int) -> str:
        """Return so much of the text as stands before it."""
        return plain[max(0, self.start - reach) : self.start]
