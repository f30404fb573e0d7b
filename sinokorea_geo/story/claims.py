"""List the claims that articles make and the numbers they give, beside what the atlas has."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import LineString, Point

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims import check_claims, find_claims
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.language import Quantity, Unit, find_dates, find_quantities, read_number, unit_of
from sinokorea_geo.language.rules import read_rules
from sinokorea_geo.story.articles import COLUMNS, Article

#: Which properties of the atlas are like what a claim measures, and like what a sentence says.
_LIKE = read_rules("sinokorea_geo.story", "likeness")
_ON_BORDER = frozenset(_LIKE["border"]["ids"])
#: Where both ends lie closer than this, in degrees, no line is drawn.
_SHORTEST_DEG = 0.01


def claims_of(
    articles: list[Article], mentions: gpd.GeoDataFrame, lookup: Lookup
) -> gpd.GeoDataFrame:
    """Return claims with verdicts: those that the atlas has of an article, and its text's own."""
    rows: list[dict[str, Any]] = []
    for article in articles:
        own = mentions[mentions["article"] == article.name]
        known = _known(article, own, lookup)
        rows += known
        rows += _found(article, lookup.atlas, known)
    frame = pd.DataFrame(rows, columns=COLUMNS["claims"]).astype(object)
    lines = gpd.GeoSeries([_line(row, lookup) for row in rows], crs="EPSG:4326")
    return gpd.GeoDataFrame(frame.astype({"sentence": "int64"}), geometry=lines)


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
        places = [place for key in _ids(row) if (place := lookup.place(key))]
        names = [fold(n) for p in places for n in (p.name_en, p.name_zh, p.name_ko) if n]
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
    dates: set[str]


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
    # A word tells more of its sentence if few sentences have it.
    counts = Counter(word for one in sentences for word in one.words)
    worth = {word: math.log(1 + len(sentences) / count) for word, count in counts.items()}
    rare = max(worth.values(), default=1.0)
    wanted, wanted_ids = _words(str(row["paraphrase"])), set(_ids(row))
    stated = str(row["stated"]).partition("/")[0]
    is_date = bool(re.fullmatch(r"(?:1[6-9]|20)\d\d(?:-\d\d){0,2}", stated))
    size, unit = None if is_date else _size(stated), _unit(str(row["unit"]))
    number = size * unit.factor if size is not None and unit else None
    counted, best, most = _LIKE["likeness"], -1, 0.0
    for one in sentences:
        shared = sum(worth[word] for word in wanted & one.words)
        likeness = 3.5 * shared / max(sum(worth.get(word, rare) for word in wanted), 2 * rare)
        likeness += 1.0 if before >= 0 and 0 <= one.number - before <= 2 else 0.0
        named = len(wanted_ids & one.ids), len(wanted_ids & one.ids & _ON_BORDER)
        likeness += counted["place"] * (named[0] - named[1]) + counted["border"] * named[1]
        likeness += 0.5 * len(wanted_ids & one.others)
        likeness += 0.5 * sum(1 for name in names if len(name) > 1 and name in one.folded)
        if is_date and any(d.startswith(stated) or stated.startswith(d) for d in one.dates):
            likeness += 3.0 if stated in one.dates else 1.5
        if number is not None and any(math.isclose(number, value) for value in one.values):
            likeness += 2.5
        if likeness > most + 1e-9:
            best, most = one.number, likeness
    return best if most >= counted["least"] else -1


def _size(stated: Any) -> float | None:
    """Return a number without its sign, None for what is none."""
    try:
        return abs(float(stated))
    except (TypeError, ValueError):
        return None


def _words(text: str) -> set[str]:
    """Return the beginnings of the words that say something."""
    return {word[:5].casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}


def _ids(row: dict[str, Any]) -> list[str]:
    return [*str(row["subject_id"]).split(), *str(row["object_id"]).split()]


