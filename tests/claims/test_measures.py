"""Each measure by a case worked out by hand, with pyproj or shapely beside it."""

from __future__ import annotations

import math

import pytest
import shapely
from pyproj import Geod

import sinokorea_geo as skg
from sinokorea_geo.atlas.schema import WORDS
from sinokorea_geo.claims import MEASURES, QUALIFIERS
from sinokorea_geo.claims.evidence import Tried

GEOD = Geod(ellps="WGS84")


def between(atlas: skg.Atlas, a: str, b: str) -> float:
    one, other = atlas.get(a), atlas.get(b)
    return float(GEOD.inv(one.lon, one.lat, other.lon, other.lat)[2])


def tried(check: skg.ClaimCheck, name: str) -> Tried:
    return next(trial for trial in check.tried if trial["measure"] == name)


def test_straight_line_is_the_geodesic(atlas: skg.Atlas) -> None:
    metres = between(atlas, "dandong", "pyongyang")
    check = skg.check_claim(
        atlas, subject="Dandong", object="평양", measure="straight line",
        stated=round(metres / 1000), unit="km", qualifier="about",
    )  # fmt: skip
    assert check.verdict == "supported"
    assert check.measured == pytest.approx(metres / 1000, abs=1e-6)
    assert check.object_id == "pyongyang"


def test_depth_is_the_least_distance_to_the_line(atlas: skg.Atlas) -> None:
    place = atlas.get("rajin")
    lon, lat = atlas.border.line.coords.T
    metres = GEOD.inv([place.lon] * len(lon), [place.lat] * len(lon), lon, lat)[2].min()
    check = skg.check_claim(atlas, subject="罗津", stated=31, unit="公里", measure="straight")
    assert check.object_id == "china-dprk-border"
    assert check.measured == pytest.approx(metres / 1000, abs=0.01)
    assert check.verdict == "supported"


def test_along_the_border_is_the_difference_of_chainage(atlas: skg.Atlas) -> None:
    along = [
        atlas.border.depth(atlas.get(key)).along_m for key in ("jian-manpo-rail", "unbong-dam")
    ]
    km = abs(along[0] - along[1]) / 1000
    check = skg.check_claim(
        atlas, subject="jian-manpo-rail", object="unbong-dam", measure="along the border",
        stated=round(km, 1), unit="km",
    )  # fmt: skip
    assert check.verdict == "supported"
    assert check.measured == pytest.approx(km)


def test_along_the_border_never_beats_the_straight_line(atlas: skg.Atlas) -> None:
    check = skg.check_claim(
        atlas, subject="jian", object="unbong-dam", measure="along-border", stated=20, unit="km"
    )
    assert check.verdict == "contradicted"


def test_a_units_border_is_what_its_outline_shares(atlas: skg.Atlas) -> None:
    held = atlas.border.shares("prefecture").set_index("id")["length_m"]["yanbian"] / 1000
    check = skg.check_claim(
        atlas, subject="Yanbian", object="border", measure="along-border", stated=552, unit="km"
    )
    assert check.measured == pytest.approx(held, rel=1e-3)
    assert (
        tried(check, f"border of {atlas.get('yanbian').name_en} vertex by vertex")["says"] == "for"
    )


def test_share_of_the_border(atlas: skg.Atlas) -> None:
    shares = atlas.border.shares().set_index("id")["share"]
    check = skg.check_claim(
        atlas, subject="Jilin", object="中朝边界", stated=50, unit="%", qualifier="more than"
    )
    assert (check.subject_id, check.verdict) == ("jilin", "supported")
    assert check.measured == pytest.approx(100 * shares["jilin"], abs=0.05)


def test_area_is_ellipsoidal(atlas: skg.Atlas) -> None:
    outline = atlas.get("yanbian").position
    km2 = abs(GEOD.geometry_area_perimeter(shapely.geometry.polygon.orient(outline)
              if outline.geom_type == "Polygon" else outline)[0]) / 1e6  # fmt: skip
    check = skg.check_claim(
        atlas, subject="延边", stated=round(km2, -2), unit="平方公里", qualifier="约"
    )
    assert check.verdict == "supported"
    assert check.measured == pytest.approx(km2, rel=2e-3)
    half = skg.check_claim(atlas, subject="Yanbian", stated=round(km2 / 2), unit="km2")
    assert half.verdict == "contradicted"


