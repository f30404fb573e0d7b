"""Read a row as a claim: look up what it names, and read its number by its wording."""

from __future__ import annotations

from dataclasses import replace

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Border, Claim, ClaimRow, Event, Subject, Word
from sinokorea_geo.claims.comparison import read_window
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures.recorded import quantity_of
from sinokorea_geo.claims.measures.times import read_dates
from sinokorea_geo.claims.words import (
    MEASURES,
    SHARES,
    measure_named,
    qualifier_of,
    relation_of,
    wind_of,
)
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language.units import Unit, unit_of

#: Measures that lead to the border where nothing else is named.
_TO_BORDER = {"distance", "straight-line"}
_LINES = {"rivers", "border", "routes", "crossings"}
_STATES = {"open", "closed", "planned", "active", "suspended", "disused", "abandoned"}


def read_claim(lookup: Lookup, row: ClaimRow) -> Claim:
    """Look up what a row names, and read its number by its wording."""
    named = measure_named(row["measure"]) if row.get("measure", "").strip() else ""
    unit = unit_of(row.get("unit", "").strip() or (named if named in {"date", "count"} else ""))
    stated, text = row["stated"].strip(), row["subject_id"].strip()
    if not stated:
        raise InvalidQuantity("nothing is stated; write a number, a date or a word")
    if not text:
        raise InvalidQuantity("no subject is named; write a place, an event or 'border'")
    claim = Claim(
        subject=_subject(lookup, text, named, unit),
        object=_object(lookup, row.get("object_id", "").strip(), named, unit),
        measures=(named,),
        stated=stated,
        unit=unit,
        qualifier=qualifier_of(row.get("qualifier", "")),
        period=row.get("period", "").strip(),
        source_ids=tuple(row.get("source_ids", "").split()),
        part=row.get("part", "").strip(),
    )
    if not named:
        claim = replace(claim, measures=_fitting(claim))
    to_border = set(claim.measures) <= _TO_BORDER and not isinstance(claim.subject, Border)
    if claim.object is None and to_border:
        claim = replace(claim, object=Border())
    if any(MEASURES[name].numeric for name in claim.measures):
        shares = SHARES.get(stated.casefold()) if unit.dimension == "share" else None
        number = stated if shares is None else shares / unit.factor
        window = read_window(number, claim.qualifier, counted=unit.dimension == "count")
        return replace(claim, window=window.scaled(unit.factor))
    if "date" in claim.measures:
        read_dates(stated)
    return claim


def _subject(lookup: Lookup, text: str, named: str, unit: Unit) -> Subject:
    if quantity_of(text) and named in {"", "unit-conversion"}:
        return Word(text, known=True)
    word = bool(named) and MEASURES[named].plain_subject
    return lookup.find(text, word=word, area=_means_area(named, unit))


def _object(lookup: Lookup, text: str, named: str, unit: Unit) -> Subject | None:
    if not text:
        return None
    word = bool(named) and MEASURES[named].plain_object
    return lookup.find(text, word=word, area=_means_area(named, unit) or not unit.dimension)


def _means_area(named: str, unit: Unit) -> bool:
    """Tell whether a bare name means the province before the city."""
    return MEASURES[named].areal if named else unit.dimension in {"share", "area"}


def _fitting(claim: Claim) -> tuple[str, ...]:
    """Return the measures that a claim without one may mean, in the order to try them."""
    word = isinstance(claim.subject, Word)
    if word and quantity_of(claim.subject.id):
        return ("unit-conversion",)
    by_dimension = {
        "length": _for_lengths(claim),
        "area": ("area",),
        "share": ("statistic",) if word else ("share",),
        "count": ("statistic", "stated-value") if word else ("count",),
        "date": ("date",),
        "time": ("order-in-time",),
        "": ("order-in-time",) if isinstance(claim.subject, Event) else _for_words(claim.stated),
    }
    return by_dimension.get(claim.unit.dimension, ("statistic", "stated-value"))


def _for_lengths(claim: Claim) -> tuple[str, ...]:
    subject = claim.subject
    layer = subject.layer if isinstance(subject, Place) else ""
    if claim.object is None:
        return ("length",) if isinstance(subject, Border) or layer in _LINES else ("distance",)
    held = layer in {"provinces", "counties"} and isinstance(claim.object, Border)
    return ("along-border", "distance") if held else ("distance",)


def _for_words(stated: str) -> tuple[str, ...]:
    if relation_of(stated) in {"yes", "no"}:
        return ("containment", "touching")
    if wind_of(stated):
        return ("bearing",)
    return ("status",) if stated.casefold() in _STATES else ("order-in-space", "bearing")
