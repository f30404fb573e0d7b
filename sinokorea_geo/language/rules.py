"""Read lists of words and patterns from the TOML files beside the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

__all__ = ["alternation", "read_rules"]

#: What a pattern asks of the text around it.
_CONDITION = re.compile(r"\(\?<?[!=][^()]*\)")


def read_rules(package: str, name: str) -> dict[str, Any]:
    """Read one file of the folder ``rules`` of a package.

    Examples
    --------
    >>> sorted(read_rules("sinokorea_geo.language", "units"))
    ['unit']
    """
    text = files(package).joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def alternation(patterns: Iterable[str]) -> str:
    """Join patterns with bars, the longest first, so that no shorter one hides a longer one.

    Examples
    --------
    >>> alternation(["km", "kms"])
    '(?:kms|km)'
    """

    def length(pattern: str) -> int:
        return len(_CONDITION.sub("", pattern))

    return "(?:" + "|".join(sorted(patterns, key=length, reverse=True)) + ")"
