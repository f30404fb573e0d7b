"""Read articles: their text, name, title and date, and which source of the atlas they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidText, encodable
from sinokorea_geo.language import find_dates, read_document, split_sentences
from sinokorea_geo.language.rules import Patterns, read_rules
from sinokorea_geo.language.sentences import add_span

_RULES = read_rules("sinokorea_geo.story", "articles")
_PATTERNS, _LIMITS = Patterns(_RULES["patterns"]), _RULES["limits"]
_BREAKS = Patterns(_RULES["paragraphs"])
#: A line that was broken off is at least so wide, and so large a share of a wrapped text's
#: lines are broken off; in a text of fewer lines, the next one must not begin with a capital.
_NARROWEST, _WIDE = 35, 0.7
_SHARE, _FEWEST_LINES = 0.6, 3
#: The columns of the frames of a story.
COLUMNS: dict[str, list[str]] = _RULES["columns"]


@dataclass(frozen=True)
class Article:
    """One article: its text and what it says of itself.

    `date` is a partial ISO date and `source_id` a record of the atlas, empty where unknown;
    `sentences` are offsets, `paragraphs` the numbers of their first sentences, `dateline` the
    number of the sentence that says when it was published, -1 without one.
    """

    name: str
    text: str
    title: str
    date: str
    source_id: str
    language: str
    sentences: tuple[tuple[int, int], ...]
    paragraphs: tuple[int, ...]
    dateline: int = -1

    def sentence_at(self, offset: int) -> int:
        """Return the number of the sentence at an offset; -1 if there is none."""
        spans = enumerate(self.sentences)
        return next((number for number, (start, end) in spans if start <= offset < end), -1)

    def sentence(self, number: int) -> str:
        """Return the words of a sentence."""
        start, end = self.sentences[number]
        return self.text[start:end]


def texts_by_name(
    articles: str | Path | Mapping[str, str] | Iterable[str | Path],
    *,
    encoding: str | None,
    most_bytes: int,
) -> dict[str, str]:
    """Return the texts of articles by name, in order; paths tell files of one name apart."""
    if isinstance(articles, Mapping):
        for name, text in articles.items():
            if not isinstance(text, str):
                raise InvalidText(f"the text of {name!r} is {type(text).__name__}; pass a string")
        found = {str(name): text for name, text in articles.items()}
    else:
        listed = [articles] if isinstance(articles, str | Path) else list(articles)
        if any(isinstance(item, str) and "\n" in item for item in listed):
            fault = "a text was given where a file was expected; pass texts as {'name': text}"
            raise InvalidText(fault)
        paths = [Path(item) for item in listed]
        found = {
            name: read_document(path, encoding=encoding, most_bytes=most_bytes).text
            for name, path in zip(_names(paths), paths, strict=True)
        }
    if not found:
        raise InvalidText("no article was given; pass files, or texts by name")
    return {encodable(name): encodable(text) for name, text in found.items()}


def _names(paths: list[Path]) -> list[str]:
    names: list[str] = []
    for depth in range(1, 32):
        names = ["/".join(path.parts[-depth:]) for path in paths]
        if len(set(names)) == len(set(paths)):
            break
    return names


def article_of(name: str, text: str, atlas: Atlas) -> Article:
    """Return an article with what can be known of it from its own words."""
    lines = split_paragraphs(text)
    sentences: list[tuple[int, int]] = []
    paragraphs = []
    for begin, end in lines:
        paragraphs.append(len(sentences))
        inside = split_sentences(text[begin:end])
        sentences += [(begin + first, begin + last) for first, last in inside]
    stated, where = _stated_date(text, lines)
    source_id, issued = _source(text, lines, atlas.sources, stated)
    article = Article(
        name=name,
        text=text,
        title=_headline(text, lines) or Path(name).stem or name,
        date=stated or issued,
        source_id=source_id,
        language=_language(text),
        sentences=tuple(sentences),
        paragraphs=tuple(paragraphs),
    )
    return replace(article, dateline=article.sentence_at(where))


def _headline(text: str, lines: list[tuple[int, int]]) -> str:
    """Return the first line if it is a headline and not a paragraph; empty if it is none."""
    first = text[slice(*lines[0])] if lines else ""
    alone = len(lines) == 1 and len(split_sentences(first)) > 0
    is_long = columns(first) > _LIMITS["longest_title"]
    return "" if is_long or alone or _PATTERNS["stop"].search(first) else first


def _stated_date(text: str, lines: list[tuple[int, int]]) -> tuple[str, int]:
    """Return the first whole date of the first lines, where a line says little else."""
    for start, end in lines[: _LIMITS["head_lines"]]:
        line = text[start:end]
        if start > _LIMITS["head"] or len(line) > _LIMITS["dateline"]:
            continue
        for row in records(find_dates(line)):
            if len(row["date"]) == 10 and not row["end_date"]:
                return str(row["date"]), start
    return "", -1


def _source(
    text: str, lines: list[tuple[int, int]], sources: pd.DataFrame, date: str
) -> tuple[str, str]:
    """Return the id and day of the record that the article is, by title and day or publisher."""
    first = [line for line in lines[: _LIMITS["head_lines"]] if line[0] < _LIMITS["head"]]
    heads = [fold(text[start:end]) for start, end in first]
    named = [text[start:end] for start, end in lines if _PATTERNS["source"].match(text[start:end])]
    whole = fold(text)
    best, longest = ("", ""), 0
    for row in records(sources):
        issued = _issued(row.get("issued"))
        same_day = bool(date) and issued == date
        if date and len(issued) == 10 and not same_day:
            continue
        title, publisher = (
            fold(_PATTERNS["brackets"].sub("", text if isinstance(text, str) else ""))
            for text in (row.get("title"), row.get("publisher"))
        )
        if len(title) <= longest or columns(title) < _LIMITS["shortest_title"]:
            continue
        share = _LIMITS["share_of_line"]
        is_title = any(title in head and len(title) >= share * len(head) for head in heads)
        is_named = any(title in fold(line) for line in named)
        if (is_title or is_named) and (same_day or (publisher and publisher in whole)):
            best, longest = (row["id"], issued), len(title)
    return best


def _issued(value: Any) -> str:
    """Return CSL's date-parts as a partial ISO date."""
    parts = value.get("date-parts", [[]])[0] if isinstance(value, dict) else []
    return "-".join(f"{int(part):0{2 if i else 4}d}" for i, part in enumerate(parts))


