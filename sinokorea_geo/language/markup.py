"""Read what an HTML page shows, and where each piece of it stood.

The standard library's parser takes minutes for a page of unclosed tags; this one walks
through any page once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from sinokorea_geo.language.rules import Patterns, read_rules

_RULES = read_rules("sinokorea_geo.language", "markup")
_PATTERNS = Patterns(_RULES["patterns"], re.IGNORECASE | re.DOTALL)
_HIDDEN, _RAW, _BODY, _INLINE = (
    frozenset(_RULES[name].split()) for name in ("hidden", "raw", "body", "inline")
)


#: A stretch of what a page shows; where it stood; and how much of the page one character takes.
Piece = tuple[str, int, int]


def looks_like_html(source: str) -> bool:
    """Whether a text begins as a page does.

    >>> looks_like_html("<!DOCTYPE html><p>x"), looks_like_html("1 < 2 and <b>")
    (True, False)
    """
    return _PATTERNS["page"].match(source[:20_000]) is not None


def pieces_of(source: str) -> Iterator[Piece]:
    r"""Return what a page shows, piece by piece, in order.

    >>> "".join(piece[0] for piece in pieces_of("<p>Ji&rsquo;an<script>x</script>"))
    '\n\nJi’an\n\n'
    """
    hidden: list[str] = []
    at = 0
    while at < len(source):
        markup = _PATTERNS["markup"].search(source, at)
        start, end = markup.span() if markup else (len(source), len(source))
        if not hidden:
            yield from _shown(source, at, start)
        at = end
        if markup is None or markup["tag"] is None:
            continue
        tag = markup["tag"].lower()
        _enter(hidden, tag, closing=bool(markup["closing"]))
        if tag in _RAW and not markup["closing"]:
            close = re.compile(rf"</{tag}\b[^>]*+(?:>|\Z)", re.IGNORECASE).search(source, at)
            at = close.end() if close else len(source)
        if tag not in _INLINE and not hidden:
            yield ("\n" if tag == "br" else "\n\n", start, 0)


def _shown(source: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for match in _PATTERNS["reference"].finditer(source, start, end):
        said = html.unescape(match.group())
        if said == match.group():
            continue
        if match.start() > at:
            yield (source[at : match.start()], at, 1)
        for char in said:
            yield (char, match.start(), match.end() - match.start())
        at = match.end()
    if end > at:
        yield (source[at:end], at, 1)


def _enter(hidden: list[str], tag: str, *, closing: bool) -> None:
    """Note that an element begins or ends among those that hide what they hold."""
    ended = tag if closing else "head" if tag in _BODY else ""
    if ended in hidden:
        del hidden[hidden.index(ended) :]
    if not closing and tag in _HIDDEN and hidden[-1:] != [tag]:
        hidden.append(tag)
