"""Tell articles as a story: their places, claims, events and numbers on one page."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.dates import Interval, parse_interval
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.lookup import Lookup, lookup_of
from sinokorea_geo.language import MOST_BYTES, find_dates
from sinokorea_geo.maps import StoryMap, save_html
from sinokorea_geo.maps.web.story_map import Frames, make_story_map
from sinokorea_geo.maps.words import Language
from sinokorea_geo.story.articles import COLUMNS, Article, article_of, texts_by_name
from sinokorea_geo.story.claims import claims_of, numbers_of
from sinokorea_geo.toponyms import find_mentions
from sinokorea_geo.toponyms.lexicon import EXTRA

#: Names of what is named in texts and stands in no layer.
_NAMES = {
    one["id"]: {name: one[name] for name in ("name_zh", "name_ko")}
    for one in (EXTRA["border"], *EXTRA["place"])
    if "name_zh" in one
}


@dataclass(frozen=True, eq=False)
class Story(Frames):
    """What articles say, each item with the sentence that it comes from.

    Parameters
    ----------
    articles : pandas.DataFrame
        One row an article: ``article`` (its name), ``title``, ``date``, ``source_id``,
        ``language``, ``text``.
    sentences : pandas.DataFrame
        ``article``, ``sentence`` (its number), ``paragraph``, ``start``, ``end``, ``text``.
    mentions : geopandas.GeoDataFrame
        EPSG:4326, as of ``find_mentions``, with ``article`` and ``sentence``.
    places : geopandas.GeoDataFrame
        EPSG:4326, one row a place: ``id``, ``name_en``, ``name_zh``, ``name_ko``, ``kind``,
        ``mentions`` (how many), ``articles`` (names), ``accuracy_m``, ``geometry_basis``,
        ``source_ids``, ``geometry``; most often named first.
    claims : geopandas.GeoDataFrame
        EPSG:4326, one row a claim: ``article``, ``sentence`` (-1 if it stands in no one
        sentence), ``origin`` (``text``, or ``atlas`` where the atlas has recorded it of this
        article), the columns of :func:`sinokorea_geo.check_claims` with an empty ``verdict``
        for what was read but not checked, ``evidence`` (the sources that speak for or against
        it), and the line between what it relates as ``geometry``.
    events : pandas.DataFrame
        In order of time: ``date`` and ``end_date`` (partial ISO dates), ``partial`` (what is
        known where the year is not), ``how``, ``origin`` (``text`` or ``atlas``), ``title``,
        ``article``, ``sentence``, ``start``, ``end``, ``event_id``, ``place_ids``, ``link``,
        ``source_ids``.
    numbers : pandas.DataFrame
        ``article``, ``sentence``, ``start``, ``end``, ``surface``, ``value``, ``upper``,
        ``unit``, ``dimension``, ``subject_id``, ``claims`` (the rows of the claims that state
        it), and ``beside``: what the atlas has of the same property, a tuple of dictionaries.
    atlas : Atlas
        What it was made with.
    """

    atlas: Atlas = field(repr=False)

    def __repr__(self) -> str:
        names = ("articles", "places", "claims", "events", "numbers")
        counts = ", ".join(f"{len(getattr(self, name))} {name}" for name in names)
        return f"Story({counts})"

    def to_map(self, *, title: str | None = None, language: Language = "en") -> StoryMap:
        """Return the story as a page: a map beside the articles.

        Parameters
        ----------
        title : str, optional
            Of the page; that of the article, or how many there are, if not given.
        language : {"en", "zh", "ko", "ko-KR"}
            Of the page's own words and of place names on the map.

        Returns
        -------
        StoryMap
            A ``folium.Map``: write it with :func:`sinokorea_geo.save_html`, or show it in a
            notebook.

        Raises
        ------
        InvalidQuantity
            If there are no words in the language.
        """
        return make_story_map(self.atlas, self, title=title, language=language)

    def save_html(
        self,
        path: str | Path,
        *,
        title: str | None = None,
        language: Language = "en",
        overwrite: bool = False,
    ) -> Path:
        """Write the story to one HTML file that needs no network.

        Parameters
        ----------
        path, overwrite
            As for :func:`sinokorea_geo.save_html`.
        title, language
            As for :meth:`to_map`.

        Returns
        -------
        pathlib.Path
            The file written.

        Raises
        ------
        OutputError
            If the path cannot be written.
        InvalidQuantity
            If there are no words in the language.
        """
        drawn = self.to_map(title=title, language=language)
        return save_html(drawn, path, overwrite=overwrite)

    def _repr_html_(self) -> Any:
        return self.to_map()._repr_html_()


def make_story(
    articles: str | Path | Mapping[str, str] | Iterable[str | Path],
    atlas: Atlas,
    *,
    encoding: str | None = None,
    most_bytes: int = MOST_BYTES,
) -> Story:
    """Read articles, and put what they say together with what the atlas knows.

    Parameters
    ----------
    articles : path, iterable of paths, or mapping of str to str
        Files of plain text or HTML; or texts, each under the name it shall have.
    atlas : Atlas
        The atlas.
    encoding : str, optional
        Of the files; UTF-8, or what a file says of itself, if not given.
    most_bytes : int
        A larger file is refused before it is read.

    Returns
    -------
    Story
        Frames of places, claims, events and numbers, each row with its article and sentence;
        :meth:`Story.save_html` makes a page of it.

    Raises
    ------
    InvalidText
        If a file is no text, too large or in another encoding, or no article was given.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> text = "On Sept. 30, 2016 a bridge opened. Quanhe is 40 km from Hunchun."
    >>> story = make_story({"note.txt": text}, load_atlas())
    >>> story.places["id"].tolist()
    ['hunchun', 'quanhe-wonjong']
    >>> story.events[["date", "origin"]].values.tolist()
    [['2016-09-30', 'atlas'], ['2016-09-30', 'text']]
    >>> story.numbers[["value", "unit", "subject_id"]].values.tolist()
    [[40.0, 'km', 'quanhe-wonjong']]
    """
    texts = texts_by_name(articles, encoding=encoding, most_bytes=most_bytes)
    read = [article_of(name, text, atlas) for name, text in texts.items()]
    lookup = lookup_of(atlas)
    mentions = _mentions(read, atlas)
    claims = claims_of(read, mentions, lookup)
    columns = ("name", "title", "date", "source_id", "language", "text")
    table = pd.DataFrame([[getattr(a, c) for c in columns] for a in read], columns=list(columns))
    sentences = [
        (a.name, n, bisect_right(a.paragraphs, n) - 1, start, end, a.text[start:end])
        for a in read
        for n, (start, end) in enumerate(a.sentences)
    ]
    return Story(
        articles=table.rename(columns={"name": "article"}),
        sentences=pd.DataFrame(sentences, columns=COLUMNS["sentences"]),
        mentions=mentions,
        places=_places(mentions, lookup),
        claims=claims,
        events=_events(read, mentions, atlas),
        numbers=numbers_of(read, mentions, claims, atlas),
        atlas=atlas,
    )


def _mentions(articles: list[Article], atlas: Atlas) -> gpd.GeoDataFrame:
    """Return every mention in every article, with the number of its sentence."""
    frames = []
    for article in articles:
        found = find_mentions(article.text, atlas)
        numbers = [article.sentence_at(start) for start in found["start"]]
        frames.append(found.assign(article=article.name, sentence=numbers))
    whole = pd.concat(frames, ignore_index=True)
    whole = whole.astype({"article": object, "sentence": "int64"})
    return gpd.GeoDataFrame(whole[COLUMNS["mentions"]], geometry="geometry", crs="EPSG:4326")


def _places(mentions: gpd.GeoDataFrame, lookup: Lookup) -> gpd.GeoDataFrame:
    """Return each place that is named, most often named first."""
    rows: list[dict[str, Any]] = []
    for key, found in mentions.groupby("id", sort=False):
        place, first = lookup.place(str(key)), found.iloc[0]
        known = ("name_zh", "name_ko", "accuracy_m", "geometry_basis")
        row = {name: getattr(place, name, None) for name in known} | _NAMES.get(str(key), {})
        row |= {"id": key, "name_en": first["name_en"], "kind": first["kind"]}
        row |= {"mentions": len(found), "articles": tuple(found["article"].unique())}
        row["source_ids"] = place.source_ids if place else ()
        row["geometry"] = place.geometry if place else first["geometry"]
        rows.append(row)
    rows.sort(key=lambda row: (-row["mentions"], row["id"]))
    columns = {name: [row[name] for row in rows] for name in COLUMNS["places"]}
    geometry = gpd.GeoSeries(columns.pop("geometry"), crs="EPSG:4326")
    frame = gpd.GeoDataFrame(pd.DataFrame(columns, dtype=object), geometry=geometry)
    return frame.astype({"mentions": "int64", "accuracy_m": "float64"})


def _events(articles: list[Article], mentions: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    """Return dated events in order: those of the articles, and the atlas's that go with them."""
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
