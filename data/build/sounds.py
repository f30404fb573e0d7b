"""Spell Korean and Chinese sounds in other letters: the systems that print uses, by rule."""

from __future__ import annotations

import re
from typing import NamedTuple

_FIRST, _LAST = 0xAC00, 0xD7A3
_NG, _SILENT, _R, _N = "ng", 11, 5, 2
#: The sound of each final consonant, by its place in Unicode's order.
_CODAS = ("", *"kkknnntl kmlllplmpp".replace(" ", ""), "t", "t", _NG, *"ttktpt")
_NASAL = {"k": _NG, "t": "n", "p": "m"}
_LIAISON = {"k": ("g", "g", "g"), "t": ("s", "s", "s"), "p": ("b", "b", "b"), "l": ("r", "r", "r")}


class System(NamedTuple):
    """One way to write Korean in Latin letters."""

    initials: tuple[str, ...]
    voiced: tuple[str, ...]
    vowels: tuple[str, ...]
    #: Whether r turns into n or l beside other consonants, as it is said.
    said: bool
    #: Between n and g, where ng would be misread.
    break_mark: str


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.replace("_", "") for part in text.split())


SYSTEMS = {
    "mccune-reischauer": System(
        _list("k kk n t tt r m p pp s ss _ ch tch ch' k' t' p' h"),
        _list("g kk n d tt r m b pp s ss _ j tch ch' k' t' p' h"),
        _list("a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i"),
        said=True,
        break_mark="'",
    ),
    "revised": System(
        _list("g kk n d tt r m b pp s ss _ j jj ch k t p h"),
        _list("g kk n d tt r m b pp s ss _ j jj ch k t p h"),
        _list("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
        said=True,
        break_mark="",
    ),
    "dprk": System(
        _list("k kk n t tt r m p pp s ss _ j jj ch kh th ph h"),
        _list("g kk n d tt r m b pp s ss _ j jj ch kh th ph h"),
        _list("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"),
        said=False,
        break_mark="",
    ),
}


def is_hangul(text: str) -> bool:
    """Tell whether a text is Korean syllables and nothing else."""
    return bool(text) and all(_FIRST <= ord(char) <= _LAST for char in text)


def _parts(char: str) -> tuple[int, int, str]:
    initial, rest = divmod(ord(char) - _FIRST, 588)
    return initial, rest // 28, _CODAS[rest % 28]


def romanise(text: str, system: str) -> str:
    """Write Korean syllables in Latin letters, in small letters.

    >>> [romanise("회령", system) for system in SYSTEMS]
    ['hoeryŏng', 'hoeryeong', 'hoeryong']
    >>> romanise("압록강", "mccune-reischauer"), romanise("철원", "revised")
    ('amnokkang', 'cheorwon')
    """
    how = SYSTEMS[system]
    out, coda = "", ""
    for char in text:
        initial, vowel, following = _parts(char)
        first = how.initials[initial] if not out or coda in _NASAL else how.voiced[initial]
        if initial == _SILENT and coda in _LIAISON:
            coda, first = "", _LIAISON[coda][0]
        elif coda in _NASAL and initial in {_N, 6, _R}:
            coda = _NASAL[coda]
            first = "n" if initial == _R and how.said else first
        elif initial == _R and coda in {"m", _NG} and how.said:
            first = "n"
        elif (initial == _R and coda in {"n", "l"} and how.said) or (initial == _N and coda == "l"):
            coda, first = "l", "l"
        elif initial == _R and coda == "l":
            first = "l"
        mark = how.break_mark if coda == "n" and first == "g" else ""
        out += coda + mark + first + how.vowels[vowel]
        coda = following
    return out + coda


_SOFT = frozenset({2, 3, 6, 7, 12, 17, 20})  # ya yae yeo ye yo yu i


def southern(text: str) -> str:
    """Write a Korean word as the South does, which drops or changes r and n at its beginning.

    >>> southern("룡정"), southern("라선"), southern("녕변"), southern("수풍로동자구")
    ('용정', '나선', '영변', '수풍노동자구')
    """
    text = re.sub("로동자구$", "노동자구", text)
    initial, rest = divmod(ord(text[0]) - _FIRST, 588) if is_hangul(text[:1]) else (0, 0)
    soft = rest // 28 in _SOFT
    if initial == _R or (initial == _N and soft):
        text = chr(_FIRST + (_SILENT if soft else _N) * 588 + rest) + text[1:]
    return text


# -- Chinese -----------------------------------------------------------------------------------

_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?([a-zü]+)")
_WHOLE = {
    **{"yi": "i", "wu": "wu", "yu": "ü", "ye": "ie", "yan": "ian", "yin": "in", "ying": "ing"},
    **{"ya": "ia", "yao": "iao", "you": "iu", "yang": "iang", "yong": "iong", "yue": "üe"},
    **{"yuan": "üan", "yun": "ün", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "ui"},
    **{"wan": "uan", "wen": "un", "wang": "uang", "weng": "ueng"},
}


def split_pinyin(syllable: str) -> tuple[str, str]:
    """Split a syllable without tones into initial and final, the final in full.

    >>> split_pinyin("yan"), split_pinyin("xu"), split_pinyin("zhuang"), split_pinyin("er")
    (('', 'ian'), ('x', 'ü'), ('zh', 'uang'), ('', 'er'))
    """
    if syllable in _WHOLE:
        final = _WHOLE[syllable]
        return "", final.replace("wu", "u")
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        raise ValueError(f"{syllable!r} is no syllable of pinyin")
    initial, final = match[1] or "", match[2]
    if initial in {"j", "q", "x"} and final.startswith("u"):
        final = "ü" + final[1:]
    return initial, final


_WG_INITIAL = dict(
    zip(
        _list("b p d t g k j q x zh ch r z c"),
        _list("p p' t t' k k' ch ch' hs ch ch' j ts ts'"),
        strict=True,
    )
)
_WG_FINAL = {"ian": "ien", "ie": "ieh", "üe": "üeh", "ong": "ung", "iong": "iung", "er": "erh"}
_WG_BARE = {
    **{"i": "i", "ia": "ya", "iao": "yao", "iu": "yu", "iang": "yang", "iong": "yung"},
    **{"ian": "yen", "ie": "yeh", "in": "yin", "ing": "ying", "u": "wu", "ua": "wa", "uo": "wo"},
    **{"uai": "wai", "ui": "wei", "uan": "wan", "un": "wen", "uang": "wang", "ü": "yü"},
    **{"üe": "yüeh", "üan": "yüan", "ün": "yün", "e": "o"},
}
_BUZZ = {
    **{"zh": "chih", "ch": "ch'ih", "sh": "shih", "r": "jih"},
    **{"z": "tzu", "c": "tz'u", "s": "ssu"},
}


def wade_giles(syllable: str) -> str:
    """Write a pinyin syllable in Wade–Giles.

    >>> [wade_giles(s) for s in "hun chun dan dong ji an guo he zi xi yan".split()]
    ['hun', "ch'un", 'tan', 'tung', 'chi', 'an', 'kuo', 'ho', 'tzu', 'hsi', 'yen']
    """
    initial, final = split_pinyin(syllable)
    if not initial:
        return _WG_BARE.get(final, _WG_FINAL.get(final, final))
    if final == "i" and initial in _BUZZ:
        return _BUZZ[initial]
    throaty = initial in {"g", "k", "h"}
    if (final == "e" and throaty) or (final == "uo" and not throaty and initial != "sh"):
        final = "o"
    elif final == "ui" and initial in {"g", "k"}:
        final = "uei"
    return _WG_INITIAL.get(initial, initial) + _WG_FINAL.get(final, final)


def postal(syllable: str, palatal: str) -> str:
    """Write a pinyin syllable as the post office did; j, q, x as before `k` or `ts` was heard.

    >>> [postal(s, "k") for s in ("lin", "jiang", "xing")], postal("ji", "ts")
    (['lin', 'kiang', 'hing'], 'tsi')
    >>> postal("kuan", "k") + postal("dian", "k"), postal("tong", "k") + postal("hua", "k")
    ('kwantien', 'tunghwa')
    """
    initial, final = split_pinyin(syllable)
    if initial in {"j", "q", "x"}:
        head = {"k": {"x": "h"}, "ts": {"x": "s"}}[palatal].get(initial, palatal)
        text = head + _WG_FINAL.get(final, final)
    else:
        text = wade_giles(syllable)
        text = {"tzu": "tze", "ssu": "sze"}.get(text, text)
    text = re.sub(r"(?<=[kh])u(?=[aeo])", "w", text.replace("'", ""))
    return text.replace("ü", "u")


_H_INITIAL = dict(
    zip(
        _list("b p m f d t n l g k h j q x zh ch sh r z c s"),
        (7, 17, 6, 17, 3, 16, 2, 5, 0, 15, 18, 12, 14, 9, 12, 14, 9, 5, 13, 14, 10),
        strict=True,
    )
)
_H_FINAL = {
    **{"a": "아", "ai": "아이", "an": "안", "ang": "앙", "ao": "아오", "e": "어", "ei": "에이"},
    **{"en": "언", "eng": "엉", "er": "얼", "o": "오", "ou": "어우", "ong": "웅", "i": "이"},
    **{"ia": "야", "iao": "야오", "ie": "예", "iu": "유", "ian": "옌", "in": "인", "iang": "양"},
    **{"ing": "잉", "iong": "융", "u": "우", "ua": "와", "uo": "워", "uai": "와이", "ui": "우이"},
    **{"uan": "완", "un": "운", "uang": "왕", "ueng": "웡", "ü": "위", "üe": "웨"},
    **{"üan": "위안", "ün": "윈"},
}
#: After j-like sounds Korean drops the y: 장 for jiang.
_PLAIN = {"야": "아", "야오": "아오", "예": "에", "유": "우", "옌": "엔", "양": "앙", "융": "웅"}


def in_hangul(syllable: str) -> str:
    """Write a pinyin syllable in Hangul as the South's rule of 1986 has it.

    >>> "".join(map(in_hangul, ["song", "jiang", "he"])), "".join(map(in_hangul, ["hun", "chun"]))
    ('쑹장허', '훈춘')
    >>> "".join(map(in_hangul, ["kuan", "dian"])), "".join(map(in_hangul, ["wei", "er", "shi"]))
    ('콴뎬', '웨이얼스')
    """
    initial, final = split_pinyin(syllable)
    if not initial:
        return {"ui": "웨이", "un": "원"}.get(final, _H_FINAL[final])
    number = _H_INITIAL[initial]
    if final == "i" and initial in {"zh", "ch", "sh", "r", "z", "c", "s"}:
        return chr(_FIRST + number * 588 + 18 * 28)
    text = _H_FINAL[final]
    if number in {12, 13, 14}:
        text = _PLAIN.get(text, text)
    return chr(_FIRST + number * 588 + (ord(text[0]) - _FIRST) % 588) + text[1:]
