"""How far: straight, from the border, along it, along a road, and as sources state it."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Depth, Place
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Reading
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.subjects import Border, Subject, accuracy
from sinokorea_geo.claims.units import unit_of
from sinokorea_geo.geodesy import distance_m, geometry_distance_m, length_m

__all__ = ["along_border", "along_corridor", "along_river", "by_road", "straight"]

_STRAIGHT = "straight line"
#: Nearer to the border than this, a place has a chainage.
_ON_BORDER_M = 5000.0
#: A chainage is a length at a scale: coarser drawing shortens it by about this share.
_SCALE_SHARE = 0.02
#: So many towns of an area are named, the farthest from the border first.
_MOST_TOWNS = 3
_ROADS = {"road", "expressway", "tour"}


def _placed(subject: Subject | None) -> Place | None:
    return subject if isinstance(subject, Place) and subject.geometry is not None else None


def _is_area(geometry: BaseGeometry) -> bool:
    return bool(geometry.geom_type.endswith("Polygon"))


def straight(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure the straight line between two places, or from a place to the border."""
    if isinstance(claim.subject, Border) and not isinstance(claim.object, Border):
        yield from straight(desk, _swapped(claim))
        return
    place = _placed(claim.subject)
    if place is None:
        return
    if isinstance(claim.object, Border):
        yield from _to_border(desk, place)
        return
    other = _placed(claim.object)
    if other is None:
        return
    a, b = place.position, other.position
    within = accuracy(place) + accuracy(other)
    nearest = geometry_distance_m(a, b)
    if not (_is_extended(a) or _is_extended(b)):
        yield Reading(_STRAIGHT, _STRAIGHT, nearest, within)
        return
    # An outline that is rough inland may still touch; a distance is never negative.
    yield Reading(f"{_STRAIGHT}, nearest points", _STRAIGHT, nearest, min(within, 5000.0))
    centres = [shapely.centroid(geometry) for geometry in (a, b)]
    between = float(distance_m(*_xy(centres[0]), *_xy(centres[1])))
    yield Reading(f"{_STRAIGHT}, centre to centre", _STRAIGHT, between, min(within, 5000.0))


def _is_extended(geometry: BaseGeometry) -> bool:
    return bool(geometry.geom_type != "Point")


def _xy(point: BaseGeometry) -> tuple[float, float]:
    return float(point.x), float(point.y)


def _swapped(claim: Statement) -> Statement:
    assert claim.object is not None  # noqa: S101 - only called with one
    return Statement(**{**vars(claim), "subject": claim.object, "object": claim.subject})


def _to_border(desk: Desk, place: Place) -> Iterator[Reading]:
    depth = desk.depth(place)
    band = desk.band_m(depth.along_m)
    if not _is_area(place.position):
        yield Reading(
            f"{_STRAIGHT} to the border",
            _STRAIGHT,
            depth.nearest_m,
            accuracy(place) + band,
            note=f"{depth.side} side",
        )
        return
    within = min(accuracy(place), 5000.0) + band
    words = f"{_STRAIGHT} to the border from"
    for town, inner in _towns_in(desk, place):
        yield Reading(
            f"{words} {town.name_en}",
            _STRAIGHT,
            inner.nearest_m,
            accuracy(town) + desk.band_m(inner.along_m),
        )
    yield Reading(f"{words} its nearest part", _STRAIGHT, depth.nearest_m, within)
    yield Reading(f"{words} its farthest part", _STRAIGHT, depth.farthest_m, within)


def _towns_in(desk: Desk, place: Place) -> list[tuple[Place, Depth]]:
    inside = desk.towns[shapely.covers(place.position, desk.towns.geometry.to_numpy())]
    towns = [desk.known(key) for key in inside["id"]]
    deep = [(town, desk.depth(town)) for town in towns]
    return sorted(deep, key=lambda pair: -pair[1].nearest_m)[:_MOST_TOWNS]


