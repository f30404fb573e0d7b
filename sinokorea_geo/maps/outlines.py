"""Give what maps draw of borders, coast and units: lines that areas share.

``data/build/drawn.py`` makes them, so that what meets on the ground meets on a map at any zoom.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.maps.words import read_json

#: Numbers of lines, one after the other; ``~i`` is line i backwards.
Course = Sequence[int]


@cache
def lines() -> list[NDArray[np.float64]]:
    """Return the coordinates of every line."""
    topology = read_json("outlines.json")
    scale = topology["transform"]["scale"]
    return [np.cumsum(line, axis=0) * scale for line in topology["arcs"]]


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return each area and border line as courses, by its id."""
    objects = read_json("outlines.json")["objects"]
    found = {one["id"]: {"areas": one["arcs"]} for one in objects["areas"]["geometries"]}
    return found | {one["id"]: {"lines": [one["arcs"]]} for one in objects["lines"]["geometries"]}


def coordinates(course: Course) -> NDArray[np.float64]:
    """Return the coordinates along a course."""
    parts = [lines()[i] if i >= 0 else lines()[~i][::-1] for i in course]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])
