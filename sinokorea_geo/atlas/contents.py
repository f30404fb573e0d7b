"""The layers and tables of a data folder, each as a property."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas.store import LAYERS, TABLES, DataStore

__all__ = ["Contents", "all_features"]


class Contents:
    """Hand out copies of layers and tables."""

    def __init__(self, store: DataStore) -> None:
        self._store = store

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a copy of a layer."""
        return self._then(name, self._store.layer(name))

    def _then(self, name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Return what of a layer existed on the date of the atlas: here, all of it."""
        del name
        return frame

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
    def layers(self) -> tuple[str, ...]:
        """The names of the layers."""
        return LAYERS

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables that the data folder holds."""
        return tuple(name for name in TABLES if name in self._store.manifest)

    @property
    def crossings(self) -> gpd.GeoDataFrame:
        """Crossings and bridges, in order along the border from the Yalu mouth."""
        return self.layer("crossings")

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """Economic, trade and tourism zones."""
        return self.layer("zones")

    @property
    def places(self) -> gpd.GeoDataFrame:
        """Cities, towns, ports, stations, peaks and other points."""
        return self.layer("places")

    @property
    def routes(self) -> gpd.GeoDataFrame:
        """Roads, railways, ferries and tours, straight from way-point to way-point."""
        return self.layer("routes")

    @property
    def railways(self) -> gpd.GeoDataFrame:
        """Courses of the railways among the routes, and the rest of the network near the border."""
        return self.layer("railways")

    @property
    def islands(self) -> gpd.GeoDataFrame:
        """Outlines of some islands in the two rivers; never all of them."""
        return self.layer("islands")

    @property
    def rivers(self) -> gpd.GeoDataFrame:
        """The Yalu and the Tumen, as far as border lines follow them."""
        return self.layer("rivers")

    @property
    def provinces(self) -> gpd.GeoDataFrame:
        """Provinces of both banks, and the Chinese prefectures on the border."""
        return self.layer("provinces")

    @property
    def counties(self) -> gpd.GeoDataFrame:
        """The counties, cities and districts on the border and behind it; `tier` says which."""
        return self.layer("counties")

    @property
    def names(self) -> pd.DataFrame:
        """Every form of every name: language, scheme, period, source."""
        return self._store.table("names")

    @property
    def name_variants(self) -> pd.DataFrame:
        """Spellings of names that print has, made by rule; each row says by which."""
        return self._store.table("name_variants")

    @property
    def periods(self) -> pd.DataFrame:
        """Dated states of features: open from, closed from, and so on."""
        return self._store.table("periods")

    @property
    def events(self) -> pd.DataFrame:
        """Dated events, in order; in an atlas of one date, those of that date."""
        return self._store.table("events")

    @property
    def statistics(self) -> pd.DataFrame:
        """Trade, growth, investment and caps: one row an indicator, period and source."""
        return self._store.table("statistics")

    @property
    def claims(self) -> pd.DataFrame:
        """What sources state of the border, paraphrased, with what would test it."""
        return self._store.table("claims")

    @property
    def claim_names(self) -> pd.DataFrame:
        """What claims call the border, countries and features besides the names of the atlas."""
        return self._store.table("claim_names")

    @property
    def claim_sets(self) -> pd.DataFrame:
        """Sets that claims count: each row one way to choose the members of a set."""
        return self._store.table("claim_sets")

    @property
    def outline_doubts(self) -> pd.DataFrame:
        """Outlines that are known to be wrong somewhere along the border."""
        return self._store.table("outline_doubts")

    @property
    def crossing_counts(self) -> pd.DataFrame:
        """Why print says 13, 15, 16 or 27 crossings: what each count is known to hold.

        ``holds`` is a tuple of ids, ``complete`` whether that is all of the count, and
        ``not_known`` says what no source that could be read tells.
        """
        table = self._store.table("counts")
        table["holds"] = table["holds"].map(lambda ids: tuple(ids.split()))
        return table

    @property
    def stated_values(self) -> pd.DataFrame:
        """Lengths, areas and distances as sources state them, one row a value and its source."""
        return self._store.table("stated_values")

    @property
    def sources(self) -> pd.DataFrame:
        """The sources that features point at, one a row, as CSL-JSON fields."""
        return self._store.table("sources")

    @property
    def hosts(self) -> pd.DataFrame:
        """Hosts of sources that copy other pages, that serve https, or that a publisher owns."""
        return self._store.table("hosts")

    @property
    def disagreements(self) -> pd.DataFrame:
        """Contradictions between tables that are known and left to stand, with the reason."""
        return self._store.table("disagreements")

    @property
    def uncertainty(self) -> pd.DataFrame:
        """How far the border moved on the map between 2017 and 2026, for each ten kilometres."""
        return self._store.table("uncertainty")

    @property
    def unplaced(self) -> pd.DataFrame:
        """Features that no source gives a position for; they stand in no layer."""
        return self._store.table("unplaced")


def all_features(
    layer: Callable[[str], gpd.GeoDataFrame], unplaced: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return every named feature in one frame, those without a position too."""
    frames = [layer(name).assign(layer=name) for name in LAYERS if name != "basemap"]
    nowhere = unplaced.astype(object).replace("", None).assign(layer="unplaced", geometry=None)
    nowhere["source_ids"] = unplaced["source_ids"].str.split().map(tuple)
    frames.append(gpd.GeoDataFrame(nowhere, crs="EPSG:4326"))
    columns = [frame.dropna(axis="columns", how="all") for frame in frames]
    return gpd.GeoDataFrame(pd.concat(columns, ignore_index=True), crs="EPSG:4326")
