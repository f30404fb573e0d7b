"""Escape text of a map's elements that Folium would put into script or style as it is.

Each function works on a copy of the user's element. What Folium takes for markup is shown as text,
unless markup was asked for: then the page sanitises it when it is inserted.
"""

import copy
import html
import json
import re
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
from sinokorea_geo.maps.offline.vendored import script

_IDENTIFIER = re.compile(r"feature\.(?:id|properties\.[A-Za-z_$][\w$]*)")
#: What a reader is shown of options, of trees of layers, and of what moves with time.
_LABELS = {"attribution", "html", "text", "label", "name", "selectAllCheckbox", "popup", "tooltip"}
_LABELS |= {"collapse_all", "expand_all", "exclusiveGroups"}
#: Markup of Folium's own: credits of known tiles, and what a popup made by a click says.
_KNOWN = {tiles.html_attribution for tiles in xyzservices.providers.flatten().values()}
_KNOWN |= {folium.ClickForMarker().popup}
_TEXTS = (folium.Tooltip, folium.map.Layer, folium.ClickForMarker)
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


def sanitise_elements(elements: list[Element], *, markup: bool) -> list[str]:
    """Escape the text of every element, in place; name the kinds whose text looks like markup."""
    for_text = [] if markup else [type(e).__name__ for e in elements if _show_as_text(e)]
    for element in elements:
        for kind, escape in _ESCAPERS:
            if isinstance(element, kind):
                escape(element)
    return sorted(set(for_text))


def _show_as_text(element: Element) -> bool:
    """Escape what Folium takes for markup, and tell whether some of it looks like that."""
    seen: list[str] = []
    for key, value in vars(element).items():
        if key in {"text", "layer_name", "popup"} and isinstance(element, _TEXTS):
            setattr(element, key, _escaped(value, seen))
        elif key in {"base_tree", "overlay_tree", "options"}:
            setattr(element, key, _labels_escaped(value, seen))
    if isinstance(element, folium.Popup):
        for child in element.html._children.values():
            if isinstance(child, Html) and child.script:
                _escaped(child.data, seen)
                child.script = False
            elif isinstance(child, Verbatim):
                child.text = f"<div>{_escaped(child.text, seen)}</div>"
    elif isinstance(element, GroupedLayerControl):
        element.grouped_overlays = {
            _escaped(group, seen): {_escaped(name, seen): layer for name, layer in layers.items()}
            for group, layers in element.grouped_overlays.items()
        }
    elif isinstance(element, TimestampedGeoJson):
        element.data = json.dumps(_labels_escaped(_moving(element), seen))
    return any(map(_TAG.search, seen))


def _labels_escaped(data: Any, seen: list[str]) -> Any:
    """Escape the texts under some keys of lists and dictionaries; all else is kept."""
    if type(data) is list:
        return [_labels_escaped(each, seen) for each in data]
    if type(data) is not dict:
        return data
    return {
        key: _escaped(each, seen) if key in _LABELS else _labels_escaped(each, seen)
        for key, each in data.items()
    }


def _escaped(value: Any, seen: list[str]) -> Any:
    """Escape a text or a list of texts, and note it; what is Folium's own stays as it is."""
    if isinstance(value, list):
        return [_escaped(each, seen) for each in value]
    if not isinstance(value, str) or value in _KNOWN:
        return value
    seen.append(value)
    return html.escape(value, quote=False).replace("\0", "\ufffd")


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
