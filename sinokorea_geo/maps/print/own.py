"""Draw a caller's own data and highlights on a figure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Place
from sinokorea_geo.maps.own_data import OwnLayer
from sinokorea_geo.maps.print.canvas import LINE_PT, SYMBOL_PT, Canvas
from sinokorea_geo.maps.print.content import PointFeature
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.style import COLOURS, Symbol

#: Named before anything of the atlas.
FIRST = 70.0
#: Lines lie over the border, points over every symbol of the atlas, names over them.
_HEIGHTS = {"areas": 7.0, "lines": 9.0, "highlight": 9.5, "points": 14.5}


def draw_layers(canvas: Canvas, layers: Sequence[OwnLayer]) -> None:
    """Draw a caller's areas, lines and points."""
    for layer in layers:
        colours, z = np.array(layer.colours)[layer.colour_of], _HEIGHTS[layer.kind]
        gid = f"skg-own-{layer.kind}"
        if layer.kind == "points":
            x, y = canvas.xy(*canvas.mm(*shapely.get_coordinates(layer.geometry).T))
            how: dict[str, Any] = {"edgecolors": "#ffffff", "linewidths": 0.4, "gid": f"{gid}-0"}
            sizes = (2 * layer.sizes * SYMBOL_PT) ** 2
            canvas.ax.scatter(x, y, s=sizes, c=colours, zorder=z, **how)
            continue
        for shape, colour, size in zip(layer.geometry, colours, layer.sizes, strict=True):
            style: Any = layer.style(str(colour), float(size))
            canvas.styled(canvas.drawn(shape), style, gid=gid, zorder=z)


def draw_highlights(canvas: Canvas, highlights: Sequence[Place | BaseGeometry]) -> None:
    """Draw a ring round each place, a band along each line."""
    look: dict[str, Any] = {"edgecolor": COLOURS["highlight"], "gid": "skg-highlight"}
    look |= {"zorder": _HEIGHTS["highlight"], "alpha": 0.8}
    for what in highlights:
        if isinstance(what, BaseGeometry):
            canvas.path(canvas.drawn(what), linewidth=8 * LINE_PT, **look)
        else:
            ring = shapely.Point(canvas.mm(what.lon, what.lat)).buffer(2.4)
            canvas.path(ring, linewidth=4 * LINE_PT, **look)


def named_first(
    points: list[PointFeature],
    canvas: Canvas,
    fonts: Fonts,
    layers: Sequence[OwnLayer],
    highlights: Sequence[Place | BaseGeometry],
) -> list[PointFeature]:
    """Return the points of a figure, what a caller points at named before all else."""
    named: list[Any] = [
        (fonts.name({**vars(place), **place.properties}), place.lon, place.lat, 4.0)
        for place in highlights
        if isinstance(place, Place)
    ]
    for layer in layers:
        if layer.kind == "points" and "label" in layer.own:
            at = shapely.get_coordinates(layer.geometry).T
            named += zip(layer.names or (), *at, layer.sizes, strict=True)
    texts = {name for name, *_ in named}
    found = [replace(point, name="") if point.name in texts else point for point in points]
    for name, lon, lat, size in named:
        x, y = canvas.mm(lon, lat)
        if 0 < x < canvas.width and 0 < y < canvas.height:
            symbol = Symbol("circle", round(2 * size), "")
            found.append(PointFeature("own", x, y, symbol, name, FIRST, west=False, always=True))
    return found
