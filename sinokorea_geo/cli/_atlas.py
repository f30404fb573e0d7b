"""Describe the atlas: the commands info, check, diff, layers, find and export."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import click

import sinokorea_geo as skg
from sinokorea_geo.cli import _common as common

#: What the summary says, and what of Rason.
_SUMMARY = tomllib.loads(Path(__file__).with_name("summary.toml").read_text(encoding="utf-8"))


@click.command()
@common.format_option()
def info(form: str) -> None:
    """Summarise the atlas: length and scale, layers, how deep Rason lies."""
    if form == "table":
        click.echo(summary(common.atlas_of()))
    else:
        common.print_rows(_facts(common.atlas_of()), form)


@click.command()
@click.argument("folder", required=False, type=click.Path())
def check(folder: str | None) -> None:
    """List every fault of the atlas, or of the data in FOLDER, at once."""
    from sinokorea_geo.atlas.validation import check_atlas

    faults = check_atlas(skg.load_atlas(folder))
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"Error: {len(faults)} fault{'s' * (len(faults) > 1)}", err=True)
        sys.exit(1)
    click.echo("no faults")


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", required=False, type=click.Path())
@common.format_option()
def diff(old: str, new: str | None, form: str) -> None:
    """List what changed from the data in folder OLD to those in NEW, or to the package's own."""
    from sinokorea_geo.atlas.diff import compare

    found = compare(skg.load_atlas(old), skg.load_atlas(new))
    common.print_frame(found, form)
    if found.empty and form == "table":
        click.echo("no differences")


@click.command()
@common.format_option()
def layers(form: str) -> None:
    """List the layers with their counts."""
    atlas = common.atlas_of()
    common.print_rows([{"layer": n, "features": len(atlas.layer(n))} for n in atlas.layers], form)


@click.command()
@click.argument("out", type=click.Path())
@click.option("--layer", "chosen", multiple=True, help="Only this one; may be repeated.")
@common.date_option
@common.force_option
def export(out: str, chosen: tuple[str, ...], date: str | None, force: bool) -> None:
    """Write the atlas to OUT for other programs: .gpkg, .kml, or one layer as .geojson or .csv."""
    common.print_written(
        skg.export_atlas(common.atlas_of(date), out, layers=chosen or None, overwrite=force)
    )


@click.command()
@click.argument("name")
@click.option("--kind", help="Only this kind: city, river, crossing, ...")
@click.option("--search", "fuzzy", is_flag=True, help="Rank near names instead of one answer.")
@common.format_option()
def find(name: str, kind: str | None, fuzzy: bool, form: str) -> None:
    """Look up NAME in English, Chinese or Korean."""
    atlas = common.atlas_of()
    places = atlas.search(name, kind=kind) if fuzzy else [atlas.find(name, kind=kind)]
    common.print_rows([_place_row(place) for place in places], form)
    if not places:
        sys.exit(1)


def _place_row(place: skg.Place) -> dict[str, Any]:
    there = place.geometry is not None
    return {
        **{key: getattr(place, key) or "" for key in ("id", "name_en", "name_zh", "name_ko")},
        "kind": place.kind,
        "country": place.country,
        "lon": round(place.lon, 5) if there else None,
        "lat": round(place.lat, 5) if there else None,
        "accuracy_m": place.accuracy_m,
        "as_of": place.properties.get("as_of", ""),
        "matched": place.matched or "",
        "score": round(place.score, 1),
    }


def _facts(atlas: skg.Atlas) -> list[dict[str, Any]]:
    """Return what the summary says, as rows of what, value and unit."""
    border = atlas.border
    rajin, sonbong = (border.depth(key).nearest_m for key in _SUMMARY["depths"])
    road = atlas.stated_values.query(_SUMMARY["road"])["value"]
    facts = [
        ("border length, as drawn", border.length_m / 1000, "km"),
        *((f"border length at {m} m", border.length_at_scale(m) / 1000, "km") for m in (20, 100)),
        *((f"{s.name} section", s.length_m / 1000, "km") for s in border.sections),
        *((f"{name} layer", len(atlas.layer(name)), "features") for name in atlas.layers),
        ("Rajin to the border, straight", rajin / 1000, "km"),
        ("Sonbong to the border, straight", sonbong / 1000, "km"),
        ("Quanhe crossing to Rajin by road, least stated", road.min(), "km"),
        ("Quanhe crossing to Rajin by road, most stated", road.max(), "km"),
    ]
    return [{"what": what, "value": value, "unit": unit} for what, value, unit in facts]


def summary(atlas: skg.Atlas) -> str:
    """Say in a few lines what is in the atlas."""
    value: dict[str, Any] = {row["what"]: row["value"] for row in _facts(atlas)}
    value["sections"] = ", ".join(
        f"{s.name.capitalize()} {s.length_m / 1000:,.1f}" for s in atlas.border.sections
    )
    value["counts"] = ", ".join(f"{name} {value[f'{name} layer']}" for name in atlas.layers)
    return str(_SUMMARY["text"]).format_map(value)
