"""Find the claims that a text makes, and check those that are sure of what they are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.claims.lookup import lookup_of
from sinokorea_geo.claims.patterns import OWNERS, Bare, Pattern, Sentence, says_both
from sinokorea_geo.claims.topics import Topics
from sinokorea_geo.claims.verdicts import CHECKED, TOLD, UNCHECKED, Checker
from sinokorea_geo.claims.words import MEASURES, WORDS, relation_of, wind_of
from sinokorea_geo.language.dates import find_dates
from sinokorea_geo.language.quantities import Quantity, find_quantities
from sinokorea_geo.language.sentences import split_sentences
from sinokorea_geo.toponyms.mentions import Mention, read_mentions

_DATED = ("start", "end", "date", "end_date")
COLUMNS = ("start", "end", "surface", *TOLD, "sure", *CHECKED)
_DIMENSIONS = {"length", "area", "share"}
_COUNTED = {"crossings", "bridges", "islands"}
#: A sentence with a quantity and such a word may be about the border.
_NEAR = re.compile(WORDS["sentences"]["near"])
_RELATED = re.compile(WORDS["sentences"]["related"])
_OPENING = 160  # so many letters of a sentence tell its subject
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_CLAUSE = re.compile(r"[,;:，；：、。]")
_IMPLIED = "the sentence does not name what it is about itself"
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
    pattern: Pattern
    match: re.Match[str]
    subject: Mention | None
    quantity: Quantity | None
    implied: bool = False


class _Reader:
    """A text with its places and quantities, read sentence by sentence."""

    def __init__(self, text: str, atlas: Atlas, source_id: str) -> None:
        self.mentions = list(read_mentions(text, atlas, context=True))
        self.quantities = find_quantities(text)
        dates = find_dates(text) if _YEAR.search(text) else pd.DataFrame(columns=list(_DATED))
        found = zip(*(dates[name].tolist() for name in _DATED), strict=True)
        self.dates = [(start, end, date) for start, end, date, last in found if date and not last]
        self.text = text
        self.lookup = lookup_of(atlas)
        self.checker = Checker(self.lookup, source_id)

    def rows(self) -> Iterator[dict[str, Any]]:
        m = q = d = 0
        of_border, bare = says_both(self.text), Bare(self.text)
        topics, end = Topics(of_border=of_border), 0
        for span in split_sentences(self.text):
            if "\n\n" in self.text[end : span[0]]:
                topics = Topics(of_border=of_border)
            end = span[1]
            first_m, first_q, first_d = m, q, d
            while m < len(self.mentions) and self.mentions[m].start < span[1]:
                m += 1
            while q < len(self.quantities) and self.quantities[q].start < span[1]:
                q += 1
            while d < len(self.dates) and self.dates[d][0] < span[1]:
                d += 1
            named, quantities = self.mentions[first_m:m], self.quantities[first_q:q]
            mentions = [one for one in named if one.kind != "country"]
            spatial = any(_is_spatial(one) for one in quantities)
            said = spatial or d > first_d or (mentions and _RELATED.search(self.text, *span))
            near = named or topics or (spatial and _NEAR.search(self.text, *span))
            if mentions or (said and near):  # of other sentences nothing can be said
                # Of what says nothing only the subject counts, which stands at the beginning.
                whole = span if said else (span[0], min(span[1], span[0] + _OPENING))
                make = partial(Sentence, bare, whole, mentions, quantities, self.dates[first_d:d])
                sentence = make() if said else None
                if sentence:
                    yield from self._sentence(sentence, topics)
                topics.add(sentence or make)

    def _sentence(self, sentence: Sentence, topics: Topics) -> Iterator[dict[str, Any]]:
        found = list(_matched(sentence, topics))
        seen: set[tuple[str, ...]] = set()  # "42 km southeast of" says "southeast of", too
        for row in (row for match in found for row in self._claims(sentence, match)):
            key = tuple(row[name] for name in TOLD)
            if key not in seen or row["unit"] not in {"", "date"}:
                seen.add(key)
                yield self.checker.checked(row, row.pop("readings"))
        used = {match.match["q"] for match in found if match.quantity is not None}
        for mark, one in sentence.quantities.items():
            if mark not in used and _is_left(sentence, mark, one):
                row = _row(self.text, (one.start, one.end), one.dimension, one)
                yield row | {"why": UNCHECKED.format(_NOT_PLAIN)}

    def _claims(self, sentence: Sentence, one: _Found) -> Iterator[dict[str, Any]]:
        pattern, groups, subject = one.pattern, one.match.groupdict(), one.subject
        span = sentence.span(*one.match.span())
        row = _row(self.text, span, pattern.measure, one.quantity)
        ends = [end for group in "pr" if (end := sentence.place(one.match, group))]
        named = " ".join(end.id for end in ends)
        row["subject_id"] = subject.id if subject else pattern.subject.format(**row)
        row["object_id"] = named or pattern.object.format(**row)
        way = relation_of((groups.get("way") or "").replace(" ", ""))
        wind = wind_of(groups.get("wind") or "")
        if groups.get("d"):
            row |= {"stated": sentence.dates[groups["d"]], "unit": "date"}
        elif one.quantity is None:
            row["stated"] = way or wind or pattern.stated
        row["why"] = self._doubt(sentence, one, [*([subject] if subject else []), *ends])
        row["sure"] = not row["why"]
        row["readings"] = self._readings(row, subject, ends)
        plain = row | {"unit": "", "qualifier": "exact"}
        yield row
        if one.quantity is not None and groups.get("way"):
            yield plain | {"measure": "order-in-space", "stated": way}
        if one.quantity is not None and groups.get("wind"):
            yield plain | {"measure": "bearing", "stated": wind}

    def _doubt(self, sentence: Sentence, one: _Found, places: list[Mention]) -> str:
        """Return why a claim cannot be checked; empty if nothing speaks against it."""
        pattern, rules, text = one.pattern, sentence.rules, sentence.skeleton
        if not pattern.subject and one.subject is None:
            return pattern.doubt or _NOT_PLAIN
        if one.implied or (pattern.doubt and not pattern.carry):
            return _IMPLIED if one.implied else pattern.doubt
        start, end = one.match.span()
        clause = max((m.end() for m in _CLAUSE.finditer(text, 0, start)), default=0)
        after = _CLAUSE.search(text, end)
        stop = after.start() if after else len(text)
        if rules["denials"].search(text) or rules["hedges"].search(text, clause, stop):
            return "the sentence does not state it as a fact"
        found = [bool(rules[name].search(text)) for name in OWNERS]
        side = getattr(self.lookup.place(places[0].id), "country", "") if pattern.side else ""
        owned = side == pattern.side and (not pattern.both or found == [True, True, False])
        # A province or a county before it holds a part of the border.
        named = (sentence.mentions.get(mark) for mark in text[:start])
        part = any(place.kind in WORDS["lines"]["parts"] for place in named if place)
        if not owned or (pattern.subject == BORDER_ID and part):
            return "the sentence does not say whose border it is, or means a part of it"
        areal = MEASURES[pattern.measure].areal
        unsure = next((place for place in places if not self.checker.is_sure(place, areal)), None)
        return f"“{unsure.surface}” may be more than one place" if unsure else ""

    def _readings(
        self, row: dict[str, Any], subject: Mention | None, ends: list[Mention]
    ) -> list[tuple[str, str, str]]:
        """Return other readings of a claim's names: a contradiction must hold of every one."""
        areal = MEASURES[row["measure"]].areal
        named = [("subject_id", subject), *(("object_id", end) for end in ends if len(ends) == 1)]
        return [
            (mention.surface, column, key)
            for column, mention in named
            if mention is not None
            for key in mention.alternatives
            if key != row[column] and (areal or key not in self.lookup.units)
        ]


