"""The border: toy lines worked by hand, laws, and the real line against a brute force."""

from __future__ import annotations

import functools
import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Geod

import sinokorea_geo as skg
from sinokorea_geo.atlas.border import BorderLine, Neighbour
from sinokorea_geo.atlas.route import ReferencedLine
from sinokorea_geo.atlas.sections import Band, Section
from sinokorea_geo.geodesy import GeodesicLine

GEOD = Geod(ellps="WGS84")

# One degree of the equator, a π / 180.
DEGREE = 6378137.0 * math.pi / 180  # 111,319.491 m
E2 = 0.0066943799901413165


def meridian(degrees: float) -> float:
    """From the equator north: a (1 - e²) (φ + e² φ³ / 2), good to ten micrometres for a degree."""
    phi = math.radians(degrees)
    return 6378137.0 * (1 - E2) * (phi + E2 * phi**3 / 2)


# -- a toy of three vertices -------------------------------------------------------------------
#
#              (1, 1)        East along the equator for one degree, then north along the
#                 |          meridian of 1° E for one degree.
#    (0, 0) -- (1, 0)


@pytest.fixture
def toy() -> ReferencedLine:
    length = DEGREE + meridian(1)
    return ReferencedLine(
        [(0, 0), (1, 0), (1, 1)],
        sections=[Section("east", 0, DEGREE), Section("north", DEGREE, length)],
        # The first half of the first edge is known to 2 km, the last half degree to 500 m.
        bands=[Band(0, DEGREE / 2, 2000), Band(length - meridian(0.5), length, 500)],
    )


def test_toy_is_as_long_as_its_edges(toy: ReferencedLine) -> None:
    assert toy.length_m == pytest.approx(DEGREE + meridian(1), abs=1e-5)
    assert [section.length_m for section in toy.sections] == pytest.approx(
        [DEGREE, meridian(1)], abs=1e-5
    )
    assert toy.geometry.equals(shapely.LineString([(0, 0), (1, 0), (1, 1)]))
    assert repr(toy) == "<ReferencedLine 221.9 km: east 111.3 km, north 110.6 km>"


#: Position, then distance, chainage, nearest point, side, section.
BY_HAND = [
    # South of the first edge: its meridian meets the equator at a right angle.
    (0.5, -0.1, meridian(0.1), 0.5 * DEGREE, (0.5, 0), "right", "east"),
    # North of it, and nearer to it than to the second edge.
    (0.5, 0.2, meridian(0.2), 0.5 * DEGREE, (0.5, 0), "left", "east"),
    # Before the start, and beyond the end: these are nearest. The line prolonged has no side.
    (-0.5, 0, 0.5 * DEGREE, 0, (0, 0), None, "east"),
    (1, 1.5, meridian(1.5) - meridian(1), DEGREE + meridian(1), (1, 1), None, "north"),
    # Just outside the corner, to the south-east: the corner is nearest, on the right.
    (1.1, 0, 0.1 * DEGREE, DEGREE, (1, 0), "right", "north"),
    (1, -0.1, meridian(0.1), DEGREE, (1, 0), "right", "north"),
    # On the line: on its first edge, at the corner, at its ends.
    (0.25, 0, 0, 0.25 * DEGREE, (0.25, 0), "on", "east"),
    (1, 0, 0, DEGREE, (1, 0), "on", "north"),
    (0, 0, 0, 0, (0, 0), "on", "east"),
    (1, 1, 0, DEGREE + meridian(1), (1, 1), "on", "north"),
    (1, 0.5, 0, DEGREE + meridian(0.5), (1, 0.5), "on", "north"),
]


@pytest.mark.parametrize(("lon", "lat", "distance", "along", "foot", "side", "section"), BY_HAND)
def test_locate_by_hand(  # noqa: PLR0917 - a row by hand
    lon: float,
    lat: float,
    distance: float,
    along: float,
    foot: tuple[float, float],
    side: str | None,
    section: str,
    toy: ReferencedLine,
) -> None:
    (row,) = toy.locate(lon, lat).to_dict("records")
    assert row["distance_m"] == pytest.approx(distance, abs=1e-4)
    assert row["along_m"] == pytest.approx(along, abs=1e-4)
    assert (row["lon"], row["lat"]) == pytest.approx(foot, abs=1e-9)
    assert row["section"] in ({"east", "north"} if along == DEGREE else {section})
    assert side is None or row["side"] == side


