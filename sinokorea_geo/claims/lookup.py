"""Look up what claims name, and keep what takes long to measure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.border import Depth
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence, Sources
from sinokorea_geo.claims.lengths import Scaled
from sinokorea_geo.claims.sets import ClaimSet, sets_of
from sinokorea_geo.claims.subjects import (
    BORDER,
    Border,
    Country,
    Event,
    Several,
    Subject,
    Word,
    accuracy,
)
from sinokorea_geo.errors import AmbiguousName, InvalidQuantity, PlaceNotFound
from sinokorea_geo.geodesy import GeodesicLine, geometry_distance_m
from sinokorea_geo.language.units import unit_of

__all__ = ["Lookup", "lookup_of"]

#: How ids of outlines end that stand for the town of the same name.
_UNIT_ENDINGS = ("-shi", "-si", "-pref", "-county", "-city", "-district")
_AREAS = ("counties", "provinces")
#: What Chinese and Korean names leave off.
_ENDINGS = ("시", "市", "도", "省", "군", "县")
#: Kinds that a bare name means first; and first where an area is meant.
_PREFERRED, _AREAL = ("city", "town", "province", "river"), ("province", "prefecture")


class Lookup:
    """The atlas as claims use it: features, sets and stated values by any name."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.border = atlas.border
        self._known: dict[str, Subject | None] = {}
        self._same: dict[tuple[str, str], bool] = {}
        self._depths: dict[str, Depth] = {}
        self._scaled: dict[str, Scaled] = {}

    # -- tables ----------------------------------------------------------------------------------

    @cached_property
    def sources(self) -> Sources:
        """Which sources are a claim's own."""
        table = self.atlas.sources
        return Sources(dict(zip(table["id"], table["publisher"], strict=True)))

    @cached_property
    def stated_values(self) -> list[dict[str, Any]]:
        """What sources state, one row a value."""
        return records(self.atlas.stated_values)

    @cached_property
    def statistics(self) -> list[dict[str, Any]]:
        """Indicators, one row a value."""
        return records(self.atlas.statistics)

    @cached_property
    def routes(self) -> list[dict[str, Any]]:
        """Roads and railways with their way-points."""
        return records(self.atlas.routes)

    @cached_property
    def events(self) -> dict[str, dict[str, Any]]:
        """Events by id."""
        return {row["id"]: row for row in records(self.atlas.events)}

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
    def crossing_ids(self) -> frozenset[str]:
        """The crossings of the border itself."""
        frame = self.atlas.crossings
        return frozenset(frame.loc[frame["country"] == "CN-KP", "id"])

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all features."""
        named = (self.atlas.layer(name) for name in self.atlas.layers if name != "basemap")
        return frozenset(key for frame in (*named, self.atlas.unplaced) for key in frame["id"])

    @cached_property
    def words(self) -> frozenset[str]:
        """What indicators and stated values are about, without being a place."""
        ids = {row["indicator"] for row in self.statistics}
        return frozenset(ids | {row["subject_id"] for row in self.stated_values})

    @cached_property
    def units(self) -> dict[str, tuple[str, BaseGeometry, float]]:
        """Outlines of administrative units by id: name, geometry and accuracy in metres."""
        return {
            row["id"]: (row["name_en"], row["geometry"], float(row["accuracy_m"]))
            for layer in _AREAS
            for row in records(self.atlas.layer(layer))
        }

    @cached_property
    def rivers(self) -> list[tuple[str, GeodesicLine, float]]:
        """The rivers as far as borders follow them: name, line and accuracy in metres."""
        return [
            (row["name_en"], GeodesicLine(row["geometry"]), float(row["accuracy_m"]))
            for row in records(self.atlas.rivers)
        ]

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
        for row in records(self.atlas.claim_names):
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
        if plain in self.words:
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
            if key in self.ids:
                self._known[key] = self.atlas.get(key)
            else:
                row = self.events.get(key)
                self._known[key] = Event(key, row) if row else None
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
        self, key: str, wanted: tuple[str, ...], quantity: str, claim: Claim, *, part: str = ""
    ) -> Iterator[Evidence]:
        """List what sources state of some properties of one thing, or of one part of it."""
        for row in self.stated_values:
            if row["subject_id"] != key or row["property"] not in wanted:
                continue
            value = base_value(row, claim.unit.dimension)
            # A value of another time cannot refute the claim.
            other_time = bool(claim.period and row["period"] and claim.period != row["period"])
            if value is None or (part and row["part"] != part):
                continue
            yield Evidence(
                f"{quantity} as a source states it",
                quantity,
                value,
                basis="stated",
                source_ids=tuple(row["source_ids"].split()),
                note="; ".join(filter(None, (row["period"], row["wording"], row["note"]))),
                against="beside" if other_time else "against",
            )

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
        if not isinstance(subject, Place) or subject.geometry is None:
            return None
        if subject.geometry.geom_type.endswith("Polygon"):
            return subject.id, subject.name_en, subject.geometry, accuracy(subject)
        stem = subject.id.removesuffix("-city")
        for key in (f"{stem}{ending}" for ending in _UNIT_ENDINGS):
            unit = self.units.get(key)
            if unit is not None and geometry_distance_m(unit[1], subject.geometry) <= max(
                unit[2], accuracy(subject)
            ):
                return (key, *unit)
        return None

    def same(self, subject: Subject, key: str) -> bool:
        """Tell whether a road to an id is one to the subject: its port or station, a town in it."""
        if isinstance(subject, Border):
            return key in self.crossing_ids or key == BORDER
        if not isinstance(subject, Place):
            return False
        if key == subject.id:
            return True
        if (subject.id, key) not in self._same:
            self._same[subject.id, key] = self._alike(subject, key)
        return self._same[subject.id, key]

    def _alike(self, subject: Place, key: str) -> bool:
        other = self.place(key)
        if other is None or other.geometry is None or subject.geometry is None:
            return False
        if subject.geometry.geom_type.endswith("Polygon"):
            return other.layer == "places" and bool(
                shapely.covers(subject.geometry, other.geometry.representative_point())
            )
        if not _kin(subject, other):
            return False
        reach = 3 * max(accuracy(subject), accuracy(other), 1000.0)
        return geometry_distance_m(subject.geometry, other.geometry) <= reach


def base_value(row: dict[str, Any], dimension: str) -> float | None:
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


def _kin(one: Place, other: Place) -> bool:
    """Tell a town's port, its station, or the crossing that is called after it."""
    short, long = sorted((one, other), key=lambda place: len(place.id))
    if long.layer == "crossings" and short.layer == "places":
        return short.id in long.id.split("-")
    return long.id in {f"{short.id}-port", f"{short.id}-station"}
