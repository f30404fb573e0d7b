"""Find what a sentence is about where it does not say so itself: "It", "the bridge", 全长."""

import re
from collections import deque
from collections.abc import Callable, Iterator

from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.claims.patterns import Sentence
from sinokorea_geo.claims.words import WORDS
from sinokorea_geo.toponyms.mentions import Mention

#: The border as a topic: the one that is no feature of a layer.
_BORDER = Mention(0, 0, "", BORDER_ID, "border", 1.0, ())
_NOUNS = {
    noun: frozenset(row["kinds"]) for row in WORDS["anaphors"].values() for noun in row["nouns"]
}
_RECALLED = 40  # so many sentences and places are looked back to, however long a paragraph is


class Topics:
    """What a paragraph has named so far, sentence by sentence."""

    def __init__(self, *, of_border: bool) -> None:
        """Begin a paragraph; `of_border`: "the border" can only be that of both countries."""
        self._head: Mention | None = None
        self._border = _BORDER if of_border else None
        self._named: deque[Mention] = deque(maxlen=_RECALLED)
        self._unread: deque[Sentence | Callable[[], Sentence]] = deque(maxlen=_RECALLED)

    def __bool__(self) -> bool:
        """Tell whether a place was named."""
        return bool(self._border or self._named or self._unread)

    def add(self, sentence: Sentence | Callable[[], Sentence]) -> None:
        """Take note of a sentence, or of what makes one when somebody asks for it."""
        self._unread.append(sentence)

    def _read(self) -> None:
        for one in self._unread:
            sentence = one if isinstance(one, Sentence) else one()
            head = _head(sentence)
            self._head = head or self._head
            self._named += [*_named(sentence, len(sentence.skeleton)), *([head] if head else [])]
        self._unread.clear()

    def implied(self, sentence: Sentence, match: re.Match[str]) -> Mention | None:
        """Return the place that a pronoun, a noun such as "the bridge", or nothing stands for."""
        self._read()
        noun = (match.groupdict().get("n") or "").casefold()
        if noun:
            kinds = _NOUNS.get(noun, frozenset())
            named = [*self._named, *_named(sentence, match.start())]
            border = self._border if "border" in kinds else None
            return next((one for one in reversed(named) if one.kind in kinds), border)
        own = _head(sentence, match.start())
        if own is not None:
            return own
        groups = match.groupdict()
        stop = max((match.start(name) for name in "qd" if groups.get(name)), default=match.start())
        free = sentence.rules["anaphor"].fullmatch(sentence.skeleton, 0, stop)
        return self._head if free else None


def _head(sentence: Sentence, end: int | None = None) -> Mention | None:
    """Return the subject of a sentence, if a place is its subject and stands before `end`."""
    stop = len(sentence.skeleton) if end is None else end
    match = sentence.rules["head"].match(sentence.skeleton)
    if match is None or match.start("h") >= stop:
        return None
    return sentence.mentions.get(match["h"]) or _BORDER._replace(surface=match["h"])


def _named(sentence: Sentence, end: int) -> Iterator[Mention]:
    marks = (sentence.mentions.get(mark) for mark in sentence.skeleton[:end])
    return (one for one in marks if one is not None)
