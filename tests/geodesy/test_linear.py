"""Chainage both ways, pieces, and simplification."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, distance_m, length_m
from tests.geodesy import oracle
from tests.geodesy.lines import wiggly

DEGREE_M = math.pi * 6378137.0 / 180
RIVER = GeodesicLine(wiggly())
BACK = GeodesicLine(RIVER.coords[::-1])
# Plain lines that neither meet nor touch themselves, for laws that need a single answer.
shares = st.floats(0, 1)


def test_three_vertices_by_hand() -> None:
    # Two degrees of the equator, then north along a meridian for 1° = 110,574.389 m.
    line = GeodesicLine([(0, 0), (2, 0), (2, 1)])
    assert line.length_m == pytest.approx(2 * DEGREE_M + 110574.389, abs=1e-3)
    assert line.vertex_m == pytest.approx([0, 2 * DEGREE_M, 2 * DEGREE_M + 110574.389], abs=1e-3)
    lon, lat = line.point_at([0, DEGREE_M / 2, 2 * DEGREE_M, line.length_m])
    assert lon == pytest.approx([0, 0.5, 2, 2], abs=1e-12)
    assert lat == pytest.approx([0, 0, 0, 1], abs=1e-12)


def test_length_is_that_of_its_edges() -> None:
    assert RIVER.length_m == pytest.approx(oracle.edge_lengths(RIVER.coords).sum(), abs=1e-7)
    assert RIVER.length_m == length_m(RIVER.geometry)
    assert RIVER.length_m == BACK.length_m


@settings(deadline=None)
@given(st.lists(shares, min_size=1, max_size=20))
def test_locating_a_point_of_the_line_gives_its_chainage_back(where: list[float]) -> None:
    along = np.array(where) * RIVER.length_m
    lon, lat = RIVER.point_at(along)
    near = RIVER.locate(lon, lat)
    np.testing.assert_allclose(near.along_m, along, rtol=0, atol=1e-6)
    assert near.distance_m.max() < 1e-6
    assert not near.side.any()


@settings(deadline=None)
@given(st.floats(122, 134), st.floats(38, 48))
def test_the_point_at_the_chainage_found_is_the_nearest_point(lon: float, lat: float) -> None:
    near = RIVER.locate(lon, lat)
    at_lon, at_lat = RIVER.point_at(near.along_m)
    assert float(distance_m(at_lon, at_lat, near.lon, near.lat)) < 1e-7
    back = BACK.locate(lon, lat)
    assert float(back.distance_m) == pytest.approx(float(near.distance_m), abs=1e-6)
    assert float(near.along_m + back.along_m) == pytest.approx(RIVER.length_m, abs=1e-4)
    assert int(near.side) == -int(back.side)


@settings(deadline=None)
@given(shares, shares)
def test_a_piece_is_as_long_as_the_chainages_say(one: float, other: float) -> None:
    low, high = one * RIVER.length_m, other * RIVER.length_m
    if abs(low - high) < 1e-3:
        return
    piece = RIVER.between(low, high)
    assert length_m(piece) == pytest.approx(abs(high - low), abs=1e-6)
    ends = RIVER.point_at([low, high])
    assert piece.coords[0] == pytest.approx((ends[0][0], ends[1][0]), abs=1e-12)
    assert piece.coords[-1] == pytest.approx((ends[0][1], ends[1][1]), abs=1e-12)
    assert piece.is_valid
    assert RIVER.between(high, low).equals_exact(shapely.reverse(piece), 0)


def test_pieces_end_in_vertices_without_repeating_them() -> None:
    line = GeodesicLine([(0, 0), (1, 0), (2, 0), (3, 0)])
    piece = line.between(line.vertex_m[1], line.vertex_m[2])
    assert list(piece.coords) == [(1, 0), (2, 0)]
    assert line.between(0, line.length_m).equals_exact(line.geometry, 0)


def test_vertices_are_met_exactly() -> None:
    lon, lat = RIVER.point_at(RIVER.vertex_m)
    np.testing.assert_array_equal(np.column_stack((lon, lat)), RIVER.coords)
    lon, lat = RIVER.point_at([-1e-7, RIVER.length_m + 1e-7])
    np.testing.assert_array_equal(np.column_stack((lon, lat)), RIVER.coords[[0, -1]])


@pytest.mark.parametrize("tolerance", [50.0, 500.0, 5_000.0, 1e9])
def test_simplified_stays_within_the_tolerance(tolerance: float) -> None:
    coarse = RIVER.simplified(tolerance)
    assert 2 <= len(coarse) < len(RIVER)
    assert {tuple(xy) for xy in coarse.coords} <= {tuple(xy) for xy in RIVER.coords}
    np.testing.assert_array_equal(coarse.coords[[0, -1]], RIVER.coords[[0, -1]])
    # Each vertex left out, measured by the oracle against the edge that replaces it.
    at = [int(np.flatnonzero((RIVER.coords == xy).all(axis=1))[0]) for xy in coarse.coords]
    for edge in range(0, len(at) - 1, max(1, len(at) // 12)):
        left_out = RIVER.coords[at[edge] + 1 : at[edge + 1]][::5]
        far = oracle.distances(coarse.coords[edge : edge + 2], *left_out.T)
        assert (far <= tolerance + 1e-6).all()


def test_simplified_drops_what_lies_on_an_edge_and_keeps_corners() -> None:
    line = GeodesicLine([(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)])
    assert line.simplified(0.001).coords.tolist() == [[0, 0], [2, 0], [2, 2]]
    # 0.001° of latitude at the equator are 110.574 m.
    bump = GeodesicLine([(0, 0), (1, 0.001), (2, 0)])
    assert (len(bump.simplified(110.5)), len(bump.simplified(110.6))) == (3, 2)


@pytest.mark.parametrize("tolerance", [1.0, 20.0, 300.0, 5000.0, 1e6])
def test_weights_tell_what_simplified_keeps(tolerance: float) -> None:
    ring = GeodesicLine([(0, 0), (1, 0), (1, 1), (0.4, 1.2), (0, 1), (0, 0)])
    for line in (RIVER, ring, GeodesicLine([(0, 0), (1, 1)])):
        kept = line.coords[line.weights_m > tolerance]
        expected = line.simplified(tolerance) if len(line) > 2 else line
        np.testing.assert_array_equal(kept, expected.coords)


def test_simplified_ring_keeps_its_farthest_vertex() -> None:
    ring = GeodesicLine([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])
    assert ring.simplified(1e9).coords.tolist() == [[0, 0], [1, 1], [0, 0]]
    lasso = GeodesicLine([(0, 0), (0, 0), (1, 0), (0, 0), (0, 0)])
    assert lasso.simplified(10).coords.tolist() == [[0, 0], [1, 0], [0, 0]]


def test_across_the_antimeridian() -> None:
    line = GeodesicLine([(179, 0), (-179, 0)])
    assert line.length_m == pytest.approx(2 * DEGREE_M, abs=1e-6)
    lon, lat = line.point_at(line.length_m * 0.75)
    assert (float(lon), float(lat)) == pytest.approx((-179.5, 0), abs=1e-12)
    assert float(line.locate(-179.5, 1).along_m) == pytest.approx(1.5 * DEGREE_M, abs=1e-4)


def test_what_a_line_is_made_of() -> None:
    line = GeodesicLine(LineString([(0, 0, 5), (1, 0, 5)]))
    same = GeodesicLine([[0, 0], [1.0, -0.0]])
    assert line == same
    assert hash(line) == hash(same)
    assert line != GeodesicLine(line.coords[::-1])
    assert line != "line"
    assert len(line) == 2
    assert repr(line) == "GeodesicLine(2 vertices, 111.319 km)"
    assert line.geometry.wkt == "LINESTRING (0 0, 1 0)"
    with pytest.raises(ValueError, match="read-only"):
        line.coords[0, 0] = 1


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (None, InvalidGeometry, "line is None"),
        (Point(0, 0), InvalidGeometry, "line is a Point; LineString or LinearRing is wanted"),
        ([(0, 0, 1), (1, 1, 1)], InvalidGeometry, r"this has shape \(2, 3\)"),
        ([1, 2, 3], InvalidGeometry, r"this has shape \(3,\)"),
        ([(0, 0)], InvalidGeometry, "a line needs two vertices; 1 given"),
        ([(0, 0), (0, 0)], InvalidGeometry, "all 2 vertices of the line are the same point"),
        ([(40, 124), (41, 125)], InvalidCoordinates, "swapped"),
        ([(0, math.nan), (1, 1)], InvalidCoordinates, "latitude of vertex 0 is nan"),
    ],
)
def test_bad_lines_are_named(line: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        GeodesicLine(line)


@pytest.mark.parametrize("along", [-0.001, 111319.6, math.nan, [0, math.inf]])
def test_chainages_outside_the_line_are_named(along: object) -> None:
    line = GeodesicLine([(0, 0), (1, 0)])
    message = r"chainages of this line run from 0 to 111319\.490793"
    with pytest.raises(InvalidQuantity, match=message):
        line.point_at(along)  # type: ignore[arg-type]  # the point of the test


def test_other_bad_quantities_are_named() -> None:
    line = GeodesicLine([(0, 0), (1, 0)])
    with pytest.raises(InvalidQuantity, match="from_m and to_m are both 500"):
        line.between(500, 500)
    with pytest.raises(InvalidQuantity, match="to_m is nan"):
        line.between(0, math.nan)
    with pytest.raises(InvalidQuantity, match="chainages of this line run from 0"):
        line.between(-5, 10)
    with pytest.raises(InvalidQuantity, match="along_m is 'x'; metres as numbers"):
        line.point_at("x")
    with pytest.raises(InvalidQuantity, match="along_m must be a number or a flat"):
        line.point_at([[1, 2]])
    with pytest.raises(InvalidQuantity, match="tolerance_m is 0; a number above 0"):
        line.simplified(0)
