"""A claim as somebody wrote it down, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.comparison import Window, qualifier_of, read_window
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.measures.recorded import quantity_of
from sinokorea_geo.claims.measures.registry import MEASURES, fitting, measure_named
from sinokorea_geo.claims.measures.times import read_dates
from sinokorea_geo.claims.subjects import Border, Subject, Unknown
from sinokorea_geo.claims.units import Unit, unit_of
from sinokorea_geo.errors import InvalidQuantity

__all__ = ["Draft", "read_draft"]

#: Measures whose object, or subject, may be a word instead of a place.
_WORDY_OBJECT = {"length", "area", "count", "statistic", "figure", "unit-conversion",
                 "order-in-space"}  # fmt: skip
_WORDY_SUBJECT = {"length", "area", "count", "statistic", "figure", "unit-conversion", "date",
                  "order-in-time", "status"}  # fmt: skip
#: Measures that lead to the border where nothing else is named.
_TO_BORDER = {"distance", "straight-line"}
#: Measures of which a province, not a city, is the subject where both share a name.
_AREAL = {"share", "area", "along-border", "touching"}


@dataclass(frozen=True)
class Draft:
    """A claim as somebody wrote it down, nothing looked up yet.

    Parameters
    ----------
    subject, object, measure, stated, unit, qualifier, period, source_ids, part : str
        Its cells; only `subject` and `stated` must be there.
    claim_id, paraphrase : str
        What is carried along.
    """

    subject: str
    stated: str
    object: str = ""
    measure: str = ""
    unit: str = ""
    qualifier: str = ""
    period: str = ""
    source_ids: str = ""
    part: str = ""
    claim_id: str = ""
    paraphrase: str = ""


def read_draft(desk: Desk, draft: Draft) -> tuple[Statement, tuple[str, ...]]:
    """Look up what a draft names, and read its number by its wording.

    Parameters
    ----------
    desk : Desk
        The atlas at work.
    draft : Draft
        The claim.

    Returns
    -------
    claim : Statement
        The claim, read.
    names : tuple of str
        The measure it names, or those it may mean.

    Raises
    ------
    PlaceNotFound, AmbiguousName, InvalidQuantity, InvalidDate
        If it cannot be read.
    """
    named = measure_named(draft.measure) if draft.measure.strip() else ""
    unit = unit_of(draft.unit.strip() or _implied(named))
    qualifier = qualifier_of(draft.qualifier)
    if not draft.stated.strip():
        raise InvalidQuantity("nothing is stated; write a number, a date or a word")
    subject = _subject(desk, draft.subject, named, unit)
    claim = Statement(
        subject=subject,
        object=_object(desk, draft.object, named, unit),
        stated=draft.stated.strip(),
        unit=unit,
        qualifier=qualifier,
        window=None,
        period=draft.period.strip(),
        source_ids=tuple(draft.source_ids.split()),
        part=draft.part.strip(),
    )
    names = (named,) if named else fitting(claim)
    if claim.object is None and set(names) <= _TO_BORDER and not isinstance(subject, Border):
        claim = replace(claim, object=Border())
    if any(MEASURES[name].numeric for name in names):
        claim = replace(claim, window=_window(claim))
    elif "date" in names:
        read_dates(claim.stated)
    return claim, names


def _implied(named: str) -> str:
    """Return the unit that a measure without one can only have."""
    if named == "date":
        return "date"
    return "count" if named == "count" else ""


_SHARES = {"half": 50.0, "two-thirds": 200 / 3, "one-third": 100 / 3, "a third": 100 / 3,
           "three-quarters": 75.0, "a quarter": 25.0, "one-quarter": 25.0}  # fmt: skip


def _window(claim: Statement) -> Window:
    unit: Unit = claim.unit
    if unit.dimension == "share" and claim.stated.casefold() in _SHARES:
        number: object = round(_SHARES[claim.stated.casefold()], 1) / unit.factor
    else:
        number = claim.stated
    window = read_window(number, claim.qualifier, counted=unit.dimension == "count")
    return window.scaled(unit.factor)


def _subject(desk: Desk, text: str, named: str, unit: Unit) -> Subject:
    if not text.strip():
        raise InvalidQuantity("no subject is named; write a place, an event or 'border'")
    if quantity_of(text.strip()) and named in {"", "unit-conversion"}:
        return Unknown(text.strip())
    return desk.find(text, word=named in _WORDY_SUBJECT, area=_means_area(named, unit))


def _means_area(named: str, unit: Unit) -> bool:
    """Tell whether a bare name means the province before the city."""
    return named in _AREAL or (not named and unit.dimension in {"share", "area"})


def _object(desk: Desk, text: str, named: str, unit: Unit) -> Subject | None:
    if not text.strip():
        return None
    area = _means_area(named, unit) or not unit.dimension
    return desk.find(text, word=named in _WORDY_OBJECT, area=area)