def _is_spatial(one: Quantity) -> bool:
    return one.dimension in _DIMENSIONS or one.unit.symbol in _COUNTED


def _is_left(sentence: Sentence, mark: str, one: Quantity) -> bool:
    """Tell whether a quantity that no pattern reads measures something all the same."""
    text = sentence.skeleton
    at = text.find(mark)
    if at < 0 or not sentence.mentions or one.dimension not in {"length", "area"}:
        return False
    if sentence.rules["not_before"].search(text, max(0, at - 60), at):
        return False
    beside = sentence.rules["measurable"].search(text[max(0, at - 40) : at + 40])
    return beside is not None and not sentence.rules["not_measured"].match(text, at)


def _matched(sentence: Sentence, topics: Topics) -> Iterator[_Found]:
    """Yield what patterns read in a sentence, in order; each quantity is read once."""
    matches: list[_Found] = []
    used: set[str] = set()
    for pattern in sentence.patterns:
        for match in pattern.text.finditer(sentence.skeleton):
            groups = match.groupdict()
            key = groups.get("q") or f"{groups.get('s')}{groups.get('p')}{groups.get('d')}"
            quantity = sentence.quantities.get(groups.get("q") or "")
            one = _Found(pattern, match, sentence.place(match, "s"), quantity)
            if key not in used and _fits(sentence, one):
                used.add(key)
                matches.append(one)
    before: _Found | None = None
    for one in sorted(matches, key=lambda one: one.match.start()):
        subject, implied = one.subject, False
        if subject is None and one.pattern.carry:
            subject = _carried(sentence, one.match, before)
            same = before is not None and before.pattern.measure == one.pattern.measure
            if one.pattern.listed and (subject is None or not same):
                continue
            if subject is None:
                subject, implied = topics.implied(sentence, one.match), True
        if not _may_be(one.pattern, subject):
            subject = None
        before = replace(one, subject=subject, implied=implied and subject is not None)
        yield before


