"""Write the page of every table and column, each time the pages are built."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import sinokorea_geo as skg
from sinokorea_geo.atlas.schema import SCHEMA, WORDS
from sinokorea_geo.atlas.store import default_data_dir

DOCS = Path(__file__).resolve().parents[1]
PAGE = DOCS / "columns.md"
HEAD = """# Every table and column

What each layer and each table holds, column by column. Types, words and numbers of rows are read
from the schema and the data when these pages are built.

A *slug* is an id in small letters, digits and hyphens. A *date* may lack its day or its month. A
*word* is one of a list, which stands at the end of this page under its name. A *flag* is true or
false. *May be empty* says that a value may be missing; a column that does not say so has a value in
every row.
"""
#: How types of the schema read, where their names say too little.
SAID = {
    "word": "word",
    "head": "word, with a detail after a colon",
    "words-": "words joined by a hyphen",
    "words+": "words joined by a plus sign",
    "count": "whole number",
    "whole": "whole number",
    "above 0": "number above 0",
    "stated": "number",
    "sources": "tuple of ids",
    "ids": "ids with a space between",
    "test": "text",
    "shape": "shape",
}
#: Types of columns that the schema has no rule for, by those of the frame.
IN_FRAME = {
    "float64": "number",
    "int64": "whole number",
    "bool": "flag",
    "object": "tuple of words",
}
#: Columns of sources that are lists or mappings.
NESTED = {"issued", "accessed", "author"}
Row = tuple[str, str, str, str, str]


def _known() -> dict[str, Any]:
    """Read what columns mean."""
    return tomllib.loads((DOCS / "columns.toml").read_text(encoding="utf-8"))


def _meaning(known: dict[str, Any], group: str, table: str, column: str) -> str:
    """Return what a column means, or end the build."""
    own = known[group].get(table, {})
    try:
        return str(own.get(column) or known["everywhere"][column])
    except KeyError:
        raise KeyError(f"docs/columns.toml: {group}.{table}.{column} has no meaning") from None


def _row(known: dict[str, Any], place: tuple[str, str, str], kind: str, words: str) -> Row:
    """Return the cells of one column: name, type, unit, meaning, vocabulary."""
    optional = ", may be empty" if "?" in kind else ""
    plain = kind.rstrip("?")
    linked = f"[{words}](#words-{words.replace('_', '-')})" if words else ""
    column = place[2]
    unit = known["units"].get(column, "")
    return f"`{column}`", SAID.get(plain, plain) + optional, unit, _meaning(known, *place), linked


def layer_rows(atlas: skg.Atlas, known: dict[str, Any], name: str) -> Iterator[Row]:
    """Describe every column of a layer."""
    described = SCHEMA["layers"][name]
    rules: dict[str, Any] = {}
    for group in described["groups"]:
        rules |= SCHEMA["groups"][group]
    frame = atlas.layer(name)
    for column in frame.columns:
        rule = rules.get(column)
        if column == "kind":
            kind, words = "word", name
        elif column == "geometry":
            kind, words = " or ".join(described["shapes"]), ""
        elif rule:
            kind, words = rule["is"], rule.get("of", "")
        else:
            kind, words = IN_FRAME.get(str(frame[column].dtype), "text"), ""
            bare = frame[column].isna() | frame[column].map(lambda cell: cell == ())
            kind += "?" * bool(bare.any())
        yield _row(known, ("layers", name, str(column)), kind, words)


def table_rows(atlas: skg.Atlas, known: dict[str, Any], name: str) -> Iterator[Row]:
    """Describe every column of a table."""
    if name == "sources":
        for column in atlas.sources.columns:
            kind = "list or mapping" if column in NESTED else "text"
            kind = "word" if column == "type" else kind
            empty = "?" * bool(atlas.sources[column].isna().any())
            words = "source_types" if column == "type" else ""
            yield _row(known, ("tables", name, str(column)), kind + empty, words)
        return
    for column, text in SCHEMA["tables"][name].items():
        kind, _, words = text.partition(" ")
        kind += "?" * (kind == "stated")
        yield _row(known, ("tables", name, column), kind, "" if words == "unique" else words)


def _table(rows: Iterator[Row]) -> list[str]:
    head = ["| column | type | unit | meaning | words |", "|---|---|---|---|---|"]
    return [*head, *("| " + " | ".join(cells) + " |" for cells in rows), ""]


def _check(known: dict[str, Any], atlas: skg.Atlas) -> None:
    """End the build if a meaning is given for a column that is none."""
    columns = {name: set(atlas.layer(name).columns) for name in atlas.layers}
    tables = {name: set(rules) for name, rules in SCHEMA["tables"].items()}
    there = {"layers": columns, "tables": {**tables, "sources": set(atlas.sources.columns)}}
    for group, described in there.items():
        for name, own in known[group].items():
            if stale := sorted(set(own) - described.get(name, set())):
                raise KeyError(f"docs/columns.toml: {group}.{name}: {stale} are no columns of it")


def page(atlas: skg.Atlas) -> str:
    """Return the page."""
    known = _known()
    package = json.loads((default_data_dir() / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    lines = [HEAD, "## Layers", ""]
    for name in atlas.layers:
        facts = resources[name]
        lines += [f"### Layer {name}", "", f"{facts['title']}. `atlas.layer({name!r})`, "]
        lines[-1] += f"{len(atlas.layer(name))} rows; [feature by feature](layers/{name}.md)."
        lines += ["", *_table(layer_rows(atlas, known, name))]
    lines += ["## Tables", ""]
    for name in [*SCHEMA["tables"], "sources"]:
        facts = resources[name]
        # The table of counts has the name of a property of its own.
        asked = "crossing_counts" if name == "counts" else name
        lines += [f"### Table {name}", "", f"{facts['title']}. `atlas.{asked}`, "]
        lines[-1] += f"the file `data/{facts['path']}`, {facts['rows']:,} rows."
        if name in {"statistics", "stated_values"}:
            lines[-1] += (
                " The frame has two columns more: `stated`, the value as text, which may be a range"
                " or a date, and `single_source`, whether one source alone has it."
            )
        lines += ["", *_table(table_rows(atlas, known, name))]
    _check(known, atlas)
    lines += ["## Words", ""]
    for name, words in WORDS.items():
        anchor = f"(words-{name.replace('_', '-')})="
        lines += [anchor, f"**{name}**: " + ", ".join(f"`{word}`" for word in words), ""]
    return "\n".join(lines)


def write(app: Sphinx) -> None:  # noqa: ARG001 - Sphinx passes itself
    """Write the page, if it changed."""
    text = page(skg.load_atlas())
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
