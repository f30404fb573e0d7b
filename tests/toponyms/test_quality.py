"""The finder against the invented texts with marked places."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg
from tests.toponyms.texts_ablation import PARTS, without
from tests.toponyms.texts_reader import read
from tests.toponyms.texts_scoring import combined, mentions_of, score

FIND = mentions_of(skg.load_atlas())
HALVES = ("dev", "heldout", "third")
SCORES = {marked.name: score(marked, FIND(marked.text)) for half in HALVES for marked in read(half)}


@pytest.mark.parametrize("language", ["en", "zh", "ko", "mix"])
def test_each_language_is_read_well(language: str) -> None:
    whole = combined([one for name, one in SCORES.items() if name.startswith(language)])
    assert whole.marked > 50
    assert whole.f1 >= 0.97, whole.faults


def test_nearly_no_namesake_is_taken() -> None:
    whole = combined(list(SCORES.values()))
    assert whole.f1 >= 0.99, whole.faults
    assert whole.negatives <= 3, whole.faults


@pytest.mark.parametrize(
    ("half", "least", "wrong"),
    [("fourth", 0.98, 3), ("unseen", 0.93, 30), ("fifth", 0.90, 60), ("sixth", 0.91, 41)],
)
def test_texts_that_others_wrote_are_read_no_worse_than_once(
    half: str, least: float, wrong: int
) -> None:
    whole = combined([score(marked, FIND(marked.text)) for marked in read(half)])
    assert whole.marked > 250
    assert whole.f1 >= least, whole.faults
    assert whole.negatives <= wrong, whole.faults


def test_every_part_of_the_ablation_changes_an_answer() -> None:
    """A part that no text needs would be there for nothing."""
    texts = [one for half in ("third", "unseen") for one in read(half)]
    before = {one.name: FIND(one.text) for one in texts}
    idle = []
    for part in PARTS:
        with without(part):
            if all(FIND(one.text) == before[one.name] for one in texts):
                idle.append(part)
    assert idle == []
