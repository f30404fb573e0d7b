"""The engine: compiled code against the oracle, against brute force, and against itself."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import (
    GeodesicLine,
    LayerIndex,
    PolylineIndex,
    ZoneIndex,
    distance_m,
    distance_matrix,
    nearest_points,
)
from sinokorea_geo.geodesy.engine import compiling
from tests.geodesy import oracle
from tests.geodesy.lines import wiggly
from tests.geodesy.test_ellipsoid import GEOGRAPHICLIB

GEODESY = "sinokorea_geo.geodesy.engine"
FIELDS = ("distance_m", "along_m", "lon", "lat", "segment", "side")
A, F = 6378137.0, 1 / 298.257223563
Floats = NDArray[np.float64]


def compiled(coords: Floats) -> PolylineIndex:
    """An index that answers from its grid however few points it is asked about."""
    index = PolylineIndex(*np.asarray(coords, dtype=float).T)
    index.prepare()
    return index


def about(coords: Floats, count: int, spread: float, seed: int) -> tuple[Floats, Floats]:
    """Points about the vertices of a line, within the bounds of the Earth."""
    rng = np.random.default_rng(seed)
    xy = coords[rng.integers(0, len(coords), count)] + rng.normal(0, spread, (count, 2))
    return (xy[:, 0] + 180.0) % 360.0 - 180.0, np.clip(xy[:, 1], -90, 90)


def same(one: object, other: object) -> None:
    """All answers are alike to the last bit."""
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field), err_msg=field)


AWKWARD = {
    "antimeridian": [(178, 10), (-178, 12), (-175, -3), (179.99, -4)],
    "round the pole": [(0, 88), (90, 89), (180, 88.5), (-90, 86)],
    "vertex at the pole": [(20, -70), (20, -90), (110, -80)],
    "one short edge": [(127, 40), (127.0000001, 40.0000001)],
    "one long edge": [(-60, 10), (100, -20)],
    "repeated": [(5, 5), (5, 5), (6, 6), (6, 6), (6, 6), (5, 6)],
    "out and back": [(0, 50), (1, 50), (0, 50), (0, 51)],
    "crossing itself": [(0, 0), (2, 2), (2, 0), (0, 2)],
    "meridian": [(30, -5), (30, 0), (30, 5)],
    "far north": [(10, 78), (40, 84), (80, 84.9), (120, 80)],
}


# --- the series ---------------------------------------------------------------------------------


def test_series_against_karney_to_its_end() -> None:
    rng = np.random.default_rng(0)
    wanted_m = {0.001: 6e-9, 1: 6e-9, 100: 6e-9, 1000: 1.2e-8, 2190: 1.1e-7}
    for kilometres, wanted in wanted_m.items():
        lon, lat = rng.uniform(-180, 180, 4000), np.degrees(np.arcsin(rng.uniform(-1, 1, 4000)))
        to_lon, to_lat, _ = oracle._GEOD.fwd(
            lon, lat, rng.uniform(0, 360, 4000), np.full(4000, kilometres * 1e3)
        )
        truth = oracle.inverse_m(lon, lat, to_lon, to_lat)
        assert np.abs(distance_m(lon, lat, to_lon, to_lat) - truth).max() < wanted


def test_many_points_far_apart_against_karney() -> None:
    rng = np.random.default_rng(11)
    lon, lat = rng.uniform(-180, 180, (2, 60_000)), rng.uniform(-89, 89, (2, 60_000))
    found = distance_m(lon[0], lat[0], lon[1], lat[1])
    truth = oracle._GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2]
    np.testing.assert_allclose(found, truth, rtol=0, atol=1e-6)


def test_series_adds_up_to_published_geodesics() -> None:
    # GeographicLib's test geodesics are thousands of kilometres long; cut into stretches short
    # enough for the series, the stretches make up the published length.
    for lat1, lon1, azimuth, _, _, length in GEOGRAPHICLIB:
        for stretches in (20, 500):
            at = np.linspace(0, length, stretches + 1)
            full = np.full(len(at), 1.0)
            lon, lat, _ = oracle._GEOD.fwd(lon1 * full, lat1 * full, azimuth * full, at)
            lon, lat = np.array(lon), np.array(lat)
            total = distance_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()
            assert total == pytest.approx(length, abs=3e-7)


def test_closed_forms() -> None:
    # Along the equator, and across a pole along meridians: twice M(φ) integrated, by Simpson.
    for degrees in (1e-6, 0.01, 1, 9):
        assert float(distance_m(-degrees / 2, 0, degrees / 2, 0)) == pytest.approx(
            np.radians(degrees) * A, abs=1e-8
        )
    es = F * (2 - F)
    for colatitude in (0.001, 1, 4):
        phi = np.radians(90 - np.linspace(0, colatitude, 2001))
        curvature = A * (1 - es) / (1 - es * np.sin(phi) ** 2) ** 1.5
        weights = np.ones(2001)
        weights[1:-1:2], weights[2:-1:2] = 4, 2
        arc = float((weights * curvature).sum() * np.radians(colatitude) / 2000 / 3)
        lat = 90 - colatitude
        assert float(distance_m(20, lat, -160, lat)) == pytest.approx(2 * arc, abs=1e-8)


# --- lines --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_lines_against_the_oracle(name: str) -> None:
    coords = np.array(AWKWARD[name], dtype=float)
    index = compiled(coords)
    rng = np.random.default_rng(4)
    lon, lat = (
        np.concatenate(axis)
        for axis in zip(about(coords, 40, 0.5, 1), about(coords, 30, 5, 2), strict=True)
    )
    anywhere = rng.uniform(-180, 180, 20), np.degrees(np.arcsin(rng.uniform(-1, 1, 20)))
    lon, lat = np.concatenate((lon, anywhere[0])), np.concatenate((lat, anywhere[1]))
    near = index.query(lon, lat)
    np.testing.assert_allclose(
        near.distance_m, oracle.distances(coords, lon, lat), rtol=0, atol=1e-6
    )
    reached = oracle.inverse_m(lon, lat, near.lon, near.lat)
    np.testing.assert_allclose(reached, near.distance_m, rtol=0, atol=1.5e-7)
    same(near, PolylineIndex(*coords.T).query(lon, lat))


@pytest.mark.parametrize("name", AWKWARD)
def test_vertices_and_points_of_awkward_lines_are_on_them(name: str) -> None:
    coords = np.array(AWKWARD[name], dtype=float)
    index = compiled(coords)
    on = index.query(*coords.T)
    assert on.distance_m.max() < 1e-8
    along = np.linspace(0, index.length_m, 50)
    lon, lat = GeodesicLine(coords).point_at(along)
    at = index.query(lon, lat)
    assert at.distance_m.max() < 1e-6
    assert not at.side.any()
    if name not in {"out and back", "crossing itself"}:
        np.testing.assert_allclose(at.along_m, along, rtol=0, atol=1e-5)


def test_a_wiggly_line_against_the_oracle() -> None:
    coords = wiggly(300)
    lon, lat = (
        np.concatenate(a)
        for a in zip(about(coords, 60, 0.02, 1), about(coords, 40, 4, 2), strict=True)
    )
    near = compiled(coords).query(lon, lat)
    np.testing.assert_allclose(
        near.distance_m, oracle.distances(coords, lon, lat), rtol=0, atol=1e-6
    )


def test_compiled_code_and_numpy_agree_to_the_last_bit() -> None:
    coords = wiggly(4000, seed=3)
    index = compiled(coords)
    for spread, seed in ((0.001, 1), (0.3, 2), (4, 3), (15, 4)):
        lon, lat = about(coords, 1500, spread, seed)
        same(index.query(lon, lat), PolylineIndex(*coords.T).query(lon, lat))


@pytest.mark.parametrize("turn", [0.02, 0.3, 5, 60, 150, 179.95, 180, -0.02, -0.3, -60, -179.95])
def test_cells_that_name_a_corner_answer_like_numpy(turn: float) -> None:
    # From gentle bends to a line that goes back on itself: most points have the bend or an end
    # as their foot, and the grid knows it without measuring.
    lon, lat, _ = oracle._GEOD.fwd([127, 127], [41, 41], [240, 60 + turn], [60e3, 60e3])
    coords = np.array([(lon[0], lat[0]), (127, 41), (lon[1], lat[1])])
    index = compiled(coords)
    for spread, seed in ((0.1, 1), (1, 2), (4, 3)):
        x, y = about(coords, 1_900, spread, seed)
        same(index.query(x, y), PolylineIndex(*coords.T).query(x, y))


def test_results_do_not_depend_on_threads_batches_or_order(monkeypatch: pytest.MonkeyPatch) -> None:
    coords = wiggly(2000)
    lon, lat = about(coords, 90_000, 2, 1)
    answers = []
    for count in ("1", "2", "7"):
        monkeypatch.setenv("SINOKOREA_GEO_THREADS", count)
        answers.append(compiled(coords).query(lon, lat))
    for other in answers[1:]:
        same(answers[0], other)
    order = np.random.default_rng(0).permutation(len(lon))
    shuffled = PolylineIndex(*coords.T).query(lon[order], lat[order])
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(shuffled, field), getattr(answers[0], field)[order])
    parts = [compiled(coords).query(lon[i : i + 777], lat[i : i + 777]) for i in (0, 50_000)]
    for i, part in zip((0, 50_000), parts, strict=True):
        for field in FIELDS:
            np.testing.assert_array_equal(
                getattr(part, field), getattr(answers[0], field)[i : i + 777]
            )


def test_many_segments_against_all_of_them() -> None:
    # 10⁵ segments of a random walk, which crosses itself and comes back: nothing is pruned away
    # that is nearest. The chord to every segment is the brute force; 20 m are left to the
    # difference between chords and geodesics at this distance.
    rng = np.random.default_rng(9)
    coords = np.array([30.0, 50.0]) + np.cumsum(rng.normal(0, 0.004, (100_001, 2)), axis=0)
    index = compiled(coords)
    lon, lat = (
        np.concatenate(a)
        for a in zip(about(coords, 20, 0.01, 1), about(coords, 12, 2, 2), strict=True)
    )
    near = index.query(lon, lat)
    xyz = oracle_xyz(*coords.T)
    for i in range(len(lon)):
        point = oracle_xyz(lon[i : i + 1], lat[i : i + 1])[0]
        chord = xyz[1:] - xyz[:-1]
        share = ((point - xyz[:-1]) * chord).sum(1) / (chord * chord).sum(1)
        foot = xyz[:-1] + np.clip(share, 0, 1)[:, None] * chord
        apart = np.linalg.norm(point - foot, axis=1)
        rivals = np.flatnonzero(apart < apart.min() * (1 + 1e-6) + 1.0)
        assert int(near.segment[i]) in rivals, i
        least = min(
            oracle.nearest(coords[r : r + 2], float(lon[i]), float(lat[i])).distance_m
            for r in rivals[:40]
        )
        assert float(near.distance_m[i]) == pytest.approx(least, abs=1e-6)


def oracle_xyz(lon: Floats, lat: Floats) -> Floats:
    """Earth-centred positions, written down again."""
    x, y, es = np.radians(lon), np.radians(lat), F * (2 - F)
    out = A / np.sqrt(1 - es * np.sin(y) ** 2)
    return np.column_stack(
        (out * np.cos(y) * np.cos(x), out * np.cos(y) * np.sin(x), out * (1 - es) * np.sin(y))
    )


def test_at_the_middle_of_a_circle_all_is_equally_near() -> None:
    # 20,000 vertices at 100 km: a list of all of them, and still blocks of bounded size.
    around = np.linspace(0, 360, 20_001)
    lon, lat, _ = oracle._GEOD.fwd(
        np.full(20_001, 10.0), np.full(20_001, 50.0), around, np.full(20_001, 1e5)
    )
    index = compiled(np.column_stack((lon, lat)))
    near = index.query(np.full(3_000, 10.0) + np.linspace(0, 1e-3, 3_000), np.full(3_000, 50.0))
    # The middle of the first edge: all middles are nearer than the vertices, by 1.2 mm.
    assert float(near.along_m[0]) == pytest.approx(index.length_m / 40_000, abs=0.1)
    wanted = 1e5 - oracle.inverse_m(10.0, 50.0, 10.0 + np.linspace(0, 1e-3, 3_000), 50.0)
    np.testing.assert_allclose(near.distance_m, wanted - 1.2336e-3, rtol=0, atol=2e-6)
    assert set(near.side.tolist()) == {-1}


def test_of_equally_near_segments_the_lowest_chainage_wins() -> None:
    # Two arms of a hairpin, mirrored in the equator; points on the equator between them.
    index = compiled(np.array([(0, 0.5), (3, 0.5), (3, -0.5), (0, -0.5)], dtype=float))
    lon = np.linspace(0.1, 2.4, 200)
    near = index.query(lon, np.zeros(200))
    assert set(near.segment.tolist()) == {0}
    assert set(near.side.tolist()) == {-1}


def test_answers_are_written_where_the_caller_wants_them() -> None:
    coords = wiggly(50)
    index = compiled(coords)
    lon, lat = about(coords, 100, 1, 1)
    out = index.query(lon, lat)
    kept = out.distance_m.copy()
    assert index.query(lon[::-1], lat[::-1], out=out) is out
    np.testing.assert_array_equal(out.distance_m, kept[::-1])
    with pytest.raises(InvalidQuantity, match=r"out is for shape \(100,\); \(3,\) is wanted"):
        index.query(lon[:3], lat[:3], out=out)


# --- laws ---------------------------------------------------------------------------------------

vertices = st.lists(
    st.tuples(st.floats(-6, 6), st.floats(-6, 6)).map(lambda p: (round(p[0], 3), round(p[1], 3))),
    min_size=2,
    max_size=5,
    unique=True,
)
places = st.tuples(st.floats(-8, 8), st.floats(-8, 8))


def toy(coords: list[tuple[float, float]]) -> PolylineIndex:
    index = compiled(np.array(coords))
    assume(np.diff(index.vertex_m).min() > 10.0)
    return index


@settings(max_examples=5)
@given(vertices, st.lists(places, min_size=1, max_size=30), st.floats(0.05, 0.95))
def test_a_vertex_more_changes_nothing(
    coords: list[tuple[float, float]], asked: list[tuple[float, float]], share: float
) -> None:
    line = toy(coords)
    at = share * line.vertex_m[1]
    lon, lat, _ = line._position(np.array([at]))
    finer = toy([coords[0], (float(lon[0]), float(lat[0])), *coords[1:]])
    one, other = (index.query(*np.transpose(asked)) for index in (line, finer))
    np.testing.assert_allclose(one.distance_m, other.distance_m, rtol=0, atol=1e-6)


@settings(max_examples=5)
@given(vertices, st.lists(places, min_size=1, max_size=30))
def test_reversal_mirrors(
    coords: list[tuple[float, float]], asked: list[tuple[float, float]]
) -> None:
    forth, back = toy(coords), toy(coords[::-1])
    one, other = (index.query(*np.transpose(asked)) for index in (forth, back))
    np.testing.assert_allclose(one.distance_m, other.distance_m, rtol=0, atol=1e-6)
    alike = np.abs(one.along_m + other.along_m - forth.length_m) < 1e-3
    np.testing.assert_array_equal(one.side[alike], -other.side[alike])


@settings(max_examples=5)
@given(vertices, places, places)
def test_triangle_inequality(
    coords: list[tuple[float, float]], p: tuple[float, float], q: tuple[float, float]
) -> None:
    away = toy(coords).query(*np.transpose([p, q])).distance_m
    assert abs(away[0] - away[1]) <= float(distance_m(*p, *q)) + 1e-6


# --- corridors ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [0.5, 300.0, 25_000.0, 200_000.0])
def test_corridor_is_distance_at_most_the_width(width: float) -> None:
    coords = wiggly(400)
    index = compiled(coords)
    lon, lat = about(coords, 150_000, 2e-5 * width**0.9 + 1e-5, 1)
    away = index.query(lon, lat).distance_m
    np.testing.assert_array_equal(index.within(lon, lat, width), away <= width)
    assert index.within(lon[:10], lat[:10], width).tolist() == (away[:10] <= width).tolist()


@pytest.mark.parametrize(("lon", "lat"), [(124.0, 90.5), (180.5, 40.0), (124.0, np.nan)])
def test_among_many_points_one_that_is_none_is_refused(lon: float, lat: float) -> None:
    index = PolylineIndex([124.0, 125.0], [40.0, 41.0])
    many_lon, many_lat = np.full(200_000, 124.5), np.full(200_000, 40.5)
    assert index.within(many_lon, many_lat, 5_000.0).all()
    many_lon[-1], many_lat[-1] = lon, lat
    with pytest.raises(InvalidCoordinates):
        index.within(many_lon, many_lat, 5_000.0)


def test_within_a_metre_of_the_edge_none_is_wrong() -> None:
    coords, width = wiggly(60), 25_000.0
    index = compiled(coords)
    lon, lat = about(coords, 3_000, 0.2, 1)
    near = index.query(lon, lat)
    azimuth = np.array(oracle._GEOD.inv(near.lon, near.lat, lon, lat)[0])
    away = width + np.random.default_rng(2).uniform(-1, 1, len(lon))
    lon, lat = (np.array(axis) for axis in oracle._GEOD.fwd(near.lon, near.lat, azimuth, away)[:2])
    edge = np.flatnonzero(np.abs(index.query(lon, lat).distance_m - width) <= 1)[:250]
    truth = oracle.distances(coords, lon[edge], lat[edge])
    clear = np.abs(truth - width) > 1e-6
    assert clear.sum() > 200
    many = np.tile(edge, 500)
    inside = index.within(lon[many], lat[many], width).reshape(500, -1)
    assert (inside == inside[0]).all()
    np.testing.assert_array_equal(inside[0][clear], (truth <= width)[clear])


# --- many points --------------------------------------------------------------------------------


def test_nearest_targets_against_the_matrix() -> None:
    rng = np.random.default_rng(3)
    to_lon, to_lat = rng.uniform(120, 132, 40), rng.uniform(36, 46, 40)
    to_lon[7], to_lat[7] = to_lon[3], to_lat[3]
    lon, lat = rng.uniform(110, 140, 6_000), rng.uniform(30, 52, 6_000)
    lon[:3], lat[:3] = -55.0, -40.0
    index, metres = nearest_points(lon, lat, to_lon, to_lat)
    truth = oracle.inverse_m(lon[:, None], lat[:, None], to_lon, to_lat)
    np.testing.assert_array_equal(index[:, 0], truth.argmin(1))
    np.testing.assert_allclose(metres[:, 0], truth.min(1), rtol=0, atol=1e-7)
    for i in range(0, 6_000, 1_500):
        few = nearest_points(lon[i : i + 1_500], lat[i : i + 1_500], to_lon, to_lat)
        np.testing.assert_array_equal(few[0], index[i : i + 1_500])
        np.testing.assert_array_equal(few[1], metres[i : i + 1_500])


def test_of_targets_at_one_place_the_first_is_found_for_many_points_too() -> None:
    rng = np.random.default_rng(5)
    places = rng.uniform((124.0, 40.0), (130.0, 43.0), (20, 2))
    lon, lat = rng.uniform((124.0, 40.0), (130.0, 43.0), (60_000, 2)).T
    once, _ = nearest_points(lon, lat, *places.T)
    thrice, _ = nearest_points(lon, lat, *np.vstack([places] * 3).T)
    np.testing.assert_array_equal(thrice, once)


def test_matrix_is_one_distance_whatever_its_size() -> None:
    rng = np.random.default_rng(3)
    one, two = rng.uniform(-20, 20, (2, 300)), rng.uniform(-20, 20, (2, 200))
    whole = distance_matrix(*one, *two)
    truth = oracle.inverse_m(one[0][:, None], one[1][:, None], *two)
    np.testing.assert_allclose(whole, truth, rtol=0, atol=1.2e-7)
    np.testing.assert_array_equal(distance_matrix(*two, *one).T, whole)
    np.testing.assert_array_equal(distance_matrix(one[0][:5], one[1][:5], *two), whole[:5])
    np.testing.assert_array_equal(distance_m(one[0][7], one[1][7], *two), whole[7])
    out = np.empty_like(whole)
    assert distance_matrix(*one, *two, out=out) is out
    np.testing.assert_array_equal(out, whole)
    with pytest.raises(InvalidQuantity, match="out has shape"):
        distance_matrix(*one, *two, out=out.T)


# --- zones --------------------------------------------------------------------------------------

TOWN = shapely.Polygon(
    [(120, 40), (124, 40.5), (123, 43), (121, 44)], [[(121.5, 41), (122.5, 41.2), (122, 42)]]
)
ISLANDS = shapely.MultiPolygon([shapely.box(125, 40, 126, 41), shapely.box(126.5, 40, 127, 42)])
OVER = shapely.box(122, 41.5, 125.5, 42.5)
ZONES = [TOWN, ISLANDS, OVER, shapely.Point(124, 44).buffer(0.3)]


def test_zones_against_the_oracle_and_few_against_many() -> None:
    zones = ZoneIndex(ZONES)
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(119, 128, 60_000), rng.uniform(39, 45, 60_000)
    first = zones.first(lon, lat)
    some = slice(0, 4_000)
    np.testing.assert_array_equal(ZoneIndex(ZONES).first(lon[some], lat[some]), first[some])
    ring, hole = TOWN.exterior.coords, TOWN.interiors[0].coords
    in_town = oracle.enclosed(ring, lon[some], lat[some]) & ~oracle.enclosed(
        hole, lon[some], lat[some]
    )
    np.testing.assert_array_equal(first[some] == 0, in_town)
    point, zone = zones.query(lon, lat)
    counts = np.zeros((len(lon), len(ZONES)), dtype=bool)
    counts[point, zone] = True
    np.testing.assert_array_equal(np.where(counts.any(1), counts.argmax(1), -1), first)
    assert (counts.sum(1) == 2).any()


def test_zones_beside_their_edges() -> None:
    # Points a centimetre to a metre from edges, decided the exact way and by the raster.
    zones = ZoneIndex(ZONES)
    rng = np.random.default_rng(2)
    lines = [part for zone in ZONES for part in shapely.get_parts(shapely.boundary(zone))]
    at = shapely.line_interpolate_point(
        np.resize(lines, 30_000), rng.uniform(0, 1, 30_000), normalized=True
    )
    xy = shapely.get_coordinates(at) + rng.normal(0, 3e-6, (30_000, 2))
    first = zones.first(*xy.T)
    np.testing.assert_array_equal(ZoneIndex(ZONES).first(*xy[:5_000].T), first[:5_000])


def test_the_edge_of_a_hole_belongs_to_its_zone() -> None:
    # Along the equator and two meridians, so that edges are straight in degrees too.
    pierced = shapely.Polygon(
        [(120, -2), (126, -2), (126, 4), (120, 4)], [[(122, 0), (124, 0), (124, 2), (122, 2)]]
    )
    lon, lat = np.array([123.0, 122, 124, 122, 123, 123]), np.array([0.0, 1, 1, 0, 1, -1])
    for many in (1, 5_000):
        zones = ZoneIndex([pierced])
        first = zones.first(np.tile(lon, many), np.tile(lat, many))
        assert first.reshape(many, -1)[0].tolist() == [0, 0, 0, 0, -1, 0]
        assert (first.reshape(many, -1) == first[:6]).all()


def test_all_zones_of_points_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    lon, lat = rng.uniform(121, 126, 3_000), rng.uniform(40, 43, 3_000)
    few = ZoneIndex(ZONES).query(lon, lat)
    monkeypatch.setattr("sinokorea_geo.geodesy.zones._MANY", 40)
    many = ZoneIndex(ZONES).query(lon, lat)
    assert len(few[0]) > len(set(few[0].tolist())) > 500
    for one, other in zip(few, many, strict=True):
        np.testing.assert_array_equal(one, other)


def test_zones_that_no_raster_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    # So many are worth a raster, were there one.
    monkeypatch.setattr("sinokorea_geo.geodesy.zones._MANY", 40)
    across = shapely.Polygon([(178, 10), (-178, 10), (-178, 14), (178, 14)])
    north = shapely.box(10, 82, 40, 86)
    zones = ZoneIndex([[across], [north]])
    lon, lat = np.tile([179.5, -179.5, 20.0, 0.0], 11), np.tile([12.0, 13.0, 84.0, 0.0], 11)
    assert zones.first(lon, lat).tolist() == [0, 0, 1, -1] * 11


# --- layers -------------------------------------------------------------------------------------

ROAD = shapely.LineString([(119, 41), (120.5, 42), (128, 42.2)])
FEATURES = [
    TOWN,
    shapely.Point(121.9, 41.3),
    ROAD,
    ISLANDS,
    shapely.MultiPoint([(119, 44), (128, 40)]),
]


def layer_truth(lon: Floats, lat: Floats) -> Floats:
    """Distances to every feature, the slow way."""
    columns = []
    for feature in FEATURES:
        rings = []
        for part in shapely.get_parts(feature):
            if part.geom_type == "Polygon":
                rings += [np.array(ring.coords) for ring in (part.exterior, *part.interiors)]
            else:
                rings.append(np.array(part.coords))
        away = [
            oracle.distances(xy, lon, lat)
            if len(xy) > 1
            else oracle.inverse_m(lon, lat, *np.broadcast_to(xy[0], (len(lon), 2)).T)
            for xy in rings
        ]
        least = np.min(away, axis=0)
        if feature.geom_type.endswith("Polygon"):
            least[ZoneIndex([feature]).first(lon, lat) == 0] = 0.0
        columns.append(least)
    return np.column_stack(columns)


@pytest.mark.parametrize("prepared", [True, False])
def test_a_layer_against_the_oracle(prepared: bool) -> None:
    rng = np.random.default_rng(9)
    lon, lat = rng.uniform(118, 129, 60), rng.uniform(39, 45, 60)
    lon[:4], lat[:4] = [-60, 121.9, 122.2, 120.5], [-40, 41.3, 41.4, 42]
    layer = LayerIndex(FEATURES)
    if prepared:
        layer.prepare()
    truth = layer_truth(lon, lat)
    feature, distance = layer.nearest(lon, lat)
    np.testing.assert_allclose(distance, truth.min(1), rtol=0, atol=1e-6)
    np.testing.assert_array_equal(feature, truth.argmin(1))
    np.testing.assert_allclose(layer.matrix(lon, lat), truth, rtol=0, atol=1e-6)
    assert set(feature) == {0, 1, 2, 3, 4}
    width = float(np.median(distance))
    np.testing.assert_array_equal(layer.within(lon, lat, width), distance <= width)


def test_a_corridor_round_a_layer_is_distance_at_most_the_width() -> None:
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(118, 129, 120_000), rng.uniform(39, 45, 120_000)
    layer = LayerIndex(FEATURES)
    np.testing.assert_array_equal(
        layer.within(lon, lat, 20_000.0), layer.nearest(lon, lat)[1] <= 20_000.0
    )


def test_of_equally_near_features_the_first_wins() -> None:
    line, box = shapely.LineString([(0, 0), (1, 0)]), shapely.box(0, 0, 1, 1)
    lon, lat = np.array([0.5, 0.5, 0.5]), np.array([0.0, 0.5, -0.2])
    assert LayerIndex([line, box]).nearest(lon, lat)[0].tolist() == [0, 1, 0]
    assert LayerIndex([box, line, line]).nearest(lon, lat)[0].tolist() == [0, 0, 0]


# --- nothing apart, and nearly so ---------------------------------------------------------------


@pytest.mark.parametrize("prepared", [True, False])
def test_points_of_a_line_are_at_no_distance_from_it(prepared: bool) -> None:
    line = GeodesicLine(wiggly(300))
    lon, lat = line.point_at(np.linspace(0, line.length_m, 1_500))
    index = compiled(line.coords) if prepared else PolylineIndex(*line.coords.T)
    found = index.query(lon, lat)
    assert set(found.distance_m) == {0.0}
    assert set(found.side) == {0}
    assert index.within(lon, lat, 0).all()


@given(step=st.floats(1e-13, 1e-9), lat=st.floats(-80, 80))
def test_points_that_differ_are_apart_or_the_same(step: float, lat: float) -> None:
    """Below 20 nm there is no distance, and above none is lost."""
    apart = float(distance_m(0, lat, 0, lat + step))
    true = (lat + step - lat) * np.pi / 180 * 6.37e6
    assert apart == 0.0 if true < 1.9e-8 else true < 2.1e-8 or abs(apart / true - 1) < 0.2


@pytest.mark.parametrize("end", [5e-324, 1e-157, 1e-30, 1e-18, 1e-17, 1.1e-17, 1e-15])
def test_the_shortest_edges_there_can_be(end: float) -> None:
    coords = np.array([(0, 0), (end, 0), (1, 0)], dtype=float)
    lon, lat = np.array([0.5, 0, -1, 0.5]), np.array([0, end, 0, 1.0])
    few, many = PolylineIndex(*coords.T).query(lon, lat), compiled(coords).query(lon, lat)
    same(few, many)
    plain = PolylineIndex([0, 1], [0, 0]).query(lon, lat)
    np.testing.assert_allclose(many.distance_m, plain.distance_m, atol=1e-6)
    np.testing.assert_allclose(many.along_m, plain.along_m, atol=1e-6)


@pytest.mark.parametrize("coords", [[(180, 0), (-180, 0)], [(0, 0), (5e-324, 0)]])
def test_a_line_of_one_point_is_refused(coords: list[tuple[float, float]]) -> None:
    with pytest.raises(InvalidGeometry, match="the same point"):
        PolylineIndex(*np.array(coords).T)


# --- what is waited for -------------------------------------------------------------------------


def run(code: str, **environ: str) -> object:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True,
        env={**os.environ, "SINOKOREA_GEO_THREADS": "1", **environ},
    )  # fmt: skip
    return json.loads(done.stdout)


def test_few_points_do_not_wait_for_a_compiler() -> None:
    loaded = run(
        "import json, sys, numpy as np\n"
        "from sinokorea_geo.geodesy import *\n"
        "line = GeodesicLine([(0, 0), (1, 0)])\n"
        "line.locate(np.zeros(500), np.ones(500)), line.within(0, 1, 5), distance_m(0, 0, 1, 1)\n"
        "nearest_points([0, 1], [0, 0], [1], [1]), distance_matrix([0, 1], [0, 0], [1], [1])\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    assert isinstance(loaded, list)
    assert "numba" not in loaded


def test_a_new_machine_answers_before_it_compiles(tmp_path: Path) -> None:
    code = (
        "import json, numpy as np\n"
        "from sinokorea_geo.geodesy import PolylineIndex, nearest_points\n"
        "PolylineIndex([0, 1], [0, 0]).query(np.zeros(3000), np.ones(3000))\n"
        "nearest_points(np.zeros(3000), np.ones(3000), [0, 1], [0, 0])\n"
        "from sinokorea_geo.geodesy.engine import grid_kernels, line_kernels, point_kernels\n"
        "kernels = line_kernels.line_kernel, point_kernels.nearest_kernel\n"
        "kernels += (grid_kernels.grid_kernel,)\n"
        "print(json.dumps([len(kernel.signatures) for kernel in kernels]))"
    )
    assert run(code, NUMBA_CACHE_DIR=str(tmp_path)) == [0, 0, 0]


def test_where_nothing_can_be_cached_code_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No folder of the machine can be written to.
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [])

    def one_more_kernel(x: int) -> int:
        return x + 1

    kernel = compiling.njit_cached(one_more_kernel)
    assert kernel.stats.cache_path is None
    assert not compiling.worth_compiling(10_000, lambda: (kernel,))
    assert kernel(1) == 2
    assert compiling.worth_compiling(10_000, lambda: (kernel,))


def test_waiting_for_the_compiler_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    class Cold:
        signatures = ()
        stats = SimpleNamespace(cache_path=None)

    compiling._say_once.cache_clear()
    assert not compiling.worth_compiling(49_999, lambda: (Cold,))
    assert caplog.messages == []
    assert compiling.worth_compiling(50_000, lambda: (Cold,))
    assert compiling.worth_compiling(50_000, lambda: (Cold,))
    assert [message[:22] for message in caplog.messages] == ["sinokorea_geo compiles"]


def test_compiling_ahead_leaves_nothing_to_compile() -> None:
    kernels = [f"{module}.{name}" for module in COMPILED for name in compiled_names(module)]
    assert len(kernels) >= 8
    assert run(
        "import json\n"
        "from sinokorea_geo.geodesy.engine import grid_kernels, line_kernels, point_kernels\n"
        "from sinokorea_geo.geodesy import compile_ahead\n"
        "compile_ahead()\n"
        f"print(json.dumps([len(k.signatures) > 0 for k in ({', '.join(kernels)})]))"
    ) == [True] * len(kernels)


COMPILED = ("line_kernels", "grid_kernels", "point_kernels")


def compiled_names(module: str) -> list[str]:
    """The kernels of a module."""
    names = vars(importlib.import_module(f"{GEODESY}.{module}"))
    return [name for name in names if name.endswith("_kernel")]


def built_on(module: str) -> str:
    """What tells the versions of the modules that one compiles along from others."""
    found = hashlib.sha256()
    for node in ast.walk(ast.parse(source_of(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(GEODESY):
            inner = (node.module or "")[len(GEODESY) + 1 :]
            for name in [inner] if inner else [alias.name for alias in node.names]:
                found.update(source_of(name).encode())
    return found.hexdigest()[:16]


def source_of(module: str) -> str:
    path = importlib.import_module(f"{GEODESY}.{module}").__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("module", COMPILED)
def test_code_kept_from_other_sources_is_not_used(module: str) -> None:
    """Numba reads one file to tell whether kept code is out of date, so that file must change."""
    here = importlib.import_module(f"{GEODESY}.{module}")
    assert built_on(module) == here._BUILT_ON, "write the value on the left into the module"


def test_threads_may_ask_a_fresh_zone_at_once() -> None:
    # GEOS makes the index of a prepared geometry at the first question, and crashes if two threads
    # do so together; a process of its own, as a crash would take the other tests along.
    program = """
import numpy as np, shapely, threading
from concurrent.futures import ThreadPoolExecutor
from sinokorea_geo.geodesy import ZoneIndex
turn = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
away = 1 + 0.05 * np.sin(997 * turn)
xy = np.column_stack((127 + away * np.cos(turn), 41 + away * np.sin(turn)))
for _ in range(25):
    zone, gate = ZoneIndex([shapely.Polygon(xy)]), threading.Barrier(8)
    def ask(i):
        gate.wait()
        return int(zone.first(*xy[40 * i : 40 * i + 40].T).sum())
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == [0] * 8
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)


def test_a_query_keeps_within_its_memory() -> None:
    import tracemalloc

    coords = wiggly(500)
    index = compiled(coords)
    lon, lat = about(coords, 400_000, 1, 1)
    out = index.query(lon, lat)
    tracemalloc.start()
    index.query(lon, lat, out=out)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / len(lon) < 64
