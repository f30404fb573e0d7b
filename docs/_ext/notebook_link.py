"""Pages that are notebooks kept elsewhere: ``page.nblink`` holds the path of the notebook.

Several paths, one a line below a title, make one page that runs in one process.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

DOCS = Path(__file__).resolve().parents[1]


def read(text: str) -> Any:
    """Return the notebook that a link file names, relative to the documentation's folder."""
    head, _, paths = text.strip().rpartition("\n\n")
    whole, *others = [
        nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat has no types
        for pattern in paths.split()
        for path in sorted(DOCS.glob(pattern))
    ]
    if head:
        for notebook in others:
            whole.cells += notebook.cells
        for cell in whole.cells:
            if cell.cell_type == "markdown":
                cell.source = re.sub("^#", "##", cell.source, flags=re.MULTILINE)
        whole.cells.insert(0, nbformat.v4.new_markdown_cell(head))  # type: ignore[no-untyped-call]  # nbformat has no types
    return whole


def _linked(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Read linked pages again at every build: Sphinx does not see the notebook change."""
    return [name for name in env.found_docs if (Path(app.srcdir) / f"{name}.nblink").is_file()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("env-get-outdated", _linked)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
