"""The atlas as a figure for print, drawn with Matplotlib; no browser is needed."""

from __future__ import annotations

import functools
import io
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
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
    "corridor": ("Within {} of the line", "距界线{}以内", "경계선에서 {} 이내"),
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

    def size_mm(self, text: Text) -> tuple[float, float]:
        """Return the width and height of a text."""
        from matplotlib.backends.backend_agg import RendererAgg

        box = text.get_window_extent(RendererAgg(1, 1, self.figure.dpi))
        return MM * box.width / self.figure.dpi, MM * box.height / self.figure.dpi


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
