"""How many: by every definition that the atlas knows for a set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sinokorea_geo.atlas.dates import lifetime, parse_interval
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Answer, Reading
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.measures.extents import stated
from sinokorea_geo.claims.measures.relations import touching
from sinokorea_geo.claims.sets import COLLECTIONS, Definition
from sinokorea_geo.claims.subjects import Border, Several
from sinokorea_geo.claims.units import unit_of
from sinokorea_geo.errors import InvalidDate

__all__ = ["count"]

#: What figures call the number of something.
_NUMBERS = {"edz": (("dprk-zones", "count:edz"), ("dprk-zones", "count:all"))}


def count(desk: Desk, claim: Statement) -> Iterator[Reading | Answer]:
    """Count a set by each of its definitions, or how many of the named ones fit."""
    subject = claim.subject
    if isinstance(subject, Several) and subject.members:
        yield from _count_named(desk, claim, subject)
        return
    word = _property(claim)
    key = word if isinstance(subject, Border) and word in COLLECTIONS else subject.id
    known = COLLECTIONS.get(key)
    if known is None:
        names = (word, f"count_{word}", f"{word}_count")
        yield from stated(desk, subject.id, names, "count", claim)
        return
    border_only = isinstance(claim.object, Border)
    for definition in known:
        if definition.layer == "counts":
            yield from _printed(desk, definition)
        else:
            yield from _counted(desk, claim, definition, touching_border=border_only)
    for owner, name in _NUMBERS.get(key, ()):
        yield from _numbers(desk, claim, owner, name)


def _property(claim: Statement) -> str:
    if claim.part or claim.object is None:
        return claim.part or "crossings"
    return claim.object.id


def _printed(desk: Desk, definition: Definition) -> Iterator[Reading]:
    for row in filter(definition.test, records(desk.atlas.crossing_counts)):
        words = f"{row['what']}{f' ({date})' if (date := row['date']) else ''}"
        yield Reading(
            words,
            words,
            float(row["count"]),
            basis="stated",
            source_ids=tuple(row["source_ids"].split()),
        )


def _counted(
    desk: Desk, claim: Statement, definition: Definition, *, touching_border: bool
) -> Iterator[Reading]:
    if definition.layer == "events":
        rows: list[dict[str, Any]] = list(desk.events.values())
    else:
        rows = records(desk.atlas.layer(definition.layer))
    held = [row for row in rows if definition.test(row) and _then(row, claim.period)]
    lost = [
        row
        for row in held
        if not desk.sources.others(claim.source_ids, _sources(row)) and claim.source_ids
    ]
    if touching_border and definition.layer == "provinces":
        held = [row for row in held if _touches(desk, row)]
        lost = []
    names = ", ".join(str(row.get("name_en", row.get("title_en", row["id"]))) for row in held[:8])
    if lost:
        # What only the claim's source vouches for cannot be counted for it.
        yield Reading(
            f"{definition.words}, those that other sources know",
            definition.words,
            float(len(held) - len(lost)),
            float(len(lost)),
            note=f"{len(lost)} of them stand in the claim's own source alone",
        )
        return
    if held:
        note = names + (" …" if len(held) > 8 else "")
        yield Reading(definition.words, definition.words, float(len(held)), note=note)


def _sources(row: dict[str, Any]) -> tuple[str, ...]:
    ids = row["source_ids"]
    return tuple(ids.split()) if isinstance(ids, str) else tuple(ids)


def _then(row: dict[str, Any], period: str) -> bool:
    """Tell whether a feature had begun by the end of a period; events are dated themselves."""
    last = _last_day(period)
    if last is None or "date" in row:
        return True
    start = row.get("start")
    return not (isinstance(start, str) and start) or parse_interval(start).first <= last


def _last_day(period: str) -> dt.date | None:
    first, _, last = period.partition("/")
    try:
        return lifetime(first, last or first).last if first else None
    except InvalidDate:
        return None


def _touches(desk: Desk, row: dict[str, Any]) -> bool:
    return bool(row["geometry"].distance(desk.border.geometry) < 1e-6)


def _count_named(desk: Desk, claim: Statement, several: Several) -> Iterator[Reading]:
    """Count how many of the things a claim names touch the border, or lie in a place."""
    names, fitting = [], 0
    for member in several.members:
        alone = Statement(
            **{**vars(claim), "subject": member, "stated": "true", "unit": unit_of("")}
        )
        answers = list(touching(desk, alone))
        fitting += any(answer.says == "for" for answer in answers)
        names.append(getattr(member, "name_en", member.id))
    yield Reading(
        "how many of the named ones touch the border as areas",
        "named ones",
        float(fitting),
        note=", ".join(names),
    )


def _numbers(desk: Desk, claim: Statement, key: str, name: str) -> Iterator[Reading]:
    for row in desk.stated_values:
        if (row["subject_id"], row["property"]) != (key, name):
            continue
        yield Reading(
            f"printed count, {row['period']}",
            f"printed count, {row['period']}",
            float(row["stated"]),
            basis="stated",
            source_ids=tuple(row["source_ids"].split()),
            note=row["note"] or row["wording"],
        )
    del claim
