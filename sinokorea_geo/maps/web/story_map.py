"""Make the page of a story: a Folium map that carries everything it needs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.dates import parse_interval
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.save import OnePage
from sinokorea_geo.maps.style import ATTRIBUTION
from sinokorea_geo.maps.views import frame_of
from sinokorea_geo.maps.web.encoding import packed
from sinokorea_geo.maps.web.page import Drawing, PageMap, asset
from sinokorea_geo.maps.web.popups import MOST_SOURCES, sources_by_id
from sinokorea_geo.maps.web.story_words import Wording
from sinokorea_geo.maps.words import Language, Words, read_json

SCRIPTS = ("lib", "stage", "labels", "reader", "timeline", "panels", "tell")
#: Outlines are only shown when their place is chosen.
_SHAPE_DEG = 0.01
_LAND_DEG, _PROVINCE_DEG, _BORDER_DEG = 0.004, 0.006, 0.0006
_COUNTRIES: dict[str, list[float]] = read_json("style.json")["names of countries in a story"]
_EPOCH = dt.date(1970, 1, 1)

#: What is marked in a sentence: where it starts and ends, what it is, and its number in a list.
Mark = tuple[int, int, str, int]
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Frames:
    """Hold the frames of a story; :class:`sinokorea_geo.Story` says what each has."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame
    events: pd.DataFrame
    numbers: pd.DataFrame


class StoryMap(OnePage, PageMap):
    """A Folium map that builds the page of a story round itself.

    Parameters
    ----------
    spec : dict
        What to show, as plain data; see :func:`make_story_map`.
    """

    def __init__(self, spec: Row) -> None:
        scripts = ["base.js", *(f"story/{name}.js" for name in SCRIPTS)]
        drawing = Drawing(
            "SinokoreaGeoStory",
            "sinokoreaGeo.story.tellById",
            [asset("story/story.css")],
            "\n".join(map(asset, scripts)),
            dict,
        )
        super().__init__(spec, drawing, (5, 14), location=(41.5, 127.5))


def make_story_map(
    atlas: Atlas, story: Frames, *, title: str | None = None, language: Language = "en"
) -> StoryMap:
    """Return the page of a story, a ``folium.Map``: a map beside the articles."""
    content = _Content(atlas, story, language)
    words = dict(read_json("web/assets/story/words.json")[language[:2]])
    titles = list(story.articles["title"])
    spec = {
        "title": title or (titles[0] if len(titles) == 1 else "") or words["title"],
        "language": {"zh": "zh-Hans"}.get(language, language[:2]),
        "words": words,
        **content.spec(),
        **_ground(atlas, words),
    }
    return StoryMap(spec)


