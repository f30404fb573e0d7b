"""What texts on this border name that stands in no layer: the border, a region, countries."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CONTEXT_PLACES", "EXTRAS", "FAR_AWAY", "Extra"]


@dataclass(frozen=True)
class Extra:
    """A place that the atlas holds no feature of.

    Parameters
    ----------
    id, kind, name_en : str
        As in the layers.
    forms : tuple of str
        What texts call it.
    context : bool
        Whether it is only reported on request.
    """

    id: str
    kind: str
    name_en: str
    forms: tuple[str, ...]
    context: bool = False


def _border_forms() -> tuple[str, ...]:
    north = ("North Korea", "North Korean", "DPRK", "N Korea", "Korea", "Korean", "NK")
    china = ("China", "Chinese", "Sino", "PRC")
    forms = [f"{a}-{b} border" for a in china for b in north]
    forms += [f"{b}-{a} border" for a in china for b in north]
    forms += [f"{form} region" for form in forms]
    between = [(a, b) for a in ("China", "the PRC") for b in ("North Korea", "the DPRK")]
    forms += [f"border between {a} and {b}" for pair in between for a, b in (pair, pair[::-1])]
    forms += [a + b for a in ("中朝", "朝中") for b in ("边境", "边界", "国境", "国界", "边境线")]
    forms += [
        a + b for a in ("북중", "조중", "중조", "중북") for b in ("국경", " 국경", " 접경지역")
    ]
    return tuple(forms)


_NORTHEAST = tuple(
    f"{number}{which} provinces"
    for number in ("", "three ", "3 ")
    for which in ("northeast", "northeastern", "northeast Chinese", "northeastern Chinese")
)

#: Reported by default.
_NEAR = (
    Extra("china-dprk-border", "border", "China–DPRK border", _border_forms()),
    Extra(
        "heilongjiang",
        "province",
        "Heilongjiang Province",
        ("Heilongjiang", "黑龙江省", "黑龙江", "헤이룽장", "흑룡강", "흑룡강성", "헤이룽장성"),
    ),
    Extra(
        "northeast-china",
        "region",
        "Northeast China",
        (
            "Northeast China",
            "Northeastern China",
            "China's northeast",
            "Chinese northeast",
            "rustbelt northeast",
            "northeast of China",
            "three provinces of the northeast",
            "northeastern part of China",
            *_NORTHEAST,
            "东北三省",
            "东北地区",
            "中国东北",
            "동북3성",
            "동북삼성",
            "둥베이3성",
            "중국 동북지역",
            "중국 동북지방",
            "중국 동북부",
        ),
    ),
)

#: Features of the atlas that lie far from the border and are named in every article.
CONTEXT_PLACES = frozenset({"beijing", "seoul", "pyongyang", "pyongyang-city", "washington-dc"})


def _country(key: str, name_en: str, *forms: str) -> Extra:
    return Extra(key, "country", name_en, (name_en, *forms), context=True)


def _capital(key: str, name_en: str, *forms: str) -> Extra:
    return Extra(key, "city", name_en, (name_en, *forms), context=True)


#: Reported with ``include="context"``.
_FAR = (
    _country(
        "china",
        "China",
        "PRC",
        "People's Republic of China",
        "Mainland China",
        "中国",
        "中华人民共和国",
        "중국",
        "중화인민공화국",
    ),
    _country(
        "north-korea",
        "North Korea",
        *("N. Korea", "DPRK", "D.P.R.K.", "Democratic People's Republic of Korea"),
        *("朝鲜", "北朝鲜", "北韩", "朝鲜民主主义人民共和国"),
        *("북한", "북조선", "조선", "조선민주주의인민공화국"),
    ),
    _country(
        "south-korea",
        "South Korea",
        *("S. Korea", "ROK", "Republic of Korea", "韩国", "南韩", "大韩民国"),
        *("한국", "남한", "대한민국", "남조선"),
    ),
    _country("russia", "Russia", "Russian Federation", "俄罗斯", "俄国", "러시아", "로씨야"),
    _country("japan", "Japan", "日本", "일본"),
    _country(
        "united-states",
        "United States",
        "U.S.",
        "U.S.A.",
        "United States of America",
        "美国",
        "미국",
    ),
    _country("mongolia", "Mongolia", "蒙古国", "몽골"),
    _country("soviet-union", "Soviet Union", "USSR", "苏联", "소련"),
    _country("united-kingdom", "United Kingdom", "UK", "Great Britain", "英国", "영국"),
    Extra(
        "european-union",
        "supranational",
        "European Union",
        ("European Union", "欧盟", "유럽연합"),
        True,
    ),
    Extra(
        "korean-peninsula",
        "region",
        "Korean Peninsula",
        ("Korean Peninsula", "朝鲜半岛", "韩半岛", "한반도", "조선반도"),
        True,
    ),
    _capital("moscow", "Moscow", "莫斯科", "모스크바"),
    _capital("tokyo", "Tokyo", "东京", "도쿄"),
    _capital("ulaanbaatar", "Ulaanbaatar", "Ulan Bator", "乌兰巴托", "울란바토르"),
    _capital("london", "London", "伦敦", "런던"),
)

#: All of them.
EXTRAS: tuple[Extra, ...] = (*_NEAR, *_FAR)
#: Beside these a doubtful name is no likelier to be a place of the border.
FAR_AWAY = frozenset(extra.id for extra in _FAR) - {"china", "north-korea"} | {
    "seoul",
    "washington-dc",
}
