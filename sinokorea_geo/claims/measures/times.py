"""Compare dates, order in time and states with what the atlas records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sinokorea_geo.atlas.dates import Interval, lifetime, parse_interval
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.comparison import read_window
from sinokorea_geo.claims.evidence import Evidence, Says, answer
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.subjects import Event
from sinokorea_geo.claims.words import relation_of
from sinokorea_geo.errors import InvalidDate

__all__ = ["date", "order_in_time", "read_dates", "status"]

#: Days that a loose wording adds on each side, by the length of the stated date in letters.
_LOOSE = {4: 365, 7: 31, 10: 7}
_DATES = {"opened", "founded", "bridge_built", "bridge_completed", "renamed", "decommissioned"}


def read_dates(text: str) -> Interval:
    """Read a date or a period ``first/last`` as the days it may mean."""
    first, _, last = text.strip().partition("/")
    start, end = parse_interval(first), parse_interval(last or first)
    if start.first > end.last:
        raise InvalidDate(f"{text!r} ends before it begins; write first/last")
    return Interval(start.first, end.last)


def _loosened(text: str, qualifier: str) -> Interval:
    days = read_dates(text)
    room = dt.timedelta(_LOOSE[len(text.partition("/")[0])])
    if qualifier in {"about", "roughly", "nearly"}:
        return Interval(days.first - room, days.last + room)
    return days


def _shown(row: dict[str, Any]) -> str:
    end = row.get("end_date") or ""
    return f"{row['date']} to {end}" if end else str(row["date"])


def _span(row: dict[str, Any]) -> Interval:
    return lifetime(row["date"], row.get("end_date") or row["date"])


def date(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Compare a date with those that the atlas records."""
    wanted = _loosened(claim.stated, claim.qualifier)
    exact = read_dates(claim.stated)
    subject = claim.subject
    if isinstance(subject, Event):
        if subject.row["date"]:
            yield _dated(dict(subject.row), f"the atlas dates “{subject.row['title_en']}” to",
                         wanted, exact)  # fmt: skip
        return
    if not isinstance(subject, Place):
        return
    for row in lookup.stated_values:
        if row["subject_id"] == subject.id and row["property"] in _DATES:
            entry = {"date": row["stated"], "source_ids": row["source_ids"]}
            yield _dated(entry, f"{row['property'].replace('_', ' ')}:", wanted, exact)
    for row in records(lookup.atlas.events):
        if row["place_id"] == subject.id and row["kind"] in {"opening", "decree"} and row["date"]:
            yield _dated(row, f"“{row['title_en']}”:", wanted, exact)
    start = subject.properties.get("start")
    if isinstance(start, str) and start:
        entry = {"date": start, "source_ids": " ".join(subject.source_ids)}
        yield _dated(entry, "the atlas has it begin in", wanted, exact)


def _dated(row: dict[str, Any], words: str, wanted: Interval, exact: Interval) -> Evidence:
    found = _span(row)
    says: Says = "for" if found.overlaps(wanted) else "against"
    # A year says nothing of a day in it.
    if says == "for" and (found.last - found.first) > max(
        (wanted.last - wanted.first), (exact.last - exact.first)
    ):
        says = "undecided"
    return answer(
        "recorded date",
        "date",
        f"{words} {_shown(row)}",
        says,
        source_ids=tuple(str(row["source_ids"]).split()),
    )


def order_in_time(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test which of two events came first, and by how many days."""
    one, other = claim.subject, claim.object
    if not (isinstance(one, Event) and isinstance(other, Event)):
        return
    if not (one.row["date"] and other.row["date"]):
        return
    a, b = _span(dict(one.row)), _span(dict(other.row))
    words = (
        f"“{one.row['title_en']}” {_shown(dict(one.row))}, "
        f"“{other.row['title_en']}” {_shown(dict(other.row))}"
    )
    relation = relation_of(claim.stated)
    if relation in {"before", "earlier", "after", "later"}:
        first, second = (a, b) if relation in {"before", "earlier"} else (b, a)
        surely, never = first.last < second.first, second.last < first.first
        says: Says = "for" if surely else "against" if never else "undecided"
    else:
        window = read_window(claim.stated, claim.qualifier, counted=True)
        low, high = (a.first - b.last).days, (a.first - b.first).days
        says = "for" if window.holds(min(low, high), max(low, high)) else "against"
        words += f": {high} {'day' if abs(high) == 1 else 'days'} apart"
    own = [e for e in (one, other) if not _others(lookup, claim, e)]
    sources = tuple(own[0].row["source_ids"].split()) if own else tuple(
        dict.fromkeys((*_others(lookup, claim, one), *_others(lookup, claim, other)))
    )  # fmt: skip
    note = f"only the claim's own source dates “{own[0].row['title_en']}”" if own else ""
    yield answer("recorded dates", "order", words, says, source_ids=sources, note=note)


def _others(lookup: Lookup, claim: Claim, event: Event) -> tuple[str, ...]:
    return lookup.sources.others(claim.source_ids, event.row["source_ids"].split())


def status(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Compare a state with the dated states of a feature."""
    subject, wanted = claim.subject, claim.stated.casefold().strip().replace(" ", "-")
    if not isinstance(subject, Place):
        return
    days = read_dates(claim.period) if claim.period else None
    rows = [row for row in records(lookup.atlas.periods) if row["feature_id"] == subject.id]
    held = [
        row
        for row in rows
        if (row["start"] or row["end"])
        and (days is None or lifetime(row["start"] or None, row["end"] or None).overlaps(days))
    ]
    if not held:
        return
    for row in sorted(held, key=lambda row: str(row["start"]))[-3:]:
        agrees = row["status"] == wanted
        span = f"{row['start'] or '…'} to {row['end'] or 'now'}"
        yield answer(
            "recorded state",
            "status",
            f"{row['status']} from {span}",
            "for" if agrees else "beside" if _any(held, wanted) else "against",
            source_ids=tuple(row["source_ids"].split()),
            note=row["note"],
        )


def _any(rows: list[dict[str, Any]], wanted: str) -> bool:
    return any(row["status"] == wanted for row in rows)
