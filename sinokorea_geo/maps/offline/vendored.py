"""Scripts and styles that come with the package, each checked against its pin when it is read."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

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
    content = _folder(package).joinpath(name).read_bytes()
    pins = _pins(package)
    if hashlib.sha256(content).hexdigest() != pins["files"].get(name):
        where = f"vendor/{package}/{name}"
        raise DataError(f"{where} is not the pinned {pins['package']} {pins['version']}")
    return content


def _folder(package: str) -> Traversable:
    return resources.files("sinokorea_geo.maps").joinpath("offline", "vendor", package)


@cache
def _pins(package: str) -> dict[str, Any]:
    pins: dict[str, Any] = json.loads(
        _folder(package).joinpath("vendored.json").read_text(encoding="utf-8")
    )
    return pins


def packages() -> list[str]:
    """Return the names of the vendored packages' folders, sorted."""
    root = resources.files("sinokorea_geo.maps").joinpath("offline", "vendor")
    return sorted(entry.name for entry in root.iterdir() if entry.is_dir())


@cache
def script(package: str, name: str) -> str:
    """Return a vendored script with a line that says what it is, and under which licence.

    The line that would make a browser look for its map is left out.
    """
    pins = _pins(package)
    code = _SOURCE_MAP.sub("", vendored_bytes(package, name).decode("utf-8-sig"))
    return f"/*! {pins['package']} {pins['version']}, {pins['licence']} */\n{code}"


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
    kind = _TYPES.get(name.rpartition(".")[2].lower())
    if kind is None or not _folder(package).joinpath(name).is_file():
        return "data:,"
    content = base64.b64encode(vendored_bytes(package, name)).decode("ascii")
    return f"data:{kind};base64,{content}"
