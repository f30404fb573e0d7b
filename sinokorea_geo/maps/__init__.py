"""Folium maps of the atlas; the only rooms that know Folium."""

from sinokorea_geo.maps.atlas_map import make_map
from sinokorea_geo.maps.offline import save_html

__all__ = ["make_map", "save_html"]
