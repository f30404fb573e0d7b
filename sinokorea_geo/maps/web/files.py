"""Read the scripts, styles and words of the atlas's own pages."""

from __future__ import annotations

from functools import cache
from importlib import resources

from sinokorea_geo.maps.words import Words

__all__ = ["asset", "atlas_js", "page_words"]

#: The page's own scripts, in the order they need each other.
_SCRIPTS = (
    *("base", "symbols", "popups", "points", "draw", "labels", "controls"),
    *("layers", "search", "time", "measure", "main"),
)


@cache
def asset(name: str) -> str:
    """Read a text file from the folder ``assets``."""
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def atlas_js() -> str:
    """Join the scripts that draw the atlas."""
    return "\n".join(asset(f"{name}.js") for name in _SCRIPTS)


def page_words(words: Words) -> dict[str, str]:
    """Return the phrases that the scripts name, in the language of the page."""
    code = atlas_js()
    return {key: words(key) for key in words.keys() if f'"{key}"' in code}  # noqa: SIM118
