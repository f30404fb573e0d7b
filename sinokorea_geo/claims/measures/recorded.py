"""Compare counts, statistics, dates, orders and states with what is recorded; convert units."""

import datetime as dt
import re
from collections.abc import Iterator

from sinokorea_geo.atlas.dates import Interval, lifetime, parse_interval
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Border, Claim, Event, Several
from sinokorea_geo.claims.evidence import Evidence, Says, answer, noted, stated
from sinokorea_geo.claims.lookup import ClaimSet, Lookup, Row, base_value
from sinokorea_geo.claims.words import read_window, relation_of
from sinokorea_geo.errors import InvalidDate
from sinokorea_geo.language.units import unit_of

_QUANTITY = re.compile(r"\s*([-+]?[\d.,]*\d)\s*(\D.*?)\s*")
#: So many members are named.
_MOST_NAMED = 8
#: Days that a loose wording adds on each side, by the length of the stated date in letters.
_LOOSE = {4: 365, 7: 31, 10: 7}
_DATES = {"opened", "founded", "bridge_built", "bridge_completed", "renamed", "decommissioned"}


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
        yield from lookup.stated(claim, subject.id, names, "count")
        return
    for one in known:
        if one.layer == "counts":
            for row in filter(one.holds, lookup.rows("crossing_counts")):
                words = f"{row['what']}{f' ({date})' if (date := row['date']) else ''}"
                yield stated(words, words, float(row["count"]), row)
        elif one.layer == "stated_values":
            for row in filter(one.holds, lookup.rows("stated_values")):
                words, note = f"printed count, {row['period']}", row["note"] or row["wording"]
                yield stated(words, words, float(row["stated"]), row, note=note)
        elif not one.doubt:
            yield from _counted(lookup, claim, one)


def _counted(lookup: Lookup, claim: Claim, one: ClaimSet) -> Iterator[Evidence]:
    last = _last_day(claim.period)
    held = [row for row in lookup.rows(one.layer) if one.holds(row) and _then(row, last)]
    lost = 0
    if isinstance(claim.object, Border) and one.layer == "provinces":
        border = lookup.border.geometry
        held = [row for row in held if row["geometry"].distance(border) < 1e-6]
    elif claim.source_ids:
        ids = (row["source_ids"] for row in held)
        keys = (text.split() if isinstance(text, str) else text for text in ids)
        lost = sum(not lookup.sources.others(claim.source_ids, found) for found in keys)
    if lost:
        # What only the claim's source vouches for cannot be counted for it.
        words = f"{one.words}, those that other sources know"
        note = f"{lost} of them stand in the claim's own source alone"
        yield Evidence(words, one.words, float(len(held) - lost), float(lost), note=note)
    elif held:
        names = [str(row.get("name_en", row.get("title_en", row["id"]))) for row in held]
        more = " …" if len(names) > _MOST_NAMED else ""
        note = ", ".join(names[:_MOST_NAMED]) + more
        yield Evidence(one.words, one.words, float(len(held)), note=note)


def _then(row: Row, last: dt.date | None) -> bool:
    """Tell whether a feature had begun by the end of a period; events are dated themselves."""
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
    yield from lookup.stated(claim, claim.subject.id, (wanted,), wanted or "value")


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
