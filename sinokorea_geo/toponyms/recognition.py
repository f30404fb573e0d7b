"""Which of the names that a text spells are places."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from sinokorea_geo.toponyms.ambiguous import Trust
from sinokorea_geo.toponyms.candidates import Candidate, candidates
from sinokorea_geo.toponyms.context import is_elsewhere, is_supported
from sinokorea_geo.toponyms.discourse import Agreement
from sinokorea_geo.toponyms.extra_entries import FAR_AWAY
from sinokorea_geo.toponyms.index import Lexicon
from sinokorea_geo.toponyms.namesakes import Surroundings, body_end, is_person

__all__ = ["believed"]

_HANGUL = re.compile("[가-힣]")
_PERSONS = frozenset({"kimchaek", "kimhyongjik", "kimjongsuk"})


@dataclass
class _Doubts:
    """What the text itself gives as namesakes and as people."""

    elsewhere: set[str]
    people: set[str]

    @property
    def disputed(self) -> set[str]:
        """Keys and ids that the text also uses for somebody or something else."""
        return self.elsewhere | self.people

    def trust(self, one: Candidate, plain: str) -> Trust:
        entry = one.entry
        trust = entry.trust
        surface = plain[one.start : one.end]
        if entry.key == "jian":
            trust = Trust.NAMESAKE if "'" in surface else Trust.WEAK
        elif entry.key in _PERSONS:
            trust = Trust.WORD if " " in surface else Trust.NAMESAKE
        if trust is not Trust.SURE and (
            entry.key in self.people or set(entry.readings) & self.elsewhere
        ):
            return max(trust, Trust.WEAK)
        return trust


def believed(plain: str, lexicon: Lexicon) -> list[tuple[Candidate, Trust]]:
    """Return the candidates that are mentions, in order and without overlap.

    Parameters
    ----------
    plain : str
        The text in plain typing.
    lexicon : Lexicon
        The atlas's names.

    Returns
    -------
    list of (Candidate, Trust)
        Each with how far its name speaks for itself in this text.
    """
    every = candidates(plain, lexicon)
    around = Surroundings(plain, (one.start for one in every))
    doubts = _Doubts(set(), set())
    standing: list[Candidate] = []
    covered = 0
    for one in every:
        if one.start < covered or (one.entry.compound and not _names_crossing(plain, one, lexicon)):
            continue
        blocked = _blocked(around, one, doubts)
        if blocked is not None:
            covered = max(covered, blocked)
            while standing and standing[-1].end > one.start:
                standing.pop()
            continue
        standing.append(one)
        if doubts.trust(one, plain) < Trust.WEAK:
            covered = one.end
    return _supported(plain, standing, doubts, lexicon)


def _names_crossing(plain: str, one: Candidate, lexicon: Lexicon) -> bool:
    del lexicon
    tail = plain[one.end : one.end + 14].lower()
    return tail.startswith((" crossing", " border crossing", "口岸", " 통상구", " road crossing"))


def _blocked(around: Surroundings, one: Candidate, doubts: _Doubts) -> int | None:
    """Where a false friend that begins here ends."""
    if one.entry.trust is not Trust.SURE and is_elsewhere(around.plain, one):
        doubts.elsewhere.update(one.entry.readings[:1])
        return one.end
    if is_person(around, one):
        doubts.people.add(one.entry.key)
        return one.end
    return body_end(around, one)


def _supported(
    plain: str, standing: list[Candidate], doubts: _Doubts, lexicon: Lexicon
) -> list[tuple[Candidate, Trust]]:
    trusts = [doubts.trust(one, plain) for one in standing]
    held = {at for at, trust in enumerate(trusts) if trust < Trust.WEAK}
    for _ in range(3):
        starts = [standing[at].start for at in sorted(held)]
        news = set()
        for at, trust in enumerate(trusts):
            if at in held or trust < Trust.WEAK:
                continue
            one = standing[at]
            if any(
                _overlap(one, standing[other])
                for other in _near(at, len(standing))
                if other in held
            ):
                continue
            beside = _beside(standing, held, at)
            word = trust is Trust.WORD
            if _same_nearby(plain, at, standing, held) or is_supported(
                plain,
                one,
                beside,
                _window(starts, one.start),
                word=word,
                demoted=one.entry.trust is Trust.NAMESAKE,
            ):
                news.add(at)
        if not news:
            break
        held |= _apart(standing, news)
    old = len({one.entry.key for one in standing if one.entry.bygone})
    sure = [standing[at] for at in sorted(held)]
    agreement = Agreement(plain, lexicon, sure, doubts.disputed, old)
    held |= _agreed(plain, standing, trusts, held, agreement)
    return [(standing[at], trusts[at]) for at in sorted(held)]


def _agreed(
    plain: str, standing: list[Candidate], trusts: list[Trust], held: set[int], agreement: Agreement
) -> set[int]:
    """Doubtful names that the rest of the text speaks for."""
    news = set()
    for at, one in enumerate(standing):
        if at in held:
            continue
        close = [other for other in _near(at, len(standing)) if other != at]
        if any(_overlap(one, standing[other]) for other in close if other in held):
            continue
        near = [
            standing[other]
            for other in close
            if other in held and "\n\n" not in _between(plain, one, standing[other])
        ]
        others = [
            standing[other]
            for other in close
            if other not in held and abs(other - at) == 1 and trusts[other] < Trust.WORD
        ]
        if agreement.supports(one, trusts[at], near, others):
            news.add(at)
    return _apart(standing, news)


def _between(plain: str, one: Candidate, other: Candidate) -> str:
    return plain[min(one.end, other.end) : max(one.start, other.start)]


def _same_nearby(plain: str, at: int, standing: list[Candidate], held: set[int]) -> bool:
    """Whether it glosses a believed name of the same place, in a text of another script."""
    one = standing[at]
    if not _HANGUL.match(plain, one.start):
        return False
    around = plain[max(0, one.start - 2) : one.start] + plain[one.end : one.end + 2]
    if _HANGUL.search(around):
        return False
    mine = set(one.entry.readings)
    return any(
        abs(standing[other].start - one.start) < 200 and mine & set(standing[other].entry.readings)
        for other in range(max(0, at - 12), min(len(standing), at + 13))
        if other in held
    )


def _near(at: int, size: int) -> range:
    return range(max(0, at - 4), min(size, at + 5))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end and one is not other


def _window(starts: list[int], start: int) -> list[int]:
    at = bisect_left(starts, start)
    return starts[max(0, at - 2) : at + 2]


def _beside(
    standing: list[Candidate], held: set[int], at: int
) -> tuple[Candidate | None, Candidate | None]:
    ahead, behind = range(at - 1, max(-1, at - 5), -1), range(at + 1, min(len(standing), at + 5))
    before = next((standing[i] for i in ahead if i in held), None)
    after = next((standing[i] for i in behind if i in held), None)
    return _of_here(before), _of_here(after)


def _of_here(one: Candidate | None) -> Candidate | None:
    """Drop a mention that speaks for nothing on this border: "South Korea's Songdo"."""
    return None if one is None or one.entry.readings[0] in FAR_AWAY else one


def _apart(standing: list[Candidate], news: set[int]) -> set[int]:
    """Of candidates that overlap, the one that begins first and is longest."""
    kept: set[int] = set()
    end = -1
    for at in sorted(news):
        if standing[at].start >= end:
            kept.add(at)
            end = standing[at].end
    return kept
