"""A claim as the measures see it: its words read, its places looked up."""

from __future__ import annotations

from dataclasses import dataclass

from sinokorea_geo.claims.comparison import Window
from sinokorea_geo.claims.subjects import Subject
from sinokorea_geo.claims.units import Unit

__all__ = ["Statement"]


@dataclass(frozen=True)
class Statement:
    """A claim, read.

    Parameters
    ----------
    subject : Subject
        What it is about.
    object : Subject or None
        What it relates the subject to.
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
        Which part or version of the subject is meant, such as ``new bridge``.
    """

    subject: Subject
    object: Subject | None
    stated: str
    unit: Unit
    qualifier: str
    window: Window | None
    period: str = ""
    source_ids: tuple[str, ...] = ()
    part: str = ""
