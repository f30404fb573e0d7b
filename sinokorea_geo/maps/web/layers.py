"""Turn layers of the atlas into plain data that the page's scripts draw."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps import style
from sinokorea_geo.maps.outlines import shapes
from sinokorea_geo.maps.style import Spec
from sinokorea_geo.maps.views import frame_of
from sinokorea_geo.maps.web.controls import LINE_TOLERANCE_DEG, event_family, span_of
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.popups import Context, names_of, popup_of
from sinokorea_geo.maps.words import read_json

DETAIL_ZOOM = 9
#: Below this a map is a phone's, or shows more than the border: cities have to do.
TOWN_ZOOM = 6
AREA_TOLERANCE_DEG = 0.002
LAKE_TOLERANCE_DEG, RIVER_TOLERANCE_DEG = 0.0015, 0.03
#: What is labelled first when labels would collide.
_PRIORITY = {"city": 3, "peak": 3.5, "town": 1}
#: Statistics of provinces, and the period they are shown of.
_BY_PROVINCE: dict[str, str] = read_json("style.json")["statistics by province"]


def drawn(geometry: BaseGeometry, look: style.Look, outline: Any = "", **more: Any) -> Spec:
    """Return a feature: its style, what is known of it, and its shape, or that of an `outline`."""
    shape = None if geometry.geom_type == "Point" else shapes().get(outline)
    return {"style": style.as_json(look), **(shape or packed(geometry)), **more}


def layer_group(name: Any, context: Context) -> Spec:
    """Return a layer as a group with symbols, labels and popups."""
    if name == "events":
        features = _events(context)
    elif name in {"border", "routes"}:
        features = _lines(frame_of(context.atlas, name), context)
        if name == "border":
            features = [*_waters(context), *features]
    elif name in style.AREA_OF:
        features = _areas(name, frame_of(context.atlas, name), context)
    else:
        features = _points(name, frame_of(context.atlas, name), context)
    group = {"id": name, "label": context.words(f"group {name}"), "features": features}
    return group | ({"follows_time": True} if name == "events" else {})


def _points(layer: str, frame: gpd.GeoDataFrame, context: Context) -> list[Spec]:
    """Return points with symbols and labels; some zones have an outline instead."""
    features = []
    for row in records(frame):
        how = {"popup": popup_of(row, context), "text": context.name(row)} | _rank(layer, row)
        features.append(drawn(row["geometry"], style.look_of(layer, row), row["id"], **how))
    return features


def _rank(layer: str, row: Mapping[str, Any]) -> Spec:
    """Return how a point ranks among others: its label, its stacking, its first zoom."""
    found: Spec = {"id": row["id"]}
    if layer == "crossings":
        is_open = row["status"] in {"open", "seasonal"}  # on this border before those nearby
        rank = 1 + is_open * (2.7 if row["country"] == "CN-KP" else 1.9)
        return found | {"rank": rank, "z_offset": 700 if is_open else 500}  # the open ones on top
    if layer == "zones":
        return found | {"rank": 0, "z_offset": 200}
    tags = row.get("tags")
    listed = tags if isinstance(tags, list | tuple) else ()
    rank = found["rank"] = _PRIORITY.get(str(row["kind"]), 0) + ("article" in listed)
    if rank < 2:
        found["min_zoom"] = TOWN_ZOOM if rank else DETAIL_ZOOM
    # Names of Chinese places stand on the Chinese side of the line, where there is room.
    if row.get("country") == "CN":
        found["west"] = True
    return found


def _lines(frame: gpd.GeoDataFrame, context: Context) -> list[Spec]:
    """Return lines in the style of their kind; the border's sections show a chart of trade."""
    features = []
    for row in records(frame):
        popup = popup_of(row, context)
        if row["kind"] == "border-section":
            popup["chart"] = _trade_chart(context)
        line = row["geometry"].simplify(LINE_TOLERANCE_DEG)
        look = style.look_of("border", row)
        features.append(drawn(line, look, row["id"], popup=popup, id=row["id"]))
    return features


def _waters(context: Context) -> list[Spec]:
    """Return lakes, and the rivers that the border follows: named, but not drawn a second time."""
    features = []
    known = context.atlas.rivers.query("geometry_basis != 'schematic' and kind != 'sea'")
    for row in records(known):
        is_river = row["kind"] == "river"
        shape = row["geometry"].simplify(RIVER_TOLERANCE_DEG if is_river else LAKE_TOLERANCE_DEG)
        named = {"text": context.name(row), "rank": 3.2, "passive": True} if is_river else {}
        how = {"id": row["id"], "popup": popup_of(row, context)} | named
        features.append(drawn(shape, style.look_of("rivers", row), **how))
    return features


