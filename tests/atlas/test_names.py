"""Names folded to what people agree on, and ranked by how near they come."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinokorea_geo.atlas.names import Name, NameIndex, fold

INDEX = NameIndex(
    [
        Name("Sinuiju", "sinuiju"),
        Name("신의주", "sinuiju"),
        Name("新义州", "sinuiju"),
        Name("Sinuiju", "sinuiju-crossing", short=True),
        Name("Sinuiju–Dandong bridge", "sinuiju-crossing"),
        Name("Tumen", "tumen"),
        Name("Tumen River", "tumen-river"),
        Name("Tumen", "tumen-river", short=True),
        Name("图们", "tumen"),
        Name("Hunchun", "hunchun"),
        Name("…", "nothing"),
    ]
)


# -- folding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ji'an", "Ji’an"),
        ("Ji'an", "JIAN"),
        ("Ji'an", "ji an"),
        ("Ji'an", "Ji-an"),
        ("Ji'an", "Ｊｉ＇ａｎ"),
        ("Sinŭiju", "Sinuiju"),
        ("Sinŭiju", "SINU\u0306IJU"),
        ("P'yŏngyang", "Pyongyang"),
        ("Túmén", "tumen"),
        ("Paektu-san", "Paektusan"),
        ("  Rajin  ", "Rajin"),
        ("라진", unicodedata.normalize("NFD", "라진")),
        ("圈河", "圈河 "),
        ("Straße", "STRASSE"),
        ("Фанчуань", "фанчуань"),
    ],
)
def test_spelling_habits_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rajin", "Najin"),
        ("圈河", "圏河"),
        ("라진", "나진"),
        ("Tumen", "Tumen 2"),
        ("图们", "圖們"),
    ],
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", " ", "…", "'-–—·", "\u200b", "🙂", "\n\t"])
def test_nothing_folds_to_nothing(text: str) -> None:
    assert fold(text) == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(categories=["L", "M", "N", "P", "Zs"])))
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(decomposed) == fold(text)


@given(st.text())
def test_only_letters_and_digits_are_left(text: str) -> None:
    assert all(unicodedata.category(c)[0] in "LN" for c in fold(text))


# -- looking up --------------------------------------------------------------------------------


def test_exact_finds_each_feature_once_full_names_first() -> None:
    assert [(n.place_id, not n.short) for n in INDEX.exact("SINUIJU")] == [
        ("sinuiju", True),
        ("sinuiju-crossing", False),
    ]
    assert [name.place_id for name in INDEX.exact("tumen")] == ["tumen", "tumen-river"]
    assert [name.place_id for name in INDEX.exact("新义州")] == ["sinuiju"]
    assert INDEX.exact("Sinuij") == []
    assert INDEX.exact("…") == []


def test_a_feature_keeps_its_full_name_over_its_short_one() -> None:
    index = NameIndex([Name("Ji'an", "a", short=True), Name("Jian", "a"), Name("JIAN", "b")])
    assert [(name.text, not name.short) for name in index.exact("ji-an")] == [
        ("Jian", True),
        ("JIAN", True),
    ]


def test_near_ranks_by_likeness() -> None:
    ranked = INDEX.near("Sinuju", limit=5)
    assert [hit.place_id for hit, _ in ranked][:2] == ["sinuiju", "sinuiju-crossing"]
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(55 <= score <= 100 for score in scores)
    assert len({hit.place_id for hit, _ in ranked}) == len(ranked)


def test_the_name_itself_comes_first_with_full_marks() -> None:
    (best, score), *_ = INDEX.near("túmén", limit=5)
    assert (best.place_id, score) == ("tumen", 100.0)


def test_a_beginning_comes_close() -> None:
    assert [hit.place_id for hit, _ in INDEX.near("Hunc", limit=3)] == ["hunchun"]
    assert [hit.place_id for hit, _ in INDEX.near("图", limit=3)] == ["tumen"]


def test_near_keeps_to_the_limit_and_the_floor() -> None:
    assert len(INDEX.near("Tumen", limit=1)) == 1
    assert INDEX.near("Ouagadougou", limit=5) == []
    assert INDEX.near("…", limit=5) == []
    everything = INDEX.near("Tumen", limit=99, floor=0.0)
    assert len(everything) == 5


@given(st.text(max_size=40))
def test_near_never_raises(text: str) -> None:
    for hit, score in INDEX.near(text, limit=4):
        assert hit.place_id
        assert 0 <= score <= 100


@given(st.sampled_from(["Sinuiju", "Tumen River", "Hunchun", "图们", "신의주"]), st.data())
def test_one_letter_wrong_is_still_found(name: str, data: st.DataObject) -> None:
    if len(name) < 5:
        return
    at = data.draw(st.integers(0, len(name) - 1))
    typed = name[:at] + name[at + 1 :]
    wanted = INDEX.exact(name)[0].place_id
    assert wanted in {hit.place_id for hit, _ in INDEX.near(typed, limit=3)}
