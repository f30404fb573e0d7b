"""Score a finder of place names against the texts in tests/toponyms/texts.

``python -m tests.toponyms.texts_scoring dev`` prints the score of each text and every fault.

An answer is right if it shares a letter with a marked place and gives its id or an accepted
alternative. Answers inside context are counted apart, or, where the mark says which ids may be
given there, right or wrong. Every other answer is wrong, and so is a
second answer for the same letters: otherwise a finder could give every id it knows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sinokorea_geo as skg
from tests.toponyms.texts_reader import MarkedText, Span, read

__all__ = ["Answer", "Score", "combined", "mentions_of", "score"]


class Answer(NamedTuple):
    """What a finder says: these letters name this place."""

    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Score:
    """How well the answers for one text, or for several, agree with the marks.

    Parameters
    ----------
    right, counted : int
        How many answers are right, of how many that count.
    found, marked : int
        How many marked places were found, of how many.
    negatives : int
        How many spans that must not be found were.
    context : int
        How many answers lie inside context: neither right nor wrong.
    faults : tuple of str
        One line for each wrong answer and each place that was missed.
    """

    right: int
    counted: int
    found: int
    marked: int
    negatives: int
    context: int
    faults: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """The share of answers that are right; 1 if there are none."""
        return self.right / self.counted if self.counted else 1.0

    @property
    def recall(self) -> float:
        """The share of marked places that were found; 1 if there are none."""
        return self.found / self.marked if self.marked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f} ({self.right}/{self.counted})  "
            f"recall {self.recall:.3f} ({self.found}/{self.marked})  "
            f"F1 {self.f1:.3f}  negatives {self.negatives}  in context {self.context}"
        )


def score(marked: MarkedText, answers: Iterable[Answer]) -> Score:
    """Compare the answers for one text with its marks.

    Parameters
    ----------
    marked : MarkedText
        The text.
    answers : iterable of Answer
        What a finder said of ``marked.text``, in any order.

    Returns
    -------
    Score
        With a line for every fault.

    Examples
    --------
    >>> from tests.toponyms.texts_reader import parse
    >>> marked = parse("[[Tumen|tumen]] and [[Hunchun|hunchun]], says {{Jilin Daily}}")
    >>> print(score(marked, [Answer(0, 5, "tumen"), Answer(24, 29, "jilin")]))
    precision 0.500 (1/2)  recall 0.500 (1/2)  F1 0.500  negatives 1  in context 0
    """
    faults: list[str] = []
    found: set[Span] = set()
    hit: set[Span] = set()
    right = counted = answered_to = beside = 0
    for answer in sorted(answers):
        places = [span for span in marked.mentions if span.overlaps(answer.start, answer.end)]
        agreeing = [span for span in places if answer.id in span.ids]
        twice, answered_to = answer.start < answered_to, max(answered_to, answer.end)
        if agreeing and not twice:
            right, counted = right + 1, counted + 1
            found.update(agreeing)
            continue
        near = [span for span in marked.context if span.overlaps(answer.start, answer.end)]
        if not places and any(answer.id in span.ids for span in near):
            continue
        if not places and near and not any(span.ids for span in near):
            beside += 1
            faults.append(
                f"{marked.name}: {answer.id} in context: {_around(marked.text, *answer[:2])}"
            )
            continue
        counted += 1
        hit.update(span for span in marked.negatives if span.overlaps(answer.start, answer.end))
        faults.append(_wrong(marked, answer, places, twice=twice))
    faults += [_missed(marked, span) for span in marked.mentions if span not in found]
    return Score(right, counted, len(found), len(marked.mentions), len(hit), beside, tuple(faults))


def combined(scores: Sequence[Score]) -> Score:
    """Add scores up, each answer and each place counting once.

    Parameters
    ----------
    scores : sequence of Score
        Those of single texts.

    Returns
    -------
    Score
        Of all of them together.
    """
    return Score(
        right=sum(one.right for one in scores),
        counted=sum(one.counted for one in scores),
        found=sum(one.found for one in scores),
        marked=sum(one.marked for one in scores),
        negatives=sum(one.negatives for one in scores),
        context=sum(one.context for one in scores),
        faults=tuple(fault for one in scores for fault in one.faults),
    )


def mentions_of(atlas: skg.Atlas) -> Callable[[str], list[Answer]]:
    """Return the package's own finder, as the scoring wants it.

    Parameters
    ----------
    atlas : Atlas
        The places it knows.

    Returns
    -------
    callable
        From a text to its answers.
    """

    def find(text: str) -> list[Answer]:
        frame = skg.find_mentions(text, atlas)
        return [
            Answer(int(start), int(end), str(place_id))
            for start, end, place_id in zip(frame["start"], frame["end"], frame["id"], strict=True)
        ]

    return find


def _touches(spans: Iterable[Span], answer: Answer) -> bool:
    return any(span.overlaps(answer.start, answer.end) for span in spans)


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 25) : start], text[end : end + 25]
    return f"{before}[{text[start:end]}]{after}".replace("\n", " ")


def _wrong(marked: MarkedText, answer: Answer, places: Sequence[Span], *, twice: bool) -> str:
    why = "answered twice" if twice else "not a place"
    if places and not twice:
        why = f"is {' or '.join(places[0].ids)}"
    elif not twice and _touches(marked.negatives, answer):
        why = "must not be found"
    around = _around(marked.text, answer.start, answer.end)
    return f"{marked.name}: wrong {answer.id}, {why}: {around}"


def _missed(marked: MarkedText, span: Span) -> str:
    around = _around(marked.text, span.start, span.end)
    return f"{marked.name}: missed {' or '.join(span.ids)}: {around}"


def main(half: str) -> None:
    """Print the score of each text of one set, and of all, after every fault."""
    find = mentions_of(skg.load_atlas())
    texts = read(half)
    scores = [score(marked, find(marked.text)) for marked in texts]
    lines = list(combined(scores).faults)
    lines += [f"{text.name:22}{one}" for text, one in zip(texts, scores, strict=True)]
    lines.append(f"{half:22}{combined(scores)}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
