"""Make a Folium map of the atlas that carries everything it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from typing import Any, Unpack

import folium
import geopandas as gpd
import numpy as np
from branca.element import Element
from folium.elements import MacroElement
from jinja2 import Template
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.maps.notebook import show, still
from sinokorea_geo.maps.offline import DataBlock, InlineScript, InlineStyle, folium_header
from sinokorea_geo.maps.style import ATTRIBUTION, dark_rules
from sinokorea_geo.maps.web.compact import compact
from sinokorea_geo.maps.web.controls import chainage
from sinokorea_geo.maps.web.extras import bands_group, highlighted
from sinokorea_geo.maps.web.files import asset, atlas_js, page_words
from sinokorea_geo.maps.web.months import FIRST, LAST, events_by_month
from sinokorea_geo.maps.web.own_data import OwnData, own_bounds, own_groups
from sinokorea_geo.maps.web.schema import MapSpec
from sinokorea_geo.maps.web.spec import (
    GROUPS,
    corridor_group,
    countries,
    land,
    layer_groups,
    subtitle,
    symbology,
)
from sinokorea_geo.maps.words import Words

__all__ = ["AtlasMap", "make_map"]

TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
    "max_zoom": 19,
}
#: How far a map may be moved: as far as the base map reaches.
BASE = (117.0, 35.0, 137.5, 48.0)
#: A map that says nothing else is called so, in its language.
TITLE = "The China–North Korea border"


class MapData(OwnData, total=False):
    """Name what a caller adds to a map of the atlas; see :func:`make_map`."""

    corridor: gpd.GeoDataFrame
    corridor_km: float | Sequence[float]


class AtlasMap(folium.Map):  # type: ignore[misc]
    """A Folium map whose scripts, styles and data are all in the page.

    Anything Folium can add to a map can be added to it.
    """

    def __init__(self, spec: MapSpec, *, reach: tuple[float, ...] = BASE) -> None:
        (south, west), (north, east) = spec["bounds"]
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            zoom_start=7,
            max_bounds=True,
            min_lon=reach[0],
            min_lat=reach[1],
            max_lon=reach[2],
            max_lat=reach[3],
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )
        # Folium's arguments of these names reach layers of tiles only.
        far = np.ptp(np.reshape(reach, (2, 2)), axis=0).max() > 21
        self.options |= {"minZoom": 1 if far else 5, "maxZoom": 17}
        # On this map only: the lists of the class are shared by every map there is.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        self.spec = spec
        #: Makes a small picture of the map, for notebooks that may not run it.
        self.picture: Callable[[], bytes] | None = None
        self.add_child(_Drawing(spec), name="sinokorea_geo")

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return show(self)._repr_mimebundle_(include, exclude)

    def _repr_html_(self, **_: Any) -> str:
        return show(self)._repr_html_()


class _Drawing(MacroElement):  # type: ignore[misc]
    """Puts Leaflet, this package's script and the data into the page, and draws."""

    _template = Template("")

    def __init__(self, spec: MapSpec) -> None:
        super().__init__()
        self._name = "SinokoreaGeo"
        self.spec = spec

    def render(self, **kwargs: Any) -> None:
        figure = self.get_root()
        block_id = f"{self.get_name()}_data"
        header = {
            **folium_header(self._parent),
            "sinokorea_geo_css": InlineStyle(asset("features.css")),
            "sinokorea_geo_page_css": InlineStyle(_page_css()),
            "sinokorea_geo_js": InlineScript(atlas_js()),
        }
        for name, element in header.items():
            figure.header.add_child(element, name=name)
        figure.html.add_child(DataBlock(block_id, compact(self.spec)), name=block_id)
        call = f'sinokoreaGeo.drawById({self._parent.get_name()}, "{block_id}");'
        figure.script.add_child(Element(call), name=self.get_name())
        super().render(**kwargs)


