"""Give the colours, symbols and line styles of ``style.json`` to pages and figures.

Colour-blind readers can tell the colours apart. Roads and railways are dashed: they are drawn
straight from way-point to way-point. Where an arrow of trade is drawn means nothing.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sinokorea_geo.maps.words import read_json


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


Look = Symbol | Line | Area
#: Plain data of a page; ``web/assets/schema.json`` lays down what each kind of it holds.
Spec = dict[str, Any]


def _coloured(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the table with its colours in place of their names."""
    return {key: COLOURS.get(value, value) if key in _HUES else value for key, value in row.items()}


_TABLE = read_json("style.json")
_HUES = {"colour", "casing", "stroke", "fill"}
COLOURS: dict[str, str] = _TABLE["colours"]
#: What the colours become on a dark ground.
DARK = {COLOURS[name]: dark for name, dark in _TABLE["dark"].items()}
#: The credit that maps and figures carry.
ATTRIBUTION = tuple(_TABLE["attribution"])
#: A user's own data, and its categories (Okabe and Ito's colours for all readers, without black).
OWN_COLOURS = tuple(_TABLE["own"])
#: From least to most, none like the sea, readable without colour too; below zero another hue.
RISING, FALLING = tuple(_TABLE["rising"]), str(_TABLE["falling"])
LINES = {name: Line(**_coloured(row)) for name, row in _TABLE["lines"].items()}
AREAS = {name: Area(**_coloured(row)) for name, row in _TABLE["areas"].items()}
#: How the areas of a layer look.
AREA_OF = {layer: AREAS[name] for layer, name in _TABLE["area of layer"].items()}
#: What a status comes to, and how a symbol says it: hollow or not, and a mark.
STATUS_CLASSES: dict[str, tuple[bool, str | None]] = {
    name: (row["hollow"], row["mark"]) for name, row in _TABLE["statuses"].items()
}
_CLASS_OF: dict[str, str] = {
    status: name for name, row in _TABLE["statuses"].items() for status in row["of"]
}
_FAMILY_OF: dict[str, str] = {
    kind: name for name, row in _TABLE["zones"].items() for kind in row["of"]
}
EVENT_SYMBOL = Symbol("flag", 16, COLOURS["event"])


def symbol_for(layer: str, properties: Mapping[str, Any]) -> Symbol:
    """Return the symbol of a point feature: shape by what it is, hollow if not in use."""
    if layer not in {"crossings", "zones", "plans"}:
        shape, size = _TABLE["places"].get(str(properties.get("kind")), ("circle", 5))
        return Symbol(shape, size, COLOURS["place"])
    if layer == "crossings":
        modes = str(properties.get("mode") or "").split("+")
        shape = next((shape for mode, shape in _TABLE["modes"].items() if mode in modes), "circle")
    else:
        shape = _TABLE["zones"][zone_family(properties.get("kind"))]["shape"]
    guessed = properties.get("geometry_basis") in {"derived", "schematic"}
    hollow, mark = STATUS_CLASSES[status_class(properties.get("status"))]
    colour = COLOURS["crossing" if layer == "crossings" else "zone"]
    return Symbol(shape, 13, colour, hollow, guessed, mark)


def look_of(layer: str, properties: Mapping[str, Any]) -> Look:
    """Return how a feature is drawn outside of a page: by its layer, kind, status and shape."""
    shape, kind = properties["geometry"].geom_type, str(properties["kind"])
    if shape == "Point":
        return symbol_for(layer, properties)
    if shape.endswith("LineString"):
        return LINES["border" if kind == "border-section" else kind]
    if layer in {"zones", "plans"}:
        return AREAS["zone-derived" if properties["geometry_basis"] == "derived" else "zone"]
    return AREA_OF[layer]


def status_class(status: Any) -> str:
    """Return what a status comes to, one of :data:`STATUS_CLASSES`."""
    return _CLASS_OF.get(str(status), "not-known")


def zone_family(kind: Any) -> str:
    """Return the family of a kind of zone, which gives it its shape."""
    return _FAMILY_OF.get(str(kind), "development")


def shade(fraction: float) -> str:
    """Return the colour of a value as a fraction of the largest one."""
    return FALLING if fraction < 0 else RISING[min(int(fraction * len(RISING)), len(RISING) - 1)]


def as_json(style: Look) -> Spec:
    """Return a style as plain data for the page."""
    return {key: value for key, value in asdict(style).items() if value not in (None, False)}
