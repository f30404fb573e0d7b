"""Find what bears a place's name and is not the place: firms, papers, ships, namesakes."""

import re
from collections.abc import Iterable
from functools import lru_cache

from sinokorea_geo.language.rules import Patterns
from sinokorea_geo.toponyms.lexicon import RULES, SHARED, Candidate, Trust

_EN, _ZH, _KO = (Patterns(RULES[script]["organisation"]) for script in "LHK")
_ELSEWHERE = {script: Patterns(rules["elsewhere"]) for script, rules in RULES.items()}
#: Last words of organisations; words that leave a name a place; small words that end no name.
_HEADS, _PLACE_WORDS, _JOINS = (
    frozenset(RULES["L"]["organisation"][name].split()) for name in ("heads", "place", "joins")
)
_LATIN_NEAR = re.compile("[A-Za-z]{2}")
_QUOTES, _JOINING = (frozenset(SHARED["marks"][name]) for name in ("quotes", "joining"))
_LOOK_AHEAD = 9
_LINE = 300
_TITLE_SHARE = 0.6


class Organisations:
    """A text in which organisations and namesakes are looked for at one name after another."""

    def __init__(self, plain: str, starts: Iterable[int]) -> None:
        self.plain = plain
        self.starts = frozenset(starts)

    def is_elsewhere(self, one: Candidate) -> bool:
        """Tell whether a namesake in another region is meant: "Nanping in Fujian", 경기도 화성."""
        script = one.entry.scripts[1]
        rules = _ELSEWHERE.get(script, _ELSEWHERE["L"])
        if one.trust is Trust.SURE and script != "L":
            return script == "H" and rules["before"].search(one.before(self.plain, 12)) is not None
        if script == "H" and one.entry.korean and self.plain[one.end : one.end + 1] == "县":
            return True
        end = min(len(self.plain), one.end + 120)
        after = rules["after"].match(self.plain, one.end, end)
        return bool(after or rules["before"].search(one.before(self.plain, 24)))

    def end_of(self, one: Candidate) -> int | None:
        """Return where a firm, ship, person or product of the name ends; None if there is none."""
        plain, start, end = self.plain, one.start, one.end
        script = one.entry.scripts[1]
        # In a Chinese or Korean text no English words stand beside a name: spare the search.
        if script not in "HK" or _LATIN_NEAR.search(plain, max(0, start - 5), end + 6):
            after = end + (plain[end : end + 1] in _QUOTES)
            joined = plain[after : after + 1] in _JOINING
            at_once = _EN["after"].match(plain, after) if joined else None
            if at_once:
                return at_once.end() if script == "L" else end
            before = one.before(self.plain, 60)
            if _EN["before"].search(before):
                return end
            # "Kim Hyong Jik County" begins with a family name that is its own.
            if one.trust is not Trust.WORD and _EN["person_before"].search(before):
                return end
        if script == "H":
            return self._end_zh(one)
        return self._end_ko(one) if script == "K" else self._end_en(one)

    def _end_zh(self, one: Candidate) -> int | None:
        plain, end = self.plain, one.end
        before, short = one.before(self.plain, 8), len(one.entry.key) <= 2
        names = ["numbered", "street", "listed", "short", "head"]
        if before[-1:] in {" ", "(", '"', "'"}:
            names.insert(0, "alone")
        body = self._first(_ZH, names, end)
        if body is not None:
            return body
        if short and _ZH["demonym"].match(plain, end):
            return end + 1
        person = short and _ZH["person_before"].search(before)
        if _ZH["calling"].search(before) or (person and _ZH["person_after"].match(plain, end)):
            return end
        return None

    def _end_ko(self, one: Candidate) -> int | None:
        if _KO["calling"].search(one.before(self.plain, 6)):
            return one.end
        names = ["numbered", "words", *(["clan"] if one.trust is not Trust.SURE else [])]
        return self._first(_KO, names, one.end)

    def _first(self, rules: Patterns, names: Iterable[str], at: int) -> int | None:
        matches = (rules[name].match(self.plain, at) for name in names)
        return next((match.end() for match in matches if match), None)

    def _end_en(self, one: Candidate) -> int | None:
        plain, at = self.plain, one.end
        small = _EN["small_word"].match(plain, at) if plain[one.start].islower() else None
        if small and small[1] in _HEADS:
            return small.end()  # a text without capitals: "jilin bank"
        words: list[str] = []
        for _ in range(_LOOK_AHEAD):
            following = _EN["next"].match(plain, at)
            if not following or following.start("word") in self.starts:
                break
            word, link = following["word"].rstrip("."), following["link"]
            if link.startswith(","):
                break
            opens = bool(words) and words[0].lower() not in _PLACE_WORDS
            if link.strip() in _JOINS and not (opens or self._school_follows(at)):
                break
            at = following.end()
            low = word.lower().removesuffix("'s")
            if low in _HEADS and not (low in _PLACE_WORDS and not words):
                return at
            words.append(word)
        return self._unknown_body(one, words[0]) if words else None

    def _unknown_body(self, one: Candidate, first: str) -> int | None:
        """Take a capitalised word that no place is followed by for the rest of a name."""
        low = first.lower().removesuffix("'s")
        known = low in _PLACE_WORDS or first.isupper() or first.isdigit() or not first.isascii()
        if known or self._is_headline(one.start, one.end):
            return None
        if self.plain[one.end] == "-" or _EN["seat"].match(self.plain, one.end):
            return None
        return one.end + 1 + len(first)

    def _school_follows(self, at: int) -> bool:
        match = _EN["school"].match(self.plain, at)
        return match is not None and self.starts.isdisjoint(range(at, match.end()))

    def _is_headline(self, start: int, end: int) -> bool:
        """Tell whether the line is written with capitals throughout."""
        floor, ceiling = max(0, start - _LINE), min(len(self.plain), end + _LINE)
        left, right = self.plain.rfind("\n", floor, start), self.plain.find("\n", end, ceiling)
        line = self.plain[left + 1 if left >= 0 else floor : right if right >= 0 else ceiling]
        return _is_title(line.rstrip())


@lru_cache(maxsize=64)
def _is_title(line: str) -> bool:
    words = re.findall(r"\b[A-Za-z][\w'-]{3,}", line)
    large = sum(word[0].isupper() for word in words)
    titled = len(words) >= 4 and large > _TITLE_SHARE * len(words)
    return titled and not line.endswith((".", ".”", '."'))
