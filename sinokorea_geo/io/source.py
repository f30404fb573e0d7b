"""Load bytes: from an ordinary file, a gzip file or a member of an archive.

No path is handed to GDAL, which decides by itself what a path or a file means and follows what it
finds in either.
"""

import codecs
import errno
import gzip
import io
import os
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Collection
from contextlib import suppress
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Final
from zipfile import BadZipFile

from sinokorea_geo.atomic import ordinary_bytes
from sinokorea_geo.errors import DataError

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_VIRTUAL: Final = re.compile(r"(?:\w+:)?[\"']?/vsi\w+", re.IGNORECASE)
_PREFIX: Final = re.compile(r"[A-Za-z][\w .-]+:")
_MAX_ENTRIES: Final = 10_000
#: What unpacks to more than this, and to more than so many times its size, was made to fill memory.
_SMALL, _PACKED = 50_000_000, 200
#: What ``formats.toml`` holds.
FORMATS: Final = tomllib.loads(files(__package__).joinpath("formats.toml").read_text("utf-8"))
#: What zipfile raises for files that are not as they should be.
DAMAGE: Final = (OSError, RuntimeError, ValueError, EOFError, zlib.error, struct.error, BadZipFile)
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def shown(value: Any, width: int = 60) -> str:
    """Quote text from a file for a message: short, and nothing a terminal obeys."""
    text = repr(value if len(str(value)) <= width else f"{str(value)[:width]}…")
    return text if text.isprintable() else ascii(text)


def said(key: str, name: str, **facts: Any) -> str:
    """Return a message of ``formats.toml`` with its facts, behind the name of the file."""
    return f"{name}: {FORMATS['messages'][key].format_map(facts)}"


def load(path: str | os.PathLike[str], max_bytes: int) -> tuple[str, bytes]:
    """Return what to call a file in messages, and all of its bytes."""
    name = os.fspath(path)
    if not isinstance(name, str):
        raise DataError(f"the path is {type(name).__name__}; pass text or a pathlib.Path")
    try:
        content = ordinary_bytes(name, max_bytes)
    except (OSError, ValueError) as error:
        raise DataError(f"{name}: {_why(name, error)}") from error
    if len(content) > max_bytes:
        raise DataError(said("too large", name, most=max_bytes))
    return name, content


def _why(name: str, error: OSError | ValueError) -> str:
    """Say why there is no such file, in the words of what the caller may have meant."""
    if _VIRTUAL.match(name):
        return "GDAL's virtual paths are not followed; pass the path of an ordinary file"
    if _ADDRESS.match(name):
        return "addresses are not followed; download what it names, and pass the path of that file"
    if isinstance(error, FileNotFoundError):
        if _PREFIX.match(name):
            return "no such file; names of drivers before a path are not understood"
        return "no such file; check the spelling and the folder"
    if getattr(error, "errno", 0) == errno.EINVAL:
        return str(getattr(error, "strerror", error))
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"


def unpacked(content: bytes, name: str, max_bytes: int) -> bytes:
    """Return what a gzip file holds, unless it is far larger."""
    most = min(max_bytes, max(_SMALL, _PACKED * len(content)))
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            found = stream.read(most + 1)
    except DAMAGE as error:
        raise DataError(f"{name}: is a damaged or truncated gzip file ({error})") from error
    if len(found) > most:
        raise DataError(said("gzip unpacks to too much", name, most=max_bytes, times=_PACKED))
    return found


def decoded(content: bytes, name: str, encoding: str | None = None) -> str:
    """Return the text of a file in UTF-8, in UTF-16 with its byte order mark, or as asked."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode(encoding or ("utf-16" if wide else "utf-8-sig"))
    except (LookupError, UnicodeError) as error:
        if encoding or not isinstance(error, UnicodeDecodeError):
            raise DataError(said("another encoding", name, asked=encoding, why=error)) from error
        if wide or _BINARY.search(content[:4096].decode("latin-1")):
            raise DataError(f"{name}: is neither text nor a kind of file read here") from error
        at = error.start + len(content) - len(error.object)
        facts = {"byte": content[at], "at": at, "guess": guess(content)}
        raise DataError(said("not UTF-8", name, **facts)) from error
    if _BINARY.search(text):
        raise DataError(said("control characters", name))
    return text


def guess(content: bytes) -> str:
    """Say in which encodings text may be that is not UTF-8."""
    fits = []
    for encoding, label in FORMATS["guesses"].items():
        with suppress(UnicodeDecodeError):
            content.decode(encoding)
            fits.append(label)
    return f"it may be {' or '.join(fits) or 'Latin-1 (Western European)'}"


class Archive:
    """The members of a zip file, none of which is ever written to disk."""

    def __init__(self, content: bytes, name: str, max_unpacked_bytes: int) -> None:
        self.name = name
        if content.count(b"PK\x01\x02") > _MAX_ENTRIES:
            raise DataError(said("too many files", name, most=_MAX_ENTRIES))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except DAMAGE as error:
            raise DataError(f"{name}: is a damaged or truncated zip file ({error})") from error
        entries = self._zip.infolist()
        for entry in entries:
            parts = entry.orig_filename.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or ":" in parts[0] or "\x00" in entry.orig_filename:
                raise DataError(said("leads out", name, member=shown(entry.orig_filename)))
        total, most = sum(entry.file_size for entry in entries), max_unpacked_bytes
        if total > min(most, max(_SMALL, _PACKED * len(content))):
            facts = {"total": total, "most": most, "times": _PACKED}
            raise DataError(said("zip unpacks to too much", name, **facts))
        self._entries = [e for e in entries if not e.filename.startswith("__MACOSX/")]
        names = [entry.filename for entry in self._entries]
        if len(set(names)) < len(names):
            raise DataError(f"{name}: holds two files of one name; pack it again")

    def names(self, suffixes: Collection[str] = ()) -> list[str]:
        """Return the members with one of these endings, in lower case, sorted; all without any."""
        found = [e.filename for e in self._entries if not e.is_dir()]
        suffix = {n: PurePosixPath(n).suffix.lower() for n in found}
        return sorted(n for n in found if not suffixes or suffix[n] in suffixes)

    def read(self, member: str) -> bytes:
        """Return a member's bytes, never more than it says it holds."""
        entry = self._zip.getinfo(member)
        where = f"{self.name}, {shown(member)}"
        if entry.flag_bits & 1:
            raise DataError(f"{where}: is encrypted; unpack it yourself and pack it without")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise DataError(f"{where}: is packed in an unusual way; pack it again as a plain zip")
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(entry.file_size + 1)
        except DAMAGE as error:
            raise DataError(f"{where}: is damaged or truncated ({error}); pack it again") from error
        if len(content) != entry.file_size:
            raise DataError(f"{where}: holds another number of bytes than it says; pack it again")
        return content
