"""Every form of positions is read alike, and answers come back on the rows they belong to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import as_points

PAIRS = [(126.98, 37.57), (130.30, 42.25), (124.39, 40.13), (125.75, 39.03), (130.40, 42.34)]
LON, LAT = (np.array(axis) for axis in zip(*PAIRS, strict=True))


def frame(crs: Any = 4326) -> gpd.GeoDataFrame:
    found = gpd.GeoDataFrame({"n": range(5)}, geometry=gpd.points_from_xy(LON, LAT), crs=4326)
    return found.set_axis([f"row {i}" for i in range(5)]).to_crs(crs)


def wkb_table() -> pa.Table:
    return pa.table({"n": range(5), "geometry": shapely.to_wkb(shapely.points(LON, LAT))})


FORMS: dict[str, Callable[[], Any]] = {
    "GeoDataFrame": frame,
    "GeoDataFrame in UTM": lambda: frame(32652),
    "GeoSeries": lambda: frame().geometry,
    "lon, lat": lambda: pd.DataFrame({"lon": LON, "lat": LAT}),
    "LONGITUDE, Latitude": lambda: pd.DataFrame({"Latitude": LAT, "LONGITUDE": LON}),
    "x, y": lambda: pd.DataFrame({"x": LON, "y": LAT}),
    "Arrow columns": lambda: pd.DataFrame({"lon": LON, "lat": LAT}).astype("float64[pyarrow]"),
    "nullable columns": lambda: pd.DataFrame({"lon": LON, "lat": LAT}).astype("Float64"),
    "array": lambda: np.column_stack((LON, LAT)),
    "two arrays": lambda: (LON, LAT),
    "two columns": lambda: (pd.Series(LON), pd.Series(LAT, dtype="Float64")),
    "pairs": lambda: PAIRS,
    "points": lambda: [shapely.Point(pair) for pair in PAIRS],
    "array of points": lambda: shapely.points(LON, LAT),
    "MultiPoints of one": lambda: gpd.GeoSeries([shapely.MultiPoint([p]) for p in PAIRS], crs=4326),
    "points with heights": lambda: shapely.points(LON, LAT, 5.0),
    "Series of points": lambda: pd.Series(list(shapely.points(LON, LAT))),
    "Series of WKB": lambda: pd.Series(list(shapely.to_wkb(shapely.points(LON, LAT)))),
    "EWKB": lambda: list(
        shapely.to_wkb(shapely.set_srid(shapely.points(LON, LAT), 4326), include_srid=True)
    ),
    "Arrow table": lambda: pa.table({"lon": LON, "lat": LAT}),
    "Arrow table of WKB": wkb_table,
    "Arrow array of WKB": wkb_table()["geometry"].combine_chunks,
    "GeoArrow structs": lambda: pa.StructArray.from_arrays([pa.array(LON), pa.array(LAT)], "xy"),
    "GeoArrow lists": lambda: pa.FixedSizeListArray.from_arrays(
        pa.array(np.column_stack((LON, LAT)).ravel()), 2
    ),
    "GeoJSON": lambda: json.loads(frame().to_json()),
    "geo interface": lambda: [json.loads(shapely.to_geojson(shapely.Point(p))) for p in PAIRS],
}


def as_lonlat(points: Any) -> tuple[Any, Any]:
    at = as_points(points)
    return at.lon, at.lat


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read_alike(form: str) -> None:
    lon, lat = as_lonlat(FORMS[form]())
    np.testing.assert_allclose(lon, LON, rtol=0, atol=1e-9)
    np.testing.assert_allclose(lat, LAT, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "one", [PAIRS[0], list(PAIRS[0]), np.array(PAIRS[0]), shapely.Point(PAIRS[0])]
)
def test_one_position_is_one(one: Any) -> None:
    lon, lat = as_lonlat(one)
    assert (lon.tolist(), lat.tolist()) == ([LON[0]], [LAT[0]])


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_tuple_of_two_arrays_is_longitudes_and_latitudes(size: int, atlas: skg.Atlas) -> None:
    """Two arrays of two are not two points, though each could be read as one."""
    lon, lat = LON[:size] - 80.0, LAT[:size]  # under 90, so that no swap can be told by range
    pairs = list(zip(lon, lat, strict=True))
    crossings, border = atlas.crossings, atlas.border
    forms: list[Any] = [(lon, lat), (pd.Series(lon), pd.Series(lat)), (lon, pd.Series(lat))]
    for columns in forms:
        assert (
            border.locate(columns)["along_m"].tolist() == border.locate(pairs)["along_m"].tolist()
        )
        found, wanted = skg.nearest(columns, crossings), skg.nearest(pairs, crossings)
        assert found["distance_m"].tolist() == wanted["distance_m"].tolist()
        inside = skg.within_corridor(columns, crossings, "5800 km")
        assert inside.tolist() == skg.within_corridor(pairs, crossings, "5800 km").tolist()
        matrix = np.asarray(skg.distance_matrix(columns, columns))
        assert matrix.tolist() == np.asarray(skg.distance_matrix(pairs, pairs)).tolist()
    index = pd.Index(list("abc")[:size])
    assert border.locate((pd.Series(lon, index), pd.Series(lat, index))).index.equals(index)


def test_pairs_of_numbers_stay_points() -> None:
    for two in [((10.0, 20.0), (30.0, 40.0)), [(10.0, 20.0), (30.0, 40.0)], ([10, 20], [30, 40])]:
        assert [axis.tolist() for axis in as_lonlat(two)] == [[10.0, 30.0], [20.0, 40.0]]
    assert [axis.tolist() for axis in as_lonlat([np.array([10, 20]), np.array([30, 40])])] == [
        [10.0, 30.0],
        [20.0, 40.0],
    ]


def test_two_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(skg.InvalidCoordinates, match="5 longitudes and 3 latitudes do not pair"):
        as_lonlat((LON, LAT[:3]))
    with pytest.raises(skg.InvalidCoordinates, match="different indexes"):
        as_lonlat((pd.Series(LON), pd.Series(LAT, index=range(5, 10))))


class Interface:
    """What other libraries' points and features look like."""

    def __init__(self, **said: Any) -> None:
        self.__geo_interface__ = said


