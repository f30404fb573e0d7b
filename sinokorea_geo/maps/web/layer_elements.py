"""Make each layer of the atlas an element for any Folium map.

Each is a Folium layer: add it to any ``folium.Map`` or feature group, switch it in a
``folium.LayerControl``. Its popups show text as text, and it brings everything it needs.
"""

from typing import Any, Protocol

import folium
from jinja2 import Template

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.maps.offline import InlineScript, InlineStyle
from sinokorea_geo.maps.outlines import coordinates
from sinokorea_geo.maps.own_data import points_of
from sinokorea_geo.maps.style import ATTRIBUTION, Spec
from sinokorea_geo.maps.web.atlas_map import Widths, bands_group, layer_groups
from sinokorea_geo.maps.web.encoding import compact, decoded
from sinokorea_geo.maps.web.own_groups import own_groups
from sinokorea_geo.maps.web.page import asset, atlas_js, page_words, put_data
from sinokorea_geo.maps.words import Language, Words


class AtlasLayer(folium.map.Layer):  # type: ignore[misc]  # Folium has no types
    """A layer of the atlas that can be added to any Folium map.

    Parameters
    ----------
    spec : dict
        What to draw, as plain data.
    name : str
        In a ``folium.LayerControl``.
    show : bool
        Whether it is shown when the map opens.
    control : bool
        Whether a ``folium.LayerControl`` lists it.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = sinokoreaGeo.layer("{{ this.get_name() }}_data");
        {% endmacro %}
        """
    )

    def __init__(self, spec: Spec, *, name: str, show: bool = True, control: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=control, show=show)
        self._name = "AtlasLayer"
        self.spec = spec

    def render(self, **kwargs: Any) -> None:
        """Put the script, the style and the data into the page, what several share once.

        Parameters
        ----------
        kwargs : dict
            As Folium passes them on.
        """
        header = self.get_root().header
        if "SinokoreaGeo_js" not in header._children:
            header.add_child(InlineStyle(asset("features.css")), name="SinokoreaGeo_css_0")
            header.add_child(InlineScript(atlas_js()), name="SinokoreaGeo_js")
        put_data(self, compact(self.spec))
        super().render(**kwargs)

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Return the south-west and north-east corners, as Folium asks for them."""
        at = [p for group in self.spec["groups"] for p in _positions(group)]
        if not at:
            return [[None, None], [None, None]]
        lons, lats = zip(*at, strict=True)
        return [[min(lats), min(lons)], [max(lats), max(lons)]]


class _Maker(Protocol):
    def __call__(
        self, atlas: Atlas, *, language: Language = "en", show: bool = True
    ) -> AtlasLayer: ...


def _maker(layer: str, what: str) -> _Maker:
    """Return the function that makes one layer: they differ in nothing but what is on it."""

    def make(atlas: Atlas, *, language: Language = "en", show: bool = True) -> AtlasLayer:
        words = Words(language)
        (group,), sources = layer_groups(atlas, words, [layer])
        return _made(group, sources, words, show)

    make.__name__ = make.__qualname__ = f"{layer}_layer"
    name = Words("en")(f"group {layer}")
    make.__doc__ = asset("layer.txt").format(what=what, layer=layer, name=name)
    return make


border_layer = _maker("border", "the border, and the borders that meet it,")
crossings_layer = _maker("crossings", "the crossings and bridges")
zones_layer = _maker("zones", "the economic and tourism zones")
plans_layer = _maker("plans", "plans and cooperation areas")
places_layer = _maker("places", "cities, towns, ports, stations and peaks")
events_layer = _maker("events", "the events that have a place")
routes_layer = _maker("routes", "roads, railways and routes")
islands_layer = _maker("islands", "the river islands")
provinces_layer = _maker("provinces", "the provinces")
counties_layer = _maker("counties", "the border counties")


def bands_layer(
    atlas: Atlas, widths: Widths, *, language: Language = "en", show: bool = True
) -> AtlasLayer:
    """Return what lies within some distances of the border as a layer."""
    words = Words(language)
    return _made(bands_group(atlas, widths, words), {}, words, show)


def points_layer(points: Any, *, language: Language = "en", show: bool = True) -> AtlasLayer:
    """Return a caller's own points as a layer, drawn on one canvas however many there are."""
    words = Words(language)
    (group,) = own_groups([points_of(points, {}, words)], {})
    return _made(group, {}, words, show)


# As those of the layers above, they stand among the assets.
bands_layer.__doc__, points_layer.__doc__ = asset("bands.txt"), asset("points.txt")


def _made(group: Spec, sources: dict[str, Spec], words: Words, show: bool) -> AtlasLayer:
    spec = {
        "attribution": () if "points" in group else ATTRIBUTION,
        "language": words.language,
        "words": page_words(words),
        "sources": sources,
        "groups": [{**group, "shown": True}],
    }
    return AtlasLayer(spec, name=group["label"], show=show)


def _positions(group: Spec) -> list[tuple[float, float]]:
    features = group["features"]
    courses = [group["points"]["positions"]] if "points" in group else []
    courses += [line for feature in features for line in feature.get("lines", ())]
    courses += [area[0] for feature in features for area in feature.get("areas", ())]
    points = [feature["point"] for feature in features if "point" in feature]
    at = [decoded(course) if isinstance(course, str) else coordinates(course) for course in courses]
    return [(float(lon), float(lat)) for part in [points, *at] for lon, lat in part]
