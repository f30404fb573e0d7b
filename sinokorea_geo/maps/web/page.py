"""Put the scripts, styles, words and data of the atlas's own pages into maps of Folium."""

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

import folium
from branca.element import Element
from folium.elements import MacroElement
from jinja2 import Template

from sinokorea_geo.maps.offline import DataBlock, InlineScript, InlineStyle, folium_header
from sinokorea_geo.maps.offline.elements import TrustedMarkup
from sinokorea_geo.maps.words import Words

#: The page's own scripts, in the order they need each other.
_SCRIPTS = (
    *("base", "symbols", "popups", "points", "draw", "labels", "controls", "layers"),
    *("search", "time", "measure", "strip", "address", "languages", "layout", "main"),
)


@cache
def asset(name: str) -> str:
    """Read a text file from the folder ``assets``."""
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def atlas_js() -> str:
    """Join the scripts that draw the atlas; their comments are for those who read the files."""
    code = "\n".join(asset(f"{name}.js") for name in _SCRIPTS)
    return re.sub(r"^ */\*.*?\*/\n", "", code, flags=re.DOTALL | re.MULTILINE)


def page_words(words: Words) -> dict[str, str]:
    """Return the phrases that the scripts name, in the language of the page."""
    code = atlas_js()
    return {key: words(key) for key in words.phrases if f'"{key}"' in code}


def put_data(element: Element, data: Any) -> str:
    """Put data into the page of an element, and return the id it has there."""
    block_id = f"{element.get_name()}_data"
    element.get_root().html.add_child(DataBlock(block_id, data), name=block_id)
    return block_id


class Drawing(MacroElement):  # type: ignore[misc]  # Folium has no types
    """Puts Leaflet, scripts and the data of a map into the page, and draws.

    `call` is the function of the scripts that draws; `short` writes the map's data short, `plain`
    as markup for browsers that run no scripts.
    """

    plain: Callable[[Any], str] | None = None

    _template = Template("")

    def __init__(
        self, name: str, call: str, styles: list[str], code: str, short: Callable[[Any], Any]
    ) -> None:
        super().__init__()
        self._name = name
        self._call, self._styles, self._code, self._short = call, styles, code, short

    def render(self, **kwargs: Any) -> None:
        """Put everything where branca collects it."""
        figure, m = self.get_root(), self._parent
        styles = {f"{self._name}_css_{i}": InlineStyle(css) for i, css in enumerate(self._styles)}
        header = folium_header(m) | styles | {f"{self._name}_js": InlineScript(self._code)}
        for name, element in header.items():
            figure.header.add_child(element, name=name)
        if self.plain is not None:
            plain = TrustedMarkup(f"<noscript>{self.plain(m.spec)}</noscript>")
            figure.html.add_child(plain, name=f"{self._name}_plain")
        block_id = put_data(self, self._short(m.spec))
        call = Element(f'{self._call}({m.get_name()}, "{block_id}");')
        figure.script.add_child(call, name=self.get_name())
        super().render(**kwargs)


class PageMap(folium.Map):  # type: ignore[misc]  # Folium has no types
    """A Folium map whose scripts, styles and data are all in the page."""

    def __init__(self, spec: Any, drawing: Drawing, zooms: tuple[int, int], **options: Any) -> None:
        super().__init__(
            tiles=None, zoom_start=7, zoom_snap=0.25, wheel_px_per_zoom_level=90, **options
        )
        # Folium's arguments of these names reach layers of tiles only.
        self.options |= {"minZoom": zooms[0], "maxZoom": zooms[1]}
        # On this map only: the lists of the class are shared by every map there is.
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        self.spec = spec
        self.add_child(drawing, name="sinokorea_geo")
