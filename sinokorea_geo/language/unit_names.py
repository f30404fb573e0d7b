"""Units as texts name them, in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["AFTER", "BEFORE", "UnitWord", "unit_named"]


@dataclass(frozen=True)
class UnitWord:
    """What a unit's name stands for.

    Parameters
    ----------
    symbol : str
        How the unit is written in results.
    dimension : str
        What it measures.
    """

    symbol: str
    dimension: str


#: symbol, dimension, names; a name in capitals is told from one in small letters.
_TABLE = (
    ("km", "length", "km|kms|㎞|kilometres?|kilometers?|公里|千米|킬로미터|킬로"),
    ("m", "length", "metres?|meters?|m|米|미터"),
    ("mi", "length", "miles?|mi|英里|마일"),
    ("ft", "length", "feet|foot|ft|英尺|피트"),
    ("li", "length", "华里|li"),
    ("km2", "area", "km2|km²|㎢|sq\\.? ?km|square[ -]kilomet(?:re|er)s?|平方公里|平方千米"
     "|제곱킬로미터|평방킬로미터|평방 ?km"),
    ("m2", "area", "m2|m²|㎡|sq\\.? ?m|square[ -]met(?:re|er)s?|平方米|제곱미터|평방미터"),
    ("mi2", "area", "square[ -]miles?|sq\\.? ?mi|平方英里|제곱마일"),
    ("ha", "area", "ha|hectares?|公顷|헥타르|정보"),
    ("acre", "area", "acres?|英亩|에이커"),
    ("mu", "area", "mu|亩"),
    ("pyeong", "area", "pyeong|pyong|평"),
    ("t", "mass", "tonnes?|(?:metric )?tons?|t|吨|톤"),
    ("kg", "mass", "kg|kilograms?|公斤|千克|킬로그램"),
    ("MW", "power", "MW|megawatts?|兆瓦|메가와트"),
    ("kW", "power", "kW|kilowatts?|千瓦|킬로와트"),
    ("km/h", "speed", "km/h|kph|kmh|kilomet(?:re|er)s? (?:per|an) hour|公里每小时"),
    ("%", "share", "%|％|per ?cent|percentage points?|pct|퍼센트|프로|个百分点|%포인트"),
    ("USD", "money", "US dollars?|dollars?|USD|美元|美金|달러|미 ?달러"),
    ("CNY", "money", "yuan|RMB|CNY|renminbi|元人民币|人民币|元|위안"),
    ("KRW", "money", "South Korean won|KRW|韩元|원"),
    ("EUR", "money", "euros?|EUR|欧元|유로"),
    ("JPY", "money", "yen|JPY|日元|엔"),
    ("RUB", "money", "rou?bles?|RUB|卢布|루블"),
    ("people", "count", "people|persons?|residents?|inhabitants|workers?|labou?rers?|tourists?"
     "|visitors?|passengers?|refugees?|soldiers?|名|人次|人|명"),
    ("households", "count", "households?|families|户|가구|세대"),
    ("crossings", "count", "(?:border |state-level |road |rail )*"
     "(?:crossings?|kouans?|checkpoints?)"
     "|个(?:边境|公路|铁路|国家级|一类)*口岸|개 ?(?:통상구|세관|국경통과지점)"),
    ("bridges", "count", "bridges|座(?:大|公路|铁路)*桥|개 ?다리"),
    ("zones", "count", "(?:economic |special |development |free |trade )*zones|locations|sites"
     "|个(?:经济|开发|特|边境|合作)*区|개 ?(?:경제)?(?:특구|개발구)"),
    ("factories", "count", "(?:processing |garment |textile )*(?:factories|plants|mills)"
     "|家(?:工厂|企业)|家|개 ?(?:공장|업체|기업)|곳"),
    ("cities", "count", "(?:border |coastal )*cities|towns|counties|villages"
     "|个(?:边境)?(?:城市|县)"),
    ("vehicles", "count", "trucks?|lorries|vehicles?|cars|buses|wagons|(?:freight |goods )?cars"
     "|辆(?:次)?|节|대"),
    ("lanes", "count", "lanes?|车道|차선|차로"),
    ("ships", "count", "ships|vessels|boats|艘|척"),
)  # fmt: skip
#: Names that stand before the number.
_FIRST = (
    ("USD", "money", r"US\$|\$|USD\s?"),
    ("CNY", "money", r"¥|CN¥|RMB\s?|CNY\s?"),
    ("EUR", "money", "€"),
    ("KRW", "money", "₩"),
    ("%", "share", "百分之"),
)


def _names(pattern: str) -> list[str]:
    """Split a pattern at the bars that stand in no bracket."""
    names, depth, start = [], 0, 0
    for at, c in enumerate(pattern):
        depth += (c == "(") - (c == ")")
        if c == "|" and depth == 0:
            names.append(pattern[start:at])
            start = at + 1
    return [*names, pattern[start:]]


_ALL = [
    (name, UnitWord(symbol, dimension))
    for symbol, dimension, names in _TABLE
    for name in _names(names)
]


def _ended(name: str) -> str:
    """Say where a name ends: a Latin one with its word, and one letter alone in small print."""
    if re.search(r"[a-zA-Z]", name) is None:
        return name + (r"(?![가-힣]{2})" if len(name) == 1 and "가" <= name <= "힣" else "")
    if name in {"m", "t"}:
        return rf"(?-i:{name})(?![\w²³])"
    return rf"(?:{name})(?![A-Za-z0-9²³])"


_LONGEST_FIRST = sorted(_ALL, key=lambda item: len(item[0]), reverse=True)
AFTER = "|".join(_ended(name) for name, _ in _LONGEST_FIRST)
BEFORE = "|".join(name for _, _, name in _FIRST)
_PATTERNS = [(re.compile(name, re.IGNORECASE), unit) for name, unit in _ALL]
_FIRST_PATTERNS = [
    (re.compile(name, re.IGNORECASE), UnitWord(symbol, dimension))
    for symbol, dimension, name in _FIRST
]


def unit_named(text: str) -> UnitWord | None:
    """Return the unit of a name, None if it is none.

    Examples
    --------
    >>> unit_named("square kilometres"), unit_named("公顷").symbol
    (UnitWord(symbol='km2', dimension='area'), 'ha')
    """
    raw = text.strip()
    for pattern, unit in (*_PATTERNS, *_FIRST_PATTERNS):
        if pattern.fullmatch(raw) or pattern.fullmatch(text):
            return unit
    return None
