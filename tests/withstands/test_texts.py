"""Numbers without end, blanks, halves of characters and dollar signs are read or refused."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sinokorea_geo as skg

HALF = "a\ud800b"
#: Where a number of many digits may stand in a text.
SAID = (
    "Dandong is {0} km from Sinuiju.",
    "Dandong is {0}.{0} km from Sinuiju.",
    "In {0} Rason grew by {0} tonnes, between {0} and {0} km off.",
    "丹东距新义州{0}公里,{0}万吨。",
    "{0}/{0}/{0} Dandong 1e{0} km, {0},000 km",
)


@pytest.mark.parametrize("digits", [310, 5_000])
def test_numbers_without_end_in_articles(digits: int, atlas: skg.Atlas, tmp_path: Path) -> None:
    texts = {str(i): said.format("9" * digits) for i, said in enumerate(SAID)}
    texts["hanzi"] = f"丹东距新义州{'九' * digits}公里。丹东距新义州{'一亿' * digits}公里。"
    story = skg.make_story(texts, atlas)
    assert story.save_html(tmp_path / "story.html").stat().st_size > digits
    assert not np.isinf(story.numbers["value"].astype(float)).any()
    for text in texts.values():
        assert not (skg.find_claims(text, atlas)["verdict"] == "supported").any()


@pytest.mark.parametrize("digits", [310, 5_000])
def test_numbers_without_end_are_refused_in_words(
    digits: int, atlas: skg.Atlas, tmp_path: Path
) -> None:
    number = "9" * digits
    row = f"subject_id,measure,object_id,stated,unit\nDandong,straight,border,{number},km\n"
    for name, text in {
        "claims.csv": row,
        "points.csv": f"lon,lat,n\n{number},40,1\n",
        "points.json": f'{{"type": "Point", "coordinates": [{number}, 40]}}',
    }.items():
        (tmp_path / name).write_text(text)
    tries: list[Any] = [
        lambda: skg.check_claims(atlas, tmp_path / "claims.csv"),
        lambda: skg.read_features(tmp_path / "points.csv"),
        lambda: skg.read_features(tmp_path / "points.json"),
        lambda: skg.corridor(atlas.border, f"{number} km"),
        lambda: skg.corridor(atlas.border, 10**digits),
        lambda: skg.distance((10**digits, 40), (124, 40)),
        lambda: skg.distance(([10**digits], [40]), (124, 40)),
        lambda: atlas.at(number),
    ]
    for refused in tries:
        with pytest.raises(skg.SinoKoreaGeoError):
            refused()


@pytest.mark.parametrize("blank", ["", " ", "\n", "\u3000", "\u200b", "\t \n"])
def test_blanks(blank: str, atlas: skg.Atlas) -> None:
    assert len(skg.make_story({"a": blank * 40_000}, atlas).places) == 0
    assert len(skg.find_mentions(blank * 40_000, atlas)) == 0
    with pytest.raises(skg.PlaceNotFound):
        atlas.find(blank * 40_000)


def test_halves_of_characters_become_marks_of_what_is_missing(
    atlas: skg.Atlas, tmp_path: Path
) -> None:
    shown = HALF.replace("\ud800", "\ufffd")
    story = skg.make_story({HALF: f"{HALF} is 5 km from Dandong."}, atlas)
    assert story.articles["article"].tolist() == [shown]
    assert shown in story.save_html(tmp_path / "a.html", title=HALF).read_text(encoding="utf-8")
    m = skg.make_map(atlas, layers=["border"], title=HALF)
    assert shown in skg.save_html(m, tmp_path / "b.html").read_text(encoding="utf-8")
    rows = pd.DataFrame([dict.fromkeys(("subject_id", "stated"), 1)], dtype=object)
    rows.loc[0, "subject_id"] = HALF
    with pytest.raises(skg.SchemaError, match=shown):
        skg.check_claims(atlas, rows)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_file_whose_name_is_no_text(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    Path(os.fsdecode(path)).write_text("Dandong.", encoding="utf-8")
    assert len(skg.make_story([os.fsdecode(path)], atlas).places) == 1


@pytest.mark.parametrize("text", [HALF, "$\\frac{1}{$", "$x$"])
@pytest.mark.filterwarnings("ignore:.*(glyph|Glyph|font|fonts).*")
def test_any_text_can_stand_in_a_figure(text: str, atlas: skg.Atlas) -> None:
    said = text.replace("\ud800", "\ufffd")
    table = pd.DataFrame({"$a$": [1.0], "b": [2.0]})
    along = skg.plot_along(atlas, table, label=text, title=text)
    drawn = skg.plot(atlas, layers=["border"], title=text, size_mm=(100, 90))
    for figure in (along, drawn):
        file = io.BytesIO()
        figure.savefig(file, format="svg")
        assert figure.findobj(lambda part: getattr(part, "get_text", str)() == said)
