"""Draw what lies under a story: land, provinces, rivers' border, names of countries."""

from __future__ import annotations

from typing import Any

import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.maps.web.encoding import packed

__all__ = ["CREDITS", "ground"]

CREDITS = (
    "© OpenStreetMap contributors (ODbL)",
    "GeoNames (CC BY 4.0)",
    "geoBoundaries (WFP/OCHA CC BY 3.0 IGO)",
    "sinokorea_geo",
)
_LAND_DEG = 0.004
_PROVINCE_DEG = 0.006
_BORDER_DEG = 0.0006
_COUNTRIES = {"china": (125.6, 42.75), "dprk": (126.9, 40.2), "russia": (131.3, 43.5)}


def ground(atlas: Atlas, words: dict[str, str]) -> dict[str, Any]:
    """Return the base map as plain data."""
    land = shapely.simplify(atlas.layer("basemap").geometry.to_numpy(), _LAND_DEG)
    provinces = atlas.provinces
    units = provinces[provinces["kind"] != "prefecture"].geometry.to_numpy()
    lines = atlas.layer("border").set_index("kind").geometry
    border = shapely.line_merge(shapely.union_all(lines.loc[["border-section"]].to_numpy()))
    others = lines.loc[["neighbour-border"]].to_numpy()
    west, south, east, north = border.bounds
    return {
        "land": packed(shapely.union_all(land)),
        "provinces": [packed(one) for one in shapely.simplify(units, _PROVINCE_DEG)],
        "border": packed(shapely.simplify(border, _BORDER_DEG)),
        "others": [packed(one) for one in shapely.simplify(others, _BORDER_DEG)],
        "countries": [{"text": words[key], "at": at} for key, at in _COUNTRIES.items()],
        "bounds": [[round(south, 3), round(west, 3)], [round(north, 3), round(east, 3)]],
        "credits": CREDITS,
    }
