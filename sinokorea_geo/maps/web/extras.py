"""Add bands, highlights, shaded provinces and the trade chart to the atlas's own layers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity, PlaceNotFound
from sinokorea_geo.maps.style import AREAS, StyleSpec, as_json, shade, shades
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.layers import areas_group, simplified
from sinokorea_geo.maps.web.popups import limited
from sinokorea_geo.maps.web.schema import (
    ChartSpec,
    FeatureSpec,
    GroupSpec,
    HighlightSpec,
    LegendSpec,
    PopupSpec,
)
from sinokorea_geo.maps.words import Words

__all__ = [
    "PROVINCE_TOLERANCE_DEG",
    "bands_group",
    "choropleth_groups",
    "highlighted",
    "trade_chart",
]

#: A province's value, its unit and its sources.
Values = dict[str, tuple[float, str, tuple[str, ...]]]
_BAND_TOLERANCE_DEG = 0.003
PROVINCE_TOLERANCE_DEG = 0.004


def bands_group(atlas: Atlas, widths_km: float | Sequence[float], words: Words) -> GroupSpec:
    """Return true corridors round the border, the widest underneath."""
    widths = sorted(float(width) for width in np.atleast_1d(np.asarray(widths_km)))
    outlines = [atlas.border.corridor(1000 * width) for width in reversed(widths)]
    frame = gpd.GeoDataFrame({"id": [f"band-{i}" for i in range(len(outlines))]}, geometry=outlines)
    label = words("group bands", km=", ".join(f"{width:g}" for width in widths))
    group = areas_group(
        "bands",
        frame,
        None,
        words,
        label=label,
        style="corridor",
        tolerance_deg=_BAND_TOLERANCE_DEG,
    )
    group["swatch"] = as_json(AREAS["corridor"])
    return group


def highlighted(
    places: Iterable[Place | str | BaseGeometry], atlas: Atlas, words: Words
) -> list[HighlightSpec]:
    """Return where to draw a ring with a name beside it, or a band along a line."""
    return [_highlight(place, atlas, words) for place in places]


def _highlight(place: Place | str | BaseGeometry, atlas: Atlas, words: Words) -> HighlightSpec:
    if isinstance(place, BaseGeometry):
        if place.geom_type not in {"LineString", "MultiLineString"}:
            raise InvalidGeometry(f"highlight takes places and lines, not a {place.geom_type}")
        return {"lines": packed(place)["lines"]}
    found = place if isinstance(place, Place) else _named(place, atlas)
    return {
        "id": found.id,
        "text": getattr(found, f"name_{words.language}") or found.name_en,
        "at": [round(found.lon, 4), round(found.lat, 4)],
    }


def _named(name: str, atlas: Atlas) -> Place:
    try:
        return atlas.get(name)
    except PlaceNotFound:
        return atlas.find(name)


def choropleth_groups(atlas: Atlas, sources: Collection[str], words: Words) -> list[GroupSpec]:
    """Return figures that belong to provinces as shaded layers, of which one is shown at a time."""
    shares = records(atlas.border.shares("province"))
    percent = words("% of the border")
    values: Values = {row["id"]: (100 * row["share"], percent, ()) for row in shares}
    groups = [_shaded(atlas, "share-of-border", values, words)]
    statistics = atlas.statistics
    for indicator, period in (("gdp-growth", "2016-01/2016-09"), ("chinese-investment-share", "")):
        rows = statistics[statistics["indicator"] == indicator]
        if period:
            rows = rows[rows["period"] == period]
        values = {
            row["place_id"]: (
                float(row["value"]),
                row["unit"],
                tuple(key for key in row["source_ids"].split() if key in sources),
            )
            for row in records(rows)
        }
        groups.append(_shaded(atlas, indicator, values, words))
    return [group for group in groups if group["features"]]


def _shaded(atlas: Atlas, key: str, values: Values, words: Words) -> GroupSpec:
    units = atlas.provinces
    units = units[units["kind"] != "prefecture"].reset_index(drop=True)
    drawn = simplified(units, PROVINCE_TOLERANCE_DEG)
    most = max((abs(value) for value, _, _ in values.values()), default=1.0)
    label = words(key)
    features: list[FeatureSpec] = []
    for geometry, row in zip(drawn, records(units), strict=True):
        if row["id"] not in values:
            continue
        value, unit, cited = values[row["id"]]
        popup: PopupSpec = {
            "title": row["name_en"],
            "zh": row["name_zh"],
            "ko": row["name_ko"],
            "rows": [[label, f"{value:,.1f} {unit}"]],
        }
        popup.update(limited(list(cited)))
        feature: FeatureSpec = {
            "id": f"{key}-{row['id']}",
            "style": _shading(shade(value / most)),
            "popup": popup,
        }
        feature.update(packed(geometry))
        features.append(feature)
    falling = min((v for v, _, _ in values.values()), default=0.0) < 0
    scale: list[LegendSpec] = [
        {
            "label": f"{low:.3g} – {high:.3g} %" if low >= 0 else "< 0 %",
            "style": _shading(colour),
        }
        for colour, low, high in shades(most, falling=falling)
    ]
    return {
        "id": key,
        "label": label,
        "features": features,
        "shown": False,
        "marks": scale,
        "exclusive": "figures",
    }


def _shading(fill: str) -> StyleSpec:
    return as_json(replace(AREAS["shaded"], fill=fill))


def trade_chart(atlas: Atlas, words: Words) -> ChartSpec:
    """Return trade between China and the DPRK by year for a small chart: every source's value."""
    table = atlas.statistics
    yearly = table[
        (table["indicator"] == "trade-china-dprk-annual")
        & table["period"].str.fullmatch(r"\d{4}")
        & (table["unit"] == "bn USD")
    ]
    if yearly.empty:
        raise InvalidQuantity("statistics.csv holds no yearly trade in bn USD")
    bars = [
        [str(year), *map(float, rows["value"])]
        for year, rows in yearly.groupby("period", sort=True)
    ]
    return {"title": words("chart"), "bars": bars}