def test_locate_beside_the_second_edge(toy: ReferencedLine) -> None:
    """East of a northward edge is its right, west its left.

    The nearest point of a meridian from 0.1° beside it lies a little poleward, where
    tan φ' = tan φ / cos 0.1°: half a degree north that is 0.085 m farther on.
    """
    at = toy.locate([1.1, 0.9], [0.5, 0.5])
    poleward = math.degrees(math.atan(math.tan(math.radians(0.5)) / math.cos(math.radians(0.1))))
    assert (poleward - 0.5) * 110574 == pytest.approx(0.084, abs=0.001)
    assert at["side"].tolist() == ["right", "left"]
    assert at["section"].tolist() == ["north", "north"]
    # The sphere's formula is good to some millimetres of so small a number.
    assert at["along_m"].tolist() == pytest.approx([DEGREE + meridian(poleward)] * 2, abs=0.005)
    # A tenth of a degree of the parallel there: the ellipsoid's a cos β · 0.1°, less the
    # little by which the parallel curves away from the geodesic.
    beta = math.atan(math.sqrt(1 - E2) * math.tan(math.radians(0.5)))
    assert at["distance_m"].tolist() == pytest.approx([math.cos(beta) * 0.1 * DEGREE] * 2, abs=0.1)


def test_where_an_end_of_the_line_is_nearest_there_is_no_side(toy: ReferencedLine) -> None:
    at = toy.locate([-0.5, -0.5, 0.9, 1.1], [0.1, -0.1, 1.5, 1.5], side_within_m=1e6)
    assert at["side"].isna().all()
    assert at["along_m"].tolist() == [0, 0, toy.length_m, toy.length_m]


def test_any_line_has_depth_corridor_and_reaches(toy: ReferencedLine) -> None:
    inside = toy.depth((0.5, 0.1))
    found = toy.locate((0.5, 0.1)).iloc[0]
    assert (inside.side, inside.nearest_m, inside.along_m) == (
        "left",
        found["distance_m"],
        found["along_m"],
    )
    assert toy.depth(shapely.LineString([(0.5, -0.1), (0.5, 0.1)])).side == "both"
    assert toy.depth((-1, 0.1)).side == "none"
    assert toy.corridor("5 km").contains(toy.geometry)
    reaches = toy.reaches("50 km")
    assert list(reaches.columns) == ["from_km", "to_km", "section", "geometry"]
    assert reaches["to_km"].iloc[-1] == toy.length_m / 1000
    assert reaches["section"].tolist()[:2] == ["east", "east"]
    assert len(toy.reaches(toy.length_m / 2 - 1e-4)) == 2


def test_far_from_the_line_there_is_no_side(toy: ReferencedLine) -> None:
    lon, lat = [0.5, 0.5, 0.5], [-0.1, -0.8, -1.0]
    assert toy.locate(lon, lat)["side"].tolist()[:2] == ["right", "right"]
    assert toy.locate(lon, lat)["side"].isna().tolist() == [False, False, True]
    near = toy.locate(lon, lat, side_within_m=meridian(0.8) - 1.0)["side"]
    assert near.isna().tolist() == [False, True, True]
    # Only the side depends on it.
    wide = toy.locate(lon, lat, side_within_m=1e6)
    assert wide["side"].tolist() == ["right"] * 3
    assert wide.drop(columns="side").equals(toy.locate(lon, lat).drop(columns="side"))
    for bad in (0, -1, math.nan):
        with pytest.raises(skg.InvalidQuantity, match="side_within_m"):
            toy.locate(lon, lat, side_within_m=bad)


def test_only_the_columns_asked_for_are_there(toy: ReferencedLine) -> None:
    whole = toy.locate([0.1, 0.7], [0.1, -0.2])
    some = toy.locate([0.1, 0.7], [0.1, -0.2], columns=["side", "distance_m"])
    assert list(some.columns) == ["side", "distance_m"]
    assert some.equals(whole[["side", "distance_m"]])
    with pytest.raises(skg.InvalidQuantity, match="columns names 'country'; known are distance_m"):
        toy.locate(0.1, 0.1, columns=["country"])


def test_indeterminate_is_what_lies_within_the_band(toy: ReferencedLine) -> None:
    # 0.01° north is 1,105.7 m, within 2 km of the doubtful half; 0.02° is 2,211.5 m, without.
    at = toy.locate([0.25, 0.25, 0.75, 0.75], [0.01, 0.02, 0.01, 0])
    assert at["indeterminate"].tolist() == [True, False, False, True]
    # At the far end 500 m: 0.004° east of the second edge is 445 m, 0.005° is 557 m.
    at = toy.locate([1.004, 1.005, 1.004], [0.75, 0.75, 0.25])
    assert at["indeterminate"].tolist() == [True, False, False]


