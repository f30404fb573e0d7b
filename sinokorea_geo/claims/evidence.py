"""Hold what measures find against a claim, and decide what it adds up to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypedDict, cast, get_args

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.words import WORDS, Window, relation_of

Says = Literal["for", "against", "undecided", "beside", "own source"]
Basis = Literal["measured", "recorded", "stated", "at least"]
#: What else is known: a stated way cannot be, a claim exceeds the straight line.
Flag = Literal[
    "", "shorter than the straight line", "a road may be longer", "a finer line is longer"
]
Verdict = Literal["supported", "contradicted", "depends on the measure", "not testable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

#: Stands for sources that nobody can name any more.
_LOST: str = WORDS["sources"]["lost"]
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
    """Hold one thing found for a claim: words, or a number in base units until it is judged.

    `measure` says how it was found, `quantity` what it is a value of, `within` how far it may be
    off, and `against` what it says where it does not fit. `stem` is how the name of the measure
    begins where others have the same beginning.
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
    stem: str = ""
    flag: Flag = ""

    @property
    def number(self) -> float:
        """The value as a number, nan for words."""
        return self.value if isinstance(self.value, float) else float("nan")

    def tried(self) -> Tried:
        """Return the evidence as plain values."""
        plain = {name: getattr(self, name) for name in Tried.__annotations__}
        plain["value"] = round(self.value, 6) if isinstance(self.value, float) else self.value
        plain |= {"within": round(self.within, 6), "source_ids": " ".join(self.source_ids)}
        plain["note"] = noted(self.note, self.flag)
        return cast("Tried", plain)


def answer(
    claim: Claim, measure: str, quantity: str, value: str, found: bool | Says | None, *,
    source_ids: tuple[str, ...] = (), note: str = "",
) -> Evidence:  # fmt: skip
    """Return evidence that is no number; it was `found` to be so, not so, or neither."""
    if isinstance(found, bool):
        says: Says = "for" if found is not (relation_of(claim.stated) == "no") else "against"
    else:
        says = found or "undecided"
    basis: Basis = "recorded" if source_ids else "measured"
    return Evidence(measure, quantity, value, 0.0, basis, says, source_ids, note)


def stated(
    measure: str, quantity: str, value: float, row: Mapping[str, Any], *, note: str = "",
    against: Says = "against",
) -> Evidence:  # fmt: skip
    """Return a number that the sources of a row of the atlas state."""
    ids = tuple(row["source_ids"].split())
    return Evidence(
        measure, quantity, value, basis="stated", source_ids=ids, note=note, against=against
    )


def noted(*parts: str) -> str:
    """Join remarks with semicolons, without the empty ones."""
    return "; ".join(filter(None, parts))


def km(metres: float) -> str:
    """Return a length in kilometres as sentences write it."""
    return f"{metres / 1000:,.1f} km"


class Sources:
    """Tell which sources are a claim's own: the same record, publisher, or copies of it."""

    def __init__(self, publishers: Mapping[str, object]) -> None:
        self._publishers = publishers

    def others(self, claimed: Iterable[str], found: Iterable[str]) -> tuple[str, ...]:
        """Return the sources among those found that do not stand behind the claim itself."""
        own = set(claimed)
        families = {self._family(key) for key in own}
        known = own | {_LOST}
        return tuple(key for key in found if key not in known and self._family(key) not in families)

    def _family(self, key: str) -> str:
        named = self._publishers.get(key)
        text = f"{key} {named}".casefold() if isinstance(named, str) else key.casefold()
        for family in WORDS["sources"]["families"]:
            if family in text:
                return str(family)
        if isinstance(named, str):
            return re.sub(r"\W*\(.*", "", named.casefold()).strip()
        return key.partition("-")[0]


def judge(found: Iterable[Evidence], claim: Claim, sources: Sources) -> tuple[Evidence, ...]:
    """Compare evidence with the claim's wording; what was measured well sets stated aside."""
    items = [_judged(item, claim, sources) for item in found]
    speaks = {"for", "against"}
    told = {i.quantity for i in items if i.basis == "measured" and i.says in speaks}
    return tuple(
        replace(item, says="beside")
        if item.basis in {"stated", "recorded"}
        and item.quantity in told
        and item.says in speaks | {"undecided"}
        else item
        for item in items
    )


def _judged(item: Evidence, claim: Claim, sources: Sources) -> Evidence:
    others = sources.others(claim.source_ids, item.source_ids)
    own = bool(item.source_ids) and not others
    item = replace(item, source_ids=others or item.source_ids)
    if isinstance(item.value, str):
        return replace(item, says="own source") if own else item
    says: Says = "beside"
    if claim.window is not None:
        says = "own source" if own else _says(item, claim.window, claim)
    value, within = item.value / claim.unit.factor, item.within / claim.unit.factor
    return replace(item, value=value, within=within, unit=claim.unit.symbol, says=says)


def _says(item: Evidence, window: Window, claim: Claim) -> Says:
    low, high = item.number - item.within, item.number + item.within
    if item.basis == "at least":
        return item.against if window.high < low else "undecided"
    if item.basis == "stated":
        return _stated(item, window, claim)
    if not window.holds(low, high):
        return item.against
    slack = (window.high - window.low) / 2
    room = max(_TOO_VAGUE * abs(window.stated), min(slack, abs(window.stated)))
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
        return "undecided" if _LOST in claim.source_ids else "for"
    return "undecided" if window.holds(item.number - far, item.number + far) else item.against


def decide(found: Sequence[Evidence]) -> Verdict:
    """Return the verdict that evidence adds up to; a claim's own source never counts."""
    said = {item.says for item in found}
    if {"for", "against"} <= said:
        return "depends on the measure"
    if "for" in said:
        return "supported"
    if "against" not in said:
        return "not testable"
    sources = all(item.basis == "stated" for item in found if item.says == "against")
    near = any(item.says == "undecided" and item.basis == "stated" for item in found)
    finer = any(item.flag == "a finer line is longer" for item in found)
    return "depends on the measure" if finer or (sources and near) else "contradicted"


def headline(found: Sequence[Evidence], verdict: Verdict) -> Evidence | None:
    """Return the evidence that stands for all: what decides, and of that what was measured."""
    lines = any(item.quantity in {"length", "straight line"} for item in found)
    against = 0 if lines and verdict == "depends on the measure" else 1
    ranks = {"for": 0, "against": against, "undecided": 2, "beside": 3, "own source": 4}
    basis = {"measured": 0, "recorded": 1, "stated": 2, "at least": 3}
    return min(found, key=lambda item: (ranks[item.says], basis[item.basis]), default=None)
