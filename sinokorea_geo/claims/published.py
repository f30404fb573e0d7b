"""The figures of the atlas that geometry can test, as claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sinokorea_geo.atlas import Place
from sinokorea_geo.claims.comparison import qualifier_of
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.reading import Draft
from sinokorea_geo.claims.subjects import BORDER
from sinokorea_geo.errors import InvalidQuantity

__all__ = ["published"]

_LOOSE = re.compile(r"\b(about|over|more than|at least|nearly|a little over)\b")
_NOT_HERE = {"border": BORDER, "yalu_bridge": "dandong-sinuiju-rail",
             "manpo_bridge": "jian-manpo-rail"}  # fmt: skip


def published(desk: Desk, known: Iterable[Draft]) -> Iterator[tuple[str, Draft]]:
    """Turn figures into claims: lengths of lines, areas of outlines, distances.

    Parameters
    ----------
    desk : Desk
        The atlas at work.
    known : iterable of Draft
        Claims that need not be made again.

    Yields
    ------
    tuple of str and Draft
        Where the figure stands, and the claim.
    """
    made = {(draft.subject, draft.stated, source) for draft in known
            for source in draft.source_ids.split()}  # fmt: skip
    for line, row in enumerate(desk.stated_values, start=2):
        draft = _draft(desk, row, f"figure-{line}")
        if draft is None or _said(draft, made):
            continue
        yield f"stated_values.csv, line {line}", draft


def _said(draft: Draft, made: set[tuple[str, str, str]]) -> bool:
    return any((draft.subject, draft.stated, key) in made for key in draft.source_ids.split())


def _draft(desk: Desk, row: dict[str, Any], claim_id: str) -> Draft | None:
    kind = _kind(desk, row)
    if kind is None:
        return None
    measure, other = kind
    words = f"{row['wording']} {row['note']}"
    loose = _LOOSE.match(row["wording"].casefold())
    try:
        qualifier = qualifier_of(loose[1].removeprefix("a little ")) if loose else "exact"
    except InvalidQuantity:
        qualifier = "exact"
    said = row["property"].replace("_", " ").replace(":", " ")
    name = desk.known(row["subject_id"]).name_en if row["subject_id"] != BORDER else "border"
    period = f", {row['period']}" if row["period"] else ""
    return Draft(
        subject=row["subject_id"],
        object=other,
        measure=measure,
        stated=row["stated"],
        unit=row["unit"],
        qualifier=qualifier,
        source_ids=row["source_ids"],
        period=row["period"],
        claim_id=claim_id,
        paraphrase=f"{name}: {said}{period}" + (f" ({words.strip()})" if words.strip() else ""),
    )


def _kind(desk: Desk, row: dict[str, Any]) -> tuple[str, str] | None:
    """Return the measure and the object that a figure's property stands for."""
    name, _, target = row["property"].partition(":")
    if row["property"] == "length" and row["subject_id"] == BORDER:
        return "length", ""
    place = _place(desk, row["subject_id"])
    if place is None or not _is_number(row["stated"]):
        return None
    if name == "distance_to" and target:
        other = _NOT_HERE.get(target, target)
        known = other == BORDER or _place(desk, other) is not None
        return ("distance", other) if known else None
    outline = place.position.geom_type.endswith("Polygon") or place.kind == "island"
    kinds = {
        ("length", place.layer in {"rivers", "routes"}): ("length", ""),
        ("border_length", True): ("along-border", BORDER),
        ("area", outline): ("area", ""),
    }
    return next(
        (kind for (key, fits), kind in kinds.items() if fits and key == row["property"]), None
    )


def _place(desk: Desk, key: str) -> Place | None:
    place = desk.place(key)
    return place if place is not None and place.geometry is not None else None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))
