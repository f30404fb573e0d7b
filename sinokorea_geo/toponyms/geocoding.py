"""Look up addresses and names of places, one by one or a column at once."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms.candidates import candidates
from sinokorea_geo.toponyms.index import lexicon_of
from sinokorea_geo.toponyms.lexicon import SHARED, Candidate, Entry, Lexicon
from sinokorea_geo.toponyms.resolution import resolve

COLUMNS = ("id", "name_en", "kind", "lon", "lat", "score", "matched", "alternatives", "exactness",
           "reason")  # fmt: skip
#: Kinds from the largest to the smallest; others are smaller still.
_SIZES = {kind: at for at, kind in enumerate(SHARED["kinds"]["sizes"].split())}
#: The shortest name that may be misspelled, and from how many letters two may be wrong.
_SHORTEST, _LONG = 6, 10
_NOTHING = ("", "", "", math.nan, math.nan, 0.0, "", (), "")


def geocode(addresses: pd.Series | Iterable[Any], atlas: Atlas) -> pd.DataFrame:
    """Look up a column of place names or addresses in English, Chinese or Korean.

    Parameters
    ----------
    addresses : Series or iterable of str
        Such as ``长白县``, ``丹东市振兴区…``, ``라진구역`` or ``Nanping, Helong, Jilin``.
    atlas : Atlas
        Whose places to look for.

    Returns
    -------
    pandas.DataFrame
        One row an address, on the index of a Series: ``id``, ``name_en`` and ``kind`` of the
        smallest place that it names, ``lon`` and ``lat`` in degrees (EPSG:4326), ``score`` from
        0 to 1, the text ``matched``, ``alternatives``, ``exactness`` (``point``, ``area`` for the
        middle of an area or a line, or empty) and ``reason`` in words. What is not found has an
        empty id and a score of 0.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> found = geocode(["吉林省和龙市南坪镇", "라진구역", "Dandnog", "Paris"], load_atlas())
    >>> found[["id", "matched"]].values.tolist()
    [['nanping', '南坪镇'], ['rajin', '라진'], ['dandong', 'Dandnog'], ['', '']]
    """
    lexicon = lexicon_of(atlas)
    index = addresses.index if isinstance(addresses, pd.Series) else None
    keys = [address if isinstance(address, str) else None for address in addresses]
    known = {key: _row(key, lexicon) for key in set(keys)}
    frame = pd.DataFrame([known[key] for key in keys], columns=list(COLUMNS), index=index)
    return frame.astype(dict.fromkeys(("lon", "lat", "score"), "float64"))


def _row(address: str | None, lexicon: Lexicon) -> tuple[Any, ...]:
    if address is None or not fold(address):
        return (*_NOTHING, "no text")
    plain = clean(address).text
    mentions: list[Candidate] = []
    for one in candidates(plain, lexicon):
        if not one.entry.compound and (not mentions or one.start >= mentions[-1].end):
            mentions.append(one)
    entry, lost, reason = lexicon.entries.get(fold(plain)), 0.1, "a name in the address"
    if entry is not None:
        lost, reason = 0.0, "the whole name"
    elif not mentions:
        entry, lost = _near(fold(plain), lexicon), 0.4
        reason = "a name that differs in a letter or two"
    if entry is not None and not (mentions and mentions[0].entry is entry):
        mentions = [Candidate(0, len(plain), entry, entry.trust)]
    if not mentions:
        return (*_NOTHING, "no name of the atlas is in it")
    senses = resolve(plain, mentions, lexicon)
    sizes = [_SIZES.get(lexicon.items[sense.id].kind, len(_SIZES)) for sense in senses]
    smallest = max(range(len(senses)), key=lambda at: (sizes[at], at))
    one, sense = mentions[smallest], senses[smallest]
    item = lexicon.items[sense.id]
    lon, lat, exactness = math.nan, math.nan, ""
    if item.geometry is None:
        reason += "; nobody published its position"
    else:
        point = item.geometry.representative_point()
        lon, lat = float(point.x), float(point.y)
        exactness = "point" if item.geometry.geom_type == "Point" else "area"
    return (item.id, item.name_en, item.kind, lon, lat, round(sense.score - lost, 2),
            plain[one.start : one.end], sense.alternatives, exactness, reason)  # fmt: skip


def _near(word: str, lexicon: Lexicon) -> Entry | None:
    """Return the name that a whole text misspells, if one comes close."""
    if not word.isascii() or len(word) < _SHORTEST:
        return None
    names = [key for key in lexicon.entries if key[0] == word[0] and key.isascii()]
    most = 2 if len(word) >= _LONG else 1
    found = process.extractOne(word, names, scorer=DamerauLevenshtein.distance, score_cutoff=most)
    return lexicon.entries[found[0]] if found else None
