"""Split an article into paragraphs."""

from itertools import pairwise

from sinokorea_geo.language.rules import Patterns, read_rules
from sinokorea_geo.language.sentences import add_span

_PATTERNS = Patterns(read_rules("sinokorea_geo.story", "articles")["paragraphs"])
#: A line that was broken off is at least so wide, and so large a share of a wrapped text's
#: lines are broken off; in a text of fewer lines, the next one must not begin with a capital.
_NARROWEST, _WIDE = 35, 0.7
_SHARE, _FEWEST_LINES = 0.6, 3


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return where the paragraphs of a text begin and end.

    A blank line ends one; so does the end of a line, unless the lines are of one width.

    >>> split_paragraphs("One.  \n\n Two.\nThree.")
    [(0, 4), (9, 13), (14, 20)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _PATTERNS["blank_line" if _is_wrapped(text) else "line_end"].finditer(text):
        add_span(spans, text, start, gap.start())
        start = gap.end()
    add_span(spans, text, start, len(text))
    return spans


def _is_wrapped(text: str) -> bool:
    """Tell whether lines end at a width and not where something ends."""
    lines = [line.rstrip() for line in _PATTERNS["line_end"].split(text)]
    pairs = [(line, after) for line, after in pairwise(lines) if line and after.strip()]
    if not pairs:
        return False
    width = max(columns(line) for line, _ in pairs)
    broken = [
        line
        for line, after in pairs
        if columns(line) > max(_WIDE * width, _NARROWEST)
        and not _PATTERNS["stop"].search(line)
        and (len(pairs) >= _FEWEST_LINES or not after.lstrip()[0].isupper())
    ]
    return len(broken) >= _SHARE * len(pairs)


def columns(line: str) -> int:
    """Return the width of a line; Chinese and Korean characters take two columns."""
    return len(line) + sum(1 for letter in line if letter >= "\u2e80")
