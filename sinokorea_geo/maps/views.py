"""Find what maps and figures show alike: ready views, and the rows of each layer."""

from typing import Any

import geopandas as gpd
import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.maps.style import zone_family
from sinokorea_geo.maps.words import read_json

#: The features that each view shows.
VIEWS: dict[str, list[str]] = read_json("style.json")["views"]
_ROUND_DEG = 0.03


def view_extent(atlas: Atlas, name: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a ready view."""
    if name not in VIEWS:
        raise InvalidQuantity(f"no view {name!r}; there are {', '.join(VIEWS)}")
    places = map(atlas.get, VIEWS[name])
    around = shapely.MultiPoint([(p.lon, p.lat) for p in places]).buffer(_ROUND_DEG)
    extent: tuple[float, float, float, float] = around.bounds
    return extent


def frame_of(atlas: Atlas, layer: Any) -> gpd.GeoDataFrame:
    """Return the rows of a layer: plans are kept from zones, and prefectures from provinces."""
    if layer == "routes":
        return _routes(atlas)
    frame = atlas.layer("zones" if layer == "plans" else layer)
    if layer in {"zones", "plans"}:
        is_plan = frame["kind"].map(zone_family) == "plan"
        return frame[is_plan == (layer == "plans")]
    return frame[frame["kind"] != "prefecture"] if layer == "provinces" else frame


def _routes(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the routes, railways along their tracks where the atlas has them."""
    routes, tracks = atlas.routes.set_index("id", drop=False), atlas.railways.set_index("route_id")
    both = routes.index.intersection(tracks.index)
    known = ["geometry", "geometry_basis", "accuracy_m"]
    routes.loc[both, known] = tracks.loc[both, known]
    return routes
