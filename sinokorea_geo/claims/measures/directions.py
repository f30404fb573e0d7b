"""Test directions, and the order of places along the border and in space."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence, answer, says_of
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.subjects import Several, accuracy, placed
from sinokorea_geo.claims.words import COMPASS, relation_of, wind_of
from sinokorea_geo.geodesy import distance_m, geometry_distance_m, initial_bearing_deg

__all__ = ["bearing", "order_in_space"]

_WINDS = tuple(COMPASS)
#: A main wind allows its whole quarter, one between them the half of it.
_QUARTER, _EIGHTH = 45.0, 33.75
_ON_BORDER_M = 60_000.0
#: Places that face each other lie so near to the border, and to each other along it.
_FACING_M = 10_000.0
#: A way over a place that is no longer than this beside the straight one leads past it.
_DETOUR = 1.20


def _point(place: Place) -> tuple[float, float]:
    centre = shapely.centroid(place.position)
    return float(centre.x), float(centre.y)


def _pair(claim: Claim) -> tuple[Place, Place] | None:
    one, other = placed(claim.subject), placed(claim.object)
    return (one, other) if one is not None and other is not None else None


def bearing(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:  # noqa: ARG001 - as all measures
    """Measure the direction from the object to the subject."""
    pair, wind = _pair(claim), wind_of(claim.stated)
    if pair is None or not wind:
        return
    one, other = pair
    (x, y), (x0, y0) = _point(one), _point(other)
    metres = float(distance_m(x0, y0, x, y))
    degrees = float(initial_bearing_deg(x0, y0, x, y)) % 360
    off = abs((degrees - COMPASS[wind] + 180) % 360 - 180)
    allowed = _QUARTER if COMPASS[wind] % 90 == 0 else _EIGHTH
    vague = metres <= 2 * (accuracy(one) + accuracy(other))
    yield answer(
        "bearing",
        "bearing",
        f"{one.name_en} lies {_WINDS[round(degrees / 45) % 8]} of {other.name_en}, at "
        f"{degrees:.0f}° and {metres / 1000:,.1f} km",
        says_of(None if vague else off <= allowed, claim),
    )
    if COMPASS[wind] % 90 == 0 and not vague:
        yield _farther(claim, one, other, wind, off <= allowed)


def _ahead(one: Place, other: Place, wind: str) -> float:
    (x, y), (x0, y0) = _point(one), _point(other)
    return {"north": y - y0, "east": x - x0, "south": y0 - y, "west": x0 - x}[wind]


def _farther(claim: Claim, one: Place, other: Place, wind: str, agrees: bool) -> Evidence:
    axis, at = ("latitude", 1) if wind in {"north", "south"} else ("longitude", 0)
    found = _ahead(one, other, wind) > 0
    # By latitude alone, most things lie north or south of each other.
    return answer(
        f"by {axis}",
        axis,
        f"{one.name_en} has {axis} {_point(one)[at]:.2f}, {other.name_en} {_point(other)[at]:.2f}",
        says_of(found, claim) if found is not agrees else "beside",
    )


def order_in_space(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test upstream and downstream, between, opposite, farther north, northernmost."""
    relation, wind = relation_of(claim.stated), wind_of(claim.stated)
    most = wind_of(claim.stated.casefold().strip().removesuffix("most"))
    if relation in {"upstream", "downstream", "before", "after"}:
        yield from _along(lookup, claim, relation)
    elif relation == "between":
        yield from _between(claim)
    elif relation == "opposite":
        yield from _opposite(lookup, claim)
    elif relation == "toward":
        yield from _toward(claim)
    elif most and not wind and COMPASS[most] % 90 == 0:
        yield from _extreme(lookup, claim, most)
    elif wind and COMPASS[wind] % 90 == 0 and (pair := _pair(claim)):
        yield _farther(claim, *pair, wind, agrees=not _ahead(*pair, wind) > 0)


def _along(lookup: Lookup, claim: Claim, relation: str) -> Iterator[Evidence]:
    pair = _pair(claim)
    if pair is None:
        return
    one, other = pair
    depths = [lookup.depth(place) for place in pair]
    if any(depth.nearest_m > _ON_BORDER_M for depth in depths):
        return
    a, b = (depth.along_m for depth in depths)
    middle = lookup.border.sections[1]
    summit = (middle.from_m + middle.to_m) / 2
    words = (
        f"{one.name_en} lies at km {a / 1000:,.1f} of the line and {other.name_en} at km "
        f"{b / 1000:,.1f}"
    )
    found: bool | None = a > b
    if relation == "before":
        found = a < b
    elif relation != "after":
        if (a < summit) is not (b < summit):
            yield answer("chainage", "order", f"{words}: on two rivers", says_of(None, claim))
            return
        # The Yalu runs against the chainage, the Tumen with it.
        up = (a > b) if a < summit else (a < b)
        found = up if relation == "upstream" else not up
        words += f", {'up' if up else 'down'}stream of it"
    if abs(a - b) <= accuracy(one) + accuracy(other):
        found = None
    yield answer("chainage", "order", words, says_of(found, claim))


