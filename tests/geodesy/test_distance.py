"""Distances between geometries against the oracle, answers worked by hand, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LinearRing,
    LineString,
    MultiLineString,
    MultiPoint,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry
from sinokorea_geo.geodesy import PolylineIndex, ZoneIndex, distance_m, geometry_distance_m
from tests.geodesy import oracle
from tests.geodesy.lines import wiggly

# One degree of the meridian at the equator, half a degree and a tenth: a (1 - e²) (φ + e² φ³/2).
MERIDIAN_M = {1.0: 110574.389, 0.5: 55287.151, 0.1: 11057.428}
SQUARE = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
PIERCED = Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        (Point(0, 0), Point(0, 1), MERIDIAN_M[1.0]),
        (Point(5, 0), LineString([(0, 1), (0, 0), (5, 0)]), 0.0),
        # The foot is in the middle of an edge of the equator.
        (Point(0.5, -0.5), LineString([(0, 0), (1, 0)]), MERIDIAN_M[0.5]),
        (Point(0.5, -0.5), SQUARE, MERIDIAN_M[0.5]),
        (Point(0.5, 0.5), SQUARE, 0.0),
        # In the hole: 0.1° of meridian from its southern edge, which bends 0.7 m southward.
        (Point(1.5, 1.1), PIERCED, None),
        (LineString([(1.2, 1.2), (1.8, 1.8)]), PIERCED, None),
        (LineString([(0.2, 0.2), (0.8, 0.8)]), PIERCED, 0.0),
        # Crossing in the middle of both, far from any vertex.
        (LineString([(-9, 0), (9, 0)]), LineString([(0, -9), (0, 9)]), 0.0),
        (LineString([(-9, 0), (9, 0)]), LineString([(0, -9), (0, -0.5)]), MERIDIAN_M[0.5]),
        # On one great circle, one behind the other, and overlapping.
        (LineString([(0, 0), (1, 0)]), LineString([(2, 0), (3, 0)]), math.pi * 6378137 / 180),
        (LineString([(0, 0), (2, 0)]), LineString([(1, 0), (3, 0)]), 0.0),
        # One square within the other, without touching it.
        (SQUARE, Polygon([(-1, -1), (2, -1), (2, 2), (-1, 2)]), 0.0),
        (SQUARE, Polygon([(0, -0.5), (1, -0.5), (0.5, -2)]), MERIDIAN_M[0.5]),
        # Across the antimeridian.
        (Point(179.5, 0), Point(-179.5, 0), math.pi * 6378137 / 180),
        (Point(-180, 0.5), LineString([(179, 0), (-179, 0)]), MERIDIAN_M[0.5]),
        (LineString([(179, 0), (-179, 0)]), LineString([(180, -1), (180, 1)]), 0.0),
        # Over the pole.
        (LineString([(0, 80), (180, 80)]), LineString([(90, 80), (-90, 80)]), 0.0),
        (MultiPoint([(9, 9), (0, 1)]), MultiPoint([(20, 0), (0, 0)]), MERIDIAN_M[1.0]),
        (LinearRing([(0, 0), (1, 0), (1, 1)]), Point(0.5, -0.5), MERIDIAN_M[0.5]),
        (
            GeometryCollection([Point(50, 50), MultiLineString([[(0, 0), (1, 0)]])]),
            GeometryCollection([Point(0.5, -0.5), Point(-50, 50)]),
            MERIDIAN_M[0.5],
        ),
    ],
)
def test_by_hand(a: BaseGeometry, b: BaseGeometry, distance: float | None) -> None:
    measured = geometry_distance_m(a, b)
    if distance is None:
        ring = np.asarray(PIERCED.interiors[0].coords)
        distance = float(oracle.distances(ring, *shapely.get_coordinates(a).T).min())
        assert distance > 1_000
    if distance == 0.0:
        assert measured == 0.0
    else:
        assert measured == pytest.approx(distance, abs=2e-3)
    assert geometry_distance_m(b, a) == measured


def test_edges_are_geodesics_not_parallels() -> None:
    # The geodesic from 0° to 60° E at 50° N passes 3.4° north of the parallel: the point at
    # 51° N lies south of it, and outside a polygon whose southern edge it is.
    north = Polygon([(0, 50), (60, 50), (30, 70)])
    assert shapely.contains(north, Point(30, 51))
    assert geometry_distance_m(north, Point(30, 51)) > 200_000
    assert geometry_distance_m(north, Point(30, 55)) == 0.0


def test_parallel_rivers_against_the_oracle() -> None:
    one, other = wiggly(120), wiggly(120, seed=8, lon=124.3, lat=39.6)
    ways = oracle.distances(one, *other.T).min(), oracle.distances(other, *one.T).min()
    a, b = LineString(one), LineString(other)
    wanted = 0.0 if a.intersects(b) else min(ways)
    assert geometry_distance_m(a, b) == pytest.approx(wanted, abs=1e-6)


def test_distance_of_points_is_distance_m() -> None:
    p, q = (124.4, 40.1), (130.7, 42.3)
    assert geometry_distance_m(Point(p), Point(q)) == distance_m(*p, *q)
    assert geometry_distance_m(Point(p), Point(p)) == 0.0


coordinates = st.tuples(st.floats(-4, 4), st.floats(-4, 4))
lines = st.lists(coordinates, min_size=2, max_size=5, unique=True).map(LineString)
triangles = st.lists(coordinates, min_size=3, max_size=3, unique=True).map(Polygon)
shapes = st.one_of(
    coordinates.map(Point),
    lines,
    triangles,
    st.lists(coordinates, min_size=1, max_size=4).map(MultiPoint),
    st.tuples(lines, triangles).map(GeometryCollection),
)


def fit(geometry: BaseGeometry) -> BaseGeometry:
    assume(geometry.is_valid)
    assume(all(part.area > 1e-3 for part in _polygons(geometry)))
    return geometry


@settings(max_examples=32)
@given(shapes, shapes)
def test_symmetry_and_meeting(a: BaseGeometry, b: BaseGeometry) -> None:
    distance = geometry_distance_m(fit(a), fit(b))
    assert distance == geometry_distance_m(b, a)
    # Geodesics of a few degrees near the equator and straight lines in longitude and latitude
    # part by less than 0.02°, so that clear cases are clear to shapely as well.
    if distance == 0.0:
        assert shapely.distance(a, b) < 0.02
    else:
        assert not a.buffer(-0.02).intersects(b.buffer(-0.02))
        assert distance == pytest.approx(shapely.distance(a, b) * 111e3, rel=0.02, abs=3e3)


@settings(max_examples=24)
@given(shapes, shapes, coordinates)
def test_no_detour_is_shorter(a: BaseGeometry, b: BaseGeometry, via: tuple[float, float]) -> None:
    detour = geometry_distance_m(fit(a), Point(via)) + geometry_distance_m(Point(via), fit(b))
    assert geometry_distance_m(a, b) <= detour + 1e-6


@settings(max_examples=24)
@given(lines, coordinates)
def test_point_to_line_is_what_the_index_says(line: LineString, place: tuple[float, float]) -> None:
    assume(line.length > 1e-12)  # a line of one point is refused
    near = PolylineIndex(*shapely.get_coordinates(fit(line)).T).query(*place)
    assert geometry_distance_m(line, Point(place)) == pytest.approx(
        float(near.distance_m), abs=1.1e-6
    )


def test_inside_against_the_oracle() -> None:
    rng = np.random.default_rng(6)
    lon, lat = rng.uniform(100, 140, 400), rng.uniform(30, 70, 400)
    outer, hole = [(105, 40), (135, 42), (120, 66), (105, 40)], [(115, 45), (125, 45), (120, 55)]
    wanted = oracle.enclosed(outer, lon, lat) & ~oracle.enclosed([*hole, hole[0]], lon, lat)
    for shell in (outer, outer[::-1]):
        for inner in (hole, hole[::-1]):
            found = ZoneIndex([Polygon(shell, [inner])]).first(lon, lat) == 0
            np.testing.assert_array_equal(found, wanted)
    assert 50 < wanted.sum() < 350


@pytest.mark.parametrize(
    ("a", "b", "error", "message"),
    [
        (None, Point(0, 0), InvalidGeometry, "first geometry is None"),
        (Point(0, 0), "here", InvalidGeometry, "second geometry is a str"),
        (Point(0, 0), Point(), InvalidGeometry, "second geometry is an empty Point"),
        (Point(0, 95), Point(0, 0), InvalidCoordinates, "latitude 95 is .*first geometry"),
        (LineString([(0, 0), (179.9, 0)]), Point(0, 0), InvalidGeometry, "not unique"),
    ],
)
def test_bad_geometries_are_named(
    a: object, b: object, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        geometry_distance_m(a, b)


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    return [polygon for part in getattr(geometry, "geoms", ()) for polygon in _polygons(part)]
