"""The places that articles name, each once, with how often and where."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.story.articles import Article
from sinokorea_geo.toponyms import find_mentions

__all__ = ["MENTIONS", "PLACES", "Gazette", "mentions_of", "places_of"]

MENTIONS = ("article", "sentence", "start", "end", "surface", "id", "kind", "score", "alternatives",
            "name_en", "geometry")  # fmt: skip
PLACES = ("id", "name_en", "name_zh", "name_ko", "kind", "mentions", "articles", "accuracy_m",
          "geometry_basis", "source_ids", "geometry")  # fmt: skip


class Gazette:
    """Places of an atlas by their ids, each looked up once.

    Parameters
    ----------
    atlas : Atlas
        The atlas.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self._found: dict[str, Place] = {}

    @cached_property
    def _ids(self) -> set[str]:
        return {str(key) for name in self.atlas.layers for key in self.atlas.layer(name)["id"]}

    def get(self, key: str) -> Place | None:
        """Return a place by its id, None if no layer has it."""
        if key not in self._found and key in self._ids:
            self._found[key] = self.atlas.get(key)
        return self._found.get(key)


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


def places_of(mentions: gpd.GeoDataFrame, gazette: Gazette) -> gpd.GeoDataFrame:
    """Return each place that is named, most often named first."""
    rows: list[dict[str, Any]] = []
    for key, found in mentions.groupby("id", sort=False):
        place = gazette.get(str(key))
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
