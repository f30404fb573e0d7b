"""Convert coordinates of other reference systems, and onto a plane that fits a map."""

from functools import lru_cache
from typing import Any

from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from sinokorea_geo.errors import CRSMismatch
from sinokorea_geo.geodesy.engine import FloatArray


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
    # PROJ is not asked for what the name says: it is slow, and fails in threads of other engines.
    named = getattr(crs, "srs", crs) in ("EPSG:4326", "OGC:CRS84")
    return named or _is_wgs84(_read(crs, what))


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


class ConformalProjection:
    """Project an extent by the Lambert conformal conic that fits it.

    Parameters
    ----------
    west, south, east, north : float
        The extent in degrees. The standard parallels lie a sixth of its height inside its lower
        and upper edge.
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
        """Return projected metres, east and north of the middle.

        Parameters
        ----------
        lon, lat : float or array_like
            Degrees.

        Returns
        -------
        x, y : float or numpy.ndarray
            Metres.
        """
        x, y = self._plane(lon, lat)
        return x, y

    def inverse(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the longitude and latitude of projected positions.

        Parameters
        ----------
        x, y : float or array_like
            Metres, as from :meth:`forward`.

        Returns
        -------
        lon, lat : float or numpy.ndarray
            Degrees.
        """
        lon, lat = self._plane(x, y, inverse=True)
        return lon, lat

    def scale(self, lon: float, lat: float) -> float:
        """Return how many projected metres a metre of the ellipsoid becomes at a position.

        Parameters
        ----------
        lon, lat : float
            Degrees.

        Returns
        -------
        float
            The scale; a conformal projection has the same in every direction.
        """
        return float(self._plane.get_factors(lon, lat).meridional_scale)
