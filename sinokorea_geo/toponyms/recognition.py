"""Decide which of the names that a text spells are places."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from sinokorea_geo.language.rules import Patterns
from sinokorea_geo.toponyms.lexicon import EXTRA, GAPS, RULES, SHARED, Candidate, Trust
from sinokorea_geo.toponyms.organisations import Organisations

_RULES = {script: Patterns(rules["support"]) for script, rules in RULES.items()}
_EN, _KO = _RULES["L"], _RULES["K"]
_REACH = {script: int(rules["support"]["reach"]) for script, rules in RULES.items()}
_TEXT = Patterns(SHARED["text"])
_COMPANIONS: dict[str, list[str]] = EXTRA["companions"]
_LONG_NAME = 7  # a name of so many letters is hardly written by chance
_PARAGRAPH, _LONGEST_GAP, _LONGEST_GLOSS = 500, 40, 6
#: A text that names so many places of this border without doubt is about it; one so long that
#: names none, nor any border or crossing, is about something else; its length in bytes, of which
#: Chinese and Korean letters take three.
_MANY = 3
_LONG_TEXT = 160
_FAR = frozenset(EXTRA["context"]["ids"]) - {EXTRA["context"]["about"]}


def recognise(plain: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that are mentions, in order and without overlap."""
    organisations = Organisations(plain, (one.start for one in found))
    standing: list[Candidate] = []
    elsewhere: set[str] = set()
    covered = 0
    for one in found:
        crossing = not one.entry.compound or _TEXT["crossing"].match(plain, one.end)
        if one.start < covered or not crossing:
            continue
        away = organisations.is_elsewhere(one)
        elsewhere.update(one.entry.readings[: int(away)])
        ends = one.end if away else organisations.end_of(one)
        if ends is not None:
            covered = max(covered, ends)
            while standing and standing[-1].end > one.start:
                standing.pop()
            continue
        standing.append(one)
        if one.trust < Trust.WEAK:
            covered = one.end
    return _Evidence(plain, standing, elsewhere).accepted()


