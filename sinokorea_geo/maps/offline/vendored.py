"""Read scripts and styles that come with the package, for what Folium would fetch.

Each vendored file is checked against its pin. A path is a folder of ``vendor`` and a file in it,
or ``shims`` and a file of this room's own. In ``replacements.json``, ``address`` matches the end of
an address. Versions are left open, because Folium moves on; the files here are pinned. Folium
links some files in every map that nothing here needs: their rows have no files. A ``module`` was
written for a bundler and asks for Leaflet alone.
"""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sinokorea_geo.errors import DataError

_HERE = resources.files(__package__)
_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")
_SOURCE_MAP = re.compile(r"(?m)^//[#@] sourceMappingURL=.*$|/\*[#@] sourceMappingURL=.*?\*/")
_FONT = re.compile(r"@font-face\s*\{[^}]*\}")


@cache
def table_of(path: str) -> Any:
    """Read a table of this room; it is shared, so nobody may change it."""
    return json.loads(_HERE.joinpath(path).read_text(encoding="utf-8"))


#: Types of pictures, Leaflet's own pictures by its options, and what frames a bundler's script.
_TABLE = table_of("tables.json")


def vendored_bytes(path: str) -> bytes:
    """Read a file of a vendored package."""
    package, _, name = path.partition("/")
    content = _HERE.joinpath("vendor", package, name).read_bytes()
    pins = table_of(f"vendor/{package}/vendored.json")
    if hashlib.sha256(content).hexdigest() != pins["files"].get(name):
        raise DataError(f"vendor/{path} is not the pinned {pins['package']} {pins['version']}")
    return content


@cache
def script(path: str) -> str:
    """Read a script; a vendored one names version and licence, and has no source map to load."""
    folder = path.partition("/")[0]
    if folder == "shims":
        return _HERE.joinpath(path).read_text(encoding="utf-8")
    pins = table_of(f"vendor/{folder}/vendored.json")
    code = _SOURCE_MAP.sub("", vendored_bytes(path).decode("utf-8-sig"))
    code = f"/*! {pins['package']} {pins['version']}, {pins['licence']} */\n{code}"
    if path != "leaflet/leaflet.js":
        return code
    icons = {option: _data_uri(folder, name) for option, name in _TABLE["marker"].items()}
    return f"{code}\nL.Icon.Default.imagePath='';L.Icon.Default.mergeOptions({json.dumps(icons)});"


@cache
def style(path: str) -> str:
    """Read a style sheet, its pictures inside; what is not vendored is left out, not fetched."""
    if path.startswith("shims/"):
        return _HERE.joinpath(path).read_text(encoding="utf-8")
    css = _FONT.sub("", _SOURCE_MAP.sub("", vendored_bytes(path).decode("utf-8-sig")))
    folder = path.partition("/")[0]
    return _URL.sub(lambda found: f"url({_data_uri(folder, found[2])})", css)


def _data_uri(package: str, address: str) -> str:
    name = re.split(r"[?#]", address)[0].rpartition("/")[2]
    kind = _TABLE["types"].get(name.rpartition(".")[2].lower())
    if kind is None or not _HERE.joinpath("vendor", package, name).is_file():
        return "data:,"
    content = base64.b64encode(vendored_bytes(f"{package}/{name}")).decode("ascii")
    return f"data:{kind};base64,{content}"


@dataclass(frozen=True)
class Inlined:
    """Hold the code that replaces one remote file; nothing where nothing is needed."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    compiles: bool = False


@cache
def replacement_for(address: str) -> Inlined | None:
    """Return what replaces a remote script or style sheet, None if nothing does."""
    path = re.split(r"[?#]", address)[0]
    for row in table_of("replacements.json"):
        if re.search(rf"(?:{row['address']})$", path, re.IGNORECASE):
            before, after = _TABLE["module"] if row.get("module") else ("", "")
            scripts = (f"{before}{script(name)}{after}" for name in row.get("scripts", ()))
            styles = map(style, row.get("styles", ()))
            return Inlined(tuple(scripts), tuple(styles), row.get("compiles", False))
    return None
