"""Draw on a sheet of paper in a conformal projection fitted to the map."""

import functools
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from matplotlib import rc_context, rcParams, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.geodesy import ConformalProjection
from sinokorea_geo.maps.style import COLOURS, Area, Line, Symbol
from sinokorea_geo.maps.words import read_json

#: West, south, east and north, or left, lower, right and upper millimetres.
Box = tuple[float, float, float, float]

#: Points on paper for a pixel of a line and of a symbol on the screen.
LINE_PT, SYMBOL_PT = 0.5, 0.42
#: TrueType fonts, and text that stays text.
TEXT: dict[Any, Any] = {"svg.fonttype": "none", "pdf.fonttype": 42, "ps.fonttype": 42}
#: Millimetres in an inch, which is what Matplotlib counts in.
MM = 25.4
#: What is left out of a curve: less than a canvas is wide.
TOLERANCE_MM = 0.04


class LonLat(Transform):
    """Move longitude and latitude in degrees to where they stand on a map."""

    input_dims = output_dims = 2

    def __init__(self, projection: ConformalProjection) -> None:
        super().__init__()
        self._projection = projection

    def transform_non_affine(self, values: Any) -> Any:
        """Return projected metres, the data of the axes."""
        return np.column_stack(self._projection.forward(*np.asarray(values, dtype=float).T))


class PrintFigure(Figure):
    """A figure that keeps text as text in SVG and PDF, and that any notebook shows."""

    def savefig(self, *args: Any, **options: Any) -> None:
        """Write the figure, unless told otherwise with text that can be edited and searched."""
        wanted = {key: rcParams[key] for key in TEXT if rcParams[key] != rcParamsDefault[key]}
        with rc_context(TEXT | wanted):
            super().savefig(*args, **options)

    def _repr_png_(self) -> bytes:
        content = io.BytesIO()
        self.savefig(content, format="png", dpi=150)
        return content.getvalue()


def moved(geometry: BaseGeometry, change: Callable[[Any, Any], tuple[Any, Any]]) -> BaseGeometry:
    """Return a geometry with every position changed."""
    return shapely.transform(geometry, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))


