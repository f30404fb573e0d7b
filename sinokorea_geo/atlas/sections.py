"""Hold named stretches of a line, bands of uncertainty, and numbers that change along it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy import NearestOnLine


@dataclass(frozen=True)
class Section:
    """A named stretch of a line.

    Parameters
    ----------
    name : str
        What the stretch is called.
    from_m, to_m : float
        Chainage of its ends, in metres from the start of the line.
    """

    name: str
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        """Length on the ellipsoid, in metres."""
        return self.to_m - self.from_m


class Band(NamedTuple):
    """How far the drawn line may be from the true one along a stretch."""

    from_m: float
    to_m: float
    within_m: float


class Steps:
    """A number along a line: the greatest of the parts there, ends included."""

    def __init__(
        self, parts: Sequence[tuple[float, float, float]], default: float, vertex_m: NDArray[Any]
    ) -> None:
        self._breaks = np.unique([end for part in parts for end in part[:2]])
        # At odd places the number at a break, at even ones that between two.
        self._numbers = np.full(2 * len(self._breaks) + 1, default)
        for from_m, to_m, number in parts:
            first, last = self._place(np.array([from_m, to_m]))
            held = self._numbers[first : last + 1]
            np.maximum(held, number, out=held)
        place = self._place(vertex_m)
        same = place[:-1] == place[1:]
        self._by_segment = np.where(same, self._numbers[place[:-1]], np.nan)

    def _place(self, along_m: NDArray[np.float64]) -> NDArray[np.int64]:
        after = np.searchsorted(self._breaks, along_m, side="right")
        return np.asarray(after + np.searchsorted(self._breaks, along_m))

    def at(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the numbers at chainages, in metres."""
        return np.asarray(self._numbers[self._place(along_m)])

    def near(self, found: NearestOnLine) -> NDArray[np.float64]:
        """Return the numbers at feet: by segment, or where they change in one by chainage."""
        numbers = self._by_segment[found.segment]
        changing = np.flatnonzero(np.isnan(numbers))
        numbers[changing] = self.at(found.along_m[changing])
        return numbers
