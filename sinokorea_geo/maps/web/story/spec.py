"""What a story's page says, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.web.coords import packed
from sinokorea_geo.maps.web.popups import sources_by_id
from sinokorea_geo.maps.web.story.days import days_of
from sinokorea_geo.maps.web.story.words import figure_text, measured_text, quantity_text

__all__ = ["Content"]

#: Outlines are only shown when their place is chosen.
_SHAPE_DEG = 0.01
_MOST_SOURCES = 6


@dataclass(frozen=True, eq=False)
class Content:
    """The frames of a story, and how they stand on the page.

    Parameters
    ----------
    atlas : Atlas
        For names and sources.
    articles, sentences, mentions, places, claims, events, figures : DataFrame
        Of the story.
    language : str
        Of place names.
    """

    atlas: Atlas
    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame
    events: pd.DataFrame
    figures: pd.DataFrame
    language: str

    def spec(self) -> dict[str, Any]:
        """Return everything, with the sources that are cited."""
        parts = {
            "articles": self._articles(),
            "places": self._places(),
            "claims": self._claims(),
            "events": self._events(),
            "figures": self._figures(),
        }
        sources = sources_by_id(self.atlas.sources)
        cited = set(_cited(parts))
        return parts | {"sources": {key: sources[key] for key in sorted(cited) if key in sources}}

    # -- articles --------------------------------------------------------------------------------

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.articles["article"])}

    @cached_property
    def _place_number(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.places["id"])}

    def _articles(self) -> list[dict[str, Any]]:
        marks = self._marks()
        found = []
        for article in records(self.articles):
            name = article["article"]
            own = self.sentences[self.sentences["article"] == name]
            paragraphs = [
                [
                    [row["sentence"], _runs(row, marks.get((name, row["sentence"]), []))]
                    for row in records(group)
                ]
                for _, group in own.groupby("paragraph")
            ]
            one = {key: article[key] for key in ("title", "date", "language")}
            one |= {"name": name, "paragraphs": paragraphs}
            if article["source_id"]:
                one["sources"] = [article["source_id"]]
            found.append(one)
        return found

    def _marks(self) -> dict[tuple[str, int], list[tuple[int, int, str, int]]]:
        """Return what is marked in each sentence: mentions, dates, numbers; none overlap."""
        marks: dict[tuple[str, int], list[tuple[int, int, str, int]]] = {}
        for row in records(self.mentions.drop(columns="geometry")):
            key = (row["article"], row["sentence"])
            one = (row["start"], row["end"], "m", self._place_number[row["id"]])
            marks.setdefault(key, []).append(one)
        for letter, frame in (("d", self.events), ("q", self.figures)):
            for number, row in enumerate(records(frame)):
                if row["start"] < 0 or (letter == "d" and row["origin"] != "text"):
                    continue
                own = marks.setdefault((row["article"], row["sentence"]), [])
                start, end = row["start"], row["end"]
                if not any(start < other[1] and other[0] < end for other in own):
                    own.append((start, end, letter, number))
        return marks

    # -- places ----------------------------------------------------------------------------------

    def _places(self) -> list[dict[str, Any]]:
        found = []
        for row in records(self.places):
            place: dict[str, Any] = {
                "id": row["id"],
                "name": row["name_en"],
                "zh": row["name_zh"],
                "ko": row["name_ko"],
                "kind": str(row["kind"]).replace("-", " "),
                "sources": list(row["source_ids"]),
            }
            place["label"] = self._label(row)
            geometry = row["geometry"]
            if geometry is not None and not geometry.is_empty:
                point = (
                    geometry if geometry.geom_type == "Point" else geometry.representative_point()
                )
                place["at"] = [round(point.x, 4), round(point.y, 4)]
                if geometry.geom_type != "Point":
                    place["shape"] = packed(geometry.simplify(_SHAPE_DEG))
            if row["accuracy_m"] == row["accuracy_m"] and row["accuracy_m"] is not None:
                place["accuracy_m"] = round(float(row["accuracy_m"]))
            found.append(
                {key: value for key, value in place.items() if value not in (None, [], "")}
            )
        return found

    def _label(self, row: dict[str, Any]) -> str:
        own = row.get(f"name_{self.language}")
        return own if isinstance(own, str) and own else row["name_en"]

    # -- claims ----------------------------------------------------------------------------------

    def _claims(self) -> list[dict[str, Any]]:
        found = []
        for row in records(self.claims):
            line = row["geometry"]
            claim = {
                "article": self._number[row["article"]],
                "sentence": row["sentence"],
                "origin": row["origin"],
                "verdict": row["verdict"],
                "why": row["why"],
                "text": row["paraphrase"],
                "about": self._named(row["subject_id"]),
                "to": self._named(row["object_id"]),
                "stated": quantity_text(row["stated"], row["unit"], row["qualifier"]),
                "measured": measured_text(row),
                "places": self._numbers(
                    str(row["subject_id"]).split() + str(row["object_id"]).split()
                ),
                "line": [[round(x, 4), round(y, 4)] for x, y in line.coords] if line else None,
                "sources": [*str(row["source_ids"]).split(), *row["evidence"]][:_MOST_SOURCES],
            }
            found.append(
                {key: value for key, value in claim.items() if value not in (None, [], "")}
            )
        return found

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for layer in ("provinces", "counties", "islands", "rivers", "routes", "places", "zones",
                      "crossings"):  # fmt: skip
            frame = self.atlas.layer(layer)
            names |= dict(zip(frame["id"], frame["name_en"], strict=True))
        names |= dict(zip(self.atlas.events["id"], self.atlas.events["title_en"], strict=True))
        return names | {
            row["id"]: row["name_en"] for row in records(self.places[["id", "name_en"]])
        }

    def _named(self, ids: Any) -> str:
        keys = str(ids or "").split()
        return ", ".join(self._names[key] for key in keys if key in self._names)

    def _numbers(self, ids: Iterable[str]) -> list[int]:
        return [self._place_number[key] for key in ids if key in self._place_number]

    def _what(self, name: str) -> str:
        """Return what a figure is of, in words: ``distance_to:rajin`` is of a distance."""
        what, _, other = name.partition(":")
        words = what.replace("_", " ").replace("-", " ")
        return f"{words} {self._names.get(other, other)}".strip()

    # -- events and figures ----------------------------------------------------------------------

    def _events(self) -> list[dict[str, Any]]:
        found = []
        for row in records(self.events):
            event = {
                "article": self._number[row["article"]],
                "sentence": row["sentence"],
                "origin": row["origin"],
                "date": row["date"],
                "end": row["end_date"],
                "partial": row["partial"] if not row["date"] else "",
                "how": row["how"],
                "id": row["event_id"],
                "title": row["title"],
                "link": row["link"],
                "places": self._numbers(row["place_ids"]),
                "sources": list(row["source_ids"]),
            }
            if row["date"]:
                event["days"] = days_of(row["date"], row["end_date"])
            found.append(
                {key: value for key, value in event.items() if value not in (None, [], "")}
            )
        return found

    def _figures(self) -> list[dict[str, Any]]:
        found = []
        for row in records(self.figures):
            figure = {
                "article": self._number[row["article"]],
                "sentence": row["sentence"],
                "surface": row["surface"],
                "value": figure_text(row["value"], row["upper"], row["unit"]),
                "place": self._place_number.get(row["subject_id"]),
                "claims": list(row["claims"]),
                "beside": [
                    {
                        "of": self._named(one["subject_id"]),
                        "what": self._what(str(one["property"])),
                        "value": figure_text(one["value"], None, one["unit"]),
                        "period": one["period"],
                        "sources": list(one["source_ids"]),
                    }
                    for one in row["beside"]
                ],
            }
            found.append({key: value for key, value in figure.items() if value not in (None, [])})
        return found


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
