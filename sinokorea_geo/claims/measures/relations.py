"""Which lies in, on, beside, upstream, north of which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Place
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Answer, Says
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.subjects import (
    Border,
    Country,
    Event,
    Several,
    Subject,
    accuracy,
)
from sinokorea_geo.geodesy import geometry_distance_m

__all__ = ["containment", "touching"]

_NO = {"false", "no", "not", "0", "否", "不", "아니다"}
#: A town whose centre lies within this of the border is on it, not only in a county that is.
_TOWN_ON_BORDER_M = 5000.0
#: Less of an area outside another than this is the outlines' own error.
_SLIVER = 0.05


def denied(claim: Statement) -> bool:
    """Tell whether a claim states that something is not so."""
    return claim.stated.casefold().strip() in _NO


def answer_says(found: bool | None, claim: Statement) -> Says:
    """Return what a yes, a no or neither says of a claim."""
    if found is None:
        return "undecided"
    return "for" if found is not denied(claim) else "against"


def containment(desk: Desk, claim: Statement) -> Iterator[Answer]:
    """Test whether one place lies in another, or in a country."""
    members = claim.subject.members if isinstance(claim.subject, Several) else (claim.subject,)
    for member in members:
        if isinstance(member, Event) and member.row["place_id"] and claim.object is not None:
            spot = desk.known(member.row["place_id"])
            sources = tuple(member.row["source_ids"].split())
            for found in _inside(desk, claim, spot, claim.object):
                yield replace(found, source_ids=sources)
        if isinstance(member, Place) and member.geometry is not None and claim.object is not None:
            yield from _inside(desk, claim, member, claim.object)


def _inside(desk: Desk, claim: Statement, place: Place, holder: Subject) -> Iterator[Answer]:
    if isinstance(holder, Country):
        yield _in_country(desk, claim, place, holder)
        return
    if isinstance(holder, Place) and holder.layer == "rivers":
        yield _on_river(desk, claim, place, holder)
        return
    area = desk.outline(holder)
    if area is None:
        return
    name, outline, accuracy_m = area
    inside: bool | None
    if place.position.geom_type != "Point":
        size = "area" if place.position.geom_type.endswith("Polygon") else "length"
        left = getattr(place.position.difference(outline), size) / getattr(place.position, size)
        inside = left < _SLIVER
        words = f"{100 * (1 - left):.0f} % of {place.name_en} lies in the outline of {name}"
    else:
        inside, words = _point_inside(desk, place, name, outline, accuracy_m)
    yield Answer("inside the outline", "containment", words, answer_says(inside, claim))


def _point_inside(
    desk: Desk, place: Place, name: str, outline: BaseGeometry, accuracy_m: float
) -> tuple[bool | None, str]:
    inside = bool(shapely.covers(outline, place.position))
    if inside:
        rim = geometry_distance_m(outline.boundary, place.position)
        words = f"{place.name_en} lies {rim / 1000:,.1f} km inside the outline of {name}"
    else:
        rim = geometry_distance_m(outline, place.position)
        words = f"{place.name_en} lies {rim / 1000:,.1f} km outside the outline of {name}"
    sure = rim > accuracy_m + accuracy(place)
    # Where a unit ends at the border, what lies beyond is another country's, whatever the point.
    abroad = inside and desk.depth(place).nearest_m <= rim + accuracy_m
    return (inside if sure or abroad else None), words


def _in_country(desk: Desk, claim: Statement, place: Place, country: Country) -> Answer:
    depth = desk.depth(place)
    sure = depth.side == country.code or depth.nearest_m > accuracy(place) + desk.band_m(
        depth.along_m
    )
    known = depth.side in {"CN", "KP", "RU"} and country.code in {"CN", "KP"}
    inside = depth.side == country.code if sure and known and not depth.indeterminate else None
    where = {"CN": "the Chinese side", "KP": "the DPRK's side", "RU": "the Russian side"}
    words = (
        f"{place.name_en} lies {depth.nearest_m / 1000:,.1f} km from the line on "
        f"{where.get(depth.side, 'both sides')}"
    )
    return Answer("side of the border", "containment", words, answer_says(inside, claim))


def _on_river(desk: Desk, claim: Statement, place: Place, river: Place) -> Answer:
    metres = geometry_distance_m(place.position, river.position)
    within = accuracy(place) + accuracy(river)
    near = metres <= within if metres > within or within <= _TOWN_ON_BORDER_M else None
    words = f"{place.name_en} lies {metres:,.0f} m from {river.name_en} as drawn"
    del desk
    return Answer("distance to the river", "containment", words, answer_says(near, claim))


def touching(desk: Desk, claim: Statement) -> Iterator[Answer]:
    """Test whether one thing borders on another: as an area, and as a town or a line."""
    subject, other = claim.subject, claim.object
    if isinstance(subject, Border) and isinstance(other, Place):
        subject, other = other, subject
    if not isinstance(subject, Place) or subject.geometry is None:
        return
    if isinstance(other, Border):
        yield from _on_border(desk, claim, subject)
    elif isinstance(other, Country):
        yield from _on_border(desk, claim, subject, beyond=other.code)
    elif isinstance(other, Place) and "routes" in {subject.layer, other.layer}:
        yield _on_corridor(desk, claim, subject, other)
    else:
        yield from _beside(desk, claim, subject, other)


def _on_border(desk: Desk, claim: Statement, place: Place, beyond: str = "") -> Iterator[Answer]:
    depth = desk.depth(place)
    if beyond and depth.side == beyond:
        return
    area = desk.outline(place)
    if area is not None:
        name, outline, accuracy_m = area
        shared = shapely.intersects(outline, desk.border.geometry)
        metres = 0.0 if shared else geometry_distance_m(outline, desk.border.geometry)
        touches = metres <= accuracy_m
        gap = "shares the line" if touches else f"ends {metres / 1000:,.1f} km short of the line"
        yield Answer(
            "outline against the border",
            "area touching",
            f"the outline of {name} {gap}",
            answer_says(touches, claim),
        )
    if place.position.geom_type != "Point":
        return
    town = place.layer == "places"
    reach = _TOWN_ON_BORDER_M if town else accuracy(place) + desk.band_m(depth.along_m)
    close: bool | None = depth.nearest_m <= reach
    if not town and place.layer == "zones" and abs(depth.nearest_m - reach) < accuracy(place):
        close = None
    what = f"the centre of {place.name_en}" if town else place.name_en
    derived = place.layer == "crossings" and place.geometry_basis == "derived" and close
    words = f"{what} lies {depth.nearest_m / 1000:,.1f} km from the line"
    if derived:
        # Where the atlas put a point on the line itself, its sources speak, not its position.
        words = f"sources put {what} on the line, where the atlas draws it"
    yield Answer(
        "centre against the border" if town else "point against the border",
        "centre touching",
        words,
        answer_says(close, claim),
        place.source_ids if derived else (),
    )


def _on_corridor(desk: Desk, claim: Statement, one: Place, other: Place) -> Answer:
    road, place = (one, other) if one.layer == "routes" else (other, one)
    stops = road.properties.get("waypoints", ())
    stop = next((key for key in stops if desk.same(place, key)), None)
    words = (
        f"the sources of {road.name_en} name {place.name_en} on its way"
        if stop
        else f"no way-point of {road.name_en} is {place.name_en}"
    )
    found = True if stop else None
    return Answer(
        "way-points of the line", "way-points", words, answer_says(found, claim), road.source_ids
    )


def _beside(desk: Desk, claim: Statement, one: Place, other: Subject | None) -> Iterator[Answer]:
    areas = [desk.outline(one), desk.outline(other) if other is not None else None]
    held = [area for area in areas if area is not None]
    if len(held) < 2:
        return
    (name, outline, first_m), (other_name, other_outline, second_m) = held
    shared = shapely.intersects(outline, other_outline)
    metres = 0.0 if shared else geometry_distance_m(outline, other_outline)
    touches = metres <= first_m + second_m
    between = "" if touches else _in_between(desk, outline, other_outline)
    words = (
        f"{name} and {other_name} share a boundary"
        if touches
        else f"{metres / 1000:,.0f} km lie between {name} and {other_name}{between}"
    )
    yield Answer("outline against outline", "area touching", words, answer_says(touches, claim))


def _in_between(desk: Desk, a: BaseGeometry, b: BaseGeometry) -> str:
    link = shapely.shortest_line(a, b)
    provinces = desk.atlas.provinces
    provinces = provinces[provinces["kind"] != "prefecture"]
    crossed = provinces[shapely.length(shapely.intersection(provinces.geometry, link)) > 0.05]
    names = [name.removesuffix(" Province") for name in crossed["name_en"]]
    return f", with {' and '.join(names)} in the way" if names else ""
