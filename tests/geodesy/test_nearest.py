"""Nearest points against the oracle, answers worked by hand, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import (
    NearestOnLine,
    PolylineIndex,
    destination,
    distance_m,
    distance_matrix,
    nearest_points,
)
from sinokorea_geo.geodesy.engine import ecef
from tests.geodesy import oracle
from tests.geodesy.lines import wiggly

DEGREE_M = math.pi * 6378137.0 / 180
FIELDS = ("distance_m", "along_m", "lon", "lat", "segment", "side")


def agree_with_oracle(coords: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> None:
    """Same distance to a micrometre, and the named point really is that far."""
    line = PolylineIndex(*np.asarray(coords, dtype=float).T)
    near = line.query(lon, lat)
    wanted = oracle.distances(coords, lon, lat)
    np.testing.assert_allclose(near.distance_m, wanted, rtol=0, atol=1e-6)
    reached = oracle.inverse_m(lon, lat, near.lon, near.lat)
    np.testing.assert_allclose(reached, near.distance_m, rtol=0, atol=1e-7)


# --- answers worked by hand -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lon", "lat", "distance", "along", "segment", "side"),
    [
        # East along the equator to 1° E, then north along that meridian to 1° N.
        # 0.5° E 0.3° S: its meridian meets the equator at a right angle, 0.5° along, on the
        # right. That much meridian is a (1 - e²) (φ + e² φ³ / 2) = 33,172.286 m.
        (0.5, -0.3, 33172.286, 0.5 * DEGREE_M, 0, -1),
        # Inside the corner, nearer to the first edge: left.
        (0.5, 0.2, 22114.856, 0.5 * DEGREE_M, 0, 1),
        # South-east of the corner, in the sector between both edges' normals: the corner
        # itself, right, though the point lies on no edge's right-hand strip.
        (1.3, -0.3, None, DEGREE_M, 0, -1),
        # West of the start and a little north: the start; left of the first edge extended.
        (-0.4, 0.1, None, 0.0, 0, 1),
        (-0.4, -0.1, None, 0.0, 0, -1),
        # North of the end: the end; west is left of northward travel.
        (0.9, 1.5, None, DEGREE_M + 110574.389, 1, 1),
        (1.1, 1.5, None, DEGREE_M + 110574.389, 1, -1),
        # On the line, and on a vertex.
        (0.25, 0.0, 0.0, 0.25 * DEGREE_M, 0, 0),
        (1.0, 0.0, 0.0, DEGREE_M, 0, 0),
    ],
)
def test_three_vertices_by_hand(  # noqa: PLR0917 - a row by hand
    lon: float, lat: float, distance: float | None, along: float, segment: int, side: int
) -> None:
    near = PolylineIndex([0, 1, 1], [0, 0, 1]).query(lon, lat)
    if distance is not None:
        assert float(near.distance_m) == pytest.approx(distance, abs=2e-3)
    assert float(near.along_m) == pytest.approx(along, abs=2e-3)
    assert int(near.segment) == segment
    assert int(near.side) == side
    assert float(near.distance_m) == distance_m(lon, lat, near.lon, near.lat)


@pytest.mark.parametrize("turn", [170.0, 120.0, 60.0, 5.0, -5.0, -60.0, -120.0, -170.0])
def test_side_at_corners_is_that_of_the_sectors(turn: float) -> None:
    # Arrive northward at the origin and leave at `turn` degrees clockwise from north. Every
    # point not on the line is left or right of it, according to the sector it lies in.
    out = math.radians(turn)
    arm = 0.1
    line = PolylineIndex([0, 0, arm * math.sin(out)], [-arm, 0, arm * math.cos(out)])
    for bearing in np.arange(-179.0, 180.0, 3.7):
        if min(abs(bearing - turn), abs(abs(bearing) - 180)) < 2:
            continue
        at = math.radians(bearing)
        near = line.query(1e-3 * math.sin(at), 1e-3 * math.cos(at))
        # Right is the sector swept clockwise from the way out to the way back (south).
        right = turn < bearing
        assert int(near.side) == (-1 if right else 1), (turn, bearing)


def test_sides_at_a_fold_and_around_a_ring() -> None:
    # A spur out and back: beyond its tip there is no side.
    spur = PolylineIndex([0, 1, 0], [0, 0, 0])
    assert int(spur.query(1.5, 0).side) == 0
    # A ring run counter-clockwise has its inside on the left, at its first vertex too.
    ring = PolylineIndex([0, 1, 1, 0, 0], [0, 0, 1, 1, 0])
    outside = ring.query([-0.5, 0.5, 1.5, -0.5, -0.5], [-0.5, -0.5, 1.5, 0.01, 0.5])
    assert outside.side.tolist() == [-1] * 5
    assert ring.query([0.5, 0.01, 0.99], [0.5, 0.01, 0.99]).side.tolist() == [1] * 3


def test_side_at_a_sharp_corner_wherever_the_edges_are_cut() -> None:
    # Northward, then back south-west at 30°: above the tip all is right of the line, left of
    # the first edge though it is.
    for arm in np.linspace(0.02, 0.5, 60):
        line = PolylineIndex([0, 0, -arm / 2], [-arm, 0, -arm])
        assert line.query([-1e-3, -1e-3], [2e-3, 4e-3]).side.tolist() == [-1, -1], arm


def test_side_at_the_first_vertex_of_a_sharp_ring() -> None:
    # Counter-clockwise, its first vertex a tip that points west: behind it is outside, though
    # it is left of the first edge extended backwards.
    ring = PolylineIndex([0, 1, 1, 0], [0, 0.1, 0.3, 0])
    near = ring.query([-0.1, -0.1, 0.5], [0.01, -0.05, 0.1])
    assert near.along_m[:2].tolist() == [0, 0]
    assert near.side.tolist() == [-1, -1, 1]


def test_an_edge_is_not_taken_for_its_chord() -> None:
    # The middle of a 2 km edge is 0.08 m above its chord: a point there is on the line, though
    # the chord of another edge, 0.05 m to the north, is nearer.
    half, north = 1_000 / DEGREE_M, 0.05 / 110574.4
    line = PolylineIndex([-half, half, half, 1e-6, -1e-6], [0, 0, north, north, north])
    near = line.query(0, 0)
    assert int(near.segment) == 0
    assert float(near.distance_m) < 1e-6


def test_of_equally_near_points_the_lowest_chainage_wins() -> None:
    # From the pole every point of the equator is equally far.
    assert float(PolylineIndex([0, 40, 90], [0, 0, 0]).query(10, 90).along_m) == 0.0
    # Two parallel arms of a hairpin, symmetric about the equator.
    hairpin = PolylineIndex([0, 10, 10, 0], [1, 1, -1, -1])
    near = hairpin.query([3, 5], [0, 0])
    assert near.segment.tolist() == [0, 0]
    assert near.lat == pytest.approx([1, 1], abs=0.01)
    # The first and last vertex of a ring.
    assert float(PolylineIndex([0, 1, 1, 0], [0, 0, 1, 0]).query(-1, -1).along_m) == 0.0


def test_from_afar_the_foot_is_not_drawn_to_a_vertex() -> None:
    # A vertex 0.1 m from the foot is, 150 km off, only 0.03 µm farther: no tie.
    east = 0.1 / DEGREE_M
    line = PolylineIndex([-1, 0.5 - east, 1], [0, 0, 0])
    near = line.query(0.5, 1.35)
    assert float(near.along_m) == pytest.approx(1.5 * DEGREE_M, abs=1e-3)


# --- the oracle ---------------------------------------------------------------------------------


def test_wiggly_line_against_the_oracle() -> None:
    coords = wiggly()
    rng = np.random.default_rng(11)
    near = coords[rng.integers(0, len(coords), 25)] + rng.normal(0, 0.02, (25, 2))
    far = np.column_stack((rng.uniform(118, 136, 15), rng.uniform(33, 50, 15)))
    agree_with_oracle(coords, *np.vstack((near, far)).T)


@pytest.mark.parametrize(
    "coords",
    [
        [(178, 10), (-178, 12), (-175, -3)],  # across the antimeridian
        [(0, 88), (90, 89), (180, 88.5)],  # around the pole
        [(0, 85), (180, 85)],  # over the pole
        [(20, -70), (20, -90), (110, -80)],  # a vertex at the pole
        [(-60, 10), (100, -20)],  # one edge of 17,000 km
        [(5, 5), (5, 5), (6, 6), (6, 6), (6, 6), (5, 6)],  # repeated vertices
        [(127, 40), (127, 40.0000001), (127.0000001, 40)],  # centimetres
    ],
)
def test_hard_places_against_the_oracle(coords: list[tuple[float, float]]) -> None:
    rng = np.random.default_rng(5)
    lon = rng.uniform(-180, 180, 40)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 40)))
    xy = np.asarray(coords, dtype=float)
    close = np.clip(xy[rng.integers(0, len(xy), 20)] + rng.normal(0, 0.3, (20, 2)), -90, 90)
    agree_with_oracle(xy, lon, lat)
    agree_with_oracle(xy, *close.T)


def test_the_far_side_of_the_earth_against_the_oracle() -> None:
    coords = wiggly(60)
    rng = np.random.default_rng(3)
    # Within a few degrees of the antipodes of (124, 40).
    agree_with_oracle(coords, rng.uniform(-62, -48, 30), rng.uniform(-46, -34, 30))


def test_humps_of_distance_on_the_far_side_against_the_oracle() -> None:
    # Seen from there the middle of the edge is farther than both its ends.
    coords = [(0.0, 10.0), (0.018, 10.0)]
    lon = -180 + 0.009 + np.linspace(-0.006, 0.006, 13)
    agree_with_oracle(np.array(coords), lon, np.full(13, -13.0))
    ends = PolylineIndex(*np.array(coords).T).query(lon, np.full(13, -13.0)).along_m
    assert 0 < (ends > 0).sum() < 13


def test_edges_of_all_lengths_from_the_far_side_against_the_oracle() -> None:
    rng = np.random.default_rng(8)
    step, heading = 10 ** rng.uniform(-4.2, -1.8, 80), rng.uniform(0, 2 * math.pi, 80)
    coords = np.cumsum(np.column_stack((step * np.sin(heading), step * np.cos(heading))), axis=0)
    agree_with_oracle(coords, 180 - rng.uniform(0, 3, 40), rng.uniform(-3, 3, 40))


# --- laws ---------------------------------------------------------------------------------------

vertices = st.lists(
    st.tuples(st.floats(120, 130), st.floats(36, 46)), min_size=2, max_size=7, unique=True
)
places = st.tuples(st.floats(115, 135), st.floats(30, 50))


def index_of(coords: list[tuple[float, float]]) -> PolylineIndex:
    line = PolylineIndex(*np.array(coords).T)
    assume(np.diff(line.vertex_m).min() > 1.0)
    return line


@settings(max_examples=24)
@given(vertices, places)
def test_toy_lines_against_the_oracle(
    coords: list[tuple[float, float]], place: tuple[float, float]
) -> None:
    near = index_of(coords).query(*place)
    assert float(near.distance_m) == pytest.approx(
        oracle.nearest(coords, *place).distance_m, abs=1e-6
    )


@given(vertices, places)
def test_reversal_mirrors_chainage_and_side(
    coords: list[tuple[float, float]], place: tuple[float, float]
) -> None:
    forth, back = index_of(coords), index_of(coords[::-1])
    one, other = forth.query(*place), back.query(*place)
    assert float(one.distance_m) == pytest.approx(float(other.distance_m), abs=1e-6)
    assert forth.length_m == pytest.approx(back.length_m, abs=1e-8)
    # Unless two places are equally near, the same one is found, and its sides change over.
    mirrored = forth.length_m - float(other.along_m)
    if abs(float(one.along_m) - mirrored) < 1e-3:
        assert int(one.side) == -int(other.side)
    else:
        lon, lat = _at(forth, mirrored)
        assert float(distance_m(*place, lon, lat)) == pytest.approx(float(one.distance_m), abs=1e-5)


@given(vertices, places, st.floats(0.01, 0.99), st.data())
def test_a_vertex_more_on_an_edge_changes_nothing(
    coords: list[tuple[float, float]], place: tuple[float, float], share: float, data: st.DataObject
) -> None:
    line = index_of(coords)
    edge = data.draw(st.integers(0, len(coords) - 2))
    low, high = line.vertex_m[edge], line.vertex_m[edge + 1]
    lon, lat = _at(line, low + share * (high - low))
    finer = index_of([*coords[: edge + 1], (lon, lat), *coords[edge + 1 :]])
    one, other = line.query(*place), finer.query(*place)
    assert finer.length_m == pytest.approx(line.length_m, abs=1e-6)
    assert float(one.distance_m) == pytest.approx(float(other.distance_m), abs=1e-6)


@given(vertices, places, places)
def test_distance_to_a_line_is_lipschitz(
    coords: list[tuple[float, float]], p: tuple[float, float], q: tuple[float, float]
) -> None:
    far = index_of(coords).query(*np.transpose([p, q])).distance_m
    assert abs(far[0] - far[1]) <= distance_m(*p, *q) + 1e-6


@given(vertices, places, st.floats(0, 2e6))
def test_within_is_distance_at_most_the_width(
    coords: list[tuple[float, float]], place: tuple[float, float], width: float
) -> None:
    line = index_of(coords)
    distance = float(line.query(*place).distance_m)
    assert bool(line.within(*place, width)) == (distance <= width)
    assert bool(line.within(*place, distance))


def test_results_do_not_depend_on_batch_or_order() -> None:
    coords = wiggly(3000)
    line = PolylineIndex(*coords.T)
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(120, 140, 4000), rng.uniform(35, 55, 4000)
    lon[:40], lat[:40] = rng.uniform(-62, -48, 40), rng.uniform(-46, -34, 40)
    together, order = line.query(lon, lat), rng.permutation(4000)
    shuffled = line.query(lon[order], lat[order])
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(shuffled, field), getattr(together, field)[order])
        alone = [getattr(line.query(lon[i], lat[i]), field) for i in range(0, 4000, 97)]
        np.testing.assert_array_equal(alone, getattr(together, field)[::97])


# --- shapes and refusals ------------------------------------------------------------------------


def test_shapes_follow_the_question() -> None:
    line = PolylineIndex([0, 1], [0, 0])
    for question, shape in (((0.5, 1.0), ()), (([0.5], [1]), (1,)), (([], []), (0,))):
        near = line.query(*question)
        assert isinstance(near, NearestOnLine)
        assert {getattr(near, field).shape for field in FIELDS} == {shape}
    assert near.side.dtype == np.int8
    assert line.within(0.5, 0.0, 0).shape == ()
    assert repr(line) == "PolylineIndex(2 vertices, 111.319 km)"


def test_repeated_vertices_keep_their_numbers() -> None:
    line = PolylineIndex([0, 0, 1, 1, 2], [0, 0, 0, 0, 0])
    np.testing.assert_allclose(line.vertex_m, np.array([0, 0, 1, 1, 2]) * DEGREE_M, atol=1e-7)
    near = line.query([0.5, 1.5, 2.5], [1, 1, 1])
    assert near.segment.tolist() == [1, 3, 3]


def test_what_is_shared_cannot_be_written_to() -> None:
    lon = np.array([0.0, 1.0])
    line = PolylineIndex(lon, [0, 0])
    lon[0] = 50.0
    assert line.lon[0] == 0.0
    for array in (line.lon, line.lat, line.vertex_m):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


@pytest.mark.parametrize(
    ("lon", "lat", "error", "message"),
    [
        ([1], [2], InvalidGeometry, "a line needs two vertices; 1 given"),
        (1, 2, InvalidGeometry, "a line needs two vertices; 1 given"),
        ([3, 3, 3], [4, 4, 4], InvalidGeometry, "all 3 vertices of the line are the same point"),
        (
            [0, 179.9],
            [0, 0],
            InvalidGeometry,
            r"edge from \(0, 0\) to \(179.9, 0\) is 20,00\d km long",
        ),
        ([0, math.nan], [0, 0], InvalidCoordinates, "longitude of vertex 1 is nan"),
    ],
)
def test_bad_lines_are_named(
    lon: object, lat: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        PolylineIndex(lon, lat)  # type: ignore[arg-type]  # the point of the test


def test_bad_questions_are_named() -> None:
    line = PolylineIndex([0, 1], [0, 0])
    with pytest.raises(InvalidCoordinates, match="are longitude and latitude swapped"):
        line.query(40.0, 124.0)
    for width in (-1, math.nan, "1 km"):
        with pytest.raises(InvalidQuantity, match="width_m is"):
            line.within(0, 0, width)  # type: ignore[arg-type]  # the point of the test


# --- among many ---------------------------------------------------------------------------------


def test_nearest_points_against_the_whole_matrix() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 60), rng.uniform(-90, 90, 60)
    to_lon, to_lat = rng.uniform(-180, 180, 40), rng.uniform(-90, 90, 40)
    apart = oracle.inverse_m(lon[:, None], lat[:, None], to_lon, to_lat)
    for k in (1, 3, 40):
        index, distance = nearest_points(lon, lat, to_lon, to_lat, k=k)
        np.testing.assert_array_equal(index, np.argsort(apart, axis=1, kind="stable")[:, :k])
        np.testing.assert_allclose(distance, np.sort(apart, axis=1)[:, :k], rtol=0, atol=1e-7)


def test_targets_are_ranked_by_distance_and_not_by_chord() -> None:
    # North–south the ellipsoid bends more: 5,000 km that way have a chord 1.2 km shorter than
    # 4,999.9 km along the equator.
    north, east = destination(0, 0, 0, 5_000_000), destination(0, 0, 90, 4_999_900)
    zero = np.zeros(())
    chords = [float(np.linalg.norm(ecef(*p) - ecef(zero, zero))) for p in (north, east)]
    assert chords[0] + 1_000 < chords[1]
    index, distance = nearest_points(0, 0, [north[0], east[0]], [north[1], east[1]])
    assert index.tolist() == [[1]]
    assert float(distance[0, 0]) == pytest.approx(4_999_900, abs=1e-6)


def test_of_equally_near_targets_the_first_wins() -> None:
    index, distance = nearest_points(0, 0, [1, 2, -1, 1], [0, 0, 0, 0], k=4)
    assert index.tolist() == [[0, 2, 3, 1]]
    assert distance[0, 0] == distance[0, 1] == distance[0, 2]


def test_distance_matrix_transposes_to_the_last_bit() -> None:
    rng = np.random.default_rng(4)
    one, two = rng.uniform(-90, 90, (2, 30)), rng.uniform(-90, 90, (2, 20))
    matrix = distance_matrix(*one, *two)
    assert matrix.shape == (30, 20)
    np.testing.assert_array_equal(matrix, distance_matrix(*two, *one).T)
    wanted = oracle.inverse_m(one[0][:, None], one[1][:, None], *two)
    np.testing.assert_allclose(matrix, wanted, rtol=0, atol=1e-7)
    assert distance_matrix(0, 0, [], []).shape == (1, 0)


@pytest.mark.parametrize("k", [0, 3, 1.0, "1", True, None])
def test_bad_k_is_named(k: object) -> None:
    with pytest.raises(InvalidQuantity, match="a whole number from 1 to 2 targets is wanted"):
        nearest_points(0, 0, [1, 2], [0, 0], k=k)  # type: ignore[arg-type]  # the point of the test


def test_bad_targets_are_named() -> None:
    with pytest.raises(InvalidCoordinates, match="longitude of target 1 is nan"):
        nearest_points(0, 0, [1, math.nan], [0, 0])


def _at(line: PolylineIndex, along: float) -> tuple[float, float]:
    lon, lat, _ = line._position(np.array([along]))
    return float(lon[0]), float(lat[0])


@pytest.mark.parametrize(("off_m", "side"), [(0.0005, 0), (0.005, 1), (0.05, 1)])
def test_within_a_millimetre_a_point_is_on_the_line(off_m: float, side: int) -> None:
    index = PolylineIndex([124.0, 124.0], [40.0, 41.0])  # northwards
    (east, west), lat = destination(124.0, 40.5, [90.0, 270.0], off_m)
    assert index.query([east, west], lat).side.tolist() == [-side, side]
