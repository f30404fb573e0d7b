"""Replace what Folium would fetch by scripts and styles in the page itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypedDict

from sinokorea_geo.maps.offline.vendored import leaflet_js, script, shim, style

__all__ = ["Inlined", "replacement_for"]


@dataclass(frozen=True)
class Inlined:
    """Hold the code that replaces one remote file; nothing where nothing is needed."""

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    compiles: bool = False


class _Row(TypedDict, total=False):
    """Describe a row of ``replacements.json``.

    ``address`` matches the end of an address. Versions are left open, because Folium moves on;
    the files here are pinned. Folium links some files in every map that nothing here needs:
    their rows have no files. A ``module`` was written for a bundler and asks for Leaflet alone.
    """

    address: str
    scripts: list[str]
    styles: list[str]
    module: bool
    compiles: bool


@cache
def _rows() -> list[tuple[re.Pattern[str], _Row]]:
    text = resources.files(__package__).joinpath("replacements.json").read_text(encoding="utf-8")
    rows: list[_Row] = json.loads(text)
    return [(re.compile(rf"(?:{row['address']})$", re.IGNORECASE), row) for row in rows]


@cache
def replacement_for(address: str) -> Inlined | None:
    """Return what replaces a remote script or style sheet, None if nothing does.

    >>> replacement_for("https://cdn.jsdelivr.net/npm/bootstrap@5.2.2/dist/css/bootstrap.min.css")
    Inlined(scripts=(), styles=(), compiles=False)
    >>> replacement_for("https://cdn.jsdelivr.net/npm/vega-lite@5") is None
    True
    """
    path = re.split(r"[?#]", address)[0]
    row = next((row for pattern, row in _rows() if pattern.search(path)), None)
    if row is None:
        return None
    scripts = tuple(map(_script, row.get("scripts", ())))
    if row.get("module"):
        scripts = tuple(map(_as_module, scripts))
    styles = tuple(map(_style, row.get("styles", ())))
    return Inlined(scripts, styles, row.get("compiles", False))


def _script(path: str) -> str:
    folder, _, name = path.partition("/")
    if path == "leaflet/leaflet.js":
        return leaflet_js()
    return shim(name) if folder == "shims" else script(folder, name)


def _style(path: str) -> str:
    folder, _, name = path.partition("/")
    return shim(name) if folder == "shims" else style(folder, name)


def _as_module(code: str) -> str:
    return (
        f"(function(require,module,exports){{{code}\n"
        "})(function(name){return name==='leaflet'?L:{}},{exports:{}},{});"
    )
