"""Decide which of the places that share a name is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from sinokorea_geo.language.rules import alternation, read_rules
from sinokorea_geo.toponyms.entries import Candidate, Item, Lexicon
from sinokorea_geo.toponyms.recognition import LIST_GAP

__all__ = ["Sense", "resolve"]

_FACETS = read_rules("sinokorea_geo.toponyms", "facets")
_GAP: dict[str, str] = _FACETS["gap"]
_KINDS: dict[str, list[str]] = {one["name"]: one["kinds"] for one in _FACETS["facet"]}
_OWN = frozenset(one["name"] for one in _FACETS["facet"] if one.get("own"))
#: Kinds of features that are called after a town: no word beside them makes another facet of them.
_FACET_KINDS = frozenset(
    kind for one in _FACETS["facet"] if not one.get("own") for kind in one["kinds"]
)


def _after(*languages: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the patterns of what follows a name, facet by facet."""
    patterns = []
    for one in _FACETS["facet"]:
        texts = (f"{_GAP[language]}(?:{one[language]})" for language in languages)
        ended = "|".join(text + (r"\b" if languages == ("en",) else "") for text in texts)
        patterns.append((one["name"], re.compile(ended, re.IGNORECASE)))
    return patterns


#: Of words in Latin letters, and of others.
_AFTER_LATIN, _AFTER_ASIAN = _after("en"), _after("zh", "ko")
#: Whether any of them matches: most names are followed by none.
_ANY_LATIN, _ANY_ASIAN = (
    re.compile("|".join(pattern.pattern for _, pattern in patterns), re.IGNORECASE)
    for patterns in (_AFTER_LATIN, _AFTER_ASIAN)
)
_LATIN_NEXT = re.compile(r"(?:'s)?[ -]?[A-Za-z]")
_BEFORE = [
    (
        one["name"],
        re.compile(rf"\b(?:{one['before_en']}) $", re.IGNORECASE),
    )
    for one in _FACETS["facet"]
    if "before_en" in one
]
_EN, _ZH, _KO = (read_rules("sinokorea_geo.toponyms", name)["which"] for name in ("en", "zh", "ko"))
_RAIL = re.compile(alternation([_EN["rail"], _ZH["rail"], _KO["rail"]]))
_AUTHORITY, _CITY_BEFORE = re.compile(_EN["authority"]), re.compile(_EN["city_before"])
_THE_RIVER, _NO_RIVER = (
    re.compile(_EN["the_river_before"]),
    re.compile(_EN["the_river_not_after"]),
)
#: Signs after which no word can belong to the name.
_STOPS = frozenset(["", *".,;:!?]}\n，。、；：！？"])
#: A gloss between a name and the word that goes with it: 지린(吉林)성.
_GLOSS = re.compile(r" ?[(（][^()（）\n]{1,16}[)）]")
#: What a name says of itself.
_ENDINGS = {"province": ("province", "省", "성"), "city": ("city", "市", "시")}
_CROSSING_ENDINGS = ("crossings", "口岸", "통상구", "커우안", "세관")
#: What a number or 等 may stand before: 三市, 等口岸; 三港 are not the ports of the cities named.
_LISTED = frozenset({"city", "crossing", "province", "river"})
_OF_LIST = re.compile(r"等|[0-9两二三四五六七八九十]+[个大]?")
_PLURAL = re.compile(r"\w+s\b|[\w ]*kou'?an", re.IGNORECASE)
_LONGEST_GAP, _REACH = 40, 400
_SPOTS = frozenset({"city", "town", "village", "crossing", "bridge", "county", "county-level-city"})


@dataclass(frozen=True)
class Sense:
    """What a mention means."""

    id: str
    score: float
    alternatives: tuple[str, ...]


def resolve(plain: str, mentions: Sequence[Candidate], lexicon: Lexicon) -> list[Sense]:
    """Return what each mention of a text means."""
    reader = _Reader(plain, mentions, lexicon)
    for at in range(len(mentions)):
        reader.senses.append(reader.sense(at))
    return reader.senses


