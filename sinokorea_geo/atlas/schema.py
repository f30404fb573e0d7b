"""What a layer must look like, checked once with every fault reported at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.errors import InvalidDate, SchemaError

__all__ = ["BASES", "OUTLINES", "STATUSES", "TIERS", "check_layer"]

#: Where a geometry comes from.
BASES = ("osm", "published", "gazetteer", "derived", "schematic")

#: What a feature can be, as of its latest source.
STATUSES = (
    "abandoned",
    "active",
    "built-unopened",
    "closed",
    "decreed",
    "disused",
    "in force",
    "inactive",
    "museum",
    "open",
    "partly-built",
    "planned",
    "ruin",
    "seasonal",
    "suspended",
    "under-construction",
    "unknown",
)

#: What an outline stands for: the feature's own extent; the same, though a source contradicts it;
#: only a part of it; or other units, because nobody published the feature's own.
OUTLINES = ("own", "doubted", "part", "stand-in")

#: Counties on the line; others of the provinces and prefectures that touch it; units around these.
TIERS = ("border", "behind", "ring")

COUNTRIES = ("CN", "KP", "RU", "KR", "JP", "MN", "US")

_POINT, _LINE, _AREA = {"Point"}, {"LineString", "MultiLineString"}, {"Polygon", "MultiPolygon"}
_GEOMETRY = {
    "border": _LINE,
    "rivers": _LINE,
    "islands": _AREA,
    "crossings": _POINT,
    "zones": _POINT | _AREA,
    "places": _POINT,
    "routes": _LINE,
    "provinces": _AREA,
    "counties": _AREA,
    "basemap": _AREA,
}
_KINDS: dict[str, set[str]] = {
    "border": {"border-section", "sea-boundary", "neighbour-border"},
    "rivers": {"river"},
    "islands": {"island"},
    "crossings": {"crossing", "bridge"},
    "routes": {"road", "expressway", "railway", "high-speed-rail", "ferry", "tour"},
    "basemap": {"land"},
    "provinces": {"province", "prefecture", "special-city"},
}
_SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
#: Layers whose every feature has a name in each language on the ground.
_NAMED = {"border", "rivers", "crossings", "zones", "routes", "provinces", "counties"}

Test = Callable[[Any], bool]


def check_layer(
    name: str, frame: gpd.GeoDataFrame, *, source_ids: Collection[str] | None = None
) -> None:
    """Check a layer against its schema.

    Parameters
    ----------
    name : str
        The layer's name, which decides the rules.
    frame : geopandas.GeoDataFrame
        The layer, EPSG:4326.
    source_ids : collection of str, optional
        The sources that exist; every feature must point at them only.

    Raises
    ------
    SchemaError
        Listing every fault as ``layer: id: column: what is wrong``.
    """
    import pandera.pandas as pa  # noqa: PLC0415 - slow to import, and only checks need it

    columns = {
        column: pa.Column(
            nullable=True,
            checks=[pa.Check(test, element_wise=True, ignore_na=False, error=wrong)],
        )
        for column, (test, wrong) in _rules(name, source_ids).items()
    }
    columns["id"].unique = True
    schema = pa.DataFrameSchema(columns, strict=False)
    plain = pd.DataFrame(frame)
    faults = []
    try:
        schema.validate(plain, lazy=True)
    except pa.errors.SchemaErrors as errors:
        faults = [_fault(name, plain, case) for case in errors.failure_cases.to_dict("records")]
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        faults.insert(0, f"{name}: crs is {frame.crs}, wanted EPSG:4326")
    if faults:
        raise SchemaError(
            f"layer {name!r} has {len(faults)} faults:\n  " + "\n  ".join(faults), faults
        )


def _rules(name: str, source_ids: Collection[str] | None) -> dict[str, tuple[Test, str]]:
    shapes, kinds = _GEOMETRY[name], _KINDS.get(name)
    local: tuple[Test, str] = (
        (_is_text, "is missing") if name in _NAMED else (_is_text_or_none, "is not text")
    )
    rules: dict[str, tuple[Test, str]] = {
        "id": (lambda v: isinstance(v, str) and bool(_SLUG.fullmatch(v)), "is not a slug"),
        "name_en": (_is_text, "is missing"),
        "name_zh": local,
        "name_ko": local,
        "kind": (
            lambda v: _is_text(v) and (kinds is None or v in kinds),
            "is not a kind of this layer",
        ),
        "country": (_is_country_or_none, f"is not of {', '.join(COUNTRIES)} joined by -"),
        "start": (_is_date_or_none, "is not an ISO date"),
        "end": (_is_date_or_none, "is not an ISO date"),
        "status": (lambda v: _absent(v) or v in STATUSES, f"is not of {', '.join(STATUSES)}"),
        "geometry_basis": (lambda v: v in BASES, f"is not of {', '.join(BASES)}"),
        "accuracy_m": (_is_positive, "is not a number of metres"),
        "source_ids": (
            lambda v: bool(v) and (source_ids is None or all(s in source_ids for s in v)),
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
    if name == "crossings":
        modes = {"road", "rail", "ferry", "dam"}
        rules["mode"] = (
            lambda v: _is_text(v) and set(v.split("+")) <= modes,
            f"is not of {', '.join(sorted(modes))} joined by +",
        )
        rules["class"] = (
            lambda v: _absent(v) or v in {"national", "provincial", "local", "historic"},
            "is not national, provincial, local or historic",
        )
        rules["river"] = (
            lambda v: _absent(v) or v in {"yalu", "tumen", "land"},
            "is not yalu, tumen or land",
        )
    if name in {"counties", "provinces", "zones"}:
        own = name == "zones"  # a zone without an outline says nothing of one
        rules["outline_is"] = (
            lambda v: v in OUTLINES or (own and _absent(v)),
            f"is not of {', '.join(OUTLINES)}",
        )
        rules["outline_note"] = (_is_text_or_none, "is not text")
    if name == "counties":
        rules["tier"] = (lambda v: v in TIERS, f"is not of {', '.join(TIERS)}")
    if name == "zones":
        rules["stated_area_km2"] = (lambda v: _absent(v) or _is_positive(v), "is not an area")
    return rules


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


def _is_date_or_none(value: Any) -> bool:
    if _absent(value):
        return True
    try:
        parse_interval(value)
    except InvalidDate:
        return False
    return True


def _fault(name: str, frame: pd.DataFrame, case: dict[str, Any]) -> str:
    column, index = case["column"], case["index"]
    if case["check"] == "column_in_dataframe":
        return f"{name}: column {case['failure_case']!r} is missing"
    row = None if _absent(index) else frame.loc[int(index)]
    who = row["id"] if row is not None and "id" in frame else "?"
    wrong = "stands more than once" if case["check"] == "field_uniqueness" else case["check"]
    return f"{name}: {who}: {column}: {wrong} (found {_short(case['failure_case'])})"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
