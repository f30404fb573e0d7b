"""Select what of the atlas stands in the frame of a figure, in millimetres."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.own_data import OwnLayer
from sinokorea_geo.maps.print.canvas import MM, SYMBOL_PT, Canvas, moved
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.style import AREAS, COLOURS, Area, Line, Symbol, look_of, symbol_for
from sinokorea_geo.maps.views import frame_of
from sinokorea_geo.maps.words import read_json

#: Named before anything of the atlas.
FIRST = 70.0
RING_MM = 2.4
#: From this scale on, small places can be told apart.
DETAIL_MM_PER_KM = 0.7

_TABLE = read_json("print/tables.json")
_RANKS: dict[str, float] = _TABLE["ranks"]
#: The legend's word for the lines and areas of a layer or a kind, where it is another.
_KEYS: dict[str, str] = _TABLE["keys"]
#: Points in Russia, and the part of Russia whose border the atlas has.
_IN_RUSSIA, _RUSSIA = _TABLE["points in Russia"], _TABLE["Russia that is known"]


@dataclass(frozen=True)
class PointFeature:
    """A point feature: where it stands, and what is drawn and written there."""

    layer: str
    x: float
    y: float
    symbol: Symbol
    name: str
    rank: float
    #: Named on the western side, where its country lies.
    west: bool
    #: Drawn even if its name finds no room.
    always: bool

    @property
    def radius(self) -> float:
        """Of the symbol."""
        return self.symbol.size * SYMBOL_PT * MM / 72 * 0.55


@dataclass(frozen=True)
class Shape:
    """A line or an area, and the word that the legend has for it."""

    layer: str
    geometry: BaseGeometry
    style: Line | Area
    key: str


@dataclass
class Content:
    """What a sheet shows."""

    points: list[PointFeature] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    land: BaseGeometry = field(default_factory=shapely.GeometryCollection)
    #: As far as the base map reaches.
    known: BaseGeometry = field(default_factory=shapely.GeometryCollection)
    countries: list[tuple[str, BaseGeometry]] = field(default_factory=list)
    provinces: list[tuple[str, BaseGeometry]] = field(default_factory=list)

    @property
    def border(self) -> NDArray[np.float64]:
        """Points along the border, less than a millimetre apart."""
        lines = [shape.geometry for shape in self.shapes if shape.key == "border"]
        return np.asarray(shapely.get_coordinates(shapely.segmentize(lines, 0.8)))


def content_of(atlas: Atlas, canvas: Canvas, layers: Sequence[str], fonts: Fonts) -> Content:
    """Return what stands in the frame."""
    base = atlas.layer("basemap")
    known = moved(shapely.segmentize(shapely.box(*base.total_bounds), 0.25), canvas.mm)
    land = canvas.drawn(shapely.segmentize(base.geometry.union_all(), 0.25))
    provinces = frame_of(atlas, "provinces")
    areas = [canvas.drawn(area) for area in provinces.geometry]
    cut = [shapely.intersection(area, canvas.frame) for area in areas]
    names = [fonts.name(row).replace(" Province", "") for row in records(provinces)]
    found = Content(known=known, land=land)
    if "provinces" in layers:
        found.provinces = list(zip(names, cut, strict=True))
        edges = _inner_edges(areas, land, _line(atlas, canvas))
        found.shapes.append(Shape("provinces", edges, AREAS["province"], "province"))
    for country in ("CN", "KP"):
        own = [area for area, c in zip(cut, provinces["country"], strict=True) if c == country]
        found.countries.append((fonts.words(country), shapely.union_all(own)))
    found.countries.append((fonts.words("RU"), _russia(atlas, canvas, land)))
    found.shapes += _shapes(atlas, canvas, layers, land)
    found.points = list(_points(atlas, canvas, layers, fonts))
    return found


def _line(atlas: Atlas, canvas: Canvas) -> BaseGeometry:
    return canvas.drawn(atlas.layer("border").geometry.union_all())


def _inner_edges(
    areas: Sequence[BaseGeometry], land: BaseGeometry, line: BaseGeometry
) -> BaseGeometry:
    """Return outlines where they are neither the coast, which the base map has, nor the border."""
    outlines = shapely.union_all([area.boundary for area in areas])
    return outlines.intersection(land.buffer(-0.6)).difference(line.buffer(0.4))


def _shapes(
    atlas: Atlas, canvas: Canvas, layers: Sequence[str], land: BaseGeometry
) -> Iterator[Shape]:
    """Yield lines and areas, lowest first, but for provinces."""
    if "counties" in layers:
        areas = [canvas.drawn(area) for area in atlas.counties.geometry]
        edges = _inner_edges(areas, land, _line(atlas, canvas))
        yield Shape("counties", edges, AREAS["county"], "county")
    for layer in ("plans", "zones", "islands", "routes", "border"):
        rows = records(frame_of(atlas, layer)) if layer in layers else []
        for row in sorted(rows, key=lambda row: row["kind"] == "border-section"):
            if row["geometry"].geom_type != "Point":
                key = _KEYS.get(layer) or _KEYS.get(row["kind"], row["kind"])
                style: Any = look_of(layer, row)
                yield Shape(layer, canvas.drawn(row["geometry"]), style, key)


def _points(
    atlas: Atlas, canvas: Canvas, layers: Sequence[str], fonts: Fonts
) -> Iterator[PointFeature]:
    """Yield the point features in the frame, lowest first."""
    detail = canvas.mm_per_km >= DETAIL_MM_PER_KM
    for layer in ("places", "plans", "zones", "crossings"):
        frame = frame_of(atlas, layer)
        for row in records(frame[frame.geom_type == "Point"]) if layer in layers else ():
            x, y = canvas.mm(row["geometry"].x, row["geometry"].y)
            rank, always = _importance(layer, row, detail=detail)
            if rank and 0 < x < canvas.width and 0 < y < canvas.height:
                symbol = symbol_for(layer, row)
                west = row["country"] == "CN"
                yield PointFeature(layer, x, y, symbol, fonts.name(row), rank, west, always)


def _importance(layer: str, row: dict[str, Any], *, detail: bool) -> tuple[float, bool]:
    """Return how early a feature is named, 0 if not at this scale, and if it is drawn unnamed."""
    if layer == "crossings":
        return (40.0 if row["status"] in {"open", "seasonal"} else 30.0), True
    if layer in {"zones", "plans"}:
        return (18.0 if row["status"] in {"active", "partly-built"} else 12.0), True
    rank = _RANKS.get(str(row["kind"]), 10.0 if detail else 0.0)
    tags = row["tags"] if isinstance(row["tags"], list | tuple) else ()
    more = 3.0 * ("article" in tags) + 2.0 * ("provincial-seat" in tags)
    return rank and rank + more, rank >= 40


def _russia(atlas: Atlas, canvas: Canvas, land: BaseGeometry) -> BaseGeometry:
    """Return the land around a point in Russia, as far as the border is drawn there."""
    points = [shapely.Point(canvas.mm(*point)) for point in _IN_RUSSIA]
    here = next((point for point in points if shapely.contains(canvas.frame, point)), None)
    if here is None:
        return shapely.Polygon()
    lines = _line(atlas, canvas).buffer(0.2)
    around = moved(shapely.segmentize(shapely.box(*_RUSSIA), 0.2), canvas.mm)
    left = land.intersection(around).intersection(canvas.frame).difference(lines)
    parts = [part for part in shapely.get_parts(left) if part.contains(here)]
    return parts[0] if parts else shapely.Polygon()


def with_own(
    content: Content,
    canvas: Canvas,
    fonts: Fonts,
    layers: Sequence[OwnLayer],
    highlights: Sequence[Place | BaseGeometry],
) -> Content:
    """Return what a sheet shows with a caller's data, and what is pointed at named first."""
    named: list[Any] = []
    for what in highlights:
        if isinstance(what, Place):
            line = shapely.Point(canvas.mm(what.lon, what.lat)).buffer(RING_MM).boundary
            name = fonts.name({**vars(what), **what.properties})
            named.append((name, what.lon, what.lat, 4.0, what.properties.get("country") == "CN"))
        else:
            line = canvas.drawn(what)
        style = Line(COLOURS["highlight"], 4.0 if isinstance(what, Place) else 10.0)
        content.shapes.append(Shape("highlight", line, style, "highlight"))
    for layer in layers:
        if layer.kind != "points":
            rows = zip(layer.geometry, layer.colour_of, layer.sizes, strict=True)
            for shape, colour, size in rows:
                look: Any = layer.style(layer.colours[colour], float(size))
                content.shapes.append(Shape(f"own-{layer.kind}", canvas.drawn(shape), look, "own"))
        elif "label" in layer.own:
            at = shapely.get_coordinates(layer.geometry).T
            named += [
                (*one, False) for one in zip(layer.names or (), *at, layer.sizes, strict=True)
            ]
    texts = {name for name, *_ in named}
    points = [replace(p, name="") if p.name in texts else p for p in content.points]
    for name, lon, lat, size, west in named:
        x, y = canvas.mm(lon, lat)
        if 0 < x < canvas.width and 0 < y < canvas.height:
            symbol = Symbol("circle", round(2 * size), "")
            points.append(PointFeature("own", x, y, symbol, name, FIRST, west, always=True))
    return replace(content, points=points)
