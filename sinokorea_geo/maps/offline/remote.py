"""What Folium would fetch, and what stands in for it in the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sinokorea_geo.maps.offline.page import asset, leaflet_css, leaflet_js
from sinokorea_geo.maps.offline.vendored import script, style

__all__ = ["Inlined", "stand_in"]


@dataclass(frozen=True)
class Inlined:
    """Code that stands in for one remote file; nothing at all where nothing is needed."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    #: Whether the script makes functions out of text, which a page must allow expressly.
    compiles: bool = field(default=False)


def _js(package: str, name: str, **options: Any) -> Callable[[], Inlined]:
    return lambda: Inlined(scripts=(script(package, name),), **options)


def _css(package: str, name: str, *, shim: str | None = None) -> Callable[[], Inlined]:
    more = [f"offline/shims/{shim}"] if shim else []
    return lambda: Inlined(styles=(style(package, name), *map(asset, more)))


def _module(package: str, name: str, *styles: str) -> Callable[[], Inlined]:
    """Return a script that was written for a bundler, with Leaflet as the one thing it asks for."""
    return lambda: Inlined(
        scripts=(
            "(function(require,module,exports){"
            f"{script(package, name)}\n"
            "})(function(name){return name==='leaflet'?L:{}},{exports:{}},{});",
        ),
        styles=tuple(style(package, each) for each in styles),
    )


def _shim(name: str) -> Callable[[], Inlined]:
    return lambda: Inlined(scripts=(asset(f"offline/shims/{name}"),))


