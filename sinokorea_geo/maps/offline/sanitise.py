"""Find what a map's elements would load, and escape text that Folium puts into script or style.

Each function works on a copy of the user's element. What Folium takes for markup is shown as text,
unless markup was asked for: then the page sanitises it when it is inserted.
"""

import copy
import html
import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import folium
import xyzservices
from branca.element import Element, Html, Link, MacroElement
from folium.features import GeoJsonDetail
from folium.plugins import GroupedLayerControl, Search, TimeSliderChoropleth, TimestampedGeoJson
from folium.raster_layers import ImageOverlay, VideoOverlay, WmsTileLayer
from folium.template import Template

from sinokorea_geo.errors import OutputError
from sinokorea_geo.maps.offline.elements import Verbatim, json_text
from sinokorea_geo.maps.offline.vendored import replacement_for, script

_IDENTIFIER = re.compile(r"feature\.(?:id|properties\.[A-Za-z_$][\w$]*)")
#: Attributes that hold options, trees of layers and texts, and what a reader is shown of them.
_OPTIONS, _NAMES = {"options", "base_tree", "overlay_tree"}, {"text", "layer_name", "popup"}
_TEXTS = (folium.Tooltip, folium.map.Layer, folium.ClickForMarker)
_LABELS = {"attribution", "html", "text", "label", "name", "selectAllCheckbox", "popup", "tooltip"}
_LABELS |= {"collapse_all", "expand_all", "exclusiveGroups"}
#: Markup of Folium's own: credits of known tiles, and what a popup made by a click says.
_KNOWN = {tiles.html_attribution for tiles in xyzservices.providers.flatten().values()}
_KNOWN |= {folium.ClickForMarker().popup}
_TAG = re.compile(r"</?[a-z][^>]*>|&#?\w+;", re.IGNORECASE)
#: The placeholders that a popup made by a click may hold.
_POSITION = re.compile(r"\\(\$\{(?:lat|lng)\})")


def _fields(kind: type, bind: str, options: str) -> type:
    """Return a kind of tooltip or popup that shows fields of the data as text."""
    code = script("shims/fields.js").replace("BIND", bind).replace("OPTIONS", options)
    return type(kind.__name__, (kind,), {"_template": Template(code)})


_FIELDS = {
    folium.GeoJsonTooltip: _fields(folium.GeoJsonTooltip, "bindTooltip", "tooltip_options"),
    folium.GeoJsonPopup: _fields(folium.GeoJsonPopup, "bindPopup", "popup_options"),
}


class _Quoted(Element):  # type: ignore[misc]  # Folium has no types
    """Show another element inside a script's backquotes."""

    def __init__(self, content: Element) -> None:
        super().__init__()
        self.content = content

    def render(self, **kwargs: Any) -> str:
        """Return the other element's text as the inside of a template literal."""
        return in_quotes(str(self.content.render(**kwargs)))


def in_quotes(text: str) -> str:
    """Return text as it stands between quotes of any kind in a script."""
    return text.translate(_IN_QUOTES).replace("${", "\\${")


