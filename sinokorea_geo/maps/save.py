"""Save a map of the atlas, or any other of Folium's, to one HTML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import folium

from sinokorea_geo.atlas.store import DataStore, default_data_dir
from sinokorea_geo.atomic import write_atomically
from sinokorea_geo.maps.offline import Basemap, render_page
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.page import asset

__all__ = ["page_html", "save_html", "title_of"]

_LAND_TOLERANCE_DEG, _LINE_TOLERANCE_DEG = 0.003, 0.001


@cache
def _basemap() -> Basemap:
    """Make a base map for pages without tiles from the data that comes with the package.

    A page of any Folium map has this ground, so it is no atlas of the caller's.
    """
    data = DataStore(default_data_dir())
    land = data.layer("basemap").geometry.union_all()
    border = data.layer("border")
    sections = border[border["kind"] == "border-section"].geometry.union_all()
    west, south, east, north = land.bounds
    drawn = {
        "areas": packed(land.simplify(_LAND_TOLERANCE_DEG))["areas"],
        "lines": packed(sections.simplify(_LINE_TOLERANCE_DEG))["lines"],
        "bounds": ((south, west), (north, east)),
        "attribution": "Base map © OpenStreetMap contributors (ODbL)",
    }
    return Basemap(drawn, (asset("base.js"),), "sinokoreaGeo.latLngs")


def title_of(m: folium.Map) -> str:
    """Return what a map is called."""
    return str(getattr(m, "spec", {}).get("title") or getattr(m.get_root(), "title", None) or "Map")


def page_html(
    m: folium.Map, *, offline: bool = True, online: bool = False, markup: bool = True
) -> str:
    """Render a map as a whole page."""
    spec: dict[str, Any] = getattr(m, "spec", {})
    return render_page(
        m,
        title=title_of(m),
        language=spec.get("language") or "en",
        offline=offline,
        online=online,
        markup=markup,
        basemap=_basemap() if offline else None,
        tiles=(spec["tiles"]["url"],) if "tiles" in spec else (),
    )


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
