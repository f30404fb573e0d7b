"""Commands that read texts: mentions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from sinokorea_geo.cli._arguments import force_option
from sinokorea_geo.cli._tables import print_rows

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["mentions"]


@click.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "geojson"]),
    default="table",
    show_default=True,
    help="How to print.",
)
@click.option("--include", type=click.Choice(["context"]), help="Also countries and far capitals.")
@click.option("--claims", is_flag=True, help="Print what FILE claims of places, checked.")
@click.option("--map", "out", type=click.Path(), help="Write a map of the places to OUT.")
@click.option("--encoding", help="How FILE is written, if not in UTF-8: gb18030, big5, euc-kr, ...")
@click.option(
    "--most-mb",
    type=click.FloatRange(min=0, min_open=True),
    default=20,
    show_default=True,
    help="Refuse a larger FILE.",
)
@force_option
def mentions(
    file: str,
    form: str,
    include: str | None,
    claims: bool,
    out: str | None,
    encoding: str | None,
    most_mb: float,
    force: bool,
) -> None:
    """List the places that FILE names: text or HTML in English, Chinese or Korean; - for stdin.

    As a table, measurable claims follow ("50 km from Dandong") with what the atlas measures;
    --claims prints those alone, in any format but GeoJSON.
    """
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atomic import checked_output_path
    from sinokorea_geo.claims import find_claims
    from sinokorea_geo.language import read_document, split_sentences
    from sinokorea_geo.maps import save_html
    from sinokorea_geo.toponyms import find_mentions

    if claims and form == "geojson":
        raise click.UsageError("claims have no GeoJSON; choose table, json or csv")
    if out:
        checked_output_path(out, overwrite=force)
    source: BinaryIO | str = sys.stdin.buffer if file == "-" else file
    document = read_document(source, encoding=encoding, most_bytes=int(most_mb * 1e6))
    atlas = load_atlas()
    found = find_mentions(document.text, atlas, include=include or ())
    if not claims:
        _print(document.in_source(found), form)
    if claims or form == "table":
        stated = document.in_source(find_claims(document.text, atlas))
        _print_claims(stated, form, alone=claims)
    if out:
        from sinokorea_geo.maps.web.mentions_map import mentions_map

        name = "the input" if file == "-" else click.format_filename(file, shorten=True)
        spans = split_sentences(document.text)
        drawn = mentions_map(atlas, found, document.text, spans, title=f"Places named in {name}")
        path = save_html(drawn, out, overwrite=force)
        click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opens without a network", err=True)


def _print(found: gpd.GeoDataFrame, form: str) -> None:
    if form == "geojson":
        listed = found.assign(alternatives=[list(ids) for ids in found["alternatives"]])
        click.echo(listed.to_json(ensure_ascii=False, drop_id=True))
        return
    rows = [_row(row) for row in found.to_dict("records")]
    if form == "json":
        for row, ids in zip(rows, found["alternatives"], strict=True):
            row["alternatives"] = list(ids)
    if form == "table" and not rows:
        click.echo("no place of the atlas is named")
    print_rows(rows, form)


def _print_claims(stated: pd.DataFrame, form: str, *, alone: bool) -> None:
    from sinokorea_geo.atlas.store import records

    if form == "table":
        if not alone and len(stated):
            click.echo("\nWhat it states of them:")
        for row in stated.to_dict("records"):
            verdict = f"{row['verdict']}. " if row["verdict"] else ""
            click.echo(f"  {' '.join(row['surface'].split())}: {verdict}{row['why']}")
        if alone and stated.empty:
            click.echo("nothing measurable is stated")
        return
    plain = stated.drop(columns="tried").astype(object).where(stated.notna(), None)
    print_rows(records(plain), form)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    geometry = row["geometry"]
    point = None if geometry is None or geometry.is_empty else geometry.representative_point()
    return {
        **{name: row[name] for name in ("start", "end", "surface", "id", "kind", "score")},
        "alternatives": " ".join(row["alternatives"]),
        "name_en": row["name_en"],
        "lon": round(point.x, 5) if point is not None else None,
        "lat": round(point.y, 5) if point is not None else None,
    }
