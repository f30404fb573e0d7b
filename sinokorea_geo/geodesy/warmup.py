"""Compile ahead of time what would else be compiled when first needed."""

import numpy as np
import shapely

from sinokorea_geo.geodesy.buffer import geodesic_buffer
from sinokorea_geo.geodesy.ellipsoid import distance_m
from sinokorea_geo.geodesy.nearest import PolylineIndex
from sinokorea_geo.geodesy.pairs import distance_matrix, nearest_points
from sinokorea_geo.geodesy.zones import ZoneIndex


def compile_ahead() -> None:
    """Compile everything that is compiled, once for this machine and this version.

    Takes some ten seconds, or one if it was done before. Compiled code is kept beside the
    package, or in Numba's cache directory where that cannot be written. Without this call the
    first question about more than 50,000 points waits for the compiler; nothing else changes.
    """
    many = np.zeros(100_000)
    index = PolylineIndex([0, 1, 1], [0, 0, 1])
    index.prepare()
    index.within(many, many, 1e5)
    steps = np.arange(1_500)
    geodesic_buffer(shapely.LineString(np.column_stack((steps / 1e3, steps % 2 / 1e3))), 10.0)
    distance_m(many, many, many, many)
    distance_matrix(many[:200], many[:200], many[:200], many[:200])
    nearest_points(many, many, [0, 1], [0, 1])
    ZoneIndex([shapely.box(0, 0, 1, 1)]).first(many, many)
