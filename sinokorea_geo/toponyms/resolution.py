"""Decide which of the places that share a name is meant."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from sinokorea_geo.language.normalise import lowered
from sinokorea_geo.language.rules import Patterns, alternation
from sinokorea_geo.toponyms.lexicon import FACETS, GAPS, RULES, SHARED, WRITTEN, Candidate, Lexicon

_KINDS: dict[str, list[str]] = {one["name"]: one["kinds"] for one in FACETS["facet"]}
_OWN = frozenset(one["name"] for one in FACETS["facet"] if one.get("own"))


def _after(*languages: str) -> Patterns:
    """Return the patterns of what follows a name, facet by facet, and of any of them."""
    end = r"\b" if languages == ("en",) else ""
    texts = {
        one["name"]: "|".join(f"{FACETS['gap'][lang]}(?:{one[lang]}){end}" for lang in languages)
        for one in FACETS["facet"]
    }
    return Patterns(texts | {"any": [*texts.values()]}, small=True)


#: Of words in Latin letters, and of others.
_LATIN, _ASIAN = _after("en"), _after("zh", "ko")
_BEFORE_EN = {
    one["name"]: rf"\b(?:{one['before_en']}) $" for one in FACETS["facet"] if "before_en" in one
}
_BEFORE = Patterns(_BEFORE_EN | {"any": [*_BEFORE_EN.values()]}, small=True)
_EN = Patterns(RULES["L"]["which"])
_RAIL = re.compile(alternation(rules["which"]["rail"] for rules in RULES.values()))
_WORDS = Patterns(FACETS["words"])
#: Signs after which no word can belong to the name.
_STOPS = frozenset(["", *FACETS["marks"]["stops"]])
_LONGEST_GAP, _REACH = 40, 400
_SPOTS = frozenset(SHARED["kinds"]["spots"].split())

#: A facet that words speak of, and those words; both empty for none.
Said = tuple[str, str]


class Sense(NamedTuple):
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
        self.small = lowered(plain)
        self.mentions = mentions
        self.lexicon = lexicon
        #: What the mentions so far mean.
        self.senses: list[Sense] = []
        self._chosen_before: dict[tuple[str, str, float], Sense] = {}
        self.words = [self._word(at) for at in range(len(mentions))]
        self.peers: dict[int, list[str]] = {}
        for group in self._lists():
            kinds = [lexicon.items[mentions[at].entry.readings[0]].kind for at in group]
            for place, at in enumerate(group):
                self.peers[at] = kinds[max(0, place - 8) : place] + kinds[place + 1 : place + 9]
        #: Of names that a province and its city share: which one the text writes out.
        self.written_out = {
            key
            for one, (facet, said) in zip(mentions, self.words, strict=True)
            if facet in {"city", "province"}
            for key in self._ids(one, facet, said)
        }

    def sense(self, at: int) -> Sense:
        """Return what one mention means."""
        one = self.mentions[at]
        facet, said = self.words[at]
        ids = self._ids(one, facet, said)
        own = ids[0] if facet in _OWN and ids else None
        bearers = {self.lexicon.items[key].kind for key in one.entry.readings}
        if facet == "bridge" and len(ids) > 1:
            chosen, score = self._nearest(at, ids)
        elif not ids and len(one.entry.readings) > 1 and bearers <= {"bridge", "crossing"}:
            chosen, score = self._nearest(at, one.entry.readings)
        elif ids and not own:
            rail = (key for key in ids if self.lexicon.items[key].mode == "rail")
            chosen, score = next(rail, ids[0]) if _RAIL.search(said) else ids[0], 0.92
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
            if gap is not None and len(gap) < _LONGEST_GAP and GAPS["list"].fullmatch(gap):
                lists[-1].append(at)
            else:
                lists.append([at])
        return [one for one in lists if len(one) > 1]

    def _word(self, at: int) -> Said:
        """Return the facet that the words beside a mention speak of, and those words."""
        one = self.mentions[at]
        end = one.end
        gloss = _WORDS["gloss"].match(self.plain, end)
        end = gloss.end() if gloss else end
        for facet, said in self._facets_after(end):
            if self._ids(one, facet, said):
                return facet, self.plain[end : end + len(said) + 8]
        floor = self.mentions[at - 1].end + 1 if at else 0
        before = self._facets_before(one.start, floor) if one.entry.scripts[0] == "L" else ()
        return next((found for found in before if self._ids(one, *found)), ("", ""))

    def _facets_after(self, end: int) -> Iterator[Said]:
        """Yield the facets that the words after a position speak of, and those words."""
        if self.plain[end : end + 1] in _STOPS:
            return
        patterns = _LATIN if _WORDS["latin_next"].match(self.plain, end) else _ASIAN
        if patterns["any"].match(self.small, end):  # most names are followed by none
            for facet in _KINDS:
                match = patterns[facet].match(self.small, end)
                if match:
                    yield facet, match.group()

    def _facets_before(self, start: int, floor: int = 0) -> Iterator[Said]:
        """Yield the facets that English words before a position speak of, and those words."""
        head = self.small[max(floor, start - 40) : start]
        if head.endswith(" ") and _BEFORE["any"].search(head):
            for facet in _BEFORE_EN:
                match = _BEFORE[facet].search(head)
                if match:
                    yield facet, match.group()

    def _ids(self, one: Candidate, facet: str, said: str) -> tuple[str, ...]:
        """Return what is called after one of a name's bearers, or the bearer that is a city."""
        for reading in one.entry.readings if facet else ():
            item = self.lexicon.items[reading]
            if facet in _OWN:
                if item.kind in _KINDS[facet]:
                    return (reading,)
                continue
            if item.country == "CN" and item.kind == "city" and _EN["authority"].match(said):
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
            spot = items[key].geometry
            if items[key].kind in _SPOTS and spot is not None:
                return min(crossings or ids, key=lambda each: _gap(items[each].geometry, spot)), 0.8
        return ids[0], 0.6

    def _by_kind(self, at: int) -> str | None:
        """Return the bearer that an article, a list or the rest of the text points to."""
        one, peers = self.mentions[at], self.peers.get(at, [])
        readings = reversed(one.entry.readings)
        kinds = {self.lexicon.items[reading].kind: reading for reading in readings}
        head = one.before(self.plain, 40)
        if "river" in kinds and one.entry.scripts[0] == "L":
            after = _EN["the_river_not_after"].match(self.plain, one.end)
            if _EN["the_river_before"].search(head[-12:]) and not after:
                return kinds["river"]
        for peer in ("river", "province"):
            if peer in kinds and peer in peers:
                return kinds[peer]
        town = next((kinds[kind] for kind in ("city", "town") if kind in kinds), None)
        if "province" not in kinds or town is None:
            return None
        if _EN["city_before"].search(head) or (len(peers) > 1 and set(peers) == {"city"}):
            return town
        written = self.written_out.intersection((kinds["province"], town))
        return written.pop() if len(written) == 1 and one.entry.scripts[1] != "L" else None

    def _chosen(self, one: Candidate, key: str, score: float, *also: str) -> Sense:
        entry, facets, base_of = one.entry, self.lexicon.facets, self.lexicon.base_of
        town = self.lexicon.town_of.get(key)
        if town and not WRITTEN["prefecture"].search(entry.key):
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


def _gap(one: BaseGeometry | None, other: BaseGeometry) -> float:
    """Return how far apart two features are in degrees; enough to tell near from far."""
    return 360.0 if one is None else float(one.distance(other))
