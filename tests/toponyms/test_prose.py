"""Kinds of prose that fooled earlier finders: structures, ordinary words, OCR, small letters."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg

ATLAS = skg.load_atlas()


def ids(text: str) -> list[str]:
    return list(skg.find_mentions(text, ATLAS)["id"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # A structure that is named after a river or two towns is the structure.
        ("The Yalu River Bridge at Dandong was bombed.", ["dandong-sinuiju-road", "dandong"]),
        ("图们江大桥在珲春圈河口岸附近。", ["quanhe-wonjong", "hunchun", "quanhe-wonjong"]),
        ("나진·선봉 경제무역지대를 방문했다.", ["rason-sez"]),
        ("It left Langtou Airport.", ["dandong-airport"]),
        ("the Quanhe crossing near Hunchun", ["quanhe-wonjong", "hunchun"]),
        ("취안허 커우안과 투먼 커우안에서", ["quanhe-wonjong", "tumen-namyang-road"]),
        ("crossing the Tumen by boat", ["tumen-river"]),
        # Units of the North in Latin letters.
        ("Wonjong-ni, Namyang-li and Rajin-guyok", ["wonjong", "namyang", "rajin"]),
        # A capitalised word that follows is no firm.
        ("Touring Changbai County Having Fun With Friends", ["changbai"]),
        ("Kosanjin Fort stood above Manpo.", ["kosanjin", "manpo"]),
        ("珲春商贸繁荣", ["hunchun"]),
        # Everyday words beside places without doubt.
        ("백두산에 올라 천지를 보았다. 개성과 통화, 단둥을 다녀왔다.",
         ["paektu", "kaesong", "tonghua-city", "dandong"]),
        # A gloss between a name and its unit; a name broken at the end of a line.
        ("지린(吉林)성", ["jilin", "jilin"]),
        ("신의\n주에서 혜\n산시까지", ["sinuiju", "hyesan"]),
        # Text without capitals.
        ("we took the bus from dandong to hunchun along the yalu river",
         ["dandong", "hunchun", "yalu-river"]),
    ],
)  # fmt: skip
def test_what_prose_writes_is_read(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Korea is far.",
        "그는 시위에 나선 주민을 보았다.",
        "단 하루에 드라마를 정주행했다. 신도시에 산다.",
        "建设现代化城市。李长春同志来了。陕甘宁边区政府。",
        "长江上游的球场",
        "歌手江界与作家延吉",
        "가수 강계는 웃었다.",
        "the jilin bank and the dandong hotel, all closed since last week",
    ],
)
def test_what_only_looks_like_a_place_is_left_alone(text: str) -> None:
    assert ids(text) == []


def test_a_doubtful_name_needs_a_text_that_is_on_this_border() -> None:
    assert ids("단둥은 춥다. 무산도 멀다.") == ["dandong"]
    assert ids("단둥, 혜산, 신의주는 춥다. 무산도 멀다.")[-1] == "musan"


def test_an_accent_typed_apart_belongs_to_the_letter_before_it() -> None:
    found = skg.find_mentions("to Hyesan\u0306, today", ATLAS)
    assert found["surface"].tolist() == ["Hyesan\u0306"]


def test_an_apostrophe_makes_a_doubtful_name_surer() -> None:
    assert ids("He saw Ji'an.") == ["jian"]
    assert ids("He saw Jian.") == []
