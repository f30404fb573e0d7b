"""In which order along the border, and in which direction."""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from sinokorea_geo.atlas import Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Answer
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.measures.relations import answer_says
from sinokorea_geo.claims.sets import COLLECTIONS
from sinokorea_geo.claims.subjects import Several, accuracy
from sinokorea_geo.geodesy import distance_m, geometry_distance_m, initial_bearing_deg

__all__ = ["COMPASS", "bearing", "order_in_space"]

_EIGHT = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_WINDS = {name: 45.0 * i for i, name in enumerate(_EIGHT)}
_ALIASES = {
    "n": "north", "ne": "northeast", "e": "east", "se": "southeast", "s": "south",
    "sw": "southwest", "w": "west", "nw": "northwest",
    "北": "north", "东北": "northeast", "东": "east", "东南": "southeast", "南": "south",
    "西南": "southwest", "西": "west", "西北": "northwest",
    "북": "north", "북동": "northeast", "동": "east", "남동": "southeast", "남": "south",
    "남서": "southwest", "서": "west", "북서": "northwest", "동북": "northeast",
    "동남": "southeast", "서남": "southwest", "서북": "northwest",
}  # fmt: skip
#: Words of direction, each with the degrees it means clockwise from north.
COMPASS: dict[str, float] = {**_WINDS, **{alias: _WINDS[name] for alias, name in _ALIASES.items()}}
#: A main wind allows its whole quarter, one between them the half of it.
_QUARTER, _EIGHTH = 45.0, 33.75
_ORDERS = {
    "upstream", "downstream", "before", "after", "上游", "下游", "상류", "하류",
}  # fmt: skip
_ON_BORDER_M = 60_000.0
#: A way over a place that is no longer than this beside the straight one leads past it.
_DETOUR = 1.20


def _word(claim: Statement) -> str:
    word = claim.stated.casefold().strip().replace("-of", "").replace(" of", "")
    for ending in ("边", "方", "面", "部", "쪽", "ern", "wards", "ward"):
        if word.removesuffix(ending) in COMPASS:
            return word.removesuffix(ending)
    return word.replace("-", "") if word.replace("-", "") in COMPASS else word


def _point(place: Place) -> tuple[float, float]:
    centre = shapely.centroid(place.position)
    return float(centre.x), float(centre.y)


def _pair(claim: Statement) -> tuple[Place, Place] | None:
    one, other = claim.subject, claim.object
    if not isinstance(one, Place) or not isinstance(other, Place):
        return None
    return None if one.geometry is None or other.geometry is None else (one, other)


def bearing(desk: Desk, claim: Statement) -> Iterator[Answer]:
    """Measure the direction from the object to the subject."""
    pair, word = _pair(claim), _word(claim)
    if pair is None or word not in COMPASS:
        return
    del desk
    one, other = pair
    (x, y), (x0, y0) = _point(one), _point(other)
    metres = float(distance_m(x0, y0, x, y))
    degrees = float(initial_bearing_deg(x0, y0, x, y)) % 360
    off = abs((degrees - COMPASS[word] + 180) % 360 - 180)
    allowed = _QUARTER if COMPASS[word] % 90 == 0 else _EIGHTH
    vague = metres <= 2 * (accuracy(one) + accuracy(other))
    wind = _EIGHT[round(degrees / 45) % 8]
    yield Answer(
        "bearing",
        "bearing",
        f"{one.name_en} lies {wind} of {other.name_en}, at {degrees:.0f}° and "
        f"{metres / 1000:,.1f} km",
        answer_says(None if vague else off <= allowed, claim),
    )
    if COMPASS[word] % 90 == 0 and not vague:
        yield _farther(claim, one, other, word, off <= allowed)


def _farther(claim: Statement, one: Place, other: Place, word: str, agrees: bool) -> Answer:
    (x, y), (x0, y0) = _point(one), _point(other)
    ahead = {0.0: y - y0, 90.0: x - x0, 180.0: y0 - y, 270.0: x0 - x}[COMPASS[word]]
    axis = "latitude" if COMPASS[word] % 180 == 0 else "longitude"
    found = ahead > 0
    # By latitude alone, most things lie north or south of each other.
    return Answer(
        f"by {axis}",
        axis,
        f"{one.name_en} has {axis} {y if axis == 'latitude' else x:.2f}, {other.name_en} "
        f"{y0 if axis == 'latitude' else x0:.2f}",
        answer_says(found, claim) if found is not agrees else "beside",
    )