class Sheet:
    """Positions on paper: projected, and moved to millimetres from a lower left corner."""

    def __init__(
        self, projection: ConformalProjection, metres: float, x0: float, y0: float
    ) -> None:
        self.projection = projection
        #: Projected metres on a millimetre of paper, and at the corner.
        self.metres, self.x0, self.y0 = metres, x0, y0

    def mm(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return where positions stand, in millimetres."""
        x, y = self.projection.forward(lon, lat)
        return (x - self.x0) / self.metres, (y - self.y0) / self.metres


class Canvas(Sheet):
    """The frame of a map on paper, and what is drawn on it.

    Positions and geometries are millimetres of the frame. What is drawn ``on_paper`` keeps
    its place and size when the axes are zoomed, and may stand outside them; the rest moves
    with the map.
    """

    def __init__(self, ax: Axes, interest: BaseGeometry, pad: float, families: list[str]) -> None:
        self.ax = ax
        holder: Any = ax.figure
        while not isinstance(holder, Figure):
            holder = holder.figure
        self.figure: Figure = holder
        projection = ConformalProjection(*interest.bounds)
        window = ax.get_window_extent()
        self.width, self.height = (MM * n / self.figure.dpi for n in (window.width, window.height))
        x0, y0, x1, y1 = moved(interest, projection.forward).bounds
        metres = max((x1 - x0) / self.width, (y1 - y0) / self.height, 0.1) * (1 + 2 * pad)
        middle = (x0 + x1 - metres * self.width) / 2, (y0 + y1 - metres * self.height) / 2
        super().__init__(projection, metres, *middle)
        self._how: dict[str, Any] = {"fontfamily": families, "parse_math": False, "usetex": False}
        self._renderer = RendererAgg(1, 1, self.figure.dpi)  # type: ignore[no-untyped-call]  # it has no types
        self._sizes: dict[Any, tuple[float, float]] = {}
        self._count = 0

    @functools.cached_property
    def paper(self) -> Transform:
        """The transform from millimetres of the frame to the canvas."""
        corner = ScaledTranslation(0, 0, self.ax.transAxes)  # type: ignore[arg-type]  # any transform will do
        return Affine2D().scale(1 / MM) + self.figure.dpi_scale_trans + corner

    @property
    def frame(self) -> BaseGeometry:
        """The frame in millimetres."""
        return shapely.box(0, 0, self.width, self.height)

    @functools.cached_property
    def degrees(self) -> Box:
        """West, south, east and north of what the frame shows."""
        outline = moved(shapely.segmentize(self.frame, self.width / 50), self.lonlat)
        west, south, east, north = outline.bounds
        return west, south, east, north

    @functools.cached_property
    def mm_per_km(self) -> float:
        """Millimetres on paper for a kilometre of the ellipsoid, in the middle of the frame."""
        lon, lat = self.lonlat(self.width / 2, self.height / 2)
        return 1000 * self.projection.scale(lon, lat) / float(self.metres)

    def xy(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the axes' data at millimetres of the frame."""
        return self.x0 + x * self.metres, self.y0 + y * self.metres

    def lonlat(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the positions that stand at millimetres of the frame."""
        return self.projection.inverse(*self.xy(x, y))

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in millimetres, cut near the frame, without needless points."""
        west, south, east, north = self.degrees
        near = shapely.box(west, south, east, north).buffer((east - west) / 50)
        cut = shapely.intersection(shapely.make_valid(geometry), near)
        return shapely.make_valid(moved(cut, self.mm).simplify(TOLERANCE_MM))

    def fix(self) -> None:
        """Fix the axes to the frame, and draw it."""
        ax = self.ax
        ax.set_aspect("equal", adjustable="box")
        ax.set_xlim(self.x0, self.x0 + self.width * self.metres)
        ax.set_ylim(self.y0, self.y0 + self.height * self.metres)
        ax.set_xticks([])
        ax.set_yticks([])
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set(visible=True, color=COLOURS["ink"], linewidth=0.7, zorder=25)
        vars(ax)["lonlat"] = LonLat(self.projection) + ax.transData

    def size_mm(
        self, words: str, size: float, *, weight: str = "normal", style: str = "normal", **_: Any
    ) -> tuple[float, float]:
        """Return the width and height that words take."""
        key = words, size, weight, style
        if key not in self._sizes:
            how: Any = {"fontsize": size, "fontweight": weight, "fontstyle": style}
            text = Text(0, 0, words, **how, **self._how)
            text.set_figure(self.figure)
            box = text.get_window_extent(self._renderer)
            unit = MM / self.figure.dpi
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
        x, y = at if on_paper else self.xy(*at)
        look: dict[str, Any] = {"color": COLOURS["ink"], "zorder": 30, "clip_on": not on_paper}
        look |= how | self._how
        look["transform"] = self.paper if on_paper else self.ax.transData
        text = self.ax.text(x, y, words, fontsize=size, gid=self._gid(gid), **look)
        if halo:  # by itself, below: with an effect, text would be drawn as outlines
            below = self.ax.text(x, y, words, fontsize=size, gid=self._gid("skg-halo"), **look)
            below.set(zorder=text.zorder - 0.1)
            below.set_path_effects([Stroke(linewidth=1.5, foreground=halo, alpha=0.85)])

    def path(self, geometry: BaseGeometry, *, gid: str, on_paper: bool = False, **how: Any) -> None:
        """Draw lines and areas."""
        if (path := _path(geometry)) is None:
            return
        how = {"capstyle": "round", "joinstyle": "round", "facecolor": "none"} | how
        if on_paper:
            how |= {"transform": self.paper, "clip_on": False}
        else:
            path = Path(np.column_stack(self.xy(*np.asarray(path.vertices).T)), path.codes)
        self.ax.add_artist(PathPatch(path, gid=self._gid(gid), **how))

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

    def symbol(
        self,
        at: tuple[float, float],
        symbol: Symbol,
        *,
        gid: str,
        on_paper: bool = False,
        zorder: float = 10.0,
    ) -> None:
        """Draw a symbol: hollow if not in use; dashed if derived, with a core if in use."""
        colour, path = symbol.colour, symbol_path(symbol.shape)
        outlined = symbol.hollow or symbol.dashed or symbol.shape in {"ring", "cross"}
        how: dict[str, Any] = {"zorder": zorder, "marker": path}
        how |= {"transform": self.paper, "clip_on": False} if on_paper else {}
        x, y = at if on_paper else self.xy(*at)
        # Matplotlib shrinks a path to half a unit and grows it by the root of s.
        side = symbol.size * SYMBOL_PT * float(np.abs(path.vertices).max())
        look: dict[str, Any] = {
            "facecolors": "#ffffff" if outlined else colour,
            "edgecolors": colour if outlined else "#ffffff",
            "linewidths": 0.95 if outlined else 0.6,
            "linestyles": [_dashes("2.6 1.5" if symbol.dashed else None, 0.95)],
        }
        self.ax.scatter(x, y, s=side**2, gid=self._gid(gid), **how, **look)
        if symbol.dashed and not symbol.hollow:
            how |= {"facecolors": colour, "linewidths": 0, "zorder": zorder + 0.01}
            self.ax.scatter(x, y, s=(side / 2) ** 2, gid=self._gid(f"{gid}-core"), **how)

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


#: Corners of the symbols of radius 1, as the pages have them; any other is a circle.
_CORNERS: dict[str, list[tuple[float, float]]] = read_json("print/tables.json")["corners"]


@functools.cache
def symbol_path(shape: str) -> Path:
    """Return the outline of a symbol of radius 1, as the maps on a screen have it."""
    if shape == "cross":
        return Path([(-1, 0), (1, 0), (0, -1), (0, 1)], [1, 2, 1, 2])
    corners = _CORNERS.get(shape)
    return Path([*corners, corners[0]], closed=True) if corners else Path.unit_circle()
