"""Bring text into plain typing and fold it, keeping where every letter stood."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.atlas.names import fold
from sinokorea_geo.language.rules import read_rules

_RULES = read_rules("sinokorea_geo.language", "normalise")
_PAIRS = "".join(_RULES["simplified"].split())
_SIMPLIFIED = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_LOOKALIKES: dict[str, str] = {
    like: plain for plain, alike in _RULES["lookalikes"].items() for like in alike
}
#: Marks that carry no letter: accents typed apart, soft hyphens, joiners, directions.
_DROPPED = frozenset({"Mn", "Me", "Cf"})
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+")


class _Letters(dict[str, str]):
    """What each character becomes, worked out when it is first met; '' if it goes."""

    def __missing__(self, char: str) -> str:
        new = self[char] = _letter(char)
        return new


def _letter(char: str) -> str:
    if len(char) > 1:  # a Korean syllable that was typed letter by letter
        return unicodedata.normalize("NFC", char)
    kind = unicodedata.category(char)
    if char in _LOOKALIKES or kind in _DROPPED:
        return _LOOKALIKES.get(char, "")
    if kind == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", char)
    plain = unicodedata.normalize("NFD", plain) if kind[0] == "L" else plain
    bare = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)
    bare = unicodedata.normalize("NFC", bare)
    new = _SIMPLIFIED.get(bare, bare) if len(bare) == 1 else char
    return _LOOKALIKES.get(new, new)


_LETTERS = _Letters()


def plain_letter(char: str) -> str:
    """Return a character in plain typing: 長 as 长, a full-width Ａ as A; itself if it would go."""
    new = _LETTERS[char]
    return new if len(new) == 1 else char


def lowered(text: str) -> str:
    """Return a text in small letters, letter for letter, as patterns in small letters need it."""
    return text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i")


@dataclass(frozen=True)
class Clean:
    """A text in plain typing, and where each of its characters stood."""

    text: str
    starts: Sequence[int] | NDArray[np.int64]
    ends: Sequence[int] | NDArray[np.int64]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the text as given."""
        return int(self.starts[start]), int(self.ends[end - 1])


def clean(text: str) -> Clean:
    """Return a text in plain typing.

    >>> plain = clean("Hye\u00adsăn")
    >>> plain.text, plain.span(0, 6)
    ('Hyesan', (0, 7))
    """
    if text.isascii() and "`" not in text and "\x0b" not in text and "\x0c" not in text:
        return Clean(text, range(len(text)), range(1, len(text) + 1))
    pieces = _pieces(text) if _JAMO.search(text) else text
    news = list(map(_LETTERS.__getitem__, pieces))  # each of one character, or of none
    plain = "".join(news)
    if len(plain) == len(text):
        return Clean(plain, range(len(text)), range(1, len(text) + 1))
    after = np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64, count=len(news)))
    starts = np.concatenate([[0], after[:-1]])
    kept = np.fromiter(map(bool, news), dtype=np.bool_, count=len(news))
    ends, last = after[kept], np.cumsum(kept) - 1
    for at in np.flatnonzero(~kept).tolist():
        # An accent belongs to the letter before it.
        before = int(last[at])
        if before >= 0 and ends[before] == starts[at] and unicodedata.category(pieces[at]) != "Cf":
            ends[before] = after[at]
    return Clean(plain, starts[kept], ends)


def _pieces(text: str) -> list[str]:
    """Return characters, and Korean syllables that were typed letter by letter."""
    pieces: list[str] = []
    at = 0
    for run in _JAMO.finditer(text):
        pieces.extend(text[at : run.start()])
        syllables = unicodedata.normalize("NFC", run.group())
        pieces.extend(unicodedata.normalize("NFD", syllable) for syllable in syllables)
        at = run.end()
    pieces.extend(text[at:])
    return pieces


@dataclass(frozen=True)
class Folded:
    """The letters and digits of a plain text."""

    text: str
    at: array[int]
    runs_on: bytes


def fold_text(plain: str) -> Folded:
    """Reduce a plain text to letters and digits, as :func:`~sinokorea_geo.atlas.names.fold` does.

    >>> fold_text("Ji'an, 集安").text
    'jian集安'
    """
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    large = (codes >= ord("A")) & (codes <= ord("Z"))
    codes[large] += 32
    latin = (codes >= ord("a")) & (codes <= ord("z"))
    han = (codes >= 0x4E00) & (codes <= 0x9FFF)
    hangul = (codes >= 0xAC00) & (codes <= 0xD7A3)
    kept = latin | ((codes >= ord("0")) & (codes <= ord("9"))) | han | hangul
    for code in np.unique(codes[~kept & (codes > 127)]):
        new = "" if 0xD800 <= code < 0xE000 else fold(chr(code))
        if new:
            # One letter for one: what would become two is in no name.
            same = codes == code
            codes[same] = ord(new[0])
            kept |= same
    at = np.flatnonzero(kept)
    letters = np.concatenate([[False], latin, [False]])
    runs_on = letters[at] + 2 * letters[at + 2]
    text = codes[at].astype("<u4").tobytes().decode("utf-32-le")
    runs = runs_on.astype(np.uint8).tobytes()
    return Folded(text, array("i", at.astype(np.intc).tobytes()), runs)
