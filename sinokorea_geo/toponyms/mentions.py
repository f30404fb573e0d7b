"""Every place of the atlas that a text names, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidText
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms.ambiguous import Trust
from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.index import Lexicon, Sense, lexicon_of
from sinokorea_geo.toponyms.nearness import Settled
from sinokorea_geo.toponyms.recognition import believed
from sinokorea_geo.toponyms.resolution import crossing_lists, groups_of, sense_of

__all__ = ["COLUMNS", "find_mentions"]

#: The columns of the frame, in order.
COLUMNS = ("start", "end", "surface", "id", "kind", "score", "alternatives", "name_en", "geometry")
_INCLUDABLE = frozenset({"context"})
#: How far along a list its members speak for each other.
_LIST = 8
_DOUBTED = {Trust.NAMESAKE: 0.1, Trust.WEAK: 0.2, Trust.WORD: 0.25}


def find_mentions(
    text: str, atlas: Atlas, *, include: str | Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Find every place of the atlas that a text names, in English, Chinese and Korean.

    Parameters
    ----------
    text : str
        Plain text; ``sinokorea_geo.toponyms.read_document`` makes it of a file.
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
    held = believed(plain, lexicon)
    mentions = [one for one, _ in held]
    groups = groups_of(plain, mentions)
    listed = crossing_lists(plain, mentions, groups, lexicon)
    found: list[tuple[Candidate, Sense]] = []
    settled = Settled(plain, mentions, lexicon)
    for group in groups:
        kinds = [lexicon.items[mentions[at].entry.readings[0]].kind for at in group]
        for place, at in enumerate(group):
            one, trust = held[at]
            if not context and lexicon.items[one.entry.readings[0]].context:
                continue
            beside = kinds[max(0, place - _LIST) : place] + kinds[place + 1 : place + 1 + _LIST]
            sense = sense_of(plain, one, lexicon, beside, in_list=at in listed)
            sense = settled.reading(at, sense)
            if trust is not Trust.SURE:
                sense = replace(sense, score=round(max(0.3, sense.score - _DOUBTED[trust]), 2))
            found.append((one, sense))
    return found
