"""Read what all commands take, and print what they answer."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import sinokorea_geo as skg
from sinokorea_geo.atomic import plain_cell

if TYPE_CHECKING:
    import pandas as pd

F = TypeVar("F", bound=Callable[..., Any] | click.Command)

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
_MOST_MB = click.FloatRange(min=0, min_open=True)

date_option = click.option(
    "--at", "date", help="Only what existed then: 2016, 2016-08 or 2016-08-22."
)
force_option = click.option("--force", is_flag=True, help="Replace OUT if it is there already.")
most_mb_option = click.option(
    "--most-mb", type=_MOST_MB, default=20, show_default=True, help="Refuse larger files."
)


def choice(*names: str, of: Sequence[str], what: str) -> Callable[[F], F]:
    """Return an option that takes one of some words, the first if none is given."""
    kind = click.Choice(of)
    return click.option(*names, type=kind, default=of[0], show_default=True, help=what)


def format_option(*more: str) -> Callable[[F], F]:
    """Return the option that says how to print."""
    return choice("--format", "form", of=("table", "json", "csv", *more), what="How to print.")


language_option = choice("--language", of=("en", "zh", "ko"), what="Of the words on it.")


def atlas_of(date: str | None = None) -> skg.Atlas:
    atlas = skg.load_atlas()
    return atlas.at(date) if date else atlas


def position_of(text: str, atlas: skg.Atlas) -> skg.Place | tuple[float, float]:
    pair = _PAIR.fullmatch(text)
    return (float(pair[1]), float(pair[2])) if pair else atlas.find(text)


def print_written(path: Path, more: str = "", *, err: bool = False) -> None:
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB{more}", err=err)


def print_frame(frame: pd.DataFrame, form: str) -> None:
    from sinokorea_geo.atlas.store import records

    print_rows(records(frame), form)


def print_rows(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    """Print rows as a table on a terminal, as JSON or as CSV."""
    listed = [{key: _plain(value) for key, value in row.items()} for row in rows]
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not listed:
        return
    elif form == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: plain_cell(cell) for key, cell in row.items()} for row in listed)
        click.echo(buffer.getvalue(), nl=False)
    else:
        _print_table([list(listed[0]), *([_cell(v) for v in row.values()] for row in listed)])


def _print_table(lines: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            text + " " * (wide - _width(text)) for text, wide in zip(line, widths, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Count columns on a terminal: hanzi and hangul take two."""
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
