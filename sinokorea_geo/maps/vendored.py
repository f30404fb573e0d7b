"""Scripts and styles that come with the package, each checked against its pin when it is read."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources

from sinokorea_geo.errors import DataError

__all__ = ["packages", "script", "style", "vendored_bytes"]

_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
_SOURCE_MAP = re.compile(r"(?m)^//[#@] sourceMappingURL=.*$|/\*[#@] sourceMappingURL=.*?\*/")
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")
_TYPES = {"png": "image/png", "svg": "image/svg+xml", "gif": "image/gif"}


def vendored_bytes(package: str, name: str) -> bytes:
    """Return a file of a vendored package.

    Parameters
    ----------
    package, name : str
        The folder below ``vendor`` and the file in it.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    DataError
        If the file is not the one that was pinned.
    """
    folder = resources.files("sinokorea_geo.maps").joinpath("vendor", package)
    content = folder.joinpath(name).read_bytes()
    pins = json.loads(folder.joinpath("vendored.json").read_text(encoding="utf-8"))
    if hashlib.sha256(content).hexdigest() != pins["files"].get(name):
        where = f"vendor/{package}/{name}"
        raise DataError(f"{where} is not the pinned {pins['package']} {pins['version']}")
    return content


def packages() -> list[str]:
    """Return the names of the vendored packages' folders, sorted."""
    root = resources.files("sinokorea_geo.maps").joinpath("vendor")
    return sorted(entry.name for entry in root.iterdir() if entry.is_dir())


@cache
def script(package: str, name: str) -> str:
    """Return a vendored script, without the line that would make a browser look for its map."""
    return _SOURCE_MAP.sub("", vendored_bytes(package, name).decode("utf-8-sig"))


@cache
def style(package: str, name: str) -> str:
    """Return a vendored style sheet with its pictures inside.

    Pictures and fonts that are not vendored are left out, not fetched.
    """
    css = _SOURCE_MAP.sub("", vendored_bytes(package, name).decode("utf-8-sig"))
    css = _FONT.sub("", css)
    return _URL.sub(lambda found: f"url({_data_uri(package, found[2])})", css)


def _data_uri(package: str, address: str) -> str:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    folder = resources.files("sinokorea_geo.maps").joinpath("vendor", package)
    kind = _TYPES.get(name.rpartition(".")[2].lower())
    if kind is None or not folder.joinpath(name).is_file():
        return "data:,"
    content = base64.b64encode(vendored_bytes(package, name)).decode("ascii")
    return f"data:{kind};base64,{content}"
