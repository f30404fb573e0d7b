"""Every stretch of a text that spells a name as a word of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from sys import maxsize

from sinokorea_geo.language.korean import is_tail
from sinokorea_geo.language.normalise import fold_text
from sinokorea_geo.toponyms.ambiguous import BROKEN_AFTER, BROKEN_BEFORE, Trust
from sinokorea_geo.toponyms.index import Entry, Lexicon, script_of

__all__ = ["Candidate", "candidates"]

_JOINTS = re.compile(r"^(?:'|-|-\n|·)$")
_SPACES = re.compile(r"^[ \t]?[-–—―]?[ \t]*\r?\n?[ \t]*$")
_MARKS = re.compile(r"^[ \t]?[-–—―·,、/&'.()（）]{0,2}[ \t]*\r?\n?[ \t]*[(（]?$")
_LINE_END = re.compile(r"^[ \t]*\r?\n[ \t]*$")
#: Addresses of pages and people: what stands in them is not running text.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[!-~]+"
    r"|(?<![A-Za-z0-9.-])[A-Za-z0-9-]{1,63}\.(?:com|cn|org|net|kr|kp)\b[!-~]*"
)
_LONG_NAME = 5
_QUOTES = frozenset("’”'\"」』")


@dataclass(frozen=True)
class Candidate:
    """A stretch of plain text that may be a mention.

    Parameters
    ----------
    start, end : int
        Where in the plain text.
    entry : Entry
        The form that it spells.
    """

    start: int
    end: int
    entry: Entry


def candidates(plain: str, lexicon: Lexicon) -> list[Candidate]:
    """Return the candidates in order, longer ones first where several begin together."""
    folded = fold_text(plain)
    at = folded.at
    addresses = [match.span() for match in _ADDRESS.finditer(plain)]
    found: list[Candidate] = []
    waiting: list[Candidate] = []
    runs_on = folded.runs_on
    for last, entry in lexicon.automaton.iter(folded.text):
        length = len(entry.key)
        first = last - length + 1
        first_script, last_script = entry.scripts
        if first_script == "L" and runs_on[first] & 1:
            continue
        start, end = at[first], at[last] + 1
        if last_script == "L" and runs_on[last] & 2 and not _in_plural(plain, end, entry):
            continue
        if end - start != length and not _gaps_fit(plain, at, first, entry):
            continue
        if not _whole(plain, start, end, entry):
            continue
        if addresses and _within(addresses, start):
            continue
        one = Candidate(start, end, entry)
        glued = first_script == "K" and start and script_of(plain[start - 1]) == "K"
        (waiting if glued else found).append(one)
    if waiting:
        found += _unglued(plain, waiting, found)
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def _within(spans: list[tuple[int, int]], start: int) -> bool:
    at = bisect_right(spans, (start, maxsize)) - 1
    return at >= 0 and start < spans[at][1]


def _in_plural(plain: str, end: int, entry: Entry) -> bool:
    """Whether the letter after a name is the s of "the Changbai Mountains"."""
    rest = plain[end : end + 2]
    return entry.plural and rest[0] in "sS" and not rest[1:].isalpha()


def _whole(plain: str, start: int, end: int, entry: Entry) -> bool:
    """Whether the stretch is not part of a longer word, and written as a name is."""
    first_script, last_script = entry.scripts
    before = plain[start - 1] if start else ""
    after = plain[end] if end < len(plain) else ""
    if first_script == "L" and not _capital(plain[start:end], before, entry):
        return False
    if last_script == "D" and after.isdigit():
        return False
    if last_script == "K" and (after in _QUOTES or script_of(after) == "K"):
        return after not in BROKEN_AFTER.get(entry.key, "") and is_tail(
            plain, end, entry.key if entry.trust is Trust.SURE else ""
        )
    if last_script != "H":
        return True
    return not (_broken(plain, start, entry.key, after) or is_conjunction(plain, start, end))


#: The lakes of other mountains are called so too.
_OUR_LAKE = re.compile("(?:长白|白头)山$")


def _broken(plain: str, start: int, name: str, after: str) -> bool:
    """Whether Chinese characters beside a name make other words of it."""
    before = plain[start - 1] if start else ""
    if name == "天池" and before == "山":
        return not _OUR_LAKE.search(plain, max(0, start - 3), start)
    ahead = bool(before) and before in BROKEN_BEFORE.get(name[:2], "")
    harbour = name.endswith("港") and after in {"口", "澳"}
    return ahead or harbour or (bool(after) and after in BROKEN_AFTER.get(name, ""))


#: Words in which 和 before 龙 is "and": 龙井市和龙潭区, 龙虾和龙利鱼.
_AND = re.compile(
    "和龙(?!市|县|口岸|林业)(?:[\u4e00-\u9fff]{1,2}(?<![山地辖城])[区县镇乡村湖湾沟岗](?!域)|井|潭|岗)"
)


def is_conjunction(plain: str, start: int, end: int) -> bool:
    """Whether a name that begins with 和 is "and" with another name behind it."""
    return (
        plain.startswith("和龙", start)
        and end - start == 2
        and _AND.match(plain, start) is not None
    )


def _capital(surface: str, before: str, entry: Entry) -> bool:
    if entry.acronym:
        return surface.isupper()
    if entry.any_case or surface[0].isupper() or surface[0].isdigit():
        return True
    # "the new Yalu River Bridge": a name may begin with a word that print leaves small.
    words = surface.split()
    return len(words) > 2 and words[1][0].isupper() and before in " (\n"


def _gaps_fit(plain: str, at: list[int], first: int, entry: Entry) -> bool:
    """Whether what stands between the letters may stand inside this name."""
    for inner in range(1, len(entry.key)):
        left, right = at[first + inner - 1] + 1, at[first + inner]
        if right > left and not _gap_fits(plain[left:right], inner, entry):
            return False
    return True


def _gap_fits(gap: str, inner: int, entry: Entry) -> bool:
    key = entry.key
    if inner in entry.marks:
        return _MARKS.match(gap) is not None
    if inner in entry.spaces:
        return _SPACES.match(gap) is not None
    script = script_of(key[inner])
    if script == "K":
        # Korean is free to put a space into a long compound: 압록강 철교.
        room = min(inner, len(key) - inner) >= 2 and len(key) >= _LONG_NAME
        return gap == " " and room and not key.endswith("하구")
    if _JOINTS.match(gap):
        return True
    return script == "H" == script_of(key[inner - 1]) and _LINE_END.match(gap) is not None


#: What Korean writes without a space before a place's name.
_PREFIXES = re.compile(
    r"(?:^|[^가-힣])(?:중국|북한|조선|북|중|조|신|구|옛|남|동|서|현|대|접경도시|국경도시|인근"
    r"|현지|과|와|및|등)$"
)


def _unglued(plain: str, waiting: list[Candidate], found: list[Candidate]) -> list[Candidate]:
    """Candidates that follow another name without a space: 함경북도회령시."""
    ends = {one.end for one in found}
    kept = []
    for one in sorted(waiting, key=lambda one: one.start):
        before = plain[max(0, one.start - 8) : one.start]
        follows = one.start in ends or (
            plain[one.start - 1] in "도시군성현" and one.start - 1 in ends
        )
        if follows or (
            _PREFIXES.search(before)
            and len(one.entry.key) > 1
            and before[-1] not in "남동서대현과와"
        ):
            kept.append(one)
            ends.add(one.end)
    return kept
