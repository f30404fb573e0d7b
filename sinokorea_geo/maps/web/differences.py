"""Collect what sources state differently of the same thing, every value with its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.popups import limited
from sinokorea_geo.maps.web.schema import FeatureSpec
from sinokorea_geo.maps.words import Words

__all__ = ["add_differences", "differing"]

#: One table subject may be drawn as several features.
_DRAWN_AS = {"china-dprk-border": ("border-yalu", "border-paektu", "border-tumen")}
_UNITS = {"km2": "km²", "m2": "m²", "mn USD": "million USD", "bn USD": "billion USD"}
_BARE = {"date", "year", "count", "crossings", "persons"}
_LONGEST_NOTE = 60

Difference = tuple[str, list[tuple[str, list[str]]]]


def differing(
    figures: pd.DataFrame, names: Mapping[str, str], words: Words
) -> dict[str, list[Difference]]:
    """Return, by feature, the properties that sources give different values for.

    >>> from sinokorea_geo import load_atlas
    >>> differing(load_atlas().stated_values, {}, Words("en"))["paektu"][0][1][0][0]
    '2,744 m'
    """
    found: defaultdict[str, list[Difference]] = defaultdict(list)
    for key, rows in figures.groupby(["subject_id", "property"], sort=False):
        subject, what = str(key[0]), str(key[1])
        if len({_number(value) for value in rows["stated"]}) < 2:
            continue
        values: dict[str, list[str]] = {}
        for row in records(rows):
            values.setdefault(_value(row), []).extend(row["source_ids"].split())
        told = [(text, list(dict.fromkeys(ids))) for text, ids in values.items()]
        for feature in _DRAWN_AS.get(subject, (subject,)):
            found[feature].append((_property(what, names, words), told))
    return dict(found)


def add_differences(
    features: list[FeatureSpec],
    differences: Mapping[str, list[Difference]],
    sources: Collection[str],
    label: str,
) -> None:
    """Put into the popups what sources say differently, and those sources before others."""
    for feature in features:
        told = differences.get(feature["id"])
        if not told or "popup" not in feature:
            continue
        popup = feature["popup"]
        kept = [
            (what, [(text, [key for key in ids if key in sources]) for text, ids in values])
            for what, values in told
        ]
        popup["differences"] = {"label": label, "of": kept}
        first = dict.fromkeys(key for _, values in kept for _, ids in values for key in ids)
        cited = popup.pop("sources", [])
        hidden = popup.pop("more", 0)
        popup.update(limited(cited, list(first)))
        if hidden:
            popup["more"] = popup.get("more", 0) + hidden


def _property(what: str, names: Mapping[str, str], words: Words) -> str:
    head, _, rest = what.partition(":")
    if head == "distance_to":
        return words("figure distance_to", place=names.get(rest, rest))
    known = f"figure {head}"
    text = words(known) if words.knows(known) else head.replace("_", " ")
    return f"{text}: {rest}" if rest else text


def _value(row: Mapping[str, Any]) -> str:
    number = _number(row["stated"])
    text = f"{number:,}" if isinstance(number, int) and number > 2100 else str(row["stated"])
    unit = _UNITS.get(row["unit"], row["unit"])
    shown = text if unit in _BARE else f"{text} {unit}".strip()
    about = [part for part in (row["period"], row["note"]) if 0 < len(part) <= _LONGEST_NOTE]
    return f"{shown} ({', '.join(about)})" if about else shown


def _number(value: str) -> int | float | str:
    """Return a number that is written differently as the same number."""
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number