def test_the_wider_of_two_bands_counts() -> None:
    bands = [Band(0, 60_000, 500), Band(50_000, 112_000, 2000)]
    for given_bands in (bands, bands[::-1]):
        line = ReferencedLine([(0, 0), (1, 0)], bands=given_bands)
        at = line.locate([0.2, 0.5, 0.9], [0.01, 0.01, 0.01])  # 1,105.7 m away
        assert at["indeterminate"].tolist() == [False, True, True]


def test_without_bands_only_the_line_itself_is_indeterminate() -> None:
    at = ReferencedLine([(0, 0), (1, 0)]).locate([0.5, 0.5], [0, 1e-6])
    assert at["indeterminate"].tolist() == [True, False]
    assert at["section"].isna().all()


def test_point_at_by_hand(toy: ReferencedLine) -> None:
    along = [0, DEGREE / 4, DEGREE, DEGREE + meridian(0.5), toy.length_m]
    lon, lat = toy.point_at(along)
    assert lon.tolist() == pytest.approx([0, 0.25, 1, 1, 1], abs=1e-9)
    assert lat.tolist() == pytest.approx([0, 0, 0, 0.5, 1], abs=1e-9)


def test_between_by_hand(toy: ReferencedLine) -> None:
    there = toy.between(DEGREE / 2, DEGREE + meridian(0.5))
    np.testing.assert_allclose(there.coords, [(0.5, 0), (1, 0), (1, 0.5)], atol=1e-9)
    back = toy.between(DEGREE + meridian(0.5), DEGREE / 2)
    np.testing.assert_allclose(back.coords, [(1, 0.5), (1, 0), (0.5, 0)], atol=1e-9)
    whole = toy.between(0, toy.length_m)
    np.testing.assert_allclose(whole.coords, [(0, 0), (1, 0), (1, 1)], atol=1e-9)


@pytest.mark.parametrize("along", [-1, 1e9, float("nan"), float("inf")])
def test_chainages_outside_the_line_are_refused(along: float, toy: ReferencedLine) -> None:
    with pytest.raises(skg.InvalidQuantity):
        toy.point_at(along)
    with pytest.raises(skg.InvalidQuantity):
        toy.between(0, along)


def test_a_stretch_needs_two_ends(toy: ReferencedLine) -> None:
    with pytest.raises(skg.InvalidQuantity, match="two ends"):
        toy.between(1000, 1000)


def test_length_at_scale_straightens_the_wiggles() -> None:
    # The middle vertex of the first stretch is 0.0005° = 55 m off; the other is a whole corner.
    line = ReferencedLine([(0, 0), (1, 0.0005), (2, 0), (2, 1)])
    straight = 2 * DEGREE + meridian(1)
    assert line.length_at_scale(60) == pytest.approx(straight, abs=1e-4)
    assert line.length_at_scale(50) == line.length_m > straight
    with pytest.raises(skg.InvalidQuantity):
        line.length_at_scale(0)


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        (40.1, 124.4, "are longitude and latitude swapped"),
        (float("nan"), 0, "nan"),
        (0, float("inf"), "inf"),
        (None, 0, "None"),
        ("124", "40", "not a number"),
    ],
)
def test_locate_refuses_what_is_no_position(
    lon: Any, lat: Any, says: str, toy: ReferencedLine
) -> None:
    with pytest.raises(skg.InvalidCoordinates, match=says):
        toy.locate(lon, lat)


def test_locate_keeps_the_order_and_number_of_positions(toy: ReferencedLine) -> None:
    at = toy.locate([0.9, 0.1, 0.5], [-0.1, -0.1, -0.1])
    assert at["lon"].tolist() == pytest.approx([0.9, 0.1, 0.5])
    assert list(at.columns) == [
        "distance_m",
        "along_m",
        "lon",
        "lat",
        "side",
        "section",
        "indeterminate",
    ]
    assert toy.locate([], []).empty


# -- sides with neighbours ---------------------------------------------------------------------
#
# Three boundaries meet at the junction J = (0, 0). The border comes in along its spoke, with CN
# on the left and KP on the right; two neighbours leave J, the first with CN left and RU right,
# the second with RU left and KP right. Going round J clockwise from the border's spoke come CN,
# the first neighbour, RU, the second neighbour and KP.


def spoke(bearing: float, reach: float = 1.0) -> tuple[float, float]:
    """A point near the equator at a bearing from J."""
    angle = math.radians(bearing)
    return reach * math.sin(angle), reach * math.cos(angle)


