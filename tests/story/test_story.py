"""Test what a story holds: every item with its article, its sentence and its sources."""

from __future__ import annotations

from pathlib import Path

import pytest

import sinokorea_geo as skg
from sinokorea_geo.story.articles import article_of, split_paragraphs

ARTICLES = Path(__file__).parents[2] / "docs" / "articles"
NOTE = """A new bridge

1 October 2016

On Sept. 30 a new bridge opened at Quanhe. Hunchun is about 40 km from Quanhe.

Wihwa Island covers 500 sq km, they say. Nobody asked in Hunchun.
"""


@pytest.fixture(scope="module")
def story(atlas: skg.Atlas) -> skg.Story:
    return skg.make_story({"note.txt": NOTE}, atlas)


def test_an_article_is_known_by_its_first_line_and_its_date(story: skg.Story) -> None:
    (article,) = story.articles.to_dict("records")
    assert article["title"] == "A new bridge"
    assert article["date"] == "2016-10-01"
    assert article["language"] == "en"
    assert article["source_id"] == ""


def test_sentences_and_mentions_point_at_the_text(story: skg.Story) -> None:
    for frame, column in ((story.sentences, "text"), (story.mentions, "surface")):
        for row in frame.to_dict("records"):
            assert NOTE[row["start"] : row["end"]] == row[column]
    assert story.sentences["paragraph"].tolist() == [0, 1, 2, 2, 3, 3]
    texts = story.sentences["text"]
    held = [texts[number] for number in story.mentions["sentence"]]
    assert all(s in text for s, text in zip(story.mentions["surface"], held, strict=True))


def test_places_are_counted_most_often_named_first(story: skg.Story) -> None:
    found = dict(zip(story.places["id"], story.places["mentions"], strict=True))
    assert found == {"hunchun": 2, "quanhe-wonjong": 2, "wihwa-island": 1}
    assert story.places["mentions"].is_monotonic_decreasing
    assert story.places.crs.to_epsg() == 4326
    assert len(story.mentions) == sum(found.values())


def test_claims_of_the_text_are_checked_where_their_places_are_sure(story: skg.Story) -> None:
    claims = story.claims.set_index("measure")
    area = claims.loc["area"]
    assert (area["subject_id"], area["verdict"], area["origin"]) == (
        "wihwa-island", "", "text",
    )  # fmt: skip
    assert area["why"].endswith("But only one source says so.")
    assert story.sentences["text"][area["sentence"]].startswith("Wihwa Island")
    distance = claims.loc["distance"]
    assert {distance["subject_id"], distance["object_id"]} == {"hunchun", "quanhe-wonjong"}
    hunchun, quanhe = (skg.load_atlas().get(key) for key in ("hunchun", "quanhe-wonjong"))
    ends = sorted(distance["geometry"].coords)
    assert ends == sorted([(hunchun.lon, hunchun.lat), (quanhe.lon, quanhe.lat)])


def test_a_claim_between_uncertain_places_is_not_measured(atlas: skg.Atlas) -> None:
    text = "Some villages are 20 km from the border. It is 12 km from there to a bridge."
    claims = skg.make_story({"a": text}, atlas).claims
    assert set(claims["verdict"]) == {""}
    assert all(claims["measured"].isna())


def test_dates_of_the_text_stand_beside_the_events_of_the_atlas(
    story: skg.Story, atlas: skg.Atlas
) -> None:
    events = story.events
    written = events[events["origin"] == "text"]
    assert written["date"].tolist() == ["2016-09-30", "2016-10-01"]
    assert written["how"].tolist() == ["year of the article", "written"]
    assert written["link"].tolist() == ["", "published"]
    assert written["place_ids"].tolist()[0] == ("quanhe-wonjong",)
    known = events[events["origin"] == "atlas"].set_index("event_id")
    opened = known.loc["quanhe-bridge-opened"]
    assert (opened["date"], opened["link"]) == ("2016-09-30", "same date")
    assert opened["sentence"] == written["sentence"].iloc[0]
    row = atlas.events.set_index("id").loc["quanhe-bridge-opened"]
    assert opened["source_ids"] == tuple(row["source_ids"].split())
    dates = [date for date in events["date"] if date]
    assert dates == sorted(dates)


