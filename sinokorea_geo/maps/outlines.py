"""Give what maps draw of borders, coast and units, as ``data/build/drawn.py`` makes it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.maps.words import read_json


@cache
def lines() -> list[NDArray[np.float64]]:
    """Return the coordinates of every line."""
    topology = read_json("outlines.json")
    return [np.cumsum(line, axis=0) * topology["transform"]["scale"] for line in topology["arcs"]]


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return each area and border by its id: numbers of lines, ``~i`` for line i backwards."""
    held = read_json("outlines.json")["objects"]
    found = {one["id"]: {"areas": one["arcs"]} for one in held["areas"]["geometries"]}
    return found | {one["id"]: {"lines": [one["arcs"]]} for one in held["lines"]["geometries"]}


def coordinates(course: Sequence[int]) -> NDArray[np.float64]:
    """Return the coordinates along lines that follow each other."""
    parts = [lines()[i] if i >= 0 else lines()[~i][::-1] for i in course]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])
