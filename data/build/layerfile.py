"""Read and write layers: RFC 7946, one feature a line, the same bytes every time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from registry import ROOT
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

GEOJSON = ROOT / "data" / "geojson"
TABLES = ROOT / "data" / "tables"
CURATED = ROOT / "data" / "curated"
OUTLINES = ROOT / "data" / "build"

#: Every feature carries these, in this order, before the layer's own columns.
COMMON = (
    "id",
    "name_en",
    "name_zh",
    "name_ko",
    "kind",
    "country",
    "start",
    "end",
    "status",
    "geometry_basis",
    "accuracy_m",
    "source_ids",
    "sensitivity",
    "note",
)

DIGITS = 6  # 0.000001° is 0.11 m here: finer than any source


def feature(geometry: BaseGeometry, **properties: Any) -> dict[str, Any]:
    """Return a feature with all common columns, absent ones empty."""
    row = {name: properties.pop(name, None) for name in COMMON}
    row["source_ids"] = list(row["source_ids"] or ())
    row["sensitivity"] = "public"  # the atlas holds published locations only
    return {"geometry": geometry, "properties": row | properties}


def _tidy(geometry: BaseGeometry) -> BaseGeometry:
    """Round to the file's grid, keep the geometry valid, wind rings as RFC 7946 asks."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        snapped = shapely.set_precision(geometry, 10.0**-DIGITS)
        parts = [orient(p) for p in getattr(snapped, "geoms", [snapped]) if p.area > 0]
        parts.sort(key=lambda p: (-p.area, p.bounds))
        return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return geometry


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return round(value, DIGITS)


def write_layer(
    name: str,
    features: Iterable[Mapping[str, Any]],
    *,
    attribution: str,
    folder: Path = GEOJSON,
) -> None:
    """Write ``<folder>/<name>.geojson`` whole or not at all."""
    lines = []
    for item in features:
        geometry = mapping(_tidy(item["geometry"]))
        record = {
            "type": "Feature",
            "id": item["properties"]["id"],
            "properties": item["properties"],
            "geometry": {
                "type": geometry["type"],
                "coordinates": _rounded(geometry["coordinates"]),
            },
        }
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    head = {"type": "FeatureCollection", "name": name, "attribution": attribution}
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n'
    text += ",\n".join(lines) + "\n]}\n"
    path = folder / f"{name}.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".part")
    scratch.write_text(text, encoding="utf-8", newline="\n")
    scratch.replace(path)
    print(f"{path.relative_to(ROOT)}: {len(lines)} features, {len(text) / 1e3:.0f} kB")


def write_table(name: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write ``data/tables/<name>.csv`` whole or not at all."""
    path = TABLES / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".part")
    with scratch.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(
            stream, list(columns), extrasaction="ignore", lineterminator="\n", strict=True
        )
        writer.writeheader()
        writer.writerows(rows)
    scratch.replace(path)


def read_layer(name: str, folder: Path = GEOJSON) -> dict[str, dict[str, Any]]:
    """Return a built layer's features by id, geometries as Shapely objects."""
    text = (folder / f"{name}.geojson").read_text(encoding="utf-8")
    return {
        item["properties"]["id"]: {
            "geometry": shape(item["geometry"]),
            "properties": item["properties"],
        }
        for item in json.loads(text)["features"]
    }


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, cells stripped; a short or long row is an error."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise SystemExit(f"{path}:{reader.line_num}: wrong number of columns")
            rows.append({key: value.strip() for key, value in row.items()})
    return rows