_ESCAPED = {"<": "\\x3c", "\n": "\\n", "\r": "\\r", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_IN_QUOTES = str.maketrans(_ESCAPED | {quote: f"\\{quote}" for quote in "\\`'\""})


def sanitise_elements(elements: list[Element], *, markup: bool) -> None:
    """Escape the text of every element, in place."""
    for element in () if markup else elements:
        _show_as_text(element)
    for element in elements:
        for kind, escape in _ESCAPERS:
            if isinstance(element, kind):
                escape(element)


def looks_like_markup(element: Element) -> bool:
    """Tell whether a text of an element that is no code has tags or entities in it."""
    texts = () if isinstance(element, Verbatim) else _markup_of(element)
    return any(_TAG.search(text) for text in texts if text not in _KNOWN)


def _show_as_text(element: Element) -> None:
    held = vars(element)
    held |= {key: _as_text(held[key], _LABELS) for key in _OPTIONS & held.keys()}
    if isinstance(element, _TEXTS):
        held |= {key: _as_text(held[key]) for key in _NAMES & held.keys()}
    if isinstance(element, folium.Popup):
        for child in element.html._children.values():
            if isinstance(child, Html):
                child.script = False
            elif isinstance(child, Verbatim):
                child.text = f"<div>{_as_text(child.text)}</div>"
    elif isinstance(element, GroupedLayerControl):
        element.grouped_overlays = {
            _as_text(group): {_as_text(name): layer for name, layer in layers.items()}
            for group, layers in element.grouped_overlays.items()
        }
    elif isinstance(element, TimestampedGeoJson):
        element.data = json.dumps(_as_text(_moving(element), _LABELS))


def _as_text(data: Any, keys: Collection[str] | None = None) -> Any:
    """Escape a text, those of a list, or those under some keys of nested dictionaries."""
    if isinstance(data, str) and keys is None and data not in _KNOWN:
        return html.escape(data, quote=False).replace("\0", "\ufffd")
    if type(data) is list:
        return [_as_text(each, keys) for each in data]
    if type(data) is dict and keys is not None:
        return {k: _as_text(each, None if k in keys else keys) for k, each in data.items()}
    return data


def _popup(popup: folium.Popup) -> None:
    for name, child in popup.html._children.items():
        if isinstance(child, Html):  # Folium has put a backslash before each backquote
            child.data = child.data.replace("\\`", "`")
        popup.html._children[name] = _Quoted(child)


def _tooltip(tooltip: folium.Tooltip) -> None:
    tooltip.text = in_quotes(tooltip.text)
    if hasattr(tooltip, "style"):
        tooltip.style = _css(tooltip.style)


def _detail(detail: GeoJsonDetail) -> None:
    if hasattr(detail, "style"):
        detail.style = _css(detail.style)
    detail.class_name = re.sub(r"[^\w\s-]", "", detail.class_name)
    detail.__class__ = _FIELDS.get(type(detail), type(detail))


def _css(style: str) -> str:
    """Return declarations that cannot leave the style sheet or the attribute they stand in."""
    return re.sub(r"[<>{}`$\\]", "", style).replace('"', "'")


def _geojson(layer: folium.GeoJson) -> None:
    layer.embed = True  # Folium has read the data already
    for name in ("style_function", "highlight_function"):
        if function := getattr(layer, name, None):
            setattr(layer, name, _plain_style(function))
    identifier = getattr(layer, "feature_identifier", "feature.id")
    if not _IDENTIFIER.fullmatch(identifier):
        numbered = [feature | {"id": str(i)} for i, feature in enumerate(layer.data["features"])]
        layer.data = layer.data | {"features": numbered}
        layer.feature_identifier = "feature.id"


def _plain_style(function: Any) -> Any:
    """Return a style function whose answers hold no braces that Folium takes for a template."""
    patterns: dict[int, Element] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, MacroElement):  # a pattern: Folium would keep it for itself
            twin = patterns.get(id(value))
            if twin is None:
                twin = patterns[id(value)] = copy.copy(value)
                twin._parent = None
            return twin
        if isinstance(value, str):
            return value.replace("{{", "{ {").replace("}}", "} }")
        if isinstance(value, dict):
            return {plain(key): plain(each) for key, each in value.items()}
        return value

    return lambda feature: plain(dict(function(feature)))


def _topojson(layer: folium.TopoJson) -> None:
    layer.data = copy.deepcopy(layer.data)  # Folium writes its styles into it


def _search(search: Search) -> None:
    for name in ("search_label", "placeholder", "position"):
        if isinstance(value := getattr(search, name), str):
            setattr(search, name, in_quotes(value))


def _stamped(layer: TimestampedGeoJson) -> None:
    layer.date_options = in_quotes(layer.date_options)
    if layer.duration != "undefined":
        layer.duration = json_text(layer.duration[1:-1])
    layer.data = json_text(_moving(layer))  # Folium puts the text into the script as it is


def _moving(layer: TimestampedGeoJson) -> Any:
    try:
        return json.loads(layer.data)
    except ValueError as error:
        raise OutputError(f"the data of TimestampedGeoJson is not JSON: {error}") from error


def _slider(layer: TimeSliderChoropleth) -> None:
    layer.stroke_color = in_quotes(str(layer.stroke_color))


def _click(element: folium.ClickForMarker) -> None:
    if element.popup.startswith("`"):
        text = in_quotes(element.popup[1:-1].replace("\\`", "`"))
        element.popup = "`" + _POSITION.sub(r"\1", text) + "`"


_ESCAPERS: tuple[tuple[type, Any], ...] = (
    (folium.Popup, _popup),
    (folium.Tooltip, _tooltip),
    (GeoJsonDetail, _detail),
    (folium.GeoJson, _geojson),
    (folium.TopoJson, _topojson),
    (Search, _search),
    (TimestampedGeoJson, _stamped),
    (TimeSliderChoropleth, _slider),
    (folium.ClickForMarker, _click),
)