def test_length_of_a_section(atlas: skg.Atlas) -> None:
    paektu = atlas.border.sections[1].length_m / 1000
    check = skg.check_claim(
        atlas, subject="border", object="land", measure="length", stated=round(paektu, 1), unit="km"
    )
    assert check.measured == pytest.approx(paektu)
    assert check.verdict != "contradicted"


def test_a_route_is_only_a_lower_bound(atlas: skg.Atlas) -> None:
    line = atlas.get("shenyang-dandong-hsr").position
    floor = GEOD.geometry_length(line) / 1000
    short = skg.check_claim(
        atlas, subject="shenyang-dandong-hsr", stated=0.8 * floor, unit="km", measure="length"
    )
    assert short.verdict == "contradicted"
    assert tried(short, "straight through its way-points")["value"] == pytest.approx(
        floor, abs=1e-3
    )


def test_roads_are_stated_not_measured(atlas: skg.Atlas) -> None:
    check = skg.check_claim(atlas, subject="Quanhe", object="Rajin", measure="road", stated=51,
                            unit="km", qualifier="about")  # fmt: skip
    roads = [trial for trial in check.tried if trial["measure"].startswith("by road")]
    assert {trial["basis"] for trial in roads} == {"stated"}
    assert all(trial["source_ids"] for trial in roads)


def test_counts_say_by_which_definition(atlas: skg.Atlas) -> None:
    check = skg.check_claim(atlas, subject="china-provinces", object="border", stated=2,
                            unit="count")  # fmt: skip
    assert check.verdict == "supported"
    crossings = atlas.crossings
    whole = int((crossings["country"] == "CN-KP").sum())
    check = skg.check_claim(atlas, subject="border", stated=whole, unit="crossings")
    assert check.verdict == "depends on the measure"
    many = skg.check_claim(atlas, subject="border", stated=99, unit="crossings")
    assert many.verdict == "contradicted"


@pytest.mark.parametrize(
    ("subject", "measure", "other", "stated", "verdict"),
    [
        ("Dandong", "within", "Liaoning", "true", "supported"),
        ("Dandong", "within", "Jilin Province", "true", "contradicted"),
        ("Dandong", "within", "Jilin Province", "false", "supported"),
        ("Rajin", "inside", "DPRK", "true", "supported"),
        ("Rajin", "inside", "China", "true", "contradicted"),
        ("north-hamgyong", "borders on", "Jilin Province", "true", "supported"),
        ("Liaoning", "touching", "north-hamgyong", "true", "contradicted"),
        ("Linjiang", "order", "jian", "upstream", "supported"),
        ("Linjiang", "order", "jian", "downstream", "contradicted"),
        ("quanhe-wonjong", "order", "tumen-namyang-road", "downstream", "supported"),
        ("dandong", "order", "quanhe-wonjong", "upstream", "not testable"),
        ("Dandong", "bearing", "Pyongyang", "northwest", "supported"),
        ("Dandong", "bearing", "Pyongyang", "东南", "contradicted"),
        ("Sinuiju", "bearing", "Dandong", "left", "not testable"),
        ("dandong", "order", "rajin", "south", "supported"),
        ("rajin", "order", "dandong", "further-south", "not testable"),
        ("quanhe-wonjong", "order", "hunchun rajin", "between", "supported"),
        ("dandong", "order", "hunchun rajin", "between", "contradicted"),
        ("nuclear-test-3", "order-in-time", "unscr-2094", "before", "supported"),
        ("nuclear-test-3", "order-in-time", "unscr-2094", "after", "contradicted"),
    ],
)
def test_relations(
    atlas: skg.Atlas, *, subject: str, measure: str, other: str, stated: str, verdict: str
) -> None:
    check = skg.check_claim(atlas, subject=subject, measure=measure, object=other, stated=stated)
    assert (check.verdict, check.why) == (verdict, check.why)


