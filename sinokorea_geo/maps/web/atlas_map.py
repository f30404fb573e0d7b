"""Make a Folium map of the atlas that carries everything it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from typing import Any, Unpack

import folium
import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.maps.notebook import show, still
from sinokorea_geo.maps.style import dark_rules
from sinokorea_geo.maps.web.encoding import compact
from sinokorea_geo.maps.web.own_data import OwnData, own_bounds, own_groups
from sinokorea_geo.maps.web.page import Drawing, PageMap, asset, atlas_js
from sinokorea_geo.maps.web.schema import MapSpec
from sinokorea_geo.maps.web.spec import GROUPS, bands_group, layer_groups, map_spec, widths_group
from sinokorea_geo.maps.words import Words

__all__ = ["AtlasMap", "make_map"]

#: A map that says nothing else is called so, in its language.
TITLE = "The China–North Korea border"


class MapData(OwnData, total=False):
    """Name what a caller adds to a map of the atlas; see :func:`make_map`."""

    corridor: gpd.GeoDataFrame
    corridor_km: float | Sequence[float]


class AtlasMap(PageMap):
    """A Folium map of the atlas, to which anything can be added that Folium can add.

    It can be moved within `reach`: west, south, east and north.
    """

    def __init__(self, spec: MapSpec, *, reach: Sequence[float]) -> None:
        (south, west), (north, east) = spec["bounds"]
        far = max(reach[2] - reach[0], reach[3] - reach[1]) > 21
        page_css = "\n".join([asset("page.css"), asset("dark.css"), dark_rules()])
        super().__init__(
            spec,
            Drawing(
                "SinokoreaGeo",
                "sinokoreaGeo.drawById",
                [asset("features.css"), page_css],
                atlas_js(),
                compact,
            ),
            (1 if far else 5, 17),
            location=((south + north) / 2, (west + east) / 2),
            max_bounds=True,
            **dict(zip(("min_lon", "min_lat", "max_lon", "max_lat"), reach, strict=True)),
        )
        #: Makes a small picture of the map, for notebooks that may not run it.
        self.picture: Callable[[], bytes] | None = None

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        return show(self)._repr_mimebundle_(include, exclude)

    def _repr_html_(self, **_: Any) -> str:
        return show(self)._repr_html_()


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
        groups.insert(1, widths_group(corridor, words))
    if (widths := own.get("corridor_km")) is not None:
        groups.insert(1, bands_group(atlas, widths, words))
    groups += own_groups(own, words)
    base = atlas.layer("basemap").total_bounds
    border = atlas.layer("border")
    bounds = border[border["kind"] == "border-section"].total_bounds
    box = own_bounds(own, base)
    on_data = box is not None and own.get("fit", True)
    spec = map_spec(atlas, words, (groups, sources), highlight, online=online)
    west, south, east, north = (
        round(float(side), 5) for side in (box if box is not None and on_data else bounds)
    )
    spec["bounds"], spec["fits_border"] = [[south, west], [north, east]], not on_data
    if title is not None:
        spec["title"] = words("title") if title == TITLE else title
    if at is not None:
        spec["at"] = at
    boxes = np.array([base] if box is None else [base, box], dtype=float)
    reach = [*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()]
    drawn = AtlasMap(spec, reach=reach)
    drawn.picture = cache(
        partial(still, atlas, layers=wanted, corridor=corridor, language=language, title=title)
    )
    return drawn
