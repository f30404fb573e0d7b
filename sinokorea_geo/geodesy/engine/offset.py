"""Draw the raw outline of a buffer, less what other parts cover for certain."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sinokorea_geo.geodesy.engine.arithmetic import MEAN_RADIUS_M, FloatArray, IntArray
from sinokorea_geo.geodesy.engine.geodesic import EdgeSet, direct, ecef, least_chord
from sinokorea_geo.geodesy.engine.search import EdgeIndex

_LEFT_DEG: Final = -90.0
_RIGHT_DEG: Final = 90.0
# However straight, no line drawn is longer: so long a chord is 0.08 m below the surface.
_LONGEST_LINE_M: Final = 2_000.0
# How far feet may be below the surface, being on chords.
_FEET_BELOW_M: Final = 0.1

# Pieces of curve: from (offset, angle) to (offset, angle) at a distance from an edge. Angles are
# degrees clockwise from the edge. Where two pieces meet they share a node, whose position is
# computed once: nothing may gape between them.
_PIECE: Final = np.dtype(
    [
        ("edge", "i8"),
        *((name, "f8") for name in ("from_m", "to_m", "from_deg", "to_deg")),
        *((name, "i8") for name in ("from_node", "to_node")),
    ]
)
_Pieces = NDArray[np.void]


def raw_outline(index: EdgeIndex, width_m: float, tolerance_m: float) -> FloatArray:
    """Draw straight lines among which is the boundary of all within a width of edges."""
    edges = index.edges
    nodes, pieces = _first_pieces(edges)
    lon, lat = _positions(edges, *nodes, width_m)
    kept: list[_Pieces] = []
    while len(pieces):
        middle_m = (pieces["from_m"] + pieces["to_m"]) / 2.0
        middle_deg = (pieces["from_deg"] + pieces["to_deg"]) / 2.0
        middle_lon, middle_lat = _positions(edges, pieces["edge"], middle_m, middle_deg, width_m)
        along = pieces["to_m"] - pieces["from_m"]
        length = along + width_m * np.radians(np.abs(pieces["to_deg"] - pieces["from_deg"]))
        covered = _covered(
            index.rough_feet(ecef(middle_lon, middle_lat)),
            [
                (middle_lon, middle_lat),
                (lon[pieces["from_node"]], lat[pieces["from_node"]]),
                (lon[pieces["to_node"]], lat[pieces["to_node"]]),
            ],
            # Lines of two curves that cross at a slight angle may cross past where the curves
            # do. Kept this much longer than the tolerance, they still meet.
            width_m - 2.0 * tolerance_m,
        )
        short = length <= _line_length(middle_lat, along > 0.0, width_m, tolerance_m)
        kept.append(pieces[short & ~covered])
        halved = ~short & ~covered
        first, second = pieces[halved], pieces[halved]
        first["to_m"] = second["from_m"] = middle_m[halved]
        first["to_deg"] = second["from_deg"] = middle_deg[halved]
        first["to_node"] = second["from_node"] = len(lon) + np.arange(len(first))
        pieces = np.concatenate((first, second))
        lon = np.concatenate((lon, middle_lon[halved]))
        lat = np.concatenate((lat, middle_lat[halved]))
    drawn = np.concatenate(kept)
    ends = np.stack((drawn["from_node"], drawn["to_node"]), axis=1)
    return np.stack((lon[ends], lat[ends]), axis=-1)


def _first_pieces(edges: EdgeSet) -> tuple[tuple[IntArray, FloatArray, FloatArray], _Pieces]:
    """Place nodes 4e to 4e + 3 left and right of the ends of edge e, and the pieces between."""
    length = edges.length_m
    every = np.arange(len(edges))
    nodes = (
        np.repeat(every, 4),
        np.column_stack((0.0 * length, length, 0.0 * length, length)).ravel(),
        np.tile([_LEFT_DEG, _LEFT_DEG, _RIGHT_DEG, _RIGHT_DEG], len(edges)),
    )
    after = edges.next_edge
    long, turning, last = every[length > 0.0], every[after >= 0], every[after < 0]
    first = np.setdiff1d(every, after)
    bend = edges.start_deg[after[turning]] - edges.end_deg[turning]
    bend = 180.0 - (180.0 - bend) % 360.0
    end = length[turning]
    found = [
        _pieces(
            last, length[last], length[last], _LEFT_DEG, _RIGHT_DEG, 4 * last + 1, 4 * last + 3
        ),
        _pieces(first, 0.0, 0.0, _RIGHT_DEG, _LEFT_DEG + 360.0, 4 * first + 2, 4 * first),
    ]
    for angle, node in ((_LEFT_DEG, 0), (_RIGHT_DEG, 2)):
        here, there = 4 * turning + node + 1, 4 * after[turning] + node
        beside = 4 * long + node
        found += [
            _pieces(long, 0.0, length[long], angle, angle, beside, beside + 1),
            _pieces(turning, end, end, angle, angle + bend, here, there),
        ]
    return nodes, np.concatenate(found)


def _pieces(*columns: ArrayLike) -> _Pieces:
    """Make pieces, repeating whatever is the same for all of them."""
    made = np.empty(len(np.asarray(columns[0])), dtype=_PIECE)
    for name, column in zip(_PIECE.names or (), columns, strict=True):
        made[name] = column
    return made


def _positions(
    edges: EdgeSet, edge: IntArray, offset_m: FloatArray, angle_deg: FloatArray, width_m: float
) -> tuple[FloatArray, FloatArray]:
    """Find points at the width from points of edges."""
    lon, lat, bearing = edges.position(edge, offset_m)
    lon, lat, _ = direct(lon, lat, bearing + angle_deg, np.full(len(edge), width_m))
    return lon, lat


def _covered(
    feet: FloatArray, points: list[tuple[FloatArray, FloatArray]], reach_m: float
) -> NDArray[np.bool_]:
    """Tell whether all points of a piece are for certain within reach of its foot."""
    if reach_m <= 0.0:
        return np.zeros(len(feet), dtype=bool)
    limit = least_chord(reach_m) - _FEET_BELOW_M
    away = [np.linalg.norm(ecef(lon, lat) - feet, axis=1) for lon, lat in points]
    return np.asarray(np.maximum.reduce(away) <= limit)


def _line_length(
    lat: FloatArray, straight: NDArray[np.bool_], width_m: float, tolerance_m: float
) -> FloatArray:
    """Compute the length up to which a line stands for a piece."""
    slope = np.abs(np.tan(np.radians(lat))) + 1e-9
    flat = np.minimum(np.sqrt(2.0 * tolerance_m * MEAN_RADIUS_M / slope), _LONGEST_LINE_M)
    return np.where(straight, flat, np.minimum(flat, np.sqrt(4.0 * tolerance_m * width_m)))