def junction(border: float, first: float, second: float) -> BorderLine:
    return BorderLine(
        [spoke(border), (0, 0)],
        neighbours=[
            Neighbour(GeodesicLine([(0, 0), spoke(first)]), left="CN", right="RU"),
            Neighbour(GeodesicLine([(0, 0), spoke(second)]), left="RU", right="KP"),
        ],
    )


STARS = [
    (270, 30, 150),  # evenly apart, the border from the west
    (180, 280, 60),
    (0, 100, 230),
    (355, 40, 170),
    # One sector wider than half a turn: in its middle J itself is the nearest of all.
    (170, 40, 100),  # CN from 170 round to 40
    (10, 70, 250),  # RU narrower than half a turn, KP too: none
    (90, 120, 10),  # RU from 120 round to 10
    (60, 100, 150),  # KP from 150 round to 60
]


@pytest.mark.parametrize("star", STARS)
@pytest.mark.parametrize("reach", [0.02, 0.3, 0.9])
def test_sides_round_a_junction(star: tuple[float, float, float], reach: float) -> None:
    toy = junction(*star)
    border, first, second = star
    for name, start, end in (("CN", border, first), ("RU", first, second), ("KP", second, border)):
        width = (end - start) % 360
        bearings = [start + share * width for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)]
        sides = [toy.depth(spoke(bearing, reach)).side for bearing in bearings]
        assert sides == [name] * 7, (star, name)


@pytest.mark.parametrize(
    ("star", "wanted"), [((170, 40, 100), "CN"), ((90, 120, 10), "RU"), ((60, 100, 150), "KP")]
)
def test_what_is_nearest_to_the_junction_itself_has_a_side(
    star: tuple[float, float, float], wanted: str
) -> None:
    """All three boundaries are equally near: the bearing from the junction decides."""
    start = {"CN": star[0], "RU": star[1], "KP": star[2]}[wanted]
    end = {"CN": star[1], "RU": star[2], "KP": star[0]}[wanted]
    middle = start + ((end - start) % 360) / 2
    point = spoke(middle, 0.5)
    toy = junction(*star)
    assert toy.depth(point).side == wanted
    (row,) = toy.locate(*point).to_dict("records")
    assert row["distance_m"] == pytest.approx(GEOD.inv(*point, 0, 0)[2], abs=1e-4)
    assert row["along_m"] == pytest.approx(toy.length_m, abs=1e-6)
    assert (row["lon"], row["lat"]) == (0, 0)


def test_on_the_line_is_on_no_side() -> None:
    toy = junction(270, 30, 150)
    assert toy.locate([-0.5, 0], [0, 0])["side"].tolist() == ["on", "on"]


def test_without_neighbours_the_last_edge_is_prolonged() -> None:
    toy = BorderLine([(0, 0), (1, 0)])
    assert [toy.depth(p).side for p in [(1.5, 0.2), (1.5, -0.2), (0.5, 0.2)]] == ["CN", "KP", "CN"]
    assert toy.locate([(0.5, 0.2), (0.5, -0.2)])["side"].tolist() == ["CN", "KP"]


def test_an_approach_prolongs_the_sides_but_not_the_line() -> None:
    """The sea boundary comes from the south: what lies east of it is right, KP."""
    bare = BorderLine([(0, 0), (1, 0)])
    toy = BorderLine([(0, 0), (1, 0)], approach=shapely.LineString([(0, -1), (0, 0)]))
    assert toy.length_m == bare.length_m
    spots = [(0.1, -0.9), (-0.1, -0.9), (-0.1, -0.1)]
    assert [toy.depth(spot).side for spot in spots] == ["KP", "CN", "CN"]
    at = toy.locate(spots)
    assert at["along_m"].tolist() == pytest.approx([0.1 * DEGREE, 0, 0], abs=1e-3)
    assert bare.depth((-0.1, -0.9)).side == "KP"


# -- depth -------------------------------------------------------------------------------------


def test_depth_of_a_point() -> None:
    depth = BorderLine([(0, 0), (1, 0)], bands=[Band(0, 200_000, 2000)]).depth((0.5, -0.1))
    assert depth.nearest_m == depth.farthest_m == pytest.approx(meridian(0.1), abs=1e-4)
    assert depth.along_m == pytest.approx(DEGREE / 2, abs=1e-3)
    assert (depth.side, depth.indeterminate) == ("KP", False)


def test_depth_of_a_point_within_the_band() -> None:
    depth = BorderLine([(0, 0), (1, 0)], bands=[Band(0, 200_000, 2000)]).depth((0.5, 0.01))
    assert (depth.side, depth.indeterminate) == ("CN", True)


