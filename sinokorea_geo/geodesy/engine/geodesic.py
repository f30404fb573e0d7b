"""The two geodesic problems on bare arrays, and chord bounds derived from curvature.

Nothing here checks its input: callers have passed it through
:mod:`sinokorea_geo.geodesy.checks`. Arrays are one-dimensional and of equal length unless
a function says otherwise.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from sinokorea_geo.geodesy.engine import arithmetic
from sinokorea_geo.geodesy.engine.threads import in_blocks
from sinokorea_geo.geodesy.engine.tolerances import PAIR_SQUARE

__all__ = [
    "GEOD",
    "HALF_TURN_M",
    "MEAN_RADIUS_M",
    "FloatArray",
    "IntArray",
    "chord_at_most",
    "direct",
    "ecef",
    "exact_distance",
    "inverse",
    "least_chord",
    "rival_chord",
    "symmetric_distance",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

GEOD: Final = Geod(ellps="WGS84")

MEAN_RADIUS_M: Final = 6_371_008.8

# From so many on compiled code is worth its loading.
_MANY: Final = 2_000
_EXACT_AT_ONCE: Final = 1 << 16

# No two points of WGS 84 are farther apart than half a meridian (20,003,931.46 m).
HALF_TURN_M: Final = 20_003_932.0

# Every normal section of the ellipsoid has a radius of curvature between b²/a (north–south
# at the equator) and a²/b (any direction at a pole).
_LEAST_RADIUS_M: Final = GEOD.b**2 / GEOD.a
_GREATEST_RADIUS_M: Final = GEOD.a**2 / GEOD.b


def inverse(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve the inverse problem: the shortest geodesic between points.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        Degrees, WGS 84.

    Returns
    -------
    azimuth1, azimuth2, distance : (n,) ndarray of float64
        Degrees clockwise from north, both in the direction of travel from 1 to 2, and metres.
    """
    azimuth1, azimuth2, distance = GEOD.inv(lon1, lat1, lon2, lat2, return_back_azimuth=False)
    return azimuth1, azimuth2, distance


