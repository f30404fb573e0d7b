"""Read the text of files, plain or HTML, without trusting them."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, TypeVar

import pandas as pd

from sinokorea_geo.errors import InvalidText
from sinokorea_geo.language.markup import looks_like_html, pieces_of

Frame = TypeVar("Frame", bound=pd.DataFrame)

#: The largest file that is read unless the caller allows more.
MOST_BYTES = 20_000_000
_SNIFFED = 4096
_MAGIC = {
    b"%PDF": "a PDF; save its text first, for instance with pdftotext",
    b"PK\x03\x04": "a zip archive (Word, Excel and EPUB files are); save it as plain text or HTML",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file; save it as plain text or HTML",
    b"\x1f\x8b": "compressed with gzip; unpack it first",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "an RTF file; save it as plain text or HTML",
}
#: The head of a mail message that holds a page and its pictures.
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})",
    re.IGNORECASE,
)
#: What pages call an encoding and what they mean by it.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-1": "cp1252",
    "x-sjis": "cp932",
}


@dataclass(frozen=True)
class Document:
    """A text and where it stood in the file.

    Parameters
    ----------
    source : str
        The whole file, decoded.
    text : str
        What a reader sees: `source` itself, or an HTML page without its markup.
    starts : tuple of int
        Where stretches of `text` begin that were copied as they stand.
    offsets : tuple of int
        Where each of these stretches begins in `source`.
    steps : tuple of int
        How much of `source` one character of the stretch takes up: 1, or the length of an
        entity such as ``&nbsp;`` (then the stretch is one character), or 0.
    """

    source: str
    text: str
    starts: tuple[int, ...] = (0,)
    offsets: tuple[int, ...] = (0,)
    steps: tuple[int, ...] = (1,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the text stands in the file.

        Parameters
        ----------
        start, end : int
            Positions in ``text``; `end` is one past the last character.

        Returns
        -------
        (int, int)
            The same in ``source``.
        """
        first, last = self._at(start), self._at(end - 1)
        begin = self.offsets[first] + (start - self.starts[first]) * min(self.steps[first], 1)
        if self.steps[last] == 1:
            return begin, self.offsets[last] + end - self.starts[last]
        return begin, self.offsets[last] + self.steps[last]

    def in_source(self, mentions: Frame) -> Frame:
        """Return what was found in the text with ``start``, ``end`` and ``surface`` of the file.

        Parameters
        ----------
        mentions : DataFrame
            As :func:`~sinokorea_geo.toponyms.find_mentions` returns it for ``text``, or any
            other table with ``start`` and ``end``.

        Returns
        -------
        DataFrame
            ``source[start:end] == surface``; a name that markup or an entity interrupts has it
            in its surface.
        """
        spans = [self.span(a, b) for a, b in zip(mentions["start"], mentions["end"], strict=True)]
        moved = mentions.copy()
        moved["start"] = [start for start, _ in spans]
        moved["end"] = [end for _, end in spans]
        moved["surface"] = [self.source[start:end] for start, end in spans]
        return moved.astype({"start": "int64", "end": "int64", "surface": object})

    def _at(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1


def read_document(
    file: str | Path | BinaryIO, *, encoding: str | None = None, most_bytes: int = MOST_BYTES
) -> Document:
    """Read the text of a file.

    Parameters
    ----------
    file : str, pathlib.Path or binary file
        Plain text or HTML.
    encoding : str, optional
        How the letters are written, such as ``gb18030`` or ``euc-kr``. If not given: what a
        byte order mark or an HTML page itself declares, else UTF-8.
    most_bytes : int
        A larger file is refused before it is read.

    Returns
    -------
    Document
        The text, and the way from its positions to those of the file.

    Raises
    ------
    InvalidText
        If the file is missing, binary, too large, or not in this encoding.

    Examples
    --------
    >>> import io
    >>> page = read_document(io.BytesIO("<p>Ji&rsquo;an<script>Dandong</script></p>".encode()))
    >>> page.text.strip(), page.source[slice(*page.span(*_found(page.text, "Ji’an")))]
    ('Ji’an', 'Ji&rsquo;an')
    """
    if isinstance(file, str | Path):
        name = str(file)
        data = _bytes_of(Path(file), most_bytes)
    else:
        name = str(getattr(file, "name", "the input"))
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise _too_large(name, None, most_bytes)
    return document_of(_decode(data, name, encoding))


def document_of(source: str) -> Document:
    """Return the text of a decoded file, without markup if it is an HTML page.

    Parameters
    ----------
    source : str
        The file, decoded.

    Returns
    -------
    Document
        The text, and the way from its positions to those of `source`.

    Examples
    --------
    >>> document_of("<p>Dandong &amp; Hyesan</p>").text.strip()
    'Dandong & Hyesan'
    """
    if not looks_like_html(source):
        return Document(source, source)
    pieces = list(pieces_of(source))
    if not pieces:
        return Document(source, "")
    sizes = [len(piece.text) for piece in pieces]
    starts = (0, *accumulate(sizes[:-1]))
    offsets = tuple(piece.offset for piece in pieces)
    text = "".join(piece.text for piece in pieces)
    return Document(source, text, starts, offsets, tuple(piece.step for piece in pieces))


def _found(text: str, name: str) -> tuple[int, int]:
    start = text.index(name)
    return start, start + len(name)


def _bytes_of(path: Path, most_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise InvalidText(f"{path} is a folder; name a file in it")
        size = path.stat().st_size
        if size > most_bytes:
            raise _too_large(str(path), size, most_bytes)
        with path.open("rb") as stream:
            return stream.read(most_bytes + 1)
    except OSError as error:
        raise InvalidText(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        if isinstance(error, InvalidText):
            raise
        raise InvalidText(f"{str(path)!r} is not the name of a file") from error


def _too_large(name: str, size: int | None, most_bytes: int) -> InvalidText:
    much = f"{size / 1e6:,.0f} MB" if size else "more"
    return InvalidText(
        f"{name} holds {much}, and {most_bytes / 1e6:,.0f} MB are read at most;"
        " split it, or allow more with most_bytes (--most-mb)"
    )


def _decode(data: bytes, name: str, encoding: str | None) -> str:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InvalidText(f"{name} is {what}")
    if _MHTML.search(data[:_SNIFFED]):
        raise InvalidText(f"{name} is a web archive (MHTML); save the page as HTML instead")
    marked = next((label for bom, label in _BOMS if data.startswith(bom)), None)
    declared = _DECLARED.search(data[:_SNIFFED])
    label = (
        encoding or marked or (declared and declared.group(1).decode("ascii").lower()) or "utf-8"
    )
    if not encoding:
        label = _MEANT.get(label, label)
    wide = label.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    if b"\0" in data and not wide:
        raise InvalidText(
            f"{name} is binary, not text: it holds zero bytes; if it is UTF-16, say so with"
            f" encoding (--encoding)"
        )
    try:
        return _plain_codec(label).decode(data, "strict")[0]
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


def _plain_codec(label: str) -> codecs.CodecInfo:
    """Return the codec of that name, if it makes text of bytes and not bytes of bytes."""
    info = codecs.lookup(label)
    if not getattr(info, "_is_text_encoding", True) or label.lower() in {
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
    }:
        raise LookupError(label)
    return info
