"""The exact foot of a point on a geodesic edge."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.geodesy.engine.edges import EdgeSet
from sinokorea_geo.geodesy.engine.geodesic import MEAN_RADIUS_M, FloatArray, IntArray, inverse

__all__ = ["TIE_M", "Feet", "foot_on_edges", "joined_feet"]

# Two distances closer than this are the same: the inverse solution is good to 15 nm.
TIE_M: Final = 1e-7
# A foot is found when the next step would be shorter, or gain less, than this.
_LEAST_STEP_M: Final = 1e-8
_LEAST_GAIN_M: Final = 1e-18
_MOST_STEPS: Final = 30
# A little less than a quarter of a meridian, from where on distances may have humps.
_HUMP_M: Final = 9_900_000.0


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """Where on an edge each point is nearest to it.

    Attributes
    ----------
    edge : (n,) ndarray of int64
        Number of the edge.
    offset_m : (n,) ndarray of float64
        Metres from the start of the edge, exactly 0 or the edge's length at its ends.
    distance_m : (n,) ndarray of float64
        Metres from the point to its foot.
    bearing_deg : (n,) ndarray of float64
        Direction of the edge at the foot, degrees clockwise from north.
    towards_deg : (n,) ndarray of float64
        Direction from the foot to the point; without meaning where the two coincide.
    """

    edge: IntArray
    offset_m: FloatArray
    distance_m: FloatArray
    bearing_deg: FloatArray
    towards_deg: FloatArray

    def take(self, rows: IntArray | NDArray[np.bool_]) -> Feet:
        """Select some of the feet.

        Parameters
        ----------
        rows : (m,) ndarray of int64 or (n,) ndarray of bool
            Which ones.

        Returns
        -------
        Feet
            Those.
        """
        return Feet(*(getattr(self, field.name)[rows] for field in fields(self)))


def joined_feet(parts: list[Feet]) -> Feet:
    """Feet of several batches, one after the other.

    Parameters
    ----------
    parts : list of Feet
        At least one.

    Returns
    -------
    Feet
        All of them.
    """
    names = [field.name for field in fields(Feet)]
    return Feet(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def foot_on_edges(
    edges: EdgeSet,
    lon: FloatArray,
    lat: FloatArray,
    edge: IntArray,
    *,
    low_m: FloatArray,
    high_m: FloatArray,
    guess_m: FloatArray,
) -> Feet:
    """Find the point of a stretch of an edge that is nearest to a point.

    Each step solves the geodesic from the current foot to the point and moves the foot as if
    the rest were spherical, which leaves a hundredth of the error or less (Karney's
    interception by projection does the same).

    Parameters
    ----------
    edges : EdgeSet
        The edges.
    lon, lat : (n,) ndarray of float64
        Degrees.
    edge : (n,) ndarray of int64
        The edge to look at for each point.
    low_m, high_m : (n,) ndarray of float64
        Stretch of the edge to look at, metres from its start.
    guess_m : (n,) ndarray of float64
        Where to begin, within the stretch.

    Returns
    -------
    Feet
        One a point, good to a micrometre.
    """
    offset = guess_m.astype(np.float64)
    distance, bearing, towards = (np.empty(len(lon)) for _ in range(3))
    busy = np.arange(len(lon))
    for _ in range(_MOST_STEPS):
        foot_lon, foot_lat, bearing[busy] = edges.position(edge[busy], offset[busy])
        towards[busy], _, distance[busy] = inverse(foot_lon, foot_lat, lon[busy], lat[busy])
        angle = distance[busy] / MEAN_RADIUS_M
        ahead = np.cos(np.radians(towards[busy] - bearing[busy]))
        step = MEAN_RADIUS_M * np.arctan2(np.sin(angle) * ahead, np.cos(angle))
        moved = np.clip(offset[busy] + step, low_m[busy], high_m[busy])
        # A step that gains nothing is rounding: from a pole all of the equator is equally far.
        gains = np.abs(step * ahead) > _LEAST_GAIN_M
        far = (np.abs(moved - offset[busy]) > _LEAST_STEP_M) & gains
        busy, moved = busy[far], moved[far]
        if not len(busy):
            break
        offset[busy] = moved
    feet = Feet(edge, offset, distance, bearing, towards)
    for end_m in (low_m, high_m):
        _try_far_end(edges, feet, lon, lat, end_m)
    return feet


def _try_far_end(
    edges: EdgeSet, feet: Feet, lon: FloatArray, lat: FloatArray, end_m: FloatArray
) -> None:
    """Past a quarter of the Earth distances rise to a hump between the ends of a stretch."""
    rows = np.flatnonzero(feet.distance_m > _HUMP_M)
    if not len(rows):
        return
    edge, offset = feet.edge[rows], end_m[rows]
    end_lon, end_lat, bearing = edges.position(edge, offset)
    towards, _, distance = inverse(end_lon, end_lat, lon[rows], lat[rows])
    nearer = distance < feet.distance_m[rows] - TIE_M
    rows = rows[nearer]
    feet.offset_m[rows], feet.distance_m[rows] = offset[nearer], distance[nearer]
    feet.bearing_deg[rows], feet.towards_deg[rows] = bearing[nearer], towards[nearer]
