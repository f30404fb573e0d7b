"""Find misspelled names in Latin letters, in texts that are about this border without doubt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from sinokorea_geo.toponyms.entries import Candidate, Entry, Lexicon, Trust

#: A text must name so many places without doubt before a misspelling is looked for.
_MANY = 3
#: The shortest word, and from how many letters two may be wrong.
_SHORTEST, _LONG = 7, 10
_WORD = re.compile(r"(?<![\w'-])[A-Z][A-Za-z']{6,}(?![\w-])")
#: A capitalised word right before it makes it part of another name: "Yanbian Longding".
_NAME_BEFORE = re.compile(r"[A-Z][\w'-]+ $")
_SCORES = {1: 0.6, 2: 0.5}


def misspelled(
    plain: str, spelled: Sequence[Candidate], mentions: Sequence[Candidate], lexicon: Lexicon
) -> Iterator[tuple[Candidate, float]]:
    """Yield capitalised words that differ from a sure name in a letter or two, and a score."""
    sure = {one.entry.readings[0] for one in mentions if one.trust is Trust.SURE}
    if len({key for key in sure if not lexicon.items[key].context}) < _MANY:
        return
    names = _names(lexicon)
    taken = {at for one in spelled for at in (one.start, one.end - 1)}
    small: set[str] | None = None
    for match in _WORD.finditer(plain):
        word = match.group().replace("'", "").lower().removesuffix("s")
        if len(word) < _SHORTEST or not taken.isdisjoint(range(*match.span())):
            continue
        most = 2 if len(word) >= _LONG else 1
        found = process.extractOne(
            word, names[word[0]], scorer=DamerauLevenshtein.distance, score_cutoff=most
        )
        if found is None:
            continue
        if _NAME_BEFORE.search(plain[max(0, match.start() - 20) : match.start()]):
            continue
        small = small if small is not None else set(re.findall(r"\b[a-z]{7,}", plain))
        if match.group().lower() in small:
            continue
        entry = lexicon.entries[found[0]]
        yield Candidate(match.start(), match.end(), entry, Trust.SURE), _SCORES[max(1, found[1])]


def _names(lexicon: Lexicon) -> dict[str, list[str]]:
    """Return the sure names of one Latin word by their first letter."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for key, entry in lexicon.entries.items():
        if _is_fit(key, entry) and not lexicon.items[entry.readings[0]].context:
            names[key[0]].append(key)
    return names


def _is_fit(key: str, entry: Entry) -> bool:
    plain = not (entry.spaces or entry.marks or entry.generated or entry.compound)
    return plain and key.isascii() and entry.trust is Trust.SURE and len(key) >= _SHORTEST
