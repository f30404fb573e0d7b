"""Name the kinds of things that claims are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sinokorea_geo.atlas.feature import BORDER_ID, Place
from sinokorea_geo.errors import InvalidGeometry

__all__ = [
    "BORDER",
    "Border",
    "Country",
    "Event",
    "Several",
    "Subject",
    "Word",
    "accuracy",
    "is_area",
    "is_stand_in",
    "placed",
]

#: What the whole line is called in the tables.
BORDER = BORDER_ID


@dataclass(frozen=True)
class Border:
    """The China–DPRK line."""

    id: str = BORDER


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


def accuracy(place: Place) -> float:
    """Return how far a place's position may be off, in metres; 0 if it states none."""
    if place.geometry is None:
        raise InvalidGeometry(f"no source gives a position for {place.name_en} ({place.id})")
    return float(place.accuracy_m or 0.0)


def placed(subject: Subject | None) -> Place | None:
    """Return a subject that is a feature with a position, else None."""
    return subject if isinstance(subject, Place) and subject.geometry is not None else None


def is_area(place: Place) -> bool:
    """Tell whether a feature is drawn as an outline."""
    return bool(place.position.geom_type.endswith("Polygon"))


def is_stand_in(place: Place) -> bool:
    """Tell whether other units' outline is drawn for a feature: it can refute nothing."""
    return place.layer == "zones" and is_area(place)
