"""The command line: thin, and quick to say what it can do."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from sinokorea_geo.atlas import Atlas, Place

__all__ = ["main"]

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km|m)\s*")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print.",
)


class _Group(click.Group):
    """Says what is wrong in one line, with an exit code that a script can read."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        from sinokorea_geo.errors import AmbiguousName, PlaceNotFound, SinoKoreaGeoError

        def run() -> Any:
            return super(_Group, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        try:
            code = run()
        except (PlaceNotFound, AmbiguousName) as error:
            _fail(error, 1)
        except click.UsageError as error:
            _fail(f"{error.format_message().rstrip('.')}; see --help", 2)
        except (SinoKoreaGeoError, OSError) as error:
            _fail(error, 2)
        except click.Abort:
            _fail("stopped", 130)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(error: Exception | str, code: int) -> NoReturn:
    click.echo(f"Error: {' '.join(str(error).split())}", err=True)
    sys.exit(code)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sinokorea-geo")
def main() -> None:
    """Measure and map the China–North Korea border.

    A place is a name in English, Chinese or Korean, an id, or LON,LAT.
    Exit code 0; 1 if a place is not found or ambiguous; 2 for bad use.
    """


@main.command("map")
@click.argument("out", type=click.Path())
@click.option("--at", "date", help="Only what existed then: 2016, 2016-08 or 2016-08-22.")
@click.option("--corridor", "width", help="Draw a corridor, such as 25km.")
@click.option("--language", type=click.Choice(["en", "zh", "ko"]), default="en", show_default=True)
@click.option("--online", is_flag=True, help="Start with OpenStreetMap tiles switched on.")
@click.option("--force/--no-force", default=True, show_default=True, help="Replace OUT.")
def map_command(
    out: str, date: str | None, width: str | None, language: str, online: bool, force: bool
) -> None:
    """Write an interactive map to OUT, one HTML file that needs no network."""
    from sinokorea_geo.analysis import corridor
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.files import checked_output_path
    from sinokorea_geo.maps import make_map, save_html

    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = corridor(atlas.border, _metres(width)) if width else None
    shown = atlas.at(date) if date else atlas
    drawn = make_map(shown, corridor=band, language=language, online=online)
    path = save_html(drawn, out, overwrite=force)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.2f} MB, opens without a network\n")
    click.echo(_summary(shown))


@main.command()
@format_option
def info(form: str) -> None:
    """Summarise the atlas: length and scale, layers, how deep Rason lies."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    if form == "table":
        click.echo(_summary(atlas))
    else:
        _print_rows(_facts(atlas), form)


@main.command()
@click.argument("folder", required=False, type=click.Path())
def check(folder: str | None) -> None:
    """List every fault of the atlas, or of the data in FOLDER, at once."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.checks import check_atlas

    faults = check_atlas(load_atlas(folder))
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"Error: {len(faults)} faults", err=True)
        sys.exit(1)
    click.echo("no faults")


@main.command()
@format_option
def layers(form: str) -> None:
    """List the layers with their counts."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    _print_rows([{"layer": n, "features": len(atlas.layer(n))} for n in atlas.layers], form)


@main.command()
@click.argument("name")
@click.option("--kind", help="Only this kind: city, river, crossing, ...")
@click.option("--search", "fuzzy", is_flag=True, help="Rank near names instead of one answer.")
@format_option
def find(name: str, kind: str | None, fuzzy: bool, form: str) -> None:
    """Look up NAME in English, Chinese or Korean."""
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    places = atlas.search(name, kind=kind) if fuzzy else [atlas.find(name, kind=kind)]
    _print_rows([_place_row(place) for place in places], form)
    if not places:
        sys.exit(1)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("a")
@click.argument("b")
@format_option
def distance(a: str, b: str, form: str) -> None:
    """Print the distance from A to B on the ellipsoid, in a straight line."""
    from sinokorea_geo.analysis import distance as measure
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    metres = measure(_position(a, atlas), _position(b, atlas))
    if form == "table":
        click.echo(f"{metres / 1000:,.3f} km")
    else:
        _print_rows([{"a": a, "b": b, "distance_m": metres}], form)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("position", nargs=-1, required=True)
@format_option
def locate(position: tuple[str, ...], form: str) -> None:
    """Find where POSITION (a place, LON,LAT or LON LAT) lies along the border."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.layers import records

    atlas = load_atlas()
    text = ",".join(position) if len(position) == 2 else " ".join(position)
    where = _position(text, atlas)
    lon, lat = where if isinstance(where, tuple) else (where.lon, where.lat)
    _print_rows(records(atlas.border.locate(lon, lat)), form)


@main.command()
@click.argument("out", type=click.Path())
@click.option("--width", required=True, help="Such as 25km or 500m, on each side.")
@click.option("--around", help="A place to go round instead of the border.")
@click.option("--force/--no-force", default=True, show_default=True, help="Replace OUT.")
def corridor(out: str, width: str, around: str | None, force: bool) -> None:
    """Write everything within WIDTH of the border to OUT, as GeoJSON."""
    from sinokorea_geo.analysis import corridor as outline_of
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.files import checked_output_path, write_atomically

    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = outline_of(_position(around, atlas) if around else atlas.border, _metres(width))
    collection = json.loads(band.to_json(drop_id=True, to_wgs84=True))
    collection.pop("crs", None)  # RFC 7946 knows one system only
    collection["attribution"] = "© OpenStreetMap contributors (ODbL)"
    write_atomically(out, json.dumps(collection, ensure_ascii=False), overwrite=force)
    click.echo(f"{out}: {width} corridor, {band['area_km2'].iloc[0]:,.0f} km²")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("position")
