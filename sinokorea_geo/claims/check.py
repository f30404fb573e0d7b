"""One claim or many, checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sinokorea_geo.atlas import Atlas, load_atlas
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Trial, judged
from sinokorea_geo.claims.explanation import ROAD, headline, reason
from sinokorea_geo.claims.lookup import Desk, desk_of
from sinokorea_geo.claims.measures.registry import MEASURES, readings
from sinokorea_geo.claims.reading import Draft, read_draft
from sinokorea_geo.claims.verdict import Verdict, decide

__all__ = ["ClaimCheck", "check_claim", "check_draft"]

#: No road of this region is more than so many times as long as the straight line: with the
#: border in the way, 3.3 times is in print.
_LONGEST_DETOUR = 5.0


@dataclass(frozen=True)
class ClaimCheck:
    """A claim with its verdict.

    Parameters
    ----------
    claim_id : str
        Its id; empty for one asked by hand.
    subject_id, object_id : str
        What it relates, as ids of the atlas where they are known.
    measure : str
        The measure it names, or those that were tried, joined by plus signs.
    stated, unit, qualifier : str
        What it states.
    measured : float, str or None
        The value that stands for what was found; ``tried`` holds them all.
    measured_unit : str
        Its unit.
    verdict : str
        ``supported``, ``contradicted``, ``depends on the measure`` or ``not testable``.
    why : str
        One sentence.
    tried : tuple of dict
        Every measure that was tried: ``measure``, ``value``, ``unit``, ``within``,
        ``basis``, ``says``, ``source_ids``, ``note``.
    source_ids : str
        Who makes the claim, ids with spaces between.
    paraphrase : str
        The claim in other words.
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
    tried: tuple[dict[str, Any], ...] = field(hash=False)
    source_ids: str = ""
    paraphrase: str = ""


def check_claim(
    atlas: Atlas | None = None,
    *,
    subject: str,
    stated: float | str,
    unit: str = "",
    measure: str | None = None,
    object: str | None = None,
    qualifier: str = "exact",
    at: str | dt.date | None = None,
    source_ids: str = "",
) -> ClaimCheck:
    """Check one statement against the geometry, the dates and the figures of the atlas.

    Parameters
    ----------
    atlas : Atlas, optional
        The one that comes with the package if not given.
    subject, object : str
        Names in English, Chinese or Korean, or ids; the border is ``border``. A distance
        without an object is one to the border.
    stated : float or str
        A number, a range such as ``48-54``, a date, ``true``, or a word such as ``upstream``
        or ``northeast``.
    unit : str
        Such as ``km``, ``平方公里`` or ``%``; empty for a statement without a number.
    measure : str, optional
        How it is meant: ``straight-line``, ``road``, ``area``, ...; every one that fits is
        tried if not given.
    qualifier : str
        The wording: ``exact``, ``about``, ``nearly``, ``more-than``, ``at-least``,
        ``less-than``, ``at-most``, or a word for one.
    at : str or datetime.date, optional
        The date or period that it speaks of.
    source_ids : str
        Who makes it, ids of ``atlas.sources`` with spaces between: what they state
        themselves is not held in its favour.

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
    """
    draft = Draft(
        subject=subject,
        stated=str(_plain(stated)),
        object=object or "",
        measure=measure or "",
        unit=unit,
        qualifier=qualifier,
        period=at.isoformat() if isinstance(at, dt.date) else at or "",
        source_ids=source_ids,
    )
    return check_draft(desk_of(atlas or load_atlas()), draft)


def _plain(stated: float | str) -> float | str:
    if isinstance(stated, bool):
        return str(stated).casefold()
    whole = isinstance(stated, float) and stated.is_integer() and abs(stated) < 1e15
    return int(stated) if whole else stated


def check_draft(desk: Desk, draft: Draft) -> ClaimCheck:
    """Check a claim as written down.

    Parameters
    ----------
    desk : Desk
        The atlas at work.
    draft : Draft
        The claim.

    Returns
    -------
    ClaimCheck
        With the verdict.

    Raises
    ------
    PlaceNotFound, AmbiguousName, InvalidQuantity, InvalidDate
        If it cannot be read.
    """
    claim, names = read_draft(desk, draft)
    trials: list[Trial] = []
    for name in names:
        deciding, beside = readings(desk, claim, name)
        window = claim.window if MEASURES[name].numeric else None
        heard = judged(deciding, window, claim.unit, claim.source_ids, desk.sources)
        if name in {"distance", "road"}:
            heard = _possible(heard)
        if name == "distance":
            heard = _unnamed(heard, claim)
        trials += heard
        shown = judged(beside, None, claim.unit, claim.source_ids, desk.sources)
        trials += [replace(trial, says="beside") for trial in shown]
    verdict = decide(trials)
    top = headline(trials, verdict)
    return ClaimCheck(
        claim_id=draft.claim_id,
        subject_id=claim.subject.id,
        object_id=claim.object.id if claim.object is not None else draft.part,
        measure=" + ".join(names),
        stated=claim.stated,
        unit=claim.unit.symbol,
        qualifier=claim.qualifier,
        measured=top.value if top else None,
        measured_unit=top.unit if top else "",
        verdict=verdict,
        why=reason(claim, names, trials, verdict),
        tried=tuple(trial.as_dict() for trial in trials),
        source_ids=draft.source_ids,
        paraphrase=draft.paraphrase,
    )


def _possible(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Set aside what sources state of a way that would be shorter than the straight line."""
    floors = [
        t.value - t.within
        for t in trials
        if t.basis in {"measured", "at least"} and isinstance(t.value, float)
        and t.quantity in {"straight line", "least possible"}
    ]  # fmt: skip
    least = min(floors, default=0.0)
    return tuple(
        replace(t, says="beside", note=f"{t.note}; shorter than the straight line".lstrip("; "))
        if t.basis == "stated" and isinstance(t.value, float) and t.value < least
        else t
        for t in trials
    )


def _unnamed(trials: Sequence[Trial], claim: Statement) -> tuple[Trial, ...]:
    """Let a way on the ground be longer than the straight line, where none is known."""
    window = claim.window
    ways = any(t.basis == "stated" and t.says in {"for", "against"} for t in trials)
    if window is None or ways:
        return tuple(trials)
    straight = [t for t in trials if t.quantity == "straight line" and isinstance(t.value, float)]
    if not straight:
        return tuple(trials)
    factor = claim.unit.factor
    shortest = min(float(t.value) - t.within for t in straight) * factor
    longest = max(float(t.value) + t.within for t in straight) * factor
    if window.high < shortest or window.low > _LONGEST_DETOUR * longest:
        return tuple(trials)
    return tuple(
        replace(t, says="undecided", note="; ".join(filter(None, (t.note, ROAD))))
        if t.says == "against"
        else t
        for t in trials
    )
