"""Put a caller's own data and highlights on a figure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Place
from sinokorea_geo.maps.own_data import OwnLayer
from sinokorea_geo.maps.print.canvas import SYMBOL_PT, Canvas
from sinokorea_geo.maps.print.content import Content, PointFeature, Shape
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.style import COLOURS, Line, Symbol

#: Named before anything of the atlas.
FIRST = 70.0
RING_MM = 2.4


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


def draw_points(canvas: Canvas, layer: OwnLayer, zorder: float) -> None:
    """Draw a caller's points, however many there are."""
    x, y = canvas.xy(*canvas.mm(*shapely.get_coordinates(layer.geometry).T))
    how: dict[str, Any] = {"edgecolors": "#ffffff", "linewidths": 0.4, "gid": "skg-own-points-0"}
    colours, sizes = np.array(layer.colours)[layer.colour_of], (2 * layer.sizes * SYMBOL_PT) ** 2
    canvas.ax.scatter(x, y, s=sizes, c=colours, zorder=zorder, **how)
