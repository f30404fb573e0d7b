"""Files are written whole or not at all, and a place that cannot be written to is named."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

import sinokorea_geo as skg
from sinokorea_geo.atomic import checked_output_path, write_atomically

needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


def left_in(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def full_disk(*_: Any, **__: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("content", ["鸭绿江 압록강 Yalu\n", b"\x00\xff\r\n", "", b""])
def test_what_is_written_is_what_was_given(content: str | bytes, tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    assert write_atomically(target, content) == target
    wanted = content.encode("utf-8") if isinstance(content, str) else content
    assert left_in(tmp_path) == {"out.html": wanted}


def test_a_path_may_be_text_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_atomically("out.html", "new") == Path("out.html")
    assert left_in(tmp_path) == {"out.html": b"new"}


def test_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old and longer than the new one")
    write_atomically(target, "new", overwrite=True)
    assert left_in(tmp_path) == {"out.html": b"new"}


#: Where a write may break off: on writing, on taking the old file's mode, and its place.
BREAKS = ("pathlib.Path.write_bytes", "pathlib.Path.replace", "pathlib.Path.chmod")


@pytest.mark.parametrize(
    ("where", "old"),
    [(where, old) for where in BREAKS for old in (b"old", None) if old or "chmod" not in where],
)
def test_a_write_that_breaks_off_leaves_nothing(
    where: str, old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.html"
    if old is not None:
        target.write_bytes(old)
    before = left_in(tmp_path)
    monkeypatch.setattr(where, full_disk)
    with pytest.raises(skg.OutputError) as caught:
        write_atomically(target, "new" * 100_000, overwrite=True)
    monkeypatch.undo()
    assert left_in(tmp_path) == before
    assert str(caught.value) == f"{target} could not be written: No space left on device"
    assert isinstance(caught.value, OSError)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_disk_that_fills_up_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.html"
    target.write_bytes(b"old")
    written = Path.write_bytes

    def half(path: Path, data: bytes) -> NoReturn:
        """Take half of what is given, then fail."""
        written(path, data[: len(data) // 2])
        full_disk()

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(skg.OutputError, match="No space left on device"):
        write_atomically(target, b"new" * 100_000, overwrite=True)
    monkeypatch.undo()
    assert left_in(tmp_path) == {"out.html": b"old"}


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "out.html", "new")
    monkeypatch.undo()
    assert left_in(tmp_path) == {}


def test_text_that_is_no_unicode_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_atomically(tmp_path / "out.html", "\ud800")
    assert left_in(tmp_path) == {}


@needs_modes
def test_a_new_file_has_the_permissions_any_program_would_give_it(tmp_path: Path) -> None:
    old_mask = os.umask(0o027)
    try:
        write_atomically(tmp_path / "out.html", "new")
        assert os.umask(0o027) == 0o027, "the mask is as it was"
    finally:
        os.umask(old_mask)
    assert stat.S_IMODE((tmp_path / "out.html").stat().st_mode) == 0o640


@needs_modes
def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old")
    target.chmod(0o604)
    write_atomically(target, "new", overwrite=True)
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    calls: list[Callable[[], Path]] = [
        lambda: checked_output_path(tmp_path),
        lambda: write_atomically(tmp_path, "new"),
    ]
    for refuse in calls:
        with pytest.raises(skg.OutputError, match=r"is a folder; name a file in it") as caught:
            refuse()
        assert str(tmp_path / "out") in str(caught.value)
    assert left_in(tmp_path) == {}


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "deep" / "out.html"
    with pytest.raises(skg.OutputError) as caught:
        write_atomically(target, "new")
    assert str(caught.value) == f"the folder {target.parent} does not exist; make it first"
    assert not target.parent.exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(skg.OutputError, match="does not exist"):
        write_atomically(tmp_path / "file" / "out.html", "new")
    assert left_in(tmp_path) == {"file": b"old"}


def test_a_folder_that_is_write_protected_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        os, "access", lambda path, mode: not (Path(path) == tmp_path and mode == os.W_OK)
    )
    with pytest.raises(skg.OutputError) as caught:
        write_atomically(tmp_path / "out.html", "new")
    assert str(caught.value) == f"the folder {tmp_path} cannot be written to; choose another"
    assert left_in(tmp_path) == {}


def test_a_file_in_the_way_stays_unless_asked(tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    target.write_text("old")
    calls: list[Callable[[], Path]] = [
        lambda: checked_output_path(target),
        lambda: write_atomically(target, "new"),
    ]
    for refuse in calls:
        with pytest.raises(skg.OutputError, match="exists; pass overwrite=True") as caught:
            refuse()
        assert str(target) in str(caught.value)
    assert left_in(tmp_path) == {"out.html": b"old"}
    assert checked_output_path(target, overwrite=True) == target
    write_atomically(tmp_path / "other.html", "new")
    assert left_in(tmp_path) == {"out.html": b"old", "other.html": b"new"}