def test_the_bearing_is_the_geodesics(atlas: skg.Atlas) -> None:
    one, other = atlas.get("dandong"), atlas.get("pyongyang")
    degrees = GEOD.inv(other.lon, other.lat, one.lon, one.lat)[0] % 360
    check = skg.check_claim(atlas, subject="dandong", object="pyongyang", stated="nw")
    assert f"{degrees:.0f}°" in check.why


@pytest.mark.parametrize(
    ("event", "stated", "qualifier", "verdict"),
    [
        ("nuclear-test-3", "2013-02-12", "exact", "supported"),
        ("nuclear-test-3", "2013-02", "exact", "supported"),
        ("nuclear-test-3", "2013-02-13", "exact", "contradicted"),
        ("nuclear-test-3", "2013-02-13", "about", "supported"),
    ],
)
def test_dates(atlas: skg.Atlas, event: str, stated: str, qualifier: str, verdict: str) -> None:
    check = skg.check_claim(
        atlas, subject=event, measure="date", stated=stated, qualifier=qualifier
    )
    assert check.verdict == verdict


def test_a_month_does_not_tell_of_a_day_in_it(atlas: skg.Atlas) -> None:
    events = atlas.events
    event = events[events["date"].str.len() == 7].iloc[0]
    asked = {"subject": event["id"], "measure": "date"}
    assert skg.check_claim(atlas, **asked, stated=f"{event['date']}-05").verdict == "not testable"
    assert skg.check_claim(atlas, **asked, stated=event["date"]).verdict == "supported"


def test_days_between_events_are_counted(atlas: skg.Atlas) -> None:
    days = {"subject": "unscr-2094", "object": "nuclear-test-3", "unit": "days"}
    assert skg.check_claim(atlas, stated=23, **days).verdict == "supported"
    assert skg.check_claim(atlas, stated=24, **days).verdict == "contradicted"


def test_a_claims_own_source_does_not_speak_for_it(atlas: skg.Atlas) -> None:
    asked = {"subject": "border-opening-2016", "measure": "date", "stated": "2016-01-07"}
    assert skg.check_claim(atlas, **asked).verdict == "supported"
    own = skg.check_claim(atlas, **asked, source_ids="hani-2016-08-23")
    assert own.verdict == "not testable"
    assert own.tried[0]["says"] == "own source"


def test_states_are_read_at_their_date(atlas: skg.Atlas) -> None:
    asked = {"subject": "kaesong-kic", "measure": "status", "stated": "open"}
    assert skg.check_claim(atlas, **asked, at="2015").verdict == "supported"
    assert skg.check_claim(atlas, **asked, at="2017").verdict == "contradicted"


@pytest.mark.parametrize(
    ("subject", "stated", "unit", "verdict"),
    [
        ("50 km", 31.07, "mi", "supported"),
        ("50 km", 35, "mi", "contradicted"),
        ("100 acres", 40.47, "ha", "supported"),
        ("1000 坪", 3305.785, "m2", "supported"),
        ("15 mu", 1, "ha", "supported"),
        ("10 li", 5, "km", "supported"),
        ("2 bn CNY", 290, "m USD", "not testable"),
    ],
)
def test_units_are_converted(subject: str, stated: float, unit: str, verdict: str) -> None:
    assert skg.check_claim(subject=subject, stated=stated, unit=unit).verdict == verdict


@pytest.mark.parametrize(
    ("times", "verdict"),
    [
        (0.8, "contradicted"),
        (2.0, "not testable"),
        (4.9, "not testable"),
        (5.6, "contradicted"),
    ],
)
def test_a_distance_may_be_a_roads_up_to_five_times_the_straight_line(
    atlas: skg.Atlas, times: float, verdict: str
) -> None:
    km = between(atlas, "jian", "tumen") / 1000
    check = skg.check_claim(
        atlas, subject="jian", object="tumen", stated=round(times * km, 1), unit="km"
    )
    assert check.verdict == verdict