class _Evidence:
    """What a text says for the doubtful ones among its candidates."""

    def __init__(self, plain: str, standing: list[Candidate], elsewhere: set[str]) -> None:
        self.plain = plain
        self.standing = standing
        self.elsewhere = elsewhere
        sure = (one for one in standing if one.trust is Trust.SURE)
        far = len(plain.encode("utf-8", "surrogatepass")) > _LONG_TEXT and all(
            one.entry.readings[0] in _FAR for one in sure
        )
        self.is_far = far and _TEXT["about"].search(plain) is None
        self.doubted = {
            at
            for at, one in enumerate(standing)
            if one.trust >= Trust.WEAK
            or (one.trust is Trust.NAMESAKE and (self.is_far or self._is_away(one)))
        }
        self.held = sorted(set(range(len(standing))) - self.doubted)

    def accepted(self) -> list[Candidate]:
        """Return the candidates that nothing doubts and those that something speaks for."""
        passes = (self._is_beside, self._is_beside, self._is_known)
        for supports in () if self.is_far else passes:
            held = [self.standing[at] for at in self.held]
            self._starts = [one.start for one in held if one.entry.readings[0] not in _FAR]
            self._known = {one.entry.key for one in held}
            self._places: defaultdict[str, list[int]] = defaultdict(list)
            for one in held:
                self._places[one.entry.readings[0]].append(one.start)
            news = [at for at in sorted(self.doubted) if self._is_free(at) and supports(at)]
            end = -1  # of those that overlap the one that begins first and is longest is accepted
            for at in news:
                if self.standing[at].start >= end:
                    self.doubted.discard(at)
                    self.held.append(at)
                    end = self.standing[at].end
            self.held.sort()
        return [self.standing[at] for at in self.held]

    def _is_away(self, one: Candidate) -> bool:
        """Tell whether the text puts a bearer of the name into another region."""
        return not self.elsewhere.isdisjoint(one.entry.readings)

    def _is_free(self, at: int) -> bool:
        """Tell whether no accepted mention overlaps a candidate."""
        one = self.standing[at]
        near = (self.standing[other] for other in self._held_around(at, 3))
        return all(other.end <= one.start or one.end <= other.start for other in near)

    def _held_around(self, at: int, reach: int) -> list[int]:
        middle = bisect_left(self.held, at)
        return self.held[max(0, middle - reach) : middle + reach]

    def _is_beside(self, at: int) -> bool:
        """Tell whether a unit, a list, a gloss or a place near by speaks for a name."""
        one = self.standing[at]
        script = one.entry.scripts[1]
        unit = _RULES.get(script, _EN)["unit"].match(self.plain, one.end)
        # "나선 주민" are as likely people who step out.
        apart = script == "K" and one.trust is Trust.WORD and self.plain.startswith(" ", one.end)
        if (unit and not apart) or self._is_linked(at):
            return True
        if one.trust is Trust.NAMESAKE:
            return self._near_sure(at, _PARAGRAPH)
        if self._has_companion(one) and not self._is_blocked(one):
            return True
        near = self._near_sure(at, _REACH.get(script, _REACH["L"]))
        return near and self._is_likely(one)

    def _is_likely(self, one: Candidate) -> bool:
        """Tell whether a name beside a place without doubt stands as names of places do."""
        script, led = one.entry.scripts[1], self._is_led(one)
        if one.trust is Trust.WORD:
            return led and script != "L"
        free = script == "K" and _KO["free_after"].match(self.plain, one.end)
        many = free and len(self._places) >= _MANY and not self._is_blocked(one)
        likely = script == "H" or bool(many)
        return led or (likely and not self._is_away(one))

    def _is_known(self, at: int) -> bool:
        """Tell whether the text has the name elsewhere, or names many places of this border."""
        one = self.standing[at]
        if self._is_away(one) or self._is_blocked(one):
            return False
        latin, many = one.entry.scripts[1] == "L", len(self._places) >= _MANY
        if one.trust is Trust.WORD:
            return many and self._is_led(one) and not latin
        if one.entry.key in self._known:
            return not one.entry.acronym
        if latin:
            return many and len(one.entry.key) >= _LONG_NAME
        return one.entry.readings[0] in self._places or (many and self._is_led(one))

    def _is_led(self, one: Candidate) -> bool:
        """Tell whether the words beside a name go with places: "in …", 到…, …에서."""
        script = one.entry.scripts[1]
        before = one.before(self.plain, 14)
        if _RULES.get(script, _EN)["near_before"].search(before):
            return True
        if before.isascii() and _EN["near_before"].search(before):
            return True  # "in 나선"
        return script == "K" and _KO["near_after"].match(self.plain, one.end) is not None

    def _is_blocked(self, one: Candidate) -> bool:
        """Tell whether the words beside a Korean name make an everyday word as likely."""
        if one.entry.scripts[1] != "K":
            return False
        after = _KO["not_after"].match(self.plain, one.end)
        return bool(after or _KO["not_before"].search(one.before(self.plain, 3)))

    def _has_companion(self, one: Candidate) -> bool:
        """Tell whether the place that it belongs to is named near by: 백두산 … 천지."""
        return any(
            abs(start - one.start) < _PARAGRAPH
            for place in _COMPANIONS.get(one.entry.readings[0], ())
            for start in self._places.get(place, ())
        )

    def _near_sure(self, at: int, reach: int) -> bool:
        start = self.standing[at].start
        middle = bisect_right(self._starts, start)
        for other in self._starts[max(0, middle - 2) : middle + 2]:
            low, high = sorted((start, other))
            if low < high <= low + reach and "\n\n" not in self.plain[low:high]:
                return True
        return False

    def _is_linked(self, at: int) -> bool:
        """Tell whether a list, a container or a gloss of an accepted mention stands next to it."""
        one = self.standing[at]
        if one.entry.scripts[1] == "K" and _KO["parent_before"].search(one.before(self.plain, 6)):
            return True
        for other in (self.standing[other] for other in self._held_around(at, 1)):
            gap = self.plain[min(one.end, other.end) : max(one.start, other.start)]
            if len(gap) >= _LONGEST_GAP:
                continue
            ahead = other.start < one.start
            same = not set(one.entry.readings).isdisjoint(other.entry.readings)
            names = ["list", "parent" if ahead else "child"]
            names += ["gloss"] if (ahead or same) and len(gap) < _LONGEST_GLOSS else []
            if any(GAPS[name].fullmatch(gap) for name in names):
                return True
        return False
