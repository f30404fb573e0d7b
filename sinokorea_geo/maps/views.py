"""Find what maps and figures show alike: ready views, highlights, and the rows of each layer."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place
from sinokorea_geo.errors import InvalidGeometry, InvalidQuantity
from sinokorea_geo.maps.style import zone_family
from sinokorea_geo.maps.words import read_json

#: The features that each view shows.
VIEWS: dict[str, list[str]] = read_json("style.json")["views"]
_ROUND_DEG = 0.03
#: A place, its id, any of its names, or a line such as a stretch of the border.
Highlight: TypeAlias = Place | str | BaseGeometry


def check_names(names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Refuse names that are not known, with those that are."""
    if unknown := [name for name in names if name not in known]:
        raise InvalidQuantity(f"no {what} {unknown[0]!r}; there are {', '.join(known)}")


def view_extent(atlas: Atlas, name: str) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a ready view."""
    check_names([name], VIEWS, "view")
    places = map(atlas.get, VIEWS[name])
    around = shapely.MultiPoint([(p.lon, p.lat) for p in places]).buffer(_ROUND_DEG)
    extent: tuple[float, float, float, float] = around.bounds
    return extent


def highlighted(atlas: Atlas, what: Highlight) -> Place | BaseGeometry:
    """Return the place or the line to highlight."""
    if not isinstance(what, BaseGeometry):
        return what if isinstance(what, Place) else atlas.find(what)
    if what.geom_type not in {"LineString", "MultiLineString"}:
        raise InvalidGeometry(f"highlight takes places and lines, not a {what.geom_type}")
    return what


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
