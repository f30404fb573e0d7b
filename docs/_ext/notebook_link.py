"""Pages that are notebooks kept elsewhere: ``page.nblink`` holds the path of the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

DOCS = Path(__file__).resolve().parents[1]


def read(text: str) -> Any:
    """Return the notebook that a link file names, relative to the documentation's folder."""
    return nbformat.read(DOCS / text.strip(), as_version=4)  # type: ignore[no-untyped-call]


def _linked(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Read linked pages again at every build: Sphinx does not see the notebook change."""
    return [name for name in env.found_docs if (Path(app.srcdir) / f"{name}.nblink").is_file()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("env-get-outdated", _linked)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
