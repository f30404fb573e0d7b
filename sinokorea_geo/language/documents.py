"""Read the text of files, plain or HTML, without trusting them."""

import errno
import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, TypeVar

import pandas as pd

from sinokorea_geo.atomic import ordinary_bytes
from sinokorea_geo.errors import InvalidText
from sinokorea_geo.language.rules import Patterns, read_rules

Frame = TypeVar("Frame", bound=pd.DataFrame)

#: The largest file that is read unless the caller allows more.
MOST_BYTES = 20_000_000
_SNIFFED = 4096
_RULES = read_rules("sinokorea_geo.language", "documents")
_MAGIC, _MARKS = (
    {start.encode("latin-1"): text for start, text in _RULES[name].items()}
    for name in ("magic", "marks")
)
_MHTML, _DECLARED = (
    re.compile(_RULES["patterns"][name].encode()) for name in ("mhtml", "declared")
)
_MARKUP = read_rules("sinokorea_geo.language", "markup")
_PAGES = Patterns(_MARKUP["patterns"], re.IGNORECASE | re.DOTALL)
_HIDDEN, _RAW, _BODY, _INLINE = (
    frozenset(_MARKUP[name].split()) for name in ("hidden", "raw", "body", "inline")
)


@dataclass(frozen=True)
class Document:
    """A text (`text`, without markup) and where it stood in the file (`source`).

    Stretches of the text begin at `starts` and were copied from `offsets`; a character of one
    takes up `steps` characters of the file: 1, the length of an entity, or 0.
    """

    source: str
    text: str
    starts: tuple[int, ...] = (0,)
    offsets: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the text stands in the file."""
        first, last = (bisect_right(self.starts, at) - 1 for at in (start, end - 1))
        begin = self.offsets[first] + (start - self.starts[first]) * min(self.steps[first], 1)
        taken = end - self.starts[last] if self.steps[last] == 1 else self.steps[last]
        return begin, self.offsets[last] + taken

    def in_source(self, mentions: Frame) -> Frame:
        """Return a table of the text with ``start``, ``end`` and ``surface`` of the file.

        A name that markup or an entity interrupts has it in its surface.
        """
        spans = [self.span(a, b) for a, b in zip(mentions["start"], mentions["end"], strict=True)]
        starts, ends = ([span[end] for span in spans] for end in (0, 1))
        surfaces = [self.source[start:end] for start, end in spans]
        moved = mentions.assign(start=starts, end=ends, surface=surfaces)
        return moved.astype({"start": "int64", "end": "int64", "surface": object})


def read_document(
    file: str | Path | BinaryIO, *, encoding: str | None = None, most_bytes: int = MOST_BYTES
) -> Document:
    """Read the text of a file of plain text or HTML.

    Without `encoding` it is what a byte order mark or the page declares, else UTF-8. A file that
    is missing, binary, larger than `most_bytes` or not in this encoding is an `InvalidText`.
    """
    if not isinstance(file, str | Path):
        name = str(getattr(file, "name", "the input"))
        data = file.read(most_bytes + 1)
    else:
        name = str(file)
        try:
            data = ordinary_bytes(file, most_bytes)
        except OSError as error:
            cannot = "" if error.errno == errno.EINVAL else "cannot be read: "
            raise InvalidText(f"{name} {cannot}{error.strerror}") from error
        except ValueError as error:
            raise InvalidText(f"{name!r} is not the name of a file") from error
    if len(data) > most_bytes:
        raise InvalidText(
            f"{name} holds more than {most_bytes / 1e6:,.0f} MB, which are read at most;"
            " split it, or allow more with most_bytes (--most-mb)"
        )
    return document_of(_decode(data, name, encoding))


def document_of(source: str) -> Document:
    """Return the text of a decoded file, without markup if it is an HTML page.

    >>> document_of("<p>Dandong &amp; Hyesan</p>").text.strip()
    'Dandong & Hyesan'
    """
    if _PAGES["page"].match(source[:20_000]) is None:
        return Document(source, source)
    pieces = list(pieces_of(source))
    if not pieces:
        return Document(source, "")
    texts, offsets, steps = zip(*pieces, strict=True)
    starts = (0, *accumulate(map(len, texts[:-1])))
    return Document(source, "".join(texts), starts, offsets, steps)


def _decode(data: bytes, name: str, encoding: str | None) -> str:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InvalidText(f"{name} is {what}")
    if _MHTML.search(data[:_SNIFFED]):
        raise InvalidText(f"{name} is a web archive (MHTML); save the page as HTML instead")
    label = encoding or _encoding_of(data)
    if b"\0" in data and not label.lower().replace("_", "-").startswith(("utf-16", "utf-32")):
        raise InvalidText(
            f"{name} is binary, not text: it holds zero bytes; if it is UTF-16, say so with"
            f" encoding (--encoding)"
        )
    try:
        if label.lower() in _RULES["no_encodings"]["names"]:
            raise LookupError(label)
        return data.decode(label)
    except LookupError as error:
        raise InvalidText(
            f"{label!r} is no encoding that Python knows; try utf-8, gb18030, big5, euc-kr or"
            f" utf-16"
        ) from error
    except (UnicodeError, ValueError) as error:
        where = f" at byte {error.start:,}" if isinstance(error, UnicodeDecodeError) else ""
        raise InvalidText(
            f"{name} is not {label}{where}; pass its encoding (--encoding), such as gb18030,"
            f" big5 or euc-kr"
        ) from error


def _encoding_of(data: bytes) -> str:
    """Return the encoding that a byte order mark or a page itself names, else UTF-8."""
    marked = next((label for mark, label in _MARKS.items() if data.startswith(mark)), None)
    declared = _DECLARED.search(data[:_SNIFFED])
    label: str = marked or (declared.group(1).decode("ascii").lower() if declared else "utf-8")
    return str(_RULES["meant"].get(label, label))


# The standard library's parser takes minutes for a page of unclosed tags; this one walks through
# any page once.


def pieces_of(source: str) -> Iterator[tuple[str, int, int]]:
    """Yield stretches of what a page shows, where they stood, and what one character takes up."""
    hidden: list[str] = []
    at = 0
    while at < len(source):
        markup = _PAGES["markup"].search(source, at)
        start, end = markup.span() if markup else (len(source), len(source))
        if not hidden:
            yield from _shown(source, at, start)
        at = end
        if markup is None or markup["tag"] is None:
            continue
        tag = markup["tag"].lower()
        _enter(hidden, tag, closing=bool(markup["closing"]))
        if tag in _RAW and not markup["closing"]:
            close = re.compile(rf"</{tag}\b[^>]*(?:>|\Z)", re.IGNORECASE).search(source, at)
            at = close.end() if close else len(source)
        if tag not in _INLINE and not hidden:
            yield ("\n" if tag == "br" else "\n\n", start, 0)


def _shown(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    at = start
    for match in _PAGES["reference"].finditer(source, start, end):
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
