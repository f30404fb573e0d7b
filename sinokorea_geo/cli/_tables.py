"""Print rows as a table on a terminal, as JSON or as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

__all__ = ["print_rows"]


def print_rows(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    listed = [{key: _plain(value) for key, value in row.items()} for row in rows]
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not listed:
        return
    elif form == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        click.echo(buffer.getvalue(), nl=False)
    else:
        _print_table(list(listed[0]), [[_cell(v) for v in row.values()] for row in listed])


def _print_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(head, *body, strict=True)]
    for line in (head, *body):
        cells = (
            text + " " * (wide - _width(text)) for text, wide in zip(line, widths, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: hanzi and hangul take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as Python's own, and what is not a number as nothing."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.3f}" if isinstance(value, float) else "" if value is None else str(value)