def _may_be(pattern: Pattern, subject: Mention | None) -> bool:
    """Tell whether a subject may be as long as a text says."""
    return not (pattern.kinds and subject and subject.kind not in WORDS["lines"]["kinds"])


def _fits(sentence: Sentence, one: _Found) -> bool:
    """Tell whether the quantity has the measure's dimension, and the subject may have it."""
    match, text, groups = one.match, sentence.skeleton, one.match.groupdict()
    dimensions = MEASURES[one.pattern.measure].dimensions
    if one.quantity and not (one.quantity.dimension in dimensions and _is_spatial(one.quantity)):
        return False
    if one.quantity and sentence.rules["not_before"].search(
        text, max(0, match.start("q") - 60), match.start("q")
    ):
        return False
    if one.subject is None:
        return True
    # "A factory near Dandong is 50 km from …" is not about Dandong.
    leads = match.start("s") == match.start() and not one.pattern.close
    if leads and sentence.rules["not_subject"].search(text, 0, match.start()):
        return False
    if groups.get("p") == groups["s"] or not _may_be(one.pattern, one.subject):
        return False
    return not _is_of_river(sentence, one)


def _is_of_river(sentence: Sentence, one: _Found) -> bool:
    """Tell whether a river stands where a bridge over it, a town on it or an opening is meant."""
    ends = [end for group in "sp" if (end := sentence.place(one.match, group))]
    rivers = [end for end in ends if end.kind == "river"]
    if rivers and one.pattern.stated in {"opposite", "way"}:
        return True
    if one.subject in rivers:
        structure = sentence.rules["structure"].match(sentence.skeleton, one.match.end("s"))
        return structure is not None or one.pattern.measure == "date"
    return False


def _carried(sentence: Sentence, match: re.Match[str], before: _Found | None) -> Mention | None:
    """Return the subject of a list that goes on, or the topic of the sentence."""
    text, start = sentence.skeleton, match.start()
    joins = before and sentence.rules["joins"].fullmatch(text, before.match.end(), start)
    if before and before.subject and joins:
        return before.subject
    topics = [m for m in sentence.rules["topic"].finditer(text, 0, start) if m["s"]]
    if len({m["s"] for m in topics}) > 1:  # it may be about either
        return None
    opens = text[start - 1 : start] in {*WORDS["sentences"]["opens"], ""}
    if topics and (opens or topics[-1].end() == start):
        return sentence.place(topics[-1], "s")
    return None


def _row(
    text: str, span: tuple[int, int], measure: str, quantity: Quantity | None
) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    row |= {"start": span[0], "end": span[1], "surface": text[slice(*span)]}
    row |= {"measure": measure, "qualifier": "exact", "sure": False, "measured": None, "tried": ()}
    if quantity is not None:
        row |= {"stated": quantity.stated.replace("/", "-"), "unit": quantity.unit.symbol}
        row["qualifier"] = quantity.qualifier
    return row
