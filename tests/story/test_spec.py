"""Hold the names that the story's scripts read to those that its data has."""

from __future__ import annotations

import re

import pytest

import sinokorea_geo as skg
from sinokorea_geo.maps.web.page import asset
from sinokorea_geo.maps.web.story_map import SCRIPTS

SCRIPT = "\n".join(asset(f"story/{name}.js") for name in SCRIPTS)
#: The keys of each kind of object on the page; those with a question mark may be absent.
SHAPES = {
    "spec": "title language words articles places claims events numbers sources land provinces "
    "border others countries bounds credits",
    "article": "name title date language paragraphs sources?",
    "place": "id name label kind zh? ko? at? shape? accuracy_m? sources?",
    "claim": "article sentence origin verdict why text about? to? stated? measured? places? line? "
    "sources?",
    "event": "article sentence origin how title date? end? partial? days? id? link? places? "
    "sources?",
    "given": "article sentence surface value place? claims? beside?",
    "one": "of what value period sources",
}
#: What the scripts add to the items of their lists, and what JavaScript's own things have.
ADDED = {"number", "count", "length", "map", "forEach", "node", "shapes", "name", "key", "st"}


def keys(name: str) -> set[str]:
    return {key.removesuffix("?") for key in SHAPES[name].split()}


def needed(name: str) -> set[str]:
    return {key for key in SHAPES[name].split() if not key.endswith("?")}


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "one"])
def test_scripts_read_only_what_the_data_has(name: str) -> None:
    read = set(re.findall(rf"(?<![\w.]){name}\.([a-z_]+)\b", SCRIPT))
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
                       ("events", "event"), ("numbers", "given")):  # fmt: skip
        items = page[name]
        assert items
        for item in items:
            assert needed(part) <= set(item) <= keys(part), name