def test_a_rail_number_does_not_refute_a_road(atlas: skg.Atlas) -> None:
    asked = {"subject": "khasan", "object": "rajin", "unit": "km"}
    rail = skg.check_claim(atlas, **asked, stated=54, measure="rail")
    assert rail.verdict == "supported"
    road = skg.check_claim(atlas, **asked, stated=70, measure="road")
    assert road.verdict != "contradicted"
    assert not [one for one in road.tried if one["measure"].startswith("by rail")]
    assert skg.check_claim(atlas, **asked, stated=70, measure="rail").verdict == "contradicted"


def test_a_stand_in_outline_refutes_nothing(atlas: skg.Atlas) -> None:
    zone = atlas.zones.set_index("id").loc["changjitu"]
    assert zone.geometry.geom_type.endswith("Polygon")
    check = skg.check_claim(atlas, subject="changjitu", stated=30, unit="km2")
    outline = tried(check, "outline of whole units")
    assert outline["says"] == "undecided"


def test_several_objects_are_a_list_or_one_text(atlas: skg.Atlas) -> None:
    for other in (["Hunchun", "Rajin"], "Hunchun; Rajin", "hunchun rajin"):
        check = skg.check_claim(atlas, subject="Quanhe", object=other, stated="between")
        assert (check.verdict, check.measure.partition(" ")[0]) == ("supported", "order-in-space")


@pytest.mark.parametrize("measure", [name for name, one in MEASURES.items() if one.pair])
def test_an_unknown_object_is_refused_for_every_measure_of_two_things(measure: str) -> None:
    dimension = MEASURES[measure].dimensions[0]
    unit = {"length": "km", "share": "%", "": ""}[dimension]
    stated = "upstream" if not unit else "5"
    if MEASURES[measure].plain_subject:
        return
    with pytest.raises(skg.PlaceNotFound, match="Nowhereville"):
        skg.check_claim(subject="Rajin", object="Nowhereville", stated=stated, unit=unit,
                        measure=measure)  # fmt: skip


def test_a_claim_about_what_the_atlas_has_no_row_of_says_so() -> None:
    check = skg.check_claim(subject="Nowhereville", stated=5, unit="km", measure="length")
    assert check.verdict == "not testable"
    assert check.why == "The atlas has no row for “Nowhereville”."


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [("Hyesan", "Changbai", "supported"), ("Dandong", "Hyesan", "contradicted"),
     ("Dandong", "Sinuiju", "supported"), ("Hyesan", "Pochon", "contradicted"),
     ("tumen", "onsong", "not testable")],
)  # fmt: skip
def test_towns_face_each_other_over_the_border(one: str, other: str, verdict: str) -> None:
    check = skg.check_claim(subject=one, object=other, stated="opposite")
    assert check.verdict == verdict


def test_places_too_vague_to_tell_are_not_testable(atlas: skg.Atlas) -> None:
    check = skg.check_claim(
        atlas, subject="tripoint", object="friendship-bridge-rail-kp-ru", stated=511.9, unit="m",
        measure="straight-line",
    )  # fmt: skip
    assert check.verdict == "not testable"
    assert math.isclose(float(check.tried[0]["within"]), 400.0)


def test_tables_may_use_the_measures_and_qualifiers_that_claims_know() -> None:
    assert sorted(WORDS["measures"]) == sorted(MEASURES)
    assert sorted(WORDS["qualifiers"]) == sorted(QUALIFIERS)


def test_a_schematic_river_and_a_lake_measure_no_way_along_them(atlas: skg.Atlas) -> None:
    along = skg.check_claim(
        atlas, subject="Baishan", object="Tonghua", measure="along-border", stated=60, unit="km",
    )  # fmt: skip
    assert not [one for one in along.tried if one["measure"].startswith("along the Hun")]
    lake = skg.check_claim(atlas, subject="Supung Lake", measure="length", stated=138, unit="km")
    assert lake.verdict == "not testable"
    area = skg.check_claim(atlas, subject="Supung Lake", measure="area", stated=298, unit="km2")
    assert area.verdict != "contradicted", "a part of a lake refutes nothing"
