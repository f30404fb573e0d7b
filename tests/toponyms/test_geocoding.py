"""Columns of addresses looked up: the smallest place that they name, and what is not known."""

from __future__ import annotations

import pandas as pd
import pytest

import sinokorea_geo as skg
from sinokorea_geo.toponyms import geocode

ATLAS = skg.load_atlas()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("长白县", "changbai-county"),
        ("东港市", "donggang"),
        ("吉林省和龙市南坪镇", "nanping"),
        ("丹东市振兴区青年大街12号", "zhenxing-district"),
        ("라진구역", "rajin"),
        ("양강도 혜산시", "hyesan"),
        ("무산군", "musan-county"),
        ("Nanping, Helong, Jilin", "nanping"),
        ("Hyesan City, Ryanggang Province", "hyesan"),
        ("dandong", "dandong"),
        ("Dandnog", "dandong"),
        ("Paris", ""),
        ("", ""),
    ],
)
def test_an_address_means_the_smallest_place_that_it_names(address: str, place: str) -> None:
    assert geocode([address], ATLAS)["id"].tolist() == [place]


def test_the_answer_stands_on_the_index_of_the_question() -> None:
    question = pd.Series(["丹东", None, "Dandnog", 3], index=list("abcd"))
    found = geocode(question, ATLAS)
    assert found.index.tolist() == list("abcd")
    assert found["id"].tolist() == ["dandong", "", "dandong", ""]
    right, missing, misspelled, number = found["score"].tolist()
    assert right > misspelled > missing == number == 0
    assert found["reason"].tolist()[1] == "no text"


def test_it_says_how_exact_the_point_is_and_what_else_it_may_be() -> None:
    found = geocode(["丹东", "무산군", "Dandong Port"], ATLAS)
    assert found["exactness"].tolist() == ["point", "area", ""]
    assert found["lon"].isna().tolist() == [False, False, True]
    assert "nobody published its position" in found["reason"][2]
    assert "dandong-sinuiju-road" in found["alternatives"][0]


def test_nothing_gives_an_empty_table_of_the_same_columns() -> None:
    assert geocode([], ATLAS).columns.tolist() == geocode(["丹东"], ATLAS).columns.tolist()
