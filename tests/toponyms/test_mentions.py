"""What a text names: the readings, the false friends, the offsets, and hostile text."""

from __future__ import annotations

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.toponyms.mentions import COLUMNS

ATLAS = skg.load_atlas()


def found(text: str, **options: str) -> list[tuple[str, str]]:
    """What a text names, as (surface, id)."""
    frame = skg.find_mentions(text, ATLAS, **options)
    return list(zip(frame["surface"], frame["id"], strict=True))


def ids(text: str, **options: str) -> list[str]:
    return [key for _, key in found(text, **options)]


# -- the frame ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "Nothing here.", "Dandong"])
def test_the_frame_has_the_same_columns_types_and_crs_whatever_is_found(text: str) -> None:
    frame = skg.find_mentions(text, ATLAS)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert tuple(frame.columns) == COLUMNS
    assert [str(kind) for kind in frame.dtypes] == [
        *("int64", "int64", "object", "object", "object", "float64", "object", "object"),
        "geometry",
    ]
    assert frame.crs.to_epsg() == 4326
    assert list(frame.index) == list(range(len(frame)))
    assert all(isinstance(others, tuple) for others in frame["alternatives"])


def test_places_without_a_position_come_with_none() -> None:
    frame = skg.find_mentions("Dandong Port and Heilongjiang", ATLAS).set_index("id")
    assert frame.geometry.isna().tolist() == [True, True]


def test_context_is_reported_on_request() -> None:
    text = "Beijing and Pyongyang agreed; China and North Korea will reopen Dandong."
    assert ids(text) == ["dandong"]
    assert ids(text, include="context") == [
        *("beijing", "pyongyang", "china", "north-korea", "dandong"),
    ]


@pytest.mark.parametrize("text", [None, 3, b"Dandong", ["Dandong"]])
def test_what_is_no_string_is_refused(text: object) -> None:
    with pytest.raises(skg.InvalidText, match="pass a string"):
        skg.find_mentions(text, ATLAS)  # type: ignore[arg-type]  # the point of the test


def test_an_unknown_include_is_refused() -> None:
    with pytest.raises(skg.InvalidText, match="not 'everything'"):
        skg.find_mentions("", ATLAS, include=["context", "everything"])


# -- how names are typed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "place"),
    [
        ("Ji'an", "jian"),
        ("Ji’an", "jian"),
        ("Ji‘an", "jian"),
        ("Hun\u00adchun", "hunchun"),
        ("Ｄａｎｄｏｎｇ", "dandong"),
        ("Sinŭiju", "sinuiju"),
        ("Sinu\u0306iju", "sinuiju"),
        ("SINUIJU", "sinuiju"),
        ("Tumen\u00a0River", "tumen-river"),
        ("Yalu\nRiver", "yalu-river"),
        ("琿春", "hunchun"),
        ("圖們江", "tumen-river"),
        ("罗\n津", "rajin"),
        ("압록강 철교", "dandong-sinuiju-rail"),
        ("\u1103\u1161\u11ab\u1103\u116e\u11bc", "dandong"),
        ("Antung", "dandong"),
        ("Moukden", "shenyang"),
        ("Najin", "rajin"),
        ("룡천군", "ryongchon-county"),
        ("용천군", "ryongchon-county"),
        ("Musan-gun", "musan-county"),
    ],
)
def test_a_name_is_found_however_it_is_typed(surface: str, place: str) -> None:
    text = f"Hyesan, 惠山, 혜산, {surface}."
    assert found(text)[-1] == (surface, place)


