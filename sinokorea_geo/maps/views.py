"""Find what maps and figures show alike: ready views, and routes along their tracks."""

import geopandas as gpd
import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidQuantity
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


def routes_of(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return the routes, railways along their tracks where the atlas has them."""
    routes, tracks = atlas.routes.set_index("id", drop=False), atlas.railways.set_index("route_id")
    both, known = (
        routes.index.intersection(tracks.index),
        ["geometry", "geometry_basis", "accuracy_m"],
    )
    routes.loc[both, known] = tracks.loc[both, known]
    return routes
