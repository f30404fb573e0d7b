"""Make a Folium map of the atlas that carries everything it needs."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, Unpack

import folium
import geopandas as gpd
import shapely
from jinja2 import Template
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.geodesy import GEOD
from sinokorea_geo.maps.offline.vendored import vendored_bytes
from sinokorea_geo.maps.outlines import shapes
from sinokorea_geo.maps.own_data import own_bounds, own_layers
from sinokorea_geo.maps.save import OnePage, still
from sinokorea_geo.maps.style import ATTRIBUTION, DARK, STATUS_CLASSES, Spec, status_class
from sinokorea_geo.maps.views import VIEWS, Highlight, check_names, highlighted, view_extent
from sinokorea_geo.maps.web import controls
from sinokorea_geo.maps.web.encoding import compact, packed
from sinokorea_geo.maps.web.layers import corridor_group, layer_group, statistics_groups
from sinokorea_geo.maps.web.own_groups import OwnData, own_groups
from sinokorea_geo.maps.web.page import Drawing, PageMap, asset, atlas_js, page_words
from sinokorea_geo.maps.web.plain import plain_page
from sinokorea_geo.maps.web.popups import Context, add_differences, differing
from sinokorea_geo.maps.words import Language, Words, read_json

#: A map that says nothing else is called so, in its language.
TITLE = "The China–North Korea border"
#: Layers a map can show, in the order of its list of layers, and whether they start shown.
GROUPS: dict[str, bool] = read_json("style.json")["map layers"]
TILES: dict[str, Any] = read_json("style.json")["tiles"]
_COUNTRIES: dict[str, list[float]] = read_json("style.json")["names of countries"]
#: Metres or text with a unit, one or several.
Widths = float | str | Sequence[float | str]


class MapData(OwnData, total=False):
    """Name what a caller adds to a map of the atlas; see :func:`make_map`."""

    corridor: gpd.GeoDataFrame
    corridors: Widths
    view: str | None
    embed: bool


class AtlasMap(OnePage, PageMap):
    """A Folium map of the atlas, to which anything can be added that Folium can add."""

    def __init__(self, spec: Spec) -> None:
        (south, west), (north, east) = spec["bounds"]
        dark = Template(asset("dark.css")).render(colours=DARK)
        css = [asset("features.css"), asset("page.css") + dark]
        drawing = Drawing("SinokoreaGeo", "sinokoreaGeo.drawById", css, atlas_js(), compact)
        drawing.plain = plain_page
        middle = (south + north) / 2, (west + east) / 2
        super().__init__(spec, drawing, (1, 17), location=middle)
        #: Makes a small picture of the map, for notebooks that may not run it.
        self.picture: Callable[[], bytes] | None = None


def make_map(
    atlas: Atlas,
    *,
    layers: Iterable[str] | None = None,
    highlight: Iterable[Highlight] = (),
    title: str | None = TITLE,
    language: Language = "en",
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
        ``routes``, ``plans``, ``islands``, ``provinces``, ``counties`` and
        ``statistics`` (shares, growth and investment by province) if not given.
    highlight : iterable of Place, str or shapely line
        Places, their ids or any of their names, to put a ring round; stretches of the border,
        from ``atlas.border.between``, to draw a band along.
    title : str, optional
        Shown on the map and as the page's title; none if None. Left as it is, it is in the
        map's language.
    language : {"en", "zh", "ko", "ko-KR"}
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
    corridors : float or str, or a sequence of them
        Bands within so far of the border: metres, or text such as ``"25 km"``.
    corridor : geopandas.GeoDataFrame
        A corridor of anything else to draw, from :func:`sinokorea_geo.corridor`.
    view : str
        Open on ``dandong-sinuiju``, ``jian-manpo``, ``hyesan-changbai``, ``tumen-namyang`` or
        ``quanhe-rason``.
    embed : bool
        Make the page for a frame in an article: title, map, legend and credit, and the wheel
        and a finger scroll the article.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> m = make_map(load_atlas(), layers=["border", "crossings"])
    >>> sorted(group["id"] for group in m.spec["groups"])
    ['border', 'crossings']
    """
    words = Words(language)
    if unknown := sorted(set(own) - MapData.__optional_keys__):
        raise TypeError(f"make_map takes no {unknown[0]!r}")
    if at is not None:
        parse_interval(at)
    wanted = list(GROUPS) if layers is None else listed(layers)
    groups, sources = layer_groups(atlas, words, wanted)
    corridor = own.get("corridor")
    if corridor is not None:
        km = ", ".join(f"{width / 1000:g} km" for width in corridor["width_m"])
        groups.insert(1, corridor_group("corridor", corridor, words("group corridor", km=km)))
    if (widths := own.get("corridors")) is not None:
        groups.insert(1, bands_group(atlas, widths, words))
    layers_of_own = own_layers(own, words)
    groups += own_groups(layers_of_own, own)
    base = atlas.layer("basemap").total_bounds
    box = own_bounds(layers_of_own, base)
    on_data = box is not None and own.get("fit", True)
    spec = _map_spec(atlas, words, groups, sources)
    spec["highlight"] = [_highlight(place, atlas, words) for place in highlight]
    spec["tiles"] = TILES | {"shown": online}
    opened = box if box is not None and on_data else atlas.border.geometry.bounds
    west, south, east, north = (round(float(side), 5) for side in opened)
    spec["bounds"], spec["fits_border"] = [[south, west], [north, east]], not on_data
    if (view := own.get("view")) is not None:
        view_extent(atlas, view)
        spec["view"] = view
    spec["embed"] = own.get("embed", False)
    if title is not None:
        spec["title"] = words("title") if title == TITLE else title
    if at is not None:
        spec["at"] = at
    spec["reach"] = [list(map(float, sides)) for sides in (base, box) if sides is not None]
    if box is not None and not shapely.box(*base).covers(shapely.box(*box)):
        spec["world"] = json.loads(vendored_bytes("world-atlas/land-110m.json"))
    spec["phrases"] = words.forms()
    drawn = AtlasMap(spec)
    drawn.picture = cache(
        partial(still, atlas, layers=wanted, corridor=corridor, language=language, title=title)
    )
    return drawn