def test_depth_of_an_outline_on_one_side() -> None:
    depth = BorderLine([(0, 0), (1, 0)]).depth(shapely.box(0.4, 0.1, 0.6, 0.3))
    assert depth.nearest_m == pytest.approx(meridian(0.1), abs=0.01)
    assert depth.farthest_m == pytest.approx(meridian(0.3), abs=0.01)
    assert 0.4 * DEGREE <= depth.along_m <= 0.6 * DEGREE + 0.1
    assert (depth.side, depth.indeterminate) == ("CN", False)


def test_depth_of_an_outline_across_the_line() -> None:
    depth = BorderLine([(0, 0), (1, 0)]).depth(shapely.box(0.4, -0.2, 0.6, 0.1))
    assert depth.nearest_m == 0
    assert depth.farthest_m == pytest.approx(meridian(0.2), abs=0.01)
    assert depth.side == "both"


def test_depth_of_an_outline_that_holds_the_line_without_a_corner_on_it() -> None:
    depth = BorderLine([(0, 0), (1, 0)]).depth(shapely.box(-1, -1, 2, 1))
    assert (depth.nearest_m, depth.side) == (0, "both")


def test_depth_of_an_outline_along_the_line() -> None:
    """What touches the line from one side is on that side."""
    depth = BorderLine([(0, 0), (1, 0)]).depth(shapely.box(0.4, -0.2, 0.6, 0))
    assert (depth.nearest_m, depth.side) == (0, "KP")


def test_an_edge_may_be_nearer_than_its_corners() -> None:
    # A long edge over the end of the line: its corners are 1° away, its middle 0.1°.
    depth = BorderLine([(0, 0), (1, 0)]).depth(shapely.LineString([(1.1, -1), (1.1, 1)]))
    assert depth.nearest_m == pytest.approx(0.1 * DEGREE, abs=1)
    assert depth.along_m == pytest.approx(DEGREE, abs=1e-3)


def test_depth_refuses_what_cannot_be_measured() -> None:
    border = BorderLine([(0, 0), (1, 0)])
    nothing: Any = None
    with pytest.raises(skg.InvalidGeometry, match="None"):
        border.depth(nothing)
    with pytest.raises(skg.InvalidGeometry, match="empty"):
        border.depth(shapely.Polygon())
    with pytest.raises(skg.InvalidGeometry, match="GeometryCollection"):
        border.depth(shapely.GeometryCollection([shapely.Point(0, 0), shapely.Point(0, 1)]))
    with pytest.raises(skg.InvalidCoordinates, match="are longitude and latitude swapped"):
        border.depth((40.1, 124.4))
    with pytest.raises(skg.InvalidCoordinates):
        border.depth((float("nan"), 40.1))


# -- shares ------------------------------------------------------------------------------------


def test_shares_of_two_units_and_one() -> None:
    """Half a degree in the west, one and a half in the east; one unit on the other bank."""
    units = gpd.GeoDataFrame(
        {
            "id": ["west", "east", "south", "far"],
            "name_en": ["West", "East", "South", "Far"],
            "country": ["CN", "CN", "KP", "KP"],
        },
        geometry=[
            shapely.box(0, 0, 0.5, 1),
            shapely.box(0.5, 0, 2, 1),
            shapely.box(0, -1, 2, 0),
            shapely.box(0, -3, 2, -2),
        ],
        crs=4326,
    )
    border = BorderLine([(0, 0), (0.5, 0), (2, 0)], units={"county": units})
    shares = border.shares("county")
    assert shares["id"].tolist() == ["east", "west", "south"]
    assert shares["name_en"].tolist() == ["East", "West", "South"]
    assert shares["country"].tolist() == ["CN", "CN", "KP"]
    assert shares["length_m"].tolist() == pytest.approx(
        [1.5 * DEGREE, 0.5 * DEGREE, 2 * DEGREE], abs=1e-4
    )
    assert shares["share"].tolist() == pytest.approx([0.75, 0.25, 1])
    assert shares["accuracy_m"].isna().all()
    # The outline of each may be off where its part begins and ends, but not at the line's ends.
    border = BorderLine(border.geometry, units={"county": units.assign(accuracy_m=500.0)})
    assert border.shares("county")["accuracy_m"].tolist() == [500.0, 500.0, 0.0]


def test_shares_of_units_that_are_not_there() -> None:
    with pytest.raises(skg.InvalidGeometry, match=r"no outlines of 'county' units.* has: none"):
        BorderLine([(0, 0), (1, 0)]).shares("county")


# -- countries ---------------------------------------------------------------------------------


