"""Look up what claims name, and keep what takes long to measure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.feature import BORDER_ID, Place
from sinokorea_geo.atlas.route import Depth
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims import claim as kinds
from sinokorea_geo.claims.evidence import Evidence, Says, Sources, noted, stated
from sinokorea_geo.claims.words import WORDS
from sinokorea_geo.errors import AmbiguousName, DataError, InvalidQuantity, PlaceNotFound
from sinokorea_geo.geodesy import geometry_distance_m
from sinokorea_geo.geodesy.lazy import cached_property
from sinokorea_geo.language.units import unit_of

_NAMES: dict[str, list[str]] = WORDS["names"]
#: A test of what belongs to a set: a column, an operator and a value.
_TEST = re.compile(r"(\w+)(>=|<=|\^=|~=|=)(.*)")

Row = Mapping[str, Any]
T = TypeVar("T")


class Lookup:
    """The atlas as claims use it: features, sets and stated values by any name."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.border = atlas.border
        self._kept: dict[Hashable, Any] = {}

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made before under a key, or make it."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    def rows(self, name: Any) -> list[dict[str, Any]]:
        """Return the rows of a layer or table of the atlas."""
        layered = name in self.atlas.layers
        return self.kept(
            ("rows", name),
            lambda: records(self.atlas.layer(name) if layered else getattr(self.atlas, name)),
        )

    @cached_property
    def sources(self) -> Sources:
        """Which sources are a claim's own."""
        table = self.atlas.sources
        return Sources(dict(zip(table["id"], table["publisher"], strict=True)))

    @cached_property
    def sets(self) -> dict[str, tuple[ClaimSet, ...]]:
        """Each set that claims count, with every way to choose its members."""
        return sets_of(self.atlas.claim_sets)

    @cached_property
    def units(self) -> dict[str, tuple[str, BaseGeometry, float]]:
        """Outlines of administrative units by id: name, geometry and accuracy in metres."""
        return {
            row["id"]: (row["name_en"], row["geometry"], float(row["accuracy_m"]))
            for row in (*self.rows("counties"), *self.rows("provinces"))
        }

    def find(self, text: str, *, word: bool = False, area: bool = False) -> kinds.Subject:
        """Return what is meant by names or ids: as a `word`, if nothing, provinces if an `area`."""
        plain = unicodedata.normalize("NFKC", text).strip()
        held = self.fixed(plain) or self._by_id(plain) or self._listed(plain, area)
        held = held or (kinds.Several(plain) if plain in self.sets else None)
        if held is not None:
            return held
        if any(
            row[column] == plain
            for table, column in (("statistics", "indicator"), ("stated_values", "subject_id"))
            for row in self.rows(table)
        ):
            return kinds.Word(plain, known=True)
        try:
            return self.atlas.find(plain)
        except AmbiguousName as error:
            # The city before its crossings, unless a province or river shares the name.
            wanted = _NAMES["areal" if area else "preferred"]
            chosen = [c for c in error.candidates if isinstance(c, Place) and c.kind in wanted]
            if len(chosen) != 1:
                raise
            return chosen[0]
        except PlaceNotFound:
            # Chinese and Korean leave endings off.
            for ending in () if plain.isascii() else _NAMES["left_off"]:
                with suppress(PlaceNotFound, AmbiguousName):
                    return self.atlas.find(plain + ending)
            if word:
                return kinds.Word(plain)
            raise

    def fixed(self, text: str) -> kinds.Subject | None:
        """Return the border, a country or a feature that claims have a word of their own for."""
        for row in self.rows("claim_names"):
            if row["text"] == text.casefold():
                key, country = row["subject_id"], row["country"]
                border = kinds.Border() if key == BORDER_ID else None
                return kinds.Country(key, country) if country else border or self.known(key)
        return None

    def _listed(self, plain: str, area: bool) -> kinds.Several | None:
        """Read several ids with spaces between, or several names with semicolons."""
        if ";" in plain or "、" in plain:
            names = [part for part in plain.replace("、", ";").split(";") if part.strip()]
            return kinds.Several(plain, tuple(self.find(name, area=area) for name in names))
        parts = [self._by_id(part) for part in plain.split()]
        return kinds.Several(plain, tuple(parts)) if len(parts) > 1 and all(parts) else None

    def _by_id(self, key: str) -> kinds.Subject | None:
        def found() -> kinds.Subject | None:
            layers = [*(name for name in self.atlas.layers if name != "basemap"), "unplaced"]
            if any(row["id"] == key for name in layers for row in self.rows(name)):
                return self.atlas.get(key)
            events = (kinds.Event(key, row) for row in self.rows("events") if row["id"] == key)
            return next(events, None)

        return self.kept(("id", key), found)

    def place(self, key: str) -> Place | None:
        """Return the feature of an id, None if there is none."""
        known = self._by_id(key)
        return known if isinstance(known, Place) else None

    def known(self, key: str) -> Place:
        """Return the feature of an id that the atlas itself gave."""
        return self.place(key) or self.atlas.get(key)

    def stated(
        self,
        claim: kinds.Claim,
        key: str,
        wanted: tuple[str, ...],
        quantity: str,
        *,
        part: str = "",
    ) -> Iterator[Evidence]:
        """List what sources state of some properties of one thing, or of one part of it."""
        for row in self.rows("stated_values"):
            named = row["subject_id"] == key and row["property"] in wanted
            value = base_value(row, claim.unit.dimension) if named else None
            if value is None or (part and row["part"] != part):
                continue
            # A value of another time, or with other parts, cannot refute the claim.
            other = bool(claim.period and row["period"] and claim.period != row["period"])
            against: Says = "beside" if other or (row["part"] and not part) else "against"
            note = noted(row["period"], row["wording"], row["note"])
            words = f"{quantity} as a source states it"
            yield stated(words, quantity, value, row, note=note, against=against)

    def band_m(self, along_m: float) -> float:
        """Return how far the border may be off at a chainage, in metres."""
        bands = (
            float(row["within_m"])
            for row in self.rows("uncertainty")
            if 1000.0 * row["from_km"] <= along_m <= 1000.0 * row["to_km"] + 1.0
        )
        return max(bands, default=0.0)

    def depth(self, place: Place) -> Depth:
        """Return how far a place lies from the border."""
        return self.kept(("depth", place.id), lambda: self.border.depth(place))

    def outline(self, subject: kinds.Subject | None) -> tuple[str, str, BaseGeometry, float] | None:
        """Return id, name, outline and accuracy of a subject, or of the unit of a town's name."""
        place = kinds.placed(subject)
        if place is None:
            return None
        if kinds.is_area(place):
            return place.id, place.name_en, place.position, kinds.accuracy(place)
        stem, within = place.id.removesuffix("-city"), kinds.accuracy(place)
        for key in (f"{stem}{ending}" for ending in _NAMES["unit_ids"]):
            unit = self.units.get(key)
            if unit and geometry_distance_m(unit[1], place.position) <= max(unit[2], within):
                return (key, *unit)
        return None

    def same(self, subject: kinds.Subject | None, key: str) -> bool:
        """Tell whether a road to an id is one to the subject: its port or station, a town in it."""
        if isinstance(subject, kinds.Border):
            one = self.place(key)
            crosses = one is not None and (one.layer, one.country) == ("crossings", "CN-KP")
            return key == BORDER_ID or crosses
        if not isinstance(subject, Place):
            return False
        both = ("same", subject.id, key)
        return key == subject.id or self.kept(both, lambda: self._alike(subject, key))

    def _alike(self, subject: Place, key: str) -> bool:
        one, other = kinds.placed(subject), kinds.placed(self.place(key))
        if one is None or other is None:
            return False
        if kinds.is_area(one):
            spot = other.position.representative_point()
            return other.layer == "places" and bool(shapely.covers(one.position, spot))
        # A town's port, its station, or the crossing that is called after it.
        short, long = sorted((one, other), key=lambda place: len(place.id))
        if long.layer == "crossings" and short.layer == "places":
            kin = short.id in long.id.split("-")
        else:
            kin = long.kind in _NAMES["of_town"] and long.id == f"{short.id}-{long.kind}"
        reach = 3 * max(kinds.accuracy(one), kinds.accuracy(other), 1000.0)
        return kin and geometry_distance_m(one.position, other.position) <= reach


