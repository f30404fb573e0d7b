"""Turn the frames of a story into what its page shows, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NotRequired, Protocol, TypedDict

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.popups import sources_by_id
from sinokorea_geo.maps.web.story.days import days_of
from sinokorea_geo.maps.web.story.reasons import Wording

__all__ = ["Content", "Frames", "PageSpec"]

#: Outlines are only shown when their place is chosen.
_SHAPE_DEG = 0.01
_MOST_SOURCES = 6
_NOT_CHECKED = "not checked"


class Frames(Protocol):
    """The frames of a story."""

    @property
    def articles(self) -> pd.DataFrame:
        """The articles."""

    @property
    def sentences(self) -> pd.DataFrame:
        """Their sentences."""

    @property
    def mentions(self) -> gpd.GeoDataFrame:
        """The mentions of places in them."""

    @property
    def places(self) -> gpd.GeoDataFrame:
        """The places they name."""

    @property
    def claims(self) -> gpd.GeoDataFrame:
        """The claims they make."""

    @property
    def events(self) -> pd.DataFrame:
        """Their dates, and events of the atlas."""

    @property
    def numbers(self) -> pd.DataFrame:
        """The numbers they give."""


class ArticleSpec(TypedDict):
    """An article: its paragraphs are sentences, and those pieces of bare or marked text."""

    name: str
    title: str
    date: str
    language: str
    paragraphs: list[list[list[Any]]]
    sources: NotRequired[list[str]]


class PlaceSpec(TypedDict):
    """A place: ``at`` is a point, ``shape`` the outline that shows when it is chosen."""

    id: str
    name: str
    label: str
    kind: str
    zh: NotRequired[str]
    ko: NotRequired[str]
    at: NotRequired[list[float]]
    shape: NotRequired[Any]
    accuracy_m: NotRequired[int]
    sources: NotRequired[list[str]]


class ClaimSpec(TypedDict):
    """A claim with its verdict; ``article`` and ``places`` are numbers in the page's lists."""

    article: int
    sentence: int
    origin: str
    verdict: str
    why: str
    text: str
    about: NotRequired[str]
    to: NotRequired[str]
    stated: NotRequired[str]
    measured: NotRequired[str]
    places: NotRequired[list[int]]
    line: NotRequired[list[list[float]]]
    sources: NotRequired[list[str]]


class EventSpec(TypedDict):
    """An event of an article or of the atlas; ``days`` are those since 1970."""

    article: int
    sentence: int
    origin: str
    how: str
    title: str
    date: NotRequired[str]
    end: NotRequired[str]
    partial: NotRequired[str]
    days: NotRequired[tuple[int, int]]
    id: NotRequired[str]
    link: NotRequired[str]
    places: NotRequired[list[int]]
    sources: NotRequired[list[str]]


class BesideSpec(TypedDict):
    """A value of the atlas beside a number of an article."""

    of: str
    what: str
    value: str
    period: str
    sources: list[str]


class NumberSpec(TypedDict):
    """A number that an article gives."""

    article: int
    sentence: int
    surface: str
    value: str
    place: NotRequired[int]
    claims: NotRequired[list[int]]
    beside: NotRequired[list[BesideSpec]]


class PageSpec(TypedDict):
    """All that a page shows, its own words and the ground of its map included."""

    title: str
    language: str
    words: dict[str, str]
    articles: list[ArticleSpec]
    places: list[PlaceSpec]
    claims: list[ClaimSpec]
    events: list[EventSpec]
    numbers: list[NumberSpec]
    sources: dict[str, dict[str, str]]
    land: Any
    provinces: list[Any]
    border: Any
    others: list[Any]
    countries: list[dict[str, Any]]
    bounds: list[list[float]]
    credits: tuple[str, ...]