def test_the_country_is_that_of_the_outlines(atlas: skg.Atlas, border: BorderLine) -> None:
    names = ["Tonghua", "Kanggye", "Vladivostok"]
    far = [(126.98, 37.57), (139.7, 35.7), (0, 0)]
    at = border.locate([*(atlas.find(name) for name in names), *far])
    assert at["country"].iloc[:2].tolist() == ["CN", "KP"]
    assert at["country"].iloc[2:].isna().all()
    # Seoul, Tokyo and the Gulf of Guinea are on no bank of this line.
    assert at["side"].iloc[3:].isna().all()
    lon, lat = border.point_at([50_000, 700_000])
    assert border.locate(lon, lat)["country"].tolist() == ["indeterminate"] * 2


def test_country_and_side_agree_beside_the_line(border: BorderLine) -> None:
    along = np.linspace(100_000, border.length_m - 200_000, 60)
    lon, lat = border.point_at(along)
    x, y, _ = GEOD.fwd(lon, lat, np.full(60, 330.0), np.full(60, 6_000.0))
    at = border.locate(x, y)
    told = at[at["country"].isin(["CN", "KP"])]
    assert len(told) > 40
    assert (told["country"].astype("str") == told["side"].astype("str")).all()


# -- reaches -----------------------------------------------------------------------------------


def test_reaches_of_the_border_make_up_the_whole(border: BorderLine) -> None:
    reaches = border.reaches(10_000)
    assert len(reaches) == math.ceil(border.length_m / 10_000)
    assert reaches["from_km"].tolist()[:3] == [0, 10, 20]
    assert reaches["to_km"].iloc[-1] == border.length_m / 1000
    assert (reaches["from_km"].to_numpy()[1:] == reaches["to_km"].to_numpy()[:-1]).all()
    assert reaches["section"].drop_duplicates().tolist() == ["yalu", "paektu", "tumen"]
    lengths = [GEOD.geometry_length(line) for line in reaches.geometry]
    assert sum(lengths) == pytest.approx(border.length_m, abs=1e-3)
    assert lengths[:-1] == pytest.approx([10_000] * (len(lengths) - 1), abs=1e-4)
    # Every county that holds a share of the line is met, on either bank.
    met = {unit for units in reaches["counties"] for unit in units}
    assert met == set(border.shares("county")["id"])
    assert all(len(units) >= 2 for units in reaches["provinces"])
    # A position's reach is its chainage's.
    at = border.locate([130.3, 124.4], [42.25, 40.1])
    for along in at["along_m"]:
        row = reaches.loc[int(along // 10_000)]
        assert row["from_km"] <= along / 1000 <= row["to_km"]


@pytest.mark.parametrize("length_m", [0, -1, math.nan])
def test_reaches_have_a_length(length_m: float, border: BorderLine) -> None:
    with pytest.raises(skg.InvalidQuantity, match="length_m"):
        border.reaches(length_m)


# -- laws --------------------------------------------------------------------------------------

STEP = st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2)).filter(
    lambda step: math.hypot(*step) > 0.01
)


@st.composite
def lines(draw: st.DrawFn) -> NDArray[np.float64]:
    """Some wiggly lines near the border that do not cross themselves."""
    steps = np.array(draw(st.lists(STEP, min_size=2, max_size=6)))
    coords = np.cumsum(np.vstack([[127.0, 41.0], steps]), axis=0)
    assume(shapely.LineString(coords).is_simple)
    return coords


POINTS = st.tuples(st.floats(124, 131), st.floats(39, 43))


@settings(max_examples=24)
@given(lines(), POINTS)
def test_point_at_is_the_inverse_of_locate(coords: Any, point: tuple[float, float]) -> None:
    line = ReferencedLine(coords)
    (row,) = line.locate(*point).to_dict("records")
    lon, lat = line.point_at(row["along_m"])
    assert GEOD.inv(float(lon), float(lat), row["lon"], row["lat"])[2] < 1e-4
    assert GEOD.inv(*point, row["lon"], row["lat"])[2] == pytest.approx(row["distance_m"], abs=1e-4)
    assert 0 <= row["along_m"] <= line.length_m


@settings(max_examples=24)
@given(lines(), POINTS)
def test_a_reversed_line_counts_from_the_other_end(coords: Any, point: tuple[float, float]) -> None:
    one, other = ReferencedLine(coords), ReferencedLine(coords[::-1])
    assert one.length_m == pytest.approx(other.length_m, abs=1e-6)
    (there,), (back,) = (line.locate(*point).to_dict("records") for line in (one, other))
    assert there["distance_m"] == pytest.approx(back["distance_m"], abs=1e-6)
    mirrored = {"left": "right", "right": "left", "on": "on"}
    foot = GEOD.inv(there["lon"], there["lat"], back["lon"], back["lat"])[2]
    if foot < 0.001:  # not two places equally near
        assert there["along_m"] + back["along_m"] == pytest.approx(one.length_m, abs=0.01)
        if isinstance(there["side"], str):  # the nearest point is no end of the line
            assert mirrored[there["side"]] == back["side"]


