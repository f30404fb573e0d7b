"""Lengths at scales, and the stretches of the border that administrative units hold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import ReferencedLine
from sinokorea_geo.geodesy import GeodesicLine

__all__ = ["COARSE_M", "SCALES_M", "Scaled", "stretches"]

#: The scales a length is quoted at; 0 is vertex by vertex.
SCALES_M = (0.0, 20.0, 100.0)
#: Coarser ones that maps in print are drawn at.
COARSE_M = (250.0, 500.0)


class Scaled:
    """Lines whose length is asked for at many scales; each is measured once.

    Parameters
    ----------
    lines : list of GeodesicLine
        The lines.
    """

    def __init__(self, lines: list[GeodesicLine]) -> None:
        self.lines = lines
        self._weights = [line.weights_m() for line in lines]
        self._known: dict[float, float] = {}

    def at(self, scale_m: float) -> float:
        """Return the length once wiggles narrower than a scale are drawn straight.

        Parameters
        ----------
        scale_m : float
            Metres; 0 for vertex by vertex.

        Returns
        -------
        float
            Metres.
        """
        if scale_m not in self._known:
            pairs = zip(self.lines, self._weights, strict=True)
            drawn = [line.coords[weights > scale_m] for line, weights in pairs if scale_m]
            lines = [GeodesicLine(xy) for xy in drawn] or self.lines
            self._known[scale_m] = sum(line.length_m for line in lines)
        return self._known[scale_m]

    def scale_of(self, length_m: float) -> float | None:
        """Return the scale at which the lines have a length, None if at none up to 500 m.

        Parameters
        ----------
        length_m : float
            The length.

        Returns
        -------
        float or None
            Metres, to about a tenth.
        """
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


def stretches(border: ReferencedLine, outline: BaseGeometry) -> list[GeodesicLine]:
    """Return the stretches of the border that an outline fitted to it shares.

    Parameters
    ----------
    border : ReferencedLine
        The border.
    outline : shapely geometry
        A unit's outline, whose vertices on the border are the border's own.

    Returns
    -------
    list of GeodesicLine
        In order along the border; empty if the outline does not touch it.
    """
    xy = border.line.coords
    corners = shapely.get_coordinates(outline)
    on = np.isin(xy[:, 0] + 1j * xy[:, 1], corners[:, 0] + 1j * corners[:, 1])
    return [GeodesicLine(xy[first : last + 1]) for first, last in _runs(on) if last > first]


def _runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    for first, after in edges.reshape(-1, 2):
        yield int(first), int(after) - 1
