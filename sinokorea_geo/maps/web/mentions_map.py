"""Draw the places that a text names, sized by how often, each with its sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import folium
import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import DataError
from sinokorea_geo.maps.style import StyleSpec, Symbol, as_json
from sinokorea_geo.maps.web.atlas_map import AtlasMap, make_map
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.popups import names_of
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec

__all__ = ["mentions_map"]

MENTION = "#a3195b"
_LAYERS = ("border", "provinces")
_SMALLEST, _LARGEST = 8, 26
_MOST_SENTENCES = 30
_LONGEST = 600
_COLUMNS = {"start", "end", "surface", "id", "kind", "name_en", "geometry"}


def mentions_map(
    atlas: Atlas,
    mentions: gpd.GeoDataFrame,
    text: str,
    sentences: Sequence[tuple[int, int]],
    *,
    title: str = "Places named in the text",
) -> folium.Map:
    """Draw the places that a text names.

    >>> from sinokorea_geo import find_mentions, load_atlas
    >>> atlas, text = load_atlas(), "Dandong waits. Trucks leave Dandong."
    >>> drawn = mentions_map(atlas, find_mentions(text, atlas), text, [(0, 14), (15, 36)])
    >>> drawn.spec["groups"][-1]["features"][0]["popup"]["rows"][0]
    ['Named', '2 times, as Dandong']
    """
    missing = _COLUMNS - set(mentions.columns)
    if missing:
        raise DataError(
            f"mentions lack {', '.join(sorted(missing))}; pass what find_mentions returns"
        )
    rows = records(mentions)
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_place.setdefault(row["id"], []).append(row)
    most = max(map(len, by_place.values()), default=1)
    drawn = make_map(atlas, layers=_LAYERS, title=title)
    if not isinstance(drawn, AtlasMap):  # pragma: no cover - what make_map promises
        raise DataError("make_map returned another kind of map")
    names = _names(atlas)
    label = f"Places named ({len(by_place)})"
    group: GroupSpec = {"id": "mentions", "label": label, "features": [], "swatch": _style(12)}
    nowhere = []
    for key, named in sorted(by_place.items(), key=lambda item: -len(item[1])):
        geometry = named[0]["geometry"]
        if geometry is None or geometry.is_empty:
            nowhere.append(named[0]["name_en"])
            continue
        said = _sentences(named, text, sentences)
        group["features"].append(_marker(key, named, most, names.get(key, (None, None)), said))
    kept = [one for one in drawn.spec["groups"] if one["id"] in _LAYERS]
    drawn.spec["groups"] = [*kept, group]
    drawn.spec["subtitle"] = _subtitle(len(rows), len(by_place), nowhere)
    return drawn


def _names(atlas: Atlas) -> dict[str, tuple[Any, Any]]:
    frames = [atlas.layer(layer) for layer in atlas.layers if layer != "basemap"]
    return {
        row["id"]: (row["name_zh"], row["name_ko"]) for frame in frames for row in records(frame)
    }


def _marker(
    key: str,
    named: list[dict[str, Any]],
    most: int,
    names: tuple[Any, Any],
    said: list[str],
) -> FeatureSpec:
    count = len(named)
    size = round(_SMALLEST + (_LARGEST - _SMALLEST) * (count / most) ** 0.5) if most > 1 else 12
    surfaces = list(dict.fromkeys(" ".join(row["surface"].split()) for row in named))
    zh, ko = (name if isinstance(name, str) else "" for name in names)
    times = "once" if count == 1 else f"{count} times"
    popup = names_of({"name_en": named[0]["name_en"], "name_zh": zh, "name_ko": ko})
    popup["rows"] = [
        ["Named", f"{times}, as {', '.join(surfaces[:8])}"],
        ["Kind", named[0]["kind"]],
        *([f"{number}", sentence] for number, sentence in enumerate(said[:_MOST_SENTENCES], 1)),
    ]
    if len(said) > _MOST_SENTENCES:
        popup["note"] = f"and {len(said) - _MOST_SENTENCES} more sentences"
    feature: FeatureSpec = {
        "id": f"mention-{key}",
        "style": _style(size),
        "popup": popup,
        "text": named[0]["name_en"],
        "rank": 1 + min(8, count),  # one more than nothing, or one mention would have no label
        "names": [text for text in (named[0]["name_en"], zh, ko, *surfaces[:20]) if text],
        "z_offset": 1000 - size,
    }
    feature.update(packed(_point(named[0]["geometry"])))
    return feature


def _style(size: int) -> StyleSpec:
    return as_json(Symbol("circle", size, MENTION))


def _point(geometry: BaseGeometry) -> BaseGeometry:
    """Return a point on the place: of a line its middle, of an outline one inside."""
    if geometry.geom_type == "Point":
        return geometry
    if geometry.geom_type.endswith("LineString"):
        longest = max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.length)
        return longest.interpolate(0.5, normalized=True)
    return geometry.representative_point()


def _sentences(
    named: Iterable[dict[str, Any]], text: str, sentences: Sequence[tuple[int, int]]
) -> list[str]:
    said: dict[int, str] = {}
    for row in named:
        for start, end in sentences:
            if start <= row["start"] < end:
                whole = " ".join(text[start:end].split())
                said[start] = whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"
                break
    return [said[start] for start in sorted(said)]


def _subtitle(mentions: int, places: int, nowhere: list[str]) -> str:
    counted = f"{mentions:,} mentions of {places:,} places"
    if not nowhere:
        return counted
    listed = ", ".join(nowhere[:6]) + (f" and {len(nowhere) - 6} more" if len(nowhere) > 6 else "")
    return f"{counted}; without a position: {listed}"