@pytest.mark.parametrize(
    "text",
    [
        "Tyumen",
        "Namyangju",
        "inDandongs",
        "dandong.gov.cn",
        "http://Dandong.example/Hunchun",
        "남양주시는 멀다",
        "통화시간이 길다",
        "扩大连续投资",
        "罗先生来了",
        "离开城市",
        "普通化工",
        "牡丹东路",
        "Ji\n\nan",
    ],
)
def test_letters_inside_other_words_name_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "eojeol",
    [
        *("단둥에서", "단둥은", "단둥의", "단둥과", "단둥까지", "단둥부터", "단둥으로", "단둥행"),
        *("단둥시에서는", "단둥발", "단둥산", "단둥시내", "단둥측", "단둥서", "단둥에서도"),
    ],
)
def test_korean_particles_stay_outside(eojeol: str) -> None:
    (surface, place), *rest = found(f"어제 {eojeol} 왔다")
    assert (surface.removesuffix("시"), place, rest) == ("단둥", "dandong", [])


# -- which one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("the Tumen River froze", ["tumen-river"]),
        ("They waded across the Tumen.", ["tumen-river"]),
        ("the Yalu and Tumen rivers", ["yalu-river", "tumen-river"]),
        ("The market in Tumen is large.", ["tumen"]),
        ("the Tumen crossing", ["tumen-namyang-road"]),
        ("the cities of Hunchun, Tumen and Yanji", ["hunchun", "tumen", "yanji"]),
        ("Jilin grew.", ["jilin"]),
        ("Jilin City grew.", ["jilin-city"]),
        ("trains from Changchun, Jilin and Dunhua", ["changchun", "jilin-city", "dunhua"]),
        ("Liaoning and Jilin", ["liaoning", "jilin"]),
        ("长春、吉林、延吉三市", ["changchun", "jilin-city", "yanji"]),
        ("吉林市化工厂", ["jilin-city"]),
        ("Changbai, a town", ["changbai"]),
        ("Changbai County", ["changbai"]),
        ("the Changbai Mountains", ["paektu"]),
        ("长白口岸", ["changbai-hyesan"]),
        ("南坪口岸位于南坪镇", ["nanping-musan", "nanping"]),
        ("圈河、沙坨子、图们等口岸", ["quanhe-wonjong", "shatuozi-saebyol", "tumen-namyang-road"]),
        ("the Helong state-level border economic cooperation zone", ["helong-becz"]),
        ("나선 경제특구", ["rason-sez"]),
        ("the Rason zone", ["rason-sez"]),
        ("Yanji airport and Tumen railway station", ["yanji-airport", "tumen-station"]),
        ("the port of Rajin", ["rajin-port"]),
        ("Hwanggumpyong and Wihwa Islands", ["hwanggumpyong-island", "wihwa-island"]),
        ("Dandong–Sinuiju trade", ["dandong", "sinuiju"]),
        ("중국 랴오닝성 단둥(丹東)", ["liaoning", "dandong", "dandong"]),
        ("the China-North Korea border", ["china-dprk-border"]),
        ("东北三省", ["northeast-china"]),
        ("평안북도 구성시와 자강도 위원군", ["north-pyongan", "kusong", "chagang", "wiwon-county"]),
        ("백두산 천지", ["paektu", "heaven-lake"]),
        ("集安鸭绿江大桥和临江鸭绿江大桥", ["jian-manpo-rail", "linjiang-junggang"]),
        ("集安鸭绿江铁路大桥", ["jian-manpo-rail"]),
        ("지안 압록강 철교", ["jian-manpo-rail"]),
        ("a bridge over the Yalu River", ["yalu-river"]),
        ("북중 국경, 북중국경, 북한-중국 국경", ["china-dprk-border"] * 3),
        (
            "图们江入海口 and the mouth of the Yalu River",
            ["tumen-mouth", "yalu-mouth-sea-boundary"],
        ),
        ("丹东的断桥", ["dandong", "broken-bridge-dandong"]),
    ],
)
def test_what_stands_beside_a_name_says_which_place_is_meant(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_where_nothing_decides_the_others_are_listed_with_a_lower_score() -> None:
    bare = skg.find_mentions("Tumen", ATLAS).iloc[0]
    river = skg.find_mentions("the Tumen River", ATLAS).iloc[0]
    assert bare["id"] == "tumen"
    assert {"tumen-river", "tumen-namyang-road"} <= set(bare["alternatives"])
    assert bare["score"] < river["score"]


def test_alternatives_are_places_of_the_atlas_and_not_the_reading_itself() -> None:
    frame = skg.find_mentions("Dandong, Tumen, Jilin, Rason, Changbai, 珲春, 나진, Musan", ATLAS)
    for row in frame.itertuples():
        assert row.id not in row.alternatives
        assert all(ATLAS.get(other).id == other for other in row.alternatives)


# -- false friends -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Dandong Hongxiang was listed.",
        "The firm, Dandong Golden Grain Trading Co., Ltd., denied it.",
        "Jilin Ribao and the Liaoning Daily said so.",
        "Yanbian University and the University of Jilin",
        "the Bank of Dandong",
        "He joined FC Yanbian.",
        "The tanker Rason and the MV Hunchun sank.",
        "a Hwasong-17 missile",
        "the Jilin-1 satellite",
        "Mr Jian and Li Jian met Kim Chaek.",
        "Ji'an in Jiangxi and Nanping, Fujian",
        "Linjiang Road in Chongqing",
        "speakers of the Helong language",
        "North Korean, Chinese and Sino-North Korean friends",
        "丹东鸿祥实业发展有限公司、吉林日报、延边大学、丹东银行",
        "江西吉安、河南南阳、甘肃会宁",
        "长春路、丹东街、图们江路",
        "단둥 훙샹실업발전유한공사와 옌볜대학, 길림신문",
        "경기도 화성시와 화성-15형",
        "위원들이 구성을 마쳤고 협상은 무산됐다. 통화는 안정적이다.",
        "万景峰号和만경봉호",
    ],
)
def test_false_friends_yield_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Dandong customs said", "dandong"),
        ("the Hunchun city government", "hunchun"),
        ("Rason's mayor", "rason-city"),
        ("a Yanji Korean trade association", "yanji"),
        ("a Dandong-based firm", "dandong"),
        ("arrived in Dandong Tuesday", "dandong"),
        ("丹东的一家公司", "dandong"),
        ("단둥의 한 무역회사", "dandong"),
        ("Trade Through Dandong Falls As Border Closes", "dandong"),
    ],
)
def test_a_place_stays_a_place_where_somebody_merely_sits(text: str, place: str) -> None:
    assert ids(text) == [place]


