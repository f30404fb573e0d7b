"""Every place of the atlas that a text names, and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidText
from sinokorea_geo.text.ambiguous import Trust
from sinokorea_geo.text.beyond import FAR_AWAY
from sinokorea_geo.text.candidates import Candidate, candidates
from sinokorea_geo.text.evidence import is_elsewhere, is_supported
from sinokorea_geo.text.folding import clean
from sinokorea_geo.text.friends import Surroundings, body_end, is_person
from sinokorea_geo.text.lexicon import Lexicon, Sense, lexicon_of
from sinokorea_geo.text.senses import crossing_lists, groups_of, sense_of

__all__ = ["COLUMNS", "find_mentions"]

#: The columns of the frame, in order.
COLUMNS = ("start", "end", "surface", "id", "kind", "score", "alternatives", "name_en", "geometry")
_HANGUL = re.compile("[가-힣]")
_INCLUDABLE = frozenset({"context"})
#: How far along a list its members speak for each other.
_LIST = 8
_PERSONS = frozenset({"kimchaek", "kimhyongjik", "kimjongsuk"})
_DOUBTED = {Trust.NAMESAKE: 0.1, Trust.WEAK: 0.2, Trust.WORD: 0.25}


def find_mentions(
    text: str, atlas: Atlas, *, include: str | Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Find every place of the atlas that a text names, in English, Chinese and Korean.

    Parameters
    ----------
    text : str
        Plain text; :func:`~sinokorea_geo.text.documents.read_document` makes it of a file.
    atlas : Atlas
        Whose places to look for. Its names are prepared at the first call.
    include : str or iterable of str
        ``"context"`` also reports countries and far capitals.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row a mention, in the order of the text: ``start`` and ``end`` are
        positions in `text`, so that ``text[start:end] == surface``; ``id`` and ``kind`` are the
        atlas's; ``score`` from 0 to 1 says how sure the reading is; ``alternatives`` is a tuple
        of other ids the words may mean; ``geometry`` is None where nobody published a position.
        The same columns and types with no rows if nothing is found.

    Raises
    ------
    InvalidText
        If `text` is not a string, or `include` names something else.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> text = "Trucks left Dandong Port for 신의주에서, not 丹东银行."
    >>> found = find_mentions(text, load_atlas())
    >>> found[["start", "surface", "id"]].values.tolist()
    [[12, 'Dandong Port', 'dandong-port'], [29, '신의주', 'sinuiju']]
    """
    wanted = _checked(text, include)
    lexicon = lexicon_of(atlas)
    plain = clean(text)
    rows = []
    for one, sense in _read(plain.text, lexicon, context="context" in wanted):
        item = lexicon.items[sense.id]
        start, end = plain.span(one.start, one.end)
        rows.append(
            (
                start,
                end,
                text[start:end],
                item.id,
                item.kind,
                sense.score,
                sense.alternatives,
                item.name_en,
                item.geometry,
            )
        )
    return _frame(rows)


def _checked(text: Any, include: Any) -> frozenset[str]:
    if not isinstance(text, str):
        raise InvalidText(
            f"the text is of type {type(text).__name__}; pass a string, or read the file with"
            f" read_document"
        )
    wanted = frozenset((include,) if isinstance(include, str) else include)
    unknown = sorted(str(one) for one in wanted - _INCLUDABLE)
    if unknown:
        raise InvalidText(f"include knows 'context', not {', '.join(map(repr, unknown))}")
    return wanted


def _frame(rows: list[tuple[Any, ...]]) -> gpd.GeoDataFrame:
    columns = (
        dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
        if rows
        else dict.fromkeys(COLUMNS, ())
    )
    data = {
        name: pd.Series(list(values), dtype=_TYPES.get(name, object))
        for name, values in columns.items()
        if name != "geometry"
    }
    return gpd.GeoDataFrame(
        data, geometry=gpd.GeoSeries(list(columns["geometry"]), crs="EPSG:4326"), crs="EPSG:4326"
    )


_TYPES: dict[str, Any] = {"start": "int64", "end": "int64", "score": "float64"}


def _read(plain: str, lexicon: Lexicon, *, context: bool) -> list[tuple[Candidate, Sense]]:
    believed = _believed(plain, lexicon)
    mentions = [one for one, _ in believed]
    groups = groups_of(plain, mentions)
    listed = crossing_lists(plain, mentions, groups, lexicon)
    found: list[tuple[Candidate, Sense]] = []
    for group in groups:
        kinds = [lexicon.items[mentions[at].entry.readings[0]].kind for at in group]
        for place, at in enumerate(group):
            one, trust = believed[at]
            if not context and lexicon.items[one.entry.readings[0]].context:
                continue
            beside = kinds[max(0, place - _LIST) : place] + kinds[place + 1 : place + 1 + _LIST]
            sense = sense_of(plain, one, lexicon, beside, in_list=at in listed)
            if trust is not Trust.SURE:
                sense = replace(sense, score=round(max(0.3, sense.score - _DOUBTED[trust]), 2))
            found.append((one, sense))
    return found


