"""Find where railways and roads of OpenStreetMap meet the borders, to check derived crossings.

The networks come simplified from the package scgraph-data: positions to 0.001°, and edges that may
be straight for many kilometres. Only short edges say anything of a bridge.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from typing import Any

import shapely
from layerfile import OUTLINES, read_layer
from lines import GEOD
from registry import member
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

NETWORKS = {"railway": "world_railways", "road": "world_highways"}
#: An edge longer than this is too straight to say where it crosses a river.
LONGEST_M = {"railway": 11_000.0, "road": 5_000.0}
BOX = (123.5, 39.5, 131.5, 44.0)


def _network(module: str) -> tuple[list[dict[int, float]], list[list[float]]]:
    """Return the edges of each node, and the nodes as latitude and longitude."""
    with member("scgraph-data", f"scgraph_data/{module}.py") as stream:
        lines = stream.read().decode("utf-8").splitlines()
    found: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.partition("=")
        if name in {"graph", "nodes"}:
            found[name] = ast.literal_eval(value)  # data only: nothing of the package is run
    return found["graph"], found["nodes"]


def _edges(module: str) -> Iterator[LineString]:
    west, south, east, north = BOX
    graph, nodes = _network(module)
    inside = {i for i, (lat, lon) in enumerate(nodes) if west < lon < east and south < lat < north}
    for i in sorted(inside):
        for j in graph[i]:
            if j in inside and i < j:
                yield LineString([(nodes[k][1], nodes[k][0]) for k in (i, j)])


def _lines() -> dict[str, BaseGeometry]:
    layer = {key: item["geometry"] for key, item in read_layer("border").items()}
    parts = [layer[f"border-{name}"] for name in ("yalu", "paektu", "tumen")]
    return {
        "CN-KP": shapely.line_merge(shapely.MultiLineString(parts)),
        "KP-RU": layer["dprk-russia"],
        "CN-RU": layer["china-russia"],
    }


def build() -> None:
    """Write ``network_crossings.csv``: where an edge of a network meets a border."""
    rows, borders = [], _lines()
    for mode, module in NETWORKS.items():
        for edge in _edges(module):
            metres = float(GEOD.geometry_length(edge))
            if metres > LONGEST_M[mode]:
                continue
            for country, line in borders.items():
                for point in shapely.get_parts(shapely.intersection(edge, line)):
                    if point.geom_type == "Point":
                        at = [f"{value:.4f}" for value in (point.x, point.y)]
                        rows.append([mode, country, *at, f"{metres:.0f}"])
    path = OUTLINES / "network_crossings.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["mode", "country", "lon", "lat", "edge_m"])
        writer.writerows(sorted(rows))
    print(f"{path.name}: {len(rows)} places where a network meets a border")
