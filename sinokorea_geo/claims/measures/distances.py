"""Measure how far: straight, from the border, along it, along a route, and as sources state it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import product

import shapely

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.route import Depth
from sinokorea_geo.claims import claim as kinds
from sinokorea_geo.claims.evidence import Evidence, Says, noted, stated
from sinokorea_geo.claims.lookup import Lookup, Row, base_value
from sinokorea_geo.geodesy import GeodesicLine, distance_m, geometry_distance_m, length_m

_STRAIGHT = "straight line"
_ON_BORDER_M = 5000.0  # nearer to the border than this, a place has a chainage
#: A chainage is a length at a scale: coarser drawing shortens it by about this share.
_SCALE_SHARE = 0.02
_MOST_TOWNS = 3  # so many towns of an area are named, the farthest from the border first
#: An outline that is rough inland may still touch: it is never vaguer than this at a rim.
_RIM_M = 5000.0
_ROADS = {"road", "expressway", "tour"}


def straight(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Measure the straight line between two places, or from a place to the border."""
    place = kinds.placed(claim.object if isinstance(claim.subject, kinds.Border) else claim.subject)
    if place is not None and any(
        isinstance(e, kinds.Border) for e in (claim.subject, claim.object)
    ):
        yield from _to_border(lookup, place)
    if claim.pair is None:
        return
    one, other = claim.pair
    a, b = one.position, other.position
    within = kinds.accuracy(one, other)
    nearest = geometry_distance_m(a, b)
    if kinds.is_point(one) and kinds.is_point(other):
        yield Evidence(_STRAIGHT, _STRAIGHT, nearest, within)
        return
    against: Says = "undecided" if kinds.is_stand_in(one) or kinds.is_stand_in(other) else "against"
    within = min(within, _RIM_M)
    (x, y), (x0, y0) = ((c.x, c.y) for c in shapely.centroid([a, b]).tolist())
    between = float(distance_m(x, y, x0, y0))
    for how, metres in (("nearest points", nearest), ("centre to centre", between)):
        measure = f"{_STRAIGHT}, {how}"
        yield Evidence(measure, _STRAIGHT, metres, within, against=against, stem=_STRAIGHT)


def _to_border(lookup: Lookup, place: Place) -> Iterator[Evidence]:
    depth = lookup.depth(place)
    band = lookup.band_m(depth.along_m)
    words = f"{_STRAIGHT} to the border"
    if not kinds.is_area(place):
        within = kinds.accuracy(place) + band
        yield Evidence(words, _STRAIGHT, depth.nearest_m, within, note=f"{depth.side} side")
        return
    for town, inner in _towns_in(lookup, place):
        within = kinds.accuracy(town) + lookup.band_m(inner.along_m)
        measure = f"{words} from {town.name_en}"
        yield Evidence(measure, _STRAIGHT, inner.nearest_m, within, stem=words)
    within = min(kinds.accuracy(place), _RIM_M) + band
    against: Says = "undecided" if kinds.is_stand_in(place) else "against"
    for part, metres in (("nearest", depth.nearest_m), ("farthest", depth.farthest_m)):
        measure = f"{words} from its {part} part"
        yield Evidence(measure, _STRAIGHT, metres, within, against=against, stem=words)


def _towns_in(lookup: Lookup, place: Place) -> list[tuple[Place, Depth]]:
    towns = [row for row in lookup.rows("places") if row["kind"] in {"city", "town"}]
    inside = shapely.covers(place.position, [row["geometry"] for row in towns])
    known = [lookup.known(row["id"]) for row, held in zip(towns, inside, strict=True) if held]
    deep = [(town, lookup.depth(town)) for town in known]
    return sorted(deep, key=lambda pair: -pair[1].nearest_m)[:_MOST_TOWNS]


