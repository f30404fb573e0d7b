"""Count sets by every way that the atlas knows to choose their members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sinokorea_geo.atlas.dates import lifetime, parse_interval
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.sets import ClaimSet
from sinokorea_geo.claims.subjects import Border, Several
from sinokorea_geo.errors import InvalidDate

__all__ = ["count"]

#: So many members are named.
_MOST_NAMED = 8


def count(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Count a set by each of its definitions, or list what sources state of its number."""
    subject = claim.subject
    if isinstance(subject, Several) and subject.members:
        return
    word = claim.part_named or "crossings"
    key = word if isinstance(subject, Border) and word in lookup.sets else subject.id
    known = lookup.sets.get(key)
    if known is None:
        names = (word, f"count_{word}", f"{word}_count")
        yield from lookup.stated(subject.id, names, "count", claim)
        return
    for one in known:
        if one.layer == "counts":
            yield from _printed(lookup, one)
        elif one.layer == "stated_values":
            yield from _stated(lookup, one)
        elif not one.doubt:
            yield from _counted(lookup, claim, one)


def _printed(lookup: Lookup, one: ClaimSet) -> Iterator[Evidence]:
    for row in filter(one.holds, records(lookup.atlas.crossing_counts)):
        words = f"{row['what']}{f' ({date})' if (date := row['date']) else ''}"
        sources = tuple(row["source_ids"].split())
        yield Evidence(words, words, float(row["count"]), basis="stated", source_ids=sources)


def _stated(lookup: Lookup, one: ClaimSet) -> Iterator[Evidence]:
    for row in filter(one.holds, lookup.stated_values):
        words = f"printed count, {row['period']}"
        yield Evidence(
            words,
            words,
            float(row["stated"]),
            basis="stated",
            source_ids=tuple(row["source_ids"].split()),
            note=row["note"] or row["wording"],
        )


def _counted(lookup: Lookup, claim: Claim, one: ClaimSet) -> Iterator[Evidence]:
    if one.layer == "events":
        rows: list[dict[str, Any]] = list(lookup.events.values())
    else:
        rows = records(lookup.atlas.layer(one.layer))
    held = [row for row in rows if one.holds(row) and _then(row, claim.period)]
    lost = sum(
        1
        for row in held
        if claim.source_ids and not lookup.sources.others(claim.source_ids, _sources(row))
    )
    if isinstance(claim.object, Border) and one.layer == "provinces":
        border = lookup.border.geometry
        held, lost = [row for row in held if row["geometry"].distance(border) < 1e-6], 0
    if lost:
        # What only the claim's source vouches for cannot be counted for it.
        yield Evidence(
            f"{one.words}, those that other sources know",
            one.words,
            float(len(held) - lost),
            float(lost),
            note=f"{lost} of them stand in the claim's own source alone",
        )
    elif held:
        names = [str(row.get("name_en", row.get("title_en", row["id"]))) for row in held]
        more = " …" if len(names) > _MOST_NAMED else ""
        note = ", ".join(names[:_MOST_NAMED]) + more
        yield Evidence(one.words, one.words, float(len(held)), note=note)


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
