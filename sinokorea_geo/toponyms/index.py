"""Everything needed to look for an atlas's names in a text, built once an atlas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import ahocorasick

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.language.normalise import clean, fold_text
from sinokorea_geo.toponyms.ambiguous import OLD_NAMES, Trust, trust_of
from sinokorea_geo.toponyms.facets import FACET_OF_KIND
from sinokorea_geo.toponyms.variants import Form, Item, forms_of, items_of

__all__ = ["Entry", "Lexicon", "Sense", "lexicon_of", "script_of"]

#: Last words of names that texts put in the plural: "the Changbai Mountains".
_GENERIC = re.compile(
    r"(mountain|river|island|bridge|crossing|zone|dam|province|peninsula|border|port)$"
)
_PLACE_LAYERS = frozenset({"places", "islands", "provinces"})
_COMMON_WORD = 4
#: Ways of spelling that ended before 1980.
_PAST = frozenset({"japanese-era", "postal", "wade-giles"})


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
class Entry:
    """One folded form and all it may mean.

    Parameters
    ----------
    key : str
        Letters and digits only.
    readings : tuple of str
        Ids, likeliest first.
    full : frozenset of str
        Those ids that bear the name with equal right, before outlines and shorthands.
    trust : Trust
        How far the name speaks for itself.
    spaces, marks : frozenset of int
        Where in the key a text may have a space or a dash, or another mark as well.
    scripts : tuple of str
        Of the first and of the last letter.
    any_case, acronym, plural, compound : bool
        Whether lower case will do, capitals are a must, an s may follow, and whether the
        form joins two places' names.
    generated, bygone : bool
        Whether no source was seen to write it so, and whether only the past wrote it so.
    korean : frozenset of str
        Those ids that lie in the DPRK.
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
    bygone: bool = False
    korean: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sense:
    """What a mention means.

    Parameters
    ----------
    id : str
        The place.
    score : float
        How sure that is, from 0 to 1.
    alternatives : tuple of str
        What else it may mean.
    """

    id: str
    score: float
    alternatives: tuple[str, ...]


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
        ``(facet, id of a town)`` to the ids of what bears the town's name: its crossings,
        zones, station, airport, county.
    base_of : dict
        The other way round: a facet's id to the ids of the towns.
    town_of : dict
        The outline of a city to the city.
    senses : dict
        What was worked out before: a form, the reading chosen and its score to the sense.
    """

    items: dict[str, Item]
    entries: dict[str, Entry]
    automaton: Any
    facets: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    base_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    town_of: dict[str, str] = field(default_factory=dict)
    senses: dict[tuple[str, str, float], Sense] = field(default_factory=dict)


_LEXICONS: WeakKeyDictionary[Atlas, Lexicon] = WeakKeyDictionary()


def lexicon_of(atlas: Atlas) -> Lexicon:
    """Return the lexicon of an atlas; the first call builds it."""
    held = _LEXICONS.get(atlas)
    if held is None:
        held = _LEXICONS[atlas] = _build(atlas)
    return held


def _build(atlas: Atlas) -> Lexicon:
    items = items_of(atlas)
    by_key: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms_of(atlas, items):
        by_key[form.key].append(form)
    entries = {key: _entry(key, forms, items) for key, forms in by_key.items()}
    automaton = ahocorasick.Automaton()
    for key, entry in entries.items():
        automaton.add_word(key, entry)
    automaton.make_automaton()
    facets = _facets(atlas, items, by_key)
    base_of: defaultdict[str, list[str]] = defaultdict(list)
    town_of: dict[str, str] = {}
    for (facet, base), ids in facets.items():
        for one in ids:
            base_of[one].append(base)
            if facet == "city-outline" or (facet == "prefecture" and one != base):
                town_of.setdefault(one, base)
    return Lexicon(
        items,
        entries,
        automaton,
        facets,
        {key: tuple(ids) for key, ids in base_of.items()},
        town_of,
    )


#: Of several bearers of a name, the kind that is meant when nothing else is said.
_KIND_ORDER = ("river", "province", "border", "city", "town", "special-city", "village", "port")


def _order(form: Form, items: dict[str, Item]) -> tuple[int, int, int, int]:
    item = items[form.place_id]
    kind = item.kind
    # "Tumen" is the city; the river is "the Tumen" or "Tumen River".
    bare_river = kind == "river" and " " not in form.text and form.text.isascii()
    # "Fengtien" was a city before it was a province; "Jilin" is how the province is called.
    bygone = kind == "province" and not item.official(form.text)
    place = _KIND_ORDER.index(kind) if kind in _KIND_ORDER and not (bare_river or bygone) else 9
    of_town = form.rank == 2 and not form.text.endswith(("ridge", "桥", "교"))
    road_first = 1 if of_town and form.place_id.endswith("-rail") else 0
    return (form.rank, form.generated, place, road_first)


def _entry(key: str, forms: list[Form], items: dict[str, Item]) -> Entry:
    ranked = sorted(forms, key=lambda form: _order(form, items))
    spaces: set[int] = set()
    marks: set[int] = set()
    for form in forms:
        if form.text.isalnum():
            continue  # one word, and nothing to split it at
        folded = fold_text(form.text)
        for at, (before, after) in enumerate(zip(folded.at, folded.at[1:], strict=False), 1):
            gap = form.text[before + 1 : after]
            if gap:
                marks |= {at} if gap.strip("'- –—") else set()
                spaces |= {at} if gap.strip("'") else set()
    trust = max(trust_of(key), _trust_by_make(key, forms, items))
    latin = [form.text for form in forms if form.text[:1].isascii()]
    return Entry(
        key=key,
        readings=tuple(dict.fromkeys(form.place_id for form in ranked)),
        full=frozenset(form.place_id for form in forms if form.rank == ranked[0].rank),
        trust=trust,
        spaces=frozenset(spaces),
        marks=frozenset(marks),
        scripts=(script_of(key[0]), script_of(key[-1])),
        any_case=any(text[:1].islower() for text in latin),
        acronym=all(text.replace(".", "").isupper() and len(key) <= _COMMON_WORD for text in latin),
        plural=bool(_GENERIC.search(key)),
        compound=all(form.compound for form in forms),
        generated=all(form.generated for form in forms),
        bygone=key.isascii() and (key in OLD_NAMES or {form.scheme for form in forms} <= _PAST),
        korean=frozenset(form.place_id for form in forms if items[form.place_id].country == "KP"),
    )


def _trust_by_make(key: str, forms: list[Form], items: dict[str, Item]) -> Trust:
    """Distrust what only a rule or a bygone office wrote, if it is short."""
    if not key.isascii() or any(form.scheme == "extra" for form in forms):
        return Trust.SURE
    if all(form.scheme == "japanese-era" for form in forms):
        return Trust.WEAK
    foreign = all(
        form.scheme.startswith("pinyin") and items[form.place_id].country == "KP" for form in forms
    )
    if foreign and len(key) < 9 and all(form.generated for form in forms):
        return Trust.WEAK
    return Trust.SURE


def _facets(
    atlas: Atlas, items: dict[str, Item], by_key: dict[str, list[Form]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which crossing, zone, station or county bears which town's name."""
    towns: defaultdict[str, list[str]] = defaultdict(list)
    for key, forms in by_key.items():
        for form in forms:
            item = items[form.place_id]
            if item.layer in _PLACE_LAYERS and not _facet(item) and form.rank < 2:
                towns[key].append(form.place_id)
    for key in by_key:
        towns[key] = [one for one in towns[key] if items[one].kind not in _SKIPPED] or towns[key]
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for forms in by_key.values():
        for form in forms:
            facet = _facet(items[form.place_id])
            if facet and form.rank < 2 and not form.generated:
                for base in _bases(form.text, towns):
                    _add(found[facet, base], form.place_id)
    crossings = atlas.crossings.sort_values("mode", ascending=False, kind="stable")
    for row in crossings.to_dict("records"):
        if row["kind"] == "crossing":
            for base in _ports(row, towns):
                _add(found["crossing", base], row["id"])
    return {key: tuple(ids) for key, ids in found.items()}


