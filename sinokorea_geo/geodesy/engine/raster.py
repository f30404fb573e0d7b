"""Decide a corridor cell by cell: most points follow from the cell they lie in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine.arithmetic import GREATEST_RADIUS_M, LEAST_RADIUS_M, FloatArray
from sinokorea_geo.geodesy.engine.threads import in_blocks

__all__ = ["OUTSIDE", "UNDECIDED", "Raster", "cell_grid", "corridor_raster"]

OUTSIDE: Final = 0
INSIDE: Final = 1
UNDECIDED: Final = 2

# A raster of so many bytes stays in the caches of most processors.
_CELLS: Final = 1 << 18
_COARSE: Final = 8
_MARGIN_M: Final = 1e-3
# So near to a pole, or that wide, a raster in longitude and latitude would not pay.
_HIGHEST_LAT: Final = 80.0


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Cells in longitude and latitude, and what is known of each."""

    west: float
    south: float
    per_lon: float
    per_lat: float
    cells: NDArray[np.generic]

    def look_up(self, lon: FloatArray, lat: FloatArray) -> tuple[NDArray[np.generic], bool]:
        """Look up what is known of the cell of each point."""
        from sinokorea_geo.geodesy.engine.point_kernels import raster_kernel

        lon, lat = np.ascontiguousarray(lon), np.ascontiguousarray(lat)
        found = np.empty(len(lon), dtype=self.cells.dtype)
        bad: list[int] = []

        def work(first: int, last: int) -> None:
            if not raster_kernel(
                lon, lat, first, last,
                self.west, self.south, self.per_lon, self.per_lat, self.cells, found,
            ):  # fmt: skip
                bad.append(first)

        in_blocks(len(lon), work, block=1 << 17)
        return found, not bad


def cell_grid(
    bounds: tuple[float, float, float, float], cells: int, multiple: int
) -> tuple[int, int]:
    """Compute columns and rows of about square cells."""
    west, south, east, north = bounds
    squeeze = np.cos(np.radians((south + north) / 2.0))
    wide, high = (east - west) * squeeze, north - south
    columns = np.sqrt(cells * wide / high)
    return (
        multiple * max(1, round(columns / multiple)),
        multiple * max(1, round(cells / columns / multiple)),
    )


def corridor_raster(
    bounds: tuple[float, float, float, float] | None,
    width_m: float,
    distance: Callable[[FloatArray, FloatArray], FloatArray],
) -> Raster | None:
    """Decide the cells of a corridor round what lies in bounds; None if that would not pay."""
    if bounds is None or width_m < 1.0:
        return None
    west, south, east, north = bounds
    reach = np.degrees(width_m / LEAST_RADIUS_M) * 1.001 + 1e-6
    south, north = south - reach, north + reach
    if max(-south, north) > _HIGHEST_LAT:
        return None
    aside = reach / np.cos(np.radians(max(-south, north)))
    west, east = west - aside, east + aside
    if west < -180.0 or east > 180.0:
        return None
    columns, rows = cell_grid((west, south, east, north), _CELLS, _COARSE)
    step_x, step_y = (east - west) / columns, (north - south) / rows

    def decided(i: NDArray[np.int64], j: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
        x, y = west + (i + 0.5 * size) * step_x, south + (j + 0.5 * size) * step_y
        half_x, half_y = np.radians(0.5 * size * step_x), np.radians(0.5 * size * step_y)
        widest = np.cos(np.maximum(np.abs(np.radians(y)) - half_y, 0.0))
        # Along the parallel, and then along the meridian, nothing is farther than both.
        radius = GREATEST_RADIUS_M * np.hypot(half_x * widest, half_y) * 1.01 + _MARGIN_M
        away = distance(x, y)
        result = np.full(len(x), UNDECIDED, dtype=np.uint8)
        result[away + radius < width_m] = INSIDE
        result[away - radius > width_m] = OUTSIDE
        return result

    j, i = (axis.ravel() for axis in np.mgrid[0:rows:_COARSE, 0:columns:_COARSE])
    coarse = decided(i, j, _COARSE)
    cells = np.repeat(
        np.repeat(coarse.reshape(rows // _COARSE, columns // _COARSE), _COARSE, 0), _COARSE, 1
    )
    j, i = np.nonzero(cells == UNDECIDED)
    cells[j, i] = decided(i, j, 1)
    # A rim that stands for all the rest.
    return Raster(west - step_x, south - step_y, 1.0 / step_x, 1.0 / step_y, np.pad(cells, 1))
