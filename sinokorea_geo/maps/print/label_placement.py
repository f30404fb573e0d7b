"""Names on a map: the important first, none on top of another."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.print.canvas import INK, LAND, Canvas
from sinokorea_geo.maps.print.content import Content, PointFeature
from sinokorea_geo.maps.print.free_space import Box, FreeSpace, around, beside, within

__all__ = ["write_names"]

#: Cities, peaks and open crossings are named before provinces, the rest after.
BEFORE_PROVINCES = 38.0
#: From this rank on, a name may stand a little way off.
IMPORTANT = 28.0


def write_names(
    canvas: Canvas, content: Content, room: FreeSpace, covered: BaseGeometry
) -> list[PointFeature]:
    """Write names where there is room."""
    drawn = [point for point in content.points if point.always]
    radii = {point: max(o.radius for o in drawn if _together(o, point)) for point in drawn}
    room.take(*(around(point.x, point.y, 0.9 * point.radius) for point in drawn))
    room.take(*(around(x, y, 0.55) for x, y in content.border))
    for name, area in content.countries:
        _name_area(canvas, name, area.difference(covered), room, country=True)
    by_rank = sorted(content.points, key=lambda point: -point.rank)
    first = [point for point in by_rank if point.rank >= BEFORE_PROVINCES]
    for point in first:
        _name_point(canvas, point, radii[point], room)
    for name, area in content.provinces:
        _name_area(canvas, name, area.difference(covered), room, country=False)
    for point in by_rank[len(first) :]:
        own = around(point.x, point.y, point.radius)
        if point.always:
            _name_point(canvas, point, radii[point], room)
        elif room.free(own, 0.3) and _name_point(canvas, point, point.radius, room):
            room.take(own)
            drawn.append(point)
    return [point for point in content.points if point in set(drawn)]


def _name_point(canvas: Canvas, point: PointFeature, radius: float, room: FreeSpace) -> bool:
    if not point.name:
        return False
    size, look = _look(point)
    measured = canvas.size_mm(point.name, size, **look)
    apart, reach = (0.25, (0.4, 1.6)) if point.rank >= IMPORTANT else (0.5, (0.4,))
    for further in reach:
        for box in beside(point.x, point.y, measured, radius + apart + further, west=point.west):
            if room.free(box, apart):
                _write(canvas, point.name, box, room, size=size, zorder=16, **look)
                return True
    return False


def _name_area(
    canvas: Canvas, name: str, area: BaseGeometry, room: FreeSpace, *, country: bool
) -> None:
    if not name or shapely.is_empty(area):
        return
    size = 8.0 if country else 5.6
    words = "\u2009".join(name) if country else name
    look = {"weight": "bold"} if country else {"style": "italic"}
    box = within(area, canvas.size_mm(words, size, **look), room)
    if box:
        _write(canvas, words, box, room, size=size, zorder=15, color="#7d8286", **look)


def _write(canvas: Canvas, words: str, box: Box, room: FreeSpace, **look: Any) -> None:
    room.take(box)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    how: dict[str, Any] = {"ha": "center", "va": "center", "halo": LAND, "on_paper": False}
    canvas.text(middle, words, gid="skg-label", **how, **look)


def _look(point: PointFeature) -> tuple[float, dict[str, Any]]:
    """Return the size and the look of a name."""
    if point.layer == "crossings":
        return 5.2, {"color": "#0b4f8a"}
    if point.layer in {"zones", "plans"}:
        return 4.7, {"color": "#8a4600"}
    if point.rank >= 50:
        return 6.2, {"color": INK, "weight": "bold"}
    if point.symbol.shape == "triangle":
        return 5.6, {"color": INK, "style": "italic"}
    return 5.3, {"color": INK}


def _together(a: PointFeature, b: PointFeature) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < 0.8
