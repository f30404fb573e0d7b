"""Find the claims that a text makes, and check those that are sure of what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.check import ClaimCheck, check_row
from sinokorea_geo.claims.claim import BORDER, ClaimRow
from sinokorea_geo.claims.lookup import Lookup, lookup_of
from sinokorea_geo.claims.patterns import (
    BORDER_MARK,
    DATES,
    PLACES,
    QUANTITIES,
    Pattern,
    Sentence,
)
from sinokorea_geo.claims.words import LINES, MEASURES, relation_of, wind_of
from sinokorea_geo.errors import PlaceNotFound, SinoKoreaGeoError
from sinokorea_geo.language.dates import find_dates
from sinokorea_geo.language.quantities import Quantity, find_quantities
from sinokorea_geo.language.sentences import split_sentences
from sinokorea_geo.toponyms.mentions import find_mentions

__all__ = ["COLUMNS", "find_claims"]

COLUMNS = ("start", "end", "surface", "measure", "subject_id", "object_id", "stated", "unit",
           "qualifier", "sure", "verdict", "why", "measured", "measured_unit", "tried")  # fmt: skip
#: A mention as likely as this is what it seems: one with other readings, and one without.
_SURE, _SURE_ALONE = 0.85, 0.7
#: Readings no farther apart than this, in degrees, are of the same spot.
_SPOT_DEG = 0.05
#: So many places, quantities and dates are told apart in one sentence.
_MOST = 0x400
_DIMENSIONS = {"length", "area", "share"}
_COUNTED = {"crossings", "bridges", "islands"}
_TOLD = ("measure", "subject_id", "object_id", "stated", "unit", "qualifier")
_CHECKED = ("verdict", "why", "measured", "measured_unit", "tried")
#: A sentence with a quantity and such a word may be about the border.
_NEAR = re.compile("Korea|DPRK|[Bb]order|朝|韓|边境|边界|国境|북|조선|조중|국경")
_CLAUSE = re.compile(r"[,;:，；：、。]")
_HEDGED = "the sentence does not state it as a fact"
_NOT_BOTH = "the sentence does not say whose border it is"
_NOT_PLAIN = "the sentence does not plainly name what it is about"


def find_claims(text: str, atlas: Atlas, *, source_id: str = "") -> pd.DataFrame:
    """Find what a text claims that the atlas can measure, and check what is sure.

    Parameters
    ----------
    text : str
        Plain text in English, Chinese or Korean.
    atlas : Atlas
        Whose places are read, and what the claims are checked against.
    source_id : str
        The source of the atlas that the text is, if it is one; it cannot support itself.

    Returns
    -------
    pandas.DataFrame
        One row a claim, in order: ``start``, ``end`` and ``surface`` in the text;
        ``measure``, ``subject_id``, ``object_id``, ``stated``, ``unit`` and ``qualifier``;
        ``sure``: the sentence names plainly what it is about, as a fact, and the names leave
        no doubt; ``verdict`` as of :func:`check_claim`, empty for a claim that was read but not
        checked; ``why``; ``measured``, ``measured_unit`` and ``tried`` as of
        :func:`check_claims`.

    Raises
    ------
    InvalidText
        If `text` is not a string.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> found = find_claims("Fengcheng is about 50 km from Dandong, a guide says.", load_atlas())
    >>> found[["subject_id", "object_id", "stated", "unit", "qualifier"]].values.tolist()
    [['fengcheng', 'dandong', '50', 'km', 'about']]
    """
    reader = _Reader(text, atlas, source_id)
    frame = pd.DataFrame(list(reader.rows()), columns=list(COLUMNS)).astype(object)
    return frame.astype({"start": "int64", "end": "int64", "sure": "bool"})


@dataclass(frozen=True)
class _Found:
    """A pattern found in a sentence, with the places that it relates; -1 for none."""

    pattern: Pattern
    match: re.Match[str]
    subject: int
    quantity: Quantity | None

    def place(self, group: str) -> int:
        held = self.match.groupdict().get(group)
        return ord(held) - PLACES if held else -1


class _Reader:
    """A text with its places and quantities, read sentence by sentence."""

    def __init__(self, text: str, atlas: Atlas, source_id: str) -> None:
        self.mentions = records(find_mentions(text, atlas, include="context"))
        self.quantities = find_quantities(text)
        self.text = text
        self.atlas = atlas
        self.source_id = source_id

    @cached_property
    def lookup(self) -> Lookup:
        return lookup_of(self.atlas)

    def rows(self) -> Iterator[dict[str, Any]]:
        m = q = 0
        for span in split_sentences(self.text):
            first_m, first_q = m, q
            while m < len(self.mentions) and self.mentions[m]["start"] < span[1]:
                m += 1
            while q < len(self.quantities) and self.quantities[q].start < span[1]:
                q += 1
            named, quantities = self.mentions[first_m:m], self.quantities[first_q:q]
            near = any(_is_spatial(one) for one in quantities) and _NEAR.search(self.text, *span)
            if named or near:  # of other sentences nothing can be said
                mentions = [row for row in named if row["kind"] != "country"]
                yield from self._sentence(span, mentions[:_MOST], quantities[:_MOST])

    def _sentence(
        self, span: tuple[int, int], mentions: list[dict[str, Any]], quantities: list[Quantity]
    ) -> Iterator[dict[str, Any]]:
        dates = self._dates(span) if mentions else []
        parts = [
            (row["start"], row["end"], BORDER_MARK if row["id"] == BORDER else chr(PLACES + i))
            for i, row in enumerate(mentions)
        ]
        parts += [
            (one.start, one.end, "" if one.is_gloss else chr(QUANTITIES + i))
            for i, one in enumerate(quantities)
        ]
        parts += [(a, b, chr(DATES + i)) for i, (a, b, _) in enumerate(dates[:_MOST])]
        sentence = Sentence(self.text, span, _apart(parts))
        found = list(_matched(sentence, mentions, quantities))
        for match in found:
            for row in self._claims(sentence, match, mentions, dates):
                yield self._checked(row, row.pop("readings"))
        used = {match.match["q"] for match in found if match.quantity is not None}
        for i, one in enumerate(quantities):
            mark = chr(QUANTITIES + i)
            if mark not in used and _is_left(sentence, mark, one, bool(mentions)):
                measure = {"area": "area", "length": "length"}[one.dimension]
                yield _row(self.text, (one.start, one.end), measure, one) | {
                    "why": _ended(_NOT_PLAIN)
                }

    def _dates(self, span: tuple[int, int]) -> list[tuple[int, int, str]]:
        text = self.text[slice(*span)]
        if not re.search(r"(?:1[6-9]|20)\d\d", text):
            return []
        return [
            (row["start"] + span[0], row["end"] + span[0], row["date"])
            for row in records(find_dates(text))
            if row["date"] and not row["end_date"]
        ]

    def _claims(
        self,
        sentence: Sentence,
        one: _Found,
        mentions: list[dict[str, Any]],
        dates: list[tuple[int, int, str]],
    ) -> Iterator[dict[str, Any]]:
        pattern, groups = one.pattern, one.match.groupdict()
        span = sentence.span(*one.match.span())
        row = _row(self.text, span, pattern.measure, one.quantity)
        ends = [mentions[i] for i in (one.place("p"), one.place("r")) if i >= 0]
        subject = mentions[one.subject] if one.subject >= 0 else None
        unit = one.quantity.unit.symbol if one.quantity else ""
        row["subject_id"] = subject["id"] if subject else pattern.subject.replace("{unit}", unit)
        row["object_id"] = " ".join(end["id"] for end in ends) or pattern.object.replace(
            "{unit}", unit
        )
        if groups.get("d"):
            row |= {"stated": dates[ord(groups["d"]) - DATES][2], "unit": "date"}
        elif one.quantity is None:
            row["stated"] = (
                relation_of((groups.get("way") or "").replace(" ", ""))
                or wind_of(groups.get("wind") or "")
                or pattern.stated
            )
        row["why"] = self._doubt(sentence, one, [*([subject] if subject else []), *ends])
        row["sure"] = not row["why"]
        row["readings"] = self._readings(row, subject, ends)
        plain = row | {"unit": "", "qualifier": "exact"}
        yield row
        if one.quantity is not None and groups.get("way"):
            way = relation_of(groups["way"].replace(" ", ""))
            yield plain | {"measure": "order-in-space", "stated": way}
        if one.quantity is not None and groups.get("wind"):
            yield plain | {"measure": "bearing", "stated": wind_of(groups["wind"])}

    def _doubt(self, sentence: Sentence, one: _Found, places: list[dict[str, Any]]) -> str:
        """Return why a claim cannot be checked; empty if nothing speaks against it."""
        pattern, grammar = one.pattern, sentence.grammar
        start, end = one.match.span()
        if not one.pattern.subject and one.subject < 0:
            return pattern.doubt or _NOT_PLAIN
        if pattern.doubt and not pattern.carry:
            return pattern.doubt
        text = sentence.skeleton
        clause = max((m.end() for m in _CLAUSE.finditer(text, 0, start)), default=0)
        after = _CLAUSE.search(text, end)
        stop = after.start() if after else len(text)
        if grammar.denials.search(text) or grammar.hedges.search(text, clause, stop):
            return _HEDGED
        if pattern.both and not (
            grammar.china.search(text)
            and grammar.korea.search(text)
            and not grammar.others.search(text)
        ):
            return _NOT_BOTH
        if pattern.side and self._country(places[0]["id"]) != pattern.side:
            return _NOT_BOTH
        areal = MEASURES[pattern.measure].areal
        unsure = next((place for place in places if not self._is_sure(place, areal)), None)
        return f"“{unsure['surface']}” may be more than one place" if unsure else ""

    def _country(self, key: str) -> str:
        place = self.lookup.place(key)
        return place.country if place else ""

    def _is_sure(self, mention: dict[str, Any], areal: bool) -> bool:
        """Tell whether a mention is likely, or all its readings are of the same spot."""
        others = mention["alternatives"]
        return (
            mention["score"] >= (_SURE if others else _SURE_ALONE)
            or (areal and mention["kind"] in {"province", "prefecture"})
            or (bool(others) and self._on_the_spot((mention["id"], *others)))
        )

    def _on_the_spot(self, keys: tuple[str, ...]) -> bool:
        try:
            shapes = [self.atlas.get(key).geometry for key in keys]
        except PlaceNotFound:
            return False
        first = shapes[0]
        return first is not None and all(
            shape is not None and first.dwithin(shape, _SPOT_DEG) for shape in shapes[1:]
        )

    def _checked(
        self, row: dict[str, Any], readings: list[tuple[str, dict[str, str]]]
    ) -> dict[str, Any]:
        """Return a claim with its verdict, or with why it was not checked."""
        if not row["sure"]:
            return row | {"why": _ended(row["why"])}
        try:
            check = self._check(row)
        except SinoKoreaGeoError as error:
            return row | {"why": f"It could not be checked: {error}"}
        row = row | {name: getattr(check, name) for name in _CHECKED}
        if check.verdict != "contradicted":
            return row
        if check.measure == "date":  # places are opened more than once
            why = f"{check.why} The sentence may speak of another opening."
            return row | {"verdict": "", "why": why}
        for surface, other in readings:
            try:
                if self._check(row | other).verdict == "contradicted":
                    continue
            except SinoKoreaGeoError:
                continue
            (key,) = other.values()
            why = f"{check.why} But “{surface}” may also be {key}, of which that is not so."
            return row | {"verdict": "", "why": why}
        return row

    def _readings(
        self, row: dict[str, Any], subject: dict[str, Any] | None, ends: list[dict[str, Any]]
    ) -> list[tuple[str, dict[str, str]]]:
        """Return other readings of a claim's names: a contradiction must hold of every one.

        A distance from a town is none from its county, whose area is another's all the same.
        """
        areal = MEASURES[row["measure"]].areal
        named = [("subject_id", subject), *(("object_id", end) for end in ends if len(ends) == 1)]
        return [
            (mention["surface"], {column: key})
            for column, mention in named
            if mention is not None
            for key in mention["alternatives"]
            if key != row[column] and (areal or key not in self.lookup.units)
        ]

    def _check(self, row: dict[str, Any]) -> ClaimCheck:
        told = ClaimRow(source_ids=self.source_id, **{key: row[key] for key in _TOLD})  # type: ignore[typeddict-item]
        return check_row(self.lookup, told)


def _is_spatial(one: Quantity) -> bool:
    return one.dimension in _DIMENSIONS or one.unit.symbol in _COUNTED


def _is_left(sentence: Sentence, mark: str, one: Quantity, named: bool) -> bool:
    """Tell whether a quantity that no pattern reads measures something all the same."""
    text, grammar = sentence.skeleton, sentence.grammar
    if mark not in text or one.dimension not in {"length", "area"}:
        return False
    at = text.index(mark)
    near = text[max(0, at - 40) : at + 40]
    beside = grammar.measurable.search(near) is not None
    return named and beside and not grammar.not_measured.match(text, at)


def _apart(parts: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return parts in order, without those that overlap an earlier one."""
    kept: list[tuple[int, int, str]] = []
    for part in sorted(parts, key=lambda part: (part[0], -part[1])):
        if not kept or part[0] >= kept[-1][1]:
            kept.append(part)
    return kept


