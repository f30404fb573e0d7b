"""Compute positions and distances between them without iteration; the README derives them.

Every function here uses nothing but + - × ÷ and the square root, which IEEE 754 rounds the same
way everywhere, and takes numbers and arrays alike. They run under NumPy as they stand and are
compiled by the kernels beside this file; either way every bit of a result is the same. Therefore
there are no branches in here, no calls of a mathematical library, and none of one function by
another.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

# WGS 84: semi-axes in metres, flattening, first eccentricity squared.
A_M: Final = 6378137.0
F: Final = 1.0 / 298.257223563
B_M: Final = A_M * (1.0 - F)
ES: Final = F * (2.0 - F)
MEAN_RADIUS_M: Final = 6_371_008.8
# Every normal section of the ellipsoid has a radius of curvature between these: north-south at
# the equator, and any direction at a pole.
LEAST_RADIUS_M: Final = B_M * B_M / A_M
GREATEST_RADIUS_M: Final = A_M * A_M / B_M
# No two points are farther apart than half a meridian (20,003,931.46 m).
HALF_TURN_M: Final = 20_003_932.0
RAD: Final = np.pi / 180.0

# Distances with longer chords are left to Karney's solution; up to here the series is within
# 0.1 µm.
PAIR_SQUARE: Final = 2_200_000.0 * 2_200_000.0
# Points farther from a line, by the chord, are left to the exact search: beyond, the foot that
# one Newton step finds is no longer good enough.
NEAR_CHORD_M: Final = 1_100_000.0
NEAR_SQUARE: Final = NEAR_CHORD_M * NEAR_CHORD_M
# Two distances closer than this are the same: the inverse solution is good to 15 nm.
TIE_M: Final = 1e-7
# Nearer than this a point counts as lying on the line, on neither side of it.
ON_LINE_M: Final = 1e-3
# Edges are cut into pieces of at most this length. A piece is never farther from its chord
# than 2000² / (8 · 6,335,000) = 0.079 m, so that two of them and ties fit into SAGS_M.
PIECE_M: Final = 2_000.0
SAGS_M: Final = 0.2
# What cells of a grid hold from here on is twice the number of a corner, that is of an edge's
# end, and 1 if all points of the cell are on the corner's outer side.
CORNERS: Final = 1 << 30
# Columns of a piece: the corners at its end and its start, or -1; whether the next piece goes on
# from it; whether its cubics hold; the outer side of the corner at its end, or 0.
END: Final = 11
START: Final = 12
JOINS: Final = 13
GOOD: Final = 14
OUTER: Final = 15
# How much longer the chord of a point that is no farther off may be; the README says why.
RIVAL_PER_M3: Final = 2.3e-17
RIVAL_PER_M2: Final = 2.8e-17

_ES2: Final = ES * ES / 8.0
_ES3: Final = ES * ES * ES / 4725.0
_SECOND: Final = ES / (1.0 - ES)
_INV_A2: Final = 1.0 / (A_M * A_M)
_INV_B2: Final = 1.0 / (B_M * B_M)
_H: Final = _INV_B2 - _INV_A2
# Added and taken away again, it rounds to a whole number.
_ROUND: Final = 6755399441055744.0
_PULL: Final = ES * _INV_A2 / 6.0
# Closer than this two points are one. Earth-centred metres are rounded to 1 nm, feet on a line
# are found to 6 nm; without it a point on a line would be some nanometres away from it.
_SAME_M: Final = 2e-8


def sin_cos_deg(angle: Any) -> tuple[Any, Any]:
    """Compute sine and cosine of degrees from −180 to 180, exact at multiples of 90."""
    quarter = (angle * (1.0 / 90.0) + _ROUND) - _ROUND
    x = (angle - 90.0 * quarter) * RAD
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
    """Convert a place on the ellipsoid to Earth-centred metres."""
    vertical = A_M / np.sqrt(1.0 - ES * (sin_lat * sin_lat))
    out = vertical * cos_lat
    return out * cos_lon, out * sin_lon, vertical * (1.0 - ES) * sin_lat


def arc_m(x1: Any, y1: Any, z1: Any, x2: Any, y2: Any, z2: Any) -> Any:  # noqa: PLR0917 - two points
    """Measure the geodesic between two Earth-centred points that are at most 2,200 km apart.

    The result is the same if they are exchanged, and exactly 0 below 20 nm.
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
    speed2 = 1.0 - ES * mean
    speed = np.sqrt(speed2)
    # The third moment.
    ds, less = d2 * s2, s2 - d2
    third = ds * (315.0 - 465.0 * h2) + 5.0 * h2 * (d2 * d2 + ds + s2 * s2)
    third = less * third * (h2 * h2)
    cube = speed2 * speed
    ellipse = (2.0 * A_M) * half * (speed - _ES2 * (square - mean * mean) / cube - _ES3 * third)
    # The excess over the geodesic.
    w = x1 * y2 - y1 * x2
    y = (0.25 * _SECOND * _INV_B2) * (rise * rise)
    p2 = 1.0 - y * (1.0 - y)
    common = (_H * _H * B_M * B_M / A_M * 0.25) * p2 * (w * w) / (divisor * cos2)
    h3 = half * h2
    # What K, p and v vary adds, to the first order of e² and the second of h. With the speed
    # the middle of the arc is not at t = 0, but at e² D S h² / 2.
    less = ES * h2 * (0.4 * (1.0 - 2.0 * s2 - d2) - 1.2 * s2 - 0.6 * d2)
    k0 = 1.0 / 15.0 + h2 * (11.0 / 315.0 + h2 * (38.0 / 2835.0))
    k0 = (s2 * h3) * (1.0 / 3.0 + h2 * k0) * (1.0 + less)
    k1 = 1.0 / 45.0 - h2 * (1.0 / 945.0 - h2 * (2.0 / 14175.0))
    k1 = (d2 * h3) * h2 * k1 * (1.0 - 8.0 * ES * s2)
    distance = ellipse - common * (k0 + k1) / cube
    return distance * (distance > _SAME_M)


