"""Collect what a map shows: the atlas's layers and what goes with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity, PlaceNotFound
from sinokorea_geo.maps.style import ATTRIBUTION, STATUS_CLASSES, status_class
from sinokorea_geo.maps.web.controls import (
    MONTHS,
    add_names_and_dates,
    chainage,
    events_by_month,
)
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.filters import add_filters
from sinokorea_geo.maps.web.layers import corridor_group, figure_groups, layer_group
from sinokorea_geo.maps.web.page import page_words
from sinokorea_geo.maps.web.popups import Context, add_differences, differing
from sinokorea_geo.maps.web.schema import GroupSpec, HighlightSpec, MapSpec, SourceSpec
from sinokorea_geo.maps.words import Words

__all__ = ["GROUPS", "bands_group", "layer_groups", "map_spec", "widths_group"]

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
TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
    "max_zoom": 19,
}
_LAND_TOLERANCE_DEG = _BAND_TOLERANCE_DEG = 0.003
_COUNTRIES = {"CN": (126.1, 42.7), "KP": (126.9, 40.2), "RU": (131.2, 43.3)}


def map_spec(
    atlas: Atlas,
    words: Words,
    groups: tuple[list[GroupSpec], dict[str, SourceSpec]],
    highlight: Iterable[Place | str | BaseGeometry],
    *,
    online: bool,
) -> MapSpec:
    """Return all that a page of the atlas shows, but for its bounds and its title."""
    subtitle = words("subtitle", km=f"{atlas.border.length_m / 1000:,.0f}")
    if atlas.date_label:
        subtitle = f"{subtitle} · {words('as of', date=atlas.date_label)}"
    land = atlas.layer("basemap").geometry.union_all().simplify(_LAND_TOLERANCE_DEG)
    along = chainage(atlas)
    statuses = sorted(set(atlas.periods["status"]) | {"unknown"})
    states = {status: [status_class(status), words.of(status)] for status in statuses}
    return {
        "language": words.language,
        "subtitle": subtitle,
        "land": {"areas": packed(land)["areas"]},
        "countries": [{"text": words(key), "at": at} for key, at in _COUNTRIES.items()],
        "groups": groups[0],
        "sources": groups[1],
        "words": page_words(words),
        "symbology": {"states": states, "classes": STATUS_CLASSES},
        "tiles": TILES | {"label": words("group tiles"), "shown": online},
        "months": MONTHS,
        "events": events_by_month(atlas.events),
        "highlight": [_highlight(place, atlas, words) for place in highlight],
        "posts_label": words("group posts"),
        "attribution": ATTRIBUTION,
        "line": along["line"],
        "steps": along["steps"],
        "posts": along["posts"],
    }


def layer_groups(
    atlas: Atlas, words: Words, wanted: Iterable[str]
) -> tuple[list[GroupSpec], dict[str, SourceSpec]]:
    """Return layers as groups with all that a reader can ask of them, and their sources."""
    names = list(wanted)
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(GROUPS)}")
    context = Context(atlas, words)
    groups: list[GroupSpec] = []
    for name in (name for name in GROUPS if name in names):
        if name == "figures":
            groups += figure_groups(context)
        else:
            groups.append({**layer_group(name, context), "shown": GROUPS[name]})
    add_names_and_dates(groups, context)
    column = f"name_{words.language}"
    names_by_id = {
        k: row[column] for k, row in context.rows.items() if isinstance(row[column], str)
    }
    stated = differing(atlas.stated_values, names_by_id, words)
    for group in groups:
        add_filters(group, context.rows, words)
        add_differences(group["features"], stated, context)
    popups = [f["popup"] for group in groups for f in group["features"] if "popup" in f]
    cited = {key for popup in popups for key in popup.get("sources", ())}
    return groups, {key: source for key, source in context.sources.items() if key in cited}


def widths_group(corridor: gpd.GeoDataFrame, words: Words) -> GroupSpec:
    """Return a corridor of the caller's as a group."""
    widths = ", ".join(f"{width / 1000:g} km" for width in corridor["width_m"])
    return corridor_group("corridor", corridor, words("group corridor", km=widths))


def bands_group(atlas: Atlas, widths_km: float | Sequence[float], words: Words) -> GroupSpec:
    """Return true corridors round the border, the widest underneath."""
    widths = sorted(float(width) for width in np.atleast_1d(np.asarray(widths_km)))
    outlines = [atlas.border.corridor(1000 * width) for width in reversed(widths)]
    frame = gpd.GeoDataFrame({"id": [f"band-{i}" for i in range(len(outlines))]}, geometry=outlines)
    label = words("group bands", km=", ".join(f"{width:g}" for width in widths))
    return corridor_group("bands", frame, label, _BAND_TOLERANCE_DEG)


def _highlight(place: Place | str | BaseGeometry, atlas: Atlas, words: Words) -> HighlightSpec:
    """Return where to draw a ring with a name beside it, or a band along a line."""
    if isinstance(place, BaseGeometry):
        if place.geom_type not in {"LineString", "MultiLineString"}:
            raise InvalidGeometry(f"highlight takes places and lines, not a {place.geom_type}")
        return {"lines": packed(place)["lines"]}
    found = place if isinstance(place, Place) else _named(place, atlas)
    return {
        "id": found.id,
        "text": getattr(found, f"name_{words.language}") or found.name_en,
        "at": [round(found.lon, 4), round(found.lat, 4)],
    }


def _named(name: str, atlas: Atlas) -> Place:
    try:
        return atlas.get(name)
    except PlaceNotFound:
        return atlas.find(name)
