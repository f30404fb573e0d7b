"""Split a text into sentences, in English, Chinese and Korean."""

from sinokorea_geo.language.rules import Patterns, read_rules

_RULES = read_rules("sinokorea_geo.language", "sentences")
_ABBREVIATIONS = frozenset(_RULES["abbreviations"].split())
_PATTERNS = Patterns(_RULES["patterns"])


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end, without the white space around them.

    A blank line ends a sentence, a line break alone does not.

    >>> text = "Mr. Li left Dandong. 他到了新义州。신의주에서 돌아왔다."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['Mr. Li left Dandong.', '他到了新义州。', '신의주에서 돌아왔다.']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _PATTERNS["end"].finditer(text):
        if match.lastgroup == "latin" and not _ends_sentence(text, match.start(), match.end()):
            continue
        add_span(spans, text, start, match.start() if match.lastgroup == "break" else match.end())
        start = match.end()
    add_span(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, stop: int, after: int) -> bool:
    if text[stop] != "." or text[stop:after].startswith(".."):
        return True
    word = _PATTERNS["word_before"].search(text, max(0, stop - 12), stop)
    short = word is not None and word.group(1).lower() in _ABBREVIATIONS
    if short or _PATTERNS["initial"].search(text, max(0, stop - 2), stop):
        near_end = after > len(text) - 40
        return not text[after:].strip() if near_end else "\n\n" in text[after : after + 3]
    return not text[after : after + 3].lstrip()[:1].islower()


def add_span(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a span without the white space around it, if anything is left of it."""
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        begin = start + piece.index(inner)
        spans.append((begin, begin + len(inner)))
