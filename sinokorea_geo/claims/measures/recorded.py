"""Count sets, list statistics and other stated values, and convert units."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from sinokorea_geo.atlas.dates import lifetime, parse_interval
from sinokorea_geo.claims.claim import Border, Claim, Several
from sinokorea_geo.claims.evidence import Evidence, noted, stated
from sinokorea_geo.claims.lookup import ClaimSet, Lookup, Row, base_value
from sinokorea_geo.claims.words import read_window
from sinokorea_geo.errors import InvalidDate
from sinokorea_geo.language.units import unit_of

_QUANTITY = re.compile(r"\s*([-+]?[\d.,]*\d)\s*(\D.*?)\s*")
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
        lost = sum(not lookup.sources.others(claim.source_ids, _sources(row)) for row in held)
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


def _sources(row: Row) -> tuple[str, ...]:
    ids = row["source_ids"]
    return tuple(ids.split()) if isinstance(ids, str) else tuple(ids)


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
    yield from lookup.stated(claim, claim.subject.id, (wanted,), wanted or "figure")
