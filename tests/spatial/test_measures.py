"""Distances, nearest features and corridors, and how a position that is none is refused."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import sinokorea_geo as skg

GEOD = Geod(ellps="WGS84")
DEGREE = 6378137.0 * math.pi / 180  # of the equator, in metres
HUNCHUN, RAJIN, VLADIVOSTOK = (130.36, 42.87), (130.3, 42.25), (131.9, 43.12)

PAIR = st.tuples(st.floats(-179, 179), st.floats(-85, 85))
NEAR_BORDER = st.tuples(st.floats(123, 132), st.floats(39, 44))


# -- distance ----------------------------------------------------------------------------------


def test_distance_by_hand() -> None:
    assert skg.distance((0, 0), (1, 0)) == pytest.approx(DEGREE, abs=1e-6)
    # The meridian from the equator to 1° N: a (1 - e²) (φ + e² φ³ / 2).
    assert skg.distance((0, 0), (0, 1)) == pytest.approx(110574.389, abs=0.001)


@given(PAIR, PAIR)
def test_distance_is_the_same_both_ways(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert skg.distance(a, b) == skg.distance(b, a)
    assert skg.distance(a, b) == pytest.approx(GEOD.inv(*a, *b)[2], abs=1e-6)
    assert skg.distance(a, a) == 0


@given(NEAR_BORDER, NEAR_BORDER, NEAR_BORDER)
def test_no_way_round_is_shorter(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> None:
    assert skg.distance(a, c) <= skg.distance(a, b) + skg.distance(b, c) + 1e-6


def test_a_place_a_pair_and_a_point_are_the_same(atlas: skg.Atlas) -> None:
    place = atlas.get("rajin")
    pair, point = (place.lon, place.lat), shapely.Point(place.lon, place.lat)
    metres = skg.distance(place, HUNCHUN)
    assert metres > 1000
    assert skg.distance(pair, HUNCHUN) == metres
    assert skg.distance(point, shapely.Point(HUNCHUN)) == metres
    assert skg.distance(np.array(pair), HUNCHUN) == metres
    assert skg.distance(place, point) == 0


def test_distance_to_the_border_is_its_depth(atlas: skg.Atlas) -> None:
    rajin = atlas.get("rajin")
    assert skg.distance(rajin, atlas.border) == pytest.approx(
        atlas.border.depth(rajin).nearest_m, abs=1e-3
    )


def test_an_outline_counts_with_all_of_its_area() -> None:
    box = shapely.box(0, 0, 2, 2)
    assert skg.distance((1, 1), box) == 0
    assert skg.distance((1, 0), box) == 0
    assert skg.distance((3, 0), box) == pytest.approx(DEGREE, abs=1e-4)
    assert skg.distance(box, shapely.box(1, 1, 3, 3)) == 0
    assert skg.distance(box, shapely.LineString([(-1, -1), (3, 3)])) == 0


def test_a_frame_is_measured_as_a_whole(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    each = [skg.distance(point, RAJIN) for point in crossings.geometry]
    assert skg.distance(crossings, RAJIN) == pytest.approx(min(each), abs=1e-6)


# -- what is refused ---------------------------------------------------------------------------

BAD: list[tuple[Any, type[Exception], str]] = [
    ("Rajin", skg.InvalidGeometry, r"look it up first: atlas\.find\('Rajin'\)"),
    (None, skg.InvalidGeometry, "is None; pass a place"),
    (shapely.Point(), skg.InvalidGeometry, "is an empty Point"),
    (shapely.Polygon(), skg.InvalidGeometry, "is an empty Polygon"),
    (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), skg.InvalidGeometry, "make_valid"),
    (7, skg.InvalidGeometry, "is int; pass a place"),
    ((1, 2, 3), skg.InvalidGeometry, "is tuple; pass a place"),
    ((), skg.InvalidGeometry, "is tuple; pass a place"),
    ((42.25, 130.3), skg.InvalidCoordinates, "are longitude and latitude swapped?"),
    (shapely.Point(42.25, 130.3), skg.InvalidCoordinates, "are longitude and latitude swapped?"),
    ((float("nan"), 42), skg.InvalidCoordinates, "longitude of .* is nan"),
    ((130, float("inf")), skg.InvalidCoordinates, "latitude of .* is inf"),
    ((float("-inf"), 42), skg.InvalidCoordinates, "longitude of .* is -inf"),
    ((None, 42), skg.InvalidCoordinates, "is None"),
    (("130", "42"), skg.InvalidCoordinates, "not a number"),
    ((200, 42), skg.InvalidCoordinates, "subtract 360"),
    ((430000, 4700000), skg.InvalidCoordinates, "convert them to EPSG:4326"),
]


@pytest.mark.parametrize(("bad", "kind", "says"), BAD)
def test_distance_refuses_what_is_no_position(bad: Any, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says) as caught:
        skg.distance(bad, RAJIN)
    assert isinstance(caught.value, skg.SinoKoreaGeoError)
    with pytest.raises(kind, match=says):
        skg.distance(RAJIN, bad)


@pytest.mark.parametrize(("bad", "kind", "says"), BAD)
def test_corridor_refuses_what_is_no_position(bad: Any, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        skg.corridor(bad, 1000)


def test_swapped_coordinates_are_named_with_their_value() -> None:
    with pytest.raises(skg.InvalidCoordinates) as caught:
        skg.distance((42.25, 130.3), RAJIN)
    assert "latitude 130.3 is outside −90..90; are longitude and latitude swapped?" in str(
        caught.value
    )


def points(*pairs: tuple[float, float], crs: Any = 4326) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": [f"p{i}" for i in range(len(pairs))]},
        geometry=[shapely.Point(pair) for pair in pairs],
        crs=crs,
    )


LAYER, LINE = points(RAJIN), skg.BorderLine([(124, 40), (130, 42)])
CALLS: list[Any] = [
    lambda frame: skg.distance(frame, RAJIN),
    lambda frame: skg.nearest(frame, LAYER)["distance_m"].iloc[0],
    lambda frame: skg.nearest([RAJIN], frame)["distance_m"].iloc[0],
    lambda frame: np.asarray(skg.distance_matrix(frame, LAYER))[0, 0],
    lambda frame: np.asarray(skg.distance_matrix(LAYER, frame.geometry))[0, 0],
    lambda frame: skg.within_corridor(frame, LINE, 200_000).iloc[0],
    lambda frame: skg.corridor(frame, 1000)["area_km2"].iloc[0],
    lambda frame: LINE.locate(frame)["distance_m"].iloc[0],
]


@pytest.mark.parametrize("call", CALLS)
def test_a_frame_without_crs_is_refused_and_any_other_is_converted(call: Any) -> None:
    with pytest.raises(skg.CRSMismatch, match=r"carry no CRS; .* call \.set_crs\(4326\)") as caught:
        call(points(HUNCHUN, crs=None))
    assert isinstance(caught.value, ValueError)
    wanted = call(points(HUNCHUN))
    for crs in (32652, 4490, 3857):
        assert call(points(HUNCHUN).to_crs(crs)) == pytest.approx(wanted, abs=1e-3), crs


def test_longitude_and_latitude_under_another_name_will_do() -> None:
    """OGC:CRS84 is EPSG:4326 with the axes in the order that GeoJSON has them."""
    frame = points(HUNCHUN, crs="OGC:CRS84")
    assert np.asarray(skg.distance_matrix(frame, [RAJIN]))[0, 0] == skg.distance(HUNCHUN, RAJIN)


@pytest.mark.parametrize(
    ("bad", "kind", "says"),
    [
        ([shapely.box(0, 0, 1, 1)], skg.InvalidGeometry, r"points\[0\] is a Polygon, wanted"),
        ([HUNCHUN, None], skg.InvalidGeometry, r"points\[1\] is None"),
        ([HUNCHUN, "Rajin"], skg.InvalidGeometry, r"points\[1\] is the text 'Rajin'"),
        ([HUNCHUN, (42, 130)], skg.InvalidCoordinates, "swapped"),
        (np.zeros((2, 3)), skg.InvalidCoordinates, r"shape \(2, 3\), wanted \(n, 2\)"),
        (np.array([[130.0, np.nan]]), skg.InvalidCoordinates, "nan"),
        (pd.DataFrame({"east": [1.0]}), skg.InvalidCoordinates, "no column 'lon'"),
        (pd.DataFrame({"lon": [1.0]}), skg.InvalidCoordinates, "no column 'lat'"),
        (pd.DataFrame({"lon": [42.0], "lat": [130.0]}), skg.InvalidCoordinates, "swapped"),
    ],
)
def test_points_that_are_none_are_counted_and_named(
    bad: Any, kind: type[Exception], says: str
) -> None:
    line = skg.BorderLine([(124, 40), (130, 42)])
    with pytest.raises(kind, match=says):
        skg.within_corridor(bad, line, 1000)
    with pytest.raises(kind, match=says):
        skg.nearest(bad, points(RAJIN))


def test_every_form_of_points_is_read_alike() -> None:
    pairs = [HUNCHUN, RAJIN, VLADIVOSTOK]
    lon, lat = zip(*pairs, strict=True)
    wanted = skg.distance_matrix(pairs, [(124.4, 40.1)])
    assert wanted.shape == (3, 1)
    forms: list[Any] = [
        np.array(pairs),
        points(*pairs),
        points(*pairs).geometry,
        pd.DataFrame({"lon": lon, "lat": lat}),
        [shapely.Point(pair) for pair in pairs],
        tuple(pairs),
    ]
    for form in forms:
        np.testing.assert_array_equal(skg.distance_matrix(form, [(124.4, 40.1)]), wanted)
    assert skg.distance_matrix(HUNCHUN, RAJIN).shape == (1, 1)


# -- nearest -----------------------------------------------------------------------------------


def test_nearest_point_by_hand() -> None:
    layer = points((0, 0), (1, 0), (3, 0))
    found = skg.nearest([(0.9, 0), (2.5, 0)], layer, k=2)
    assert found["point"].tolist() == [0, 0, 1, 1]
    assert found["rank"].tolist() == [1, 2, 1, 2]
    assert found["id"].tolist() == ["p1", "p0", "p2", "p1"]
    assert found["feature"].tolist() == [1, 0, 2, 1]
    assert found["distance_m"].tolist() == pytest.approx(
        [0.1 * DEGREE, 0.9 * DEGREE, 0.5 * DEGREE, 1.5 * DEGREE], abs=1e-4
    )


def test_nearest_keeps_the_labels_of_the_features() -> None:
    layer = points((0, 0), (1, 0)).set_index(pd.Index(["a", "b"])).drop(columns="id")
    found = skg.nearest([(0.9, 0)], layer)
    assert found["feature"].tolist() == ["b"]
    assert "id" not in found


def test_nearest_of_areas_and_lines_by_hand() -> None:
    layer = gpd.GeoDataFrame(
        {"id": ["box", "line", "point"]},
        geometry=[
            shapely.box(0, 0, 1, 1),
            shapely.LineString([(3, -1), (3, 1)]),
            shapely.Point(5, 0),
        ],
        crs=4326,
    )
    found = skg.nearest([(0.5, 0.5), (2.5, 0), (4.5, 0)], layer, k=3)
    assert found["id"].tolist() == [
        *("box", "line", "point"),
        *("line", "box", "point"),
        *("point", "line", "box"),
    ]
    assert found["distance_m"].iloc[0] == 0
    assert found["distance_m"].iloc[3:6].tolist() == pytest.approx(
        [0.5 * DEGREE, 1.5 * DEGREE, 2.5 * DEGREE], abs=1e-3
    )


def test_equally_near_features_keep_the_order_of_the_layer() -> None:
    layer = points((1, 0), (-1, 0), (1, 0))
    assert skg.nearest([(0, 0)], layer, k=3)["id"].tolist() == ["p0", "p1", "p2"]
    areas = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs=4326)
    assert skg.nearest([(0.5, 0.5)], areas, k=2)["id"].tolist() == ["a", "b"]


def test_nearest_crossings_are_those_that_distance_finds(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    rng = np.random.default_rng(8)
    where = np.column_stack([rng.uniform(124, 131, 20), rng.uniform(40, 43, 20)])
    found = skg.nearest(where, crossings, k=3)
    lon, lat = crossings.geometry.x.to_numpy(), crossings.geometry.y.to_numpy()
    for i, (x, y) in enumerate(where):
        metres = GEOD.inv(np.full(len(lon), x), np.full(len(lon), y), lon, lat)[2]
        mine = found[found["point"] == i]
        assert mine["distance_m"].tolist() == pytest.approx(np.sort(metres)[:3], abs=1e-6)
        assert metres[mine["feature"]].tolist() == pytest.approx(mine["distance_m"], abs=1e-6)


def test_a_place_lies_in_its_own_county(atlas: skg.Atlas) -> None:
    counties = atlas.counties
    counties = counties[counties["id"].isin(["hunchun-shi", "rason-si", "tumen-shi"])]
    found = skg.nearest([atlas.get("hunchun")], counties.reset_index(drop=True), k=2)
    assert found["id"].iloc[0] == "hunchun-shi"
    assert found["distance_m"].iloc[0] == 0 < found["distance_m"].iloc[1]


@pytest.mark.parametrize("k", [0, -1, 4])
def test_more_than_there_are_is_refused(k: int) -> None:
    layer = points((0, 0), (1, 0), (3, 0))
    with pytest.raises(skg.InvalidQuantity, match=f"k is {k}; pass 1 to 3"):
        skg.nearest([(0, 0)], layer, k=k)


# -- matrix ------------------------------------------------------------------------------------


def test_distance_matrix_is_that_of_proj() -> None:
    rng = np.random.default_rng(5)
    a = np.column_stack([rng.uniform(120, 135, 7), rng.uniform(38, 46, 7)])
    b = np.column_stack([rng.uniform(120, 135, 4), rng.uniform(38, 46, 4)])
    matrix = skg.distance_matrix(a, b)
    assert matrix.shape == (7, 4)
    for i, j in np.ndindex(7, 4):
        assert matrix[i, j] == pytest.approx(GEOD.inv(*a[i], *b[j])[2], abs=1e-6)
        assert matrix[i, j] == skg.distance(tuple(a[i]), tuple(b[j]))
    np.testing.assert_array_equal(matrix, skg.distance_matrix(b, a).T)
    assert np.diag(skg.distance_matrix(a, a)).tolist() == [0] * 7


# -- corridors ---------------------------------------------------------------------------------


def test_within_corridor_is_what_locate_says(border: skg.BorderLine) -> None:
    rng = np.random.default_rng(25)
    where = np.column_stack([rng.uniform(123, 132, 400), rng.uniform(39, 44, 400)])
    metres = border.locate(where[:, 0], where[:, 1])["distance_m"].to_numpy()
    for width_m in (1_000.0, 25_000.0, 100_000.0):
        inside = skg.within_corridor(where, border, width_m)
        assert inside.dtype == bool
        assert inside.tolist() == (metres <= width_m).tolist()
        assert 0 < inside.sum() < 400


def test_the_edge_of_a_corridor_is_inside() -> None:
    line = skg.ReferencedLine([(0, 0), (1, 0)])
    at = [(0.5, 0.0), (-0.5, 0.0), (-0.5001, 0.0)]
    # A hair more than half a degree, for the last bit of the measured distance.
    assert skg.within_corridor(at, line, 0.5 * DEGREE + 1e-6).tolist() == [True, True, False]
    assert skg.within_corridor(at, line, 0).tolist() == [True, False, False]
    assert skg.within_corridor(at, line.line, 10).tolist() == [True, False, False]


@pytest.mark.parametrize("width_m", [-1.0, float("nan"), float("inf")])
def test_a_width_that_is_none_is_refused(width_m: float, border: skg.BorderLine) -> None:
    with pytest.raises(skg.InvalidQuantity, match="width_m"):
        skg.within_corridor([HUNCHUN], border, width_m)
    with pytest.raises(skg.InvalidQuantity, match="width_m"):
        skg.corridor(HUNCHUN, width_m)


def test_a_corridor_has_a_width() -> None:
    with pytest.raises(skg.InvalidQuantity, match="width_m is 0; a number above 0"):
        skg.corridor(HUNCHUN, 0)


def test_a_corridor_round_a_point_is_a_circle() -> None:
    band = skg.corridor(HUNCHUN, 10_000)
    assert len(band) == 1
    assert band.crs.to_epsg() == 4326
    assert band["width_m"].tolist() == [10_000]
    assert band["area_km2"].tolist() == pytest.approx([math.pi * 100], rel=1e-3)
    edge = np.array(band.geometry.iloc[0].exterior.coords)
    metres = [GEOD.inv(*HUNCHUN, x, y)[2] for x, y in edge]
    assert metres == pytest.approx([10_000] * len(metres), abs=1)


def test_corridors_of_the_border_lie_in_one_another(border: skg.BorderLine) -> None:
    narrow, wide = (skg.corridor(border, width_m) for width_m in (10_000, 25_000))
    inner, outer = narrow.geometry.iloc[0], wide.geometry.iloc[0]
    assert inner.is_valid
    assert outer.is_valid
    assert outer.contains(inner)
    assert inner.contains(border.geometry)
    assert narrow["area_km2"].iloc[0] < wide["area_km2"].iloc[0]
    for width_m, band in ((10_000, inner), (25_000, outer)):
        # The boundary lies at the width, wherever one looks.
        edge = shapely.get_coordinates(band)
        sample = edge[np.random.default_rng(1).integers(0, len(edge), 300)]
        metres = border.locate(sample[:, 0], sample[:, 1])["distance_m"]
        assert (metres - width_m).abs().max() < 1
    assert wide["area_km2"].iloc[0] == pytest.approx(
        abs(GEOD.geometry_area_perimeter(outer)[0]) / 1e6, rel=1e-6
    )
    rng = np.random.default_rng(2)
    x, y = rng.uniform(123.8, 131, 200), rng.uniform(39.5, 43.3, 200)
    measured = skg.within_corridor(np.column_stack([x, y]), border, 25_000)
    assert (shapely.contains_xy(outer, x, y) == measured).mean() > 0.99


@settings(max_examples=6)
@given(NEAR_BORDER, st.floats(10, 20_000), st.floats(1.05, 3))
def test_a_wider_corridor_holds_a_narrower(
    where: tuple[float, float], width_m: float, times: float
) -> None:
    line = shapely.LineString([where, (where[0] + 0.2, where[1] + 0.1), (where[0], where[1] + 0.3)])
    narrow, wide = (skg.corridor(line, w).geometry.iloc[0] for w in (width_m, width_m * times))
    assert wide.contains(narrow)
    assert narrow.contains(shapely.MultiPoint(line.coords))


# -- stated and measured -----------------------------------------------------------------------


def test_stated_values_stand_beside_measured_ones(atlas: skg.Atlas) -> None:
    table = skg.stated_and_measured(atlas)
    assert (table["ratio"] == table["measured"] / table["stated"]).all()
    assert (table[["stated", "measured"]] > 0).all(axis=None)
    border = table[table["id"] == "border"]
    assert set(border["unit"]) == {"km"}
    assert border["measured"].tolist() == [atlas.border.length_m / 1000] * len(border)
    known = set(atlas.sources["id"])
    assert all(ids and set(ids) <= known for ids in table["source_ids"])
    assert all(why.strip() for why in table["why"])
    # Straight through the way-points no route is longer than it is said to be.
    routes = table[table["id"].isin(atlas.routes["id"])]
    assert len(routes) > 5
    assert (routes["ratio"] <= 1).all()
    rason = table[(table["id"] == "rason-sez") & (table["unit"] == "km²")]
    outline = atlas.get("rason-sez").position
    assert rason["measured"].tolist() == pytest.approx(
        [abs(GEOD.geometry_area_perimeter(outline)[0]) / 1e6], rel=1e-6
    )


# --- zones --------------------------------------------------------------------------------------


def test_points_are_found_in_the_zones_they_lie_in(atlas: skg.Atlas) -> None:
    zones = atlas.zones
    # Some are known by a point alone: they hold nothing, and are no error.
    assert {"Point"} < set(zones.geom_type)
    rajin = atlas.find("Rajin")
    found = skg.within_zones([(rajin.lon, rajin.lat), (0, 0)], zones)
    assert found["point"].unique().tolist() == [0]
    assert "rason-sez" in set(found["id"])
    assert (zones["id"].loc[found["zone"]].to_numpy() == found["id"].to_numpy()).all()


def test_zones_are_those_of_the_oracle(atlas: skg.Atlas) -> None:
    """Shapely's answer, in longitude and latitude, off the edges by more than edges bend."""
    zones = atlas.zones
    rng = np.random.default_rng(5)
    points = np.column_stack((rng.uniform(124, 131, 30_000), rng.uniform(39.5, 43.5, 30_000)))
    found = skg.within_zones(points, zones)
    assert len(found) > 1_000
    told = np.zeros((len(points), len(zones)), dtype=bool)
    told[found["point"], zones.index.get_indexer(found["zone"])] = True
    for label, outline in zones.geometry.items():
        if outline.geom_type.endswith("Polygon"):
            inside = shapely.contains_xy(outline, *points.T)
            near = shapely.dwithin(outline.boundary, shapely.points(points), 1e-3)
            assert (told[:, zones.index.get_loc(label)] == inside)[~near].all(), label


