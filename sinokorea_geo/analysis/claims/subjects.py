"""What a claim is about: a feature, the border, a country, an event, several of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.analysis.claims.sets import COLLECTIONS
from sinokorea_geo.analysis.claims.evidence import Sources
from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.layers import records
from sinokorea_geo.errors import AmbiguousName, InvalidGeometry, PlaceNotFound
from sinokorea_geo.geodesy import GeodesicLine, geometry_distance_m

__all__ = ["BORDER", "Country", "Desk", "Event", "Several", "Subject"]

#: What the whole line is called in the tables.
BORDER = "china-dprk-border"
_BORDER_NAMES = {
    BORDER, "border", "the border", "borderline", "china-dprk border", "china–dprk border",
    "china-north korea border", "china–north korea border", "sino-korean border",
    "sino-north korean border", "north korean border", "chinese border",
    "中朝边境", "中朝边界", "中朝國境", "朝中边境", "边境", "边界", "国境", "邊境",
    "북중국경", "북중 국경", "조중국경", "조중 국경", "중조국경", "국경", "국경선",
}  # fmt: skip
_COUNTRIES = {
    "CN": {"china", "prc", "中国", "中國", "중국"},
    "KP": {"dprk", "north korea", "north-korea", "朝鲜", "朝鮮", "北朝鲜", "북한", "조선"},
    "RU": {"russia", "俄罗斯", "俄羅斯", "러시아"},
    "KR": {"south korea", "south-korea", "rok", "韩国", "韓國", "한국", "남한"},
}
#: How ids of outlines end that stand for the town of the same name.
_UNIT_ENDINGS = ("-shi", "-si", "-pref", "-county", "-city", "-district")
_AREAS = ("counties", "provinces")


@dataclass(frozen=True)
class Country:
    """A whole country, which the atlas knows by what lies in it.

    Parameters
    ----------
    id : str
        As the claim has it.
    code : str
        Two letters.
    """

    id: str
    code: str


@dataclass(frozen=True)
class Event:
    """A dated event.

    Parameters
    ----------
    id : str
        Its id.
    row : mapping
        Its row in ``atlas.events``.
    """

    id: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Several:
    """Named things that are counted, or a set the atlas can count.

    Parameters
    ----------
    id : str
        As the claim has it.
    members : tuple
        What it lists; empty for a set that the atlas counts itself.
    """

    id: str
    members: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Border:
    """The China–DPRK line.

    Parameters
    ----------
    id : str
        Always ``china-dprk-border``.
    """

    id: str = BORDER


@dataclass(frozen=True)
class Unknown:
    """A word that means nothing to the atlas, kept for the measures that read words.

    Parameters
    ----------
    id : str
        The word.
    """

    id: str


Subject = Place | Border | Country | Event | Several | Unknown


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

    @cached_property
    def sources(self) -> Sources:
        """Which sources are a claim's own."""
        return Sources(self.atlas)

    @cached_property
    def figures(self) -> list[dict[str, Any]]:
        """What sources state, one row a value."""
        return records(self.atlas.figures)

    @cached_property
    def statistics(self) -> list[dict[str, Any]]:
        """Indicators, one row a value."""
        return records(self.atlas.statistics)

    @cached_property
    def corridors(self) -> list[dict[str, Any]]:
        """Roads and railways with their way-points."""
        return records(self.atlas.corridors)

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
        return frozenset(ids | {row["subject_id"] for row in self.figures})

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
        low = plain.casefold()
        if low in _BORDER_NAMES:
            return Border()
        for code, names in _COUNTRIES.items():
            if low in names:
                return Country(plain, code)
        if plain in COLLECTIONS:
            return Several(plain)
        known = self._known(plain)
        if known is not None:
            return known
        parts = [self._known(part) for part in plain.split()]
        if len(parts) > 1 and all(parts):
            return Several(plain, tuple(parts))
        try:
            return self.atlas.find(plain)
        except AmbiguousName as error:
            return _first_kind(error, area=area)
        except PlaceNotFound as error:
            longer = self._longer(plain)
            if longer is not None:
                return longer
            if word or plain in self.words:
                return Unknown(plain)
            raise error from None

    def _known(self, key: str) -> Subject | None:
        try:
            return self.atlas.get(key)
        except PlaceNotFound:
            row = self.events.get(key)
            return Event(key, row) if row else None

    def _longer(self, plain: str) -> Subject | None:
        """Try the name with the endings that Chinese and Korean leave off."""
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
        other = self._known(key)
        if not isinstance(other, Place) or other.geometry is None or subject.geometry is None:
            return False
        if subject.geometry.geom_type.endswith("Polygon"):
            return other.layer == "places" and bool(
                shapely.covers(subject.geometry, other.geometry.representative_point())
            )
        close = max(accuracy(subject), accuracy(other), 1000.0)
        kin = subject.id.split("-")[0] == other.id.split("-")[0]
        crossing = "crossings" in {subject.layer, other.layer}
        return (kin or crossing) and geometry_distance_m(
            subject.geometry, other.geometry
        ) <= 3 * close


def accuracy(place: Place) -> float:
    """Return how far a place's position may be off, in metres.

    Parameters
    ----------
    place : Place
        The place.

    Returns
    -------
    float
        Metres; 0 for what states none.

    Raises
    ------
    InvalidGeometry
        If the place has no position.
    """
    if place.geometry is None:
        raise InvalidGeometry(f"no source gives a position for {place.name_en} ({place.id})")
    return float(place.accuracy_m or 0.0)


#: What a bare name may mean, and what it means where an area is wanted.
_PREFERRED, _AREAL = ("city", "town", "province", "river"), ("province", "prefecture")


def _first_kind(error: AmbiguousName, *, area: bool) -> Subject:
    """Return the city before its crossings, unless a province or river shares the name."""
    held = [place for place in error.candidates if isinstance(place, Place)]
    chosen = [place for place in held if place.kind in (_AREAL if area else _PREFERRED)]
    if len(chosen) == 1:
        return chosen[0]
    raise error
