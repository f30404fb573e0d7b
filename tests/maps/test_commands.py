"""Commands that draw."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sinokorea_geo.cli import main


@pytest.mark.parametrize(
    ("command", "name", "endings"),
    [
        ("map", "border.png", "a map ends in .html"),
        ("plot", "border.html", "a figure ends in .png"),
        ("export", "atlas.png", "ends in none of .gpkg"),
        ("corridor --width 25km", "band.shp", "a corridor ends in .geojson"),
        ("story README.md --out", "story.pdf", "a story ends in .html"),
        ("mentions README.md --map", "places.png", "a map ends in .html"),
        ("annotate README.md --out", "table.png", "let its name end in .csv"),
        ("annotate README.md --out t.csv --refused", "bad.shp", "ends in .csv"),
    ],
)
def test_a_wrong_ending_is_refused(tmp_path: Path, command: str, name: str, endings: str) -> None:
    done = CliRunner().invoke(main, [*command.split(), str(tmp_path / name)])
    assert done.exit_code == 2
    assert endings in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ending", "first"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF-")]
)
def test_a_figure_is_written_in_the_format_of_its_ending(
    tmp_path: Path, ending: str, first: bytes
) -> None:
    out = tmp_path / f"border.{ending}"
    extent = ["--extent", "124.1", "39.85", "124.75", "40.25", "--size", "80", "80"]
    done = CliRunner().invoke(main, ["plot", str(out), *extent])
    assert (done.exit_code, done.output.startswith(f"{out}: ")) == (0, True)
    assert out.read_bytes().startswith(first)
    again = CliRunner().invoke(main, ["plot", str(out), *extent])
    assert again.exit_code != 0  # an older file stays unless --force is passed
