"""Write what maps draw: borders, coast and units as one net of lines that are shared.

Each line between two areas stands in the file once, and areas name the lines they are made of.
So a province, its counties, a zone made of them, the coast and the border part nowhere, however
far a map zooms. The measured layers in ``data/geojson`` stay as they are: there the coast of the
units comes from another source than the coast of the land.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from admin import ATTRIBUTION, TIERS, Shapes, Units, fitted_counties
from ground import GRID_DEG, Arc, Ground, Key, Label, rings, segments
from land import OSM_2017
from layerfile import CURATED, read_layer, read_table
from registry import ROOT
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

PATH = ROOT / "sinokorea_geo" / "maps" / "outlines.json"
#: What a map writes: about 10 m.
SCALE = 10_000
#: How far lines may stray from their course, by what they are: in degrees.
TOLERANCE_DEG = {"border": 0.0002, "island": 0.0003, "coast": 0.0012, "unit": 0.0025}
#: Far from the border lines are drawn coarser.
NEAR_DEG, FAR_TIMES = 0.6, 3.0
STEMS = ("yalu", "paektu", "tumen")


def _tolerance(arc: Arc, near: BaseGeometry) -> float:
    one, other = arc.sides
    kind = "unit" if one.land == other.land else "coast"
    kind = "border" if arc.border else "island" if one.island != other.island else kind
    return TOLERANCE_DEG[kind] * (1 if arc.line.intersects(near) else FAR_TIMES)


def _on_grid(line: LineString, tolerance: float) -> LineString:
    """Return a line with fewer corners, on the grid that maps write; a ring stays a ring."""
    thin = np.round(shapely.get_coordinates(line.simplify(tolerance)) * SCALE)
    moved = np.r_[True, np.any(np.diff(thin, axis=0) != 0, axis=1)]
    if line.is_ring and moved.sum() < 4:
        if tolerance > GRID_DEG:
            return _on_grid(line, tolerance / 4)
        west, south, east, north = np.round(np.array(line.bounds) * SCALE)
        return LineString(shapely.box(west, south, east + 1, north + 1).exterior.coords)
    return LineString(thin[moved] if moved.sum() > 1 else thin[[0, -1]])


def _thinned(arcs: list[Arc], near: BaseGeometry) -> list[LineString]:
    """Return the lines with fewer corners; where two would cross, both keep more of theirs."""
    tolerances = [_tolerance(arc, near) for arc in arcs]
    lines = [_on_grid(arc.line, at) for arc, at in zip(arcs, tolerances, strict=True)]
    for _ in range(6):
        tree = shapely.STRtree(lines)
        pairs = tree.query(lines, predicate="crosses").T
        again = {int(i) for pair in pairs for i in pair}
        for i in again:
            tolerances[i] /= 2
            lines[i] = _on_grid(arcs[i].line, tolerances[i])
    return lines


class Net:
    """Holds the lines, and names those that an area is made of."""

    def __init__(self, ground: Ground, arcs: list[Arc]) -> None:
        self.ground, self.arcs = ground, arcs
        self.starts: dict[tuple[Key, Key], int] = {}
        for i, arc in enumerate(arcs):
            pairs = segments(arc.line)
            self.starts[pairs[0]] = i
            a, b = pairs[-1]
            self.starts[b, a] = ~i

    def _ring(self, ring: BaseGeometry) -> list[int]:
        return [self.starts[pair] for pair in segments(ring) if pair in self.starts]

    def area(self, parts: set[str]) -> list[list[list[int]]]:
        """Return the polygons of units and islands as rings; ``~i`` is line i backwards."""
        return self.polygons(lambda label: bool(parts & {label.unit, label.island}))

    def polygons(self, belongs: Callable[[Label], bool]) -> list[list[list[int]]]:
        """Return the polygons of all ground that has a label as asked."""
        ground = zip(self.ground.pieces, self.ground.labels, strict=True)
        whole = shapely.coverage_union_all([piece for piece, label in ground if belongs(label)])
        parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
        parts.sort(key=lambda part: (-part.area, part.bounds))
        return [[self._ring(ring) for ring in rings(part)] for part in parts]


def _course(line: BaseGeometry, arcs: list[Arc], key: str) -> list[int]:
    """Return the lines that a border is made of, in its order and direction."""
    where = [i for i, arc in enumerate(arcs) if arc.border == key]
    middle = {i: line.project(arcs[i].line.interpolate(0.5, normalized=True)) for i in where}
    at, course = line.coords[0], []
    for i in sorted(where, key=middle.__getitem__):
        first, last = arcs[i].line.coords[0], arcs[i].line.coords[-1]
        ahead = np.hypot(*np.subtract(first, at)) <= np.hypot(*np.subtract(last, at))
        if min(np.hypot(*np.subtract(first, at)), np.hypot(*np.subtract(last, at))) > 3 * GRID_DEG:
            raise SystemExit(f"drawn.py: {key} breaks at {at}")
        course.append(i if ahead else ~i)
        at = last if ahead else first
    return course


def _parts(units: Units) -> dict[str, set[str]]:
    """Return the units and islands of each area that maps draw."""
    parts = {key: {key} for key, row in units.items() if row["tier"] in TIERS}
    of = defaultdict(set, {key: {key} for key in units})
    for key, row in units.items():
        for whole in filter(None, (row["province_id"], row["prefecture_id"])):
            of[whole].add(key)
    provinces = (row["id"] for row in read_table(CURATED / "provinces.csv"))
    parts |= {key: of[key] for key in provinces}
    for row in read_table(CURATED / "zones.csv"):
        names = row["outline"].split("+") if row["outline"] else []
        if names:
            parts[row["id"]] = set().union(*(of.get(name, {name}) for name in names))
    return parts | {key: {key} for key in read_layer("islands")}


def _merged(units: Units, shapes: Shapes, parts: dict[str, set[str]]) -> Shapes:
    """Join the units that nothing on a map tells apart."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key in units:
        alike[tuple(sorted(area for area, held in parts.items() if key in held))].append(key)
    for areas, keys in alike.items():
        for area in areas:
            parts[area] = parts[area].difference(keys[1:])
    return {
        keys[0]: shapely.coverage_union_all([shapes[k] for k in keys]) for keys in alike.values()
    }


