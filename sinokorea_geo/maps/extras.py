"""What a caller adds to the atlas's own layers: points, bands, highlights, figures by province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.atlas.layers import records
from sinokorea_geo.atlas.positions import as_lonlat
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.coords import encoded, packed
from sinokorea_geo.maps.layers import Group, areas_group
from sinokorea_geo.maps.style import AREAS, as_json, shade

__all__ = ["bands_group", "choropleth_groups", "highlighted", "points_group_of", "trade_chart"]

#: Columns of a user's table that may say what a point is, the first that is there.
_LABELS = ("label", "name", "name_en", "title", "id")
_BAND_TOLERANCE_DEG = 0.003


def points_group_of(points: Any) -> Group:
    """Return a user's own points as one packed layer, drawn on a canvas.

    Parameters
    ----------
    points : GeoDataFrame, DataFrame with lon and lat, (n, 2) array or sequence of positions
        Longitude and latitude on WGS 84. A column ``label``, ``name``, ``name_en``,
        ``title`` or ``id`` is shown when a point is clicked.

    Returns
    -------
    dict
        Plain data: positions in the order given, and their labels if there are any.
    """
    lon, lat = as_lonlat(points)
    group: Group = {"id": "points", "label": f"Your {len(lon):,} points", "features": []}
    group["cloud"] = encoded(np.column_stack([lon, lat]), every=True)
    if isinstance(points, pd.DataFrame):
        column = next((name for name in _LABELS if name in points), None)
        if column:
            group["labels"] = [str(text) for text in points[column]]
    return group


def bands_group(atlas: Atlas, widths_km: float | Sequence[float]) -> Group:
    """Return true corridors round the border, the widest underneath.

    Raises
    ------
    InvalidQuantity
        If a width is not a positive number.
    """
    widths = sorted(float(width) for width in np.atleast_1d(np.asarray(widths_km)))
    outlines = [atlas.border.corridor(1000 * width) for width in reversed(widths)]
    frame = gpd.GeoDataFrame({"id": [f"band-{i}" for i in range(len(outlines))]}, geometry=outlines)
    label = f"Within {', '.join(f'{width:g}' for width in widths)} km"
    return areas_group(
        "bands",
        frame,
        (),
        label=label,
        style="corridor",
        popups=False,
        tolerance_deg=_BAND_TOLERANCE_DEG,
    )


def highlighted(places: Iterable[Place | str], atlas: Atlas) -> list[dict[str, Any]]:
    """Return where to draw a ring, and the name beside it.

    Raises
    ------
    PlaceNotFound, InvalidGeometry
        If an id is unknown, or nobody published a position for it.
    """
    found = [place if isinstance(place, Place) else atlas.get(place) for place in places]
    return [
        {"id": place.id, "text": place.name_en, "at": [round(place.lon, 4), round(place.lat, 4)]}
        for place in found
    ]


def choropleth_groups(atlas: Atlas) -> list[Group]:
    """Return figures that belong to provinces as shaded layers, all hidden at first."""
    shares = atlas.border.shares("province")
    groups = [
        _shaded(
            atlas,
            "share-of-border",
            "Share of the border, by province",
            {row["id"]: (100 * row["share"], "% of the border", ()) for row in records(shares)},
        )
    ]
    statistics = atlas.statistics
    for indicator, period, label in (
        ("gdp-growth", "2016-01/2016-09", "GDP growth, January–September 2016"),
        ("chinese-investment-share", "", "Share of Chinese investment in the DPRK"),
    ):
        rows = statistics[statistics["indicator"] == indicator]
        if period:
            rows = rows[rows["period"] == period]
        values = {
            row["place_id"]: (float(row["value"]), row["unit"], tuple(row["source_ids"].split()))
            for row in records(rows)
        }
        groups.append(_shaded(atlas, indicator, label, values))
    return [group for group in groups if group["features"]]


def _shaded(
    atlas: Atlas, key: str, label: str, values: dict[str, tuple[float, str, tuple[str, ...]]]
) -> Group:
    units = atlas.provinces
    units = units[units["id"].isin(values)]
    most = max((abs(value) for value, _, _ in values.values()), default=1.0)
    shapes = shapely.coverage_simplify(units.geometry.to_numpy(), 0.004) if len(units) else []
    features = []
    for geometry, row in zip(shapes, records(units), strict=True):
        value, unit, sources = values[row["id"]]
        popup = {
            "title": row["name_en"],
            "zh": row["name_zh"],
            "ko": row["name_ko"],
            "rows": [[label, f"{value:,.1f} {unit}"]],
            "sources": list(sources),
        }
        style = as_json(AREAS["shaded"]) | {"fill": shade(value / most)}
        features.append(
            {"id": f"{key}-{row['id']}", **packed(geometry), "style": style, "popup": popup}
        )
    return {"id": key, "label": label, "features": features, "shown": False}


def trade_chart(atlas: Atlas) -> dict[str, Any]:
    """Return trade between China and the DPRK by year, one value a year, for a small chart.

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
    ].drop_duplicates("period")
    if yearly.empty:
        raise InvalidQuantity("statistics.csv holds no yearly trade in bn USD")
    yearly = yearly.sort_values("period")
    return {
        "title": "Trade between China and the DPRK, bn USD a year (first source of each year)",
        "bars": [[row["period"], float(row["value"])] for row in records(yearly)],
    }
