"""Draw a caller's own points, lines and areas on a map of the atlas."""

from __future__ import annotations

import datetime as dt
import itertools
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import CRSMismatch, InvalidQuantity
from sinokorea_geo.maps.style import OWN, OWN_COLOURS, Area, Line, Symbol, as_json, rising
from sinokorea_geo.maps.web.coords import encoded, packed
from sinokorea_geo.maps.web.months import month_number
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, LegendSpec, PointsSpec
from sinokorea_geo.maps.words import Words
from sinokorea_geo.spatial.inputs import as_lonlat

__all__ = ["OwnData", "own_bounds", "own_groups", "points_group"]

#: Columns of a user's table that may say what a feature is called, the first that is there.
_LABELS = ("label", "name", "name_en", "title", "id")
#: Up to so many points every column stands in the popup; with more, the columns named.
_MOST_WITH_ALL_COLUMNS = 5_000
_RADII = (3.0, 14.0)
_RADIUS = 4.0


class OwnData(TypedDict, total=False):
    """Name what a caller draws on the map.

    Keys
    ----
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array, or any points
        Drawn over every symbol. Each opens a popup with its columns.
    lines, areas : GeoDataFrame or GeoSeries
        Drawn over the border and under the symbols.
    color : str
        A column that colours, numbers from pale to dark and anything else by category; or one
        colour, such as ``#d84c70``.
    size : str or float
        A column of numbers that gives points their area and lines their width; or a radius or
        width in pixels.
    label, tooltip : str
        Columns that name a feature in its popup, and under the pointer.
    time : str
        A column of dates; the slider then shows what falls into its month.
    legend : str
        The heading in the list of layers.
    fit : bool
        Whether the map opens on this data; it does unless told otherwise.
    """

    points: Any
    lines: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    color: str
    size: str | float
    label: str
    tooltip: str
    time: str
    legend: str
    fit: bool


@dataclass
class _Look:
    """Hold what a caller's columns make of each row."""

    colours: list[str]
    colour_of: NDArray[np.int64]
    sizes: NDArray[np.float64]
    legend: list[tuple[str, str]] = field(default_factory=list)


def own_groups(own: OwnData, words: Words) -> list[GroupSpec]:
    """Return a caller's data as groups."""
    groups = [
        _shapes_group(kind, own[kind], own, words) for kind in ("areas", "lines") if kind in own
    ]
    if "points" in own:
        groups.append(points_group(own["points"], words, own))
    return groups


def points_group(points: Any, words: Words, own: OwnData | None = None) -> GroupSpec:
    """Return a caller's own points as one packed layer, drawn on a canvas."""
    own = own or {}
    lon, lat = as_lonlat(points)
    frame = points if isinstance(points, pd.DataFrame) else pd.DataFrame(index=range(len(lon)))
    look = _look(frame, own, _RADIUS, _RADII)
    spec: PointsSpec = {
        "positions": encoded(np.column_stack([lon, lat]), every=True),
        "colours": look.colours,
    }
    if len(look.colours) > 1:
        spec["colour_of"] = look.colour_of.tolist()
    if "size" in own:
        spec["radii"] = np.round(look.sizes, 1).tolist()
    if column := _label_column(frame, own):
        spec["labels"] = [_shown(value) for value in frame[column]]
    if columns := _popup_columns(frame, own, column):
        spec["columns"] = [(str(name), list(map(_shown, frame[name]))) for name in columns]
    if "time" in own:
        spec["months"] = _months(frame, own["time"])
    label = own.get("legend") or words("group points", n=f"{len(lon):,}")
    group: GroupSpec = {"id": "points", "label": label, "features": [], "points": spec}
    return _with_legend(group, look, lambda colour: Symbol("circle", 9, colour))


def _shapes_group(
    kind: str, shapes: gpd.GeoDataFrame | gpd.GeoSeries, own: OwnData, words: Words
) -> GroupSpec:
    frame = shapes if isinstance(shapes, gpd.GeoDataFrame) else shapes.to_frame("geometry")
    if frame.crs is None:
        raise CRSMismatch(f"{kind} have no CRS; say what they are with .set_crs(4326)")
    frame = frame.to_crs(4326)
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    look = _look(frame, own, 3.0, (1.5, 9.0))
    column = _label_column(frame, own)
    features: list[FeatureSpec] = []
    for i, row in enumerate(records(frame)):
        colour, width = look.colours[look.colour_of[i]], round(float(look.sizes[i]), 1)
        style = Line(colour, width) if kind == "lines" else Area(colour, 1.5, colour, 0.35)
        names = [name for name in frame.columns if name not in {frame.geometry.name, column}]
        feature: FeatureSpec = {
            "id": f"own-{kind}-{i}",
            **packed(frame.geometry.iloc[i]),
            "style": as_json(style),
            "popup": {
                "title": _shown(row[column]) if column else f"{i + 1}",
                "rows": [[str(n), text] for n in names if (text := _shown(row[n]))],
            },
        }
        if "tooltip" in own:
            feature["alt"] = _shown(row[_checked(frame, own["tooltip"])])
        if "time" in own:
            month = _month(row[_checked(frame, own["time"])])
            feature["event_months"] = [None if month is None else (month, month)]
        features.append(feature)
    label = own.get("legend") or words(f"group own {kind}", n=f"{len(features):,}")
    group: GroupSpec = {"id": f"own-{kind}", "label": label, "features": features, "on_top": True}
    draw: Any = Line if kind == "lines" else (lambda c, _: Area(c, 1.5, c, 0.35))
    return _with_legend(group, look, lambda colour: draw(colour, 3.0))


