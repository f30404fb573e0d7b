"""Numbers that articles give, beside those that the atlas has for the same subject."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.language import Quantity, find_quantities
from sinokorea_geo.story.articles import Article

__all__ = ["FIGURES", "figures_of"]

FIGURES = ("article", "sentence", "start", "end", "surface", "value", "upper", "unit", "dimension",
           "subject_id", "place_ids", "claims", "beside")  # fmt: skip

#: Units of the atlas's tables: what they measure, and how many of the base unit they are.
_UNITS = {
    "km": ("length", 1e3), "m": ("length", 1.0), "mi": ("length", 1609.344),
    "ft": ("length", 0.3048),
    "li": ("length", 500.0), "km2": ("area", 1e6), "m2": ("area", 1.0), "ha": ("area", 1e4),
    "mi2": ("area", 1609.344**2), "acre": ("area", 4046.856_422_4), "mu": ("area", 1e4 / 15),
    "pyeong": ("area", 400 / 121), "10000 pyong": ("area", 4e6 / 121), "t": ("mass", 1.0),
    "kg": ("mass", 1e-3), "Gt": ("mass", 1e9), "MW": ("power", 1e6), "kW": ("power", 1e3),
    "km/h": ("speed", 1.0), "%": ("share", 1.0), "percent": ("share", 1.0), "% y/y": ("share", 1.0),
    "USD": ("USD", 1.0), "m USD": ("USD", 1e6), "mn USD": ("USD", 1e6), "bn USD": ("USD", 1e9),
    "CNY": ("CNY", 1.0), "m CNY": ("CNY", 1e6), "mn CNY": ("CNY", 1e6), "bn CNY": ("CNY", 1e9),
    "persons": ("people", 1.0), "people": ("people", 1.0), "m people": ("people", 1e6),
    "crossings": ("crossings", 1.0), "bridges": ("bridges", 1.0), "lanes": ("lanes", 1.0),
}  # fmt: skip
#: Values further apart than this are hardly of the same thing.
_LARGEST_RATIO = 3.0
_MOST_BESIDE = 4


def figures_of(
    articles: list[Article], mentions: pd.DataFrame, claims: pd.DataFrame, atlas: Atlas
) -> pd.DataFrame:
    """Return each number with a unit, the place it is said of, and the atlas's figures for it."""
    known = _known(atlas)
    rows = []
    for article in articles:
        own = mentions[mentions["article"] == article.name]
        for quantity in find_quantities(article.text):
            found = _as_row(quantity)
            sentence = article.sentence_at(found["start"])
            inside = own[own["sentence"] == sentence]
            subject = _nearest(inside, found)
            places = tuple(dict.fromkeys(inside["id"]))
            beside = _beside(found, places, known, article.source_id)
            rows.append(
                found
                | {
                    "article": article.name,
                    "sentence": sentence,
                    "subject_id": subject,
                    "place_ids": places,
                    "claims": _stating(found, article.name, sentence, claims),
                    "beside": tuple(beside),
                }
            )
    frame = pd.DataFrame(rows, columns=list(FIGURES)).astype(object)
    integers = dict.fromkeys(("sentence", "start", "end"), "int64")
    return frame.astype(integers | dict.fromkeys(("value", "upper"), "float64"))


def _as_row(found: Quantity) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "surface": found.surface,
        "value": found.low,
        "upper": found.high if found.is_range else math.nan,
        "unit": found.unit.symbol,
        "dimension": found.dimension,
    }


def _nearest(inside: pd.DataFrame, found: dict[str, Any]) -> str:
    """Return the place whose name stands nearest to a number in its sentence."""
    gaps = [
        (max(row["start"] - found["end"], found["start"] - row["end"], 0), row["id"])
        for row in records(inside[["start", "end", "id"]])
    ]
    return str(min(gaps)[1]) if gaps else ""


def _stating(
    found: dict[str, Any], article: str, sentence: int, claims: pd.DataFrame
) -> tuple[int, ...]:
    """Return the rows of the claims of a sentence that state a number."""
    same = claims[(claims["article"] == article) & (claims["sentence"] == sentence)]
    return tuple(
        int(str(row))
        for row, stated, unit in zip(same.index, same["stated"], same["unit"], strict=True)
        if _same(stated, unit, found)
    )


def _same(stated: Any, unit: Any, found: dict[str, Any]) -> bool:
    try:
        value = abs(float(stated)) * _UNITS.get(unit, ("", 1.0))[1]
    except (TypeError, ValueError):
        return False
    own = found["value"] * _UNITS.get(found["unit"], ("", 1.0))[1]
    return math.isclose(value, own, rel_tol=1e-3)


def _known(atlas: Atlas) -> dict[str, list[dict[str, Any]]]:
    """Return the atlas's figures and statistics by what they are of."""
    table: dict[str, list[dict[str, Any]]] = {}
    for subject, what, frame in (
        ("subject_id", "property", atlas.stated_values),
        ("place_id", "indicator", atlas.statistics),
    ):
        for row in records(frame):
            value = row["value"]
            if row["unit"] in _UNITS and not math.isnan(value):
                table.setdefault(row[subject], []).append(
                    {
                        "subject_id": row[subject],
                        "property": row[what],
                        "value": value,
                        "unit": row["unit"],
                        "period": row["period"],
                        "source_ids": tuple(row["source_ids"].split()),
                    }
                )
    return table


def _beside(
    found: dict[str, Any], places: tuple[str, ...], known: dict[str, list[dict[str, Any]]], own: str
) -> list[dict[str, Any]]:
    """Return the atlas's figures of the same dimension that may be of the same thing."""
    if found["unit"] not in _UNITS or found["value"] == 0:
        return []
    dimension, factor = _UNITS[found["unit"]]
    near = []
    for row in (row for key in places for row in known.get(key, ())):
        own_dimension, own_factor = _UNITS[row["unit"]]
        if own_dimension != dimension or row["value"] == 0 or row["source_ids"] == (own,):
            continue
        ratio = abs(row["value"] * own_factor / (found["value"] * factor))
        gap = abs(math.log(ratio))
        if gap <= math.log(_LARGEST_RATIO):
            near.append((gap, row["property"], row))
    near.sort(key=lambda item: item[:2])
    return [row for _, _, row in near[:_MOST_BESIDE]]
