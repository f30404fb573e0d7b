"""Provide commands that describe the atlas: info, check, layers, find, export."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from sinokorea_geo.cli._arguments import force_option, format_option
from sinokorea_geo.cli._summary import facts, summary
from sinokorea_geo.cli._tables import print_rows

if TYPE_CHECKING:
    from sinokorea_geo.atlas import Place

__all__ = ["check", "diff", "export", "find", "info", "layers"]


@click.command()
@format_option
def info(form: str) -> None:
    """Summarise the atlas: length and scale, layers, how deep Rason lies."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    if form == "table":
        click.echo(summary(atlas))
    else:
        print_rows(facts(atlas), form)


@click.command()
@click.argument("folder", required=False, type=click.Path())
def check(folder: str | None) -> None:
    """List every fault of the atlas, or of the data in FOLDER, at once."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.validation import check_atlas

    faults = check_atlas(load_atlas(folder))
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"Error: {len(faults)} faults", err=True)
        sys.exit(1)
    click.echo("no faults")


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", required=False, type=click.Path())
@format_option
def diff(old: str, new: str | None, form: str) -> None:
    """List what changed from the data in folder OLD to those in NEW, or to the package's own."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.diff import compare
    from sinokorea_geo.atlas.store import records

    found = compare(load_atlas(old), load_atlas(new))
    print_rows(records(found), form)
    if found.empty and form == "table":
        click.echo("no differences")


@click.command()
@format_option
def layers(form: str) -> None:
    """List the layers with their counts."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    print_rows([{"layer": n, "features": len(atlas.layer(n))} for n in atlas.layers], form)


@click.command()
@click.argument("out", type=click.Path())
@click.option("--layer", "chosen", multiple=True, help="Only this one; may be repeated.")
@click.option("--at", "date", help="Only what existed then.")
@force_option
def export(out: str, chosen: tuple[str, ...], date: str | None, force: bool) -> None:
    """Write the atlas to OUT for other programs: .gpkg, .kml, or one layer as .geojson or .csv."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.io import export_atlas

    atlas = load_atlas()
    shown = atlas.at(date) if date else atlas
    path = export_atlas(shown, out, layers=chosen or None, overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


@click.command()
@click.argument("name")
@click.option("--kind", help="Only this kind: city, river, crossing, ...")
@click.option("--search", "fuzzy", is_flag=True, help="Rank near names instead of one answer.")
@format_option
def find(name: str, kind: str | None, fuzzy: bool, form: str) -> None:
    """Look up NAME in English, Chinese or Korean."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    places = atlas.search(name, kind=kind) if fuzzy else [atlas.find(name, kind=kind)]
    print_rows([_place_row(place) for place in places], form)
    if not places:
        sys.exit(1)


def _place_row(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "name_en": place.name_en,
        "name_zh": place.name_zh or "",
        "name_ko": place.name_ko or "",
        "kind": place.kind,
        "country": place.country,
        "lon": round(place.lon, 5) if place.geometry is not None else None,
        "lat": round(place.lat, 5) if place.geometry is not None else None,
        "accuracy_m": place.accuracy_m,
        "matched": place.matched or "",
        "score": round(place.score, 1),
    }
