"""Look up what claims name, and keep what takes long to measure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.border import Depth
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import (
    BORDER,
    Border,
    Claim,
    Country,
    Event,
    Several,
    Subject,
    Word,
    accuracy,
    is_area,
    placed,
)
from sinokorea_geo.claims.evidence import Evidence, Says, Sources, noted, stated
from sinokorea_geo.claims.lengths import Scaled
from sinokorea_geo.claims.sets import ClaimSet, sets_of
from sinokorea_geo.errors import AmbiguousName, InvalidQuantity, PlaceNotFound
from sinokorea_geo.geodesy import GeodesicLine, geometry_distance_m
from sinokorea_geo.language.units import unit_of

#: How ids of outlines end that stand for the town of the same name.
_UNIT_ENDINGS = ("-shi", "-si", "-pref", "-county", "-city", "-district")
#: What Chinese and Korean names leave off.
_ENDINGS = ("시", "市", "도", "省", "군", "县")
#: Kinds that a bare name means first; and first where an area is meant.
_PREFERRED, _AREAL = ("city", "town", "province", "river"), ("province", "prefecture")

Row = Mapping[str, Any]


class Lookup:
    """The atlas as claims use it: features, sets and stated values by any name."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.border = atlas.border
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._known: dict[str, Subject | None] = {}
        self._same: dict[tuple[str, str], bool] = {}
        self._depths: dict[str, Depth] = {}
        self._scaled: dict[str, Scaled] = {}

    # -- tables ----------------------------------------------------------------------------------

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a layer or table of the atlas."""
        if name not in self._rows:
            layered = name in self.atlas.layers
            frame = self.atlas.layer(name) if layered else getattr(self.atlas, name)
            self._rows[name] = records(frame)
        return self._rows[name]

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
    def doubts(self) -> dict[str, str]:
        """What is wrong with the outlines of units, by id."""
        table = self.atlas.outline_doubts
        return dict(zip(table["feature_id"], table["doubt"], strict=True))

    @cached_property
    def _ids(self) -> frozenset[str]:
        """The ids of all features."""
        named = (self.atlas.layer(name) for name in self.atlas.layers if name != "basemap")
        return frozenset(key for frame in (*named, self.atlas.unplaced) for key in frame["id"])

    @cached_property
    def _words(self) -> frozenset[str]:
        """What indicators and stated values are about, without being a place."""
        ids = {row["indicator"] for row in self.rows("statistics")}
        return frozenset(ids | {row["subject_id"] for row in self.rows("stated_values")})

    @cached_property
    def units(self) -> dict[str, tuple[str, BaseGeometry, float]]:
        """Outlines of administrative units by id: name, geometry and accuracy in metres."""
        return {
            row["id"]: (row["name_en"], row["geometry"], float(row["accuracy_m"]))
            for row in (*self.rows("counties"), *self.rows("provinces"))
        }

    @cached_property
    def towns(self) -> gpd.GeoDataFrame:
        """Cities and towns."""
        frame = self.atlas.places
        return frame[frame["kind"].isin(["city", "town"])].reset_index(drop=True)

    @cached_property
    def _bands(self) -> list[tuple[float, float, float]]:
        table = self.atlas.uncertainty[["from_km", "to_km", "within_m"]]
        return [(1000.0 * a, 1000.0 * b, w) for a, b, w in table.to_numpy(dtype=float).tolist()]

    @cached_property
    def _fixed(self) -> dict[str, Subject]:
        """The border, the countries, and other words of claims for features."""
        found: dict[str, Subject] = {}
        for row in self.rows("claim_names"):
            key, country = row["subject_id"], row["country"]
            subject = Country(key, country) if country else Border() if key == BORDER else None
            found[row["text"]] = subject if subject is not None else self.known(key)
        return found

    def fixed(self, text: str) -> Subject | None:
        """Return the border, a country or a feature that claims have a word of their own for."""
        return self._fixed.get(text.casefold())

    # -- names -----------------------------------------------------------------------------------

    def find(self, text: str, *, word: bool = False, area: bool = False) -> Subject:
        """Return what a claim means by a name in three languages, an id, or several ids.

        `word` keeps a text that names nothing as a word; `area` means a province before a city
        of the same name.
        """
        plain = unicodedata.normalize("NFKC", text).strip()
        held = self.fixed(plain) or self._by_id(plain) or self._listed(plain, area)
        if held is not None:
            return held
        if plain in self.sets:
            return Several(plain)
        if plain in self._words:
            return Word(plain, known=True)
        try:
            return self.atlas.find(plain)
        except AmbiguousName as error:
            return _first_kind(error, area=area)
        except PlaceNotFound:
            longer = self._longer(plain) or (Word(plain) if word else None)
            if longer is None:
                raise
            return longer

    def _listed(self, plain: str, area: bool) -> Several | None:
        """Read several ids with spaces between, or several names with semicolons."""
        if ";" in plain or "、" in plain:
            names = [part for part in plain.replace("、", ";").split(";") if part.strip()]
            return Several(plain, tuple(self.find(name, area=area) for name in names))
        parts = [self._by_id(part) for part in plain.split()]
        return Several(plain, tuple(parts)) if len(parts) > 1 and all(parts) else None

    def _by_id(self, key: str) -> Subject | None:
        if key not in self._known:
            if key in self._ids:
                self._known[key] = self.atlas.get(key)
            else:
                rows = (row for row in self.rows("events") if row["id"] == key)
                self._known[key] = next((Event(key, row) for row in rows), None)
        return self._known[key]

    def _longer(self, plain: str) -> Subject | None:
        """Try a name with the endings that Chinese and Korean leave off."""
        if plain.isascii():
            return None
        for ending in _ENDINGS:
            try:
                return self.atlas.find(plain + ending)
            except (PlaceNotFound, AmbiguousName):
                continue
        return None

    def place(self, key: str) -> Place | None:
        """Return the feature of an id, None if there is none."""
        known = self._by_id(key)
        return known if isinstance(known, Place) else None

    def known(self, key: str) -> Place:
        """Return the feature of an id that the atlas itself gave."""
        return self.place(key) or self.atlas.get(key)

    # -- stated values ---------------------------------------------------------------------------

    def stated(
        self, claim: Claim, key: str, wanted: tuple[str, ...], quantity: str, *, part: str = ""
    ) -> Iterator[Evidence]:
        """List what sources state of some properties of one thing, or of one part of it."""
        for row in self.rows("stated_values"):
            if row["subject_id"] != key or row["property"] not in wanted:
                continue
            value = base_value(row, claim.unit.dimension)
            if value is None or (part and row["part"] != part):
                continue
            # A value of another time cannot refute the claim.
            other_time = bool(claim.period and row["period"] and claim.period != row["period"])
            against: Says = "beside" if other_time else "against"
            note = noted(row["period"], row["wording"], row["note"])
            words = f"{quantity} as a source states it"
            yield stated(words, quantity, value, row, note=note, against=against)

    # -- geometry --------------------------------------------------------------------------------

    def band_m(self, along_m: float) -> float:
        """Return how far the border may be off at a chainage, in metres."""
        return max((w for a, b, w in self._bands if a <= along_m <= b + 1.0), default=0.0)

    def depth(self, place: Place) -> Depth:
        """Return how far a place lies from the border."""
        if place.id not in self._depths:
            self._depths[place.id] = self.border.depth(place)
        return self._depths[place.id]

    def scaled(self, key: str, lines: Callable[[], list[GeodesicLine]]) -> Scaled:
        """Return lines by a name of their own, to be measured at many scales."""
        if key not in self._scaled:
            self._scaled[key] = Scaled(lines())
        return self._scaled[key]

    def outline(self, subject: Subject | None) -> tuple[str, str, BaseGeometry, float] | None:
        """Return the outline of a subject, or that of the unit which bears a town's name.

        Its id, name, geometry and accuracy in metres; None if there is none.
        """
        place = placed(subject)
        if place is None:
            return None
        if is_area(place):
            return place.id, place.name_en, place.position, accuracy(place)
        stem = place.id.removesuffix("-city")
        for key in (f"{stem}{ending}" for ending in _UNIT_ENDINGS):
            unit = self.units.get(key)
            if unit is not None and geometry_distance_m(unit[1], place.position) <= max(
                unit[2], accuracy(place)
            ):
                return (key, *unit)
        return None

    def same(self, subject: Subject | None, key: str) -> bool:
        """Tell whether a road to an id is one to the subject: its port or station, a town in it."""
        if isinstance(subject, Border):
            crossing = self.place(key)
            return key == BORDER or bool(
                crossing and crossing.layer == "crossings" and crossing.country == "CN-KP"
            )
        if not isinstance(subject, Place):
            return False
        if (subject.id, key) not in self._same:
            self._same[subject.id, key] = key == subject.id or self._alike(subject, key)
        return self._same[subject.id, key]

    def _alike(self, subject: Place, key: str) -> bool:
        one, other = placed(subject), placed(self.place(key))
        if one is None or other is None:
            return False
        if is_area(one):
            spot = other.position.representative_point()
            return other.layer == "places" and bool(shapely.covers(one.position, spot))
        # A town's port, its station, or the crossing that is called after it.
        short, long = sorted((one, other), key=lambda place: len(place.id))
        if long.layer == "crossings" and short.layer == "places":
            kin = short.id in long.id.split("-")
        else:
            kin = long.id in {f"{short.id}-port", f"{short.id}-station"}
        reach = 3 * max(accuracy(one), accuracy(other), 1000.0)
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


def _first_kind(error: AmbiguousName, *, area: bool) -> Subject:
    """Return the city before its crossings, unless a province or river shares the name."""
    wanted = _AREAL if area else _PREFERRED
    chosen = [c for c in error.candidates if isinstance(c, Place) and c.kind in wanted]
    if len(chosen) == 1:
        return chosen[0]
    raise error
