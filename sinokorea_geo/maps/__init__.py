"""Draw the atlas: as a web page, in print, and any Folium map as one safe file."""

from sinokorea_geo.maps.print import plot, plot_along
from sinokorea_geo.maps.save import save_html, show
from sinokorea_geo.maps.snapshot import save_image
from sinokorea_geo.maps.web.atlas_map import make_map
from sinokorea_geo.maps.web.layer_elements import (
    AtlasLayer,
    bands_layer,
    border_layer,
    counties_layer,
    crossings_layer,
    events_layer,
    islands_layer,
    places_layer,
    plans_layer,
    points_layer,
    provinces_layer,
    routes_layer,
    zones_layer,
)
from sinokorea_geo.maps.web.story_map import StoryMap

__all__ = [
    "AtlasLayer",
    "StoryMap",
    "bands_layer",
    "border_layer",
    "counties_layer",
    "crossings_layer",
    "events_layer",
    "islands_layer",
    "make_map",
    "places_layer",
    "plans_layer",
    "plot",
    "plot_along",
    "points_layer",
    "provinces_layer",
    "routes_layer",
    "save_html",
    "save_image",
    "show",
    "zones_layer",
]
