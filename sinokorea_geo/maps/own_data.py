"""Read a caller's own points, lines and areas: where they are, their looks and names."""

import datetime as dt
import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from sinokorea_geo.atlas.positions import as_points
from sinokorea_geo.errors import CRSMismatch, InvalidQuantity
from sinokorea_geo.maps.style import OWN_COLOURS, RISING, Area, Line, Look, Symbol
from sinokorea_geo.maps.words import Words

#: Columns of a user's table that may say what a feature is called, the first that is there.
_LABELS = ("label", "name", "name_en", "title", "id")
#: The size of what has none of its own, and the sizes that numbers come to, in pixels.
_SIZES = {"points": (4.0, 3.0, 14.0), "lines": (3.0, 1.5, 9.0), "areas": (1.5, 1.5, 1.5)}
_NO_NUMBER = "#9aa0a5"


class OwnLooks(TypedDict, total=False):
    """Name what a caller draws; :func:`sinokorea_geo.make_map` says what each is."""

    points: Any
    lines: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    color: str
    size: str | float
    label: str
    legend: str
    fit: bool


@dataclass
class OwnLayer:
    """Hold one kind of a caller's data, and what the columns make of each row."""

    kind: str
    frame: pd.DataFrame
    #: Points, lines or areas in degrees.
    geometry: NDArray[Any]
    own: OwnLooks
    words: Words

    def __post_init__(self) -> None:
        self.colours, self.colour_of, self.classes = self._colours(self.own.get("color"))
        self.size_key: list[tuple[str, Look]] = []
        self.sizes = self._sizes()
        named = next((name for name in _LABELS if name in self.frame), None)
        self.label_column = self.column(self.own["label"]) if "label" in self.own else named
        key = "group points" if self.kind == "points" else f"group own {self.kind}"
        self.label = self.own.get("legend") or self.words(key, n=f"{len(self.frame):,}")

    def style(self, colour: str, width: float = _SIZES["lines"][0]) -> Look:
        """Return the style of a feature of a colour; of lines, with a width, too."""
        if self.kind == "points":
            return Symbol("circle", 9, colour)
        return Line(colour, width) if self.kind == "lines" else Area(colour, 1.5, colour, 0.35)

    @property
    def legend(self) -> list[tuple[str, Look]]:
        """A line for each class, or one for all; then the least and the most of the sizes."""
        classes = self.classes or [(self.colours[0], self.label)]
        return [(text, self.style(colour)) for colour, text in classes] + self.size_key

    @property
    def names(self) -> list[str] | None:
        """What each feature is called, None if nothing says so."""
        return [shown(v) for v in self.frame[self.label_column]] if self.label_column else None

    def column(self, name: str) -> str:
        """Return a column's name, or refuse it if there is none."""
        if name not in self.frame:
            there = ", ".join(map(str, self.frame.columns)) or "none"
            raise InvalidQuantity(f"there is no column {name!r}; the table has {there}")
        return name

    def _sizes(self) -> NDArray[np.float64]:
        """Return a radius or width for each row: by a column, as given, or the usual one."""
        usual, least, most = _SIZES[self.kind]
        given = self.own.get("size", usual)
        if not isinstance(given, str):
            return np.full(len(self.frame), float(given))
        numbers = pd.to_numeric(self.frame[self.column(given)], errors="coerce").to_numpy(float)
        if np.isnan(numbers).all() or np.nanmin(numbers) < 0:
            raise InvalidQuantity(f"size={given!r} has no numbers from 0 up; name another column")
        share = np.sqrt(np.nan_to_num(numbers) / max(np.nanmax(numbers), 1e-12))
        sizes = np.asarray(least + (most - least) * share)
        ends = {f(numbers): 0 for f in (np.nanargmin, np.nanargmax) if self.kind == "points"}
        for i in ends:
            symbol = Symbol("circle", round(2 * sizes[i]), _NO_NUMBER)
            self.size_key.append((f"{given}: {numbers[i]:,.4g}", symbol))
        return sizes

    def _colours(self, color: str | None) -> tuple[list[str], NDArray[Any], list[tuple[str, str]]]:
        """Return colours, the number of each row's colour, and the classes of the legend."""
        none = np.zeros(len(self.frame), dtype=np.int64)
        if color is None or (color not in self.frame and color.startswith("#")):
            return [color or OWN_COLOURS[0]], none, []
        values = self.frame[self.column(color)]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            return _by_number(values.to_numpy(dtype=float, na_value=np.nan))
        texts = [shown(value) or "–" for value in values]
        common = list(pd.Series(texts, dtype=object).value_counts().index[: len(OWN_COLOURS) - 1])
        number = {text: i for i, text in enumerate(common)}
        of = np.array([number.get(text, len(common)) for text in texts] or none, dtype=np.int64)
        names = [*common, "…"] if texts and of.max() == len(common) else common
        colours = list(OWN_COLOURS[: max(len(names), 1)])
        return colours, of, list(zip(colours, names, strict=False))


def own_layers(own: OwnLooks, words: Words) -> list[OwnLayer]:
    """Return a caller's data, areas first and points last, as they lie on each other."""
    layers = []
    for kind, shapes in (("areas", own.get("areas")), ("lines", own.get("lines"))):
        if shapes is None:
            continue
        frame = shapes if isinstance(shapes, gpd.GeoDataFrame) else shapes.to_frame("geometry")
        if frame.crs is None:
            raise CRSMismatch(f"{kind} have no CRS; say what they are with .set_crs(4326)")
        frame = frame.to_crs(4326)
        frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
        layers.append(OwnLayer(kind, frame, frame.geometry.to_numpy(), own, words))
    points = own.get("points")
    return layers if points is None else [*layers, points_of(points, own, words)]


def points_of(points: Any, own: OwnLooks, words: Words) -> OwnLayer:
    """Return a caller's points."""
    at = as_points(points)
    frame = points if isinstance(points, pd.DataFrame) else pd.DataFrame(index=range(at.size))
    return OwnLayer("points", frame, shapely.points(at.lon, at.lat), own, words)


def _by_number(values: NDArray[Any]) -> tuple[list[str], NDArray[Any], list[tuple[str, str]]]:
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
    return colours, of.astype(np.int64), legend


def shown(value: Any) -> str:
    """Return a value as text; nothing if it is missing."""
    if not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def own_bounds(
    layers: Sequence[OwnLayer], base: Sequence[float]
) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of a caller's data; warn if it leaves the base map."""
    if not any(len(layer.geometry) for layer in layers):
        return None
    everything = np.concatenate([layer.geometry for layer in layers])
    west, south, east, north = shapely.total_bounds(everything).tolist()
    w, s, e, n = base
    if west < w or south < s or east > e or north > n:
        warnings.warn(
            f"some of the data lies outside the base map, which ends at {w:g}–{e:g}° E and "
            f"{s:g}–{n:g}° N: there a figure ends, and a page has coarse land only",
            UserWarning,
            stacklevel=3,
        )
    return west, south, east, north
