"""Test what a whole text says for a doubtful name, and what no list of words can say."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg

ATLAS = skg.load_atlas()


def ids(text: str) -> list[str]:
    return list(skg.find_mentions(text, ATLAS)["id"])


# -- one text, one name ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # The name is accepted in a list; alone it is accepted for that.
        (
            "图们、三峰、会宁都通了车。\n\n老人说起三峰就笑。他到三峰去过。",
            ["tumen", "sambong", "hoeryong", "sambong"],
        ),
        # The real use is not silenced by the word, nor does the word profit from it.
        ("협상이 무산되자 무산 주민들은 회령으로 갔다.", ["musan", "hoeryong"]),
        ("회령과 무산에서 왔다. 협상을 “무산”시켰다.", ["hoeryong", "musan"]),
        # The one across the river.
        ("三峰隔江与开山屯相望。", ["sambong", "kaishantun"]),
        ("화룡 맞은편 무산.", ["helong", "musan"]),
        # Two doubtful names in a list are both names.
        ("보천과 삼수에서 감자를 싣고 왔다.", ["pochon", "samsu-county"]),
        ("백두산에 올랐다. 천지는 맑았다. 온 천지가 눈이다.", ["paektu", "heaven-lake"]),
    ],
)
def test_the_rest_of_the_text_speaks_for_a_name(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_a_province_that_is_written_out_is_meant_by_its_bare_name() -> None:
    assert ids("지린성은 넓다. 지린의 비중이 늘었다.") == ["jilin", "jilin"]
    assert ids("지린시는 넓다. 지린의 비중이 늘었다.") == ["jilin-city", "jilin-city"]


# -- names that begin with a place -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "He ate at Tumen Spring Dumplings after leaving the Dandong Crowne Lodge.",
        "He studied at Dandong Forestry Science and Engineering University.",
        "They smoke Yalu cigarettes.",
        "Hunchun, formerly a coastal steamer, was scrapped.",
        "a soft drink called Tianchi",
        "Hunchun–Ulsan Eastern Shipping denied it.",
        "the broad Ryanggang dialect",
        "Nampho-dong in Busan",
        "广州的图们江茶楼和长白山牌香烟",
        "延吉新村、丹东花园、集安大厦",
        "记者 李延吉 报道",
        "四川中江县、浙江龙井",
        "在龙潭区和龙江区之间",
        "부산 남포동, ‘두만강’ 담배, 압록강체육단",
        "의사가 청진을 하려 했다.",
        "the 丹东鸿盛 account",
    ],
)
def test_what_only_begins_with_a_place_is_none(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the Hunchun Forestry Bureau said", "hunchun"),
        ("Dandong Langtou International Airport", "dandong-airport"),
        ("the Tumen's frozen northern bank", "tumen-river"),
        ("They met Sinuiju People's Committee officials.", "sinuiju"),
        ("a restaurant in Dandong, a teahouse in Yanji", "dandong"),
        ("함경북도 남양을 잇는 다리", "namyang"),
        ("the Yalu's lower reaches", "yalu-river"),
        ("罗津港三号码头", "rajin-port"),
        ("记者在延吉采访", "yanji"),
        ("함경북도안의 농장들", "north-hamgyong"),
        ("압록강제방공사를 끝냈다", "yalu-river"),
        ("삼지연시꾸리기", "samjiyon"),
        ("“단둥이죠.”", "dandong"),
        ("단둥을 한 바퀴 돌았다", "dandong"),
        ("평안도 구성이 고향이다", "kusong"),
        ("난핑진에서 왔다", "nanping"),
    ],
)
def test_what_follows_a_place_leaves_it_one(text: str, place: str) -> None:
    assert place in ids(text)
