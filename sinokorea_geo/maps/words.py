"""Give the words of pages and figures in three languages."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from sinokorea_geo.errors import InvalidQuantity

Language = Literal["en", "zh", "ko"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_TABLES = {"web": "web/assets/words.json", "print": "print/words.json"}


@cache
def read_json(path: str) -> Any:
    """Read a table of this room; it is shared, so nobody may change it."""
    return json.loads(resources.files(__package__).joinpath(path).read_text(encoding="utf-8"))


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
        self.phrases: dict[str, list[str]] = read_json(_TABLES[room])

    def __call__(self, key: str, **values: Any) -> str:
        """Return a phrase, with values put where it names them."""
        text = self.phrases[key][self._at]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def of(self, value: str) -> str:
        """Translate a word of the atlas's vocabulary; what is not in it stays as it is."""
        parts = value.split("+")
        known = all(part in self.phrases for part in parts)
        return " + ".join(map(self, parts)) if known else value
