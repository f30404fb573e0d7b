"""The legend: what is drawn, and no more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from sinokorea_geo.maps.print.canvas import Canvas
from sinokorea_geo.maps.print.content import Content
from sinokorea_geo.maps.style import AREAS, COLOURS, Area, Line, Symbol
from sinokorea_geo.maps.words import Words, read_json

__all__ = ["Entry", "Legend", "draw_legend", "legend_entries"]

Entry = tuple[str, Symbol | Line | Area]

TYPE_PT, ROW_MM, SWATCH_MM = 5.5, 2.95, 6.5
#: What a legend explains, in its order: keys of lines, and shapes of symbols.
_ORDER = read_json("print/tables.json")["legend"]


def legend_entries(content: Content, words: Words, corridor: str = "") -> list[Entry]:
    """Return what a legend has to explain."""
    frame = {shape.key: shape.style for shape in content.shapes if not shape.geometry.is_empty}
    found: list[Entry] = [(key, frame[key]) for key in _ORDER["lines"] if key in frame]
    found += _symbols("crossing", {s.symbol for s in content.points if s.layer == "crossings"})
    found += _symbols("zone", {s.symbol for s in content.points if s.layer in {"zones", "plans"}})
    places = {s.symbol.shape for s in content.points if s.layer == "places"}
    found += [("zone-area", frame["zone-area"])] if "zone-area" in frame else []
    found += [
        (f"place-{shape}", Symbol(shape, size, COLOURS["place"]))
        for shape, size in _ORDER["places"].items()
        if shape in places
    ]
    found += [(key, frame[key]) for key in _ORDER["routes"] if key in frame]
    entries = [(words(key), style) for key, style in found]
    if corridor:
        entries.insert(1, (words("corridor", width=corridor), AREAS["corridor"]))
    return entries


def _symbols(kind: str, drawn: set[Symbol]) -> Iterator[Entry]:
    """Yield the shapes of crossings or zones, and what hollow and dashed ones say."""
    shapes = [shape for shape in _ORDER[kind] if shape in {symbol.shape for symbol in drawn}]
    for shape in shapes:
        yield f"{kind}-{shape}", Symbol(shape, 13, COLOURS[kind])
    if any(symbol.hollow for symbol in drawn):
        yield f"{kind}-hollow", Symbol(shapes[0], 13, COLOURS[kind], hollow=True)
    if any(symbol.dashed for symbol in drawn):
        yield f"{kind}-derived", Symbol(shapes[0], 13, COLOURS[kind], dashed=True)


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
        card = shapely.box(x, y, x + width, y + height)
        how = {"facecolor": "#ffffff", "edgecolor": "#c9c5ba", "linewidth": 0.4, "zorder": 20}
        canvas.path(card, gid="skg-legend", on_paper=True, **how)
    for i, (words, style) in enumerate(legend.entries):
        column, row = divmod(i, legend.rows)
        left = x + 1.5 + column * legend.column_mm
        right = left + SWATCH_MM - 1.2
        middle = y + height - 1.0 - (row + 0.5) * ROW_MM
        if isinstance(style, Symbol):
            at = (left + right) / 2, middle
            canvas.symbol(at, style, gid="skg-legend-symbol", zorder=28, on_paper=True)
        else:
            line = shapely.LineString([(left, middle), (right, middle)])
            area = shapely.box(left, middle - 0.85, right, middle + 0.85)
            sample = line if isinstance(style, Line) else area
            canvas.styled(sample, style, gid="skg-legend-line", zorder=28, on_paper=True)
        at_text = left + SWATCH_MM, middle
        canvas.text(at_text, words, size=TYPE_PT, gid="skg-legend-text", va="center_baseline")
