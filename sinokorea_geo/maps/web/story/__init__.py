"""A story map: articles beside a map of what they name and claim."""

from sinokorea_geo.maps.web.story.content import Frames
from sinokorea_geo.maps.web.story.story_map import StoryMap, make_story_map

__all__ = ["Frames", "StoryMap", "make_story_map"]
