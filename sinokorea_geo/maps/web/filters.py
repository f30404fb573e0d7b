"""Divide layers by filters that a reader switches, each item with its symbol on the map.

A group has filters, such as mode and status. A feature is in one or more items of each, and is
shown while one of them is switched on in every filter. So the list of layers is the legend, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sinokorea_geo.maps.style import (
    AREAS,
    CROSSING,
    EVENT_SYMBOL,
    LINES,
    PLACE,
    STATUS_CLASSES,
    ZONE,
    StyleSpec,
    Symbol,
    as_json,
    status_class,
    symbol_for,
    zone_family,
)
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, ItemSpec, LegendSpec
from sinokorea_geo.maps.words import Words

__all__ = ["add_filters", "event_family"]

Row = Mapping[str, Any]
Item = tuple[str, str, StyleSpec | None]

_MODES = {"road": "circle", "rail": "square", "ferry": "triangle", "dam": "diamond"}
_PLACE_FAMILIES = {
    "settlement": ("city", "town", "village"),
    "transport": ("port", "station", "dam"),
    "airport": ("airport",),
    "nature": ("peak", "lake", "river-mouth", "river-source", "tripoint", "island"),
}
_PLACE_FAMILY_OF = {kind: name for name, kinds in _PLACE_FAMILIES.items() for kind in kinds}
_PLACE_SWATCHES = {
    "settlement": Symbol("circle", 8, PLACE),
    "transport": Symbol("bar", 9, PLACE),
    "airport": Symbol("cross", 10, PLACE),
    "nature": Symbol("triangle", 10, PLACE),
    "other": Symbol("circle", 5, PLACE),
}
_EVENT_FAMILIES = {
    "tests": ("nuclear-test", "missile-test"),
    "rules": ("decree", "un-resolution", "agreement"),
    "works": ("opening", "bridge-works"),
    "setbacks": ("closure", "flood"),
}
_EVENT_FAMILY_OF = {kind: name for name, kinds in _EVENT_FAMILIES.items() for kind in kinds}
_AREA_STYLES = {"islands": "island", "provinces": "province", "counties": "county"}


def add_filters(group: GroupSpec, rows: Mapping[str, Row], words: Words) -> None:
    """Give a group its filters, its swatches and its marks, and each feature its place in them."""
    layer = group["id"]
    if layer in _AREA_STYLES:
        group["swatch"] = as_json(AREAS[_AREA_STYLES[layer]])
        return
    if layer not in _FILTERS:
        return
    filters = _FILTERS[layer]
    members = [[keys(rows.get(f["id"], {}), f) for keys, *_ in filters] for f in group["features"]]
    group["filters"] = [
        {
            "label": words(label),
            "items": [
                _item(key, text, style)
                for key, text, style in items(words)
                if any(key in member[i] for member in members)
            ],
        }
        for i, (_, label, items) in enumerate(filters)
    ]
    for feature, member in zip(group["features"], members, strict=True):
        feature["items"] = member
    for i, (keys, *_) in enumerate(filters):
        if keys is _status:
            group["status_filter"] = i
            for feature in group["features"]:
                feature["items"][i] = feature["items"][i][
                    :1
                ]  # the page's slider puts another there
    group["marks"] = list(_marks(group, words))
    if layer == "events":
        group["swatch"] = as_json(EVENT_SYMBOL)
    if layer == "flows":
        group["swatch"] = as_json(LINES["flow"])


def _item(key: str, text: str, style: StyleSpec | None) -> ItemSpec:
    return {"id": key, "label": text, "style": style} if style else {"id": key, "label": text}


def event_family(kind: str) -> str:
    """Return the family of a kind of event.

    >>> event_family("flood"), event_family("visit")
    ('setbacks', 'visits')
    """
    return _EVENT_FAMILY_OF.get(kind, "visits")


def _crossing_modes(row: Row, _: FeatureSpec) -> list[str]:
    found = [mode for mode in str(row.get("mode")).split("+") if mode in _MODES]
    return found or ["road"]


def _status(row: Row, feature: FeatureSpec) -> list[str]:
    """Return what the status comes to now, and each it ever came to."""
    states = [state[2] for state in feature.get("states", ())]
    return list(dict.fromkeys(status_class(status) for status in (row.get("status"), *states)))


def _of_modes(words: Words) -> Iterable[Item]:
    for mode, shape in _MODES.items():
        yield mode, words(f"by {mode}"), as_json(Symbol(shape, 13, CROSSING))


def _of_status(shape: str, colour: str) -> Callable[[Words], Iterable[Item]]:
    def items(words: Words) -> Iterable[Item]:
        for key, (hollow, mark) in STATUS_CLASSES.items():
            symbol = Symbol(shape, 13, colour, hollow=hollow, mark=mark)
            yield key, words(f"class {key}"), as_json(symbol)

    return items


def _of_zones(words: Words) -> Iterable[Item]:
    kinds = ("sez", "edz", "export-processing", "mutual-trade", "tourist-zone", "development-plan")
    for kind in kinds:
        family = zone_family(kind)
        style = symbol_for("zones", {"kind": kind, "status": "active"})
        yield family, words(f"zones {family}"), as_json(style)


def _of_places(words: Words) -> Iterable[Item]:
    for family, symbol in _PLACE_SWATCHES.items():
        yield family, words(f"places {family}"), as_json(symbol)


def _of_events(words: Words) -> Iterable[Item]:
    for family in (*_EVENT_FAMILIES, "visits"):
        yield family, words(f"events {family}"), None


def _of_lines(*kinds: str) -> Callable[[Words], Iterable[Item]]:
    def items(words: Words) -> Iterable[Item]:
        for kind in kinds:
            style = LINES["border" if kind == "border-section" else kind]
            yield kind, words(kind), as_json(style)

    return items


def _marks(group: GroupSpec, words: Words) -> Iterable[LegendSpec]:
    """Return what dashes say, where there are any."""
    styles = [f["style"] for f in group["features"]]
    if any(style.get("dashed") for style in styles):
        colour = CROSSING if group["id"] == "crossings" else ZONE
        dashed = Symbol("circle", 13, colour, dashed=True)
        yield {"label": words("mark derived"), "style": as_json(dashed)}
    if group["id"] == "zones" and any("fill" in style for style in styles):
        yield {"label": words("mark area"), "style": as_json(AREAS["zone-derived"])}
    if group["id"] == "routes":
        yield {"label": words("mark schematic")}
    if group["id"] == "flows":
        yield {"label": words("mark flow")}


def _kind(row: Row, _: FeatureSpec) -> list[str]:
    return [str(row["kind"])]


def _zone_kind(row: Row, _: FeatureSpec) -> list[str]:
    return [zone_family(row["kind"])]


def _place_kind(row: Row, _: FeatureSpec) -> list[str]:
    return [_PLACE_FAMILY_OF.get(str(row["kind"]), "other")]


def _event_kinds(_: Row, feature: FeatureSpec) -> list[str]:
    return feature["items"][0]


Items = Callable[[Words], Iterable[Item]]
#: A layer's filters: which items a feature is in, what the filter is called, and its items.
_FILTERS: dict[str, tuple[tuple[Callable[[Row, FeatureSpec], list[str]], str, Items], ...]] = {
    "border": (
        (_kind, "filter line", _of_lines("border-section", "neighbour-border", "sea-boundary")),
    ),
    "crossings": (
        (_crossing_modes, "filter mode", _of_modes),
        (_status, "filter status", _of_status("circle", CROSSING)),
    ),
    "zones": (
        (_zone_kind, "filter kind", _of_zones),
        (_status, "filter status", _of_status("diamond", ZONE)),
    ),
    "plans": ((_status, "filter status", _of_status("square", ZONE)),),
    "places": ((_place_kind, "filter kind", _of_places),),
    "routes": (
        (
            _kind,
            "filter mode",
            _of_lines("road", "expressway", "railway", "high-speed-rail", "ferry", "tour"),
        ),
    ),
    "flows": (),
    "events": ((_event_kinds, "filter kind", _of_events),),
}
