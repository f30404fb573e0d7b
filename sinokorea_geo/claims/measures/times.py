"""Compare dates, order in time and states with what the atlas records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sinokorea_geo.atlas.dates import Interval, lifetime, parse_interval
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Claim, Event
from sinokorea_geo.claims.evidence import Evidence, Says, answer
from sinokorea_geo.claims.lookup import Lookup, Row
from sinokorea_geo.claims.words import read_window, relation_of
from sinokorea_geo.errors import InvalidDate

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


def _shown(row: Row) -> str:
    end = row.get("end_date") or ""
    return f"{row['date']} to {end}" if end else str(row["date"])


def _span(row: Row) -> Interval:
    return lifetime(row["date"], row.get("end_date") or row["date"])


def date(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Compare a date with those that the atlas records."""
    subject = claim.subject
    if isinstance(subject, Event) and subject.row["date"]:
        yield _dated(claim, subject.row, f"the atlas dates “{subject.row['title_en']}” to")
    if not isinstance(subject, Place):
        return
    for row in lookup.rows("stated_values"):
        if row["subject_id"] == subject.id and row["property"] in _DATES:
            entry = {"date": row["stated"], "source_ids": row["source_ids"]}
            yield _dated(claim, entry, f"{row['property'].replace('_', ' ')}:")
    for row in lookup.rows("events"):
        if row["place_id"] == subject.id and row["kind"] in {"opening", "decree"} and row["date"]:
            yield _dated(claim, row, f"“{row['title_en']}”:")
    start = subject.properties.get("start")
    if isinstance(start, str) and start:
        entry = {"date": start, "source_ids": " ".join(subject.source_ids)}
        yield _dated(claim, entry, "the atlas has it begin in")


def _dated(claim: Claim, row: Row, words: str) -> Evidence:
    found, exact = _span(row), read_dates(claim.stated)
    wanted = exact
    if claim.qualifier in {"about", "roughly", "nearly"}:
        room = dt.timedelta(_LOOSE[len(claim.stated.partition("/")[0])])
        wanted = Interval(exact.first - room, exact.last + room)
    says: Says = "for" if found.overlaps(wanted) else "against"
    # A year says nothing of a day in it.
    if says == "for" and found.last - found.first > wanted.last - wanted.first:
        says = "undecided"
    sources = tuple(str(row["source_ids"]).split())
    shown = f"{words} {_shown(row)}"
    return answer(claim, "recorded date", "date", shown, says, source_ids=sources)


def order_in_time(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Test which of two events came first, and by how many days."""
    ends = [one.row for one in (claim.subject, claim.object) if isinstance(one, Event)]
    if len(ends) < 2 or not all(row["date"] for row in ends):
        return
    a, b = map(_span, ends)
    words = ", ".join(f"“{row['title_en']}” {_shown(row)}" for row in ends)
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
    found = [row["source_ids"].split() for row in ends]
    others = [lookup.sources.others(claim.source_ids, ids) for ids in found]
    sources = tuple(dict.fromkeys((*others[0], *others[1])))
    note = ""
    if not all(others):
        own = others.index(())
        sources = tuple(found[own])
        note = f"only the claim's own source dates “{ends[own]['title_en']}”"
    yield answer(claim, "recorded dates", "order", words, says, source_ids=sources, note=note)


def status(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """Compare a state with the dated states of a feature."""
    subject, wanted = claim.subject, claim.stated.casefold().strip().replace(" ", "-")
    if not isinstance(subject, Place):
        return
    days = read_dates(claim.period) if claim.period else None
    held = [
        row
        for row in lookup.rows("periods")
        if row["feature_id"] == subject.id
        and (row["start"] or row["end"])
        and (days is None or lifetime(row["start"] or None, row["end"] or None).overlaps(days))
    ]
    other: Says = "beside" if any(row["status"] == wanted for row in held) else "against"
    for row in sorted(held, key=lambda row: str(row["start"]))[-3:]:
        words = f"{row['status']} from {row['start'] or '…'} to {row['end'] or 'now'}"
        says: Says = "for" if row["status"] == wanted else other
        sources, note = tuple(row["source_ids"].split()), row["note"]
        yield answer(claim, "recorded state", "status", words, says, source_ids=sources, note=note)
