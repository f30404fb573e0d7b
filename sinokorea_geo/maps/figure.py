"""The atlas as a figure for print, drawn with Matplotlib; no browser is needed."""

from __future__ import annotations

import functools
import io
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj, Transformer
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.layers import records
from sinokorea_geo.errors import CRSMismatch, InvalidCoordinates, InvalidQuantity
from sinokorea_geo.maps.atlas_map import ATTRIBUTION
from sinokorea_geo.maps.style import (
    AREAS,
    BORDER,
    CROSSING,
    LINES,
    MUTED,
    PLACE,
    ZONE,
    Area,
    Line,
    Symbol,
    symbol_for,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from matplotlib.text import Text

__all__ = ["LAYERS", "plot"]

#: Layers a figure can show, and whether it does unless told otherwise.
LAYERS = {
    "border": True,
    "crossings": True,
    "zones": True,
    "plans": False,
    "places": True,
    "corridors": False,
    "islands": True,
    "provinces": True,
    "counties": False,
}

Extent = tuple[float, float, float, float]
Box = tuple[float, float, float, float]
Style = Symbol | Line | Area

# -- words -------------------------------------------------------------------------------------

_WORDS: dict[str, tuple[str, str, str]] = {
    "en": ("en", "zh", "ko"),
    "border": ("China–DPRK border", "中朝边界", "조중 국경"),
    "neighbour-border": ("Other borders", "其他国界", "다른 국경"),
    "sea-boundary": ("Boundary at sea", "海上界线", "바다 경계"),
    "province": ("Province", "省、道界线", "성·도 경계"),
    "county": ("County", "县、郡界线", "현·군 경계"),
    "circle": ("Road crossing", "公路口岸、桥梁", "도로 통행지점"),
    "square": ("Rail crossing", "铁路口岸、桥梁", "철도 통행지점"),
    "triangle": ("Ferry", "渡口", "나루"),
    "diamond": ("Over a dam", "经大坝", "언제 통로"),
    "hollow": ("Not open, or not known", "未开放或不详", "열리지 않음 또는 미상"),
    "derived": ("Position derived (dashed)", "位置为推算（虚线）", "위치 추정 (점선)"),
    "zone": ("Zone in use", "开发区（运行中）", "개발구 (운영 중)"),
    "zone-hollow": (
        "Zone planned, closed or not known",
        "开发区（规划、关闭或不详）",
        "개발구 (계획·폐쇄·미상)",
    ),
    "zone-derived": (
        "Zone in or near this town",
        "开发区（位于该城镇或附近）",
        "개발구 (이 고을 또는 부근)",
    ),
    "zone-area": ("Whole county or island of a zone", "开发区所在全县或全岛", "개발구 소재 군·섬"),
    "city": ("City, town", "城镇", "도시·읍"),
    "peak": ("Peak", "山峰", "산"),
    "bar": ("Port, station", "港口、车站", "항구·역"),
    "cross": ("Airport", "机场", "비행장"),
    "ring": ("Lake", "湖泊", "호수"),
    "road": ("Road, schematic", "公路（示意）", "도로 (도식)"),
    "rail": ("Railway, schematic", "铁路（示意）", "철도 (도식)"),
    "tour": ("Ferry, tour, schematic", "轮渡、旅游线路（示意）", "배길·관광로 (도식)"),
    "island": ("River island (some)", "江中岛屿（部分）", "강의 섬 (일부)"),
    "corridor": ("Corridor of {}", "{}缓冲带", "{} 띠"),
    "CN": ("CHINA", "中国", "중국"),
    "KP": ("NORTH KOREA", "朝鲜", "조선"),
    "RU": ("RUSSIA", "俄罗斯", "로씨야"),
    "as of": ("As of {}", "截至{}", "{} 현재"),
    "projection": (
        "Lambert conformal conic projection, WGS 84",
        "兰勃特等角圆锥投影，WGS 84",
        "람베르트 정각원추도법, WGS 84",
    ),
}

_RUSSIA = (131.0, 43.55)
#: Zones that are programmes over whole regions; their outlines would drown the others.
_PLANS = {"development-plan", "tourism-cooperation"}

# -- fonts -------------------------------------------------------------------------------------

_LATIN = ("Source Sans 3", "Noto Sans", "Helvetica Neue", "Arial", "Liberation Sans")
#: In order of liking: the right forms of the characters first.
_FONTS = {
    "zh": (
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "Source Han Sans CN",
        "PingFang SC",
        "Hiragino Sans GB",
        "Microsoft YaHei",
        "WenQuanYi Micro Hei",
        "WenQuanYi Zen Hei",
        "SimHei",
        "Noto Sans CJK JP",
    ),
    "ko": (
        "Noto Sans CJK KR",
        "Noto Sans KR",
        "Source Han Sans KR",
        "Source Han Sans K",
        "Apple SD Gothic Neo",
        "Malgun Gothic",
        "NanumGothic",
        "Noto Sans CJK JP",
    ),
}
_PROBES = {"zh": "中朝边界鸭绿图们", "ko": "조중국경압록강두만"}
_SCRIPTS = {"zh": "Chinese", "ko": "Korean"}


class _Type:
    """The fonts of a figure and the language that they can write.

    If no font has the script, the language becomes English and one warning says what to
    install.
    """

    def __init__(self, language: str, title: str | None) -> None:
        from matplotlib import font_manager, rcParams

        self._installed = sorted({entry.name for entry in font_manager.fontManager.ttflist})
        chosen = list(rcParams["font.family"])
        if chosen == ["sans-serif"]:
            chosen = [next((n for n in _LATIN if n in self._installed), "DejaVu Sans")]
        self.families = [*dict.fromkeys([*chosen, "DejaVu Sans"])]
        self.language = language
        missing = []
        if language != "en" and not self._add(language, _PROBES[language]):
            missing.append(language)
            self.language = "en"
        for script in _PROBES:
            if not self.writes(title or ""):
                self._add(script, self._lacking(title or ""))
        if missing:
            warnings.warn(
                f"no installed font has {_SCRIPTS[language]} characters, so names are romanised; "
                f"install {_FONTS[language][0]} (Debian, Ubuntu: apt install fonts-noto-cjk; "
                "others: https://fonts.google.com/noto)",
                UserWarning,
                stacklevel=3,
            )

    def writes(self, text: str) -> bool:
        """Tell whether the chosen fonts have every character of a text."""
        return not self._lacking(text)

    def word(self, key: str) -> str:
        """Return a word of the legend in the figure's language."""
        return _WORDS[key][_WORDS["en"].index(self.language)]

    def name(self, row: dict[str, Any]) -> str:
        """Return a feature's name, romanised if it has none that can be written."""
        for column in (f"name_{self.language}", "name_en"):
            text = row.get(column)
            if isinstance(text, str) and text.strip():
                line = " ".join(text.split())
                if column == "name_en" or self.writes(line):
                    return line
        return ""

    def _lacking(self, text: str) -> str:
        left = {c for c in text if not c.isspace()}
        for family in self.families:
            left -= {c for c in left if ord(c) in _glyphs(family)}
        return "".join(sorted(left))

    def _add(self, script: str, text: str) -> bool:
        """Add a font that has the text, the best one for the script if there are several."""
        liked = [name for name in _FONTS[script] if name in self._installed]
        others = [name for name in self._installed if name not in liked]
        for name in (*liked, *others):
            if {ord(c) for c in text} <= _glyphs(name):
                self.families.append(name)
                return True
        return False


def _glyphs(family: str) -> frozenset[int]:
    from matplotlib import font_manager

    properties = font_manager.FontProperties(family=[family])
    try:
        return _charmap(font_manager.findfont(properties, fallback_to_default=False))
    except ValueError:  # a generic name, or one of a font that is not there
        return frozenset()


@functools.cache
def _charmap(path: Any) -> frozenset[int]:
    from matplotlib import font_manager

    try:
        return frozenset(font_manager.get_font(path).get_charmap())
    except (OSError, RuntimeError):  # a font file that cannot be read has no glyphs
        return frozenset()


# -- the sheet: from degrees to millimetres ----------------------------------------------------

MM = 25.4
#: Points on paper for a pixel on the screen.
SYMBOL_PT, LINE_PT = 0.42, 0.5
SEA, LAND, SHORE, INK, SOFT = "#dbe6ea", "#f7f4ec", "#a9b7bb", "#22272b", "#5c656c"
#: What no layer knows: neither land nor sea.
BEYOND = "#e4e1da"
#: From this scale on, small places can be told apart.
DETAIL_MM_PER_KM = 0.7
#: How much of a curve is left out: less than a pen is wide.
TOLERANCE_MM = 0.04


class _Sheet:
    """A frame on paper, and the conformal projection that is fitted to what it shows."""

    def __init__(self, ax: Axes, interest: BaseGeometry, pad: float) -> None:
        from matplotlib.transforms import Affine2D, ScaledTranslation

        self.ax = ax
        self.figure = _figure_of(ax)
        self.projection = _conformal(*interest.bounds)
        self.transformer = Transformer.from_crs("OGC:CRS84", self.projection, always_xy=True)
        window = ax.get_window_extent()
        self.width, self.height = (MM * n / self.figure.dpi for n in (window.width, window.height))
        x0, y0, x1, y1 = _moved(interest, self.transformer.transform).bounds
        fit = max((x1 - x0) / self.width, (y1 - y0) / self.height) * (1 + 2 * pad)
        self.metres = max(fit, 0.1)  # projected metres on a millimetre of paper
        self.x0 = (x0 + x1 - self.metres * self.width) / 2
        self.y0 = (y0 + y1 - self.metres * self.height) / 2
        self.paper = (
            Affine2D().scale(1 / MM)
            + self.figure.dpi_scale_trans
            + ScaledTranslation(0, 0, ax.transAxes)
        )

    @property
    def frame(self) -> BaseGeometry:
        """The frame in millimetres."""
        return shapely.box(0, 0, self.width, self.height)

    @functools.cached_property
    def degrees(self) -> Extent:
        """West, south, east and north of what the frame shows."""
        edge = shapely.segmentize(self.frame, self.width / 50)
        west, south, east, north = _moved(edge, self.lonlat).bounds
        return west, south, east, north

    @functools.cached_property
    def scale_factor(self) -> float:
        """Projected metres for one metre on the ellipsoid, in the middle of the frame."""
        lon, lat = self.lonlat(self.width / 2, self.height / 2)
        return float(Proj(self.projection).get_factors(lon, lat).meridional_scale)

    @property
    def mm_per_km(self) -> float:
        """How long a kilometre is on paper, in the middle of the frame."""
        return 1000 * self.scale_factor / self.metres

    def mm(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        """Return where positions stand, in millimetres from the frame's lower left corner."""
        x, y = self.transformer.transform(lon, lat)
        return (x - self.x0) / self.metres, (y - self.y0) / self.metres

    def xy(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return projected metres, which are the axes' data, of millimetres."""
        return self.x0 + x * self.metres, self.y0 + y * self.metres

    def lonlat(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the positions that stand at millimetres of the frame."""
        lon, lat = self.transformer.transform(*self.xy(x, y), direction="INVERSE")
        return lon, lat

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in millimetres, cut near the frame, without needless points."""
        west, south, east, north = self.degrees
        near = shapely.box(west, south, east, north).buffer((east - west) / 50)
        cut = shapely.intersection(shapely.make_valid(geometry), near)
        return _moved(cut, self.mm).simplify(TOLERANCE_MM)


def _conformal(west: float, south: float, east: float, north: float) -> str:
    sixth = (north - south) / 6
    return (
        f"+proj=lcc +lat_1={south + sixth:.4f} +lat_2={north - sixth:.4f} "
        f"+lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +ellps=WGS84"
    )


def _moved(geometry: BaseGeometry, change: Callable[[Any, Any], tuple[Any, Any]]) -> BaseGeometry:
    return shapely.transform(geometry, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))


def _figure_of(ax: Axes) -> Figure:
    from matplotlib.figure import Figure

    holder: Any = ax.figure
    while not isinstance(holder, Figure):
        holder = holder.figure
    return holder


# -- what stands in the frame ------------------------------------------------------------------


@dataclass(frozen=True)
class _Spot:
    """A point feature: where it stands in millimetres, and what to draw and write there."""

    layer: str
    x: float
    y: float
    symbol: Symbol
    text: str
    rank: float
    west: bool
    #: Drawn even if its name finds no room.
    always: bool

    @property
    def radius(self) -> float:
        """Of the symbol, in millimetres."""
        return self.symbol.size * SYMBOL_PT * MM / 72 * 0.6


@dataclass(frozen=True)
class _Shape:
    """A line or an area in millimetres."""

    layer: str
    geometry: BaseGeometry
    style: Line | Area
    key: str


@dataclass
class _Content:
    """What a sheet shows."""

    spots: list[_Spot] = field(default_factory=list)
    shapes: list[_Shape] = field(default_factory=list)
    land: BaseGeometry = field(default_factory=shapely.GeometryCollection)
    known: BaseGeometry = field(default_factory=shapely.GeometryCollection)
    #: Countries and provinces: name, rank and area.
    regions: list[tuple[str, float, BaseGeometry]] = field(default_factory=list)

    @property
    def border(self) -> NDArray[np.float64]:
        """Points along the border, a millimetre apart."""
        lines = [s.geometry for s in self.shapes if s.key == "border"]
        return shapely.get_coordinates(shapely.segmentize(lines, 0.8))


_KINDS = {"city": 50.0, "tripoint": 46.0, "peak": 45.0, "port": 28.0, "town": 25.0, "lake": 24.0}
_ROADS = {"road": "road", "expressway": "road", "railway": "rail", "high-speed-rail": "rail"}


def _content(atlas: Atlas, sheet: _Sheet, wanted: Sequence[str], type_: _Type) -> _Content:
    found = _Content()
    found.known = _moved(
        shapely.segmentize(shapely.box(*atlas.layer("basemap").total_bounds), 0.25), sheet.mm
    )
    base = shapely.segmentize(shapely.union_all(atlas.layer("basemap").geometry.to_numpy()), 0.25)
    found.land = shapely.make_valid(sheet.drawn(base))
    found.shapes = list(_shapes(atlas, sheet, wanted, found.land))
    found.spots = list(_spots(atlas, sheet, wanted, type_))
    found.regions = list(_regions(atlas, sheet, wanted, type_))
    return found


def _frame_of(atlas: Atlas, layer: str) -> gpd.GeoDataFrame:
    frame = atlas.layer("zones" if layer == "plans" else layer)
    if layer in {"zones", "plans"}:
        return frame[frame["kind"].isin(_PLANS) == (layer == "plans")]
    return frame[frame["kind"] != "prefecture"] if layer == "provinces" else frame


def _shapes(
    atlas: Atlas, sheet: _Sheet, wanted: Sequence[str], land: BaseGeometry
) -> Iterator[_Shape]:
    """Yield lines and areas, lowest first."""
    for layer in ("counties", "provinces"):
        if layer in wanted:
            key = {"counties": "county", "provinces": "province"}[layer]
            edges = _inner_edges(_frame_of(atlas, layer), sheet, land)
            yield _Shape(layer, edges, AREAS[key], key)
    for layer in ("plans", "zones", "islands"):
        for row in records(_frame_of(atlas, layer)) if layer in wanted else ():
            if row["geometry"].geom_type != "Point":
                derived = "zone-derived" if row["geometry_basis"] == "derived" else "zone"
                style = AREAS["island" if layer == "islands" else derived]
                key = "island" if layer == "islands" else "zone-area"
                yield _Shape(layer, sheet.drawn(row["geometry"]), style, key)
    for row in records(atlas.corridors) if "corridors" in wanted else ():
        key = _ROADS.get(row["kind"], "tour")
        yield _Shape("corridors", sheet.drawn(row["geometry"]), LINES[row["kind"]], key)
    rows = sorted(records(atlas.layer("border")), key=lambda row: row["kind"] == "border-section")
    for row in rows if "border" in wanted else ():
        key = "border" if row["kind"] == "border-section" else row["kind"]
        yield _Shape("border", sheet.drawn(row["geometry"]), LINES[key], key)


def _inner_edges(frame: gpd.GeoDataFrame, sheet: _Sheet, land: BaseGeometry) -> BaseGeometry:
    """Return outlines where they part land from land; the coast is the base map's."""
    outlines = shapely.union_all([sheet.drawn(area).boundary for area in frame.geometry])
    return shapely.intersection(outlines, land.buffer(-0.6))


def _spots(atlas: Atlas, sheet: _Sheet, wanted: Sequence[str], type_: _Type) -> Iterator[_Spot]:
    """Yield the point features in the frame, lowest first."""
    for layer in ("places", "plans", "zones", "crossings"):
        for row in records(_frame_of(atlas, layer)) if layer in wanted else ():
            if row["geometry"].geom_type != "Point":
                continue
            x, y = sheet.mm(row["geometry"].x, row["geometry"].y)
            if not (0 < x < sheet.width and 0 < y < sheet.height):
                continue
            rank, always = _standing(layer, row, sheet.mm_per_km >= DETAIL_MM_PER_KM)
            if rank:
                kind = "zones" if layer == "plans" else layer
                symbol = symbol_for(kind, row)
                west = row["country"] == "CN"
                yield _Spot(layer, x, y, symbol, type_.name(row), rank, west, always)


def _standing(layer: str, row: dict[str, Any], detail: bool) -> tuple[float, bool]:
    """Return how early a feature is named, 0 if not at this scale, and if it is drawn unnamed."""
    if layer == "crossings":
        return (40.0 if row["status"] in {"open", "seasonal"} else 30.0), True
    if layer in {"zones", "plans"}:
        return (18.0 if row["status"] in {"active", "partly-built"} else 12.0), True
    rank = _KINDS.get(str(row["kind"]), 10.0 if detail else 0.0)
    tags = row["tags"] if isinstance(row["tags"], list | tuple) else ()
    told = 3.0 * ("article" in tags) + 2.0 * ("provincial-seat" in tags)
    return rank and rank + told, rank >= 40


def _regions(
    atlas: Atlas, sheet: _Sheet, wanted: Sequence[str], type_: _Type
) -> Iterator[tuple[str, float, BaseGeometry]]:
    """Yield countries and provinces that can be named, with the area a name may stand in."""
    provinces = _frame_of(atlas, "provinces")
    areas = [shapely.intersection(sheet.drawn(g), sheet.frame) for g in provinces.geometry]
    for country in ("CN", "KP"):
        own = [a for a, c in zip(areas, provinces["country"], strict=True) if c == country]
        yield type_.word(country), 90.0, shapely.union_all(own)
    yield type_.word("RU"), 90.0, _russia(atlas, sheet, areas)
    if "provinces" in wanted:
        for row, area in zip(records(provinces), areas, strict=True):
            yield type_.name(row).removesuffix(" Province"), 38.0, area


def _russia(atlas: Atlas, sheet: _Sheet, others: list[BaseGeometry]) -> BaseGeometry:
    """Return the land around a point in Russia, as far as the border is drawn there."""
    border = atlas.layer("border")
    lines = sheet.drawn(shapely.union_all(border.geometry.to_numpy())).buffer(0.2)
    land = sheet.drawn(atlas.layer("basemap").geometry.iloc[0])
    around = _moved(shapely.segmentize(shapely.box(130.4, 42.2, 135, 45), 0.2), sheet.mm)
    left = land.intersection(around).intersection(sheet.frame)
    left = left.difference(shapely.union_all([*others, lines]))
    here = shapely.Point(sheet.mm(*_RUSSIA))
    parts = [part for part in shapely.get_parts(left) if part.contains(here)]
    return parts[0] if parts else shapely.Polygon()


# -- room on the sheet -------------------------------------------------------------------------


class _Room:
    """What is taken on a sheet, as boxes in millimetres."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.taken = np.empty((0, 4))

    def take(self, *boxes: Box) -> None:
        """Take boxes."""
        self.taken = np.vstack([self.taken, np.array(boxes).reshape(-1, 4)])

    def clashes(self, box: Box, apart: float = 0.0) -> int:
        """Return how many taken boxes a box would touch."""
        x0, y0, x1, y1 = box
        t = self.taken
        return int(
            np.count_nonzero(
                (t[:, 0] < x1 + apart)
                & (t[:, 2] > x0 - apart)
                & (t[:, 1] < y1 + apart)
                & (t[:, 3] > y0 - apart)
            )
        )

    def free(self, box: Box, apart: float = 0.0) -> bool:
        """Tell whether a box stands inside the sheet and touches nothing."""
        inside = 0.6 < box[0] and box[2] < self.width - 0.6
        inside = inside and 0.6 < box[1] and box[3] < self.height - 0.6
        return inside and not self.clashes(box, apart)


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


#: Where a name stands beside its symbol: sideways and upwards, -1, 0 or 1.
_EAST = ((1, 0), (1, -1), (1, 1), (0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1))
_WEST = ((-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1), (1, 0), (1, 1), (1, -1))


def _beside(spot: _Spot, size: tuple[float, float], gap: float) -> Iterator[Box]:
    """Yield boxes of a size beside a spot, the side of its own country first."""
    width, height = size
    for across, up in _WEST if spot.west else _EAST:
        near = gap * (0.75 if across and up else 1.0)
        x0 = spot.x + across * near - width * (1 - across) / 2
        y0 = spot.y + up * near - height * (1 - up) / 2
        yield x0, y0, x0 + width, y0 + height


def _within(area: BaseGeometry, size: tuple[float, float], room: _Room) -> Box | None:
    """Return a box of a size inside an area: touching little, near the middle."""
    width, height = size
    part = max(shapely.get_parts(area), key=shapely.area, default=None)
    if part is None or part.geom_type != "Polygon" or part.area < 2.5 * width * height:
        return None
    x0, y0, x1, y1 = part.bounds
    x, y = np.meshgrid(np.arange(x0, x1, 1.2), np.arange(y0, y1, 1.2))
    corners = np.column_stack([x.ravel(), y.ravel(), x.ravel() + width, y.ravel() + height])
    shapely.prepare(part)
    corners = corners[shapely.contains(part, shapely.box(*corners.T))]
    free = [box for box in map(tuple, corners.tolist()) if room.free(box, 0.8)]
    if not free:
        return None
    middle = shapely.maximum_inscribed_circle(part, tolerance=0.5).coords[0]
    return min(
        free,
        key=lambda box: math.hypot(
            (box[0] + box[2]) / 2 - middle[0], 1.5 * ((box[1] + box[3]) / 2 - middle[1])
        ),
    )


# -- drawing -----------------------------------------------------------------------------------


class _Pen:
    """Draws on a sheet in one set of fonts; text is only ever written as it is."""

    def __init__(self, sheet: _Sheet, families: list[str]) -> None:
        from matplotlib.backends.backend_agg import RendererAgg

        self.sheet = sheet
        self.families = families
        self.count = 0
        self._renderer = RendererAgg(1, 1, sheet.figure.dpi)
        self._sizes: dict[Any, tuple[float, float]] = {}

    def size_mm(
        self, words: str, size: float, *, weight: str = "normal", style: str = "normal", **_: Any
    ) -> tuple[float, float]:
        """Return the width and height that words take."""
        from matplotlib.text import Text

        key = words, size, weight, style
        if key not in self._sizes:
            font = {"fontfamily": self.families, "weight": weight, "style": style}
            text = Text(0, 0, words, fontsize=size, parse_math=False, usetex=False, **font)
            text.set_figure(self.sheet.figure)
            box = text.get_window_extent(self._renderer)
            unit = MM / self.sheet.figure.dpi
            self._sizes[key] = box.width * unit, box.height * unit
        return self._sizes[key]

    def text(self, x: float, y: float, words: str, *, size: float, gid: str, **how: Any) -> Text:
        """Write at millimetres of the frame."""
        self.count += 1
        return self.sheet.ax.text(
            x,
            y,
            words,
            transform=how.pop("transform", self.sheet.paper),
            fontsize=size,
            fontfamily=self.families,
            parse_math=False,
            usetex=False,
            gid=f"{gid}-{self.count}",
            **({"color": INK, "zorder": 30, "clip_on": False} | how),
        )

    def path(self, geometry: BaseGeometry, *, gid: str, on_paper: bool = False, **how: Any) -> None:
        """Draw lines and areas that are given in millimetres of the frame."""
        from matplotlib.patches import PathPatch

        if geometry.is_empty:
            return
        self.count += 1
        sheet = self.sheet
        if on_paper:
            how["transform"] = sheet.paper
        else:
            geometry = _moved(geometry, sheet.xy)
        how = {"capstyle": "round", "joinstyle": "round", "facecolor": "none"} | how
        patch = PathPatch(_path(geometry), gid=f"{gid}-{self.count}", **how)
        sheet.ax.add_artist(patch)
        if on_paper:
            patch.set_clip_on(False)

    def styled(
        self, geometry: BaseGeometry, style: Line | Area, *, gid: str, zorder: float, **how: Any
    ) -> None:
        """Draw in a style of the maps."""
        width = style.width * LINE_PT
        if isinstance(style, Line):
            if style.casing:
                under = {"edgecolor": style.casing, "linewidth": width + 2.4 * LINE_PT}
                self.path(geometry, gid=f"{gid}-casing", zorder=zorder, **under, **how)
            how |= {"edgecolor": style.colour}
        else:
            if style.opacity:
                fill = {"facecolor": style.fill, "alpha": style.opacity, "linewidth": 0}
                self.path(geometry, gid=f"{gid}-fill", zorder=zorder, **fill, **how)
            how |= {"edgecolor": style.stroke}
        dashes = _dashes(style.dash, width)
        self.path(geometry, gid=gid, zorder=zorder, linewidth=width, linestyle=dashes, **how)

    def symbols(
        self,
        at: Sequence[tuple[float, float]],
        symbol: Symbol,
        *,
        gid: str,
        zorder: float,
        **how: Any,
    ) -> None:
        """Draw a symbol at each of some positions: millimetres unless a transform is given."""
        self.count += 1
        path = _symbol_path(symbol.shape)
        hollow = symbol.hollow or symbol.shape in {"ring", "cross"}
        width = (2.0 if hollow else 1.3) * LINE_PT
        side = symbol.size * SYMBOL_PT * float(np.abs(path.vertices).max())
        xy = np.array(at)
        if "transform" not in how:
            xy = np.column_stack(self.sheet.xy(xy[:, 0], xy[:, 1]))
        self.sheet.ax.scatter(
            xy[:, 0],
            xy[:, 1],
            s=side**2,
            marker=path,  # type: ignore[arg-type]
            facecolors="none"
            if symbol.shape == "cross"
            else "#ffffff"
            if hollow
            else symbol.colour,
            edgecolors=symbol.colour if hollow or symbol.dashed else "#ffffff",
            linewidths=width,
            linestyles=[_dashes("2.5 1.6" if symbol.dashed else None, width)],
            zorder=zorder,
            gid=f"{gid}-{self.count}",
            **how,
        )


def _dashes(dash: str | None, width: float) -> Any:
    """Return pixels on and off in line widths, which is what Matplotlib counts in."""
    from matplotlib import rcParams

    if dash is None:
        return "-"
    unit = width if rcParams["lines.scale_dashes"] else 1.0
    return 0, tuple(float(n) * LINE_PT / unit for n in dash.split())


def _path(geometry: BaseGeometry) -> Path:
    """Return lines and areas as one path, holes included."""
    from matplotlib.path import Path

    pieces = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            pieces += [Path(r.coords, closed=True) for r in (part.exterior, *part.interiors)]
        elif part.geom_type in {"LineString", "LinearRing"}:
            pieces.append(Path(part.coords))
    return Path.make_compound_path(*pieces) if pieces else Path(np.empty((0, 2)))


@functools.cache
def _symbol_path(shape: str) -> Path:
    """Return the outline of a symbol of radius 1, as the maps on a screen have it."""
    from matplotlib.path import Path

    corners = {
        "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
        "bar": [(-1, -0.5), (1, -0.5), (1, 0.5), (-1, 0.5)],
        "diamond": [(0, 1.15), (1.15, 0), (0, -1.15), (-1.15, 0)],
        "triangle": [(0, 1.1), (1.05, -0.85), (-1.05, -0.85)],
    }
    if shape == "cross":
        return Path([(-1, 0), (1, 0), (0, -1), (0, 1)], [1, 2, 1, 2])
    if shape in corners:
        return Path([*corners[shape], corners[shape][0]], closed=True)
    return Path.unit_circle()


# -- furniture: what explains the map ----------------------------------------------------------

Entry = tuple[str, Style]

LEGEND_PT, ROW_MM, SWATCH_MM = 5.6, 3.05, 6.5
#: Corners of the frame, right or left and upper or lower, in order of liking.
_CORNERS = {
    "legend": ((1, 0), (0, 1), (0, 0), (1, 1)),
    "locator": ((0, 1), (0, 0), (1, 1), (1, 0)),
    "scale": ((0, 0), (1, 0), (0, 1), (1, 1)),
}
LOCATOR_MM = (26.0, 22.5)
LOCATED = ("shenyang", "pyongyang", "seoul", "vladivostok")


def _legend_entries(content: _Content, type_: _Type, corridor: str) -> list[Entry]:
    """Return what the legend has to explain: no more than is drawn."""
    keys = {s.key: s.style for s in content.shapes if not s.geometry.is_empty}
    found: list[Entry] = [
        (type_.word(key), keys[key])
        for key in ("border", "neighbour-border", "sea-boundary", "province", "county", "island")
        if key in keys
    ]
    if corridor:
        found.insert(0, (corridor, AREAS["corridor"]))
    crossings = {s.symbol for s in content.spots if s.layer == "crossings"}
    for shape in ("circle", "square", "triangle", "diamond"):
        if any(s.shape == shape for s in crossings):
            found.append((type_.word(shape), Symbol(shape, 13, CROSSING)))
    if any(s.hollow for s in crossings):
        found.append((type_.word("hollow"), Symbol("circle", 13, CROSSING, hollow=True)))
    if any(s.dashed for s in crossings):
        found.append((type_.word("derived"), Symbol("circle", 13, CROSSING, True, dashed=True)))
    zones = {s.symbol for s in content.spots if s.layer in {"zones", "plans"}}
    for key, hollow, dashed in (
        ("zone", False, False),
        ("zone-hollow", True, False),
        ("zone-derived", False, True),
    ):
        if any(s.dashed if dashed else s.hollow == hollow for s in zones):
            found.append((type_.word(key), Symbol("diamond", 12, ZONE, hollow, dashed)))
    places = {s.symbol.shape for s in content.spots if s.layer == "places"}
    for key, shape, size in (
        ("city", "circle", 8),
        ("peak", "triangle", 10),
        ("bar", "bar", 9),
        ("cross", "cross", 10),
        ("ring", "ring", 9),
    ):
        if shape in places:
            found.append((type_.word(key), Symbol(shape, size, PLACE)))
    found += [
        (type_.word(key), keys[key]) for key in ("zone-area", "road", "rail", "tour") if key in keys
    ]
    return found


@dataclass(frozen=True)
class _Legend:
    """A legend in columns of equal width."""

    entries: list[Entry]
    columns: int
    column_mm: float

    @classmethod
    def of(cls, entries: list[Entry], pen: _Pen, height_mm: float) -> _Legend:
        """Return a legend that is no taller than a height."""
        wide = max((pen.size_mm(text, LEGEND_PT)[0] for text, _ in entries), default=0.0)
        columns = max(1, math.ceil(len(entries) * ROW_MM / max(height_mm, ROW_MM)))
        return cls(entries, columns, wide + SWATCH_MM + 3.0)

    @property
    def rows(self) -> int:
        """How many entries stand in a column."""
        return math.ceil(len(self.entries) / self.columns)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.columns * self.column_mm + 0.5, self.rows * ROW_MM + 2.0


def _draw_legend(pen: _Pen, legend: _Legend, x: float, y: float, *, boxed: bool) -> None:
    """Draw a legend with its lower left corner at millimetres of the frame."""
    width, height = legend.size
    if boxed:
        _card(pen, (x, y, x + width, y + height), "skg-legend")
    for i, (text, style) in enumerate(legend.entries):
        column, row = divmod(i, legend.rows)
        left = x + 1.5 + column * legend.column_mm
        middle = y + height - 1.0 - (row + 0.5) * ROW_MM
        how = {"transform": pen.sheet.paper, "clip_on": False, "zorder": 28}
        if isinstance(style, Symbol):
            at = [(left + SWATCH_MM / 2 - 0.5, middle)]
            pen.symbols(at, style, gid="skg-legend-symbol", **how)
        elif isinstance(style, Line):
            line = shapely.LineString([(left, middle), (left + SWATCH_MM - 1, middle)])
            pen.styled(line, style, gid="skg-legend-line", zorder=28, on_paper=True)
        else:
            area = shapely.box(left, middle - 0.9, left + SWATCH_MM - 1, middle + 0.9)
            pen.styled(area, style, gid="skg-legend-area", zorder=28, on_paper=True)
        pen.text(
            left + SWATCH_MM,
            middle,
            text,
            size=LEGEND_PT,
            gid="skg-legend-text",
            va="center_baseline",
        )


def _card(pen: _Pen, box: Box, gid: str) -> None:
    how = {"facecolor": "#ffffff", "edgecolor": "#c9c5ba", "linewidth": 0.4, "zorder": 20}
    pen.path(shapely.box(*box), gid=gid, on_paper=True, **how)


def _scale_km(sheet: _Sheet) -> float:
    """Return a round length that takes up to a fifth of the frame."""
    longest = min(40.0, sheet.width / 4) / sheet.mm_per_km
    power = 10.0 ** math.floor(math.log10(longest))
    return max(n * power for n in (1, 2, 5) if n * power <= longest)


def _draw_scale(pen: _Pen, x: float, y: float) -> None:
    """Draw the scale bar: as long as its distance is in the middle of the map."""
    sheet = pen.sheet
    km = _scale_km(sheet)
    length = km * sheet.mm_per_km
    for i in range(4):
        part = shapely.box(x + length * i / 4, y, x + length * (i + 1) / 4, y + 0.9)
        fill = "#ffffff" if i % 2 else INK
        pen.path(part, gid="skg-scale-part", facecolor=fill, edgecolor="none", zorder=21)
    whole = shapely.box(x, y, x + length, y + 0.9)
    pen.path(whole, gid="skg-scale-bar", edgecolor=INK, linewidth=0.5, zorder=22)
    for share in (0.0, 0.5, 1.0):
        words = f"{km * share:g}" + (" km" if share == 1 else "")
        text = pen.text(x + length * share, y + 1.5, words, size=5.4, gid="skg-scale-text")
        text.set_ha("left" if share == 1 else "center")
        if share == 1:
            text.set_x(x + length - pen.size_mm(f"{km:g}", 5.4)[0] / 2)
        _halo(text)


def _draw_locator(pen: _Pen, atlas: Atlas, type_: _Type, x: float, y: float) -> None:
    """Draw where the frame lies, on a small map of the whole base map."""
    sheet = pen.sheet
    base = atlas.layer("basemap")
    bounds = base.total_bounds
    there = Transformer.from_crs("OGC:CRS84", _conformal(*bounds), always_xy=True)
    west, south, east, north = _moved(
        shapely.segmentize(shapely.box(*bounds), 0.5), there.transform
    ).bounds
    width, height = LOCATOR_MM
    unit = min((east - west) / width, (north - south) / height)
    middle = (west + east) / 2, (south + north) / 2
    card = shapely.box(x, y, x + width, y + height)

    def place(lon: Any, lat: Any) -> tuple[Any, Any]:
        east_m, north_m = there.transform(lon, lat)
        return (
            x + width / 2 + (east_m - middle[0]) / unit,
            y + height / 2 + (north_m - middle[1]) / unit,
        )

    def small(geometry: BaseGeometry) -> BaseGeometry:
        moved = shapely.make_valid(_moved(geometry, place).simplify(0.05))
        return shapely.intersection(moved, card)

    how: dict[str, Any] = {"on_paper": True}
    pen.path(card, gid="skg-locator-sea", facecolor=SEA, zorder=20, linewidth=0, **how)
    land = small(shapely.segmentize(base.geometry.iloc[0], 0.5))
    shore = {"edgecolor": SHORE, "linewidth": 0.25, "facecolor": LAND}
    pen.path(land, gid="skg-locator-land", zorder=21, **shore, **how)
    border = atlas.layer("border")
    for row in records(border[border["kind"] != "sea-boundary"]):
        own = row["kind"] == "border-section"
        look = {"edgecolor": BORDER if own else MUTED, "linewidth": 0.9 if own else 0.4}
        pen.path(small(row["geometry"]), gid="skg-locator-line", zorder=22, **look, **how)
    outline = _moved(shapely.segmentize(sheet.frame, sheet.width / 20), sheet.lonlat)
    window = shapely.intersection(_moved(outline, place), card)
    look = {"edgecolor": INK, "linewidth": 0.7, "joinstyle": "miter"}
    pen.path(window, gid="skg-locator-window", zorder=23, **look, **how)
    places = atlas.places
    for row in records(places[places["id"].isin(LOCATED)]):
        spot = place(row["geometry"].x, row["geometry"].y)
        dot = shapely.Point(spot).buffer(0.35)
        pen.path(dot, gid="skg-locator-dot", facecolor=INK, linewidth=0, zorder=24, **how)
        left = spot[0] > x + width * 0.7
        text = pen.text(
            spot[0] + (-0.7 if left else 0.7),
            spot[1],
            type_.name(row),
            size=4.3,
            gid="skg-locator-text",
            ha="right" if left else "left",
            va="center_baseline",
        )
        _halo(text)
    edge = {"edgecolor": INK, "linewidth": 0.5, "joinstyle": "miter"}
    pen.path(card, gid="skg-locator", zorder=26, **edge, **how)


def _halo(text: Text, colour: str = "#ffffff") -> None:
    from matplotlib.patheffects import withStroke

    text.set_path_effects([withStroke(linewidth=1.5, foreground=colour, alpha=0.85)])


def _draw_graticule(pen: _Pen) -> None:
    """Draw meridians and parallels, named where they leave the frame below and on the left."""
    sheet = pen.sheet
    west, south, east, north = sheet.degrees
    span = max(east - west, (north - south) * 1.6)
    step = next((s for s in (0.05, 0.1, 0.25, 0.5, 1, 2) if span / s <= 8), 5)
    sides = (
        (west, east, south, north, shapely.LineString([(0, 0), (sheet.width, 0)])),
        (south, north, west, east, shapely.LineString([(0, 0), (0, sheet.height)])),
    )
    for is_lat, (low, high, start, end, side) in enumerate(sides):
        for value in np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step:
            run = np.linspace(start - 0.1, end + 0.1, 60)
            fixed = np.full_like(run, value)
            curve = shapely.LineString(
                np.column_stack(sheet.mm(*((run, fixed) if is_lat else (fixed, run))))
            )
            inside = shapely.intersection(curve, sheet.frame)
            thin = {"edgecolor": "#8b979c", "linewidth": 0.3, "alpha": 0.55, "zorder": 3}
            pen.path(inside, gid="skg-graticule", **thin)
            meets = shapely.intersection(curve, side)
            if meets.geom_type == "Point":
                words = _degrees(float(value), "NS" if is_lat else "EW")
                how: dict[str, Any] = (
                    {"rotation": 90, "ha": "right", "va": "center"}
                    if is_lat
                    else {"ha": "center", "va": "top"}
                )
                x, y = (-0.9, meets.y) if is_lat else (meets.x, -0.9)
                pen.text(x, y, words, size=5.2, gid="skg-degree", color=SOFT, **how)


def _degrees(value: float, letters: str) -> str:
    """Return degrees and minutes.

    >>> _degrees(126.5, "EW"), _degrees(41, "NS")
    ('126°30′E', '41°N')
    """
    whole, minutes = divmod(round(abs(value) * 60), 60)
    part = f"{minutes:02d}′" if minutes else ""
    return f"{whole}°{part}{letters[value < 0]}"


# -- the whole ---------------------------------------------------------------------------------

CREDIT_PT, CREDIT_MM, TITLE_PT, TITLE_MM = 4.7, 2.1, 10.0, 4.6
_Z = {"counties": 4.0, "provinces": 4.2, "plans": 5.0, "zones": 5.2, "islands": 5.4}
_SPOT_Z = {"places": 10.0, "plans": 11.0, "zones": 12.0, "crossings": 13.0}


def _draw_ground(pen: _Pen, content: _Content) -> None:
    ax = pen.sheet.ax
    ax.set_facecolor(BEYOND)
    pen.path(content.known, gid="skg-sea", facecolor=SEA, linewidth=0, zorder=1)
    shore = {"facecolor": LAND, "edgecolor": SHORE, "linewidth": 0.4}
    pen.path(content.land, gid="skg-land", zorder=2, **shore)
    # The line is drawn over everything that is not a point, whatever order it came in.
    for shape in content.shapes:
        z = _Z.get(shape.layer, 6.0 if shape.layer == "corridors" else 8.0)
        z += 0.5 if shape.key == "border" else 0.0
        gid = f"skg-{shape.layer if shape.layer != 'border' else shape.key}"
        pen.styled(shape.geometry, shape.style, gid=gid, zorder=z)


def _draw_spots(pen: _Pen, spots: Iterable[_Spot]) -> None:
    groups: dict[tuple[str, Symbol], list[tuple[float, float]]] = {}
    for spot in spots:
        groups.setdefault((spot.layer, spot.symbol), []).append((spot.x, spot.y))
    for (layer, symbol), at in groups.items():
        pen.symbols(at, symbol, gid=f"skg-{layer}", zorder=_SPOT_Z[layer] + (not symbol.hollow) / 2)


def _label_look(spot: _Spot) -> tuple[float, dict[str, Any]]:
    """Return the size and the look of a name."""
    if spot.layer == "crossings":
        return 5.2, {"color": "#0b4f8a"}
    if spot.layer in {"zones", "plans"}:
        return 4.9, {"color": "#8a4600"}
    if spot.rank >= 50:
        return 6.2, {"color": INK, "weight": "bold"}
    if spot.symbol.shape == "triangle":
        return 5.6, {"color": INK, "style": "italic"}
    return 5.4, {"color": INK}


def _place_labels(pen: _Pen, content: _Content, room: _Room) -> list[_Spot]:
    """Write names where there is room, the important first; return the spots that are drawn."""
    always = [s for s in content.spots if s.always]
    gaps = {
        id(s): max(o.radius for o in content.spots if o is s or _together(o, s)) for s in always
    }
    room.take(*(_around(s.x, s.y, s.radius * 0.85) for s in always))
    room.take(*(_around(x, y, 0.55) for x, y in content.border))
    drawn = list(always)
    regions = [(rank, name, area) for name, rank, area in content.regions]
    waiting: list[tuple[float, str, Any]] = [
        *((s.rank, s.text, s) for s in content.spots),
        *regions,
    ]
    for rank, name, what in sorted(waiting, key=lambda item: -item[0]):
        if not name:
            continue
        if isinstance(what, _Spot):
            if not what.always and not room.free(_around(what.x, what.y, what.radius), 0.3):
                continue
            if _label_spot(pen, what, gaps.get(id(what), what.radius), room) and not what.always:
                drawn.append(what)
        else:
            _label_region(pen, name, what, room, country=rank > 80)
    return drawn


def _together(a: _Spot, b: _Spot) -> bool:
    return a.always and math.hypot(a.x - b.x, a.y - b.y) < 0.8


def _label_spot(pen: _Pen, spot: _Spot, radius: float, room: _Room) -> bool:
    size, look = _label_look(spot)
    measured = pen.size_mm(spot.text, size, **look)
    apart = 0.15 if spot.rank >= 28 else 0.7
    box = next((b for b in _beside(spot, measured, radius + 0.5) if room.free(b, apart)), None)
    if box is None:
        return False
    room.take(box)
    if not spot.always:
        room.take(_around(spot.x, spot.y, spot.radius))
    _write(pen, spot.text, box, size=size, zorder=16, **look)
    return True


def _label_region(pen: _Pen, name: str, area: BaseGeometry, room: _Room, *, country: bool) -> None:
    size = 8.0 if country else 5.6
    words = "\u2009".join(name) if country else name
    look: dict[str, Any] = {"color": "#7d8286", "weight": "bold" if country else "normal"}
    look |= {} if country else {"style": "italic"}
    box = _within(area, pen.size_mm(words, size, **look), room)
    if box:
        room.take(box)
        _write(pen, words, box, size=size, zorder=15, **look)


def _write(pen: _Pen, words: str, box: Box, **look: Any) -> None:
    """Write a name in its box; it stays there when the axes are zoomed."""
    middle = pen.sheet.xy((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    how = {"transform": pen.sheet.ax.transData, "ha": "center", "va": "center", "clip_on": True}
    _halo(pen.text(*middle, words, gid="skg-label", **how, **look), LAND)


def _wrapped(words: str, width_mm: float, measure: Callable[[str], float]) -> list[str]:
    """Return lines no wider than a width, broken between words or, failing that, in them."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer) <= width_mm:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and measure(lines[-1] + letter) > width_mm:
                lines.append("")
            lines[-1] += letter
    return lines


@dataclass(frozen=True)
class _Furniture:
    """Where the legend, the locator and the scale bar stand: their lower left corners."""

    boxes: dict[str, Box]
    #: How much of the map the legend hides.
    hidden: float


def _furnish(sheet: _Sheet, content: _Content, sizes: dict[str, tuple[float, float]]) -> _Furniture:
    """Give each piece the corner where it hides least."""
    points = [(x, y, 5.0) for x, y in content.border]
    weights = {"crossings": 5.0, "zones": 3.0, "plans": 2.0, "places": 1.0}
    points += [(s.x, s.y, weights[s.layer]) for s in content.spots if s.always]
    at = np.array(points).reshape(-1, 3)
    free = [(1, 0), (0, 1), (0, 0), (1, 1)]
    boxes: dict[str, Box] = {}
    hidden = 0.0
    for piece, (width, height) in sizes.items():
        costs = []
        for i, corner in enumerate(c for c in _CORNERS[piece] if c in free):
            x0 = 1.8 if corner[0] == 0 else sheet.width - width - 1.8
            y0 = 1.8 if corner[1] == 0 else sheet.height - height - 1.8
            inside = (at[:, 0] > x0 - 1) & (at[:, 0] < x0 + width + 1)
            inside &= (at[:, 1] > y0 - 1) & (at[:, 1] < y0 + height + 1)
            costs.append((float(at[inside, 2].sum()), i, corner, (x0, y0, x0 + width, y0 + height)))
        cost, _, corner, box = min(costs)
        free.remove(corner)
        boxes[piece] = box
        hidden += cost if piece == "legend" else 0.0
    return _Furniture(boxes, hidden)


class _Drawing:
    """One figure in the making."""

    def __init__(
        self,
        ax: Axes,
        atlas: Atlas,
        *,
        interest: BaseGeometry,
        pad: float,
        wanted: Sequence[str],
        type_: _Type,
        corridor: gpd.GeoDataFrame | None,
    ) -> None:
        self.atlas, self.type, self.corridor = atlas, type_, corridor
        self.sheet = _Sheet(ax, interest, pad)
        self.pen = _Pen(self.sheet, type_.families)
        self.content = _content(atlas, self.sheet, wanted, type_)
        self.legend = self._legend(self.content)

    def _legend(self, content: _Content, *, share: float = 0.62) -> _Legend:
        corridor = ""
        if self.corridor is not None:
            widths = ", ".join(f"{width / 1000:g} km" for width in self.corridor["width_m"])
            corridor = self.type.word("corridor").format(widths)
        entries = _legend_entries(content, self.type, corridor)
        return _Legend.of(entries, self.pen, self.sheet.height * share)

    @property
    def sizes(self) -> dict[str, tuple[float, float]]:
        """Of the furniture, the one that must find room first foremost."""
        sizes = {"legend": self.legend.size}
        west, south, east, north = self.sheet.degrees
        w, s, e, n = self.atlas.layer("basemap").total_bounds
        if (east - west) * (north - south) < 0.45 * (e - w) * (n - s):
            sizes["locator"] = LOCATOR_MM
        length = _scale_km(self.sheet) * self.sheet.mm_per_km
        return sizes | {"scale": (length + 7, 5.0)}

    @property
    def crowded(self) -> bool:
        """Whether a legend in the frame would hide part of the border or a crossing."""
        return _furnish(self.sheet, self.content, self.sizes).hidden >= 5

    def draw(self, *, legend_outside: bool) -> None:
        """Draw everything inside the frame, and the legend."""
        sheet, pen, content = self.sheet, self.pen, self.content
        sizes = self.sizes
        if legend_outside:
            del sizes["legend"]
        furniture = _furnish(sheet, content, sizes).boxes
        room = _Room(sheet.width, sheet.height)
        room.take(*furniture.values())
        _draw_ground(pen, content)
        _draw_graticule(pen)
        for row in records(self.corridor) if self.corridor is not None else ():
            band = sheet.drawn(row["geometry"])
            pen.styled(band, AREAS["corridor"], gid="skg-corridor", zorder=3.5)
        drawn = _place_labels(pen, content, room)
        _draw_spots(pen, [spot for spot in content.spots if spot in drawn])
        left, lower = furniture["scale"][:2]
        _draw_scale(pen, left + 2.5, lower + 0.8)
        if "locator" in furniture:
            _draw_locator(pen, self.atlas, self.type, *furniture["locator"][:2])
        self._draw_legend(drawn, furniture.get("legend"))

    def _draw_legend(self, drawn: list[_Spot], box: Box | None) -> None:
        """Draw the legend of what was drawn in the end, in the corner that was kept for it."""
        shown = _Content(spots=drawn, shapes=self.content.shapes)
        if box is None:
            legend = self._legend(shown, share=1.0)
            _draw_legend(
                self.pen,
                legend,
                self.sheet.width + 1.5,
                self.sheet.height - legend.size[1] + 0.5,
                boxed=False,
            )
            return
        legend = self._legend(shown)
        width, height = legend.size
        x = box[0] if box[0] < self.sheet.width / 2 - width / 2 else box[2] - width
        y = box[1] if box[1] < 2 else box[3] - height
        _draw_legend(self.pen, legend, x, y, boxed=True)


def plot(
    atlas: Atlas,
    *,
    layers: Iterable[str] | None = None,
    extent: Extent | None = None,
    corridor: gpd.GeoDataFrame | None = None,
    language: str = "en",
    title: str | None = None,
    size_mm: tuple[float, float] = (180.0, 120.0),
    ax: Axes | None = None,
) -> Figure:
    """Draw the atlas as a figure for print.

    The map is in a conformal projection fitted to what it shows, so shapes are right and
    the scale bar holds everywhere on a map of the border to a small part of a per cent.
    Places whose names find no room are left out, the small ones first; cities, crossings
    and zones are always drawn.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    layers : iterable of str, optional
        Which of ``border``, ``crossings``, ``zones``, ``plans``, ``places``, ``corridors``,
        ``islands``, ``provinces``, ``counties``; all but ``plans``, ``corridors`` and
        ``counties`` if not given.
    extent : tuple of float, optional
        West, south, east and north in degrees, all of which is shown; the whole border if
        not given.
    corridor : geopandas.GeoDataFrame, optional
        A corridor to draw, from :func:`sinokorea_geo.corridor`.
    language : {"en", "zh", "ko"}
        Of names and legend. Names are romanised, with one warning, if no font is installed
        that has the characters.
    title : str, optional
        Above the map.
    size_mm : tuple of float
        Width and height of the figure, unless `ax` is given. Type keeps its size, so more
        names find room on a larger sheet.
    ax : matplotlib.axes.Axes, optional
        Axes of your own to draw in, as large as they are to stay. Degrees, title and credits
        stand outside them.

    Returns
    -------
    matplotlib.figure.Figure
        Write it with ``figure.savefig("border.pdf")``; also PNG, SVG and what else
        Matplotlib writes.

    Raises
    ------
    InvalidQuantity, InvalidCoordinates, CRSMismatch
        If a layer, language or size is unknown or too small, the extent is none or lies
        beyond the base map, or the corridor is not in degrees.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> figure = plot(load_atlas(), extent=(124.2, 39.9, 124.7, 40.2), size_mm=(90, 80))
    >>> [round(25.4 * side) for side in figure.get_size_inches()]
    [90, 80]
    """
    wanted = [name for name, shown in LAYERS.items() if shown] if layers is None else list(layers)
    unknown = [name for name in wanted if name not in LAYERS]
    if unknown:
        raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(LAYERS)}")
    if language not in _WORDS["en"]:
        raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh' or 'ko'")
    if corridor is not None and (corridor.crs is None or not corridor.crs.equals("EPSG:4326")):
        raise CRSMismatch(
            f"the corridor is in {corridor.crs}; EPSG:4326 is wanted: corridor.to_crs(4326)"
        )
    _check_size(size_mm)
    how: dict[str, Any] = {
        "interest": _interest(atlas, extent, corridor),
        "pad": 0.045 if extent is None else 0.0,
        "wanted": wanted,
        "type_": _Type(language, title),
        "corridor": corridor,
    }
    if ax is None:
        return _on_own_sheet(atlas, title, size_mm, how)
    drawing = _Drawing(ax, atlas, **how)
    drawing.draw(legend_outside=False)
    _finish(drawing, title, drawing.sheet.width, -4.2)
    return drawing.sheet.figure


def _on_own_sheet(
    atlas: Atlas, title: str | None, size_mm: tuple[float, float], how: dict[str, Any]
) -> Figure:
    """Draw on a figure made for it, the legend beside the map if it would hide part of it."""
    from matplotlib.figure import Figure

    width, height = (float(side) for side in size_mm)
    figure = Figure(figsize=(width / MM, height / MM), dpi=300, facecolor="white", layout="none")
    vars(figure)["_repr_png_"] = functools.partial(_png, figure)
    left, right = 5.5, 2.5
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    pen = _Pen(_Sheet(ax, how["interest"], 0.0), how["type_"].families)
    credit_lines = _credits(atlas, how["type_"], pen, width - left - right)
    below = 5.0 + CREDIT_MM * len(credit_lines) + 1.0
    above = 2.5
    if title:
        above += TITLE_MM * len(_title_lines(title, pen, width - left - right)) + 0.8

    def frame(beside: float) -> _Drawing:
        across = (left / width, (width - left - right - beside) / width)
        ax.set_position((across[0], below / height, across[1], (height - below - above) / height))
        return _Drawing(ax, atlas, **how)

    drawing = frame(0.0)
    outside = drawing.crowded
    if outside:
        drawing = frame(drawing._legend(drawing.content, share=1.0).size[0] + 0.5)
    drawing.draw(legend_outside=outside)
    _finish(drawing, title, width - left - right, -5.0)
    return figure


def _finish(drawing: _Drawing, title: str | None, width_mm: float, credits_mm: float) -> None:
    """Write what stands outside the frame, and fix the axes to it."""
    sheet, pen = drawing.sheet, drawing.pen
    for i, line in enumerate(_credits(drawing.atlas, drawing.type, pen, width_mm)):
        how = {"size": CREDIT_PT, "color": SOFT, "va": "top"}
        pen.text(0, credits_mm - i * CREDIT_MM, line, gid="skg-credits", **how)
    lines = _title_lines(title or "", pen, width_mm)
    for i, line in enumerate(reversed(lines)):
        how = {"size": TITLE_PT, "weight": "bold", "va": "baseline"}
        pen.text(0, sheet.height + 2.2 + i * TITLE_MM, line, gid="skg-title", **how)
    ax = sheet.ax
    ax.set_aspect("equal", adjustable="box")
    ax.set_xlim(sheet.x0, sheet.x0 + sheet.width * sheet.metres)
    ax.set_ylim(sheet.y0, sheet.y0 + sheet.height * sheet.metres)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set(visible=True, color=INK, linewidth=0.7, zorder=25)


def _title_lines(title: str, pen: _Pen, width_mm: float) -> list[str]:
    if not title.strip():
        return []
    return _wrapped(title, width_mm, lambda t: pen.size_mm(t, TITLE_PT, weight="bold")[0])


def _credits(atlas: Atlas, type_: _Type, pen: _Pen, width_mm: float) -> list[str]:
    when = [type_.word("as of").format(atlas.date_label)] if atlas.date_label else []
    words = " · ".join([*when, ", ".join(ATTRIBUTION), type_.word("projection")])
    return _wrapped(words, width_mm, lambda t: pen.size_mm(t, CREDIT_PT)[0])


def _check_size(size_mm: tuple[float, float]) -> None:
    sides = np.asarray(size_mm, dtype=float).ravel()
    if sides.shape != (2,) or not (np.isfinite(sides).all() and 60 <= sides.min()):
        raise InvalidQuantity(f"size_mm is {size_mm}; pass width and height, at least 60 each")
    if sides.max() > 2000:
        raise InvalidQuantity(f"size_mm is {size_mm}; at most 2000 each, as it is in millimetres")


def _interest(
    atlas: Atlas, extent: Extent | None, corridor: gpd.GeoDataFrame | None
) -> BaseGeometry:
    """Return what the frame has to show, in degrees."""
    if extent is None:
        bands = [] if corridor is None else list(corridor.geometry)
        return shapely.GeometryCollection([atlas.border.geometry, *bands])
    sides = np.asarray(extent, dtype=float).ravel()
    if sides.shape != (4,) or not np.isfinite(sides).all():
        raise InvalidCoordinates(f"extent is {extent}; pass west, south, east, north in degrees")
    west, south, east, north = sides.tolist()
    if west >= east or south >= north:
        raise InvalidCoordinates(
            f"extent is {extent}; west must be less than east and south less than north"
        )
    w, s, e, n = atlas.layer("basemap").total_bounds
    if west < w or south < s or east > e or north > n:
        raise InvalidCoordinates(
            f"extent {extent} reaches beyond the base map, which ends at {w:g}–{e:g}°E and "
            f"{s:g}–{n:g}°N"
        )
    return shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 20)


def _png(figure: Figure) -> bytes:
    """Return the figure as a notebook shows it."""
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=150)
    return content.getvalue()
