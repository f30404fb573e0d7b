"""Save any map of Folium as one safe file."""

from sinokorea_geo.maps.offline.document import folium_header
from sinokorea_geo.maps.offline.elements import DataBlock, InlineScript, InlineStyle
from sinokorea_geo.maps.offline.page import Basemap, PageOptions, render_page

__all__ = [
    "Basemap",
    "DataBlock",
    "InlineScript",
    "InlineStyle",
    "PageOptions",
    "folium_header",
    "render_page",
]
