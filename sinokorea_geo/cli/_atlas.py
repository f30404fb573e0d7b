"""Describe and draw the atlas: info, check, new, diff, layers, open, export, find, map, plot."""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from pathlib import Path
from typing import Any

import click

import sinokorea_geo as skg
from sinokorea_geo.atomic import write_atomically
from sinokorea_geo.cli import _common as common

#: What is told of a feature: its names, and more.
_NAMES = ("id", "name_en", "name_zh", "name_ko")
_STATED = (*_NAMES, "mode", "along_m", "status", "as_of", "source_ids")
#: What the summary says, what of Rason, and words of Python that the shell has others for.
WORDS = tomllib.loads(Path(__file__).with_name("summary.toml").read_text(encoding="utf-8"))

_corridor = click.option("--corridor", "width", help="Draw a corridor, such as 25km.")


@click.command()
@common.date_option
@common.format_option()
def info(date: str | None, form: str) -> None:
    """Summarise the atlas: length and scale, layers, how deep Rason lies."""
    if form == "table":
        click.echo(summary(common.atlas_of(date)))
    else:
        common.print_rows(_facts(common.atlas_of(date)), form)


@click.command()
@click.argument("folder", required=False, type=click.Path())
@common.format_option()
def check(folder: str | None, form: str) -> None:
    """List every fault of the atlas, or of the data in FOLDER, at once."""
    from sinokorea_geo.atlas.validation import check_atlas

    faults = check_atlas(skg.load_atlas(folder))
    if form == "table":
        click.echo("\n".join(faults) or "no faults")
    else:
        common.print_rows([{"fault": fault} for fault in faults], form)
    if faults:
        click.echo(f"Error: {len(faults)} fault{'s' * (len(faults) > 1)}", err=True)
        sys.exit(1)


@click.command()
@click.argument("table", type=click.Choice(tuple(WORDS["new"])))
@click.argument("cells", nargs=-1, metavar="COLUMN=VALUE...")
def new(table: str, cells: tuple[str, ...]) -> None:
    """Print a row to add to data/curated: new place id=sinhung name_en=Sinhung kind=village ...

    What is still to be filled in is told on the error stream; make check-data finds what is wrong.
    """
    from sinokorea_geo.atlas.schema import WORDS as KINDS

    known = WORDS["new"][table]
    row: dict[str, str] = dict.fromkeys(known["columns"], "") | known["given"]
    for cell in cells:
        name, equals, value = cell.partition("=")
        if name not in row or not equals:
            hint = skg.errors.meant(name, row) if equals else "; write COLUMN=VALUE"
            raise click.BadParameter(f"no column {name!r}{hint}; there are {', '.join(row)}")
        row[name] = value
    if row["kind"] not in (kinds := ["", *KINDS[f"{table}s"]]):
        hint = skg.errors.meant(row["kind"], kinds)
        raise click.BadParameter(f"no kind {row['kind']!r}{hint}; there are {', '.join(kinds[1:])}")
    csv.writer(line := io.StringIO(), lineterminator="\n").writerow(row.values())
    click.echo(line.getvalue(), nl=False)
    missing = ", ".join(name for name in known["needed"] if not row[name]) or "nothing"
    click.echo(f"{known['file']}: needed and still empty: {missing}", err=True)


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", required=False, type=click.Path())
@common.format_option()
def diff(old: str, new: str | None, form: str) -> None:
    """List what changed from the data in folder OLD to those in NEW, or to the package's own."""
    from sinokorea_geo.atlas.validation import compare

    found = compare(skg.load_atlas(old), skg.load_atlas(new))
    common.print_frame(found, form)
    if found.empty and form == "table":
        click.echo("no differences")


@click.command()
@common.date_option
@common.format_option()
def layers(date: str | None, form: str) -> None:
    """List the layers with their counts."""
    atlas = common.atlas_of(date)
    common.print_rows([{"layer": n, "features": len(atlas.layer(n))} for n in atlas.layers], form)


@click.command("open")
@click.option("--layer", default="crossings", show_default=True, help="Which features.")
@common.date_option
@common.format_option()
def open_command(layer: Any, date: str | None, form: str) -> None:
    """List what stood open on a date, as far as sources tell; without one, by its latest status."""
    from sinokorea_geo.atlas.history import OPEN_STATUSES

    frame = common.atlas_of(date).layer(layer)
    frame = frame[frame["status"].isin(OPEN_STATUSES)]
    common.print_frame(frame[[name for name in _STATED if name in frame]], form)


@click.command()
@common.output
@click.option("--layer", "chosen", multiple=True, help="Only this one; may be repeated.")
@click.option("--within", help="Only what comes so near to the border, such as 25km.")
@click.option("--bbox", help="Only what comes into a box: WEST,SOUTH,EAST,NORTH in degrees.")
@click.option("--bom/--no-bom", default=True, help="Mark CSV as UTF-8, for spreadsheets.")
@common.date_option
@common.force_option
def export(
    out: str, chosen: tuple[Any, ...], bbox: Any, date: str | None, force: bool, **how: Any
) -> None:
    """Write the atlas to OUT for other programs; the ending of OUT says how.

    All layers: .gpkg, .kmz, .kml or .xlsx. One layer: .geojson, .parquet, .fgb or .csv.
    """
    atlas, box = common.atlas_of(date), bbox and tuple(bbox.split(","))
    path = skg.export_atlas(atlas, out, layers=chosen or None, bbox=box, overwrite=force, **how)
    common.print_written(path)


@click.command()
@click.argument("name")
@click.option("--kind", help="Only this kind: city, river, crossing, ...")
@click.option("--search", "fuzzy", is_flag=True, help="Rank near names instead of one answer.")
@common.date_option
@common.format_option()
def find(name: str, kind: str | None, fuzzy: bool, date: str | None, form: str) -> None:
    """Look up NAME in English, Chinese or Korean."""
    atlas = common.atlas_of(date)
    places = atlas.search(name, kind=kind) if fuzzy else [atlas.find(name, kind=kind)]
    common.print_rows([_place_row(place) for place in places], form)
    if not places:
        sys.exit(1)


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
    common.check_out(out, (".html", ".htm"), "map", force)
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
    common.check_out(out, (".png", ".svg", ".pdf"), "figure", force)
    atlas = common.atlas_of(date)
    figure = skg.plot(atlas, corridor=_band(atlas, width), **options)
    content = io.BytesIO()
    figure.savefig(content, format=Path(out).suffix[1:].lower())
    common.print_written(write_atomically(out, content.getvalue(), overwrite=force))


def _band(atlas: skg.Atlas, width: str | None) -> Any:
    return skg.corridor(atlas.border, width) if width else None


def _place_row(place: skg.Place) -> dict[str, Any]:
    there = place.geometry is not None
    return {
        **{key: getattr(place, key) or "" for key in (*_NAMES, "kind", "country")},
        "lon": round(place.lon, 5) if there else None,
        "lat": round(place.lat, 5) if there else None,
        "accuracy_m": place.accuracy_m,
        "matched": place.matched or "",
        "score": round(place.score, 1),
        **{key: place.properties.get(key) for key in ("status", "as_of")},
        "source_ids": place.source_ids,
    }


def _facts(atlas: skg.Atlas) -> list[dict[str, Any]]:
    """Return what the summary says, as rows of what, value and unit."""
    border = atlas.border
    rajin, sonbong = (border.depth(key).nearest_m for key in WORDS["depths"])
    road = atlas.stated_values.query(WORDS["road"])["value"]
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
    return str(WORDS["text"]).format_map(value)
