"""Project positions onto a plane that fits a map."""

from __future__ import annotations

from typing import Any

from pyproj import Proj

__all__ = ["ConformalProjection"]


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
