"""Write the map of the front page, each time the pages are built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import sinokorea_geo as skg

MAP = Path(__file__).resolve().parents[1] / "_static" / "border.html"


def write(app: Sphinx) -> None:  # noqa: ARG001 - Sphinx passes itself
    """Write the map of the whole atlas, made for a frame."""
    skg.save_html(skg.make_map(skg.load_atlas(), embed=True), MAP, overwrite=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
