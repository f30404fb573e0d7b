"""All jobs by name."""

from __future__ import annotations

from collections.abc import Callable

from jobs_lines import buffer, corridor, distance
from jobs_points import matrix, nearest, zones
from jobs_public import public
from jobs_tables import tables
from jobs_waits import loading, scaling
from measure import Row
from scene import Scene

JOBS: dict[str, Callable[[Scene], list[Row]]] = {
    "1 distance": distance,
    "2 corridor": corridor,
    "3 nearest": nearest,
    "4 zones": zones,
    "5 matrix": matrix,
    "6 polygon": buffer,
    "7 loading": loading,
    "8 scaling": scaling,
    "9 public names": public,
    "10 tables": tables,
}

__all__ = ["JOBS", "Scene"]
