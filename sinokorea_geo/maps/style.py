"""How things look: one palette that colour-blind readers can tell apart, one set of symbols."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["AREAS", "LINES", "Area", "Line", "Symbol", "as_json", "shade", "symbol_for"]

BORDER = "#8c1c2b"
CROSSING = "#0b5fa5"
ZONE = "#c26a00"
CORRIDOR = "#6a4c93"
PLACE = "#33383d"
MUTED = "#6d757d"
RULE = "#b9b2a4"


@dataclass(frozen=True)
class Symbol:
    """A point symbol.

    Parameters
    ----------
    shape : str
        ``circle``, ``square``, ``diamond``, ``triangle``, ``cross``, ``ring`` or ``bar``.
    size : int
        Width and height in pixels.
    colour : str
        Of its fill, or of its outline if hollow.
    hollow : bool
        Drawn as an outline only: not in use.
    dashed : bool
        Outline dashed: its position is derived or schematic.
    """

    shape: str
    size: int
    colour: str
    hollow: bool = False
    dashed: bool = False


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


LINES = {
    "border": Line(BORDER, 3.0, casing="#ffffff"),
    "neighbour-border": Line(MUTED, 1.6, dash="6 4", casing="#ffffff"),
    "sea-boundary": Line(MUTED, 1.2, dash="1 5"),
    # Schematic, so dashed: straight from way-point to way-point.
    "road": Line("#8a6d3b", 2.0, dash="7 5"),
    "expressway": Line("#8a6d3b", 2.6, dash="10 4"),
    "railway": Line("#4d4d4d", 1.8, dash="2 4"),
    "high-speed-rail": Line("#4d4d4d", 2.4, dash="9 3 2 3"),
    "ferry": Line("#1b7f9c", 1.8, dash="1 6", arrow=True),
    "tour": Line("#7a3e9d", 1.8, dash="4 6", arrow=True),
}

AREAS = {
    "province": Area(RULE, 1.0, "#ffffff", 0.0),
    "county": Area(RULE, 0.6, "#ffffff", 0.0, dash="2 3"),
    "island": Area(BORDER, 0.8, "#efe3c8", 0.9),
    "zone": Area(ZONE, 1.4, ZONE, 0.16),
    "zone-derived": Area(ZONE, 1.4, ZONE, 0.10, dash="5 4"),
    "shaded": Area(MUTED, 1.0, "#ffffff", 0.75),
    "corridor": Area(CORRIDOR, 1.0, CORRIDOR, 0.08),
}

#: From least to most, readable without colour too; below zero another hue.
_RISING = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
_FALLING = "#d95f0e"

_IN_USE = {"open", "seasonal", "active", "in force", "partly-built"}
_MODE_SHAPES = (("rail", "square"), ("ferry", "triangle"), ("dam", "diamond"), ("road", "circle"))
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

    Parameters
    ----------
    layer : str
        ``crossings``, ``zones`` or ``places``.
    properties : dict
        The feature's columns.

    Returns
    -------
    Symbol
        What to draw.

    Examples
    --------
    >>> symbol_for("crossings", {"mode": "rail", "status": "open", "geometry_basis": "osm"}).shape
    'square'
    """
    guessed = properties.get("geometry_basis") in {"derived", "schematic"}
    unused = properties.get("status") not in _IN_USE
    if layer == "crossings":
        modes = str(properties.get("mode") or "").split("+")
        shape = next((shape for mode, shape in _MODE_SHAPES if mode in modes), "circle")
        return Symbol(shape, 13, CROSSING, hollow=unused, dashed=guessed)
    if layer == "zones":
        return Symbol("diamond", 12, ZONE, hollow=unused, dashed=guessed)
    shape, size = _PLACE_SHAPES.get(str(properties.get("kind")), ("circle", 5))
    return Symbol(shape, size, PLACE)


def shade(fraction: float) -> str:
    """Return the colour of a value as a fraction of the largest one.

    Examples
    --------
    >>> shade(0.05), shade(1.0), shade(-0.4)
    ('#eff3ff', '#08519c', '#d95f0e')
    """
    if fraction < 0:
        return _FALLING
    return _RISING[min(int(fraction * len(_RISING)), len(_RISING) - 1)]


def as_json(style: Symbol | Line | Area) -> dict[str, Any]:
    """Return a style as plain data for the page."""
    return {key: value for key, value in asdict(style).items() if value not in (None, False)}
