"""Decide on one of four verdicts, and on the evidence that stands for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sinokorea_geo.claims.evidence import Evidence

__all__ = ["VERDICTS", "Verdict", "decide", "headline"]

Verdict = Literal["supported", "contradicted", "depends on the measure", "not testable"]
VERDICTS: tuple[Verdict, ...] = (
    "supported",
    "contradicted",
    "depends on the measure",
    "not testable",
)


def decide(found: Sequence[Evidence]) -> Verdict:
    """Return the verdict that evidence adds up to; a claim's own source never counts.

    ``supported`` if what speaks speaks for the claim, ``contradicted`` if it speaks against,
    ``depends on the measure`` if there is some of each, ``not testable`` if nothing speaks.
    """
    said = {item.says for item in found}
    if {"for", "against"} <= said:
        return "depends on the measure"
    if "for" in said:
        return "supported"
    if "against" not in said:
        return "not testable"
    return "depends on the measure" if _among_sources(found) else "contradicted"


def _among_sources(found: Sequence[Evidence]) -> bool:
    """Tell whether only sources speak, some against and some nearly for."""
    if any(item.basis != "stated" for item in found if item.says == "against"):
        return False
    return any(item.says == "undecided" and item.basis == "stated" for item in found)


def headline(found: Sequence[Evidence], verdict: Verdict) -> Evidence | None:
    """Return the evidence that stands for all: what decides, and of that what was measured."""
    lines = any(item.quantity in {"length", "straight line"} for item in found)
    against = 0 if lines and verdict == "depends on the measure" else 1
    ranks = {"for": 0, "against": against, "undecided": 2, "beside": 3, "own source": 4}
    basis = {"measured": 0, "recorded": 1, "stated": 2, "at least": 3}
    ordered = sorted(found, key=lambda item: (ranks[item.says], basis[item.basis]))
    return ordered[0] if ordered else None
