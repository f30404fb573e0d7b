"""Buffers: every point of the boundary at the width, by the oracle; nothing lost, nothing added."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import area_km2, distance_m, geodesic_buffer, geometry_distance_m
from tests.geodesy import oracle
from tests.geodesy.lines import wiggly

Floats = NDArray[np.float64]
DEGREE_M = math.pi * 6378137.0 / 180
# The default, which is kept, not only aimed at.
TOLERANCE_M = 0.5

RIVER = LineString(wiggly())
VALLEY = LineString([(0, 0.2), (3, 0), (0, -0.2)])
RING = LineString([(126, 40), (127, 40), (127, 41), (126, 41), (126, 40)])
LAND = Polygon(
    [(120, 40), (125, 40), (125, 45), (120, 45)], [[(122, 42), (123, 42), (123, 43), (122, 43)]]
)
FAR_NORTH = LineString([(20, 80), (60, 81), (62, 79)])
LONG = LineString([(0, 50), (60, 50)])


def paths(geometry: BaseGeometry) -> list[Floats]:
    """Coordinates of all lines and rings of a geometry, and of points doubled."""
    if hasattr(geometry, "geoms"):
        return [path for part in geometry.geoms for path in paths(part)]
    if isinstance(geometry, Polygon):
        rings = [geometry.exterior, *geometry.interiors]
        return [np.asarray(ring.coords) for ring in rings]
    coords = np.asarray(geometry.coords)
    return [coords if len(coords) > 1 else np.repeat(coords, 2, axis=0)]


def distance_by_oracle(geometry: BaseGeometry, lon: Floats, lat: Floats) -> Floats:
    """Distance to lines and rings; what lies inside polygons is for the caller to know."""
    found = [oracle.distances(path, lon, lat) for path in paths(geometry)]
    return np.asarray(np.min(found, axis=0))


def within_polygons(geometry: BaseGeometry, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    found = np.zeros(len(lon), dtype=bool)
    if isinstance(geometry, Polygon):
        outer, *holes = (oracle.enclosed(path, lon, lat) for path in paths(geometry))
        return np.asarray(outer & ~np.any([found, *holes], axis=0))
    for part in getattr(geometry, "geoms", ()):
        found |= within_polygons(part, lon, lat)
    return found


def boundary_points(region: BaseGeometry, count: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Points on boundary edges, not vertices: along straight lines and along geodesics."""
    rng = np.random.default_rng(0)
    edges = np.vstack([np.hstack((ring[:-1], ring[1:])) for ring in paths(region)])
    edges = edges[rng.integers(0, len(edges), count)]
    share = np.where(rng.random(count) < 0.5, 0.5, rng.random(count))
    straight = edges[:, :2] + share[:, None] * (edges[:, 2:] - edges[:, :2])
    bent = [
        oracle.on_edges(edge.reshape(2, 2), share[[i]][:, None]) for i, edge in enumerate(edges)
    ]
    lon, lat = np.array(bent).reshape(count, 2).T
    return straight[:, 0], straight[:, 1], lon, lat


CASES = [
    (RIVER, 1_000.0),
    (RIVER, 10_000.0),
    (RIVER, 60_000.0),
    (VALLEY, 10_000.0),
    (RING, 15_000.0),
    (LAND, 20_000.0),
    (FAR_NORTH, 100_000.0),
    (LONG, 100_000.0),
    (MultiPoint([(0, 0), (0.1, 0), (0.1, 0.1), (3, 3)]), 10_000.0),
    (GeometryCollection([LAND, Point(130, 40), LineString([(128, 38), (129, 44)])]), 50_000.0),
]


@pytest.mark.parametrize(("geometry", "width"), CASES)
def test_boundary_is_at_the_width_by_the_oracle(geometry: BaseGeometry, width: float) -> None:
    region = geodesic_buffer(geometry, width)
    x, y, lon, lat = boundary_points(region, 350)
    for distance in (distance_by_oracle(geometry, x, y), distance_by_oracle(geometry, lon, lat)):
        np.testing.assert_allclose(distance, width, rtol=0, atol=TOLERANCE_M)
    # No boundary runs through the inside of a polygon.
    assert not within_polygons(geometry, x, y).any()


@pytest.mark.parametrize(("geometry", "width"), CASES)
def test_inside_is_what_is_within_the_width(geometry: BaseGeometry, width: float) -> None:
    region = geodesic_buffer(geometry, width)
    rng = np.random.default_rng(1)
    west, south, east, north = shapely.buffer(region, 0.05).bounds
    lon, lat = rng.uniform(west, east, 500), rng.uniform(south, north, 500)
    distance = distance_by_oracle(geometry, lon, lat)
    distance[within_polygons(geometry, lon, lat)] = 0.0
    clear = np.abs(distance - width) > TOLERANCE_M
    found = shapely.contains_xy(region, lon, lat)
    np.testing.assert_array_equal(found[clear], (distance <= width)[clear])
    assert 0 < found.sum() < 500


