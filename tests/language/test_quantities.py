"""Numbers with units in three languages: values, ranges, qualifiers and what is no quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.language import find_quantities, read_number, unit_of

STATED = {
    "a 3-km bridge": ("3-km", 3, "km"),
    "1,420-kilometre border": ("1,420-kilometre", 1420, "km"),
    "470 sq km in all": ("470 sq km", 470, "km2"),
    "it is 5m high": ("5m", 5, "m"),
    "$2.5 million more": ("$2.5 million", 2.5e6, "USD"),
    "US$3bn": ("US$3bn", 3e9, "USD"),
    "it cost $5m": ("$5m", 5e6, "USD"),
    "2 billion RMB": ("2 billion RMB", 2e9, "CNY"),
    "over 90% of it": ("90%", 90, "%"),
    "28 percent": ("28 percent", 28, "%"),
    "two-thirds of it": ("two-thirds", 66.7, "%"),
    "三分之二的贸易": ("三分之二", 66.7, "%"),
    "seventy-two state-level kouans": ("seventy-two state-level kouans", 72, "crossings"),
    "Thirteen crossings link them": ("Thirteen crossings", 13, "crossings"),
    "열세 개 통상구": ("열세 개 통상구", 13, "crossings"),
    "1.4 million people": ("1.4 million people", 1.4e6, "people"),
    "60 tons": ("60 tons", 60, "t"),
    "a hundred trucks": ("a hundred trucks", 100, "vehicles"),
    "a dozen bridges": ("a dozen bridges", 12, "bridges"),
    "two dozen trucks": ("two dozen trucks", 24, "vehicles"),
    "运距约五十公里": ("五十公里", 50, "km"),
    "一千四百公里": ("一千四百公里", 1400, "km"),
    "100兆瓦": ("100兆瓦", 100, "MW"),
    "增长百分之六": ("百分之六", 6, "%"),
    "3.5亿元人民币": ("3.5亿元人民币", 3.5e8, "CNY"),
    "一亿二千万吨": ("一亿二千万吨", 1.2e8, "t"),
    "15个口岸": ("15个口岸", 15, "crossings"),
    "三百多人": ("三百多人", 300, "people"),
    "단둥에서 50㎞를": ("50㎞", 50, "km"),
    "천사백 킬로미터": ("천사백 킬로미터", 1400, "km"),
    "1만 3,880㎢": ("1만 3,880㎢", 13_880, "km2"),
    "1억 2000만 달러": ("1억 2000만 달러", 1.2e8, "USD"),
    "53만6천 톤": ("53만6천 톤", 536_000, "t"),
    "300여 명이": ("300여 명", 300, "people"),
    "１２㎞": ("１２㎞", 12, "km"),
    "1.5조 원": ("1.5조 원", 1.5e12, "KRW"),
    "50里路": ("50里", 50, "li"),
    "10대가": ("10대", 10, "vehicles"),
    "50리를 걸었다": ("50리", 50, "ri"),
    "12 nautical miles": ("12 nautical miles", 12, "nmi"),
}


@pytest.mark.parametrize("text", STATED)
def test_a_number_and_its_unit_are_read(text: str) -> None:
    assert [(q.surface, q.low, q.unit.symbol) for q in find_quantities(text)] == [STATED[text]]


@pytest.mark.parametrize(
    ("name", "dimension", "factor"),
    [
        ("km", "length", 1000),
        ("nautical miles", "length", 1852),
        ("해리", "length", 1852),
        ("miles", "length", 1609.344),
        ("리", "length", 392.7272727272727),
        ("里", "length", 500),
        ("㎢", "area", 1e6),
        ("亩", "area", 2000 / 3),
        ("평", "area", 400 / 121),
        ("acres", "area", 4046.8564224),
        ("bn USD", "USD", 1e9),
        ("% y/y", "share", 1),
        ("", "", 1),
    ],
)
def test_a_unit_is_worth_what_its_definition_says(name: str, dimension: str, factor: float) -> None:
    unit = unit_of(name)
    assert unit.dimension == dimension
    assert unit.factor == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize("name", ["parsec", "kmm", 3, None])
def test_an_unknown_unit_is_refused_with_the_list_of_known_ones(name: object) -> None:
    with pytest.raises(skg.InvalidQuantity, match="write one of km, m,"):
        unit_of(name)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("30 to 40 km", 30, 40, "km"),
        ("10–20 km", 10, 20, "km"),
        ("between 30 and 40 km", 30, 40, "km"),
        ("30 km to 40 km", 30, 40, "km"),
        ("2 to 3 million tonnes", 2e6, 3e6, "t"),
        ("20 thousand to 3 million tonnes", 2e4, 3e6, "t"),
        ("20至30公里", 20, 30, "km"),
        ("30∼40㎞", 30, 40, "km"),
        ("$2-3 billion", 2e9, 3e9, "USD"),
    ],
)
def test_a_range_stays_a_range(text: str, low: float, high: float, unit: str) -> None:
    (found,) = find_quantities(text)
    assert (found.low, found.high, found.unit.symbol, found.is_range) == (low, high, unit, True)
    assert found.stated == f"{low:.12g}/{high:.12g}"


def test_two_numbers_with_and_are_no_range() -> None:
    assert [q.stated for q in find_quantities("in 2015 and 30 km from it")] == ["30"]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("about 50 km", "about"),
        ("more than 50 km", "more-than"),
        ("at least 50 km", "at-least"),
        ("less than 50 km", "less-than"),
        ("nearly 50 km", "nearly"),
        ("up to 50 km", "at-most"),
        ("handsome 50 km", "exact"),
        ("不到50公里", "less-than"),
        ("50公里左右", "about"),
        ("약 50킬로미터", "about"),
        ("50㎞ 미만", "less-than"),
        ("50 km", "exact"),
    ],
)
def test_words_around_a_number_say_how_exact_it_is(text: str, qualifier: str) -> None:
    assert [q.qualifier for q in find_quantities(text)] == [qualifier]


def test_a_conversion_in_brackets_is_marked() -> None:
    found = find_quantities("795 kilometres (494 mi) and 20 km (30 people)")
    assert [(q.unit.symbol, q.is_gloss) for q in found] == [
        *(("km", False), ("mi", True)),
        *(("km", False), ("people", False)),
    ]


@pytest.mark.parametrize(
    "text",
    ["the 7th time", "4 March", "Route 11", "3대 세습", "a third nuclear test", "No. 5", "G12",
     "第三个口岸", "10里面", "三分之三", ""],
)  # fmt: skip
def test_what_is_no_quantity_is_left_alone(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", 123),
        ("十二", 12),
        ("三万五千", 35_000),
        ("两千三", 2300),
        ("一百零五", 105),
        ("二〇一六", 2016),
        ("两亿", 2e8),
        ("一亿二千万", 1.2e8),
        ("3.5亿", 3.5e8),
        ("1兆", 1e12),
        ("三点五", 3.5),
        ("천오", 1005),
        ("스물다섯", 25),
        ("seventy-two", 72),
        ("a dozen", 12),
        ("two hundred thousand", 200_000),
        ("one thousand four hundred and twenty", 1420),
        ("half a million", 500_000),
        ("nonsense", None),
        ("12 parsecs", None),
        ("", None),
    ],
)
def test_numbers_in_words(text: str, value: float | None) -> None:
    assert read_number(text) == value


@given(st.integers(1, 10**9))
def test_digits_mean_what_they_say(number: int) -> None:
    for text in (f"{number} km", f"{number:,} km", f"{number}公里", f"{number}㎞"):
        assert [q.low for q in find_quantities(text)] == [number]


@given(
    st.text(
        st.sampled_from(list("0123456789.,$% -~kmt万억만百一二公里元달러명톤thousandpeople")),
        max_size=50,
    )
)
def test_whatever_it_reads_it_says_where(text: str) -> None:
    end = 0
    for found in find_quantities(text):
        assert text[found.start : found.end] == found.surface
        assert found.start >= end
        assert 0 <= found.low <= found.high
        end = found.end