def _between(claim: Claim) -> Iterator[Evidence]:
    ends = claim.object.members if isinstance(claim.object, Several) else ()
    places = [placed(one) for one in (ends[0], claim.subject, ends[1])] if len(ends) == 2 else []
    first, place, last = ([*places, None, None, None])[:3]
    if first is None or place is None or last is None:
        return
    points = [_point(one) for one in (first, place, last)]
    near, far, whole = (
        float(distance_m(*points[i], *points[j])) for i, j in ((0, 1), (1, 2), (0, 2))
    )
    words = (
        f"over {place.name_en} it is {(near + far) / 1000:,.1f} km from {first.name_en} to "
        f"{last.name_en}, straight {whole / 1000:,.1f}"
    )
    yield answer("detour", "order", words, says_of((near + far) / whole <= _DETOUR, claim))


def _opposite(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    pair = _pair(claim)
    if pair is not None and all(place.position.geom_type == "Point" for place in pair):
        yield from _facing(lookup, claim, *pair)
    if pair is None or pair[1].layer != "provinces":
        return
    one, other = pair
    provinces = lookup.atlas.provinces
    held = provinces[(provinces["country"] == other.country) & (provinces["kind"] == other.kind)]
    metres = [geometry_distance_m(one.position, outline) for outline in held.geometry]
    nearest = min(range(len(metres)), key=metres.__getitem__)
    words = (
        f"the nearest across the border is {held['name_en'].iloc[nearest]}, "
        f"{metres[nearest] / 1000:,.1f} km from {one.name_en}"
    )
    found = bool(held["id"].iloc[nearest] == other.id)
    yield answer("nearest across the border", "order", words, says_of(found, claim))


def _facing(lookup: Lookup, claim: Claim, one: Place, other: Place) -> Iterator[Evidence]:
    """Test whether two points face each other over the border."""
    a, b = lookup.depth(one), lookup.depth(other)
    if max(a.nearest_m, b.nearest_m) > _FACING_M:
        return
    apart = abs(a.along_m - b.along_m)
    banks = "on two banks" if one.country != other.country else "on one bank"
    words = f"{one.name_en} and {other.name_en} lie {banks}, {apart / 1000:,.1f} km apart along it"
    near = True if apart <= _FACING_M else False if apart > 3 * _FACING_M else None
    found = near if one.country != other.country else False
    yield answer("banks of the border", "order", words, says_of(found, claim))


def _extreme(lookup: Lookup, claim: Claim, wind: str) -> Iterator[Evidence]:
    place = placed(claim.subject)
    known = lookup.sets.get(claim.object.id, ()) if claim.object is not None else ()
    if place is None or not known or known[0].layer not in lookup.atlas.layers:
        return
    rows = [row for row in records(lookup.atlas.layer(known[0].layer)) if known[0].holds(row)]
    others = [lookup.known(row["id"]) for row in rows if row["id"] != place.id]
    farther = [one.name_en for one in others if _ahead(one, place, wind) > 0]
    words = (
        f"{known[0].words} of the atlas farther {wind} than {place.name_en}: "
        f"{', '.join(map(str, farther)) or 'none'}"
    )
    found = None if known[0].doubt else not farther
    says = says_of(found, claim)
    yield answer(f"farthest {wind}", "order", words, says, note=known[0].doubt)


def _toward(claim: Claim) -> Iterator[Evidence]:
    pair = _pair(claim)
    if pair is None or pair[0].layer != "routes":
        return
    road, place = pair
    ends = [shapely.Point(road.position.coords[i]) for i in (0, -1)]
    far = max(geometry_distance_m(end, place.position) for end in ends)
    near = geometry_distance_m(road.position, place.position)
    words = (
        f"{road.name_en} as drawn through its way-points comes within {near / 1000:,.0f} km of "
        f"{place.name_en}, from {far / 1000:,.0f} km at its far end"
    )
    found = None if near > 0.5 * far else True
    yield answer("approach", "order", words, says_of(found, claim), source_ids=road.source_ids)