def make_map(
    atlas: Atlas,
    *,
    layers: Iterable[str] | None = None,
    highlight: Iterable[Place | str | BaseGeometry] = (),
    title: str | None = TITLE,
    language: str = "en",
    at: str | None = None,
    online: bool = False,
    **own: Unpack[MapData],
) -> folium.Map:
    """Draw the atlas as an interactive map, with a caller's own data on it.

    The map needs no network: the base map, scripts and styles are in the page. Tiles of
    OpenStreetMap can be switched on in the layer control where there is one.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    layers : iterable of str, optional
        Which layers; all of ``border``, ``crossings``, ``zones``, ``places``, ``events``,
        ``routes``, ``flows``, ``plans``, ``islands``, ``provinces``, ``counties`` and
        ``figures`` (shares, growth and investment by province) if not given.
    highlight : iterable of Place, str or shapely line
        Places, their ids or any of their names, to put a ring round; stretches of the border,
        from ``atlas.border.between``, to draw a band along.
    title : str, optional
        Shown on the map and as the page's title; none if None. Left as it is, it is in the
        map's language.
    language : {"en", "zh", "ko"}
        Of the labels, the controls and the legend. Popups name places in all three; notes and
        sources stay in the language they were written in.
    at : str, optional
        Where the time slider starts, such as ``2016-08``; at all dates if not given.
    online : bool
        Start with OpenStreetMap tiles switched on.
    **own : MapData
        A caller's own data, see below.

    Returns
    -------
    folium.Map
        Show it in a notebook, add to it, or write it with :func:`sinokorea_geo.save_html`.

    Raises
    ------
    InvalidQuantity, InvalidDate
        If a layer, column or language is unknown, or `at` is no date.
    PlaceNotFound
        If nothing that is to be highlighted has that name.

    Other Parameters
    ----------------
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array, or any points
        Drawn over every symbol, any number of them. Each opens a popup with its columns.
    lines, areas : GeoDataFrame or GeoSeries
        Drawn over the border and under the symbols.
    color, size, label, tooltip, time : str
        Columns: `color` by number or category (or one colour), `size` by number (or pixels),
        what names a feature in its popup and under the pointer, and the date that the slider
        shows it at.
    legend : str
        The heading of this data in the list of layers.
    fit : bool
        Open on this data; True if not given.
    corridor_km : float or sequence of float
        Bands within so many kilometres of the border.
    corridor : geopandas.GeoDataFrame
        A corridor of anything else to draw, from :func:`sinokorea_geo.corridor`.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> m = make_map(load_atlas(), layers=["border", "crossings"])
    >>> sorted(group["id"] for group in m.spec["groups"])
    ['border', 'crossings']
    """
    words = Words(language)
    if at is not None:
        parse_interval(at)
    wanted = list(GROUPS) if layers is None else list(layers)
    groups, sources = layer_groups(atlas, words, wanted)
    corridor = own.get("corridor")
    if corridor is not None:
        groups.insert(1, corridor_group(corridor, words))
    if (widths := own.get("corridor_km")) is not None:
        groups.insert(1, bands_group(atlas, widths, words))
    groups += own_groups(own, words)
    base = atlas.layer("basemap").total_bounds
    border = atlas.layer("border")
    bounds = tuple(border[border["kind"] == "border-section"].total_bounds)
    box = own_bounds(own, base)
    on_data = box is not None and own.get("fit", True)
    along = chainage(atlas)
    spec: MapSpec = {
        "language": language,
        "subtitle": subtitle(atlas, words),
        "bounds": _corners(box if box is not None and on_data else bounds),
        "fits_border": not on_data,
        "land": land(atlas),
        "countries": countries(words),
        "groups": groups,
        "sources": sources,
        "words": page_words(words),
        "symbology": symbology(atlas, words),
        "tiles": TILES | {"label": words("group tiles"), "shown": online},
        "months": (FIRST, LAST),
        "events": events_by_month(atlas.events),
        "highlight": highlighted(highlight, atlas, words),
        "line": along["line"],
        "steps": along["steps"],
        "posts": along["posts"],
        "posts_label": words("group posts"),
        "attribution": ATTRIBUTION,
    }
    if title is not None:
        spec["title"] = words("title") if title == TITLE else title
    if at is not None:
        spec["at"] = at
    drawn = AtlasMap(spec, reach=_union(base, box))
    drawn.picture = cache(
        partial(still, atlas, layers=wanted, corridor=corridor, language=language, title=title)
    )
    return drawn


def _page_css() -> str:
    return "\n".join([asset("page.css"), asset("dark.css"), dark_rules()])


def _corners(box: Sequence[float]) -> list[list[float]]:
    """Return Leaflet's corners, latitude first, of west, south, east and north."""
    west, south, east, north = (round(float(side), 5) for side in box)
    return [[south, west], [north, east]]


def _union(base: Sequence[float], box: Sequence[float] | None) -> tuple[float, ...]:
    """Return how far a map may be moved: as far as the base map, and as any data."""
    boxes = np.array([base] if box is None else [base, box], dtype=float)
    return (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
