"""Measure distances of points pair by pair, by NumPy or by compiled code."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sinokorea_geo.geodesy.engine.arithmetic import (
    PAIR_SQUARE,
    FloatArray,
    arc_m,
    sin_cos_deg,
    xyz_m,
)
from sinokorea_geo.geodesy.engine.compiling import in_blocks, worth_compiling
from sinokorea_geo.geodesy.engine.geodesic import exact_distance

__all__ = ["positions", "symmetric_distance"]

_EXACT_AT_ONCE: Final = 1 << 16


def symmetric_distance(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Measure every distance of points that this package gives, the same if the ends are exchanged.

    Up to 2,200 km from the series, within 0.1 µm, and beyond from Karney's solution.
    """
    ends = [np.ascontiguousarray(axis) for axis in (lon1, lat1, lon2, lat2)]
    if worth_compiling(len(lon1), _kernels):
        (pairs_kernel,) = _kernels()
        distance = np.empty(len(lon1))
        in_blocks(len(lon1), lambda first, last: pairs_kernel(*ends, first, last, distance))
        far = np.flatnonzero(distance < 0.0)
    else:
        one, other = positions(*ends[:2]), positions(*ends[2:])
        dx, dy, dz = other - one
        far = np.flatnonzero(dx * dx + dy * dy + dz * dz > PAIR_SQUARE)
        # Written over below where it does not hold.
        with np.errstate(invalid="ignore", divide="ignore"):
            distance = np.asarray(arc_m(*one, *other))
    for first in range(0, len(far), _EXACT_AT_ONCE):
        rows = far[first : first + _EXACT_AT_ONCE]
        distance[rows] = exact_distance(*(axis[rows] for axis in ends))
    return distance


def positions(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Convert degrees to Earth-centred metres, (3, n)."""
    return np.stack(xyz_m(*sin_cos_deg(lon), *sin_cos_deg(lat)))


def _kernels() -> tuple[Any, ...]:
    from sinokorea_geo.geodesy.engine.point_kernels import pairs_kernel

    return (pairs_kernel,)
