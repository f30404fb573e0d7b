"""Read the sets that claims count from their table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sinokorea_geo.errors import DataError

_TEST = re.compile(r"(\w+)(>=|<=|\^=|~=|=)(.*)")


@dataclass(frozen=True)
class ClaimSet:
    """One way to choose the members of a set: rows of a layer or table that pass all of some tests.

    A test is a column, an operator and a value. A `doubt` says why the members decide nothing.
    """

    words: str
    layer: str
    where: tuple[tuple[re.Match[str], ...], ...]
    doubt: str

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row belongs to the set."""
        return any(all(_passes(row, *test.groups()) for test in tests) for tests in self.where)


def sets_of(table: pd.DataFrame) -> dict[str, tuple[ClaimSet, ...]]:
    """Return each set with every way to choose its members; none for sets nobody lists.

    Rows of one set with the same words are joined: a member is in any of them.
    """
    found: dict[str, dict[str, ClaimSet]] = {}
    for ids, words, layer, where, doubt in table.itertuples(index=False):
        tests = tuple(_test(part) for part in where.split("; ") if part)
        for key in ids.split():
            ways = found.setdefault(key, {})
            if layer:
                before = ways[words].where if words in ways else ()
                ways[words] = ClaimSet(words, layer, (*before, tests), doubt)
    return {key: tuple(ways.values()) for key, ways in found.items()}


def _test(text: str) -> re.Match[str]:
    match = _TEST.fullmatch(text)
    if match is None:
        raise DataError(f"claim_sets: {text!r} is no test; write column=value, >=, <=, ^= or ~=")
    return match


def _passes(row: Mapping[str, Any], column: str, operator: str, value: str) -> bool:
    text = "" if pd.isna(row[column]) else str(row[column])
    return {
        "=": text in value.split("|"),
        "^=": text.startswith(value),
        "~=": value in text,
        ">=": text >= value,
        "<=": "" < text <= value,
    }[operator]