def test_geometries_are_read_alike_wherever_one_is_wanted(atlas: skg.Atlas) -> None:
    rajin = atlas.find("Rajin")
    said = shapely.geometry.mapping(rajin.geometry)
    feature = {"type": "Feature", "geometry": said, "properties": {}}
    collection = {"type": "FeatureCollection", "features": [feature, feature]}
    forms: list[Any] = [Interface(**said), Interface(**feature), feature, Interface(**collection)]
    for form in forms:
        assert skg.distance(form, (130.0, 42.0)) == skg.distance(rajin, (130.0, 42.0))
        assert skg.corridor(form, "1 km")["area_km2"][0] == pytest.approx(3.1416, abs=0.01)
        assert atlas.border.depth(form) == atlas.border.depth(rajin)
    forms = ["Rajin", "라진", rajin, (rajin.lon, rajin.lat), [rajin.lon, rajin.lat]]
    for form in forms:
        assert atlas.border.depth(form) == atlas.border.depth(rajin)
    with pytest.raises(skg.PlaceNotFound):
        atlas.border.depth("Nowhere at all")
    wrong: list[Any] = [{}, Interface(type="Feature", geometry=None), {"type": "Blob"}]
    for bad in wrong:
        with pytest.raises(skg.InvalidGeometry, match="a is no GeoJSON geometry"):
            skg.distance(bad, (130.0, 42.0))
    wrong = [(LON, LAT), (1.0, 2.0, 3.0), None, object(), (LON[:2], LAT)]
    for bad in wrong:
        with pytest.raises(
            skg.InvalidGeometry, match=r"a is .*; pass a place, a \(lon, lat\) pair"
        ):
            skg.distance(bad, (130.0, 42.0))


def test_lengths_are_numbers_or_text_everywhere(atlas: skg.Atlas) -> None:
    border = atlas.border
    near = atlas.near(130.36, 42.87, within_m="50 km")
    assert near["id"].tolist() == atlas.near(130.36, 42.87, within_m=50_000)["id"].tolist() != []
    assert len(border.reaches("100公里")) == len(border.reaches(100_000)) == 14
    assert border.corridor("1 km").equals(border.corridor(1000))
    away = border.locate((126.98, 37.57), side_within_m="50 km")
    assert away["side"].isna().all()
    asks: list[Callable[[str], Any]] = [
        lambda text: atlas.near(130.36, 42.87, within_m=text),
        border.reaches,
        border.corridor,
        lambda text: skg.corridor(border, text),
    ]
    for bad in ("wide", "50", "50 parsec"):
        for ask in asks:
            with pytest.raises(skg.InvalidQuantity, match=rf"_m is '{bad}'; write a number of met"):
                ask(bad)
    for bad in ("0 km", "-5 km"):
        with pytest.raises(skg.InvalidQuantity, match="a number above 0 is wanted"):
            border.reaches(bad)


