"""The legend: what is drawn, and no more."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely

from sinokorea_geo.maps.print.canvas import Canvas
from sinokorea_geo.maps.print.content import Content
from sinokorea_geo.maps.print.free_space import Box
from sinokorea_geo.maps.style import AREAS, COLOURS, Area, Line, Symbol
from sinokorea_geo.maps.words import Words

__all__ = ["Entry", "Legend", "draw_card", "draw_legend", "legend_entries"]

Entry = tuple[str, Symbol | Line | Area]

TYPE_PT, ROW_MM, SWATCH_MM = 5.5, 2.95, 6.5
_LINES = ("border", "neighbour-border", "sea-boundary", "province", "county", "island")
_ROUTES = ("road", "rail", "tour")
_ZONES = ("diamond", "star", "pentagon", "hexagon", "drop", "square")
_PLACES = {"circle": 8, "triangle": 10, "bar": 9, "cross": 10, "ring": 9}


def legend_entries(content: Content, words: Words, corridor: str = "") -> list[Entry]:
    """Return what a legend has to explain."""
    frame = {shape.key: shape.style for shape in content.shapes if not shape.geometry.is_empty}
    found: list[tuple[str, Symbol | Line | Area]] = [(k, frame[k]) for k in _LINES if k in frame]
    found += _crossings({s.symbol for s in content.points if s.layer == "crossings"})
    found += _zones({s.symbol for s in content.points if s.layer in {"zones", "plans"}})
    found += [("zone-area", frame["zone-area"])] if "zone-area" in frame else []
    places = {s.symbol.shape for s in content.points if s.layer == "places"}
    found += [
        (f"place-{shape}", Symbol(shape, size, COLOURS["place"]))
        for shape, size in _PLACES.items()
        if shape in places
    ]
    found += [(key, frame[key]) for key in _ROUTES if key in frame]
    entries = [(words(key), style) for key, style in found]
    if corridor:
        entries.insert(1, (words("corridor", width=corridor), AREAS["corridor"]))
    return entries


def _crossings(drawn: set[Symbol]) -> list[Entry]:
    shapes = [
        s for s in ("circle", "square", "triangle", "diamond") if s in {d.shape for d in drawn}
    ]
    found: list[Entry] = [(f"crossing-{s}", Symbol(s, 13, COLOURS["crossing"])) for s in shapes]
    if any(symbol.hollow for symbol in drawn):
        found.append(("crossing-hollow", Symbol(shapes[0], 13, COLOURS["crossing"], hollow=True)))
    if any(symbol.dashed for symbol in drawn):
        found.append(("crossing-derived", Symbol(shapes[0], 13, COLOURS["crossing"], dashed=True)))
    return found


def _zones(drawn: set[Symbol]) -> list[Entry]:
    shapes = [s for s in _ZONES if s in {symbol.shape for symbol in drawn}]
    found: list[Entry] = [(f"zone-{shape}", Symbol(shape, 13, COLOURS["zone"])) for shape in shapes]
    if any(symbol.hollow for symbol in drawn):
        found.append(("zone-hollow", Symbol(shapes[0], 13, COLOURS["zone"], hollow=True)))
    if any(symbol.dashed for symbol in drawn):
        found.append(("zone-derived", Symbol(shapes[0], 13, COLOURS["zone"], dashed=True)))
    return found


@dataclass(frozen=True)
class Legend:
    """Entries in columns of equal width."""

    entries: list[Entry]
    columns: int
    column_mm: float

    @classmethod
    def tall(cls, entries: list[Entry], canvas: Canvas, height_mm: float) -> Legend:
        """Return a legend no taller than a height."""
        columns = math.ceil(len(entries) * ROW_MM / max(height_mm - 2.0, ROW_MM))
        return cls(entries, max(columns, 1), cls._column_mm(entries, canvas))

    @classmethod
    def wide(cls, entries: list[Entry], canvas: Canvas, width_mm: float) -> Legend:
        """Return a legend no wider than a width, or of one column."""
        column = cls._column_mm(entries, canvas)
        return cls(entries, max(int(width_mm / column), 1), column)

    @staticmethod
    def _column_mm(entries: list[Entry], canvas: Canvas) -> float:
        widest = max((canvas.size_mm(words, TYPE_PT)[0] for words, _ in entries), default=0.0)
        return widest + SWATCH_MM + 3.0

    @property
    def rows(self) -> int:
        """How many entries stand in a column."""
        return math.ceil(len(self.entries) / self.columns)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.columns * self.column_mm, self.rows * ROW_MM + 2.0


def draw_legend(canvas: Canvas, legend: Legend, x: float, y: float, *, boxed: bool) -> None:
    """Draw a legend with its lower left corner at millimetres of the frame."""
    width, height = legend.size
    if boxed:
        draw_card(canvas, (x, y, x + width, y + height), "skg-legend")
    for i, (words, style) in enumerate(legend.entries):
        column, row = divmod(i, legend.rows)
        left = x + 1.5 + column * legend.column_mm
        right = left + SWATCH_MM - 1.2
        middle = y + height - 1.0 - (row + 0.5) * ROW_MM
        if isinstance(style, Symbol):
            at = [((left + right) / 2, middle)]
            canvas.symbols(at, style, gid="skg-legend-symbol", zorder=28, on_paper=True)
        else:
            line = shapely.LineString([(left, middle), (right, middle)])
            area = shapely.box(left, middle - 0.85, right, middle + 0.85)
            sample = line if isinstance(style, Line) else area
            canvas.styled(sample, style, gid="skg-legend-line", zorder=28, on_paper=True)
        at_text = left + SWATCH_MM, middle
        canvas.text(at_text, words, size=TYPE_PT, gid="skg-legend-text", va="center_baseline")


def draw_card(canvas: Canvas, box: Box, gid: str) -> None:
    """Draw a white card under what explains the map."""
    how = {"facecolor": "#ffffff", "edgecolor": "#c9c5ba", "linewidth": 0.4, "zorder": 20}
    canvas.path(shapely.box(*box), gid=gid, on_paper=True, **how)
