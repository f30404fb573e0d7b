"""Pieces of a page that reach it whole, without passing the template engine a second time.

branca renders a map's children to text and then compiles that text as a template once more,
so data with braces in it would be evaluated. What is added to the figure's header or body as
an element of its own is rendered once and then only ever inserted.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

from branca.element import Element
from jinja2 import Template

from sinokorea_geo.errors import DataError

__all__ = [
    "DataBlock",
    "InlineScript",
    "InlineStyle",
    "asset",
    "atlas_js",
    "json_text",
    "leaflet_css",
    "leaflet_js",
]


class InlineScript(Element):  # type: ignore[misc]
    """A script that comes with this package, in the page itself."""

    _template = Template("<script>{{ this.code }}</script>")

    def __init__(self, code: str) -> None:
        super().__init__()
        self._name = "InlineScript"
        self.code = code.replace("</script", "<\\/script")


class InlineStyle(Element):  # type: ignore[misc]
    """A style sheet that comes with this package, in the page itself."""

    _template = Template("<style>{{ this.code }}</style>")

    def __init__(self, code: str) -> None:
        super().__init__()
        self._name = "InlineStyle"
        self.code = code.replace("</style", "<\\/style")


class DataBlock(Element):  # type: ignore[misc]
    """Data in the page that the browser does not run."""

    _template = Template(
        '<script type="application/json" id="{{ this.block_id }}">{{ this.text }}</script>'
    )

    def __init__(self, block_id: str, data: Any) -> None:
        super().__init__()
        self._name = "DataBlock"
        self.block_id = block_id
        self.text = json_text(data)


def json_text(data: Any) -> str:
    r"""Return data as JSON that cannot end a script element or begin a template expression.

    Examples
    --------
    >>> json_text({"a": "</script>{{ 7 * 7 }}"})
    '{"a":"\\u003c/script\\u003e\\u007b\\u007b 7 * 7 \\u007d\\u007d"}'
    """
    return _Escaping(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(data)


_RISKY = {
    ord(c): f"\\u{ord(c):04x}" for c in "<>&'{}%#`\u2028\u2029"
}  # outside strings JSON has none of these but the braces of its objects


class _Escaping(json.JSONEncoder):
    """Escapes risky characters inside strings only."""

    def encode(self, o: Any) -> str:
        if isinstance(o, str):
            return super().encode(o).translate(_RISKY)
        if isinstance(o, dict):
            pairs = (f"{self.encode(str(key))}:{self.encode(value)}" for key, value in o.items())
            return "{" + ",".join(pairs) + "}"
        if isinstance(o, list | tuple):
            return "[" + ",".join(self.encode(item) for item in o) + "]"
        return super().encode(o)


@cache
def asset(path: str) -> str:
    """Return the text of a file that comes with this room.

    Raises
    ------
    DataError
        If a vendored file is not the one that was pinned.
    """
    return _bytes(path).decode("utf-8")


def _bytes(path: str) -> bytes:
    content = resources.files("sinokorea_geo.maps").joinpath(path).read_bytes()
    folder, _, name = path.rpartition("/")
    if folder.startswith("offline/vendor/"):
        pins = json.loads(
            resources.files("sinokorea_geo.maps").joinpath(f"{folder}/vendored.json").read_text()
        )
        if hashlib.sha256(content).hexdigest() != pins["files"][name]:
            raise DataError(f"{path} is not the pinned {pins['package']} {pins['version']}")
    return content


#: The page's own scripts, in the order they need each other.
SCRIPTS = (
    *("base", "symbols", "popups", "draw", "labels", "controls"),
    *("layers", "search", "time", "measure", "main"),
)


@cache
def atlas_js() -> str:
    """Return the scripts that draw the atlas."""
    return "\n".join(asset(f"web/assets/{name}.js") for name in SCRIPTS)


@cache
def leaflet_css() -> str:
    """Return Leaflet's style sheet with its pictures inside."""
    css = asset("offline/vendor/leaflet/leaflet.css")
    for name in ("layers.png", "layers-2x.png", "marker-icon.png"):
        css = css.replace(f"url(images/{name})", f"url({_data_uri(name)})")
    return css


@cache
def leaflet_js() -> str:
    """Return Leaflet with its default marker's pictures inside."""
    pictures = {
        "iconUrl": _data_uri("marker-icon.png"),
        "iconRetinaUrl": _data_uri("marker-icon-2x.png"),
        "shadowUrl": _data_uri("marker-shadow.png"),
    }
    return (
        asset("offline/vendor/leaflet/leaflet.js").replace(
            "//# sourceMappingURL=leaflet.js.map", ""
        )
        + "\nL.Icon.Default.imagePath='';"
        + f"L.Icon.Default.mergeOptions({json.dumps(pictures)});"
    )


def _data_uri(name: str) -> str:
    content = base64.b64encode(_bytes(f"offline/vendor/leaflet/{name}")).decode("ascii")
    return f"data:image/png;base64,{content}"
