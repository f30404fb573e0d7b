"""Read railways and roads of OpenStreetMap as scgraph-data holds them: nodes and straight edges.

The package thins the map out: a node is rounded to 0.001°, an edge runs straight from node to node
and keeps the length of the track. How far the track can bend away from an edge follows from it.
"""

from __future__ import annotations

import ast
import heapq
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from lines import GEOD
from numpy.typing import NDArray
from registry import member

#: Degrees west, south, east, north.
REGION = (121.0, 37.8, 133.5, 45.0)
#: No road is straighter than this; the package's lengths of coarse edges are sometimes straight.
LEAST_DETOUR = 1.02
#: A node's rounding to 0.001°, at most, in metres.
ROUNDING_M = 75.0

Coordinates = NDArray[np.float64]


class Edge(NamedTuple):
    """A straight piece of the network, and the length of what it stands for."""

    first: int
    second: int
    km: float


class Network:
    """The part of a network of scgraph-data that lies in the region.

    Parameters
    ----------
    name : {"world_railways", "world_highways"}
        Which.
    """

    def __init__(self, name: str) -> None:
        with member("scgraph-data", f"scgraph_data/{name}.py") as stream:
            text = stream.read().decode("utf-8")
        graph, _, rest = text.partition("graph=")[2].partition("\nnodes=")
        nodes = np.array(ast.literal_eval(rest.partition(f"\n{name}_geograph")[0]), dtype=float)
        self.xy: Coordinates = nodes[:, ::-1]
        west, south, east, north = REGION
        x, y = self.xy.T
        inside = (x > west) & (x < east) & (y > south) & (y < north)
        self.edges = [
            Edge(first, second, float(km))
            for first, links in enumerate(ast.literal_eval(graph))
            for second, km in links.items()
            if first < second and inside[first] and inside[second]
        ]
        self._links: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for first, second, km in self.edges:
            self._links[first].append((second, km))
            self._links[second].append((first, km))

    def straight_m(self, edge: Edge) -> float:
        """Return how long an edge is as it is drawn."""
        return float(GEOD.inv(*self.xy[edge.first], *self.xy[edge.second])[2])

    def track_m(self, edge: Edge) -> float:
        """Return how long the track or road is that an edge stands for."""
        return max(1000 * edge.km, LEAST_DETOUR * self.straight_m(edge))

    def bend_m(self, edge: Edge) -> float:
        """Return how far the track can be from an edge, by its length and the nodes' rounding."""
        half = (self.track_m(edge) ** 2 - self.straight_m(edge) ** 2) ** 0.5 / 2
        return float(half + ROUNDING_M)

    def nearest(self, lon: float, lat: float) -> tuple[int, float]:
        """Return the linked node nearest to a position, and how far it is in metres."""
        linked = np.array(sorted(self._links))
        ends = np.broadcast_arrays(lon, lat, *self.xy[linked].T)
        away = np.asarray(GEOD.inv(ends[0], ends[1], ends[2], ends[3])[2])
        best = int(np.argmin(away))
        return int(linked[best]), float(away[best])

    def path(self, start: int, end: int) -> list[Edge] | None:
        """Return the shortest way between two nodes, None if there is none."""
        best = {start: 0.0}
        came: dict[int, tuple[int, float]] = {}
        queue = [(0.0, start)]
        while queue:
            so_far, here = heapq.heappop(queue)
            if here == end:
                break
            if so_far > best[here]:
                continue
            for there, km in self._links[here]:
                if so_far + km < best.get(there, np.inf):
                    best[there] = so_far + km
                    came[there] = (here, km)
                    heapq.heappush(queue, (so_far + km, there))
        return list(_back(came, start, end)) if end in best else None


def _back(came: dict[int, tuple[int, float]], start: int, end: int) -> Iterator[Edge]:
    steps = []
    while end != start:
        before, km = came[end]
        steps.append(Edge(before, end, km))
        end = before
    yield from reversed(steps)


@cache
def railways() -> Network:
    """Return the railways."""
    return Network("world_railways")


@cache
def highways() -> Network:
    """Return the main roads."""
    return Network("world_highways")
