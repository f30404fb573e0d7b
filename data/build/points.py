"""Crossings, zones and places: from the curated tables to layers, derived positions computed."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import Any

import curated
import numpy as np
import shapely
from layerfile import CURATED, OUTLINES, feature, read_layer, read_table, write_layer, write_table
from registry import ROOT
from rules import RULE
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

sys.path.insert(0, str(ROOT))

from sinokorea_geo.geodesy import GeodesicLine, area_km2, distance_m, length_m

Row = dict[str, str]

OSM = "© OpenStreetMap contributors, ODbL 1.0"
GEONAMES = "GeoNames, CC BY 4.0"
CANDIDATE_STEP_M = 25.0
#: Which line a derived crossing lies on, by the countries it joins.
_LINE_OF = {"CN-KP": "border", "KP-RU": "dprk-russia", "CN-RU": "china-russia"}

#: What is kept of a feature that no source gives a position for.
UNPLACED = ("id", "name_en", "name_zh", "name_ko", "kind", "country", "source_ids", "note")
#: Columns that hold numbers; every other column holds text.
NUMBERS = {"bridge_length_m", "stated_area_km2", "stated_length_km", "accuracy_m"}

#: How far a line through towns may stray from the real course, by mode; a guess, and wide.
SCHEMATIC_M = defaultdict(lambda: "15000", {"ferry": "50000", "road+ferry": "50000"})


class Positions:
    """Turns a row's geometry columns into a geometry, by rule where nobody published one.

    Beside the rules of :mod:`rules`, ``line-start`` and ``line-end`` are the border's ends.
    """

    def __init__(self, lines: dict[str, GeodesicLine]) -> None:
        self.border = lines["border"]
        self._lines = lines
        self._candidates = {
            name: line.point_at(np.arange(0.0, line.length_m, CANDIDATE_STEP_M))
            for name, line in lines.items()
        }
        self._known: dict[str, Point] = {}

    def learn(self, key: str, geometry: BaseGeometry) -> None:
        """Let later rows refer to this feature."""
        point = geometry if isinstance(geometry, Point) else geometry.representative_point()
        self._known[key] = point

    def of(self, row: Row) -> Point | None:
        """Return the published or derived point of a row, None if it has neither.

        Raises
        ------
        SystemExit
            If the row's rule names a feature that has no position.
        """
        if row["lon"] and row["lat"]:
            return Point(float(row["lon"]), float(row["lat"]))
        how = row["geometry_how"]
        if how.startswith("line-start"):
            return Point(self.border.coords[0])
        if how.startswith("line-end"):
            return Point(self.border.coords[-1])
        match = RULE.match(how)
        if match is None:
            return None
        rule, first, second = match.groups()
        place = self.find(row["id"], first)
        if rule == "place":
            return place
        return self._on_line(row, rule, place, second)

    def _on_line(self, row: Row, rule: str, place: Point, second: str) -> Point:
        """Return the point of a line that a rule asks for."""
        name = _LINE_OF.get(row["country"], "border")
        if rule == "along":
            line = self._lines[name]
            along_m = float(line.locate(place.x, place.y).along_m) + float(second)
            self._check_inside(row["id"], along_m, line.length_m)
            return Point(*(float(value) for value in line.point_at(along_m)))
        lon, lat = self._candidates[name]
        away = distance_m(place.x, place.y, lon, lat)
        if rule == "between":
            other = self.find(row["id"], second)
            away = away + distance_m(other.x, other.y, lon, lat)
        best = int(np.argmin(away))
        if rule == "away":
            best += int(np.argmax(away[best:] >= float(second) * 1000))
        self._check_inside(row["id"], best, len(lon) - 1)
        return Point(float(lon[best]), float(lat[best]))

    @staticmethod
    def _check_inside(asked_by: str, at: float, end: float) -> None:
        """Refuse a position at the end of a line: the true one lies beyond it, or elsewhere."""
        if not 0 < at < end:
            raise SystemExit(
                f"{asked_by}: its rule ends at the end of the line; use another rule, such as "
                "along:ID,METRES, or line-start and line-end if the end is meant"
            )

    def find(self, asked_by: str, key: str) -> Point:
        """Return the position of a feature that a row refers to."""
        if key not in self._known:
            raise SystemExit(f"{asked_by}: refers to {key!r}, which has no position")
        return self._known[key]


def _cells(row: Row, columns: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for column in columns:
        text = row.get(column, "")
        out[column] = (float(text) if column in NUMBERS else text) if text else None
    return out


def _feature(row: Row, geometry: BaseGeometry, extra: dict[str, Any]) -> dict[str, Any]:
    common = _cells(row, ["id", "name_en", "name_zh", "name_ko", "kind", "country", "start", "end"])
    common |= _cells(row, ["status", "geometry_basis", "accuracy_m", "note"])
    common["source_ids"] = re.split(r"[;\s]+", row["source_ids"].strip())
    return feature(geometry, **common, **extra)


def border_lines() -> dict[str, GeodesicLine]:
    """Return the border as one line, and the two lines that meet it, from the built layer."""
    layer = {key: item["geometry"] for key, item in read_layer("border").items()}
    parts = [layer[f"border-{name}"] for name in ("yalu", "paektu", "tumen")]
    border = shapely.line_merge(shapely.MultiLineString(parts))
    if not isinstance(border, LineString):
        raise SystemExit("the border's sections do not join into one line")
    lines = {"border": border, **{name: layer[name] for name in ("dprk-russia", "china-russia")}}
    return {name: GeodesicLine(line) for name, line in lines.items()}


def build_places(positions: Positions) -> list[Row]:
    """Write ``places.geojson``; return the rows that nobody published a position for."""
    features: list[dict[str, Any]] = []
    without: list[Row] = []
    for row in read_table(CURATED / "places.csv"):
        point = positions.of(row)
        if point is None:
            without.append(row)
            continue
        positions.learn(row["id"], point)
        extra = _cells(row, ["admin", "geometry_how"])
        extra["geonames_id"] = int(row["geonames_id"]) if row["geonames_id"] else None
        extra["tags"] = re.split(r"[;\s]+", row["tags"]) if row["tags"] else []
        features.append(_feature(row, point, extra))
    write_layer("places", features, attribution=f"{GEONAMES}; {OSM}; see each feature's sources")
    return without


def build_crossings(positions: Positions) -> list[Row]:
    """Write ``crossings.geojson`` with each crossing's chainage along the border."""
    columns = ["cn_port_en", "cn_port_zh", "kp_port_en", "kp_port_ko", "mode", "class", "river"]
    features: list[dict[str, Any]] = []
    without: list[Row] = []
    for row in read_table(CURATED / "crossings.csv"):
        point = positions.of(row)
        if point is None:
            without.append(row)
            continue
        positions.learn(row["id"], point)
        extra = _cells(row, [*columns, "bridge_length_m", "geometry_how"])
        extra["tags"] = re.split(r"[;\s]+", row["tags"]) if row["tags"] else []
        extra["as_of"] = row["as_of"] or None
        on_border = row["country"] == "CN-KP"
        at = positions.border.locate(point.x, point.y)
        extra["along_m"] = round(float(at.along_m), 1) if on_border else None
        extra["line_distance_m"] = round(float(at.distance_m), 1) if on_border else None
        features.append(_feature(row, point, extra))
    features.sort(key=lambda f: (f["properties"]["along_m"] or np.inf, f["properties"]["id"]))
    write_layer("crossings", features, attribution=f"{OSM}; see each feature's sources")
    return without


