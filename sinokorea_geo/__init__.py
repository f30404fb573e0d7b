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

if TYPE_CHECKING:
    from sinokorea_geo.atlas import (
        Atlas,
        BorderLine,
        Depth,
        Place,
        ReferencedLine,
        Section,
        load_atlas,
    )
    from sinokorea_geo.claims import ClaimCheck, check_claim, check_claims, find_claims
    from sinokorea_geo.errors import (
        AmbiguousName,
        CRSMismatch,
        DataError,
        InvalidCoordinates,
        InvalidDate,
        InvalidGeometry,
        InvalidQuantity,
        InvalidText,
        OutputError,
        PlaceNotFound,
        SchemaError,
        SinoKoreaGeoError,
    )
    from sinokorea_geo.geodesy import from_bd09, from_gcj02, to_bd09, to_gcj02
    from sinokorea_geo.io import export_atlas, read_features
    from sinokorea_geo.maps import make_map, plot, save_html, save_image, show
    from sinokorea_geo.spatial import (
        annotate,
        corridor,
        count_by_reach,
        distance,
        distance_matrix,
        nearest,
        stated_and_measured,
        within_corridor,
        within_zones,
    )
    from sinokorea_geo.story import Story, make_story
    from sinokorea_geo.toponyms import find_mentions, geocode

__version__ = "0.1.0"

__all__ = [
    "AmbiguousName",
    "Atlas",
    "BorderLine",
    "CRSMismatch",
    "ClaimCheck",
    "DataError",
    "Depth",
    "InvalidCoordinates",
    "InvalidDate",
    "InvalidGeometry",
    "InvalidQuantity",
    "InvalidText",
    "OutputError",
    "Place",
    "PlaceNotFound",
    "ReferencedLine",
    "SchemaError",
    "Section",
    "SinoKoreaGeoError",
    "Story",
    "annotate",
    "check_claim",
    "check_claims",
    "corridor",
    "count_by_reach",
    "distance",
    "distance_matrix",
    "export_atlas",
    "find_claims",
    "find_mentions",
    "from_bd09",
    "from_gcj02",
    "geocode",
    "load_atlas",
    "make_map",
    "make_story",
    "nearest",
    "plot",
    "read_features",
    "save_html",
    "save_image",
    "show",
    "stated_and_measured",
    "to_bd09",
    "to_gcj02",
    "within_corridor",
    "within_zones",
]

#: Which room each name comes from; opened when the name is first used.
_ROOMS = {
    "atlas": ("Atlas", "BorderLine", "Depth", "Place", "ReferencedLine", "Section", "load_atlas"),
    "claims": ("ClaimCheck", "check_claim", "check_claims", "find_claims"),
    "geodesy": ("from_bd09", "from_gcj02", "to_bd09", "to_gcj02"),
    "io": ("export_atlas", "read_features"),
    "maps": ("make_map", "plot", "save_html", "save_image", "show"),
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
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOM_OF.get(name, 'errors')}")
    value = getattr(room, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