def _map_spec(atlas: Atlas, words: Words, groups: list[Spec], sources: dict[str, Spec]) -> Spec:
    """Return what a page of the atlas shows, but for what its caller chooses."""
    subtitle = words("subtitle", km=f"{atlas.border.length_m / 1000:,.0f}")
    known = words("whole as known", date=max(atlas.crossings["as_of"].dropna(), default="–"))
    when = words("as of", date=atlas.date_label) if atlas.date_label else known
    statuses = sorted(set(atlas.periods["status"]) | {"unknown"})
    states = {status: [status_class(status), words.of(status)] for status in statuses}
    spec: Spec = {
        "language": words.language,
        "subtitle": f"{subtitle} · {when}",
        "land": shapes()["land"],
        "countries": [{"text": words(key), "at": at} for key, at in _COUNTRIES.items()],
        "groups": groups,
        "sources": sources,
        "words": page_words(words),
        "symbology": {"states": states, "classes": STATUS_CLASSES},
        "months": read_json("style.json")["months"],
        "events": controls.events_by_month(atlas.events),
        "ellipsoid": (GEOD.a, GEOD.f),
        "attribution": ATTRIBUTION,
        "views": [
            {"id": name, "label": words(f"view {name}"), "extent": view_extent(atlas, name)}
            for name in VIEWS
        ],
    }
    controls.add_chainage(spec, atlas)
    return spec


def layer_groups(
    atlas: Atlas, words: Words, chosen: list[str]
) -> tuple[list[Spec], dict[str, Spec]]:
    """Return layers as groups with all that a reader can ask of them, and their sources."""
    check_names(chosen, GROUPS, "map layer")
    context = Context(atlas, words)
    groups: list[Spec] = []
    for name in (name for name in GROUPS if name in chosen):
        if name == "statistics":
            groups += statistics_groups(context)
        else:
            groups.append({**layer_group(name, context), "shown": GROUPS[name]})
    controls.add_names_and_dates(groups, context)
    names = {key: context.name(row) for key, row in context.rows.items()}
    stated = differing(atlas.stated_values, names, words)
    for group in groups:
        controls.add_filters(group, context)
        add_differences(group["features"], stated, context)
    popups = [f["popup"] for group in groups for f in group["features"] if "popup" in f]
    cited = {key for popup in popups for key in popup.get("sources", ())}
    bars = [bar for popup in popups if "chart" in popup for bar in popup["chart"]["cited"]]
    cited |= {key for bar in bars for ids in bar for key in ids}
    return groups, {key: source for key, source in context.sources.items() if key in cited}


def bands_group(atlas: Atlas, given: Widths, words: Words) -> Spec:
    """Return true corridors round the border, the widest underneath."""
    listed = [given] if isinstance(given, str | float | int) else given
    widths = sorted(metres_of(width, "corridors") for width in listed)
    outlines = [atlas.border.corridor(width) for width in reversed(widths)]
    frame = gpd.GeoDataFrame({"id": [f"band-{i}" for i in range(len(outlines))]}, geometry=outlines)
    label = words("group bands", km=", ".join(f"{width / 1000:g}" for width in widths))
    return corridor_group("bands", frame, label)


def _highlight(place: Highlight, atlas: Atlas, words: Words) -> Spec:
    """Return where to draw a ring with a name beside it, or a band along a line."""
    found = highlighted(atlas, place)
    if isinstance(found, BaseGeometry):
        return {"lines": packed(found)["lines"]}
    return {
        "id": found.id,
        "text": {**vars(found), **found.properties}.get(words.names) or found.name_en,
        "at": [round(found.lon, 4), round(found.lat, 4)],
    }
