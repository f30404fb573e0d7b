"""List the claims that articles make: those the atlas has, and those found in the text."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims import check_claims, find_claims
from sinokorea_geo.claims.claim import BORDER
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language import find_dates, find_quantities, read_number, unit_of
from sinokorea_geo.story.articles import Article

__all__ = ["CLAIMS", "claims_of"]

CLAIMS = ("article", "sentence", "origin", "claim_id", "subject_id", "object_id", "measure",
          "stated", "unit", "qualifier", "measured", "measured_unit", "verdict", "why",
          "paraphrase", "source_ids", "tried", "evidence", "geometry")  # fmt: skip

_RIVERS = {"yalu-river", "tumen-river"}
_ON_BORDER = {BORDER} | _RIVERS
#: Where both ends lie closer than this, in degrees, no line is drawn.
_SHORTEST_DEG = 0.01
#: Below this nothing says that a sentence is the one.
_LEAST_LIKENESS = 3.0
#: What it counts that a place of a claim is named: any place, and the border, which many name.
_SAID = {False: 2.5, True: 0.5}
#: What a trial says that bears on the verdict.
_SPEAKING = {"for", "against"}


def claims_of(
    articles: list[Article], mentions: gpd.GeoDataFrame, lookup: Lookup
) -> gpd.GeoDataFrame:
    """Return every claim of every article with its verdict.

    Two kinds: ``atlas``, a claim that the atlas has recorded of this very article; and
    ``text``, one found in its words.
    """
    rows: list[dict[str, Any]] = []
    for article in articles:
        own = mentions[mentions["article"] == article.name]
        known = _known(article, own, lookup)
        rows += known
        rows += _found(article, lookup.atlas, known)
    frame = pd.DataFrame(rows, columns=[name for name in CLAIMS if name != "geometry"])
    lines = [_line(row, lookup) for row in rows]
    return gpd.GeoDataFrame(
        frame.astype(object).astype({"sentence": "int64"}),
        geometry=gpd.GeoSeries(lines, crs="EPSG:4326"),
        crs="EPSG:4326",
    )


# -- claims that the atlas has of the article ------------------------------------------------------


def _known(article: Article, mentions: pd.DataFrame, lookup: Lookup) -> list[dict[str, Any]]:
    if not article.source_id:
        return []
    table = lookup.atlas.claims
    cited = [article.source_id in str(ids).split() for ids in table["source_ids"]]
    table = table[cited].drop_duplicates(["subject_id", "measure", "object_id", "stated", "unit"])
    if table.empty:
        return []
    checked = check_claims(lookup.atlas, table)
    sentences = _sentences(article, mentions)
    rows = []
    before = -1  # claims are recorded in the order of the text, as a rule
    for row in records(checked):
        names = [name for key in _ids(row) for name in _name_forms(key, lookup)]
        sentence = _likeliest(row, names, sentences, before)
        before = sentence if sentence >= 0 else before
        rows.append(_row(article, row, "atlas", sentence))
    return rows


@dataclass
class _Sentence:
    number: int
    folded: str
    words: set[str]
    ids: set[str]
    others: set[str]
    values: set[float]
    dates: set[str] = field(default_factory=set)


def _sentences(article: Article, mentions: pd.DataFrame) -> list[_Sentence]:
    held = []
    dates = find_dates(article.text, article.date)
    for number, (start, end) in enumerate(article.sentences):
        text = article.text[start:end]
        inside = mentions[mentions["sentence"] == number]
        ids = {str(key) for key in inside["id"]}
        others = {key for listed in inside["alternatives"] for key in listed}
        when = dates[(dates["start"] >= start) & (dates["end"] <= end)]["date"]
        values = {found.low * found.unit.factor for found in find_quantities(text)}
        numbers = re.findall(r"\d[\d,]*(?:\.\d+)?|[A-Za-z]+(?:-[A-Za-z]+)?", text)
        values |= {value for n in numbers if (value := read_number(n)) is not None}
        held.append(
            _Sentence(number, fold(text), _words(text), ids, others - ids, values, set(when) - {""})
        )
    return held


def _likeliest(
    row: dict[str, Any], names: list[str], sentences: list[_Sentence], before: int
) -> int:
    """Return the sentence that most likely makes a claim, -1 if none does."""
    worth = _worth(sentences)
    rare = max(worth.values(), default=1.0)
    wanted, wanted_ids = _words(str(row["paraphrase"])), set(_ids(row))
    stated = str(row["stated"]).partition("/")[0]
    is_date = bool(re.fullmatch(r"(?:1[6-9]|20)\d\d(?:-\d\d){0,2}", stated))
    number = None if is_date else _value(stated, str(row["unit"]))
    best, most = -1, 0.0
    for one in sentences:
        shared = sum(worth[word] for word in wanted & one.words)
        likeness = 3.5 * shared / max(sum(worth.get(word, rare) for word in wanted), 2 * rare)
        likeness += 1.0 if before >= 0 and 0 <= one.number - before <= 2 else 0.0
        likeness += sum(_SAID[key in _ON_BORDER] for key in wanted_ids & one.ids)
        likeness += 0.5 * len(wanted_ids & one.others)
        likeness += 0.5 * sum(1 for name in names if name in one.folded)
        if is_date and any(d.startswith(stated) or stated.startswith(d) for d in one.dates):
            likeness += 3.0 if stated in one.dates else 1.5
        if number is not None and any(math.isclose(number, value) for value in one.values):
            likeness += 2.5
        if likeness > most + 1e-9:
            best, most = one.number, likeness
    return best if most >= _LEAST_LIKENESS else -1


def _worth(sentences: list[_Sentence]) -> dict[str, float]:
    """Return how much each word tells of its sentence: more if few sentences have it."""
    counts = Counter(word for one in sentences for word in one.words)
    return {word: math.log(1 + len(sentences) / count) for word, count in counts.items()}


def _value(stated: str, unit: str) -> float | None:
    try:
        return abs(float(stated)) * unit_of(unit).factor
    except (ValueError, InvalidQuantity):
        return None


def _words(text: str) -> set[str]:
    """Return the beginnings of the words that say something."""
    return {word[:5].casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}


def _ids(row: dict[str, Any]) -> list[str]:
    return [*str(row["subject_id"]).split(), *str(row["object_id"]).split()]


def _name_forms(key: str, lookup: Lookup) -> list[str]:
    place = lookup.place(key)
    names = (place.name_en, place.name_zh, place.name_ko) if place else ()
    return [fold(name) for name in names if name and len(fold(name)) > 1]


# -- claims found in the text ------------------------------------------------------------------


def _found(article: Article, atlas: Atlas, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    already = {(row["sentence"], _plain(row["stated"])) for row in known}
    rows = []
    for found in records(find_claims(article.text, atlas, source_id=article.source_id)):
        sentence = article.sentence_at(found["start"])
        if (sentence, _plain(found["stated"])) in already:
            continue
        told = {"claim_id": "", "paraphrase": " ".join(found["surface"].split())}
        row = found | told | {"source_ids": article.source_id}
        rows.append(_row(article, row, "text", sentence))
    return rows


def _plain(stated: Any) -> str:
    try:
        return f"{abs(float(stated)):g}"
    except (TypeError, ValueError):
        return str(stated)


# -- both ------------------------------------------------------------------------------------------


def _row(article: Article, row: dict[str, Any], origin: str, sentence: int) -> dict[str, Any]:
    evidence = [key for trial in row.get("tried", ()) if trial["says"] in _SPEAKING
                for key in str(trial["source_ids"]).split()]  # fmt: skip
    own = {"article": article.name, "sentence": sentence, "origin": origin,
           "evidence": tuple(dict.fromkeys(evidence))}  # fmt: skip
    return own | {name: row[name] for name in CLAIMS if name in row}


def _line(row: dict[str, Any], lookup: Lookup) -> LineString | None:
    """Return the line from what a claim is about to what it relates it to."""
    subjects, objects = str(row["subject_id"]).split(), str(row["object_id"]).split()
    if len(subjects) != 1 or len(objects) != 1:
        return None
    ends = [_point(key, lookup) for key in (subjects[0], objects[0])]
    if ends[0] is None and ends[1] is not None and subjects[0] in _ON_BORDER:
        ends[0] = _foot(ends[1], lookup.atlas)
    if ends[1] is None and ends[0] is not None and objects[0] in _ON_BORDER:
        ends[1] = _foot(ends[0], lookup.atlas)
    a, b = ends
    if a is None or b is None or a.distance(b) < _SHORTEST_DEG:
        return None
    return LineString([a, b])


def _point(key: str, lookup: Lookup) -> Point | None:
    place = None if key in _ON_BORDER else lookup.place(key)
    return Point(place.lon, place.lat) if place and place.geometry is not None else None


def _foot(point: Point, atlas: Atlas) -> Point:
    located = atlas.border.locate(point.x, point.y)
    return Point(float(located["lon"].iloc[0]), float(located["lat"].iloc[0]))
