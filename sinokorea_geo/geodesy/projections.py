"""Convert coordinates of other systems, also of Chinese web maps, and onto a plane for a map.

The shifts of GCJ-02 and BD-09 are no official publication: the formulas and constants are those of
googollee/eviltransform, wandergis/coordtransform, hujiulong/gcoord and Artoria2e5/PRCoords on
GitHub. ``docs/engine.md`` says how good they are, where they hold, and what happens at their edge.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from sinokorea_geo.errors import CRSMismatch
from sinokorea_geo.geodesy.checks import checked_lonlat
from sinokorea_geo.geodesy.engine import FloatArray

# From positions in degrees to how far each moves, in degrees east and north.
Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


class _Converter(Protocol):
    def __call__(self, lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]: ...


_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
# No shift within the rectangle leads farther out of it than this, in degrees.
_MARGIN: Final = 0.02
# A place on the very edge may come back on the wrong side of it, by rounding.
_SLACK: Final = 1e-9

# GCJ-02 turns metres into degrees on Krasovsky's ellipsoid.
_A: Final = 6_378_245.0
_E2: Final = (2.0 - 1.0 / 298.3) / 298.3

# The waves of BD-09 take 3,000 times the degrees as their angle.
_BD_WAVE: Final = 3000.0 * np.pi / 180.0

# Each round leaves less than 3 % of the error, which is at most 0.02 degrees at first.
_ROUNDS: Final = 10


def is_wgs84(crs: Any, what: str) -> bool:
    """Tell whether a reference system is longitude and latitude on WGS 84.

    `crs` is anything that pyproj reads. `CRSMismatch`, with `what` as the name of what has it, if
    it is None or cannot be read.
    """
    if crs is None:
        mend = "if they are longitude and latitude on WGS 84, call .set_crs(4326) on them first"
        raise CRSMismatch(f"{what} carry no CRS; {mend}")
    # PROJ is not asked for what the name says: it is slow, and fails in threads of other engines.
    named = getattr(crs, "srs", crs) in ("EPSG:4326", "OGC:CRS84")
    return named or _is_wgs84(_read(crs, what))


def to_degrees(x: FloatArray, y: FloatArray, crs: Any, what: str) -> tuple[FloatArray, FloatArray]:
    """Convert coordinates, east before north, to longitude and latitude in degrees.

    `crs` is anything that pyproj reads; `CRSMismatch`, with `what` as the name of what has it, if
    it cannot be read.
    """
    lon, lat = _transformer(_read(crs, what)).transform(x, y)
    return lon, lat


def _read(crs: Any, what: str) -> CRS:
    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise CRSMismatch(f"{what} have a CRS that cannot be read: {error}") from error


@lru_cache(maxsize=32)
def _is_wgs84(crs: CRS) -> bool:
    return bool(crs.equals(CRS.from_epsg(4326), ignore_axis_order=True))


@lru_cache(maxsize=8)
def _transformer(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True)


class ConformalProjection:
    """Project an extent, in degrees, by the Lambert conformal conic that fits it.

    Standard parallels lie a sixth of its height inside the lower and the upper edge.
    """

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        sixth = (north - south) / 6
        #: The projection in PROJ's words.
        self.definition = (
            f"+proj=lcc +lat_1={south + sixth:.4f} +lat_2={north - sixth:.4f} "
            f"+lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +ellps=WGS84"
        )
        self._plane = Proj(self.definition)

    def forward(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Project degrees to metres, east and north of the middle."""
        x, y = self._plane(lon, lat)
        return x, y

    def inverse(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Convert projected metres to longitude and latitude in degrees."""
        lon, lat = self._plane(x, y, inverse=True)
        return lon, lat

    def scale(self, lon: float, lat: float) -> float:
        """Compute how many projected metres a metre at a position (degrees) becomes."""
        return float(self._plane.get_factors(lon, lat).meridional_scale)


def _converter(name: str, system: str, shift: Shift, peking: tuple[float, float]) -> _Converter:
    """Return the function that converts WGS 84 to a system or back; `peking` is a place in it."""
    back = name.startswith("from")
    one, other = ("WGS 84 (EPSG:4326)", system)[:: -1 if back else 1]
    # A place in Peking, and one in Denver, which lies outside.
    ends = [np.array([place, (-104.9903, 39.7392)]).T for place in ((116.404, 39.915), peking)]
    given, found = ends[:: -1 if back else 1]

    def convert(lon: ArrayLike, lat: ArrayLike) -> tuple[FloatArray, FloatArray]:
        x, y = (axis.copy() for axis in checked_lonlat(lon, lat))
        near = _within(x, y, _MARGIN if back else 0.0)
        x[near], y[near] = (_undone if back else _moved)(x[near], y[near], shift)
        return x, y

    undone = f"What :func:`to{name[4:]}` did is undone to better than 1e-10 degrees. "
    convert.__name__ = convert.__qualname__ = name
    convert.__doc__ = f"""Convert {one} to {other}.

    Parameters
    ----------
    lon, lat : scalar or (n,) array_like
        Degrees, {one}, broadcast against each other.

    Returns
    -------
    lon, lat : () or (n,) ndarray of float64
        Degrees, {other}. {undone if back else ""}Outside the algorithm's rectangle the position
        as it was.

    Raises
    ------
    InvalidCoordinates
        A position is missing, out of range or not a number, or the shapes do not fit.

    Examples
    --------
    >>> lon, lat = {name}({given[0].tolist()}, {given[1].tolist()})
    >>> lon.round(4), lat.round(4)
    ({found[0]!r}, {found[1]!r})
    """
    return convert


def _moved(x: FloatArray, y: FloatArray, shift: Shift) -> tuple[FloatArray, FloatArray]:
    east, north = shift(x, y)
    return x + east, y + north


def _undone(to_x: FloatArray, to_y: FloatArray, shift: Shift) -> tuple[FloatArray, FloatArray]:
    """Find positions that a shift moves to the given ones; keep them where it moves none there."""
    from_x, from_y = to_x, to_y
    for _ in range(_ROUNDS):
        east, north = shift(from_x, from_y)
        from_x, from_y = to_x - east, to_y - north
    moved = _within(to_x, to_y, 0.0) | _within(from_x, from_y, _SLACK)
    return np.where(moved, from_x, to_x), np.where(moved, from_y, to_y)


def _within(x: FloatArray, y: FloatArray, margin: float) -> NDArray[np.bool_]:
    """Tell which positions lie in the rectangle of GCJ-02, widened by a margin in degrees."""
    across = (x >= _WEST - margin) & (x <= _EAST + margin)
    return np.asarray(across & (y >= _SOUTH - margin) & (y <= _NORTH + margin))


def _gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the degrees by which GCJ-02 moves WGS 84: a polynomial and waves, in metres."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = _waves(x, (20.0, 1 / 6), (20.0, 1 / 2))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += common + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += common + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    # Radii of curvature of the ellipsoid: across the meridian and along it.
    phi = np.radians(lat)
    w2 = 1.0 - _E2 * np.sin(phi) ** 2
    across = _A / np.sqrt(w2)
    along = across * (1.0 - _E2) / w2
    return np.degrees(east_m / (across * np.cos(phi))), np.degrees(north_m / along)


def _waves(degrees: FloatArray, *terms: tuple[float, float]) -> FloatArray:
    """Sum sines, each given by amplitude and half-period in degrees, and take two thirds."""
    total = np.zeros_like(degrees)
    for amplitude, half_period in terms:
        total += amplitude * np.sin(np.pi / half_period * degrees)
    return total * 2.0 / 3.0


def _bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the degrees by which BD-09 moves GCJ-02, as if degrees were plane coordinates."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(_BD_WAVE * lat)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(_BD_WAVE * lon)
    return radius * np.cos(angle) + 0.0065 - lon, radius * np.sin(angle) + 0.006 - lat


def _gcj02_then_bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Compute the degrees by which BD-09 moves WGS 84."""
    east, north = _gcj02(lon, lat)
    further_east, further_north = _bd09(lon + east, lat + north)
    return east + further_east, north + further_north


_BAIDU: Final = "BD-09, the coordinates of Baidu's maps"
to_gcj02 = _converter("to_gcj02", "GCJ-02", _gcj02, (116.4102, 39.9164))
from_gcj02 = _converter("from_gcj02", "GCJ-02", _gcj02, (116.4102, 39.9164))
to_bd09 = _converter("to_bd09", _BAIDU, _gcj02_then_bd09, (116.4166, 39.9227))
from_bd09 = _converter("from_bd09", _BAIDU, _gcj02_then_bd09, (116.4166, 39.9227))
