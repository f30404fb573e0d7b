"""Refer positions to a line with chainage, named sections and stated uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString

from sinokorea_geo.atlas.feature import card
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import Find, OnMissing, Points, as_points
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, NearestOnLine
from sinokorea_geo.geodesy.lazy import cached_property

#: What makes each column from longitudes, latitudes and their nearest points, and its type.
Makers: TypeAlias = dict[str, tuple[Callable[..., NDArray[Any]], Any]]


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


class Band(NamedTuple):
    """How far the drawn line may be from the true one along a stretch."""

    from_m: float
    to_m: float
    within_m: float


class _Steps:
    """A number along a line: the greatest of the parts there, ends included."""

    def __init__(
        self, parts: Sequence[tuple[float, float, float]], default: float, vertex_m: NDArray[Any]
    ) -> None:
        self._breaks = np.unique([end for part in parts for end in part[:2]])
        # At odd places the number at a break, at even ones that between two.
        self._numbers = np.full(2 * len(self._breaks) + 1, default)
        for from_m, to_m, number in parts:
            first, last = self._place(np.array([from_m, to_m]))
            held = self._numbers[first : last + 1]
            np.maximum(held, number, out=held)
        place = self._place(vertex_m)
        same = place[:-1] == place[1:]
        self._by_segment = np.where(same, self._numbers[place[:-1]], np.nan)

    def _place(self, along_m: NDArray[np.float64]) -> NDArray[np.int64]:
        after = np.searchsorted(self._breaks, along_m, side="right")
        return np.asarray(after + np.searchsorted(self._breaks, along_m))

    def at(self, along_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the numbers at chainages, in metres."""
        return np.asarray(self._numbers[self._place(along_m)])

    def near(self, found: NearestOnLine) -> NDArray[np.float64]:
        """Return the numbers at feet: by segment, or where they change in one by chainage."""
        numbers = self._by_segment[found.segment]
        changing = np.flatnonzero(np.isnan(numbers))
        numbers[changing] = self.at(found.along_m[changing])
        return numbers


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
        side_within_m: float | str = 100_000.0,
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
        wanted = makers if columns is None else columns
        if unknown := [name for name in wanted if name not in makers]:
            raise InvalidQuantity(f"columns names {unknown[0]!r}; known are {', '.join(makers)}")
        at = as_points(points, lat=lat, on_missing=on_missing, find=self._find)
        made: dict[str, Any] = {}
        for name in wanted:
            dtype = makers[name][1]
            coded = isinstance(dtype, pd.CategoricalDtype)
            made[name] = np.empty(at.lon.shape, np.int8 if coded else dtype)

        def fill(rows: slice, part: NearestOnLine) -> None:
            for name, column in made.items():
                column[rows] = makers[name][0](at.lon[rows], at.lat[rows], part)

        self._prepare(wanted, len(at.lon))
        self._line.answer(at.lon, at.lat, None, fill)
        for name, column in made.items():
            dtype = makers[name][1]
            if isinstance(dtype, pd.CategoricalDtype):
                made[name] = pd.Categorical.from_codes(column, dtype=dtype, validate=False)
        return at.frame(made)

    def point_at(self, along_m: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Find the points at chainages.

        Parameters
        ----------
        along_m : scalar or (n,) array_like
            Metres from the start, 0 to the length of the line or a micrometre more.

        Returns
        -------
        lon, lat : () or (n,) ndarray of float64
            Degrees.

        Examples
        --------
        >>> line = ReferencedLine([(124.0, 40.0), (124.0, 41.0)])
        >>> [round(float(degrees), 3) for degrees in line.point_at(50_000)]
        [124.0, 40.45]
        """
        return self._line.point_at(along_m)

    def between(self, from_m: float, to_m: float) -> LineString:
        """Cut out the piece of the line between two chainages.

        Parameters
        ----------
        from_m, to_m : float
            Metres from the start. The piece runs from the first to the second, against the
            line's direction if the second is less.

        Returns
        -------
        shapely LineString
            With the vertices in between, degrees.

        Raises
        ------
        InvalidQuantity
            A chainage is not a finite number or outside the line, or both are the same.
        """
        return self._line.between(from_m, to_m)

    def _makers(self, side_within_m: float) -> Makers:
        """Return how each column of :meth:`locate` is made, and its type."""
        names = pd.CategoricalDtype([section.name for section in self._sections])
        return {
            "distance_m": (lambda _x, _y, at: at.distance_m, float),
            "along_m": (lambda _x, _y, at: at.along_m, float),
            "lon": (lambda _x, _y, at: at.lon, float),
            "lat": (lambda _x, _y, at: at.lat, float),
            "side": (lambda _x, _y, at: self._side_codes(at, side_within_m), self._sides_dtype),
            "section": (lambda _x, _y, at: self._section_steps.near(at).astype(np.int8), names),
            "indeterminate": (lambda _x, _y, at: self._indeterminate(at), bool),
        }

    def _prepare(self, columns: Iterable[str], count: int) -> None:
        """Make what answers about many positions need, before these are asked for in blocks."""

    def _side_codes(self, found: NearestOnLine, limit_m: float) -> NDArray[np.int8]:
        """Compute the number of the bank of this line; −1 past its ends, or far away."""
        codes = found.side + np.int8(1)
        ended = (found.along_m <= 0.0) | (found.along_m >= self.length_m)
        codes[(ended & (found.side != 0)) | (found.distance_m > limit_m)] = -1
        return codes

    def _indeterminate(self, found: NearestOnLine) -> NDArray[np.bool_]:
        """Tell which positions are closer than the line's own uncertainty there."""
        return np.asarray(found.distance_m <= self._band_steps.near(found))

    @cached_property
    def _section_steps(self) -> _Steps:
        """Number the sections along the line, −1 outside of them."""
        numbers = [(part.from_m, part.to_m, n) for n, part in enumerate(self._sections)]
        return _Steps(numbers, -1.0, self._line.vertex_m)

    @cached_property
    def _band_steps(self) -> _Steps:
        """Tell how well the line is known along it."""
        return _Steps(self._bands, 0.0, self._line.vertex_m)

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
        return self._band_steps.at(np.atleast_1d(np.asarray(along_m, dtype=np.float64)))

    def _repr_html_(self) -> str:
        facts = {s.name: f"{s.length_m / 1000:,.1f} km" for s in self._sections}
        whole = {"length as drawn": f"{self.length_m / 1000:,.1f} km"}
        return card(type(self).__name__, whole | facts)

    def __repr__(self) -> str:
        sections = ", ".join(f"{s.name} {s.length_m / 1000:.1f} km" for s in self._sections)
        length = f"{self.length_m / 1000:,.1f} km"
        return f"<{type(self).__name__} {': '.join(filter(None, (length, sections)))}>"
