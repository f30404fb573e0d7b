"""Bring text into plain typing and fold it, keeping where every letter stood."""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

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


#: Stands for a letter that becomes nothing.
GONE = sys.maxunicode + 1

Codes = NDArray[np.uint32]


def codes_of(text: str) -> Codes:
    """Return the numbers of the letters of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of the numbers of its letters."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def mapped(codes: Codes, letter: Callable[[str], str]) -> Codes:
    """Return what each letter becomes, GONE for nothing; the function is called once a letter."""
    table = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint32)
    table[codes] = 1
    for code in np.flatnonzero(table).tolist():
        new = letter(chr(code))
        table[code] = ord(new) if new else GONE
    return table[codes]


@lru_cache(maxsize=1 << 16)
def _letter(char: str) -> str:
    """Return what a character becomes; '' if it goes."""
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


def plain_letter(char: str) -> str:
    """Return a character in plain typing: 長 as 长, a full-width Ａ as A; itself if it would go."""
    new = _letter(char)
    return new if len(new) == 1 else char


def lowered(text: str) -> str:
    """Return a text in small letters, letter for letter, as patterns in small letters need it."""
    return text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i")


def script_of(char: str) -> str:
    """Return the script of a letter: Latin ``L``, Han ``H``, Hangul ``K``, digit ``D``, or O."""
    if char.isdigit():
        return "D"
    if "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf":
        return "H"
    if "\uac00" <= char <= "\ud7a3":
        return "K"
    return "L" if char.isalpha() and char < "\u0250" else "O"


class Clean(NamedTuple):
    """A text in plain typing, and where each of its characters stood."""

    text: str
    starts: Sequence[int] | NDArray[np.int32]
    ends: Sequence[int] | NDArray[np.int32]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the text as given."""
        return int(self.starts[start]), int(self.ends[end - 1])


def clean(text: str) -> Clean:
    """Return a text in plain typing.

    >>> plain = clean("Hye\u00adsăn")
    >>> plain.text, plain.span(0, 6)
    ('Hyesan', (0, 7))
    """
    composed, widths = _composed(text)
    codes = mapped(codes_of(composed), _letter)
    kept = codes != GONE
    if len(composed) == len(text) and kept.all():
        return Clean(text_of(codes), range(len(text)), range(1, len(text) + 1))
    after = np.cumsum(widths, dtype=np.int32)
    starts = np.append(np.int32(0), after[:-1])
    ends, last = after[kept], np.cumsum(kept) - 1
    for at in np.flatnonzero(~kept).tolist():
        # An accent belongs to the letter before it.
        before = int(last[at])
        if (
            before >= 0
            and ends[before] == starts[at]
            and unicodedata.category(composed[at]) != "Cf"
        ):
            ends[before] = after[at]
    return Clean(text_of(codes[kept]), starts[kept], ends)


def _composed(text: str) -> tuple[str, NDArray[np.int8]]:
    """Return a text with Korean that was typed letter by letter as syllables, and their widths."""
    pieces: list[str] = []
    widths: list[bytes] = []
    at = 0
    for run in _JAMO.finditer(text):
        syllables = unicodedata.normalize("NFC", run.group())
        pieces += text[at : run.start()], syllables
        widths += (
            b"\1" * (run.start() - at),
            bytes(len(unicodedata.normalize("NFD", s)) for s in syllables),
        )
        at = run.end()
    every = b"".join((*widths, b"\1" * (len(text) - at)))
    return "".join((*pieces, text[at:])), np.frombuffer(every, dtype=np.int8)


class Folded(NamedTuple):
    """The letters and digits of a plain text."""

    text: str
    at: array[int]
    runs_on: bytes


def fold_text(plain: str) -> Folded:
    """Reduce a plain text to letters and digits, as :func:`~sinokorea_geo.atlas.names.fold` does.

    >>> fold_text("Ji'an, 集安").text
    'jian集安'
    """
    codes = codes_of(plain)
    latin = np.pad((codes | 32) - ord("a") < len(ascii_lowercase), 1)  # 32 makes letters small
    new = mapped(codes, _folded)
    at = np.flatnonzero(new != GONE).astype(np.int32)
    runs_on = latin[at] + 2 * latin[at + 2]
    return Folded(text_of(new[at]), array("i", at.tobytes()), runs_on.astype(np.uint8).tobytes())


#: One letter for one: what would become two is in no name.
_folded = lru_cache(maxsize=1 << 16)(lambda char: fold(char)[:1])