@pytest.mark.parametrize(("geometry", "width"), CASES)
def test_shape_is_valid_and_wound_as_geojson_wants(geometry: BaseGeometry, width: float) -> None:
    region = geodesic_buffer(geometry, width)
    assert region.is_valid
    assert region.geom_type in {"Polygon", "MultiPolygon"}
    for polygon in getattr(region, "geoms", [region]):
        assert polygon.exterior.is_ccw
        assert not any(hole.is_ccw for hole in polygon.interiors)
    vertices = shapely.get_coordinates(geometry)
    assert shapely.contains_xy(region, *vertices.T).all()


def test_wider_corridors_hold_narrower_ones() -> None:
    regions = [geodesic_buffer(RIVER, width) for width in (500, 1_000, 10_000, 25_000, 100_000)]
    for narrow, wide in itertools.pairwise(regions):
        assert shapely.contains_properly(wide, narrow)


def test_circle_by_hand() -> None:
    # A geodesic circle of radius w has the area π w² (1 - K w² / 12), K = 1 / (M N).
    w, phi, e2 = 100_000.0, math.radians(40.0), 0.0066943799901413165
    curvature = (1 - e2 * math.sin(phi) ** 2) ** 2 / ((1 - e2) * 6378137.0**2)
    area = math.pi * w**2 * (1 - curvature * w**2 / 12) / 1e6
    circle = geodesic_buffer(Point(124, 40), w, tolerance_m=0.01)
    assert area_km2(circle) == pytest.approx(area, rel=1e-6)


def test_three_vertices_by_hand() -> None:
    # South along the Greenwich meridian to the equator, then east along it. Inside the bend
    # the corridor's corner is a width from both arms: w / 111,319.49 m east, w / 110,574.39 m
    # north. Outside it runs round the vertex at the distance w.
    w = 1_000.0
    region = geodesic_buffer(LineString([(0, 1), (0, 0), (1, 0)]), w)
    corner = (w / DEGREE_M, w / 110574.389)
    rim = np.asarray(region.exterior.coords)
    assert distance_m(*corner, *rim.T).min() < 1.0
    south_west = rim[(rim[:, 0] < 0) & (rim[:, 1] < 0)]
    np.testing.assert_allclose(distance_m(0, 0, *south_west.T), w, rtol=0, atol=0.3)
    assert len(south_west) > 20
    # Two strips of 1° length, less the square counted twice, half a circle at both ends and a
    # quarter of one outside the bend.
    area = w * (2 * DEGREE_M + 2 * 110574.389) - w**2 + 1.25 * math.pi * w**2
    assert area_km2(region) == pytest.approx(area / 1e6, rel=1e-4)


def test_enclosed_land_remains_a_hole_until_it_is_reached() -> None:
    # A degree of the parallel at 40.5° N is 84,757 m: its middle is 42.4 km from both sides.
    for width, holes in ((1_000, 1), (42_000, 1), (43_000, 0)):
        region = geodesic_buffer(RING, width)
        assert isinstance(region, Polygon)
        assert len(region.interiors) == holes


def test_rings_are_as_smooth_where_they_close() -> None:
    rim = np.asarray(geodesic_buffer(RING, 15_000).exterior.coords)
    counts = [
        int((np.abs(distance_m(*corner, *rim.T) - 15_000) < 1e-3).sum())
        for corner in RING.coords[:-1]
    ]
    assert max(counts) - min(counts) <= 1, counts


def test_polygons_are_filled_and_their_lakes_shrink() -> None:
    near = geodesic_buffer(LAND, 20_000)
    assert isinstance(near, Polygon)
    assert len(near.interiors) == 1
    assert shapely.contains_xy(near, 120.5, 44.5)
    assert not shapely.contains_xy(near, 122.5, 42.5)
    lake = Polygon(near.interiors[0])
    assert lake.within(Polygon(LAND.interiors[0]))
    assert shapely.contains_xy(geodesic_buffer(LAND, 60_000), 122.5, 42.5)


def test_parts_merge_when_they_meet() -> None:
    pair = MultiPoint([(0, 0), (0.2, 0)])
    half_m = 0.1 * DEGREE_M
    assert isinstance(geodesic_buffer(pair, half_m - 2), MultiPolygon)
    assert isinstance(geodesic_buffer(pair, half_m + 2), Polygon)
    mesh = MultiLineString(
        [[(i, 0), (i, 3)] for i in range(4)] + [[(0, i), (3, i)] for i in range(4)]
    )
    woven = geodesic_buffer(mesh, 20_000)
    assert isinstance(woven, Polygon)
    assert len(woven.interiors) == 9


