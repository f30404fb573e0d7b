"""Write ``railways.geojson``: the courses of railways among the routes, and the rest of them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import Any

import network
import shapely
from layerfile import CURATED, feature, read_layer, read_table, write_layer
from lines import GEOD, OSM
from network import Edge, Network
from shapely.geometry import LineString, MultiLineString, Point

SOURCE = "scgraph-data-2-0-0"
RAIL = frozenset({"railway", "high-speed-rail"})
#: A stop farther than this from the network is not on it.
SNAP_M = 8_000.0
#: A way round that is longer than this many times the straight line is another railway.
DETOUR = 2.5
#: A leg that the network lacks is drawn straight; its course is unknown within this.
GAP_WITHIN_M = 15_000.0
#: A way that is longer or shorter than stated by more than this is that of another railway.
FITS = 0.1
#: How far from the border the rest of the network is kept.
STRIP_DEG = 1.2
COUNTRIES = {"CN": ("China", "中国", "중국"), "KP": ("DPRK", "朝鲜", "조선")}


@dataclass
class Course:
    """A railway as the network has it."""

    edges: list[Edge] = field(default_factory=list)
    straight: list[tuple[str, str]] = field(default_factory=list)
    parts: list[LineString] = field(default_factory=list)
    track_m: float = 0.0

    def along(self, net: Network, path: list[Edge]) -> None:
        """Add the way between two stops."""
        nodes = [path[0].first, *(edge.second for edge in path)]
        self.edges += path
        self.parts.append(LineString(net.xy[nodes]))
        self.track_m += sum(1000 * edge.km for edge in path)

    def across(self, start: Point, end: Point, names: tuple[str, str]) -> None:
        """Add a leg that the network lacks."""
        self.straight.append(names)
        self.parts.append(LineString([start, end]))
        self.track_m += _apart_m(start, end)

    @property
    def geometry(self) -> LineString | MultiLineString:
        """The whole course."""
        return shapely.line_merge(MultiLineString(self.parts))

    def within_m(self, net: Network) -> float:
        """How far the track may be from the course."""
        bends = [net.bend_m(edge) for edge in self.edges]
        worst = max([*bends, GAP_WITHIN_M] if self.straight else bends)
        return math.ceil(worst / 100) * 100.0


def _apart_m(one: Point, other: Point) -> float:
    return float(GEOD.inv(one.x, one.y, other.x, other.y)[2])


def course(net: Network, stops: list[str], at: dict[str, Point]) -> Course:
    """Return the shortest way along the network through stops."""
    found = Course()
    for here, there in itertools.pairwise(stops):
        straight = _apart_m(at[here], at[there])
        ends = [net.nearest(at[key].x, at[key].y) for key in (here, there)]
        near = max(end[1] for end in ends) < SNAP_M
        if near and ends[0][0] == ends[1][0]:
            continue  # two stops at one node
        path = net.path(ends[0][0], ends[1][0]) if near else None
        if path is None or sum(1000 * edge.km for edge in path) > DETOUR * straight + SNAP_M:
            found.across(at[here], at[there], (here, there))
        else:
            found.along(net, path)
    return found


def _named(row: dict[str, str], whole: Course, net: Network) -> dict[str, Any]:
    legs = ", ".join(f"{a} to {b}" for a, b in whole.straight)
    note = "Thinned out: straight between nodes."
    note += f" Straight, because the network lacks it: {legs}." if legs else ""
    if row["kind"] == "high-speed-rail":
        note += " The package does not tell high-speed from older tracks beside them."
    return feature(
        whole.geometry,
        id=f"rail-{row['id']}",
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        name_ko=row["name_ko"],
        kind=row["kind"],
        country=row["country"],
        geometry_basis="schematic" if whole.straight else "osm",
        accuracy_m=whole.within_m(net),
        source_ids=[SOURCE, *row["source_ids"].split()],
        note=note,
        route_id=row["id"],
        track_length_km=round(whole.track_m / 1000, 1),
        stated_length_km=float(row["stated_length_km"]) if row["stated_length_km"] else None,
    )


def _others(net: Network, used: set[frozenset[int]]) -> list[dict[str, Any]]:
    """Return what of the network near the border no route uses, a feature a country."""
    border = read_layer("border")
    strip = shapely.union_all(
        [border[f"border-{part}"]["geometry"] for part in ("yalu", "paektu", "tumen")]
    ).buffer(STRIP_DEG)
    sides = {
        country: shapely.union_all(
            [
                i["geometry"]
                for i in read_layer("provinces").values()
                if i["properties"]["country"] == country
            ]
        )
        for country in COUNTRIES
    }
    for side in (strip, *sides.values()):
        shapely.prepare(side)
    held: dict[str, list[LineString]] = {country: [] for country in COUNTRIES}
    bends: dict[str, list[float]] = {country: [] for country in COUNTRIES}
    for edge in net.edges:
        drawn = LineString(net.xy[[edge.first, edge.second]])
        if frozenset(edge[:2]) in used or not drawn.length or not strip.intersects(drawn):
            continue
        for country, side in sides.items():
            if side.intersects(drawn.centroid):
                held[country].append(drawn)
                bends[country].append(net.bend_m(edge))
    return [
        feature(
            shapely.line_merge(MultiLineString(held[country])),
            id=f"rail-other-{country.lower()}",
            name_en=f"Other railways near the border, {english}",
            name_zh=f"边境附近其他铁路（{chinese}）",
            name_ko=f"국경부근의 기타 철도({korean})",
            kind="railway",
            country=country,
            geometry_basis="osm",
            accuracy_m=math.ceil(max(bends[country]) / 100) * 100.0,
            source_ids=[SOURCE],
            note="What the package has near the border and no route names; "
            "sidings and lines out of use among it.",
            route_id=None,
            track_length_km=None,
            stated_length_km=None,
        )
        for country, (english, chinese, korean) in COUNTRIES.items()
    ]


def build() -> None:
    """Write ``railways.geojson``."""
    net = network.railways()
    at = {
        key: item["geometry"]
        for layer in ("places", "crossings")
        for key, item in read_layer(layer).items()
    }
    features, used = [], set()
    for row in read_table(CURATED / "routes.csv"):
        if row["kind"] not in RAIL:
            continue
        whole = course(net, row["waypoints"].split(" > "), at)
        stated_m = 1000 * float(row["stated_length_km"] or 0)
        if stated_m and abs(whole.track_m / stated_m - 1) > FITS:
            print(f"left out: {row['id']}, {whole.track_m / stated_m:.2f} of its stated length")
            continue
        used |= {frozenset(edge[:2]) for edge in whole.edges}
        features.append(_named(row, whole, net))
    features += _others(net, used)
    write_layer("railways", features, attribution=OSM)


if __name__ == "__main__":
    build()