def _matched(
    sentence: Sentence, mentions: list[dict[str, Any]], quantities: list[Quantity]
) -> Iterator[_Found]:
    """Yield what patterns read in a sentence, in order; each quantity is read once."""
    text = sentence.skeleton
    matches: list[tuple[Pattern, re.Match[str]]] = []
    used: set[str] = set()
    for pattern in sentence.grammar.patterns:
        for match in pattern.text.finditer(text):
            groups = match.groupdict()
            key = groups.get("q") or f"{groups.get('s')}{groups.get('p')}{groups.get('d')}"
            # "A factory near Dandong is 50 km from …" is not about Dandong.
            leads = (
                bool(groups.get("s")) and match.start("s") == match.start() and not pattern.close
            )
            astray = leads and sentence.grammar.not_subject.search(text, 0, match.start())
            named = mentions[ord(groups["s"]) - PLACES]["kind"] if groups.get("s") else ""
            # A bridge that is called after its river is not the river.
            if named == "river" and sentence.grammar.structure.match(text, match.end("s")):
                continue
            if key not in used and not astray and _fits(pattern, match, mentions, quantities):
                used.add(key)
                matches.append((pattern, match))
    before: _Found | None = None
    for pattern, match in sorted(matches, key=lambda pair: pair[1].start()):
        groups = match.groupdict()
        subject = ord(groups["s"]) - PLACES if groups.get("s") else -1
        if subject < 0 and pattern.carry:
            subject = _carried(sentence, match, before)
        quantity = quantities[ord(groups["q"]) - QUANTITIES] if groups.get("q") else None
        before = _Found(pattern, match, subject, quantity)
        if pattern.kinds and subject >= 0 and mentions[subject]["kind"] not in LINES:
            before = _Found(pattern, match, -1, quantity)
        yield before