# -- laws --------------------------------------------------------------------------------------

PHRASES = st.sampled_from(
    [
        "Trucks left Dandong for Sinuiju.",
        "The Tumen River froze near Namyang, opposite Tumen.",
        "图们江流经珲春市。",
        "圈河、沙坨子、南坪等口岸恢复通关。",
        "혜산시에서 회령까지, 두만강을 따라.",
        "Dandong Hongxiang and Jilin Ribao are no places.",
        "Officials in Ji’an, Jilin, and Manpo agreed.",
        "나선 경제특구와 원정리 세관.",
        "nothing at all",
        "",
    ]
)
TEXTS = st.lists(PHRASES, max_size=5).map(" ".join)


@settings(max_examples=16)
@given(TEXTS)
def test_offsets_slice_and_mentions_do_not_overlap(text: str) -> None:
    frame = skg.find_mentions(text, ATLAS, include="context")
    assert [text[a:b] for a, b in zip(frame["start"], frame["end"], strict=True)] == list(
        frame["surface"]
    )
    assert all(end <= start for end, start in zip(frame["end"], frame["start"][1:], strict=False))
    assert frame["score"].between(0, 1).all()


@settings(max_examples=16)
@given(TEXTS, st.data())
def test_invisible_characters_change_nothing_but_the_offsets(
    text: str, data: st.DataObject
) -> None:
    marks = data.draw(st.lists(st.sampled_from("\u00ad\u200b\u200d\u2060\u202a\ufeff"), max_size=6))
    noisy = text
    for mark in marks:
        at = data.draw(st.integers(0, len(noisy)))
        noisy = noisy[:at] + mark + noisy[at:]
    before, after = (skg.find_mentions(one, ATLAS) for one in (text, noisy))
    assert list(before["id"]) == list(after["id"])
    assert list(before["score"]) == list(after["score"])
    assert [noisy[a:b] for a, b in zip(after["start"], after["end"], strict=True)] == list(
        after["surface"]
    )


