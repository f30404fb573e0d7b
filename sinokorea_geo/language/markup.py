"""Read what an HTML page shows, and where each piece of it stood.

The standard library's parser takes minutes for a page of unclosed tags; this one walks
through any page once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sinokorea_geo.language.rules import read_rules

_LOOKS = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?(?:<!doctype html|<\?xml[^>]{0,200}>\s*<(?:!doctype )?html"
    r"|<(?:html|head|body|main|article|section|div|p|h[1-6]|ul|ol|table|span|a|b|i|em|strong"
    r"|meta|title)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
#: Elements that show nothing, or what is not running text.
_HIDDEN = frozenset({"head", "template", "noscript", "svg", "iframe", "select"})
#: Elements whose content is no markup.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp"})
#: Elements that a missing ``</head>`` does not swallow.
_RULES = read_rules("sinokorea_geo.language", "markup")
_BODY, _INLINE = (frozenset(_RULES[name].split()) for name in ("body", "inline"))
_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,40})")
_STOP = re.compile(r"[\"'>]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")


@dataclass(frozen=True)
class Piece:
    """A stretch of what a page shows."""

    text: str
    offset: int
    step: int


def looks_like_html(source: str) -> bool:
    """Whether a text begins as a page does.

    >>> looks_like_html("<!DOCTYPE html><p>x"), looks_like_html("1 < 2 and <b>")
    (True, False)
    """
    return _LOOKS.match(source[:20_000]) is not None


def pieces_of(source: str) -> Iterator[Piece]:
    r"""Return what a page shows, piece by piece, in order.

    >>> "".join(piece.text for piece in pieces_of("<p>Ji&rsquo;an<script>x</script>"))
    '\n\nJi’an\n\n'
    """
    walk = _Walk(source)
    at = 0
    while at < len(source):
        less = source.find("<", at)
        text_end = less if less >= 0 else len(source)
        if not walk.hidden:
            yield from _shown(source, at, text_end)
        if less < 0:
            return
        at, tag, closing = walk.markup(less)
        if tag is None:
            if at == less + 1 and not walk.hidden:
                yield Piece("<", less, 1)
            continue
        at = walk.enter(tag, closing=closing, at=at)
        if tag not in _INLINE and not walk.hidden:
            yield Piece("\n" if tag == "br" else "\n\n", less, 0)


def _shown(source: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for match in _REFERENCE.finditer(source, start, end):
        said = html.unescape(match.group())
        if said == match.group():
            continue
        if match.start() > at:
            yield Piece(source[at : match.start()], at, 1)
        for char in said:
            yield Piece(char, match.start(), match.end() - match.start())
        at = match.end()
    if end > at:
        yield Piece(source[at:end], at, 1)


class _Walk:
    """Where a walk through a page stands: what is hidden, and whether quotes can be trusted."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._quotes = True
        self.hidden: list[str] = []

    def markup(self, less: int) -> tuple[int, str | None, bool]:
        """Return where the markup at a ``<`` ends, its element, and whether it closes one."""
        source = self._source
        if source.startswith("<!--", less):
            end = source.find("-->", less + 4)
            return (end + 3 if end >= 0 else len(source)), None, False
        name = _NAME.match(source, less)
        if name is None:
            if source[less + 1 : less + 2] not in {"!", "?", "/"}:
                return less + 1, None, False
            end = source.find(">", less)
            return (end + 1 if end >= 0 else len(source)), None, False
        return self._tag_end(name.end()), name.group(1).lower(), source[less + 1] == "/"

    def _tag_end(self, start: int) -> int:
        source, at = self._source, start
        while self._quotes:
            stop = _STOP.search(source, at)
            if stop is None:
                self._quotes = False
            elif stop.group() == ">":
                return stop.end()
            elif source[stop.start() - 1] != "=":
                at = stop.end()
            else:
                end = source.find(stop.group(), stop.end())
                self._quotes = end >= 0
                at = end + 1
        # A quote that never ends spoils the page for this rule: from here on any > ends a tag.
        end = source.find(">", start)
        return end + 1 if end >= 0 else len(source)

    def enter(self, tag: str, *, closing: bool, at: int) -> int:
        """Note that an element begins or ends, and return where to go on."""
        if closing:
            if tag in self.hidden:
                del self.hidden[self.hidden.index(tag) :]
            return at
        if tag in _BODY and "head" in self.hidden:
            del self.hidden[self.hidden.index("head") :]
        if tag in _RAW:
            end = re.compile(rf"</{tag}\b[^>]*>", re.IGNORECASE).search(self._source, at)
            return end.end() if end else len(self._source)
        if tag in _HIDDEN and not (self.hidden and self.hidden[-1] == tag):
            self.hidden.append(tag)
        return at
