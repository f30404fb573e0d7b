"""What Korean hangs on a name: units, common nouns and particles."""

from __future__ import annotations

import re

__all__ = ["EVIDENT_NOUN", "is_tail"]

_UNITS = (
    "특별시|직할시|자치주|자치현|자치구|조선족자치주|조선족자치현|만족자치현|로동자구|노동자구"
    "|시|군|읍|구|리|동|도|성|현|향|진|촌"
)
_NOUNS = (
    "세관|통상구|해관|교두|구안|국경다리|철교|대교|다리|항구|항만|부두|항|기차역|역|댐|발전소"
    "|저수지|공항|비행장"
    "|국경|접경|변경|지역|지구|지방|지대|일대|일원|전역|시내|도심|시가지|시장|장마당|현장|시민"
    "|주민|당국|현지|인근|부근"
    "|근처|근교|교외|외곽|방면|방향|노선|철도|도로|고속도로|고속철도|고속철|경제특구|특구"
    "|개발구|공단|강변|강가|강둑"
    "|하구|상류|하류|중류|유역|수계|연안|삼각주|광산|탄광|철광|제철소|제강소|출신|소재|주재"
    "|남쪽|북쪽|동쪽|서쪽|건너편"
    "|맞은편|이북|이남|이동|이서|정부|영사관|총영사관|출입국|출입소|물류|무역|관광|여행|해외"
    "|소식통|당위원회|인민위원회"
    "|시당|도당|군당|보위부|보안서|안전부|본사|지사|지점|사무소|사무실|쪽|측|편|변|가|발|행|산"
    "|내|외|향|경유|산맥|정상|일출|관리"
    "|안|사이|구간|꾸리기|건설|제방|철길|기슭|경내|강안|대안"
    "|국경도시|접경도시|시정부|주정부|성정부|평원|분지|수력발전소|수력발전|호"
)
_PARTICLES = (
    "으로부터|로부터|에서부터|까지도|까지는|까지의|에서는|에서도|에서의|에서만|에서|에게|에는"
    "|에도|에만|에선|에|으로는|으로도"
    "|으로의|으로|로는|로도|로의|로서|로|이라는|라는|이라고|라고|이라며|라며|이란|란|이라도"
    "|이라면|라면|이나|이며|이자|이고|이었다"
    "|이다|입니다|이었던|였던|였다|이어서|이라|인데|인가|이지만|지만|일|이랑|랑|과의|와의|과|와"
    "|하고|은|는|이|가|을|를|의|도|만|부터|까지"
    "|서|마저|조차|보다|처럼|같은|뿐|대로|밖에|등지에서|등지|등에서|등의|등을|등이|등은|등|들"
    "|쯤|간|나|며|고|자|께|선|엔|론|산"
    "|이야|야|이죠|죠|이지요|이지|이에요|예요|이거든|이래|이잖아|이니까|이니|이라서|라서|인지"
)
_TAIL = re.compile(
    rf"(?:(?:{_UNITS}){{0,2}}(?:{_NOUNS}){{0,2}}(?:들)?(?:{_PARTICLES}){{0,2}})(?![가-힣])"
)
#: Endings that look like a unit and a particle, and are not: 통화시간, 하산도록.
_FALSE = re.compile(r"(?:시간|시키|시켰|시대|시절|시작|도록|구간|군요|동안|의원|인들|산화)")
#: What makes a deed of a name, not a place: 청진을 하려, “무산”되었다; and a quarter: 남포동.
_VERB = re.compile(
    r"[을를] (?:하[려고는지여]|했|할 |합니|해야|받[아은는고])"
    r"|[’”'\"」』](?:되[어었는고]|될|됐|된|하[려고는지여]|했|시[키켰])"
    r"|동(?:(?![가-힣])|[은는이가을를에의과와](?![가-힣]))"
)
#: A unit or a noun that only a place has.
EVIDENT_NOUN = re.compile(
    r"(?:(?:시|군|읍|리|현|진|향|로동자구|노동자구|구역)(?=(?:에서|에|의|를|을|은|는|이|가|로|으로|와|과"
    r"|까지|부터|도|내|당|민|인민|[^가-힣]|$))"
    r"| ?(?:세관|통상구|해관|철교|국경다리|댐|발전소|비행장|공항|광산|탄광|철광|지역 |지역에"
    r"|지역의|지역은|일대|시내|주민|장마당|시장 |방면"
    r"|소식통|사람들?(?=[^가-힣]|[은이들의])|지구(?=[의에를는 ])|강변|쪽(?=[에으 ])|경내"
    r"|사이(?=[의에를 ])|철길"
    r"|청년역|인근|부근|접경|국경|노동자구|로동자구|읍|역(?=[에과을은이, ]|$)|항(?=[에과을은이,"
    r" ]|$)))"
)


#: A name that ends in its own unit and is nobody else's.
_UNIT_ENDED = re.compile("[가-힣]{2,}[강산도시군역구읍섬교호항성주리현]$")
_FIRM = re.compile(
    "투자|여행사|상사|회사|공사$|기업|공장|사업소|여관|실업|은행|담배|맥주|식당|호텔|예술|체육|축구|팀|상점|가극|대학|신문"
    "|일보|그룹|무역$"
)
_ANY_WORD = re.compile("[가-힣]{1,8}(?![가-힣])")


def is_tail(plain: str, end: int, sure: str = "") -> bool:
    """Whether the Korean letters that follow a name are units, nouns and particles.

    The North writes nouns together: after a `sure` name that ends in its unit, any may follow.

    >>> is_tail("단둥시에서는", 2), is_tail("남양주", 2), is_tail("통화시간", 2)
    (True, False, False)
    >>> is_tail("압록강제방공사를", 3), is_tail("압록강제방공사를", 3, "압록강")
    (False, True)
    """
    if _VERB.match(plain, end) or _FALSE.match(plain, end) or _FALSE.match(plain, max(0, end - 1)):
        return False
    if _TAIL.match(plain, end):
        return True
    if not _UNIT_ENDED.match(sure):
        return False
    word = _ANY_WORD.match(plain, end)
    return word is not None and not _FIRM.search(word.group())
