"""Compute answers for tables, count them along the border, and put stated beside measured."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.atlas.history import OPEN_STATUSES
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.store import Layer, records
from sinokorea_geo.errors import DataError, InvalidDate, InvalidQuantity, SinoKoreaGeoError, meant
from sinokorea_geo.geodesy import LayerIndex, ZoneIndex, area_km2, kept_index
from sinokorea_geo.geodesy.lazy import cached_property
from sinokorea_geo.spatial.measures import AREAS, nearest

#: What ``known.toml`` holds: answers, and kinds of files.
KNOWN: Final = tomllib.loads(files(__package__).joinpath("known.toml").read_text("utf-8"))
#: Names of answers, and the columns they add.
ANSWERS: Final[dict[str, list[str]]] = KNOWN["answers"]
_AREAS: Final[dict[str, Layer]] = KNOWN["areas"]
_REACH_M: Final = 10_000.0

Columns = dict[str, Any]


@dataclass(frozen=True)
class Answers:
    """A choice of answers, ready to be given for any number of positions."""

    atlas: Atlas
    names: Sequence[str] = ("border",)
    corridors: Sequence[float | str] = ()
    layers: Sequence[Layer] = ()
    dated: bool = False
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        unknown = [f"{n!r}{meant(n, ANSWERS)}" for n in self.names if n not in ANSWERS]
        if unknown:
            listed = " and ".join(unknown)
            raise InvalidQuantity(f"no answer {listed}; known are {', '.join(ANSWERS)}")
        if "open_crossing" in self.names and not self.dated:
            raise InvalidQuantity("open_crossing needs the dates of the rows; pass date=")
        for width in self.corridors:
            metres_of(width, "corridor")
        for layer in self.layers:
            self.atlas.layer(layer)

    def __reduce__(self) -> tuple[Any, ...]:
        return Answers, (self.atlas, self.names, self.corridors, self.layers, self.dated)

    @cached_property
    def columns(self) -> list[str]:
        """The columns that are added, in order."""
        nowhere = np.zeros(0)
        return list(self.of(nowhere, nowhere, pd.Series([], dtype="str")))

    def of(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], dates: pd.Series | None = None
    ) -> Columns:
        """Answer for checked positions."""
        border, xy = self.atlas.border, np.column_stack((lon, lat))
        at_border = [name for name in ("border", "country") if name in self.names]
        wanted = [column for name in at_border for column in ANSWERS[name]]
        if "reach" in self.names and "along_m" not in wanted:
            wanted.append("along_m")
        found: Columns = {}
        if wanted:
            table = border.locate(lon, lat, columns=wanted)
            if "border" in self.names:
                found |= {f"border_{name}": table[name].array for name in ANSWERS["border"]}
            if "country" in self.names:
                found["country"] = table["country"].array
            if "reach" in self.names:
                found["reach"] = (table["along_m"] // _REACH_M).astype("int32").array
        if "crossing" in self.names:
            found |= self._nearest("crossing", xy, self._layer("crossings"))
        if "open_crossing" in self.names:
            found |= self._open_crossing(xy, dates)
        for name, layer in _AREAS.items():
            if name in self.names:
                found |= self._area(name, lon, lat, self._layer(layer))
        for layer in self.layers:
            found |= self._nearest(layer, xy, self._layer(layer))
        for width in self.corridors:
            metres = metres_of(width)
            label = f"{metres / 1000:g}km" if metres >= 1000 else f"{metres:g}m"
            found[f"within_{label}"] = border.line.within(lon, lat, metres)
        return found

    def _layer(self, name: Layer) -> gpd.GeoDataFrame:
        """Return one copy of a layer, so that its index is kept."""
        if name not in self._kept:
            layer = self.atlas.layer(name)
            self._kept[name] = layer[layer.geometry.notna()].reset_index(drop=True)
        return self._kept[name]

    @staticmethod
    def _nearest(name: str, xy: NDArray[np.float64], layer: gpd.GeoDataFrame) -> Columns:
        table = nearest(xy, layer)
        codes = table["feature"].to_numpy().astype(np.int64)
        ids = pd.Categorical.from_codes(codes, layer["id"], validate=False)
        return {f"{name}_id": ids, f"{name}_distance_m": table["distance_m"].to_numpy()}

    @staticmethod
    def _area(
        name: str, lon: NDArray[np.float64], lat: NDArray[np.float64], layer: gpd.GeoDataFrame
    ) -> Columns:
        """Name the first area that each position lies in; it is in doubt near any outline."""
        # A prefecture lies in its province.
        wanted = np.isin(shapely.get_type_id(layer.geometry), AREAS)
        areas = layer[wanted & (layer["kind"] != "prefecture").to_numpy()]
        codes, doubt = np.full(len(lon), -1), np.zeros(len(lon), dtype=bool)
        if len(areas):
            first = kept_index(list(areas.geometry), ZoneIndex).first(lon, lat)
            codes = np.append(areas.index, -1)[first]
        for metres, some in areas.groupby("accuracy_m"):
            doubt |= kept_index(list(some.geometry), _outlines).within(lon, lat, metres)
        ids = pd.Categorical.from_codes(codes, layer["id"], validate=False)
        return {f"{name}_id": ids, f"{name}_indeterminate": doubt}

    def _open_crossing(self, xy: NDArray[np.float64], dates: pd.Series | None) -> Columns:
        """Find the nearest crossing that was open on each row's own date."""
        every = self._layer("crossings")
        codes, metres = np.full(len(xy), -1, dtype=np.int64), np.full(len(xy), np.nan)
        if dates is not None and len(dates):
            days = _days(dates, InvalidDate).to_numpy().astype("datetime64[D]")
            period = np.searchsorted(self._changes, days, side="right") - 1
            for number in np.unique(period):
                rows = np.flatnonzero(period == number)
                some = self._open_in(int(number))
                if len(some):
                    table = nearest(xy[rows], some)
                    codes[rows], metres[rows] = table["feature"], table["distance_m"]
        ids = pd.Categorical.from_codes(codes, every["id"], validate=False)
        return {"open_crossing_id": ids, "open_crossing_distance_m": metres}

    @cached_property
    def _changes(self) -> NDArray[np.datetime64]:
        """The days on which the state of something changes, in order; the first is long ago."""
        day = np.timedelta64(1, "D")
        found = [np.datetime64("0001-01-01", "D")]
        held = self.atlas.periods, self._layer("crossings")
        texts = pd.concat([frame[["start", "end"]] for frame in held])
        for text in pd.unique(texts.to_numpy().ravel()):
            if isinstance(text, str) and text:
                span = parse_interval(text)
                found += [np.datetime64(span.first, "D"), np.datetime64(span.last, "D") + day]
        return np.unique(np.array(found))

    def _open_in(self, number: int) -> gpd.GeoDataFrame:
        """Return the crossings open between two changes, labelled by their row in the layer."""
        key = f"open {number}"
        if key not in self._kept:
            then = self.atlas.at(str(self._changes[number])).layer("crossings")
            then = then[then["status"].isin(OPEN_STATUSES)]
            every = self._layer("crossings")
            self._kept[key] = every[every["id"].isin(then["id"])]
        return self._kept[key]


