"""Test whether things lie in each other, or border on each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence, answer, says_of
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.subjects import (
    Border,
    Country,
    Event,
    Several,
    Subject,
    accuracy,
    is_area,
    is_stand_in,
    placed,
)
from sinokorea_geo.geodesy import geometry_distance_m
from sinokorea_geo.language.units import unit_of

__all__ = ["containment", "count_named", "touching"]

#: A town whose centre lies within this of the border is on it, not only in a county that is.
_TOWN_ON_BORDER_M = 5000.0
#: Less of an area outside another than this is the outlines' own error.
_SLIVER = 0.05


def containment(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test whether one place lies in another, or in a country."""
    members = claim.subject.members if isinstance(claim.subject, Several) else (claim.subject,)
    for member in members:
        if claim.object is None:
            return
        place = placed(member)
        if isinstance(member, Event) and member.row["place_id"]:
            spot = lookup.known(member.row["place_id"])
            sources = tuple(member.row["source_ids"].split())
            for found in _inside(lookup, claim, spot, claim.object):
                yield replace(found, source_ids=sources, basis="recorded")
        elif place is not None:
            yield from _inside(lookup, claim, place, claim.object)


def _inside(lookup: Lookup, claim: Claim, place: Place, holder: Subject) -> Iterator[Evidence]:
    if isinstance(holder, Country):
        yield _in_country(lookup, claim, place, holder)
        return
    if isinstance(holder, Place) and holder.layer == "rivers":
        yield _on_river(claim, place, holder)
        return
    area = lookup.outline(holder)
    if area is None:
        return
    _, name, outline, accuracy_m = area
    inside: bool | None
    if place.position.geom_type != "Point":
        size = "area" if is_area(place) else "length"
        left = getattr(place.position.difference(outline), size) / getattr(place.position, size)
        inside = left < _SLIVER
        words = f"{100 * (1 - left):.0f} % of {place.name_en} lies in the outline of {name}"
    else:
        inside, words = _point_inside(lookup, place, name, outline, accuracy_m)
    if isinstance(holder, Place) and is_stand_in(holder) and not inside:
        inside = None
    yield answer("inside the outline", "containment", words, says_of(inside, claim))


