"""Refer positions to a line with chainage, named sections and stated uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import card
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import Find, OnMissing, Points, Position, as_geometry, as_points
from sinokorea_geo.atlas.sections import Band, Section, Steps
from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, NearestOnLine, geodesic_buffer
from sinokorea_geo.geodesy.lazy import cached_property

_OUTLINE_SLACK_M = 150.0

#: What makes each column from longitudes, latitudes and their nearest points, and its type.
Makers: TypeAlias = dict[str, tuple[Callable[..., NDArray[Any]], Any]]


@dataclass(frozen=True)
class Depth:
    """How far a place lies from a line, in a straight line on the ellipsoid.

    Parameters
    ----------
    nearest_m : float
        From the place's nearest point to the line, in metres.
    farthest_m : float
        From the corner of its outline that is farthest from the line; the same for a point.
    side : str
        Whose side it is on, or ``left``, ``right``; ``both`` for a place that the line crosses,
        ``none`` past the ends of a line that nothing goes on from.
    along_m : float
        Chainage of the line's point nearest to it, in metres.
    indeterminate : bool
        Whether it is so close that the line's own uncertainty decides the side.
    """

    nearest_m: float
    farthest_m: float
    side: str
    along_m: float
    indeterminate: bool


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

    #: What lies left and right of a traveller along the line.
    LEFT, RIGHT = "left", "right"

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

    def depth(self, place: Position) -> Depth:
        """Measure how far from the line a place lies, in a straight line.

        Parameters
        ----------
        place : Place, name, shapely geometry, (lon, lat) or ``__geo_interface__``
            What to measure; an outline has a nearest and a farthest part.

        Returns
        -------
        Depth
            Metres on WGS 84, the side, and the chainage of the nearest point of the line.

        Raises
        ------
        InvalidGeometry, InvalidCoordinates
            If there is nothing to measure.

        Examples
        --------
        >>> line = ReferencedLine([(0, 0), (1, 0)])
        >>> depth = line.depth((0.5, -0.1))
        >>> depth.side, round(depth.nearest_m)
        ('right', 11057)
        """
        geometry = as_geometry(place, "the place", self._find)
        if geometry.geom_type == "GeometryCollection":
            raise InvalidGeometry("the place is a GeometryCollection; pass one of its parts")
        # Edges are sampled too: an outline's long edge may come nearer than its corners.
        xy = np.unique(shapely.get_coordinates(shapely.segmentize(geometry, 0.005)), axis=0)
        at = self.locate(xy, columns=["distance_m", "along_m", "indeterminate"])
        first = int(np.argmin(at["distance_m"].to_numpy()))
        # An outline may run along a border; what lies on it says nothing of the side.
        names, clearance_m = self._sides(xy[:, 0], xy[:, 1], at["distance_m"].to_numpy())
        clear = ~at["indeterminate"].to_numpy() & (clearance_m > _OUTLINE_SLACK_M)
        sides = set(names[clear]) or set(names)
        sides = sides - {"none"} or sides
        touches = geometry.intersects(self.geometry)
        return Depth(
            nearest_m=0.0 if touches else float(at["distance_m"].iloc[first]),
            farthest_m=float(at["distance_m"].max()),
            side=sides.pop() if len(sides) == 1 else "both",
            along_m=float(at["along_m"].iloc[first]),
            indeterminate=bool(at["indeterminate"].all()),
        )

    def corridor(self, width_m: float | str) -> BaseGeometry:
        """Return the outline of everything within a distance of the line.

        Parameters
        ----------
        width_m : float or str
            How far, on each side: metres, or text such as ``"25 km"``.

        Returns
        -------
        shapely.Polygon or shapely.MultiPolygon
            Longitude, latitude on WGS 84; its boundary lies within 1 m of `width_m` from
            the line.

        Raises
        ------
        InvalidQuantity
            If the width is not positive, or too wide.
        """
        return geodesic_buffer(self.geometry, metres_of(width_m))

    def reaches(self, length_m: float | str = 10_000.0) -> gpd.GeoDataFrame:
        """Cut the line into stretches of one length, to count and compare along it.

        Parameters
        ----------
        length_m : float or str, default 10,000
            Length of each, in metres or as text (``"10 km"``); the last one is shorter.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326, indexed by ``reach`` (from 0 at the start): ``from_km``, ``to_km``,
            ``section`` (that of its middle), the geometry, and for the border ``counties`` and
            ``provinces`` (ids of those on both banks, in order along the line).

        Raises
        ------
        InvalidQuantity
            If the length is not above 0.

        Examples
        --------
        >>> reaches = ReferencedLine([(0, 0), (1, 0)]).reaches(40_000)
        >>> reaches[["from_km", "to_km"]].round(1).values.tolist()
        [[0.0, 40.0], [40.0, 80.0], [80.0, 111.3]]
        """
        step = metres_of(length_m, "length_m", above=0.0)
        starts = np.arange(0.0, self.length_m - 1e-3, step)
        ends = np.append(starts[1:], self.length_m)
        codes = self._section_steps.at((starts + ends) / 2.0).astype(int)
        names = [section.name for section in self._sections]
        return gpd.GeoDataFrame(
            {
                "from_km": starts / 1000.0,
                "to_km": ends / 1000.0,
                "section": pd.Categorical.from_codes(codes, pd.Index(names, dtype="str")),
                **self._units_of(starts, ends),
            },
            index=pd.RangeIndex(len(starts), name="reach"),
            geometry=[self.between(a, b) for a, b in zip(starts, ends, strict=True)],
            crs="EPSG:4326",
        )

    def _units_of(self, _: NDArray[Any], __: NDArray[Any]) -> dict[str, Any]:
        """Return columns of :meth:`reaches` for what holds the stretches, by starts and ends."""
        return {}

    def _sides(
        self, lon: Any, lat: Any, distance_m: NDArray[np.float64]
    ) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Name the side, and return how far the boundary is that tells it."""
        codes = self._side_codes(self._line.locate(lon, lat), np.inf)
        names = np.array([self.RIGHT, "on", self.LEFT, "none"], dtype=object)
        return names[codes], distance_m

    def _makers(self, side_within_m: float) -> Makers:
        """Return how each column of :meth:`locate` is made, and its type."""
        names = pd.CategoricalDtype([section.name for section in self._sections])
        sides = pd.CategoricalDtype([self.RIGHT, "on", self.LEFT])
        return {
            "distance_m": (lambda _x, _y, at: at.distance_m, float),
            "along_m": (lambda _x, _y, at: at.along_m, float),
            "lon": (lambda _x, _y, at: at.lon, float),
            "lat": (lambda _x, _y, at: at.lat, float),
            "side": (lambda _x, _y, at: self._side_codes(at, side_within_m), sides),
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
    def _section_steps(self) -> Steps:
        """Number the sections along the line, −1 outside of them."""
        numbers = [(part.from_m, part.to_m, n) for n, part in enumerate(self._sections)]
        return Steps(numbers, -1.0, self._line.vertex_m)

    @cached_property
    def _band_steps(self) -> Steps:
        """Tell how well the line is known along it."""
        return Steps(self._bands, 0.0, self._line.vertex_m)

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
