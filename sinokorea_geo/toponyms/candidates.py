"""Find every stretch of a text that spells a name as a word of its own."""

from __future__ import annotations

import re
from array import array

from sinokorea_geo.language.normalise import Folded, fold_text, script_of
from sinokorea_geo.language.rules import Patterns
from sinokorea_geo.toponyms.lexicon import GAPS, RULES, SHARED, Candidate, Entry, Lexicon, Trust

_ZH, _KO = RULES["H"]["broken"], RULES["K"]["broken"]
_PERSONS = frozenset(RULES["L"]["names"]["person"].split())
_BROKEN_BEFORE: dict[str, str] = {**_ZH["before"], **_KO["before"]}
_BROKEN_AFTER: dict[str, str] = {**_ZH["after"], **_KO["after"]}
_BROKEN = {key: re.compile(text) for key, text in _ZH["patterns"].items()}
_TAIL = Patterns(RULES["K"]["tail"])
_UNIT_ENDS, _WINDS, _WHOLE = (RULES["K"]["tail"][name] for name in ("unit_ends", "winds", "whole"))
_TEXT = Patterns(SHARED["text"])
_LONG_NAME = 5
_QUOTES = frozenset(SHARED["marks"]["quotes"])
#: Text with fewer capitals than this share of its Latin letters is taken to have none.
_CAPITALS, _FEWEST_LETTERS, _SHORTEST_SMALL = 0.005, 20, 5


def candidates(plain: str, lexicon: Lexicon) -> list[Candidate]:
    """Return the candidates in order, longer ones first where several begin together."""
    plain = _TEXT["address"].sub(lambda match: "_" * len(match.group()), plain)
    folded = fold_text(plain)
    small = _is_small(plain)
    found: list[Candidate] = []
    ends: set[int] = set()
    for last, entry in lexicon.automaton.iter(folded.text):
        one = _candidate(plain, folded, last, entry, small=small)
        if one is None:
            continue
        before = one.before(plain, 8)
        if entry.scripts[0] == "K" and before and script_of(before[-1]) == "K":
            # What is glued to a word must follow another name, as in 함경북도회령시, or a prefix.
            follows = one.start in ends or (before[-1] in _UNIT_ENDS and one.start - 1 in ends)
            led = len(entry.key) > 1 and before[-1] not in _WINDS
            if not (follows or (led and _TAIL["prefixes"].search(before))):
                continue
        found.append(one)
        ends.add(one.end)
    found.sort(key=lambda one: (one.start, -one.end))
    return found


def _candidate(
    plain: str, folded: Folded, last: int, entry: Entry, *, small: bool
) -> Candidate | None:
    """Return what an entry's letters make that end at a place of the folded text."""
    length = len(entry.key)
    first = last - length + 1
    start, end = folded.at[first], folded.at[last] + 1
    if entry.scripts[0] == "L" and folded.runs_on[first] & 1:
        return None
    if entry.scripts[1] == "L" and folded.runs_on[last] & 2:
        # The letter after it may be the s of "the Changbai Mountains".
        rest = plain[end : end + 2]
        if not entry.plural or rest[0] not in "sS" or rest[1:].isalpha():
            return None
    if end - start != length and not _gaps_fit(plain, folded.at, first, entry):
        return None
    surface, trust = plain[start:end], entry.trust
    if entry.key in _PERSONS:  # "Kim Chaek"
        trust = Trust.WORD if " " in surface else Trust.NAMESAKE
    elif trust is Trust.WEAK and "'" in surface:  # "Ji'an"
        trust = Trust.NAMESAKE
    one = Candidate(start, end, entry, trust)
    return one if _is_whole(plain, one, small=small) else None


def _is_small(plain: str) -> bool:
    """Tell whether a text has Latin letters and no capitals to speak of."""
    if not plain.isascii() and len(re.findall("[a-z]{3}", plain[:2000])) < _FEWEST_LETTERS:
        return False
    letters = sum(map(str.isalpha, plain[:100_000]))
    capitals = sum(map(str.isupper, plain[:100_000]))
    return letters >= _FEWEST_LETTERS and capitals < _CAPITALS * letters


def _is_whole(plain: str, one: Candidate, *, small: bool) -> bool:
    """Tell whether a stretch is not part of a longer word, and written as a name is."""
    start, end, entry, trust = one.start, one.end, one.entry, one.trust
    first_script, last_script = entry.scripts
    before = plain[start - 1] if start else ""
    after = plain[end] if end < len(plain) else ""
    if first_script == "L":
        plainly = small and trust < Trust.WEAK and len(entry.key) >= _SHORTEST_SMALL
        if not (plainly or _has_capital(plain[start:end], before, entry)):
            return False
    if before and before in _BROKEN_BEFORE.get(entry.key[:2], ""):
        return False
    broken_after = _BROKEN_AFTER.get(entry.key, ""), _BROKEN_AFTER.get(entry.key[-1], "")
    if after and (after in broken_after[0] or after in broken_after[1]):
        return False
    if last_script == "D":
        return not after.isdigit()
    if last_script == "K" and (after in _QUOTES or script_of(after) == "K"):
        return is_tail(plain, end, entry.key if trust is Trust.SURE else "")
    broken = _BROKEN.get(entry.key)
    return broken is None or broken.match(plain, start) is None


def is_tail(plain: str, end: int, sure: str = "") -> bool:
    """Tell whether the Korean letters that follow a name are units, nouns and particles.

    The North writes nouns together: after a `sure` name that ends in its unit, any may follow.
    """
    never = _TAIL["never"]
    if _TAIL["deed"].match(plain, end) or never.match(plain, end) or never.match(plain, end - 1):
        return False
    if _TAIL["tail"].match(plain, end):
        return True
    word = _TAIL["any_word"].match(plain, end) if _TAIL["unit_ended"].match(sure) else None
    return word is not None and not _TAIL["firm"].search(word.group())


def _has_capital(surface: str, before: str, entry: Entry) -> bool:
    if entry.acronym:
        return surface.isupper()
    if entry.any_case or surface[0].isupper() or surface[0].isdigit():
        return True
    # "the new Yalu River Bridge": a name may begin with a word that print leaves small.
    words = surface.split()
    return len(words) > 2 and words[1][0].isupper() and before in " (\n"


def _gaps_fit(plain: str, at: array[int], first: int, entry: Entry) -> bool:
    """Tell whether what stands between the letters may stand inside this name."""
    places = ((inner, first + inner) for inner in range(1, len(entry.key)))
    gaps = ((plain[at[here - 1] + 1 : at[here]], inner) for inner, here in places)
    return all(_gap_fits(gap, inner, entry) for gap, inner in gaps if gap)


def _gap_fits(gap: str, inner: int, entry: Entry) -> bool:
    key = entry.key
    if inner in entry.marks or inner in entry.spaces:
        return GAPS["mark" if inner in entry.marks else "space"].match(gap) is not None
    script = script_of(key[inner])
    if script == "K":
        if gap == "\n":  # text out of a PDF breaks words at the end of a line
            return entry.trust is Trust.SURE and len(key) > 2
        # Korean is free to put a space into a long compound: 압록강 철교.
        room = min(inner, len(key) - inner) >= 2 and len(key) >= _LONG_NAME
        return gap == " " and room and not key.endswith(_WHOLE)
    broken = script == "H" == script_of(key[inner - 1]) and GAPS["line_end"].match(gap)
    return bool(broken or GAPS["joint"].match(gap))
