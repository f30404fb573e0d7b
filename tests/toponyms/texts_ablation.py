"""Measure what each part of the finder is worth: ``python -m tests.toponyms.texts_ablation SET …``.

Each line is the score without one part; the first is the whole, the last a dictionary: every
longest name of the atlas that stands as a word of its own, taken for its likeliest bearer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sinokorea_geo as skg
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms import candidates, organisations, recognition, resolution
from sinokorea_geo.toponyms.index import lexicon_of
from sinokorea_geo.toponyms.lexicon import EXTRA, Candidate, Trust
from tests.toponyms.texts_reader import MarkedText, read
from tests.toponyms.texts_scoring import Answer, Score, combined, mentions_of, score

__all__ = ["PARTS", "dictionary", "scores_of", "without"]

_NEVER = re.compile(r"(?!)")


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> bool:
    return False


def _yes(*_: Any, **__: Any) -> bool:
    return True


#: What a part is called, where it is, and what takes its place.
PARTS: dict[str, tuple[tuple[Any, str, Any], ...]] = {
    "firms, papers, ships, people": ((organisations.Organisations, "end_of", _nothing),),
    "a capitalised word that follows": ((organisations.Organisations, "_unknown_body", _nothing),),
    "namesakes elsewhere": ((organisations.Organisations, "is_elsewhere", _no),),
    "doubt (all names believed)": ((recognition._Evidence, "_is_beside", _yes),),
    "support (no doubtful name believed)": (
        (recognition._Evidence, "_is_beside", _no),
        (recognition._Evidence, "_is_known", _no),
    ),
    "the rest of the text": ((recognition._Evidence, "_is_known", _no),),
    "lists and glosses": ((recognition._Evidence, "_is_linked", _no),),
    "Chinese and Korean word breaks": (
        (candidates, "_BROKEN_BEFORE", {}),
        (candidates, "_BROKEN_AFTER", {}),
        (candidates, "_BROKEN", {}),
    ),
    "Korean endings": ((candidates, "is_tail", _yes),),
    "lower-case texts": ((candidates, "_is_small", _no),),
    "words beside (crossing, zone, river)": ((resolution._Reader, "_word", lambda *_: ("", "")),),
    "nearest named town": ((resolution._Reader, "_nearest", lambda _, __, ids: (ids[0], 0.6)),),
}


@contextmanager
def without(part: str) -> Iterator[None]:
    """Take a part out of the finder for a while."""
    held = [(owner, name, getattr(owner, name)) for owner, name, _ in PARTS[part]]
    try:
        for owner, name, instead in PARTS[part]:
            setattr(owner, name, instead)
        yield
    finally:
        for owner, name, before in held:
            setattr(owner, name, before)


def dictionary(atlas: skg.Atlas) -> Callable[[str], list[Answer]]:
    """Return a finder that takes the longest names of the atlas, and nothing else into account."""
    lexicon = lexicon_of(atlas)

    def find(text: str) -> list[Answer]:
        plain = clean(text)
        held: list[Candidate] = []
        for one in candidates.candidates(plain.text, lexicon):
            if not held or one.start >= held[-1].end:
                held.append(one)
        return [
            Answer(*plain.span(one.start, one.end), one.entry.readings[0])
            for one in held
            if lexicon.items[one.entry.readings[0]].id not in EXTRA["context"]["ids"]
            and one.trust <= Trust.WORD
        ]

    return find


def scores_of(texts: list[MarkedText], find: Callable[[str], list[Answer]]) -> Score:
    """Return the score of a finder on texts."""
    return combined([score(marked, find(marked.text)) for marked in texts])


def main(sets: list[str]) -> None:
    """Print the table."""
    atlas = skg.load_atlas()
    find = mentions_of(atlas)
    texts = [marked for one in sets for marked in read(one)]
    lines = [f"{'all parts':40}{scores_of(texts, find)}"]
    for part in PARTS:
        with without(part):
            lines.append(f"{'without ' + part:40}{scores_of(texts, find)}")
    for broken in ("Chinese and Korean word breaks", "Korean endings"):
        PARTS.setdefault("no word breaks", ())
        PARTS["no word breaks"] += PARTS[broken]
    with without("no word breaks"):
        lines.append(f"{'a dictionary alone':40}{scores_of(texts, dictionary(atlas))}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:] or ["unseen"])
