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