def _fits(
    pattern: Pattern,
    match: re.Match[str],
    mentions: list[dict[str, Any]],
    quantities: list[Quantity],
) -> bool:
    """Tell whether the quantity has the measure's dimension, and the subject may have it."""
    groups = match.groupdict()
    if groups.get("q"):
        one = quantities[ord(groups["q"]) - QUANTITIES]
        if one.dimension not in MEASURES[pattern.measure].dimensions or not _is_spatial(one):
            return False
    if groups.get("s") and groups.get("p") == groups.get("s"):
        return False
    subject = mentions[ord(groups["s"]) - PLACES] if groups.get("s") else None
    return not (pattern.kinds and subject and subject["kind"] not in LINES)


def _carried(sentence: Sentence, match: re.Match[str], before: _Found | None) -> int:
    """Return the subject of a list that goes on, or the topic of the sentence; -1 if none."""
    text, grammar = sentence.skeleton, sentence.grammar
    if (
        before is not None
        and before.subject >= 0
        and before.match.end() <= match.start()
        and grammar.joins.fullmatch(text, before.match.end(), match.start())
    ):
        return before.subject
    if grammar.topic is None:
        return -1
    topics = [m for m in grammar.topic.finditer(text, 0, match.start()) if m["s"]]
    if not topics:
        return -1
    lead = text[: match.start()]
    opens = topics[-1].end() == match.start() or lead[-1:] in "，,、；;。：并且和而又也며고서"
    return ord(topics[-1]["s"]) - PLACES if opens else -1


def _row(
    text: str, span: tuple[int, int], measure: str, quantity: Quantity | None
) -> dict[str, Any]:
    return {
        "start": span[0],
        "end": span[1],
        "surface": text[slice(*span)],
        "measure": measure,
        "subject_id": "",
        "object_id": "",
        "stated": quantity.stated.replace("/", "-") if quantity else "",
        "unit": quantity.unit.symbol if quantity else "",
        "qualifier": quantity.qualifier if quantity else "exact",
        "sure": False,
        "verdict": "",
        "why": "",
        "measured": None,
        "measured_unit": "",
        "tried": (),
    }


def _ended(reason: str) -> str:
    return f"Read, not checked: {reason}."
