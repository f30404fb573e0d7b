"""Numbers as texts write them: digits, words, hanzi, with their multipliers."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["NUMERAL", "value_of"]

_WORDS = {
    **{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13},
    **{"fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18},
    "nineteen": 19,
}
_TENS = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70},
    **{"eighty": 80, "ninety": 90},
}
_TIMES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
          "mn": 1e6, "bn": 1e9, "m": 1e6, "b": 1e9, "dozen": 12.0}  # fmt: skip
_DIGIT = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_SMALL = {"十": 10.0, "百": 1e2, "千": 1e3, "천": 1e3, "백": 1e2}
_LARGE = {"万": 1e4, "萬": 1e4, "만": 1e4, "亿": 1e8, "億": 1e8, "억": 1e8, "兆": 1e12, "조": 1e12}

_DIGITS = (
    r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?:[.．][0-9０-９]+)?|[0-9０-９]+(?:[.．][0-9０-９]+)?"
)
_LATIN_TIMES = r"(?:\s?(?:hundred|thousand|million|billion|trillion|dozen|mn|bn)\b)"
_ASIAN_TIMES = r"(?:\s?[十百千万萬亿億兆천백만억조]{1,3}(?![가-힣一-鿿]*[a-z]))"
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(list(_WORDS)[1:10])}))?|{'|'.join(_WORDS)}"
    r"|a(?= (?:hundred|thousand|million|billion|trillion|dozen)\b))"
)
_HANZI = r"[〇零一二三四五六七八九两兩十百千万萬亿億]+(?:点[〇零一二三四五六七八九]+)?"

#: What may be a number; :func:`value_of` says whether it is.
NUMERAL = (
    rf"(?:(?:{_DIGITS})(?:{_LATIN_TIMES}|{_ASIAN_TIMES}(?:\s?(?:{_DIGITS}){_ASIAN_TIMES}?)*)?"
    rf"|\b{_WORD}\b{_LATIN_TIMES}*|{_HANZI})"
)
_PIECE = re.compile(r"([0-9.]+)\s*([十百千万萬亿億兆천백만억조]*)")


def value_of(text: str) -> float | None:
    """Return a number's value, None if the text is none.

    Examples
    --------
    >>> value_of("1,234.5"), value_of("two hundred"), value_of("五十"), value_of("1억 2000만")
    (1234.5, 200.0, 50.0, 120000000.0)
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", "").strip()
    if not plain:
        return None
    if plain[0] in _DIGIT or plain[0] in _SMALL:
        return _hanzi(plain)
    if plain[0].isdecimal():
        return _digits(plain)
    return _english(plain)


def _digits(plain: str) -> float | None:
    words = plain.split()
    number = re.fullmatch(r"([0-9.]+)\s*([a-z]+)", plain)
    if number:
        times = _TIMES.get(number[2])
        return float(number[1]) * times if times else None
    if re.fullmatch(r"[0-9.]+", plain):
        return float(plain)
    total = 0.0
    pieces = _PIECE.findall("".join(words))
    for digits, times in pieces:
        value = float(digits)
        for mark in times:
            value *= _SMALL.get(mark) or _LARGE[mark]
        total += value
    return total if pieces else None


def _english(plain: str) -> float | None:
    total = 0.0
    for word in re.split(r"[\s-]+", plain):
        if word == "a":
            total = 1.0
        elif word in _WORDS or word in _TENS:
            total += _WORDS.get(word, 0) + _TENS.get(word, 0)
        elif word in _TIMES:
            total *= _TIMES[word]
        else:
            return None
    return total


def _hanzi(plain: str) -> float | None:
    whole, _, rest = plain.partition("点")
    total = section = 0.0
    digit: float | None = None
    if not any(c in _SMALL or c in _LARGE for c in whole):
        return float("".join(str(_DIGIT[c]) for c in whole)) + _decimals(rest)
    for c in whole:
        if c in _DIGIT:
            digit = float(_DIGIT[c])
        elif c in _SMALL:
            section += (1.0 if digit is None else digit) * _SMALL[c]
            digit = None
        else:
            total = (total + section + (digit or 0.0)) * _LARGE[c]
            section, digit = 0.0, None
    return total + section + (digit or 0.0) + _decimals(rest)


def _decimals(rest: str) -> float:
    return float("0." + "".join(str(_DIGIT[c]) for c in rest)) if rest else 0.0