def build_zones(positions: Positions) -> list[Row]:
    """Write ``zones.geojson``: outlines where a decree names whole units, otherwise points."""
    features: list[dict[str, Any]] = []
    without: list[Row] = []
    outlines = read_layer("zone_outlines", OUTLINES)
    stand_ins = {row["id"]: row for row in read_table(CURATED / "outlines.csv")}
    for row in read_table(CURATED / "zones.csv"):
        outlined = outlines.get(row["id"])
        geometry = outlined["geometry"] if outlined else positions.of(row)
        if geometry is None:
            without.append(row)
            continue
        extra = _cells(row, ["decree", "stated_area_km2", "geometry_how"])
        extra["outline_of"] = row["outline"] or None
        areal = geometry.geom_type != "Point"
        if outlined:
            if row["id"] not in stand_ins:
                raise SystemExit(f"outlines.csv: say what the outline of {row['id']} stands for")
            row |= {"accuracy_m": str(outlined["properties"]["accuracy_m"])}
        extra["outline_is"] = stand_ins[row["id"]]["outline_is"] if outlined else None
        extra["outline_note"] = stand_ins[row["id"]]["note"] or None if outlined else None
        extra["measured_area_km2"] = round(area_km2(geometry), 2) if areal else None
        extra["near_border"] = row["near_border"] == "1"
        extra["as_of"] = row["as_of"] or None
        extra["tags"] = re.split(r"[;\s]+", row["tags"]) if row["tags"] else []
        features.append(_feature(row, geometry, extra))
    write_layer("zones", features, attribution=f"{OSM}; geoBoundaries; {GEONAMES}")
    return without


def build_routes(positions: Positions) -> None:
    """Write ``routes.geojson``: straight from way-point to way-point."""
    features = []
    for row in read_table(CURATED / "routes.csv"):
        stops = row["waypoints"].split(" > ")
        line = LineString([positions.find(row["id"], stop) for stop in stops])
        extra = _cells(row, ["mode", "lanes_or_speed", "stated_length_km", "planned", "as_of"])
        extra["waypoints"] = stops
        extra["measured_length_km"] = round(length_m(line) / 1000, 1)
        row |= {"geometry_basis": "schematic", "accuracy_m": SCHEMATIC_M[row["mode"]]}
        features.append(_feature(row, line, extra))
    write_layer("routes", features, attribution=f"{GEONAMES}; see each feature's sources")


def build() -> None:
    """Write the layers, and ``unplaced.csv`` for what has no position."""
    curated.check()
    positions = Positions(border_lines())
    for table in ("places", "crossings", "zones"):
        for row in read_table(CURATED / f"{table}.csv"):
            if row["lon"]:
                positions.learn(row["id"], Point(float(row["lon"]), float(row["lat"])))
    missing = build_places(positions)
    missing += build_crossings(positions)
    missing += build_zones(positions)
    build_routes(positions)
    write_table("unplaced", UNPLACED, sorted(missing, key=lambda row: row["id"]))


if __name__ == "__main__":
    build()
