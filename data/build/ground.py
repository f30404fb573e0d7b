"""Cut the ground into pieces along borders, coast and units, and say what each belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import shapely
from admin import Shapes
from layerfile import read_layer
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

GRID_DEG = 1e-6
#: Narrower inlets and spits are seams between the countries of the coast's source.
SEAM_DEG = 0.0008
#: Land beyond the coast that units have is theirs if it is no larger; what is larger is abroad.
PATCH_DEG2 = 60 / 9_300
#: An island that comes this near to the border on its side ends there: 150 m.
BANK_DEG = 0.0015
#: Smaller pieces come from rounding.
SLIVER_DEG2 = 2e-8

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
    return shapely.MultiPolygon([Polygon(part.exterior) for part in shapely.get_parts(land)])


def _noded(geometries: Iterable[BaseGeometry]) -> list[LineString]:
    """Return all lines, cut where they meet."""
    edges = [g.boundary if "Polygon" in g.geom_type else g for g in geometries]
    return list(shapely.get_parts(shapely.union_all(edges, grid_size=GRID_DEG)))


def _first(tree: shapely.STRtree, keys: list[str], point: BaseGeometry) -> str:
    found = tree.query(point, predicate="within")
    return keys[int(found.min())] if len(found) else ""


def segments(line: BaseGeometry) -> list[tuple[Key, Key]]:
    """Return the segments of a line as pairs of corners."""
    at = [(round(x, 6), round(y, 6)) for x, y in line.coords]
    return list(pairwise(at))


def rings(polygon: Polygon) -> list[BaseGeometry]:
    """Return the outer ring and the holes."""
    return [polygon.exterior, *polygon.interiors]


class Ground:
    """Holds the pieces of ground that lines cut out, and what each belongs to."""

    def __init__(self, units: Shapes, countries: dict[str, str]) -> None:
        self.countries = countries
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
            for ring in rings(piece):
                # Normalized shells run clockwise: the piece lies to the right.
                for a, b in segments(ring):
                    self.beside[b, a] = i
        self.borders_of = self._borders_of()
        self._give_patches()
        self._give_banks()

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
        """Give land beyond the coast of the units' source, and slivers, to what lies beside."""
        for i, piece in enumerate(self.pieces):
            label, tiny = self.labels[i], piece.area < SLIVER_DEG2
            if not tiny and (label.unit or not label.land or piece.area > PATCH_DEG2):
                continue
            shared: dict[Label, float] = defaultdict(float)
            for a, b in (pair for ring in rings(piece) for pair in segments(ring)):
                for other in {self.beside.get((a, b), i), self.beside.get((b, a), i)} - {i}:
                    shared[self.labels[other]] += LineString([a, b]).length
            known = [other for other in shared if tiny or other.unit]
            if known:
                best = max(known, key=lambda other: shared[other])
                self.labels[i] = best if tiny else label._replace(unit=best.unit)

    def _borders_of(self) -> dict[tuple[Key, Key], str]:
        """Return the border that each segment belongs to, in either direction."""
        names = list(self.borders)
        tree = shapely.STRtree(list(self.borders.values()))
        found: dict[tuple[Key, Key], str] = {}
        for edge in self.edges:
            middle = edge.interpolate(0.5, normalized=True)
            near = tree.query(middle, predicate="dwithin", distance=2 * GRID_DEG)
            if len(near):
                name = names[int(near.min())]
                found |= {pair: name for a, b in segments(edge) for pair in ((a, b), (b, a))}
        return found

    def _give_banks(self) -> None:
        """Let an island end at the border that it follows, not a little on either side of it."""
        largest: dict[str, int] = {}
        for i in sorted(range(len(self.pieces)), key=lambda i: self.pieces[i].area):
            largest[self.labels[i].island] = i
        main = {island: self.labels[i].unit for island, i in largest.items()}
        for i, piece in enumerate(self.pieces):
            label = self.labels[i]
            if label.island and self._abroad(label.unit, main[label.island]):
                self.labels[i] = label._replace(island="")
            elif label.unit and not label.island and piece.buffer(-BANK_DEG).is_empty:
                pairs = [pair for ring in rings(piece) for pair in segments(ring)]
                islands = {self.label(*pair).island for pair in pairs} - {""}
                if any(pair in self.borders_of for pair in pairs) and len(islands) == 1:
                    (one,) = islands
                    if not self._abroad(label.unit, main[one]):
                        self.labels[i] = label._replace(island=one)

    def _abroad(self, unit: str, other: str) -> bool:
        return self.countries.get(unit) != self.countries.get(other)

    def arcs(self) -> list[Arc]:
        """Return the lines that part one ground from another, and the borders."""
        groups: dict[tuple[Any, str], list[LineString]] = defaultdict(list)
        meet: Counter[Key] = Counter()
        for edge in self.edges:
            a, b = segments(edge)[0]
            border = self.borders_of.get((a, b), "")
            sides = tuple(sorted((self.label(a, b), self.label(b, a))))
            if border or sides[0] != sides[1]:
                groups[sides, border].append(edge)
                meet.update((a, segments(edge)[-1][1]))
        found = []
        for (sides, border), edges in groups.items():
            merged = shapely.line_merge(shapely.MultiLineString(edges))
            for line in shapely.get_parts(merged):
                found += [Arc(part, sides, border) for part in _cut(line, meet)]
        return sorted(found, key=lambda arc: (arc.border, arc.sides, arc.line.bounds))


def _cut(line: LineString, meet: Counter[Key]) -> Iterator[LineString]:
    """Yield the parts of a line between the corners where more than two edges meet."""
    at = [(round(x, 6), round(y, 6)) for x, y in line.coords]
    ends = [0, *(i for i in range(1, len(at) - 1) if meet[at[i]] > 2), len(at) - 1]
    for first, last in pairwise(ends):
        yield LineString(at[first : last + 1])
