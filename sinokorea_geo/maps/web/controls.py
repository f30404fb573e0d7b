"""Add what the page's controls need: filters, names to search, dates to slide, kilometres to read.

The time slider counts months since the year 0. A group has filters, such as mode and status, each
item with its symbol on the map; ``filters.json`` lists them. A feature is in one or more items of
each, and is shown while one of them is switched on in every filter. So the list of layers is the
legend, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps import style
from sinokorea_geo.maps.style import Spec
from sinokorea_geo.maps.web.encoding import DIGITS, encoded
from sinokorea_geo.maps.web.popups import Context
from sinokorea_geo.maps.words import Words, read_json

LINE_TOLERANCE_DEG = 0.0002
#: Schemes of names that a popup shows beside the usual three.
_SCRIPTS: dict[str, Any] = read_json("web/assets/popups.json")["scripts"]

_TABLE = read_json("web/assets/filters.json")
_FAMILY_OF: dict[str, dict[str, str]] = {
    by: {kind: name for name, kinds in families.items() for kind in kinds}
    for by, families in _TABLE["families"].items()
}

Row = Mapping[str, Any]
#: First and last month; None is open.
Span = tuple[int | None, int | None]


def month_number(date: Any, *, end: bool = False) -> int | None:
    """Return a partial ISO date as months since the year 0, None if there is no date."""
    if not isinstance(date, str) or not date:
        return None
    year, _, rest = date.partition("-")
    month = int(rest[:2]) - 1 if rest else (11 if end else 0)
    return int(year) * 12 + month


def span_of(event: Mapping[str, Any]) -> tuple[int, int | None] | None:
    """Return the first and the last month of an event; nothing if its date is not known."""
    first = month_number(event["date"])
    last = month_number(event["end_date"] or event["date"], end=True)
    return None if first is None else (first, last)


def events_by_month(events: pd.DataFrame) -> list[tuple[int, int, str, str, str]]:
    """Return dated events as first month, last month, date, title and place's id, in order."""
    return [
        (span[0], span[1] or span[0], row["date"], row["title_en"], row["place_id"])
        for row in records(events)
        if (span := span_of(row))
    ]


def add_names_and_dates(groups: list[Spec], context: Context) -> None:
    """Add to each feature what the search, the popup and the time slider need."""
    words, rows = context.words, context.rows
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)
    scripts: defaultdict[str, Any] = defaultdict(dict)
    for name in records(context.atlas.names):
        names[name["place_id"]].setdefault(fold(name["text"]), name["text"])
        if name["scheme"] in _SCRIPTS:
            scripts[name["place_id"]].setdefault(_SCRIPTS[name["scheme"]], []).append(name["text"])
    states: defaultdict[str, list[tuple[int | None, int | None, str]]] = defaultdict(list)
    for row in records(context.atlas.periods):
        states[row["feature_id"]].append((*_span(row), row["status"]))
    for feature in (f for group in groups for f in group["features"] if f["id"] in rows):
        row = rows[feature["id"]]
        given = (row[f"name_{code}"] for code in ("en", "zh", "ko"))
        own = {fold(name) for name in given if isinstance(name, str)}
        if others := [text for key, text in names[feature["id"]].items() if key not in own]:
            feature["names"] = others
        feature["kind"] = words.of(row["kind"])
        if isinstance(row["status"], str):
            feature["status"] = words.of(row["status"])
        if row["id"] in states:
            feature["states"] = states[row["id"]]
        if (life := _span(row)) != (None, None):
            feature["life"] = life
        if "popup" in feature:
            feature["popup"].update(scripts[feature["id"]])


def _span(row: Mapping[str, Any]) -> Span:
    return month_number(row.get("start")), month_number(row.get("end"), end=True)


def add_chainage(spec: Spec, atlas: Atlas) -> None:
    """Add the border with its chainage."""
    border = atlas.border
    vertex_m = dict(zip(map(tuple, border.line.coords), border.line.vertex_m, strict=True))
    drawn = np.array(border.geometry.simplify(LINE_TOLERANCE_DEG).coords)
    # Two positions that are written alike are written once.
    kept = drawn[np.r_[True, np.any(np.diff(np.round(drawn, DIGITS), axis=0) != 0, axis=1)]]
    steps = np.diff([vertex_m[tuple(xy)] for xy in kept], prepend=0.0)
    spec["line"], spec["steps"] = encoded(kept), np.round(steps).astype(int).tolist()


def add_filters(group: Spec, context: Context) -> None:
    """Give a group its filters and its swatches, and each feature its place in them."""
    layer, features, words = group["id"], group["features"], context.words
    look = style.EVENT_SYMBOL if layer == "events" else style.AREA_OF.get(layer)
    if look is not None:
        group["swatch"] = style.as_json(look)
    if layer not in _TABLE["filters"]:
        return
    filters = _TABLE["filters"][layer]
    for feature in features:
        row = context.rows.get(feature["id"], {})
        feature["items"] = [_members(one["by"], row, feature) for one in filters]
    group["filters"] = []
    for i, one in enumerate(filters):
        used = {key for feature in features for key in feature["items"][i]}
        items = [item for item in _items(one, words) if item["id"] in used]
        group["filters"].append({"label": words(one["label"]), "items": items})
        if one["by"] == "status":
            group["status_filter"] = i
            for feature in features:  # the page's slider puts another there
                feature["items"][i] = feature["items"][i][:1]


def event_family(kind: str) -> str:
    """Return the family of a kind of event."""
    return _FAMILY_OF["event"].get(kind, "visits")


def _members(by: str, row: Row, feature: Spec) -> list[str]:
    """Return the items of a filter that a feature is in."""
    if by == "event":
        return list(feature["items"][0])
    if by == "mode":
        modes = {item["id"] for item in _TABLE["filters"]["crossings"][0]["items"]}
        return [mode for mode in str(row.get("mode")).split("+") if mode in modes] or ["road"]
    if by == "status":  # what it comes to now, and each it ever came to
        states = [state[2] for state in feature.get("states", ())]
        classes = map(style.status_class, (row.get("status"), *states))
        return list(dict.fromkeys(classes))
    kind = str(row["kind"])
    if by == "zone":
        return [style.zone_family(kind)]
    return [_FAMILY_OF["place"].get(kind, "other") if by == "place" else kind]


def _items(one: Mapping[str, Any], words: Words) -> Iterator[Spec]:
    """Yield the items of a filter, each with its symbol if it has one."""
    if one["by"] == "status":
        symbol = _symbol(*one["symbol"])
        for key, (hollow, mark) in style.STATUS_CLASSES.items():
            look = style.as_json(replace(symbol, hollow=hollow, mark=mark))
            yield {"id": key, "label": words(f"class {key}"), "style": look}
        return
    for row in one["items"]:
        item: Spec = {"id": row["id"], "label": words(row["label"])}
        if "line" in row:
            item["style"] = style.as_json(style.LINES[row["line"]])
        if "area" in row:
            item["style"] = style.as_json(style.AREAS[row["area"]])
        if "symbol" in row:
            item["style"] = style.as_json(_symbol(*row["symbol"]))
        yield item


def _symbol(shape: str, size: int, colour: str) -> style.Symbol:
    return style.Symbol(shape, size, style.COLOURS[colour])
