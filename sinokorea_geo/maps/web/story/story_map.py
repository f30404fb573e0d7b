"""The page of a story as a Folium map that carries everything it needs."""

from __future__ import annotations

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.maps.web.page import Drawing, PageMap, asset
from sinokorea_geo.maps.web.story.content import Content, Frames, Row, ground
from sinokorea_geo.maps.words import read_json

__all__ = ["StoryMap", "make_story_map"]

SCRIPTS = ("lib", "stage", "labels", "reader", "timeline", "panels", "tell")


class StoryMap(PageMap):
    """A Folium map that builds the page of a story round itself.

    Parameters
    ----------
    spec : dict
        What to show, as plain data; see :func:`make_story_map`.
    """

    def __init__(self, spec: Row) -> None:
        scripts = ["base.js", *(f"story/{name}.js" for name in SCRIPTS)]
        drawing = Drawing(
            "SinokoreaGeoStory",
            "sinokoreaGeo.story.tellById",
            [asset("story/story.css")],
            "\n".join(map(asset, scripts)),
            dict,
        )
        super().__init__(spec, drawing, (5, 14), location=(41.5, 127.5))


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
    content = Content(atlas, story, language)
    words = read_json("web/assets/story/words.json")[language]
    titles = list(story.articles["title"])
    return StoryMap(
        {
            "title": title or (titles[0] if len(titles) == 1 else "") or words["title"],
            "language": {"zh": "zh-Hans"}.get(language, language),
            "words": words,
            **content.spec(),
            **ground(atlas, words),
        }
    )
