"""The loop over points for zones; see :mod:`sinokorea_geo.geodesy.engine.zone_raster`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

__all__ = ["zone_kernel"]

# Of what this module compiles along; a test knows it. Numba looks only at this file to tell
# whether the code it has kept is out of date.
_BUILT_ON: Final = "e3b0c44298fc1c14"

_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "cache": True, "error_model": "numpy"}
# Squared degrees: 10 µm for ends of pieces beside a line.
_END: Final = 1e-10 * 1e-10
_OPEN: Final = 3
# As OTHER_PLACE.
_OTHER_X: Final = 0.29
_OTHER_Y: Final = 0.83


@njit(**_OPTIONS)
def _crossed(x, y, to_x, to_y, x1, y1, x2, y2, near):
    """Whether the way to the centre crosses a piece: 0 or 1, or 2 if that is doubtful."""
    dx, dy, ex, ey = x2 - x1, y2 - y1, to_x - x, to_y - y
    here = dx * (y - y1) - dy * (x - x1)
    there = dx * (to_y - y1) - dy * (to_x - x1)
    one = ex * (y1 - y) - ey * (x1 - x)
    other = ex * (y2 - y) - ey * (x2 - x)
    length, way = dx * dx + dy * dy, ex * ex + ey * ey
    along = (x - x1) * dx + (y - y1) * dy
    reach = np.sqrt(length * near) * 1.0000001
    # Near the piece itself, or near its end.
    if here * here <= length * near and -reach <= along <= length + reach:
        return 2
    if min(here, there) > 0.0 or max(here, there) < 0.0:
        return 0
    if one * one <= way * _END or other * other <= way * _END:
        return 2
    return 1 if (one > 0.0) != (other > 0.0) else 0


@njit(**_OPTIONS)
def zone_kernel(
    lon, lat, first, last, west, south, per_lon, per_lat, cells,
    plain, starts, entries, offsets, listed, pieces, zone, count,
):  # fmt: skip
    """First zone of each point and in how many it is; a count of 3 where that is doubtful."""
    rows, columns = cells.shape
    for k in range(first, last):
        zone[k], count[k] = -1, 0
        u, v = (lon[k] - west) * per_lon, (lat[k] - south) * per_lat
        if not (u >= 0.0 and v >= 0.0 and u < columns and v < rows):
            continue
        i, j = int(u), int(v)
        code = cells[j, i]
        if code <= 0:
            zone[k], count[k] = -1 - code, code < 0
            continue
        if plain[code, 0] != -2:
            zone[k], count[k] = plain[code, 0], plain[code, 1]
            continue
        found, times = -1, 0
        for e in range(starts[code], starts[code + 1]):
            state, at_x, at_y = entries[e, 1], 0.5, 0.5
            if state >= 4:
                state, at_x, at_y = state - 4, _OTHER_X, _OTHER_Y
            to_x, to_y = west + (i + at_x) / per_lon, south + (j + at_y) / per_lat
            for m in range(offsets[e], offsets[e] + entries[e, 2]):
                if state == 2:
                    break
                p = listed[m]
                crossed = _crossed(
                    lon[k], lat[k], to_x, to_y,
                    pieces[p, 0], pieces[p, 1], pieces[p, 2], pieces[p, 3], pieces[p, 4],
                )  # fmt: skip
                state = 2 if crossed == 2 else state ^ crossed
            if state == 2:
                times = _OPEN
                break
            if state == 1:
                found = entries[e, 0] if times == 0 else found
                times = min(times + 1, 2)
        zone[k], count[k] = found, times
