"""Find every place of the atlas that a text names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidText
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms.candidates import candidates
from sinokorea_geo.toponyms.entries import Candidate, Entry, Lexicon, Trust
from sinokorea_geo.toponyms.index import lexicon_of
from sinokorea_geo.toponyms.recognition import recognise
from sinokorea_geo.toponyms.resolution import Sense, resolve

#: The columns of the frame, in order.
COLUMNS = ("start", "end", "surface", "id", "kind", "score", "alternatives", "match", "name_en",
           "geometry")  # fmt: skip
_TYPES: dict[str, Any] = {"start": "int64", "end": "int64", "score": "float64"}
#: How much less likely a reading is whose name is also something else.
_DOUBT = {Trust.SURE: 0.0, Trust.NAMESAKE: 0.1, Trust.WEAK: 0.2, Trust.WORD: 0.25}
_LEAST = 0.3
#: A text must name so many places without doubt before a misspelling is looked for.
_MANY = 3
#: The shortest word, and from how many letters two may be wrong.
_SHORTEST, _LONG = 7, 10
_WORD = re.compile(r"(?<![\w'-])[A-Z][A-Za-z']{6,}(?![\w-])")
#: A capitalised word right before it makes it part of another name: "Yanbian Longding".
_NAME_BEFORE = re.compile(r"[A-Z][\w'-]+ $")


def find_mentions(
    text: str, atlas: Atlas, *, include: str | Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Find every place of the atlas that a text names, in English, Chinese and Korean.

    Parameters
    ----------
    text : str
        Plain text; ``sinokorea_geo.language.read_document`` makes it of a file.
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
        of other ids the words may mean; ``match`` is ``name``, or ``misspelling`` where a name
        was taken for one that differs in a letter or two; ``geometry`` is None where nobody
        published a position. The same columns and types with no rows if nothing is found.

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
    if not isinstance(text, str):
        raise InvalidText(
            f"the text is of type {type(text).__name__}; pass a string, or read the file with"
            f" read_document"
        )
    wanted = {include} if isinstance(include, str) else set(include)
    unknown = sorted(str(one) for one in wanted - {"context"})
    if unknown:
        raise InvalidText(f"include knows 'context', not {', '.join(map(repr, unknown))}")
    lexicon = lexicon_of(atlas)
    plain = clean(text)
    spelled = candidates(plain.text, lexicon)
    mentions = recognise(plain.text, spelled)
    senses = resolve(plain.text, mentions, lexicon)
    found = [
        (one, sense, "name")
        for one, sense in zip(mentions, senses, strict=True)
        if wanted or not lexicon.items[sense.id].context
    ]
    found += [
        (one, Sense(one.entry.readings[0], score, one.entry.readings[1:]), "misspelling")
        for one, score in misspelled(plain.text, spelled, mentions, lexicon)
    ]
    rows = []
    for one, sense, match in sorted(found, key=lambda row: row[0].start):
        item = lexicon.items[sense.id]
        start, end = plain.span(one.start, one.end)
        score = round(max(_LEAST, sense.score - _DOUBT[one.trust]), 2)
        rows.append((start, end, text[start:end], item.id, item.kind, score,
                     sense.alternatives, match, item.name_en, item.geometry))  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).astype(_TYPES)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


# -- misspellings, in texts that are about this border without doubt -------------------------------


def nearest_name(word: str, names: Sequence[str]) -> tuple[str, float] | None:
    """Return the name that differs from a word in a letter or two, and a score."""
    most = 2 if len(word) >= _LONG else 1
    found = process.extractOne(word, names, scorer=DamerauLevenshtein.distance, score_cutoff=most)
    return (found[0], 0.6 if found[1] < 2 else 0.5) if found else None


def misspelled(
    plain: str, spelled: Sequence[Candidate], mentions: Sequence[Candidate], lexicon: Lexicon
) -> Iterator[tuple[Candidate, float]]:
    """Yield capitalised words that differ from a sure name in a letter or two, and a score."""
    sure = {one.entry.readings[0] for one in mentions if one.trust is Trust.SURE}
    if sum(not lexicon.items[key].context for key in sure) < _MANY:
        return
    names: defaultdict[str, list[str]] = defaultdict(list)
    for key, entry in lexicon.entries.items():
        if _is_fit(entry) and not lexicon.items[entry.readings[0]].context:
            names[key[0]].append(key)
    taken = {at for one in spelled for at in (one.start, one.end - 1)}
    small = set(re.findall(r"\b[a-z]{7,}", plain))
    for match in _WORD.finditer(plain):
        start, end = match.span()
        word = match.group().replace("'", "").lower().removesuffix("s")
        known = match.group().lower() in small or not taken.isdisjoint(range(start, end))
        if known or len(word) < _SHORTEST or _NAME_BEFORE.search(plain[max(0, start - 20) : start]):
            continue
        found = nearest_name(word, names[word[0]])
        if found is not None:
            yield Candidate(start, end, lexicon.entries[found[0]], Trust.SURE), found[1]


def _is_fit(entry: Entry) -> bool:
    """Tell whether a name is sure, and one Latin word."""
    plain = not (entry.spaces or entry.marks or entry.generated or entry.compound)
    sure = entry.trust is Trust.SURE and len(entry.key) >= _SHORTEST
    return plain and sure and entry.key.isascii()
