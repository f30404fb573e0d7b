"""Save a map of the atlas, or any other of Folium's, to one HTML file, or show it in a notebook.

In a notebook a map is live where a page may be shown, and a picture where it may not.
"""

import base64
import io
import warnings
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import folium

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import DataStore, default_data_dir
from sinokorea_geo.atomic import checked_output_path, write_atomically
from sinokorea_geo.maps.offline import Basemap, render_page
from sinokorea_geo.maps.offline.elements import Verbatim
from sinokorea_geo.maps.print import LAYERS, plot
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.page import asset

_STILL_MM, _STILL_DPI, _STILL_COLOURS = (180.0, 110.0), 100, 64
_LAND_TOLERANCE_DEG, _LINE_TOLERANCE_DEG = 0.003, 0.001


@cache
def _basemap() -> Basemap:
    """Make the ground of any map without tiles, from the data that comes with the package."""
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


def _title(m: folium.Map) -> str:
    """Return what a map is called."""
    return str(getattr(m, "spec", {}).get("title") or getattr(m.get_root(), "title", None) or "Map")


def page_html(
    m: folium.Map, *, offline: bool = True, online: bool = False, markup: bool | None = None
) -> str:
    """Render a map as a whole page."""
    spec: dict[str, Any] = getattr(m, "spec", {})
    return render_page(
        m,
        title=_title(m),
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
    markup: bool | None = None,
    overwrite: bool = False,
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
    markup : bool, optional
        Take text in popups, tooltips, icons, names of layers and credits for markup, as Folium
        does, and sanitise it. If not, it is shown character for character; by default with a
        warning if it looks like markup.
    overwrite : bool, default False
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
    checked_output_path(path, overwrite=overwrite)  # before the work
    html = page_html(m, offline=offline, online=online, markup=markup)
    return write_atomically(path, html, overwrite=overwrite)


class NotebookView:
    """What a notebook shows of a map."""

    def __init__(self, m: folium.Map, height_px: int, markup: bool | None = None) -> None:
        self._map, self._height_px, self._markup = m, height_px, markup
        self._picture: Callable[[], bytes] | None = getattr(m, "picture", None)

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return the map as a frame, a picture and a line of text, whichever is wanted."""
        kinds = {"text/plain", "text/html"} | ({"image/png"} if self._picture else set())
        wanted = (kinds & set(include or kinds)) - set(exclude or ())
        picture = ""
        if self._picture and wanted & {"text/html", "image/png"}:
            with suppress(ModuleNotFoundError):  # what draws figures may be left out
                picture = base64.b64encode(self._picture()).decode("ascii")
        html = self._frame(picture) if "text/html" in wanted else ""
        made = {"text/plain": repr(self._map), "text/html": html, "image/png": picture}
        return {kind: text for kind, text in made.items() if kind in wanted and text}

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_(include=["text/html"])["text/html"]

    def _frame(self, picture: str) -> str:
        """Return the page in a frame that covers the picture.

        A notebook that is not trusted takes the frame out, and the picture shows. Scripts run in
        an origin of their own: they reach neither the notebook nor its server.
        """
        title = escape(_title(self._map))
        below = (
            f'<img src="data:image/png;base64,{picture}" alt="{title}" style="width:100%">'
            if picture
            else f"<p>{title}: the map shows when this notebook is trusted.</p>"
        )
        # Between single quotes the page's own double quotes stay as they are.
        page = page_html(self._map, markup=self._markup)
        page = page.replace("&", "&amp;").replace("'", "&#39;")
        parts = {"height": self._height_px, "title": title, "below": below, "page": page}
        return Template(asset("frame.html").strip()).substitute(parts)


def show(m: folium.Map, *, height_px: int = 560, markup: bool | None = None) -> NotebookView:
    """Show any map of Folium's in a notebook as :func:`sinokorea_geo.save_html` would write it.

    A map from :func:`sinokorea_geo.make_map` is shown so without this.

    Parameters
    ----------
    m, markup
        As for :func:`sinokorea_geo.save_html`.
    height_px : int
        Height of the frame; it is as wide as the notebook.

    Returns
    -------
    NotebookView
        End a cell with it.

    Examples
    --------
    >>> import folium
    >>> view = show(folium.Map((42.9, 130.3)))
    >>> sorted(view._repr_mimebundle_())
    ['text/html', 'text/plain']
    """
    return NotebookView(m, height_px, markup)


class OnePage:
    """Give a map of this package's the ways out that :func:`save_html` and :func:`show` are."""

    def _repr_mimebundle_(self, *choice: Any, **named: Any) -> dict[str, str]:
        return show(self)._repr_mimebundle_(*choice, **named)

    def _repr_html_(self, **_: Any) -> str:
        return show(self)._repr_html_()

    def save(
        self, outfile: Any, close_file: bool = True, *, markup: bool | None = None, **_: Any
    ) -> None:
        """Write the page as Folium does, to a path or a file of bytes, its text escaped."""
        Verbatim(page_html(self, offline=False, markup=markup)).save(outfile, close_file)


def still(atlas: Atlas, **options: Any) -> bytes:
    """Return a small picture of the atlas, as PNG of some 40 kB."""
    from PIL import Image  # noqa: PLC0415  Matplotlib's, and as slow to load

    if options.get("layers") is not None:
        options["layers"] = [name for name in options["layers"] if name in LAYERS]
    with warnings.catch_warnings():
        # That a font is missing matters to whoever asked for a figure, not here.
        warnings.simplefilter("ignore", UserWarning)
        figure = plot(atlas, size_mm=_STILL_MM, **options)
    drawn, content = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=_STILL_DPI)
    Image.open(drawn).convert("RGB").quantize(_STILL_COLOURS).save(content, "PNG", optimize=True)
    return content.getvalue()
