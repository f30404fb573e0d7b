"""Measurable statements in a text, in three languages."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg

COLUMNS = ["start", "end", "surface", "id", "kind", "score", "alternatives"]
IDS = {
    "Fengcheng": ("fengcheng", "city"), "Dandong": ("dandong", "city"),
    "Rason": ("rason-sez", "sez"),
    "New Yalu River Bridge": ("new-yalu-river-bridge", "bridge"), "Supung": ("supung-dam", "dam"),
    "Jilin": ("jilin", "province"), "东港": ("donggang", "city"), "丹东": ("dandong", "city"),
    "太平湾大坝": ("taipingwan-dam", "dam"), "圈河": ("quanhe-wonjong", "crossing"),
    "단둥": ("dandong", "city"), "펑청": ("fengcheng", "city"),
}  # fmt: skip


def mentions(text: str, score: float = 1.0, others: tuple[str, ...] = ()) -> pd.DataFrame:
    rows = [
        (at, at + len(surface), surface, *IDS[surface], score, others)
        for surface in IDS
        if (at := text.find(surface)) >= 0
    ]
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("start")


def found(text: str) -> list[tuple[object, ...]]:
    frame = skg.find_claims(text, mentions(text))
    keys = ["measure", "subject_id", "object_id", "stated", "unit", "qualifier", "sure"]
    return [tuple(row) for row in frame[keys].values.tolist()]


BORDER = "china-dprk-border"
CASES: list[tuple[str, list[tuple[object, ...]]]] = [
    ("Fengcheng is about 50 km from Dandong.",
     [("distance", "fengcheng", "dandong", "50", "km", "about", True)]),
    ("A zone 50 km from Dandong opened.",
     [("distance", "", "dandong", "50", "km", "exact", False)]),
    ("The New Yalu River Bridge is a 3-km bridge.",
     [("length", "new-yalu-river-bridge", "", "3", "km", "exact", True)]),
    ("The 3-km bridge near Dandong is closed.",
     [("length", "", "", "3", "km", "exact", False)]),
    ("Supung lies 80 km upstream of Dandong.",
     [("along-border", "supung-dam", "dandong", "80", "km", "exact", True),
      ("order-in-space", "supung-dam", "dandong", "upstream", "", "exact", True)]),
    ("China and the North share a 1,420-kilometre border.",
     [("length", BORDER, "", "1420", "km", "exact", True)]),
    ("China shares a 1,400 km (870 mile) border with North Korea.",
     [("length", BORDER, "", "1400", "km", "exact", True),
      ("length", BORDER, "", "870", "mi", "exact", True)]),
    ("North Korea has a 17-km border with Russia.",
     [("length", "", "", "17", "km", "exact", False)]),
    ("Rason covers 470 sq km.", [("area", "rason-sez", "", "470", "km2", "exact", True)]),
    ("Only 15 of the crossings on the border are open.",
     [("count", "crossings", BORDER, "15", "crossings", "exact", True)]),
    ("one at Rason, 50 km (30 miles) inside the North Korean border, opposite Jilin",
     [("distance", "rason-sez", BORDER, "50", "km", "exact", True)]),
    ("东港位于丹东以西南35公里。",
     [("distance", "donggang", "dandong", "35", "km", "exact", True),
      ("bearing", "donggang", "dandong", "西南", "", "exact", True)]),
    ("丹东以东20公里",
     [("distance", "", "dandong", "20", "km", "exact", False),
      ("bearing", "", "dandong", "东", "", "exact", False)]),
    ("太平湾大坝距丹东约30公里。",
     [("distance", "taipingwan-dam", "dandong", "30", "km", "about", True)]),
    ("단둥에서 50㎞ 떨어진 곳", [("distance", "", "dandong", "50", "km", "exact", False)]),
    ("펑청은 단둥에서 북서쪽으로 약 50㎞ 떨어져 있다.",
     [("distance", "fengcheng", "dandong", "50", "km", "about", True),
      ("bearing", "fengcheng", "dandong", "북서", "", "exact", True)]),
    ("边界全长1420公里", [("length", BORDER, "", "1420", "km", "exact", True)]),
    ("북중 국경은 길이 1,400㎞에 이른다.", [("length", BORDER, "", "1400", "km", "exact", True)]),
    ("Jilin has 80 percent of the border.",
     [("share", "jilin", BORDER, "80", "%", "exact", True)]),
    ("In 2016 it took 3 hours; trade rose 6.7 percent.", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:30] for text, _ in CASES])
def test_statements_by_hand(text: str, expected: list[tuple[object, ...]]) -> None:
    assert found(text) == expected


def test_a_place_in_doubt_is_left_empty() -> None:
    text = "Fengcheng is 50 km from Dandong."
    for doubtful in (mentions(text, score=0.4), mentions(text, others=("dandong-pref",))):
        row = skg.find_claims(text, doubtful).iloc[0]
        assert (row["subject_id"], row["object_id"], row["sure"]) == ("", "", False)


def test_what_is_sure_can_be_checked(atlas: skg.Atlas) -> None:
    text = "Rason lies 50 km inside the border. Fengcheng is about 50 km from Dandong."
    rows = skg.find_claims(text, mentions(text))
    sure = rows[rows["sure"]]
    assert len(sure) == 2
    verdicts = skg.check_claims(atlas, sure)["verdict"].tolist()
    assert verdicts[0] == "depends on the measure"


def test_mentions_without_their_columns_are_refused() -> None:
    with pytest.raises(skg.DataError, match="no column 'start'"):
        skg.find_claims("x", pd.DataFrame({"id": ["dandong"]}))


ALPHABET = "Dandong 50km 3,0.%평방公里 from丹东距离 에서단둥㎞(border)-\n­ "


@given(st.text(alphabet=ALPHABET, max_size=80))
def test_spans_slice_and_noise_never_crashes(text: str) -> None:
    frame = skg.find_claims(text, mentions(text))
    assert list(frame.columns)[:4] == ["start", "end", "surface", "measure"]
    assert [text[a:b] for a, b in zip(frame["start"], frame["end"], strict=True)] == list(
        frame["surface"]
    )
