"""Hold a claim whose words are read, and the kinds of things that claims are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from sinokorea_geo.atlas.feature import BORDER_ID, Place
from sinokorea_geo.claims.words import Window
from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.language.units import Unit


@dataclass(frozen=True)
class Border:
    """The China–DPRK line."""

    id: str = BORDER_ID


@dataclass(frozen=True)
class Country:
    """A whole country, which the atlas knows by what lies in it; ``code`` has two letters."""

    id: str
    code: str


@dataclass(frozen=True)
class Event:
    """A dated event, with its row in ``atlas.events``."""

    id: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Several:
    """Named things that are counted; no members for a set that the atlas counts itself."""

    id: str
    members: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Word:
    """A word that is no feature: an indicator, what values are stated of, or `known` nowhere."""

    id: str
    known: bool = False


Subject = Place | Border | Country | Event | Several | Word


def accuracy(*places: Place) -> float:
    """Return how far the positions of places may be off in all, in metres."""
    for place in places:
        if place.geometry is None:
            raise InvalidGeometry(f"no source gives a position for {place.name_en} ({place.id})")
    return sum(float(place.accuracy_m or 0.0) for place in places)


def placed(subject: Subject | None) -> Place | None:
    """Return a subject that is a feature with a position, else None."""
    return subject if isinstance(subject, Place) and subject.geometry is not None else None


def is_point(place: Place) -> bool:
    """Tell whether a feature is drawn as a point."""
    return bool(place.position.geom_type == "Point")


def is_area(place: Place) -> bool:
    """Tell whether a feature is drawn as an outline."""
    return bool(place.position.geom_type.endswith("Polygon"))


def is_stand_in(place: Place) -> bool:
    """Tell whether an outline is other units', or part of a water: it can refute nothing."""
    return place.layer in {"zones", "rivers"} and is_area(place)


class ClaimRow(TypedDict, total=False):
    """A claim as somebody wrote it down, all text; ``subject_id`` and ``stated`` must be there."""

    claim_id: str
    subject_id: str
    measure: str
    object_id: str
    stated: str
    unit: str
    qualifier: str
    paraphrase: str
    source_ids: str
    period: str
    part: str


@dataclass(frozen=True)
class Claim:
    """A claim, read: the measures it may mean, and in base units the window of what may be true.

    `source_ids` are who makes it; `part` is the part of the subject that is meant, such as ``new``.
    """

    subject: Subject
    object: Subject | None
    measures: tuple[str, ...]
    stated: str
    unit: Unit
    qualifier: str
    window: Window | None = None
    period: str = ""
    source_ids: tuple[str, ...] = ()
    part: str = ""

    @property
    def part_named(self) -> str:
        """The part or property that is meant: said as such, or in the place of an object."""
        return self.part or (self.object.id if self.object is not None else "")

    @property
    def pair(self) -> tuple[Place, Place] | None:
        """Subject and object, if both are features with a position."""
        one, other = placed(self.subject), placed(self.object)
        return (one, other) if one is not None and other is not None else None
