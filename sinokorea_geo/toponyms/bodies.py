"""Find what bears a place's name and is not the place: firms, papers, ships, namesakes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sinokorea_geo.language.rules import read_rules
from sinokorea_geo.toponyms.entries import Candidate, Trust

__all__ = ["Bodies"]

_EN, _ZH, _KO = (read_rules("sinokorea_geo.toponyms", name) for name in ("en", "zh", "ko"))
_HEADS = frozenset(_EN["body"]["heads"].split())
_PLACE_WORDS = frozenset(_EN["body"]["place"].split())
#: Small words that end no name of a body: most names follow one of them.
_PLAIN = frozenset(_EN["body"]["plain"].split())
_AFTER_EN = re.compile("|".join(_EN["body"]["after"]))
_BEFORE_EN = re.compile(_EN["body"]["before"])
_SEAT_EN = re.compile(_EN["body"]["seat"])
#: A capitalised word that follows in the same name, with a small word between if need be.
_NEXT = re.compile(
    r"(?P<link>(?:,? |(?<=\w)-| & | (?:of|and|for|the) ))(?P<word>[A-Z][\w'&.-]*|\d+(?=\b))"
)
_SMALL_WORD = re.compile(r" ([a-z]+)")
_FIRM_ENDS = frozenset({"Inc", "Ltd", "Co", "LLC", "Corp"})
_JOINS = frozenset({"and", "&", "of", "for", "the"})
_SCHOOL = re.compile(
    r" (?:and|&|of|for) (?:[A-Z][a-z]+ ){0,3}(?:University|College|Institute|Academy|School)\b"
)
_LATIN_NEAR = re.compile("[A-Za-z]{2}")
_STREET, _LISTED, _SHORT, _NUMBERED_ZH, _DEMONYM, _ALONE, _PERSON_BEFORE, _PERSON_AFTER = (
    re.compile(_ZH["body"][name].replace("{breaks}", _ZH["body"]["breaks"]))
    for name in (
        *("street", "listed", "short", "numbered", "demonym", "alone"),
        *("person_before", "person_after"),
    )
)
_HEAD_ZH = re.compile(
    f"(?:(?!{_ZH['body']['breaks']})[\u4e00-\u9fff]){{0,9}}?(?:{_ZH['body']['heads']})"
)
_WORDS_KO, _NUMBERED_KO, _CLAN_KO = (
    re.compile(_KO["body"][name]) for name in ("words", "numbered", "clan")
)
_CALLING = {"H": re.compile(_ZH["body"]["calling"]), "K": re.compile(_KO["body"]["calling"])}


def _regions(rules: dict[str, dict[str, str | list[str]]], side: str) -> re.Pattern[str]:
    patterns = rules["elsewhere"][side]
    listed = [patterns] if isinstance(patterns, str) else patterns
    regions = str(rules["elsewhere"]["regions"])
    return re.compile("|".join(listed).replace("{regions}", regions))


_ELSEWHERE = {
    script: (_regions(rules, "before"), _regions(rules, "after"))
    for script, rules in (("L", _EN), ("H", _ZH), ("K", _KO))
}
_QUOTES = frozenset("\"'”’")
_JOINING = frozenset(" ,-–—")
_LOOK_AHEAD = 9
_LINE = 300
_TITLE_SHARE = 0.6


class Bodies:
    """A text in which bodies and namesakes are looked for at one name after another."""

    def __init__(self, plain: str, starts: Iterable[int]) -> None:
        self.plain = plain
        self.starts = frozenset(starts)
        self._headlines: dict[tuple[int, int], bool] = {}
        self._small: set[str] | None = None

    def is_elsewhere(self, one: Candidate) -> bool:
        """Tell whether a namesake in another region is meant: "Nanping in Fujian", 경기도 화성."""
        script = one.entry.scripts[1]
        before, after = _ELSEWHERE.get(script, _ELSEWHERE["L"])
        if one.trust is Trust.SURE:
            head = self.plain[max(0, one.start - 12) : one.start]
            return script == "H" and before.search(head) is not None
        if script == "H" and one.entry.korean and self.plain[one.end : one.end + 1] == "县":
            return True
        end = min(len(self.plain), one.end + 120)
        return bool(
            after.match(self.plain, one.end, end)
            or before.search(self.plain[max(0, one.start - 24) : one.start])
        )

    def end_of(self, one: Candidate) -> int | None:
        """Return where a body, ship, person or product of the name ends; None if there is none."""
        plain, start, end = self.plain, one.start, one.end
        script = one.entry.scripts[1]
        # In a Chinese or Korean text no English words stand beside a name: spare the search.
        latin = script not in "HK" or _LATIN_NEAR.search(plain, max(0, start - 5), end + 6)
        if latin:
            after = end + (plain[end : end + 1] in _QUOTES)
            at_once = (
                _AFTER_EN.match(plain, after) if plain[after : after + 1] in _JOINING else None
            )
            if at_once:
                return at_once.end() if script == "L" else end
            if self._may_lead(start) and _BEFORE_EN.search(plain[max(0, start - 60) : start]):
                return end
        if script == "H":
            return self._end_zh(one)
        if script == "K":
            return self._end_ko(one)
        return self._end_en(one)

    def _may_lead(self, start: int) -> bool:
        """Tell whether the word before a name could belong to the name of a body or a ship."""
        return self.plain[max(0, start - 10) : start].rstrip().rpartition(" ")[2] not in _PLAIN

    def _end_zh(self, one: Candidate) -> int | None:
        plain, end = self.plain, one.end
        numbered = _NUMBERED_ZH.match(plain, end)
        if numbered and plain[end - 1] not in "路线":
            return numbered.end()
        if plain[max(0, one.start - 1) : one.start] in {" ", "(", '"', "'"}:
            alone = _ALONE.match(plain, end)
            if alone:
                return alone.end()
        for pattern in (_STREET, _LISTED, _SHORT, _HEAD_ZH):
            body = pattern.match(plain, end)
            if body:
                return body.end()
        short = len(one.entry.key) <= 2
        if short and _DEMONYM.match(plain, end):
            return end + 1
        before = plain[max(0, one.start - 8) : one.start]
        if _CALLING["H"].search(before):
            return end
        is_person = short and _PERSON_BEFORE.search(before) and _PERSON_AFTER.match(plain, end)
        return end if is_person else None

    def _end_ko(self, one: Candidate) -> int | None:
        if _CALLING["K"].search(self.plain[max(0, one.start - 6) : one.start]):
            return one.end
        patterns = [_NUMBERED_KO, _WORDS_KO, *([_CLAN_KO] if one.trust is not Trust.SURE else [])]
        matches = (pattern.match(self.plain, one.end) for pattern in patterns)
        return next((match.end() for match in matches if match), None)

    def _end_en(self, one: Candidate) -> int | None:
        plain, at = self.plain, one.end
        small = _SMALL_WORD.match(plain, at) if plain[one.start].islower() else None
        if small and small[1] in _HEADS:
            return small.end()  # a text without capitals: "jilin bank"
        words: list[str] = []
        for _ in range(_LOOK_AHEAD):
            following = _NEXT.match(plain, at)
            if not following or following.start("word") in self.starts:
                break
            word, link = following["word"].rstrip("."), following["link"]
            if link.startswith(",") and word not in _FIRM_ENDS:
                break
            opens = bool(words) and words[0].lower() not in _PLACE_WORDS
            if link.strip() in _JOINS and not (opens or self._school_follows(at)):
                break
            at = following.end()
            low = word.lower().removesuffix("'s")
            if low in _HEADS and not (low in _PLACE_WORDS and not words):
                return at
            words.append(word)
            if plain[at - 1] == "." and len(word) > 3:
                break
        return self._unknown_body(one, words[0]) if words else None

    def _unknown_body(self, one: Candidate, first: str) -> int | None:
        """Take a capitalised word that no place is followed by for the rest of a name."""
        low = first.lower().removesuffix("'s")
        known = low in _PLACE_WORDS or first.isupper() or first.isdigit() or not first.isascii()
        if known or self._is_common(low) or self._is_headline(one.start, one.end):
            return None
        if self.plain[one.end] == "-" or _SEAT_EN.match(self.plain, one.end):
            return None
        return one.end + 1 + len(first)

    def _school_follows(self, at: int) -> bool:
        """Tell whether capitals run on to a school: "… Science and Technology University"."""
        match = _SCHOOL.match(self.plain, at)
        return match is not None and self.starts.isdisjoint(range(at, match.end()))

    def _is_common(self, word: str) -> bool:
        """Tell whether the text also writes a capitalised word small."""
        if self._small is None:
            self._small = set(re.findall(r"\b[a-z][a-z'-]{2,}", self.plain))
        return word in self._small

    def _is_headline(self, start: int, end: int) -> bool:
        """Tell whether the line is written with capitals throughout."""
        floor, ceiling = max(0, start - _LINE), min(len(self.plain), end + _LINE)
        left, right = self.plain.rfind("\n", floor, start), self.plain.find("\n", end, ceiling)
        span = (left + 1 if left >= 0 else floor, right if right >= 0 else ceiling)
        if span not in self._headlines:
            line = self.plain[slice(*span)].rstrip()
            words = re.findall(r"\b[A-Za-z][\w'-]{3,}", line)
            large = sum(word[0].isupper() for word in words)
            titled = len(words) >= 4 and large > _TITLE_SHARE * len(words)
            self._headlines[span] = titled and not line.endswith((".", ".”", '."'))
        return self._headlines[span]