class Content:
    """The frames of a story, and how they stand on the page."""

    def __init__(self, atlas: Atlas, story: Frames, language: str) -> None:
        self.atlas = atlas
        self.story = story
        self.language = language
        self.wording = Wording(language)
        self._article = {name: i for i, name in enumerate(story.articles["article"])}
        self._place = {key: i for i, key in enumerate(story.places["id"])}

    def spec(self) -> dict[str, Any]:
        """Return everything, with the sources that are cited."""
        parts = {
            "articles": self._articles(),
            "places": [self._one_place(row) for row in records(self.story.places)],
            "claims": [self._one_claim(row) for row in records(self.story.claims)],
            "events": [self._one_event(row) for row in records(self.story.events)],
            "numbers": [self._one_number(row) for row in records(self.story.numbers)],
        }
        sources = sources_by_id(self.atlas.sources)
        cited = set(_cited(parts))
        return parts | {"sources": {key: sources[key] for key in sorted(cited) if key in sources}}

    def _articles(self) -> list[ArticleSpec]:
        marks = self._marks()
        found = []
        for article in records(self.story.articles):
            name = article["article"]
            own = self.story.sentences[self.story.sentences["article"] == name]
            paragraphs = [
                [
                    [row["sentence"], _runs(row, marks.get((name, row["sentence"]), []))]
                    for row in records(group)
                ]
                for _, group in own.groupby("paragraph")
            ]
            one = ArticleSpec(
                name=name,
                title=article["title"],
                date=article["date"],
                language=article["language"],
                paragraphs=paragraphs,
            )
            if article["source_id"]:
                one["sources"] = [article["source_id"]]
            found.append(one)
        return found

    def _marks(self) -> dict[tuple[str, int], list[tuple[int, int, str, int]]]:
        """Return what is marked in each sentence: mentions, dates, numbers; none overlap."""
        marks: dict[tuple[str, int], list[tuple[int, int, str, int]]] = {}
        for row in records(self.story.mentions.drop(columns="geometry")):
            key = (row["article"], row["sentence"])
            one = (row["start"], row["end"], "m", self._place[row["id"]])
            marks.setdefault(key, []).append(one)
        for letter, frame in (("d", self.story.events), ("q", self.story.numbers)):
            for number, row in enumerate(records(frame)):
                if row["start"] < 0 or (letter == "d" and row["origin"] != "text"):
                    continue
                own = marks.setdefault((row["article"], row["sentence"]), [])
                start, end = row["start"], row["end"]
                if not any(start < other[1] and other[0] < end for other in own):
                    own.append((start, end, letter, number))
        return marks

    def _one_place(self, row: dict[str, Any]) -> dict[str, Any]:
        place: dict[str, Any] = {
            "id": row["id"],
            "name": row["name_en"],
            "label": self._names.get(row["id"], row["name_en"]),
            "zh": row["name_zh"],
            "ko": row["name_ko"],
            "kind": self.wording.kind(str(row["kind"])),
            "sources": list(row["source_ids"]),
        }
        geometry = row["geometry"]
        if geometry is not None and not geometry.is_empty:
            is_point = geometry.geom_type == "Point"
            point = geometry if is_point else geometry.representative_point()
            place["at"] = [round(point.x, 4), round(point.y, 4)]
            if not is_point:
                place["shape"] = packed(geometry.simplify(_SHAPE_DEG))
        if pd.notna(row["accuracy_m"]):
            place["accuracy_m"] = round(float(row["accuracy_m"]))
        return _bare(place)

    def _one_claim(self, row: dict[str, Any]) -> dict[str, Any]:
        line, wording = row["geometry"], self.wording
        ids = [*str(row["subject_id"]).split(), *str(row["object_id"]).split()]
        return _bare(
            {
                "article": self._article[row["article"]],
                "sentence": row["sentence"],
                "origin": row["origin"],
                "verdict": row["verdict"] or _NOT_CHECKED,
                "why": wording.reason(row),
                "text": row["paraphrase"],
                "about": self._named(row["subject_id"]),
                "to": self._named(row["object_id"]),
                "stated": wording.quantity(row["stated"], row["unit"], row["qualifier"]),
                "measured": wording.measured(row),
                "places": [self._place[key] for key in ids if key in self._place],
                "line": [[round(x, 4), round(y, 4)] for x, y in line.coords] if line else None,
                "sources": [*str(row["source_ids"]).split(), *row["evidence"]][:_MOST_SOURCES],
            }
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names of features and events in the page's language, English where there is none."""
        own = f"name_{self.language}"
        names: dict[str, str] = {}
        layers = (self.atlas.layer(name) for name in self.atlas.layers if name != "basemap")
        for frame in (*layers, self.story.places):
            if "name_en" in frame:
                chosen = frame[own].where(frame[own].astype(bool) & frame[own].notna(),
                                          frame["name_en"])  # fmt: skip
                names |= dict(zip(frame["id"], chosen, strict=True))
        return names | dict(
            zip(self.atlas.events["id"], self.atlas.events["title_en"], strict=True)
        )

    def _named(self, ids: Any) -> str:
        keys = str(ids or "").split()
        return ", ".join(self._names[key] for key in keys if key in self._names)

    def _one_event(self, row: dict[str, Any]) -> dict[str, Any]:
        event = {
            "article": self._article[row["article"]],
            "sentence": row["sentence"],
            "origin": row["origin"],
            "date": row["date"],
            "end": row["end_date"],
            "partial": row["partial"] if not row["date"] else "",
            "how": row["how"],
            "id": row["event_id"],
            "title": row["title"],
            "link": row["link"],
            "places": [self._place[key] for key in row["place_ids"] if key in self._place],
            "sources": list(row["source_ids"]),
        }
        if row["date"]:
            event["days"] = days_of(row["date"], row["end_date"])
        return _bare(event)

    def _one_number(self, row: dict[str, Any]) -> dict[str, Any]:
        wording = self.wording
        beside = [
            BesideSpec(
                of=self._named(one["subject_id"]),
                what=wording.property(str(one["property"]), self._names),
                value=wording.number(one["value"], None, one["unit"]),
                period=one["period"],
                sources=list(one["source_ids"]),
            )
            for one in row["beside"]
        ]
        return _bare(
            {
                "article": self._article[row["article"]],
                "sentence": row["sentence"],
                "surface": row["surface"],
                "value": wording.number(row["value"], row["upper"], row["unit"]),
                "place": self._place.get(row["subject_id"]),
                "claims": list(row["claims"]),
                "beside": beside,
            }
        )


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty."""
    return {key: value for key, value in item.items() if value not in (None, [], "")}


def _runs(row: dict[str, Any], marks: list[tuple[int, int, str, int]]) -> list[Any]:
    """Return a sentence as pieces: bare text, or text with what it marks."""
    text, offset = row["text"], row["start"]
    runs: list[Any] = []
    at = 0
    for start, end, letter, number in sorted(marks):
        first, last = max(start - offset, at), min(end - offset, len(text))
        if last <= first:
            continue
        if first > at:
            runs.append(text[at:first])
        runs.append([text[first:last], letter, number])
        at = last
    if at < len(text):
        runs.append(text[at:])
    return runs


def _cited(value: Any) -> Iterable[str]:
    """Yield the ids of every source that is cited anywhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "sources":
                yield from inner
            else:
                yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)
