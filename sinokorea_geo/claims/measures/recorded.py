"""Statistics of other sources, other figures of a thing, and plain conversion of units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.comparison import read_window
from sinokorea_geo.claims.evidence import Reading
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.measures.extents import stated
from sinokorea_geo.claims.units import unit_of

__all__ = ["conversion", "figure", "quantity_of", "statistic"]

_QUANTITY = re.compile(r"\s*([-+]?[\d.,]*\d)\s*(\D.*?)\s*")


def quantity_of(text: str) -> tuple[str, str] | None:
    """Split a quantity such as ``1,400 km`` into its number and its unit.

    Parameters
    ----------
    text : str
        The quantity.

    Returns
    -------
    tuple of str or None
        Number and unit as written; None if it does not look like one.
    """
    match = _QUANTITY.fullmatch(text)
    return (match[1], match[2]) if match else None


def conversion(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """Convert the quantity a claim starts from into the unit it ends in."""
    del desk
    parts = quantity_of(claim.subject.id)
    if parts is None:
        return
    unit = unit_of(parts[1])
    if unit.dimension != claim.unit.dimension:
        return
    start = read_window(parts[0], "exact").scaled(unit.factor)
    yield Reading(
        f"{parts[0]} {unit.symbol} converted",
        "conversion",
        start.stated,
        note=f"1 {unit.symbol} = {unit.factor / claim.unit.factor:g} {claim.unit.symbol}",
    )


def statistic(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """List an indicator's values in the same period, by whoever gives them."""
    place = claim.object.id if claim.object is not None else ""
    for row in desk.statistics:
        if row["indicator"] != claim.subject.id or (place and row["place_id"] != place):
            continue
        if claim.period and _period(row["period"]) != _period(claim.period):
            continue
        try:
            unit = unit_of(row["unit"])
        except ValueError:
            continue
        if unit.dimension != claim.unit.dimension:
            continue
        words = "; ".join(filter(None, (row["doubt"], row["note"])))
        yield Reading(
            f"{row['indicator']} for {row['period']}",
            "statistic",
            float(row["value"]) * unit.factor,
            basis="stated",
            source_ids=tuple(row["source_ids"].split()),
            note=words,
        )


def _period(text: str) -> str:
    return text.removesuffix("-annual")


def figure(desk: Desk, claim: Statement) -> Iterator[Reading]:
    """List what other sources state of any one property of a thing."""
    wanted = claim.part or (claim.object.id if claim.object is not None else "")
    yield from stated(desk, claim.subject.id, (wanted,), wanted or "figure", claim)
