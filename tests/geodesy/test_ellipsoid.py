"""Lengths, areas and directions against closed forms and published values."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import (
    GEOD,
    area_km2,
    checked_geometry,
    checked_lonlat,
    checked_quantity,
    destination,
    distance_m,
    initial_bearing_deg,
    length_m,
)
from sinokorea_geo.geodesy.engine import ecef

A = 6378137.0
F = 1 / 298.257223563
B = A * (1 - F)

# GeographicLib's own test set (tests/geodtest.c, C. F. F. Karney, MIT): lat1, lon1, azi1, lat2,
# lon2, azi2, s12, computed in extended precision. Rows with longitudes within ±180.
GEOGRAPHICLIB = [
    (35.60777, -139.44815, 111.098748429560326, -11.17491, -69.95921, 8935244.5604818305),
    (-21.97856, 142.59065, -32.44456876433189, 41.84138, 98.56635, 8394328.894657671),
    (-17.42761, 173.34268, -159.033557661192928, -15.84784, 5.93557, 16076603.1631180673),
    (-50.56724, -16.30485, -105.439679907590164, -33.56571, -94.97412, 6455670.5118668696),
    (-58.93002, -8.90775, 140.965397902500679, -8.91104, 133.13503, 11756066.0219864627),
    (-68.82867, -74.28391, 93.774347763114881, -50.63005, -8.36685, 3956936.926063544),
    (-87.85331, 85.66836, -65.120313040242748, 66.48646, 16.09921, 17286615.3147144645),
    (1.74708, 128.32011, -101.584843631173858, -11.16617, 11.87109, 12942901.1241347408),
    (-41.22777, 122.32875, 14.285113402275739, -7.57291, 130.37946, 3812686.035106021),
    (-29.47124, 95.14681, -163.779130441688382, -27.46601, -69.15955, 13487015.8381145492),
]

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
points = st.tuples(longitudes, latitudes)


@pytest.mark.parametrize(("lat1", "lon1", "azi1", "lat2", "lon2", "s12"), GEOGRAPHICLIB)
def test_agrees_with_geographiclib(  # noqa: PLR0917 - a row of the oracle's
    lat1: float, lon1: float, azi1: float, lat2: float, lon2: float, s12: float
) -> None:
    assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(s12, abs=2e-8)
    assert initial_bearing_deg(lon1, lat1, lon2, lat2) == pytest.approx(azi1 % 360, abs=1e-12)
    lon, lat = destination(lon1, lat1, azi1, s12)
    assert (float(lon), float(lat)) == pytest.approx((lon2, lat2), abs=1e-12)


def test_wellington_to_salamanca() -> None:
    # The example on the front page of GeographicLib's JavaScript and Python packages.
    assert float(distance_m(174.81, -41.32, -5.50, 40.96)) == pytest.approx(19959679.267, abs=5e-4)


def test_one_degree_of_the_equator_is_a_circle_arc() -> None:
    assert float(distance_m(0, 0, 1, 0)) == pytest.approx(math.pi * A / 180, abs=1e-8)
    assert float(distance_m(179.5, 0, -179.5, 0)) == pytest.approx(math.pi * A / 180, abs=1e-8)


def test_meridian_quadrant_is_the_elliptic_integral() -> None:
    # Helmert's series in n: Q = π (a + b) / 4 · (1 + n²/4 + n⁴/64 + n⁶/256 + …).
    n = (A - B) / (A + B)
    quadrant = math.pi * (A + B) / 4 * (1 + n**2 / 4 + n**4 / 64 + n**6 / 256)
    assert float(distance_m(17, 0, -40, 90)) == pytest.approx(quadrant, abs=1e-8)


@given(points, points)
def test_distance_is_symmetric_to_the_last_bit(
    p: tuple[float, float], q: tuple[float, float]
) -> None:
    assert distance_m(*p, *q) == distance_m(*q, *p)


@given(points, points, points)
def test_distance_obeys_the_triangle_inequality(
    p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]
) -> None:
    assert distance_m(*p, *r) <= distance_m(*p, *q) + distance_m(*q, *r) + 1e-7


@given(st.tuples(longitudes, st.floats(-89, 89)), st.floats(0, 359.99), st.floats(1.0, 1.9e7))
def test_destination_undoes_distance_and_bearing(
    start: tuple[float, float], bearing: float, distance: float
) -> None:
    lon, lat = destination(*start, bearing, distance)
    assert float(distance_m(*start, lon, lat)) == pytest.approx(distance, abs=1e-6)
    turned = math.radians(float(initial_bearing_deg(*start, lon, lat)) - bearing)
    # Across the way, which is what a direction is worth at that distance.
    assert abs(math.sin(turned)) * min(distance, 1e6) < 1e-4 or distance > 1.8e7


def test_bearings_are_within_the_circle_and_missing_where_points_coincide() -> None:
    bearing = initial_bearing_deg([0, 0, 5], [0, 0, 5], [0, -1e-17, 5], [1, 89, 5])
    assert bearing[:2].tolist() == [0.0, 0.0]
    assert math.isnan(bearing[2])


def test_ecef_satisfies_the_ellipsoid_and_knows_its_axes() -> None:
    lon, lat = np.meshgrid(np.linspace(-180, 180, 25), np.linspace(-90, 90, 25))
    x, y, z = ecef(lon.ravel(), lat.ravel()).T
    np.testing.assert_allclose((x**2 + y**2) / A**2 + z**2 / B**2, 1, atol=1e-15)
    np.testing.assert_allclose(ecef(np.array(90.0), np.array(0.0)), [0, A, 0], atol=1e-9)


def test_length_counts_every_edge_and_no_point() -> None:
    degree = math.pi * A / 180
    square = Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])
    line = LineString([(0, 0, 9), (1, 0, 9), (3, 0, 9)])
    assert length_m(line) == pytest.approx(3 * degree, abs=1e-7)
    assert length_m(Point(3, 4)) == 0.0
    around = sum(float(distance_m(*p, *q)) for p, q in _edges(square))
    assert length_m(square) == pytest.approx(around, abs=1e-7)
    mixed = GeometryCollection([line, MultiPolygon([square]), Point(0, 0)])
    assert length_m(mixed) == pytest.approx(3 * degree + around, abs=1e-7)
    assert length_m(shapely.reverse(line)) == length_m(line)


def test_area_is_sign_free_and_leaves_holes_out() -> None:
    # An eighth of the surface: S = 2π a² (1 + (1 - e²)/e · artanh e).
    e = math.sqrt(F * (2 - F))
    surface = 2 * math.pi * A**2 * (1 + (1 - e**2) / e * math.atanh(e))
    octant = Polygon([(0, 0), (90, 0), (0, 90)])
    assert area_km2(octant) == pytest.approx(surface / 8 / 1e6, rel=1e-12)
    assert area_km2(shapely.reverse(octant)) == area_km2(octant)
    outer, inner = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)]), Polygon([(1, 1), (2, 1), (2, 2)])
    pierced = Polygon(outer.exterior, [inner.exterior.coords[::-1]])
    assert area_km2(pierced) == pytest.approx(area_km2(outer) - area_km2(inner), rel=1e-14)
    both = GeometryCollection([MultiPolygon([octant]), LineString([(0, 0), (1, 1)]), pierced])
    assert area_km2(both) == pytest.approx(area_km2(octant) + area_km2(pierced), rel=1e-14)


@pytest.mark.parametrize(
    ("lon", "lat", "message"),
    [
        ([0, 1, 2, math.nan], [0] * 4, "longitude of point 3 is nan; drop or fill missing posit"),
        ([0, 1], [0, math.inf], "latitude of point 1 is inf; drop or fill missing positions"),
        (math.nan, 0, "longitude of the point is nan; drop or fill missing positions"),
        ([0, None], [0, 0], "longitude of point 1 is None; drop or fill missing positions"),
        (0, None, "latitude of the point is None; drop or fill"),
        (np.ma.masked_array([1.0, 2.0], [False, True]), 0, "longitude of point 1 is nan; drop"),
        (40.1, 130.3, "latitude 130.3 is outside −90..90; are longitude and latitude swapped?"),
        ([124, 40.1], [40, 130.3], r"latitude 130.3 is .* swapped\? \(point 1\)"),
        (120.0, 91.0, "latitude 91 is outside −90..90; latitudes are degrees north"),
        (4.5e6, 1.5e6, "latitude 1500000 is outside −90..90; these look like projected metres"),
        (190.5, 40, "longitude 190.5 is outside −180..180; subtract 360"),
        ([0, -190.5], 40, r"longitude -190.5 is outside −180..180; add 360 \(point 1\)"),
        (1e6, 40, "longitude 1000000 is outside −180..180; these look like projected metres"),
        ("124", 40, "longitude '124' is not a number; give degrees as numbers"),
        (124, ["40"], "latitude '40' is not a number"),
        ([1.0, "x", None], 0, "longitude 'x|longitude of point 1 is 'x', not a number"),
        (np.array([1.0, "7"], dtype=object), 0, "longitude of point 1 is '7', not a number"),
        (True, 40, "longitude 'True' is not a number"),
        (1 + 2j, 40, r"longitude '\(1\+2j\)' is not a number"),
        ([1, 2, 3], [1, 2], "3 longitudes and 2 latitudes do not pair up"),
        ([[1, 2]], [[1, 2]], "longitudes have 2 dimensions"),
        ([[1, 2], [3]], 0, "longitudes are a ragged sequence"),
    ],
)
def test_bad_positions_are_named(lon: object, lat: object, message: str) -> None:
    with pytest.raises(InvalidCoordinates, match=message):
        checked_lonlat(lon, lat)  # type: ignore[arg-type]  # the point of the test


def test_good_positions_come_back_as_floats() -> None:
    lon, lat = checked_lonlat(np.array([Decimal("124.5"), 3]), np.float32(40))
    assert lon.dtype == lat.dtype == np.float64
    assert lon.tolist() == [124.5, 3.0]
    assert lat.tolist() == [40.0, 40.0]
    lon, lat = checked_lonlat(-180, 90)
    assert lon.shape == lat.shape == ()
    assert checked_lonlat([], [])[0].shape == (0,)


def test_positions_are_called_what_the_caller_calls_them() -> None:
    with pytest.raises(InvalidCoordinates, match="longitude of crossing 0 is nan"):
        checked_lonlat([math.nan], [0], what="crossing")
    with pytest.raises(InvalidCoordinates, match="2 first and 3 second points do not pair up"):
        distance_m([0, 0], 0, [0, 0, 0], 0)


BOWTIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("geometry", "error", "message"),
    [
        (None, InvalidGeometry, "border is None; drop or fill missing geometries"),
        ("POINT (1 2)", InvalidGeometry, "border is a str; a Shapely geometry is wanted"),
        (Point(), InvalidGeometry, "border is an empty Point"),
        (LineString([(0, 0), (0, 0)]), InvalidGeometry, "border is not valid .*Too few points"),
        (BOWTIE, InvalidGeometry, "border is not valid .*Self-intersection.*make_valid"),
        (LineString([(0, 0), (0, 95)]), InvalidCoordinates, "latitude 95 is .*vertex of the bor"),
        (Point(math.nan, 1), (InvalidCoordinates, InvalidGeometry), "nan|empty"),
    ],
)
def test_bad_geometries_are_named(geometry: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        checked_geometry(geometry, what="border")


def test_geometry_kinds_and_heights() -> None:
    with pytest.raises(InvalidGeometry, match="geometry is a Point; LineString or Polygon is"):
        checked_geometry(Point(0, 0), kinds={"Polygon", "LineString"})
    assert not checked_geometry(LineString([(0, 0, 1), (1, 1, 1)])).has_z
    for measure in (length_m, area_km2):
        with pytest.raises(InvalidGeometry, match="geometry is None"):
            measure(None)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, r"w is 0; a number above 0 and of at most 1,000,000 is wanted"),
        (math.nan, "w is nan; a number"),
        (math.inf, "w is inf; a number"),
        (1_000_001, "w is 1000001; a number"),
        ("25km", "w is '25km'; a number"),
        (None, "w is None; a number"),
        (True, "w is True; a number"),
    ],
)
def test_bad_quantities_are_named(value: object, message: str) -> None:
    with pytest.raises(InvalidQuantity, match=message):
        checked_quantity(value, "w", above=0, at_most=1e6)


def test_bad_bearings_and_distances_are_named() -> None:
    with pytest.raises(InvalidQuantity, match=r"bearing_deg is nan.*\(entry 1\)"):
        destination(0, 0, [0, math.nan], 1)
    with pytest.raises(InvalidQuantity, match="distance_m is inf; finite numbers are wanted"):
        destination(0, 0, 0, math.inf)
    with pytest.raises(InvalidQuantity, match="distance_m must be a number"):
        destination(0, 0, 0, "1 km")
    with pytest.raises(InvalidQuantity, match="1 points, 2 bearings and 3 distances do not pair"):
        destination(0, 0, [0, 1], [1, 2, 3])


def test_the_ellipsoid_is_wgs84() -> None:
    assert (GEOD.a, GEOD.f) == pytest.approx((A, F), rel=1e-15)


def _edges(polygon: Polygon) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    ring = list(polygon.exterior.coords)
    return list(itertools.pairwise(ring))