class _Reader:
    """A text's mentions, the lists they stand in and the words beside them."""

    def __init__(self, plain: str, mentions: Sequence[Candidate], lexicon: Lexicon) -> None:
        self.plain = plain
        self.mentions = mentions
        self.lexicon = lexicon
        #: What the mentions so far mean.
        self.senses: list[Sense] = []
        self._chosen_before: dict[tuple[str, str, float], Sense] = {}
        self.words = [self._word(at) for at in range(len(mentions))]
        self.peers: list[list[str]] = [[] for _ in mentions]
        for group in self._lists():
            self._share(group)
        #: Of names that a province and its city share: which one the text writes out.
        self.written_out: set[str] = set()
        for one, (facet, _) in zip(mentions, self.words, strict=True):
            reading = self._own(one, facet) if facet in {"city", "province"} else None
            self.written_out |= {reading} if reading else set()

    def sense(self, at: int) -> Sense:
        """Return what one mention means."""
        one = self.mentions[at]
        facet, said = self.words[at]
        glossed = self._glossed(at)
        own = self._own(one, facet) if facet in _OWN else None
        ids = self._ids(one, facet, said) if facet and facet not in _OWN else ()
        if glossed:
            chosen, score = glossed, 0.92
        elif facet == "bridge" and len(ids) > 1:
            chosen, score = self._nearest(at, ids)
        elif ids:
            chosen, score = _by_mode(ids, said), 0.92
        elif len(one.entry.readings) == 1:
            chosen, score = one.entry.readings[0], 0.97
        elif own or (own := self._by_kind(at)):
            chosen, score = own, 0.9
        else:
            chosen, score = one.entry.readings[0], 0.93 if self._is_plain(one) else 0.75
        known = (one.entry.key, chosen, score)
        if known not in self._chosen_before:
            self._chosen_before[known] = self._chosen(one, chosen, score)
        return self._chosen_before[known]

    def _glossed(self, at: int) -> str | None:
        """Return what the name before a bracket means, if this one glosses it."""
        one, before = self.mentions[at], self.mentions[at - 1] if at else None
        if before is None or self.plain[before.end : one.start] not in {"(", "（", " ("}:
            return None
        shared = [key for key in one.entry.readings if key in before.entry.readings]
        chosen = self.senses[at - 1].id
        return chosen if chosen in shared else next(iter(shared), None)

    def _is_plain(self, one: Candidate) -> bool:
        """Tell whether the other bearers of a name are only its outline or an island of it."""
        rivals = [self.lexicon.items[key] for key in one.entry.readings if key in one.entry.full]
        if len(rivals) < 2 or rivals[1].layer in {"counties", "islands"}:
            return True
        return (rivals[0].kind, rivals[1].kind) == ("city", "special-city")

    def _lists(self) -> list[list[int]]:
        lists: list[list[int]] = []
        for at, one in enumerate(self.mentions):
            gap = self.plain[self.mentions[at - 1].end : one.start] if at else None
            if gap is not None and len(gap) < _LONGEST_GAP and LIST_GAP.fullmatch(gap):
                lists[-1].append(at)
            else:
                lists.append([at])
        return [one for one in lists if len(one) > 1]

    def _share(self, group: list[int]) -> None:
        """Give the word that ends or leads a list to all its members: "Yalu and Tumen rivers"."""
        kinds = [self.lexicon.items[self.mentions[at].entry.readings[0]].kind for at in group]
        for place, at in enumerate(group):
            self.peers[at] = kinds[max(0, place - 8) : place] + kinds[place + 1 : place + 9]
        facet, said = self._head_of(group)
        for at in group if facet else ():
            if not self.words[at][0] and self._has(self.mentions[at], facet, said):
                self.words[at] = (facet, said)

    def _head_of(self, group: list[int]) -> tuple[str, str]:
        """Return the facet that a word before or after a whole list speaks of, and that word."""
        first, last = self.mentions[group[0]], self.mentions[group[-1]]
        if last.entry.key.endswith(_CROSSING_ENDINGS):
            return "crossing", ""
        listed = _OF_LIST.match(self.plain, last.end)
        end = listed.end() if listed else last.end
        for facet, said in self._facets_after(end):
            if facet in _LISTED or not listed:
                asian = facet == "crossing" and not said.isascii()
                if listed or asian or (said.isascii() and said.endswith("s")):
                    return facet, said
        head = self.plain[max(0, first.start - 40) : first.start]
        for facet, pattern in _BEFORE:
            match = pattern.search(head)
            if match and _PLURAL.match(match.group()):
                return facet, match.group()
        return "", ""

    def _word(self, at: int) -> tuple[str, str]:
        """Return the facet that the words beside a mention speak of, and those words."""
        one = self.mentions[at]
        first = self.lexicon.items[one.entry.readings[0]]
        if first.kind in _FACET_KINDS or first.layer == "crossings":
            return "", ""
        end = one.end
        gloss = _GLOSS.match(self.plain, end)
        if gloss:
            end = gloss.end()
        listed = _OF_LIST.match(self.plain, end) if one.entry.scripts[1] == "H" else None
        if listed:
            end = listed.end()
        for facet, said in self._facets_after(end):
            if listed and facet not in _LISTED:
                break
            if self._has(one, facet, said):
                return facet, self.plain[end : end + len(said) + 8]
        for facet, endings in _ENDINGS.items():
            if one.entry.key.endswith(endings) and self._has(one, facet, ""):
                return facet, ""
        if one.entry.scripts[0] != "L":
            return "", ""
        floor = self.mentions[at - 1].end + 1 if at else 0
        head = self.plain[max(floor, one.start - 40) : one.start]
        for facet, pattern in _BEFORE:
            match = pattern.search(head)
            if match and self._has(one, facet, match.group()):
                return facet, match.group()
        return "", ""

    def _facets_after(self, end: int) -> Iterator[tuple[str, str]]:
        """Yield the facets that the words after a position speak of, and those words."""
        if self.plain[end : end + 1] in _STOPS:
            return
        latin = _LATIN_NEXT.match(self.plain, end) is not None
        if (_ANY_LATIN if latin else _ANY_ASIAN).match(self.plain, end):
            for facet, pattern in _AFTER_LATIN if latin else _AFTER_ASIAN:
                match = pattern.match(self.plain, end)
                if match:
                    yield facet, match.group()

    def _has(self, one: Candidate, facet: str, said: str) -> bool:
        return bool(self._own(one, facet) if facet in _OWN else self._ids(one, facet, said))

    def _own(self, one: Candidate, facet: str) -> str | None:
        """Return the bearer of a name whose kind a word beside it says: "Jilin City"."""
        kinds = _KINDS[facet]
        return next((r for r in one.entry.readings if self.lexicon.items[r].kind in kinds), None)

    def _ids(self, one: Candidate, facet: str, said: str) -> tuple[str, ...]:
        """Return what is called after one of a name's bearers and is of a facet."""
        for reading in one.entry.readings:
            item = self.lexicon.items[reading]
            if item.country == "CN" and item.kind == "city" and _AUTHORITY.match(said):
                continue
            ids = self.lexicon.facets.get((facet, reading), ())
            if ids:
                return ids
        return ()

    def _nearest(self, at: int, ids: tuple[str, ...]) -> tuple[str, float]:
        """Return the structure that lies nearest to the place named nearest to it in the text."""
        one = self.mentions[at]
        own = set(one.entry.readings)
        items, base_of = self.lexicon.items, self.lexicon.base_of
        around = sorted(
            (max(other.start - one.end, one.start - other.end), other.entry.readings[0])
            for other in self.mentions[max(0, at - 8) : at + 9]
            if own.isdisjoint(other.entry.readings)
        )
        near = [key for apart, key in around if apart < _REACH]
        crossings = [each for each in ids if items[each].kind == "crossing"]
        for key in near:
            named = [each for each in crossings if key in base_of.get(each, ())]
            if key in ids or named:
                return (key if key in ids else named[0]), 0.85
        for key in near:
            if items[key].kind in _SPOTS and items[key].geometry is not None:
                return min(
                    crossings or ids, key=lambda each: _gap(items[each], items[key].geometry)
                ), 0.8
        return ids[0], 0.6

    def _by_kind(self, at: int) -> str | None:
        """Return the bearer that an article, a list or the rest of the text points to."""
        one = self.mentions[at]
        kinds = {
            self.lexicon.items[reading].kind: reading for reading in reversed(one.entry.readings)
        }
        if "river" in kinds and one.entry.scripts[0] == "L":
            head = self.plain[max(0, one.start - 12) : one.start]
            if _THE_RIVER.search(head) and not _NO_RIVER.match(self.plain, one.end):
                return kinds["river"]
        peers = self.peers[at]
        for peer in ("river", "province"):
            if peer in kinds and peer in peers:
                return kinds[peer]
        town = next((kinds[kind] for kind in ("city", "town") if kind in kinds), None)
        if "province" not in kinds or town is None:
            return None
        head = self.plain[max(0, one.start - 40) : one.start]
        if _CITY_BEFORE.search(head) or (len(peers) > 1 and set(peers) == {"city"}):
            return town
        written = self.written_out.intersection((kinds["province"], town))
        return written.pop() if len(written) == 1 and one.entry.scripts[1] != "L" else None

    def _chosen(self, one: Candidate, key: str, score: float, *also: str) -> Sense:
        entry, facets, base_of = one.entry, self.lexicon.facets, self.lexicon.base_of
        town = self.lexicon.town_of.get(key)
        if town and not entry.key.endswith(("prefecture", "州", "주")):
            # "Hoeryong City" is the town; its outline comes second.
            return self._chosen(one, town, score, key)
        others = [*also, *(reading for reading in entry.readings if reading != key)]
        for base in (key, *base_of.get(key, ()), *others):
            for facet in ("county", "city-outline", "prefecture"):
                others += facets.get((facet, base), ())
        others += facets.get(("crossing", key), ()) if key in entry.readings else ()
        if self.lexicon.items[key].kind in {"crossing", "bridge"}:
            others += [base for base in base_of.get(key, ()) if base in entry.readings]
        alternatives = tuple(dict.fromkeys(other for other in others if other != key))
        return Sense(key, round(score - (0.05 if entry.generated else 0.0), 2), alternatives)


def _by_mode(ids: Sequence[str], said: str) -> str:
    if _RAIL.search(said):
        for one in ids:
            if one.endswith(("-rail", "-makhalino")):
                return one
    return ids[0]


def _gap(item: Item, geometry: BaseGeometry | None) -> float:
    """Return how far apart two features are in degrees; enough to tell near from far."""
    if item.geometry is None or geometry is None:
        return 360.0
    return float(item.geometry.distance(geometry))
