"""Read scripts and styles that come with the package, and check each against its pin."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypedDict

from sinokorea_geo.errors import DataError

__all__ = ["leaflet_css", "leaflet_js", "packages", "script", "shim", "style", "vendored_bytes"]

_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
_SOURCE_MAP = re.compile(r"(?m)^//[#@] sourceMappingURL=.*$|/\*[#@] sourceMappingURL=.*?\*/")
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_TYPES = {"png": "image/png", "svg": "image/svg+xml", "gif": "image/gif"}


class _Pins(TypedDict):
    """Hold the content of a package's ``vendored.json``."""

    package: str
    version: str
    licence: str
    files: dict[str, str]


def _here() -> Traversable:
    return resources.files(__package__)


def vendored_bytes(package: str, name: str) -> bytes:
    """Read a file of a vendored package."""
    content = _folder(package).joinpath(name).read_bytes()
    pins = _pins(package)
    if hashlib.sha256(content).hexdigest() != pins["files"].get(name):
        where = f"vendor/{package}/{name}"
        raise DataError(f"{where} is not the pinned {pins['package']} {pins['version']}")
    return content


def _folder(package: str) -> Traversable:
    return _here().joinpath("vendor", package)


@cache
def _pins(package: str) -> _Pins:
    text = _folder(package).joinpath("vendored.json").read_text(encoding="utf-8")
    pins: _Pins = json.loads(text)
    return pins


def packages() -> list[str]:
    """List the names of the vendored packages' folders, sorted."""
    return sorted(entry.name for entry in _here().joinpath("vendor").iterdir() if entry.is_dir())


@cache
def shim(name: str) -> str:
    """Read a script or style sheet of this room's own, from the folder ``shims``."""
    return _here().joinpath("shims", name).read_text(encoding="utf-8")


@cache
def script(package: str, name: str) -> str:
    """Read a vendored script, and add a line with its name, version and licence.

    The line that would make a browser look for its source map is left out.
    """
    pins = _pins(package)
    code = _SOURCE_MAP.sub("", vendored_bytes(package, name).decode("utf-8-sig"))
    return f"/*! {pins['package']} {pins['version']}, {pins['licence']} */\n{code}"


@cache
def style(package: str, name: str) -> str:
    """Read a vendored style sheet with its pictures inside.

    Pictures and fonts that are not vendored are left out, not fetched.
    """
    css = _SOURCE_MAP.sub("", vendored_bytes(package, name).decode("utf-8-sig"))
    css = _FONT.sub("", css)
    return _URL.sub(lambda found: f"url({_data_uri(package, found[2])})", css)


def _data_uri(package: str, address: str) -> str:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    kind = _TYPES.get(name.rpartition(".")[2].lower())
    if kind is None or not _folder(package).joinpath(name).is_file():
        return "data:,"
    content = base64.b64encode(vendored_bytes(package, name)).decode("ascii")
    return f"data:{kind};base64,{content}"


def leaflet_css() -> str:
    """Read Leaflet's style sheet with its pictures inside."""
    return style("leaflet", "leaflet.css")


@cache
def leaflet_js() -> str:
    """Read Leaflet with the pictures of its default marker inside."""
    pictures = {
        option: _data_uri("leaflet", name)
        for option, name in {
            "iconUrl": "marker-icon.png",
            "iconRetinaUrl": "marker-icon-2x.png",
            "shadowUrl": "marker-shadow.png",
        }.items()
    }
    options = f"L.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({json.dumps(pictures)});"
    return f"{script('leaflet', 'leaflet.js')}\n{options}"
