"""List the dates that articles write, and the atlas's events that go with them."""

from dataclasses import replace
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.dates import Interval, parse_interval
from sinokorea_geo.atlas.store import records
from sinokorea_geo.language.dates import find_dates
from sinokorea_geo.story.articles import COLUMNS, Article


def events_of(articles: list[Article], mentions: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    """Return dated events in order: of the articles (``text``) and of the ``atlas``.

    An event of the atlas is there because the article writes its date (``same date``), or
    because it happened at a place that the article names within the time it tells of
    (``same place``).
    """
    rows: list[dict[str, Any]] = []
    for article in articles:
        own = mentions[mentions["article"] == article.name]
        written = _written(article, own)
        rows += written + _linked(article, own, written, atlas.events)
    rows.sort(
        key=lambda row: (row["date"] == "", row["date"], row["origin"], row["link"], row["start"])
    )
    frame = pd.DataFrame(rows, columns=COLUMNS["events"]).astype(object)
    return frame.astype({"sentence": "int64", "start": "int64", "end": "int64"})


def _written(article: Article, mentions: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the dates of an article, each once a sentence."""
    kept = ("date", "end_date", "partial", "how", "start", "end")
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for found in records(find_dates(article.text, article.date)):
        sentence = article.sentence_at(found["start"])
        if sentence == article.dateline and found["date"] != article.date:
            continue  # when the page was changed, or the day of the week
        places = mentions[mentions["sentence"] == sentence]["id"]
        row = {name: found[name] for name in kept}
        row |= {"origin": "text", "title": article.sentence(sentence), "article": article.name}
        row |= {"sentence": sentence, "event_id": "", "place_ids": tuple(dict.fromkeys(places))}
        row["link"] = "published" if sentence == article.dateline else ""
        row["source_ids"] = (article.source_id,) if article.source_id else ()
        rows.setdefault((sentence, row["date"], row["end_date"], row["partial"]), row)
    return list(rows.values())


def _linked(
    article: Article, mentions: pd.DataFrame, written: list[dict[str, Any]], events: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return the atlas's events that share a date with an article, or a place and its period."""
    # A bare year says too little to tie an event to a sentence.
    exact = [(row, _interval(row)) for row in written if len(row["date"]) >= 7]
    if not exact:
        return []
    period = Interval(min(span.first for _, span in exact), max(span.last for _, span in exact))
    if len(article.date) == 10:  # nothing is told of what came after
        period = replace(period, last=min(period.last, parse_interval(article.date).last))
    named = set(mentions["id"])
    rows = []
    for event in records(events):
        if len(event["date"]) < 4:
            continue
        span = _interval(event)
        same = _nearest_in_time(exact, span) if len(event["date"]) >= 7 else None
        here = event["place_id"] in named and period.overlaps(span)
        if same is None and not here:
            continue
        where = same or dict.fromkeys(("sentence", "start", "end"), -1)
        row = where | {name: event[name] for name in ("date", "end_date")}
        row |= {"partial": "", "how": "atlas", "origin": "atlas", "article": article.name}
        row |= {"title": event["title_en"], "event_id": event["id"]}
        row["place_ids"] = (event["place_id"],) if event["place_id"] else ()
        row["link"] = "same date" if same else "same place"
        row["source_ids"] = tuple(event["source_ids"].split())
        rows.append(row)
    return rows


def _nearest_in_time(
    written: list[tuple[dict[str, Any], Interval]], span: Interval
) -> dict[str, Any] | None:
    """Return the date of the text that an event falls on, the most exact one."""
    sharing = [(own.last - own.first, row) for row, own in written if own.overlaps(span)]
    length, row = min(sharing, key=lambda pair: pair[0], default=(None, None))
    return row if length is not None and length.days <= 31 else None


def _interval(row: dict[str, Any]) -> Interval:
    first, last = (parse_interval(row[name] or row["date"]) for name in ("date", "end_date"))
    return Interval(first.first, max(first.last, last.last))