def test_a_layer_without_areas_has_no_zones() -> None:
    layer = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=4326)
    with pytest.raises(skg.InvalidGeometry, match="no zones"):
        skg.within_zones([(0, 0)], layer)


def test_edges_may_run_straight_in_longitude_and_latitude() -> None:
    """As RFC 7946 has them: south of the geodesic here, by 400 m in the middle."""
    layer = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(124, 41, 126, 42)], crs=4326)
    points = [(125, 42.002), (125, 41.002), (125, 42), (124, 41.5), (125, 41)]
    geodesic = skg.within_zones(points, layer)
    assert geodesic["point"].tolist() == [0, 2, 3]
    assert skg.within_zones(points, layer, edges="straight")["point"].tolist() == [1, 2, 3, 4]
    with pytest.raises(skg.InvalidQuantity, match="pass 'geodesic' or 'straight'"):
        skg.within_zones(points, layer, edges="curved")  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("edges", ["geodesic", "straight"])
def test_pairs_come_in_the_order_of_points_and_layer(atlas: skg.Atlas, edges: Any) -> None:
    draw = np.random.default_rng(4)
    points = np.column_stack((draw.uniform(123, 131, 400), draw.uniform(38, 44, 400)))
    areas = pd.concat([atlas.counties, atlas.provinces])[["id", "geometry"]]
    found = skg.within_zones(points, areas.reset_index(drop=True), edges=edges)
    ordered = found.sort_values(["point", "zone"], kind="stable")
    assert found["zone"].tolist() == ordered["zone"].tolist()
    joined = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=4326).sjoin(areas)
    assert len(found) == len(joined) > 100


