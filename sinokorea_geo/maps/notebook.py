"""A map in a notebook: live where a page may be shown, a picture where it may not."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Callable, Collection
from html import escape
from typing import Any

import folium

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.maps.print import LAYERS, plot
from sinokorea_geo.maps.save import page_html, title_of

__all__ = ["NotebookView", "show", "still"]

#: Scripts run, in an origin of their own: they reach neither the notebook nor its server.
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"
_STILL_MM, _STILL_DPI, _STILL_COLOURS = (180.0, 110.0), 100, 64
_HEIGHT_PX = 560


class NotebookView:
    """What a notebook shows of a map."""

    def __init__(
        self,
        m: folium.Map,
        *,
        picture: Callable[[], bytes] | None = None,
        height_px: int = _HEIGHT_PX,
    ) -> None:
        self._map = m
        self._picture = picture
        self._height_px = height_px

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """Return the map as a frame, a picture and a line of text, whichever is wanted."""
        kinds = {"text/plain", "text/html"} | ({"image/png"} if self._picture else set())
        wanted = kinds & set(include) if include else kinds
        wanted -= set(exclude or ())
        picture = ""
        if self._picture and wanted & {"text/html", "image/png"}:
            picture = base64.b64encode(self._picture()).decode("ascii")
        made: dict[str, Callable[[], str]] = {
            "text/plain": lambda: repr(self._map),
            "text/html": lambda: self._frame(picture),
            "image/png": lambda: picture,
        }
        return {kind: make() for kind, make in made.items() if kind in wanted}

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_(include=["text/html"])["text/html"]

    def _frame(self, picture: str) -> str:
        """Return the page in a frame that covers the picture.

        A notebook that is not trusted takes the frame out, and the picture shows.
        """
        page = page_html(self._map)
        title = escape(title_of(self._map))
        below = (
            f'<img src="data:image/png;base64,{picture}" alt="{title}" style="width:100%">'
            if picture
            else f"<p>{title}: the map shows when this notebook is trusted.</p>"
        )
        # Between single quotes the page's own double quotes stay as they are.
        inside = page.replace("&", "&amp;").replace("'", "&#39;")
        height = f"{self._height_px}px"
        return (
            f'<div style="position:relative;height:{height};overflow:hidden">{below}'
            f'<iframe title="{title}" sandbox="{_SANDBOX}" allow="fullscreen" '
            f'style="position:absolute;top:0;left:0;width:100%;height:{height};border:0;'
            f"background:#fff\" srcdoc='{inside}'></iframe></div>"
        )


def show(m: folium.Map, *, height_px: int = _HEIGHT_PX) -> NotebookView:
    """Show any map of Folium's in a notebook as :func:`sinokorea_geo.save_html` would write it.

    A map from :func:`sinokorea_geo.make_map` is shown so without this.

    Parameters
    ----------
    m : folium.Map
        The map.
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
    picture = getattr(m, "picture", None)
    return NotebookView(m, picture=picture, height_px=height_px)


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
