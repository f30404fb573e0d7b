"""Hold the names that the story's scripts read to those that its data has."""

from __future__ import annotations

import re
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

import sinokorea_geo as skg
from sinokorea_geo.maps.web import schema
from sinokorea_geo.maps.web.page import asset
from sinokorea_geo.maps.web.story_map import SCRIPTS

SCRIPT = "\n".join(asset(f"story/{name}.js") for name in SCRIPTS)
#: How the scripts name an object of each kind.
SHAPES: dict[str, Any] = {
    "spec": schema.StorySpec,
    "article": schema.ArticleSpec,
    "place": schema.PlaceSpec,
    "claim": schema.ClaimSpec,
    "event": schema.EventSpec,
    "given": schema.NumberSpec,
    "one": schema.BesideSpec,
}
#: What the scripts add to the items of their lists, and what JavaScript's own things have.
ADDED = {"number", "count", "length", "map", "forEach", "node", "shapes", "name", "key", "st"}


def keys(name: str) -> set[str]:
    return set(get_type_hints(SHAPES[name]))


def needed(name: str) -> set[str]:
    hints = get_type_hints(SHAPES[name], include_extras=True)
    return {key for key, kind in hints.items() if get_origin(kind) is not NotRequired}


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
