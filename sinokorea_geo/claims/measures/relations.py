"""Test whether things lie in each other, or border on each other."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims import claim as kinds
from sinokorea_geo.claims.evidence import Evidence, answer, km
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.geodesy import geometry_distance_m
from sinokorea_geo.language.units import unit_of

#: A town whose centre lies within this of the border is on it, not only in a county that is.
_TOWN_ON_BORDER_M = 5000.0
_SLIVER = 0.05  # less of an area outside another than this is the outlines' own error
_EDGE_DEG = 1e-5  # so near to the border's line, about a metre, an outline's edge is the line
_SIDES = {"CN": "the Chinese side", "KP": "the DPRK's side", "RU": "the Russian side"}


def containment(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Test whether one place lies in another, or in a country."""
    members = (
        claim.subject.members if isinstance(claim.subject, kinds.Several) else (claim.subject,)
    )
    for member in members if claim.object is not None else ():
        place = kinds.placed(member)
        if isinstance(member, kinds.Event) and member.row["place_id"]:
            spot = lookup.known(member.row["place_id"])
            sources = tuple(member.row["source_ids"].split())
            for found in _inside(lookup, claim, spot):
                yield replace(found, source_ids=sources, basis="recorded")
        elif place is not None:
            yield from _inside(lookup, claim, place)


def _inside(lookup: Lookup, claim: kinds.Claim, place: Place) -> Iterator[Evidence]:
    holder = claim.object
    if isinstance(holder, kinds.Country):
        yield _in_country(lookup, claim, place, holder)
        return
    if isinstance(holder, Place) and holder.kind == "river":
        metres = geometry_distance_m(place.position, holder.position)
        within = kinds.accuracy(place, holder)
        near = metres <= within if metres > within or within <= _TOWN_ON_BORDER_M else None
        words = f"{place.name_en} lies {metres:,.0f} m from {holder.name_en} as drawn"
        yield answer(claim, "distance to the river", "containment", words, near)
        return
    area = lookup.outline(holder)
    if area is None:
        return
    _, name, outline, accuracy_m = area
    inside: bool | None
    if not kinds.is_point(place):
        size = "area" if kinds.is_area(place) else "length"
        left = getattr(place.position.difference(outline), size) / getattr(place.position, size)
        inside = left < _SLIVER
        words = f"{100 * (1 - left):.0f} % of {place.name_en} lies in the outline of {name}"
    else:
        covered = bool(shapely.covers(outline, place.position))
        rim = geometry_distance_m(outline.boundary if covered else outline, place.position)
        where = "inside" if covered else "outside"
        words = f"{place.name_en} lies {km(rim)} {where} the outline of {name}"
        within = accuracy_m + kinds.accuracy(place)
        if covered and rim <= within:
            # Where a unit ends at the border, what lies beyond is another country's, whatever the
            # point: only its other edges leave a doubt.
            line = lookup.kept("border's edges", lambda: lookup.border.geometry.buffer(_EDGE_DEG))
            inner = shapely.difference(outline.boundary, line)
            rim = np.inf if inner.is_empty else geometry_distance_m(inner, place.position)
        inside = covered if rim > within else None
    if isinstance(holder, Place) and kinds.is_stand_in(holder) and not inside:
        inside = None
    yield answer(claim, "inside the outline", "containment", words, inside)


def _in_country(
    lookup: Lookup, claim: kinds.Claim, place: Place, country: kinds.Country
) -> Evidence:
    depth = lookup.depth(place)
    same = depth.side == country.code
    sure = same or depth.nearest_m > kinds.accuracy(place) + lookup.band_m(depth.along_m)
    known = depth.side in _SIDES and country.code in {"CN", "KP"}
    inside = same if sure and known and not depth.indeterminate else None
    side = _SIDES.get(depth.side, "both sides")
    words = f"{place.name_en} lies {km(depth.nearest_m)} from the line on {side}"
    return answer(claim, "side of the border", "containment", words, inside)