class _Content:
    """The frames of a story, and how they stand on the page."""

    def __init__(self, atlas: Atlas, story: Frames, language: str) -> None:
        self.atlas, self.story, self.language = atlas, story, language
        self.wording = Wording(language)
        self._article = {name: i for i, name in enumerate(story.articles["article"])}
        self._place = {key: i for i, key in enumerate(story.places["id"])}

    def spec(self) -> Row:
        """Return everything, with the sources that are cited."""
        story = self.story
        parts = {
            "articles": [self._one_article(row) for row in records(story.articles)],
            "places": [_bare(self._one_place(row)) for row in records(story.places)],
            "claims": [_bare(self._one_claim(row)) for row in records(story.claims)],
            "events": [_bare(self._one_event(row)) for row in records(story.events)],
            "numbers": [_bare(self._one_number(row)) for row in records(story.numbers)],
        }
        sources = sources_by_id(self.atlas.sources)
        cited = set(_cited(parts))
        return parts | {"sources": {key: sources[key] for key in sorted(cited) if key in sources}}

    def _one_article(self, row: Row) -> Row:
        name = row["article"]
        own = self.story.sentences[self.story.sentences["article"] == name]
        paragraphs = [
            [
                [one["sentence"], _runs(one, self._marks.get((name, one["sentence"]), []))]
                for one in records(group)
            ]
            for _, group in own.groupby("paragraph")
        ]
        about = {key: row[key] for key in ("title", "date", "language")}
        sources = {"sources": [row["source_id"]]} if row["source_id"] else {}
        return {"name": name, **about, "paragraphs": paragraphs, **sources}

    @cached_property
    def _marks(self) -> dict[tuple[str, int], list[Mark]]:
        """What is marked in each sentence: mentions, dates, numbers; none overlap."""
        marks: dict[tuple[str, int], list[Mark]] = {}
        for row in records(self.story.mentions.drop(columns="geometry")):
            one = (row["start"], row["end"], "m", self._place[row["id"]])
            marks.setdefault((row["article"], row["sentence"]), []).append(one)
        for letter, frame in (("d", self.story.events), ("q", self.story.numbers)):
            for number, row in enumerate(records(frame)):
                if row["start"] < 0 or (letter == "d" and row["origin"] != "text"):
                    continue
                own = marks.setdefault((row["article"], row["sentence"]), [])
                start, end = row["start"], row["end"]
                if not any(start < other[1] and other[0] < end for other in own):
                    own.append((start, end, letter, number))
        return marks

    def _one_place(self, row: Row) -> Row:
        place = {
            "id": row["id"],
            "name": row["name_en"],
            "label": self._names.get(row["id"], row["name_en"]),
            "zh": row["name_zh"],
            "ko": self._names[row["id"]] if self.language == "ko-KR" else row["name_ko"],
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
        return place

    def _said(self, row: Row, place_ids: Iterable[str], *columns: str) -> Row:
        """Return where something is said, its places on the page, and columns as they are."""
        return {name: row[name] for name in columns} | {
            "article": self._article[row["article"]],
            "sentence": row["sentence"],
            "places": [self._place[key] for key in place_ids if key in self._place],
        }

    def _one_claim(self, row: Row) -> Row:
        line, wording = row["geometry"], self.wording
        ids = f"{row['subject_id']} {row['object_id']}".split()
        return self._said(row, ids, "origin") | {
            "verdict": row["verdict"] or "not checked",
            "why": wording.reason(row),
            "text": row["paraphrase"],
            "about": self._named(row["subject_id"]),
            "to": self._named(row["object_id"]),
            "stated": wording.quantity(row["stated"], row["unit"], row["qualifier"]),
            "measured": wording.measured(row),
            "line": [[round(x, 4), round(y, 4)] for x, y in line.coords] if line else None,
            "sources": [*str(row["source_ids"]).split(), *row["evidence"]][:MOST_SOURCES],
        }

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names of features and events in the page's language, English where there is none."""
        own = Words(self.language).names
        names: dict[str, str] = {}
        layers = (self.atlas.layer(name) for name in self.atlas.layers if name != "basemap")
        for frame in (self.story.places, *layers):
            if "name_en" in frame:
                local = frame[own if own in frame else "name_ko"]
                chosen = local.where(local.astype(bool) & local.notna(), frame["name_en"])
                names |= dict(zip(frame["id"], chosen, strict=True))
        events = self.atlas.events
        return names | dict(zip(events["id"], events["title_en"], strict=True))

    def _named(self, ids: Any) -> str:
        keys = str(ids or "").split()
        return ", ".join(self._names[key] for key in keys if key in self._names)

    def _one_event(self, row: Row) -> Row:
        same = ("origin", "date", "how", "title", "link")
        return self._said(row, row["place_ids"], *same) | {
            "end": row["end_date"],
            "partial": row["partial"] if not row["date"] else "",
            "id": row["event_id"],
            "sources": list(row["source_ids"]),
            "days": days_of(row["date"], row["end_date"]) if row["date"] else None,
        }

    def _one_number(self, row: Row) -> Row:
        wording = self.wording
        beside = [
            {
                "of": self._named(one["subject_id"]),
                "what": wording.property(str(one["property"]), self._names),
                "value": wording.number(one["value"], None, one["unit"]),
                "period": one["period"],
                "sources": list(one["source_ids"]),
            }
            for one in row["beside"]
        ]
        return self._said(row, (), "surface") | {
            "value": wording.number(row["value"], row["upper"], row["unit"]),
            "place": self._place.get(row["subject_id"]),
            "claims": list(row["claims"]),
            "beside": beside,
        }


def _ground(atlas: Atlas, words: dict[str, str]) -> Row:
    """Return what lies under a story: land, provinces, borders, names of countries."""
    land = shapely.simplify(atlas.layer("basemap").geometry.to_numpy(), _LAND_DEG)
    units = frame_of(atlas, "provinces").geometry.to_numpy()
    others = atlas.layer("border").query("kind == 'neighbour-border'").geometry.to_numpy()
    border = atlas.border.geometry
    west, south, east, north = border.bounds
    return {
        "land": packed(shapely.union_all(land)),
        "provinces": [packed(one) for one in shapely.simplify(units, _PROVINCE_DEG)],
        "border": packed(shapely.simplify(border, _BORDER_DEG)),
        "others": [packed(one) for one in shapely.simplify(others, _BORDER_DEG)],
        "countries": [{"text": words[key], "at": at} for key, at in _COUNTRIES.items()],
        "bounds": [[round(south, 3), round(west, 3)], [round(north, 3), round(east, 3)]],
        "credits": ATTRIBUTION,
    }


def days_of(date: str, end_date: str) -> tuple[int, int]:
    """Return the first and the last day of a date or a stretch, as days since 1970."""
    first, last = parse_interval(date), parse_interval(end_date or date)
    return (first.first - _EPOCH).days, (max(first.last, last.last) - _EPOCH).days


def _bare(item: Row) -> Row:
    """Leave out what is empty."""
    return {key: value for key, value in item.items() if value not in (None, [], "")}


def _runs(row: Row, marks: list[Mark]) -> list[Any]:
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
            yield from inner if key == "sources" else _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)
