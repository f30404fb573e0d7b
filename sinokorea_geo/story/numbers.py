"""List the numbers that articles give, beside what the atlas has of the same property."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language import Quantity, Unit, find_quantities, unit_of
from sinokorea_geo.language.rules import read_rules
from sinokorea_geo.story.articles import Article

__all__ = ["NUMBERS", "numbers_of"]

NUMBERS = ("article", "sentence", "start", "end", "surface", "value", "upper", "unit", "dimension",
           "subject_id", "claims", "beside")  # fmt: skip

#: Which properties of the atlas are like what a claim measures, and like what a sentence says.
_LIKE = read_rules("sinokorea_geo.story", "likeness")
_MOST_BESIDE = 4


def numbers_of(
    articles: list[Article], mentions: pd.DataFrame, claims: pd.DataFrame, atlas: Atlas
) -> pd.DataFrame:
    """Return each number with a unit, what it is said of, and what the atlas has of the same.

    What it is said of is the subject of the claim that states it; empty without one.
    """
    known = _known(atlas)
    rows = []
    for article in articles:
        own = claims[claims["article"] == article.name]
        named = mentions[mentions["article"] == article.name]
        for one in find_quantities(article.text):
            sentence = article.sentence_at(one.start)
            stating = [
                (int(str(number)), row)
                for number, row in zip(own.index, records(own), strict=True)
                if row["sentence"] == sentence and _states(row, one)
            ]
            places = list(dict.fromkeys(named[named["sentence"] == sentence]["id"]))
            wanted = {pair for _, row in stating for pair in _properties(row)}
            if not stating and len(places) == 1:
                text = article.sentence(sentence).casefold()
                wanted = {
                    (places[0], name)
                    for name, words in _LIKE["words"].items()
                    if any(word in text for word in words)
                }
            beside = _beside(one, wanted, known, article.source_id)
            rows.append(
                (article.name, sentence, one.start, one.end, one.surface, one.low,
                 one.high if one.is_range else math.nan, one.unit.symbol, one.dimension,
                 next((row["subject_id"] for _, row in stating), ""),
                 tuple(number for number, _ in stating), beside)
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(NUMBERS)).astype(object)
    integers = dict.fromkeys(("sentence", "start", "end"), "int64")
    return frame.astype(integers | dict.fromkeys(("value", "upper"), "float64"))


def _states(claim: dict[str, Any], one: Quantity) -> bool:
    unit = _unit(claim["unit"])
    try:
        value = abs(float(claim["stated"]))
    except (TypeError, ValueError):
        return str(claim["stated"]) == one.stated.replace("/", "-")
    factor = unit.factor if unit else 1.0
    return math.isclose(value * factor, one.low * one.unit.factor, rel_tol=1e-3)


def _properties(claim: dict[str, Any]) -> set[tuple[str, str]]:
    """Return whose and which properties are like what a claim states."""
    ends = (claim["subject_id"], claim["object_id"])
    names = _LIKE["measures"].get(claim["measure"], ())
    turned = {(ends[0], ends[1]), (ends[1], ends[0])}
    return {(one, name.replace("{object}", other)) for name in names for one, other in turned}


def _unit(text: str) -> Unit | None:
    try:
        return unit_of(text)
    except InvalidQuantity:
        return None


def _known(atlas: Atlas) -> dict[str, list[dict[str, Any]]]:
    """Return the atlas's stated values and statistics by what they are of."""
    table: dict[str, list[dict[str, Any]]] = {}
    for subject, what, frame in (
        ("subject_id", "property", atlas.stated_values),
        ("place_id", "indicator", atlas.statistics),
    ):
        for row in records(frame):
            value = row["value"]
            if math.isnan(value):
                continue
            kept = {key: row[key] for key in ("unit", "period")}
            ids = {"subject_id": row[subject], "property": row[what]}
            sources = {"value": value, "source_ids": tuple(row["source_ids"].split())}
            table.setdefault(row[subject], []).append(ids | kept | sources)
    return table


def _beside(
    one: Quantity, wanted: set[tuple[str, str]], known: dict[str, list[dict[str, Any]]], own: str
) -> tuple[dict[str, Any], ...]:
    """Return the atlas's values of the wanted properties in the same dimension, nearest first."""
    near = []
    for key, name in sorted(wanted):
        for row in known.get(key, ()):
            unit = _unit(row["unit"])
            like = row["property"] == name or row["property"].startswith((f"{name}_", f"{name}:"))
            if unit is None or unit.dimension != one.dimension or not like:
                continue
            if row["source_ids"] != (own,):
                near.append((abs(row["value"] * unit.factor - one.low * one.unit.factor), row))
    near.sort(key=lambda item: item[0])
    return tuple(row for _, row in near[:_MOST_BESIDE])
