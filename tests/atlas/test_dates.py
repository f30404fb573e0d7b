"""Partial dates as the days they may mean, and the index over place and time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.atlas.dates import Interval, SpaceTimeIndex, lifetime, parse_interval

Bounds = tuple[float, float, float, float]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-08", "2016-08-01", "2016-08-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),  # a leap year
        ("1900-02", "1900-02-01", "1900-02-28"),  # none, though divisible by four
        ("2016-12", "2016-12-01", "2016-12-31"),
        ("2016-08-22", "2016-08-22", "2016-08-22"),
        (" 2016-08 ", "2016-08-01", "2016-08-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
    ],
)
def test_a_partial_date_means_every_day_it_may(text: str, first: str, last: str) -> None:
    days = parse_interval(text)
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


def test_dates_are_taken_as_they_are() -> None:
    day = dt.date(2016, 8, 22)
    assert parse_interval(day) == Interval(day, day)
    moment = dt.datetime(2016, 8, 22, 23, 59, tzinfo=dt.UTC)
    assert parse_interval(moment) == Interval(day, day)


@pytest.mark.parametrize(
    "wrong",
    [
        "2016-13",
        "2016-00",
        "2016-02-30",
        "2015-02-29",
        "2016-08-00",
        "0000",
        "Aug 2016",
        "2016/08/22",
        "22.8.2016",
        "2016-8",
        "201608",
        "2016-08-22T10:00",
        "-2016",
        "２０１６-１３",
        "",
        " ",
        None,
        20160822,
        2016.5,
        True,
        ["2016"],
        b"2016",
    ],
)
def test_what_is_no_date_is_refused(wrong: Any) -> None:
    with pytest.raises(skg.InvalidDate) as caught:
        parse_interval(wrong)
    assert repr(wrong) in str(caught.value)


def test_the_refusal_says_how_to_write_a_date() -> None:
    with pytest.raises(ValueError, match=r"write 2016, 2016-08 or 2016-08-22"):
        parse_interval("Aug 2016")
    with pytest.raises(ValueError, match="not a day of the calendar"):
        parse_interval("2016-02-30")


@given(st.dates())
def test_a_day_lies_in_its_month_and_its_year(day: dt.date) -> None:
    text = day.isoformat()
    assert parse_interval(text) == Interval(day, day)
    for part in (text[:7], text[:4]):
        days = parse_interval(part)
        assert days.first <= day <= days.last
        # One day more on either side would be another month or year.
        for step, edge in ((-1, days.first), (1, days.last)):
            if dt.date.min < edge < dt.date.max:
                assert not (edge + dt.timedelta(step)).isoformat().startswith(part)


def test_a_lifetime_is_as_wide_as_its_dates_allow() -> None:
    assert lifetime("1943", "2020-08") == Interval(dt.date(1943, 1, 1), dt.date(2020, 8, 31))
    assert lifetime(None, None) == Interval(dt.date.min, dt.date.max)
    assert lifetime("", "1950") == Interval(dt.date.min, dt.date(1950, 12, 31))
    assert lifetime("2016-08-22", None) == Interval(dt.date(2016, 8, 22), dt.date.max)
    with pytest.raises(skg.InvalidDate):
        lifetime("2016-13", None)


def interval(first: str, last: str) -> Interval:
    return Interval(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "shares"),
    [
        ("2016-08-01", "2016-08-31", True),  # the same
        ("2016-08-31", "2016-09-05", True),  # one day
        ("2016-07-01", "2016-08-01", True),
        ("2016-01-01", "2016-12-31", True),  # around
        ("2016-08-15", "2016-08-15", True),  # inside
        ("2016-09-01", "2016-09-05", False),
        ("2016-07-01", "2016-07-31", False),
    ],
)
def test_overlap_counts_both_ends(first: str, last: str, shares: bool) -> None:
    august, other = parse_interval("2016-08"), interval(first, last)
    assert august.overlaps(other) is shares
    assert other.overlaps(august) is shares


# -- the index ---------------------------------------------------------------------------------

DAY = st.dates(dt.date(1900, 1, 1), dt.date(2026, 12, 31))
DEGREE = st.integers(0, 20).map(lambda value: value / 4)  # coarse, so that edges meet
SPANS = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), DAY, DAY)
BOXES = st.builds(
    lambda w, s, width, height: (w, s, w + width, s + height), DEGREE, DEGREE, DEGREE, DEGREE
)
ENTRIES = st.lists(st.tuples(BOXES, SPANS), max_size=25)


def touches(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@given(ENTRIES, BOXES, SPANS)
def test_index_gives_what_a_search_of_all_gives(
    entries: list[tuple[Bounds, Interval]], bounds: Bounds, days: Interval
) -> None:
    found = SpaceTimeIndex(entries).query(bounds, days)
    assert found == [
        position
        for position, (box, span) in enumerate(entries)
        if touches(box, bounds) and span.first <= days.last and days.first <= span.last
    ]


def test_index_tells_days_apart_at_both_ends_of_the_calendar() -> None:
    here = (124.4, 40.1, 124.4, 40.1)
    index = SpaceTimeIndex(
        [(here, lifetime(None, "2016-08-22")), (here, lifetime("2016-08-23", ""))]
    )
    assert index.query(here, parse_interval("2016-08-22")) == [0]
    assert index.query(here, parse_interval("2016-08-23")) == [1]
    assert index.query(here, parse_interval("2016-08")) == [0, 1]
    assert index.query(here, parse_interval("0001-01-01")) == [0]
    assert index.query(here, parse_interval("9999-12-31")) == [1]


def test_an_empty_index_holds_nothing() -> None:
    assert SpaceTimeIndex([]).query((0, 0, 1, 1), parse_interval("2016")) == []


def test_many_points_as_on_the_border() -> None:
    rng = np.random.default_rng(20160822)
    lon, lat = rng.uniform(124, 131, 300), rng.uniform(39.8, 43, 300)
    start = rng.integers(1900, 2020, 300)
    spans = [lifetime(str(year), str(year + 20)) for year in start]
    points: list[Bounds] = [(x, y, x, y) for x, y in zip(lon, lat, strict=True)]
    index = SpaceTimeIndex(zip(points, spans, strict=True))
    inside = (lon >= 126) & (lon <= 129) & (lat >= 41) & (lat <= 42)
    held = (start <= 2016) & (start + 20 >= 2016)
    wanted = np.flatnonzero(inside & held).tolist()
    assert len(wanted) > 2
    assert index.query((126, 41, 129, 42), parse_interval("2016-08")) == wanted