def _point_inside(
    lookup: Lookup, place: Place, name: str, outline: BaseGeometry, accuracy_m: float
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
    abroad = inside and lookup.depth(place).nearest_m <= rim + accuracy_m
    return (inside if sure or abroad else None), words


def _in_country(lookup: Lookup, claim: Claim, place: Place, country: Country) -> Evidence:
    depth = lookup.depth(place)
    sure = depth.side == country.code or depth.nearest_m > accuracy(place) + lookup.band_m(
        depth.along_m
    )
    known = depth.side in {"CN", "KP", "RU"} and country.code in {"CN", "KP"}
    inside = depth.side == country.code if sure and known and not depth.indeterminate else None
    where = {"CN": "the Chinese side", "KP": "the DPRK's side", "RU": "the Russian side"}
    words = (
        f"{place.name_en} lies {depth.nearest_m / 1000:,.1f} km from the line on "
        f"{where.get(depth.side, 'both sides')}"
    )
    return answer("side of the border", "containment", words, says_of(inside, claim))


def _on_river(claim: Claim, place: Place, river: Place) -> Evidence:
    metres = geometry_distance_m(place.position, river.position)
    within = accuracy(place) + accuracy(river)
    near = metres <= within if metres > within or within <= _TOWN_ON_BORDER_M else None
    words = f"{place.name_en} lies {metres:,.0f} m from {river.name_en} as drawn"
    return answer("distance to the river", "containment", words, says_of(near, claim))


def touching(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test whether one thing borders on another: as an area, and as a town or a line."""
    subject, other = claim.subject, claim.object
    if isinstance(subject, Border) and isinstance(other, Place):
        subject, other = other, subject
    place = placed(subject)
    if place is None:
        return
    if isinstance(other, Border):
        yield from _on_border(lookup, claim, place)
    elif isinstance(other, Country):
        yield from _on_border(lookup, claim, place, across=other.code)
    elif isinstance(other, Place) and "routes" in {place.layer, other.layer}:
        yield _on_route(lookup, claim, place, other)
    else:
        yield from _beside(lookup, claim, place, other)


def count_named(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Count how many of the things that a claim names touch the border as areas."""
    if not (isinstance(claim.subject, Several) and claim.subject.members):
        return
    fitting = 0
    for member in claim.subject.members:
        alone = replace(claim, subject=member, stated="true", unit=unit_of(""))
        fitting += any(item.says == "for" for item in touching(lookup, alone))
    yield Evidence(
        "how many of the named ones touch the border as areas",
        "named ones",
        float(fitting),
        note=", ".join(str(getattr(one, "name_en", one.id)) for one in claim.subject.members),
    )


def _on_border(lookup: Lookup, claim: Claim, place: Place, across: str = "") -> Iterator[Evidence]:
    depth = lookup.depth(place)
    if across and depth.side == across:
        return
    area = lookup.outline(place)
    if area is not None:
        _, name, outline, accuracy_m = area
        shared = shapely.intersects(outline, lookup.border.geometry)
        metres = 0.0 if shared else geometry_distance_m(outline, lookup.border.geometry)
        touches = metres <= accuracy_m
        gap = "shares the line" if touches else f"ends {metres / 1000:,.1f} km short of the line"
        yield answer(
            "outline against the border",
            "area touching",
            f"the outline of {name} {gap}",
            says_of(touches, claim),
        )
    if place.position.geom_type != "Point":
        return
    town = place.layer == "places"
    reach = _TOWN_ON_BORDER_M if town else accuracy(place) + lookup.band_m(depth.along_m)
    close: bool | None = depth.nearest_m <= reach
    if not town and place.layer == "zones" and abs(depth.nearest_m - reach) < accuracy(place):
        close = None
    what = f"the centre of {place.name_en}" if town else place.name_en
    derived = place.layer == "crossings" and place.geometry_basis == "derived" and close
    words = f"{what} lies {depth.nearest_m / 1000:,.1f} km from the line"
    if derived:
        # Where the atlas put a point on the line itself, its sources speak, not its position.
        words = f"sources put {what} on the line, where the atlas draws it"
    yield answer(
        "centre against the border" if town else "point against the border",
        "centre touching",
        words,
        says_of(close, claim),
        source_ids=place.source_ids if derived else (),
    )


def _on_route(lookup: Lookup, claim: Claim, one: Place, other: Place) -> Evidence:
    road, place = (one, other) if one.layer == "routes" else (other, one)
    stops = road.properties.get("waypoints", ())
    stop = next((key for key in stops if lookup.same(place, key)), None)
    words = (
        f"the sources of {road.name_en} name {place.name_en} on its way"
        if stop
        else f"no way-point of {road.name_en} is {place.name_en}"
    )
    found = True if stop else None
    says = says_of(found, claim)
    return answer("way-points of the line", "way-points", words, says, source_ids=road.source_ids)


def _beside(lookup: Lookup, claim: Claim, one: Place, other: Subject | None) -> Iterator[Evidence]:
    areas = [lookup.outline(one), lookup.outline(other)]
    held = [area for area in areas if area is not None]
    if len(held) < 2:
        return
    (_, name, outline, first_m), (_, other_name, other_outline, second_m) = held
    shared = shapely.intersects(outline, other_outline)
    metres = 0.0 if shared else geometry_distance_m(outline, other_outline)
    touches = metres <= first_m + second_m
    between = "" if touches else _in_between(lookup, outline, other_outline)
    words = (
        f"{name} and {other_name} share a boundary"
        if touches
        else f"{metres / 1000:,.0f} km lie between {name} and {other_name}{between}"
    )
    yield answer("outline against outline", "area touching", words, says_of(touches, claim))


def _in_between(lookup: Lookup, a: BaseGeometry, b: BaseGeometry) -> str:
    link = shapely.shortest_line(a, b)
    provinces = lookup.atlas.provinces
    provinces = provinces[provinces["kind"] != "prefecture"]
    crossed = provinces[shapely.length(shapely.intersection(provinces.geometry, link)) > 0.05]
    names = [name.removesuffix(" Province") for name in crossed["name_en"]]
    return f", with {' and '.join(names)} in the way" if names else ""
