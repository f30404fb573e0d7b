"""Describe the names of an atlas as the finder of places uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from shapely.geometry.base import BaseGeometry

__all__ = ["Candidate", "Entry", "Item", "Lexicon", "Trust", "script_of"]


class Trust(IntEnum):
    """How far a name speaks for itself."""

    #: Nothing else is called so.
    SURE = 0
    #: Another place is called so; believed unless the text points there.
    NAMESAKE = 1
    #: Believed where something in the text speaks for it.
    WEAK = 2
    #: An everyday word; only a unit, a list or a gloss will do.
    WORD = 3


def script_of(char: str) -> str:
    """Return the script of a letter: Latin ``L``, Han ``H``, Hangul ``K``, digit ``D``, or ``O``.

    >>> [script_of(char) for char in "a1江강—"]
    ['L', 'D', 'H', 'K', 'O']
    """
    if char.isdigit():
        return "D"
    if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf":
        return "H"
    if "\uac00" <= char <= "\ud7a3":
        return "K"
    return "L" if char.isalpha() and char < "\u0250" else "O"


@dataclass(frozen=True)
class Item:
    """A place that a text may name.

    Parameters
    ----------
    id, kind, layer, name_en, country : str
        As in the atlas.
    geometry : shapely geometry or None
        None if nobody published a position.
    context : bool
        Whether it is reported on request only.
    names : tuple of str
        Its names in English, Chinese and Korean.
    """

    id: str
    kind: str
    layer: str
    name_en: str
    country: str
    geometry: BaseGeometry | None
    context: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One folded form and all it may mean.

    Parameters
    ----------
    key : str
        Letters and digits only.
    readings : tuple of str
        Ids, likeliest first.
    full : frozenset of str
        Those ids that bear the name with equal right, before outlines and short forms.
    trust : Trust
        How far the name speaks for itself.
    spaces, marks : frozenset of int
        Where in the key a text may have a space or a dash, or another mark as well.
    scripts : tuple of str
        Of the first and of the last letter.
    any_case, acronym, plural, compound : bool
        Whether lower case will do, capitals are a must, an s may follow, and whether the
        form joins two places' names.
    generated : bool
        Whether no source was seen to write it so.
    korean : bool
        Whether all its bearers lie in the DPRK.
    """

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
    """The names of an atlas, ready for searching.

    Parameters
    ----------
    items : dict
        Every place by id.
    entries : dict
        Every form by key.
    automaton : ahocorasick.Automaton
        All keys at once.
    facets : dict
        ``(facet, id of a town or river)`` to the ids of what bears its name: its crossings,
        zones, station, airport, county.
    base_of : dict
        The other way round: a facet's id to the ids of the towns or rivers.
    town_of : dict
        The outline of a city to the city.
    """

    items: dict[str, Item]
    entries: dict[str, Entry]
    automaton: Any
    facets: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    base_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    town_of: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A stretch of plain text that may be a mention.

    Parameters
    ----------
    start, end : int
        Where in the plain text.
    entry : Entry
        The form that it spells.
    trust : Trust
        How far it speaks for itself, spelled as it is.
    """

    start: int
    end: int
    entry: Entry
    trust: Trust
