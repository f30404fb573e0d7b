"""List statistics and other stated values of a thing, and convert units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence, noted, stated
from sinokorea_geo.claims.lookup import Lookup, base_value
from sinokorea_geo.claims.words import read_window
from sinokorea_geo.language.units import unit_of

_QUANTITY = re.compile(r"\s*([-+]?[\d.,]*\d)\s*(\D.*?)\s*")


def quantity_of(text: str) -> tuple[str, str] | None:
    """Split a quantity such as ``1,400 km`` into number and unit; None if it is none."""
    match = _QUANTITY.fullmatch(text)
    return (match[1], match[2]) if match else None


def conversion(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:  # noqa: ARG001 - as all measures
    """Convert the quantity a claim starts from into the unit it ends in."""
    parts = quantity_of(claim.subject.id)
    if parts is None:
        return
    unit = unit_of(parts[1])
    if unit.dimension == claim.unit.dimension:
        value = read_window(parts[0], "exact").scaled(unit.factor).stated
        note = f"1 {unit.symbol} = {unit.factor / claim.unit.factor:g} {claim.unit.symbol}"
        yield Evidence(f"{parts[0]} {unit.symbol} converted", "conversion", value, note=note)


def statistic(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """List an indicator's values in the same period, by whoever gives them."""
    place = claim.object.id if claim.object is not None else ""
    period = claim.period.removesuffix("-annual")
    for row in lookup.rows("statistics"):
        if row["indicator"] != claim.subject.id or (place and row["place_id"] != place):
            continue
        value = base_value(row, claim.unit.dimension)
        if value is not None and period in {"", row["period"].removesuffix("-annual")}:
            words = f"{row['indicator']} for {row['period']}"
            yield stated(words, "statistic", value, row, note=noted(row["doubt"], row["note"]))


def stated_value(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """List what other sources state of any one property of a thing."""
    wanted = claim.part_named
    yield from lookup.stated(claim, claim.subject.id, (wanted,), wanted or "figure")
