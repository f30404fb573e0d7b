"""Check claims against the geometry, the dates and the stated values of the atlas."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypedDict, Unpack

from sinokorea_geo.atlas import Atlas, load_atlas
from sinokorea_geo.atlas.feature import card
from sinokorea_geo.claims import words as wording
from sinokorea_geo.claims.claim import Border, Claim, ClaimRow, Event, Word
from sinokorea_geo.claims.evidence import Evidence, Tried, Verdict, decide, headline, judge
from sinokorea_geo.claims.explanation import reason
from sinokorea_geo.claims.lookup import Lookup, lookup_of
from sinokorea_geo.claims.measures import evidence_for
from sinokorea_geo.claims.measures.recorded import quantity_of, read_dates
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language.units import unit_of

#: No road of this region is more than so many times as long as the straight line: with the
#: border in the way, 3.3 times is in print.
_LONGEST_DETOUR = 5.0


@dataclass(frozen=True)
class ClaimCheck:
    """A claim with its verdict.

    Parameters
    ----------
    claim_id, subject_id, object_id, stated, unit, qualifier, source_ids, paraphrase : str
        The claim as it was read, with ids of the atlas where they are known.
    measure : str
        The measure it names, or those that were tried, joined by plus signs.
    measured, measured_unit : float, str or None
        The value that stands for what was found; ``tried`` holds them all.
    verdict, why : str
        ``supported``, ``contradicted``, ``depends on the measure`` or ``not testable``, and a
        sentence.
    tried : tuple of dict
        Every measure that was tried: ``measure``, ``value``, ``unit``, ``within``,
        ``basis``, ``says``, ``source_ids``, ``note``.
    """

    claim_id: str
    subject_id: str
    object_id: str
    measure: str
    stated: str
    unit: str
    qualifier: str
    measured: float | str | None
    measured_unit: str
    verdict: Verdict
    why: str
    tried: tuple[Tried, ...] = field(hash=False)
    source_ids: str = ""
    paraphrase: str = ""

    def _repr_html_(self) -> str:
        return card(self.verdict, {"stated": f"{self.stated} {self.unit}", "why": self.why})


#: The columns of a table of checks.
COLUMNS = tuple(one.name for one in fields(ClaimCheck))


class Said(TypedDict, total=False):
    """Hold when a claim speaks of, and who makes it."""

    at: str | dt.date | None
    source_ids: str


def check_claim(
    atlas: Atlas | None = None,
    *,
    subject: str | Sequence[str],
    stated: float | str,
    unit: str = "",
    measure: str | None = None,
    object: str | Sequence[str] | None = None,
    qualifier: str = "exact",
    **said: Unpack[Said],
) -> ClaimCheck:
    """Check one claim against the geometry, the dates and the stated values of the atlas.

    Parameters
    ----------
    atlas : Atlas, optional
        The one that comes with the package if not given.
    subject, object : str or sequence of str
        Names in English, Chinese or Korean, or ids; the border is ``border``. Several stand in
        a list, or in one text with semicolons: ``"Hunchun; Rajin"``. A distance without an
        object is one to the border.
    stated : float or str
        A number, a range such as ``48-54``, a date, ``true``, or a word such as ``upstream``
        or ``northeast``.
    unit : str
        Such as ``km``, ``平方公里`` or ``%``; empty for a claim without a number.
    measure : str, optional
        How it is meant: ``straight-line``, ``road``, ``area``, ...; every one that fits is
        tried if not given.
    qualifier : str
        The wording: ``exact``, ``about``, ``nearly``, ``more-than``, ``at-least``,
        ``less-than``, ``at-most``, or a word for one.
    **said
        `at` (str or datetime.date): the date or period that it speaks of. `source_ids` (str):
        who makes it, ids of ``atlas.sources`` with spaces between; what they state themselves
        is not held in its favour.

    Returns
    -------
    ClaimCheck
        The verdict, why, and everything that was tried.

    Raises
    ------
    PlaceNotFound, AmbiguousName
        If a name is not known, or several places have it.
    InvalidQuantity, InvalidDate
        If the number, its unit, the qualifier, the measure or a date cannot be used.

    Examples
    --------
    >>> check = check_claim(subject="Rason", stated=50, unit="km", qualifier="about")
    >>> check.verdict
    'depends on the measure'
    >>> check_claim(subject="Jilin Province", object="border", stated="two-thirds", unit="%",
    ...             qualifier="roughly").verdict
    'contradicted'
    >>> check_claim(subject="Quanhe", object=["Hunchun", "Rajin"], stated="between").verdict
    'supported'
    """
    if unknown := sorted(set(said) - set(Said.__annotations__)):
        raise TypeError(f"check_claim() got an unexpected keyword argument {unknown[0]!r}")
    at = said.get("at")
    row = ClaimRow(
        subject_id=_joined(subject),
        stated=wording.plain_text(stated),
        object_id=_joined(object or ""),
        measure=measure or "",
        unit=unit,
        qualifier=qualifier,
        period=at.isoformat() if isinstance(at, dt.date) else at or "",
        source_ids=said.get("source_ids", ""),
    )
    return check_row(lookup_of(atlas or load_atlas()), row)


def _joined(names: str | Sequence[str]) -> str:
    return names if isinstance(names, str) else "; ".join(names)


def check_row(lookup: Lookup, row: ClaimRow) -> ClaimCheck:
    """Check a claim as written down."""
    claim = _read(lookup, row)
    found: list[Evidence] = []
    for name in claim.measures:
        deciding, beside = evidence_for(lookup, claim, name)
        window = claim.window if wording.MEASURES[name].numeric else None
        heard = judge(deciding, replace(claim, window=window), lookup.sources)
        if name in {"distance", "road", "rail"}:
            heard = _possible(heard)
        if name == "distance":
            heard = _unnamed(heard, claim)
        shown = judge(beside, replace(claim, window=None), lookup.sources)
        found += (*heard, *(replace(item, says="beside") for item in shown))
    verdict = decide(found)
    top = headline(found, verdict)
    return ClaimCheck(
        claim_id=row.get("claim_id", ""),
        subject_id=claim.subject.id,
        object_id=claim.object.id if claim.object is not None else claim.part,
        measure=" + ".join(claim.measures),
        stated=claim.stated,
        unit=claim.unit.symbol,
        qualifier=claim.qualifier,
        measured=top.value if top else None,
        measured_unit=top.unit if top else "",
        verdict=verdict,
        why=reason(claim, found, verdict),
        tried=tuple(item.tried() for item in found),
        source_ids=row.get("source_ids", ""),
        paraphrase=row.get("paraphrase", ""),
    )


def _possible(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Set aside what sources state of a way that would be shorter than the straight line."""
    straight = [item for item in found if item.quantity in {"straight line", "least possible"}]
    least = min((item.number - item.within for item in straight), default=0.0)
    return tuple(
        replace(item, says="beside", flag="shorter than the straight line")
        if item.basis == "stated" and item.number < least
        else item
        for item in found
    )


