"""What a map shows, as plain data: the atlas's layers and what goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.style import (
    AREAS,
    STATUS_CLASSES,
    as_json,
    status_class,
)
from sinokorea_geo.maps.web.controls import add_names_and_dates
from sinokorea_geo.maps.web.differences import add_differences, differing
from sinokorea_geo.maps.web.events import events_group, flows_group, places_by_id
from sinokorea_geo.maps.web.extras import PROVINCE_TOLERANCE_DEG, choropleth_groups, trade_chart
from sinokorea_geo.maps.web.filters import add_facets
from sinokorea_geo.maps.web.layers import (
    AREA_TOLERANCE_DEG,
    Group,
    areas_group,
    lines_group,
    points_group,
)
from sinokorea_geo.maps.web.popups import sources_by_id
from sinokorea_geo.maps.web.words import Words

__all__ = [
    "GROUPS",
    "Scene",
    "corridor_group",
    "countries",
    "land",
    "looks",
    "subtitle",
]

#: Layers a map can show, in the order of its list of layers, and whether they start shown.
GROUPS = {
    "border": True,
    "crossings": True,
    "zones": True,
    "places": True,
    "events": False,
    "routes": False,
    "flows": False,
    "plans": False,
    "islands": True,
    "provinces": True,
    "counties": False,
    "figures": False,
}

LAND_TOLERANCE_DEG = 0.003

_COUNTRIES = {"CN": (126.1, 42.7), "KP": (126.9, 40.2), "RU": (131.2, 43.3)}
#: Zones that are programmes over whole regions; their outlines would drown the others.
_PLANS = {"development-plan", "tourism-cooperation"}


@dataclass(frozen=True)
class Scene:
    """Layers of one atlas in one language.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date.
    words : Words
        Of the labels.
    """

    atlas: Atlas
    words: Words

    def groups(self, wanted: Iterable[str]) -> tuple[list[Group], dict[str, dict[str, str]]]:
        """Return layers as groups with all that a reader can ask of them, and their sources.

        Parameters
        ----------
        wanted : iterable of str
            Which; of :data:`GROUPS`.

        Returns
        -------
        list of dict, dict
            The groups in the order of :data:`GROUPS`; text and address of each source that
            they cite, by its id.

        Raises
        ------
        InvalidQuantity
            If a layer is unknown.
        """
        names = list(wanted)
        unknown = [name for name in names if name not in GROUPS]
        if unknown:
            raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(GROUPS)}")
        atlas, words = self.atlas, self.words
        sources = sources_by_id(atlas.sources)
        rows = places_by_id(atlas)
        groups: list[Group] = []
        for name in (name for name in GROUPS if name in names):
            if name == "figures":
                groups += choropleth_groups(atlas, sources, words)
            else:
                groups.append(self._group(name, rows, sources) | {"shown": GROUPS[name]})
        add_names_and_dates(groups, atlas, rows, words)
        column = f"name_{words.language}"
        names_by_id = {k: row[column] for k, row in rows.items() if isinstance(row[column], str)}
        told = differing(atlas.stated_values, names_by_id, words)
        for group in groups:
            add_facets(group, rows, words)
            add_differences(group["features"], told, sources, words("row differ"))
        cited = _cited(groups)
        return groups, {key: source for key, source in sources.items() if key in cited}

    def _group(self, name: str, rows: dict[str, dict[str, Any]], sources: Collection[str]) -> Group:
        atlas, words = self.atlas, self.words
        if name == "events":
            return events_group(atlas, rows, sources, words)
        if name == "flows":
            return flows_group(atlas, sources, words)
        if name == "border":
            return self._border(sources)
        frame = atlas.layer("zones" if name == "plans" else name)
        if name in {"zones", "plans"}:
            frame = frame[frame["kind"].isin(_PLANS) == (name == "plans")]
        if name in {"crossings", "places", "zones", "plans"}:
            return points_group(name, frame, sources, words)
        if name == "routes":
            return lines_group(name, frame, sources, words)
        return self._areas(name, frame, sources)

    def _areas(self, name: str, frame: gpd.GeoDataFrame, sources: Collection[str]) -> Group:
        if name == "provinces":
            frame = frame[frame["kind"] != "prefecture"]
        return areas_group(
            name,
            frame,
            sources,
            self.words,
            label=self.words(f"group {name}"),
            style={"islands": "island", "provinces": "province", "counties": "county"}[name],
            quiet=name != "islands",
            tolerance_deg=AREA_TOLERANCE_DEG if name == "islands" else PROVINCE_TOLERANCE_DEG,
        )

    def _border(self, sources: Collection[str]) -> Group:
        group = lines_group("border", self.atlas.layer("border"), sources, self.words)
        chart = trade_chart(self.atlas, self.words)
        for feature in group["features"]:
            if feature["id"].startswith("border-"):
                feature["popup"]["chart"] = chart
        return group


def corridor_group(corridor: gpd.GeoDataFrame, words: Words) -> Group:
    """Return a corridor of the caller's as a group."""
    widths = ", ".join(f"{width / 1000:g} km" for width in corridor["width_m"])
    label = words("group corridor", km=widths)
    group = areas_group(
        "corridor", corridor, (), words, label=label, style="corridor", popups=False
    )
    return group | {"swatch": as_json(AREAS["corridor"])}


def subtitle(atlas: Atlas, words: Words) -> str:
    """Return how long the line is, and of which date the map is."""
    text = words("subtitle", km=f"{atlas.border.length_m / 1000:,.0f}")
    return f"{text} · {words('as of', date=atlas.date_label)}" if atlas.date_label else text


def countries(words: Words) -> list[dict[str, Any]]:
    """Return the names of the countries and where they are written."""
    return [{"text": words(key), "at": at} for key, at in _COUNTRIES.items()]


def land(atlas: Atlas, words: Words) -> dict[str, Any]:
    """Return the base map as a bare geometry."""
    group = areas_group(
        "land",
        atlas.layer("basemap"),
        (),
        words,
        label="",
        style="province",
        popups=False,
        tolerance_deg=LAND_TOLERANCE_DEG,
    )
    areas: dict[str, Any] = {"areas": group["features"][0]["areas"]}
    return areas


def looks(atlas: Atlas, words: Words) -> dict[str, Any]:
    """Return what the page needs to draw a state of another date: its class, look and word."""
    statuses: Sequence[str] = sorted(set(atlas.periods["status"]) | {"unknown"})
    return {
        "states": {status: [status_class(status), words.of(status)] for status in statuses},
        "classes": STATUS_CLASSES,
    }


def _cited(groups: list[Group]) -> set[str]:
    """Return the ids of the sources that any popup shows."""
    popups = (f.get("popup", {}) for group in groups for f in group["features"])
    return {key for popup in popups for key in popup.get("sources", ())}
