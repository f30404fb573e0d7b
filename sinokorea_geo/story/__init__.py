"""Tell articles as a story: places, claims, events and numbers, each with its sentence."""

from sinokorea_geo.story.story import Story, make_story

__all__ = ["Story", "make_story"]
