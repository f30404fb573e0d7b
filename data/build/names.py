"""Make forms of names by rule: romanised Korean, Southern spelling, Chinese names heard in Korean.

Rows that this script makes have ``generated`` 1 and a note that begins with "by rule". A form that
another feature bears already is left out, and so is a very short one.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from layerfile import GEOJSON, TABLES, read_table

LAYERS = ("places", "crossings", "zones", "counties")
MARK = "by rule"
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

_RR_LEAD = dict(zip(_LEADS, "g kk n d tt r m b pp s ss - j jj ch k t p h".split(), strict=True))
_RR_VOWEL = dict(zip(_VOWELS, "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(),
                     strict=True))  # fmt: skip
_MR_LEAD = dict(zip(_LEADS, "k kk n t tt r m p pp s ss - ch tch ch' k' t' p' h".split(), strict=True))
_MR_VOWEL = dict(zip(_VOWELS, "a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i".split(),
                     strict=True))  # fmt: skip
_TAIL = {"ㄱ": "k", "ㄲ": "k", "ㅋ": "k", "ㄳ": "k", "ㄴ": "n", "ㄵ": "n", "ㄶ": "n", "ㄷ": "t",
         "ㅅ": "t", "ㅆ": "t", "ㅈ": "t", "ㅊ": "t", "ㅌ": "t", "ㅎ": "", "ㄹ": "l", "ㅀ": "l",
         "ㄺ": "k", "ㄻ": "m", "ㄼ": "l", "ㅁ": "m", "ㅂ": "p", "ㅄ": "p", "ㅍ": "p", "ㅇ": "ng",
         "": ""}  # fmt: skip
#: What a closed syllable and the next consonant become together, before they are written.
_NASAL = {"k": "ㅇ", "t": "ㄴ", "p": "ㅁ"}
_CARRIED = {"ㄱ": "ㄱ", "ㄲ": "ㄲ", "ㅋ": "ㅋ", "ㄷ": "ㄷ", "ㅅ": "ㅅ", "ㅆ": "ㅆ", "ㅈ": "ㅈ",
            "ㅊ": "ㅊ", "ㅌ": "ㅌ", "ㅂ": "ㅂ", "ㅍ": "ㅍ", "ㄹ": "ㄹ", "ㄴ": "ㄴ", "ㅁ": "ㅁ"}  # fmt: skip
_VOICED = {"ㄱ": "g", "ㄷ": "d", "ㅂ": "b", "ㅈ": "j"}


def syllables(text: str) -> list[list[str]]:
    """Return lead, vowel and tail of each syllable of Korean."""
    return [
        [_LEADS[code // 588], _VOWELS[code % 588 // 28], _TAILS[code % 28]]
        for code in (ord(letter) - 0xAC00 for letter in text)
    ]


def assimilated(parts: list[list[str]]) -> list[list[str]]:
    """Return syllables as they are spoken: nasals, liquids and consonants carried over."""
    parts = [list(part) for part in parts]
    for one, two in zip(parts, parts[1:], strict=False):
        tail, lead = one[2], two[0]
        if lead == "ㅇ" and tail in _CARRIED:
            one[2], two[0] = "", _CARRIED[tail]
        elif lead == "ㄹ" and tail and tail not in {"ㄹ", "ㄴ"}:
            two[0] = "ㄴ"
            one[2] = _NASAL.get(_TAIL[tail], tail)
        elif (lead, tail) in {("ㄹ", "ㄴ"), ("ㄴ", "ㄹ")}:
            one[2], two[0] = "ㄹ", "ㄹ"
        elif lead in "ㄴㅁ" and _TAIL.get(tail, "") in _NASAL:
            one[2] = _NASAL[_TAIL[tail]]
    return parts


def romanised(text: str, lead: dict[str, str], vowel: dict[str, str], *, voiced: bool) -> str:
    """Write Korean in Latin letters."""
    out = ""
    before = ""  # the sound before: nothing, a voiced one, or a stop
    for first, middle, last in assimilated(syllables(text)):
        start = "" if first == "ㅇ" else lead[first]
        if first == "ㄹ" and before == "l":
            start = "l"
        elif voiced and first in _VOICED and before not in {"", "stop"}:
            start = _VOICED[first]
        end = _TAIL[last]
        out += start + vowel[middle] + end
        before = "stop" if end in {"k", "t", "p"} else "l" if end == "l" else "voiced"
    return out[0].upper() + out[1:]


def southern(text: str) -> str:
    """Spell a Korean name as the South does: no r, and no n before i or y, at the start."""
    first = syllables(text[0])[0]
    soft = first[1] in "ㅑㅒㅕㅖㅛㅠㅣ"
    if first[0] == "ㄹ":
        first[0] = "ㅇ" if soft else "ㄴ"
    elif first[0] == "ㄴ" and soft:
        first[0] = "ㅇ"
    else:
        return text
    return _joined(first) + text[1:]


def _joined(part: list[str]) -> str:
    lead, vowel, tail = part
    code = 588 * _LEADS.index(lead) + 28 * _VOWELS.index(vowel) + _TAILS.index(tail)
    return chr(0xAC00 + code)


#: Initials and finals of Pinyin as the South writes them in Korean.
_INITIAL = {"b": "ㅂ", "p": "ㅍ", "m": "ㅁ", "f": "ㅍ", "d": "ㄷ", "t": "ㅌ", "n": "ㄴ", "l": "ㄹ",
            "g": "ㄱ", "k": "ㅋ", "h": "ㅎ", "j": "ㅈ", "q": "ㅊ", "x": "ㅅ", "zh": "ㅈ", "ch": "ㅊ",
            "sh": "ㅅ", "r": "ㄹ", "z": "ㅉ", "c": "ㅊ", "s": "ㅆ"}  # fmt: skip
_FINAL = {"a": "ㅏ", "o": "ㅗ", "e": "ㅓ", "ai": "ㅏ이", "ei": "ㅔ이", "ao": "ㅏ오", "ou": "ㅓ우",
          "an": "ㅏㄴ", "en": "ㅓㄴ", "ang": "ㅏㅇ", "eng": "ㅓㅇ", "ong": "ㅜㅇ", "i": "ㅣ",
          "ia": "ㅑ", "ie": "ㅖ", "iao": "ㅑ오", "iu": "ㅠ", "ian": "ㅖㄴ", "in": "ㅣㄴ",
          "iang": "ㅑㅇ", "ing": "ㅣㅇ", "iong": "ㅠㅇ", "u": "ㅜ", "ua": "ㅘ", "uo": "ㅝ",
          "uai": "ㅘ이", "ui": "ㅜ이", "uan": "ㅘㄴ", "un": "ㅜㄴ", "uang": "ㅘㅇ", "v": "ㅟ",
          "ve": "ㅞ", "van": "ㅟ안", "vn": "ㅟㄴ"}  # fmt: skip
_WHOLE = {"zhi": "즈", "chi": "츠", "shi": "스", "ri": "르", "zi": "쯔", "ci": "츠", "si": "쓰",
          "er": "얼", "ya": "야", "ye": "예", "yao": "야오", "you": "유", "yan": "옌", "yin": "인",
          "yang": "양", "ying": "잉", "yong": "융", "yi": "이", "yu": "위", "yue": "웨",
          "yuan": "위안", "yun": "윈", "wa": "와", "wo": "워", "wai": "와이", "wei": "웨이",
          "wan": "완", "wen": "원", "wang": "왕", "weng": "웡", "wu": "우", "a": "아", "ai": "아이",
          "an": "안", "ang": "앙", "ao": "아오", "e": "어", "en": "언", "ou": "어우"}  # fmt: skip
#: After ㅈ, ㅉ and ㅊ the South writes no y.
_PLAIN_VOWEL = {"ㅑ": "ㅏ", "ㅖ": "ㅔ", "ㅠ": "ㅜ"}


def heard(pinyin: str, count: int) -> str:
    """Write a Chinese name in Korean as it is heard; empty if it cannot be split so.

    Parameters
    ----------
    pinyin : str
        Without tones, such as ``Songjianghe``.
    count : int
        How many characters the name has.
    """
    text = re.sub(r"[^a-z]", "", pinyin.lower().replace("ü", "v"))
    found = list(_split(text, count))
    return found[0] if len(set(found)) == 1 else ""


def _split(text: str, count: int) -> Iterator[str]:
    if not text or not count:
        if not text and not count:
            yield ""
        return
    for length in range(min(6, len(text)), 0, -1):
        one = _syllable(text[:length])
        if one:
            for rest in _split(text[length:], count - 1):
                yield one + rest


def _syllable(text: str) -> str:
    if text in _WHOLE:
        return _WHOLE[text]
    initial = next((text[:size] for size in (2, 1) if text[:size] in _INITIAL), "")
    final = text[len(initial) :]
    if not initial:
        return ""
    if initial in {"j", "q", "x"} and final.startswith("u"):
        final = "v" + final[1:]
    sound = _FINAL.get(final)
    if sound is None:
        return ""
    lead, vowel, tail = _INITIAL[initial], sound[0], ""
    if lead in "ㅈㅉㅊ":
        vowel = _PLAIN_VOWEL.get(vowel, vowel)
    rest = sound[1:]
    if rest in {"ㄴ", "ㅇ"}:
        tail, rest = rest, ""
    return _joined([lead, vowel, tail]) + rest


def forms(row: dict[str, Any], pinyin: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield text, language, scheme and note of every form that a rule makes of a feature."""
    korean, english = row["name_ko"] or "", row["name_en"]
    if row["country"] == "KP" and re.fullmatch("[가-힣]{2,}", korean):
        south = southern(korean)
        if south != korean:
            yield south, "ko", "hangul-rok", "spelling of the South"
        yield (romanised(south, _RR_LEAD, _RR_VOWEL, voiced=False), "en", "revised",
               "Revised Romanization of the Southern spelling")  # fmt: skip
        yield (romanised(korean, _MR_LEAD, _MR_VOWEL, voiced=True), "en", "mccune-reischauer",
               "McCune–Reischauer")  # fmt: skip
        if south != korean:
            yield (romanised(south, _MR_LEAD, _MR_VOWEL, voiced=True), "en",
                   "mccune-reischauer", "McCune–Reischauer of the Southern spelling")  # fmt: skip
    if row["country"] == "KP" and (match := re.fullmatch(r"(\w{3,})-ri", english)):
        for ending in ("ni", "li"):
            yield f"{match[1]}-{ending}", "en", "other", "-ri as it is heard"
    hanzi = row["name_zh"] or ""
    if row["country"] == "CN" and pinyin and re.fullmatch("[一-鿿]{2,}", hanzi):
        text = heard(pinyin, len(hanzi))
        if text:
            yield text, "ko", "hangul-rok", "Mandarin as the South writes it"


