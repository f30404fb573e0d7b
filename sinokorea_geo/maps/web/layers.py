"""Layers of the atlas as plain data that the page's script draws."""

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
from sinokorea_geo.maps.web.words import Words

__all__ = ["Group", "areas_group", "lines_group", "points_group", "simplified"]

Group = dict[str, Any]
Sources = Collection[str]

DETAIL_ZOOM = 9
#: Below this a map is a phone's, or shows more than the border: cities have to do.
TOWN_ZOOM = 6
LINE_TOLERANCE_DEG = 0.0002
AREA_TOLERANCE_DEG = 0.002

#: What is labelled first when labels would collide.
_PRIORITY = {"city": 3, "peak": 2, "town": 1}


def points_group(layer: str, frame: gpd.GeoDataFrame, sources: Sources, words: Words) -> Group:
    """Return point features as a group with symbols, labels and popups.

    Parameters
    ----------
    layer : str
        ``crossings``, ``zones`` or ``places``.
    frame : geopandas.GeoDataFrame
        The features; areas are drawn as areas with their own popups.
    sources : collection of str
        The ids of the sources that the page holds.
    words : Words
        Of the labels.

    Returns
    -------
    dict
        Plain data.
    """
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
            | _standing(layer, row)
        )
    return {"id": layer, "label": words(f"group {layer}"), "features": features}


def lines_group(name: str, frame: gpd.GeoDataFrame, sources: Sources, words: Words) -> Group:
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
    sources: Sources,
    words: Words,
    *,
    label: str,
    style: str,
    popups: bool = True,
    quiet: bool = False,
    tolerance_deg: float = AREA_TOLERANCE_DEG,
) -> Group:
    """Return polygon features as a group in one style, shared edges simplified together.

    What is quiet opens from the search and the table, but not under a click: it is everywhere.
    """
    geometries = simplified(frame, tolerance_deg)
    features = [
        _feature(
            geometry,
            AREAS[style],
            popup=popup_of(row, sources, words) if popups else None,
            id=row.get("id", name),
        )
        | ({"quiet": True} if quiet else {})
        for geometry, row in zip(geometries, records(frame), strict=True)
    ]
    return {"id": name, "label": label, "features": features}


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
    popup: dict[str, Any] | None = None,
    label: str | None = None,
    id: str,
) -> dict[str, Any]:
    feature: dict[str, Any] = {"id": id, **packed(geometry), "style": as_json(style)}
    if popup:
        feature["popup"] = popup
    if label:
        feature["text"] = label
    return feature


def _standing(layer: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a point stands among others: label rank, stacking, nearest zoom it waits for."""
    if layer == "crossings":
        open_now = row.get("status") in {"open", "seasonal"}
        return {"rank": 3.5 if open_now else 1, "above": 500}
    if layer == "zones":
        return {"rank": 0, "above": 200}
    kind = str(row["kind"])
    rank = _PRIORITY.get(kind, 0) + ("article" in _tags(row))
    standing: dict[str, Any] = {"rank": rank}
    if rank < 2:
        standing["from_zoom"] = TOWN_ZOOM if rank else DETAIL_ZOOM
    # Names of Chinese places stand on the Chinese side of the line, where there is room.
    return standing | ({"west": True} if row.get("country") == "CN" else {})


def _tags(row: Mapping[str, Any]) -> list[str]:
    tags = row.get("tags")
    return list(tags) if isinstance(tags, list | tuple) else []