@settings(max_examples=16)
@given(lines(), st.floats(0, 1), st.floats(0, 1))
def test_a_stretch_is_as_long_as_its_chainages_say(coords: Any, a: float, b: float) -> None:
    line = ReferencedLine(coords)
    start, end = a * line.length_m, b * line.length_m
    if abs(end - start) > 0.01:
        stretch = line.between(start, end)
        assert GEOD.geometry_length(stretch) == pytest.approx(abs(end - start), abs=1e-4)
        np.testing.assert_allclose(stretch.coords[0], np.ravel(line.point_at(start)), atol=1e-9)
        np.testing.assert_allclose(stretch.coords[-1], np.ravel(line.point_at(end)), atol=1e-9)


@settings(max_examples=16)
@given(st.floats(0, 1), st.floats(-30_000, 30_000))
def test_the_real_border_places_points_where_they_were_put(share: float, aside: float) -> None:
    border = skg.load_atlas().border
    along = share * border.length_m
    lon, lat = (float(value) for value in border.point_at(along))
    x, y, _ = GEOD.fwd(lon, lat, 37.0, aside)
    (row,) = border.locate(x, y).to_dict("records")
    assert row["distance_m"] <= abs(aside) + 1e-6
    foot = border.point_at(row["along_m"])
    assert GEOD.inv(float(foot[0]), float(foot[1]), row["lon"], row["lat"])[2] < 1e-3
    assert GEOD.inv(x, y, row["lon"], row["lat"])[2] == pytest.approx(row["distance_m"], abs=1e-4)


# -- the real border ---------------------------------------------------------------------------

SPACING_M = 20.0


