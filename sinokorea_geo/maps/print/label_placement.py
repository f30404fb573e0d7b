"""Names on a map: the important first, none on top of another."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.print.content import Content, Spot
from sinokorea_geo.maps.print.free_space import Box, Room, around, beside, within
from sinokorea_geo.maps.print.pen import INK, LAND, Pen

__all__ = ["write_names"]

#: Cities, peaks and open crossings are named before provinces, the rest after.
BEFORE_PROVINCES = 38.0
#: From this rank on, a name may stand a little way off.
IMPORTANT = 28.0


def write_names(pen: Pen, content: Content, room: Room, covered: BaseGeometry) -> list[Spot]:
    """Write names where there is room.

    Parameters
    ----------
    pen : Pen
        Writes.
    content : Content
        What has names.
    room : Room
        What is taken; what is written takes more.
    covered : shapely geometry
        Where countries and provinces cannot be named.

    Returns
    -------
    list of Spot
        Those to draw: all that are always drawn, and the others whose names found room.
    """
    drawn = [spot for spot in content.spots if spot.always]
    radii = {spot: max(o.radius for o in drawn if _together(o, spot)) for spot in drawn}
    room.take(*(around(spot.x, spot.y, 0.9 * spot.radius) for spot in drawn))
    room.take(*(around(x, y, 0.55) for x, y in content.border))
    for name, area in content.countries:
        _name_area(pen, name, area.difference(covered), room, country=True)
    by_rank = sorted(content.spots, key=lambda spot: -spot.rank)
    first = [spot for spot in by_rank if spot.rank >= BEFORE_PROVINCES]
    for spot in first:
        _name_spot(pen, spot, radii[spot], room)
    for name, area in content.provinces:
        _name_area(pen, name, area.difference(covered), room, country=False)
    for spot in by_rank[len(first) :]:
        own = around(spot.x, spot.y, spot.radius)
        if spot.always:
            _name_spot(pen, spot, radii[spot], room)
        elif room.free(own, 0.3) and _name_spot(pen, spot, spot.radius, room):
            room.take(own)
            drawn.append(spot)
    return [spot for spot in content.spots if spot in set(drawn)]


def _name_spot(pen: Pen, spot: Spot, radius: float, room: Room) -> bool:
    if not spot.name:
        return False
    size, look = _look(spot)
    measured = pen.size_mm(spot.name, size, **look)
    apart, reach = (0.25, (0.4, 1.6)) if spot.rank >= IMPORTANT else (0.5, (0.4,))
    for further in reach:
        for box in beside(spot.x, spot.y, measured, radius + apart + further, west=spot.west):
            if room.free(box, apart):
                _write(pen, spot.name, box, room, size=size, zorder=16, **look)
                return True
    return False


def _name_area(pen: Pen, name: str, area: BaseGeometry, room: Room, *, country: bool) -> None:
    if not name or shapely.is_empty(area):
        return
    size = 8.0 if country else 5.6
    words = "\u2009".join(name) if country else name
    look = {"weight": "bold"} if country else {"style": "italic"}
    box = within(area, pen.size_mm(words, size, **look), room)
    if box:
        _write(pen, words, box, room, size=size, zorder=15, color="#7d8286", **look)


def _write(pen: Pen, words: str, box: Box, room: Room, **look: Any) -> None:
    room.take(box)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    how: dict[str, Any] = {"ha": "center", "va": "center", "halo": LAND, "on_paper": False}
    pen.text(middle, words, gid="skg-label", **how, **look)


def _look(spot: Spot) -> tuple[float, dict[str, Any]]:
    """Return the size and the look of a name."""
    if spot.layer == "crossings":
        return 5.2, {"color": "#0b4f8a"}
    if spot.layer in {"zones", "plans"}:
        return 4.7, {"color": "#8a4600"}
    if spot.rank >= 50:
        return 6.2, {"color": INK, "weight": "bold"}
    if spot.symbol.shape == "triangle":
        return 5.6, {"color": INK, "style": "italic"}
    return 5.3, {"color": INK}


def _together(a: Spot, b: Spot) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < 0.8
