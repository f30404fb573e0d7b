"""A sourced, dated, measurable atlas of the China–North Korea border.

>>> import sinokorea_geo as skg
>>> atlas = skg.load_atlas()
>>> rajin = atlas.find("Rajin")
>>> round(atlas.border.depth(rajin).nearest_m / 1000, 1)
30.8
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sinokorea_geo import errors

if TYPE_CHECKING:
    from sinokorea_geo.atlas import Atlas as Atlas
    from sinokorea_geo.atlas import BorderLine as BorderLine
    from sinokorea_geo.atlas import Depth as Depth
    from sinokorea_geo.atlas import Place as Place
    from sinokorea_geo.atlas import ReferencedLine as ReferencedLine
    from sinokorea_geo.atlas import Section as Section
    from sinokorea_geo.atlas import load_atlas as load_atlas
    from sinokorea_geo.claims import ClaimCheck as ClaimCheck
    from sinokorea_geo.claims import check_claim as check_claim
    from sinokorea_geo.claims import check_claims as check_claims
    from sinokorea_geo.claims import find_claims as find_claims
    from sinokorea_geo.errors import AmbiguousName as AmbiguousName
    from sinokorea_geo.errors import CRSMismatch as CRSMismatch
    from sinokorea_geo.errors import DataError as DataError
    from sinokorea_geo.errors import InvalidCoordinates as InvalidCoordinates
    from sinokorea_geo.errors import InvalidDate as InvalidDate
    from sinokorea_geo.errors import InvalidGeometry as InvalidGeometry
    from sinokorea_geo.errors import InvalidQuantity as InvalidQuantity
    from sinokorea_geo.errors import InvalidText as InvalidText
    from sinokorea_geo.errors import OutputError as OutputError
    from sinokorea_geo.errors import PlaceNotFound as PlaceNotFound
    from sinokorea_geo.errors import SchemaError as SchemaError
    from sinokorea_geo.errors import SinoKoreaGeoError as SinoKoreaGeoError
    from sinokorea_geo.geodesy import from_bd09 as from_bd09
    from sinokorea_geo.geodesy import from_gcj02 as from_gcj02
    from sinokorea_geo.geodesy import to_bd09 as to_bd09
    from sinokorea_geo.geodesy import to_gcj02 as to_gcj02
    from sinokorea_geo.io import export_atlas as export_atlas
    from sinokorea_geo.io import read_features as read_features
    from sinokorea_geo.maps import make_map as make_map
    from sinokorea_geo.maps import plot as plot
    from sinokorea_geo.maps import plot_along as plot_along
    from sinokorea_geo.maps import save_html as save_html
    from sinokorea_geo.maps import save_image as save_image
    from sinokorea_geo.maps import show as show
    from sinokorea_geo.spatial import annotate as annotate
    from sinokorea_geo.spatial import corridor as corridor
    from sinokorea_geo.spatial import count_by_reach as count_by_reach
    from sinokorea_geo.spatial import distance as distance
    from sinokorea_geo.spatial import distance_matrix as distance_matrix
    from sinokorea_geo.spatial import nearest as nearest
    from sinokorea_geo.spatial import stated_and_measured as stated_and_measured
    from sinokorea_geo.spatial import within_corridor as within_corridor
    from sinokorea_geo.spatial import within_zones as within_zones
    from sinokorea_geo.story import Story as Story
    from sinokorea_geo.story import make_story as make_story
    from sinokorea_geo.toponyms import find_mentions as find_mentions
    from sinokorea_geo.toponyms import geocode as geocode

__version__ = "0.1.0"

#: Which room each name comes from; opened when the name is first used.
_ROOMS = {
    "atlas": ("Atlas", "BorderLine", "Depth", "Place", "ReferencedLine", "Section", "load_atlas"),
    "claims": ("ClaimCheck", "check_claim", "check_claims", "find_claims"),
    "errors": errors.__all__,
    "geodesy": ("from_bd09", "from_gcj02", "to_bd09", "to_gcj02"),
    "io": ("export_atlas", "read_features"),
    "maps": ("make_map", "plot", "plot_along", "save_html", "save_image", "show"),
    "spatial": (
        "annotate",
        "corridor",
        "count_by_reach",
        "distance",
        "distance_matrix",
        "nearest",
        "stated_and_measured",
        "within_corridor",
        "within_zones",
    ),
    "story": ("Story", "make_story"),
    "toponyms": ("find_mentions", "geocode"),
}
_ROOM_OF = dict(sorted((name, room) for room, names in _ROOMS.items() for name in names))

__all__ = list(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