@functools.cache
def dense() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The drawn vertices, and points every 20 m between them."""
    sections = skg.load_atlas().layer("border")
    sections = sections[sections["kind"] == "border-section"]
    lons, lats = [], []
    for geometry in sections.geometry:
        lon, lat = np.array(geometry.coords).T
        lengths = GEOD.line_lengths(lon, lat)
        for i, length in enumerate(lengths):
            share = np.linspace(0, 1, max(int(length / SPACING_M) + 1, 2))
            lons.append(lon[i] + share * (lon[i + 1] - lon[i]))
            lats.append(lat[i] + share * (lat[i + 1] - lat[i]))
    return np.concatenate(lons), np.concatenate(lats)


def nearest_by_hand(lon: float, lat: float) -> float:
    lons, lats = dense()
    metres = GEOD.inv(np.full(len(lons), lon), np.full(len(lons), lat), lons, lats)[2]
    return float(np.min(metres))


@pytest.mark.parametrize(("key", "km"), [("rajin", 30.8), ("sonbong", 17.8)])
def test_rason_lies_as_deep_as_a_brute_force_says(
    key: str, km: float, atlas: skg.Atlas, border: BorderLine
) -> None:
    place = atlas.get(key)
    depth = border.depth(place)
    assert depth.nearest_m / 1000 == pytest.approx(km, abs=0.05)
    # Between points 20 m apart the nearest is at most 10 m off: 10² / 2 d is millimetres.
    by_hand = nearest_by_hand(place.lon, place.lat)
    assert depth.nearest_m == pytest.approx(by_hand, abs=0.01)
    assert depth.nearest_m <= by_hand + 1e-3
    assert (depth.side, depth.indeterminate) == ("KP", False)
    lon, lat = border.point_at(depth.along_m)
    assert GEOD.inv(place.lon, place.lat, float(lon), float(lat))[2] == pytest.approx(
        depth.nearest_m, abs=1e-3
    )


def test_random_points_are_as_far_as_a_brute_force_says(border: BorderLine) -> None:
    rng = np.random.default_rng(1962)
    lon, lat = rng.uniform(123.5, 131.5, 8), rng.uniform(39.5, 43.5, 8)
    by_hand = [nearest_by_hand(x, y) for x, y in zip(lon, lat, strict=True)]
    at = border.locate(lon, lat)
    # From d metres away a point every 20 m may miss the nearest by 10² / 2 d.
    slack = 0.001 + SPACING_M**2 / (8 * at["distance_m"])
    assert (np.abs(at["distance_m"] - by_hand) <= slack).all()


@pytest.mark.parametrize(
    ("key", "side"),
    [
        ("kraskino", "RU"),
        ("vladivostok", "RU"),
        ("khasan", "RU"),
        ("hunchun", "CN"),
        ("dandong", "CN"),
        ("fangchuan", "CN"),
        ("pyongyang", "KP"),
        ("sinuiju", "KP"),
        ("tumangang", "KP"),
    ],
)
def test_three_countries_meet_at_the_tumen(key: str, side: str, atlas: skg.Atlas) -> None:
    assert atlas.border.depth(atlas.get(key)).side == side


def test_round_the_tripoint_come_china_russia_and_korea(border: BorderLine) -> None:
    lon, lat = (float(value) for value in border.point_at(border.length_m))
    bearings = np.arange(0, 360, 5.0)
    x, y, _ = GEOD.fwd(np.full(72, lon), np.full(72, lat), bearings, np.full(72, 2000.0))
    sides = [border.depth(spot).side for spot in zip(x, y, strict=True)]
    turns = [
        name for name, before in zip(sides, sides[-1:] + sides[:-1], strict=True) if name != before
    ]
    start = turns.index("CN")
    assert turns[start:] + turns[:start] == ["CN", "RU", "KP"]


def test_off_the_yalu_mouth_the_sea_boundary_divides(atlas: skg.Atlas) -> None:
    frame = atlas.layer("border").set_index("id")
    tail = np.array(frame.geometry["sea-tail"].coords)
    lon, lat = (tail[0] + tail[-1]) / 2
    assert tail[0][1] < lat < tail[-1][1], "it runs north to the mouth"
    x, y, _ = GEOD.fwd([lon, lon], [lat, lat], [270.0, 90.0], [3000.0, 3000.0])
    at = atlas.border.locate(x, y)
    assert at["side"].isna().all()
    spots = list(zip(x, y, strict=True))
    assert [atlas.border.depth(spot).side for spot in spots] == ["CN", "KP"]
    # Distance and chainage are still those of the border itself, which starts at the mouth.
    assert at["along_m"].max() < 5000
    assert at["distance_m"].min() > 5000


def test_sections_add_up(border: BorderLine) -> None:
    sections = border.sections
    assert [section.name for section in sections] == ["yalu", "paektu", "tumen"]
    assert sections[0].from_m == 0
    assert sections[0].to_m == sections[1].from_m
    assert sections[1].to_m == sections[2].from_m
    assert sections[2].to_m == pytest.approx(border.length_m, abs=1e-6)
    assert sum(section.length_m for section in sections) == pytest.approx(border.length_m, abs=1e-6)
    along = [(section.from_m + section.to_m) / 2 for section in sections]
    assert border.locate(*border.point_at(along))["section"].tolist() == ["yalu", "paektu", "tumen"]


def test_a_coarser_scale_gives_a_shorter_border(border: BorderLine) -> None:
    lengths = [border.length_at_scale(metres) for metres in (20, 500, 20_000)]
    assert border.length_m > lengths[0] > lengths[1] > lengths[2]
    ends = border.geometry.coords
    assert lengths[2] > GEOD.inv(*ends[0], *ends[-1])[2]


def test_the_border_says_what_it_is(border: BorderLine) -> None:
    assert repr(border).startswith("<BorderLine 1,39")
    assert all(f"{name} " in repr(border) for name in ("yalu", "paektu", "tumen"))


def test_every_part_of_the_line_has_a_band(border: BorderLine) -> None:
    """A point on the line, or a metre beside it, is always indeterminate."""
    along = np.linspace(0, border.length_m - 1, 300)
    lon, lat = border.point_at(along)
    x, y, _ = GEOD.fwd(lon, lat, np.full(300, 100.0), np.full(300, 1.0))
    assert border.locate(x, y)["indeterminate"].all()


@pytest.mark.parametrize("length_m", [40_000, 90_000])
def test_a_reach_is_of_the_section_that_holds_its_middle(
    border: skg.BorderLine, length_m: float
) -> None:
    reaches = border.reaches(length_m)
    middles = (reaches["from_km"] + reaches["to_km"]) * 500
    wanted = [
        next(s.name for s in border.sections if s.from_m <= middle <= s.to_m) for middle in middles
    ]
    assert reaches["section"].tolist() == wanted


def test_an_outline_is_indeterminate_only_if_all_of_it_is(
    atlas: skg.Atlas, border: skg.BorderLine
) -> None:
    jilin = atlas.provinces.set_index("id").geometry["jilin"]  # its edge is the line itself
    assert not border.depth(jilin).indeterminate
    lon, lat = border.point_at(border.length_m / 2)
    assert border.depth((float(lon), float(lat))).indeterminate