def _outlines(areas: list[BaseGeometry]) -> LayerIndex:
    """Index the edges of areas, once each."""
    return LayerIndex([shapely.line_merge(shapely.union_all(shapely.boundary(areas)))])


def _days(dates: pd.Series, fault: type[SinoKoreaGeoError]) -> pd.Series:
    """Convert dates to times without a zone, or name the first row whose date cannot be read."""
    days = pd.to_datetime(dates, errors="coerce", format="ISO8601", utc=True)
    for row in np.flatnonzero(days.isna())[:1]:
        raise fault(f"row {dates.index[row]}: {dates.iloc[row]!r} is no date; write 2016-08-22")
    return days.dt.tz_localize(None)


def count_by_reach(table: Any, *, date: str | None = None, period: str = "M") -> pd.DataFrame:
    """Count the rows of a table by reach of the border, and by period if it has dates.

    Parameters
    ----------
    table : pandas.DataFrame
        Annotated with ``answers=["reach"]``; rows without a reach do not count.
    date : str, optional
        Column of dates.
    period : str, default "M"
        Length of a period, as pandas writes it: ``"D"``, ``"M"``, ``"Q"``, ``"Y"``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``reach``, every one from 0 to the last that occurs: one column ``count``, or
        one a period. ``count_by_reach(table).plot()`` draws it along the chainage.

    Raises
    ------
    DataError
        If the table has no such columns, or a date cannot be read.

    Examples
    --------
    >>> days = ["2016-08-01", "2016-08-22", "2016-09-01"]
    >>> table = pd.DataFrame({"reach": [0, 2, 2], "day": days})
    >>> count_by_reach(table)["count"].tolist()
    [1, 0, 2]
    >>> count_by_reach(table, date="day").columns.astype(str).tolist()
    ['2016-08', '2016-09']
    """
    for name in ("reach", *([date] if date else ())):
        if name not in table:
            raise DataError(f"the table has no column {name!r}; annotate it with answers=['reach']")
    some = table[table["reach"].notna()]
    every = pd.RangeIndex(int(some["reach"].max()) + 1 if len(some) else 0, name="reach")
    reach = some["reach"].astype("int64")
    if date is None:
        each = reach.value_counts().reindex(every, fill_value=0)
        return pd.DataFrame({"count": each}, index=each.index).rename_axis("reach")
    periods = _days(some[date], DataError).dt.to_period(period)
    counts: pd.DataFrame = pd.crosstab(reach, periods).reindex(every, fill_value=0)
    return counts