def direct(
    lon: FloatArray, lat: FloatArray, azimuth: FloatArray, distance: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Solve the direct problem: where a geodesic leads.

    Parameters
    ----------
    lon, lat, azimuth : (n,) ndarray of float64
        Degrees, WGS 84; azimuth clockwise from north.
    distance : (n,) ndarray of float64
        Metres.

    Returns
    -------
    lon, lat, azimuth : (n,) ndarray of float64
        Degrees; the azimuth is that of travel on arrival.
    """
    lon2, lat2, azimuth2 = GEOD.fwd(lon, lat, azimuth, distance, return_back_azimuth=False)
    return lon2, lat2, azimuth2


def symmetric_distance(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Distance that does not change, to the last bit, when the ends are exchanged.

    Up to 2,200 km from the series, within 0.1 µm, and beyond from Karney's solution. Every
    distance of points that this package gives is this one.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : (n,) or () ndarray of float64
        Degrees, WGS 84.

    Returns
    -------
    (n,) or () ndarray of float64
        Metres.
    """
    if lon1.size >= _MANY:
        return _many_distances(lon1, lat1, lon2, lat2)
    one = arithmetic.xyz_m(*arithmetic.sin_cos_deg(lon1), *arithmetic.sin_cos_deg(lat1))
    other = arithmetic.xyz_m(*arithmetic.sin_cos_deg(lon2), *arithmetic.sin_cos_deg(lat2))
    dx, dy, dz = (b - a for a, b in zip(one, other, strict=True))
    far = np.flatnonzero(dx * dx + dy * dy + dz * dz > PAIR_SQUARE)
    # Written over below where it does not hold.
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = np.asarray(arithmetic.arc_m(*one, *other))
    if len(far):
        flat = distance.ravel()
        flat[far] = exact_distance(*(np.ravel(axis)[far] for axis in (lon1, lat1, lon2, lat2)))
        distance = flat.reshape(distance.shape)
    return distance


def _many_distances(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Do the same by compiled code, to the same last bit."""
    from sinokorea_geo.geodesy.engine.point_kernels import pairs_kernel

    ends = [np.ascontiguousarray(axis) for axis in (lon1, lat1, lon2, lat2)]
    distance = np.empty(len(lon1))
    in_blocks(len(lon1), lambda first, last: pairs_kernel(*ends, first, last, distance))
    far = np.flatnonzero(distance < 0.0)
    for first in range(0, len(far), _EXACT_AT_ONCE):
        rows = far[first : first + _EXACT_AT_ONCE]
        distance[rows] = exact_distance(*(axis[rows] for axis in ends))
    return distance


def exact_distance(
    lon1: FloatArray, lat1: FloatArray, lon2: FloatArray, lat2: FloatArray
) -> FloatArray:
    """Karney's distance, the same to the last bit when the ends are exchanged.

    Parameters
    ----------
    lon1, lat1, lon2, lat2 : (n,) ndarray of float64
        Degrees, WGS 84.

    Returns
    -------
    (n,) ndarray of float64
        Metres.
    """
    # Fixed here, the order of the ends makes no difference, whatever the solver makes of it.
    swap = (lon2 < lon1) | ((lon2 == lon1) & (lat2 < lat1))
    first_lon, first_lat = np.where(swap, lon2, lon1), np.where(swap, lat2, lat1)
    last_lon, last_lat = np.where(swap, lon1, lon2), np.where(swap, lat1, lat2)
    return inverse(first_lon, first_lat, last_lon, last_lat)[2]


def ecef(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Earth-centred, Earth-fixed coordinates of points on the ellipsoid.

    Parameters
    ----------
    lon, lat : (...) ndarray of float64
        Degrees, WGS 84.

    Returns
    -------
    (..., 3) ndarray of float64
        Metres: x towards 0° E on the equator, y towards 90° E, z towards the north pole.
    """
    lam, phi = np.radians(lon), np.radians(lat)
    sin_phi, cos_phi = np.sin(phi), np.cos(phi)
    prime_vertical = GEOD.a / np.sqrt(1.0 - GEOD.es * sin_phi**2)
    return np.stack(
        (
            prime_vertical * cos_phi * np.cos(lam),
            prime_vertical * cos_phi * np.sin(lam),
            prime_vertical * (1.0 - GEOD.es) * sin_phi,
        ),
        axis=-1,
    )


def chord_at_most(distance: FloatArray) -> FloatArray:
    r"""Longest straight line two points can have between them at a geodesic distance.

    Let u = c²/2 along a geodesic of curvature κ ≥ 1/R₂, R₂ being the greatest radius of
    curvature. The ellipsoid lies inside the ball of radius R₂ that touches it from outside
    at any of its points (Blaschke), which gives u″ ≤ 1 - u/R₂², and by Sturm comparison
    c ≤ 2 R₂ sin(s / 2R₂) for s ≤ π R₂, which is more than half a turn of WGS 84.

    Parameters
    ----------
    distance : (...) ndarray of float64
        Geodesic distance in metres, at most half a turn.

    Returns
    -------
    (...) ndarray of float64
        Metres.
    """
    turned = np.minimum(distance, HALF_TURN_M) / (2.0 * _GREATEST_RADIUS_M)
    return np.asarray(2.0 * _GREATEST_RADIUS_M * np.sin(turned))


def least_chord(distance: float) -> float:
    """Shortest straight line two points can have between them at a geodesic distance.

    By the theorem of Schur cited for :func:`rival_chord`: whatever has a shorter chord is
    nearer.

    Parameters
    ----------
    distance : float
        Metres, up to 19,900 km.

    Returns
    -------
    float
        Metres.
    """
    return float(2.0 * _LEAST_RADIUS_M * np.sin(distance / (2.0 * _LEAST_RADIUS_M)))


def rival_chord(chord: FloatArray) -> FloatArray:
    """Longest chord of a point that may still be no farther off than one with this chord.

    A curve whose curvature nowhere exceeds that of a circle of the least radius R₁ has a
    chord no shorter than an arc of that circle of equal length (Schur's theorem), so that
    s ≤ 2 R₁ asin(c / 2R₁); :func:`chord_at_most` then bounds the chord of any rival.

    Parameters
    ----------
    chord : (...) ndarray of float64
        Metres.

    Returns
    -------
    (...) ndarray of float64
        Metres, a little more than `chord`: 0.02 m more at 100 km, 20 m at 1,000 km.
    """
    ratio = chord / (2.0 * _LEAST_RADIUS_M)
    # Past a half turn of that circle (19,903 km) its chord shrinks again, to no less than
    # 0.9999 of the diameter within half a turn of the Earth: there the bound says nothing.
    told = ratio < 0.9999
    farthest = 2.0 * _LEAST_RADIUS_M * np.arcsin(np.where(told, ratio, 1.0))
    return chord_at_most(np.where(told, farthest, HALF_TURN_M))
