"""Convert coordinates of other reference systems, and onto a plane that fits a map."""

from functools import lru_cache
from typing import Any

from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from sinokorea_geo.errors import CRSMismatch
from sinokorea_geo.geodesy.engine import FloatArray


def is_wgs84(crs: Any, what: str) -> bool:
    """Tell whether a reference system is longitude and latitude on WGS 84.

    `crs` is anything that pyproj reads. `CRSMismatch`, with `what` as the name of what has it, if
    it is None or cannot be read.
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
