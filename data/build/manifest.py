"""``datapackage.json``: what every data file holds, measured from the file itself."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import shapely
from pyproj import Geod
from registry import ROOT
from shapely.geometry import shape

DATA = ROOT / "data"
GEOD = Geod(ellps="WGS84")


def measure_layer(path: Path) -> dict[str, Any]:
    """Count and measure a GeoJSON layer."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    geometries = [shape(item["geometry"]) for item in features]
    accuracy = [item["properties"]["accuracy_m"] for item in features]
    lines = [g for g in geometries if g.geom_type.endswith("LineString")]
    measured: dict[str, Any] = {
        "rows": len(features),
        "geometry_types": dict(sorted(Counter(g.geom_type for g in geometries).items())),
        "vertices": int(shapely.get_num_coordinates(geometries).sum()),
        "bounds": [round(float(v), 6) for v in shapely.total_bounds(geometries)],
        "accuracy_m": {"best": min(accuracy), "worst": max(accuracy)},
    }
    if lines:
        measured["length_m"] = round(sum(GEOD.geometry_length(line) for line in lines), 1)
    return measured


def measure_table(path: Path) -> dict[str, Any]:
    """Count a table's rows and name its columns."""
    if path.suffix == ".json":
        return {"rows": len(json.loads(path.read_text(encoding="utf-8")))}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, strict=True))
    return {"rows": len(rows) - 1, "schema": {"fields": [{"name": name} for name in rows[0]]}}


def resource(described: dict[str, Any]) -> dict[str, Any]:
    """Return a resource of the data package: what is said of a file, and what it measures."""
    path = DATA / described["path"]
    content = path.read_bytes()
    spatial = path.suffix == ".geojson"
    return described | {
        "format": path.suffix[1:],
        "mediatype": {".geojson": "application/geo+json", ".csv": "text/csv"}.get(
            path.suffix, "application/json"
        ),
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **(measure_layer(path) if spatial else measure_table(path)),
    }


def build() -> None:
    """Write ``datapackage.json`` from what ``resources.json`` says and the files measure."""
    described = json.loads((DATA / "build" / "resources.json").read_text(encoding="utf-8"))
    package = {
        **described["package"],
        "resources": [resource(item) for item in described["resources"]],
    }
    path = DATA / "datapackage.json"
    scratch = path.with_suffix(".part")
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    scratch.write_text(text, encoding="utf-8", newline="\n")
    scratch.replace(path)
    print(f"{path.relative_to(ROOT)}: {len(package['resources'])} resources")


if __name__ == "__main__":
    build()
