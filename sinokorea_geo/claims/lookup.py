"""The atlas at work: look-up by any name, and what takes long to measure, kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Depth, Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.evidence import Sources
from sinokorea_geo.claims.lengths import Scaled
from sinokorea_geo.claims.subjects import (
    BORDER,
    Border,
    Event,
    Several,
    Subject,
    Unknown,
    accuracy,
    first_kind,
    fixed,
)
from sinokorea_geo.errors import AmbiguousName, PlaceNotFound
from sinokorea_geo.geodesy import GeodesicLine, geometry_distance_m

__all__ = ["Desk", "desk_of"]

#: How ids of outlines end that stand for the town of the same name.
_UNIT_ENDINGS = ("-shi", "-si", "-pref", "-county", "-city", "-district")
_AREAS = ("counties", "provinces")


class Desk:
    """The atlas as the measures use it: look-up by any name, and what each takes long to make.

    Parameters
    ----------
    atlas : Atlas
        The atlas.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.border = atlas.border
        self._places: dict[str, Subject | None] = {}
        self._same: dict[tuple[str, str], bool] = {}
        self._depths: dict[str, Depth] = {}
        self._held: dict[str, Scaled] = {}

    @cached_property
    def sources(self) -> Sources:
        """Which sources are a claim's own."""
        return Sources(self.atlas)

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
    def crossing_ids(self) -> frozenset[str]:
        """The crossings of the border itself."""
        frame = self.atlas.crossings
        return frozenset(frame.loc[frame["country"] == "CN-KP", "id"])

    @cached_property
    def events(self) -> dict[str, dict[str, Any]]:
        """Events by id."""
        return {row["id"]: row for row in records(self.atlas.events)}

    @cached_property
    def words(self) -> frozenset[str]:
        """What indicators and figures are about, without being a place."""
        ids = {row["indicator"] for row in self.statistics}
        return frozenset(ids | {row["subject_id"] for row in self.stated_values})

    @cached_property
    def units(self) -> dict[str, tuple[str, BaseGeometry, float]]:
        """Outlines of administrative units by id: name, geometry and accuracy in metres."""
        found = {}
        for layer in _AREAS:
            for row in records(self.atlas.layer(layer)):
                found[row["id"]] = (row["name_en"], row["geometry"], float(row["accuracy_m"]))
        return found

    @cached_property
    def bands(self) -> list[tuple[float, float, float]]:
        """Where and how far the border may be off, in metres."""
        table = self.atlas.uncertainty
        kilometres = table[["from_km", "to_km"]].to_numpy(dtype=float) * 1000.0
        within = table["within_m"].to_numpy(dtype=float)
        return [(a, b, w) for (a, b), w in zip(kilometres.tolist(), within.tolist(), strict=True)]

    def band_m(self, along_m: float) -> float:
        """Return how far the border may be off at a chainage, in metres."""
        return max((w for a, b, w in self.bands if a <= along_m <= b + 1.0), default=0.0)

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

    def find(self, text: str, *, word: bool = False, area: bool = False) -> Subject:
        """Return what a claim means by a text.

        Parameters
        ----------
        text : str
            A name in English, Chinese or Korean, an id, or several ids with spaces between.
        word : bool
            Whether a text that names nothing is kept as a word.
        area : bool
            Whether a province is meant before a city of the same name.

        Returns
        -------
        Subject
            What it means.

        Raises
        ------
        PlaceNotFound, AmbiguousName
            If no feature, event or set has this name, or several have.
        """
        plain = unicodedata.normalize("NFKC", text).strip()
        held = fixed(plain) or self._known(plain) or self._listed(plain)
        if held is not None:
            return held
        if plain in self.words:
            return Unknown(plain)
        try:
            return self.atlas.find(plain)
        except AmbiguousName as error:
            return first_kind(error, area=area)
        except PlaceNotFound:
            longer = self._longer(plain) or (Unknown(plain) if word else None)
            if longer is None:
                raise
            return longer

    def _listed(self, plain: str) -> Several | None:
        """Read several ids with spaces between."""
        parts = [self._known(part) for part in plain.split()]
        return Several(plain, tuple(parts)) if len(parts) > 1 and all(parts) else None

    def _known(self, key: str) -> Subject | None:
        if key not in self._places:
            if key in self.ids:
                self._places[key] = self.atlas.get(key)
            else:
                row = self.events.get(key)
                self._places[key] = Event(key, row) if row else None
        return self._places[key]

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all features."""
        named = (self.atlas.layer(name) for name in self.atlas.layers if name != "basemap")
        return frozenset(key for frame in (*named, self.atlas.unplaced) for key in frame["id"])

    def place(self, key: str) -> Place | None:
        """Return the feature of an id, None if there is none."""
        known = self._known(key)
        return known if isinstance(known, Place) else None

    def known(self, key: str) -> Place:
        """Return the feature of an id that the atlas itself gave."""
        place = self.place(key)
        return place if place is not None else self.atlas.get(key)

    def depth(self, place: Place) -> Depth:
        """Return how far a place lies from the border."""
        if place.id not in self._depths:
            self._depths[place.id] = self.border.depth(place)
        return self._depths[place.id]

    def scaled(self, key: str, lines: Callable[[], list[GeodesicLine]]) -> Scaled:
        """Return lines by a name of their own, to be measured at many scales."""
        if key not in self._held:
            self._held[key] = Scaled(lines())
        return self._held[key]

    def _longer(self, plain: str) -> Subject | None:
        """Try the name with the endings that Chinese and Korean leave off."""
        if plain.isascii():
            return None
        for ending in ("시", "市", "도", "省", "군", "县"):
            try:
                return self.atlas.find(plain + ending)
            except (PlaceNotFound, AmbiguousName):
                continue
        return None

    def outline(self, subject: Subject) -> tuple[str, BaseGeometry, float] | None:
        """Return the administrative outline that bears a town's name, or the subject's own.

        Parameters
        ----------
        subject : Subject
            A place.

        Returns
        -------
        tuple or None
            Name, geometry and accuracy in metres.
        """
        if not isinstance(subject, Place) or subject.geometry is None:
            return None
        if subject.geometry.geom_type.endswith("Polygon"):
            return subject.name_en, subject.geometry, accuracy(subject)
        stem = subject.id.removesuffix("-city")
        for ending in _UNIT_ENDINGS:
            unit = self.units.get(f"{stem}{ending}")
            near = unit is not None and geometry_distance_m(unit[1], subject.geometry) <= max(
                unit[2], accuracy(subject)
            )
            if near:
                return unit
        return None

    def same(self, subject: Subject, key: str) -> bool:
        """Tell whether an id means a subject: itself, its port or station, or a town in it.

        Parameters
        ----------
        subject : Subject
            What the claim names.
        key : str
            An id.

        Returns
        -------
        bool
            Whether a road to one is a road to the other.
        """
        if isinstance(subject, Border):
            return key in self.crossing_ids or key in {BORDER, "border"}
        if not isinstance(subject, Place):
            return False
        if key == subject.id:
            return True
        if (subject.id, key) not in self._same:
            self._same[subject.id, key] = self._alike(subject, key)
        return self._same[subject.id, key]

    def _alike(self, subject: Place, key: str) -> bool:
        other = self._known(key)
        if not isinstance(other, Place) or other.geometry is None or subject.geometry is None:
            return False
        if subject.geometry.geom_type.endswith("Polygon"):
            return other.layer == "places" and bool(
                shapely.covers(subject.geometry, other.geometry.representative_point())
            )
        if not _kin(subject, other):
            return False
        reach = 3 * max(accuracy(subject), accuracy(other), 1000.0)
        return geometry_distance_m(subject.geometry, other.geometry) <= reach


@lru_cache(maxsize=4)
def desk_of(atlas: Atlas) -> Desk:
    """Return the desk of an atlas; the same one as long as it is among the last few.

    Parameters
    ----------
    atlas : Atlas
        The atlas.

    Returns
    -------
    Desk
        With what was already looked up and measured.
    """
    return Desk(atlas)


def _kin(one: Place, other: Place) -> bool:
    """Tell a town's port, its station, or the crossing that is called after it."""
    short, long = sorted((one, other), key=lambda place: len(place.id))
    if long.layer == "crossings" and short.layer == "places":
        return short.id in long.id.split("-")
    return long.id in {f"{short.id}-port", f"{short.id}-station"}
