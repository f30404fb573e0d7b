"""Folium maps of the atlas; the only rooms that know Folium."""

from sinokorea_geo.maps.atlas_map import make_map
from sinokorea_geo.maps.figure import plot
from sinokorea_geo.maps.offline import save_html
from sinokorea_geo.maps.snapshot import save_image
from sinokorea_geo.maps.story import StoryMap, make_story_map

__all__ = ["StoryMap", "make_map", "make_story_map", "plot", "save_html", "save_image"]
