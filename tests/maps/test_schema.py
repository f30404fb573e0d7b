"""The keys of the pages' data: what is declared is what Python writes and the scripts read."""

from __future__ import annotations

import dataclasses
import re
import typing
from typing import Any

import pytest

import sinokorea_geo as skg
from sinokorea_geo.maps import style
from sinokorea_geo.maps.web import schema
from sinokorea_geo.maps.web.page import atlas_js

#: Written by encoding.py in place of what repeats, and put back by base.js.
TABLES = {"styles", "outlines", "labels", "kinds"}
DECLARED = [name for name, kind in vars(schema).items() if typing.is_typeddict(kind)]
#: How the scripts name an object of each kind.
NAMES = {
    "MapSpec": ("spec",),
    "FeatureSpec": ("feature", r"this\.feature"),
    "PopupSpec": ("popup", r"this\.feature\.popup"),
    "GroupSpec": ("each", r"group\.spec", r"this\.group\.spec"),
    "PointsSpec": (r"this\.spec",),
    "StyleSpec": ("style", r"feature\.style"),
}
#: Members of Leaflet's objects and of arrays, which have no business with the data.
OTHERS = {"length", "map", "flatMap", "forEach", "remove", "classList", "transform", "width"}


def keys(name: str) -> set[str]:
    if name == "StyleSpec":
        kinds = (style.Symbol, style.Line, style.Area)
        return {field.name for kind in kinds for field in dataclasses.fields(kind)}
    return set(typing.get_type_hints(getattr(schema, name)))


def written(value: Any, found: dict[str, set[str]], kind: Any = schema.MapSpec) -> None:
    """Note the keys of a value, kind by kind, as deep as kinds are declared."""
    if typing.is_typeddict(kind) and isinstance(value, dict):
        hints = typing.get_type_hints(kind)
        found.setdefault(kind.__name__, set()).update(value)
        for key, inner in value.items():
            written(inner, found, hints.get(key))
    elif kind == style.StyleSpec:
        found.setdefault("StyleSpec", set()).update(value)
    elif isinstance(value, list | tuple):
        for inner in value:
            for argument in typing.get_args(kind) or (None,):
                written(inner, found, argument)
    elif isinstance(value, dict) and typing.get_args(kind):
        for inner in value.values():
            written(inner, found, typing.get_args(kind)[1])


def test_what_is_written_is_declared(atlas: skg.Atlas) -> None:
    import pandas as pd

    table = pd.DataFrame({"lon": [126.0, 127.0], "lat": [41.0, 42.0], "n": [1, 4], "d": "2016-08"})
    m = skg.make_map(
        atlas, points=table, color="n", size="n", label="d", time="d", at="2016-08",
        highlight=["Dandong", atlas.border.between(0, 50_000)],
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    written(m.spec, found)
    assert {"GroupSpec", "FeatureSpec", "PopupSpec", "PointsSpec", "StyleSpec"} <= set(found)
    extra = {name: used - keys(name) for name, used in found.items() if used - keys(name)}
    assert extra == {}


@pytest.mark.parametrize("name", [*DECLARED, "StyleSpec"])
def test_what_is_declared_is_read_by_a_script(name: str) -> None:
    code = re.sub(r"/\*.*?\*/", "", atlas_js(), flags=re.DOTALL)
    unread = {key for key in keys(name) if not re.search(rf"\b{key}\b", code)}
    # The id of a filter's own heading, and what only Python looks at.
    assert unread == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_a_script_reads_is_declared(name: str) -> None:
    read: set[str] = set()
    for variable in NAMES[name]:
        read |= set(re.findall(rf"(?<![\w.]){variable}\??\.(\w+)(?!\w*\()", atlas_js()))
        taken = re.findall(rf"const \{{([^{{}}]*)\}} = {variable};", atlas_js())
        parts = [part for text in taken for part in text.split(",")]
        read |= {re.split("[:=]", part)[0].strip() for part in parts}
    assert read
    known = keys(name) | TABLES | OTHERS
    if name == "MapSpec":  # a group's and a cloud's are called so, too
        known |= keys("GroupSpec") | keys("PointsSpec")
    assert {key for key in read if key not in known} == set()
