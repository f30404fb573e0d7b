"""Check the claims that a text makes, and excuse what contradicts them where it may mean more."""

from contextlib import suppress
from typing import Any

from sinokorea_geo.claims.check import ClaimCheck, check_row
from sinokorea_geo.claims.claim import ClaimRow, placed
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.words import WORDS
from sinokorea_geo.errors import SinoKoreaGeoError
from sinokorea_geo.language.units import unit_of
from sinokorea_geo.toponyms.mentions import Mention

#: What tells a claim, and what a check adds to it.
TOLD = ("measure", "subject_id", "object_id", "stated", "unit", "qualifier")
CHECKED = ("verdict", "why", "measured", "measured_unit", "tried")
UNCHECKED = "Read, not checked: {}."
#: A mention as likely as this is what it seems: one with other readings, and one without.
_SURE, _SURE_ALONE = 0.85, 0.7
_FEWEST = 2  # so many sources must speak against a number that nothing measures
_SPOT_DEG = 0.05  # readings no farther apart than this, in degrees, are of the same spot
_TOWNS = WORDS["towns"]


class Checker:
    """What the atlas says of the claims of one text."""

    def __init__(self, lookup: Lookup, source_id: str) -> None:
        self.lookup = lookup
        self.source_id = source_id
        self._known: dict[tuple[str, ...], ClaimCheck] = {}

    def checked(self, row: dict[str, Any], readings: list[tuple[str, str, str]]) -> dict[str, Any]:
        """Return a row with its verdict, empty for a claim that is not sure or may mean more."""
        if not row["sure"]:
            return row | {"why": UNCHECKED.format(row["why"])}
        try:
            check = self._check(row)
        except SinoKoreaGeoError as error:
            return row | {"why": f"It could not be checked: {error}"}
        row = row | {name: getattr(check, name) for name in CHECKED}
        but = self._excuse(row, check, readings) if check.verdict == "contradicted" else ""
        return row | {"verdict": "", "why": f"{check.why} {but}"} if but else row

    def is_sure(self, mention: Mention, areal: bool) -> bool:
        """Tell whether a mention is likely, or all its readings are of the same spot."""
        others = mention.alternatives
        likely = mention.score >= (_SURE if others else _SURE_ALONE)
        if likely or (areal and mention.kind in {"province", "prefecture"}):
            return True
        first, *rest = (placed(self.lookup.place(key)) for key in (mention.id, *others))
        return bool(rest) and all(
            first and one and first.position.dwithin(one.position, _SPOT_DEG) for one in rest
        )

    def _excuse(
        self, row: dict[str, Any], check: ClaimCheck, readings: list[tuple[str, str, str]]
    ) -> str:
        """Say why a contradiction is none; empty if it is one."""
        if check.measure == "date":  # places are opened more than once
            return "The sentence may speak of another opening."
        least = check.measured / 2 if isinstance(check.measured, float) else 0.0
        if check.measure == "length" and float(row["stated"].rpartition("-")[2]) < least:
            return "But it may be the length of a part."
        ends = (self.lookup.place(row[key]) for key in ("subject_id", "object_id"))
        town = any(end and end.kind in _TOWNS["kinds"] for end in ends)
        if town and _is_near(row, check):
            return "But it may be counted from another part of the town."
        against = [tried for tried in check.tried if tried["says"] == "against"]
        sources = {key for tried in against for key in tried["source_ids"].split()}
        if len(sources) < _FEWEST and all(tried["basis"] == "stated" for tried in against):
            return "But only one source says so."
        for surface, column, key in readings:
            with suppress(SinoKoreaGeoError):
                if self._check(row | {column: key}).verdict != "contradicted":
                    return f"But “{surface}” may also be {key}, of which that is not so."
        return ""

    def _check(self, row: dict[str, Any]) -> ClaimCheck:
        """Check a claim; one that a text repeats is checked once."""
        key = tuple(row[name] for name in TOLD)
        if key not in self._known:
            told = ClaimRow(source_ids=self.source_id, **dict(zip(TOLD, key, strict=True)))  # type: ignore[typeddict-item]  # names of columns
            self._known[key] = check_row(self.lookup, told)
        return self._known[key]


def _is_near(row: dict[str, Any], check: ClaimCheck) -> bool:
    """Tell whether a distance is as much off as a town is wide."""
    if check.measure not in {"distance", "straight-line"}:
        return False
    low, _, high = row["stated"].partition("-")
    wide = _TOWNS["wide_m"] / unit_of(row["unit"]).factor
    measured = [tried["value"] for tried in check.tried if tried["basis"] == "measured"]
    return any(float(low) - wide <= value <= float(high or low) + wide for value in measured)
