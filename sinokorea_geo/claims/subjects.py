"""What a claim is about: a feature, the border, a country, an event, several of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sinokorea_geo.atlas import Place
from sinokorea_geo.claims.sets import COLLECTIONS
from sinokorea_geo.errors import AmbiguousName, InvalidGeometry

__all__ = [
    "BORDER",
    "Border",
    "Country",
    "Event",
    "Several",
    "Subject",
    "Unknown",
    "accuracy",
    "first_kind",
    "fixed",
]

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


def fixed(plain: str) -> Subject | None:
    """Return the border, a country or a set of this name.

    Parameters
    ----------
    plain : str
        The name.

    Returns
    -------
    Subject or None
        None if it is none of these.
    """
    low = plain.casefold()
    if low in _BORDER_NAMES:
        return Border()
    for code, names in _COUNTRIES.items():
        if low in names:
            return Country(plain, code)
    return Several(plain) if plain in COLLECTIONS else None


#: What a bare name may mean, and what it means where an area is wanted.
_PREFERRED, _AREAL = ("city", "town", "province", "river"), ("province", "prefecture")


def first_kind(error: AmbiguousName, *, area: bool) -> Subject:
    """Return the city before its crossings, unless a province or river shares the name.

    Parameters
    ----------
    error : AmbiguousName
        What the look-up raised.
    area : bool
        Whether a province is meant before a city.

    Returns
    -------
    Subject
        The one that is meant.

    Raises
    ------
    AmbiguousName
        If that does not decide.
    """
    held = [place for place in error.candidates if isinstance(place, Place)]
    chosen = [place for place in held if place.kind in (_AREAL if area else _PREFERRED)]
    if len(chosen) == 1:
        return chosen[0]
    raise error
