"""Refer positions to a line with chainage, named sections and stated uncertainty."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString

from sinokorea_geo.atlas.feature import card
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import Find, OnMissing, Points, Positions, read_positions
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, NearestOnLine

P = ParamSpec("P")
R = TypeVar("R")
#: Makes a column of answers from the positions and their nearest points.
Maker: TypeAlias = Callable[[Positions, NearestOnLine], Any]
#: Farther from a line than this a position is not said to be on its left or right.
SIDE_WITHIN_M: Final = 100_000.0


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
    """How far the drawn line may be from the true one along a stretch."""

    from_m: float
    to_m: float
    within_m: float


def _of_line(
    method: Callable[Concatenate[GeodesicLine, P], R],
) -> Callable[Concatenate[ReferencedLine, P], R]:
    """Return a method that hands its question on to the line itself."""

    @functools.wraps(method)
    def ask(self: ReferencedLine, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return method(self.line, *args, **kwargs)

    return ask


class ReferencedLine:
    """A line on the ellipsoid with chainage, named sections and bands of uncertainty.

    Parameters
    ----------
    line : LineString or array_like
        Longitude, latitude pairs in degrees on WGS 84, in the direction of travel.
    sections : sequence of Section, optional
        Named stretches, in order.
    bands : sequence of Band, optional
        Where the line's position is doubtful, and by how much.
    find : callable, optional
        Looks up names of places, so that :meth:`locate` takes them.

    Examples
    --------
    >>> line = ReferencedLine([(0, 0), (1, 0)])
    >>> round(line.length_m)
    111319
    >>> line.locate((0.5, 0.01))[["side", "distance_m"]].round(1).values.tolist()
    [['left', 1105.7]]
    """

    _sides_dtype = pd.CategoricalDtype(["right", "on", "left"])

    def __init__(
        self,
        line: LineString | ArrayLike,
        *,
        sections: Sequence[Section] = (),
        bands: Sequence[Band] = (),
        find: Find | None = None,
    ) -> None:
        self._line = line if isinstance(line, GeodesicLine) else GeodesicLine(line)
        self._sections = tuple(sections)
        self._bands = tuple(bands)
        self._find = find
        self._tables: dict[str, NDArray[np.float64]] = {}

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

    def locate(
        self,
        points: Points,
        lat: ArrayLike | None = None,
        *,
        columns: Sequence[str] | None = None,
        side_within_m: float | str = SIDE_WITHIN_M,
        on_missing: OnMissing = "raise",
    ) -> pd.DataFrame:
        """Find the nearest point of the line to each position.

        Parameters
        ----------
        points : any points
            As for :func:`sinokorea_geo.nearest`: a frame, an array, pairs, (lons, lats), names,
            geometries, Places, WKB or Arrow; or longitudes, degrees on WGS 84, with `lat`.
        lat : array_like, optional
            Latitudes, if `points` are longitudes.
        columns : sequence of str, optional
            Which answers; all if not given. Others are not computed.
        side_within_m : float or str, default 100,000
            Farther from the line a position has no side.
        on_missing : {"raise", "null"}
            Whether a row without a position is an error, or gets a row of nulls.

        Returns
        -------
        pandas.DataFrame
            One row a position, on the caller's index: ``distance_m``, ``along_m`` (chainage
            from the start), ``lon`` and ``lat`` of the nearest point, ``side`` (categorical;
            null where the nearest point is an end of the line, or too far), ``section``
            (categorical), ``indeterminate`` (closer than the line's own uncertainty there).

        Raises
        ------
        InvalidCoordinates, InvalidGeometry, CRSMismatch
            If a position is missing, not finite, out of range or none.
        InvalidQuantity
            If a column is not known, or `side_within_m` is not a number above 0.
        """
        makers = self._makers(metres_of(side_within_m, "side_within_m", above=0))
        wanted = tuple(makers if columns is None else columns)
        if unknown := [name for name in wanted if name not in makers]:
            raise InvalidQuantity(f"columns names {unknown[0]!r}; known are {', '.join(makers)}")
        at = read_positions(points, lat, on_missing=on_missing, find=self._find)
        found = self._line.locate(at.lon, at.lat)
        return at.frame({name: makers[name](at, found) for name in wanted})

    point_at = _of_line(GeodesicLine.point_at)
    between = _of_line(GeodesicLine.between)

    def _makers(self, side_within_m: float) -> dict[str, Maker]:
        """Return how each column of :meth:`locate` is made."""
        return {
            "distance_m": lambda _, found: found.distance_m,
            "along_m": lambda _, found: found.along_m,
            "lon": lambda _, found: found.lon,
            "lat": lambda _, found: found.lat,
            "side": lambda _, found: self._side_column(found, side_within_m),
            "section": lambda _, found: self._section_column(found),
            "indeterminate": lambda _, found: self._indeterminate(found),
        }

    def _side_column(self, found: NearestOnLine, limit_m: float) -> pd.Categorical:
        """Name the bank of this line; null where its end is nearest, or the line is far."""
        codes = found.side + np.int8(1)
        ended = (found.along_m <= 0.0) | (found.along_m >= self.length_m)
        codes[(ended & (found.side != 0)) | (found.distance_m > limit_m)] = -1
        return pd.Categorical.from_codes(codes, dtype=self._sides_dtype, validate=False)

    def _section_column(self, found: NearestOnLine) -> pd.Categorical:
        codes = self._by_segment("section", found, self._section_at).astype(np.int8)
        names = [section.name for section in self._sections]
        return pd.Categorical.from_codes(codes, names, validate=False)  # type: ignore[call-overload,no-any-return]

    def _indeterminate(self, found: NearestOnLine) -> NDArray[np.bool_]:
        """Tell which positions are closer than the line's own uncertainty there."""
        return found.distance_m <= self._by_segment("band", found, self.uncertainty_m)

    def _by_segment(
        self,
        name: str,
        found: NearestOnLine,
        value_at: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ) -> NDArray[np.float64]:
        """Look a value up that changes along the line: by segment, or where it changes in one."""
        if name not in self._tables:
            start, end = self._line.vertex_m[:-1], self._line.vertex_m[1:]
            table = value_at((start + end) / 2.0)
            parts: tuple[Section | Band, ...] = (*self._sections, *self._bands)
            for part in parts:
                for metres in (part.from_m, part.to_m):
                    table[(start <= metres) & (end >= metres)] = np.nan
            self._tables[name] = table
        values = self._tables[name][found.segment]
        changing = np.flatnonzero(np.isnan(values))
        values[changing] = value_at(found.along_m[changing])
        return values

    def _section_at(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        codes = np.full(len(along_m), -1.0)
        for code, section in enumerate(self._sections):
            codes[(along_m >= section.from_m) & (along_m <= section.to_m)] = code
        return codes

    def uncertainty_m(self, along_m: ArrayLike) -> NDArray[np.float64]:
        """Return how far the line as drawn may be from the true one, by its bands.

        Parameters
        ----------
        along_m : array_like
            Chainages, in metres.

        Returns
        -------
        numpy.ndarray
            Metres; 0 where no band says anything.
        """
        along_m = np.atleast_1d(np.asarray(along_m, dtype=np.float64))
        within = np.zeros(len(along_m))
        for band in self._bands:
            inside = (along_m >= band.from_m) & (along_m <= band.to_m)
            within[inside] = np.maximum(within[inside], band.within_m)
        return within

    def _repr_html_(self) -> str:
        facts = {s.name: f"{s.length_m / 1000:,.1f} km" for s in self._sections}
        whole = {"length as drawn": f"{self.length_m / 1000:,.1f} km"}
        return card(type(self).__name__, whole | facts)

    def __repr__(self) -> str:
        sections = ", ".join(f"{s.name} {s.length_m / 1000:.1f} km" for s in self._sections)
        length = f"{self.length_m / 1000:,.1f} km"
        return f"<{type(self).__name__} {': '.join(filter(None, (length, sections)))}>"
