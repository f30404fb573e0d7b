"""Check the columns of the layers against ``schema.toml``; every fault is reported at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

import geopandas as gpd

from sinokorea_geo.atlas.columns import SCHEMA, WORDS, fits
from sinokorea_geo.errors import SchemaError

__all__ = ["check_layer"]

#: Tests of a cell, by type; the second argument is what the cell may be taken from.
_TESTS: Final[dict[str, Callable[[Any, Collection[str]], bool]]] = {
    "text": lambda v, _: isinstance(v, str) and bool(v) and v == v.strip(),
    "slug": lambda v, _: isinstance(v, str) and fits("slug", v),
    "date": lambda v, _: fits("date", v),
    "word": lambda v, words: isinstance(v, str) and v in words,
    "words+": lambda v, words: isinstance(v, str) and set(v.split("+")) <= set(words),
    "words-": lambda v, words: isinstance(v, str) and set(v.split("-")) <= set(words),
    "above 0": lambda v, _: isinstance(v, int | float) and v > 0,
    "sources": lambda v, known: (
        isinstance(v, tuple) and bool(v) and (not known or set(v) <= set(known))
    ),
    "shape": lambda g, kinds: (
        g is not None and not g.is_empty and g.is_valid and g.geom_type in kinds
    ),
}


def check_layer(name: str, frame: gpd.GeoDataFrame, *, source_ids: Collection[str] = ()) -> None:
    """Check a layer against its schema, and its sources if their ids are given."""
    faults = list(_faults(name, frame, source_ids))
    if faults:
        raise SchemaError(
            f"layer {name!r} has {len(faults)} faults:\n  " + "\n  ".join(faults), faults
        )


def _faults(name: str, frame: gpd.GeoDataFrame, source_ids: Collection[str]) -> Iterator[str]:
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        yield f"{name}: crs is {frame.crs}, wanted EPSG:4326"
    ids = frame["id"].tolist() if "id" in frame else ["?"] * len(frame)
    for column, kind, words, wrong in _rules(name, source_ids):
        if column not in frame:
            yield f"{name}: column {column!r} is missing"
            continue
        test, optional = _TESTS[kind.rstrip("?")], kind.endswith("?")
        for key, value in zip(ids, frame[column], strict=True):
            if not (test(value, words) or (optional and _absent(value))):
                yield f"{name}: {key}: {column}: {wrong} (found {_short(value)})"
    held = Counter(ids)
    for key in ids:
        if held[key] > 1 and key != "?":
            yield f"{name}: {key}: id: stands more than once; rename one (found {_short(key)})"


def _rules(
    name: str, source_ids: Collection[str]
) -> Iterator[tuple[str, str, Collection[str], str]]:
    """List the columns of a layer: name, type, words, and what is said of a wrong cell."""
    layer = SCHEMA["layers"][name]
    rules = {
        column: rule
        for group in layer["groups"]
        for column, rule in SCHEMA["groups"][group].items()
    }
    for column, rule in rules.items():
        words = WORDS.get(rule.get("of", ""), source_ids)
        yield column, rule["is"], words, rule["wrong"].format(words=", ".join(words))
    yield "kind", "word", SCHEMA["kinds"][name], "is not a kind of this layer"
    yield "geometry", "shape", layer["shapes"], f"is not a valid {' or '.join(layer['shapes'])}"


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
