"""One HTML file that opens anywhere: nothing to fetch, written whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium

from sinokorea_geo.errors import OutputError
from sinokorea_geo.files import write_atomically

__all__ = ["page_html", "remote_references", "save_html"]

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_REMOTE = re.compile(
    r"""<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']((?:https?:)?//[^"']+)["']""",
    re.IGNORECASE,
)


def remote_references(html: str) -> list[str]:
    """Return the addresses a page loads scripts, styles, pictures or frames from.

    Parameters
    ----------
    html : str
        A page.

    Returns
    -------
    list of str
        In order, each once; links a reader may click are not among them.

    Examples
    --------
    >>> remote_references('<script src="https://example.org/a.js"></script>')
    ['https://example.org/a.js']
    """
    return list(dict.fromkeys(_REMOTE.findall(html)))


def page_html(
    m: folium.Map, *, title: str | None = None, language: str = "en", offline: bool = True
) -> str:
    """Return a map as a whole page.

    Parameters
    ----------
    m : folium.Map
        The map.
    title : str, optional
        The page's title; the map's own if not given.
    language : str
        The page's language, for screen readers.
    offline : bool
        Forbid the page to load or run anything that is not in it.

    Returns
    -------
    str
        HTML.
    """
    html = str(m.get_root().render())
    spec = getattr(m, "spec", {})
    name = title or spec.get("title") or "Map"
    head = f'<html lang="{_attribute(language)}">\n<head>\n<title>{_attribute(name)}</title>'
    html = html.replace("<html>\n<head>", head, 1)
    if offline:
        html = html.replace("<title>", f"{_policy(html, spec)}\n<title>", 1)
    # Folium forbids zooming the page, which people with poor sight need.
    return re.sub(r",\s*maximum-scale=1\.0,\s*user-scalable=no", "", html, count=1)


def save_html(
    m: folium.Map, path: str | Path, *, offline: bool = True, overwrite: bool = True
) -> Path:
    """Write a map to one HTML file.

    Parameters
    ----------
    m : folium.Map
        The map, from :func:`sinokorea_geo.make_map`, with whatever was added to it.
    path : str or pathlib.Path
        Where to; its folder must exist.
    offline : bool
        Refuse to write a page that would need the network to draw itself.
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
    >>> from sinokorea_geo import load_atlas, make_map
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> save_html(make_map(load_atlas()), folder / "border.html").name
    'border.html'
    """
    html = page_html(m, offline=offline)
    if offline and (remote := remote_references(html)):
        raise OutputError(
            f"the map would load {len(remote)} files from the network, first {remote[0]}; "
            "leave off what needs them, or pass offline=False"
        )
    return write_atomically(path, html, overwrite=overwrite)


def _policy(html: str, spec: dict[str, Any]) -> str:
    """Return a content security policy that lets the page's own scripts run and nothing else."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
        for code in _SCRIPT.findall(html)
    )
    tiles = urlsplit(spec["tiles"]["url"]) if "tiles" in spec else None
    pictures = f"data: {tiles.scheme}://{tiles.netloc}" if tiles else "data:"
    rules = {
        "default-src": "'none'",
        "script-src": hashes,
        "style-src": "'unsafe-inline'",
        "img-src": pictures,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    content = "; ".join(f"{name} {value}" for name, value in rules.items())
    return f'<meta http-equiv="Content-Security-Policy" content="{content}">'


def _attribute(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
