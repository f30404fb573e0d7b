"""Whether the text around a doubtful name speaks for the place, or for a namesake."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sinokorea_geo.language.korean import EVIDENT_NOUN
from sinokorea_geo.toponyms.candidates import Candidate
from sinokorea_geo.toponyms.context_words import OUTSIDE_EN, OUTSIDE_KO, OUTSIDE_ZH

__all__ = ["LIST_GAP", "is_elsewhere", "is_supported"]

_UNIT_EN = re.compile(
    r"(?: |-)(?:county|city|town|township|village|district|prefecture|island|gun|si|ri|up|ŭp"
    r"|eup|dong|gu|do"
    r"|workers'? district|port|dam|station|crossing|customs|kou'?an|border|bridge|mine|airfield"
    r"|airport)\b",
    re.IGNORECASE,
)
_UNIT_ZH = re.compile(
    "县|郡|镇(?!压|定)|乡|邑|里(?=[,、。 ])|劳动者区|工人区|口岸|海关|铁路口岸|公路口岸|市(?!场"
    "|民|值|面)|火车站|站(?!出|在)|港(?!澳)|水电站|水库|铁矿|国境|对岸|一带|炼油厂"
)
_NEAR_EN = re.compile(
    r"\b(?:in|at|near|from|to|toward|towards|around|through|via|between|of|outside|opposite"
    r"|reached|and|for|visited|city|town"
    r"|county|into|as far as|beyond|past|old|the|then|nearby) (?:the )?$"
)
_PLACE_KO = re.compile(
    r"(?:시|군|읍)?(?:에서|에선|에는|까지|쪽|행|발|의 한|을 거쳐|를 거쳐|을 지나|를 지나|·|-|\("
    r"|으?로 ?(?:가|향|이어|연결|보내|들어|출발|이동|운|떠|넘|옮|통하|나가))"
)
#: What stands between two names of one list.
LIST_GAP = re.compile(
    r"(?:市|县|镇|郡|시|군|읍|省|성|도|항|역|口岸| [Cc]ity| [Cc]ounty| [Pp]rovince|'s)?"
    r" ?(?:\([^()\n]{0,24}\))? ?"
    r"(?:,|、|·|/|;|-|–|—|―|~|&|,? and|,? or|와|과|및|이나|나|和|与|及|至|到|→|에서|을 거쳐|를"
    r" 거쳐|을 지나|를 지나| to)"
    r"(?: ?(?:the|및|and|또|옛|nearby|neighbouring|neighboring)(?= ))? ?"
)
_PARENT_GAP = re.compile(r"(?:省|市|州|县|시|군|성|도|주|의|'s|的)? ?,? ?\(?")
_GLOSS_GAP = re.compile(r"(?:[市县镇郡시군읍])? ?\(?(?:[^()\w]{0,2})")
_PARAGRAPH = 500
_SENTENCE_END = re.compile(r"[。！？!?\n]|\.(?= )")


#: "The Andong quoted here is the city in South Korea."
_SAID_ELSEWHERE = re.compile(
    rf"[^.;!?\n]{{0,40}}? is (?:the|a|an|another) [a-z ]{{2,20}} in (?:{OUTSIDE_EN.pattern})"
)


#: "The Andong of television", but not "the Andong of the 1930s".
_THAT_OF = re.compile(
    rf" of (?:[a-z]+ )?(?:{OUTSIDE_EN.pattern}|South(?:ern)?\b|Korean|television|film|fiction)"
)
_BEFORE_ZH = re.compile(
    f"(?:{OUTSIDE_ZH.pattern})(?:省|市|自治区)?(?:[\u4e00-\u9fff]{{1,4}}[省道市州区县盟])?的?[“「『]?$"
)
_AFTER_ZH = re.compile(
    "[市县区镇乡村]?(?:[(（，,]?(?:今|现)?(?:位于|地处|属于?|则?在|是)?(?:今|现)?|(?:这)?[一个座]*)"
    f"(?:{OUTSIDE_ZH.pattern})"
)
_BEFORE_KO = re.compile(
    rf"(?<!함)(?:{OUTSIDE_KO.pattern})(?:도|시|성|특별자치도|특별시|광역시)?"
    r"(?: [가-힣]{1,4}[시군구])? ?(?:의 )?[‘'“\"]?$"
)
_AFTER_KO = re.compile(
    rf"[시군구읍면동]?[’'”\"]?(?:[은는이]|이란|, )? ?\(?(?:원래 |바로 )?(?:{OUTSIDE_KO.pattern})"
)


def _no_chinese_county(one: Candidate) -> bool:
    return all(reading in one.entry.korean for reading in one.entry.readings)


def is_elsewhere(plain: str, one: Candidate) -> bool:
    """Whether the namesake in another region is meant: "Nanping in Fujian", 경기도 화성."""
    after = plain[one.end : one.end + 60]
    before = plain[max(0, one.start - 16) : one.start]
    script = one.entry.scripts[1]
    if script == "L":
        apposed = re.match(
            r"(?: (?:[Cc]ity|[Cc]ounty|[Rr]oad|[Ss]treet|district|town|village|hiking|trail"
            r"|park|office|temple|mountain|river|[A-Z][a-z]+)){0,3}"
            r"(?:,| in| of|'s| \(|, a [a-z ]{2,24} in"
            r"| is [a-z ,-]{2,30} in)"
            r" ?(?:the )?(?:[a-z-]+ ){0,3}",
            after,
        )
        if apposed and OUTSIDE_EN.match(after, apposed.end()):
            return True
        if _SAID_ELSEWHERE.match(plain, one.end) or (
            before.endswith(("the ", "The ")) and _THAT_OF.match(plain, one.end)
        ):
            return True
        return bool(
            re.search(
                rf"(?:{OUTSIDE_EN.pattern})(?:'s| province's| [Pp]rovince,?|,)? (?:city of )?$",
                before,
            )
        )
    if script == "H":
        return bool(
            _BEFORE_ZH.search(before)
            or _AFTER_ZH.match(after)
            or (after[:1] == "县" and _no_chinese_county(one))
        )
    return bool(_BEFORE_KO.search(before) or _AFTER_KO.match(after))


def is_supported(
    plain: str,
    one: Candidate,
    beside: tuple[Candidate | None, Candidate | None],
    sure: Sequence[int],
    *,
    word: bool,
    demoted: bool,
) -> bool:
    """Whether something beside a doubtful name says that it is the place.

    Parameters
    ----------
    plain : str
        The text.
    one : Candidate
        The doubtful name.
    beside : (Candidate or None, Candidate or None)
        The nearest mentions before and after that are believed.
    sure : sequence of int
        Where believed mentions begin, in order.
    word : bool
        Whether it is an everyday word, which takes more.
    demoted : bool
        Whether it is doubtful only because the text also names a namesake of it.
    """
    script = one.entry.scripts[1]
    unit = {"L": _UNIT_EN, "H": _UNIT_ZH, "K": EVIDENT_NOUN}.get(script, _UNIT_EN)
    if unit.match(plain, one.end) or _has_beside(plain, one, beside):
        return True
    if demoted:
        return _sure_within(plain, one, sure, _PARAGRAPH)
    if word or not _sure_within(plain, one, sure, 150 if script == "L" else 60):
        return False
    if script == "L":
        return bool(_NEAR_EN.search(plain, max(0, one.start - 14), one.start))
    if script == "K":
        return bool(_PLACE_KO.match(plain, one.end))
    return True


def _has_beside(
    plain: str, one: Candidate, beside: tuple[Candidate | None, Candidate | None]
) -> bool:
    """Whether a list, a container or a gloss in another script stands next to it."""
    before, after = beside
    if before is not None:
        gap = plain[before.end : one.start]
        if len(gap) < 40 and (LIST_GAP.fullmatch(gap) or _PARENT_GAP.fullmatch(gap)):
            return True
        if len(gap) < 6 and _GLOSS_GAP.fullmatch(gap):
            return True
    if after is not None:
        gap = plain[one.end : after.start]
        if len(gap) < 40 and LIST_GAP.fullmatch(gap):
            return True
        same = set(one.entry.readings) & set(after.entry.readings)
        if same and len(gap) < 6 and _GLOSS_GAP.fullmatch(gap):
            return True
        if re.fullmatch(r", (?:in )?|, a [a-z ]{2,24} (?:in|of) ", gap):
            return True
    return False


def _sure_within(plain: str, one: Candidate, sure: Sequence[int], reach: int) -> bool:
    for start in sure:
        if abs(start - one.start) <= reach and start != one.start:
            low, high = sorted((start, one.start))
            if "\n\n" not in plain[low:high]:
                return True
    return False
