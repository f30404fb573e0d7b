"""Folium maps of the atlas; the only rooms that know Folium."""

from sinokorea_geo.maps.atlas_map import make_map
from sinokorea_geo.maps.figure import plot
from sinokorea_geo.maps.notebook import show
from sinokorea_geo.maps.offline import save_html
from sinokorea_geo.maps.snapshot import save_image

__all__ = ["make_map", "plot", "save_html", "save_image", "show"]