def chord_foot(at: Any, shape: Any, p: Any) -> tuple[Any, Any]:
    """Find the point of a piece's chord nearest to a point: share of the chord, distance²."""
    cx, cy, cz = shape[p, 3], shape[p, 4], shape[p, 5]
    ax, ay, az = at[0] - shape[p, 0], at[1] - shape[p, 1], at[2] - shape[p, 2]
    share = (ax * cx + ay * cy + az * cz) * shape[p, 6]
    share = np.minimum(np.maximum(share, 0.0), 1.0)
    ax, ay, az = ax - share * cx, ay - share * cy, az - share * cz
    return share, ax * ax + ay * ay + az * az


def refined_foot(share: Any, at: Any, shape: Any, p: Any) -> Any:
    """Find the foot on the geodesic, a Newton step from that on its chord.

    In metres from the start of the piece, exactly 0 or its length at its ends.
    """
    cx, cy, cz, length = shape[p, 3], shape[p, 4], shape[p, 5], shape[p, 7]
    bx, by, bz = shape[p, 8], shape[p, 9], shape[p, 10]
    lift = 0.5 * length * share * (1.0 - share)
    ax = at[0] - (shape[p, 0] + share * cx + lift * bx)
    ay = at[1] - (shape[p, 1] + share * cy + lift * by)
    az = at[2] - (shape[p, 2] + share * cz + lift * bz)
    tilt = (0.5 - share) * length
    along = ax * (cx + tilt * bx) + ay * (cy + tilt * by) + az * (cz + tilt * bz)
    c2 = ax * ax + ay * ay + az * az
    pull = _PULL * c2 * (cz + tilt * bz) * (az + c2 * shape[p, 2] * (0.25 * _INV_B2))
    step = (along + pull) / (length * (1.0 - c2 * (0.5 * _INV_A2)))
    uneven = (share * (share - 0.5) * (1.0 - share)) * (bx * bx + by * by + bz * bz) * (1.0 / 6.0)
    return np.minimum(np.maximum((share - uneven) * length + step, 0.0), length)


def on_piece(offset: Any, shape: Any, p: Any) -> tuple[Any, Any, Any]:
    """Find the point of a piece so many metres from its start, Earth-centred."""
    bx, by, bz = shape[p, 8], shape[p, 9], shape[p, 10]
    share = offset / shape[p, 7]
    lift = 0.5 * offset * (1.0 - share)
    uneven = (share * (share - 0.5) * (1.0 - share)) * (bx * bx + by * by + bz * bz) * (1.0 / 6.0)
    share = share + uneven
    return (
        shape[p, 0] + share * shape[p, 3] + lift * bx,
        shape[p, 1] + share * shape[p, 4] + lift * by,
        shape[p, 2] + share * shape[p, 5] + lift * bz,
    )


def cubic(share: Any, c0: Any, c1: Any, c2: Any, c3: Any) -> Any:
    """Evaluate a cubic polynomial."""
    return c0 + share * (c1 + share * (c2 + share * c3))


def edge_side(away: Any, shape: Any, p: Any, tilt: Any) -> Any:
    """Tell the side of a point whose foot is inside a piece, `tilt` metres before its middle."""
    x, y, z = away
    bx, by, bz = shape[p, 8], shape[p, 9], shape[p, 10]
    vx, vy, vz = shape[p, 3] + tilt * bx, shape[p, 4] + tilt * by, shape[p, 5] + tilt * bz
    turn = bx * (vy * z - vz * y) + by * (vz * x - vx * z) + bz * (vx * y - vy * x)
    return 2.0 * (turn > 0.0) - 1.0


def corner_side(away: Any, corners: Any, c: Any) -> Any:
    """Tell the side of a point whose foot is a corner by the left-hand normals of its two arms."""
    x, y, z = away
    from_in = x * corners[c, 0] + y * corners[c, 1] + z * corners[c, 2]
    from_out = x * corners[c, 3] + y * corners[c, 4] + z * corners[c, 5]
    # Straight ahead counts as left, straight behind as right.
    ahead = x * corners[c, 8] + y * corners[c, 9] + z * corners[c, 10]
    on = x * corners[c, 11] + y * corners[c, 12] + z * corners[c, 13]
    from_in = from_in + (from_in == 0.0) * ahead
    from_out = from_out + (from_out == 0.0) * on
    # The left is where both are, if the line turns left, and else where one is.
    left = (corners[c, 7] > 0.0) * 1.0
    nearer = left * np.minimum(from_in, from_out) + (1.0 - left) * np.maximum(from_in, from_out)
    return corners[c, 6] * (2.0 * (nearer > 0.0) - 1.0)
