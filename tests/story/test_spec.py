"""Hold the names that the story's scripts read to those that its data has."""

from __future__ import annotations

import re

import pytest

import sinokorea_geo as skg
from sinokorea_geo.maps.web.page import asset
from sinokorea_geo.maps.web.story_map import SCRIPTS
from sinokorea_geo.maps.words import read_json

SCRIPT = "\n".join(asset(f"story/{name}.js") for name in SCRIPTS)
SCHEMA: dict[str, dict[str, str]] = read_json("web/assets/story/schema.json")
#: How the scripts name an object of each kind.
SHAPES = {name: name for name in SCHEMA} | {"number": "given", "beside": "one"}
#: What the scripts add to the items of their lists, and what JavaScript's own things have.
ADDED = {"number", "count", "length", "map", "forEach", "node", "shapes", "name", "key", "st"}


def keys(name: str) -> set[str]:
    return {key.rstrip("?") for key in SCHEMA[name]}


def needed(name: str) -> set[str]:
    return {key for key in SCHEMA[name] if not key.endswith("?")}


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "beside"])
def test_scripts_read_only_what_the_data_has(name: str) -> None:
    read = set(re.findall(rf"(?<![\w.]){SHAPES[name]}\.([a-z_]+)\b", SCRIPT))
    assert read
    assert read - keys(name) - ADDED == set()


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_key_of_the_data_is_read(name: str) -> None:
    unread = {"id", "surface"}  # for whoever reads the page's data
    silent = [key for key in keys(name) - unread if not re.search(rf"\b{key}\b", SCRIPT)]
    assert silent == []


def test_the_data_has_the_keys_of_its_shapes(atlas: skg.Atlas) -> None:
    text = "Notes\n\nOn 30 Sept 2016 it rained. Fengcheng is about 50 km from Dandong.\n"
    page = skg.make_story({"a": text}, atlas).to_map().spec
    assert set(page) == keys("spec")
    for name, part in (("articles", "article"), ("places", "place"), ("claims", "claim"),
                       ("events", "event"), ("numbers", "number")):  # fmt: skip
        items = page[name]
        assert items
        for item in items:
            assert needed(part) <= set(item) <= keys(part), name
