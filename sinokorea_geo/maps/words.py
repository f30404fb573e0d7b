"""Give the words of pages and figures in three languages."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from sinokorea_geo.errors import InvalidQuantity

__all__ = ["LANGUAGES", "Words"]

LANGUAGES = ("en", "zh", "ko")


@cache
def _table(room: str) -> dict[str, list[str]]:
    path = {"web": "web/assets/words.json", "print": "print/words.json"}[room]
    text = resources.files(__package__).joinpath(path).read_text(encoding="utf-8")
    table: dict[str, list[str]] = json.loads(text)
    return table


class Words:
    """Hold the words of one language.

    Examples
    --------
    >>> Words("zh")("group crossings"), Words("en")("group bands", km="5, 10")
    ('口岸与桥梁', 'Within 5, 10 km')
    >>> Words("zh", room="print")("border")
    '中朝边界'
    """

    def __init__(self, language: str, *, room: str = "web") -> None:
        if language not in LANGUAGES:
            raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh' or 'ko'")
        self.language = language
        self._at = LANGUAGES.index(language)
        self._phrases = _table(room)

    def __call__(self, key: str, **values: Any) -> str:
        """Return a phrase, with values put where it names them."""
        text = self._phrases[key][self._at]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def of(self, value: str) -> str:
        """Translate a word of the atlas's vocabulary; what is not in it stays as it is.

        >>> Words("ko").of("suspended"), Words("en").of("road+rail"), Words("zh").of("A note.")
        ('중단', 'Road + rail', 'A note.')
        """
        parts = value.split("+")
        if not all(part in self._phrases for part in parts):
            return value
        return " + ".join(self._phrases[part][self._at] for part in parts)

    def keys(self) -> list[str]:
        """List the phrases there are."""
        return list(self._phrases)

    def knows(self, key: str) -> bool:
        """Tell whether there is such a phrase."""
        return key in self._phrases
