"""Measure: the commands distance, locate, corridor, nearest and annotate."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

import sinokorea_geo as skg
from sinokorea_geo.atomic import write_atomically
from sinokorea_geo.cli import _common as common

#: What is told of a feature beside its distance.
_TOLD = ["name_en", "accuracy_m", "status", "as_of", "source_ids"]
#: Longitudes may start with a minus, which is no option.
_NUMBERS = {"ignore_unknown_options": True}


@click.command(context_settings=_NUMBERS)
@click.argument("a")
@click.argument("b")
@common.date_option
@common.format_option()
def distance(a: str, b: str, date: str | None, form: str) -> None:
    """Print the distance from A to B on the ellipsoid, in a straight line."""
    atlas = common.atlas_of(date)
    ends = common.position_of(a, atlas), common.position_of(b, atlas)
    metres, accuracy_m = skg.distance(*ends), sum(map(_accuracy_m, ends))
    if form != "table":
        found = {"distance_m": metres, "accuracy_m": accuracy_m}
        common.print_rows([{"a": a, "b": b} | found], form)
    elif accuracy_m:
        said = common.sensible(metres, accuracy_m) / 1000
        click.echo(f"{said:,.10g} km ± {accuracy_m / 1000:,.2g}")
    else:
        click.echo(f"{metres / 1000:,.3f} km")


@click.command(context_settings=_NUMBERS)
@click.argument("position", nargs=-1)
@click.option("--km", type=float, help="Kilometre of the border, from the Yalu mouth, instead.")
@common.date_option
@common.format_option()
def locate(position: tuple[str, ...], km: float | None, date: str | None, form: str) -> None:
    """Find where POSITION (a place, LON,LAT or LON LAT) lies along the border.

    With --km, the other way: the position at a kilometre of it. The command annotate does it for
    every row of a table.
    """
    if (km is None) == (not position):
        raise click.UsageError("Missing argument 'POSITION'" if km is None else "give one position")
    atlas = common.atlas_of(date)
    text = ",".join(position) if len(position) == 2 else " ".join(position)
    place = common.position_of(text, atlas) if km is None else None
    at = _lonlat(place) if km is None else atlas.border.point_at(1000.0 * km)
    found = atlas.border.locate(*at)
    found["accuracy_m"] = _accuracy_m(place) + atlas.border.uncertainty_m(found["along_m"])
    (common.print_frame if place is None else _print_measured)(found, form)


@click.command()
@common.output
@click.option("--width", required=True, help="Such as 25km or 15mi, on each side.")
@click.option("--around", help="A place to go round instead of the border.")
@common.date_option
@common.force_option
def corridor(out: str, width: str, around: str | None, date: str | None, force: bool) -> None:
    """Write everything within WIDTH of the border to OUT, as GeoJSON."""
    common.check_out(out, (".geojson", ".json"), "corridor", force)
    atlas = common.atlas_of(date)
    band = skg.corridor(common.position_of(around, atlas) if around else atlas.border, width)
    collection = json.loads(band.to_json(drop_id=True, to_wgs84=True))
    collection.pop("crs", None)  # RFC 7946 knows one system only
    collection["attribution"] = "© OpenStreetMap contributors (ODbL)"
    write_atomically(out, json.dumps(collection, ensure_ascii=False), overwrite=force)
    click.echo(f"{out}: {width} corridor, {band['area_km2'].iloc[0]:,.0f} km²")


@click.command(context_settings=_NUMBERS)
@click.argument("position")
@click.option("--layer", default="crossings", show_default=True, help="Which features.")
@click.option("-k", "count", default=5, show_default=True, help="How many.")
@common.date_option
@common.format_option()
def nearest(position: str, layer: Any, count: int, date: str | None, form: str) -> None:
    """List the features nearest to POSITION (a place or LON,LAT)."""
    frame = common.atlas_of(date).layer(layer)
    place = common.position_of(position, common.atlas_of())
    found = skg.nearest([_lonlat(place)], frame, k=min(count, len(frame)))
    told = [name for name in _TOLD if name in frame]
    found[told] = frame[told].take(found["feature"]).to_numpy()
    found["accuracy_m"] += _accuracy_m(place)
    _print_measured(found[["rank", "id", "distance_m", *told]], form)


def _print_measured(found: Any, form: str) -> None:
    """Print answers; in a table, metres have the digits that their accuracy allows."""
    for name in {"distance_m", "along_m"} & set(found) if form == "table" else ():
        pairs = zip(found[name], found["accuracy_m"], strict=True)
        found = found.assign(**{name: [common.sensible(*pair) for pair in pairs]})
    common.print_frame(found, form)


def _accuracy_m(place: Any) -> float:
    return float(getattr(place, "accuracy_m", None) or 0.0)


def _lonlat(place: Any) -> tuple[float, float]:
    return place if isinstance(place, tuple) else (place.lon, place.lat)


@click.command()
@click.argument("sources", metavar="IN...", nargs=-1, required=True)
@click.option("-o", "--out", required=True, type=click.Path(), help="A file; a folder for several.")
@click.option("--with", "answers", default="border", show_default=True, help="Answers, by commas.")
@click.option("--corridor", "corridors", multiple=True, help="Such as 25km; may be repeated.")
@click.option("--layer", "layers", multiple=True, help="Nearest feature of it; may be repeated.")
@click.option("--lon", help="Column of longitudes; its number, from 0, if there is no header.")
@click.option("--lat", help="Column of latitudes.")
@click.option("--date", help="Column of dates, for open_crossing.")
@click.option("--source-layer", help="Of IN: a layer, sheet or document.")
@click.option("--crs", help="Of IN, such as EPSG:32652, if it does not say it.")
@click.option("--encoding", help="Of CSV or .dbf, if not UTF-8.")
@click.option("--delimiter", help="Of CSV, if not found by itself.")
@common.choice("--on-error", of=("raise", "null", "skip"), what="What becomes of bad rows.")
@click.option("--refused", type=click.Path(), help="CSV for those rows, with the reasons.")
@click.option("--formulas", is_flag=True, help="Leave = + - @ first in cells of CSV.")
@click.option("--most-mb", default=200.0, show_default=True, help="Of what is read whole.")
@click.option("--cluster", help="Address of a running Dask scheduler, such as tcp://host:8786.")
@common.force_option
def annotate(sources: tuple[str, ...], out: str, answers: str, force: bool, **how: Any) -> None:
    """Add answers about every row's position to tables, and write them to OUT.

    IN is CSV, Parquet, Feather of any length, or Excel, GPX, KML, KMZ, GeoJSON, TopoJSON, rows of
    JSON, GeoPackage, FlatGeobuf or a shapefile as zip, packed as .gz or .zip or not; or a pattern,
    a folder, or - for stdin. OUT is CSV (also .gz and .zst), Parquet, Feather or GeoPackage.
    Answers are border, country, reach, crossing, open_crossing, zone, county and province, with
    county_indeterminate and the like where an outline is so near that it may be another. Files
    that are in the folder OUT already are taken for done.
    """
    if how["refused"]:
        common.check_out(how["refused"], (".csv",), "list of refused rows", force)
    target, terminal = Path(out), sys.stderr.isatty()
    for axis in ("lon", "lat"):
        how[axis] = int(how[axis]) if (how[axis] or "").isdecimal() else how[axis]
    how["max_bytes"] = round(1e6 * how.pop("most_mb"))
    if len(sources) > 1:
        if target.exists() and not target.is_dir():
            raise skg.OutputError(f"{out} is a file; name a folder for {len(sources)} tables")
        target.mkdir(parents=True, exist_ok=True)

    def shown(rows: int) -> None:
        click.echo(f"\r{rows:,} rows", nl=False, err=True)

    rows = 0
    for source in sources:
        rows += skg.annotate(
            common.source_of(source),
            target,
            atlas=common.atlas_of(),
            answers=answers.split(","),
            overwrite=force,
            progress=shown if terminal else None,
            **how,
        )
    click.echo(f"{out}: {rows:,} rows")
