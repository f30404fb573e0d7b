"""The command that tells articles as a story."""

from __future__ import annotations

import click

from sinokorea_geo.cli._arguments import force_option

__all__ = ["story"]


@click.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The page to write.")
@click.option("--title", help="Of the page.")
@click.option("--encoding", help="Of the files, such as gb18030 or euc-kr, if not UTF-8.")
@click.option(
    "--most-mb", type=click.FloatRange(min=0, min_open=True), default=20, show_default=True,
    help="Refuse larger files.",
)  # fmt: skip
@click.option("--language", type=click.Choice(["en", "zh", "ko"]), default="en", show_default=True)
@force_option
def story(
    articles: tuple[str, ...],
    out: str,
    title: str | None,
    encoding: str | None,
    most_mb: float,
    language: str,
    force: bool,
) -> None:
    """Put what ARTICLES say on one page: a map, claims checked, a time line, figures.

    Articles are files of plain text or HTML. Nothing of them is sent anywhere.
    """
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atomic import checked_output_path
    from sinokorea_geo.story import make_story

    checked_output_path(out, overwrite=force)
    told = make_story(
        articles, load_atlas(), encoding=encoding, most_bytes=round(most_mb * 1_000_000)
    )
    path = told.save_html(out, title=title, language=language, overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opens without a network\n")
    for name, number in (
        ("articles", len(told.articles)),
        ("places", len(told.places)),
        ("claims", len(told.claims)),
        *((f"  {name}", count) for name, count in told.claims["verdict"].value_counts().items()),
        ("dates", int((told.events["origin"] == "text").sum())),
        ("numbers", len(told.numbers)),
    ):
        click.echo(f"{name:<26}{number:>4}")