@settings(max_examples=16)
@given(TEXTS, TEXTS)
def test_two_paragraphs_name_what_each_names(first: str, second: str) -> None:
    assert ids(f"{first}\n\n{second}") == ids(first) + ids(second)


@settings(max_examples=40)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_characters_at_all_do_no_harm(text: str) -> None:
    frame = skg.find_mentions(text, ATLAS, include="context")
    for row in frame.itertuples():
        assert text[row.start : row.end] == row.surface


@pytest.mark.parametrize(
    "piece",
    [
        "丹东",
        "단둥",
        "Dandong ",
        "Dandong Hongxiang ",
        "무산 ",
        "圈河、",
        "(",
        "'-",
        "@.",
        "A.",
        "大连接",
    ],
)
def test_long_runs_take_no_longer_than_they_should(piece: str) -> None:
    # Quadratic time would take minutes here.
    text = piece * (20_000 // len(piece))
    assert len(skg.find_mentions(text, ATLAS)) <= len(text)


def test_names_are_prepared_once_for_an_atlas() -> None:
    from sinokorea_geo.toponyms.index import lexicon_of

    assert lexicon_of(ATLAS) is lexicon_of(ATLAS)
    then = ATLAS.at("1990")
    assert lexicon_of(then) is not lexicon_of(ATLAS)
    assert "rason-sez" not in skg.find_mentions("Rason Special Economic Zone", then)["id"].tolist()


def test_a_name_that_nobody_printed_is_less_sure() -> None:
    """The Korean name of the airport at Langtou is spelled by rule."""
    found = skg.find_mentions("낭터우공항에서, Dandong Port", ATLAS)
    assert found["id"].tolist() == ["dandong-airport", "dandong-port"]
    made_up, printed = found["score"]
    assert 0.5 < made_up < printed <= 1


def test_a_bridge_without_a_town_of_its_own_is_the_nearest_to_the_town_named() -> None:
    """Hoeryong is on the Tumen: of the bridges over the Yalu the uppermost is nearest to it."""
    found = skg.find_mentions("In Hoeryong the Yalu bridge was closed.", ATLAS)
    assert found["id"].tolist() == ["hoeryong", "changbai-hyesan"]


def test_a_name_that_others_bear_is_less_sure() -> None:
    found = skg.find_mentions("From Dandong and Hunchun to Ji'an.", ATLAS)
    score = dict(zip(found["id"], found["score"], strict=True))
    assert score["jian"] < score["hunchun"] == score["dandong"]


ELSEWHERE = (
    "南阳古称宛，位于盆地之中，1994年撤地设市，总面积2.66万平方公里，山区、丘陵、平原约各占三分之一，"
    "耕地1312万亩；全市人口一千万，是农业大市，诗人杜甫曾多次写到这里的山水。白河是南阳人民的母亲河。"
)


def test_a_text_that_is_about_something_else_names_no_namesake() -> None:
    assert len(ELSEWHERE.encode()) > 160
    assert ids(ELSEWHERE) == []
    assert ids(ELSEWHERE + "货车开往中朝边境口岸。").count("namyang") == 2
    assert ids("他到了南阳。") == ["namyang"]  # too short to tell


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Helong drove us.", "said Zhao Longjing, manager of a farm", "runner Kim Kanggye won",
        "资料由龙井同志整理", "论文作者龙井博士说",
    ],
)  # fmt: skip
def test_a_person_with_a_title_or_a_family_name_is_no_place(text: str) -> None:
    assert ids(text) == []


def test_a_county_that_begins_with_a_family_name_stays_one() -> None:
    assert ids("floods in Kim Hyong Jik County and Kim Chaek City") == [
        "kim-hyong-jik-county", "kimchaek",
    ]  # fmt: skip
