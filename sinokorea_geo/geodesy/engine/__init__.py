"""Find nearest segments of lines in compiled code: the one door, which only geodesy uses."""

from typing import Any

from sinokorea_geo.geodesy.engine.arithmetic import (
    A_M,
    B_M,
    MEAN_RADIUS_M,
    ON_LINE_M,
    FloatArray,
    IntArray,
)
from sinokorea_geo.geodesy.engine.compiling import in_blocks, worth_compiling
from sinokorea_geo.geodesy.engine.geodesic import (
    GEOD,
    EdgeSet,
    direct,
    ecef,
    edges_of,
    exact_distance,
    inverse,
    lonlat,
    paths,
    polygons,
    rival_chord,
)
from sinokorea_geo.geodesy.engine.offset import raw_outline
from sinokorea_geo.geodesy.engine.raster import (
    UNDECIDED,
    Raster,
    ZoneTable,
    corridor_raster,
    doubts_deg,
    zone_table,
)
from sinokorea_geo.geodesy.engine.search import EdgeIndex, Feet, foot_on_edges
from sinokorea_geo.geodesy.engine.segments import (
    NearestOnLine,
    empty_answer,
    grid_of,
    packed,
    positions,
    room_of,
    symmetric_distance,
)


def kernels(*names: str) -> tuple[Any, ...]:
    """Import compiled functions when they are first needed, as Numba takes long to load."""
    from sinokorea_geo.geodesy.engine import grid_kernels, line_kernels, point_kernels

    held = vars(line_kernels) | vars(grid_kernels) | vars(point_kernels)
    return tuple(held[f"{name}_kernel"] for name in names)