def test_nothing_of_the_atlas_is_later_than_the_article(story: skg.Story) -> None:
    own = story.events[story.events["origin"] == "atlas"]
    assert (own["date"] <= "2016-10-01").all()


def test_numbers_have_what_they_are_said_of_and_what_the_atlas_has_of_the_same(
    story: skg.Story,
) -> None:
    first, second = story.numbers.to_dict("records")
    assert (first["value"], first["unit"]) == (40, "km")
    assert first["subject_id"] in {"hunchun", "quanhe-wonjong"}
    beside = {(one["subject_id"], one["property"], one["value"]) for one in first["beside"]}
    assert ("quanhe-wonjong", "distance_to:hunchun", 42.0) in beside
    assert all(one["source_ids"] for one in first["beside"])
    stated = [story.claims.loc[row, "stated"] for row in second["claims"]]
    assert [float(value) for value in stated] == [500.0]


def test_numbers_stand_beside_values_of_the_same_property(atlas: skg.Atlas) -> None:
    text = "Notes\n\nThe New Yalu River Bridge is 3 km long. Wihwa Island covers 12 sq km.\n"
    first, second = skg.make_story({"a": text}, atlas).numbers["beside"]
    assert {one["property"] for one in first} == {"bridge_length"}
    assert {one["property"] for one in second} == {"area"}
    text = "Notes\n\nThe New Yalu River Bridge cost 3 km of sleep.\n"
    assert skg.make_story({"a": text}, atlas).numbers["beside"].tolist() == [()]


def test_without_a_headline_the_title_is_the_name_of_the_file(atlas: skg.Atlas) -> None:
    for text in ("Dandong is a city on the Yalu.\n\nSinuiju is another.", "Word " * 60):
        assert skg.make_story({"notes.txt": text}, atlas).articles["title"].tolist() == ["notes"]


def test_an_article_that_the_atlas_knows_brings_its_claims(atlas: skg.Atlas) -> None:
    key = "jilin-gov-2019-12-23-hunchun"
    title = str(atlas.sources.set_index("id").loc[key, "title"])
    text = f"{title}\n\nPublished 2019-12-23\n\nFrom Fangchuan it is 15 km down to the sea.\n"
    story = skg.make_story({"page.txt": text}, atlas)
    assert story.articles["source_id"].tolist() == [key]
    own = story.claims[story.claims["origin"] == "atlas"].set_index("subject_id")
    recorded = atlas.claims[atlas.claims["source_ids"] == key]
    assert set(own.index) == set(recorded["subject_id"])
    sentence = story.sentences["text"][own.loc["fangchuan", "sentence"]]
    assert sentence == "From Fangchuan it is 15 km down to the sea."
    assert own.loc["hunchun", "sentence"] == -1


@pytest.mark.parametrize(
    "text",
    [
        "Something else\n\n2019-12-23\n\n{title} was the headline of another page, it says here at "
        "length, long after the first lines of this page have gone by." + " And so on." * 60,
        "{title}\n\n2018-01-01\n\nA page of another day.",
        "{title}\n\nA page of some day by somebody.",
        "Notes\n\n2019-12-23\n\nThey have read {title}, which said otherwise, in the train.",
    ],
)
def test_an_article_that_only_names_a_source_is_not_that_source(
    atlas: skg.Atlas, text: str
) -> None:
    title = str(atlas.sources.set_index("id").loc["jilin-gov-2019-12-23-hunchun", "title"])
    filled = ("Filler line.\n\n" * 40 if text.startswith("Something") else "") + text
    assert article_of("a", filled.format(title=title), atlas).source_id == ""


