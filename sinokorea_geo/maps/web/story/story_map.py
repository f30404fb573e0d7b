"""The page of a story as a Folium map that carries everything it needs."""

from __future__ import annotations

import json
from typing import Any

import folium
from branca.element import Element
from folium.elements import MacroElement
from jinja2 import Template

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.offline import DataBlock, InlineScript, InlineStyle, folium_header
from sinokorea_geo.maps.web.page import asset
from sinokorea_geo.maps.web.story.ground import ground
from sinokorea_geo.maps.web.story.spec import Content, Frames, PageSpec

__all__ = ["StoryMap", "make_story_map"]

SCRIPTS = ("lib", "stage", "labels", "reader", "timeline", "panels", "tell")


class StoryMap(folium.Map):  # type: ignore[misc]
    """A Folium map that builds the page of a story round itself.

    Parameters
    ----------
    spec : dict
        What to show, as plain data; see :func:`make_story_map`.
    """

    def __init__(self, spec: PageSpec) -> None:
        super().__init__(
            location=(41.5, 127.5),
            tiles=None,
            zoom_start=7,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )
        # Folium's arguments of these names reach layers of tiles only.
        self.options |= {"minZoom": 5, "maxZoom": 14}
        # On this map only: the lists of the class are shared by every map there is.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        self.spec = spec
        self.add_child(_Page(spec), name="sinokorea_geo_story")


class _Page(MacroElement):  # type: ignore[misc]
    """Puts Leaflet, the story's scripts and its data into the page, and tells it."""

    _template = Template("")

    def __init__(self, spec: PageSpec) -> None:
        super().__init__()
        self._name = "SinokoreaGeoStory"
        self.spec = spec

    def render(self, **kwargs: Any) -> None:
        figure = self.get_root()
        block_id = f"{self.get_name()}_data"
        scripts = [
            asset("base.js"),
            *(asset(f"story/{n}.js") for n in SCRIPTS),
        ]
        header = {
            **folium_header(self._parent),
            "sinokorea_geo_story_css": InlineStyle(asset("story/story.css")),
            "sinokorea_geo_story_js": InlineScript("\n".join(scripts)),
        }
        for name, element in header.items():
            figure.header.add_child(element, name=name)
        figure.html.add_child(DataBlock(block_id, self.spec), name=block_id)
        call = f'sinokoreaGeo.story.tellById({self._parent.get_name()}, "{block_id}");'
        figure.script.add_child(Element(call), name=self.get_name())
        super().render(**kwargs)


def make_story_map(
    atlas: Atlas, story: Frames, *, title: str | None = None, language: str = "en"
) -> StoryMap:
    """Return the page of a story: a map beside the articles.

    Parameters
    ----------
    atlas : Atlas
        The atlas, for the land, the border and the sources.
    story : Frames
        What the articles say, such as a :class:`sinokorea_geo.Story`.
    title : str, optional
        Of the page.
    language : {"en", "zh", "ko"}
        Of the page's own words, of reasons, units and place names.

    Returns
    -------
    StoryMap
        A ``folium.Map``.

    Raises
    ------
    InvalidQuantity
        If there are no words in the language.
    """
    every = json.loads(asset("story/words.json"))
    if language not in every:
        raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh' or 'ko'")
    words = every["en"] | every[language]
    titles = list(story.articles["title"])
    spec: PageSpec = {
        "title": title or (titles[0] if len(titles) == 1 else "") or words["title"],
        "language": {"zh": "zh-Hans"}.get(language, language),
        "words": words,
        **Content(atlas, story, language).spec(),  # type: ignore[typeddict-item]
        **ground(atlas, words),
    }
    return StoryMap(spec)
