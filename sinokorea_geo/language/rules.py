"""Read lists of words and patterns from the TOML files beside the code."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

#: What a pattern asks of the text around it.
_CONDITION = re.compile(r"\(\?<?[!=][^()]*\)")
#: What of a pattern has a meaning in large letters.
_MEANING = re.compile(r"\\.|\?P|[A-Z]+")
_PART = re.compile(r"\{([A-Za-z]\w*)\}")


@cache
def read_rules(package: str, name: str) -> dict[str, Any]:
    """Read one file of the folder ``rules`` of a package."""
    text = files(package).joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Patterns(dict[str, re.Pattern[str]]):
    """The patterns of a table of rules, each compiled when first asked for.

    ``{name}`` in a pattern stands for the one of that name in the table; of a list any may match.

    >>> Patterns({"digit": "[0-9]", "year": ["{digit}{4}", "MM"]})["year"].pattern
    '[0-9]{4}|MM'
    """

    def __init__(self, table: Mapping[str, Any], flags: int = 0, *, small: bool = False) -> None:
        super().__init__()
        self._table = table
        self._flags = flags
        self._small = small

    def __missing__(self, name: str) -> re.Pattern[str]:
        self[name] = pattern = self.compiled(self._table[name])
        return pattern

    def compiled(self, text: str | list[str]) -> re.Pattern[str]:
        """Compile a pattern that may hold others of the table."""
        pattern = self._filled(text)
        if self._small:
            pattern = _MEANING.sub(lambda m: m[0] if m[0][0] in "\\?" else m[0].lower(), pattern)
        return re.compile(pattern, self._flags)

    def _filled(self, text: str | list[str]) -> str:
        joined = text if isinstance(text, str) else "|".join(text)
        return _PART.sub(lambda match: self._filled(self._table[match[1]]), joined)


def alternation(patterns: Iterable[str]) -> str:
    """Join patterns with bars, the longest first, so that no shorter one hides a longer one.

    >>> alternation(["km", "kms"])
    '(?:kms|km)'
    """
    longest = sorted(patterns, key=lambda one: len(_CONDITION.sub("", one)), reverse=True)
    return "(?:" + "|".join(longest) + ")"
