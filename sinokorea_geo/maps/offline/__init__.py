"""Save any map of Folium as one safe file."""

from sinokorea_geo.maps.offline.elements import DataBlock, InlineScript, InlineStyle
from sinokorea_geo.maps.offline.page import Basemap, folium_header, render_page

__all__ = ["Basemap", "DataBlock", "InlineScript", "InlineStyle", "folium_header", "render_page"]
