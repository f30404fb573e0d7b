"""The atlas: every layer, name and source, what existed when, and the measured border."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sinokorea_geo.atlas.border import BorderLine, Neighbour
from sinokorea_geo.atlas.dates import (
    Interval,
    SpaceTimeIndex,
    lifetime,
    parse_interval,
)
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.gazetteer import Gazetteer
from sinokorea_geo.atlas.route import Band, Section
from sinokorea_geo.atlas.store import LAYERS, DataStore, default_data_dir, records
from sinokorea_geo.errors import DataError, InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, destination, distance_m

__all__ = ["Atlas", "load_atlas"]

#: Layers whose features come and go; the others stand outside time.
DATED = ("crossings", "zones", "places", "routes")
#: States that do not undo what already stands.
_ON_PAPER = {"planned", "decreed"}
_OPEN = ("open", "seasonal", "active")


class Atlas:
    """What is known of the border, as of one date or of all.

    Parameters
    ----------
    store : DataStore
        Where the data come from.
    date : Interval, optional
        Only what existed then; everything if not given.

    See Also
    --------
    load_atlas : Opens the atlas that comes with the package.
    """

    def __init__(self, store: DataStore, date: Interval | None = None) -> None:
        self._store = store
        self._date = date

    # -- layers and tables -----------------------------------------------------------------

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Return a copy of a layer.

        Parameters
        ----------
        name : str
            One of ``Atlas.layers``.

        Returns
        -------
        geopandas.GeoDataFrame
            EPSG:4326, one row a feature. In an atlas of one date, only what existed then,
            with the status it had.

        Raises
        ------
        DataError
            If there is no such layer, or its file is damaged.
        """
        frame = self._store.layer(name)
        if self._date is None or name not in DATED:
            return frame
        return self._as_of(frame, self._date)

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers."""
        return LAYERS

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
        events = self._store.table("events")
        if self._date is None:
            return events
        ends = events["end_date"].where(events["end_date"] != "", events["date"])
        when = [
            bool(start) and lifetime(start, end).overlaps(self._date)
            for start, end in zip(events["date"], ends, strict=True)
        ]
        return events[when].reset_index(drop=True)

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
        table["count"] = table["count"].astype(int)
        table["holds"] = table["holds"].map(lambda ids: tuple(ids.split()))
        table["complete"] = table["complete"] == "1"
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
    def uncertainty(self) -> pd.DataFrame:
        """How far the border moved on the map between 2017 and 2026, for each ten kilometres."""
        table = self._store.table("uncertainty")
        return pd.DataFrame({name: pd.to_numeric(table[name]) for name in table})

    @property
    def unplaced(self) -> pd.DataFrame:
        """Features that no source gives a position for; they stand in no layer."""
        return self._store.table("unplaced")

    # -- time ------------------------------------------------------------------------------

    @property
    def date_label(self) -> str:
        """The date this atlas is of, as ISO text; empty if of all dates."""
        if self._date is None:
            return ""
        first, last = self._date.first.isoformat(), self._date.last.isoformat()
        return first if first == last else f"{first} to {last}"

    def at(self, date: str | dt.date) -> Atlas:
        """Return the atlas of what existed on a date.

        A feature counts as existing if a state is recorded for then, or if its own dates
        allow it: one whose start nobody published is kept. Its status becomes the one
        recorded for that date, ``unknown`` if its history is recorded but not for then.

        Parameters
        ----------
        date : str or datetime.date
            ISO, day or month and day optional; a month means any day of it.

        Returns
        -------
        Atlas
            With the same names, sources and border.

        Raises
        ------
        InvalidDate
            If the date cannot be read.

        Examples
        --------
        >>> atlas = load_atlas()
        >>> now, then = atlas.crossings, atlas.at("1930").crossings
        >>> len(then) < len(now)
        True
        """
        return Atlas(self._store, parse_interval(date))

    def changes(self, before: str | dt.date, after: str | dt.date) -> pd.DataFrame:
        """List what opened, closed or changed its state between two dates.

        Parameters
        ----------
        before, after : str or datetime.date
            ISO dates.

        Returns
        -------
        pandas.DataFrame
            ``layer``, ``id``, ``name_en``, and the status ``before`` and ``after``; None
            where the feature did not exist.

        Raises
        ------
        InvalidDate
            If a date cannot be read.

        Examples
        --------
        >>> changes = load_atlas().changes("2013-06-01", "2016-08-22").set_index("id")
        >>> changes.loc["kaesong-kic", ["before", "after"]].tolist()
        ['suspended', 'closed']
        """
        rows = []
        then, now = self.at(before), self.at(after)
        for layer in DATED:
            states = [
                dict(zip(frame["id"], _texts(frame["status"]), strict=True))
                for frame in (then.layer(layer), now.layer(layer))
            ]
            for row in records(self._store.layer(layer)):
                old, new = (state.get(row["id"]) for state in states)
                if old != new:
                    rows.append((layer, row["id"], row["name_en"], old, new))
        columns = ["layer", "id", "name_en", "before", "after"]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def _as_of(self, frame: gpd.GeoDataFrame, date: Interval) -> gpd.GeoDataFrame:
        kept, status = [], []
        for position, row in enumerate(records(frame)):
            start, end, latest = _texts([row["start"], row["end"], row["status"]])
            states = self._states.get(row["id"], [])
            then = _strongest([state for state, days in states if days.overlaps(date)])
            if then or lifetime(start or None, end or None).overlaps(date):
                kept.append(position)
                status.append(then or ("unknown" if states else latest or None))
        frame = frame.iloc[kept].reset_index(drop=True)
        return frame.assign(status=status)

    @cached_property
    def _states(self) -> dict[str, list[tuple[str, Interval]]]:
        """Each feature's dated states, in the order they began."""
        states: dict[str, list[tuple[str, Interval]]] = {}
        for row in records(self.periods):
            if row["start"] or row["end"]:  # a state that nobody dated says nothing of a date
                days = lifetime(row["start"] or None, row["end"] or None)
                states.setdefault(row["feature_id"], []).append((row["status"], days))
        for known in states.values():
            known.sort(key=lambda state: state[1].first)
        return states

    def near(
        self,
        lon: float,
        lat: float,
        *,
        within_m: float,
        date: str | dt.date | None = None,
        layers: Iterable[str] = ("crossings",),
        status: Iterable[str] = _OPEN,
    ) -> gpd.GeoDataFrame:
        """Find what stood open near a point at a time, in one query of space and time.

        Parameters
        ----------
        lon, lat : float
            Degrees on WGS 84.
        within_m : float
            How far, in metres on the ellipsoid.
        date : str or datetime.date, optional
            ISO, day or month and day optional; any time if not given.
        layers : iterable of str
            Which point layers to look in: ``crossings``, ``zones``, ``places``.
        status : iterable of str
            Which states count; a feature without a recorded history counts by its latest.

        Returns
        -------
        geopandas.GeoDataFrame
            The features, nearest first, with ``layer``, ``distance_m`` and the status then.

        Raises
        ------
        InvalidCoordinates, InvalidQuantity, InvalidDate
            If the point, the distance or the date cannot be used.

        Examples
        --------
        >>> atlas = load_atlas()
        >>> found = atlas.near(130.36, 42.87, within_m=50_000, date="2016-08")
        >>> "quanhe-wonjong" in set(found["id"])
        True
        """
        if not (np.isfinite(within_m) and within_m > 0):
            raise InvalidQuantity(f"within_m is {within_m}; pass a positive number of metres")
        days = parse_interval(date) if date is not None else Interval(dt.date.min, dt.date.max)
        wanted = set(status)
        entries, index = self._timeline
        bounds = _bounds_around(lon, lat, within_m)
        rows: dict[str, tuple[str, str]] = {}
        for position in index.query(bounds, days):
            feature_id, layer, state = entries[position]
            if layer in set(layers) and state in wanted:
                rows[feature_id] = (layer, state)
        return self._near_frame(rows, lon, lat, within_m)

    def _near_frame(
        self, rows: dict[str, tuple[str, str]], lon: float, lat: float, within_m: float
    ) -> gpd.GeoDataFrame:
        found = self._everything[self._everything["id"].isin(rows)].copy()
        found["status"] = [rows[key][1] for key in found["id"]]
        points = found.geometry.apply(_as_point)
        found["distance_m"] = distance_m(lon, lat, points.x.to_numpy(), points.y.to_numpy())
        found = found[found["distance_m"] <= within_m].sort_values(["distance_m", "id"])
        return found.reset_index(drop=True)

    @cached_property
    def _timeline(self) -> tuple[list[tuple[str, str, str]], SpaceTimeIndex]:
        entries, boxes = [], []
        dated = self._everything[self._everything["layer"].isin(DATED)]
        for row in records(dated):
            states = self._states.get(row["id"])
            if states is None:
                start, end, status = _texts([row["start"], row["end"], row["status"]])
                states = [(status or "unknown", lifetime(start or None, end or None))]
            point = _as_point(row["geometry"])
            for state, days in states:
                entries.append((row["id"], row["layer"], state))
                boxes.append(((point.x, point.y, point.x, point.y), days))
        return entries, SpaceTimeIndex(boxes)

    # -- names -----------------------------------------------------------------------------

    def find(self, name: str, *, kind: str | None = None, layer: str | None = None) -> Place:
        """Look a place up by any of its names, in English, Chinese or Korean.

        Case, width, accents, apostrophes, hyphens and spaces do not matter. A place that
        bears the name in full comes before one that print merely shortens to it.

        Parameters
        ----------
        name : str
            A name or an id.
        kind : str, optional
            Only features of this kind (``river``, ``city``, ``crossing``, ...).
        layer : str, optional
            Only features of this layer.

        Returns
        -------
        Place
            The one place of that name.

        Raises
        ------
        PlaceNotFound
            If there is none; ``suggestions`` holds the closest names.
        AmbiguousName
            If there are several; ``candidates`` holds them.

        Examples
        --------
        >>> atlas = load_atlas()
        >>> atlas.find("圈河").id
        'quanhe-wonjong'
        >>> atlas.find("Tumen", kind="river").name_ko
        '두만강'
        """
        return self._gazetteer.find(name, kind, layer)

    def search(
        self, text: str, *, limit: int = 10, kind: str | None = None, layer: str | None = None
    ) -> list[Place]:
        """Rank the places whose names come closest to a text; never raises on a miss.

        Parameters
        ----------
        text : str
            A name, a part of one, or a misspelling.
        limit : int
            How many at most.
        kind, layer : str, optional
            As for :meth:`find`.

        Returns
        -------
        list of Place
            Best first, each with ``matched`` and ``score``; empty if nothing comes close.

        Examples
        --------
        >>> [place.id for place in load_atlas().search("Sinuju", limit=1)]
        ['sinuiju']
        """
        return self._gazetteer.search(text, limit, kind, layer)

    def get(self, place_id: str) -> Place:
        """Return a feature by its id.

        Parameters
        ----------
        place_id : str
            The id.

        Returns
        -------
        Place
            The feature.

        Raises
        ------
        PlaceNotFound
            If no feature has this id.
        """
        return self._gazetteer.get(place_id)

    @cached_property
    def _everything(self) -> gpd.GeoDataFrame:
        """All named features in one frame: those of the layers, and those without a place."""
        frames = [self.layer(name).assign(layer=name) for name in LAYERS if name != "basemap"]
        unplaced = self.unplaced.assign(layer="unplaced", geometry=None)
        unplaced["source_ids"] = unplaced["source_ids"].str.split().map(tuple)
        frames.append(gpd.GeoDataFrame(unplaced.replace("", None), crs="EPSG:4326"))
        columns = [frame.dropna(axis="columns", how="all") for frame in frames]
        return gpd.GeoDataFrame(pd.concat(columns, ignore_index=True), crs="EPSG:4326")

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self._everything, self.names, self.name_variants)

    # -- the border ------------------------------------------------------------------------

    @cached_property
    def border(self) -> BorderLine:
        """The China–DPRK line, from the Yalu mouth to the Tumen tripoint."""
        layer = self._store.layer("border").set_index("id").geometry
        parts = {name: layer[f"border-{name}"].coords for name in ("yalu", "paektu", "tumen")}
        coords = np.vstack([parts["yalu"], parts["paektu"][1:], parts["tumen"][1:]])
        line = GeodesicLine(coords)
        ends = line.vertex_m[np.cumsum([len(part) - 1 for part in parts.values()])]
        sections = [
            Section(name, float(start), float(end))
            for name, start, end in zip(parts, [0.0, *ends[:-1]], ends, strict=True)
        ]
        downriver = np.vstack([layer["dprk-russia"].coords, layer["dprk-russia-sea"].coords[1:]])
        units, counties = self._store.layer("provinces"), self._store.layer("counties")
        kind = units["kind"]
        on_line = counties[counties["tier"] == "border"].reset_index(drop=True)
        return BorderLine(
            line,
            sections=sections,
            bands=[
                # Kilometres are written to the metre; the last band reaches the end.
                Band(1000 * from_km, 1000 * to_km + 1.0, within_m)
                for from_km, to_km, within_m in self._store.table("uncertainty")[
                    ["from_km", "to_km", "within_m"]
                ]
                .astype(float)
                .to_numpy()
            ],
            approach=layer["sea-tail"],
            neighbours=[
                Neighbour(GeodesicLine(layer["china-russia"]), left="CN", right="RU"),
                Neighbour(GeodesicLine(downriver), left="RU", right="KP"),
            ],
            units={
                "province": units[kind.isin(["province", "special-city"])].reset_index(drop=True),
                "prefecture": units[kind == "prefecture"].reset_index(drop=True),
                "county": on_line,
            },
            find=self.find,
            home=self,
        )

    def __repr__(self) -> str:
        when = f" of {self.date_label}" if self.date_label else ""
        return f"<Atlas{when}: {', '.join(LAYERS)}>"


