"""Draw events that have a place as flags, and trade between the two countries as arrows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.style import EVENT_SYMBOL, LINES, as_json
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.filters import event_family
from sinokorea_geo.maps.web.months import month_number
from sinokorea_geo.maps.web.popups import limited, names_of
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, PopupSpec
from sinokorea_geo.maps.words import Words

__all__ = ["events_group", "flows_group", "places_by_id"]

#: Where arrows between the two countries are drawn: their place means nothing.
_FLOWS = {
    "china-exports-to-dprk": ((125.1, 42.15), (126.6, 40.45)),
    "china-imports-from-dprk": ((126.95, 40.5), (125.45, 42.2)),
}
_FLOW_PERIOD = "2017-H1"


def places_by_id(atlas: Atlas) -> dict[str, dict[str, Any]]:
    """Return the columns of every feature by its id."""
    return {row["id"]: row for name in atlas.layers for row in records(atlas.layer(name))}


def events_group(
    atlas: Atlas, rows: dict[str, dict[str, Any]], sources: Collection[str], words: Words
) -> GroupSpec:
    """Return the events that have a place, one flag a place."""
    by_place: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(atlas.events):
        if row["place_id"] in rows and rows[row["place_id"]]["geometry"] is not None:
            by_place[row["place_id"]].append(row)
    features: list[FeatureSpec] = []
    for key, events in by_place.items():
        place = rows[key]
        own = place.get(f"name_{words.language}")
        cited = list(dict.fromkeys(s for e in events for s in e["source_ids"].split()))
        popup = names_of(place)
        popup["events"] = [[e["date"] or words("row undated"), e["title_en"]] for e in events]
        popup.update(limited([s for s in cited if s in sources]))
        shown = own if isinstance(own, str) else place["name_en"]
        feature: FeatureSpec = {
            "id": f"events-{key}",
            "style": as_json(EVENT_SYMBOL),
            "alt": words("events at", place=shown),
            "z_offset": 800,
            "kind": words("event"),
            "items": [list(dict.fromkeys(event_family(e["kind"]) for e in events))],
            "event_months": [_months(e) for e in events],
            "popup": popup,
        }
        feature.update(packed(shapely.point_on_surface(place["geometry"])))
        features.append(feature)
    label = words("group events")
    return {"id": "events", "label": label, "features": features, "follows_time": True}


def _months(event: dict[str, Any]) -> tuple[int, int | None] | None:
    """Return the first and the last month of an event; nothing if its date is not known."""
    first = month_number(event["date"])
    if first is None:
        return None
    last = month_number(event["end_date"] or event["date"], end=True)
    return first, last


def flows_group(atlas: Atlas, sources: Collection[str], words: Words) -> GroupSpec:
    """Return trade between the two countries as arrows, broader where there is more of it."""
    table = atlas.statistics
    rows = [
        row
        for row in records(table[table["period"] == _FLOW_PERIOD])
        if row["indicator"] in _FLOWS and row["unit"] == "m USD"
    ]
    most = max((float(row["value"]) for row in rows), default=1.0)
    features: list[FeatureSpec] = []
    for row in rows:
        value = float(row["value"])
        label = words(row["indicator"])
        cited = [key for key in row["source_ids"].split() if key in sources]
        popup: PopupSpec = {
            "title": label,
            "rows": [
                [words("row period"), row["period"]],
                [label, f"{value:,.0f} million USD"],
            ],
        }
        if row["note"]:
            popup["note"] = row["note"]
        popup.update(limited(cited))
        width = round(2 + 6 * math.sqrt(value / most), 1)
        feature: FeatureSpec = {
            "id": row["indicator"],
            "style": as_json(replace(LINES["flow"], width=width)),
            "kind": words("flow"),
            "popup": popup,
        }
        feature.update(packed(shapely.LineString(_FLOWS[row["indicator"]])))
        features.append(feature)
    return {"id": "flows", "label": words("group flows"), "features": features}
