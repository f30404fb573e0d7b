"""Open the atlas: layers, tables, dates, names and the measured border in one object."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sinokorea_geo.atlas.border import BorderLine, Neighbour
from sinokorea_geo.atlas.dates import ALL_TIME, Interval, parse_interval
from sinokorea_geo.atlas.feature import Place, card
from sinokorea_geo.atlas.history import DATED_LAYERS, OPEN_STATUSES, Contents, all_features, changed
from sinokorea_geo.atlas.names import Gazetteer
from sinokorea_geo.atlas.schema import said
from sinokorea_geo.atlas.sections import Band, Section
from sinokorea_geo.atlas.store import LAYERS, DataStore, Layer, completed, default_data_dir, records
from sinokorea_geo.errors import DataError
from sinokorea_geo.geodesy import GeodesicLine
from sinokorea_geo.geodesy.lazy import cached_property


class Atlas(Contents):
    """Hold what is known of the border, as of one date or of all.

    Parameters
    ----------
    store : DataStore
        Where the data come from.
    date : Interval, optional
        Only what existed then; everything if not given.

    See Also
    --------
    sinokorea_geo.load_atlas : Open the atlas that comes with the package.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        folder = self._store.folder
        own = folder == default_data_dir()
        known = self._store.fingerprint, self._date, self._store.own
        return _reopened, (None if own else str(folder), *known)

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
        >>> from sinokorea_geo import load_atlas
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
        >>> from sinokorea_geo import load_atlas
        >>> changes = load_atlas().changes("2013-06-01", "2016-08-22").set_index("id")
        >>> changes.loc["kaesong-kic", ["before", "after"]].tolist()
        ['suspended', 'closed']
        """
        ever, then, now = Atlas(self._store), self.at(before), self.at(after)
        rows = [
            row
            for layer in DATED_LAYERS
            for row in changed(layer, *(atlas.layer(layer) for atlas in (ever, then, now)))
        ]
        columns = ["layer", "id", "name_en", "before", "after"]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def with_places(self, places: Any) -> Atlas:
        """Return the atlas with places of your own beside its own, in memory.

        They are found by their names, drawn, named in texts and measured as any other.

        Parameters
        ----------
        places : GeoDataFrame or DataFrame
            Points, or columns lon and lat. Needed are ``name_en`` (or ``name``), ``kind`` and
            ``accuracy_m``; any other column of ``atlas.places`` may be there. Without ``id`` it is
            made of the name; without ``source_ids`` the source is ``own-places``.

        Returns
        -------
        Atlas
            Another atlas, which pickles; this one stays as it is.

        Raises
        ------
        SchemaError
            A row is not as the schema of the layer says; ``faults`` lists every fault.
        InvalidCoordinates, InvalidGeometry, CRSMismatch
            A position cannot be used.

        Examples
        --------
        >>> import pandas as pd
        >>> from sinokorea_geo import load_atlas
        >>> at = {"name": ["Camp A"], "lon": 130.2, "lat": 42.3}
        >>> places = pd.DataFrame({**at, "kind": "facility", "accuracy_m": 50})
        >>> atlas = load_atlas().with_places(places)
        >>> atlas.find("camp a").id
        'camp-a'
        """
        taken = {str(key) for name in LAYERS for key in self._store.layer(name)["id"]}
        like, before = self._store.layer("places"), self._store.own
        own = completed(places, like, taken, set(self.sources["id"]))
        own = own if before is None else pd.concat([before, own], ignore_index=True)
        return Atlas(DataStore(self._store.folder, own), self._date)

    def near(
        self,
        lon: float,
        lat: float,
        *,
        within_m: float | str,
        date: str | dt.date | None = None,
        layers: Iterable[Layer] = ("crossings",),
        status: Iterable[str] = OPEN_STATUSES,
    ) -> gpd.GeoDataFrame:
        """Find what stood open near a point at a time, in one query of space and time.

        Parameters
        ----------
        lon, lat : float
            Degrees on WGS 84.
        within_m : float or str
            How far on the ellipsoid: metres, or text such as ``"50 km"``.
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
        >>> from sinokorea_geo import load_atlas
        >>> atlas = load_atlas()
        >>> found = atlas.near(130.36, 42.87, within_m=50_000, date="2016-08")
        >>> "quanhe-wonjong" in set(found["id"])
        True
        """
        days = parse_interval(date) if date is not None else ALL_TIME
        return self._history.near((lon, lat), within_m, days, set(layers), set(status))

    def find(self, name: str, *, kind: str | None = None, layer: Layer | None = None) -> Place:
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
        >>> from sinokorea_geo import load_atlas
        >>> atlas = load_atlas()
        >>> atlas.find("圈河").id
        'quanhe-wonjong'
        >>> atlas.find("Tumen", kind="river").name_ko
        '두만강'
        """
        return self._gazetteer.find(name, kind, layer)

    def search(
        self, text: str, *, limit: int = 10, kind: str | None = None, layer: Layer | None = None
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
        >>> from sinokorea_geo import load_atlas
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
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(all_features(self.layer, self.unplaced), self.names, self.name_variants)

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
        # Counties of a province that is not in the layer stand for it.
        alone = counties[~counties["province_id"].isin(units["id"])]
        whole = pd.concat([units[units["kind"] != "prefecture"], alone], ignore_index=True)
        return BorderLine(
            line,
            sections=sections,
            bands=[
                # Kilometres are written to the metre; the last band reaches the end.
                Band(1000 * row["from_km"], 1000 * row["to_km"] + 1.0, row["within_m"])
                for row in records(self._store.table("uncertainty"))
            ],
            approach=layer["sea-tail"],
            neighbours=[
                Neighbour(GeodesicLine(layer["china-russia"]), left="CN", right="RU"),
                Neighbour(GeodesicLine(downriver), left="RU", right="KP"),
            ],
            units={
                "province": whole,
                "prefecture": units[units["kind"] == "prefecture"].reset_index(drop=True),
                "county": counties[counties["tier"] == "border"].reset_index(drop=True),
            },
            home=self,
        )

    def __repr__(self) -> str:
        when = f" of {self.date_label}" if self.date_label else ""
        return f"<Atlas{when}: {', '.join(LAYERS)}>"

    def _repr_html_(self) -> str:
        counts: dict[str, object] = {name: len(self.layer(name)) for name in LAYERS}
        when = f" of {self.date_label}" if self.date_label else ""
        counts["data"] = f"{self.version} {self.fingerprint}"
        return card(f"Atlas{when}: features", counts)


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
        return _packaged()
    path = Path(folder)
    if not os.path.isfile(path / "datapackage.json"):  # noqa: PTH113 - Path raises for long names
        raise DataError(f"{path} holds no datapackage.json; pass a data folder of this package")
    return Atlas(DataStore(path))


@cache
def _packaged() -> Atlas:
    return Atlas(DataStore(default_data_dir()))


def _reopened(
    folder: str | None, fingerprint: str, date: Interval | None, own: gpd.GeoDataFrame | None
) -> Atlas:
    """Open the atlas that was pickled, if the data here are still the same."""
    atlas = load_atlas(folder)
    if own is not None:
        atlas = Atlas(DataStore(atlas._store.folder, own))
    if atlas._store.fingerprint != fingerprint:
        raise DataError(said("another pickle"))
    return atlas if date is None else Atlas(atlas._store, date)