@click.option("--layer", default="crossings", show_default=True, help="Which features.")
@click.option("-k", "count", default=5, show_default=True, help="How many.")
@click.option("--at", "date", help="Only what existed then.")
@format_option
def nearest(position: str, layer: str, count: int, date: str | None, form: str) -> None:
    """List the features nearest to POSITION (a place or LON,LAT)."""
    from sinokorea_geo.analysis import nearest as rank
    from sinokorea_geo.atlas import load_atlas

    atlas = load_atlas()
    shown = atlas.at(date) if date else atlas
    frame = shown.layer(layer)
    where = _position(position, atlas)
    point = where if isinstance(where, tuple) else (where.lon, where.lat)
    found = rank([point], frame, k=min(count, len(frame)))
    names = frame["name_en"].to_numpy()[found["feature"]]
    rows = [
        {"rank": rank_, "id": key, "name_en": name, "distance_m": metres}
        for rank_, key, name, metres in zip(
            found["rank"], found["id"], names, found["distance_m"], strict=True
        )
    ]
    _print_rows(rows, form)


def _facts(atlas: Atlas) -> list[dict[str, Any]]:
    """Return what the summary says, as rows of what, value and unit."""
    border = atlas.border
    rajin, sonbong = (border.depth(atlas.get(key)).nearest_m for key in ("rajin", "sonbong"))
    figures = atlas.figures
    road = figures[
        (figures["subject_id"] == "wonjong-rajin-road")
        & (figures["property"] == "road_length")
        & (figures["period"] != "2010")  # before the road was rebuilt
    ]["value"].astype(float)
    facts = [
        ("border length, as drawn", border.length_m / 1000, "km"),
        ("border length at 20 m", border.length_at_scale(20) / 1000, "km"),
        ("border length at 100 m", border.length_at_scale(100) / 1000, "km"),
        *((f"{s.name} section", s.length_m / 1000, "km") for s in border.sections),
        *((f"{name} layer", len(atlas.layer(name)), "features") for name in atlas.layers),
        ("Rajin to the border, straight", rajin / 1000, "km"),
        ("Sonbong to the border, straight", sonbong / 1000, "km"),
        ("Quanhe crossing to Rajin by road, least stated", road.min(), "km"),
        ("Quanhe crossing to Rajin by road, most stated", road.max(), "km"),
    ]
    return [{"what": what, "value": value, "unit": unit} for what, value, unit in facts]


def _summary(atlas: Atlas) -> str:
    value = {row["what"]: row["value"] for row in _facts(atlas)}
    sections = ", ".join(
        f"{s.name.capitalize()} {s.length_m / 1000:,.1f}" for s in atlas.border.sections
    )
    counts = ", ".join(f"{name} {value[f'{name} layer']}" for name in atlas.layers)
    return (
        f"Border   {value['border length, as drawn']:,.1f} km vertex by vertex "
        f"({value['border length at 20 m']:,.0f} km at a scale of 20 m, "
        f"{value['border length at 100 m']:,.0f} km at 100 m)\n"
        f"         {sections} km\n"
        f"Layers   {counts}\n"
        f"Rason    in a straight line from the border: Rajin "
        f"{value['Rajin to the border, straight']:.1f} km, Sonbong "
        f"{value['Sonbong to the border, straight']:.1f} km\n"
        f"         by road from the Quanhe crossing to Rajin: "
        f"{value['Quanhe crossing to Rajin by road, least stated']:g}–"
        f"{value['Quanhe crossing to Rajin by road, most stated']:g} km, as sources state it"
    )


def _position(text: str, atlas: Atlas) -> Place | tuple[float, float]:
    pair = _PAIR.fullmatch(text)
    if pair:
        return float(pair[1]), float(pair[2])
    return atlas.find(text)


def _metres(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a width; write 25km or 500m")
    return float(match[1]) * (1000 if match[2] == "km" else 1)


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


def _print_rows(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    listed = [{key: _plain(value) for key, value in row.items()} for row in rows]
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    elif not listed:
        return
    elif form == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        click.echo(buffer.getvalue(), nl=False)
    else:
        _print_table(list(listed[0]), [[_cell(v) for v in row.values()] for row in listed])


def _print_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> None:
    widths = [max(map(_width, column)) for column in zip(head, *body, strict=True)]
    for line in (head, *body):
        cells = (
            text + " " * (wide - _width(text)) for text, wide in zip(line, widths, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    """Columns on a terminal: hanzi and hangul take two."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _plain(value: Any) -> Any:
    """Return a NumPy scalar as Python's own, and what is not a number as nothing."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.3f}" if isinstance(value, float) else "" if value is None else str(value)