_REMOTE = re.compile(
    r"""<(?P<tag>script|link|img|iframe|frame|video|audio|source|track|embed|object|image|use|input)
        \b[^>]*?\b(?:src|href|data|poster|srcset)\s*=\s*["']?\s*(?P<url>(?:https?:)?//[^"'\s>]+)
      | (?:\burl\(|@import)\s*["']?\s*(?P<css>(?:https?:)?//[^"')\s;]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_THE_PAGE = re.compile(r"\s*(?:data:|blob:|$)", re.IGNORECASE)
_PICTURES = {"img", "image", "input"}


class Request(NamedTuple):
    """Name something that a page would load."""

    #: What asks for it, in the words of an error message.
    who: str
    url: str
    #: Whether it is a picture, tiles included: what a page may be let load.
    picture: bool = False


def requests_in(who: str, markup: str) -> list[Request]:
    """Return what markup loads: scripts, styles, pictures or frames."""
    found = (
        Request(who, match["url"] or match["css"], (match["tag"] or "").lower() in _PICTURES)
        for match in _REMOTE.finditer(markup)
    )
    return list(dict.fromkeys(found))


def replace_tiles(layers: list[folium.TileLayer]) -> None:
    """Turn layers of tiles into the page's own base map, one of them in the layer control."""
    offered = False
    for layer in layers:
        layer.tiles = ""
        layer.layer_name = "Base map"
        layer.control, offered = layer.control and not offered, offered or layer.control
        for key in ("attribution", "error_tile_url", "subdomains"):
            layer.options.pop(key, None)


def requests_of(elements: list[Element], *, tiles: bool) -> list[Request]:
    """Return what a map's elements would load, apart from what has a replacement."""
    found: list[Request] = []
    for element in elements:
        if isinstance(element, Link):
            continue  # what is linked is known when the map is rendered
        who, name = type(element).__name__, getattr(element, "layer_name", None)
        if isinstance(name, str) and element._id not in name:  # Folium makes up the others
            who = f"{who} {name!r}"
        links = [*getattr(element, "default_js", ()), *getattr(element, "default_css", ())]
        found += [Request(who, url) for _, url in links if replacement_for(url) is None]
        for address, picture in _addresses_of(element, tiles=tiles):
            if isinstance(address, str) and not _IN_THE_PAGE.match(address):
                found.append(Request(who, address, picture))
        for text in _markup_of(element):
            found += requests_in(who, text)
    return list(dict.fromkeys(found))


def _addresses_of(element: Element, *, tiles: bool) -> Iterator[tuple[Any, bool]]:
    """Return addresses that an element loads from, and whether each is of a picture."""
    if isinstance(element, folium.TileLayer):
        if tiles or element.overlay:
            yield element.tiles, True
    elif isinstance(element, VideoOverlay):
        yield element.video_url, False
    elif isinstance(element, WmsTileLayer | ImageOverlay):
        yield element.url, True
    else:
        options = getattr(element, "options", None)
        if isinstance(options, dict):
            yield from ((options.get(name), True) for name in ("icon_url", "shadow_url"))


def _markup_of(element: Element) -> Iterator[str]:
    """Return the texts of an element that Folium takes for markup."""
    options = getattr(element, "options", None)
    texts: list[Any] = [getattr(element, "layer_name", None)]
    if isinstance(element, Html):
        texts.append(element.data if element.script else None)
    elif isinstance(element, Verbatim | folium.Tooltip):
        texts.append(element.text)
    if isinstance(options, dict):
        texts += [options.get("html"), options.get("attribution")]
    return (text for text in texts if isinstance(text, str))


def refuse(requests: list[Request], *, online: bool) -> None:
    """Raise an error that names what a page would have to load."""
    refused = [r for r in dict.fromkeys(requests) if not (online and r.picture)]
    if not refused:
        return
    first = refused[0]
    others = ", ".join(dict.fromkeys(r.who for r in refused if r.who != first.who))
    choice = "online=True" if all(request.picture for request in refused) else "offline=False"
    files = "one file" if len(refused) == 1 else f"{len(refused)} files"
    raise OutputError(
        f"the map would load {files} from the network, first {first.url} for "
        f"{first.who}{f'; others for {others}' if others else ''}; "
        f"leave off what needs them, or pass {choice}"
    )


def picture_hosts(requests: list[Request]) -> list[str]:
    """Return the hosts that pictures come from, as a content security policy names them."""
    hosts = []
    for url in (request.url for request in requests if request.picture):
        parts = urlsplit(url if not url.startswith("//") else f"https:{url}")
        host = re.sub(r"^[^.]*\{[^}]*\}[^.]*", "*", parts.netloc)
        if parts.scheme in {"http", "https"} and re.fullmatch(r"[\w.*:-]+", host):
            hosts.append(f"{parts.scheme}://{host}")
    return list(dict.fromkeys(hosts))
