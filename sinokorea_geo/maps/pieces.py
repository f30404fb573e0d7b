"""The layers of the atlas one by one, for a map of anybody's making.

Each is a Folium layer: add it to any ``folium.Map`` or feature group, switch it in a
``folium.LayerControl``. Its popups show text as text, and it brings everything it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
from jinja2 import Template

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.maps.compact import compact
from sinokorea_geo.maps.coords import decoded
from sinokorea_geo.maps.extras import bands_group, points_group_of
from sinokorea_geo.maps.layers import Group
from sinokorea_geo.maps.page import DataBlock, InlineScript, InlineStyle, asset, atlas_js
from sinokorea_geo.maps.scene import ATTRIBUTION, Scene
from sinokorea_geo.maps.words import Words

__all__ = [
    "AtlasLayer",
    "bands_layer",
    "border_layer",
    "corridors_layer",
    "counties_layer",
    "crossings_layer",
    "events_layer",
    "flows_layer",
    "islands_layer",
    "places_layer",
    "plans_layer",
    "points_layer",
    "provinces_layer",
    "zones_layer",
]


class AtlasLayer(folium.map.Layer):  # type: ignore[misc]
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

    def __init__(
        self, spec: dict[str, Any], *, name: str, show: bool = True, control: bool = True
    ) -> None:
        super().__init__(name=name, overlay=True, control=control, show=show)
        self._name = "AtlasLayer"
        self.spec = spec

    def render(self, **kwargs: Any) -> None:
        """Put the script, the style and the data into the page, each script once."""
        figure = self.get_root()
        header = {
            "sinokorea_geo_css": InlineStyle(asset("assets/features.css")),
            "sinokorea_geo_js": InlineScript(atlas_js()),
        }
        for key, element in header.items():
            if key not in figure.header._children:
                figure.header.add_child(element, name=key)
        block_id = f"{self.get_name()}_data"
        figure.html.add_child(DataBlock(block_id, compact(self.spec)), name=block_id)
        super().render(**kwargs)

    def _get_self_bounds(self) -> list[list[float | None]]:
        """Return the south-west and north-east corners, as Folium asks for them."""
        at = [p for group in self.spec["groups"] for p in _positions(group)]
        if not at:
            return [[None, None], [None, None]]
        lons, lats = zip(*at, strict=True)
        return [[min(lats), min(lons)], [max(lats), max(lons)]]


def border_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the border, and the borders that meet it, as a layer for any Folium map.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    language : {"en", "zh", "ko"}
        Of the layer's name, the labels and the popups' words.
    show : bool
        Whether it is shown when the map opens.

    Returns
    -------
    AtlasLayer
        Add it with ``add_to``.

    Raises
    ------
    InvalidQuantity
        If there are no words in the language.

    Examples
    --------
    >>> import folium
    >>> from sinokorea_geo import load_atlas, maps
    >>> m = folium.Map(location=(41.5, 127.5), zoom_start=7)
    >>> layer = maps.border_layer(load_atlas()).add_to(m)
    >>> layer.layer_name
    'Border line'
    """
    return _layer("border", atlas, language, show)


def crossings_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the crossings and bridges as a layer; parameters as of :func:`border_layer`."""
    return _layer("crossings", atlas, language, show)


def zones_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the economic and tourism zones as a layer; parameters as of :func:`border_layer`."""
    return _layer("zones", atlas, language, show)


def plans_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return plans and cooperation areas as a layer; parameters as of :func:`border_layer`."""
    return _layer("plans", atlas, language, show)


def places_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return towns, ports, stations and peaks as a layer; parameters as of :func:`border_layer`."""
    return _layer("places", atlas, language, show)


def events_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the events that have a place as a layer; parameters as of :func:`border_layer`."""
    return _layer("events", atlas, language, show)


def corridors_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return roads, railways and routes as a layer; parameters as of :func:`border_layer`."""
    return _layer("corridors", atlas, language, show)


def flows_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return trade between the countries as arrows; parameters as of :func:`border_layer`."""
    return _layer("flows", atlas, language, show)


def islands_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the river islands as a layer; parameters as of :func:`border_layer`."""
    return _layer("islands", atlas, language, show)


def provinces_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the provinces' outlines as a layer; parameters as of :func:`border_layer`."""
    return _layer("provinces", atlas, language, show)


def counties_layer(atlas: Atlas, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return the border counties' outlines as a layer; parameters as of :func:`border_layer`."""
    return _layer("counties", atlas, language, show)


def bands_layer(
    atlas: Atlas,
    widths_km: float | Sequence[float],
    *,
    language: str = "en",
    show: bool = True,
) -> AtlasLayer:
    """Return what lies within some distances of the border as a layer.

    Parameters
    ----------
    atlas : Atlas
        With the border.
    widths_km : float or sequence of float
        How far on each side, in kilometres, on the ellipsoid.
    language : {"en", "zh", "ko"}
        Of the layer's name.
    show : bool
        Whether it is shown when the map opens.

    Returns
    -------
    AtlasLayer
        Add it with ``add_to``.

    Raises
    ------
    InvalidQuantity
        If a width is not a positive number, or there are no words in the language.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas, maps
    >>> maps.bands_layer(load_atlas(), [5, 25]).layer_name
    'Within 5, 25 km'
    """
    words = Words(language)
    return _made(bands_group(atlas, widths_km, words), {}, words, show)


def points_layer(points: Any, *, language: str = "en", show: bool = True) -> AtlasLayer:
    """Return a caller's own points as a layer, drawn on one canvas however many there are.

    Parameters
    ----------
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array or sequence of positions
        Longitude and latitude on WGS 84. A column ``label``, ``name``, ``name_en``,
        ``title`` or ``id`` is shown when a point is clicked.
    language : {"en", "zh", "ko"}
        Of the layer's name.
    show : bool
        Whether it is shown when the map opens.

    Returns
    -------
    AtlasLayer
        Add it with ``add_to``.

    Raises
    ------
    InvalidCoordinates, InvalidQuantity
        If a position is none, or there are no words in the language.

    Examples
    --------
    >>> from sinokorea_geo import maps
    >>> maps.points_layer([(130.3, 42.87), (129.85, 42.97)]).layer_name
    'Your 2 points'
    """
    words = Words(language)
    return _made(points_group_of(points, words), {}, words, show)


def _layer(name: str, atlas: Atlas, language: str, show: bool) -> AtlasLayer:
    words = Words(language)
    (group,), sources = Scene(atlas, words).groups([name])
    return _made(group, sources, words, show)


def _made(group: Group, sources: dict[str, dict[str, str]], words: Words, show: bool) -> AtlasLayer:
    spec = {
        "attribution": () if "cloud" in group else ATTRIBUTION,
        "language": words.language,
        "words": words.page,
        "sources": sources,
        "groups": [group | {"shown": True}],
    }
    return AtlasLayer(spec, name=group["label"], show=show)


def _positions(group: Group) -> list[tuple[float, float]]:
    if "cloud" in group:
        return decoded(group["cloud"])
    found: list[tuple[float, float]] = []
    for feature in group["features"]:
        if "point" in feature:
            found.append(tuple(feature["point"]))
        texts = [*feature.get("lines", ()), *(area[0] for area in feature.get("areas", ()))]
        found += [at for text in texts for at in decoded(text)]
    return found
