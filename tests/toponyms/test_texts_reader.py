"""The invented texts: their mark-up is read rightly, and names only places there are."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import default_data_dir
from tests.toponyms.texts_reader import MarkedText, parse, read
from tests.toponyms.texts_scoring import Answer, Score, combined, score

HALVES = ("dev", "heldout", "third", "fourth")
TEXTS = [marked for half in HALVES for marked in read(half)]
LAYERS = (
    "border",
    "crossings",
    "zones",
    "places",
    "routes",
    "rivers",
    "islands",
    "provinces",
    "counties",
)


def test_offsets_are_those_of_the_text_without_markup() -> None:
    marked = parse(
        "((서울))발: [[단둥|dandong|dandong-pref]]에서 {{무산}}된 [[무산|musan]]행", "ko"
    )
    assert marked.text == "서울발: 단둥에서 무산된 무산행"
    assert [(s.start, s.end, s.ids) for s in marked.mentions] == [
        (5, 7, ("dandong", "dandong-pref")),
        (14, 16, ("musan",)),
    ]
    assert [(s.start, s.end) for s in marked.negatives] == [(10, 12)]
    assert [(s.start, s.end) for s in marked.context] == [(0, 2)]


def test_escapes_count_as_the_one_character_they_stand_for() -> None:
    marked = parse("3\\u00a0May, [[Ra\\u00adson|rason-city]], [[Rajin|rajin]]")
    assert marked.text == "3\u00a0May, Ra\u00adson, Rajin"
    assert [(s.start, s.end) for s in marked.mentions] == [(7, 13), (15, 20)]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("[[Tumen|tumen", "cannot be read"),
        ("Tumen|tumen]]", "cannot be read"),
        ("[[Tumen]]", "cannot be read"),
        ("[[|tumen]]", "cannot be read"),
        ("{{}}", "cannot be read"),
        ("{{Jilin [[Daily|jilin]]}}", "cannot be read"),
        ("((Seoul)", "cannot be read"),
        ("[[Tumen|Tumen City]]", "is no id"),
        ("[[Tumen|tumen|tumen-shi, tumen]]", "is no id"),
        ("[[Tumen|tumen|,]]", "is no id"),
    ],
)
def test_what_is_not_markup_is_refused_by_name(wrong: str, says: str) -> None:
    with pytest.raises(ValueError, match=rf"^some\.txt: .*{says}"):
        parse(f"From {wrong} onwards", "some.txt")


@given(st.text(st.characters(exclude_characters="[]{}()\\|", codec="utf-8")))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert parse(text) == MarkedText("text", text, (), (), ())


@given(st.lists(st.tuples(st.text("ab 단。"), st.text("xyz서", min_size=1)), max_size=5))
def test_surfaces_are_what_the_offsets_cut_out(parts: list[tuple[str, str]]) -> None:
    marked = parse("".join(f"{before}[[{surface}|an-id]]" for before, surface in parts))
    assert [s.surface for s in marked.mentions] == [surface for _, surface in parts]
    assert [marked.text[s.start : s.end] for s in marked.mentions] == [s for _, s in parts]


def test_every_id_is_of_the_atlas(atlas: skg.Atlas) -> None:
    known = {place_id for layer in LAYERS for place_id in atlas.layer(layer)["id"]}  # type: ignore[arg-type]  # all are names of layers
    with (default_data_dir() / "tables" / "unplaced.csv").open(encoding="utf-8") as table:
        known |= {row["id"] for row in csv.DictReader(table)}
    for marked in TEXTS:
        for span in marked.mentions:
            assert set(span.ids) <= known, (marked.name, span)
            assert len(set(span.ids)) == len(span.ids), (marked.name, span)


def test_letters_are_read_as_written() -> None:
    # A mark around a space or a comma would score no differently: nobody would notice it.
    for marked in TEXTS:
        for span in (*marked.mentions, *marked.context, *marked.negatives):
            assert span.surface == span.surface.strip(" ,;:，。\n"), (marked.name, span)


@pytest.mark.parametrize("half", HALVES)
def test_every_set_holds_every_language(half: str) -> None:
    texts = read(half)
    languages = {"en", "zh", "ko"} if half == "fourth" else {"en", "zh", "ko", "mix"}
    assert {marked.name.split("-")[0] for marked in texts} == languages
    # The fourth set is shorter by design: fewer and smaller texts, none of them mixed.
    mentions, negatives = (250, 80) if half == "fourth" else (450, 100)
    assert sum(len(marked.mentions) for marked in texts) > mentions
    assert sum(len(marked.negatives) for marked in texts) > negatives


MARKED = parse("[[Rason Special Economic Zone|rason-sez]], ((Seoul)), {{Jilin Daily}}, Rome")
ZONE, SEOUL, DAILY, ROME = (
    Answer(0, 27, "rason-sez"),
    Answer(29, 34, "seoul"),
    Answer(36, 41, "jilin"),
    Answer(49, 53, "rome"),
)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], (0, 0, 0, 1, 0, 0)),
        ([ZONE], (1, 1, 1, 1, 0, 0)),
        ([ZONE._replace(end=5)], (1, 1, 1, 1, 0, 0)),
        ([ZONE._replace(id="rason-city")], (0, 1, 0, 1, 0, 0)),
        ([SEOUL, ZONE], (1, 1, 1, 1, 0, 1)),
        ([DAILY], (0, 1, 0, 1, 1, 0)),
        ([ROME], (0, 1, 0, 1, 0, 0)),
        ([ZONE, ZONE._replace(start=6)], (1, 2, 1, 1, 0, 0)),
        ([ZONE, Answer(27, 28, "rason-sez")], (1, 2, 1, 1, 0, 0)),
    ],
    ids=["none", "right", "part", "other id", "context", "negative", "unmarked", "twice", "beside"],
)
def test_scores_by_hand(answers: list[Answer], expected: tuple[int, ...]) -> None:
    got = score(MARKED, answers)
    assert (got.right, got.counted, got.found, got.marked, got.negatives, got.context) == expected
    assert len(got.faults) == (got.counted - got.right) + (got.marked - got.found) + got.context


def test_one_answer_may_span_two_marks() -> None:
    pair = parse("[[단동|dandong|a-line]]-[[신의주|sinuiju|a-line]]")
    assert score(pair, [Answer(0, 6, "a-line")]).f1 == 1


def test_scores_add_up() -> None:
    both = combined([Score(1, 2, 1, 4, 0, 1, ("a",)), Score(2, 2, 2, 2, 1, 2, ("b",))])
    assert (both.precision, both.recall, both.negatives) == (3 / 4, 3 / 6, 1)
    assert both.context == 3
    assert both.f1 == pytest.approx(0.6)
    assert both.faults == ("a", "b")


def test_nothing_to_find_and_nothing_found_is_no_fault() -> None:
    assert score(parse("Rome"), []).f1 == 1
    assert score(MARKED, [ROME]).f1 == 0
