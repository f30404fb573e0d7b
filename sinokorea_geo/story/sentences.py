"""Where sentences and paragraphs of a text begin and end."""

from __future__ import annotations

import re

__all__ = ["paragraph_spans", "sentence_spans"]

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]*\S[^\n\r\u2028\u2029]*")
#: A full stop, with the quotes and brackets that close after it.
_STOP = re.compile(r"[。！？…]+[”’」』）》\"')\]]*|[.!?]+[”’」』\"')\]]*(?=\s)")
#: Words that end in a full stop inside a sentence.
_SHORT = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov"
    r"|St|Mt|No|Nos|Fig|Art|vs|ca|approx|Inc|Ltd|Co|Corp|Jr|Sr|Rev|Ed|pp?|cf|e\.g|i\.e|al)"
    r"|\b(?:[A-Z]\.)*[A-Z])\.$"
)
#: After one of those, only these begin a new sentence; and a number never does.
_LOWER = re.compile(r"\s+[^\W\d_A-Z\uac00-\ud7af\u4e00-\u9fff]|\s+\d")


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Return where lines that say something begin and end, without the space around them.

    Parameters
    ----------
    text : str
        Plain text; a line is a paragraph.

    Returns
    -------
    list of (int, int)
        Offsets into the text.

    Examples
    --------
    >>> paragraph_spans("One.  \\n\\n Two.")
    [(0, 4), (9, 13)]
    """
    return [_trimmed(text, *match.span()) for match in _PARAGRAPH.finditer(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where sentences begin and end, in English, Chinese and Korean.

    Parameters
    ----------
    text : str
        Plain text; no sentence goes on over the end of a line.

    Returns
    -------
    list of (int, int)
        Offsets into the text, in order; what lies between them is white space.

    Examples
    --------
    >>> text = "On Aug. 22 it opened. 둘째 날이다. 第三。第四！"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['On Aug. 22 it opened.', '둘째 날이다.', '第三。', '第四！']
    """
    found = []
    for begin, end in paragraph_spans(text):
        start = begin
        for stop in _STOP.finditer(text, begin, end):
            if start < stop.end() < end and _ends(text, stop):
                found.append(_trimmed(text, start, stop.end()))
                start = stop.end()
        found.append(_trimmed(text, start, end))
    return found


def _ends(text: str, stop: re.Match[str]) -> bool:
    if text[stop.start()] != ".":
        return True
    short = stop.group() == "." and _SHORT.search(text, max(0, stop.start() - 12), stop.end())
    if not short:
        return True
    initials = re.search(r"\b(?:[A-Z]\.)+$", text[max(0, stop.start() - 8) : stop.end()])
    if initials and len(initials.group()) > 2:  # "the U.S. But" may end, "the U.S. is" does not
        return not _LOWER.match(text, stop.end())
    return False


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