def stated_and_measured(atlas: Atlas) -> pd.DataFrame:
    """Put stated lengths and areas beside measured ones.

    Parameters
    ----------
    atlas : Atlas
        The atlas.

    Returns
    -------
    pandas.DataFrame
        One row a stated value: ``id``, ``what``, ``stated``, ``measured``, ``unit``,
        ``ratio`` (measured over stated), ``why`` they may differ, ``source_ids``. Roads
        and railways are measured straight through their way-points, which is a lower
        bound; zones by the outline of the units they are made of.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> table = stated_and_measured(load_atlas())
    >>> border = table[table["id"] == "border"]
    >>> border["stated"].agg(["min", "max"]).tolist()
    [1300.0, 1500.0]
    """
    rows = [*_border_lengths(atlas), *_lengths_and_areas(atlas)]
    columns = ["id", "what", "stated", "measured", "unit", "why", "source_ids"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "ratio", table["measured"] / table["stated"])
    return table


def _border_lengths(atlas: Atlas) -> Iterator[tuple[Any, ...]]:
    measured = atlas.border.length_m / 1000
    claims, figures = atlas.claims, atlas.stated_values
    stated = pd.concat(
        [
            claims[(claims["measure"] == "length") & (claims["object_id"] == "")],
            figures[figures["property"] == "length"],
        ]
    )
    stated = stated[(stated["subject_id"] == BORDER_ID) & (stated["unit"] == "km")]
    stated = stated.assign(stated=stated["stated"].astype(float)).drop_duplicates(
        ["stated", "source_ids"]
    )
    why = "a wiggly line has a length only at a scale; no source says which it used"
    for row in records(stated.sort_values("stated")):
        ids = tuple(row["source_ids"].split())
        yield "border", "border length", row["stated"], measured, "km", why, ids


def _lengths_and_areas(atlas: Atlas) -> Iterator[tuple[Any, ...]]:
    routes, zones = atlas.routes, atlas.zones
    for row in records(routes[routes["stated_length_km"].notna()]):
        why = f"straight through {len(row['waypoints'])} way-points; {row['note']}"
        stated, measured = row["stated_length_km"], row["measured_length_km"]
        yield row["id"], f"{row['kind']} length", stated, measured, "km", why, row["source_ids"]
    for row in records(zones[(zones.geom_type != "Point") & zones["stated_area_km2"].notna()]):
        why = f"outline of whole units; {row['note']}"
        stated, measured = row["stated_area_km2"], area_km2(row["geometry"])
        yield row["id"], "zone area", stated, measured, "km²", why, row["source_ids"]
