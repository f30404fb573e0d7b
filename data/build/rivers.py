"""Write ``rivers.geojson``: rivers as lines, lakes, reservoirs and seas as areas."""

from __future__ import annotations

from typing import Any

import shapely
from land import INNER, OSM_2017, OUTER, area_km2
from layerfile import CURATED, feature, read_layer, read_table, write_layer
from lines import GEOD, OSM
from registry import geo_maps_lakes
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

#: The coast of a sea is drawn this coarsely; the base map has it in full.
SEA_TOLERANCE_DEG = 0.02

Row = dict[str, str]


def _stem(row: Row, lines: dict[str, Any]) -> LineString:
    """Return border lines joined, in the order of the row."""
    parts = [lines[key]["geometry"] for key in row["lines"].split(" + ")]
    return shapely.line_merge(MultiLineString(parts))


def _course(row: Row, known: dict[str, Point], rivers: dict[str, BaseGeometry]) -> LineString:
    """Return the straight line through a row's way-points to the river it flows into."""
    stops = [_stop(row, name, known) for name in row["waypoints"].split(" > ")]
    mouth = nearest_points(rivers[row["flows_into"]], stops[-1])[0]
    return LineString([*stops, mouth] if mouth.distance(stops[-1]) > 0 else stops)


def _stop(row: Row, name: str, known: dict[str, Point]) -> Point:
    if " " in name:
        return Point(*map(float, name.split()))
    if name not in known:
        raise SystemExit(f"rivers.csv: {row['id']}: {name!r} has no position")
    return known[name]


def _area(row: Row, waters: list[Polygon]) -> BaseGeometry:
    """Return the waters around a row's points, which must be one each."""
    found = []
    for text in row["inside"].split(" > "):
        at = Point(*map(float, text.split()))
        hits = [water for water in waters if water.contains(at)]
        if len(hits) != 1:
            raise SystemExit(f"rivers.csv: {row['id']}: {at.wkt} lies in {len(hits)} waters")
        found += hits
    return shapely.union_all(found)


def _seas() -> list[Polygon]:
    land = read_layer("basemap")["land"]["geometry"].simplify(SEA_TOLERANCE_DEG)
    return list(shapely.get_parts(OUTER.difference(shapely.make_valid(land))))


def _lakes() -> list[Polygon]:
    frame = box(*INNER.bounds)
    return [lake for lake in geo_maps_lakes() if lake.intersects(frame)]


def build() -> None:
    """Write ``rivers.geojson``."""
    lines, seas, lakes = read_layer("border"), _seas(), _lakes()
    known = {
        key: item["geometry"].representative_point()
        for layer in ("counties", "places")
        for key, item in read_layer(layer).items()
    }
    shapes: dict[str, BaseGeometry] = {}
    features = []
    for row in read_table(CURATED / "rivers.csv"):
        if row["lines"]:
            basis, shape = "derived", _stem(row, lines)
        elif row["waypoints"]:
            basis, shape = "schematic", _course(row, known, shapes)
        else:
            basis, shape = "osm", _area(row, seas if row["kind"] == "sea" else lakes)
        shapes[row["id"]] = shape
        is_line = shape.geom_type == "LineString"
        named = {key: row[key] for key in ("id", "name_en", "name_zh", "name_ko", "kind")}
        features.append(
            feature(
                shape,
                **named,
                country=row["country"],
                geometry_basis=basis,
                accuracy_m=float(row["accuracy_m"]),
                source_ids=row["source_ids"].split(),
                note=row["note"] or None,
                flows_into=row["flows_into"] or None,
                waypoints=row["waypoints"].split(" > ") if row["waypoints"] else [],
                length_km=round(GEOD.geometry_length(shape) / 1000, 1) if is_line else None,
                area_km2=None if is_line else round(area_km2(shape), 1),
            )
        )
    write_layer("rivers", features, attribution=f"{OSM}; {OSM_2017}")


if __name__ == "__main__":
    build()
