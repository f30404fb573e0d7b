"""Provide commands that measure: distance, locate, corridor, nearest."""

from __future__ import annotations

import json

import click

from sinokorea_geo.cli._arguments import force_option, format_option, metres_of, position_of
from sinokorea_geo.cli._tables import print_rows

__all__ = ["corridor", "distance", "locate", "nearest"]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("a")
@click.argument("b")
@format_option
def distance(a: str, b: str, form: str) -> None:
    """Print the distance from A to B on the ellipsoid, in a straight line."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.spatial import distance as measure

    atlas = load_atlas()
    metres = measure(position_of(a, atlas), position_of(b, atlas))
    if form == "table":
        click.echo(f"{metres / 1000:,.3f} km")
    else:
        print_rows([{"a": a, "b": b, "distance_m": metres}], form)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("position", nargs=-1, required=True)
@format_option
def locate(position: tuple[str, ...], form: str) -> None:
    """Find where POSITION (a place, LON,LAT or LON LAT) lies along the border.

    The command annotate does it for every row of a table.
    """
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atlas.store import records

    atlas = load_atlas()
    text = ",".join(position) if len(position) == 2 else " ".join(position)
    where = position_of(text, atlas)
    x, y = where if isinstance(where, tuple) else (where.lon, where.lat)
    print_rows(records(atlas.border.locate(x, y)), form)


@click.command()
@click.argument("out", type=click.Path())
@click.option("--width", required=True, help="Such as 25km or 500m, on each side.")
@click.option("--around", help="A place to go round instead of the border.")
@force_option
def corridor(out: str, width: str, around: str | None, force: bool) -> None:
    """Write everything within WIDTH of the border to OUT, as GeoJSON."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.atomic import checked_output_path, write_atomically
    from sinokorea_geo.spatial import corridor as outline_of

    checked_output_path(out, overwrite=force)
    atlas = load_atlas()
    band = outline_of(position_of(around, atlas) if around else atlas.border, metres_of(width))
    collection = json.loads(band.to_json(drop_id=True, to_wgs84=True))
    collection.pop("crs", None)  # RFC 7946 knows one system only
    collection["attribution"] = "© OpenStreetMap contributors (ODbL)"
    write_atomically(out, json.dumps(collection, ensure_ascii=False), overwrite=force)
    click.echo(f"{out}: {width} corridor, {band['area_km2'].iloc[0]:,.0f} km²")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("position")
@click.option("--layer", default="crossings", show_default=True, help="Which features.")
@click.option("-k", "count", default=5, show_default=True, help="How many.")
@click.option("--at", "date", help="Only what existed then.")
@format_option
def nearest(position: str, layer: str, count: int, date: str | None, form: str) -> None:
    """List the features nearest to POSITION (a place or LON,LAT)."""
    from sinokorea_geo.atlas import load_atlas
    from sinokorea_geo.spatial import nearest as rank

    atlas = load_atlas()
    shown = atlas.at(date) if date else atlas
    frame = shown.layer(layer)
    where = position_of(position, atlas)
    point = where if isinstance(where, tuple) else (where.lon, where.lat)
    found = rank([point], frame, k=min(count, len(frame)))
    names = frame["name_en"].to_numpy()[found["feature"]]
    rows = [
        {"rank": rank_, "id": key, "name_en": name, "distance_m": metres}
        for rank_, key, name, metres in zip(
            found["rank"], found["id"], names, found["distance_m"], strict=True
        )
    ]
    print_rows(rows, form)
