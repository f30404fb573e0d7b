"""Hold a claim whose words are read and whose places are looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from sinokorea_geo.claims.comparison import Window
from sinokorea_geo.claims.subjects import Subject
from sinokorea_geo.language.units import Unit

__all__ = ["Claim", "ClaimRow"]


class ClaimRow(TypedDict, total=False):
    """A claim as somebody wrote it down, all text; ``subject_id`` and ``stated`` must be there."""

    claim_id: str
    subject_id: str
    measure: str
    object_id: str
    stated: str
    unit: str
    qualifier: str
    paraphrase: str
    source_ids: str
    period: str
    part: str


@dataclass(frozen=True)
class Claim:
    """A claim, read.

    Parameters
    ----------
    subject : Subject
        What it is about.
    object : Subject or None
        What it relates the subject to.
    measures : tuple of str
        The measure it names, or those it may mean.
    stated : str
        What it states, as text.
    unit : Unit
        Its unit.
    qualifier : str
        Its wording.
    window : Window or None
        What may be true if it is, in base units; None for a claim without a number.
    period : str
        The date or period it speaks of; may be empty.
    source_ids : tuple of str
        Who makes it.
    part : str
        Which part or version of the subject is meant, such as ``new``.
    """

    subject: Subject
    object: Subject | None
    measures: tuple[str, ...]
    stated: str
    unit: Unit
    qualifier: str
    window: Window | None = None
    period: str = ""
    source_ids: tuple[str, ...] = ()
    part: str = ""

    @property
    def part_named(self) -> str:
        """The part or property that is meant: said as such, or in the place of an object."""
        return self.part or (self.object.id if self.object is not None else "")