def test_names_and_places_are_looked_up_in_the_atlas_given(atlas: skg.Atlas) -> None:
    names = pd.Series(["Rajin", "圈河", "Rajin"], index=["a", "b", "c"])
    found = skg.nearest(names, atlas.crossings, atlas=atlas)
    places = [atlas.find(name) for name in names]
    assert (
        found["distance_m"].tolist() == skg.nearest(places, atlas.crossings)["distance_m"].tolist()
    )
    assert found.index.tolist() == ["a", "b", "c"]
    assert found["id"].iloc[1] == "quanhe-wonjong"
    # The border of an atlas knows its names.
    at = atlas.border.locate(names)
    assert at["distance_m"].iloc[0] == at["distance_m"].iloc[2] > 30_000
    assert skg.within_corridor("Rajin", atlas.border, "31 km", atlas=atlas).tolist() == [True]
    assert skg.distance("Rajin", "Sonbong", atlas=atlas) == skg.distance(
        atlas.find("Rajin"), atlas.find("Sonbong")
    )
    with pytest.raises(skg.PlaceNotFound):
        atlas.border.locate(["Nowhere at all"])


def test_columns_are_matched_by_name_and_not_by_place() -> None:
    lon, lat = as_lonlat(pd.DataFrame({"y": LAT, "lat": LAT, "name": "n", "lon": LON, "x": 0.0}))
    np.testing.assert_array_equal(lon, LON)
    np.testing.assert_array_equal(lat, LAT)


@pytest.mark.parametrize(
    ("bad", "kind", "says"),
    [
        ([shapely.MultiPoint(PAIRS)], skg.InvalidGeometry, r"points\[0\] is a MultiPoint, wanted"),
        ([shapely.Point()], skg.InvalidGeometry, r"points\[0\] is an empty Point"),
        ([b"nonsense"], skg.InvalidGeometry, r"points\[0\] is no WKB"),
        ([1.0, 2.0, 3.0], skg.InvalidGeometry, r"points\[0\] is float"),
        (pd.Series([1.0, 2.0]), skg.InvalidCoordinates, "single numbers"),
        (pd.DataFrame({"lon": ["124"], "lat": ["40"]}), skg.InvalidCoordinates, "not a number"),
        (pa.table({"n": [1]}), skg.InvalidCoordinates, "no column 'lon'"),
        (None, skg.InvalidGeometry, "are None"),
    ],
)
def test_what_is_no_position_is_named(bad: Any, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        as_lonlat(bad)


def test_series_of_two_frames_do_not_pair() -> None:
    line = skg.ReferencedLine([(124, 40), (130, 42)])
    one = pd.Series(LON)
    with pytest.raises(skg.InvalidCoordinates, match="different indexes"):
        line.locate(one, pd.Series(LAT).sort_values())
    assert line.locate(one[[3, 1]], LAT[[3, 1]]).index.tolist() == [3, 1]


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("25 km", 25_000),
        ("25KM", 25_000),
        ("15 mi", 24_140.16),
        ("25公里", 25_000),
        ("500m", 500),
        ("1,000 m", 1000),
        ("2 海里", 3704),
        ("2 nautical miles", 3704),
        ("1 ft", 0.3048),
        (25_000, 25_000),
    ],
)
def test_widths_have_units(text: Any, metres: float) -> None:
    assert metres_of(text) == metres


@pytest.mark.parametrize("bad", ["25", "km", "25 parsecs", "", None, True, float("nan")])
def test_a_width_without_a_known_unit_is_refused(bad: Any) -> None:
    with pytest.raises(skg.InvalidQuantity, match="width_m is"):
        metres_of(bad)


# -- the caller's index ------------------------------------------------------------------------


def answers(atlas: skg.Atlas) -> dict[str, Callable[[Any], Any]]:
    """Every public function that answers row by row."""
    zones, counties = atlas.zones, atlas.counties
    return {
        "locate": atlas.border.locate,
        "locate by columns": lambda f: atlas.border.locate(f.geometry.x, f.geometry.y),
        "within_corridor": lambda f: skg.within_corridor(f, atlas.border, 60_000),
        "within a layer": lambda f: skg.within_corridor(f, zones, "5 km"),
        "nearest crossing": lambda f: skg.nearest(f, atlas.crossings),
        "nearest zone": lambda f: skg.nearest(f.geometry, zones),
        "within_zones": lambda f: skg.within_zones(f, counties),
        "distance_matrix": lambda f: skg.distance_matrix(f, atlas.crossings),
        "distance_matrix of areas": lambda f: skg.distance_matrix(f, counties.head(3)),
    }


@pytest.fixture(scope="module")
def many() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(11)
    return gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(rng.uniform(124, 131, 60), rng.uniform(39.8, 43.2, 60)),
        index=pd.Index(rng.permutation(1_000)[:60], name="ship"),
        crs=4326,
    )


