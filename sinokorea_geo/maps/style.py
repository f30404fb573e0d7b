"""Define the colours, symbols, line styles and credit that pages and figures share.

Colour-blind readers can tell the colours apart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypedDict

__all__ = [
    "AREAS",
    "ATTRIBUTION",
    "DARK",
    "EVENT_SYMBOL",
    "LINES",
    "OWN",
    "OWN_COLOURS",
    "STATUS_CLASSES",
    "Area",
    "Line",
    "StyleSpec",
    "Symbol",
    "as_json",
    "dark_rules",
    "is_plan",
    "rising",
    "shade",
    "shades",
    "status_class",
    "symbol_for",
    "zone_family",
]

#: The credit that maps and figures carry.
ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL)",
    "GeoNames (CC BY 4.0)",
    "geoBoundaries (WFP/OCHA CC BY 3.0 IGO)",
    "sinokorea_geo",
)

BORDER = "#8c1c2b"
CROSSING = "#0b5fa5"
ZONE = "#c26a00"
CORRIDOR = "#d84c70"
EVENT = "#8b1fe0"
ROAD = "#8a6d3b"
RAIL = "#4d4d4d"
FERRY = "#1b7f9c"
TOUR = "#7a3e9d"
PLACE = "#1c2b36"
MUTED = "#6d757d"
RULE = "#b9b2a4"
#: A user's own data, and its categories (Okabe and Ito's colours for all readers, without black).
OWN = "#7a1fa2"
OWN_COLOURS = (OWN, "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#f0e442", "#0072b2", "#9aa0a5")

#: What the colours become on a dark ground.
DARK = {
    BORDER: "#ff7a86",
    CROSSING: "#5aaef0",
    ZONE: "#f2a33c",
    CORRIDOR: "#f03a9c",
    EVENT: "#9c74ff",
    ROAD: "#c9a566",
    RAIL: "#b9bdc0",
    FERRY: "#55c3df",
    TOUR: "#a05fd6",
    PLACE: "#d5d9dc",
    MUTED: "#98a0a7",
    RULE: "#59636a",
    "#ffffff": "#1c2226",
}


@dataclass(frozen=True)
class Symbol:
    """A point symbol."""

    shape: str
    size: int
    colour: str
    hollow: bool = False
    dashed: bool = False
    mark: str | None = None


@dataclass(frozen=True)
class Line:
    """A line style; `casing` is a wider light line under it, `arrow` says it has a direction."""

    colour: str
    width: float
    dash: str | None = None
    casing: str | None = None
    arrow: bool = False


@dataclass(frozen=True)
class Area:
    """A polygon style."""

    stroke: str
    width: float
    fill: str
    opacity: float
    dash: str | None = None


class StyleSpec(TypedDict, total=False):
    """Describe a symbol, a line style or an area style as plain data for a page."""

    shape: str
    size: float
    colour: str
    hollow: bool
    dashed: bool
    mark: str
    width: float
    dash: str
    casing: str
    arrow: bool
    stroke: str
    fill: str
    opacity: float


LINES = {
    "border": Line(BORDER, 3.0, casing="#ffffff"),
    "neighbour-border": Line(MUTED, 1.6, dash="6 4", casing="#ffffff"),
    "sea-boundary": Line(MUTED, 1.2, dash="1 5"),
    # Schematic, so dashed: straight from way-point to way-point.
    "road": Line(ROAD, 2.0, dash="7 5"),
    "expressway": Line(ROAD, 2.6, dash="10 4"),
    "railway": Line(RAIL, 1.8, dash="2 4"),
    "high-speed-rail": Line(RAIL, 2.4, dash="9 3 2 3"),
    "ferry": Line(FERRY, 1.8, dash="1 6", arrow=True),
    "tour": Line(TOUR, 1.8, dash="4 6", arrow=True),
    # Between whole countries: where it is drawn means nothing.
    "flow": Line(EVENT, 3.0, dash="12 5", arrow=True),
}

AREAS = {
    "province": Area(RULE, 1.0, "#ffffff", 0.0),
    "county": Area(RULE, 0.6, "#ffffff", 0.0, dash="2 3"),
    "island": Area(BORDER, 0.8, "#efe3c8", 0.9),
    "zone": Area(ZONE, 1.4, ZONE, 0.16),
    "zone-derived": Area(ZONE, 1.4, ZONE, 0.10, dash="5 4"),
    "shaded": Area(MUTED, 1.0, "#ffffff", 0.6),
    "corridor": Area(CORRIDOR, 1.0, CORRIDOR, 0.08),
}

#: From least to most, none like the sea, readable without colour too; below zero another hue.
_RISING = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
_FALLING = "#d95f0e"

#: What a status comes to, and how a symbol says it: hollow or not, and a mark.
_CLASS_OF = {
    **dict.fromkeys(("open", "seasonal", "active", "in force", "partly-built"), "in-use"),
    **dict.fromkeys(("planned", "decreed", "under-construction", "built-unopened"), "planned"),
    **dict.fromkeys(("suspended", "disused", "closed", "inactive", "abandoned"), "closed"),
    **dict.fromkeys(("ruin", "museum"), "past"),
}
STATUS_CLASSES: dict[str, tuple[bool, str | None]] = {
    "in-use": (False, None),
    "planned": (True, None),
    "closed": (True, "slash"),
    "past": (True, "x"),
    "not-known": (True, "half"),
}
_MODE_SHAPES = (("rail", "square"), ("ferry", "triangle"), ("dam", "diamond"), ("road", "circle"))
#: Families of zones: their shape, and the kinds in them.
_ZONE_FAMILIES = {
    "special": ("star", ("sez", "sar")),
    "development": ("diamond", ("edz",)),
    "industry": ("pentagon", ("export-processing", "industrial-complex")),
    "trade": ("hexagon", ("mutual-trade", "becz", "demonstration")),
    "tourism": ("drop", ("tourist-zone",)),
    "plan": ("square", ("development-plan", "tourism-cooperation")),
}
_FAMILY_OF = {kind: name for name, (_, kinds) in _ZONE_FAMILIES.items() for kind in kinds}
EVENT_SYMBOL = Symbol("flag", 16, EVENT)
_PLACE_SHAPES = {
    "peak": ("triangle", 10),
    "lake": ("ring", 9),
    "port": ("bar", 9),
    "airport": ("cross", 10),
    "station": ("bar", 8),
    "dam": ("diamond", 8),
    "tripoint": ("diamond", 10),
    "city": ("circle", 8),
    "town": ("circle", 6),
}


def symbol_for(layer: str, properties: dict[str, Any]) -> Symbol:
    """Return the symbol of a point feature: shape by what it is, hollow if not in use.

    >>> symbol_for("crossings", {"mode": "rail", "status": "open", "geometry_basis": "osm"}).shape
    'square'
    """
    guessed = properties.get("geometry_basis") in {"derived", "schematic"}
    hollow, mark = STATUS_CLASSES[status_class(properties.get("status"))]
    if layer == "crossings":
        modes = str(properties.get("mode") or "").split("+")
        shape = next((shape for mode, shape in _MODE_SHAPES if mode in modes), "circle")
        return Symbol(shape, 13, CROSSING, hollow=hollow, dashed=guessed, mark=mark)
    if layer == "zones":
        shape, _ = _ZONE_FAMILIES[zone_family(properties.get("kind"))]
        return Symbol(shape, 13, ZONE, hollow=hollow, dashed=guessed, mark=mark)
    shape, size = _PLACE_SHAPES.get(str(properties.get("kind")), ("circle", 5))
    return Symbol(shape, size, PLACE)


def status_class(status: Any) -> str:
    """Return what a status comes to: ``in-use``, ``planned``, ``closed``, ``past``, ``not-known``.

    Examples
    --------
    >>> status_class("seasonal"), status_class("museum"), status_class(None)
    ('in-use', 'past', 'not-known')
    """
    return _CLASS_OF.get(str(status), "not-known")


def zone_family(kind: Any) -> str:
    """Return the family of a kind of zone, which gives it its shape.

    Examples
    --------
    >>> zone_family("becz"), zone_family("edz")
    ('trade', 'development')
    """
    return _FAMILY_OF.get(str(kind), "development")


def is_plan(kind: Any) -> bool:
    """Tell whether a kind of zone is a programme over a whole region, with an outline to match."""
    return zone_family(kind) == "plan"


def shade(fraction: float) -> str:
    """Return the colour of a value as a fraction of the largest one.

    Examples
    --------
    >>> shade(0.05), shade(1.0), shade(-0.4)
    ('#f2f0f7', '#54278f', '#d95f0e')
    """
    if fraction < 0:
        return _FALLING
    return _RISING[min(int(fraction * len(_RISING)), len(_RISING) - 1)]


def rising() -> tuple[str, ...]:
    """Return the colours of :func:`shade` for values from least to most."""
    return _RISING


def shades(most: float, *, falling: bool) -> list[tuple[str, float, float]]:
    """Return each colour of :func:`shade` with the least and the greatest value it stands for.

    Examples
    --------
    >>> shades(50.0, falling=False)[-1]
    ('#54278f', 40.0, 50.0)
    """
    steps = len(_RISING)
    rising = [(c, most * i / steps, most * (i + 1) / steps) for i, c in enumerate(_RISING)]
    return [(_FALLING, -most, 0.0), *rising] if falling else rising


def as_json(style: Symbol | Line | Area) -> StyleSpec:
    """Return a style as plain data for the page."""
    plain: Any = {key: value for key, value in asdict(style).items() if value not in (None, False)}
    spec: StyleSpec = plain
    return spec


def dark_rules() -> str:
    """Return the style sheet that turns the colours of lines and symbols into those of the dark.

    >>> dark_rules().splitlines()[1]
    '.leaflet-container [stroke="#8c1c2b"] { stroke: #ff7a86; }'
    """
    rules = (
        f'.leaflet-container [{what}="{light}"] {{ {what}: {dark}; }}'
        for light, dark in DARK.items()
        for what in ("stroke", "fill")
    )
    return "\n".join(["@media screen and (prefers-color-scheme: dark) {", *rules, "}"])