def test_folds_crossings_and_repeated_vertices() -> None:
    plain = geodesic_buffer(LineString([(0, 0), (1, 0)]), 10_000)
    for coords in (
        [(0, 0), (1, 0), (0, 0)],
        [(0, 0), (1, 0), (0.5, 0)],
        [(0, 0), (0, 0), (0.5, 0), (0.5, 0), (1, 0)],
    ):
        other = geodesic_buffer(LineString(coords), 10_000)
        assert area_km2(other) == pytest.approx(area_km2(plain), rel=1e-4)
        assert shapely.hausdorff_distance(other, plain, densify=0.1) * DEGREE_M < 500


def test_tolerance_is_kept_and_paid_for() -> None:
    line = LineString([(124, 40), (125, 40.3), (125, 41)])
    sizes = []
    for tolerance in (0.01, 0.5, 20.0):
        region = geodesic_buffer(line, 10_000, tolerance_m=tolerance)
        x, y, lon, lat = boundary_points(region, 200)
        for where in ((x, y), (lon, lat)):
            off = np.abs(distance_by_oracle(line, *where) - 10_000)
            assert off.max() <= tolerance
        sizes.append(len(region.exterior.coords))
    assert sizes[0] > 3 * sizes[1]
    assert sizes[1] > 2 * sizes[2]


@pytest.mark.parametrize("width", [0.01, 1.0, 30.0])
def test_narrow_buffers_are_round_too(width: float) -> None:
    region = geodesic_buffer(Point(124.4, 40.1), width)
    x, y, _, _ = boundary_points(region, 100)
    off = oracle.inverse_m(124.4, 40.1, x, y) / width - 1
    assert np.abs(off).max() < 0.006


toy_lines = st.lists(
    st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=2, max_size=6, unique=True
)


@settings(max_examples=16)
@given(toy_lines, st.floats(3.0, 5.5), st.lists(st.tuples(*[st.floats(-3, 3)] * 2), max_size=20))
def test_toy_lines_on_a_lattice(
    steps: list[tuple[int, int]], size: float, places: list[tuple[float, float]]
) -> None:
    # A lattice makes arms parallel, tangent and equally far from each other, as it gets.
    line = LineString(np.array(steps) * 0.2)
    assume(line.is_valid)
    width = 10.0**size
    region = geodesic_buffer(line, width)
    assert region.is_valid
    assert shapely.contains_properly(region, line)
    for place in places:
        distance = geometry_distance_m(line, Point(place))
        if abs(distance - width) > TOLERANCE_M:
            assert region.contains(Point(place)) == (distance <= width)


@pytest.mark.parametrize(
    ("width", "message"),
    [
        (0, "width_m is 0; a number above 0 and of at most 1,000,000 is wanted"),
        (-5, "width_m is -5"),
        (math.nan, "width_m is nan"),
        (1_000_001, "width_m is 1000001"),
        ("10 km", "width_m is '10 km'"),
    ],
)
def test_bad_widths_are_named(width: object, message: str) -> None:
    with pytest.raises(InvalidQuantity, match=message):
        geodesic_buffer(RIVER, width)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("geometry", "error", "message"),
    [
        (None, InvalidGeometry, "geometry is None"),
        (Polygon(), InvalidGeometry, "geometry is an empty Polygon"),
        (Point(40, 124), InvalidCoordinates, "swapped"),
        (Point(0, 89.5), InvalidGeometry, "100,000 m would reach the north pole"),
        (LineString([(0, -80), (180, -80)]), InvalidGeometry, "would reach the south pole"),
        (Point(179.5, 0), InvalidGeometry, "the buffer would cross the antimeridian"),
        (Point(-180, 0), InvalidGeometry, "the buffer would cross the antimeridian"),
        (LineString([(179, 0), (-179, 0)]), InvalidGeometry, "the geometry crosses the antim"),
    ],
)
def test_bad_geometries_are_named(geometry: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        geodesic_buffer(geometry, 100_000)


def test_bad_tolerances_are_named() -> None:
    for tolerance in (0, math.nan, None):
        with pytest.raises(InvalidQuantity, match=r"tolerance_m is .*of at least 0\.001"):
            geodesic_buffer(RIVER, 1_000, tolerance_m=tolerance)  # type: ignore[arg-type]  # the point of the test


def test_close_to_the_antimeridian_is_still_well() -> None:
    region = geodesic_buffer(LineString([(178, 0), (179, 10)]), 50_000)
    assert region.bounds[2] < 180
    assert region.is_valid
