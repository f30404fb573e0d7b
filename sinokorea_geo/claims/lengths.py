"""Measure lines at several scales, and the stretches of the border that units hold."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy import GeodesicLine

#: The scales a length is quoted at; 0 is vertex by vertex.
SCALES_M = (0.0, 20.0, 100.0)
#: Coarser ones that maps in print are drawn at.
COARSE_M = (250.0, 500.0)


class Scaled:
    """Lines whose length is asked for at many scales; each scale is measured once."""

    def __init__(self, lines: list[GeodesicLine]) -> None:
        self.lines = lines
        self._known: dict[float, float] = {}

    @cached_property
    def _weights(self) -> list[NDArray[np.float64]]:
        return [line.weights_m() for line in self.lines]

    def at(self, scale_m: float) -> float:
        """Return the length in metres once wiggles narrower than a scale are drawn straight."""
        if scale_m not in self._known:
            pairs = zip(self.lines, self._weights, strict=True)
            drawn = [line.coords[weights > scale_m] for line, weights in pairs if scale_m]
            lines = [GeodesicLine(xy) for xy in drawn] or self.lines
            self._known[scale_m] = sum(line.length_m for line in lines)
        return self._known[scale_m]

    def scale_of(self, length_m: float) -> float | None:
        """Return the scale of a length to about a tenth, None if it is no scale up to 500 m."""
        low, high = 0.0, COARSE_M[-1]
        if not self.at(high) <= length_m <= self.at(low):
            return None
        while high - low > max(1.0, 0.1 * high):
            middle = (low + high) / 2
            if self.at(middle) > length_m:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def stretches(border: GeodesicLine, outline: BaseGeometry) -> list[GeodesicLine]:
    """Return the stretches of the border whose vertices are an outline's own, in order."""
    xy = border.coords
    corners = shapely.get_coordinates(outline)
    on = np.isin(xy[:, 0] + 1j * xy[:, 1], corners[:, 0] + 1j * corners[:, 1])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    return [GeodesicLine(xy[a:b]) for a, b in edges.reshape(-1, 2).tolist() if b - a > 1]