def _found(article: Article, atlas: Atlas, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    already = {(row["sentence"], _plain(row["stated"])) for row in known}
    rows = []
    for found in records(find_claims(article.text, atlas, source_id=article.source_id)):
        sentence = article.sentence_at(found["start"])
        if (sentence, _plain(found["stated"])) not in already:
            told = {"claim_id": "", "paraphrase": " ".join(found["surface"].split())}
            row = found | told | {"source_ids": article.source_id}
            rows.append(_row(article, row, "text", sentence))
    return rows


def _plain(stated: Any) -> str:
    size = _size(stated)
    return str(stated) if size is None else f"{size:g}"


def _row(article: Article, row: dict[str, Any], origin: str, sentence: int) -> dict[str, Any]:
    evidence = [key for found in row.get("tried", ()) if found["says"] in {"for", "against"}
                for key in str(found["source_ids"]).split()]  # fmt: skip
    own = {"article": article.name, "sentence": sentence, "origin": origin,
           "evidence": tuple(dict.fromkeys(evidence))}  # fmt: skip
    return own | {name: row[name] for name in COLUMNS["claims"] if name in row}


def _line(row: dict[str, Any], lookup: Lookup) -> LineString | None:
    """Return the line from what a claim is about to what it relates it to."""
    keys = _ids(row)
    if len(keys) != 2 or not row["subject_id"] or not row["object_id"]:
        return None
    a, b = (_point(key, lookup) for key in keys)
    if a is None and b is not None and keys[0] in _ON_BORDER:
        a = _foot(b, lookup.atlas)
    elif b is None and a is not None and keys[1] in _ON_BORDER:
        b = _foot(a, lookup.atlas)
    if a is None or b is None or a.distance(b) < _SHORTEST_DEG:
        return None
    return LineString([a, b])


def _point(key: str, lookup: Lookup) -> Point | None:
    place = None if key in _ON_BORDER else lookup.place(key)
    return Point(place.lon, place.lat) if place and place.geometry is not None else None


def _foot(point: Point, atlas: Atlas) -> Point:
    return Point(*atlas.border.locate(point.x, point.y)[["lon", "lat"]].iloc[0])


def numbers_of(
    articles: list[Article], mentions: pd.DataFrame, claims: pd.DataFrame, atlas: Atlas
) -> pd.DataFrame:
    """Return each number with a unit, the subject of its claim, and what the atlas has of both."""
    known = _stated_by_atlas(atlas)
    rows = []
    for article in articles:
        own = claims[claims["article"] == article.name]
        named = mentions[mentions["article"] == article.name]
        for one in find_quantities(article.text):
            sentence = article.sentence_at(one.start)
            stating = [
                (int(str(number)), row)
                for number, row in zip(own.index, records(own), strict=True)
                if row["sentence"] == sentence and _states(row, one)
            ]
            places = list(dict.fromkeys(named[named["sentence"] == sentence]["id"]))
            wanted = {pair for _, row in stating for pair in _properties(row)}
            if not stating and len(places) == 1:
                text = article.sentence(sentence).casefold()
                wanted = {
                    (places[0], name)
                    for name, words in _LIKE["words"].items()
                    if any(word in text for word in words)
                }
            beside = _beside(one, wanted, known, article.source_id)
            rows.append(
                (article.name, sentence, one.start, one.end, one.surface, one.low,
                 one.high if one.is_range else math.nan, one.unit.symbol, one.dimension,
                 next((row["subject_id"] for _, row in stating), ""),
                 tuple(number for number, _ in stating), beside)
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS["numbers"]).astype(object)
    integers = dict.fromkeys(("sentence", "start", "end"), "int64")
    return frame.astype(integers | dict.fromkeys(("value", "upper"), "float64"))


def _states(claim: dict[str, Any], one: Quantity) -> bool:
    unit, size = _unit(claim["unit"]), _size(claim["stated"])
    if size is None:
        return str(claim["stated"]) == one.stated.replace("/", "-")
    factor = unit.factor if unit else 1.0
    return math.isclose(size * factor, one.low * one.unit.factor, rel_tol=1e-3)


def _properties(claim: dict[str, Any]) -> set[tuple[str, str]]:
    """Return whose and which properties are like what a claim states."""
    ends = (claim["subject_id"], claim["object_id"])
    names = _LIKE["measures"].get(claim["measure"], ())
    turned = {(ends[0], ends[1]), (ends[1], ends[0])}
    return {(one, name.replace("{object}", other)) for name in names for one, other in turned}


def _unit(text: str) -> Unit | None:
    try:
        return unit_of(text)
    except InvalidQuantity:
        return None


def _stated_by_atlas(atlas: Atlas) -> dict[str, list[dict[str, Any]]]:
    """Return the atlas's stated values and statistics by what they are of."""
    table: dict[str, list[dict[str, Any]]] = {}
    for subject, what, frame in (
        ("subject_id", "property", atlas.stated_values),
        ("place_id", "indicator", atlas.statistics),
    ):
        for row in records(frame):
            value = row["value"]
            if math.isnan(value):
                continue
            kept = {key: row[key] for key in ("unit", "period")}
            ids = {"subject_id": row[subject], "property": row[what]}
            sources = {"value": value, "source_ids": tuple(row["source_ids"].split())}
            table.setdefault(row[subject], []).append(ids | kept | sources)
    return table


def _beside(
    one: Quantity, wanted: set[tuple[str, str]], known: dict[str, list[dict[str, Any]]], own: str
) -> tuple[dict[str, Any], ...]:
    """Return the atlas's values of the wanted properties in the same dimension, nearest first."""
    near = []
    for key, name in sorted(wanted):
        for row in known.get(key, ()):
            unit = _unit(row["unit"])
            like = row["property"] == name or row["property"].startswith((f"{name}_", f"{name}:"))
            if unit is None or unit.dimension != one.dimension or not like:
                continue
            if row["source_ids"] != (own,):
                near.append((abs(row["value"] * unit.factor - one.low * one.unit.factor), row))
    near.sort(key=lambda item: item[0])
    return tuple(row for _, row in near[:4])