def order_in_space(desk: Desk, claim: Statement) -> Iterator[Answer]:
    """Test upstream and downstream, between, opposite, farther north, northernmost."""
    word = _word(claim)
    if word in _ORDERS:
        yield from _along(desk, claim, word)
    elif word in {"between", "on-the-way", "on the way", "之间", "사이"}:
        yield from _between(claim)
    elif word in {"opposite", "facing", "across from", "对面", "맞은편"}:
        yield from _opposite(desk, claim)
    elif word.endswith("most") and word.removesuffix("ern" + "most") in COMPASS:
        yield from _extreme(desk, claim, word.removesuffix("ernmost"))
    elif word in {"toward", "towards"}:
        yield from _toward(claim)
    elif word in COMPASS and COMPASS[word] % 90 == 0 and (pair := _pair(claim)):
        yield _farther(claim, *pair, word, agrees=not _is_ahead(pair, word))


def _is_ahead(pair: tuple[Place, Place], word: str) -> bool:
    (x, y), (x0, y0) = _point(pair[0]), _point(pair[1])
    return {0.0: y > y0, 90.0: x > x0, 180.0: y < y0, 270.0: x < x0}[COMPASS[word]]


def _along(desk: Desk, claim: Statement, word: str) -> Iterator[Answer]:
    pair = _pair(claim)
    if pair is None:
        return
    depths = [desk.depth(place) for place in pair]
    if any(depth.nearest_m > _ON_BORDER_M for depth in depths):
        return
    a, b = (depth.along_m for depth in depths)
    middle = desk.border.sections[1]
    summit = (middle.from_m + middle.to_m) / 2
    one, other = pair
    words = (
        f"{one.name_en} lies at km {a / 1000:,.1f} of the line and {other.name_en} at km "
        f"{b / 1000:,.1f}"
    )
    after: bool | None = a > b
    if word not in {"before", "after"}:
        if (a < summit) is not (b < summit):
            yield Answer("chainage", "order", f"{words}: on two rivers", answer_says(None, claim))
            return
        # The Yalu runs against the chainage, the Tumen with it.
        up = (a > b) if a < summit else (a < b)
        after = up if word in {"upstream", "上游", "상류"} else not up
        words += f", {'up' if up else 'down'}stream of it"
    elif word == "before":
        after = a < b
    if abs(a - b) <= accuracy(one) + accuracy(other):
        after = None
    yield Answer("chainage", "order", words, answer_says(after, claim))


def _between(claim: Statement) -> Iterator[Answer]:
    ends = claim.object.members if isinstance(claim.object, Several) else ()
    if len(ends) != 2 or not isinstance(claim.subject, Place):
        return
    points = [_point(place) for place in (ends[0], claim.subject, ends[1])]
    first, last, whole = (
        float(distance_m(*points[i], *points[j])) for i, j in ((0, 1), (1, 2), (0, 2))
    )
    ratio = (first + last) / whole
    words = (
        f"over {claim.subject.name_en} it is {(first + last) / 1000:,.1f} km from "
        f"{ends[0].name_en} to {ends[1].name_en}, straight {whole / 1000:,.1f}"
    )
    yield Answer("detour", "order", words, answer_says(ratio <= _DETOUR, claim))


def _opposite(desk: Desk, claim: Statement) -> Iterator[Answer]:
    pair = _pair(claim)
    if pair is None or pair[1].layer != "provinces":
        return
    one, other = pair
    provinces = desk.atlas.provinces
    beyond = provinces[(provinces["country"] == other.country) & (provinces["kind"] == other.kind)]
    metres = [geometry_distance_m(one.position, outline) for outline in beyond.geometry]
    nearest = min(range(len(metres)), key=metres.__getitem__)
    name = beyond["name_en"].iloc[nearest]
    words = (
        f"the nearest across the border is {name}, {metres[nearest] / 1000:,.1f} km from "
        f"{one.name_en}"
    )
    found = beyond["id"].iloc[nearest] == other.id
    yield Answer("nearest across the border", "order", words, answer_says(bool(found), claim))


def _extreme(desk: Desk, claim: Statement, word: str) -> Iterator[Answer]:
    place = claim.subject
    if not isinstance(place, Place) or claim.object is None or word not in COMPASS:
        return
    known = COLLECTIONS.get(claim.object.id, ())
    rows = records(desk.atlas.places)
    definition = known[0] if known else COLLECTIONS["ports"][0]
    beyond = [
        other["name_en"]
        for other in rows
        if definition.test(other)
        and other["id"] != place.id
        and _is_ahead((desk.known(other["id"]), place), word)
    ]
    listed = ", ".join(beyond) or "none"
    words = f"{definition.words} of the atlas farther {word} than {place.name_en}: {listed}"
    note = "" if known else "which of them are free of ice the atlas does not know"
    found = not beyond if known else None
    yield Answer(f"farthest {word}", "order", words, answer_says(found, claim), note=note)


def _toward(claim: Statement) -> Iterator[Answer]:
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
    vague = near > 0.5 * far
    found = None if vague else True
    yield Answer("approach", "order", words, answer_says(found, claim), road.source_ids)
