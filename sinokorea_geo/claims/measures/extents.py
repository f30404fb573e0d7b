"""Measure how long, how large and what share: of the border, rivers, routes, zones and units."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.feature import BORDER_ID, Place
from sinokorea_geo.claims.claim import Border, Claim, accuracy, is_area, is_stand_in, placed
from sinokorea_geo.claims.evidence import Evidence, Says
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures.distances import along_border, along_river, floor
from sinokorea_geo.claims.words import WORDS
from sinokorea_geo.geodesy import GeodesicLine, area_km2, length_m

_SCALES_M = (0.0, 20.0, 100.0)  # the scales a length is quoted at; 0 is vertex by vertex
_COARSE_M = (250.0, 500.0)  # coarser ones that maps in print are drawn at
#: A survey in finer detail than the atlas's line may make it longer by such a share: from a scale
#: of 100 m to one of 20 m the border grows by 1.6 %.
_FINER = 0.05


class Scaled:
    """Lines whose length is asked for at many scales; each scale is measured once."""

    def __init__(self, lines: list[GeodesicLine]) -> None:
        self.lines = lines
        #: The length in metres once wiggles narrower than a scale are drawn straight.
        self.at = cache(self._at)

    def _at(self, scale_m: float) -> float:
        lines = [line.simplified(scale_m) for line in self.lines] if scale_m else self.lines
        return sum(line.length_m for line in lines)

    def scale_of(self, length_m: float) -> float | None:
        """Return the scale of a length to about a tenth, None if it is no scale up to 500 m."""
        low, high = 0.0, _COARSE_M[-1]
        if not self.at(high) <= length_m <= self.at(low):
            return None
        while high - low > max(1.0, 0.1 * high):
            middle = (low + high) / 2
            if self.at(middle) > length_m:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def length(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure a line at several scales; list what sources state of bridges and roads."""
    subject, part = claim.subject, claim.part_named
    lines, words, accuracy_m = _lines(lookup, claim)
    if lines is not None:
        yield from _at_scales(lines, words, accuracy_m, claim)
        if seaward := WORDS["lines"]["seaward"].get(subject.id):
            line = GeodesicLine(lookup.known(seaward).position)
            both = _scaled(lookup, seaward, lambda: [*lines.lines, line])
            for one in _at_scales(both, f"{words} with its part at sea", accuracy_m, claim):
                yield replace(one, against="beside")
    layer = subject.layer if isinstance(subject, Place) else ""
    if isinstance(subject, Place) and layer == "routes":
        words, note = "straight through its way-points", "schematic; the line itself is longer"
        within = 1000.0 * len(subject.properties.get("waypoints", ()))
        metres = length_m(subject.position)
        yield Evidence(words, "length", metres, within, basis="at least", note=note)
    if not (isinstance(subject, Border) and part):
        wanted = tuple(WORDS["lengths"].get(layer, ["length"]))
        yield from lookup.stated(claim, subject.id, wanted, "length", part=part)


def _lines(lookup: Lookup, claim: Claim) -> tuple[Scaled | None, str, float]:
    """Return the line that is meant, the whole border's, a river's or a section's, with words."""
    place = placed(claim.subject)
    river = place is not None and place.kind == "river"
    sections = lookup.border.sections
    if isinstance(claim.subject, Border):
        name = WORDS["sections"].get(claim.part_named, claim.part_named)
        held = [section for section in sections if section.name == name]
        if not held:
            return _scaled(lookup, BORDER_ID, lambda: [lookup.border.line]), "the line", 0.0
    elif place is not None and river and isinstance(claim.object, Border):
        held = [section for section in sections if place.id.startswith(section.name)]
    elif place is not None and place.id in WORDS["lines"]["cut"]:
        return None, "", 0.0
    elif place is not None and (river or place.layer == "border"):
        line = _scaled(lookup, place.id, lambda: [GeodesicLine(place.position)])
        words = "the river as far as borders follow it" if river else "the line"
        return line, words, 2 * accuracy(place)
    else:
        return None, "", 0.0
    one = held[0]
    ends = one.from_m, one.to_m
    key = f"{BORDER_ID}/{one.name}"
    line = _scaled(lookup, key, lambda: [GeodesicLine(lookup.border.between(*ends))])
    return line, f"the {one.name.capitalize()} section", 0.0


def _scaled(lookup: Lookup, key: str, lines: Callable[[], list[GeodesicLine]]) -> Scaled:
    return lookup.kept(("scaled", key), lambda: Scaled(lines()))


def _stretches(border: GeodesicLine, outline: BaseGeometry) -> list[GeodesicLine]:
    """Return the stretches of the border whose vertices are an outline's own, in order."""
    xy = border.coords
    corners = shapely.get_coordinates(outline)
    on = np.isin(xy[:, 0] + 1j * xy[:, 1], corners[:, 0] + 1j * corners[:, 1])
    edges = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(np.int8), [0]])))
    return [GeodesicLine(xy[a:b]) for a, b in edges.reshape(-1, 2).tolist() if b - a > 1]


