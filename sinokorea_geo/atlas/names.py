"""Match names in three scripts, without accents, hyphens and case, and look features up by them."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, fields
from typing import Any

import geopandas as gpd
import pandas as pd
from rapidfuzz import fuzz, process

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.schema import SCHEMA, is_absent, said
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import AmbiguousName, DataError, PlaceNotFound, meant

_SECOND = SCHEMA["second_names"]
_LONGEST_ECHO = 60


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


class Gazetteer:
    """Finds features by name; :meth:`Atlas.find` and :meth:`Atlas.search` say how."""

    def __init__(
        self, features: gpd.GeoDataFrame, names: pd.DataFrame, variants: pd.DataFrame
    ) -> None:
        # Rows as dictionaries: a row of a frame takes milliseconds to take out.
        self._rows = {row["id"]: row for row in records(features)}
        ids = features["id"]
        if len(self._rows) < len(ids):
            twice = ", ".join(sorted(ids[ids.duplicated()]))
            raise DataError(f"ids must be unique across layers; these stand twice: {twice}")
        self._seconds = frozenset(
            key
            for key, row in self._rows.items()
            if row["layer"] in _SECOND["layers"] or row["kind"] in _SECOND["kinds"]
        )
        own = [
            Name(text, key, key in self._seconds)
            for key, row in self._rows.items()
            for text in (key, row["name_en"], row["name_zh"], row["name_ko"])
            if isinstance(text, str) and text
        ]
        self._index = NameIndex([*own, *self._names_of(names)], self._names_of(variants))

    def _names_of(self, table: pd.DataFrame) -> list[Name]:
        return [
            Name(row["text"], key, row["scheme"] == "short" or key in self._seconds)
            for row in records(table)
            if (key := row["place_id"]) in self._rows
        ]

    def find(self, name: str, kind: str | None, layer: str | None) -> Place:
        """Return the one feature of a name, or raise."""
        if not isinstance(name, str) or not fold(name):
            raise PlaceNotFound(f"{name!r} is not a name; pass text with letters in it")
        hits = [hit for hit in self._index.exact(name) if self._fits(hit, kind, layer)]
        if not hits:
            raise self._not_found(name, kind, layer)
        exact_id = [hit for hit in hits if hit.place_id == name]
        in_full = [hit for hit in hits if not hit.short]
        chosen = exact_id or (in_full if len(in_full) == 1 else hits)
        if len(chosen) == 1:
            return self._place(chosen[0])
        places = [self._place(hit) for hit in hits]
        listed = "; ".join(f"{place.name_en} ({place.kind}, id {place.id!r})" for place in places)
        raise AmbiguousName(said("ambiguous", name=name, listed=listed), tuple(places))

    def search(self, text: str, limit: int, kind: str | None, layer: str | None) -> list[Place]:
        """Return the features whose names come closest, best first."""
        if not isinstance(text, str) or not isinstance(limit, int) or limit < 1:
            return []
        wanted = [
            (hit, score)
            for hit, score in self._index.near(text, limit=max(limit * 4, 40))
            if self._fits(hit, kind, layer)
        ]
        return [self._place(hit, score) for hit, score in wanted[:limit]]

    def get(self, place_id: str) -> Place:
        """Return the feature of an id, or raise."""
        if place_id not in self._rows:
            raise self._not_found(place_id, None, None)
        return self._place(Name(place_id, place_id))

    def _fits(self, hit: Name, kind: str | None, layer: str | None) -> bool:
        row = self._rows[hit.place_id]
        return (kind is None or row["kind"] == kind) and (layer is None or row["layer"] == layer)

    def _not_found(self, name: str, kind: str | None, layer: str | None) -> PlaceNotFound:
        near = self.search(name, limit=3, kind=kind, layer=layer)
        # In Latin letters the usual name says more than the spelling that came closest.
        usual = (p.name_en if name.isascii() else p.matched or p.name_en for p in near)
        names = tuple(dict.fromkeys(usual))
        what = "".join(
            f" of {label} {value!r}{meant(value, {row[label] for row in self._rows.values()})}"
            for label, value in (("kind", kind), ("layer", layer))
            if value
        )
        hint = f"did you mean {' or '.join(names)}?" if names else "no name comes close"
        shown = name if len(name) <= _LONGEST_ECHO else f"{name[:_LONGEST_ECHO]}…"
        return PlaceNotFound(f"no place{what} is called {shown!r}; {hint}", names)

    def _place(self, hit: Name, score: float = 100.0) -> Place:
        row = self._rows[hit.place_id]
        own = {field.name for field in fields(Place)} & row.keys()
        known: Any = {key: None if is_absent(row[key]) else row[key] for key in own}
        rest = {k: copy(v) for k, v in row.items() if k not in own and not is_absent(v)}
        return Place(**known, properties=rest, matched=hit.text, score=score)
