"""Render any Folium map as one page that needs no network."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from branca.element import Div, Element, Figure

from sinokorea_geo.maps.offline.document import Document
from sinokorea_geo.maps.offline.network import (
    Request,
    refuse,
    replace_tiles,
    requests_of,
    tiles_of,
)
from sinokorea_geo.maps.offline.rendering import copied, rendered_parts
from sinokorea_geo.maps.offline.sanitise import sanitise_elements
from sinokorea_geo.maps.offline.vendored import shim

__all__ = ["Basemap", "PageOptions", "render_page"]


@dataclass(frozen=True)
class Basemap:
    """Hold land and lines that a page draws where tiles would come from a network."""

    areas: Sequence[Sequence[Any]]
    lines: Sequence[Any]
    bounds: tuple[tuple[float, float], tuple[float, float]]
    attribution: str
    scripts: tuple[str, ...] = ()
    decode: str = "(line) => line"

    def data(self) -> dict[str, Any]:
        """Return what the page's script reads."""
        return {
            "areas": self.areas,
            "lines": self.lines,
            "bounds": self.bounds,
            "attribution": self.attribution,
        }


@dataclass(frozen=True)
class PageOptions:
    """Hold what a page is called and what it may load."""

    title: str = "Map"
    language: str = "en"
    offline: bool = True
    online: bool = False
    markup: bool = True
    basemap: Basemap | None = None
    tiles: tuple[str, ...] = field(default=())


def render_page(m: folium.Map, options: PageOptions) -> str:
    """Render a map as a whole page."""
    figure, elements = _copy_of(m)
    sanitise_elements(elements, markup=options.markup)
    tiles = tiles_of(elements)
    replaced = options.basemap is not None and options.offline
    requests = requests_of(elements, tiles=options.online or (options.offline and not replaced))
    offered = [Request("tiles", address, picture=True) for address in options.tiles]
    document = Document(
        title=options.title,
        language=options.language,
        closed=options.offline,
        pictures=requests + offered,
    )
    if tiles and replaced and options.basemap is not None:
        if not options.online:
            replace_tiles(tiles)
        _add_basemap(document, options.basemap, "under" if options.online else "instead")
    document.add(rendered_parts(figure), {element.get_name(): element for element in elements})
    if options.offline:
        refuse(requests + document.requests, online=options.online)
    if document.idle:
        warnings.warn(
            f"a script in the markup of {', '.join(document.idle)} will not run; add code that "
            "should run to the map's get_root().script",
            stacklevel=4,
        )
    return document.html()


def _copy_of(m: folium.Map) -> tuple[Figure, list[Element]]:
    """Return a figure with a copy of the map in it, and all elements of the copy."""
    root, elements = copied(m.get_root())
    if isinstance(root, Figure) and not isinstance(root, Div):
        return root, elements
    figure = Figure()
    figure.add_child(root)
    return figure, elements


def _add_basemap(document: Document, basemap: Basemap, how: str) -> None:
    document.data("offline-basemap", basemap.data())
    for code in (*basemap.scripts, shim("basemap.js")):
        document.script(code, late=True)
    read = "JSON.parse(document.getElementById('offline-basemap').textContent)"
    document.script(f"offlineBasemap.{how}({read}, {basemap.decode});", late=True)
