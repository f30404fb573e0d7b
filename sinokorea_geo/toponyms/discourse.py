"""What the rest of a text says for a doubtful name: one text calls one place by one name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sinokorea_geo.toponyms.ambiguous import Trust
from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.context import LIST_GAP
from sinokorea_geo.toponyms.index import Entry, Lexicon

__all__ = ["Agreement", "are_opposite"]

#: How far off the town across the river may be named, and what belongs to a place may be.
_ACROSS = 150
_KIN = {"heaven-lake": "paektu"}
#: So many old spellings make a text one on the past.
_OLD_TEXT = 3
#: Where a text only quotes or explains a word, or goes there.
_PLACE_ZH = re.compile(
    "(?:在|到|从|往|赴|抵达|抵|去|至|通向|通往|前往|途经|经|离开|生于|位于|对岸的|对面的|附近的|[“「『])$"
)
_PLACE_KO = re.compile(
    r"(?:시|군|읍|진|리)?(?:에서|에선|에는|에도|까지|부터|쪽|행|발|으?로(?![가-힣])"
    r"|의 (?:[가-힣]{2,4} )?(?:광산|주민|시장|장마당|소식통|세관|강변|거리|역|마을|농민|공장|사람"
    r"|물|수온)|[’”'\"]?(?:이라고|라고|이라) (?:적|불|부르|쓰|썼))"
)
_BESIDE_KO = re.compile(r"(?:맞은편|건너편?|인근|근처|이웃한?|국경도시|옛|옆) $")
_REGION_KO = re.compile(
    r"(?:(?:평안|함경|황해)[남북]?도|평북|평남|함북|함남|자강도?|량강도?|양강도?) $"
)
_TOWARDS_KO = re.compile(
    r"(?:으?로 (?:이어지|향하|향한|가는|가던|들어가|통하|연결|떠나|보내|출발)"
    r"|[을를] (?:통한|통해|거쳐|지나|떠나|오가|방문)|이?라 불)"
)
_FROM_ZH = re.compile("(?:从|往|抵达|前往|途经|通往)$")
_NAMED_KO = re.compile(r"[의는은와과도로]|에|까지|쪽|[,.·(—-]")
_HAN = re.compile("[\u4e00-\u9fff]")
_STOP = re.compile(r"[。！？!?\n]|\.(?= )")
#: A particle after which an everyday word is as likely: 무산을 막다, 구성이 끝나다.
_OBJECT_KO = re.compile("[을를](?![가-힣])|이 (?:아니|되|됐|끝)|될|된|하")
_PERSONAL = frozenset({"jian"})


class Agreement:
    """What a text has already settled.

    Parameters
    ----------
    plain : str
        The text in plain typing.
    lexicon : Lexicon
        The atlas's names.
    held : sequence of Candidate
        The mentions that are believed so far.
    disputed : set of str
        Keys and ids that the text also uses for people or for namesakes.
    old : int
        How many names of the past it holds, believed or not.
    """

    def __init__(
        self,
        plain: str,
        lexicon: Lexicon,
        held: Sequence[Candidate],
        disputed: set[str],
        old: int,
    ) -> None:
        self.plain = plain
        self.lexicon = lexicon
        self.keys = {one.entry.key for one in held}
        self.ids = {one.entry.readings[0] for one in held}
        self.disputed = disputed
        self.old = old >= _OLD_TEXT

    def supports(
        self, one: Candidate, trust: Trust, near: Sequence[Candidate], others: Sequence[Candidate]
    ) -> bool:
        """Whether the text speaks for a doubtful name.

        Parameters
        ----------
        one : Candidate
            The name.
        trust : Trust
            How far it speaks for itself.
        near : sequence of Candidate
            Mentions around it that are believed.
        others : sequence of Candidate
            Doubtful names right before and after it.
        """
        entry = one.entry
        if self.disputed & {entry.key, entry.readings[0]}:
            return bool(near) and self._placed(one)
        across = [other for other in near if self._across(one, other)]
        if self._in_region(one) or (near and self._led(one)):
            return True
        if trust is Trust.WORD:
            return self._known_word(one) or (
                self._named(one) and any(self._one_sentence(one, other) for other in across)
            )
        if across:
            return True
        if entry.scripts[1] == "K" and _OBJECT_KO.match(self.plain, one.end):
            return False
        return (
            self._known(entry)
            or (bool(near) and self._placed(one))
            or any(self._paired(one, other) for other in others)
        )

    def _known(self, entry: Entry) -> bool:
        """Whether the text has the name elsewhere, or the place by another name."""
        by_place = entry.key not in _PERSONAL and not entry.acronym
        return (
            entry.key in self.keys
            or (by_place and entry.readings[0] in self.ids)
            or (entry.bygone and self.old)
        )

    def _known_word(self, one: Candidate) -> bool:
        place = one.entry.readings[0]
        known = one.entry.key in self.keys or bool(self.ids & {place, _KIN.get(place, place)})
        return known and self._placed(one)

    def _in_region(self, one: Candidate) -> bool:
        return one.entry.scripts[1] == "K" and bool(
            _REGION_KO.search(self.plain, max(0, one.start - 6), one.start)
        )

    def _led(self, one: Candidate) -> bool:
        """Whether the words around it leave nothing but a place, everyday word or not."""
        script = one.entry.scripts[1]
        if script == "K":
            return _TOWARDS_KO.match(self.plain, one.end) is not None
        return (
            script == "H"
            and _FROM_ZH.search(self.plain, max(0, one.start - 2), one.start) is not None
        )

    def _placed(self, one: Candidate) -> bool:
        """Whether something beside it is said of places only."""
        script = one.entry.scripts[1]
        if script == "K":
            before = _BESIDE_KO.search(self.plain, max(0, one.start - 6), one.start)
            return before is not None or _PLACE_KO.match(self.plain, one.end) is not None
        if script == "H":
            return _PLACE_ZH.search(self.plain, max(0, one.start - 4), one.start) is not None
        return False

    def _named(self, one: Candidate) -> bool:
        """Whether an everyday word stands as names do, with nothing that the word goes with."""
        if one.entry.scripts[1] != "K":
            return True
        before = self.plain[max(0, one.start - 3) : one.start]
        return not before.endswith(("온 ", "새 ")) and bool(_NAMED_KO.match(self.plain, one.end))

    def _one_sentence(self, one: Candidate, other: Candidate) -> bool:
        kin = {one.entry.readings[0], other.entry.readings[0]} & set(_KIN)
        low, high = sorted((one, other), key=lambda each: each.start)
        if kin or not _STOP.search(self.plain, low.end, high.start):
            return True
        # In direct speech a name may stand alone between its marks.
        around = self.plain[max(0, one.start - 1) : one.start] + self.plain[one.end : one.end + 1]
        return one.entry.scripts[1] == "H" and not _HAN.search(around)

    def _across(self, one: Candidate, other: Candidate) -> bool:
        low, high = sorted((one, other), key=lambda each: each.start)
        gap = self.plain[low.end : high.start]
        if len(gap) > _ACROSS or "\n\n" in gap:
            return False
        return are_opposite(one, other, self.lexicon)

    def _paired(self, one: Candidate, other: Candidate) -> bool:
        """Whether two doubtful names make a list: both are hardly so by accident."""
        low, high = sorted((one, other), key=lambda each: each.start)
        script = one.entry.scripts[1]
        gap = self.plain[low.end : high.start]
        if script == "L" or script != other.entry.scripts[1] or not gap:
            return False
        if len(gap) > 8 or not LIST_GAP.fullmatch(gap):
            return False
        return script == "H" or _PLACE_KO.match(self.plain, high.end) is not None


def are_opposite(one: Candidate, other: Candidate, lexicon: Lexicon) -> bool:
    """Whether two names are those of the ends of one crossing, or of a mountain and its lake."""
    mine, theirs = one.entry.readings, other.entry.readings
    if any(_KIN.get(a) == b for a in mine for b in theirs):
        return True
    if set(mine) & set(theirs):
        return False
    ends = {key for reading in mine for key in lexicon.facets.get(("crossing", reading), ())}
    return any(
        key in ends for reading in theirs for key in lexicon.facets.get(("crossing", reading), ())
    )
