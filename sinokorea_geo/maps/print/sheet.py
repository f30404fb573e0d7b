"""A sheet of paper: from degrees to millimetres, by a conformal projection fitted to the map."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy import ConformalProjection

__all__ = ["MM", "Sheet", "moved"]

#: Millimetres in an inch, which is what Matplotlib counts in.
MM = 25.4
#: What is left out of a curve: less than a canvas is wide.
TOLERANCE_MM = 0.04


def moved(geometry: BaseGeometry, change: Callable[[Any, Any], tuple[Any, Any]]) -> BaseGeometry:
    """Return a geometry with every position changed."""
    return shapely.transform(geometry, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))


class Sheet:
    """The frame of a map on paper."""

    def __init__(self, ax: Axes, interest: BaseGeometry, pad: float = 0.0) -> None:
        self.ax = ax
        self.figure = _figure_of(ax)
        self.projection = ConformalProjection(*interest.bounds)
        window = ax.get_window_extent()
        self.width, self.height = (MM * n / self.figure.dpi for n in (window.width, window.height))
        x0, y0, x1, y1 = moved(interest, self.projection.forward).bounds
        #: Projected metres on a millimetre of paper.
        self.metres = max((x1 - x0) / self.width, (y1 - y0) / self.height, 0.1) * (1 + 2 * pad)
        self.x0 = (x0 + x1 - self.metres * self.width) / 2
        self.y0 = (y0 + y1 - self.metres * self.height) / 2

    @functools.cached_property
    def paper(self) -> Transform:
        """From millimetres of the frame to the canvas, outside the frame, too."""
        corner = ScaledTranslation(0, 0, self.ax.transAxes)  # type: ignore[arg-type]
        return Affine2D().scale(1 / MM) + self.figure.dpi_scale_trans + corner

    @property
    def frame(self) -> BaseGeometry:
        """The frame in millimetres."""
        return shapely.box(0, 0, self.width, self.height)

    @functools.cached_property
    def degrees(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the frame shows."""
        west, south, east, north = moved(
            shapely.segmentize(self.frame, self.width / 50), self.lonlat
        ).bounds
        return west, south, east, north

    @functools.cached_property
    def mm_per_km(self) -> float:
        """How long a kilometre of the ellipsoid is on paper, in the middle of the frame."""
        lon, lat = self.lonlat(self.width / 2, self.height / 2)
        return 1000 * self.projection.scale(lon, lat) / float(self.metres)

    def mm(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return where positions stand, in millimetres from the frame's lower left corner."""
        x, y = self.projection.forward(lon, lat)
        return (x - self.x0) / self.metres, (y - self.y0) / self.metres

    def xy(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the axes' data at millimetres of the frame."""
        return self.x0 + x * self.metres, self.y0 + y * self.metres

    def lonlat(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the positions that stand at millimetres of the frame."""
        return self.projection.inverse(*self.xy(x, y))

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in millimetres, cut near the frame, without needless points."""
        west, south, east, north = self.degrees
        near = shapely.box(west, south, east, north).buffer((east - west) / 50)
        cut = shapely.intersection(shapely.make_valid(geometry), near)
        return shapely.make_valid(moved(cut, self.mm).simplify(TOLERANCE_MM))

    def fix(self) -> None:
        """Fix the axes to the frame, and draw it."""
        ax = self.ax
        ax.set_aspect("equal", adjustable="box")
        ax.set_xlim(self.x0, self.x0 + self.width * self.metres)
        ax.set_ylim(self.y0, self.y0 + self.height * self.metres)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set(visible=True, color="#22272b", linewidth=0.7, zorder=25)


def _figure_of(ax: Axes) -> Figure:
    holder: Any = ax.figure
    while not isinstance(holder, Figure):
        holder = holder.figure
    return holder
