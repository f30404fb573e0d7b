"""Hand out the layers and tables of a data folder, each as a property."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas.dates import Interval
from sinokorea_geo.atlas.history import DATED_LAYERS, History, events_during
from sinokorea_geo.atlas.store import LAYERS, TABLES, DataStore, Layer
from sinokorea_geo.geodesy.lazy import cached_property


class _Table(property):
    """Hand out a copy of the table of this name."""

    def __init__(self, doc: str) -> None:
        super().__init__(self._copy, doc=doc)

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def _copy(self, contents: Contents) -> pd.DataFrame:
        return contents._then(self._name, contents._store.table(self._name))

    if TYPE_CHECKING:  # a plain property gives Any

        def __get__(self, _: Any, owner: Any = None, /) -> pd.DataFrame: ...  # type: ignore[override]  # of object


class _Layer(_Table):
    """Hand out a copy of the layer of this name."""

    def _copy(self, contents: Contents) -> gpd.GeoDataFrame:
        name: Any = self._name
        return contents.layer(name)

    if TYPE_CHECKING:

        def __get__(self, _: Any, owner: Any = None, /) -> gpd.GeoDataFrame: ...


class Contents:
    """Hand out copies of layers and tables."""

    def __init__(self, store: DataStore, date: Interval | None = None) -> None:
        self._store, self._date = store, date

    def layer(self, name: Layer) -> gpd.GeoDataFrame:
        """Return a copy of a layer."""
        return self._then(name, self._store.layer(name))

    def _then(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what of a layer or table existed on the date of the atlas."""
        if self._date is None:
            return frame
        if name == "events":
            return events_during(frame, self._date)
        return self._history.frame_at(frame, self._date) if name in DATED_LAYERS else frame

    @cached_property
    def _history(self) -> History:
        return History(self.periods, all_features(self._store.layer, self.unplaced))

    def cells(self, table: str) -> pd.DataFrame:
        """Return the cells of a table as text, as its file has them."""
        return self._store.cells(table)

    @property
    def version(self) -> str:
        """The version of the data."""
        return self._store.version

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that differ if any data file differs."""
        return self._store.fingerprint

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The names of the layers."""
        return LAYERS

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that the data folder holds."""
        return tuple(name for name in TABLES if name in self._store.manifest)

    crossings = _Layer("Crossings and bridges, in order along the border from the Yalu mouth.")
    zones = _Layer("Economic, trade and tourism zones.")
    places = _Layer("Cities, towns, ports, stations, peaks and other points.")
    routes = _Layer("Roads, railways, ferries and tours, straight from way-point to way-point.")
    railways = _Layer("Courses of railways: those among the routes, and others near the border.")
    islands = _Layer("Outlines of some islands in the two rivers; never all of them.")
    rivers = _Layer("The Yalu and the Tumen, as far as border lines follow them.")
    provinces = _Layer("Provinces of both banks, and the Chinese prefectures on the border.")
    counties = _Layer("Counties, cities, districts on the border and behind it; `tier` says which.")
    names = _Table("Every form of every name: language, scheme, period, source.")
    name_variants = _Table("Spellings that print has, made by rule; each row says by which.")
    periods = _Table("Dated states of features: open from, closed from, and so on.")
    events = _Table("Dated events, in order; in an atlas of one date, those of that date.")
    statistics = _Table("Trade, growth, investment, caps: a row an indicator, period and source.")
    claims = _Table("What sources state of the border, paraphrased, with what would test it.")
    claim_names = _Table("Other names that claims use for the border, countries and features.")
    claim_sets = _Table("Sets that claims count: each row one way to choose the members of a set.")
    stated_values = _Table("Lengths, areas and distances that sources state, a row a value.")
    sources = _Table("The sources that features point at, one a row, as CSL-JSON fields.")
    hosts = _Table("Hosts of sources that copy pages, that serve https, or that a publisher owns.")
    disagreements = _Table("Known contradictions between tables that stand, with the reason.")
    position_checks = _Table(
        "Positions of crossings held against OpenStreetMap's roads and railways."
    )
    uncertainty = _Table("How far the border moved on the map from 2017 to 2026, for each 10 km.")
    unplaced = _Table("Features that no source gives a position for; they stand in no layer.")

    @property
    def crossing_counts(self) -> pd.DataFrame:
        """The counts of crossings that sources print, and what each is known to hold.

        ``holds`` is a tuple of ids, ``complete`` whether that is all of the count, and
        ``not_known`` says what no source that could be read tells.
        """
        table = self._store.table("counts")
        table["holds"] = table["holds"].map(lambda ids: tuple(ids.split()))
        return table


def all_features(
    layer: Callable[[Layer], gpd.GeoDataFrame], unplaced: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return every named feature in one frame, those without a position too."""
    frames = [layer(name).assign(layer=name) for name in LAYERS if name != "basemap"]
    nowhere = unplaced.astype(object).replace("", None).assign(layer="unplaced", geometry=None)
    nowhere["source_ids"] = unplaced["source_ids"].str.split().map(tuple)
    frames.append(gpd.GeoDataFrame(nowhere, crs="EPSG:4326"))
    columns = [frame.dropna(axis="columns", how="all") for frame in frames]
    return gpd.GeoDataFrame(pd.concat(columns, ignore_index=True), crs="EPSG:4326")
