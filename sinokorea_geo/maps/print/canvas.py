"""Drawing on a sheet: text as it is, lines, areas and symbols in the styles of the maps."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib import rcParams
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.print.content import SYMBOL_PT
from sinokorea_geo.maps.print.sheet import MM, Sheet
from sinokorea_geo.maps.style import Area, Line, Symbol

__all__ = ["INK", "LAND", "SEA", "SHORE", "SOFT", "Canvas", "wrapped"]

INK, SOFT = "#22272b", "#5c656c"
SEA, LAND, SHORE = "#dbe6ea", "#f7f4ec", "#a9b7bb"
#: Points on paper for a pixel of a line on the screen.
LINE_PT = 0.5


class Canvas:
    """Draws on one sheet.

    Positions and geometries are millimetres of the frame. What is drawn ``on_paper`` keeps
    its place and size when the axes are zoomed, and may stand outside them; the rest moves
    with the map.
    """

    def __init__(self, sheet: Sheet, families: list[str]) -> None:
        self.sheet = sheet
        self._how: dict[str, Any] = {"fontfamily": families, "parse_math": False, "usetex": False}
        self._renderer = RendererAgg(1, 1, sheet.figure.dpi)  # type: ignore[no-untyped-call]
        self._sizes: dict[Any, tuple[float, float]] = {}
        self._count = 0

    def size_mm(
        self, words: str, size: float, *, weight: str = "normal", style: str = "normal", **_: Any
    ) -> tuple[float, float]:
        """Return the width and height that words take."""
        key = words, size, weight, style
        if key not in self._sizes:
            how: Any = {"fontsize": size, "fontweight": weight, "fontstyle": style}
            text = Text(0, 0, words, **how, **self._how)
            text.set_figure(self.sheet.figure)
            box = text.get_window_extent(self._renderer)
            unit = MM / self.sheet.figure.dpi
            self._sizes[key] = box.width * unit, box.height * unit
        return self._sizes[key]

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float,
        gid: str,
        halo: str | None = None,
        on_paper: bool = True,
        **how: Any,
    ) -> None:
        """Write, with a halo of a colour if there is something underneath."""
        sheet = self.sheet
        x, y = at if on_paper else sheet.xy(*at)
        look: dict[str, Any] = {"color": INK, "zorder": 30, "clip_on": not on_paper}
        look |= how | self._how
        look["transform"] = sheet.paper if on_paper else sheet.ax.transData
        text = sheet.ax.text(x, y, words, fontsize=size, gid=self._gid(gid), **look)
        if halo:
            text.set_path_effects([withStroke(linewidth=1.5, foreground=halo, alpha=0.85)])

    def path(self, geometry: BaseGeometry, *, gid: str, on_paper: bool = False, **how: Any) -> None:
        """Draw lines and areas."""
        path = _path(geometry)
        if path is None:
            return
        how = {"capstyle": "round", "joinstyle": "round", "facecolor": "none"} | how
        if on_paper:
            how |= {"transform": self.sheet.paper, "clip_on": False}
        else:
            path = Path(np.column_stack(self.sheet.xy(*np.asarray(path.vertices).T)), path.codes)
        self.sheet.ax.add_artist(PathPatch(path, gid=self._gid(gid), **how))

    def styled(self, geometry: BaseGeometry, style: Line | Area, *, gid: str, **how: Any) -> None:
        """Draw lines or areas in a style of the maps."""
        width = style.width * LINE_PT
        if isinstance(style, Line):
            if style.casing:
                under = {"edgecolor": style.casing, "linewidth": width + 2.4 * LINE_PT}
                self.path(geometry, gid=f"{gid}-casing", **how | under)
            colour = style.colour
        else:
            if style.opacity:
                fill = {"facecolor": style.fill, "alpha": style.opacity, "linewidth": 0}
                self.path(geometry, gid=f"{gid}-fill", **how | fill)
            colour = style.stroke
        line = {"edgecolor": colour, "linewidth": width, "linestyle": _dashes(style.dash, width)}
        self.path(geometry, gid=gid, **how | line)

    def symbols(
        self,
        at: Sequence[tuple[float, float]],
        symbol: Symbol,
        *,
        gid: str,
        on_paper: bool = False,
        zorder: float = 10.0,
    ) -> None:
        """Draw a symbol at each of some positions.

        Hollow is not in use; dashed is a position that was derived, around a smaller core
        if it is in use.
        """
        colour = symbol.colour
        outlined = symbol.hollow or symbol.dashed or symbol.shape in {"ring", "cross"}
        look = {
            "facecolors": "#ffffff" if outlined else colour,
            "edgecolors": colour if outlined else "#ffffff",
            "linewidths": 0.95 if outlined else 0.6,
            "linestyles": [_dashes("2.6 1.5" if symbol.dashed else None, 0.95)],
        }
        self._scatter(at, symbol, 1.0, on_paper, look | {"zorder": zorder, "gid": self._gid(gid)})
        if symbol.dashed and not symbol.hollow:
            core = {"facecolors": colour, "linewidths": 0, "zorder": zorder + 0.01}
            self._scatter(at, symbol, 0.5, on_paper, core | {"gid": self._gid(f"{gid}-core")})

    def _scatter(
        self,
        at: Sequence[tuple[float, float]],
        symbol: Symbol,
        share: float,
        on_paper: bool,
        look: dict[str, Any],
    ) -> None:
        path = _symbol_path(symbol.shape)
        # Matplotlib shrinks a path to half a unit and grows it by the root of s.
        side = symbol.size * SYMBOL_PT * share * float(np.abs(path.vertices).max())
        x, y = np.array(at).T
        if on_paper:
            look |= {"transform": self.sheet.paper, "clip_on": False}
        else:
            x, y = self.sheet.xy(x, y)
        self.sheet.ax.scatter(x, y, s=side**2, marker=path, **look)

    def _gid(self, gid: str) -> str:
        """Return a name that no other part of the drawing has."""
        self._count += 1
        return f"{gid}-{self._count}"


def wrapped(words: str, width_mm: float, canvas: Canvas, size: float, **how: Any) -> list[str]:
    """Return lines no wider than a width, broken between words or, failing that, in them."""

    def fits(line: str) -> bool:
        return canvas.size_mm(line, size, **how)[0] <= width_mm

    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer):
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and not fits(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return [line for line in lines if line]


def _dashes(dash: str | None, width: float) -> Any:
    """Return pixels on and off in line widths, which is what Matplotlib counts in."""
    if dash is None:
        return "-"
    unit = width if rcParams["lines.scale_dashes"] else 1.0
    return 0, tuple(float(n) * LINE_PT / unit for n in dash.split())


def _path(geometry: BaseGeometry) -> Path | None:
    """Return lines and areas as one path, holes included; None if there are none."""
    pieces = []
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if part.geom_type == "Polygon" and not part.is_empty:
            pieces += [Path(r.coords, closed=True) for r in (part.exterior, *part.interiors)]
        elif part.geom_type in {"LineString", "LinearRing"} and not part.is_empty:
            pieces.append(Path(part.coords))
    return Path.make_compound_path(*pieces) if pieces else None


#: Corners of the symbols that Matplotlib has no path for, of radius 1, as the pages have them.
_CORNERS: dict[str, list[tuple[float, float]]] = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "bar": [(-1, -0.5), (1, -0.5), (1, 0.5), (-1, 0.5)],
    "diamond": [(0, 1.15), (1.15, 0), (0, -1.15), (-1.15, 0)],
    "triangle": [(0, 1.1), (1.05, -0.85), (-1.05, -0.85)],
    "drop": [(0, -1.1), (1.05, 0.85), (-1.05, 0.85)],
}


@functools.cache
def _symbol_path(shape: str) -> Path:
    """Return the outline of a symbol of radius 1, as the maps on a screen have it."""
    if shape == "cross":
        return Path([(-1, 0), (1, 0), (0, -1), (0, 1)], [1, 2, 1, 2])
    if shape in _CORNERS:
        return Path([*_CORNERS[shape], _CORNERS[shape][0]], closed=True)
    regular = {
        "pentagon": (Path.unit_regular_polygon(5), 1.1),
        "hexagon": (Path.unit_regular_polygon(6), 1.05),
        "star": (Path.unit_regular_star(5, 0.58 / 1.25), 1.25),
    }
    path, radius = regular.get(shape, (Path.unit_circle(), 1.0))
    return Path(np.asarray(path.vertices) * radius, path.codes)
