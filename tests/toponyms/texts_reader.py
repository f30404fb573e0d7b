"""Read the texts in tests/toponyms/texts: what they say, and which letters name which place.

The mark-up is described in tests/toponyms/texts/README.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FOLDER", "MarkedText", "Span", "parse", "read"]

FOLDER = Path(__file__).parent / "texts"

_MARK = re.compile(
    r"\[\[(?P<surface>[^\[\]|]+)\|(?P<id>[^\[\]|]+)(?:\|(?P<alternatives>[^\[\]|]+))?\]\]"
    r"|\{\{(?P<negative>[^{}]+)\}\}"
    r"|\(\((?P<context>[^()|]+)(?:\|(?P<allowed>[^()|]+))?\)\)"
)
_LEFT_OVER = re.compile(r"\[\[|\]\]|\{\{|\}\}|\(\(|\)\)")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Span:
    """Letters of a text, and the ids of the places they may name.

    Parameters
    ----------
    start, end : int
        Offsets into the text, in characters; ``end`` is one past the last.
    surface : str
        The letters themselves.
    ids : tuple of str
        The place they name, then those a fair reader could also accept; empty for the spans
        that name no place of the atlas; of context the ids that may be given, ``-`` if none.
    """

    start: int
    end: int
    surface: str
    ids: tuple[str, ...] = ()

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a stretch has a letter in common with this one."""
        return start < self.end and self.start < end


@dataclass(frozen=True)
class MarkedText:
    """A text without its mark-up, and what was marked in it.

    Parameters
    ----------
    name : str
        The name of its file, or whatever the caller called it.
    text : str
        What a reader sees.
    mentions, context, negatives : tuple of Span
        Places of the atlas; places that do not count; letters that name no place. In the order
        of the text, without overlaps.
    """

    name: str
    text: str
    mentions: tuple[Span, ...]
    context: tuple[Span, ...]
    negatives: tuple[Span, ...]


def parse(marked: str, name: str = "text") -> MarkedText:
    """Take the mark-up out of a text.

    Parameters
    ----------
    marked : str
        A text with mark-up.
    name : str
        What to call it in the result and in messages.

    Returns
    -------
    MarkedText
        The text and its spans, with offsets into the text without mark-up.

    Raises
    ------
    ValueError
        If a mark is not closed, not opened, empty, nested, or if what should be an id is none.

    Examples
    --------
    >>> marked = parse("From [[Tumen|tumen|tumen-shi]] to ((Seoul)), says {{Jilin Daily}}.")
    >>> marked.text
    'From Tumen to Seoul, says Jilin Daily.'
    >>> marked.mentions
    (Span(start=5, end=10, surface='Tumen', ids=('tumen', 'tumen-shi')),)
    >>> [span.surface for span in (*marked.context, *marked.negatives)]
    ['Seoul', 'Jilin Daily']
    """
    spans: dict[str, list[Span]] = {"surface": [], "context": [], "negative": []}
    pieces: list[str] = []
    length = read_to = 0
    for mark in _MARK.finditer(marked):
        before = _unescape(marked[read_to : mark.start()])
        which = next(group for group in spans if mark[group] is not None)
        surface = _unescape(mark[which])
        start = length + len(before)
        length, read_to = start + len(surface), mark.end()
        spans[which].append(Span(start, length, surface, _ids(mark, name)))
        pieces += [before, surface]
    pieces.append(_unescape(marked[read_to:]))
    text = "".join(pieces)
    if left := _LEFT_OVER.search(text):
        around = text[max(0, left.start() - 30) : left.end() + 30]
        raise ValueError(f"{name}: mark-up that cannot be read near {around!r}")
    return MarkedText(name, text, *(tuple(found) for found in spans.values()))


def read(half: str) -> list[MarkedText]:
    """Read every text of one set, in the order of their names.

    Parameters
    ----------
    half : str
        ``"dev"``, ``"heldout"``, ``"third"``, ``"fourth"`` or ``"unseen"``.

    Returns
    -------
    list of MarkedText
        At least one.

    Raises
    ------
    FileNotFoundError
        If there is no text in that set.
    """
    paths = sorted((FOLDER / half).glob("*.txt"))
    if not paths:
        sets = "dev, heldout, third, fourth and unseen"
        raise FileNotFoundError(f"no texts in {FOLDER / half}; the sets are {sets}")
    return [parse(path.read_text(encoding="utf-8"), path.stem) for path in paths]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)


def _ids(mark: re.Match[str], name: str) -> tuple[str, ...]:
    if mark["surface"] is None:
        return tuple((mark["allowed"] or "").split(",")) if mark["allowed"] else ()
    ids = tuple(f"{mark['id']},{mark['alternatives'] or ''}".removesuffix(",").split(","))
    for place_id in ids:
        if not _ID.fullmatch(place_id):
            raise ValueError(f"{name}: {place_id!r} in {mark[0]!r} is no id")
    return ids