def same(one: Any, other: Any) -> None:
    check = pd.testing.assert_series_equal if one.ndim == 1 else pd.testing.assert_frame_equal
    check(one, other)


@pytest.mark.parametrize("name", answers(skg.load_atlas()))
def test_answers_belong_to_the_rows_they_are_asked_for(
    name: str, atlas: skg.Atlas, many: gpd.GeoDataFrame
) -> None:
    ask = answers(atlas)[name]
    whole = ask(many)
    assert whole.index.name == "ship"
    assert set(whole.index) <= set(many.index)
    shuffled = ask(many.sample(frac=1, random_state=1))
    same(shuffled.sort_index(kind="stable"), whole.sort_index(kind="stable"))
    mask = np.arange(60) % 3 == 0
    kept = many.index[mask]
    same(ask(many[mask]), whole[whole.index.isin(kept)])


@given(st.permutations(range(5)), st.integers(1, 5))
def test_a_column_of_answers_is_assigned_to_its_own_rows(order: list[int], size: int) -> None:
    line = skg.ReferencedLine([(124, 40), (130, 42)])
    wanted = line.locate(LON, LAT)["distance_m"].to_numpy()
    table = pd.DataFrame({"lon": LON, "lat": LAT}).iloc[order[:size]].copy()
    table["m"] = line.locate(table.lon, table.lat)["distance_m"]
    table["n"] = line.locate(table)["distance_m"]
    np.testing.assert_array_equal(table["m"], wanted[order[:size]])
    np.testing.assert_array_equal(table["n"], wanted[order[:size]])


def test_the_index_may_have_levels_and_repeat() -> None:
    line = skg.ReferencedLine([(124, 40), (130, 42)])
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 1), ("b", 2)], names=["ship", "day"])
    table = pd.DataFrame({"lon": LON[:3], "lat": LAT[:3]}, index=index)
    assert line.locate(table).index.equals(index)
    layer = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(124, 40)], crs=4326)
    assert skg.nearest(table, layer).index.equals(index)


# -- rows without a position -------------------------------------------------------------------

GAPS = {"lon": [LON[0], None, 1.0, LON[3]], "lat": [LAT[0], 2.0, None, LAT[3]]}
HOLES: dict[str, Any] = {
    "points": [shapely.Point(PAIRS[0]), None, shapely.Point(), shapely.Point(PAIRS[3])],
    "columns": pd.DataFrame(
        {"lon": [LON[0], None, 1.0, LON[3]], "lat": [LAT[0], 2.0, None, LAT[3]]}
    ),
    "pairs": [PAIRS[0], None, (None, 1.0), PAIRS[3]],
    "array": np.array([PAIRS[0], (np.nan, 1), (1, np.nan), PAIRS[3]]),
    "Arrow": pa.table(GAPS),
}


@pytest.mark.parametrize("form", HOLES)
def test_rows_without_a_position_are_refused_or_null(form: str, atlas: skg.Atlas) -> None:
    holes, there = HOLES[form], [PAIRS[0], PAIRS[3]]
    ask: list[Callable[..., Any]] = [
        atlas.border.locate,
        lambda p, **how: skg.nearest(p, atlas.crossings, **how),
        lambda p, **how: skg.nearest(p, atlas.counties, **how),
    ]
    for call in ask:
        with pytest.raises((skg.InvalidCoordinates, skg.InvalidGeometry)):
            call(holes)
        with pytest.raises(skg.InvalidQuantity, match="on_missing"):
            call(holes, on_missing="skip")
        found = call(holes, on_missing="null")
        assert len(found) == 4
        assert found["distance_m"].isna().tolist() == [False, True, True, False]
        assert found["distance_m"].dropna().tolist() == call(there)["distance_m"].tolist()
    inside = skg.within_corridor(holes, atlas.border, 500_000, on_missing="null")
    assert pd.isna(inside).tolist() == [False, True, True, False]
    assert inside[0] is True or bool(inside[0])
    zone = skg.within_zones(holes, atlas.counties, on_missing="null")
    assert set(zone.index) <= {0, 3}


def test_what_is_out_of_range_is_no_missing_position(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidCoordinates, match="longitude 181"):
        atlas.border.locate([181.0], [41.0], on_missing="null")


@pytest.mark.parametrize(
    "names", [("经度", "纬度"), ("경도", "위도"), ("decimalLongitude", "decimalLatitude")]
)
def test_columns_have_the_names_that_people_give_them(names: tuple[str, str]) -> None:
    table = pd.DataFrame(dict(zip(names, ([130.3], [42.2]), strict=True)))
    lon, lat = as_lonlat(table)
    assert (lon.tolist(), lat.tolist()) == ([130.3], [42.2])
