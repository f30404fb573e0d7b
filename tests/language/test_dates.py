"""Dates that a text writes out, in three languages, and what is left open."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.language import find_dates

WRITTEN = {
    "on Aug. 22, 2016": ("Aug. 22, 2016", "2016-08-22", ""),
    "the 22nd August 2016 issue": ("22nd August 2016", "2016-08-22", ""),
    "held on May 6-9, 2016": ("May 6-9, 2016", "2016-05-06", "2016-05-09"),
    "from March 30 to April 2, 2016": ("March 30 to April 2, 2016", "2016-03-30", "2016-04-02"),
    "in March 2016": ("March 2016", "2016-03", ""),
    "built in 2013.": ("2013", "2013", ""),
    "the first half of 2016": ("first half of 2016", "2016-01", "2016-06"),
    "the third quarter of 2016": ("third quarter of 2016", "2016-07", "2016-09"),
    "minister (2003-2008)": ("2003-2008", "2003", "2008"),
    "since the 1990s": ("1990s", "1990", "1999"),
    "stamp 2016-08-23 17:20": ("2016-08-23", "2016-08-23", ""),
    "2016年8月22日上午": ("2016年8月22日", "2016-08-22", ""),
    "二〇一六年八月二十二日": ("二〇一六年八月二十二日", "2016-08-22", ""),
    "二〇一六年十月": ("二〇一六年十月", "2016-10", ""),
    "2016年10月": ("2016年10月", "2016-10", ""),
    "2016年上半年": ("2016年上半年", "2016-01", "2016-06"),
    "2016年下半年": ("2016年下半年", "2016-07", "2016-12"),
    "2016년 하반기": ("2016년 하반기", "2016-07", "2016-12"),
    "2016年第三季度": ("2016年第三季度", "2016-07", "2016-09"),
    "1990年代": ("1990年代", "1990", "1999"),
    "2012년 10월에": ("2012년 10월", "2012-10", ""),
    "2016년 8월 22일부터": ("2016년 8월 22일", "2016-08-22", ""),
    "2016년 3분기": ("2016년 3분기", "2016-07", "2016-09"),
    "2016. 8. 23. 보도": ("2016. 8. 23", "2016-08-23", ""),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_that_is_written_in_full_needs_nothing_else(text: str) -> None:
    found = find_dates(text)
    assert found[["surface", "date", "end_date"]].values.tolist() == [list(WRITTEN[text])]
    assert found["how"].tolist() == ["written"]


#: Text, when it was published, what is meant; empty where it stays open.
OPEN = (
    ("on Jan. 7", "2016-08-23", "2016-01-07"),
    ("on Sept. 30", "2016-08-23", "2016-09-30"),
    ("on Dec. 28", "2017-01-05", "2016-12-28"),
    ("on Dec. 10", "2016-08-23", ""),
    ("in December", "2016-08-23", ""),
    ("last December", "2016-08-23", "2015-12"),
    ("last July", "2013-04-15", "2012-07"),
    ("in April", "2016-08-23", "2016-04"),
    ("on Jan. 7", "", ""),
    ("on Jan. 7", "2016", ""),
    ("last year", "2016", "2015"),
    ("on Nov. 30", "2016-09-01", "2016-11-30"),
    ("on Dec. 1", "2016-09-01", ""),
    ("8月22日", "2016-09-01", "2016-08-22"),
    ("去年10月", "2016-09-01", "2015-10"),
    ("今年一季度", "2016-09-01", "2016-01"),
    ("지난해 10월", "2016-09-01", "2015-10"),
    ("지난 8월", "2016-09-01", "2016-08"),
    ("지난 10월", "2016-09-01", "2015-10"),
)


@pytest.mark.parametrize(("text", "published", "date"), OPEN)
def test_a_year_left_out_is_taken_from_the_article_or_left_open(
    text: str, published: str, date: str
) -> None:
    found = find_dates(text, published)
    assert found["date"].tolist() == [date]
    assert found["how"].tolist() == ["year of the article" if date else "year not known"]


def test_a_full_stop_is_the_shorthands_or_the_sentences() -> None:
    assert find_dates("by May. On Sept. 3, 2016. In Dec.")["surface"].tolist() == [
        "May",
        "Sept. 3, 2016",
        "Dec.",
    ]


def test_what_is_known_of_an_open_date_is_kept() -> None:
    assert find_dates("on Jan. 7 and in April")["partial"].tolist() == ["--01-07", "--04"]


def test_the_following_date_comes_after_the_one_before() -> None:
    found = find_dates("on Feb. 12, 2013, and the following Mar. 7; then on Dec. 30, 2014 and "
                       "the following Jan. 2")  # fmt: skip
    assert found["date"].tolist() == ["2013-02-12", "2013-03-07", "2014-12-30", "2015-01-02"]
    same_day = find_dates("on Sept. 9, 2015, and the following Sept. 9")
    assert same_day["date"].tolist() == ["2015-09-09", "2016-09-09"]


@pytest.mark.parametrize(
    "text",
    [
        "Resolution 2094 and No. 1718",
        "it may rain, and they march on",
        "2013 people and 2016 km",
        "up 15% on last year",
        "比去年同期增长",
        "지난해 같은 기간보다",
        "on Feb. 30, 2016",
        "2016-13-01",
        "12016年3",
        "",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    found = find_dates(text, "2016-08-23")
    assert found.empty
    assert found.columns.tolist() == [
        "start",
        "end",
        "surface",
        "date",
        "end_date",
        "partial",
        "how",
    ]
    assert found["start"].dtype == "int64"


def test_a_publication_date_must_be_one() -> None:
    with pytest.raises(skg.InvalidDate, match="23 Aug"):
        find_dates("on Jan. 7", "23 Aug")


ALPHABET = st.sampled_from(
    list("0123456789年月日년월일 -./,()去今지난해上半Maychlstnbruofi\n一二三十")
)


@given(st.text(ALPHABET, max_size=60), st.sampled_from(["", "2016", "2016-08-23"]))
def test_whatever_it_reads_it_says_where_and_which_day(text: str, published: str) -> None:
    found = find_dates(text, published)
    end = 0
    for row in found.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["surface"]
        assert row["start"] >= end
        end = row["end"]
        if row["date"]:
            first = parse_interval(row["date"])
            assert not row["end_date"] or parse_interval(row["end_date"]).last >= first.first
        else:
            assert row["how"] == "year not known"


@given(st.sampled_from(sorted(WRITTEN)), st.sampled_from(sorted(WRITTEN)))
def test_texts_one_after_another_hold_the_dates_of_both(one: str, other: str) -> None:
    joined = find_dates(f"{one}\n\n{other}")
    apart = pd.concat([find_dates(one), find_dates(other)])
    assert joined["date"].tolist() == apart["date"].tolist()


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("It opened in May" + " \n" * 300 + "2012.", ["2012-05"]),
        ("A word. " * 100 + "It opened on 3 May 2012. " + "A word. " * 100, ["2012-05-03"]),
        ("In İzmir they met in 1995." + " x" * 200 + "IN MAY 2012", ["1995", "2012-05"]),
    ],
)
def test_a_date_is_found_however_much_stands_around_it(text: str, dates: list[str]) -> None:
    found = find_dates(text)
    assert found["date"].tolist() == dates
    spans = zip(found["start"], found["end"], strict=True)
    assert [text[start:end] for start, end in spans] == found["surface"].tolist()
