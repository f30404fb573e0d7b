"""The legend: what each symbol on a map means."""

from __future__ import annotations

from typing import Any

from sinokorea_geo.maps.style import (
    AREAS,
    CROSSING,
    LINES,
    PLACE,
    ZONE,
    Area,
    Line,
    Symbol,
    as_json,
)

__all__ = ["legend"]


def legend(wanted: list[str], with_corridor: bool) -> list[dict[str, Any]]:
    """Return what each symbol of the layers on a map means, as plain data for the page."""
    entries: list[tuple[str, str, Symbol | Line | Area]] = [
        ("border", "China–DPRK border", LINES["border"]),
        ("border", "Other borders", LINES["neighbour-border"]),
        ("crossings", "Road crossing", Symbol("circle", 13, CROSSING)),
        ("crossings", "Rail crossing", Symbol("square", 13, CROSSING)),
        ("crossings", "Ferry", Symbol("triangle", 13, CROSSING)),
        ("crossings", "Over a dam", Symbol("diamond", 13, CROSSING)),
        ("crossings", "Not open, or not known", Symbol("circle", 13, CROSSING, hollow=True)),
        ("crossings", "Position derived", Symbol("circle", 13, CROSSING, True, dashed=True)),
        ("zones", "Zone in use", Symbol("diamond", 12, ZONE)),
        ("zones", "Zone planned, closed or not known", Symbol("diamond", 12, ZONE, hollow=True)),
        ("zones", "Zone in or near this town", Symbol("diamond", 12, ZONE, dashed=True)),
        ("zones", "Whole county or island of a zone", AREAS["zone-derived"]),
        ("corridors", "Road, schematic", LINES["road"]),
        ("corridors", "Railway, schematic", LINES["railway"]),
        ("corridors", "Ferry, tour", LINES["tour"]),
        ("places", "City, town", Symbol("circle", 8, PLACE)),
        ("places", "Peak", Symbol("triangle", 10, PLACE)),
        ("places", "Port, station", Symbol("bar", 9, PLACE)),
        ("places", "Airport", Symbol("cross", 10, PLACE)),
    ]
    shown = [(text, style) for layer, text, style in entries if layer in wanted]
    if with_corridor:
        shown.append(("Corridor", AREAS["corridor"]))
    return [{"text": text, "style": as_json(style)} for text, style in shown]
