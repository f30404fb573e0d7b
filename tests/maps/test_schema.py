"""The keys of a map's data: what is laid down is what Python writes and the scripts read."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo.maps import style
from sinokorea_geo.maps.web.page import atlas_js
from sinokorea_geo.maps.words import read_json

LOOKS = [f for kind in (style.Symbol, style.Line, style.Area) for f in dataclasses.fields(kind)]
SCHEMA: dict[str, dict[str, str]] = read_json("web/assets/schema.json") | {
    "style": {f"{one.name}?": str(one.type) for one in LOOKS}
}
#: Written by encoding.py in place of what repeats, and put back by base.js.
TABLES = {"styles", "outlines", "labels", "kinds", "arcs"}
#: How the scripts name an object of each kind.
NAMES = {
    "map": ("spec",),
    "feature": ("feature", r"this\.feature"),
    "popup": ("popup", r"this\.feature\.popup"),
    "group": ("each", r"group\.spec", r"this\.group\.spec"),
    "points": (r"this\.spec",),
    "style": ("style", r"feature\.style"),
}
#: Members of Leaflet's objects and of arrays, which have no business with the data.
OTHERS = {"length", "map", "flatMap", "forEach", "remove", "classList", "transform", "width"}


def keys(name: str) -> set[str]:
    return {key.rstrip("?") for key in SCHEMA[name]}


def needed(name: str) -> set[str]:
    return {key for key in SCHEMA[name] if not key.endswith("?")}


def written(value: Any, kind: str, found: dict[str, list[set[str]]]) -> None:
    """Note the keys of a value and of what it holds, kind by kind."""
    found[kind].append(set(value))
    held = {key.rstrip("?"): says for key, says in SCHEMA[kind].items()}
    for key, inner in value.items():
        one = re.fullmatch(r"(list of )?(\w+)(,.*| by .*)?", held.get(key, ""))
        if one and one[2] in SCHEMA:
            several = inner.values() if (one[3] or "").startswith(" by") else inner
            for item in several if one[1] or one[3] else [inner]:
                written(item, one[2], found)


@pytest.fixture(scope="module")
def found(atlas: skg.Atlas) -> dict[str, list[set[str]]]:
    import geopandas as gpd

    table = pd.DataFrame({"lon": [126.0, 127.0], "lat": [41.0, 42.0], "n": [1, 4], "d": "2016-08"})
    box = gpd.GeoDataFrame(
        {"n": [1], "d": [""]}, geometry=[shapely.box(126, 41, 127, 42)], crs=4326
    )
    shown: dict[str, list[set[str]]] = defaultdict(list)
    for own in ({"points": table}, {"areas": box}):
        m = skg.make_map(
            atlas, color="n", size="n", label="d", time="d", tooltip="d", at="2016-08",
            highlight=["Dandong", atlas.border.between(0, 50_000)], corridors=5000,
            view="hyesan-changbai", **own,
        )  # fmt: skip
        written(m.spec, "map", shown)
    with pytest.warns(UserWarning, match="a page has coarse land only"):
        m = skg.make_map(atlas, layers=["crossings"], points=[(103.8, 1.35)])
    written(m.spec, "map", shown)
    return shown


@pytest.mark.parametrize("kind", SCHEMA)
def test_what_is_written_is_laid_down(found: dict[str, list[set[str]]], kind: str) -> None:
    assert found[kind]
    for used in found[kind]:
        assert needed(kind) <= used <= keys(kind)
    assert set().union(*found[kind]) == keys(kind)  # nothing is laid down that nobody writes


@pytest.mark.parametrize("name", SCHEMA)
def test_what_is_laid_down_is_read_by_a_script(name: str) -> None:
    code = re.sub(r"/\*.*?\*/", "", atlas_js(), flags=re.DOTALL)
    assert {key for key in keys(name) if not re.search(rf"\b{key}\b", code)} == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_a_script_reads_is_laid_down(name: str) -> None:
    read: set[str] = set()
    for variable in NAMES[name]:
        read |= set(re.findall(rf"(?<![\w.]){variable}\??\.(\w+)(?!\w*\()", atlas_js()))
        taken = re.findall(rf"const \{{([^{{}}]*)\}} = {variable};", atlas_js())
        parts = [part for text in taken for part in text.split(",")]
        read |= {re.split("[:=]", part)[0].strip() for part in parts}
    assert read
    known = keys(name) | TABLES | OTHERS
    if name == "map":  # a group's and a cloud's are called so, too
        known |= keys("group") | keys("points")
    assert {key for key in read if key not in known} == set()
