"""Where the rules of the measures begin and end, worked out beside them."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from pyproj import Geod

import sinokorea_geo as skg

GEOD = Geod(ellps="WGS84")


def test_members_that_only_the_claims_own_source_knows_are_not_counted_for_it(
    atlas: skg.Atlas,
) -> None:
    zones = atlas.zones[atlas.zones["id"].str.startswith("mutual-trade-")]
    others = [ids for ids in zones["source_ids"] if any(not key.startswith("hani") for key in ids)]
    assert 0 < len(others) < len(zones)

    def count(stated: int, source_ids: str) -> skg.ClaimCheck:
        return skg.check_claim(
            atlas, subject="mutual-trade-zones", measure="count", stated=stated,
            source_ids=source_ids,
        )  # fmt: skip

    anybody, own = (count(len(zones), ids) for ids in ("", "hani-2016-08-23"))
    assert (anybody.verdict, anybody.measured) == ("supported", len(zones))
    # The newspaper's own may be there or not: they neither support nor refute it.
    assert (own.verdict, own.tried[0]["value"]) == ("not testable", len(others))
    assert own.tried[0]["within"] == len(zones) - len(others)
    assert count(len(zones) + 1, "hani-2016-08-23").verdict == "contradicted"


def test_a_feature_counts_from_the_very_day_it_begins(atlas: skg.Atlas) -> None:
    zones = atlas.zones[(atlas.zones["country"] == "KP") & (atlas.zones["start"] >= "2013")]
    zones = zones[zones["kind"].isin(["edz", "export-processing"])]
    (day, many), *_ = zones["start"].value_counts().items()
    assert len(day) == 10

    def counted(period: str) -> float:
        check = skg.check_claim(
            atlas, subject="edz", measure="count", stated=1, at=period, qualifier="at-least"
        )
        return max(float(t["value"]) for t in check.tried if t["measure"].startswith("development"))

    assert counted(day) == (zones["start"] <= day).sum()
    assert counted(day) >= many


WINDS = {"north": 0, "northeast": 45, "east": 90, "southeast": 135,
         "south": 180, "southwest": 225, "west": 270, "northwest": 315}  # fmt: skip


@pytest.mark.parametrize(
    "pair",
    [("chongjin", "hunchun"), ("changbai", "linjiang"), ("yanji", "shenyang"), ("jian", "dandong")],
)
def test_a_main_wind_is_a_quarter_wide_and_one_between_three_quarters_of_that(
    atlas: skg.Atlas, pair: tuple[str, str]
) -> None:
    one, other = (atlas.get(key) for key in pair)
    azimuth = GEOD.inv(other.lon, other.lat, one.lon, one.lat)[0] % 360
    for wind, degrees in WINDS.items():
        check = skg.check_claim(
            atlas, subject=one.id, object=other.id, measure="bearing", stated=wind
        )
        off = abs((azimuth - degrees + 180) % 360 - 180)
        fits = off <= (33.75 if degrees % 90 else 45)
        assert check.tried[0]["says"] == ("for" if fits else "against"), (wind, azimuth)


def test_a_place_is_between_two_where_the_way_over_it_is_a_fifth_longer_at_most(
    atlas: skg.Atlas,
) -> None:
    keys = ["dandong", "jian", "linjiang", "hunchun", "chongjin", "shenyang"]
    at = {key: (atlas.get(key).lon, atlas.get(key).lat) for key in keys}

    def metres(a: str, b: str) -> float:
        return float(GEOD.inv(*at[a], *at[b])[2])

    ways: dict[str, list[float]] = {"supported": [], "contradicted": []}
    for place, first, last in permutations(keys, 3):
        if first < last:
            check = skg.check_claim(atlas, subject=place, object=[first, last], stated="between")
            way = metres(first, place) + metres(place, last)
            ways[check.verdict].append(way / metres(first, last))
    assert max(ways["supported"]) <= 1.2 < min(ways["contradicted"]) < 1.5


def test_a_way_along_a_route_begins_and_ends_at_the_way_points_that_lie_closest(
    atlas: skg.Atlas,
) -> None:
    """The crossing and the port, which the two towns go by too, lie farther apart."""
    names = ["wonjong", "sonbong", "rajin"]
    at = {row.id: row.waypoints for row in atlas.routes.itertuples()}["wonjong-rajin-road"]
    assert list(at) == ["quanhe-wonjong", *names, "rajin-port"]
    lon, lat = zip(*((atlas.get(key).lon, atlas.get(key).lat) for key in names), strict=True)
    check = skg.check_claim(
        atlas, subject="Wonjong", object="Rajin", measure="road", stated=50, unit="km"
    )
    along = next(t for t in check.tried if "straight through its way-points" in t["measure"])
    assert along["value"] == pytest.approx(GEOD.line_length(lon, lat) / 1000, abs=0.01)


def test_of_many_states_the_last_three_are_shown(atlas: skg.Atlas) -> None:
    periods = atlas.periods[atlas.periods["feature_id"] == "kaesong-kic"]
    check = skg.check_claim(atlas, subject="kaesong-kic", measure="status", stated="closed")
    states = periods.sort_values("start")["status"].tolist()
    assert len(states) > 3
    assert [str(t["value"]).split()[0] for t in check.tried] == states[-3:]
    assert check.verdict == "supported"


def test_days_between_two_events_are_counted_from_one_to_the_other(atlas: skg.Atlas) -> None:
    days = atlas.events.set_index("id")["date"]
    one, other = "nuclear-test-1", "nuclear-test-2"
    apart = (dt.date.fromisoformat(days[other]) - dt.date.fromisoformat(days[one])).days
    for stated, verdict in ((apart, "supported"), (apart - 1, "contradicted"),
                            (1, "contradicted"), (apart + 1, "contradicted")):  # fmt: skip
        check = skg.check_claim(
            atlas, subject=other, object=one, measure="order in time", stated=stated, unit="days"
        )
        assert check.verdict == verdict, stated


@pytest.mark.parametrize("key", ["manpo-hyesan-line", "paektusan-chongnyon-line", "hyesan-edz"])
def test_what_lies_in_a_unit_lies_in_it_but_for_a_twentieth(atlas: skg.Atlas, key: str) -> None:
    units = atlas.provinces.set_index("id").geometry
    place = atlas.get(key).position
    outside = place.difference(units["ryanggang"])
    lies_in = outside.length <= 0.05 * place.length
    check = skg.check_claim(
        atlas, subject=key, object="ryanggang", measure="containment", stated="true"
    )
    assert check.verdict == ("supported" if lies_in else "contradicted")


@pytest.mark.parametrize(
    ("key", "unit", "verdict"),
    [
        ("hyesan", "samsu-county", "not testable"),  # 300 m from Hyesan's own county
        ("hyesan", "ryanggang", "supported"),  # beyond the line lies another country
        ("dandong", "yuanbao-district", "not testable"),
    ],
)
def test_a_point_near_an_outline_may_lie_in_the_next_unit(
    atlas: skg.Atlas, key: str, unit: str, verdict: str
) -> None:
    check = skg.check_claim(
        atlas, subject=key, object=unit, measure="containment", stated="true"
    )  # fmt: skip
    assert check.verdict == verdict


def test_what_nobody_can_trace_is_not_confirmed_by_the_number_it_may_have_copied(
    atlas: skg.Atlas,
) -> None:
    figures = atlas.stated_values
    row = figures[
        (figures["subject_id"] == "changbai-hyesan") & (figures["property"] == "bridge_length")
    ].iloc[0]
    for source_ids, verdict in (("", "supported"), ("unverified-compilation", "not testable")):
        check = skg.check_claim(
            atlas, subject=row["subject_id"], stated=row["stated"], unit=row["unit"],
            source_ids=source_ids,
        )  # fmt: skip
        assert check.verdict == verdict


def test_an_area_may_be_off_as_if_half_of_its_accuracy_lay_round_it(atlas: skg.Atlas) -> None:
    zone = atlas.zones.set_index("id").loc["rason-sez"]
    area_m2, rim_m = GEOD.geometry_area_perimeter(zone.geometry)
    check = skg.check_claim(atlas, subject="rason-sez", measure="area", stated=1000, unit="km2")
    shown = check.tried[0]
    assert shown["value"] == pytest.approx(abs(area_m2) / 1e6, rel=1e-4)
    assert shown["within"] == pytest.approx(zone["accuracy_m"] * rim_m / 2 / 1e6, rel=1e-3)


def test_an_indicator_of_a_province_is_compared_with_that_province_alone(
    atlas: skg.Atlas,
) -> None:
    table = atlas.statistics[atlas.statistics["indicator"] == "gdp-growth"]
    own = table[table["place_id"] == "liaoning"]
    assert 0 < len(own) < len(table)
    check = skg.check_claim(
        atlas, subject="gdp-growth", object="liaoning", measure="statistic", stated=2, unit="%"
    )
    assert [t["value"] for t in check.tried] == pytest.approx(own["value"].tolist())
