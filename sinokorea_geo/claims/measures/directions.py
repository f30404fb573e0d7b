"""Test directions, and the order of places along the border and in space."""

from collections.abc import Iterator

import shapely

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Claim, Several, accuracy, is_point, placed
from sinokorea_geo.claims.evidence import Evidence, answer, km
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.words import COMPASS, relation_of, wind_of
from sinokorea_geo.geodesy import distance_m, geometry_distance_m, initial_bearing_deg

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


def bearing(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:  # noqa: ARG001 - as all measures
    """Measure the direction from the object to the subject."""
    wind = wind_of(claim.stated)
    if claim.pair is None or not wind:
        return
    one, other = claim.pair
    (x, y), (x0, y0) = _point(one), _point(other)
    metres = float(distance_m(x0, y0, x, y))
    degrees = float(initial_bearing_deg(x0, y0, x, y)) % 360
    main = COMPASS[wind] % 90 == 0
    off = abs((degrees - COMPASS[wind] + 180) % 360 - 180)
    fits = off <= (_QUARTER if main else _EIGHTH)
    # Of what lies in an area or beside a river's middle, a wind means a part of that.
    inside = other.position.convex_hull.covers(shapely.Point(x, y))
    vague = inside or metres <= 2 * accuracy(one, other)
    words = (
        f"{one.name_en} lies {_WINDS[round(degrees / 45) % 8]} of {other.name_en}, at "
        f"{degrees:.0f}° and {km(metres)}"
    )
    yield answer(claim, "bearing", "bearing", words, None if vague else fits)
    if main and not vague:
        yield _farther(claim, one, other, wind, fits)


def _ahead(one: Place, other: Place, wind: str) -> bool:
    (x, y), (x0, y0) = _point(one), _point(other)
    return {"north": y > y0, "east": x > x0, "south": y0 > y, "west": x0 > x}[wind]


def _farther(claim: Claim, one: Place, other: Place, wind: str, agrees: bool) -> Evidence:
    axis, at = ("latitude", 1) if wind in {"north", "south"} else ("longitude", 0)
    words = (
        f"{one.name_en} has {axis} {_point(one)[at]:.2f}, {other.name_en} {_point(other)[at]:.2f}"
    )
    # By latitude alone, most things lie north or south of each other.
    found = _ahead(one, other, wind)
    return answer(claim, f"by {axis}", axis, words, found if found is not agrees else "beside")


def order_in_space(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test upstream and downstream, between, opposite, farther north, northernmost."""
    relation, wind = relation_of(claim.stated), wind_of(claim.stated)
    most = wind_of(claim.stated.casefold().strip().removesuffix("most"))
    if relation == "between":
        yield from _between(claim)
    elif most and not relation and not wind and COMPASS[most] % 90 == 0:
        yield from _extreme(lookup, claim, most)
    elif claim.pair is None:
        return
    elif relation in {"upstream", "downstream", "before", "after"}:
        yield from _along(lookup, claim, *claim.pair, relation)
    elif relation == "opposite":
        yield from _opposite(lookup, claim, *claim.pair)
    elif relation == "toward":
        yield from _toward(claim, *claim.pair)
    elif wind and COMPASS[wind] % 90 == 0:
        yield _farther(claim, *claim.pair, wind, agrees=not _ahead(*claim.pair, wind))


def _along(
    lookup: Lookup, claim: Claim, one: Place, other: Place, relation: str
) -> Iterator[Evidence]:
    depths = [lookup.depth(place) for place in (one, other)]
    if any(depth.nearest_m > _ON_BORDER_M for depth in depths):
        return
    a, b = (depth.along_m for depth in depths)
    middle = lookup.border.sections[1]
    summit = (middle.from_m + middle.to_m) / 2
    words = f"{one.name_en} lies at km {a / 1000:,.1f} of the line and "
    words += f"{other.name_en} at km {b / 1000:,.1f}"
    found: bool | None = a < b if relation == "before" else a > b
    if relation in {"upstream", "downstream"}:
        if (a < summit) is not (b < summit):
            yield answer(claim, "chainage", "order", f"{words}: on two rivers", None)
            return
        # The Yalu runs against the chainage, the Tumen with it.
        up = (a > b) if a < summit else (a < b)
        found = up is (relation == "upstream")
        words += f", {'up' if up else 'down'}stream of it"
    near = abs(a - b) <= accuracy(one, other)
    yield answer(claim, "chainage", "order", words, None if near else found)


def _between(claim: Claim) -> Iterator[Evidence]:
    ends = claim.object.members if isinstance(claim.object, Several) else ()
    named = (*ends[:1], claim.subject, *ends[1:])
    places = [one for one in map(placed, named) if one is not None]
    if not len(ends) == 2 == len(places) - 1:
        return
    first, place, last = (_point(one) for one in places)
    way = float(distance_m(*first, *place)) + float(distance_m(*place, *last))
    whole = float(distance_m(*first, *last))
    words = (
        f"over {places[1].name_en} it is {km(way)} from {places[0].name_en} to "
        f"{places[2].name_en}, straight {whole / 1000:,.1f}"
    )
    yield answer(claim, "detour", "order", words, way / whole <= _DETOUR)


def _opposite(lookup: Lookup, claim: Claim, one: Place, other: Place) -> Iterator[Evidence]:
    if is_point(one) and is_point(other):
        yield from _facing(lookup, claim, one, other)
    if other.layer != "provinces":
        return
    held = [
        (geometry_distance_m(one.position, row["geometry"]), row)
        for row in lookup.rows("provinces")
        if row["country"] == other.country and row["kind"] == other.kind
    ]
    metres, nearest = min(held, key=lambda pair: pair[0])
    words = (
        f"the nearest across the border is {nearest['name_en']}, {km(metres)} from {one.name_en}"
    )
    found = bool(nearest["id"] == other.id)
    yield answer(claim, "nearest across the border", "order", words, found)


def _facing(lookup: Lookup, claim: Claim, one: Place, other: Place) -> Iterator[Evidence]:
    a, b = lookup.depth(one), lookup.depth(other)
    if max(a.nearest_m, b.nearest_m) > _FACING_M:
        return
    apart = abs(a.along_m - b.along_m)
    across = one.country != other.country
    banks = "on two banks" if across else "on one bank"
    words = f"{one.name_en} and {other.name_en} lie {banks}, {km(apart)} apart along it"
    near = True if apart <= _FACING_M else False if apart > 3 * _FACING_M else None
    yield answer(claim, "banks of the border", "order", words, near if across else False)


def _extreme(lookup: Lookup, claim: Claim, wind: str) -> Iterator[Evidence]:
    place = placed(claim.subject)
    known = lookup.sets.get(claim.object.id, ()) if claim.object is not None else ()
    if place is None or not known or known[0].layer not in lookup.atlas.layers:
        return
    rows = [row for row in lookup.rows(known[0].layer) if known[0].holds(row)]
    others = [lookup.known(row["id"]) for row in rows if row["id"] != place.id]
    farther = [one.name_en for one in others if _ahead(one, place, wind)]
    words = (
        f"{known[0].words} of the atlas farther {wind} than {place.name_en}: "
        f"{', '.join(map(str, farther)) or 'none'}"
    )
    found = None if known[0].doubt else not farther
    yield answer(claim, f"farthest {wind}", "order", words, found, note=known[0].doubt)


def _toward(claim: Claim, road: Place, place: Place) -> Iterator[Evidence]:
    if road.layer != "routes":
        return
    ends = [shapely.Point(road.position.coords[i]) for i in (0, -1)]
    far = max(geometry_distance_m(end, place.position) for end in ends)
    near = geometry_distance_m(road.position, place.position)
    words = (
        f"{road.name_en} as drawn through its way-points comes within {near / 1000:,.0f} km of "
        f"{place.name_en}, from {far / 1000:,.0f} km at its far end"
    )
    found = None if near > 0.5 * far else True
    yield answer(claim, "approach", "order", words, found, source_ids=road.source_ids)
