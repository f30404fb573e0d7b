"""Hand out layers and tables as of a date: the states of features, what changed, what was near."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from sinokorea_geo.atlas.dates import Interval, SpaceTimeIndex, lifetime, parse_interval
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.store import LAYERS, TABLES, DataStore, Layer, records
from sinokorea_geo.geodesy import destination, distance_m
from sinokorea_geo.geodesy.lazy import cached_property

#: Layers whose features come and go; the others have no dates.
DATED_LAYERS: Final = ("crossings", "zones", "places", "routes")
#: Statuses of what people or goods can use.
OPEN_STATUSES: Final = ("open", "seasonal", "active")
#: Statuses that do not end what already stands.
ON_PAPER: Final = {"planned", "decreed"}


@dataclass(frozen=True)
class State:
    """A status, and the days on which a feature had it."""

    status: str
    days: Interval
    #: The last day for which there is evidence; None for a state that has ended.
    known_to: dt.date | None = None
    as_of: str = ""


class History:
    """The dated states of all features."""

    def __init__(self, periods: pd.DataFrame, features: gpd.GeoDataFrame) -> None:
        self._features = features
        states: defaultdict[str, list[State]] = defaultdict(list)
        for row in records(periods):
            start, end, as_of = _texts(row[key] for key in ("start", "end", "as_of"))
            if start or end:  # a state without a date says nothing of any date
                states[row["feature_id"]].append(_state(row["status"], start, end, as_of))
        for known in states.values():
            known.sort(key=lambda state: state.days.first)
        self._states = dict(states)

    def frame_at(self, frame: gpd.GeoDataFrame, date: Interval) -> gpd.GeoDataFrame:
        """Return the features of a layer that existed then, with the status they had."""
        kept, status, last_known, evidence = [], [], [], list[str | None]()
        for position, row in enumerate(records(frame)):
            start, end, latest, as_of = _texts(map(row.get, ("start", "end", "status", "as_of")))
            states = self._states.get(row["id"], [])
            then = _strongest([state for state in states if state.days.overlaps(date)])
            if then is None:
                now = ("unknown", start, end, "") if states else (latest, start, end, as_of)
                then = _state(*now)
            if then.days.overlaps(date):
                kept.append(position)
                status.append(then.status or None)
                late = then.known_to is not None and date.first > then.known_to
                last_known.append(then.status != "unknown" and late)
                later = then.as_of and parse_interval(then.as_of).first > date.last
                evidence.append(None if later else then.as_of or None)
        found = frame.iloc[kept].reset_index(drop=True)
        if "as_of" in found:
            found["as_of"] = pd.array(evidence, dtype=found["as_of"].dtype)
        return found.assign(status=status, last_known=np.array(last_known, dtype=bool))

    def near(
        self,
        point: tuple[float, float],
        within_m: float | str,
        days: Interval,
        layers: Collection[str],
        status: Collection[str],
    ) -> gpd.GeoDataFrame:
        """Find what had one of some statuses near a point during some days."""
        within_m = metres_of(within_m, "within_m", above=0)
        entries, index = self._timeline
        told = (entries[at] for at in index.query(_bounds_around(*point, within_m), days))
        held = {key: now for key, layer, now in told if layer in layers and now in status}
        found = self._features[self._features["id"].isin(held)].copy()
        found["status"] = found["id"].map(held)
        points = found.geometry.representative_point()
        found["distance_m"] = distance_m(*point, points.x.to_numpy(), points.y.to_numpy())
        found = found[found["distance_m"] <= within_m].sort_values(["distance_m", "id"])
        return found.reset_index(drop=True)

    @cached_property
    def _timeline(self) -> tuple[list[tuple[str, str, str]], SpaceTimeIndex]:
        """Id, layer and status of each dated state, and where and when to find it."""
        entries, boxes = [], []
        for row in records(self._features[self._features["layer"].isin(DATED_LAYERS)]):
            states = self._states.get(row["id"])
            if states is None:
                start, end, status = _texts([row["start"], row["end"], row["status"]])
                states = [_state(status or "unknown", start, end, "")]
            entries += [(row["id"], row["layer"], state.status) for state in states]
            boxes += [(row["geometry"].representative_point().bounds, one.days) for one in states]
        return entries, SpaceTimeIndex(boxes)


def changed(
    layer: str, every: gpd.GeoDataFrame, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> Iterator[tuple[str | None, ...]]:
    """List the features of a layer whose status differs between two dates."""
    old, new = (
        dict(zip(then["id"], _texts(then["status"]), strict=True)) for then in (before, after)
    )
    for key, name in zip(every["id"], every["name_en"], strict=True):
        if old.get(key) != new.get(key):
            yield layer, key, name, old.get(key), new.get(key)


def events_during(events: pd.DataFrame, date: Interval) -> pd.DataFrame:
    """Return the events that took place on any of some days."""
    ends = events["end_date"].where(events["end_date"] != "", events["date"])
    when = [
        bool(start) and lifetime(start, end).overlaps(date)
        for start, end in zip(events["date"], ends, strict=True)
    ]
    return events[when].reset_index(drop=True)


def _strongest(states: list[State]) -> State | None:
    """Return the state that counts of several at once: the last to begin, a plan last."""
    for weaker in (ON_PAPER, {"planned"}, set()):
        real = [state for state in states if state.status not in weaker]
        if real:
            return real[-1]
    return None


def _state(status: str, start: str, end: str, as_of: str) -> State:
    """Return a state; one without an end is known to `as_of`, or to its start if nobody says."""
    known = "" if end else as_of or start
    known_to = parse_interval(known).last if known else None
    return State(status, lifetime(start, end), known_to, as_of)


def _texts(values: Iterable[Any]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]


def _bounds_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """Return a box in degrees that holds the circle, a little wider than it must be."""
    x, y = destination(lon, lat, np.array([0.0, 90.0, 180.0, 270.0]), radius_m * 1.01)
    return (x.min() - 0.01, y.min() - 0.01, x.max() + 0.01, y.max() + 0.01)


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
