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

from sinokorea_geo import geodesy
from sinokorea_geo.atlas.route import Makers, ReferencedLine
from sinokorea_geo.atlas.sections import Band, Section
from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy.lazy import cached_property

_TIE_M = 0.001


@dataclass(frozen=True)
class Neighbour:
    """Another boundary that meets the border at its end, to tell a third country's side."""

    line: geodesy.GeodesicLine
    left: str
    right: str


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

    def _units_of(self, starts: NDArray[Any], ends: NDArray[Any]) -> dict[str, Any]:
        units = {"counties": "county", "provinces": "province"}
        return {name: self._units_along(unit, starts, ends) for name, unit in units.items()}

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
