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
    crs : object
        Anything that pyproj reads as a reference system.
    what : str
        What has it, for messages.

    Returns
    -------
    bool
        Whether its numbers are degrees on WGS 84.

    Raises
    ------
    CRSMismatch
        If there is none, or it cannot be read.
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
        Coordinates, east before north.
    crs : object
        Their reference system.
    what : str
        What has them, for messages.

    Returns
    -------
    lon, lat : (n,) ndarray of float64
        Degrees.
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
