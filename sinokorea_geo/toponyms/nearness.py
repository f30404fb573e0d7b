"""Which of two places of one name is meant, by what the text names around it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.index import Lexicon, Sense
from sinokorea_geo.toponyms.variants import Item

__all__ = ["Settled"]

#: The other one must lie this many times nearer to be preferred.
_NEARER = 3.0
#: How many mentions on either side are asked.
_AROUND = 4
_TOWNS = frozenset({"city", "town", "village"})
#: So many degrees away from all of them, a place without a position is the likelier one.
_FAR = 1.0
_SPOTS = frozenset({"city", "town", "village", "crossing", "port", "bridge"})
_PROVINCE = re.compile("省|성|(?:'s)? [Pp]rovince")
_UNITS = frozenset("省성市시")
_UNIT = re.compile("市|시|(?:'s)? [Cc]ity")


class Settled:
    """What the whole text says about names that two places share.

    Parameters
    ----------
    plain : str
        The text in plain typing.
    mentions : sequence of Candidate
        Its mentions, in order.
    lexicon : Lexicon
        The atlas's names.
    """

    def __init__(self, plain: str, mentions: Sequence[Candidate], lexicon: Lexicon) -> None:
        self.plain = plain
        self.mentions = mentions
        self.lexicon = lexicon
        self.provinces: set[str] = set()
        self.cities: set[str] = set()
        self._rivalries: dict[str, dict[str, Item]] = {}
        self._spots: dict[str, tuple[float, float] | None] = {}
        for one in mentions:
            if len(one.entry.readings) < 2 and not _UNITS & set(plain[one.end - 1 : one.end + 1]):
                continue
            if _PROVINCE.match(plain, one.end) or plain[one.end - 1] in "省성":
                self.provinces.update(one.entry.readings)
            elif _UNIT.match(plain, one.end) or plain[one.end - 1] in "市시":
                self.cities.update(one.entry.readings)

    def reading(self, at: int, sense: Sense) -> Sense:
        """Return what the mention at a position means, given what `sense` takes it for."""
        one = self.mentions[at]
        if len(one.entry.readings) < 2:
            return sense
        items = self._rivals(one)
        if sense.id not in items:
            return sense
        other = self._province(one, items, sense.id) or self._nearest(at, items, sense.id)
        if other is None:
            return sense
        others = (sense.id, *(key for key in sense.alternatives if key != other))
        return replace(sense, id=other, alternatives=others)

    def _rivals(self, one: Candidate) -> dict[str, Item]:
        """Return the towns or the province and city of a name; nothing where none compete."""
        key = one.entry.key
        if key not in self._rivalries:
            items = {reading: self.lexicon.items[reading] for reading in one.entry.readings}
            towns = [item for item in items.values() if item.kind in _TOWNS]
            kinds = {item.kind for item in items.values()}
            compete = len(towns) > 1 or kinds >= {"province", "city"}
            self._rivalries[key] = items if compete else {}
        return self._rivalries[key]

    def _province(self, one: Candidate, items: dict[str, Item], held: str) -> str | None:
        """Return the province that the text writes out elsewhere, for its bare name."""
        if items[held].kind != "city" or held in self.cities or one.entry.scripts[1] == "L":
            return None
        return next(
            (k for k, item in items.items() if item.kind == "province" and k in self.provinces),
            None,
        )

    def _nearest(self, at: int, items: dict[str, Item], held: str) -> str | None:
        """Return the bearer of the name that lies much nearer to the places named around it."""
        spots = {key: self._spot(key) for key, item in items.items() if item.kind in _TOWNS}
        if len(spots) < 2 or spots.get(held) is None:
            return None
        around = self._around(at)
        gaps = {
            key: min(_apart(spot, near) for near in around)
            for key, spot in spots.items()
            if spot is not None and around
        }
        best = min(gaps, key=lambda key: gaps[key], default=held)
        if best != held and gaps[best] * _NEARER < gaps[held]:
            return best
        nowhere = [key for key, spot in spots.items() if spot is None]
        return nowhere[0] if nowhere and gaps.get(held, 0.0) > _FAR else None

    def _around(self, at: int) -> list[tuple[float, float]]:
        """Return where the places lie that the same paragraph names by other names."""
        one = self.mentions[at]
        found = []
        for other in self.mentions[max(0, at - _AROUND) : at + 1 + _AROUND]:
            key = other.entry.readings[0]
            same = other.entry.readings[0] in one.entry.readings
            if same or self.lexicon.items[key].kind not in _SPOTS:
                continue
            gap = self.plain[min(one.end, other.end) : max(one.start, other.start)]
            spot = self._spot(key)
            if spot is not None and "\n\n" not in gap:
                found.append(spot)
        return found

    def _spot(self, key: str) -> tuple[float, float] | None:
        if key not in self._spots:
            geometry = self.lexicon.items[key].geometry
            point = None if geometry is None else geometry.representative_point()
            self._spots[key] = None if point is None else (float(point.x), float(point.y))
        return self._spots[key]


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far apart two positions are, in degrees; enough to tell near from far."""
    shrink = math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * shrink, one[1] - other[1])