def floor(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Give the straight line as the least that any way on the ground can be."""
    found = [item for item in straight(lookup, claim) if item.within < item.number]
    if found:
        least = min(found, key=lambda item: item.number)
        yield replace(least, basis="at least", quantity="least possible")


def along_border(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Measure how far two places on the border lie apart along it."""
    if claim.pair is None:
        return
    one, other = claim.pair
    a, b = _chainage(lookup, one), _chainage(lookup, other)
    if a is None or b is None:
        return
    metres = abs(a - b)
    if metres < geometry_distance_m(one.position, other.position):
        return  # they face each other, or lie off the line: along it says nothing
    within = kinds.accuracy(one, other) + _SCALE_SHARE * metres
    yield Evidence("along the border", "along the border", metres, within)


def along_river(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Measure along the Yalu or the Tumen between places that do not both lie on the border."""
    spots = claim.pair or ()
    if not all(map(kinds.is_point, spots)) or all(_chainage(lookup, place) for place in spots):
        return
    for row in lookup.rows("rivers"):
        if row["geometry_basis"] != "derived":  # a lake, a sea, or a schematic course
            continue
        line = lookup.kept(("line", row["id"]), partial(GeodesicLine, row["geometry"]))
        at = line.locate([p.lon for p in spots], [p.lat for p in spots])
        if max(at.distance_m) > _ON_BORDER_M:
            continue
        metres = abs(float(at.along_m[0] - at.along_m[1]))
        within = kinds.accuracy(*spots) + float(row["accuracy_m"]) + _SCALE_SHARE * metres
        yield Evidence(f"along the {row['name_en']}", "along the river", metres, within)


def _chainage(lookup: Lookup, place: Place) -> float | None:
    if not kinds.is_point(place):
        return None
    depth = lookup.depth(place)
    inner = 1.0 < depth.along_m < lookup.border.length_m - 1.0
    reach = max(_ON_BORDER_M, kinds.accuracy(place)) if inner else kinds.accuracy(place)
    return depth.along_m if depth.nearest_m <= reach else None


def along_route(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """Measure along a road or railway of the atlas: straight from way-point to way-point."""
    ends = (claim.subject, claim.object)
    if claim.object is None or any(
        (one := kinds.placed(end)) and kinds.is_area(one) for end in ends
    ):
        return
    for row in lookup.rows("routes"):
        stops = list(row["waypoints"])
        a, b = ([i for i, key in enumerate(stops) if lookup.same(end, key)] for end in ends)
        if not a or not b or row["kind"] == "ferry":
            continue
        nearest = min(product(a, b), key=lambda pair: abs(pair[0] - pair[1]))
        low, high = min(nearest), max(nearest)
        xy = shapely.get_coordinates(row["geometry"])
        if len(xy) != len(stops) or low == high:
            continue
        metres, within = length_m(shapely.LineString(xy[low : high + 1])), 1000.0 * (high - low + 1)
        words = f"along {row['name_en']}, straight through its way-points"
        note = "schematic; the road itself is longer"
        yield Evidence(words, "along a route", metres, within, basis="at least", note=note)


def by_road(lookup: Lookup, claim: kinds.Claim) -> Iterator[Evidence]:
    """List what sources state of the way between two places, by road or rail if one is named."""
    if claim.object is None:
        return
    pair = (claim.subject, claim.object)
    links = {row["id"]: row for row in lookup.rows("routes") if _links(lookup, row, pair)}
    for row in lookup.rows("stated_values"):
        apart = row["property"].startswith("distance_to:") and _named(lookup, row, pair)
        linked = row["subject_id"] in links and row["property"] in {"road_length", "length"}
        metres = base_value(row, "length") if apart or linked else None
        if metres is None:
            continue
        note = noted(row["wording"], row["note"])
        if apart:
            # Nobody says from where to where, or how.
            words = "distance as a source states it"
            yield stated(words, "stated way", metres, row, note=note, against="beside")
        else:
            mode = "road" if links[row["subject_id"]]["kind"] in _ROADS else "rail"
            if claim.measures in {("road",), ("rail",)} and claim.measures != (mode,):
                continue
            note = f"{row['period']} {note}".strip()
            yield stated(f"by {mode} as a source states it", "stated way", metres, row, note=note)


def _links(lookup: Lookup, row: Row, pair: tuple[kinds.Subject, kinds.Subject]) -> bool:
    """Tell whether a route runs from one to the other, and no farther."""
    stops = row["waypoints"]
    return row["kind"] != "ferry" and any(
        lookup.same(one, stops[0]) and lookup.same(other, stops[-1])
        for one, other in (pair, pair[::-1])
    )


def _named(lookup: Lookup, row: Row, pair: tuple[kinds.Subject, kinds.Subject]) -> bool:
    """Tell whether a stated distance is between just these: roads end at ports, values do not."""
    target = row["property"].partition(":")[2]
    ends = {row["subject_id"], getattr(lookup.fixed(target), "id", target)}
    return ends == {one.id for one in pair}