def _trade_chart(context: Context) -> Spec:
    """Return trade between China and the DPRK by year: every source's value."""
    wanted = "indicator == 'trade-china-dprk-annual' and unit == 'bn USD'"
    table = context.atlas.statistics.query(wanted)
    yearly = table[table["period"].str.fullmatch(r"\d{4}")]
    if yearly.empty:
        raise InvalidQuantity("statistics.csv holds no yearly trade in bn USD")
    by_year = list(yearly.groupby("period", sort=True))
    bars = [[str(year), *map(float, rows["value"])] for year, rows in by_year]
    cited = [[ids.split() for ids in rows["source_ids"]] for _, rows in by_year]
    return {"title": context.words("chart"), "bars": bars, "cited": cited}


def _areas(name: str, frame: gpd.GeoDataFrame, context: Context) -> list[Spec]:
    """Return areas; but for islands, they open from the search and the table, not by a click."""
    passive, look = name != "islands", style.AREA_OF[name]
    return [
        drawn(shape, look, row["id"], popup=popup_of(row, context), id=row["id"], passive=passive)
        for shape, row in zip(frame.geometry, records(frame), strict=True)
    ]


def corridor_group(id: str, frame: gpd.GeoDataFrame, label: str) -> Spec:
    """Return corridors as a group of bare outlines."""
    look = style.AREAS["corridor"]
    rows = zip(frame.geometry.simplify(AREA_TOLERANCE_DEG), records(frame), strict=True)
    features = [drawn(outline, look, id=row.get("id", id)) for outline, row in rows]
    return {"id": id, "label": label, "features": features, "swatch": style.as_json(look)}


def _events(context: Context) -> list[Spec]:
    """Return the events that have a place, one flag a place."""
    words, rows = context.words, context.rows
    by_place: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(context.atlas.events):
        if row["place_id"] in rows and rows[row["place_id"]]["geometry"] is not None:
            by_place[row["place_id"]].append(row)
    features: list[Spec] = []
    for key, events in by_place.items():
        place = rows[key]
        popup = names_of(place, words.korean)
        popup["events"] = [[e["date"] or words("row undated"), e["title_en"]] for e in events]
        popup.update(context.cited(events))
        features.append(
            drawn(
                shapely.point_on_surface(place["geometry"]),
                style.EVENT_SYMBOL,
                id=f"events-{key}",
                alt=words("events at", place=context.name(place)),
                z_offset=800,
                kind=words("event"),
                items=[list(dict.fromkeys(event_family(e["kind"]) for e in events))],
                event_months=[span_of(e) for e in events],
                popup=popup,
            )
        )
    return features


def statistics_groups(context: Context) -> list[Spec]:
    """Return numbers that belong to provinces as shaded layers, of which one is shown at a time."""
    percent = context.words("% of the border")
    shares = [
        {"place_id": row["id"], "value": 100 * row["share"], "unit": percent, "source_ids": ""}
        for row in records(context.atlas.border.shares("province"))
    ]
    groups = [_shaded("share-of-border", shares, context)]
    statistics = context.atlas.statistics
    for indicator, period in _BY_PROVINCE.items():
        rows = statistics[statistics["indicator"] == indicator]
        rows = rows[rows["period"] == period] if period else rows
        groups.append(_shaded(indicator, records(rows), context))
    return [group for group in groups if group["features"]]


def _shaded(key: str, rows: list[dict[str, Any]], context: Context) -> Spec:
    label, units = context.words(key), frame_of(context.atlas, "provinces")
    values = {row["place_id"]: float(row["value"]) for row in rows}
    stated = {row["place_id"]: row for row in rows}
    most = max(map(abs, values.values()), default=1.0)
    features: list[Spec] = []
    for geometry, row in zip(units.geometry, records(units), strict=True):
        if row["id"] in values:
            value, told = values[row["id"]], stated[row["id"]]
            popup: Spec = {
                **names_of(row, context.words.korean),
                "rows": [[label, f"{value:,.1f} {told['unit']}"]],
                **context.cited([told]),
            }
            look = replace(style.AREAS["shaded"], fill=style.shade(value / most))
            features.append(drawn(geometry, look, row["id"], id=f"{key}-{row['id']}", popup=popup))
    scale = [("< 0 %", style.FALLING)] if min(values.values(), default=0.0) < 0 else []
    for i, colour in enumerate(style.RISING):
        low, high = (most * edge / len(style.RISING) for edge in (i, i + 1))
        scale.append((f"{low:.3g} – {high:.3g} %", colour))
    looks = ((text, replace(style.AREAS["shaded"], fill=fill)) for text, fill in scale)
    marks = [{"label": text, "style": style.as_json(look)} for text, look in looks]
    about = {"id": key, "label": label, "shown": False, "exclusive": "statistics"}
    return about | {"features": features, "marks": marks}
