"""What a measure found, what it says of a claim, and whether a source may speak for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.claims.comparison import Window
from sinokorea_geo.claims.units import Unit

__all__ = ["Answer", "Reading", "Sources", "Trial", "judged"]

Says = Literal["for", "against", "undecided", "beside", "own source"]
Basis = Literal["measured", "stated", "at least"]

#: A measure less sure than this share of the stated number can refute it but not support it.
_TOO_VAGUE = 0.10
#: Two sources that differ by no more say the same; by more than the second, something else.
_SAME, _OTHER = 0.02, 0.10


@dataclass(frozen=True)
class Reading:
    """One number found for a claim, before it is compared.

    Parameters
    ----------
    measure : str
        How it was found, in words.
    quantity : str
        What it is a value of; a measured value of a quantity outranks stated ones.
    value, within : float
        In base units, and how far it may be off.
    basis : {"measured", "stated", "at least"}
        Measured on the geometry, stated by a source, or only a lower bound.
    source_ids : tuple of str
        Who states it; empty for what was measured.
    note : str
        What should be known with it.
    lenient : bool
        Whether it may speak for a claim but never against it: one way among others to mean it.
    """

    measure: str
    quantity: str
    value: float
    within: float = 0.0
    basis: Basis = "measured"
    source_ids: tuple[str, ...] = ()
    note: str = ""
    lenient: bool = False


@dataclass(frozen=True)
class Answer:
    """One thing found for a claim that is no number: a relation, an order, a date.

    Parameters
    ----------
    measure, quantity, value : str
        How it was found, what it is a value of, and what was found.
    says : {"for", "against", "undecided", "beside", "own source"}
        What it says of the claim.
    source_ids : tuple of str
        Who states it; empty for what was measured.
    note : str
        What should be known with it.
    """

    measure: str
    quantity: str
    value: str
    says: Says
    source_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Trial:
    """A reading or an answer beside the claim.

    Parameters
    ----------
    measure : str
        How it was found.
    quantity : str
        What it is a value of.
    value : float or str
        What was found, numbers in `unit`.
    unit : str
        The claim's unit.
    within : float
        How far it may be off, in `unit`.
    basis : str
        ``measured``, ``stated``, ``at least`` or ``recorded``.
    says : str
        ``for``, ``against``, ``undecided``, ``beside`` or ``own source``.
    source_ids : tuple of str
        Who states it.
    note : str
        What should be known with it.
    """

    measure: str
    quantity: str
    value: float | str
    unit: str
    within: float
    basis: str
    says: str
    source_ids: tuple[str, ...]
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Return the trial as plain values, for a table or JSON."""
        value = round(self.value, 6) if isinstance(self.value, float) else self.value
        return {
            "measure": self.measure,
            "value": value,
            "unit": self.unit,
            "within": round(self.within, 6),
            "basis": self.basis,
            "says": self.says,
            "source_ids": " ".join(self.source_ids),
            "note": self.note,
        }


class Sources:
    """Which sources are a claim's own: the same record, publisher, or one of unknown origin.

    Parameters
    ----------
    atlas : Atlas
        Holds the records of the sources.
    """

    #: Not the name of a source: nobody knows any more where these were read.
    LOST = "unverified-compilation"

    def __init__(self, atlas: Atlas) -> None:
        table = atlas.sources
        self._publisher: Mapping[str, object] = dict(
            zip(table["id"], table["publisher"], strict=True)
        )

    def others(self, claimed: Iterable[str], found: Iterable[str]) -> tuple[str, ...]:
        """Return the sources among those found that do not stand behind the claim itself.

        Parameters
        ----------
        claimed, found : iterable of str
            Ids of the claim's sources, and of what would be held against it.

        Returns
        -------
        tuple of str
            Those by other publishers. Wikipedias and their copies count as one publisher.
        """
        own = set(claimed)
        families = {self._family(key) for key in own}
        return tuple(
            key
            for key in found
            if key not in own and self._family(key) not in families and key != self.LOST
        )

    def _family(self, key: str) -> str:
        named = self._publisher.get(key)
        text = f"{key} {named}".casefold() if isinstance(named, str) else key.casefold()
        for encyclopaedia in ("namu", "wikimapia", "wiki"):
            if encyclopaedia in text:
                return encyclopaedia
        if isinstance(named, str):
            return re.sub(r"\W*\(.*", "", named.casefold()).strip()
        return key.partition("-")[0]


def judged(
    found: Iterable[Reading | Answer],
    window: Window | None,
    unit: Unit,
    claimed: tuple[str, ...],
    sources: Sources,
) -> tuple[Trial, ...]:
    """Hold every reading against what the claim's wording allows.

    Parameters
    ----------
    found : iterable of Reading or Answer
        What the measures gave.
    window : Window or None
        In base units; None for a claim without a number.
    unit : Unit
        What to give the values in.
    claimed : tuple of str
        The claim's own sources.
    sources : Sources
        Tells whose figures are the claim's own.

    Returns
    -------
    tuple of Trial
        In the order found.
    """
    found = list(found)
    trials = []
    for item in found:
        others = sources.others(claimed, item.source_ids)
        own = bool(item.source_ids) and not others
        ids = others or item.source_ids
        if isinstance(item, Answer):
            says = "own source" if own else item.says
            basis = "recorded" if item.source_ids else "measured"
            trials.append(
                Trial(item.measure, item.quantity, item.value, "", 0.0, basis, says, ids, item.note)
            )
            continue
        if window is None:
            says = "beside"
        elif own:
            says = "own source"
        else:
            counted = unit.dimension == "count"
            says = _says(item, window, lost=Sources.LOST in claimed, counted=counted)
            says = "beside" if item.lenient and says == "against" else says
        trials.append(
            Trial(
                item.measure,
                item.quantity,
                item.value / unit.factor,
                unit.symbol,
                item.within / unit.factor,
                item.basis,
                says,
                ids,
                item.note,
            )
        )
    return tuple(_outranked(trials))


def _says(item: Reading, window: Window, *, lost: bool, counted: bool) -> Says:
    low, high = item.value - item.within, item.value + item.within
    if item.basis == "at least":
        return "against" if window.high < low else "undecided"
    if item.basis == "stated":
        return _stated(item, window, lost=lost, counted=counted)
    if not window.holds(low, high):
        return "against"
    room = max(_TOO_VAGUE * abs(window.stated), min(window.slack, abs(window.stated)))
    outright = window.low <= low and high <= window.high
    return "for" if outright or item.within <= room else "undecided"


def _stated(item: Reading, window: Window, *, lost: bool, counted: bool) -> Says:
    """Compare with another source's figure, which has a last digit of its own."""
    near = 0.0 if counted else _SAME * abs(item.value)
    if window.holds(item.value - max(near, item.within), item.value + max(near, item.within)):
        # What nobody can trace may be the very figure it seems to agree with.
        return "undecided" if lost else "for"
    far = max(0.0 if counted else _OTHER * abs(item.value), item.within)
    return "undecided" if window.holds(item.value - far, item.value + far) else "against"


def _outranked(trials: list[Trial]) -> list[Trial]:
    """Set stated figures aside where the same quantity was measured well enough to tell."""
    told = {
        trial.quantity
        for trial in trials
        if trial.basis == "measured" and trial.says in {"for", "against"}
    }
    return [
        trial
        if trial.basis not in {"stated", "recorded"}
        or trial.quantity not in told
        or trial.says not in {"for", "against", "undecided"}
        else Trial(**{**vars(trial), "says": "beside"})
        for trial in trials
    ]
