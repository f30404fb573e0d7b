"""How long, how large, what share: of the border, rivers, roads, bridges, zones and units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Place, Section
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Reading
from sinokorea_geo.claims.lengths import COARSE_M, SCALES_M, Scaled, stretches
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.subjects import BORDER, Border, Subject, accuracy
from sinokorea_geo.claims.units import unit_of
from sinokorea_geo.geodesy import GeodesicLine, area_km2, length_m

__all__ = ["area", "held_length", "length", "share"]

#: Units whose outline is known to change hands at the wrong place along the border.
_DOUBTED = {
    "tumen-shi": "the outlines give Liangshui, which is Tumen's, to Hunchun",
    "hunchun-shi": "the outlines give Liangshui, which is Tumen's, to Hunchun",
}
_SECTIONS = {"yalu": "yalu", "tumen": "tumen", "land": "paektu", "paektu": "paektu"}
#: Which figures speak of the length of what.
_LENGTHS = {
    "crossings": ("bridge_length", "dam_length", "bridge_length_new", "bridge_length_old"),
    "routes": ("length", "road_length", "line_length"),
    "places": ("length",),
    "rivers": ("length",),
    "border": ("length",),
}


def length(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure a line at several scales; list what sources state of bridges and roads."""
    lines, words, accuracy_m = _lines(desk, claim)
    if lines is not None:
        yield from _at_scales(lines, words, accuracy_m, claim)
    subject = claim.subject
    if isinstance(subject, Place) and subject.layer == "routes":
        metres = length_m(subject.position)
        within = 1000.0 * len(subject.properties.get("waypoints", ()))
        yield Reading(
            "straight through its way-points",
            "length",
            metres,
            within,
            basis="at least",
            note="schematic; the line itself is longer",
        )
    yield from _stated_lengths(desk, claim)


def _lines(desk: Desk, claim: Statement) -> tuple[Scaled | None, str, float]:
    subject = claim.subject
    part = claim.part or (claim.object.id if claim.object is not None else "")
    if isinstance(subject, Border):
        section = next((s for s in desk.border.sections if _SECTIONS.get(part) == s.name), None)
        if section is None:
            return desk.scaled(BORDER, lambda: [desk.border.line]), "the line", 0.0
        return _section(desk, section)
    if not isinstance(subject, Place) or subject.geometry is None:
        return None, "", 0.0
    if subject.layer == "rivers" and isinstance(claim.object, Border):
        return _section(
            desk, next(s for s in desk.border.sections if subject.id.startswith(s.name))
        )
    if subject.layer in {"rivers", "border"}:
        river = "the river as far as borders follow it"
        line = desk.scaled(subject.id, lambda: [GeodesicLine(subject.position)])
        return line, river if subject.layer == "rivers" else "the line", 2 * accuracy(subject)
    return None, "", 0.0


def _section(desk: Desk, section: Section) -> tuple[Scaled, str, float]:
    line = desk.scaled(
        f"{BORDER}/{section.name}",
        lambda: [GeodesicLine(desk.border.between(section.from_m, section.to_m))],
    )
    return line, f"the {section.name.capitalize()} section", 0.0


def _at_scales(lines: Scaled, words: str, accuracy_m: float, claim: Statement) -> Iterator[Reading]:
    for scale in (*SCALES_M, *COARSE_M):
        how = f"at a scale of {scale:g} m" if scale else "vertex by vertex"
        yield Reading(
            f"{words} {how}",
            "length",
            lines.at(scale),
            accuracy_m,
            lenient=scale in COARSE_M,
        )
    if claim.window is None:
        return
    scale_m = lines.scale_of(claim.window.stated)
    if scale_m is not None and scale_m > SCALES_M[-1]:
        yield Reading(
            f"{words} at a scale of about {scale_m:.0f} m",
            "length",
            lines.at(scale_m),
            0.005 * claim.window.stated + accuracy_m,
            note="the scale at which the line has the stated length",
            lenient=True,
        )


def _stated_lengths(desk: Desk, claim: Statement) -> Iterator[Reading]:
    subject = claim.subject
    if isinstance(subject, Border):
        wanted, key = _LENGTHS["border"], BORDER
    elif isinstance(subject, Place):
        wanted, key = _LENGTHS.get(subject.layer, ("length",)), subject.id
    else:
        wanted, key = ("length",), subject.id
    part = claim.part or (claim.object.id if claim.object is not None else "")
    if isinstance(subject, Border) and part:
        return
    yield from stated(desk, key, wanted, "length", claim, part=part)


