"""Draw: the commands map and plot."""

from __future__ import annotations

import click

from sinokorea_geo.cli._arguments import force_option, metres_of
from sinokorea_geo.cli._summary import summary

__all__ = ["map_command", "plot_command"]

_PAGES = (".html", ".htm")
_FIGURES = (".png", ".svg", ".pdf")


def _checked_ending(out: str, endings: tuple[str, ...], what: str) -> None:
    """Refuse a name whose ending says another format."""
    if not out.lower().endswith(endings):
        raise click.BadParameter(f"{out}: a {what} ends in {' or '.join(endings)}")


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

    _checked_ending(out, _PAGES, "map")
    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = corridor(atlas.border, metres_of(width)) if width else None
    shown = atlas.at(date) if date else atlas
    drawn = make_map(shown, corridor=band, language=language, online=online)
    path = save_html(drawn, out, overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opens without a network\n")
    click.echo(summary(shown))


@click.command("plot")
@click.argument("out", type=click.Path())
@click.option("--at", "date", help="Only what existed then: 2016, 2016-08 or 2016-08-22.")
@click.option("--corridor", "width", help="Draw a corridor, such as 25km.")
@click.option("--extent", nargs=4, type=float, help="West, south, east and north in degrees.")
@click.option("--size", nargs=2, type=float, default=(180.0, 120.0), help="Millimetres.")
@click.option("--language", type=click.Choice(["en", "zh", "ko"]), default="en", show_default=True)
@force_option
def plot_command(
    out: str,
    date: str | None,
    width: str | None,
    extent: tuple[float, float, float, float] | None,
    size: tuple[float, float],
    language: str,
    force: bool,
) -> None:
    """Write a figure for print to OUT: PNG, SVG or PDF."""
    import io

    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atomic import checked_output_path, write_atomically
    from sinokorea_geo.maps import plot
    from sinokorea_geo.spatial import corridor

    _checked_ending(out, _FIGURES, "figure")
    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = corridor(atlas.border, metres_of(width)) if width else None
    shown = atlas.at(date) if date else atlas
    figure = plot(shown, extent=extent, corridor=band, language=language, size_mm=size)
    content = io.BytesIO()
    figure.savefig(content, format=out.lower().rpartition(".")[2])
    path = write_atomically(out, content.getvalue(), overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
