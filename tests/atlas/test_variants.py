"""Spellings made by rule: worked by hand, found as print has them, never in a name's way."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import default_data_dir


@pytest.fixture(scope="module", autouse=True)
def build() -> Iterator[None]:
    """Make the scripts of data/build importable, as they are when run."""
    folder = str(default_data_dir() / "build")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


@pytest.mark.parametrize(
    ("hangul", "marked", "revised", "dprk"),
    [
        ("회령", "hoeryŏng", "hoeryeong", "hoeryong"),
        ("강계", "kanggye", "ganggye", "kanggye"),
        ("신의주", "sinŭiju", "sinuiju", "sinuiju"),
        ("압록강", "amnokkang", "amnokgang", "amrokkang"),
        ("청진", "ch'ŏngjin", "cheongjin", "chongjin"),
        ("만포", "manp'o", "manpo", "manpho"),
        ("방천", "pangch'ŏn", "bangcheon", "pangchon"),
        ("연길", "yŏn'gil", "yeongil", "yongil"),
        ("철원", "ch'ŏrwŏn", "cheorwon", "chorwon"),
        ("신룡", "sillyong", "sillyong", "sinryong"),
    ],
)
def test_korean_is_romanised_as_worked_by_hand(
    hangul: str, marked: str, revised: str, dprk: str
) -> None:
    from sounds import romanise

    found = [romanise(hangul, system) for system in ("mccune-reischauer", "revised", "dprk")]
    assert found == [marked, revised, dprk]


@pytest.mark.parametrize(
    ("pinyin", "wade", "post", "hangul"),
    [
        ("dan dong", "tan-tung", "tantung", "단둥"),
        ("hun chun", "hun-ch'un", "hunchun", "훈춘"),
        ("lin jiang", "lin-chiang", "linkiang", "린장"),
        ("tong hua", "t'ung-hua", "tunghwa", "퉁화"),
        ("kuan dian", "k'uan-tien", "kwantien", "콴뎬"),
        ("song jiang he", "sung-chiang-ho", "sungkiangho", "쑹장허"),
        ("er dao bai he", "erh-tao-pai-ho", "erhtaopaiho", "얼다오바이허"),
        ("sui fen he", "sui-fen-ho", "suifenho", "쑤이펀허"),
        ("an tu", "an-t'u", "antu", "안투"),
        ("ji xi", "chi-hsi", "kihi", "지시"),
        ("da li zi", "ta-li-tzu", "talitze", "다리쯔"),
        ("qing yuan", "ch'ing-yüan", "kingyuan", "칭위안"),
    ],
)
def test_mandarin_is_spelled_as_worked_by_hand(
    pinyin: str, wade: str, post: str, hangul: str
) -> None:
    from sounds import in_hangul, postal, wade_giles

    syllables = pinyin.split()
    assert "-".join(map(wade_giles, syllables)) == wade
    assert "".join(postal(syllable, "k") for syllable in syllables) == post
    assert "".join(map(in_hangul, syllables)) == hangul


def test_the_rules_agree_with_names_that_sources_have(atlas: skg.Atlas) -> None:
    from sounds import in_hangul, southern

    names = atlas.names[atlas.names["generated"].astype(str).isin(["0", "False"])]
    by_place = names.groupby(["place_id", "scheme"])["text"].agg(set)
    for key, spelled in {"hunchun": "hun chun", "dandong": "dan dong", "fusong": "fu song"}.items():
        assert "".join(map(in_hangul, spelled.split())) in by_place[key, "hangul-rok"]
    for key, northern in {"rason-city": "라선", "longjing": "룡정", "yongbyon": "녕변"}.items():
        assert southern(northern) != northern
        assert atlas.find(southern(northern)).id == key


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hoiryeong", "hoeryong"),
        ("Kangye", "kanggye"),
        ("Tumangan", "tumangang"),
        ("Sinujiu", "sinuiju"),
        ("Bangcheon", "fangchuan"),
        ("Fangchung", "fangchuan"),
        ("Wonjong-ni", "wonjong"),
        ("Wonjong-li", "wonjong"),
        ("图门", "tumen"),
        ("圖門", "tumen"),
        ("沙砣子口岸", "shatuozi-saebyol"),
        ("长岭口岸", "hunchun-kraskino"),
        ("圈河海关", "quanhe-wonjong"),
        ("库拉斯基诺", "kraskino"),
        ("교하시", "jiaohe-shi"),
        ("쑹강허", "songjianghe"),
        ("취안허세관", "quanhe-wonjong"),
        ("환런", "huanren-county"),
        ("Huanren", "huanren-county"),
        ("Xinbin", "xinbin-county"),
        ("Kapsan", "kabsan-county"),
        ("Gapsan-gun", "kabsan-county"),
        ("Paegam", "paekam-county"),
        ("Hwapyong", "hwaphyong-county"),
        ("Jonchon", "jonchon-county"),
        ("Puryong", "puryong-county"),
    ],
)
def test_spellings_that_print_has_are_found(text: str, place: str, atlas: skg.Atlas) -> None:
    assert atlas.find(text).id == place


def test_a_variant_never_stands_in_the_way_of_a_name(atlas: skg.Atlas) -> None:
    names = {fold(text) for text in atlas.names["text"]}
    held = [text for text in atlas.name_variants["text"] if fold(text) in names]
    for text in held:  # a name that was added since the table was made
        bearers = set(atlas.names.loc[atlas.names["text"].map(fold) == fold(text), "place_id"])
        assert atlas.find(text).id in bearers
    # Nothing is proposed that only a rule wrote.
    assert {place.matched for place in atlas.search("Kangye", limit=5)}.isdisjoint({"Kangye"})


def test_variants_say_how_they_were_made_and_are_long_enough(atlas: skg.Atlas) -> None:
    table = atlas.name_variants
    assert len(table) < 40_000
    assert set(table["language"]) == {
        *("ko-KP", "ko-KR", "ko-Latn", "zh-Hans", "zh-Hant", "zh-Latn", "en")
    }
    assert table["rule"].ne("").all()
    assert table["generated"].astype(str).isin(["1", "True"]).all()
    known = {key for layer in atlas.layers for key in atlas.layer(layer)["id"]}
    assert set(table["place_id"]) <= known | set(atlas.unplaced["id"])
    folded = table["text"].map(fold)
    assert folded[folded.map(str.isascii)].str.len().min() >= 4
    assert folded.str.len().min() >= 2


def test_words_short_forms_and_shared_forms_are_left_out() -> None:
    from variants import Made, chosen

    def form(text: str, rank: int = 1, rule: str = "a rule", scheme: str = "revised") -> Made:
        return Made(text, "ko-Latn", scheme, rule, rank)

    made = {
        "town": [
            form("Alpha"),
            form("Beta", rule="of one"),
            form("Gam"),
            form("Delta"),
            form("Eta9"),
        ],
        "county": [form("Alpha"), form("Beta", rule="of two", rank=2), form("Zeta", rule="x")],
        "other": [form("Zeta", rule="y"), form("Theta", scheme="misspelling")],
    }
    rows = chosen(made, frozenset({"county"}), lambda folded, _: folded == "delta")
    assert [(row["place_id"], row["text"]) for row in rows] == [
        ("other", "Zeta"),  # before the county
        ("town", "Alpha"),
        ("town", "Beta"),
        ("town", "Eta9"),
    ]