def along_border(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure how far two places on the border lie apart along it."""
    places = [_placed(claim.subject), _placed(claim.object)]
    spots = [_chainage(desk, place) for place in places if place is not None]
    if len(spots) < 2 or any(spot is None for spot in spots):
        return
    (a, a_within), (b, b_within) = (spot for spot in spots if spot is not None)
    metres = abs(a - b)
    one, other = (place for place in places if place is not None)
    if metres < geometry_distance_m(one.position, other.position):
        return  # they face each other, or lie off the line: along it says nothing
    yield Reading(
        "along the border",
        "along the border",
        metres,
        a_within + b_within + _SCALE_SHARE * metres,
    )


def along_river(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure along the Yalu or the Tumen between places that do not both lie on the border."""
    places = [_placed(claim.subject), _placed(claim.object)]
    spots = [place for place in places if place is not None and not _is_extended(place.position)]
    if len(spots) < 2 or all(_chainage(desk, place) for place in spots):
        return
    for name, line, accuracy_m in desk.rivers:
        at = line.locate([p.lon for p in spots], [p.lat for p in spots])
        if max(at.distance_m) > _ON_BORDER_M:
            continue
        metres = abs(float(at.along_m[0] - at.along_m[1]))
        yield Reading(
            f"along the {name}",
            "along the river",
            metres,
            sum(accuracy(p) for p in spots) + accuracy_m + _SCALE_SHARE * metres,
        )


def _chainage(desk: Desk, place: Place) -> tuple[float, float] | None:
    if place.position.geom_type != "Point":
        return None
    depth = desk.depth(place)
    beyond = not 1.0 < depth.along_m < desk.border.length_m - 1.0
    reach = accuracy(place) if beyond else max(_ON_BORDER_M, accuracy(place))
    if depth.nearest_m > reach:
        return None
    return depth.along_m, accuracy(place)


def along_corridor(desk: Desk, claim: Statement, *, lenient: bool = False) -> Iterator[Reading]:
    """Measure along a road or railway of the atlas: straight from way-point to way-point."""
    ends = (claim.subject, claim.object)
    if any(isinstance(end, Place) and end.geometry and _is_area(end.position) for end in ends):
        return
    for row in desk.routes:
        stops = list(row["waypoints"])
        a = [i for i, key in enumerate(stops) if desk.same(claim.subject, key)]
        b = [i for i, key in enumerate(stops) if claim.object and desk.same(claim.object, key)]
        if not a or not b or row["kind"] == "ferry":
            continue
        first, last = min(((i, j) for i in a for j in b), key=lambda ij: abs(ij[0] - ij[1]))
        xy = shapely.get_coordinates(row["geometry"])
        if len(xy) != len(stops) or first == last:
            continue
        low, high = sorted((first, last))
        part = shapely.LineString(xy[low : high + 1])
        yield Reading(
            f"along {row['name_en']}, straight through its way-points",
            "along a corridor",
            length_m(part),
            1000.0 * (high - low + 1),
            basis="at least",
            source_ids=(),
            note="schematic; the road itself is longer",
            lenient=lenient,
        )


def by_road(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """List what sources state of the way between two places."""
    if claim.object is None:
        return
    pair = (claim.subject, claim.object)
    links = {row["id"]: row for row in desk.routes if _links(desk, row, pair)}
    for row in desk.stated_values:
        metres = _metres(row["stated"], row["unit"])
        if metres is None:
            continue
        words = "; ".join(text for text in (row["wording"], row["note"]) if text)
        if row["property"].startswith("distance_to:") and _named(row, pair):
            yield Reading(
                "distance as a source states it",
                "stated way",
                metres,
                basis="stated",
                source_ids=tuple(row["source_ids"].split()),
                note=words,
                lenient=True,  # nobody says from where to where, or how
            )
        elif row["subject_id"] in links and row["property"] in {"road_length", "length"}:
            mode = "road" if links[row["subject_id"]]["kind"] in _ROADS else "rail"
            yield Reading(
                f"by {mode} as a source states it",
                "stated way",
                metres,
                basis="stated",
                source_ids=tuple(row["source_ids"].split()),
                note=" ".join(filter(None, (row["period"], words))),
            )


def _links(desk: Desk, row: dict[str, object], pair: tuple[Subject, Subject]) -> bool:
    """Tell whether a corridor runs from one to the other, and no farther."""
    stops = row["waypoints"]
    assert isinstance(stops, tuple)  # noqa: S101 - as the layers are read
    if row["kind"] == "ferry":
        return False
    return any(
        desk.same(one, stops[0]) and desk.same(other, stops[-1])
        for one, other in (pair, pair[::-1])
    )


def _named(row: dict[str, str], pair: tuple[Subject, Subject]) -> bool:
    ends = (row["subject_id"], row["property"].partition(":")[2])
    return any(_is(one, ends[0]) and _is(other, ends[1]) for one, other in (pair, pair[::-1]))


def _is(subject: Subject, key: str) -> bool:
    """Tell whether a figure's id is the claim's place: roads end at ports, figures do not."""
    return subject.id == key or (isinstance(subject, Border) and key == "border")


def _metres(value: str, unit: str) -> float | None:
    try:
        kind = unit_of(unit)
        return float(value) * kind.factor if kind.dimension == "length" else None
    except ValueError:
        return None
