"""Which of the places that share a name is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.context import LIST_GAP
from sinokorea_geo.toponyms.facets import (
    ANY_FACET_AFTER,
    FACET_OF_KIND,
    FACETS_AFTER,
    FACETS_BEFORE,
)
from sinokorea_geo.toponyms.index import Entry, Lexicon, Sense

__all__ = ["crossing_lists", "groups_of", "sense_of"]

_RAIL = re.compile(r"rail|train|铁路|철도|철교|열차", re.IGNORECASE)
_CROSSINGS_AFTER = re.compile(
    r"(?: ?(?:\([^()]{0,16}\))?(?: ?等| 등)?(?:[一二三四五六七八九十两0-9]+个)?| (?:border|land"
    r"|road))*"
    r"(?: crossings| kou'?ans?| ports\b| border posts| checkpoints|口岸(?!办)| ?통상구| ?세관)"
)
_CROSSINGS_BEFORE = re.compile(
    r"(?:crossings|kou'?ans?|land ports|ports of entry|checkpoints|border posts|customs"
    r" (?:houses|posts|offices)|口岸|통상구|세관)"
    r"[^.!?。！？\n]{0,50}$",
    re.IGNORECASE,
)
_WATER_AFTER = re.compile(
    r"(?:'s)? (?:(?:[a-z]+ern|lower|upper|middle|right|left|near|far|opposite|frozen|Chinese"
    r"|Korean|North Korean|Russian|icy|low|high) ){0,2}(?:rivers?|basin|valley|delta|estuary"
    r"|mouth|banks?|bank|floods?|flood|current|water|ice|reaches|course|shores?|channel"
    r"|tributar(?:y|ies)|upstream|downstream)\b",
    re.IGNORECASE,
)
_CITY_AFTER = re.compile(
    r" [Cc]ity\b| CITY\b|市(?!场)|시(?=[ ,·.)]|에|의|는|가|를|와|로|까지|당|내|민|인민|정부|$)"
)
_PROVINCE_AFTER = re.compile(r" provinc|省|성(?![가-힣]*급)|'s province", re.IGNORECASE)
_CITY_BEFORE = re.compile(
    r"\b(?:city|cities|town) of (?:[A-Z][a-z']+,? (?:and )?)*$", re.IGNORECASE
)
_LARGE_CUSTOMS = re.compile(
    r"(?:'s)?(?: |-)customs\b(?! (?:house|post|yard|building|complex))", re.IGNORECASE
)
#: The only words that lead from "port" to a name.
_LINKS = ("at ", "of ", "in ", "near ", "called ", "the ", "town ", "border ")
_STOPS = frozenset(["", *".,;:!?)]}\n，。、；：！？）"])
_PROVINCIAL = frozenset({"province"})
_URBAN = frozenset({"city", "town"})
_WATER = frozenset({"river"})


def groups_of(plain: str, mentions: Sequence[Candidate]) -> list[list[int]]:
    """Return the lists that mentions stand in, as positions in the sequence."""
    groups: list[list[int]] = []
    for position, one in enumerate(mentions):
        if position:
            gap = plain[mentions[position - 1].end : one.start]
            if len(gap) < 40 and LIST_GAP.fullmatch(gap):
                groups[-1].append(position)
                continue
        groups.append([position])
    return groups


def crossing_lists(
    plain: str, mentions: Sequence[Candidate], groups: Sequence[Sequence[int]], lexicon: Lexicon
) -> set[int]:
    """Return the positions of mentions that stand in a list of crossings."""
    found: set[int] = set()
    for group in groups:
        able = [at for at in group if _crossings(mentions[at], lexicon)]
        only = [at for at in able if _only_crossing(mentions[at], lexicon)]
        first, last = mentions[group[0]], mentions[group[-1]]
        pure = len(group) >= 3 and only and len(able) == len(group)
        led = len(group) > 1 and _CROSSINGS_BEFORE.search(
            plain, max(0, first.start - 90), first.start
        )
        closed = len(group) > 1 and _CROSSINGS_AFTER.match(plain, last.end)
        if pure or (closed and len(able) > 1) or (led and len(able) == len(group)):
            found.update(able)
    return found


def _crossings(one: Candidate, lexicon: Lexicon) -> tuple[str, ...]:
    for reading in one.entry.readings:
        if lexicon.items[reading].kind == "crossing" and reading in one.entry.full:
            return (reading,)
        ids = lexicon.facets.get(("crossing", reading))
        if ids:
            return ids
    return ()


def _only_crossing(one: Candidate, lexicon: Lexicon) -> bool:
    return all(
        lexicon.items[reading].kind in {"crossing", "bridge"} for reading in one.entry.readings
    )


def sense_of(
    plain: str, one: Candidate, lexicon: Lexicon, kinds_beside: Sequence[str], *, in_list: bool
) -> Sense:
    """Return what a mention means.

    Parameters
    ----------
    plain : str
        The text.
    one : Candidate
        The mention.
    lexicon : Lexicon
        The atlas's names.
    kinds_beside : sequence of str
        The kinds of the other members of its list.
    in_list : bool
        Whether that is a list of crossings.
    """
    readings = one.entry.readings
    top = lexicon.items[readings[0]]
    if in_list:
        ids = _crossings(one, lexicon)
        if ids:
            return _chosen(one, _by_mode(ids, plain[one.end : one.end + 10]), lexicon, 0.85)
    if top.kind not in FACET_OF_KIND and top.layer != "crossings":
        beside = _by_facet(plain, one, lexicon)
        if beside:
            return _chosen(one, beside, lexicon, 0.92)
    if len(readings) == 1:
        return _chosen(one, readings[0], lexicon, 0.97)
    by_kind = _by_kind(plain, one, lexicon, kinds_beside)
    if by_kind:
        return _chosen(one, by_kind, lexicon, 0.9)
    rivals = [key for key in readings if key in one.entry.full]
    plain_case = len(rivals) < 2 or (
        lexicon.items[rivals[1]].layer in {"counties", "islands"}
        or (lexicon.items[rivals[1]].kind == "special-city" and top.kind == "city")
    )
    return _chosen(one, readings[0], lexicon, 0.93 if plain_case else 0.75)


def _by_facet(plain: str, one: Candidate, lexicon: Lexicon) -> str | None:
    head = plain[max(0, one.start - 40) : one.start]
    followed = plain[one.end : one.end + 1] not in _STOPS
    followed = followed and ANY_FACET_AFTER.match(plain, one.end) is not None
    for facet, pattern in FACETS_AFTER if followed else ():
        match = pattern.match(plain, one.end)
        if match:
            ids = _facet_ids(facet, one, lexicon, match.group())
            if ids:
                return _by_mode(ids, plain[one.end : match.end() + 8])
    if one.entry.scripts[0] == "L":
        for facet, pattern in FACETS_BEFORE if head.endswith(_LINKS) else ():
            match = pattern.search(head)
            if match:
                ids = _facet_ids(facet, one, lexicon, "")
                if ids:
                    return _by_mode(ids, match.group())
    return None


def _facet_ids(facet: str, one: Candidate, lexicon: Lexicon, said: str) -> tuple[str, ...]:
    for reading in one.entry.readings:
        ids = lexicon.facets.get((facet, reading), ())
        if facet == "crossing":
            item = lexicon.items[reading]
            if item.country == "CN" and item.kind == "city" and _LARGE_CUSTOMS.match(said):
                continue
            if re.search(
                r"(?<!land )(?<!border )(?<!road )(?<!rail )(?<!railway )ports?$",
                said,
                re.IGNORECASE,
            ):
                ids = lexicon.facets.get(("port", reading), ids)
        if ids:
            return ids
    return ()


def _by_mode(ids: Sequence[str], said: str) -> str:
    if _RAIL.search(said):
        for one in ids:
            if one.endswith(("-rail", "-makhalino")):
                return one
    return ids[0]


def _by_kind(
    plain: str, one: Candidate, lexicon: Lexicon, kinds_beside: Sequence[str]
) -> str | None:
    kinds = {reading: lexicon.items[reading].kind for reading in one.entry.readings}
    held = set(kinds.values())
    wanted: frozenset[str] = frozenset()
    if held & _WATER:
        article = re.search(r"\b[Tt]he (?:[a-z]+ )?$", plain[max(0, one.start - 12) : one.start])
        noun = re.match(r"(?:'s)?[ -][A-Za-z]{3,}", plain[one.end : one.end + 12])
        bare = article and not (
            noun
            and not re.match(
                r"(?:'s)? (?:and|or|at|in|on|from|to|is|was|has|had|were|with|that|which|for|by"
                r"|into|near|runs|rises|flows|forms|where|as|froze|divides)\b",
                plain[one.end : one.end + 12],
            )
        )
        if _WATER_AFTER.match(plain, one.end) or bare or "river" in kinds_beside:
            wanted = _WATER
    if not wanted and held & _PROVINCIAL and held & _URBAN:
        if _CITY_AFTER.match(plain, one.end) or _CITY_BEFORE.search(
            plain[max(0, one.start - 40) : one.start]
        ):
            wanted = _URBAN
        elif _PROVINCE_AFTER.match(plain, one.end) or "province" in kinds_beside:
            wanted = _PROVINCIAL
        elif len(kinds_beside) >= 2 and set(kinds_beside) <= {"city"}:
            wanted = _URBAN
    for reading, kind in kinds.items():
        if kind in wanted:
            return reading
    return None


def _chosen(one: Candidate, key: str, lexicon: Lexicon, score: float) -> Sense:
    known = (one.entry.key, key, score)
    held = lexicon.senses.get(known)
    if held is None:
        held = lexicon.senses[known] = _worked_out(one.entry, key, lexicon, score)
    return held


def _worked_out(
    entry: Entry, key: str, lexicon: Lexicon, score: float, also: tuple[str, ...] = ()
) -> Sense:
    town = lexicon.town_of.get(key)
    if town and not entry.key.endswith(("prefecture", "州", "주")):
        # "Hoeryong City" is the town; its outline comes second.
        return _worked_out(entry, town, lexicon, score, (key,))
    others = [*also, *(reading for reading in entry.readings if reading != key)]
    for base in (key, *lexicon.base_of.get(key, ()), *others):
        for facet in ("county", "city-outline", "prefecture"):
            others += lexicon.facets.get((facet, base), ())
    others += lexicon.facets.get(("crossing", key), ()) if key in entry.readings else ()
    crossings = lexicon.items[key].kind == "crossing"
    if crossings:
        others += [base for base in lexicon.base_of.get(key, ()) if base in entry.readings]
    if entry.generated:
        score -= 0.05
    alternatives = tuple(dict.fromkeys(other for other in others if other != key))
    return Sense(key, round(score, 2), alternatives)
