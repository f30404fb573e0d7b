"""Hold the names that the story's scripts read to those that its data has."""

from __future__ import annotations

import re

import pytest

import sinokorea_geo as skg
from sinokorea_geo.maps.web.page import asset
from sinokorea_geo.maps.web.story import spec
from sinokorea_geo.maps.web.story.story_map import SCRIPTS

SCRIPT = "\n".join(asset(f"story/{name}.js") for name in SCRIPTS)
SHAPES = {
    "spec": spec.PageSpec,
    "article": spec.ArticleSpec,
    "place": spec.PlaceSpec,
    "claim": spec.ClaimSpec,
    "event": spec.EventSpec,
    "given": spec.NumberSpec,
    "one": spec.BesideSpec,
}
#: What the scripts add to the items of their lists, and what JavaScript's own things have.
ADDED = {"number", "count", "length", "map", "forEach", "node", "shapes", "name", "key", "st"}


def keys(shape: type) -> set[str]:
    return set(shape.__annotations__)


def needed(shape: type) -> set[str]:
    hints = shape.__annotations__.items()
    return {key for key, hint in hints if "NotRequired" not in str(hint)}


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "one"])
def test_scripts_read_only_what_the_data_has(name: str) -> None:
    read = set(re.findall(rf"(?<![\w.]){name}\.([a-z_]+)\b", SCRIPT))
    assert read
    assert read - keys(SHAPES[name]) - ADDED == set()


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_key_of_the_data_is_read(name: str) -> None:
    unread = {"id", "surface"}  # for whoever reads the page's data
    silent = [key for key in keys(SHAPES[name]) - unread if not re.search(rf"\b{key}\b", SCRIPT)]
    assert silent == []


def test_the_data_has_the_keys_of_its_shapes(atlas: skg.Atlas) -> None:
    text = "Notes\n\nOn 30 Sept 2016 it rained. Fengcheng is about 50 km from Dandong.\n"
    page = skg.make_story({"a": text}, atlas).to_map().spec
    assert set(page) == keys(spec.PageSpec)
    for name, part in (("articles", spec.ArticleSpec), ("places", spec.PlaceSpec),
                       ("claims", spec.ClaimSpec), ("events", spec.EventSpec),
                       ("numbers", spec.NumberSpec)):  # fmt: skip
        items = page[name]  # type: ignore[literal-required]
        assert items
        for item in items:
            assert needed(part) <= set(item) <= keys(part), name
