"""List statistics and other stated values of a thing, and convert units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.comparison import read_window
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.lookup import Lookup, base_value
from sinokorea_geo.language.units import unit_of

__all__ = ["conversion", "quantity_of", "stated_value", "statistic"]

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
    if unit.dimension != claim.unit.dimension:
        return
    yield Evidence(
        f"{parts[0]} {unit.symbol} converted",
        "conversion",
        read_window(parts[0], "exact").scaled(unit.factor).stated,
        note=f"1 {unit.symbol} = {unit.factor / claim.unit.factor:g} {claim.unit.symbol}",
    )


def statistic(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """List an indicator's values in the same period, by whoever gives them."""
    place = claim.object.id if claim.object is not None else ""
    for row in lookup.statistics:
        if row["indicator"] != claim.subject.id or (place and row["place_id"] != place):
            continue
        if claim.period and _period(row["period"]) != _period(claim.period):
            continue
        value = base_value(row, claim.unit.dimension)
        if value is None:
            continue
        yield Evidence(
            f"{row['indicator']} for {row['period']}",
            "statistic",
            value,
            basis="stated",
            source_ids=tuple(row["source_ids"].split()),
            note="; ".join(filter(None, (row["doubt"], row["note"]))),
        )


def _period(text: str) -> str:
    return text.removesuffix("-annual")


def stated_value(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """List what other sources state of any one property of a thing."""
    wanted = claim.part_named
    yield from lookup.stated(claim.subject.id, (wanted,), wanted or "figure", claim)
