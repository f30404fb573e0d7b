"""Writes the page of all claims with their verdicts, each time the pages are built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import records

PAGE = Path(__file__).resolve().parents[1] / "claims-table.md"


def _cell(value: Any) -> str:
    return str(value).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _page() -> str:
    lines = [
        "# Every claim with its verdict",
        "",
        "| Claim | Stated | Verdict | Why |",
        "|---|---|---|---|",
    ]
    for row in records(skg.check_claims(skg.load_atlas())):
        stated = f"{row['stated']} {row['unit']}".strip()
        cells = (f"{row['claim_id']}: {row['paraphrase']}", stated, row["verdict"], row["why"])
        lines.append("| " + " | ".join(map(_cell, cells)) + " |")
    return "\n".join([*lines, ""])


def write(app: Sphinx) -> None:  # noqa: ARG001 - Sphinx passes itself
    """Write the page, if it changed."""
    text = _page()
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