def _object(key: str, kind: str, arcs: Any) -> dict[str, Any]:
    return {"type": kind, "id": key, "arcs": arcs}


def build() -> None:
    """Write ``outlines.json``, which is TopoJSON."""
    units, shapes = fitted_counties()
    parts = _parts(units)
    countries = {key: row["country"] for key, row in units.items()}
    ground = Ground(_merged(units, shapes, parts), countries)
    arcs = ground.arcs()
    net = Net(ground, arcs)
    areas = {"land": net.polygons(lambda label: label.land)}
    areas |= {key: net.area(held) for key, held in parts.items()}
    lines = {key: _course(line, arcs, key) for key, line in ground.borders.items()}
    listed = [*(ring for area in areas.values() for part in area for ring in part), *lines.values()]
    used = sorted({max(i, ~i) for ring in listed for i in ring})
    number = {i: n for n, i in enumerate(used)} | {~i: ~n for n, i in enumerate(used)}
    near = shapely.union_all([ground.borders[f"border-{part}"] for part in STEMS]).buffer(NEAR_DEG)
    thin = [shapely.get_coordinates(line) for line in _thinned([arcs[i] for i in used], near)]
    topology = {
        "type": "Topology",
        "transform": {"scale": [1 / SCALE, 1 / SCALE], "translate": [0, 0]},
        "attribution": f"{ATTRIBUTION}; {OSM_2017}",
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    _object(
                        key, "MultiPolygon", [[[number[i] for i in r] for r in p] for p in area]
                    )
                    for key, area in areas.items()
                ],
            },
            "lines": {
                "type": "GeometryCollection",
                "geometries": [
                    _object(key, "LineString", [number[i] for i in line])
                    for key, line in lines.items()
                ],
            },
        },
        "arcs": [np.diff(at, axis=0, prepend=[[0, 0]]).astype(int).tolist() for at in thin],
    }
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n"
    scratch = PATH.with_suffix(".part")
    scratch.write_text(text, encoding="utf-8", newline="\n")
    scratch.replace(PATH)
    print(
        f"{PATH.relative_to(ROOT)}: {len(areas)} areas, {len(thin)} lines, {len(text) / 1e3:.0f} kB"
    )


if __name__ == "__main__":
    build()
