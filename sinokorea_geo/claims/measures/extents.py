"""Measure how long, how large and what share: of the border, rivers, routes, zones and units."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.route import Section
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence, Says
from sinokorea_geo.claims.lengths import COARSE_M, SCALES_M, Scaled, stretches
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.subjects import BORDER, Border, accuracy, is_area, is_stand_in, placed
from sinokorea_geo.geodesy import GeodesicLine, area_km2, length_m

__all__ = ["area", "held_length", "length", "share"]

_RIVER = "the river as far as borders follow it"
#: What the sections of the border are called.
_SECTIONS = {"yalu": "yalu", "tumen": "tumen", "land": "paektu", "paektu": "paektu"}
#: Which stated values speak of the length of what.
_LENGTHS = {
    "crossings": ("bridge_length", "dam_length", "bridge_length_new", "bridge_length_old"),
    "routes": ("length", "road_length", "line_length"),
}


def length(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure a line at several scales; list what sources state of bridges and roads."""
    lines, words, accuracy_m = _lines(lookup, claim)
    if lines is not None:
        yield from _at_scales(lines, words, accuracy_m, claim)
    subject = claim.subject
    if isinstance(subject, Place) and subject.layer == "routes":
        yield Evidence(
            "straight through its way-points",
            "length",
            length_m(subject.position),
            1000.0 * len(subject.properties.get("waypoints", ())),
            basis="at least",
            note="schematic; the line itself is longer",
        )
    part = claim.part_named
    if isinstance(subject, Border) and part:
        return
    layer = subject.layer if isinstance(subject, Place) else ""
    wanted = _LENGTHS.get(layer, ("length",))
    yield from lookup.stated(subject.id, wanted, "length", claim, part=part)


def _lines(lookup: Lookup, claim: Claim) -> tuple[Scaled | None, str, float]:
    subject = claim.subject
    if isinstance(subject, Border):
        name = _SECTIONS.get(claim.part_named)
        section = next((s for s in lookup.border.sections if s.name == name), None)
        if section is None:
            return lookup.scaled(BORDER, lambda: [lookup.border.line]), "the line", 0.0
        return _section(lookup, section)
    place = placed(subject)
    if place is None or place.layer not in {"rivers", "border"}:
        return None, "", 0.0
    if place.layer == "rivers" and isinstance(claim.object, Border):
        held = (s for s in lookup.border.sections if place.id.startswith(s.name))
        return _section(lookup, next(held))
    line = lookup.scaled(place.id, lambda: [GeodesicLine(place.position)])
    words = _RIVER if place.layer == "rivers" else "the line"
    return line, words, 2 * accuracy(place)


def _section(lookup: Lookup, section: Section) -> tuple[Scaled, str, float]:
    line = lookup.scaled(
        f"{BORDER}/{section.name}",
        lambda: [GeodesicLine(lookup.border.between(section.from_m, section.to_m))],
    )
    return line, f"the {section.name.capitalize()} section", 0.0


def _at_scales(lines: Scaled, words: str, accuracy_m: float, claim: Claim) -> Iterator[Evidence]:
    # Above its drawn part a river goes on: a longer one is not refuted.
    longer = claim.window is not None and claim.window.low > lines.at(0.0)
    against: Says = "undecided" if words == _RIVER and longer else "against"
    for scale in (*SCALES_M, *COARSE_M):
        measure = f"{words} {_how(scale)}"
        yield Evidence(
            measure,
            "length",
            lines.at(scale),
            accuracy_m,
            against="beside" if scale in COARSE_M else against,
        )
    if claim.window is None:
        return
    scale_m = lines.scale_of(claim.window.stated)
    if scale_m is not None and scale_m > SCALES_M[-1]:
        yield Evidence(
            f"{words} at a scale of about {scale_m:.0f} m",
            "length",
            lines.at(scale_m),
            0.005 * claim.window.stated + accuracy_m,
            note="the scale at which the line has the stated length",
            against="beside",
        )


def _how(scale: float) -> str:
    return f"at a scale of {scale:g} m" if scale else "vertex by vertex"


def held_length(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure how much of the border an administrative unit holds, at several scales."""
    unit = lookup.outline(claim.subject)
    if unit is None:
        return
    key, name, outline, accuracy_m = unit
    parts = lookup.scaled(key, lambda: stretches(lookup.border.line, outline))
    if parts.lines and key not in lookup.doubts:
        # Each end of a stretch is as sure as the outline's corner there, and no corner is
        # surer than a hundredth of what lies between.
        within = 2 * accuracy_m + 0.01 * parts.at(0.0)
        yield from _at_scales(parts, f"border of {name}", within, claim)
    elif parts.lines:
        metres, words = parts.at(0.0), f"border of {name} vertex by vertex"
        yield Evidence(words, "doubtful length", metres, metres, note=lookup.doubts[key])
    yield from lookup.stated(claim.subject.id, ("border_length",), "length", claim)


def share(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure which share of the border a unit holds on its bank."""
    unit = lookup.outline(claim.subject)
    if unit is None or not isinstance(claim.object, Border):
        return
    key, name, outline, accuracy_m = unit
    parts = lookup.scaled(key, lambda: stretches(lookup.border.line, outline))
    if not parts.lines:
        return
    whole = lookup.scaled(BORDER, lambda: [lookup.border.line])
    if key in lookup.doubts:
        held = 100 * parts.at(0.0) / whole.at(0.0)
        yield Evidence(f"share of {name}", "share", held, held, note=lookup.doubts[key])
        return
    for scale in SCALES_M[::2]:
        yield Evidence(
            f"share of {name} {_how(scale)}",
            "share",
            100 * parts.at(scale) / whole.at(scale),
            100 * 2 * accuracy_m / whole.at(0.0),
            note=f"{parts.at(scale) / 1000:,.0f} of {whole.at(scale) / 1000:,.0f} km",
        )


def area(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure an outline on the ellipsoid; list what sources state."""
    place = placed(claim.subject)
    found = _outline(lookup, place) if place is not None else None
    if place is not None and found is not None:
        words, geometry, accuracy_m = found
        square_metres = area_km2(geometry) * 1e6
        yield Evidence(
            words,
            "area",
            square_metres,
            # As if the whole rim were half its accuracy too far out, or in.
            min(accuracy_m * length_m(geometry.boundary) / 2, square_metres),
            against="undecided" if is_stand_in(place) else "against",
        )
    part = claim.part_named
    wanted = ("area", f"area:{part}") if part else ("area",)
    yield from lookup.stated(claim.subject.id, wanted, "area", claim, part=part)


def _outline(lookup: Lookup, place: Place) -> tuple[str, BaseGeometry, float] | None:
    """Return the outline that shows a place itself: never the county that a town heads."""
    if is_area(place):
        words = "outline of whole units" if is_stand_in(place) else "outline"
        return words, place.position, accuracy(place)
    if place.kind != "island":
        return None
    islands = lookup.atlas.islands
    held = islands[[name.partition("–")[0] in str(place.name_en) for name in islands["name_en"]]]
    held = held[shapely.dwithin(held.geometry.to_numpy(), place.position, 0.02)]
    if len(held) != 1 or "–" in held["name_en"].iloc[0]:
        return None
    row = held.iloc[0]
    return "outline of the land in 2017", row.geometry, float(row["accuracy_m"])
