"""Find what a map would load from the network: tiles, pictures, and what its markup names."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import folium
from branca.element import Element, Html, Link
from folium.raster_layers import ImageOverlay, VideoOverlay, WmsTileLayer

from sinokorea_geo.errors import OutputError
from sinokorea_geo.maps.offline.elements import Verbatim
from sinokorea_geo.maps.offline.vendored import replacement_for

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
        for text in markup_of(element):
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


def markup_of(element: Element) -> Iterator[str]:
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
