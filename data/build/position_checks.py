"""Write ``position_checks.csv``: where OpenStreetMap's tracks cross the lines, beside ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import network
import numpy as np
import points  # adds the package to the path
import shapely
from layerfile import read_layer, write_table
from shapely.geometry import LineString

from sinokorea_geo.geodesy import GeodesicLine, distance_m

COLUMNS = (
    "crossing_id",
    "network",
    "lon",
    "lat",
    "along_m",
    "away_m",
    "within_m",
    "edge_m",
    "ours_basis",
    "ours_within_m",
    "finding",
)
#: What is no passage today has no track in the network.
GONE = frozenset({"ruin", "museum", "abandoned", "planned", "under-construction"})
#: Farther than this from a crossing of ours it is another one.
REACH_M = 12_000.0
STEP_M = 25.0
LINES = {"CN-KP": "border", "KP-RU": "dprk-russia", "CN-RU": "china-russia"}
MODES = {"rail": "railways", "road": "highways"}


@dataclass(frozen=True)
class Crossed:
    """A place where a track or a road passes from one bank to the other."""

    lon: float
    lat: float
    along_m: float
    #: How far along the line the real one may be.
    within_m: float
    edge_m: float


def crossings_of(net: network.Network, line: GeodesicLine) -> Iterator[Crossed]:
    """Yield where edges of a network cross a line from one side to the other."""
    shape = LineString(line.coords)
    shapely.prepare(shape)
    along = np.arange(0.0, line.length_m, STEP_M)
    lon, lat = line.point_at(along)
    for edge in net.edges:
        drawn = LineString(net.xy[[edge.first, edge.second]])
        if not shape.intersects(drawn):
            continue
        met = shapely.get_parts(shapely.intersection(drawn, shape))
        if len(met) % 2 == 0:
            continue  # a straight edge cuts a bend of the river and comes back
        middle = met[len(met) // 2].centroid
        at = float(line.locate(middle.x, middle.y).along_m)
        # The track is as long as the edge says: it stays within an ellipse about the two nodes.
        ends = [
            distance_m(lon, lat, *map(float, net.xy[node])) for node in (edge.first, edge.second)
        ]
        slack = 2 * network.ROUNDING_M
        reached = along[ends[0] + ends[1] <= net.track_m(edge) + slack]
        near = np.abs(reached - at)
        within = max(float(near.max(initial=0.0)), network.ROUNDING_M)
        yield Crossed(middle.x, middle.y, at, within, net.straight_m(edge))


@dataclass(frozen=True)
class Ours:
    """A crossing as the atlas has it."""

    id: str
    mode: str
    country: str
    basis: str
    within_m: float
    lon: float
    lat: float
    gone: bool

    def away_m(self, one: Crossed) -> float:
        """Return how far a crossing of the network is."""
        return float(distance_m(self.lon, self.lat, one.lon, one.lat))


def _ours() -> list[Ours]:
    found = []
    for key, item in read_layer("crossings").items():
        row, at = item["properties"], item["geometry"]
        basis, within = row["geometry_basis"], float(row["accuracy_m"])
        gone = row["status"] in GONE
        found.append(Ours(key, row["mode"], row["country"], basis, within, at.x, at.y, gone))
    return found


def finding(away_m: float, within_m: float, ours: Ours) -> str:
    """Say what a crossing of the network means for ours."""
    if away_m > within_m + ours.within_m:
        return "contradicts"
    finer = ours.basis == "derived" and within_m < ours.within_m
    return "agrees, and is finer" if finer else "agrees"


def _row(ours: Ours, mode: str, found: list[Crossed]) -> dict[str, str]:
    away = [ours.away_m(one) for one in found]
    row = dict.fromkeys(COLUMNS, "") | {
        "crossing_id": ours.id,
        "network": MODES[mode],
        "ours_basis": ours.basis,
        "ours_within_m": f"{ours.within_m:.0f}",
        "finding": "gone" if ours.gone else "none near",
    }
    if not away or min(away) > REACH_M:
        return row
    one = found[int(np.argmin(away))]
    return row | {
        "lon": f"{one.lon:.5f}",
        "lat": f"{one.lat:.5f}",
        "along_m": f"{one.along_m:.0f}",
        "away_m": f"{min(away):.0f}",
        "within_m": f"{one.within_m:.0f}",
        "edge_m": f"{one.edge_m:.0f}",
        "finding": finding(min(away), one.within_m, ours),
    }


def _of(one: Ours, ours: list[Ours], found: list[Crossed]) -> list[Crossed]:
    """Return the crossings of the network that are nearest to this one of ours that still stand."""
    standing = [other for other in ours if not other.gone]
    return [
        crossed
        for crossed in found
        if not one.gone and one.away_m(crossed) <= min(o.away_m(crossed) for o in standing)
    ]


def build() -> None:
    """Write the table: for each crossing, the network's nearest passage from bank to bank."""
    lines = points.border_lines()
    nets = {"rail": network.railways(), "road": network.highways()}
    rows = []
    for (mode, net), (country, name) in itertools.product(nets.items(), LINES.items()):
        ours = [one for one in _ours() if mode in one.mode.split("+") and one.country == country]
        found = list(crossings_of(net, lines[name])) if ours else []
        rows += [_row(one, mode, _of(one, ours, found)) for one in ours]
    write_table("position_checks", COLUMNS, sorted(rows, key=lambda row: row["crossing_id"]))
    print(f"position_checks: {len(rows)} rows")


if __name__ == "__main__":
    build()
