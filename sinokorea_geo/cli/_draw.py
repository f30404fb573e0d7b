"""Commands that draw: map."""

from __future__ import annotations

import click

from sinokorea_geo.cli._arguments import force_option, metres_of
from sinokorea_geo.cli._summary import summary

__all__ = ["map_command"]


@click.command("map")
@click.argument("out", type=click.Path())
@click.option("--at", "date", help="Only what existed then: 2016, 2016-08 or 2016-08-22.")
@click.option("--corridor", "width", help="Draw a corridor, such as 25km.")
@click.option("--language", type=click.Choice(["en", "zh", "ko"]), default="en", show_default=True)
@click.option("--online", is_flag=True, help="Start with OpenStreetMap tiles switched on.")
@force_option
def map_command(
    out: str, date: str | None, width: str | None, language: str, online: bool, force: bool
) -> None:
    """Write an interactive map to OUT, one HTML file that needs no network."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atomic import checked_output_path
    from sinokorea_geo.maps import make_map, save_html
    from sinokorea_geo.spatial import corridor

    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = corridor(atlas.border, metres_of(width)) if width else None
    shown = atlas.at(date) if date else atlas
    drawn = make_map(shown, corridor=band, language=language, online=online)
    path = save_html(drawn, out, overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opens without a network\n")
    click.echo(summary(shown))
