"""One HTML file that opens anywhere: nothing to fetch, written whole or not at all."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import folium
from branca.element import Div, Element, Figure

from sinokorea_geo.atomic import write_atomically
from sinokorea_geo.maps.offline.document import Document
from sinokorea_geo.maps.offline.network import (
    Ask,
    asks_of,
    refuse,
    remote_references,
    replace_tiles,
    tiles_of,
)
from sinokorea_geo.maps.offline.page import asset
from sinokorea_geo.maps.offline.sanitise import make_harmless
from sinokorea_geo.maps.offline.tree import copied, rendered_parts
from sinokorea_geo.maps.web.backdrop import backdrop_data

__all__ = ["page_html", "remote_references", "save_html"]


def page_html(
    m: folium.Map,
    *,
    title: str | None = None,
    language: str | None = None,
    offline: bool = True,
    online: bool = False,
    markup: bool = True,
) -> str:
    """Return a map as a whole page.

    Parameters
    ----------
    m : folium.Map
        The map; it is not changed.
    title : str, optional
        The page's title; the map's own if not given.
    language : str, optional
        The page's language, for screen readers; the map's own if not given, else English.
    offline, online, markup : bool
        As for :func:`sinokorea_geo.save_html`.

    Returns
    -------
    str
        HTML.

    Raises
    ------
    OutputError
        If the page would need the network and may not.
    """
    figure, elements = _copy_of(m)
    spec: dict[str, Any] = getattr(m, "spec", {})
    make_harmless(elements, markup=markup)
    tiles = tiles_of(elements)
    asks = asks_of(elements, tiles=online)
    document = Document(
        title=title or spec.get("title") or figure.title or "Map",
        language=language or spec.get("language") or "en",
        closed=offline,
        pictures=asks + _own_tiles(spec),
    )
    document.script(asset("offline/shims/guard.js"))
    if tiles:
        if offline and not online:
            replace_tiles(tiles)
        if offline:
            _add_backdrop(document, "under" if online else "instead")
    parts = rendered_parts(figure)
    document.add(parts, {element.get_name(): element for element in elements})
    if offline:
        refuse(asks + document.asks, online=online)
    if document.idle:
        warnings.warn(
            f"a script in the markup of {', '.join(document.idle)} will not run; add code that "
            "should run to the map's get_root().script",
            stacklevel=3,
        )
    return document.html()


def save_html(
    m: folium.Map,
    path: str | Path,
    *,
    offline: bool = True,
    online: bool = False,
    markup: bool = True,
    overwrite: bool = True,
) -> Path:
    """Write a map to one HTML file that needs no network.

    Scripts, styles and pictures that Folium would load are put into the file, for any map that
    Folium can make. Base layers of tiles are replaced by land, sea and border from the atlas.
    The page runs its own scripts and no others: text of the map is never run, neither by
    Python while the file is written nor by the browser that shows it.

    Parameters
    ----------
    m : folium.Map
        The map: from :func:`sinokorea_geo.make_map`, with whatever was added to it, or any
        other. It is not changed.
    path : str or pathlib.Path
        Where to; its folder must exist.
    offline : bool
        Keep the page from loading or running anything that is not in it, and refuse to write
        it where it would need to. If not, what has no stand-in is loaded as Folium would.
    online : bool
        Keep tiles and pictures that come from the network. They show where there is one.
    markup : bool
        Take text in popups, tooltips, names of layers and credits for markup, as Folium does.
        If not, it is shown character for character.
    overwrite : bool
        Replace a file that is there already.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    OutputError
        If the path cannot be written, or the page would need the network.

    Examples
    --------
    >>> import tempfile, pathlib, folium
    >>> from sinokorea_geo import load_atlas, make_map
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> save_html(make_map(load_atlas()), folder / "border.html").name
    'border.html'
    >>> save_html(folium.Map((42.9, 130.3)), folder / "mine.html").name
    'mine.html'
    """
    html = page_html(m, offline=offline, online=online, markup=markup)
    return write_atomically(path, html, overwrite=overwrite)


def _copy_of(m: folium.Map) -> tuple[Figure, list[Element]]:
    """Return a figure with a copy of the map in it, and all elements of the copy."""
    root, elements = copied(m.get_root())
    if isinstance(root, Figure) and not isinstance(root, Div):
        return root, elements
    figure = Figure()
    figure.add_child(root)
    return figure, elements


def _own_tiles(spec: dict[str, Any]) -> list[Ask]:
    """Return the tiles that a map of the atlas offers in its layer control."""
    return [Ask("tiles", spec["tiles"]["url"], picture=True)] if "tiles" in spec else []


def _add_backdrop(document: Document, how: str) -> None:
    document.data("skg-backdrop", backdrop_data())
    document.script(asset("web/assets/base.js"), late=True)
    document.script(asset("offline/shims/backdrop.js"), late=True)
    read = "JSON.parse(document.getElementById('skg-backdrop').textContent)"
    document.script(f"sinokoreaGeo.backdrop.{how}({read});", late=True)
