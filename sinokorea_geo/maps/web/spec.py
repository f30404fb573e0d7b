"""Collect what a map shows: the atlas's layers and what goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import geopandas as gpd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.style import AREAS, STATUS_CLASSES, as_json, is_plan, status_class
from sinokorea_geo.maps.web.controls import add_names_and_dates
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.differences import add_differences, differing
from sinokorea_geo.maps.web.events import events_group, flows_group, places_by_id
from sinokorea_geo.maps.web.extras import PROVINCE_TOLERANCE_DEG, choropleth_groups, trade_chart
from sinokorea_geo.maps.web.filters import add_filters
from sinokorea_geo.maps.web.layers import (
    AREA_TOLERANCE_DEG,
    areas_group,
    lines_group,
    points_group,
)
from sinokorea_geo.maps.web.popups import sources_by_id
from sinokorea_geo.maps.web.schema import CountrySpec, GroupSpec, SourceSpec
from sinokorea_geo.maps.words import Words

__all__ = [
    "GROUPS",
    "corridor_group",
    "countries",
    "land",
    "layer_groups",
    "subtitle",
    "symbology",
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
_AREA_STYLES = {"islands": "island", "provinces": "province", "counties": "county"}


def layer_groups(
    atlas: Atlas, words: Words, wanted: Iterable[str]
) -> tuple[list[GroupSpec], dict[str, SourceSpec]]:
    """Return layers as groups with all that a reader can ask of them, and their sources."""
    names = list(wanted)
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(GROUPS)}")
    sources = sources_by_id(atlas.sources)
    rows = places_by_id(atlas)
    groups: list[GroupSpec] = []
    for name in (name for name in GROUPS if name in names):
        if name == "figures":
            groups += choropleth_groups(atlas, sources, words)
            continue
        group = _group(name, atlas, rows, sources, words)
        group["shown"] = GROUPS[name]
        groups.append(group)
    add_names_and_dates(groups, atlas, rows, words)
    column = f"name_{words.language}"
    names_by_id = {k: row[column] for k, row in rows.items() if isinstance(row[column], str)}
    stated = differing(atlas.stated_values, names_by_id, words)
    for group in groups:
        add_filters(group, rows, words)
        add_differences(group["features"], stated, sources, words("row differ"))
    cited = _cited(groups)
    return groups, {key: source for key, source in sources.items() if key in cited}


def _group(
    name: str,
    atlas: Atlas,
    rows: dict[str, dict[str, Any]],
    sources: Collection[str],
    words: Words,
) -> GroupSpec:
    if name == "events":
        return events_group(atlas, rows, sources, words)
    if name == "flows":
        return flows_group(atlas, sources, words)
    if name == "border":
        return _border_group(atlas, sources, words)
    frame = atlas.layer("zones" if name == "plans" else name)
    if name in {"zones", "plans"}:
        frame = frame[frame["kind"].map(is_plan) == (name == "plans")]
    if name in {"crossings", "places", "zones", "plans"}:
        return points_group(name, frame, sources, words)
    if name == "routes":
        return lines_group(name, frame, sources, words)
    if name == "provinces":
        frame = frame[frame["kind"] != "prefecture"]
    islands = name == "islands"
    tolerance_deg = AREA_TOLERANCE_DEG if islands else PROVINCE_TOLERANCE_DEG
    how: dict[str, Any] = {"passive": not islands, "tolerance_deg": tolerance_deg}
    return areas_group(name, frame, sources, words, style=_AREA_STYLES[name], **how)


def _border_group(atlas: Atlas, sources: Collection[str], words: Words) -> GroupSpec:
    group = lines_group("border", atlas.layer("border"), sources, words)
    chart = trade_chart(atlas, words)
    for feature in group["features"]:
        if feature["id"].startswith("border-"):
            feature["popup"]["chart"] = chart
    return group


def corridor_group(corridor: gpd.GeoDataFrame, words: Words) -> GroupSpec:
    """Return a corridor of the caller's as a group."""
    widths = ", ".join(f"{width / 1000:g} km" for width in corridor["width_m"])
    label = words("group corridor", km=widths)
    group = areas_group("corridor", corridor, None, words, label=label, style="corridor")
    group["swatch"] = as_json(AREAS["corridor"])
    return group


def subtitle(atlas: Atlas, words: Words) -> str:
    """Return how long the line is, and of which date the map is."""
    text = words("subtitle", km=f"{atlas.border.length_m / 1000:,.0f}")
    return f"{text} · {words('as of', date=atlas.date_label)}" if atlas.date_label else text


def countries(words: Words) -> list[CountrySpec]:
    """Return the names of the countries and where they are written."""
    return [{"text": words(key), "at": at} for key, at in _COUNTRIES.items()]


def land(atlas: Atlas) -> dict[str, Any]:
    """Return the base map as a bare geometry."""
    outline = atlas.layer("basemap").geometry.union_all().simplify(LAND_TOLERANCE_DEG)
    return {"areas": packed(outline)["areas"]}


def symbology(atlas: Atlas, words: Words) -> dict[str, Any]:
    """Return what the page needs to draw a state of another date: its class, look and word."""
    statuses: Sequence[str] = sorted(set(atlas.periods["status"]) | {"unknown"})
    return {
        "states": {status: [status_class(status), words.of(status)] for status in statuses},
        "classes": STATUS_CLASSES,
    }


def _cited(groups: list[GroupSpec]) -> set[str]:
    """Return the ids of the sources that any popup shows."""
    popups = (f["popup"] for group in groups for f in group["features"] if "popup" in f)
    return {key for popup in popups for key in popup.get("sources", ())}
