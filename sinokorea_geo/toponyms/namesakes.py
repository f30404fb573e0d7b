"""False friends: what bears a place's name and is not the place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sinokorea_geo.language.wordlist import words
from sinokorea_geo.toponyms.ambiguous import Trust
from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.context_words import (
    BODY_KO,
    BODY_ZH,
    HEAD_WORDS,
    HEADS_BEFORE,
    PERSON_AFTER_ZH,
    PERSON_BEFORE_ZH,
    PLACE_WORDS,
    SURNAMES,
    TITLES,
    WEEK_AND_YEAR,
)

__all__ = ["Surroundings", "body_end", "is_person"]

#: A capitalised word that follows in the same name, with a small word between if need be.
_NEXT = re.compile(
    r"(?P<link>(?:,? |(?<=\w)-| & | (?:of|and|for|the) ))(?P<word>[A-Z][\w'&.-]*|\d+(?=\b))"
)
_NUMBERED = re.compile(
    r"(?:[-–]| no\. ?| )\d+(?!\d{2})(?![\w.,]*(?:%| ?km| ?per| million| billion))"
)
_HYPHEN_NUMBER = re.compile(r"-\d+|-[IVX]+\b")
#: A firm that runs between two places: "Hunchun–Busan Express Shipping".
_LINE_FIRM = re.compile(
    r"[-–—][A-Z]\w+(?: [A-Z]\w+){0,3} (?:Shipping|Logistics|Freight|Company|Co|Ltd|Lines|Group"
    r"|Airlines|Forwarding)\b"
)
_JOINING = frozenset(" ,-–—")
#: Parts of a city in the South, and what a Chinese town cannot be.
_QUARTER = re.compile(r"-(?:dong|gu|gil|ro|daero)\b")
_ISLE = re.compile(r" (?:New Village|Islands?|Islet)\b")
_LATIN_NEAR = re.compile("[A-Za-z]{2}")
_SMALL_HEADS = re.compile(
    r"(?: |-)(?:(?:intercontinental |ballistic |short-range |medium-range )*(?:missile|rocket"
    r"|satellite)s?"
    r"|class\b|language|dialect|tea\b|beer\b|brand|cigarettes?\b)"
    r"|(?:,? (?:which )?is|,)(?: formerly| once| now| originally)? (?:a|an|the)"
    r" (?:[a-z-]+ ){0,3}?(?:language|dialect|surname|sword|company|firm|ship|newspaper|brand|make"
    r"|label|clan|steamer|freighter|tanker|vessel|hotel|restaurant|teahouse|band|club|magazine|novel"
    r"|song|film|cigarette|beer)\b(?=[.,;:)]| of\b| named| called|$)"
)
_ZH_NUMBERED = re.compile(
    "[-—]?[0-9一二三四五六七八九十]+号(?!口岸|公路|线|站|码头|泊位|桥|井|坑)|号(?=轮|客轮|船|货轮|油轮|渡轮|卫星"
    "|航母)|舰(?!队)|号(?!口岸|公路|线|站|楼|院|房|门)"
)
#: A Chinese name in a text of another script that runs on by two characters: 丹东鸿祥.
_ALONE_ZH = re.compile(
    "(?![市县镇省江州区乡村港站路]|口岸|海关|边境|公路|铁路|大桥|断桥|机场|特区)[\u4e00-\u9fff]{2}"
    "(?=[ .,;:)'\"] ?[A-Za-z])"
)
_ALONE_BEFORE = frozenset([" ", "(", '"', "'"])
#: A clan or its sons: 남양 홍씨.
_CLAN_KO = re.compile(
    r" [김이박최정강조윤장임한오서신권황안송류유홍전고문손배백허남심노차주우민진지엄채원방]"
    r" ?(?:씨|선생)(?![가-힣]{2})"
)
_KO_NUMBERED = re.compile(r"-? ?\d+형|-\d+|호(?=[는가를의와에 ,.(]|$)(?! ?수)")
_DEMONYM_ZH = re.compile("人(?!民共|民政|口|员|士|大|均)|族|语|文(?!化|物|旅|明)|菜|话|籍")
#: What keeps a name a place although unknown words stand between: an authority, an airport.
_SEAT = re.compile(
    r"(?: (?:[A-Z][A-Za-z-]+|and|of|for)){1,5}? (?:Bureau|Government|Committee|Commission"
    r"|Department|Court|Police|Administration|Congress|Authority|Council|Brigade|Airport|Airfield|Station"
    r"|Port|Harbou?r|Pier|Customs|Checkpoint|Crossing|Dam|County|Prefecture|Township|Zone)\b"
)
_SCHOOL = re.compile(
    r" (?:and|&|of|for) (?:[A-Z][a-z]+ ){0,3}(?:University|College|Institute|Academy|School)\b"
)
_SENTENCE = re.compile(r"[.!?。！？\n]")
_TITLE_SHARE = 0.6
_LOOK_AHEAD = 9
_LINE = 300


class Surroundings:
    """A text and what can be asked of it again and again.

    Parameters
    ----------
    plain : str
        The text in plain typing.
    names : iterable of int
        Where names of places begin in it.
    """

    def __init__(self, plain: str, names: Iterable[int] = ()) -> None:
        self.plain = plain
        self.names = frozenset(names)
        self._headlines: dict[tuple[int, int], bool] = {}
        self._small: set[str] | None = None

    def is_headline(self, start: int, end: int) -> bool:
        """Whether the line is written with capitals throughout."""
        floor, ceiling = max(0, start - _LINE), min(len(self.plain), end + _LINE)
        left, right = self.plain.rfind("\n", floor, start), self.plain.find("\n", end, ceiling)
        span = (left + 1 if left >= 0 else floor, right if right >= 0 else ceiling)
        if span not in self._headlines:
            words = re.findall(r"\b[A-Za-z][\w'-]{3,}", self.plain[span[0] : span[1]])
            large = sum(word[0].isupper() for word in words)
            line = self.plain[slice(*span)].rstrip()
            self._headlines[span] = (
                len(words) >= 4
                and large / len(words) > _TITLE_SHARE
                and not line.endswith((".", ".”", '."'))
            )
        return self._headlines[span]

    def school_follows(self, at: int) -> bool:
        """Whether capitals run on to a school: "… Science and Technology University"."""
        match = _SCHOOL.match(self.plain, at)
        return match is not None and not any(
            start in self.names for start in range(at, match.end())
        )

    def is_common(self, word: str) -> bool:
        """Whether the text also writes a capitalised word small."""
        if self._small is None:
            self._small = set(re.findall(r"\b[a-z][a-z'-]{2,}", self.plain))
        return word.lower() in self._small


def body_end(around: Surroundings, one: Candidate) -> int | None:
    """Return where a body, a ship or a product that bears the name ends; None if none does."""
    plain, start, end = around.plain, one.start, one.end
    script = one.entry.scripts[1]
    # In a Chinese or Korean text no English words stand beside a name: spare the search.
    latin = script not in "HK" or _LATIN_NEAR.search(plain, max(0, start - 5), end + 6)
    if latin and script in "HK" and _SMALL_HEADS.match(plain, end):
        return end
    if latin and _may_lead(plain, start) and HEADS_BEFORE.search(plain, max(0, start - 60), start):
        return end
    if script == "H":
        return _body_zh(plain, end, one)
    if script == "K":
        clan = None if one.entry.trust is Trust.SURE else _CLAN_KO.match(plain, end)
        return clan.end() if clan else _body_ko(plain, end)
    return _body_en(around, one)


#: Small words that end no name of a body: most names follow one of them.
_PLAIN = words(
    "in at to from and near with by for on as or between via across into through than that is was"
)


def _may_lead(plain: str, start: int) -> bool:
    """Whether the word before a name could belong to the name of a body or a ship."""
    return plain[max(0, start - 10) : start].rstrip().rpartition(" ")[2] not in _PLAIN


def _body_zh(plain: str, end: int, one: Candidate) -> int | None:
    numbered = _ZH_NUMBERED.match(plain, end)
    if numbered and plain[end - 1] not in "路线":
        return numbered.end()
    alone = _ALONE_ZH.match(plain, end)
    if alone and plain[max(0, one.start - 1) : one.start] in _ALONE_BEFORE:
        return alone.end()
    body = BODY_ZH.match(plain, end)
    if body:
        return body.end()
    if one.entry.full and _DEMONYM_ZH.match(plain, end) and len(one.entry.key) <= 2:
        return end + 1
    return None


def _body_ko(plain: str, end: int) -> int | None:
    numbered = _KO_NUMBERED.match(plain, end)
    if numbered:
        return numbered.end()
    body = BODY_KO.match(plain, end)
    return body.end() if body else None


def _body_en(around: Surroundings, one: Candidate) -> int | None:
    plain, end = around.plain, one.end
    at_once = _at_once(plain, one) if one.entry.scripts[0] == "L" else None
    if at_once is not None:
        return at_once
    words: list[str] = []
    at = end
    for _ in range(_LOOK_AHEAD):
        following = _NEXT.match(plain, at)
        if not following:
            break
        word = following.group("word").rstrip(".")
        link = following.group("link")
        if link.startswith(",") and word not in {"Inc", "Ltd", "Co", "LLC", "Corp"}:
            break
        joins = link.strip() in {"and", "&", "of", "for", "the"}
        if joins and not (_opens_body(words) or around.school_follows(at)):
            break
        at = following.end()
        low = word.lower().removesuffix("'s")
        if low in HEAD_WORDS and not (low in PLACE_WORDS and not words):
            return at
        words.append(word)
        if plain[at - 1] == "." and len(word) > 3:
            break
    return _unknown_body(around, one, words)


def _at_once(plain: str, one: Candidate) -> int | None:
    """Return where a thing ends that the next sign or word gives away."""
    end = one.end
    if plain[end : end + 1] not in _JOINING:
        return None
    if _ISLE.match(plain, end) and not one.entry.korean:
        return end
    patterns = [_LINE_FIRM, _HYPHEN_NUMBER, _SMALL_HEADS]
    if not one.entry.key.endswith(("dong", "gu")):
        patterns.append(_QUARTER)
    matches = (pattern.match(plain, end) for pattern in patterns)
    return next((match.end() for match in matches if match), None)


def _opens_body(words: list[str]) -> bool:
    return bool(words) and words[0].lower() not in PLACE_WORDS


def _unknown_body(around: Surroundings, one: Candidate, words: list[str]) -> int | None:
    """Take a capitalised word that no place is followed by for the rest of a name."""
    if not words:
        return None
    first = words[0]
    low = first.lower().removesuffix("'s")
    if first.isdigit():
        # "Rason 5" is a ship, "Dandong 2015" is not.
        return one.end + 1 + len(first) if len(first) < 3 and _ship_like(around, one) else None
    known = low in PLACE_WORDS or low in WEEK_AND_YEAR or first.isupper() or not first.isascii()
    if known or around.is_common(low) or around.is_headline(one.start, one.end):
        return None
    if around.plain[one.end] == "-" or _SEAT.match(around.plain, one.end):
        return None
    return one.end + 1 + len(first)


def _ship_like(around: Surroundings, one: Candidate) -> bool:
    after = around.plain[one.end : one.end + 6]
    return bool(
        re.match(
            r" \d{1,2}(?![\d.,%:]\d| ?(?:km|kilomet|percent|per|times|years|days|miles|million))",
            after,
        )
    )


def is_person(around: Surroundings, one: Candidate) -> bool:
    """Whether the name stands as somebody's name: "Mr Jian", "Li Jian"."""
    plain, start = around.plain, one.start
    if one.entry.scripts[0] == "H":
        return len(one.entry.key) == 2 and _is_person_zh(plain, start, one.end)
    if one.entry.scripts[0] != "L":
        return False
    word = plain[max(0, start - 14) : start - 1].rpartition(" ")[2]
    if plain[start - 1 : start] == " " and word[:1].isupper():
        # Most names follow a small word: no title, no surname.
        if word in SURNAMES and not around.is_headline(start, one.end):
            return True
        if TITLES.search(plain, max(0, start - 40), start) and not _by_office(plain, one.end):
            return True
    if plain[one.end : one.end + 1] != "-":
        return False
    # "Ji-An" as the second half of a given name, "Kim Chaek-ho" as the first.
    return bool(re.match(r"-[a-z]{2,4}\b(?!-)", plain[one.end : one.end + 6])) and not re.match(
        r"-(?:based|born|side|bound|gun|ri|si|do|up|dong|gu|eup|run|wide|led|area|made|level"
        r"|style|to|and)\b",
        plain[one.end : one.end + 7],
    )


def _is_person_zh(plain: str, start: int, end: int) -> bool:
    """Whether a surname makes a given name of it: 记者 李延吉, "王丹东说"."""
    before = PERSON_BEFORE_ZH.search(plain, max(0, start - 8), start)
    return before is not None and PERSON_AFTER_ZH.match(plain, end) is not None


def _by_office(plain: str, end: int) -> bool:
    return bool(
        re.match(
            r" (?:city|county|province|government|customs)", plain[end : end + 12], re.IGNORECASE
        )
    )