def _facet(item: Item) -> str | None:
    if item.layer == "counties" and item.kind in {"city", "county-level-city"}:
        return "city-outline"
    return FACET_OF_KIND.get(item.kind)


_SKIPPED = frozenset({"island", "river", "peak"})
_PORT_COLUMNS = ("cn_port_en", "cn_port_zh", "kp_port_en", "kp_port_ko", "name_en")
_PORT_BREAKS = re.compile(r"[–—()（）,、]")


def _ports(row: dict[str, Any], towns: dict[str, list[str]]) -> Iterable[str]:
    for column in _PORT_COLUMNS:
        if isinstance(row[column], str):
            for part in _PORT_BREAKS.split(clean(row[column]).text):
                yield from _bases(part, towns, whole=True)


def _bases(text: str, towns: dict[str, list[str]], *, whole: bool = False) -> list[str]:
    """Return the towns whose name a longer name begins with, word by word in Latin letters."""
    folded = fold_text(text)
    size = len(folded.text)
    for length in range(size if whole else size - 1, 1, -1):
        inside_word = length < size and folded.at[length] == folded.at[length - 1] + 1
        if inside_word and folded.text[length].isascii():
            continue
        if towns.get(folded.text[:length]):
            return towns[folded.text[:length]]
    return []


def _add(ids: list[str], one: str) -> None:
    if one not in ids:
        ids.append(one)
