"""Write what maps draw: borders, coast and units as one net of lines that are shared.

Each line between two areas stands in the file once, and areas name the lines they are made of.
So a province, its counties, a zone made of them, the coast and the border part nowhere, however
far a map zooms. The measured layers in ``data/geojson`` stay as they are: there the coast of the
units comes from another source than the coast of the land.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import shapely
from admin import ATTRIBUTION, TIERS, Shapes, Units, fitted_counties
from land import OSM_2017
from layerfile import CURATED, read_layer, read_table
from registry import ROOT
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

PATH = ROOT / "sinokorea_geo" / "maps" / "outlines.json"
GRID_DEG = 1e-6
#: What a map writes: about 10 m.
SCALE = 10_000
#: Narrower inlets and spits are seams between the countries of the coast's source.
SEAM_DEG = 0.0008
#: Land beyond a unit's coast, or between an island and the border, is the unit's or the island's
#: if it is no larger than this; everything larger is a place of its own.
PATCH_DEG2 = 60 / 9_300
#: Smaller pieces come from rounding.
SLIVER_DEG2 = 2e-8
#: How far lines may stray from their course, by what they are: in degrees.
TOLERANCE_DEG = {"border": 0.0002, "island": 0.0003, "coast": 0.0012, "unit": 0.0025}
#: Far from the border lines are drawn coarser.
NEAR_DEG, FAR_TIMES = 0.6, 3.0
STEMS = ("yalu", "paektu", "tumen")

Key = tuple[float, float]


class Label(NamedTuple):
    """What a piece of ground belongs to."""

    unit: str = ""
    island: str = ""
    land: bool = False


class Arc(NamedTuple):
    """A line with one and the same ground on each side."""

    line: LineString
    sides: tuple[Label, Label]
    border: str


def _clean_land() -> BaseGeometry:
    """Return the land without the seams that its source has between countries."""
    land = shapely.make_valid(read_layer("basemap")["land"]["geometry"])
    for step in (SEAM_DEG, -2 * SEAM_DEG, SEAM_DEG):
        land = land.buffer(step, join_style="mitre")
    return land


def _noded(geometries: Iterable[BaseGeometry]) -> list[LineString]:
    """Return all lines, cut where they meet."""
    edges = [g.boundary if "Polygon" in g.geom_type else g for g in geometries]
    return list(shapely.get_parts(shapely.union_all(edges, grid_size=GRID_DEG)))


def _first(tree: shapely.STRtree, keys: list[str], point: BaseGeometry) -> str:
    found = tree.query(point, predicate="within")
    return keys[int(found.min())] if len(found) else ""


def _segments(line: BaseGeometry) -> list[tuple[Key, Key]]:
    at = [(round(x, 6), round(y, 6)) for x, y in line.coords]
    return list(zip(at[:-1], at[1:], strict=True))


class Ground:
    """Holds the pieces of ground that lines cut out, and what each belongs to."""

    def __init__(self, units: Shapes) -> None:
        self.land = _clean_land()
        self.islands = {k: v["geometry"] for k, v in read_layer("islands").items()}
        self.borders = {k: v["geometry"] for k, v in read_layer("border").items()}
        self.land = shapely.union_all([self.land, *self.islands.values()])
        self.edges = _noded(
            [*units.values(), *self.islands.values(), *self.borders.values(), self.land]
        )
        self.pieces = list(shapely.get_parts(shapely.polygonize(self.edges)))
        self.labels = self._labelled(units)
        self.beside: dict[tuple[Key, Key], int] = {}  # the piece left of each directed segment
        for i, piece in enumerate(map(shapely.normalize, self.pieces)):
            for ring in (piece.exterior, *piece.interiors):
                # Normalized shells run clockwise: the piece lies to the right.
                for a, b in _segments(ring):
                    self.beside[b, a] = i
        self._give_patches()

    def _labelled(self, units: Shapes) -> list[Label]:
        of_units, of_islands = (shapely.STRtree(list(d.values())) for d in (units, self.islands))
        keys, islets = list(units), list(self.islands)
        shapely.prepare(self.land)
        labels = []
        for piece in self.pieces:
            inside = piece.representative_point()
            dry = bool(self.land.contains(inside))
            unit = _first(of_units, keys, inside) if dry else ""
            labels.append(Label(unit, _first(of_islands, islets, inside), dry))
        return labels

    def label(self, a: Key, b: Key) -> Label:
        """Return what lies to the left of a segment."""
        piece = self.beside.get((a, b))
        return Label() if piece is None else self.labels[piece]

    def _give_patches(self) -> None:
        """Give land that no unit has, beyond the coast of its source, to the unit beside it."""
        for i, piece in enumerate(self.pieces):
            label, tiny = self.labels[i], piece.area < SLIVER_DEG2
            if not tiny and (label.unit or not label.land or piece.area > PATCH_DEG2):
                continue
            shared: dict[Label, float] = defaultdict(float)
            for ring in (piece.exterior, *piece.interiors):
                for a, b in _segments(ring):
                    for other in {self.beside.get((a, b), i), self.beside.get((b, a), i)} - {i}:
                        shared[self.labels[other]] += LineString([a, b]).length
            known = [other for other in shared if tiny or other.unit]
            if known:
                best = max(known, key=lambda other: shared[other])
                self.labels[i] = best if tiny else label._replace(unit=best.unit)

    def arcs(self) -> list[Arc]:
        """Return the lines that part one ground from another, and the borders."""
        names = list(self.borders)
        tree = shapely.STRtree(list(self.borders.values()))
        groups: dict[tuple[Any, str], list[LineString]] = defaultdict(list)
        for edge in self.edges:
            a, b = _segments(edge)[0]
            middle = edge.interpolate(0.5, normalized=True)
            near = tree.query(middle, predicate="dwithin", distance=2 * GRID_DEG)
            border = names[int(near.min())] if len(near) else ""
            sides = tuple(sorted((self.label(a, b), self.label(b, a))))
            if border or sides[0] != sides[1]:
                groups[sides, border].append(edge)
        found = []
        for (sides, border), edges in groups.items():
            merged = shapely.line_merge(shapely.MultiLineString(edges))
            found += [Arc(line, sides, border) for line in shapely.get_parts(merged)]
        return sorted(found, key=lambda arc: (arc.border, arc.sides, arc.line.bounds))


def _tolerance(arc: Arc, near: BaseGeometry) -> float:
    one, other = arc.sides
    kind = "unit" if one.land == other.land else "coast"
    kind = "border" if arc.border else "island" if one.island != other.island else kind
    return TOLERANCE_DEG[kind] * (1 if arc.line.intersects(near) else FAR_TIMES)


def _on_grid(line: LineString, tolerance: float) -> LineString:
    """Return a line with fewer corners, on the grid that maps write; a ring stays a ring."""
    thin = np.round(shapely.get_coordinates(line.simplify(tolerance)) * SCALE)
    moved = np.r_[True, np.any(np.diff(thin, axis=0) != 0, axis=1)]
    thin = thin[moved]
    if len(thin) < 2 or (line.is_ring and len(thin) < 4):
        if tolerance > GRID_DEG:
            return _on_grid(line, tolerance / 4)
        west, south, east, north = np.round(np.array(line.bounds) * SCALE) + [0, 0, 1, 1]
        return LineString(shapely.box(west, south, east, north).exterior.coords)
    return LineString(thin)


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
            segments = _segments(arc.line)
            self.starts[segments[0]] = i
            a, b = segments[-1]
            self.starts[b, a] = ~i

    def _ring(self, ring: BaseGeometry) -> list[int]:
        return [self.starts[pair] for pair in _segments(ring) if pair in self.starts]

    def area(self, belongs: Callable[[Label], bool]) -> list[list[list[int]]]:
        """Return the polygons of an area as rings of lines; ``~i`` is line i backwards."""
        ground = zip(self.ground.pieces, self.ground.labels, strict=True)
        whole = shapely.coverage_union_all([piece for piece, label in ground if belongs(label)])
        parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
        parts.sort(key=lambda part: (-part.area, part.bounds))
        found = [[self._ring(r) for r in (p.exterior, *p.interiors)] for p in parts]
        return found


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
    return {keys[0]: shapely.coverage_union_all([shapes[k] for k in keys]) for keys in alike.values()}


def _object(key: str, kind: str, arcs: Any) -> dict[str, Any]:
    return {"type": kind, "id": key, "arcs": arcs}


def build(units: Units, shapes: Shapes) -> None:
    """Write ``outlines.json``, which is TopoJSON."""
    parts = _parts(units)
    ground = Ground(_merged(units, shapes, parts))
    arcs = ground.arcs()
    net = Net(ground, arcs)
    areas = {"land": net.area(lambda label: label.land)}
    for key, held in parts.items():
        areas[key] = net.area(lambda label, held=held: bool(held & {label.unit, label.island}))
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
                    _object(key, "MultiPolygon", [[[number[i] for i in r] for r in p] for p in area])
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
    print(f"{PATH.relative_to(ROOT)}: {len(areas)} areas, {len(thin)} lines, {len(text) / 1e3:.0f} kB")


if __name__ == "__main__":
    build(*fitted_counties())
