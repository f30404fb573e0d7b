"""Find room on a sheet for a name or a legend; everything in millimetres."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["Box", "FreeSpace", "around", "beside", "within"]

Box = tuple[float, float, float, float]
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

    def free(self, box: Box, apart: float = 0.0) -> bool:
        """Tell whether a box stands inside the sheet and so far apart from all that is taken."""
        return bool(self.all_free(np.array([box]), apart)[0])

    def all_free(self, boxes: NDArray[np.float64], apart: float = 0.0) -> NDArray[np.bool_]:
        """Tell the same of many boxes."""
        x0, y0, x1, y1 = boxes.T[:, :, None]
        t = self._taken.T[:, None, :]
        touched = (t[0] < x1 + apart) & (t[2] > x0 - apart)
        touched &= (t[1] < y1 + apart) & (t[3] > y0 - apart)
        inside = (boxes[:, :2] > EDGE_MM).all(axis=1)
        inside &= (boxes[:, 2] < self.width - EDGE_MM) & (boxes[:, 3] < self.height - EDGE_MM)
        return np.asarray(inside & ~touched.any(axis=1))


def around(x: float, y: float, radius: float) -> Box:
    """Return a square box."""
    return x - radius, y - radius, x + radius, y + radius


#: Where a name stands beside its symbol: sideways and upwards, -1, 0 or 1.
_EAST = ((1, 0), (1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1))
_WEST = ((-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1), (1, 0), (1, 1), (1, -1))


def beside(
    x: float, y: float, size: tuple[float, float], gap: float, *, west: bool
) -> Iterator[Box]:
    """Yield boxes of a size beside a point, at a gap; best first."""
    width, height = size
    for across, up in _WEST if west else _EAST:
        near = gap * (0.75 if across and up else 1.0)
        x0 = x + across * near - width * (1 - across) / 2
        y0 = y + up * near - height * (1 - up) / 2
        yield x0, y0, x0 + width, y0 + height


def within(area: BaseGeometry, size: tuple[float, float], room: FreeSpace) -> Box | None:
    """Return a box of a size inside an area where there is room, as near its middle as can be."""
    parts = sorted(shapely.get_parts(area), key=shapely.area, reverse=True)
    return next((box for part in parts if (box := _within(part, size, room))), None)


def _within(part: BaseGeometry, size: tuple[float, float], room: FreeSpace) -> Box | None:
    width, height = size
    if part.geom_type != "Polygon" or part.area < 2.5 * width * height:
        return None
    x0, y0, x1, y1 = part.bounds
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(x0, x1, 1.5), np.arange(y0, y1, 1.5)))
    boxes = np.column_stack([x, y, x + width, y + height])
    shapely.prepare(part)
    boxes = boxes[shapely.contains(part, shapely.box(*boxes.T))]
    boxes = boxes[room.all_free(boxes, 0.8)]
    if not len(boxes):
        return None
    middle = shapely.maximum_inscribed_circle(part, tolerance=0.5).coords[0]
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    x0, y0, x1, y1 = boxes[np.hypot(*(centres - middle).T).argmin()].tolist()
    return x0, y0, x1, y1
