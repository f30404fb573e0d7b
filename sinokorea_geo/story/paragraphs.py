"""Where the paragraphs of a text begin and end."""

from __future__ import annotations

import re

__all__ = ["paragraph_spans"]

_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_BLANK = re.compile(r"(?:[ \t\u3000]*(?:\r\n|[\n\r\u2028\u2029])){2,}")
_STOP = re.compile(r"[.!?…。！？:：][”’」』）)\"']*$")
#: So many lines must break off for a text to count as broken into lines of one width.
_FEWEST_LINES = 3
_SHARE = 0.6


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Return where paragraphs begin and end, without the space around them.

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
    >>> paragraph_spans("One.  \\n\\n Two.\\nThree.")
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
    pairs = [(line, after) for line, after in zip(lines, lines[1:], strict=False) if line and after]
    if len(pairs) < _FEWEST_LINES:
        return False
    width = max(len(line) for line, _ in pairs)
    broken = [line for line, _ in pairs if len(line) > 0.7 * width and not _STOP.search(line)]
    return len(broken) >= _SHARE * len(pairs)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    inner = piece.strip()
    begin = start + piece.find(inner)
    return begin, begin + len(inner)
