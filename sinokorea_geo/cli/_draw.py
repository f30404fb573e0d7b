"""Draw: the commands map and plot."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import sinokorea_geo as skg
from sinokorea_geo.atomic import checked_output_path, write_atomically
from sinokorea_geo.cli import _common as common
from sinokorea_geo.cli._atlas import summary

if TYPE_CHECKING:
    import geopandas as gpd

_corridor = click.option("--corridor", "width", help="Draw a corridor, such as 25km.")


@click.command("map")
@common.output
@common.date_option
@_corridor
@common.language_option
@click.option("--view", help="Open on a ready view, such as dandong-sinuiju.")
@click.option("--embed", is_flag=True, help="Make the page for a frame in an article.")
@click.option("--online", is_flag=True, help="Start with OpenStreetMap tiles switched on.")
@common.force_option
def map_command(out: str, date: str | None, width: str | None, force: bool, **options: Any) -> None:
    """Write an interactive map to OUT, one HTML file that needs no network."""
    _check_out(out, (".html", ".htm"), "map", force)
    atlas = common.atlas_of(date)
    drawn = skg.make_map(atlas, corridor=_band(atlas, width), **options)
    path = skg.save_html(drawn, out, overwrite=force)
    common.print_written(path, ", opens without a network\n")
    click.echo(summary(atlas))


@click.command("plot")
@common.output
@common.date_option
@_corridor
@click.option("--extent", nargs=4, type=float, help="West, south, east and north in degrees.")
@click.option("--size", "size_mm", nargs=2, type=float, default=(180.0, 120.0), help="Millimetres.")
@common.language_option
@common.force_option
def plot_command(
    out: str, date: str | None, width: str | None, force: bool, **options: Any
) -> None:
    """Write a figure for print to OUT: PNG, SVG or PDF."""
    _check_out(out, (".png", ".svg", ".pdf"), "figure", force)
    atlas = common.atlas_of(date)
    figure = skg.plot(atlas, corridor=_band(atlas, width), **options)
    content = io.BytesIO()
    figure.savefig(content, format=Path(out).suffix[1:].lower())
    common.print_written(write_atomically(out, content.getvalue(), overwrite=force))


def _check_out(out: str, endings: tuple[str, ...], what: str, force: bool) -> None:
    """Refuse a name whose ending says another format, or that cannot be written."""
    if not out.lower().endswith(endings):
        raise click.BadParameter(f"{out}: a {what} ends in {' or '.join(endings)}")
    checked_output_path(out, overwrite=force)


def _band(atlas: skg.Atlas, width: str | None) -> gpd.GeoDataFrame | None:
    return skg.corridor(atlas.border, width) if width else None
