"""Compose one figure: the ground, the symbols, and what stands around the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.own_data import OwnLayer
from sinokorea_geo.maps.print import map_elements
from sinokorea_geo.maps.print.canvas import MM, SYMBOL_PT, Box, Canvas, PrintFigure, wrapped
from sinokorea_geo.maps.print.content import Content, content_of, with_own
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.print.labels import FreeSpace, write_names
from sinokorea_geo.maps.print.map_elements import Entry, Legend
from sinokorea_geo.maps.print.strip import SAID
from sinokorea_geo.maps.style import AREAS, ATTRIBUTION, COLOURS
from sinokorea_geo.maps.words import read_json

CREDIT_PT, CREDIT_MM, TITLE_PT, TITLE_MM = 4.7, 2.1, 10.0, 4.6
LEFT_MM, RIGHT_MM, BELOW_MM, ABOVE_MM = 5.5, 2.5, 4.6, 2.5
SMALLEST_FRAME_MM = 30.0
_TABLE = read_json("print/tables.json")
_SHAPE_Z, _POINT_Z = _TABLE["heights"], _TABLE["point heights"]


@dataclass(frozen=True)
class Plan:
    """What a figure shows."""

    atlas: Atlas
    title: str
    interest: BaseGeometry
    pad: float
    layers: Sequence[str]
    fonts: Fonts
    corridor: gpd.GeoDataFrame | None
    own: Sequence[OwnLayer] = ()
    highlights: Sequence[Place | BaseGeometry] = ()
    #: What is left out of what explains the map.
    without: frozenset[str] = frozenset()


class Drawing:
    """A map in a frame."""

    def __init__(self, ax: Axes, plan: Plan) -> None:
        self.plan = plan
        self.canvas = Canvas(ax, plan.interest, plan.pad, plan.fonts.families)

    @cached_property
    def content(self) -> Content:
        """What stands in the frame."""
        plan, canvas = self.plan, self.canvas
        found = content_of(plan.atlas, canvas, plan.layers, plan.fonts)
        return with_own(found, canvas, plan.fonts, plan.own, plan.highlights)

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """What explains the map and where it stands, but for what would hide what matters."""
        sheet, atlas = self.canvas, self.plan.atlas
        sizes = {"legend": Legend.fitted(self.entries(), sheet, 0.62 * sheet.height).size}
        if locator := map_elements.locator_mm(sheet, atlas.layer("basemap").total_bounds):
            sizes["locator"] = locator
        sizes["scale"] = (map_elements.scale_km(sheet) * sheet.mm_per_km + 8.0, 5.0)
        sizes = {piece: size for piece, size in sizes.items() if piece not in self.plan.without}
        for piece in ("legend", "locator"):
            if piece in sizes:
                width, height = sizes[piece]
                hidden = map_elements.place_elements(sheet, self.content, sizes)[1][piece]
                is_large = width * height > 0.3 * sheet.width * sheet.height
                if is_large or hidden >= map_elements.HIDDEN:
                    del sizes[piece]
        return map_elements.place_elements(sheet, self.content, sizes)[0]

    def entries(self, content: Content | None = None) -> list[Entry]:
        """Return what a legend has to explain."""
        corridor = self.plan.corridor
        widths = () if corridor is None else corridor["width_m"]
        width = ", ".join(f"{width / 1000:g} km" for width in widths)
        own: list[Entry] = []
        for layer in self.plan.own:
            own += [(layer.label, None)] if layer.classes and "legend" in layer.own else []
            own += layer.legend
        return own + map_elements.legend_entries(
            content or self.content, self.plan.fonts.words, width
        )

    def draw(self) -> list[Entry]:
        """Draw everything inside the frame; return what a legend outside has to explain."""
        boxes, canvas, content = self.boxes, self.canvas, self.content
        room = FreeSpace(canvas.width, canvas.height)
        cards = [shapely.box(*box).buffer(0.6, join_style="mitre") for box in boxes.values()]
        room.take(*(card.bounds for card in cards))
        canvas.ax.set_facecolor(COLOURS["beyond"])  # neither land nor sea
        canvas.path(content.known, gid="skg-sea", facecolor=COLOURS["sea"], linewidth=0, zorder=1)
        canvas.path(content.land, gid="skg-land", facecolor=COLOURS["land"], linewidth=0, zorder=2)
        shore = content.land.boundary.difference(content.known.boundary.buffer(0.2))
        canvas.path(shore, gid="skg-shore", edgecolor=COLOURS["shore"], linewidth=0.4, zorder=2.5)
        for row in records(self.plan.corridor) if self.plan.corridor is not None else ():
            band = canvas.drawn(row["geometry"])
            canvas.styled(band, AREAS["corridor"], gid="skg-corridor", zorder=3.5)
        for shape in content.shapes:
            z = _SHAPE_Z[shape.layer] + (0.5 if shape.key == "border" else 0.0)
            gid = f"skg-{shape.key if shape.layer == 'border' else shape.layer}"
            canvas.styled(shape.geometry, shape.style, gid=gid, zorder=z)
        if "degrees" not in self.plan.without:
            map_elements.draw_graticule(canvas)
        drawn = write_names(canvas, content, room, shapely.union_all(cards))
        for layer in self.plan.own:
            if layer.kind == "points":
                _draw_points(canvas, layer, _POINT_Z["own"])
        for point in (point for point in drawn if point.layer != "own"):
            z = _POINT_Z[point.layer] + (0.0 if point.symbol.hollow else 0.5)
            at, gid = (point.x, point.y), f"skg-{point.layer}"
            canvas.symbol(at, point.symbol, gid=gid, zorder=z)
        if "scale" in boxes:
            map_elements.draw_scale(canvas, boxes["scale"])
        if "locator" in boxes:
            map_elements.draw_locator(canvas, self.plan.atlas, self.plan.fonts, boxes["locator"])
        canvas.fix()
        frame = canvas.frame
        shapes = [s for s in content.shapes if shapely.intersects(s.geometry, frame)]
        entries = self.entries(Content(points=drawn, shapes=shapes))
        if "legend" in boxes:  # in the corner that was kept for it, which may be larger than needed
            x0, y0, x1, y1 = boxes["legend"]
            legend = Legend.fitted(entries, canvas, y1 - y0)
            width, height = legend.size
            x = x0 if x0 < canvas.width - x1 else x1 - width
            y = y0 if y0 < canvas.height - y1 else y1 - height
            map_elements.draw_legend(canvas, legend, x, y, boxed=True)
        return entries

    def credits(self, width_mm: float) -> list[str]:
        """Return the lines of the credits."""
        words, date = self.plan.fonts.words, self.plan.atlas.date_label
        when = [words("as of", date=date)] if date else []
        text = " · ".join([*when, ", ".join(ATTRIBUTION), words("projection")])
        return wrapped(text, width_mm, self.canvas, CREDIT_PT)

    def title(self, width_mm: float) -> list[str]:
        """Return the lines of the title."""
        return wrapped(self.plan.title, width_mm, self.canvas, TITLE_PT, weight="bold")

    def write_around(self, width_mm: float, below_mm: float) -> None:
        """Write the title above the frame, and the credits so far below it."""
        for i, line in enumerate(self.credits(width_mm)):
            at = 0.0, -below_mm - i * CREDIT_MM
            how: dict[str, Any] = {"color": COLOURS["soft"], "va": "top"}
            self.canvas.text(at, line, size=CREDIT_PT, gid="skg-credits", **how)
        for i, line in enumerate(reversed(self.title(width_mm))):
            at = 0.0, self.canvas.height + 2.2 + i * TITLE_MM
            self.canvas.text(at, line, size=TITLE_PT, gid="skg-title", weight="bold", va="baseline")


def draw_on_axes(ax: Axes, plan: Plan) -> Figure:
    """Draw in axes that are there."""
    drawing = Drawing(ax, plan)
    drawing.draw()
    drawing.write_around(drawing.canvas.width, BELOW_MM)
    return drawing.canvas.figure


def draw_on_paper(size_mm: tuple[float, float], plan: Plan) -> Figure:
    """Draw on a figure of its own, with the legend outside if inside it would hide the border."""
    paper = _Paper(size_mm, plan)
    drawing = paper.frame()
    if "legend" in drawing.boxes or "legend" in plan.without:
        drawing.draw()
        drawing.write_around(paper.inner, BELOW_MM)
        return paper.figure
    legend, is_right = paper.legend_outside(drawing)
    for _ in range(3):  # another frame shows other things, which may need a longer legend
        width, height = legend.size
        drawing = paper.frame(legend.size, is_right=is_right)
        legend = paper.legend(drawing, drawing.entries(), is_right=is_right)
        if legend.size[0] <= width and legend.size[1] <= height:
            break
    drawing.boxes.pop("legend", None)
    legend = paper.legend(drawing, drawing.draw(), is_right=is_right)
    height, canvas = legend.size[1], drawing.canvas
    at = -1.5, 1.0 - BELOW_MM - height
    if is_right:
        at = canvas.width + 1.0, canvas.height - height + 1.0
    map_elements.draw_legend(canvas, legend, *at, boxed=False)
    drawing.write_around(paper.inner, BELOW_MM if is_right else BELOW_MM + height)
    return paper.figure


class _Paper:
    """A figure, and the frames that fit on it."""

    def __init__(self, size_mm: tuple[float, float], plan: Plan) -> None:
        (self.width, self.height), self._plan = size_mm, plan
        size = self.width / MM, self.height / MM
        self.figure = PrintFigure(figsize=size, dpi=300, facecolor="white")
        self._ax = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.inner = self.width - LEFT_MM - RIGHT_MM
        any_frame = Drawing(self._ax, plan)
        self._below = BELOW_MM + CREDIT_MM * len(any_frame.credits(self.inner)) + 1.0
        lines = len(any_frame.title(self.inner))
        self._above = ABOVE_MM + (TITLE_MM * lines + 0.8 if lines else 0.0)

    def frame(self, legend: tuple[float, float] = (0.0, 0.0), *, is_right: bool = True) -> Drawing:
        """Return a drawing in a frame that leaves room for a legend beside or under it."""
        below = self._below + (0.0 if is_right else legend[1])
        width = self.inner - (legend[0] if is_right else 0.0)
        height = self.height - self._above - below
        if min(width, height) < SMALLEST_FRAME_MM:
            size = {"wide": self.width, "high": self.height, "width": width, "height": height}
            raise InvalidQuantity(SAID["no room"].format(**size))
        left, bottom = LEFT_MM / self.width, below / self.height
        self._ax.set_position((left, bottom, width / self.width, height / self.height))
        return Drawing(self._ax, self._plan)

    def legend(self, drawing: Drawing, entries: list[Entry], *, is_right: bool) -> Legend:
        """Return a legend beside or under a frame."""
        width = None if is_right else self.inner + 1.5
        return Legend.fitted(entries, drawing.canvas, drawing.canvas.height + 1.0, width)

    def legend_outside(self, drawing: Drawing) -> tuple[Legend, bool]:
        """Return the legend that leaves the larger map, and if it stands right of it."""
        found: list[tuple[float, bool, Legend]] = []
        for is_right in (True, False):
            legend = self.legend(drawing, drawing.entries(), is_right=is_right)
            try:
                frame = self.frame(legend.size, is_right=is_right)
            except InvalidQuantity:
                if is_right or found:
                    continue
                raise
            found.append((frame.canvas.metres, is_right, legend))
        _, is_right, legend = min(found, key=lambda item: item[0])
        return legend, is_right


def _draw_points(canvas: Canvas, layer: OwnLayer, zorder: float) -> None:
    """Draw a caller's points, however many there are."""
    x, y = canvas.xy(*canvas.mm(*shapely.get_coordinates(layer.geometry).T))
    how: dict[str, Any] = {"edgecolors": "#ffffff", "linewidths": 0.4, "gid": "skg-own-points-0"}
    colours, sizes = np.array(layer.colours)[layer.colour_of], (2 * layer.sizes * SYMBOL_PT) ** 2
    canvas.ax.scatter(x, y, s=sizes, c=colours, zorder=zorder, **how)