@dataclass
class _Doubts:
    """What the text itself gives as namesakes and as people."""

    elsewhere: set[str]
    people: set[str]

    def trust(self, one: Candidate, plain: str) -> Trust:
        entry = one.entry
        trust = entry.trust
        surface = plain[one.start : one.end]
        if entry.key == "jian":
            trust = Trust.NAMESAKE if "'" in surface else Trust.WEAK
        elif entry.key in _PERSONS:
            trust = Trust.WORD if " " in surface else Trust.NAMESAKE
        if trust is not Trust.SURE and (
            entry.key in self.people or set(entry.readings) & self.elsewhere
        ):
            return max(trust, Trust.WEAK)
        return trust


def _believed(plain: str, lexicon: Lexicon) -> list[tuple[Candidate, Trust]]:
    """Return the candidates that are mentions, in order and without overlap."""
    around = Surroundings(plain)
    doubts = _Doubts(set(), set())
    standing: list[Candidate] = []
    covered = 0
    for one in candidates(plain, lexicon):
        if one.start < covered or (one.entry.compound and not _names_crossing(plain, one, lexicon)):
            continue
        blocked = _blocked(around, one, doubts)
        if blocked is not None:
            covered = max(covered, blocked)
            while standing and standing[-1].end > one.start:
                standing.pop()
            continue
        standing.append(one)
        if doubts.trust(one, plain) < Trust.WEAK:
            covered = one.end
    return _supported(plain, standing, doubts)


def _names_crossing(plain: str, one: Candidate, lexicon: Lexicon) -> bool:
    del lexicon
    tail = plain[one.end : one.end + 14].lower()
    return tail.startswith((" crossing", " border crossing", "口岸", " 통상구", " road crossing"))


def _blocked(around: Surroundings, one: Candidate, doubts: _Doubts) -> int | None:
    """Where a false friend that begins here ends."""
    if one.entry.trust is not Trust.SURE and is_elsewhere(around.plain, one):
        doubts.elsewhere.update(one.entry.readings[:1])
        return one.end
    if is_person(around, one):
        doubts.people.add(one.entry.key)
        return one.end
    return body_end(around, one)


def _supported(
    plain: str, standing: list[Candidate], doubts: _Doubts
) -> list[tuple[Candidate, Trust]]:
    trusts = [doubts.trust(one, plain) for one in standing]
    held = {at for at, trust in enumerate(trusts) if trust < Trust.WEAK}
    for _ in range(3):
        starts = [standing[at].start for at in sorted(held)]
        news = set()
        for at, trust in enumerate(trusts):
            if at in held or trust < Trust.WEAK:
                continue
            one = standing[at]
            if any(
                _overlap(one, standing[other])
                for other in _near(at, len(standing))
                if other in held
            ):
                continue
            beside = _beside(standing, held, at)
            word = trust is Trust.WORD
            if _same_nearby(plain, at, standing, held) or is_supported(
                plain,
                one,
                beside,
                _window(starts, one.start),
                word=word,
                demoted=one.entry.trust is Trust.NAMESAKE,
            ):
                news.add(at)
        if not news:
            break
        held |= _apart(standing, news)
    return [(standing[at], trusts[at]) for at in sorted(held)]


def _same_nearby(plain: str, at: int, standing: list[Candidate], held: set[int]) -> bool:
    """Whether it glosses a believed name of the same place, in a text of another script."""
    one = standing[at]
    if not _HANGUL.match(plain, one.start):
        return False
    around = plain[max(0, one.start - 2) : one.start] + plain[one.end : one.end + 2]
    if _HANGUL.search(around):
        return False
    mine = set(one.entry.readings)
    return any(
        abs(standing[other].start - one.start) < 200 and mine & set(standing[other].entry.readings)
        for other in range(max(0, at - 12), min(len(standing), at + 13))
        if other in held
    )


def _near(at: int, size: int) -> range:
    return range(max(0, at - 4), min(size, at + 5))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end and one is not other


def _window(starts: list[int], start: int) -> list[int]:
    at = bisect_left(starts, start)
    return starts[max(0, at - 2) : at + 2]


def _beside(
    standing: list[Candidate], held: set[int], at: int
) -> tuple[Candidate | None, Candidate | None]:
    ahead, behind = range(at - 1, max(-1, at - 5), -1), range(at + 1, min(len(standing), at + 5))
    before = next((standing[i] for i in ahead if i in held), None)
    after = next((standing[i] for i in behind if i in held), None)
    return _of_here(before), _of_here(after)


def _of_here(one: Candidate | None) -> Candidate | None:
    """Drop a mention that speaks for nothing on this border: "South Korea's Songdo"."""
    return None if one is None or one.entry.readings[0] in FAR_AWAY else one


def _apart(standing: list[Candidate], news: set[int]) -> set[int]:
    """Of candidates that overlap, the one that begins first and is longest."""
    kept: set[int] = set()
    end = -1
    for at in sorted(news):
        if standing[at].start >= end:
            kept.add(at)
            end = standing[at].end
    return kept
