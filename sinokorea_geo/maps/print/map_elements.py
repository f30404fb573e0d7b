"""Draw what explains a map: legend, scale bar, graticule, locator, and where they stand."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.geodesy import ConformalProjection
from sinokorea_geo.maps.print.canvas import Box, Canvas, Sheet, moved
from sinokorea_geo.maps.print.content import Content
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.style import AREAS, COLOURS, Line, Look, Symbol
from sinokorea_geo.maps.words import Words, read_json

_TABLE = read_json("print/tables.json")
#: Where along the frame each piece may stand, in order of liking: shares of width and height.
_CORNERS: dict[str, list[tuple[float, float]]] = _TABLE["pieces"]
#: What it costs to hide a point of the border, or the symbol of a layer.
_COSTS: dict[str, float] = _TABLE["costs"]
HIDDEN = _COSTS["border"]
LOCATED: list[str] = _TABLE["located"]
MARGIN_MM = 1.8
#: Meridians and parallels are at least so far apart that their names do not meet.
LABEL_MM = 10.5

Entry = tuple[str, Look | None]  # a heading has no look

TYPE_PT, ROW_MM, SWATCH_MM = 5.5, 2.95, 6.5
#: What a legend explains, in its order: keys of lines, and shapes of symbols.
_ORDER = _TABLE["legend"]


def place_elements(
    canvas: Canvas, content: Content, sizes: dict[str, tuple[float, float]]
) -> tuple[dict[str, Box], dict[str, float]]:
    """Give each piece, the first first, the stand where it hides least."""
    points = [(x, y, _COSTS["border"]) for x, y in content.border]
    points += [(s.x, s.y, _COSTS[s.layer]) for s in content.points if s.always]
    at = np.array(points).reshape(-1, 3)
    boxes: dict[str, Box] = {}
    hidden: dict[str, float] = {}
    for piece, (width, height) in sizes.items():
        costs = []
        for i, (across, up) in enumerate(_CORNERS[piece]):
            x0 = MARGIN_MM + across * (canvas.width - width - 2 * MARGIN_MM)
            y0 = MARGIN_MM + up * (canvas.height - height - 2 * MARGIN_MM)
            box = x0, y0, x0 + width, y0 + height
            grown = shapely.box(*box).buffer(1.2, join_style="mitre")
            under = shapely.contains_xy(grown, at[:, 0], at[:, 1])
            stacked = sum(shapely.box(*other).intersects(grown) for other in boxes.values())
            costs.append((float(at[under, 2].sum()) + 1000.0 * stacked, i, box))
        hidden[piece], _, boxes[piece] = min(costs)
    return boxes, hidden


def locator_mm(canvas: Canvas, bounds: Box) -> tuple[float, float] | None:
    """Return the size of the locator, None if it would show little more than the map."""
    west, south, east, north = canvas.degrees
    w, s, e, n = bounds
    if (east - west) * (north - south) > 0.45 * (e - w) * (n - s):
        return None
    width = min(max(0.2 * canvas.width, 14.0), 27.0)
    return width, 0.85 * width


def scale_km(canvas: Canvas) -> float:
    """Return a round length that takes up to a fourth of the frame."""
    longest = min(38.0, canvas.width / 4) / canvas.mm_per_km
    power = 10.0 ** math.floor(math.log10(longest))
    return max(n * power for n in (1, 2, 5) if n * power <= longest)


def draw_scale(canvas: Canvas, box: Box) -> None:
    """Draw the scale bar: as long as its distance is in the middle of the map."""
    km = scale_km(canvas)
    length = km * canvas.mm_per_km
    x, y = box[0] + 2.5, box[1] + 0.8
    for i in range(4):
        part = shapely.box(x + length * i / 4, y, x + length * (i + 1) / 4, y + 0.8)
        fill = "#ffffff" if i % 2 else COLOURS["ink"]
        canvas.path(part, gid="skg-scale-part", facecolor=fill, edgecolor="none", zorder=21)
    edge: dict[str, Any] = {"edgecolor": COLOURS["ink"], "linewidth": 0.5, "joinstyle": "miter"}
    canvas.path(shapely.box(x, y, x + length, y + 0.8), gid="skg-scale-bar", zorder=22, **edge)
    how: dict[str, Any] = {"size": 5.4, "gid": "skg-scale-text", "halo": "#ffffff"}
    for share in (0.0, 0.5, 1.0):
        number = f"{km * share:g}"
        at = x + length * share - canvas.size_mm(number, 5.4)[0] / 2, y + 1.4
        canvas.text(at, f"{number} km" if share == 1 else number, on_paper=False, **how)


def draw_graticule(canvas: Canvas) -> None:
    """Draw meridians and parallels, named where they leave the frame below and on the left."""
    west, south, east, north = canvas.degrees
    span = max(east - west, 1.6 * (north - south))
    mm = min(canvas.width / (east - west), canvas.height / (north - south))
    steps = (0.05, 0.1, 0.25, 0.5, 1, 2)
    step = next((s for s in steps if span / s <= 10 and s * mm >= LABEL_MM), 5)
    how: dict[str, Any] = {"size": 5.2, "gid": "skg-degree", "color": COLOURS["soft"]}
    for value in _multiples(west, east, step):
        lat, text = np.linspace(south - 0.1, north + 0.1, 60), degrees_of(value, "EW")
        meets = _draw_line(canvas, np.full_like(lat, value), lat, (canvas.width, 0))
        half = canvas.size_mm(text, 5.2)[0] / 2
        if meets is not None and half - 4 < meets.x < canvas.width + 1.5 - half:
            canvas.text((meets.x, -0.9), text, ha="center", va="top", **how)
    for value in _multiples(south, north, step):
        lon, text = np.linspace(west - 0.1, east + 0.1, 60), degrees_of(value, "NS")
        meets = _draw_line(canvas, lon, np.full_like(lon, value), (0, canvas.height))
        half = canvas.size_mm(text, 5.2)[0] / 2 - 1
        if meets is not None and half < meets.y < canvas.height - half:
            canvas.text((-0.9, meets.y), text, rotation=90, ha="right", va="center", **how)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _draw_line(
    canvas: Canvas, lon: Any, lat: Any, corner: tuple[float, float]
) -> BaseGeometry | None:
    """Draw a line of the graticule; return where it meets the side from the origin to a corner."""
    curve = shapely.LineString(np.column_stack(canvas.mm(lon, lat)))
    thin: dict[str, Any] = {"edgecolor": "#8b979c", "linewidth": 0.3, "alpha": 0.55, "zorder": 3}
    canvas.path(shapely.intersection(curve, canvas.frame), gid="skg-graticule", **thin)
    meets = shapely.intersection(curve, shapely.LineString([(0, 0), corner]))
    return meets if meets.geom_type == "Point" and not meets.is_empty else None


def degrees_of(value: float, letters: str) -> str:
    """Return degrees and minutes."""
    whole, minutes = divmod(round(abs(value) * 60), 60)
    return f"{whole}°{f'{minutes:02d}′' if minutes else ''}{letters[value < 0]}"


def _small_sheet(box: Box, bounds: Box) -> Sheet:
    """Return where positions of the whole base map stand in a box."""
    plane = ConformalProjection(*bounds)
    west, south, east, north = moved(
        shapely.segmentize(shapely.box(*bounds), 0.5), plane.forward
    ).bounds
    # The base map narrows to the north; so much nearer, it fills the corners, too.
    metres = 0.87 * min((east - west) / (box[2] - box[0]), (north - south) / (box[3] - box[1]))
    x0 = (west + east - metres * (box[0] + box[2])) / 2
    return Sheet(plane, metres, x0, (south + north - metres * (box[1] + box[3])) / 2)


def draw_locator(canvas: Canvas, atlas: Atlas, fonts: Fonts, box: Box) -> None:
    """Draw where the frame lies, on a small map of the whole base map."""
    base, border = atlas.layer("basemap"), atlas.layer("border")
    card, small = shapely.box(*box), _small_sheet(box, base.total_bounds)

    def drawn(geometry: BaseGeometry) -> BaseGeometry:
        return shapely.intersection(
            shapely.make_valid(moved(geometry, small.mm).simplify(0.05)), card
        )

    land = drawn(shapely.segmentize(base.geometry.iloc[0], 0.5))
    window = drawn(moved(shapely.segmentize(canvas.frame, canvas.width / 20), canvas.lonlat))
    thin: dict[str, Any] = {"on_paper": True, "linewidth": 0.0}
    canvas.path(card, gid="skg-locator-sea", zorder=20, facecolor=COLOURS["sea"], **thin)
    canvas.path(land, gid="skg-locator-land", zorder=21, facecolor=COLOURS["land"], **thin)
    for row in records(border[border["kind"] != "sea-boundary"]):
        own = row["kind"] == "border-section"
        how = {"edgecolor": COLOURS["border" if own else "muted"], "linewidth": 1.0 if own else 0.4}
        canvas.path(drawn(row["geometry"]), gid="skg-locator-line", zorder=22, **thin | how)
    edge = {"edgecolor": COLOURS["ink"], "linewidth": 0.6, "joinstyle": "miter"}
    canvas.path(window, gid="skg-locator-window", zorder=23, **thin | edge)
    for row in records(atlas.places[atlas.places["id"].isin(LOCATED)]):
        x, y = small.mm(row["geometry"].x, row["geometry"].y)
        name = fonts.name(row).partition("\n")[0]
        wide, high = canvas.size_mm(name, 4.4)
        words = shapely.box(x - 0.5, y - high / 2, x + 0.8 + wide, y + high / 2)
        if shapely.contains(card, words) and not shapely.intersects(words, window):
            dot: dict[str, Any] = {"facecolor": COLOURS["ink"], "zorder": 24} | thin
            canvas.path(shapely.Point(x, y).buffer(0.35), gid="skg-locator-dot", **dot)
            look: dict[str, Any] = {"va": "center_baseline", "halo": COLOURS["land"]}
            canvas.text((x + 0.8, y), name, size=4.4, gid="skg-locator-text", **look)
    canvas.path(card, gid="skg-locator", zorder=26, **thin | edge)


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
    def fitted(
        cls, entries: list[Entry], canvas: Canvas, height_mm: float, width_mm: float | None = None
    ) -> Self:
        """Return a legend no taller than a height; if a width is given, no wider than that."""
        widest = max((canvas.size_mm(words, TYPE_PT)[0] for words, _ in entries), default=0.0)
        column = widest + SWATCH_MM + 3.0
        columns = math.ceil(len(entries) * ROW_MM / max(height_mm - 2.0, ROW_MM))
        return cls(entries, max(int(width_mm / column) if width_mm else columns, 1), column)

    @property
    def rows(self) -> int:
        """The number of entries in a column."""
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
        if style is None:
            left -= SWATCH_MM
        elif isinstance(style, Symbol):
            at = (left + right) / 2, middle
            canvas.symbol(at, style, gid="skg-legend-symbol", zorder=28, on_paper=True)
        else:
            line = shapely.LineString([(left, middle), (right, middle)])
            area = shapely.box(left, middle - 0.85, right, middle + 0.85)
            sample = line if isinstance(style, Line) else area
            canvas.styled(sample, style, gid="skg-legend-line", zorder=28, on_paper=True)
        at_text = left + SWATCH_MM, middle
        canvas.text(at_text, words, size=TYPE_PT, gid="skg-legend-text", va="center_baseline")
