"""The finder against the invented texts with marked places."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg
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


def test_nearly_no_false_friend_is_taken() -> None:
    whole = combined(list(SCORES.values()))
    assert whole.f1 >= 0.99, whole.faults
    assert whole.negatives <= 3, whole.faults


def test_texts_that_nobody_tuned_the_finder_to_are_read_well() -> None:
    """For measuring only: whoever changes a rule because of these texts spoils them."""
    whole = combined([score(marked, FIND(marked.text)) for marked in read("fourth")])
    assert whole.marked > 250
    assert whole.f1 >= 0.96
