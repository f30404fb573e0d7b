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
from sinokorea_geo.atlas.timeline import parse_interval
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.annotations import add_names_and_dates, chainage
from sinokorea_geo.maps.credit import ATTRIBUTION
from sinokorea_geo.maps.extras import (
    bands_group,
    choropleth_groups,
    highlighted,
    points_group_of,
    trade_chart,
)
from sinokorea_geo.maps.layers import (
    AREA_TOLERANCE_DEG,
    Group,
    areas_group,
    lines_group,
    points_group,
)
from sinokorea_geo.maps.legend import legend
from sinokorea_geo.maps.moments import FIRST, LAST, events_by_month
from sinokorea_geo.maps.notebook import show, still
from sinokorea_geo.maps.page import (
    DataBlock,
    InlineScript,
    InlineStyle,
    asset,
    atlas_js,
    leaflet_css,
    leaflet_js,
)
from sinokorea_geo.maps.popups import sources_by_id

__all__ = ["AtlasMap", "make_map"]

#: Layers a map can show, in the order of its layer control, and whether they start shown.
GROUPS = {
    "border": ("Border line", True),
    "crossings": ("Crossings and bridges", True),
    "zones": ("Economic and tourism zones", True),
    "plans": ("Plans and cooperation areas", False),
    "places": ("Cities, towns, ports, peaks", True),
    "corridors": ("Roads, railways, routes (schematic)", False),
    "islands": ("River islands (some)", True),
    "provinces": ("Provinces", True),
    "counties": ("Border counties", False),
}

LAND_TOLERANCE_DEG = 0.003
COARSE_DEG = 0.004

TILES = {
    "label": "OpenStreetMap tiles (network)",
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
    "max_zoom": 19,
}

_COUNTRIES = (
    ("CHINA", (125.3, 42.35)),
    ("NORTH KOREA", (126.9, 40.2)),
    ("RUSSIA", (131.2, 43.3)),
)
#: Zones that are programmes over whole regions; their outlines would drown the others.
_PLANS = {"development-plan", "tourism-cooperation"}


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
            min_zoom=5,
            max_zoom=17,
            max_bounds=True,
            min_lat=35.5,
            max_lat=47.5,
            min_lon=117.5,
            max_lon=137,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )
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
            "leaflet_css": InlineStyle(leaflet_css()),
            "leaflet": InlineScript(leaflet_js()),
            "sinokorea_geo_css": InlineStyle(asset("assets/atlas.css")),
            "sinokorea_geo_js": InlineScript(atlas_js()),
        }
        for name, element in header.items():
            figure.header.add_child(element, name=name)
        figure.html.add_child(DataBlock(block_id, self.spec), name=block_id)
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
    title: str | None = "The China–North Korea border",
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
        Which layers; all of ``border``, ``crossings``, ``zones``, ``plans``, ``places``,
        ``corridors``, ``islands``, ``provinces``, ``counties`` if not given.
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array, optional
        A caller's own points; a column ``label`` or ``name`` is shown when one is clicked.
    corridor_km : float or sequence of float, optional
        Bands within so many kilometres of the border.
    highlight : iterable of Place or str
        Places, or ids, to put a ring round.
    corridor : geopandas.GeoDataFrame, optional
        A corridor of anything else to draw, from :func:`sinokorea_geo.corridor`.
    title : str, optional
        Shown on the map and as the page's title; none if None.
    language : {"en", "zh", "ko"}
        Of the labels on the map. Popups name places in all three.
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
    wanted = list(GROUPS) if layers is None else list(layers)
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown:
        raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(GROUPS)}")
    if language not in {"en", "zh", "ko"}:
        raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh' or 'ko'")
    if at is not None:
        parse_interval(at)
    sources = sources_by_id(atlas.sources)
    groups = [_group(name, atlas, sources, language) for name in GROUPS if name in wanted]
    add_names_and_dates(groups, atlas)
    chart = trade_chart(atlas)
    for feature in (f for group in groups if group["id"] == "border" for f in group["features"]):
        if feature["id"].startswith("border-"):
            feature["popup"]["chart"] = chart
    if corridor is not None:
        groups.insert(1, _corridor_group(corridor))
    if "provinces" in wanted:
        groups += choropleth_groups(atlas)
    if corridor_km is not None:
        groups.insert(1, bands_group(atlas, corridor_km))
    if points is not None:
        groups.append(points_group_of(points))
    border = atlas.layer("border")
    west, south, east, north = border[border["kind"] == "border-section"].total_bounds
    spec = {
        "title": title,
        "subtitle": _subtitle(atlas),
        "bounds": _flipped([(west, south), (east, north)]),
        "land": _land(atlas),
        "countries": [{"text": text, "at": at} for text, at in _COUNTRIES],
        "groups": groups,
        "sources": {key: text for key, text in sources.items() if key in _cited(groups)},
        "legend": legend(wanted, corridor is not None or corridor_km is not None),
        "tiles": TILES | {"shown": online},
        "months": (FIRST, LAST),
        "events": events_by_month(atlas.events),
        "at": at,
        "highlight": highlighted(highlight, atlas),
        **chainage(atlas),
        "attribution": ATTRIBUTION,
    }
    drawn = AtlasMap({key: value for key, value in spec.items() if value is not None})
    drawn.picture = cache(
        partial(still, atlas, layers=wanted, corridor=corridor, language=language, title=title)
    )
    return drawn