def test_files_are_told_apart_by_as_much_of_their_path_as_that_takes(
    atlas: skg.Atlas, tmp_path: Path
) -> None:
    paths = [tmp_path / folder / "a.txt" for folder in ("one", "two")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("Dandong.", encoding="utf-8")
    story = skg.make_story(paths, atlas)
    assert story.articles["article"].tolist() == ["one/a.txt", "two/a.txt"]
    assert story.places["articles"].tolist() == [("one/a.txt", "two/a.txt")]


@pytest.mark.parametrize("text", ["", " \n\n", "Nothing to see here."])
def test_a_text_without_anything_gives_empty_frames_of_the_same_shape(
    atlas: skg.Atlas, story: skg.Story, text: str
) -> None:
    empty = skg.make_story({"empty.txt": text}, atlas)
    for name in ("mentions", "places", "claims", "events", "numbers"):
        frame, full = getattr(empty, name), getattr(story, name)
        assert frame.empty
        assert frame.columns.tolist() == full.columns.tolist()
        assert frame.dtypes.tolist() == full.dtypes.tolist()


def test_what_is_no_text_is_refused(atlas: skg.Atlas, tmp_path: Path) -> None:
    picture = tmp_path / "a.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    latin = tmp_path / "b.txt"
    latin.write_bytes("단둥".encode("euc-kr"))
    for given, said in (
        (picture, "picture"),
        (latin, "encoding"),
        (tmp_path / "none.txt", "none.txt"),
        ([], "no article"),
        ("one\ntwo", "'name': text"),
        ({"a": 3}, "int"),
    ):
        with pytest.raises(skg.InvalidText, match=said):
            skg.make_story(given, atlas)
    assert skg.make_story(latin, atlas, encoding="euc-kr").places["id"].tolist() == ["dandong"]
    with pytest.raises(skg.InvalidText, match="at most"):
        skg.make_story(latin, atlas, most_bytes=2)


def test_pages_of_markup_are_read_as_readers_see_them(atlas: skg.Atlas, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>From <b>Dan&shy;dong</b> to<script>Hunchun</script> 新义州</p>")
    assert set(skg.make_story(page, atlas).places["id"]) == {"dandong", "sinuiju"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One.\nTwo.\nThree.", 3),
        ("One.\n\n\n \nTwo.\r\n\r\nThree.", 3),
        ("a line that was broken at a width of forty\nletters goes on over the end of it and\n"
         "does so again and again until it stops.\n\nThe next paragraph was broken off too, as\n"
         "one would think.", 2),
        ("A sentence that was broken at the width of\na line, only once.\n\nAnother.", 2),
        ("A headline of more than forty letters here\nBy somebody\n\nAnother.", 3),
        ("", 0),
    ],
)  # fmt: skip
def test_paragraphs(text: str, count: int) -> None:
    spans = split_paragraphs(text)
    assert len(spans) == count
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


def test_nothing_is_told_of_what_came_after_an_article(atlas: skg.Atlas) -> None:
    test = atlas.events.set_index("id").loc["nuclear-test-5"]
    told = {}
    for year in (2015, 2016):
        text = (
            f"Tests\n\nAug. 22, {year}\n\nPunggye-ri was dug in May 2006.\n\nIt closes in May 2018."
        )
        story = skg.make_story({"a.txt": text}, atlas)
        assert story.articles["date"].tolist() == [f"{year}-08-22"]
        events = story.events[story.events["link"] == "same place"]
        told[year] = set(events["event_id"])
        assert events["date"].max() <= f"{year}-08-22" < test["date"]
    assert told[2016] - told[2015] == {"nuclear-test-4"}  # of January 2016


def test_an_event_goes_with_the_most_exact_date_of_the_text(atlas: skg.Atlas) -> None:
    text = "Trade fell in September 2016. A test followed on Sept. 9, 2016. September 2016 ended."
    events = skg.make_story({"a.txt": text}, atlas).events
    (test,) = events[events["event_id"] == "nuclear-test-5"].itertuples()
    assert (test.sentence, test.link) == (1, "same date")


def test_a_sentence_begins_where_the_one_before_ends(atlas: skg.Atlas) -> None:
    story = skg.make_story({"a.txt": "两座城市\n\n沈阳下雪了。丹东没有下雪。"}, atlas)
    said = {row.sentence: row.text for row in story.sentences.itertuples()}
    (dandong,) = story.mentions[story.mentions["id"] == "dandong"].itertuples()
    assert said[dandong.sentence] == "丹东没有下雪。"


def test_what_stands_in_no_layer_has_its_names_too(atlas: skg.Atlas) -> None:
    places = skg.make_story({"a": "中朝边境线长1420公里，黑龙江省不在其中。"}, atlas).places
    assert dict(zip(places["id"], places["name_zh"], strict=True)) == {
        "china-dprk-border": "中朝边界", "heilongjiang": "黑龙江省",
    }  # fmt: skip
