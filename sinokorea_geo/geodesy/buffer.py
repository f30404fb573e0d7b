"""Draw buffers whose boundary is at the given distance over the ellipsoid, all around."""

from typing import Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from sinokorea_geo.errors import InvalidGeometry
from sinokorea_geo.geodesy import engine
from sinokorea_geo.geodesy.checks import checked_geometry, checked_quantity
from sinokorea_geo.geodesy.engine import FloatArray
from sinokorea_geo.geodesy.zones import ZoneIndex

_WIDEST_M: Final = 1e6
# Lines are put together on a grid of 0.1 mm or less, so that rounding leaves no gaps.
_GRID_DEG: Final = 1e-9
_GRID_DEG_PER_M: Final = 1e-7
# Of a narrow buffer the tolerance is no more than this share of the width.
_FINEST_SHARE: Final = 0.005


def geodesic_buffer(
    geometry: BaseGeometry, width_m: float, *, tolerance_m: float = 0.5
) -> Polygon | MultiPolygon:
    """Draw all that is within a distance of a geometry, measured over the ellipsoid.

    Degrees; ends are round, rings as in RFC 7946. `width_m` is above 0 and up to 1e6; the
    boundary keeps it to within `tolerance_m`, at least 0.001 and capped at 0.5 % of the width.
    `InvalidGeometry` if the buffer would reach a pole or the antimeridian.
    """
    flat = checked_geometry(geometry)
    width = checked_quantity(width_m, "width_m", above=0.0, at_most=_WIDEST_M)
    tolerance = checked_quantity(tolerance_m, "tolerance_m", at_least=0.001)
    tolerance = min(tolerance, _FINEST_SHARE * width)
    index = engine.EdgeIndex(engine.edges_of([flat])[0])
    reached = index.nearest(np.zeros(2), np.array([90.0, -90.0])).distance_m <= width
    if reached.any():
        name = "north" if reached[0] else "south"
        raise InvalidGeometry(
            f"a buffer of {width:,.10g} m would reach the {name} pole, around which no "
            "polygon in longitude and latitude can be drawn; choose a lesser width"
        )
    for path in engine.paths(flat):
        _refuse_antimeridian(np.diff(engine.lonlat(path)[0]), "the geometry crosses")
    lines = engine.raw_outline(index, width, tolerance)
    _refuse_antimeridian(lines[:, 1, 0] - lines[:, 0, 0], "the buffer would cross")
    grid = min(_GRID_DEG, _GRID_DEG_PER_M * tolerance)
    # Few long lines are noded several times faster than many short ones.
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(lines)))
    noded = shapely.unary_union(merged, grid_size=grid)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    # Each is within reach or not, by one point of it. Slivers between lines drawn for nearly the
    # same curve are inside, rounding or no.
    lon, lat = engine.lonlat(shapely.point_on_surface(faces))
    near = index.nearest(lon, lat).distance_m <= width + tolerance
    if areas := engine.polygons(flat):
        near[~near] = ZoneIndex(areas).first(lon[~near], lat[~near]) >= 0
    parts = [
        orient(polygon) for polygon in engine.polygons(shapely.coverage_union_all(faces[near]))
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _refuse_antimeridian(steps_deg: FloatArray, what: str) -> None:
    if (np.abs(steps_deg) > 180.0).any():
        raise InvalidGeometry(
            f"{what} the antimeridian; cut the geometry at ±180° and keep the parts "
            "farther than the width from it"
        )