def _group(name: str, atlas: Atlas, sources: Any, language: str) -> Group:
    label, shown = GROUPS[name]
    frame = atlas.layer("zones" if name == "plans" else name)
    if name in {"zones", "plans"}:
        frame = frame[frame["kind"].isin(_PLANS) == (name == "plans")]
    if name in {"border", "corridors"}:
        group = lines_group(name, frame, sources, label=label)
    elif name in {"crossings", "zones", "plans", "places"}:
        group = points_group(name, frame, sources, label=label, language=language)
    else:
        style = {"islands": "island", "provinces": "province", "counties": "county"}[name]
        if name == "provinces":
            frame = frame[frame["kind"] != "prefecture"]
        group = areas_group(
            name,
            frame,
            sources,
            label=label,
            style=style,
            popups=name == "islands",
            tolerance_deg=COARSE_DEG if name != "islands" else AREA_TOLERANCE_DEG,
        )
    return group | {"shown": shown}


def _corridor_group(corridor: gpd.GeoDataFrame) -> Group:
    widths = ", ".join(f"{width / 1000:g} km" for width in corridor["width_m"])
    return areas_group(
        "corridor", corridor, (), label=f"Corridor of {widths}", style="corridor", popups=False
    )


def _subtitle(atlas: Atlas) -> str:
    length_km = atlas.border.length_m / 1000
    when = f" · as of {atlas.date_label}" if atlas.date_label else ""
    return f"{length_km:,.0f} km from the Yalu mouth to the Tumen tripoint, as drawn{when}"


def _land(atlas: Atlas) -> dict[str, Any]:
    """Return the base map as a bare geometry."""
    group = areas_group(
        "land",
        atlas.layer("basemap"),
        (),
        label="",
        style="province",
        popups=False,
        tolerance_deg=LAND_TOLERANCE_DEG,
    )
    areas: dict[str, Any] = {"areas": group["features"][0]["areas"]}
    return areas


def _cited(groups: list[Group]) -> set[str]:
    """Return the ids of the sources that any popup shows."""
    popups = (f.get("popup", {}) for group in groups for f in group["features"])
    return {key for popup in popups for key in popup.get("sources", ())}


def _flipped(lonlat: list[tuple[float, float]]) -> list[list[float]]:
    """Return Leaflet's order; the one place where latitude comes first."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in lonlat]
