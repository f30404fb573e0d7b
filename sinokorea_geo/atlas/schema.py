"""Rules for the columns of the layers; every fault of a layer is reported at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

import geopandas as gpd

from sinokorea_geo.atlas.columns import SLUG
from sinokorea_geo.atlas.dates import is_date
from sinokorea_geo.atlas.vocabularies import BASES, COUNTRIES, KINDS, OUTLINES, STATUSES, TIERS
from sinokorea_geo.errors import SchemaError

__all__ = ["check_layer"]

_POINT, _LINE, _AREA = {"Point"}, {"LineString", "MultiLineString"}, {"Polygon", "MultiPolygon"}
_GEOMETRY = {
    "border": _LINE,
    "rivers": _LINE,
    "islands": _AREA,
    "crossings": _POINT,
    "zones": _POINT | _AREA,
    "places": _POINT,
    "routes": _LINE,
    "railways": _LINE,
    "provinces": _AREA,
    "counties": _AREA,
    "basemap": _AREA,
}
#: Layers whose every feature has a name in each language on the ground.
_NAMED = {"border", "rivers", "crossings", "zones", "routes", "railways", "provinces", "counties"}

Test = Callable[[Any], bool]
#: A test of one cell, and what is wrong with a cell that fails it.
Rules = dict[str, tuple[Test, str]]


def check_layer(
    name: str, frame: gpd.GeoDataFrame, *, source_ids: Collection[str] | None = None
) -> None:
    """Check a layer against its schema."""
    faults = list(_faults(name, frame, source_ids))
    if faults:
        raise SchemaError(
            f"layer {name!r} has {len(faults)} faults:\n  " + "\n  ".join(faults), faults
        )


def _faults(
    name: str, frame: gpd.GeoDataFrame, source_ids: Collection[str] | None
) -> Iterator[str]:
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        yield f"{name}: crs is {frame.crs}, wanted EPSG:4326"
    ids = frame["id"].tolist() if "id" in frame else ["?"] * len(frame)
    for column, (test, wrong) in _rules(name, source_ids).items():
        if column not in frame:
            yield f"{name}: column {column!r} is missing"
            continue
        for key, value in zip(ids, frame[column], strict=True):
            if not test(value):
                yield f"{name}: {key}: {column}: {wrong} (found {_short(value)})"
    held = Counter(ids)
    for key in ids:
        if held[key] > 1 and key != "?":
            yield f"{name}: {key}: id: stands more than once; rename one (found {_short(key)})"


def _rules(name: str, source_ids: Collection[str] | None) -> Rules:
    shapes = _GEOMETRY[name]
    local: tuple[Test, str] = (
        (_is_text, "is missing") if name in _NAMED else (_is_text_or_none, "is not text")
    )
    rules: Rules = {
        "id": (lambda v: isinstance(v, str) and bool(SLUG.fullmatch(v)), "is not a slug"),
        "name_en": (_is_text, "is missing"),
        "name_zh": local,
        "name_ko": local,
        "kind": (_is_one_of(KINDS[name]), "is not a kind of this layer"),
        "country": (_is_country_or_none, f"is not of {', '.join(COUNTRIES)} joined by -"),
        "start": _DATE,
        "end": _DATE,
        "status": (
            lambda v: _absent(v) or v in STATUSES,
            f"is not of {', '.join(STATUSES)}",
        ),
        "geometry_basis": (_is_one_of(BASES), f"is not of {', '.join(BASES)}"),
        "accuracy_m": (_is_positive, "is not a number of metres"),
        "source_ids": (
            lambda v: (
                isinstance(v, tuple)
                and bool(v)
                and (source_ids is None or all(s in source_ids for s in v))
            ),
            "names no source, or one that sources.json lacks",
        ),
        "sensitivity": (
            lambda v: v == "public",
            "is not public; only published locations may stand in the atlas",
        ),
        "note": (_is_text_or_none, "is not text"),
        "geometry": (
            lambda g: g is not None and not g.is_empty and g.is_valid and g.geom_type in shapes,
            f"is not a valid {' or '.join(sorted(shapes))}",
        ),
    }
    return rules | _OWN_RULES.get(name, {})


def _is_one_of(words: Collection[str]) -> Test:
    return lambda value: isinstance(value, str) and value in words


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and value > 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip()


def _is_text_or_none(value: Any) -> bool:
    return _absent(value) or _is_text(value)


def _is_country_or_none(value: Any) -> bool:
    return _absent(value) or (_is_text(value) and set(value.split("-")) <= set(COUNTRIES))


_DATE: tuple[Test, str] = (
    lambda v: _absent(v) or is_date(v),
    "is not an ISO date; write 2016, 2016-08 or 2016-08-22",
)
_MODES = {"road", "rail", "ferry", "dam"}


def _outline_rules(*, own: bool) -> Rules:
    return {
        "outline_is": (
            lambda v: v in OUTLINES or (own and _absent(v)),
            f"is not of {', '.join(OUTLINES)}",
        ),
        "outline_note": (_is_text_or_none, "is not text"),
    }


_OWN_RULES: dict[str, Rules] = {
    "crossings": {
        "mode": (
            lambda v: _is_text(v) and set(v.split("+")) <= _MODES,
            f"is not of {', '.join(sorted(_MODES))} joined by +",
        ),
        "class": (
            lambda v: _absent(v) or v in {"national", "provincial", "local", "historic"},
            "is not national, provincial, local or historic",
        ),
        "river": (
            lambda v: _absent(v) or v in {"yalu", "tumen", "land"},
            "is not yalu, tumen or land",
        ),
        "as_of": _DATE,
    },
    "counties": {
        **_outline_rules(own=False),
        "tier": (lambda v: v in TIERS, f"is not of {', '.join(TIERS)}"),
    },
    "provinces": _outline_rules(own=False),
    "zones": {
        **_outline_rules(own=True),  # a zone without an outline says nothing of one
        "stated_area_km2": (lambda v: _absent(v) or _is_positive(v), "is not an area"),
        "as_of": _DATE,
    },
    "routes": {"as_of": _DATE},
}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
