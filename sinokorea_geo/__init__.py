"""A sourced, dated, measurable atlas of the China–North Korea border.

>>> import sinokorea_geo as skg
>>> atlas = skg.load_atlas()
>>> rajin = atlas.find("Rajin")
>>> round(atlas.border.depth(rajin).nearest_m / 1000, 1)
30.8
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sinokorea_geo import errors

if TYPE_CHECKING:
    from sinokorea_geo import testing as testing
    from sinokorea_geo.atlas import *
    from sinokorea_geo.claims import ClaimCheck as ClaimCheck
    from sinokorea_geo.claims import check_claim as check_claim
    from sinokorea_geo.claims import check_claims as check_claims
    from sinokorea_geo.claims import find_claims as find_claims
    from sinokorea_geo.errors import *
    from sinokorea_geo.geodesy import from_bd09 as from_bd09
    from sinokorea_geo.geodesy import from_gcj02 as from_gcj02
    from sinokorea_geo.geodesy import to_bd09 as to_bd09
    from sinokorea_geo.geodesy import to_gcj02 as to_gcj02
    from sinokorea_geo.io import read_features as read_features
    from sinokorea_geo.maps import make_map as make_map
    from sinokorea_geo.maps import plot as plot
    from sinokorea_geo.maps import plot_along as plot_along
    from sinokorea_geo.maps import save_html as save_html
    from sinokorea_geo.maps import save_image as save_image
    from sinokorea_geo.maps import show as show
    from sinokorea_geo.maps.export import export_atlas as export_atlas
    from sinokorea_geo.spatial import *
    from sinokorea_geo.story import *
    from sinokorea_geo.toponyms import *

__version__ = "0.2.0"

#: Which room each name comes from; opened when the name is first used.
_ROOMS = {
    "atlas": "Atlas BorderLine Depth Place ReferencedLine Section load_atlas",
    "claims": "ClaimCheck check_claim check_claims find_claims",
    "errors": " ".join(errors.__all__),
    "geodesy": "from_bd09 from_gcj02 to_bd09 to_gcj02",
    "io": "read_features",
    "maps": "make_map plot plot_along save_html save_image show",
    "maps.export": "export_atlas",
    "spatial": "annotate between corridor count_by_reach distance distance_matrix nearest "
    "stated_and_measured within_corridor within_zones",
    "story": "Story make_story",
    "testing": "testing",
    "toponyms": "find_mentions geocode",
}
_ROOM_OF = dict(sorted((name, room) for room, names in _ROOMS.items() for name in names.split()))

__all__ = list(_ROOM_OF)


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOM_OF[name]}")
    value = room if name == _ROOM_OF[name] else getattr(room, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