def _at_scales(lines: Scaled, words: str, accuracy_m: float, claim: Claim) -> Iterator[Evidence]:
    # Above its drawn part a river goes on: a longer one is not refuted.
    longer = claim.window is not None and claim.window.low > lines.at(0.0)
    river = isinstance(claim.subject, Place) and claim.subject.kind == "river"
    goes_on = river and longer and not isinstance(claim.object, Border)
    against: Says = "undecided" if goes_on else "against"
    finer = claim.window is not None and longer and claim.window.low <= (1 + _FINER) * lines.at(0.0)
    for scale in (*_SCALES_M, *_COARSE_M):
        told: Says = "beside" if scale in _COARSE_M else against
        measure = f"{words} {_how(scale)}"
        one = Evidence(measure, "length", lines.at(scale), accuracy_m, against=told, stem=words)
        surveyed = finer and scale == 0.0 and against == "against"
        yield replace(one, against="undecided", flag="a finer line is longer") if surveyed else one
    if claim.window is None:
        return
    scale_m = lines.scale_of(claim.window.stated)
    if scale_m is not None:
        measure = f"{words} at a scale of about {scale_m:.0f} m"
        metres, within = lines.at(scale_m), 0.005 * claim.window.stated + accuracy_m
        note = "the scale at which the line has the stated length"
        yield Evidence(measure, "length", metres, within, note=note, against="beside", stem=words)


def _how(scale: float) -> str:
    return f"at a scale of {scale:g} m" if scale else "vertex by vertex"


def along(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure along the border between two places, or as much as a unit holds."""
    held = isinstance(claim.object, Border)
    for function in (_held_length,) if held else (along_border, along_river, floor):
        yield from function(lookup, claim)


def _part_of_border(lookup: Lookup, claim: Claim) -> tuple[Scaled, str, float, str] | None:
    """Return what a unit holds of the border, its name and accuracy, and what is doubtful of it."""
    unit = lookup.outline(claim.subject)
    if unit is None:
        return None
    key, name, outline, accuracy_m = unit
    parts = _scaled(lookup, key, lambda: _stretches(lookup.border.line, outline))
    known = lookup.known(key).properties
    doubt = known["outline_note"] if known.get("outline_is") == "doubted" else ""
    return parts, name, accuracy_m, doubt


def _held_length(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    unit = _part_of_border(lookup, claim)
    if unit is None:
        return
    parts, name, accuracy_m, doubt = unit
    metres = parts.at(0.0)
    if parts.lines and doubt:
        words = f"border of {name} vertex by vertex"
        yield Evidence(words, "doubtful length", metres, metres, note=doubt)
    elif parts.lines:
        # Each end of a stretch is as sure as the outline's corner there, and no corner is
        # surer than a hundredth of what lies between.
        within = 2 * accuracy_m + 0.01 * metres
        yield from _at_scales(parts, f"border of {name}", within, claim)
    yield from lookup.stated(claim, claim.subject.id, ("border_length",), "length")


def share(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure which share of the border a unit holds on its bank."""
    unit = _part_of_border(lookup, claim)
    if unit is None or not unit[0].lines or not isinstance(claim.object, Border):
        return
    parts, name, accuracy_m, doubt = unit
    whole = _scaled(lookup, BORDER_ID, lambda: [lookup.border.line])
    stem = f"share of {name}"
    for scale in (0.0,) if doubt else _SCALES_M[::2]:
        held = 100 * parts.at(scale) / whole.at(scale)
        within = held if doubt else 100 * 2 * accuracy_m / whole.at(0.0)
        measure = stem if doubt else f"{stem} {_how(scale)}"
        note = doubt or f"{parts.at(scale) / 1000:,.0f} of {whole.at(scale) / 1000:,.0f} km"
        yield Evidence(measure, "share", held, within, note=note, stem=stem)


def area(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Measure an outline on the ellipsoid; list what sources state."""
    place, part = placed(claim.subject), claim.part_named
    found = _outline(lookup, place) if place is not None else None
    if place is not None and found is not None:
        words, geometry, accuracy_m = found
        square_metres = area_km2(geometry) * 1e6
        # As if the whole rim were half its accuracy too far out, or in.
        within = min(accuracy_m * length_m(geometry.boundary) / 2, square_metres)
        against: Says = "undecided" if is_stand_in(place) else "against"
        yield Evidence(words, "area", square_metres, within, against=against)
    wanted = ("area", f"area:{part}") if part else ("area",)
    yield from lookup.stated(claim, claim.subject.id, wanted, "area", part=part)


def _outline(lookup: Lookup, place: Place) -> tuple[str, BaseGeometry, float] | None:
    """Return the outline that shows a place itself: never the county that a town heads."""
    if is_area(place):
        words = "outline of whole units" if place.layer == "zones" else "outline"
        return words, place.position, accuracy(place)
    if place.kind != "island":
        return None
    held = [
        row
        for row in lookup.rows("islands")
        if row["name_en"].partition("–")[0] in str(place.name_en)
        and shapely.dwithin(row["geometry"], place.position, 0.02)
    ]
    if len(held) != 1 or "–" in held[0]["name_en"]:
        return None
    return "outline of the land in 2017", held[0]["geometry"], float(held[0]["accuracy_m"])