def touching(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Test whether one thing borders on another: as an area, and as a town or a line."""
    subject, other = claim.subject, claim.object
    if isinstance(subject, kinds.Border) and isinstance(other, Place):
        subject, other = other, subject
    place = kinds.placed(subject)
    if place is None:
        return
    if isinstance(other, kinds.Border):
        yield from _on_border(lookup, claim, place)
    elif isinstance(other, kinds.Country):
        if lookup.depth(place).side != other.code:
            yield from _on_border(lookup, claim, place)
    elif isinstance(other, Place) and "routes" in {place.layer, other.layer}:
        yield _on_route(lookup, claim, place, other)
    else:
        yield from _beside(lookup, claim, place, other)


def count_named(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Count how many of the things that a claim names touch the border as areas."""
    members = claim.subject.members if isinstance(claim.subject, kinds.Several) else ()
    fitting = 0
    for member in members:
        alone = replace(claim, subject=member, stated="true", unit=unit_of(""))
        fitting += any(item.says == "for" for item in touching(lookup, alone))
    if members:
        words = "how many of the named ones touch the border as areas"
        note = ", ".join(str(getattr(one, "name_en", one.id)) for one in members)
        yield Evidence(words, "named ones", float(fitting), note=note)


def _apart(one: BaseGeometry, other: BaseGeometry) -> float:
    # Whether they meet at all is known much sooner.
    return 0.0 if shapely.intersects(one, other) else geometry_distance_m(one, other)


def _on_border(lookup: Lookup, claim: kinds.Claim, place: Place) -> Iterator[Evidence]:
    area = lookup.outline(place)
    if area is not None:
        _, name, outline, accuracy_m = area
        metres = _apart(outline, lookup.border.geometry)
        touches = metres <= accuracy_m
        gap = "shares the line" if touches else f"ends {km(metres)} short of the line"
        words = f"the outline of {name} {gap}"
        yield answer(claim, "outline against the border", "area touching", words, touches)
    if not kinds.is_point(place):
        return
    depth = lookup.depth(place)
    town = place.layer == "places"
    reach = _TOWN_ON_BORDER_M if town else kinds.accuracy(place) + lookup.band_m(depth.along_m)
    close: bool | None = depth.nearest_m <= reach
    if not town and place.layer == "zones" and abs(depth.nearest_m - reach) < kinds.accuracy(place):
        close = None
    what = f"the centre of {place.name_en}" if town else place.name_en
    words = f"{what} lies {km(depth.nearest_m)} from the line"
    sources: tuple[str, ...] = ()
    if place.layer == "crossings" and place.geometry_basis == "derived" and close:
        # Where the atlas put a point on the line itself, its sources speak, not its position.
        words = f"sources put {what} on the line, where the atlas draws it"
        sources = place.source_ids
    measure = f"{'centre' if town else 'point'} against the border"
    yield answer(claim, measure, "centre touching", words, close, source_ids=sources)


def _on_route(lookup: Lookup, claim: kinds.Claim, one: Place, other: Place) -> Evidence:
    road, place = (one, other) if one.layer == "routes" else (other, one)
    stops = road.properties.get("waypoints", ())
    found = any(lookup.same(place, key) for key in stops) or None
    words = f"no way-point of {road.name_en} is {place.name_en}"
    if found:
        words = f"the sources of {road.name_en} name {place.name_en} on its way"
    measure, ids = "way-points of the line", road.source_ids
    return answer(claim, measure, "way-points", words, found, source_ids=ids)


def _beside(
    lookup: Lookup, claim: kinds.Claim, one: Place, other: kinds.Subject | None
) -> Iterator[Evidence]:
    area, other_area = lookup.outline(one), lookup.outline(other)
    if area is None or other_area is None:
        return
    _, name, outline, first_m = area
    _, other_name, other_outline, second_m = other_area
    metres = _apart(outline, other_outline)
    touches = metres <= first_m + second_m
    words = f"{name} and {other_name} share a boundary"
    if not touches:
        between = _in_between(lookup, outline, other_outline)
        words = f"{metres / 1000:,.0f} km lie between {name} and {other_name}{between}"
    yield answer(claim, "outline against outline", "area touching", words, touches)


def _in_between(lookup: Lookup, a: BaseGeometry, b: BaseGeometry) -> str:
    link = shapely.shortest_line(a, b)
    names = [
        row["name_en"].removesuffix(" Province")
        for row in lookup.rows("provinces")
        if row["kind"] != "prefecture" and row["geometry"].intersection(link).length > 0.05
    ]
    return f", with {' and '.join(names)} in the way" if names else ""