def stated(
    desk: Desk,
    key: str,
    wanted: tuple[str, ...],
    quantity: str,
    claim: Statement,
    *,
    part: str = "",
) -> Iterator[Reading]:
    """List what sources state of one property of one thing.

    Parameters
    ----------
    desk : Desk
        The atlas at work.
    key : str
        Id of the thing.
    wanted : tuple of str
        Properties.
    quantity : str
        What the readings are values of.
    claim : Statement
        The claim; its unit says which dimension is meant.
    part : str
        Words that must all stand in a figure's wording, note or period.
    """
    for row in desk.stated_values:
        if row["subject_id"] != key or row["property"] not in wanted:
            continue
        text = f"{row['wording']} {row['note']} {row['property']}".replace("_", " ").replace(
            ":", " "
        )
        if any(word not in text.casefold() for word in part.replace("-", " ").casefold().split()):
            continue
        value = _base(row, claim.unit.dimension)
        if value is not None:
            words = "; ".join(filter(None, (row["period"], row["wording"], row["note"])))
            yield Reading(
                f"{quantity} as a source states it",
                quantity,
                value,
                basis="stated",
                source_ids=tuple(row["source_ids"].split()),
                note=words,
                lenient=_another_time(claim.period, row["period"]),
            )


def _another_time(claimed: str, found: str) -> bool:
    """Tell whether a figure is of another time than the claim: then it cannot refute it."""
    return bool(claimed and found and claimed != found)


def _base(row: dict[str, Any], dimension: str) -> float | None:
    try:
        unit = unit_of(row["unit"])
        return float(row["stated"]) * unit.factor if unit.dimension == dimension else None
    except ValueError:
        return None


def held_length(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure how much of the border an administrative unit holds, at several scales."""
    unit = _unit(desk, claim.subject)
    if unit is None:
        return
    key, name, outline, accuracy_m = unit
    parts = desk.scaled(key, lambda: stretches(desk.border, outline))
    if parts.lines and key not in _DOUBTED:
        # Each end of a stretch is as sure as the outline's corner there, and no corner is
        # surer than a hundredth of what lies between.
        within = 2 * accuracy_m + 0.01 * parts.at(0.0)
        yield from _at_scales(parts, f"border of {name}", within, claim)
    elif parts.lines:
        yield Reading(
            f"border of {name} vertex by vertex",
            "doubtful length",
            parts.at(0.0),
            parts.at(0.0),
            note=_DOUBTED[key],
        )
    yield from stated(desk, claim.subject.id, ("border_length",), "length", claim)


def _unit(desk: Desk, subject: Subject | None) -> tuple[str, str, BaseGeometry, float] | None:
    if subject is None:
        return None
    found = desk.outline(subject)
    if found is None:
        return None
    name, outline, accuracy_m = found
    key = next((k for k, unit in desk.units.items() if unit[1] is outline), subject.id)
    return key, name, outline, accuracy_m


def share(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure which share of the border a unit holds on its bank."""
    unit = _unit(desk, claim.subject)
    if unit is None or not isinstance(claim.object, Border):
        return
    key, name, outline, accuracy_m = unit
    parts = desk.scaled(key, lambda: stretches(desk.border, outline))
    if not parts.lines:
        return
    whole = desk.border.length_m
    if key in _DOUBTED:
        held = 100 * parts.at(0.0) / whole
        yield Reading(f"share of {name}", "share", held, held, note=_DOUBTED[key])
        return
    for scale in SCALES_M[::2]:
        how = f"at a scale of {scale:g} m" if scale else "vertex by vertex"
        line = desk.scaled(BORDER, lambda: [desk.border.line]).at(scale)
        yield Reading(
            f"share of {name} {how}",
            "share",
            100 * parts.at(scale) / line,
            100 * 2 * accuracy_m / whole,
            note=f"{parts.at(scale) / 1000:,.0f} of {line / 1000:,.0f} km",
        )


def area(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Measure an outline on the ellipsoid; list what sources state."""
    subject = claim.subject
    if isinstance(subject, Place) and subject.geometry is not None:
        found = _outline(desk, subject)
        if found is not None:
            words, geometry, accuracy_m = found
            rim = length_m(geometry.boundary)
            yield Reading(
                words,
                "area",
                area_km2(geometry) * 1e6,
                # As if the whole rim were half its accuracy too far out, or in.
                min(accuracy_m * rim / 2, area_km2(geometry) * 1e6),
            )
    part = claim.part or (claim.object.id if claim.object is not None else "")
    wanted = ("area", f"area:{part}") if part else ("area",)
    yield from stated(desk, subject.id, wanted, "area", claim, part=part)


def _outline(desk: Desk, subject: Place) -> tuple[str, BaseGeometry, float] | None:
    """Return the outline that shows a place itself: never the county that a town heads."""
    geometry = subject.position
    if geometry.geom_type.endswith("Polygon"):
        words = "outline of whole units" if subject.layer == "zones" else "outline"
        return words, geometry, accuracy(subject)
    if subject.kind != "island":
        return None
    islands = desk.atlas.islands
    held = islands[islands["name_en"].str.split("–").str[0].map(lambda n: n in subject.name_en)]
    held = held[shapely.dwithin(held.geometry.to_numpy(), geometry, 0.02)]
    if len(held) != 1 or "–" in held["name_en"].iloc[0]:
        return None
    row = held.iloc[0]
    return "outline of the land in 2017", row.geometry, float(row["accuracy_m"])
