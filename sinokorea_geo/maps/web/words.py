"""What a map says beside names and notes, in its three languages."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.web.files import asset

__all__ = ["LANGUAGES", "Words"]

LANGUAGES = ("en", "zh", "ko")
#: What a page says itself, once it is open.
_PAGE = (
    *("map", "sources", "more sources", "row then", "row former", "chart marks", "search"),
    *("search hint", "found", "not found", "layers", "details", "figures", "zoom in"),
    *("zoom out", "close", "full screen", "print", "measure", "measure first", "measure next"),
    *("time", "month", "all dates", "play", "pause", "pointer", "readout"),
    *("table", "features", "name", "kind", "status", "no tiles on disk", "no tiles"),
    *("row hant", "row hani"),
)


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = json.loads(asset("words.json"))
    return words


class Words:
    """The words of one language.

    Parameters
    ----------
    language : {"en", "zh", "ko"}
        Which.

    Raises
    ------
    InvalidQuantity
        If there are no words in this language.

    Examples
    --------
    >>> Words("zh")("group crossings"), Words("en")("group bands", km="5, 10")
    ('口岸与桥梁', 'Within 5, 10 km')
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh' or 'ko'")
        self.language = language
        self._at = LANGUAGES.index(language)

    def __call__(self, key: str, **values: Any) -> str:
        """Return a phrase, with values put where it names them."""
        text = _words()[key][self._at]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def of(self, value: str) -> str:
        """Return a word of the atlas's vocabulary; what is not in it stays as it is.

        >>> Words("ko").of("suspended"), Words("en").of("road+rail"), Words("zh").of("A note.")
        ('중단', 'Road + rail', 'A note.')
        """
        parts = value.split("+")
        if not all(part in _words() for part in parts):
            return value
        return " + ".join(_words()[part][self._at] for part in parts)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in _words()

    @property
    def page(self) -> dict[str, str]:
        """What the page's own script says."""
        return {key: self(key) for key in _PAGE}