@cache
def _default_atlas() -> Atlas:
    return Atlas(DataStore(default_data_dir()))


def load_atlas(folder: str | Path | None = None) -> Atlas:
    """Open the atlas.

    Each data file is checked against the manifest when it is first read.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        Another data folder; the one that comes with the package if not given.

    Returns
    -------
    Atlas
        The same object at every call without `folder`.

    Raises
    ------
    DataError
        If the folder holds no data package.

    Examples
    --------
    >>> atlas = load_atlas()
    >>> atlas.border.sections[0].name
    'yalu'
    """
    if folder is None:
        return _default_atlas()
    path = Path(folder)
    if not (path / "datapackage.json").is_file():
        raise DataError(f"{path} holds no datapackage.json; pass a data folder of this package")
    return Atlas(DataStore(path))


def _strongest(states: list[str]) -> str | None:
    """Return the state that holds of several at once: the last to begin, a mere plan last."""
    for weaker in (_ON_PAPER, {"planned"}, set()):
        real = [state for state in states if state not in weaker]
        if real:
            return real[-1]
    return None


def _texts(values: Iterable[Any]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]


def _as_point(geometry: Any) -> Any:
    return geometry if geometry.geom_type == "Point" else geometry.representative_point()


def _bounds_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """Return a box in degrees that holds the circle, a hair wider than it must be."""
    bearings = np.array([0.0, 90.0, 180.0, 270.0])
    ring_lon, ring_lat = destination(lon, lat, bearings, radius_m * 1.01)
    points = shapely.MultiPoint(np.column_stack([ring_lon, ring_lat]))
    west, south, east, north = points.bounds
    return (west - 0.01, south - 0.01, east + 0.01, north + 0.01)
