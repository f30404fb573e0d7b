"""Hold what a measure found against a claim, and tell whether a source may speak for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.comparison import Window
from sinokorea_geo.claims.words import FAMILIES, LOST, relation_of

__all__ = ["Evidence", "Says", "Sources", "Tried", "answer", "judge", "says_of"]

Says = Literal["for", "against", "undecided", "beside", "own source"]
Basis = Literal["measured", "recorded", "stated", "at least"]

#: A measure less sure than this share of the stated number can refute it but not support it.
_TOO_VAGUE = 0.10
#: Two sources that differ by no more say the same; by more than the second, something else.
_SAME, _OTHER = 0.02, 0.10


class Tried(TypedDict):
    """One piece of evidence as plain values, for a table or JSON."""

    measure: str
    value: float | str
    unit: str
    within: float
    basis: str
    says: str
    source_ids: str
    note: str


@dataclass(frozen=True)
class Evidence:
    """Hold one thing found for a claim: words or a number (in base units until `judge` is done).

    `measure` says how it was found and `quantity` what it is a value of: a measured value of a
    quantity outranks stated ones. `within` is how far it may be off. `says` is found out for
    numbers by :func:`judge`; `against` is what it says where it does not fit: one way among others
    to mean a claim stands beside it, a stand-in outline decides nothing.
    """

    measure: str
    quantity: str
    value: float | str
    within: float = 0.0
    basis: Basis = "measured"
    says: Says = "beside"
    source_ids: tuple[str, ...] = ()
    note: str = ""
    against: Says = "against"
    unit: str = ""

    @property
    def number(self) -> float:
        """The value as a number, nan for words."""
        return self.value if isinstance(self.value, float) else float("nan")

    def tried(self) -> Tried:
        """Return the evidence as plain values."""
        return {
            "measure": self.measure,
            "value": round(self.value, 6) if isinstance(self.value, float) else self.value,
            "unit": self.unit,
            "within": round(self.within, 6),
            "basis": self.basis,
            "says": self.says,
            "source_ids": " ".join(self.source_ids),
            "note": self.note,
        }


def answer(
    measure: str, quantity: str, value: str, says: Says, *,
    source_ids: tuple[str, ...] = (), note: str = "",
) -> Evidence:  # fmt: skip
    """Return evidence that is no number: a relation, an order, a date."""
    basis: Basis = "recorded" if source_ids else "measured"
    return Evidence(
        measure, quantity, value, basis=basis, says=says, source_ids=source_ids, note=note
    )


def says_of(found: bool | None, claim: Claim) -> Says:
    """Return what a yes, a no or neither says of a claim, which may itself state a no."""
    if found is None:
        return "undecided"
    return "for" if found is not (relation_of(claim.stated) == "no") else "against"


class Sources:
    """Tell which sources are a claim's own: the same record, publisher, or copies of it."""

    def __init__(self, publishers: Mapping[str, object]) -> None:
        self._publishers = publishers

    def others(self, claimed: Iterable[str], found: Iterable[str]) -> tuple[str, ...]:
        """Return the sources among those found that do not stand behind the claim itself."""
        own = set(claimed)
        families = {self._family(key) for key in own}
        return tuple(
            key
            for key in found
            if key not in own and self._family(key) not in families and key != LOST
        )

    def _family(self, key: str) -> str:
        named = self._publishers.get(key)
        text = f"{key} {named}".casefold() if isinstance(named, str) else key.casefold()
        for family in FAMILIES:
            if family in text:
                return family
        if isinstance(named, str):
            return re.sub(r"\W*\(.*", "", named.casefold()).strip()
        return key.partition("-")[0]


def judge(found: Iterable[Evidence], claim: Claim, sources: Sources) -> tuple[Evidence, ...]:
    """Compare every piece of evidence with what the claim's wording allows."""
    return tuple(_outranked([_judged(item, claim, sources) for item in found]))


def _judged(item: Evidence, claim: Claim, sources: Sources) -> Evidence:
    others = sources.others(claim.source_ids, item.source_ids)
    own = bool(item.source_ids) and not others
    item = replace(item, source_ids=others or item.source_ids)
    if isinstance(item.value, str):
        return replace(item, says="own source") if own else item
    if claim.window is None:
        says: Says = "beside"
    elif own:
        says = "own source"
    else:
        says = _says(item, claim.window, claim)
        says = item.against if says == "against" else says
    factor = claim.unit.factor
    return replace(
        item, value=item.value / factor, within=item.within / factor, unit=claim.unit.symbol,
        says=says,
    )  # fmt: skip


def _says(item: Evidence, window: Window, claim: Claim) -> Says:
    low, high = item.number - item.within, item.number + item.within
    if item.basis == "at least":
        return "against" if window.high < low else "undecided"
    if item.basis == "stated":
        return _stated(item, window, claim)
    if not window.holds(low, high):
        return "against"
    room = max(_TOO_VAGUE * abs(window.stated), min(window.slack, abs(window.stated)))
    outright = window.low <= low and high <= window.high
    return "for" if outright or item.within <= room else "undecided"


def _stated(item: Evidence, window: Window, claim: Claim) -> Says:
    """Compare with another source's number, which has a last digit of its own."""
    counted = claim.unit.dimension == "count"
    near, far = (
        max(0.0 if counted else share * abs(item.number), item.within) for share in (_SAME, _OTHER)
    )
    if window.holds(item.number - near, item.number + near):
        # What nobody can trace may be the very number it seems to agree with.
        return "undecided" if LOST in claim.source_ids else "for"
    return "undecided" if window.holds(item.number - far, item.number + far) else "against"


def _outranked(items: list[Evidence]) -> list[Evidence]:
    """Set stated numbers aside where the same quantity was measured well enough to tell."""
    told = {
        item.quantity
        for item in items
        if item.basis == "measured" and item.says in {"for", "against"}
    }
    return [
        replace(item, says="beside")
        if item.basis in {"stated", "recorded"}
        and item.quantity in told
        and item.says in {"for", "against", "undecided"}
        else item
        for item in items
    ]
