"""From trials to one of four verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sinokorea_geo.claims.evidence import Trial

__all__ = ["VERDICTS", "Verdict", "decide"]

Verdict = Literal["supported", "contradicted", "depends on the measure", "not testable"]
VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "contradicted",
    "depends on the measure",
    "not testable",
)


def decide(trials: Sequence[Trial]) -> Verdict:
    """Return the verdict that trials add up to.

    Parameters
    ----------
    trials : sequence of Trial
        All that were made.

    Returns
    -------
    str
        ``supported`` if what speaks speaks for the claim, ``contradicted`` if it speaks
        against, ``depends on the measure`` if there is some of each, ``not testable`` if
        nothing speaks: a claim's own source never does.
    """
    said = {trial.says for trial in trials}
    if {"for", "against"} <= said:
        return "depends on the measure"
    if "for" in said:
        return "supported"
    if "against" not in said:
        return "not testable"
    return "depends on the measure" if _among_sources(trials) else "contradicted"


def _among_sources(trials: Sequence[Trial]) -> bool:
    """Tell whether only sources speak, some against and some nearly for."""
    speaking = [trial for trial in trials if trial.says in {"against", "undecided"}]
    against = [trial for trial in speaking if trial.says == "against"]
    if any(trial.basis != "stated" for trial in against):
        return False
    return any(trial.says == "undecided" and trial.basis == "stated" for trial in speaking)
