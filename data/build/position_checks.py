"""Write ``position_checks.csv``: where OpenStreetMap's tracks cross the lines, beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import network
import numpy as np
import shapely
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
#: Farther than this from a crossing of ours it is another one.
REACH_M = 12_000.0
STEP_M = 25.0
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
            distance_m(lon, lat, *(float(v) for v in net.xy[node]))
            for node in (edge.first, edge.second)
        ]
        slack = 2 * network.ROUNDING_M
        reached = along[ends[0] + ends[1] <= max(1000 * edge.km, net.straight_m(edge)) + slack]
        near = np.abs(reached - at)
        within = max(float(near.max(initial=0.0)), network.ROUNDING_M)
        yield Crossed(middle.x, middle.y, at, within, net.straight_m(edge))


def _finding(away_m: float, within_m: float, basis: str, ours_m: float) -> str:
    if away_m <= max(within_m, network.ROUNDING_M) + ours_m:
        better = basis == "derived" and within_m < ours_m
        return "agrees, and is finer" if better else "agrees"
    return "contradicts"


def _position(ours: dict[str, object]) -> tuple[float, float]:
    at = ours["at"]
    assert isinstance(at, tuple)
    return float(at[0]), float(at[1])


def _row(key: str, mode: str, ours: dict[str, object], found: list[Crossed]) -> dict[str, str]:
    lon, lat = _position(ours)
    away = [float(distance_m(lon, lat, one.lon, one.lat)) for one in found]
    row = {"crossing_id": key, "network": MODES[mode], "finding": "no crossing found"}
    row |= {"ours_basis": str(ours["basis"]), "ours_within_m": f"{ours['accuracy']:.0f}"}
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
        "finding": _finding(
            min(away), one.within_m, str(ours["basis"]), float(str(ours["accuracy"]))
        ),
    }
