"""Escape text of a map's elements that Folium would put into script or style as it is.

Each function works on a copy of the user's element. What Folium takes for markup is shown as text,
unless markup was asked for: then the page sanitises it when it is inserted.
"""

import copy
import html
import json
import re
from collections.abc import Collection
from typing import Any

import folium
import xyzservices
from branca.element import Element, Html, MacroElement
from folium.features import GeoJsonDetail
from folium.plugins import (
    GroupedLayerControl,
    Search,
    TimeSliderChoropleth,
    TimestampedGeoJson,
)
from folium.template import Template

from sinokorea_geo.errors import OutputError
from sinokorea_geo.maps.offline.elements import Verbatim, json_text
from sinokorea_geo.maps.offline.network import markup_of
from sinokorea_geo.maps.offline.vendored import script

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
    texts = () if isinstance(element, Verbatim) else markup_of(element)
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
