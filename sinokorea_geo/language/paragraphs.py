"""Where the paragraphs of a text begin and end."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["paragraph_spans"]

_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_BLANK = re.compile(r"(?:[ \t\u3000]*(?:\r\n|[\n\r\u2028\u2029])){2,}")
_STOP = re.compile(r"[.!?…。！？:：][”’」』）)\"']*$")
#: Lines that break off are wide, and so many of all that go on; with fewer than these, what
#: comes next must not look like a beginning.
_NARROWEST, _WIDE = 35, 0.7
_SHARE, _FEWEST_LINES = 0.6, 3


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    r"""Return where paragraphs begin and end, without the space around them.

    Parameters
    ----------
    text : str
        Plain text. A blank line ends a paragraph; so does the end of a line, unless the text
        is broken into lines of one width.

    Returns
    -------
    list of (int, int)
        Offsets into the text, in order.

    Examples
    --------
    >>> paragraph_spans("One.  \n\n Two.\nThree.")
    [(0, 4), (9, 13), (14, 20)]
    """
    between = _BLANK if _is_wrapped(text) else _BREAK
    found, start = [], 0
    for gap in between.finditer(text):
        found.append(_trimmed(text, start, gap.start()))
        start = gap.end()
    found.append(_trimmed(text, start, len(text)))
    return [(start, end) for start, end in found if start < end]


def _is_wrapped(text: str) -> bool:
    """Tell whether lines end at a width and not where something ends."""
    lines = [line.rstrip() for line in _BREAK.split(text)]
    pairs = [(line, after) for line, after in pairwise(lines) if line and after.strip()]
    if not pairs:
        return False
    width = max(_columns(line) for line, _ in pairs)
    broken = [
        line
        for line, after in pairs
        if _columns(line) > max(_WIDE * width, _NARROWEST)
        and not _STOP.search(line)
        and (len(pairs) >= _FEWEST_LINES or not after.lstrip()[0].isupper())
    ]
    return len(broken) >= _SHARE * len(pairs)


def _columns(line: str) -> int:
    """Return the width of a line; hanzi and hangul take two columns."""
    return len(line) + sum(1 for letter in line if letter >= "\u2e80")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    inner = piece.strip()
    begin = start + piece.find(inner)
    return begin, begin + len(inner)
