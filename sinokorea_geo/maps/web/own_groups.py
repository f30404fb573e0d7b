"""Turn a caller's own points, lines and areas into plain data that the page's scripts draw."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.own_data import OwnLayer, OwnLooks, shown
from sinokorea_geo.maps.style import Spec, as_json
from sinokorea_geo.maps.web.controls import month_number
from sinokorea_geo.maps.web.encoding import encoded
from sinokorea_geo.maps.web.layers import drawn

#: Up to so many points every column stands in the popup; with more, the columns named.
_MOST_WITH_ALL_COLUMNS = 5_000
#: What stands in no popup: the positions.
_POSITIONS = ("lon", "lat", "longitude", "latitude", "x", "y")


class OwnData(OwnLooks, total=False):
    """Name what a caller draws on a page: on paper nothing is pointed at, and no slider moves."""

    tooltip: str
    time: str


def own_groups(layers: Sequence[OwnLayer], own: OwnData) -> list[Spec]:
    """Return a caller's data as groups; points are one packed layer, drawn on a canvas."""
    return [(_points if one.kind == "points" else _shapes)(one, own) for one in layers]


def _points(layer: OwnLayer, own: OwnData) -> Spec:
    frame, column = layer.frame, layer.label_column
    positions = encoded(shapely.get_coordinates(layer.geometry), every=True)
    spec: Spec = {"positions": positions, "colours": layer.colours}
    if len(layer.colours) > 1:
        spec["colour_of"] = layer.colour_of.tolist()
    if "size" in own:
        spec["radii"] = np.round(layer.sizes, 1).tolist()
    if names := layer.names:
        spec["labels"] = names
    if "tooltip" in own:
        spec["tooltips"] = list(map(shown, frame[layer.column(own["tooltip"])]))
    if columns := _popup_columns(frame, own, column):
        spec["columns"] = [(str(name), list(map(shown, frame[name]))) for name in columns]
    if "time" in own:
        spec["months"] = [_month(value) for value in frame[layer.column(own["time"])]]
    group = {"id": "points", "label": layer.label, "features": [], "points": spec}
    return _with_legend(group, layer)


def _shapes(layer: OwnLayer, own: OwnData) -> Spec:
    frame: Any = layer.frame
    column = layer.label_column
    names = [name for name in frame.columns if name not in {frame.geometry.name, column}]
    features: list[Spec] = []
    for i, row in enumerate(records(frame)):
        colour, width = layer.colours[layer.colour_of[i]], round(float(layer.sizes[i]), 1)
        feature = drawn(layer.geometry[i], layer.style(colour, width), id=f"own-{layer.kind}-{i}")
        feature["popup"] = {
            "title": shown(row[column]) if column else f"{i + 1}",
            "rows": [[str(n), text] for n in names if (text := shown(row[n]))],
        }
        if "tooltip" in own:
            feature["alt"] = shown(row[layer.column(own["tooltip"])])
        if "time" in own:
            month = _month(row[layer.column(own["time"])])
            feature["event_months"] = [None if month is None else (month, month)]
        features.append(feature)
    group = {"id": f"own-{layer.kind}", "label": layer.label, "features": features}
    return _with_legend(group | {"on_top": True}, layer)


def _with_legend(group: Spec, layer: OwnLayer) -> Spec:
    """Add the symbol of a group, or a line of the legend for each of its colours."""
    marks = [{"label": text, "style": as_json(look)} for text, look in layer.legend]
    one = {"swatch": marks[0]["style"]} | ({"marks": marks[1:]} if marks[1:] else {})
    return group | ({"marks": marks} if layer.classes else one)


def _popup_columns(frame: pd.DataFrame, own: OwnData, label: str | None) -> list[str]:
    named: list[Any] = [own.get(key) for key in ("tooltip", "color", "size", "time")]
    hidden = {label, *_POSITIONS}
    if isinstance(frame, gpd.GeoDataFrame):
        hidden.add(str(frame.geometry.name))
    few = len(frame) <= _MOST_WITH_ALL_COLUMNS
    every: Iterable[Any] = frame.columns if few else dict.fromkeys(named)
    return [name for name in every if name in frame and name not in hidden]


def _month(value: Any) -> int | None:
    if isinstance(value, dt.date) and not pd.isna(value):
        return value.year * 12 + value.month - 1
    text = shown(value)
    return month_number(text) if text[:4].isdigit() else None
