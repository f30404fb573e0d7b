"""Write a page's data short: coordinates as text, and whatever repeats as a number.

A page holds some thirty thousand coordinates. Differences between neighbours are small, so they
are written as variable-length numbers of five bits a character, the way web maps encode
polylines, in letters that JSON leaves alone.
"""

import json
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.outlines import lines
from sinokorea_geo.maps.style import Spec

#: About 10 m on the ground: below what any layer's accuracy could show.
DIGITS = 4
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SCALE = 10**DIGITS


def encoded(coordinates: ArrayLike, *, every: bool = False) -> str:
    """Return a line's or a ring's coordinates as text."""
    at = np.asarray(coordinates, dtype=float)
    if not at.size:
        return ""
    grid = np.round(at[:, :2] * _SCALE).astype(np.int64)
    moved = np.r_[True, np.any(np.diff(grid, axis=0) != 0, axis=1) | every]
    steps = np.diff(grid[moved], axis=0, prepend=[[0, 0]]).ravel()
    letters = []
    for number in np.where(steps < 0, ~(steps << 1), steps << 1).tolist():
        value = number
        while value >= 32:
            letters.append(ALPHABET[32 | (value & 31)])
            value >>= 5
        letters.append(ALPHABET[value])
    return "".join(letters)


def decoded(text: str) -> list[tuple[float, float]]:
    """Return the coordinates that a text stands for; the page's script does the same."""
    numbers, value, shift = [], 0, 0
    for letter in text:
        bits = ALPHABET.index(letter)
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    steps = np.array(numbers).reshape(-1, 2)
    return [(float(lon), float(lat)) for lon, lat in np.cumsum(steps, axis=0) / _SCALE]


def packed(geometry: BaseGeometry) -> Spec:
    """Return a geometry as the page's script reads it."""
    kind = geometry.geom_type
    if kind == "Point":
        return {"point": [round(geometry.x, DIGITS), round(geometry.y, DIGITS)]}
    parts = getattr(geometry, "geoms", [geometry])
    if kind in {"LineString", "MultiLineString"}:
        return {"lines": [encoded(part.coords) for part in parts]}
    return {"areas": [[encoded(ring.coords) for ring in (p.exterior, *p.interiors)] for p in parts]}


class _Table(dict[str, int]):
    """Number values that occur again and again."""

    def number(self, value: Any) -> int:
        return self.setdefault(json.dumps(value), len(self))


def compact(spec: Any) -> dict[str, Any]:
    """Return a specification in which whatever repeats is written once."""
    tables = {name: _Table() for name in ("styles", "outlines", "labels", "kinds", "arcs")}
    sources = {key: i for i, key in enumerate(spec.get("sources", {}))}
    groups = [
        group | {"features": [_feature(f, tables, sources) for f in group["features"]]}
        for group in spec["groups"]
    ]
    land = {key: _courses(shape, tables["arcs"]) for key, shape in spec.get("land", {}).items()}
    lists = {name: [json.loads(key) for key in table] for name, table in tables.items() if table}
    lists["arcs"] = [encoded(lines()[i]) for i in lists.get("arcs", ())]
    listed = [[source["text"], source["url"]] for source in spec.get("sources", {}).values()]
    return {**spec, "land": land, "groups": groups, "sources": listed, **lists}


def _feature(
    feature: dict[str, Any], tables: dict[str, _Table], sources: dict[str, int]
) -> dict[str, Any]:
    short = dict(feature)
    for field in {"areas", "lines"} & set(short):
        short[field] = _courses(short[field], tables["arcs"])
    for field, table in (("style", "styles"), ("areas", "outlines"), ("kind", "kinds")):
        if field in short:
            short[field] = tables[table].number(short[field])
    if "popup" in short:
        short["popup"] = _popup(short["popup"], tables["labels"], sources)
    return short


def _courses(shape: Any, arcs: _Table) -> Any:
    """Return an area or lines, each shared line by its number on this page."""
    if isinstance(shape, int):
        return arcs.number(shape) if shape >= 0 else ~arcs.number(~shape)
    return shape if isinstance(shape, str) else [_courses(part, arcs) for part in shape]


def _popup(popup: dict[str, Any], labels: _Table, sources: dict[str, int]) -> dict[str, Any]:
    short = dict(popup)
    if "rows" in short:
        short["rows"] = [[labels.number(label), value] for label, value in short["rows"]]
    if "sources" in short:
        short["sources"] = [sources[key] for key in short["sources"]]
    if "chart" in short:
        cited = [[[sources[key] for key in ids] for ids in bar] for bar in short["chart"]["cited"]]
        short["chart"] = short["chart"] | {"cited": cited}
    if "differences" in short:
        of = [
            [labels.number(what), [[text, [sources[key] for key in ids]] for text, ids in values]]
            for what, values in short["differences"]["of"]
        ]
        short["differences"] = [labels.number(short["differences"]["label"]), of]
    return short
