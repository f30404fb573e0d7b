"""One figure in the making: the ground, names where there is room, and what explains them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.layers import records
from sinokorea_geo.maps.atlas_map import ATTRIBUTION
from sinokorea_geo.maps.figure.content import Content, Spot, content_of
from sinokorea_geo.maps.figure.fonts import Fonts
from sinokorea_geo.maps.figure.furniture import (
    LAND,
    LOCATOR_MM,
    SEA,
    SHORE,
    draw_graticule,
    draw_locator,
    draw_scale,
    furnish,
    scale_km,
)
from sinokorea_geo.maps.figure.legend import Legend, draw_legend, legend_entries
from sinokorea_geo.maps.figure.pen import INK, SOFT, Pen, wrapped
from sinokorea_geo.maps.figure.room import Box, Room, around, beside, within
from sinokorea_geo.maps.figure.sheet import MM, Sheet
from sinokorea_geo.maps.figure.words import word
from sinokorea_geo.maps.style import AREAS

__all__ = ["draw_on_axes", "draw_on_paper"]

#: What no layer knows: neither land nor sea.
BEYOND = "#e4e1da"
CREDIT_PT, CREDIT_MM, TITLE_PT, TITLE_MM = 4.7, 2.1, 10.0, 4.6
LEFT_MM, RIGHT_MM, BELOW_MM, ABOVE_MM = 5.5, 2.5, 5.0, 2.5
_SHAPE_Z = {
    "counties": 4.0,
    "provinces": 4.2,
    "plans": 5.0,
    "zones": 5.2,
    "islands": 5.4,
    "corridors": 6.0,
    "border": 8.0,
}
_SPOT_Z = {"places": 10.0, "plans": 11.0, "zones": 12.0, "crossings": 13.0}


class Drawing:
    """A map in a frame.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The frame.
    atlas : Atlas
        What to draw.
    interest : shapely geometry
        What has to be in the frame, in degrees.
    pad : float
        Room around that, as a share of its size.
    layers : sequence of str
        Which layers.
    fonts : Fonts
        For all text.
    corridor : geopandas.GeoDataFrame, optional
        A corridor.
    """

    def __init__(
        self,
        ax: Axes,
        atlas: Atlas,
        *,
        interest: BaseGeometry,
        pad: float,
        layers: Sequence[str],
        fonts: Fonts,
        corridor: gpd.GeoDataFrame | None,
    ) -> None:
        self.atlas, self.fonts, self.corridor = atlas, fonts, corridor
        self.sheet = Sheet(ax, interest, pad)
        self.pen = Pen(self.sheet, fonts.families)
        self.content = content_of(atlas, self.sheet, layers, fonts)

    def legend(self, content: Content, height_mm: float) -> Legend:
        """Return the legend of some content, no taller than a height."""
        wide = ""
        if self.corridor is not None:
            wide = ", ".join(f"{width / 1000:g} km" for width in self.corridor["width_m"])
        return Legend.of(legend_entries(content, self.fonts.language, wide), self.pen, height_mm)

    @property
    def sizes(self) -> dict[str, tuple[float, float]]:
        """Of what explains the map; what comes first finds room first."""
        sizes = {"legend": self.legend(self.content, self.sheet.height * 0.62).size}
        west, south, east, north = self.sheet.degrees
        w, s, e, n = self.atlas.layer("basemap").total_bounds
        if (east - west) * (north - south) < 0.45 * (e - w) * (n - s):
            sizes["locator"] = LOCATOR_MM
        bar = scale_km(self.sheet) * self.sheet.mm_per_km
        return sizes | {"scale": (bar + 8.0, 5.0)}

    @property
    def crowded(self) -> bool:
        """Whether a legend in the frame would hide part of the border or a crossing."""
        width, height = self.sizes["legend"]
        large = width * height > 0.3 * self.sheet.width * self.sheet.height
        return large or furnish(self.sheet, self.content, self.sizes)[1]["legend"] >= 6

    def draw(self, *, legend_outside: bool = False) -> None:
        """Draw everything inside the frame, and the legend."""
        sizes = self.sizes
        if legend_outside:
            del sizes["legend"]
        boxes, _ = furnish(self.sheet, self.content, sizes)
        room = Room(self.sheet.width, self.sheet.height)
        room.take(*boxes.values())
        self._ground()
        draw_graticule(self.pen)
        drawn = self._names(room, shapely.union_all([shapely.box(*box) for box in boxes.values()]))
        for spot in (spot for spot in self.content.spots if spot in drawn):
            z = _SPOT_Z[spot.layer] + (0.0 if spot.symbol.hollow else 0.5)
            self.pen.symbols([(spot.x, spot.y)], spot.symbol, gid=f"skg-{spot.layer}", zorder=z)
        draw_scale(self.pen, boxes["scale"])
        if "locator" in boxes:
            draw_locator(self.pen, self.atlas, self.fonts, boxes["locator"])
        self._legend(Content(spots=drawn, shapes=self._visible()), boxes.get("legend"))
        self.sheet.fix()

    def _visible(self) -> list[Any]:
        frame = self.sheet.frame
        return [s for s in self.content.shapes if shapely.intersects(s.geometry, frame)]

    def _ground(self) -> None:
        self.sheet.ax.set_facecolor(BEYOND)
        pen, content = self.pen, self.content
        pen.path(content.known, gid="skg-sea", facecolor=SEA, linewidth=0, zorder=1)
        shore: dict[str, Any] = {"facecolor": LAND, "edgecolor": SHORE, "linewidth": 0.4}
        pen.path(content.land, gid="skg-land", zorder=2, **shore)
        for row in records(self.corridor) if self.corridor is not None else ():
            band = self.sheet.drawn(row["geometry"])
            pen.styled(band, AREAS["corridor"], gid="skg-corridor", zorder=3.5)
        for shape in content.shapes:
            z = _SHAPE_Z[shape.layer] + (0.5 if shape.key == "border" else 0.0)
            gid = f"skg-{shape.key if shape.layer == 'border' else shape.layer}"
            pen.styled(shape.geometry, shape.style, gid=gid, zorder=z)

    # -- names ---------------------------------------------------------------------------------

    def _names(self, room: Room, furniture: BaseGeometry) -> list[Spot]:
        """Write names where there is room, the important first; return the spots to draw."""
        drawn = [spot for spot in self.content.spots if spot.always]
        radii = {s: max(o.radius for o in drawn if _together(o, s)) for s in drawn}
        room.take(*(around(s.x, s.y, s.radius * 0.9) for s in drawn))
        room.take(*(around(x, y, 0.55) for x, y in self.content.border))
        for name, area in self.content.countries:
            self._name_area(name, area.difference(furniture), room, country=True)
        by_rank = sorted(self.content.spots, key=lambda spot: -spot.rank)
        for spot in (spot for spot in by_rank if spot.rank >= 38):
            self._name_spot(spot, radii[spot], room)
        for name, area in self.content.provinces:
            self._name_area(name, area.difference(furniture), room, country=False)
        for spot in (spot for spot in by_rank if spot.rank < 38):
            if spot.always:
                self._name_spot(spot, radii[spot], room)
            elif room.free(around(spot.x, spot.y, spot.radius), 0.3) and self._name_spot(
                spot, spot.radius, room
            ):
                room.take(around(spot.x, spot.y, spot.radius))
                drawn.append(spot)
        return drawn

    def _name_spot(self, spot: Spot, radius: float, room: Room) -> bool:
        if not spot.name:
            return False
        size, look = _look(spot)
        measured = self.pen.size_mm(spot.name, size, **look)
        apart = 0.15 if spot.rank >= 28 else 0.5
        reach = (0.4, 1.6) if spot.rank >= 28 else (0.4,)
        places = (
            box
            for further in reach
            for box in beside(spot.x, spot.y, measured, radius + apart + further, west=spot.west)
        )
        box = next((box for box in places if room.free(box, apart)), None)
        if box:
            self._write(spot.name, box, room, size=size, zorder=16, **look)
        return box is not None

    def _name_area(self, name: str, area: BaseGeometry, room: Room, *, country: bool) -> None:
        size = 8.0 if country else 5.6
        words = "\u2009".join(name) if country else name
        look = {"weight": "bold"} if country else {"style": "italic"}
        box = within(area, self.pen.size_mm(words, size, **look), room) if words else None
        if box:
            self._write(words, box, room, size=size, zorder=15, color="#7d8286", **look)

    def _write(self, words: str, box: Box, room: Room, **look: Any) -> None:
        room.take(box)
        middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        how: dict[str, Any] = {"ha": "center", "va": "center", "halo": LAND, "on_paper": False}
        self.pen.text(middle, words, gid="skg-label", **how, **look)

    # -- around the map ------------------------------------------------------------------------

    def _legend(self, shown: Content, box: Box | None) -> None:
        """Draw the legend of what was drawn in the end, in the corner that was kept for it."""
        sheet = self.sheet
        legend = self.legend(shown, sheet.height * (0.62 if box else 1.0))
        width, height = legend.size
        if box is None:
            draw_legend(
                self.pen, legend, sheet.width + 1.0, sheet.height - height + 1.0, boxed=False
            )
            return
        x = box[0] if box[0] < sheet.width - box[2] else box[2] - width
        y = box[1] if box[1] < sheet.height - box[3] else box[3] - height
        draw_legend(self.pen, legend, x, y, boxed=True)

    def credits(self, width_mm: float) -> list[str]:
        """Return the lines of the credits."""
        language = self.fonts.language
        date = self.atlas.date_label
        when = [word("as of", language).format(date)] if date else []
        words = " · ".join([*when, ", ".join(ATTRIBUTION), word("projection", language)])
        return wrapped(words, width_mm, self.pen, CREDIT_PT)

    def title(self, title: str | None, width_mm: float) -> list[str]:
        """Return the lines of the title."""
        return wrapped(title or "", width_mm, self.pen, TITLE_PT, weight="bold")

    def write_around(self, title: str | None, width_mm: float) -> None:
        """Write title and credits, above and below the frame."""
        for i, line in enumerate(self.credits(width_mm)):
            at = 0.0, -BELOW_MM - i * CREDIT_MM
            self.pen.text(at, line, size=CREDIT_PT, gid="skg-credits", color=SOFT, va="top")
        for i, line in enumerate(reversed(self.title(title, width_mm))):
            at = 0.0, self.sheet.height + 2.2 + i * TITLE_MM
            self.pen.text(at, line, size=TITLE_PT, gid="skg-title", weight="bold", va="baseline")


def draw_on_axes(ax: Axes, atlas: Atlas, title: str | None, **how: Any) -> Figure:
    """Draw in axes that are there."""
    drawing = Drawing(ax, atlas, **how)
    drawing.draw()
    drawing.write_around(title, drawing.sheet.width)
    return drawing.sheet.figure


def draw_on_paper(
    size_mm: tuple[float, float], atlas: Atlas, title: str | None, **how: Any
) -> Figure:
    """Draw on a figure of its own, the legend beside the map if it would hide part of it."""
    width, height = size_mm
    figure = Figure(figsize=(width / MM, height / MM), dpi=300, facecolor="white")
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    inner = width - LEFT_MM - RIGHT_MM
    drawing = Drawing(ax, atlas, **how)
    below = BELOW_MM + CREDIT_MM * len(drawing.credits(inner)) + 1.0
    lines = len(drawing.title(title, inner))
    above = ABOVE_MM + (TITLE_MM * lines + 0.8 if lines else 0.0)

    def frame(beside_mm: float) -> Drawing:
        across = (inner - beside_mm) / width
        ax.set_position(
            (LEFT_MM / width, below / height, across, (height - below - above) / height)
        )
        return Drawing(ax, atlas, **how)

    drawing = frame(0.0)
    outside = drawing.crowded
    if outside:
        drawing = frame(drawing.legend(drawing.content, drawing.sheet.height).size[0])
    drawing.draw(legend_outside=outside)
    drawing.write_around(title, inner)
    return figure


def _look(spot: Spot) -> tuple[float, dict[str, Any]]:
    """Return the size and the look of a name."""
    if spot.layer == "crossings":
        return 5.2, {"color": "#0b4f8a"}
    if spot.layer in {"zones", "plans"}:
        return 4.7, {"color": "#8a4600"}
    if spot.rank >= 50:
        return 6.2, {"color": INK, "weight": "bold"}
    if spot.symbol.shape == "triangle":
        return 5.6, {"color": INK, "style": "italic"}
    return 5.3, {"color": INK}


def _together(a: Spot, b: Spot) -> bool:
    return math.hypot(a.x - b.x, a.y - b.y) < 0.8
