"""Write files so that nothing half written is ever left behind."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sinokorea_geo.errors import OutputError

__all__ = ["checked_output_path", "replacing", "write_atomically"]


def checked_output_path(path: str | Path, *, overwrite: bool = False) -> Path:
    """Return a path that a file can be written to, or say why it cannot.

    Parameters
    ----------
    path, overwrite
        Where to, and whether a file that is there may be replaced.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    OutputError
        It is a folder, its folder is missing or write-protected, or a file is in the way.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError(f"{target} is a folder; name a file in it, such as {target / 'out'}")
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(f"the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"the folder {folder} cannot be written to; choose another")
    if target.exists() and not overwrite:
        raise OutputError(f"{target} exists; pass overwrite=True (in the shell --force)")
    return target


@contextlib.contextmanager
def replacing(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a path to write to, beside the target, and move the file there once all is well.

    Parameters
    ----------
    path, overwrite
        Where the file is to be in the end, and whether one that is there may be replaced.

    Yields
    ------
    pathlib.Path
        Where to write. If the block fails, nothing is left of it and what was there stays.

    Raises
    ------
    OutputError
        The path cannot be written.
    """
    target = checked_output_path(path, overwrite=overwrite)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        scratch = Path(folder) / target.name
        try:
            yield scratch
            if target.exists():
                scratch.chmod(target.stat().st_mode & 0o777)
            scratch.replace(target)
        except OSError as error:
            said = error.strerror or error
            raise OutputError(f"{target} could not be written: {said}") from error


def write_atomically(path: str | Path, content: str | bytes, *, overwrite: bool = False) -> Path:
    """Write a file whole or not at all.

    Parameters
    ----------
    path, content, overwrite
        Where to, text (written as UTF-8) or bytes, and whether a file may be replaced.

    Returns
    -------
    pathlib.Path
        The path.
    """
    with replacing(path, overwrite=overwrite) as scratch:
        scratch.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return Path(path)