def fold(text: str) -> str:
    """Reduce a form to its letters, as the look-up does."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = [c for c in plain if unicodedata.category(c)[0] in "LN"]
    return unicodedata.normalize("NFC", "".join(kept))


def build() -> None:
    """Write ``names.csv``: the rows that were read, then those made by rule."""
    rows = [row for row in read_table(TABLES / "names.csv") if not row["note"].startswith(MARK)]
    columns = list(rows[0])
    features = []
    for layer in LAYERS:
        text = (GEOJSON / f"{layer}.geojson").read_text(encoding="utf-8")
        features += [item["properties"] for item in json.loads(text)["features"]]
    taken: dict[str, set[str]] = {}
    for row in rows:
        taken.setdefault(fold(row["text"]), set()).add(row["place_id"])
    for feature in features:
        for column in ("id", "name_en", "name_zh", "name_ko"):
            if feature[column]:
                taken.setdefault(fold(feature[column]), set()).add(feature["id"])
    pinyin = {row["place_id"]: row["text"] for row in reversed(rows) if row["scheme"] == "pinyin"}
    made: list[dict[str, str]] = []
    for feature in features:
        own = pinyin.get(feature["id"], "")
        for text, language, scheme, note in forms(feature, own):
            key = fold(text)
            if key in taken or len(key) < (5 if text.isascii() else 2):
                continue
            taken[key] = {feature["id"]}
            made.append(dict.fromkeys(columns, "") | {
                "place_id": feature["id"], "text": text, "language": language, "scheme": scheme,
                "preferred": "0", "generated": "1", "note": f"{MARK}: {note}",
            })  # fmt: skip
    path = TABLES / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows + made)
    print(f"names.csv: {len(rows)} rows, {len(made)} more by rule")
