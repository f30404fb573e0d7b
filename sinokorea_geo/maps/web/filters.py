"""Divide layers by filters that a reader switches, each item with its symbol on the map.

A group has filters, such as mode and status. A feature is in one or more items of each, and is
shown while one of them is switched on in every filter. So the list of layers is the legend, too.
``filters.json`` lists the filters of each layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sinokorea_geo.maps.style import (
    AREAS,
    COLOURS,
    EVENT_SYMBOL,
    LINES,
    STATUS_CLASSES,
    Area,
    Line,
    Symbol,
    as_json,
    status_class,
    zone_family,
)
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, ItemSpec
from sinokorea_geo.maps.words import Words, read_json

__all__ = ["AREA_STYLES", "add_filters", "event_family"]

Row = Mapping[str, Any]

_TABLE = read_json("web/assets/filters.json")
#: The styles of layers that are areas and nothing else.
AREA_STYLES: dict[str, str] = _TABLE["swatches"]
_SWATCHES: dict[str, Symbol | Line | Area] = {
    **{layer: AREAS[style] for layer, style in AREA_STYLES.items()},
    "events": EVENT_SYMBOL,
    "flows": LINES["flow"],
}
_FAMILY_OF: dict[str, dict[str, str]] = {
    by: {kind: name for name, kinds in families.items() for kind in kinds}
    for by, families in _TABLE["families"].items()
}


def add_filters(group: GroupSpec, rows: Mapping[str, Row], words: Words) -> None:
    """Give a group its filters, its swatches and its marks, and each feature its place in them."""
    layer, features = group["id"], group["features"]
    if layer in _TABLE["filters"]:
        filters = _TABLE["filters"][layer]
        members = [
            [_members(one["by"], rows.get(f["id"], {}), f) for one in filters] for f in features
        ]
        group["filters"] = [
            {
                "label": words(one["label"]),
                "items": [
                    item
                    for item in _items(one, words)
                    if any(item["id"] in member[i] for member in members)
                ],
            }
            for i, one in enumerate(filters)
        ]
        for feature, member in zip(features, members, strict=True):
            feature["items"] = member
        for i, one in enumerate(filters):
            if one["by"] == "status":
                group["status_filter"] = i
                for feature in features:  # the page's slider puts another there
                    feature["items"][i] = feature["items"][i][:1]
        group["marks"] = list(_marks(group, words))
    if layer in _SWATCHES:
        group["swatch"] = as_json(_SWATCHES[layer])


def event_family(kind: str) -> str:
    """Return the family of a kind of event."""
    return _FAMILY_OF["event"].get(kind, "visits")


def _members(by: str, row: Row, feature: FeatureSpec) -> list[str]:
    """Return the items of a filter that a feature is in."""
    if by == "event":
        return feature["items"][0]
    if by == "mode":
        modes = {item["id"] for item in _TABLE["filters"]["crossings"][0]["items"]}
        return [mode for mode in str(row.get("mode")).split("+") if mode in modes] or ["road"]
    if by == "status":  # what it comes to now, and each it ever came to
        states = [state[2] for state in feature.get("states", ())]
        return list(dict.fromkeys(status_class(status) for status in (row.get("status"), *states)))
    kind = str(row["kind"])
    if by == "zone":
        return [zone_family(kind)]
    return [_FAMILY_OF["place"].get(kind, "other") if by == "place" else kind]


def _items(one: Mapping[str, Any], words: Words) -> Iterator[ItemSpec]:
    """Yield the items of a filter, each with its symbol if it has one."""
    if one["by"] == "status":
        symbol = _symbol(*one["symbol"])
        for key, (hollow, mark) in STATUS_CLASSES.items():
            style = as_json(replace(symbol, hollow=hollow, mark=mark))
            yield {"id": key, "label": words(f"class {key}"), "style": style}
        return
    for row in one["items"]:
        item: ItemSpec = {"id": row["id"], "label": words(row["label"])}
        if "line" in row:
            item["style"] = as_json(LINES[row["line"]])
        if "symbol" in row:
            item["style"] = as_json(_symbol(*row["symbol"]))
        yield item


def _symbol(shape: str, size: int, colour: str) -> Symbol:
    return Symbol(shape, size, COLOURS[colour])


def _marks(group: GroupSpec, words: Words) -> Iterator[ItemSpec]:
    """Yield what dashes say, where there are any."""
    layer, styles = group["id"], [f["style"] for f in group["features"]]
    if any(style.get("dashed") for style in styles):
        colour = COLOURS["crossing" if layer == "crossings" else "zone"]
        dashed = as_json(Symbol("circle", 13, colour, dashed=True))
        yield {"label": words("mark derived"), "style": dashed}
    if layer == "zones" and any("fill" in style for style in styles):
        yield {"label": words("mark area"), "style": as_json(AREAS["zone-derived"])}
    for line, mark in (("routes", "mark schematic"), ("flows", "mark flow")):
        if layer == line:
            yield {"label": words(mark)}
