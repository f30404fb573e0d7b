"""Match names in three scripts, with or without accents, hyphens and case."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process


def listed(names: Iterable[Any]) -> list[Any]:
    """Return names as a list; a text is one name, not its letters."""
    return [names] if isinstance(names, str) else list(names)


def fold(text: str) -> str:
    """Reduce a name to what people agree on: no case, width, accents, hyphens or apostrophes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    decomposed = unicodedata.normalize("NFD", folded)
    kept = [c for c in decomposed if unicodedata.category(c)[0] in "LN"]
    return unicodedata.normalize("NFC", "".join(kept))


@dataclass(frozen=True)
class Name:
    """One name of one feature."""

    text: str
    place_id: str
    short: bool = False


class NameIndex:
    """Exact and near look-up of names."""

    def __init__(self, names: Iterable[Name], variants: Iterable[Name] = ()) -> None:
        self._by_key = _by_key(names)
        self._keys: Sequence[str] = tuple(self._by_key)
        self._variants = _by_key(variants)

    def exact(self, text: str) -> list[Name]:
        """Return the names that fold alike, one a feature, names in full first."""
        best: dict[str, Name] = {}
        key = fold(text)
        for name in self._by_key.get(key, self._variants.get(key, [])):
            held = best.get(name.place_id)
            if held is None or (held.short and not name.short):
                best[name.place_id] = name
        return sorted(best.values(), key=lambda name: name.short)

    def near(self, text: str, limit: int, floor: float = 55.0) -> list[tuple[Name, float]]:
        """Return the closest names, best first, each feature once, with a score up to 100."""
        key = fold(text)
        if not key:
            return []
        ranked = process.extract(
            key, self._keys, scorer=_likeness, limit=4 * limit + 20, score_cutoff=floor
        )
        found: dict[str, tuple[Name, float]] = {}
        for match, score, _ in ranked:
            for name in sorted(self._by_key[match], key=lambda name: name.short):
                found.setdefault(name.place_id, (name, float(score)))
        return sorted(found.values(), key=lambda hit: (-hit[1], hit[0].short))[:limit]


def _by_key(names: Iterable[Name]) -> dict[str, list[Name]]:
    by_key: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        key = fold(name.text)
        if key:
            by_key[key].append(name)
    return dict(by_key)


def _likeness(query: Any, name: Any, *, score_cutoff: float | None = None) -> float:
    """Score how alike two names are; one that begins with what was typed comes close behind."""
    whole = fuzz.ratio(query, name)
    if len(query) >= 2 and name.startswith(query):
        whole = max(whole, 90.0 - min(len(name) - len(query), 20))
    return whole if whole >= (score_cutoff or 0.0) else 0.0
