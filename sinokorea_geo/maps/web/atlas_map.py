"""The atlas as a Folium map that carries everything it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, partial
from typing import Any

import folium
import geopandas as gpd
from branca.element import Element
from folium.elements import MacroElement
from jinja2 import Template

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.maps.notebook import show, still
from sinokorea_geo.maps.offline import DataBlock, InlineScript, InlineStyle, folium_header
from sinokorea_geo.maps.style import ATTRIBUTION, dark_rules
from sinokorea_geo.maps.web.compact import compact
from sinokorea_geo.maps.web.controls import chainage
from sinokorea_geo.maps.web.extras import bands_group, highlighted, points_group_of
from sinokorea_geo.maps.web.files import asset, atlas_js
from sinokorea_geo.maps.web.months import FIRST, LAST, events_by_month
from sinokorea_geo.maps.web.spec import (
    GROUPS,
    Scene,
    corridor_group,
    countries,
    land,
    looks,
    subtitle,
)
from sinokorea_geo.maps.web.words import Words

__all__ = ["AtlasMap", "make_map"]

TILES = {
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
    "max_zoom": 19,
}
#: A map that says nothing else is called so, in its language.
TITLE = "The China–North Korea border"


class AtlasMap(folium.Map):  # type: ignore[misc]
    """A Folium map whose scripts, styles and data are all in the page.

    Anything Folium can add to a map can be added to it.

    Parameters
    ----------
    spec : dict
        What to draw, as plain data; see :func:`make_map`.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        (south, west), (north, east) = spec["bounds"]
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            zoom_start=7,
            max_bounds=True,
            min_lat=35.5,
            max_lat=47.5,
            min_lon=117.5,
            max_lon=137,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )
        # Folium's arguments of these names reach layers of tiles only.
        self.options |= {"minZoom": 5, "maxZoom": 17}
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

    def __init__(self, spec: dict[str, Any]) -> None:
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
    points: Any = None,
    corridor_km: float | Sequence[float] | None = None,
    corridor: gpd.GeoDataFrame | None = None,
    highlight: Iterable[Place | str] = (),
    title: str | None = TITLE,
    language: str = "en",
    at: str | None = None,
    online: bool = False,
) -> folium.Map:
    """Draw the atlas as an interactive map.

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
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array, optional
        A caller's own points; a column ``label`` or ``name`` is shown when one is clicked.
    corridor_km : float or sequence of float, optional
        Bands within so many kilometres of the border.
    highlight : iterable of Place or str
        Places, or ids, to put a ring round.
    corridor : geopandas.GeoDataFrame, optional
        A corridor of anything else to draw, from :func:`sinokorea_geo.corridor`.
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

    Returns
    -------
    folium.Map
        Show it in a notebook, add to it, or write it with :func:`sinokorea_geo.save_html`.

    Raises
    ------
    InvalidQuantity, InvalidDate
        If a layer or language is unknown, or `at` is no date.

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
    groups, sources = Scene(atlas, words).groups(wanted)
    if corridor is not None:
        groups.insert(1, corridor_group(corridor, words))
    if corridor_km is not None:
        groups.insert(1, bands_group(atlas, corridor_km, words))
    if points is not None:
        groups.append(points_group_of(points, words))
    border = atlas.layer("border")
    west, south, east, north = border[border["kind"] == "border-section"].total_bounds
    spec = {
        "language": language,
        "title": words("title") if title == TITLE else title,
        "subtitle": subtitle(atlas, words),
        "bounds": _flipped([(west, south), (east, north)]),
        "land": land(atlas, words),
        "countries": countries(words),
        "groups": groups,
        "sources": sources,
        "words": words.page,
        "looks": looks(atlas, words),
        "tiles": TILES | {"label": words("group tiles"), "shown": online},
        "months": (FIRST, LAST),
        "events": events_by_month(atlas.events),
        "at": at,
        "highlight": highlighted(highlight, atlas, words),
        **chainage(atlas),
        "posts_label": words("group posts"),
        "attribution": ATTRIBUTION,
    }
    drawn = AtlasMap({key: value for key, value in spec.items() if value is not None})
    drawn.picture = cache(
        partial(still, atlas, layers=wanted, corridor=corridor, language=language, title=title)
    )
    return drawn


def _page_css() -> str:
    return "\n".join([asset("page.css"), asset("dark.css"), dark_rules()])


def _flipped(lonlat: list[tuple[float, float]]) -> list[list[float]]:
    """Return Leaflet's order; the one place where latitude comes first."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in lonlat]
