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
        self._south: dict[str, str] = read_json("south.json") if language == "ko-KR" else {}
        self._at = LANGUAGES.index(self.language)
        self.phrases: dict[str, list[str]] = read_json(_TABLES[room])
        #: What was said, in the other languages: a page can be read in those, too.
        self.said: dict[str, list[str]] = {}

    def __call__(self, key: str, **values: Any) -> str:
        """Return a phrase, with values put where it names them."""
        return self._say(key, "", {f"{{{name}}}": str(value) for name, value in values.items()})

    def of(self, value: str) -> str:
        """Translate a word of the atlas's vocabulary; what is not in it stays as it is."""
        parts = value.split("+")
        known = all(part in self.phrases for part in parts)
        return " + ".join(self._say(part, "=", {}) for part in parts) if known else value

    def _say(self, key: str, mark: str, given: dict[str, str]) -> str:
        """Return a phrase, and note its forms; `mark` tells words of the atlas from the page's."""
        forms = self.phrases[key]
        text = _with(forms[self._at], self._south | given)
        others = [_with(form, given) for i, form in enumerate(forms) if i != self._at]
        self.said.setdefault(mark + text, others)
        return text


def _with(text: str, new: dict[str, str]) -> str:
    for old, value in new.items():
        text = text.replace(old, value)
    return text
