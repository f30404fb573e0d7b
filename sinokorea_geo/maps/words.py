"""Give the words of pages and figures in three languages."""

import json
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from sinokorea_geo.errors import InvalidQuantity

Language = Literal["en", "zh", "ko", "ko-KP", "ko-KR"]
LANGUAGES = ("en", "zh", "ko")
_TABLES = {"web": "web/assets/words.json", "print": "print/words.json"}


@cache
def read_json(path: str) -> Any:
    """Read a table of this room; it is shared, so nobody may change it."""
    return json.loads(resources.files(__package__).joinpath(path).read_text(encoding="utf-8"))


class Words:
    """Hold the words of one language; of Korean, as the DPRK or as the South writes it.

    Examples
    --------
    >>> Words("zh")("group crossings"), Words("en")("group bands", km="5, 10")
    ('口岸与桥梁', 'Within 5, 10 km')
    >>> Words("ko-KP", room="print")("KP"), Words("ko-KR", room="print")("KP")
    ('조선', '북한')
    """

    def __init__(self, language: str, *, room: str = "web") -> None:
        if language not in get_args(Language):
            raise InvalidQuantity(f"language is {language!r}; pass 'en', 'zh', 'ko' or 'ko-KR'")
        self.language = language[:2]
        self.korean = "name_ko_kr" if language == "ko-KR" else "name_ko"
        self.names = self.korean if self.language == "ko" else f"name_{self.language}"
        self._south = read_json("south.json").items() if language == "ko-KR" else ()
        self._at = LANGUAGES.index(self.language)
        self.phrases: dict[str, list[str]] = read_json(_TABLES[room])

    def __call__(self, key: str, **values: Any) -> str:
        """Return a phrase, with values put where it names them."""
        text = self.phrases[key][self._at]
        for old, new in (*self._south, *((f"{{{k}}}", str(v)) for k, v in values.items())):
            text = text.replace(old, new)
        return text

    def forms(self) -> dict[str, list[str]]:
        """Return every phrase in this language and then in the others, by its key."""
        at = self._at
        return {key: [self(key), *all_[:at], *all_[at + 1 :]] for key, all_ in self.phrases.items()}

    def of(self, value: str) -> str:
        """Translate a word of the atlas's vocabulary; what is not in it stays as it is."""
        parts = value.split("+")
        known = all(part in self.phrases for part in parts)
        return " + ".join(map(self, parts)) if known else value
