"""List the places that articles name, each once, with how often and where."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.story.articles import Article
from sinokorea_geo.toponyms import find_mentions

__all__ = ["MENTIONS", "PLACES", "mentions_of", "places_of"]

MENTIONS = ("article", "sentence", "start", "end", "surface", "id", "kind", "score", "alternatives",
            "name_en", "geometry")  # fmt: skip
PLACES = ("id", "name_en", "name_zh", "name_ko", "kind", "mentions", "articles", "accuracy_m",
          "geometry_basis", "source_ids", "geometry")  # fmt: skip


def mentions_of(articles: list[Article], atlas: Atlas) -> gpd.GeoDataFrame:
    """Return every mention in every article, with the number of its sentence."""
    frames = []
    for article in articles:
        found = find_mentions(article.text, atlas)
        found.insert(0, "article", article.name)
        found.insert(1, "sentence", [article.sentence_at(start) for start in found["start"]])
        frames.append(found)
    whole = pd.concat(frames, ignore_index=True)
    whole = whole.astype({"article": object, "sentence": "int64"})
    return gpd.GeoDataFrame(whole[list(MENTIONS)], geometry="geometry", crs="EPSG:4326")


def places_of(mentions: gpd.GeoDataFrame, lookup: Lookup) -> gpd.GeoDataFrame:
    """Return each place that is named, most often named first."""
    rows: list[dict[str, Any]] = []
    for key, found in mentions.groupby("id", sort=False):
        place = lookup.place(str(key))
        first = found.iloc[0]
        rows.append(
            {
                "id": key,
                "name_en": first["name_en"],
                "name_zh": place.name_zh if place else None,
                "name_ko": place.name_ko if place else None,
                "kind": first["kind"],
                "mentions": len(found),
                "articles": tuple(found["article"].unique()),
                "accuracy_m": place.accuracy_m if place else None,
                "geometry_basis": place.geometry_basis if place else None,
                "source_ids": place.source_ids if place else (),
                "geometry": place.geometry if place else first["geometry"],
            }
        )
    rows.sort(key=lambda row: (-row["mentions"], row["id"]))
    columns = {name: [row[name] for row in rows] for name in PLACES}
    geometry = gpd.GeoSeries(columns.pop("geometry"), crs="EPSG:4326")
    frame = gpd.GeoDataFrame(
        pd.DataFrame(columns, dtype=object), geometry=geometry, crs="EPSG:4326"
    )
    return frame.astype({"mentions": "int64", "accuracy_m": "float64"})