def _language(text: str) -> str:
    letters = _RULES["letters"].items()
    said = {name: weight * len(re.findall(of, text)) for name, (of, weight) in letters}
    return str(max(said, key=said.__getitem__))


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return where the paragraphs of a text begin and end.

    A blank line ends one; so does the end of a line, unless the lines are of one width.

    >>> split_paragraphs("One.  \n\n Two.\nThree.")
    [(0, 4), (9, 13), (14, 20)]
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _BREAKS["blank_line" if _is_wrapped(text) else "line_end"].finditer(text):
        add_span(spans, text, start, gap.start())
        start = gap.end()
    add_span(spans, text, start, len(text))
    return spans


def _is_wrapped(text: str) -> bool:
    """Tell whether lines end at a width and not where something ends."""
    lines = [line.rstrip() for line in _BREAKS["line_end"].split(text)]
    pairs = [(line, after) for line, after in pairwise(lines) if line and after.strip()]
    if not pairs:
        return False
    width = max(columns(line) for line, _ in pairs)
    broken = [
        line
        for line, after in pairs
        if columns(line) > max(_WIDE * width, _NARROWEST)
        and not _BREAKS["stop"].search(line)
        and (len(pairs) >= _FEWEST_LINES or not after.lstrip()[0].isupper())
    ]
    return len(broken) >= _SHARE * len(pairs)


def columns(line: str) -> int:
    """Return the width of a line; Chinese and Korean characters take two columns."""
    return len(line) + sum(1 for letter in line if letter >= "\u2e80")
