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

    `measures` are the one it names, or those it may mean; `window` is what may be true if it is, in
    base units, None without a number; `source_ids` are who makes it; `part` is the part or version
    of the subject that is meant, such as ``new``.
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
