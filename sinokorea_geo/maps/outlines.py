"""Give what maps draw of borders, coast and units: lines that areas share at any zoom."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.maps.words import read_json

#: ``data/build/drawn.py`` makes it.
_FILE = "outlines.json"


@cache
def lines() -> list[NDArray[np.float64]]:
    """Return the coordinates of every line."""
    topology = read_json(_FILE)
    return [np.cumsum(line, axis=0) * topology["transform"]["scale"] for line in topology["arcs"]]


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return each area and border by its id: numbers of lines, ``~i`` for line i backwards."""
    areas, borders = (
        read_json(_FILE)["objects"][name]["geometries"] for name in ("areas", "lines")
    )
    found = {one["id"]: {"areas": one["arcs"]} for one in areas}
    return found | {one["id"]: {"lines": [one["arcs"]]} for one in borders}


def coordinates(course: Sequence[int]) -> NDArray[np.float64]:
    """Return the coordinates along lines that follow each other."""
    parts = [lines()[i] if i >= 0 else lines()[~i][::-1] for i in course]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])
