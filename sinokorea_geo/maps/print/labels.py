"""Write names on a map where there is room: the important first, none on top of another.

Everything is in millimetres of the sheet.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.print.canvas import Box, Canvas
from sinokorea_geo.maps.print.content import Content, PointFeature
from sinokorea_geo.maps.style import COLOURS
from sinokorea_geo.maps.words import read_json

#: Size, colour and weight of names by layer, or by what they name.
_LOOKS: dict[str, dict[str, Any]] = read_json("print/tables.json")["names"]
#: Cities, peaks and open crossings are named before provinces, the rest after.
BEFORE_PROVINCES = 38.0
#: From this rank on, a name may stand a little way off.
IMPORTANT = 28.0
#: From this rank on, a name may stand so far off that a thin line leads back to its symbol.
OPEN = 40.0
#: How far off a name stands, in millimetres beside its symbol.
REACH_MM = (0.4, 1.6, 4.0, 7.0, 11.0)
#: How near a name may come to the frame.
EDGE_MM = 0.9


class FreeSpace:
    """What is taken on a sheet, as boxes."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._taken = np.empty((0, 4))

    def take(self, *boxes: Box) -> None:
        """Take boxes."""
        self._taken = np.vstack([self._taken, np.array(boxes).reshape(-1, 4)])

    def free(self, boxes: NDArray[np.float64], apart: float) -> NDArray[np.bool_]:
        """Tell which boxes stand inside the sheet and so far apart from all that is taken."""
        x0, y0, x1, y1 = boxes.T[:, :, None]
        t = self._taken.T[:, None, :]
        touched = (t[0] < x1 + apart) & (t[2] > x0 - apart)
        touched &= (t[1] < y1 + apart) & (t[3] > y0 - apart)
        inside = (boxes[:, :2] > EDGE_MM).all(axis=1)
        inside &= (boxes[:, 2] < self.width - EDGE_MM) & (boxes[:, 3] < self.height - EDGE_MM)
        return np.asarray(inside & ~touched.any(axis=1))


def _around(x: float, y: float, radius: float) -> Box:
    """Return a square box."""
    return x - radius, y - radius, x + radius, y + radius


#: Where a name stands beside its symbol: sideways and upwards, -1, 0 or 1.
_EAST = ((1, 0), (1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1))
_WEST = ((-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1), (1, 0), (1, 1), (1, -1))


def _beside(
    x: float, y: float, size: tuple[float, float], gap: float, *, west: bool
) -> Iterator[Box]:
    """Yield boxes of a size beside a point, at a gap; best first."""
    width, height = size
    for across, up in _WEST if west else _EAST:
        near = gap * (0.75 if across and up else 1.0)
        x0 = x + across * near - width * (1 - across) / 2
        y0 = y + up * near - height * (1 - up) / 2
        yield x0, y0, x0 + width, y0 + height


def _inside(area: BaseGeometry, size: tuple[float, float], room: FreeSpace) -> Box | None:
    """Return a box of a size inside an area where there is room, as near its middle as can be."""
    width, height = size
    for part in sorted(shapely.get_parts(area), key=shapely.area, reverse=True):
        if part.geom_type != "Polygon" or part.area < 2.5 * width * height:
            continue
        x0, y0, x1, y1 = part.bounds
        corners = np.meshgrid(np.arange(x0, x1, 1.5), np.arange(y0, y1, 1.5))
        x, y = (grid.ravel() for grid in corners)
        boxes = np.column_stack([x, y, x + width, y + height])
        shapely.prepare(part)
        boxes = boxes[shapely.contains(part, shapely.box(*boxes.T))]
        boxes = boxes[room.free(boxes, 0.8)]
        if len(boxes):
            middle = shapely.maximum_inscribed_circle(part, tolerance=0.5).coords[0]
            centres = (boxes[:, :2] + boxes[:, 2:]) / 2
            x0, y0, x1, y1 = boxes[np.hypot(*(centres - middle).T).argmin()].tolist()
            return x0, y0, x1, y1
    return None


def write_names(
    canvas: Canvas, content: Content, room: FreeSpace, covered: BaseGeometry
) -> list[PointFeature]:
    """Write names where there is room."""
    drawn = [point for point in content.points if point.always]
    radii = {  # a symbol of several that stand together is as large as the largest of them
        point: max(o.radius for o in drawn if math.hypot(o.x - point.x, o.y - point.y) < 0.8)
        for point in drawn
    }
    room.take(*(_around(point.x, point.y, 0.9 * point.radius) for point in drawn))
    room.take(*(_around(x, y, 0.55) for x, y in content.border))
    for name, area in content.countries:
        _name_area(canvas, name, area.difference(covered), room, country=True)
    by_rank = sorted(content.points, key=lambda point: -point.rank)
    first = [point for point in by_rank if point.rank >= BEFORE_PROVINCES]
    for point in first:
        _name_point(canvas, point, radii[point], room)
    for name, area in content.provinces:
        _name_area(canvas, name, area.difference(covered), room, country=False)
    for point in by_rank[len(first) :]:
        own = _around(point.x, point.y, point.radius)
        if point.always:
            _name_point(canvas, point, radii[point], room)
        elif room.free(np.array([own]), 0.3)[0] and _name_point(canvas, point, point.radius, room):
            room.take(own)
            drawn.append(point)
    return [point for point in content.points if point in set(drawn)]


def _name_point(canvas: Canvas, point: PointFeature, radius: float, room: FreeSpace) -> bool:
    if not point.name:
        return False
    kind = "city" if point.rank >= 50 else point.symbol.shape
    look = _LOOKS.get(point.layer) or _LOOKS.get(kind) or _LOOKS["other"]
    measured = canvas.size_mm(point.name, **look)
    apart, reach = (0.25, REACH_MM) if point.rank >= IMPORTANT else (0.5, REACH_MM[:1])
    for further in reach if point.rank >= OPEN else reach[:2]:
        for box in _beside(point.x, point.y, measured, radius + apart + further, west=point.west):
            if room.free(np.array([box]), apart)[0]:
                if further > REACH_MM[1]:
                    line = shapely.shortest_line(shapely.Point(point.x, point.y), shapely.box(*box))
                    look_of_line: Any = {"edgecolor": COLOURS["soft"], "linewidth": 0.3}
                    canvas.path(line, gid="skg-leader", zorder=9.8, **look_of_line)
                _write(canvas, point.name, box, room, zorder=16, **look)
                return True
    return False


def _name_area(
    canvas: Canvas, name: str, area: BaseGeometry, room: FreeSpace, *, country: bool
) -> None:
    if not name or shapely.is_empty(area):
        return
    words = "\u2009".join(name) if country else name
    look = _LOOKS["country" if country else "province"]
    if box := _inside(area, canvas.size_mm(words, **look), room):
        _write(canvas, words, box, room, zorder=15, **look)


def _write(canvas: Canvas, words: str, box: Box, room: FreeSpace, **look: Any) -> None:
    room.take(box)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    look |= {"ha": "center", "va": "center", "halo": COLOURS["land"], "on_paper": False}
    canvas.text(middle, words, gid="skg-label", **look)
