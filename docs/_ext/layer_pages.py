"""Write a page for each layer from the data, each time the pages are built."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
from sphinx.application import Sphinx

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import default_data_dir, records

FOLDER = Path(__file__).resolve().parents[1] / "layers"
#: What a reader would count as a gap, and how to say it.
GAPS = {
    "name_zh": "no Chinese name",
    "name_ko": "no Korean name",
    "start": "no date of beginning",
    "status": "no status",
    "bridge_length_m": "no bridge length",
    "stated_area_km2": "no stated area",
    "stated_length_km": "no stated length",
}
#: Dates and states belong to what people open and close.
DATED = {"crossings", "zones", "routes"}
COLUMNS = (
    "name_en", "name_zh", "name_ko", "kind", "status", "as_of", "geometry_basis", "accuracy_m"
)  # fmt: skip


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}"
    return str(value).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _counted(frame: pd.DataFrame, column: str) -> str:
    counts = Counter(str(v) for v in frame[column] if isinstance(v, str))
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _gaps(name: str, frame: pd.DataFrame) -> list[str]:
    gaps = []
    for column, words in GAPS.items():
        if column not in frame or (column in {"start", "status"} and name not in DATED):
            continue
        missing = int(frame[column].isna().sum())
        if missing:
            gaps.append(f"- {words}: {missing} of {len(frame)}")
    return gaps


def _compared(name: str, atlas: skg.Atlas) -> str:
    table = skg.stated_and_measured(atlas)
    ids = {"border"} if name == "border" else set(atlas.layer(name)["id"])
    rows = [
        [row["id"], row["stated"], row["measured"], row["unit"], f"{row['ratio']:.2f}", row["why"]]
        for row in records(table[table["id"].isin(ids)])
    ]
    if not rows:
        return ""
    head = ["id", "stated", "measured", "unit", "measured / stated", "why they differ"]
    return "\n\n## Stated beside measured\n\n" + _table(head, rows)


def _stated(frame: pd.DataFrame, atlas: skg.Atlas) -> str:
    values = atlas.stated_values
    own = values[values["subject_id"].isin(set(frame["id"]))]
    single = int((own["source_ids"].str.split().map(len) == 1).sum())
    return f"{len(own)}, {single}" if len(own) else ""


def _as_of(frame: pd.DataFrame) -> str:
    if "as_of" not in frame:
        return ""
    known = frame["as_of"].dropna()
    empty = f"; {len(frame) - len(known)} without" if len(known) < len(frame) else ""
    return f"{known.min()} to {known.max()}{empty}"


def _page(name: str, described: dict[str, Any], atlas: skg.Atlas) -> str:
    frame = atlas.layer(name)
    accuracy = frame["accuracy_m"].astype(float)
    facts = [
        ["features", len(frame)],
        ["kinds", _counted(frame, "kind")],
        ["states", _counted(frame, "status")],
        ["where positions come from", _counted(frame, "geometry_basis")],
        [
            "accuracy_m",
            f"best {accuracy.min():,.0f}, half within {accuracy.median():,.0f}, "
            f"worst {accuracy.max():,.0f}",
        ],
        ["sources", len({key for keys in frame["source_ids"] for key in keys})],
        ["features that rest on a single source", int((frame["source_ids"].map(len) == 1).sum())],
        ["stated values of them, and those with a single source", _stated(frame, atlas)],
        ["latest evidence for a state", _as_of(frame)],
        ["licences", ", ".join(licence["name"] for licence in described["licenses"])],
        ["how it was made", described["how"]],
        ["how good it is", described["accuracy"]],
    ]
    shown = [column for column in COLUMNS if column in frame]
    features = [[row["id"], *(row[column] for column in shown)] for row in records(frame)]
    gaps = _gaps(name, frame)
    return "\n".join(
        [
            f"# {described['title']}",
            "",
            f"`atlas.layer({name!r})`, the file `data/{described['path']}`.",
            "",
            _table(["what", "measured"], [row for row in facts if row[1] != ""]),
            "",
            "## Gaps",
            "",
            *(gaps or ["None of the columns that this page checks is empty."]),
            "" if name not in {"places", "crossings", "zones"} else _unplaced(name, atlas),
            _compared(name, atlas),
            "",
            "## Every feature",
            "",
            _table(["id", *shown], features),
            "",
        ]
    )


def _unplaced(name: str, atlas: skg.Atlas) -> str:
    """Return what nobody published a position for, for the layer it would stand in."""
    table = atlas.unplaced
    kinds = set(atlas.layer(name)["kind"]) | ({"dike"} if name == "places" else set())
    rows = [[r["id"], r["name_en"], r["kind"], r["note"]] for r in records(table)]
    rows = [row for row in rows if row[2] in kinds]
    if not rows:
        return ""
    return "\n\n## What nobody published a position for\n\n" + _table(
        ["id", "name", "kind", "what was looked for"], rows
    )


def write(app: Sphinx) -> None:  # noqa: ARG001 - Sphinx passes itself
    """Write the pages and their index."""
    atlas = skg.load_atlas()
    package = json.loads((default_data_dir() / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["name"]: resource for resource in package["resources"]}
    FOLDER.mkdir(exist_ok=True)
    rows = []
    for name in atlas.layers:
        text = _page(name, described[name], atlas)
        path = FOLDER / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        frame = atlas.layer(name)
        accuracy = frame["accuracy_m"].astype(float)
        rows.append([f"[{name}]({name}.md)", len(frame), accuracy.min(), accuracy.max()])
    head = ["layer", "features", "best accuracy_m", "worst accuracy_m"]
    toctree = "\n".join(["```{toctree}", ":hidden:", "", *atlas.layers, "```"])
    index = f"# Layer by layer\n\n{_table(head, rows)}\n\n{toctree}\n"
    (FOLDER / "index.md").write_text(index, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
