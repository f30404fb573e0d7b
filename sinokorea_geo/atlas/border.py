"""Measure against the border: distance, side, section, and the units along it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from sinokorea_geo import geodesy
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import Position, as_geometry
from sinokorea_geo.atlas.route import Band, Makers, ReferencedLine, Section
from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.lazy import cached_property

_TIE_M = 0.001
_OUTLINE_SLACK_M = 150.0


@dataclass(frozen=True)
class Neighbour:
    """Another boundary that meets the border at its end, to tell a third country's side."""

    line: geodesy.GeodesicLine
    left: str
    right: str


@dataclass(frozen=True)
class Depth:
    """How far a place lies from the border, in a straight line on the ellipsoid.

    Parameters
    ----------
    nearest_m : float
        From the place's nearest point to the border, in metres.
    farthest_m : float
        From the corner of its outline that is farthest from the border; the same for a point.
    side : str
        Whose side it is on; ``both`` for a place that the line crosses.
    along_m : float
        Chainage of the border's point nearest to it, in metres.
    indeterminate : bool
        Whether it is so close that the line's own uncertainty decides the side.
    """

    nearest_m: float
    farthest_m: float
    side: str
    along_m: float
    indeterminate: bool


class BorderLine(ReferencedLine):
    """The China–DPRK border, from the Yalu mouth to the Tumen tripoint.

    Parameters
    ----------
    line : LineString or array_like
        As for :class:`ReferencedLine`.
    sections : sequence of Section
        The Yalu, Paektu and Tumen sections.
    bands : sequence of Band
        How well the line is known.
    approach : LineString, optional
        The sea boundary that leads to the start of the line; it prolongs the sides only.
    neighbours : sequence of Neighbour
        The boundaries with the third country that start at the end of the line.
    units : mapping
        Outlines for :meth:`shares`: ``province``, ``prefecture``, ``county``.
    home : Atlas, optional
        The atlas whose border this is. It looks names of places up, and a pickle names it
        instead of holding the coordinates.
    """

    _sides_dtype = pd.CategoricalDtype(["KP", "on", "CN"])

    #: Whose land lies left and right of a traveller from the Yalu mouth to the tripoint.
    LEFT, RIGHT = "CN", "KP"

    def __init__(
        self,
        line: LineString | ArrayLike,
        *,
        sections: Sequence[Section] = (),
        bands: Sequence[Band] = (),
        approach: LineString | None = None,
        neighbours: Sequence[Neighbour] = (),
        units: Mapping[str, gpd.GeoDataFrame] | None = None,
        home: Any = None,
    ) -> None:
        super().__init__(
            line, sections=sections, bands=bands, find=None if home is None else home.find
        )
        self._home = home
        coords = self._line.coords
        if approach is not None:
            coords = np.vstack([np.asarray(approach.coords)[:-1], coords])
        self._arms = (Neighbour(geodesy.GeodesicLine(coords), self.LEFT, self.RIGHT), *neighbours)
        self._units = dict(units or {})
        self._shares: dict[str, pd.DataFrame] = {}

    def __reduce__(self) -> tuple[Any, ...] | str:
        if self._home is not None:
            return getattr, (self._home, "border")
        return super().__reduce_ex__(2)

    def _makers(self, side_within_m: float) -> Makers:
        makers = super()._makers(side_within_m)
        if "province" in self._units:
            makers["country"] = self._country_codes, self._countries[0]
        return makers

    def _prepare(self, columns: Iterable[str], count: int) -> None:
        if "country" in columns:
            self._countries[1].prepare(count)

    @cached_property
    def _countries(self) -> tuple[pd.CategoricalDtype, geodesy.ZoneIndex]:
        """The countries of the provinces, without edges between these, and an index of them."""
        units = self._units["province"]
        names = sorted(set(units["country"]))
        whole = [shapely.union_all(units.geometry[units["country"] == n]) for n in names]
        return pd.CategoricalDtype([*names, "indeterminate"]), geodesy.ZoneIndex(whole)

    def _country_codes(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], found: geodesy.NearestOnLine
    ) -> NDArray[np.int8]:
        """Find the number of the country by outlines; indeterminate near the line."""
        dtype, zones = self._countries
        country = zones.first(lon, lat).astype(np.int8)
        country[self._indeterminate(found)] = len(dtype.categories) - 1
        return country

    def depth(self, place: Position) -> Depth:
        """Measure how far inside a place lies, in a straight line.

        Parameters
        ----------
        place : Place, name, shapely geometry, (lon, lat) or ``__geo_interface__``
            What to measure; an outline has a nearest and a farthest part.

        Returns
        -------
        Depth
            Metres on WGS 84, the side, and the chainage of the nearest border point.

        Raises
        ------
        InvalidGeometry, InvalidCoordinates
            If there is nothing to measure.

        Examples
        --------
        >>> border = BorderLine([(0, 0), (1, 0)])
        >>> depth = border.depth((0.5, -0.1))
        >>> depth.side, round(depth.nearest_m)
        ('KP', 11057)
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
        touches = geometry.intersects(self.geometry)
        return Depth(
            nearest_m=0.0 if touches else float(at["distance_m"].iloc[first]),
            farthest_m=float(at["distance_m"].max()),
            side=sides.pop() if len(sides) == 1 else "both",
            along_m=float(at["along_m"].iloc[first]),
            indeterminate=bool(at["indeterminate"].all()),
        )

    def corridor(self, width_m: float | str) -> BaseGeometry:
        """Return the outline of everything within a distance of the border.

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
        return geodesy.geodesic_buffer(self.geometry, metres_of(width_m))

    def shares(
        self, unit: Literal["province", "prefecture", "county"] = "province"
    ) -> pd.DataFrame:
        """Return how much of the border each administrative unit holds, on both banks.

        Parameters
        ----------
        unit : {"province", "prefecture", "county"}
            Which units; prefectures are Chinese only.

        Returns
        -------
        pandas.DataFrame
            ``id``, ``name_en``, ``country``, ``length_m``, ``share`` of the whole line, and
            ``accuracy_m``: how far the places where the unit's part begins and ends may be off,
            added up. Longest first on each bank. Derived from outlines fitted to the line.

        Raises
        ------
        InvalidGeometry
            If the line was given no outlines of such units.
        """
        if unit not in self._units:
            known = ", ".join(sorted(self._units)) or "none"
            raise InvalidGeometry(f"no outlines of {unit!r} units; this line has: {known}")
        if unit not in self._shares:
            self._shares[unit] = self._measured_shares(unit)
        return self._shares[unit].copy()

    def reaches(self, length_m: float | str = 10_000.0) -> gpd.GeoDataFrame:
        """Cut the border into stretches of one length, to count and compare along it.

        Parameters
        ----------
        length_m : float or str, default 10,000
            Length of each, in metres or as text (``"10 km"``); the last one is shorter.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326, indexed by ``reach`` (from 0 at the Yalu mouth): ``from_km``, ``to_km``,
            ``section`` (that of its middle), ``counties`` and ``provinces`` (ids of those on
            both banks, in order along the line; empty without outlines), and the geometry.

        Raises
        ------
        InvalidQuantity
            If the length is not above 0.

        Examples
        --------
        >>> reaches = BorderLine([(0, 0), (1, 0)]).reaches(40_000)
        >>> reaches[["from_km", "to_km"]].round(1).values.tolist()
        [[0.0, 40.0], [40.0, 80.0], [80.0, 111.3]]
        """
        step = metres_of(length_m, "length_m", above=0.0)
        starts = np.arange(0.0, self.length_m, step)
        ends = np.append(starts[1:], self.length_m)
        kept = ends - starts > 1e-3
        starts, ends = starts[kept], np.append(ends[kept][:-1], self.length_m)
        codes = self._section_steps.at((starts + ends) / 2.0).astype(int)
        names = [section.name for section in self._sections]
        return gpd.GeoDataFrame(
            {
                "from_km": starts / 1000.0,
                "to_km": ends / 1000.0,
                "section": pd.Categorical.from_codes(codes, pd.Index(names, dtype="str")),
                "counties": self._units_along("county", starts, ends),
                "provinces": self._units_along("province", starts, ends),
            },
            index=pd.RangeIndex(len(starts), name="reach"),
            geometry=[self.between(a, b) for a, b in zip(starts, ends, strict=True)],
            crs="EPSG:4326",
        )

    def _units_along(
        self, unit: str, starts: NDArray[np.float64], ends: NDArray[np.float64]
    ) -> list[tuple[str, ...]]:
        """List the units on both banks of stretches, in order along the line."""
        found: list[dict[str, None]] = [{} for _ in starts]
        first, last = self._line.vertex_m[:-1], self._line.vertex_m[1:]
        for _, units, owners in self._held(unit):
            ids = units["id"].to_numpy()
            for here, start, end in zip(found, starts, ends, strict=True):
                here.update(dict.fromkeys(ids[owners[(last > start) & (first < end)]]))
        return [tuple(here) for here in found]

    def _held(self, unit: str) -> Iterator[tuple[str, gpd.GeoDataFrame, NDArray[np.intp]]]:
        """Give, for each bank, the units of a kind and which of them holds each edge."""
        frame = self._units.get(unit)
        for country, units in () if frame is None else frame.groupby("country", sort=True):
            yield country, units, self._owners(units.geometry.to_numpy())

    def _measured_shares(self, unit: str) -> pd.DataFrame:
        metres = np.diff(self._line.vertex_m)
        parts = []
        for _, units, owners in self._held(unit):
            length_m = np.bincount(owners, weights=metres, minlength=len(units))
            changes = np.flatnonzero(np.diff(owners))
            ends = np.concatenate((owners[changes], owners[changes + 1]))
            part = pd.DataFrame(units[["id", "name_en", "country"]])
            part["length_m"], part["share"] = length_m, length_m / self.length_m
            accuracy_m = units.get("accuracy_m", np.nan)
            part["accuracy_m"] = np.bincount(ends, minlength=len(units)) * accuracy_m
            parts.append(part[length_m > 0])
        table = pd.concat(parts)
        return table.sort_values(
            ["country", "length_m"], ascending=[True, False], ignore_index=True
        )

    def _owners(self, outlines: NDArray[Any]) -> NDArray[np.intp]:
        """Return the outline that has each edge of the line, else the nearest to its middle."""
        xy = self._line.coords
        vertices = xy[:, 0] + 1j * xy[:, 1]
        owners = np.full(len(xy) - 1, -1, dtype=np.intp)
        for position, outline in enumerate(outlines):
            corners = shapely.get_coordinates(outline)
            on = np.isin(vertices, corners[:, 0] + 1j * corners[:, 1])
            owners[(owners < 0) & on[:-1] & on[1:]] = position
        left = np.flatnonzero(owners < 0)
        if len(left):
            middle = shapely.points((xy[left] + xy[left + 1]) / 2)
            found = shapely.STRtree(outlines).query_nearest(middle, all_matches=False)
            owners[left[found[0]]] = found[1]
        return owners

    def _sides(
        self, lon: Any, lat: Any, distance_m: NDArray[np.float64]
    ) -> tuple[NDArray[Any], NDArray[np.float64]]:
        """Name the side by the nearest of all boundaries, and return how far that is."""
        near = [arm.line.locate(lon, lat) for arm in self._arms]
        distances = [found.distance_m for found in near]
        names = [
            np.array([arm.right, "on", arm.left], dtype=object)[found.side.astype(int) + 1]
            for arm, found in zip(self._arms, near, strict=True)
        ]
        ordered = np.sort(distances, axis=0)
        nearest = np.argmin(distances, axis=0)[np.newaxis]
        side = np.take_along_axis(np.array(names), nearest, axis=0)[0]
        if len(self._arms) > 1:
            tie = (ordered[1] - ordered[0] < _TIE_M) & (distance_m > _TIE_M)
            if tie.any():
                side[tie] = self._sector_names(lon[tie], lat[tie])
        return side, ordered[0]

    def _sector_names(self, lon: Any, lat: Any) -> NDArray[Any]:
        """Name the side of points nearest to the junction itself, by bearing from it."""
        lon0, lat0 = (float(value) for value in self._line.coords[-1])
        # Leaving the junction along a neighbour, its right bank is the sector clockwise of it;
        # looking back along the border, that is the border's left bank.
        spokes = [(self._line.coords[-2], self.LEFT)]
        spokes += [(arm.line.coords[1], arm.right) for arm in self._arms[1:]]
        ends = np.array([xy for xy, _ in spokes])
        bearings = np.asarray(geodesy.initial_bearing_deg(lon0, lat0, ends[:, 0], ends[:, 1])) % 360
        clockwise_of = np.array([name for _, name in spokes], dtype=object)
        order = np.argsort(bearings)
        to_point = np.asarray(geodesy.initial_bearing_deg(lon0, lat0, lon, lat)) % 360
        slot = np.searchsorted(bearings[order], to_point, side="right") - 1
        return clockwise_of[order][slot]
