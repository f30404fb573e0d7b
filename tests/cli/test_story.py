"""The command `story`: what it writes, what it says, and how it says no."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sinokorea_geo.cli import main

TEXT = "Dandong notes\n\n3 May 2016\n\nThe New Yalu River Bridge is 3 km long.\n"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["story", *(str(argument) for argument in arguments)])


def refused(*arguments: object) -> str:
    """The one line that the command says no with."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line


def test_it_writes_a_page_and_counts_what_is_on_it(note: Path, tmp_path: Path) -> None:
    out = tmp_path / "story.html"
    result = run(note, "-o", out, "--title", "Bridges & <b>roads</b>", "--language", "ko")
    assert (result.exit_code, result.stderr) == (0, "")
    counts = dict(line.rsplit(maxsplit=1) for line in result.stdout.splitlines()[2:])
    assert {key.strip(): int(value) for key, value in counts.items()} == {
        "articles": 1,
        "places": 2,
        "claims": 1,
        "supported": 1,
        "dates": 1,
        "numbers": 1,
    }
    page = out.read_text(encoding="utf-8")
    assert "<title>Bridges &amp; &lt;b&gt;roads&lt;/b&gt;</title>" in page
    assert "New Yalu River Bridge" in page


def test_a_page_that_is_there_is_kept_unless_forced(note: Path, tmp_path: Path) -> None:
    out = tmp_path / "story.html"
    out.write_text("mine", encoding="utf-8")
    assert "--force" in refused(note, "-o", out)
    assert out.read_text(encoding="utf-8") == "mine"
    assert run(note, "-o", out, "--force").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_cannot_be_read_is_refused_before_anything_is_written(
    note: Path, tmp_path: Path
) -> None:
    out = tmp_path / "story.html"
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(b"%PDF-1.7 ...")
    chinese = tmp_path / "b.txt"
    chinese.write_bytes("丹东".encode("gb18030"))
    assert "PDF" in refused(note, pdf, "-o", out)
    assert "--encoding" in refused(chinese, "-o", out)
    assert "no encoding" in refused(chinese, "-o", out, "--encoding", "klingon")
    assert "--most-mb" in refused(note, "-o", out, "--most-mb", "0.00001")
    assert "missing.txt" in refused(tmp_path / "missing.txt", "-o", out)
    assert "does not exist" in refused(note, "-o", tmp_path / "nowhere" / "story.html")
    assert "ARTICLES" in refused("-o", out)
    assert not out.exists()
    assert run(chinese, "-o", out, "--encoding", "gb18030").exit_code == 0


def test_a_text_without_anything_still_makes_a_page(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    result = run(empty, "-o", tmp_path / "story.html")
    assert result.exit_code == 0
    assert result.stdout.count("   0\n") == 4