def test_margins_say_what_the_outlines_do_not_know(atlas: skg.Atlas) -> None:
    hyesan, rajin = atlas.find("Hyesan"), atlas.find("Rajin")
    points = [(hyesan.lon, hyesan.lat), (rajin.lon, rajin.lat)]
    found = skg.within_zones(points, atlas.counties, margins=True)
    assert found["id"].tolist()[0] == "samsu-county"
    assert found["margin_m"].tolist()[0] == pytest.approx(301, abs=1)
    for point, row in zip(points, found.itertuples(), strict=True):
        outline = atlas.counties.geometry.loc[row.zone].boundary
        assert row.margin_m == skg.distance(point, outline)
    assert found["indeterminate"].tolist() == [True, False]
    bare = skg.within_zones(points, atlas.counties[["geometry"]], margins=True)
    assert list(bare) == ["point", "zone", "margin_m"]
    assert skg.within_zones([(0, 0)], atlas.counties, margins=True).empty


def test_a_box_round_the_earth_is_one_of_straight_edges() -> None:
    layer = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(-180, -80, 180, 80)], crs=4326)
    with pytest.raises(skg.InvalidGeometry, match=r"edges=.straight"):
        skg.within_zones([(124, 40)], layer)
    assert skg.within_zones([(124, 40)], layer, edges="straight")["id"].tolist() == ["a"]