def _with_legend(group: GroupSpec, look: _Look, style: Any) -> GroupSpec:
    """Add the symbol of a group, or a line of the legend for each of its colours."""
    if not look.legend:
        group["swatch"] = as_json(style(look.colours[0]))
        return group
    entries: list[LegendSpec] = [
        {"label": text, "style": as_json(style(colour))} for colour, text in look.legend
    ]
    group["marks"] = entries
    return group


def _look(frame: pd.DataFrame, own: OwnData, size: float, sizes: tuple[float, float]) -> _Look:
    found = _colours(frame, own.get("color"))
    given = own.get("size", size)
    if isinstance(given, str):
        numbers = pd.to_numeric(frame[_checked(frame, given)], errors="coerce").to_numpy(float)
        if np.isnan(numbers).all() or np.nanmin(numbers) < 0:
            raise InvalidQuantity(f"size={given!r} has no numbers from 0 up; name another column")
        share = np.sqrt(np.nan_to_num(numbers) / max(np.nanmax(numbers), 1e-12))
        found.sizes = sizes[0] + (sizes[1] - sizes[0]) * share
    else:
        found.sizes = np.full(len(frame), float(given))
    return found


def _colours(frame: pd.DataFrame, color: str | None) -> _Look:
    count, none = len(frame), np.zeros(len(frame), dtype=np.int64)
    if color is None or (color not in frame and color.startswith("#")):
        return _Look([color or OWN], none, none.astype(float))
    values = frame[_checked(frame, color)]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return _by_number(values.to_numpy(dtype=float, na_value=np.nan))
    texts = [_shown(value) or "–" for value in values]
    common = list(pd.Series(texts, dtype=object).value_counts().index[: len(OWN_COLOURS) - 1])
    number = {text: i for i, text in enumerate(common)}
    of = np.array([number.get(text, len(common)) for text in texts] or none, dtype=np.int64)
    names = [*common, "…"] if count and of.max() == len(common) else common
    colours = list(OWN_COLOURS[: len(names)]) or [OWN]
    return _Look(colours, of, none.astype(float), list(zip(colours, names, strict=False)))


def _by_number(values: NDArray[np.float64]) -> _Look:
    """Return five classes of equal width, and grey for what has no number."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise InvalidQuantity("color has no numbers; name another column")
    colours = list(rising())
    edges = np.linspace(known.min(), known.max(), len(colours) + 1)
    of = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(colours) - 1)
    pairs = itertools.pairwise(edges.tolist())
    legend = [(c, f"{a:,.4g} – {b:,.4g}") for c, (a, b) in zip(colours, pairs, strict=True)]
    if len(known) < len(values):
        of = np.where(np.isfinite(values), of, len(colours))
        legend.append(("#9aa0a5", "–"))
        colours.append("#9aa0a5")
    return _Look(colours, of.astype(np.int64), np.zeros(len(values)), legend)


def _label_column(frame: pd.DataFrame, own: OwnData) -> str | None:
    if "label" in own:
        return _checked(frame, own["label"])
    return next((name for name in _LABELS if name in frame), None)


def _popup_columns(frame: pd.DataFrame, own: OwnData, label: str | None) -> list[str]:
    named: list[Any] = [own.get(key) for key in ("tooltip", "color", "size", "time")]
    hidden = {label, "lon", "lat", "longitude", "latitude", "x", "y"}
    if isinstance(frame, gpd.GeoDataFrame):
        hidden.add(str(frame.geometry.name))
    every: Iterable[Any] = (
        frame.columns if len(frame) <= _MOST_WITH_ALL_COLUMNS else dict.fromkeys(named)
    )
    return [name for name in every if name in frame and name not in hidden]


def _checked(frame: pd.DataFrame, column: str) -> str:
    if column not in frame:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise InvalidQuantity(f"there is no column {column!r}; the table has {there}")
    return column


def _shown(value: Any) -> str:
    """Return a value as text; nothing if it is missing.

    >>> _shown(float("nan")), _shown(3.0), _shown("a"), _shown(pd.NaT)
    ('', '3', 'a', '')
    """
    if not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _months(frame: pd.DataFrame, column: str) -> list[int | None]:
    return [_month(value) for value in frame[_checked(frame, column)]]


def _month(value: Any) -> int | None:
    if isinstance(value, dt.date) and not pd.isna(value):
        return value.year * 12 + value.month - 1
    text = _shown(value)
    return month_number(text) if text[:4].isdigit() else None


def own_bounds(own: OwnData, base: Sequence[float]) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of a caller's data; warn if it leaves the base map."""
    shapes = [own[kind] for kind in ("lines", "areas") if kind in own and len(own[kind])]
    boxes = [tuple(frame.to_crs(4326).total_bounds) for frame in shapes]
    if "points" in own:
        lon, lat = as_lonlat(own["points"])
        if len(lon):
            boxes.append((np.min(lon), np.min(lat), np.max(lon), np.max(lat)))
    if not boxes:
        return None
    west, south, east, north = shapely.union_all([shapely.box(*box) for box in boxes]).bounds
    w, s, e, n = base
    if west < w or south < s or east > e or north > n:
        warnings.warn(
            f"some of the data lies outside the base map, which ends at {w:g}–{e:g}° E and "
            f"{s:g}–{n:g}° N: it is drawn on empty ground",
            UserWarning,
            stacklevel=3,
        )
    return float(west), float(south), float(east), float(north)
