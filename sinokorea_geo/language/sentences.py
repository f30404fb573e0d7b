"""Split a text into paragraphs and sentences, in English, Chinese and Korean."""

from itertools import pairwise

from sinokorea_geo.language.rules import Patterns, read_rules

_RULES = read_rules("sinokorea_geo.language", "sentences")
_ABBREVIATIONS = frozenset(_RULES["abbreviations"].split())
_PATTERNS = Patterns(_RULES["patterns"])
#: A line that was broken off is at least so wide, and so large a share of a wrapped text's
#: lines are broken off; in a text of fewer lines, the next one must not begin with a capital.
_NARROWEST, _WIDE = 35, 0.7
_SHARE, _FEWEST_LINES = 0.6, 3


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end, without the white space around them.

    A blank line ends a sentence, a line break alone does not.

    >>> text = "Mr. Li left Dandong. 他到了新义州。신의주에서 돌아왔다."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Li left Dandong.', '他到了新义州。', '신의주에서 돌아왔다.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _PATTERNS["end"].finditer(text):
        if match.lastgroup == "latin" and not _ends_sentence(text, match.start(), match.end()):
            continue
        _add(spans, text, start, match.start() if match.lastgroup == "break" else match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return where the paragraphs of a text begin and end.

    A blank line ends one; so does the end of a line, unless the lines are of one width.

    >>> split_paragraphs("One.  \n\n Two.\nThree.")
    [(0, 4), (9, 13), (14, 20)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _PATTERNS["blank_line" if _is_wrapped(text) else "line_end"].finditer(text):
        _add(spans, text, start, gap.start())
        start = gap.end()
    _add(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    if text[stop] != "." or text[stop:after].startswith(".."):
        return True
    word = _PATTERNS["word_before"].search(text, max(0, stop - 12), stop)
    short = word is not None and word.group(1).lower() in _ABBREVIATIONS
    if short or _PATTERNS["initial"].search(text, max(0, stop - 2), stop):
        near_end = after > len(text) - 40
        return not text[after:].strip() if near_end else "\n\n" in text[after : after + 3]
    return not text[after : after + 3].lstrip()[:1].islower()


def _is_wrapped(text: str) -> bool:
    """Tell whether lines end at a width and not where something ends."""
    lines = [line.rstrip() for line in _PATTERNS["line_end"].split(text)]
    pairs = [(line, after) for line, after in pairwise(lines) if line and after.strip()]
    if not pairs:
        return False
    width = max(_columns(line) for line, _ in pairs)
    broken = [
        line
        for line, after in pairs
        if _columns(line) > max(_WIDE * width, _NARROWEST)
        and not _PATTERNS["stop"].search(line)
        and (len(pairs) >= _FEWEST_LINES or not after.lstrip()[0].isupper())
    ]
    return len(broken) >= _SHARE * len(pairs)


def _columns(line: str) -> int:
    """Return the width of a line; Chinese and Korean characters take two columns."""
    return len(line) + sum(1 for letter in line if letter >= "\u2e80")


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a span without the white space around it, if anything is left of it."""
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        begin = start + piece.index(inner)
        spans.append((begin, begin + len(inner)))
