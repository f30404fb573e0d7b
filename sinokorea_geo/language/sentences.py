"""Where the sentences of a text begin and end, in English, Chinese and Korean."""

from __future__ import annotations

import re

from sinokorea_geo.language.wordlist import words

__all__ = ["sentence_spans"]

#: Shorthands whose full stop ends no sentence.
_SHORTHANDS = words(
    "mr mrs ms dr prof gen col lt sgt capt rep sen gov st mt no nos vs etc e.g i.e cf al"
    " fig figs vol pp p ed eds inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov"
    " dec approx ca u.s u.k u.n dept univ art sec para ch"
)
_ENDS = re.compile(
    r"(?P<wide>[。！？｡]+[”’」』）)\"']*)"
    r"|(?P<latin>[.!?…]+[”’\"')\]」』]*)(?=\s|$|[\u4e00-\u9fff\uac00-\ud7a3「『“(])"
    r"|(?P<break>[ \t]*(?:\r\n|[\n\r\u2028\u2029]){2,}\s*|\s*\n(?=\s*(?:[-*•·]|\d+[.)])\s))"
)
_WORD_BEFORE = re.compile(r"([^\s(\[“\"'‘]{1,12})$")
_INITIAL = re.compile(r"(?:^|[\s.(])[A-Z]$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text stand.

    Parameters
    ----------
    text : str
        Any text. A blank line ends a sentence, a line break alone does not.

    Returns
    -------
    list of (int, int)
        Start and end of each sentence in order, without the white space around it; together
        they hold everything else of the text.

    Examples
    --------
    >>> text = "Mr. Li left Dandong. 他到了新义州。신의주에서 돌아왔다."
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Mr. Li left Dandong.', '他到了新义州。', '신의주에서 돌아왔다.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _ENDS.finditer(text):
        if match.lastgroup == "latin" and not _ends_sentence(text, match.start(), match.end()):
            continue
        end = match.start() if match.lastgroup == "break" else match.end()
        _add(spans, text, start, end)
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    if text[stop] != "." or text[stop:after].startswith(".."):
        return True
    word = _WORD_BEFORE.search(text, max(0, stop - 12), stop)
    if word and word.group(1).lower() in _SHORTHANDS:
        return _paragraph_follows(text, after)
    if _INITIAL.search(text, max(0, stop - 2), stop):
        return _paragraph_follows(text, after)
    following = text[after : after + 3].lstrip()
    return not following[:1].islower()


def _paragraph_follows(text: str, after: int) -> bool:
    return not text[after:].strip() if after > len(text) - 40 else "\n\n" in text[after : after + 3]


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        begin = start + piece.index(inner)
        spans.append((begin, begin + len(inner)))