def base_value(row: Row, dimension: str) -> float | None:
    """Return a stated value in base units, None if it is no number of that dimension."""
    try:
        unit = unit_of(row["unit"])
        return float(row["stated"]) * unit.factor if unit.dimension == dimension else None
    except (ValueError, InvalidQuantity):
        return None


@lru_cache(maxsize=4)
def lookup_of(atlas: Atlas) -> Lookup:
    """Return the look-up of an atlas; the same one as long as it is among the last few."""
    return Lookup(atlas)


@dataclass(frozen=True)
class ClaimSet:
    """One way to choose the members of a set; a `doubt` says why they decide nothing."""

    words: str
    layer: str
    where: tuple[tuple[re.Match[str], ...], ...]
    doubt: str

    def holds(self, row: Row) -> bool:
        """Tell whether a row belongs to the set."""
        return any(all(_passes(row, *test.groups()) for test in tests) for tests in self.where)


def sets_of(table: pd.DataFrame) -> dict[str, tuple[ClaimSet, ...]]:
    """Return each set with every way to choose its members; rows with the same words are joined."""
    found: dict[str, dict[str, ClaimSet]] = {}
    for ids, words, layer, where, doubt in table.itertuples(index=False):
        tests = tuple(_test(part) for part in where.split("; ") if part)
        for key in ids.split():
            ways = found.setdefault(key, {})
            if layer:
                before = ways[words].where if words in ways else ()
                ways[words] = ClaimSet(words, layer, (*before, tests), doubt)
    return {key: tuple(ways.values()) for key, ways in found.items()}


def _test(text: str) -> re.Match[str]:
    match = _TEST.fullmatch(text)
    if match is None:
        raise DataError(f"claim_sets: {text!r} is no test; write column=value, >=, <=, ^= or ~=")
    return match


def _passes(row: Row, column: str, operator: str, value: str) -> bool:
    cell = row[column]
    text: str = "" if pd.isna(cell) else str(cell)
    return {
        "=": text in value.split("|"),
        "^=": text.startswith(value),
        "~=": value in text,
        ">=": text >= value,
        "<=": "" < text <= value,
    }[operator]
