"""Verdicts on what is in print: the landmarks, and what must hold of every row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyproj import Geod

import sinokorea_geo as skg
from sinokorea_geo.claims import MEASURES, VERDICTS
from sinokorea_geo.claims.lookup import lookup_of

GEOD = Geod(ellps="WGS84")
Checked = dict[str, dict[str, Any]]


def test_rason_50_km_inside_depends_on_the_measure(checked: Checked) -> None:
    for claim_id in ("002-08a", "fig-24"):
        row = checked[claim_id]
        assert row["verdict"] == "depends on the measure"
        value = {trial["measure"].removeprefix("straight line to the border from "): trial
                 for trial in row["tried"]}  # fmt: skip
        assert (value["Rajin"]["says"], value["Sonbong"]["says"]) == ("against", "against")
        assert value["Rajin"]["value"] == pytest.approx(30.8, abs=0.1)
        assert value["Sonbong"]["value"] == pytest.approx(17.8, abs=0.1)
        roads = [t for t in row["tried"] if t["measure"].startswith("by road")]
        assert {t["value"] for t in roads if t["says"] == "for"} == {48, 50, 51, 53.5}
        # The newspaper's own figure is never held in its favour.
        assert [
            t for t in row["tried"] if "reuters" in t["source_ids"] and t["says"] == "for"
        ] == []
        for word in ("Rajin: 30.8 km", "Sonbong: 17.8 km", "by road", "48–53.5 km"):
            assert word.casefold() in row["why"].casefold()


def test_rason_in_a_straight_line_is_contradicted_and_the_road_is_named() -> None:
    check = skg.check_claim(
        subject="라선경제무역지대", object="border", measure="straight line", stated=50,
        unit="km", qualifier="about",
    )  # fmt: skip
    assert check.verdict == "contradicted"
    assert "by road" in check.why
    assert "would fit" in check.why


def test_two_thirds_of_the_border_is_not_jilins(checked: Checked) -> None:
    for claim_id in ("002-22", "fig-09"):
        assert checked[claim_id]["verdict"] == "contradicted"
        assert checked[claim_id]["measured"] == pytest.approx(82.7, abs=0.05)
    assert checked["fig-10"]["verdict"] == "supported"  # about 80 %


def test_south_hamgyong_is_not_next_to_pyongyang(checked: Checked) -> None:
    assert checked["002-30"]["verdict"] == "contradicted"
    assert "South Pyongan in the way" in checked["002-30"]["why"]


def test_each_border_length_stands_beside_the_line_at_several_scales(
    checked: Checked, border: skg.BorderLine
) -> None:
    whole = [
        row
        for row in checked.values()
        if (row["subject_id"], row["object_id"]) == ("china-dprk-border", "")
        and row["measure"] == "length"
    ]
    verdict = {float(row["stated"]): row["verdict"] for row in whole}
    assert {1315, 1330, 1352, 1400, 1416, 1420, 1500} <= set(verdict)
    scales = {scale: border.length_at_scale(scale) / 1000 for scale in (20, 100, 250, 500)}
    for row in whole:
        lengths = {t["measure"]: t["value"] for t in row["tried"] if t["basis"] == "measured"}
        assert lengths["the line vertex by vertex"] == pytest.approx(border.length_m / 1000)
        for scale, expected in scales.items():
            assert lengths[f"the line at a scale of {scale} m"] == pytest.approx(expected)
    assert verdict[1400] == "supported"
    # A survey in finer detail than the line's may find 1,416 or 1,420, but not a tenth more.
    assert {verdict[v] for v in (1315, 1352, 1416, 1420)} == {"depends on the measure"}
    why = next(row["why"] for row in whole if float(row["stated"]) == 1416)
    assert "a line surveyed in finer detail is longer" in why
    assert skg.check_claim(subject="border", stated=1600, unit="km").verdict == "contradicted"
    assert verdict[1330] == "supported"  # its source says "about"


def test_a_distance_shorter_than_the_straight_line_is_contradicted(
    checked: Checked, atlas: skg.Atlas
) -> None:
    jian, dam = atlas.get("jian"), atlas.get("unbong-dam")
    metres = GEOD.inv(jian.lon, jian.lat, dam.lon, dam.lat)[2]
    for claim_id in ("fig-54", "stated-269"):
        row = checked[claim_id]
        assert (row["verdict"], row["stated"]) == ("contradicted", "33")
        assert row["measured"] == pytest.approx(metres / 1000)
        assert row["measured"] > 38


@pytest.mark.parametrize("claim_id", ["000-21", "fig-75", "fig-78", "fig-79", "fig-80"])
def test_how_many_crossings_depends_on_who_counts(checked: Checked, claim_id: str) -> None:
    assert checked[claim_id]["verdict"] == "depends on the measure"


def test_cities_that_touch_the_border_only_as_areas_are_told_apart(checked: Checked) -> None:
    verdicts = {key: row["verdict"] for key, row in checked.items()}
    centre_too = ("000-19c2", "000-19c5", "000-19c6", "000-19c7")  # Tumen, Linjiang, Ji'an, Dandong
    area_only = ("000-19c1", "000-19c3", "000-19c4")  # Hunchun, Longjing, Helong
    assert {verdicts[key] for key in centre_too} == {"supported"}
    assert {verdicts[key] for key in area_only} == {"depends on the measure"}
    assert verdicts["000-19b"] == "supported"


def test_a_port_that_faces_russia_is_not_on_the_border(checked: Checked) -> None:
    assert checked["000-221"]["verdict"] == "contradicted"


def test_every_row_has_one_of_four_verdicts_a_reason_and_a_known_measure(
    checked: Checked,
) -> None:
    assert {row["verdict"] for row in checked.values()} == set(VERDICTS)
    assert {row["measure"] for row in checked.values()} <= set(MEASURES)
    for row in checked.values():
        assert re.fullmatch(r"[A-Z0-9“].*[^.]\.", row["why"]), row
        assert "  " not in row["why"], row
        assert "nan" not in row["why"].split(), row


def test_no_claim_is_supported_by_its_own_source_alone(checked: Checked, atlas: skg.Atlas) -> None:
    sources = lookup_of(atlas).sources
    for claim_id, row in checked.items():
        if row["verdict"] not in {"supported", "depends on the measure"}:
            continue
        fits = [t for t in row["tried"] if t["says"] == "for"]
        for trial in fits:
            ids = trial["source_ids"].split()
            own = row["source_ids"].split()
            assert trial["basis"] == "measured" or sources.others(own, ids), claim_id


def test_what_only_one_source_dates_is_not_testable(checked: Checked) -> None:
    for claim_id in ("000-04", "000-17", "000-18", "004-19"):
        assert checked[claim_id]["verdict"] == "not testable"
        assert "only the claim's own source" in checked[claim_id]["why"]
    for claim_id in ("000-15", "004-07", "004-33"):  # a second source was read for these
        assert checked[claim_id]["verdict"] == "supported"


def test_the_supported_really_fit(checked: Checked) -> None:
    for claim_id, row in checked.items():
        if row["verdict"] != "supported":
            continue
        said = {trial["says"] for trial in row["tried"]}
        assert "for" in said, claim_id
        assert "against" not in said, claim_id


def test_rows_without_independent_evidence_carry_it_in_tried(checked: Checked) -> None:
    own = [row for row in checked.values() if {t["says"] for t in row["tried"]} == {"own source"}]
    assert own
    assert {row["verdict"] for row in own} == {"not testable"}
    assert list(own[0]["tried"][0]) == [
        "measure", "value", "unit", "within", "basis", "says", "source_ids", "note",
    ]  # fmt: skip
