"""Draw a caller's own points, lines and areas on a map of the atlas."""

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
from sinokorea_geo.maps.style import OWN_COLOURS, RISING, Area, Line, Symbol, as_json
from sinokorea_geo.maps.web.controls import month_number
from sinokorea_geo.maps.web.encoding import encoded
from sinokorea_geo.maps.web.layers import drawn
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, PointsSpec
from sinokorea_geo.maps.words import Words
from sinokorea_geo.spatial.inputs import as_lonlat

#: Columns of a user's table that may say what a feature is called, the first that is there.
_LABELS = ("label", "name", "name_en", "title", "id")
#: Up to so many points every column stands in the popup; with more, the columns named.
_MOST_WITH_ALL_COLUMNS = 5_000
#: What stands in no popup: the positions.
_POSITIONS = ("lon", "lat", "longitude", "latitude", "x", "y")
#: The size of what has none of its own, and the sizes that numbers come to.
_RADII, _WIDTHS = (4.0, 3.0, 14.0), (3.0, 1.5, 9.0)
_NO_NUMBER = "#9aa0a5"


class OwnData(TypedDict, total=False):
    """Name what a caller draws on the map; :func:`sinokorea_geo.make_map` says what each is."""

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
    look = _colours(frame, own.get("color"))
    spec: PointsSpec = {
        "positions": encoded(np.column_stack([lon, lat]), every=True),
        "colours": look.colours,
    }
    if len(look.colours) > 1:
        spec["colour_of"] = look.colour_of.tolist()
    if "size" in own:
        spec["radii"] = np.round(_sizes(frame, own, _RADII), 1).tolist()
    if column := _label_column(frame, own):
        spec["labels"] = [shown(value) for value in frame[column]]
    if columns := _popup_columns(frame, own, column):
        spec["columns"] = [(str(name), list(map(shown, frame[name]))) for name in columns]
    if "time" in own:
        spec["months"] = [_month(value) for value in frame[_checked(frame, own["time"])]]
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
    look, sizes = _colours(frame, own.get("color")), _sizes(frame, own, _WIDTHS)
    column = _label_column(frame, own)
    names = [name for name in frame.columns if name not in {frame.geometry.name, column}]

    def style(colour: str, width: float = _WIDTHS[0]) -> Line | Area:
        return Line(colour, width) if kind == "lines" else Area(colour, 1.5, colour, 0.35)

    features: list[FeatureSpec] = []
    for i, row in enumerate(records(frame)):
        colour, width = look.colours[look.colour_of[i]], round(float(sizes[i]), 1)
        feature = drawn(frame.geometry.iloc[i], style(colour, width), id=f"own-{kind}-{i}")
        feature["popup"] = {
            "title": shown(row[column]) if column else f"{i + 1}",
            "rows": [[str(n), text] for n in names if (text := shown(row[n]))],
        }
        if "tooltip" in own:
            feature["alt"] = shown(row[_checked(frame, own["tooltip"])])
        if "time" in own:
            month = _month(row[_checked(frame, own["time"])])
            feature["event_months"] = [None if month is None else (month, month)]
        features.append(feature)
    label = own.get("legend") or words(f"group own {kind}", n=f"{len(features):,}")
    group: GroupSpec = {"id": f"own-{kind}", "label": label, "features": features, "on_top": True}
    return _with_legend(group, look, style)


def _with_legend(group: GroupSpec, look: _Look, style: Any) -> GroupSpec:
    """Add the symbol of a group, or a line of the legend for each of its colours."""
    if look.legend:
        group["marks"] = [
            {"label": text, "style": as_json(style(colour))} for colour, text in look.legend
        ]
    else:
        group["swatch"] = as_json(style(look.colours[0]))
    return group


def _sizes(
    frame: pd.DataFrame, own: OwnData, sizes: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Return a radius or width for each row: by a column, as given, or the usual one."""
    usual, least, most = sizes
    given = own.get("size", usual)
    if not isinstance(given, str):
        return np.full(len(frame), float(given))
    numbers = pd.to_numeric(frame[_checked(frame, given)], errors="coerce").to_numpy(float)
    if np.isnan(numbers).all() or np.nanmin(numbers) < 0:
        raise InvalidQuantity(f"size={given!r} has no numbers from 0 up; name another column")
    share = np.sqrt(np.nan_to_num(numbers) / max(np.nanmax(numbers), 1e-12))
    return np.asarray(least + (most - least) * share)


def _colours(frame: pd.DataFrame, color: str | None) -> _Look:
    none = np.zeros(len(frame), dtype=np.int64)
    if color is None or (color not in frame and color.startswith("#")):
        return _Look([color or OWN_COLOURS[0]], none)
    values = frame[_checked(frame, color)]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return _by_number(values.to_numpy(dtype=float, na_value=np.nan))
    texts = [shown(value) or "–" for value in values]
    common = list(pd.Series(texts, dtype=object).value_counts().index[: len(OWN_COLOURS) - 1])
    number = {text: i for i, text in enumerate(common)}
    of = np.array([number.get(text, len(common)) for text in texts] or none, dtype=np.int64)
    names = [*common, "…"] if len(frame) and of.max() == len(common) else common
    colours = list(OWN_COLOURS[: max(len(names), 1)])
    return _Look(colours, of, list(zip(colours, names, strict=False)))


def _by_number(values: NDArray[np.float64]) -> _Look:
    """Return five classes of equal width, and grey for what has no number."""
    known = values[np.isfinite(values)]
    if not len(known):
        raise InvalidQuantity("color has no numbers; name another column")
    colours = list(RISING)
    edges = np.linspace(known.min(), known.max(), len(colours) + 1)
    of = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(colours) - 1)
    pairs = itertools.pairwise(edges.tolist())
    legend = [(c, f"{a:,.4g} – {b:,.4g}") for c, (a, b) in zip(colours, pairs, strict=True)]
    if len(known) < len(values):
        of = np.where(np.isfinite(values), of, len(colours))
        legend.append((_NO_NUMBER, "–"))
        colours.append(_NO_NUMBER)
    return _Look(colours, of.astype(np.int64), legend)


def _label_column(frame: pd.DataFrame, own: OwnData) -> str | None:
    if "label" in own:
        return _checked(frame, own["label"])
    return next((name for name in _LABELS if name in frame), None)


def _popup_columns(frame: pd.DataFrame, own: OwnData, label: str | None) -> list[str]:
    named: list[Any] = [own.get(key) for key in ("tooltip", "color", "size", "time")]
    hidden = {label, *_POSITIONS}
    if isinstance(frame, gpd.GeoDataFrame):
        hidden.add(str(frame.geometry.name))
    few = len(frame) <= _MOST_WITH_ALL_COLUMNS
    every: Iterable[Any] = frame.columns if few else dict.fromkeys(named)
    return [name for name in every if name in frame and name not in hidden]


def _checked(frame: pd.DataFrame, column: str) -> str:
    if column not in frame:
        there = ", ".join(map(str, frame.columns)) or "none"
        raise InvalidQuantity(f"there is no column {column!r}; the table has {there}")
    return column


def shown(value: Any) -> str:
    """Return a value as text; nothing if it is missing."""
    if not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _month(value: Any) -> int | None:
    if isinstance(value, dt.date) and not pd.isna(value):
        return value.year * 12 + value.month - 1
    text = shown(value)
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
