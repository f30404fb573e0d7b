"""What a caller adds to the atlas's own layers: points, bands, highlights, figures by province."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.style import AREAS, as_json, shade, shades
from sinokorea_geo.maps.web.coords import encoded, packed
from sinokorea_geo.maps.web.layers import Group, areas_group, simplified
from sinokorea_geo.maps.web.popups import limited
from sinokorea_geo.maps.web.words import Words
from sinokorea_geo.spatial.inputs import as_lonlat

__all__ = [
    "PROVINCE_TOLERANCE_DEG",
    "bands_group",
    "choropleth_groups",
    "highlighted",
    "points_group_of",
    "trade_chart",
]

#: Columns of a user's table that may say what a point is, the first that is there.
_LABELS = ("label", "name", "name_en", "title", "id")
#: A province's value, its unit and its sources.
Values = dict[str, tuple[float, str, tuple[str, ...]]]
_BAND_TOLERANCE_DEG = 0.003
PROVINCE_TOLERANCE_DEG = 0.004


def points_group_of(points: Any, words: Words) -> Group:
    """Return a user's own points as one packed layer, drawn on a canvas.

    Parameters
    ----------
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array or sequence of positions
        Longitude and latitude on WGS 84. A column ``label``, ``name``, ``name_en``,
        ``title`` or ``id`` is shown when a point is clicked.
    words : Words
        Of the labels.

    Returns
    -------
    dict
        Plain data: positions in the order given, and their labels if there are any.
    """
    lon, lat = as_lonlat(points)
    group: Group = {
        "id": "points",
        "label": words("group points", n=f"{len(lon):,}"),
        "features": [],
    }
    group["cloud"] = encoded(np.column_stack([lon, lat]), every=True)
    if isinstance(points, pd.DataFrame):
        column = next((name for name in _LABELS if name in points), None)
        if column:
            group["labels"] = [str(text) for text in points[column]]
    return group


def bands_group(atlas: Atlas, widths_km: float | Sequence[float], words: Words) -> Group:
    """Return true corridors round the border, the widest underneath.

    Raises
    ------
    InvalidQuantity
        If a width is not a positive number.
    """
    widths = sorted(float(width) for width in np.atleast_1d(np.asarray(widths_km)))
    outlines = [atlas.border.corridor(1000 * width) for width in reversed(widths)]
    frame = gpd.GeoDataFrame({"id": [f"band-{i}" for i in range(len(outlines))]}, geometry=outlines)
    label = words("group bands", km=", ".join(f"{width:g}" for width in widths))
    group = areas_group(
        "bands",
        frame,
        (),
        words,
        label=label,
        style="corridor",
        popups=False,
        tolerance_deg=_BAND_TOLERANCE_DEG,
    )
    return group | {"swatch": as_json(AREAS["corridor"])}


def highlighted(places: Iterable[Place | str], atlas: Atlas, words: Words) -> list[dict[str, Any]]:
    """Return where to draw a ring, and the name beside it.

    Raises
    ------
    PlaceNotFound, InvalidGeometry
        If an id is unknown, or nobody published a position for it.
    """
    found = [place if isinstance(place, Place) else atlas.get(place) for place in places]
    return [
        {
            "id": place.id,
            "text": getattr(place, f"name_{words.language}") or place.name_en,
            "at": [round(place.lon, 4), round(place.lat, 4)],
        }
        for place in found
    ]


def choropleth_groups(atlas: Atlas, sources: Collection[str], words: Words) -> list[Group]:
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


def _shaded(atlas: Atlas, key: str, values: Values, words: Words) -> Group:
    units = atlas.provinces
    units = units[units["kind"] != "prefecture"].reset_index(drop=True)
    drawn = simplified(units, PROVINCE_TOLERANCE_DEG)
    most = max((abs(value) for value, _, _ in values.values()), default=1.0)
    label, features = words(key), []
    for geometry, row in zip(drawn, records(units), strict=True):
        if row["id"] not in values:
            continue
        value, unit, cited = values[row["id"]]
        popup = {
            "title": row["name_en"],
            "zh": row["name_zh"],
            "ko": row["name_ko"],
            "rows": [[label, f"{value:,.1f} {unit}"]],
        } | limited(list(cited))
        style = as_json(AREAS["shaded"]) | {"fill": shade(value / most)}
        features.append(
            {"id": f"{key}-{row['id']}", **packed(geometry), "style": style, "popup": popup}
        )
    scale = [
        {
            "label": f"{low:.3g} – {high:.3g} %" if low >= 0 else "< 0 %",
            "style": as_json(AREAS["shaded"]) | {"fill": colour},
        }
        for colour, low, high in shades(most, falling=min(v for v, _, _ in values.values()) < 0)
    ]
    group = {"id": key, "label": label, "features": features, "shown": False, "marks": scale}
    return group | {"exclusive": "figures"}


def trade_chart(atlas: Atlas, words: Words) -> dict[str, Any]:
    """Return trade between China and the DPRK by year for a small chart: every source's value.

    Raises
    ------
    InvalidQuantity
        If the table holds no yearly trade.
    """
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
