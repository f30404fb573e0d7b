"""Toy borders used by several tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def wiggly(
    vertices: int = 500, *, seed: int = 7, lon: float = 124.0, lat: float = 40.0
) -> NDArray[np.float64]:
    """A river-like line, some 1.2 km a step, bending and doubling back as rivers do."""
    rng = np.random.default_rng(seed)
    bend = np.cumsum(rng.normal(0.0, 0.35, vertices - 1))
    heading = np.radians(60.0) + 1.2 * np.sin(bend)
    step = rng.uniform(0.2, 2.0, vertices - 1)
    east = np.concatenate(([0.0], np.cumsum(step * np.sin(heading)))) / 85.0
    north = np.concatenate(([0.0], np.cumsum(step * np.cos(heading)))) / 111.0
    return np.column_stack((lon + east, lat + north))
