"""Turn the stated values that geometry can test into claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sinokorea_geo.claims.claim import ClaimRow
from sinokorea_geo.claims.lookup import Lookup, base_value
from sinokorea_geo.claims.subjects import BORDER, is_area, placed

__all__ = ["published"]


def published(lookup: Lookup, known: Iterable[ClaimRow]) -> Iterator[ClaimRow]:
    """Yield claims from stated lengths of lines, areas of outlines, and distances.

    Those that are in `known` are not made again.
    """
    made = {
        (row["subject_id"], _number(row["stated"]), source)
        for row in known
        for source in row["source_ids"].split()
    }
    for line, row in enumerate(lookup.stated_values, start=2):
        kind = _kind(lookup, row)
        said = ((row["subject_id"], _number(row["stated"]), s) for s in row["source_ids"].split())
        if kind is not None and not made.intersection(said):
            yield _claim(lookup, row, f"figure-{line}", *kind)


def _claim(
    lookup: Lookup, row: dict[str, Any], claim_id: str, measure: str, other: str
) -> ClaimRow:
    said = row["property"].replace("_", " ").replace(":", " ")
    name = lookup.known(row["subject_id"]).name_en if row["subject_id"] != BORDER else "border"
    period = f", {row['period']}" if row["period"] else ""
    words = f"{row['wording']} {row['note']}".strip()
    return ClaimRow(
        subject_id=row["subject_id"],
        object_id=other,
        measure=measure,
        stated=f"{_number(row['stated']):.15g}",
        unit=row["unit"],
        qualifier=row["qualifier"],
        source_ids=row["source_ids"],
        period=row["period"],
        claim_id=claim_id,
        paraphrase=f"{name}: {said}{period}" + (f" ({words})" if words else ""),
    )


def _kind(lookup: Lookup, row: dict[str, Any]) -> tuple[str, str] | None:
    """Return the measure and the object that a stated value's property stands for."""
    name, _, target = row["property"].partition(":")
    if row["property"] == "length" and row["subject_id"] == BORDER:
        return "length", ""
    place = placed(lookup.place(row["subject_id"]))
    if place is None or base_value(row, "length") is base_value(row, "area") is None:
        return None
    if name == "distance_to" and target:
        fixed = lookup.fixed(target)
        other = target if fixed is None else fixed.id
        known = other == BORDER or placed(lookup.place(other)) is not None
        return ("distance", other) if known else None
    outlined = is_area(place) or place.kind == "island"
    kinds = {
        ("length", place.layer in {"rivers", "routes"}): ("length", ""),
        ("border_length", True): ("along-border", BORDER),
        ("area", outlined): ("area", ""),
    }
    return kinds.get((row["property"], True))


def _number(value: object) -> float | str:
    try:
        return float(str(value))
    except ValueError:
        return str(value)
