"""Annotate tables of positions, from the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from sinokorea_geo.cli._arguments import force_option

__all__ = ["annotate"]


@click.command()
@click.argument("sources", metavar="IN...", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(), help="A file; a folder for several.")
@click.option("--with", "answers", default="border", show_default=True, help="Answers, by commas.")
@click.option("--corridor", "corridors", multiple=True, help="Such as 25km; may be repeated.")
@click.option("--layer", "layers", multiple=True, help="Nearest feature of it; may be repeated.")
@click.option("--lon", help="Column of longitudes.")
@click.option("--lat", help="Column of latitudes.")
@click.option("--date", help="Column of dates, for open_crossing.")
@click.option("--encoding", help="Of CSV, if not UTF-8.")
@click.option("--delimiter", help="Of CSV, if not found by itself.")
@click.option(
    "--on-error",
    type=click.Choice(["raise", "null", "skip"]),
    default="raise",
    show_default=True,
    help="What becomes of rows that cannot be used.",
)
@click.option("--refused", type=click.Path(), help="CSV for those rows, with the reasons.")
@click.option("--cluster", help="Address of a running Dask scheduler, such as tcp://host:8786.")
@force_option
def annotate(sources: tuple[str, ...], out: str, answers: str, force: bool, **how: Any) -> None:
    """Add answers about every row's position to tables, and write them to OUT.

    Tables are CSV (also .gz and .zst), Parquet, GeoParquet, Feather or GeoPackage; IN is a file, a
    pattern or a folder. Answers are border, country, reach, crossing, open_crossing, zone, county
    and province. Files that are in the folder OUT already are taken for done.
    """
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.errors import OutputError
    from sinokorea_geo.spatial import annotate as work

    target, terminal = Path(out), sys.stderr.isatty()
    if len(sources) > 1:
        if target.exists() and not target.is_dir():
            raise OutputError(f"{out} is a file; name a folder for {len(sources)} tables")
        target.mkdir(parents=True, exist_ok=True)

    def shown(rows: int) -> None:
        click.echo(f"\r{rows:,} rows", nl=False, err=True)

    rows = 0
    for source in sources:
        rows += work(
            source,
            target / Path(source).name if len(sources) > 1 else target,
            atlas=load_atlas(),
            answers=answers.split(","),
            overwrite=force,
            progress=shown if terminal else None,
            **how,
        )
    click.echo(f"{out}: {rows:,} rows")
