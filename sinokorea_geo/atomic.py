"""Write files so that nothing half written is left behind, and read none but ordinary files."""

import contextlib
import errno
import functools
import glob
import os
import re
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sinokorea_geo.errors import OutputError

#: Scratch files in which nothing changed for a day were left by a process that was killed.
_FORGOTTEN_S = 86_400
#: How a formula begins, and what begins so but is a number.
FORMULA, NUMBER = r"^[=+\-@\t\r]", r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_FORMULA = re.compile(f"(?={FORMULA})(?!{NUMBER})")


def ordinary_bytes(path: str | os.PathLike[str], most: int) -> bytes:
    """Read a file, a little more than `most` if it is larger; OSError for a device or a pipe."""
    # A pipe would otherwise be waited for; what was opened is what is examined.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        if stat.S_ISDIR(mode):
            raise OSError(errno.EINVAL, "is a folder; name a file in it")
        raise OSError(errno.EINVAL, "is not an ordinary file; copy what it gives to one first")
    with os.fdopen(handle, "rb") as stream:
        content = bytearray()
        while len(content) <= most and (chunk := stream.read(1 << 20)):
            content += chunk
        return bytes(content)


def plain_cell(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def checked_output_path(path: str | Path, *, overwrite: bool = False) -> Path:
    """Return a path that a file can be written to, its target's for a link, or say why none can."""
    try:
        target = Path(os.path.realpath(path))
        is_folder, there = target.is_dir(), target.exists()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise OutputError(f"{os.fspath(path)!r} is no path to write to: {said}") from error
    if is_folder:
        raise OutputError(f"{path} is a folder; name a file in it, such as {target / 'out'}")
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(f"the folder {folder} does not exist; make it first")
    if target.is_symlink() or (there and not target.is_file()):  # a link that leads round
        raise OutputError(f"{path} is not an ordinary file, and is not replaced; name another")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"the folder {folder} cannot be written to; choose another")
    if there and not overwrite:
        raise OutputError(f"{path} exists; pass overwrite=True")
    return target


@contextlib.contextmanager
def replacing(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a path to write to, beside the target, and move the file there once all is well.

    If the block fails or the process is told to end, nothing is left of it and what was there
    stays; what processes that were killed left there more than a day ago is cleared.
    """
    target = checked_output_path(path, overwrite=overwrite)
    try:
        _reclaim(target.parent)
        with (
            _ending_raises(),
            tempfile.TemporaryDirectory(dir=target.parent, prefix=_prefix(target)) as folder,
        ):
            scratch = Path(folder) / target.name
            yield scratch
            if target.exists():
                scratch.chmod(target.stat().st_mode & 0o777)
            scratch.replace(target)
    except OutputError:
        raise
    except OSError as error:
        said = error.strerror or error
        raise OutputError(f"{path} could not be written: {said}") from error


def scratch_of(target: Path) -> set[Path]:
    """Return the folders beside a file that hold it while it is written."""
    return set(target.parent.glob(f"{glob.escape(_prefix(target))}*"))


def _prefix(target: Path) -> str:
    return f".{target.name[:40]}.skg-"


@functools.cache
def _reclaim(folder: Path) -> None:
    """Clear what is left of processes that were killed, once a process."""
    for left in folder.glob(".*.skg-*"):
        with contextlib.suppress(OSError):
            changed = max(path.stat().st_mtime for path in (left, *left.iterdir()))
            if time.time() - changed > _FORGOTTEN_S:
                shutil.rmtree(left)


@contextlib.contextmanager
def _ending_raises() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, where nobody else handles them."""
    main = threading.current_thread() is threading.main_thread()
    kinds = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    kinds = [kind for kind in kinds if main and signal.getsignal(kind) is signal.SIG_DFL]
    for kind in kinds:
        signal.signal(kind, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        for kind in kinds:
            signal.signal(kind, signal.SIG_DFL)


def write_atomically(path: str | Path, content: str | bytes, *, overwrite: bool = False) -> Path:
    """Write text (as UTF-8) or bytes whole or not at all, and return the path."""
    with replacing(path, overwrite=overwrite) as scratch:
        scratch.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return Path(path)
