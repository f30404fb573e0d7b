"""Read a row as a claim: look up what it names, and read its number by its wording."""

from __future__ import annotations

from dataclasses import replace

from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.claims.claim import Border, Claim, ClaimRow, Event, Word
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures.recorded import quantity_of
from sinokorea_geo.claims.measures.times import read_dates
from sinokorea_geo.claims.words import (
    MEASURES,
    SHARES,
    measure_named,
    qualifier_of,
    read_window,
    relation_of,
    wind_of,
)
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language.units import unit_of

#: Measures that lead to the border where nothing else is named.
_TO_BORDER = {"distance", "straight-line"}
_LINES = {"rivers", "border", "routes", "crossings"}
_STATES = {"open", "closed", "planned", "active", "suspended", "disused", "abandoned"}


def read_claim(lookup: Lookup, row: ClaimRow) -> Claim:
    """Look up what a row names, and read its number by its wording."""
    told = {name: str(text).strip() for name, text in row.items()}
    named = measure_named(told["measure"]) if told.get("measure") else ""
    unit = unit_of(told.get("unit") or (named if named in {"date", "count"} else ""))
    stated, text, other = told["stated"], told["subject_id"], told.get("object_id")
    if not stated:
        raise InvalidQuantity("nothing is stated; write a number, a date or a word")
    if not text:
        raise InvalidQuantity("no subject is named; write a place, an event or 'border'")
    measure = MEASURES.get(named)
    # A bare name means the province before the city.
    area = measure.areal if measure else unit.dimension in {"share", "area"}
    words = (measure.plain_subject, measure.plain_object) if measure else (False, False)
    quantity = quantity_of(text) and named in {"", "unit-conversion"}
    wide = area or not unit.dimension
    claim = Claim(
        subject=Word(text, True) if quantity else lookup.find(text, word=words[0], area=area),
        object=lookup.find(other, word=words[1], area=wide) if other else None,
        measures=(named,),
        stated=stated,
        unit=unit,
        qualifier=qualifier_of(row.get("qualifier", "")),
        period=told.get("period", ""),
        source_ids=tuple(told.get("source_ids", "").split()),
        part=told.get("part", ""),
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
