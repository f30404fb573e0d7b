"""Turn layers of the atlas into plain data that the page's scripts draw."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.style import AREAS, LINES, Area, Line, Symbol, as_json, symbol_for
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.popups import popup_of
from sinokorea_geo.maps.web.schema import FeatureSpec, GroupSpec, PopupSpec
from sinokorea_geo.maps.words import Words

__all__ = ["areas_group", "lines_group", "points_group", "simplified"]

Sources = Collection[str]

DETAIL_ZOOM = 9
#: Below this a map is a phone's, or shows more than the border: cities have to do.
TOWN_ZOOM = 6
LINE_TOLERANCE_DEG = 0.0002
AREA_TOLERANCE_DEG = 0.002

#: What is labelled first when labels would collide.
_PRIORITY = {"city": 3, "peak": 2, "town": 1}


def points_group(layer: str, frame: gpd.GeoDataFrame, sources: Sources, words: Words) -> GroupSpec:
    """Return point features as a group with symbols, labels and popups."""
    features = []
    for row in records(frame):
        geometry = row["geometry"]
        style: Symbol | Area
        if geometry.geom_type == "Point":
            style = symbol_for(layer, row)
        else:
            style = AREAS["zone-derived" if row["geometry_basis"] == "derived" else "zone"]
            geometry = geometry.simplify(AREA_TOLERANCE_DEG)
        own = row.get(f"name_{words.language}")
        text = own if isinstance(own, str) else row["name_en"]
        features.append(
            _feature(geometry, style, popup=popup_of(row, sources, words), label=text, id=row["id"])
            | _rank(layer, row)
        )
    return {"id": layer, "label": words(f"group {layer}"), "features": features}


def lines_group(name: str, frame: gpd.GeoDataFrame, sources: Sources, words: Words) -> GroupSpec:
    """Return line features as a group; the style goes by the feature's kind."""
    features = []
    for row in records(frame):
        style = LINES["border" if row["kind"] == "border-section" else row["kind"]]
        line = row["geometry"].simplify(LINE_TOLERANCE_DEG)
        features.append(_feature(line, style, popup=popup_of(row, sources, words), id=row["id"]))
    return {"id": name, "label": words(f"group {name}"), "features": features}


def areas_group(
    name: str,
    frame: gpd.GeoDataFrame,
    sources: Sources | None,
    words: Words,
    *,
    style: str,
    label: str = "",
    passive: bool = False,
    tolerance_deg: float = AREA_TOLERANCE_DEG,
) -> GroupSpec:
    """Return polygon features as a group in one style, shared edges simplified together.

    Without `sources` they have no popups. What is passive opens from the search and the table,
    but not under a click: it is everywhere.
    """
    geometries = simplified(frame, tolerance_deg)
    features = [
        _feature(
            geometry,
            AREAS[style],
            popup=None if sources is None else popup_of(row, sources, words),
            id=row.get("id", name),
        )
        for geometry, row in zip(geometries, records(frame), strict=True)
    ]
    if passive:
        for feature in features:
            feature["passive"] = True
    return {"id": name, "label": label or words(f"group {name}"), "features": features}


def simplified(frame: gpd.GeoDataFrame, tolerance_deg: float) -> Any:
    """Return the outlines with fewer corners; neighbours keep their common edges."""
    geometries = frame.geometry.to_numpy()
    if len(geometries) > 1 and shapely.coverage_is_valid(geometries):
        return shapely.coverage_simplify(geometries, tolerance_deg)
    return shapely.simplify(geometries, tolerance_deg)


def _feature(
    geometry: BaseGeometry,
    style: Symbol | Line | Area,
    *,
    popup: PopupSpec | None = None,
    label: str | None = None,
    id: str,
) -> FeatureSpec:
    feature: FeatureSpec = {"id": id, "style": as_json(style)}
    feature.update(packed(geometry))
    if popup:
        feature["popup"] = popup
    if label:
        feature["text"] = label
    return feature


def _rank(layer: str, row: Mapping[str, Any]) -> FeatureSpec:
    """Return how a point ranks among others: its label, its stacking, its first zoom."""
    found: FeatureSpec = {"id": row["id"]}
    if layer == "crossings":
        found["rank"] = 3.5 if row.get("status") in {"open", "seasonal"} else 1
        found["z_offset"] = 700 if found["rank"] > 1 else 500  # the open ones on top
        return found
    if layer == "zones":
        found["rank"], found["z_offset"] = 0, 200
        return found
    rank = found["rank"] = _PRIORITY.get(str(row["kind"]), 0) + ("article" in _tags(row))
    if rank < 2:
        found["min_zoom"] = TOWN_ZOOM if rank else DETAIL_ZOOM
    # Names of Chinese places stand on the Chinese side of the line, where there is room.
    if row.get("country") == "CN":
        found["west"] = True
    return found


def _tags(row: Mapping[str, Any]) -> list[str]:
    tags = row.get("tags")
    return list(tags) if isinstance(tags, list | tuple) else []
