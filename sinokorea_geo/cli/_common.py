"""Read what all commands take, and print what they answer."""

from __future__ import annotations

import csv
import functools
import io
import json
import math
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import sinokorea_geo as skg
from sinokorea_geo.atomic import checked_output_path, plain_cell

if TYPE_CHECKING:
    import pandas as pd

F = TypeVar("F", bound=Callable[..., Any] | click.Command)

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
#: Digits after the point in tables, by the unit that ends a column's name.
_DIGITS = {"m": 0, "km": 1, "lon": 4, "lat": 4, "score": 0}

date_option = click.option(
    "--at", "date", help="Only what existed then: 2016, 2016-08 or 2016-08-22."
)
force_option = click.option("--force", is_flag=True, help="Replace OUT if it is there already.")
most_mb_option = click.option(
    "--most-mb",
    "most_bytes",
    type=click.FloatRange(min=0, min_open=True),
    default=20,
    show_default=True,
    callback=lambda _context, _option, megabytes: round(megabytes * 1e6),
    help="Refuse larger files.",
)


def output(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command OUT, the file to write, as an argument or as ``-o OUT``."""

    @click.argument("argument", metavar="OUT", required=False, type=click.Path())
    @click.option("-o", "--out", "option", type=click.Path(), help="Another way to give OUT.")
    @functools.wraps(function)
    def command(argument: str | None, option: str | None, **options: Any) -> Any:
        if bool(argument) is bool(option):
            twice = f"OUT is {argument} and {option}; give one"
            raise click.UsageError(twice if argument else "Missing argument 'OUT'")
        return function(out=argument or option, **options)

    return command


def choice(*names: str, of: Sequence[str], what: str) -> Callable[[F], F]:
    """Return an option that takes one of some words, the first if none is given."""
    kind = click.Choice(of)
    return click.option(*names, type=kind, default=of[0], show_default=True, help=what)


def format_option(*more: str) -> Callable[[F], F]:
    """Return the option that says how to print."""
    return choice("--format", "form", of=("table", "json", "csv", *more), what="How to print.")


language_option = choice("--language", of=("en", "zh", "ko", "ko-KR"), what="Of the words on it.")


def atlas_of(date: str | None = None) -> skg.Atlas:
    atlas = skg.load_atlas()
    return atlas.at(date) if date else atlas


def check_out(out: str, endings: tuple[str, ...], what: str, force: bool) -> None:
    """Refuse a name whose ending says another format, or that cannot be written."""
    if not out.lower().endswith(endings):
        raise click.BadParameter(f"{out}: a {what} ends in {' or '.join(endings)}")
    checked_output_path(out, overwrite=force)


def position_of(text: str, atlas: skg.Atlas) -> skg.Place | tuple[float, float]:
    pair = _PAIR.fullmatch(text)
    return (float(pair[1]), float(pair[2])) if pair else atlas.find(text)


def source_of(path: str) -> Path:
    """Return a file to read: what is piped in, for a dash."""
    if path != "-":
        return Path(path)
    context = click.get_current_context()
    piped = Path(context.with_resource(tempfile.TemporaryDirectory()), "stdin")
    piped.write_bytes(sys.stdin.buffer.read())
    return piped


def sensible(metres: float, accuracy_m: float) -> float:
    """Round a distance to the second digit of its accuracy."""
    return round(metres, 1 - math.floor(math.log10(accuracy_m))) if accuracy_m >= 1 else metres


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
        for row in listed:
            flat = {k: " ".join(v) if isinstance(v, tuple) else v for k, v in row.items()}
            writer.writerow({key: plain_cell(cell) for key, cell in flat.items()})
        click.echo(buffer.getvalue(), nl=False)
    else:
        lines = [list(listed[0]), *([_cell(*pair) for pair in row.items()] for row in listed)]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            pairs = zip(line, widths, strict=True)
            cells = (text + " " * (wide - _width(text)) for text, wide in pairs)
            click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Count columns on a terminal: hanzi and hangul take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as Python's own, and what is not a number as nothing."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):  # sources: in JSON and CSV all of them
        return " ".join(value[:2]) + (f" +{len(value) - 2}" if len(value) > 2 else "")
    if not isinstance(value, float):
        return "" if value is None else str(value)
    return f"{value:,.{_DIGITS.get(name.rpartition('_')[2], 3)}f}"
