"""Read numbers written in digits, English words, Chinese characters and Korean."""

import math
import re
import unicodedata
from functools import lru_cache

from sinokorea_geo.language.rules import Patterns, alternation, read_rules

_RULES = read_rules("sinokorea_geo.language", "numerals")
_ENGLISH: dict[str, float] = _RULES["english"]
_ENGLISH_TIMES: dict[str, float] = {**_RULES["english_times"], **_RULES["money_times"]}
_TIMES = {"": 1.0, **_ENGLISH_TIMES}


def _each(table: str) -> dict[str, float]:
    return {char: float(value) for chars, value in _RULES[table].items() for char in chars}


_DIGIT, _SMALL, _LARGE = _each("digits"), _each("times"), _each("large")
_NATIVE = {
    tens + ones: float(ten + one)
    for tens, ten in {"": 0, **_RULES["korean_tens"]}.items()
    for ones, one in {"": 0, **_RULES["korean_ones"]}.items()
    if ten + one
}
_CHARS = {
    "tens": "".join((*_SMALL, *_LARGE)),
    "hanzi": "".join(c for c in (*_DIGIT, *_SMALL, *_LARGE) if "一" <= c <= "鿿" or c in "〇○"),
    "hangul": "".join(c for c in (*_DIGIT, *_SMALL, *_LARGE) if "가" <= c <= "힣"),
    "hangul_times": "".join(c for c in (*_SMALL, *_LARGE) if "가" <= c <= "힣"),
    "native_first": "".join(sorted({word[0] for word in _NATIVE})),
    "word": "|".join(sorted(_ENGLISH, key=len, reverse=True)),
    "times": "|".join(_RULES["english_times"]),
    "native": alternation(_NATIVE),
}
_PATTERNS = Patterns(_RULES["patterns"] | _CHARS)
#: What may be a number, and the same after a sign of money.
NUMERAL, MONEY = (_PATTERNS[name].pattern for name in ("numeral", "money"))
_FIRST_WORDS = (*_ENGLISH, *(f"a {word}" for word in _RULES["english_times"]), "half a")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|.")


@lru_cache(maxsize=4096)
def read_number(text: str) -> float | None:
    """Return the value of a number, None if the text is no number or too large a one.

    >>> read_number("1,234.5"), read_number("two hundred"), read_number("a dozen")
    (1234.5, 200.0, 12.0)
    >>> [read_number(text) for text in ("一千四百", "1만 3,880", "천사백", "열세")]
    [1400.0, 13880.0, 1400.0, 13.0]
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", "").strip()
    if not plain:
        return None
    if plain in _NATIVE:
        return _NATIVE[plain]
    if re.match(r"[a-z]", plain):
        return _english(re.split(r"[\s-]+", plain))
    western = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?([a-z]+)?", plain)
    if western:
        value: float | None = float(western[1]) * _TIMES.get(western[2] or "", math.nan)
    else:
        value = _asian(plain.replace(" ", ""))
    return value if value is not None and math.isfinite(value) else None


def numeral_starts(small: str) -> set[int]:
    """Return where a number may begin: trying the whole pattern at each letter would be slow."""
    starts = {match.start() for match in _PATTERNS["first"].finditer(small)}
    for word in _FIRST_WORDS:
        at = small.find(word)
        while at >= 0:
            if not small[at - 1 : at].isalpha():
                starts.add(at)
            at = small.find(word, at + 1)
    return starts


def _english(words: list[str]) -> float | None:
    total, section = 0.0, 0.0
    if words[:2] == ["half", "a"]:
        words, section = words[2:], 0.5
    for word in words:
        if word in _ENGLISH:
            section += _ENGLISH[word]
        elif word == "a":
            section = 1.0
        elif word in _ENGLISH_TIMES and _ENGLISH_TIMES[word] < 1000:
            section = (section or 1.0) * _ENGLISH_TIMES[word]
        elif word in _ENGLISH_TIMES:
            total, section = total + (section or 1.0) * _ENGLISH_TIMES[word], 0.0
        elif word != "and":
            return None
    return total + section


def _asian(plain: str) -> float | None:
    """Read digits, Chinese characters and Korean syllables with their powers of ten."""
    whole, _, decimals = plain.partition("点")
    total = section = 0.0
    held: float | None = None  # the digits before the next power of ten
    last = 0.0  # the last power of ten, if digits may follow it in short: 一万五
    for token in _TOKEN.findall(whole):
        if token[0].isdecimal():
            held, last = float(token), 0.0
        elif token in _DIGIT:
            digit = _DIGIT[token]
            last = last if digit and held is None and "一" <= token <= "鿿" else 0.0
            held = digit if held is None else 10 * held + digit
        elif token in _SMALL:
            section += (1.0 if held is None else held) * _SMALL[token]
            held, last = None, _SMALL[token]
        elif token in _LARGE:
            part = section + (held or 0.0)
            if part:
                total += part * _LARGE[token]
            else:
                total = (total or 1.0) * _LARGE[token]
            section, held, last = 0.0, None, _LARGE[token]
        else:
            return None
    rest = held or 0.0
    value: float = total + section + (rest * last / 10 if last > 10 else rest)
    if any(char not in _DIGIT for char in decimals):
        return None
    return value + sum(_DIGIT[char] / 10.0**place for place, char in enumerate(decimals, 1))
