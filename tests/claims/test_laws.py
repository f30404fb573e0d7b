"""Laws of wording, units and verdicts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.claims.claim import Border, Claim
from sinokorea_geo.claims.evidence import Evidence, decide, judge
from sinokorea_geo.claims.lookup import lookup_of
from sinokorea_geo.claims.words import QUALIFIERS, Window, qualifier_of, read_window
from sinokorea_geo.language.units import unit_of

ATLAS = skg.load_atlas()
SOURCES = lookup_of(ATLAS).sources
KM = unit_of("km")
PLACES = [
    "dandong", "jian", "linjiang", "tumen", "hunchun", "yanji", "rajin", "chongjin", "pyongyang",
]  # fmt: skip
numbers = st.floats(0.1, 1e5)
readings = st.builds(
    Evidence,
    measure=st.just("m"),
    quantity=st.sampled_from("ab"),
    value=numbers,
    within=st.floats(0, 1e4),
    basis=st.sampled_from(["measured", "stated", "at least"]),
    source_ids=st.sampled_from([("kcna-2012-09-04-rajin-wonjong",), ()]),
    against=st.sampled_from(["against", "beside", "undecided"]),
)


def judged(found: list[Evidence], window: Window, *source_ids: str) -> tuple[Evidence, ...]:
    claim = Claim(Border(), None, ("length",), "1", KM, "exact", window, source_ids=source_ids)
    return judge(found, claim, SOURCES)


@pytest.mark.parametrize(
    ("stated", "qualifier", "low", "high"),
    [
        (50, "exact", 47.5, 52.5),
        ("50.0", "exact", 49.95, 50.05),
        (1400, "exact", 1350, 1450),
        ("1,416", "exact", 1415.5, 1416.5),
        (50, "about", 47.5, 52.5),
        (66.7, "roughly", 60.03, 73.37),
        (50, "nearly", 47.5, 52.5),
        (90, "more-than", 90, math.inf),
        (14, "less-than", -math.inf, 14),
        ("48-54", "exact", 47.5, 54.5),
        (-9.1, "exact", -9.15, -9.05),
        (50, "约", 47.5, 52.5),
        (50, "이상", 50, math.inf),
    ],
)
def test_windows_by_hand(stated: float | str, qualifier: str, low: float, high: float) -> None:
    window = read_window(stated, qualifier)
    assert [window.low, window.high] == pytest.approx([low, high])


def test_what_is_counted_is_not_rounded() -> None:
    assert read_window(20, "exact", counted=True) == Window(20, 20, 20)


@given(numbers, st.sampled_from(sorted(QUALIFIERS)))
def test_a_window_holds_its_own_number(value: float, qualifier: str) -> None:
    window = read_window(value, qualifier)
    assert window.holds(value, value)


@given(st.lists(readings, min_size=1, max_size=5), numbers, st.floats(0, 100), st.floats(0, 100))
def test_widening_never_turns_supported_into_contradicted(
    found: list[Evidence], stated: float, room: float, more: float
) -> None:
    narrow = Window(stated - room, stated + room, stated)
    wide = Window(narrow.low - more, narrow.high + more, stated)
    before, after = (decide(judged(found, w)) for w in (narrow, wide))
    if before == "supported":
        assert after == "supported"


@given(st.lists(readings, max_size=5), numbers)
def test_own_sources_never_support(found: list[Evidence], stated: float) -> None:
    window = Window(stated, stated, stated)
    own = [r for r in found if r.source_ids]
    assert decide(judged(own, window, "kcna-2012-09-04-rajin-wonjong")) == "not testable"


@settings(max_examples=10)
@given(st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_stating_what_is_measured_is_supported_and_order_does_not_matter(a: str, b: str) -> None:
    if a == b:
        return
    first = skg.check_claim(ATLAS, subject=a, object=b, stated=1, unit="km",
                            measure="straight-line")  # fmt: skip
    assert isinstance(first.measured, float)
    forth, back = (
        skg.check_claim(ATLAS, subject=x, object=y, stated=first.measured, unit="km",
                        measure="straight-line")
        for x, y in ((a, b), (b, a))
    )  # fmt: skip
    assert forth.verdict == back.verdict == "supported"
    assert forth.measured == back.measured


@settings(max_examples=10)
@given(st.sampled_from(PLACES), st.floats(1, 500), st.sampled_from(["m", "mi", "里", "英里", "㎞"]))
def test_the_unit_does_not_change_the_verdict(place: str, km: float, unit: str) -> None:
    asked = {"subject": place, "measure": "straight-line", "qualifier": "about"}
    there = km * 1000 / unit_of(unit).factor
    assert (
        skg.check_claim(ATLAS, **asked, stated=km, unit="km").verdict
        == skg.check_claim(ATLAS, **asked, stated=there, unit=unit).verdict
    )


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("公里", "km"), ("㎞", "km"), ("ＫＭ", "km"), ("Sq. km", "km2"), ("km²", "km2"),
     ("평", "pyeong"), ("亩", "mu"), ("square miles", "mi2"), ("per cent", "%"), ("", "")],
)  # fmt: skip
def test_units_in_three_scripts(text: str, symbol: str) -> None:
    assert unit_of(text).symbol == symbol


def test_words_for_qualifiers() -> None:
    assert [qualifier_of(w) for w in ("Approximately", "at least", "more_than", "超过", "")] == [
        "about", "at-least", "more-than", "more-than", "exact",
    ]  # fmt: skip


def test_where_only_sources_speak_and_one_is_near_it_depends() -> None:
    window = Window(100, 100, 100)
    near, far = (Evidence("m", "a", value, basis="stated") for value in (105.0, 150.0))
    assert decide(judged([near, far], window)) == "depends on the measure"
    assert decide(judged([far], window)) == "contradicted"
    assert decide(judged([near], window)) == "not testable"