def _unnamed(found: Sequence[Evidence], claim: Claim) -> tuple[Evidence, ...]:
    """Let a way on the ground be longer than the straight line, where none is known."""
    window = claim.window
    ways = any(item.basis == "stated" and item.says in {"for", "against"} for item in found)
    straight = [item for item in found if item.quantity == "straight line"]
    if window is None or ways or not straight:
        return tuple(found)
    shortest = min(item.number - item.within for item in straight) * claim.unit.factor
    longest = max(item.number + item.within for item in straight) * claim.unit.factor
    if window.high < shortest or window.low > _LONGEST_DETOUR * longest:
        return tuple(found)
    return tuple(
        replace(item, says="undecided", flag="a road may be longer")
        if item.says == "against" or (item.says == item.against and item in straight)
        else item
        for item in found
    )


def _read(lookup: Lookup, row: ClaimRow) -> Claim:
    """Look up what a row names, and read its number by its wording."""
    told = {name: str(text).strip() for name, text in row.items()}
    named = wording.measure_named(told["measure"]) if told.get("measure") else ""
    unit = unit_of(told.get("unit") or (named if named in {"date", "count"} else ""))
    stated, text, other = told["stated"], told["subject_id"], told.get("object_id")
    if not stated:
        raise InvalidQuantity("nothing is stated; write a number, a date or a word")
    if not text:
        raise InvalidQuantity("no subject is named; write a place, an event or 'border'")
    measure = wording.MEASURES.get(named)
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
        qualifier=wording.qualifier_of(row.get("qualifier", "")),
        period=told.get("period", ""),
        source_ids=tuple(told.get("source_ids", "").split()),
        part=told.get("part", ""),
    )
    if not named:
        claim = replace(claim, measures=_fitting(claim))
    to_border = set(claim.measures) <= {"distance", "straight-line"}
    if claim.object is None and to_border and not isinstance(claim.subject, Border):
        claim = replace(claim, object=Border())
    if any(wording.MEASURES[name].numeric for name in claim.measures):
        shares = (
            wording.WORDS["shares"].get(stated.casefold()) if unit.dimension == "share" else None
        )
        number = stated if shares is None else shares / unit.factor
        window = wording.read_window(number, claim.qualifier, counted=unit.dimension == "count")
        return replace(claim, window=window.scaled(unit.factor))
    if "date" in claim.measures:
        read_dates(stated)
    return claim


def _fitting(claim: Claim) -> tuple[str, ...]:
    """Return the measures that a claim without one may mean, in the order to try them."""
    subject, dimension, fitting = claim.subject, claim.unit.dimension, wording.WORDS["fitting"]
    word = isinstance(subject, Word)
    if word and quantity_of(subject.id):
        return ("unit-conversion",)
    if dimension == "" and not isinstance(subject, Event):
        if wording.relation_of(claim.stated) in {"yes", "no"}:
            return ("containment", "touching")
        order = () if wording.wind_of(claim.stated) else ("order-in-space",)
        state = claim.stated.casefold() in fitting["states"]
        return ("status",) if state else (*order, "bearing")
    if dimension == "length":
        layer = "border" if isinstance(subject, Border) else getattr(subject, "layer", "")
        if claim.object is None:
            return ("length",) if layer in fitting["lines"] else ("distance",)
        held = layer in {"provinces", "counties"} and isinstance(claim.object, Border)
        return ("along-border", "distance") if held else ("distance",)
    return tuple(fitting["of_words" if word else "of_features"].get(dimension, fitting["other"]))
