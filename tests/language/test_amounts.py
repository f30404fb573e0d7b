"""Numbers with units that a text states, in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinokorea_geo.language import find_amounts
from sinokorea_geo.language.numerals import value_of

STATED = {
    "a 3-km bridge": ("3-km", 3, "km"),
    "1,420-kilometre border": ("1,420-kilometre", 1420, "km"),
    "470 sq km in all": ("470 sq km", 470, "km2"),
    "it is 5m high": ("5m", 5, "m"),
    "$2.5 million more": ("$2.5 million", 2.5e6, "USD"),
    "US$3bn": ("US$3bn", 3e9, "USD"),
    "2 billion RMB": ("2 billion RMB", 2e9, "CNY"),
    "over 90% of it": ("90%", 90, "%"),
    "28 percent": ("28 percent", 28, "%"),
    "two-thirds of it": ("two-thirds", 66.7, "%"),
    "seventy-two state-level kouans": ("seventy-two state-level kouans", 72, "crossings"),
    "1.4 million people": ("1.4 million people", 1.4e6, "people"),
    "60 tons": ("60 tons", 60, "t"),
    "a hundred trucks": ("a hundred trucks", 100, "vehicles"),
    "运距约五十公里": ("五十公里", 50, "km"),
    "增长百分之六": ("百分之六", 6, "%"),
    "3.5亿元人民币": ("3.5亿元人民币", 3.5e8, "CNY"),
    "1200万吨": ("1200万吨", 1.2e7, "t"),
    "15个口岸": ("15个口岸", 15, "crossings"),
    "三百多人": ("三百多人", 300, "people"),
    "단둥에서 50㎞를": ("50㎞", 50, "km"),
    "1억 2000만 달러": ("1억 2000만 달러", 1.2e8, "USD"),
    "53만6천 톤": ("53만6천 톤", 536_000, "t"),
    "300여 명이": ("300여 명", 300, "people"),
    "１２㎞": ("１２㎞", 12, "km"),
}


@pytest.mark.parametrize("text", STATED)
def test_a_number_and_its_unit_are_read(text: str) -> None:
    found = find_amounts(text)
    assert found[["surface", "value", "unit"]].values.tolist() == [list(STATED[text])]


def test_a_range_has_two_ends() -> None:
    found = find_amounts("10–20 km, 2 to 3 million tonnes, 20至30公里")
    assert found[["value", "upper", "unit"]].values.tolist() == [
        [10, 20, "km"],
        [2e6, 3e6, "t"],
        [20, 30, "km"],
    ]


@pytest.mark.parametrize(
    "text",
    ["the 7th time", "4 March", "Route 11", "3대 세습", "a third nuclear test", "No. 5", "G12", ""],
)
def test_what_is_no_amount_is_left_alone(text: str) -> None:
    found = find_amounts(text)
    assert found.empty
    assert found.columns.tolist() == [
        "start", "end", "surface", "value", "upper", "unit", "dimension",
    ]  # fmt: skip
    assert found["value"].dtype == "float64"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二十三", 123),
        ("十二", 12),
        ("三万五千", 35_000),
        ("二〇一六", 2016),
        ("两亿", 2e8),
        ("3.5亿", 3.5e8),
        ("seventy-two", 72),
        ("two hundred thousand", 200_000),
        ("nonsense", None),
        ("", None),
    ],
)
def test_numbers_in_words(text: str, value: float | None) -> None:
    assert value_of(text) == value


@given(st.integers(1, 10**9))
def test_digits_mean_what_they_say(number: int) -> None:
    for text in (f"{number} km", f"{number:,} km", f"{number}公里", f"{number}㎞"):
        assert find_amounts(text)["value"].tolist() == [number]


@given(
    st.text(
        st.sampled_from(list("0123456789.,$% -kmt万亿억만十百一二公里元달러명톤thousandpeople")),
        max_size=50,
    )
)
def test_whatever_it_reads_it_says_where(text: str) -> None:
    end = 0
    for row in find_amounts(text).to_dict("records"):
        assert text[row["start"] : row["end"]] == row["surface"]
        assert row["start"] >= end
        assert row["value"] >= 0
        end = row["end"]
