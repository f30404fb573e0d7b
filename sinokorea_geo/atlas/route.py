"""A line with chainage, named sections and honest bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString

from sinokorea_geo.geodesy import GeodesicLine, checked_lonlat

__all__ = ["Band", "ReferencedLine", "Section"]

_SIDE_NAMES = np.array(["right", "on", "left"])


@dataclass(frozen=True)
class Section:
    """A named stretch of a line.

    Parameters
    ----------
    name : str
        What the stretch is called.
    from_m, to_m : float
        Chainage of its ends, in metres from the start of the line.
    """

    name: str
    from_m: float
    to_m: float

    @property
    def length_m(self) -> float:
        """Length on the ellipsoid, in metres."""
        return self.to_m - self.from_m


@dataclass(frozen=True)
class Band:
    """How far the drawn line may be from the true one along a stretch.

    Parameters
    ----------
    from_m, to_m : float
        Chainage of the stretch's ends, in metres.
    within_m : float
        Half the width of the band, in metres.
    """

    from_m: float
    to_m: float
    within_m: float


class ReferencedLine:
    """A line on the ellipsoid with chainage, named sections and honest bands.

    Parameters
    ----------
    line : LineString or array_like
        Longitude, latitude pairs in degrees on WGS 84, in the direction of travel.
    sections : sequence of Section, optional
        Named stretches, in order.
    bands : sequence of Band, optional
        Where the line's position is doubtful, and by how much.

    Examples
    --------
    >>> line = ReferencedLine([(0, 0), (1, 0)])
    >>> round(line.length_m)
    111319
    >>> line.locate(0.5, 0.01)[["side", "distance_m"]].round(1).values.tolist()
    [['left', 1105.7]]
    """

    def __init__(
        self,
        line: LineString | ArrayLike,
        *,
        sections: Sequence[Section] = (),
        bands: Sequence[Band] = (),
    ) -> None:
        self._line = line if isinstance(line, GeodesicLine) else GeodesicLine(line)
        self._sections = tuple(sections)
        self._bands = tuple(bands)

    @property
    def length_m(self) -> float:
        """Length on the ellipsoid, in metres, vertex by vertex as drawn."""
        return self._line.length_m

    @property
    def line(self) -> GeodesicLine:
        """The line as geodesy measures it."""
        return self._line

    @property
    def geometry(self) -> LineString:
        """The line as a Shapely geometry, longitude and latitude on WGS 84."""
        return self._line.geometry

    @property
    def sections(self) -> tuple[Section, ...]:
        """The named stretches, in order."""
        return self._sections

    def length_at_scale(self, tolerance_m: float) -> float:
        """Return the length once wiggles narrower than a tolerance are drawn straight.

        A wiggly line has no length but at a scale; quote both together.

        Parameters
        ----------
        tolerance_m : float
            How far the simplified line may stray, in metres.

        Returns
        -------
        float
            Metres.
        """
        return self._line.simplified(tolerance_m).length_m

    def locate(self, lon: ArrayLike, lat: ArrayLike) -> pd.DataFrame:
        """Find the nearest point of the line to each position.

        Parameters
        ----------
        lon, lat : array_like
            Degrees on WGS 84, scalars or one-dimensional.

        Returns
        -------
        pandas.DataFrame
            One row a position, in order: ``distance_m``, ``along_m`` (chainage from the
            start), ``lon`` and ``lat`` of the nearest point, ``side``, ``section``,
            ``indeterminate`` (closer than the line's own uncertainty there).

        Raises
        ------
        InvalidCoordinates
            If a position is missing, not finite or out of range.
        """
        lon, lat = (np.atleast_1d(values) for values in checked_lonlat(lon, lat))
        found = self._line.locate(lon, lat)
        return pd.DataFrame(
            {
                "distance_m": found.distance_m,
                "along_m": found.along_m,
                "lon": found.lon,
                "lat": found.lat,
                "side": self._side_names(lon, lat, found),
                "section": self._section_names(found.along_m),
                "indeterminate": found.distance_m <= self._band_at(found.along_m),
            }
        )

    def point_at(self, along_m: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the points at given chainages.

        Parameters
        ----------
        along_m : array_like
            Metres from the start.

        Returns
        -------
        lon, lat : numpy.ndarray
            Degrees on WGS 84.

        Raises
        ------
        InvalidQuantity
            If a chainage lies outside the line.
        """
        return self._line.point_at(along_m)

    def between(self, from_m: float, to_m: float) -> LineString:
        """Return the stretch between two chainages.

        Parameters
        ----------
        from_m, to_m : float
            Metres from the start; the stretch runs backwards if the second is smaller.

        Returns
        -------
        shapely.LineString
            Longitude, latitude on WGS 84.

        Raises
        ------
        InvalidQuantity
            If a chainage lies outside the line, or both are the same.
        """
        return self._line.between(from_m, to_m)

    def _side_names(self, lon: Any, lat: Any, found: Any) -> NDArray[Any]:  # noqa: ARG002 - a border needs both
        names: NDArray[Any] = _SIDE_NAMES[np.asarray(found.side, dtype=int) + 1]
        return names

    def _section_names(self, along_m: NDArray[np.float64]) -> NDArray[Any]:
        names = np.full(len(along_m), None, dtype=object)
        for section in self._sections:
            names[(along_m >= section.from_m) & (along_m <= section.to_m)] = section.name
        return names

    def _band_at(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        within = np.zeros(len(along_m))
        for band in self._bands:
            inside = (along_m >= band.from_m) & (along_m <= band.to_m)
            within[inside] = np.maximum(within[inside], band.within_m)
        return within

    def __repr__(self) -> str:
        sections = ", ".join(f"{s.name} {s.length_m / 1000:.1f} km" for s in self._sections)
        length = f"{self.length_m / 1000:,.1f} km"
        return f"<{type(self).__name__} {': '.join(filter(None, (length, sections)))}>"
