"""Notebooks are stripped in git and run from top to bottom, anywhere, without an error."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import folium
import matplotlib.pyplot as plt
import nbformat
import pytest
from matplotlib.figure import Figure
from nbclient import NotebookClient

import sinokorea_geo as skg

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
GALLERY = sorted(FOLDER.glob("gallery/*.ipynb"))
SECONDS = 120


def read(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(notebook)
    return notebook


def test_there_are_notebooks() -> None:
    assert "01_quickstart.ipynb" in [path.name for path in NOTEBOOKS]
    assert len(GALLERY) >= 18


@pytest.mark.parametrize("path", [*NOTEBOOKS, *GALLERY], ids=lambda path: path.stem)
def test_notebook_is_stripped(path: Path) -> None:
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.id for cell in cells if cell.outputs] == []
    assert [cell.id for cell in cells if cell.execution_count is not None] == []
    assert [cell.id for cell in cells if cell.metadata] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The kernel's own plumbing may warn; what a cell does wrong raises.
@pytest.mark.filterwarnings("default")
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = read(path)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    complaints = [
        f"{cell.id}: {output.text}"
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert complaints == []
    # What it saves lies where the reader finds it, and it says so at its end.
    saved = {file.name for file in tmp_path.iterdir()}
    assert saved == set(re.findall(r"`([a-z]+\.(?:html|csv|pdf))`", notebook.cells[-1].source))
    assert saved


def shown(source: str, name: str, names: dict[str, Any]) -> Any:
    """Run a cell, and return what its last line gives."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)  # noqa: S102 - the cell is the test
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307 - the cell is the test
    return None


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("default")  # that a font is missing is no fault of the notebook
def test_a_notebook_of_the_gallery_ends_in_a_picture(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All in this process: a kernel for each would take seconds to start."""
    monkeypatch.chdir(tmp_path)
    title, *cells = read(path).cells
    assert title.source.startswith("# ")
    names: dict[str, Any] = {"__name__": path.stem}
    results = [shown(cell.source, path.name, names) for cell in cells if cell.cell_type == "code"]
    plt.close("all")
    picture = results[-1]
    assert isinstance(picture, Figure | folium.Map | skg.Story)
    if isinstance(picture, Figure):
        assert picture.axes
    # What a notebook writes lies beside it, and nowhere else.
    written = {file.suffix for file in tmp_path.rglob("*") if file.is_file()}
    assert written <= {".kmz", ".parquet"}


def test_the_rate_of_long_tables_is_the_measured_one() -> None:
    page = (FOLDER.parent / "docs/engine.md").read_text(encoding="utf-8")
    row = re.search(r"10\^8 rows streamed \| sinokorea_geo \((\d+ MB) at most\) \| (\S+) M", page)
    assert row
    told = read(FOLDER / "gallery/17_a_hundred_million_rows.ipynb").cells[0].source
    assert row[1] in told
    assert f"{row[2]} million a second" in told
