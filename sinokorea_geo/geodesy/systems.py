"""Convert coordinates of any known reference system to longitude and latitude."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from sinokorea_geo.errors import CRSMismatch
from sinokorea_geo.geodesy.engine import FloatArray

__all__ = ["is_wgs84", "to_degrees"]


def is_wgs84(crs: Any, what: str) -> bool:
    """Tell whether a reference system is longitude and latitude on WGS 84.

    Parameters
    ----------
    crs : anything pyproj reads, or None
        The system.
    what : str
        What has it, in messages.

    Returns
    -------
    bool
        True for EPSG:4326 and OGC:CRS84.

    Raises
    ------
    CRSMismatch
        None is given, or it cannot be read.

    Examples
    --------
    >>> is_wgs84("OGC:CRS84", "points"), is_wgs84(32652, "points")
    (True, False)
    """
    if crs is None:
        raise CRSMismatch(
            f"{what} carry no CRS; if they are longitude and latitude on WGS 84, call "
            ".set_crs(4326) on them first"
        )
    return _is_wgs84(_read(crs, what))


def to_degrees(x: FloatArray, y: FloatArray, crs: Any, what: str) -> tuple[FloatArray, FloatArray]:
    """Convert coordinates to longitude and latitude.

    Parameters
    ----------
    x, y : (n,) ndarray of float64
        East and north, or longitude and latitude, in units of the system.
    crs : anything pyproj reads
        The system.
    what : str
        What has it, in messages.

    Returns
    -------
    lon, lat : (n,) ndarray of float64
        Degrees, WGS 84; NaN where the input is.

    Raises
    ------
    CRSMismatch
        The system cannot be read.

    Examples
    --------
    >>> lon, lat = to_degrees([500_000.0], [0.0], 32652, "points")
    >>> float(lon[0].round(9)), float(lat[0].round(9))
    (129.0, 0.0)
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
