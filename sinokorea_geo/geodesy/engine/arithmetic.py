"""Arithmetic of the engine: positions, and distances between them, without iteration.

Every function here uses nothing but + - × ÷ and the square root, which IEEE 754 rounds the same
way everywhere, and takes numbers and arrays alike. They run under NumPy as they stand and are
compiled by :mod:`sinokorea_geo.geodesy.engine.line_kernels`; either way every bit of a result is
the same.
Therefore there are no branches in here, no calls of a mathematical library, and none of one
function by another.

A distance is found in three steps. Let X₁, X₂ be Earth-centred positions.

1. Scaled by 1/a, 1/a, 1/b the ellipsoid becomes a sphere of radius 1. The plane through X₁, X₂
   and the Earth's centre cuts it in a great circle, on which they are θ apart, 2 sin(θ/2) being
   the scaled chord. On the ellipsoid that is an arc of an ellipse, with the parameter t in ±h,
   h = θ/2, and the speed a √(1 − e² y), y = (D cos t − S sin t)², where S and D follow from the
   heights of X₁, X₂ above the equator.
2. The length of the arc is a θ times the mean of that speed, which follows from the mean, the
   variance and the third moment of y to 10⁻¹³.
3. The arc is longer than the geodesic. The acceleration in t is −X, hence its geodesic
   curvature is k = p (1/b² − 1/a²) w z / v³, with p the distance of the tangent plane from the
   centre, w the third component of X₁ × X₂ / sin θ and v the speed. To second order the excess
   is ½ ∫ k g, g solving g″ + K g = −k with zero ends. For z = b (S cos t + D sin t) and K = 1 in
   units of the mean radius that is, for S, ¼ (h tan h (h + ½ sin 2h) + ½ h cos 2h − ¼ sin 2h) =
   h³/3 + h⁵/15 + …, and for D, ¼ (¼ sin 2h − ½ h cos 2h − h cot h (h − ½ sin 2h)) =
   h⁵/45 − h⁷/945 + …. How K, p and v vary along the arc is taken to the first order of e².

Against Karney's solution the whole is off by 4 nm at any distance up to 300 km, which is the
rounding of Earth-centred coordinates, and by 0.04 µm at 2,000 km.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

__all__ = ["arc_m", "chord_foot", "cubic", "on_piece", "refined_foot", "sin_cos_deg", "xyz_m"]

_A: Final = 6378137.0
_F: Final = 1.0 / 298.257223563
_B: Final = _A * (1.0 - _F)
_ES: Final = _F * (2.0 - _F)
_ES2: Final = _ES * _ES / 8.0
_ES3: Final = _ES * _ES * _ES / 4725.0
_SECOND: Final = _ES / (1.0 - _ES)
_INV_A2: Final = 1.0 / (_A * _A)
_INV_B2: Final = 1.0 / (_B * _B)
_INV_B: Final = 1.0 / _B
_H: Final = _INV_B2 - _INV_A2
_RAD: Final = np.pi / 180.0
# Added and taken away again, it rounds to a whole number.
_ROUND: Final = 6755399441055744.0
_PULL: Final = _ES * _INV_A2 / 6.0
# Closer than this two points are one. Earth-centred metres are rounded to 1 nm, feet on a line
# are found to 6 nm; without it a point on a line would be some nanometres away from it.
_SAME_M: Final = 2e-8


def sin_cos_deg(angle: Any) -> tuple[Any, Any]:
    """Sine and cosine of degrees from −180 to 180, exact at multiples of 90.

    Parameters
    ----------
    angle : float or ndarray of float64
        Degrees.

    Returns
    -------
    sine, cosine : float or ndarray of float64
        Good to the last bit but one.
    """
    quarter = (angle * (1.0 / 90.0) + _ROUND) - _ROUND
    x = (angle - 90.0 * quarter) * _RAD
    z = x * x
    # Minimax polynomials on ±π/4, as in the Cephes library.
    sine = 1.58962301576546568060e-10 * z - 2.50507477628578072866e-8
    sine = (sine * z + 2.75573136213857245213e-6) * z - 1.98412698295895385996e-4
    sine = (sine * z + 8.33333333332211858878e-3) * z - 1.66666666666666307295e-1
    sine = x + x * (z * sine)
    cosine = 2.08757008419747316778e-9 - 1.13585365213876817300e-11 * z
    cosine = (cosine * z - 2.75573141792967388112e-7) * z + 2.48015872888517045348e-5
    cosine = (cosine * z - 1.38888888888730564116e-3) * z + 4.16666666666665929218e-2
    cosine = (1.0 - 0.5 * z) + (z * z) * cosine
    # Of the quarter turn, which is −2 to 2: cosine 1, 0, −1, and sine 0, ±1, 0.
    turn_cos = 1.0 - np.abs(quarter)
    turn_sin = quarter * (2.0 - np.abs(quarter))
    return sine * turn_cos + cosine * turn_sin, cosine * turn_cos - sine * turn_sin


def xyz_m(sin_lon: Any, cos_lon: Any, sin_lat: Any, cos_lat: Any) -> tuple[Any, Any, Any]:
    """Earth-centred position of a point on the ellipsoid.

    Parameters
    ----------
    sin_lon, cos_lon, sin_lat, cos_lat : float or ndarray of float64
        From :func:`sin_cos_deg`.

    Returns
    -------
    x, y, z : float or ndarray of float64
        Metres.
    """
    vertical = _A / np.sqrt(1.0 - _ES * (sin_lat * sin_lat))
    out = vertical * cos_lat
    return out * cos_lon, out * sin_lon, vertical * (1.0 - _ES) * sin_lat


def arc_m(x1: Any, y1: Any, z1: Any, x2: Any, y2: Any, z2: Any) -> Any:
    """Geodesic distance of two points on the ellipsoid that are at most 2,200 km apart.

    Parameters
    ----------
    x1, y1, z1, x2, y2, z2 : float or ndarray of float64
        Earth-centred metres.

    Returns
    -------
    float or ndarray of float64
        Metres; the same to the last bit if the points are exchanged. Below 20 nm exactly 0.
    """
    dx, dy, dz = x2 - x1, y2 - y1, z2 - z1
    q = 0.25 * ((dx * dx + dy * dy) * _INV_A2 + (dz * dz) * _INV_B2)
    x = np.sqrt(q)
    # Nothing but a guard for points that coincide.
    divisor = q + 1e-300
    # Arc sine: for chords of up to 2,200 km q is at most 0.033.
    half = q * (231.0 / 13312.0 + q * (143.0 / 10240.0 + q * (6435.0 / 557056.0)))
    half = (35.0 / 1152.0 + q * (63.0 / 2816.0 + half)) * q
    half = (((half + 5.0 / 112.0) * q + 3.0 / 40.0) * q + 1.0 / 6.0) * q
    half = x + x * half
    h2 = half * half
    cos2 = 1.0 - q
    rise = z2 + z1
    s2 = (0.25 * _INV_B2) * (rise * rise) / cos2
    d2 = (0.25 * _INV_B2) * (dz * dz) / divisor
    # Means of sin² t and of sin⁴ t.
    m2 = h2 * (2.0 / 315.0 - h2 * (1.0 / 2835.0 - h2 * (2.0 / 155925.0)))
    m2 = h2 * (1.0 / 3.0 - h2 * (1.0 / 15.0 - m2))
    m4 = h2 * (1.0 / 45.0 - h2 * (34.0 / 10395.0 - h2 * (62.0 / 184275.0)))
    m4 = (h2 * h2) * (0.2 - h2 * (2.0 / 21.0 - m4))
    mean = d2 * (1.0 - m2) + s2 * m2
    square = (d2 * d2) * (1.0 - 2.0 * m2 + m4) + (s2 * s2) * m4 + 6.0 * (d2 * s2) * (m2 - m4)
    speed2 = 1.0 - _ES * mean
    speed = np.sqrt(speed2)
    # The third moment.
    ds, less = d2 * s2, s2 - d2
    third = ds * (315.0 - 465.0 * h2) + 5.0 * h2 * (d2 * d2 + ds + s2 * s2)
    third = less * third * (h2 * h2)
    cube = speed2 * speed
    ellipse = (2.0 * _A) * half * (speed - _ES2 * (square - mean * mean) / cube - _ES3 * third)
    # The excess over the geodesic.
    w = x1 * y2 - y1 * x2
    y = (0.25 * _SECOND * _INV_B2) * (rise * rise)
    p2 = 1.0 - y * (1.0 - y)
    common = (_H * _H * _B * _B / _A * 0.25) * p2 * (w * w) / (divisor * cos2)
    h3 = half * h2
    # What K, p and v vary adds, to the first order of e² and the second of h. With the speed
    # the middle of the arc is not at t = 0, but at e² D S h² / 2.
    less = _ES * h2 * (0.4 * (1.0 - 2.0 * s2 - d2) - 1.2 * s2 - 0.6 * d2)
    k0 = 1.0 / 15.0 + h2 * (11.0 / 315.0 + h2 * (38.0 / 2835.0))
    k0 = (s2 * h3) * (1.0 / 3.0 + h2 * k0) * (1.0 + less)
    k1 = 1.0 / 45.0 - h2 * (1.0 / 945.0 - h2 * (2.0 / 14175.0))
    k1 = (d2 * h3) * h2 * k1 * (1.0 - 8.0 * _ES * s2)
    distance = ellipse - common * (k0 + k1) / cube
    return distance * (distance > _SAME_M)


def chord_foot(
    x: Any, y: Any, z: Any, sx: Any, sy: Any, sz: Any, cx: Any, cy: Any, cz: Any, per: Any
) -> tuple[Any, Any]:
    """Foot of a point on the chord of a piece.

    Parameters
    ----------
    x, y, z : float or ndarray of float64
        The point, Earth-centred metres.
    sx, sy, sz, cx, cy, cz : float or ndarray of float64
        Start of the chord, and from there to its end.
    per : float or ndarray of float64
        One over the square of its length.

    Returns
    -------
    share, square : float or ndarray of float64
        How far along the chord, 0 to 1; square of the distance, m².
    """
    ax, ay, az = x - sx, y - sy, z - sz
    share = (ax * cx + ay * cy + az * cz) * per
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    ax, ay, az = ax - share * cx, ay - share * cy, az - share * cz
    return share, ax * ax + ay * ay + az * az


def refined_foot(
    share: Any,
    x: Any,
    y: Any,
    z: Any,
    sx: Any,
    sy: Any,
    sz: Any,
    cx: Any,
    cy: Any,
    cz: Any,
    length: Any,
    bx: Any,
    by: Any,
    bz: Any,
) -> Any:
    """Foot on the geodesic, a Newton step from that on its chord.

    The piece is chord + ½ L t (1 − t) B, t being the share of the chord, and B the difference of
    the directions at its start and end. The share of the length is t − t (t − ½) (1 − t) B²/6.
    The foot is where the derivative of the distance vanishes. With c the chord to the
    point and κ its mean normal curvature the distance is c + c³ κ² / 24 + …, and κ depends on
    the direction of the chord by e² (Δz / c)² and on latitude: together they pull the foot of
    the geodesic away from that of the chord, 14 mm at 100 km and 14 m at 1,000 km.

    Parameters
    ----------
    share : float or ndarray of float64
        From :func:`chord_foot`.
    x, y, z, sx, sy, sz, cx, cy, cz : float or ndarray of float64
        As there.
    length : float or ndarray of float64
        Length of the piece, metres.
    bx, by, bz : float or ndarray of float64
        B.

    Returns
    -------
    float or ndarray of float64
        Metres from the start of the piece, exactly 0 or `length` at its ends.
    """
    lift = 0.5 * length * share * (1.0 - share)
    ax = x - (sx + share * cx + lift * bx)
    ay = y - (sy + share * cy + lift * by)
    az = z - (sz + share * cz + lift * bz)
    tilt = (0.5 - share) * length
    along = ax * (cx + tilt * bx) + ay * (cy + tilt * by) + az * (cz + tilt * bz)
    c2 = ax * ax + ay * ay + az * az
    pull = _PULL * c2 * (cz + tilt * bz) * (az + c2 * sz * (0.25 * _INV_B2))
    step = (along + pull) / (length * (1.0 - c2 * (0.5 * _INV_A2)))
    uneven = (share * (share - 0.5) * (1.0 - share)) * (bx * bx + by * by + bz * bz) * (1.0 / 6.0)
    return np.minimum(np.maximum((share - uneven) * length + step, 0.0), length)


def on_piece(
    offset: Any,
    sx: Any,
    sy: Any,
    sz: Any,
    cx: Any,
    cy: Any,
    cz: Any,
    length: Any,
    bx: Any,
    by: Any,
    bz: Any,
) -> tuple[Any, Any, Any]:
    """Point of a piece.

    Parameters
    ----------
    offset : float or ndarray of float64
        Metres from its start.
    sx, sy, sz, cx, cy, cz, length, bx, by, bz : float or ndarray of float64
        As for :func:`refined_foot`.

    Returns
    -------
    x, y, z : float or ndarray of float64
        Earth-centred metres.
    """
    share = offset / length
    lift = 0.5 * offset * (1.0 - share)
    uneven = (share * (share - 0.5) * (1.0 - share)) * (bx * bx + by * by + bz * bz) * (1.0 / 6.0)
    share = share + uneven
    return (
        sx + share * cx + lift * bx,
        sy + share * cy + lift * by,
        sz + share * cz + lift * bz,
    )


def cubic(share: Any, c0: Any, c1: Any, c2: Any, c3: Any) -> Any:
    """Value of a cubic polynomial.

    Parameters
    ----------
    share : float or ndarray of float64
        Where.
    c0, c1, c2, c3 : float or ndarray of float64
        Coefficients.

    Returns
    -------
    float or ndarray of float64
        c0 + c1 t + c2 t² + c3 t³.
    """
    return c0 + share * (c1 + share * (c2 + share * c3))