#: What the end of an address says, and what stands in for it: the first that matches. Versions
#: are left open, because Folium moves on; the files here are the ones that are pinned.
_STAND_INS: tuple[tuple[str, Callable[[], Inlined]], ...] = (
    (r"leaflet(@1[^/]*)?(/dist)?/leaflet(-src)?\.js", lambda: Inlined(scripts=(leaflet_js(),))),
    (r"leaflet(@1[^/]*)?(/dist)?/leaflet\.css", lambda: Inlined(styles=(leaflet_css(),))),
    (r"jquery(/3[^/]*)?(-3[\d.]*)?(\.slim)?(\.min)?\.js", _js("jquery", "jquery.min.js")),
    (r"leaflet\.awesome-markers(\.min)?\.js", _shim("pins.js")),
    # Folium links these in every map. What they drew is drawn by `pins.js`, or not needed.
    (r"leaflet\.awesome-markers(\.min)?\.css|leaflet\.awesome\.rotate(\.min)?\.css", Inlined),
    (r"bootstrap[^/]*(\.bundle)?(\.min)?\.(js|css)", Inlined),
    (r"fontawesome[^/]*/[^?]*\.css|font-awesome[^?]*\.css", Inlined),
    (r"jquery-?ui[^/]*(\.min)?\.js|highlight\.js/[^?]*\.css", Inlined),
    (r"leaflet\.markercluster\.js", _js("leaflet.markercluster", "leaflet.markercluster.js")),
    (r"/markercluster\.css", _css("leaflet.markercluster", "MarkerCluster.css")),
    (r"/markercluster\.default\.css", _css("leaflet.markercluster", "MarkerCluster.Default.css")),
    (
        r"leaflet\.featuregroup\.subgroup(-src)?\.js",
        _js("leaflet.featuregroup.subgroup", "leaflet.featuregroup.subgroup.js"),
    ),
    (r"leaflet[-_.]heat(\.min)?\.js", _js("leaflet.heat", "leaflet-heat.js")),
    (r"pa7_hm(\.min)?\.js|/heatmap(\.min)?\.js", _js("heatmap.js", "heatmap.min.js")),
    (
        r"pa7_leaflet_hm(\.min)?\.js|leaflet-heatmap(\.min)?\.js",
        _js("heatmap.js", "leaflet-heatmap.js"),
    ),
    (r"control\.fullscreen(\.min)?\.js", _js("leaflet.fullscreen", "Control.FullScreen.js")),
    (r"control\.fullscreen(\.min)?\.css", _css("leaflet.fullscreen", "Control.FullScreen.css")),
    (r"control\.minimap(\.min)?\.js", _js("leaflet-minimap", "Control.MiniMap.min.js")),
    (r"control\.minimap(\.min)?\.css", _css("leaflet-minimap", "Control.MiniMap.min.css")),
    (
        r"leaflet-measure(\.min)?\.js",
        _js("leaflet-measure", "leaflet-measure.min.js", compiles=True),
    ),
    (r"leaflet-measure(\.min)?\.css", _css("leaflet-measure", "leaflet-measure.css")),
    (
        r"l\.control\.mouseposition(\.min)?\.js",
        _js("leaflet-mouse-position", "L.Control.MousePosition.js"),
    ),
    (
        r"l\.control\.mouseposition(\.min)?\.css",
        _css("leaflet-mouse-position", "L.Control.MousePosition.css"),
    ),
    (r"leaflet\.draw(-src)?\.js", _js("leaflet-draw", "leaflet.draw.js")),
    (r"leaflet\.draw(-src)?\.css", _css("leaflet-draw", "leaflet.draw.css")),
    (r"leaflet-ant-path(\.min)?\.js", _js("leaflet-ant-path", "leaflet-ant-path.js")),
    (r"leaflet\.textpath(\.min)?\.js", _js("leaflet-textpath", "leaflet.textpath.js")),
    (
        r"leaflet\.polylineoffset(\.min)?\.js",
        _js("leaflet-polylineoffset", "leaflet.polylineoffset.js"),
    ),
    (r"semicircle(\.min)?\.js", _js("leaflet-semicircle", "Semicircle.js")),
    (r"polyline\.encoded(\.min)?\.js", _js("polyline-encoded", "Polyline.encoded.js")),
    (r"l\.control\.locate(\.min)?\.js", _js("leaflet.locatecontrol", "L.Control.Locate.min.js")),
    (
        r"l\.control\.locate(\.min)?\.css",
        _css("leaflet.locatecontrol", "L.Control.Locate.min.css", shim="signs.css"),
    ),
    (r"leaflet-search(\.src|\.min)?\.js", _js("leaflet-search", "leaflet-search.min.js")),
    (r"leaflet-search(\.src|\.min)?\.css", _css("leaflet-search", "leaflet-search.min.css")),
    (
        r"leaflet\.groupedlayercontrol(\.min)?\.js",
        _js("leaflet-groupedlayercontrol", "leaflet.groupedlayercontrol.min.js"),
    ),
    (
        r"leaflet\.groupedlayercontrol(\.min)?\.css",
        _css("leaflet-groupedlayercontrol", "leaflet.groupedlayercontrol.min.css"),
    ),
    (
        r"l\.control\.layers\.tree(\.min)?\.js",
        _js("leaflet.control.layers.tree", "L.Control.Layers.Tree.js"),
    ),
    (
        r"l\.control\.layers\.tree(\.min)?\.css",
        _css("leaflet.control.layers.tree", "L.Control.Layers.Tree.css"),
    ),
    (r"l\.map\.sync(\.min)?\.js", _js("leaflet.sync", "L.Map.Sync.js")),
    (
        r"leaflet-side-by-side(\.min)?\.js",
        _module("leaflet-side-by-side", "index.js", "layout.css", "range.css"),
    ),
    (r"leaflet\.pattern(-src)?\.js", _js("leaflet.pattern", "leaflet.pattern.js")),
    (r"leaflet\.boatmarker(\.min)?\.js", _js("leaflet.boatmarker", "leaflet.boatmarker.min.js")),
    (r"leaflet\.timeline(\.min)?\.js", _js("leaflet.timeline", "leaflet.timeline.js")),
    (
        r"leaflet-beautify-marker-icon(\.min)?\.js",
        _js("beautifymarker", "leaflet-beautify-marker-icon.js"),
    ),
    (
        r"leaflet-beautify-marker-icon(\.min)?\.css",
        _css("beautifymarker", "leaflet-beautify-marker-icon.css"),
    ),
    (r"leaflet\.terminator(@[^/]*)?", _js("leaflet.terminator", "L.Terminator.js")),
    (r"iso8601(\.min)?\.js", _js("iso8601-js-period", "iso8601.js")),
    (
        r"leaflet\.timedimension(\.min|\.src)?\.js",
        _js("leaflet-timedimension", "leaflet.timedimension.min.js"),
    ),
    (
        r"leaflet\.timedimension\.control(\.min)?\.css",
        _css("leaflet-timedimension", "leaflet.timedimension.control.css", shim="signs.css"),
    ),
    (r"moment(@2[^/]*)?(\.min)?\.js", _js("moment", "moment.min.js")),
    (r"d3(/3[^/]*|@3[^/]*)/d3(\.min)?\.js|d3\.v3(\.min)?\.js", _js("d3", "d3.min.js")),
    (r"topojson(/1[^/]*|@1[^/]*)/topojson(\.min)?\.js", _js("topojson", "topojson.min.js")),
)
_COMPILED = tuple(
    (re.compile(rf"(?:{pattern})$", re.IGNORECASE), make) for pattern, make in _STAND_INS
)


@cache
def stand_in(address: str) -> Inlined | None:
    """Return what stands in for a remote script or style sheet, None if nothing does.

    Parameters
    ----------
    address : str
        Where Folium would load it from, at any host.

    Examples
    --------
    >>> stand_in("https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css")
    Inlined(scripts=(), styles=(), compiles=False)
    >>> stand_in("https://cdn.jsdelivr.net/npm/vega-lite@5") is None
    True
    """
    path = re.split(r"[?#]", address)[0]
    return next((make() for pattern, make in _COMPILED if pattern.search(path)), None)
