"""Measurable statements in a text: how far, how long, how large, how many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims import phrases
from sinokorea_geo.errors import DataError
from sinokorea_geo.language import Quantity, find_quantities

__all__ = ["find_claims"]

_COLUMNS = (
    "start",
    "end",
    "surface",
    "measure",
    "subject_id",
    "object_id",
    "stated",
    "unit",
    "qualifier",
    "sure",
)
_BORDER = "china-dprk-border"
#: A mention less likely than this, or with other readings, is not sure.
_SURE = 0.7


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    id: str
    kind: str
    sure: bool


def find_claims(text: str, mentions: pd.DataFrame) -> pd.DataFrame:
    """Find what a text states that a map can measure.

    Parameters
    ----------
    text : str
        The text.
    mentions : DataFrame
        The places it names: ``start``, ``end``, ``surface``, ``id``, ``kind``, ``score`` and
        ``alternatives``.

    Returns
    -------
    pandas.DataFrame
        One row a statement, in order: ``start``, ``end`` and ``surface`` in the text,
        ``measure``, ``subject_id``, ``object_id``, ``stated``, ``unit``, ``qualifier``, and
        ``sure``: whether subject and object are beyond doubt. A place in doubt is left empty.

    Raises
    ------
    DataError
        If a column of the mentions is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> text = "Fengcheng is about 50 km from Dandong."
    >>> places = pd.DataFrame({
    ...     "start": [0, 30], "end": [9, 37], "surface": ["Fengcheng", "Dandong"],
    ...     "id": ["fengcheng", "dandong"], "kind": ["city", "city"], "score": [1.0, 1.0],
    ...     "alternatives": [(), ()]})
    >>> found = find_claims(text, places)
    >>> found[["subject_id", "object_id", "stated", "unit", "qualifier", "sure"]].values.tolist()
    [['fengcheng', 'dandong', '50', 'km', 'about', True]]
    """
    missing = [name for name in ("start", "end", "id", "kind") if name not in mentions]
    if missing:
        raise DataError(f"the mentions have no column {missing[0]!r}; pass what find_mentions gave")
    places = _mentions(mentions)
    rows: list[dict[str, Any]] = []
    for first, last in _sentences(text):
        here = [place for place in places if first <= place.start and place.end <= last]
        for quantity in find_quantities(text[first:last]):
            if quantity.is_range:
                continue  # a range is no single number
            start, end = quantity.start + first, quantity.end + first
            moved = replace(quantity, start=start, end=end)
            rows += _statements(text, moved, here, (first, last))
            if phrases.OTHERS.search(text, first, last):
                rows = [_unsure(row) if row["start"] >= first else row for row in rows]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["surface"] = [text[a:b] for a, b in zip(frame["start"], frame["end"], strict=True)]
    types = {"start": "int64", "end": "int64", "sure": "bool"}
    return frame.astype({name: types.get(name, "object") for name in _COLUMNS})


def _unsure(row: dict[str, Any]) -> dict[str, Any]:
    """Doubt a border where the sentence speaks of another one, too."""
    if _BORDER not in {row["subject_id"], row["object_id"]}:
        return row
    cleared = {key: "" for key in ("subject_id", "object_id") if row[key] == _BORDER}
    return row | cleared | {"sure": False}


def _mentions(frame: pd.DataFrame) -> list[_Mention]:
    places = []
    for row in records(frame):
        doubtful = len(row.get("alternatives") or ()) > 0
        likely = float(row.get("score", 1.0)) >= _SURE
        places.append(
            _Mention(
                int(row["start"]), int(row["end"]), str(row["id"]), str(row["kind"]),
                likely and not doubtful,
            )
        )  # fmt: skip
    return sorted(places, key=lambda place: place.start)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in phrases.ENDS.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _statements(
    text: str, found: Quantity, here: list[_Mention], sentence: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    if found.dimension == "length":
        yield from _far(text, found, here, sentence) or _long(text, found, here, sentence)
    elif found.dimension == "area":
        subject = _subject(text, found.start, here)
        yield _row(found, "area", subject, "", (found.start, found.end))
    elif found.unit.symbol in {"crossings", "bridges"}:
        word = {"crossings": "crossings", "bridges": ""}[found.unit.symbol]
        row = _row(found, "count", None, "", (found.start, found.end))
        border = phrases.BORDER_WORD.search(text, found.end, sentence[1]) is not None
        yield row | {"subject_id": word, "object_id": _BORDER if border else "", "sure": border
                     and bool(word)}  # fmt: skip
    elif found.dimension == "share" and phrases.BORDER_WORD.search(text, found.end, sentence[1]):
        subject = _subject(text, found.start, here)
        yield _row(found, "share", subject, _BORDER, (found.start, found.end))


def _far(
    text: str, found: Quantity, here: list[_Mention], sentence: tuple[int, int]
) -> list[dict[str, Any]]:
    """Read a distance from a place or the border, and the direction that goes with it."""
    after = next((p for p in here if p.start >= found.end), None)
    if after is not None and (link := phrases.FROM.fullmatch(text, found.end, after.start)):
        subject = _subject(text, found.start, here)
        return _with_way(found, subject, after, link, start=found.start, end=after.end)
    inside = phrases.INSIDE.match(text, found.end)
    if inside and (border := phrases.BORDER_WORD.match(text, inside.end(), sentence[1])):
        subject = _subject(text, found.start, here)
        return [_row(found, "distance", subject, _BORDER, (found.start, border.end()))]
    if (land := phrases.LAND.match(text, found.end)) and land.end() <= sentence[1]:
        subject = _subject(text, found.start, here)
        return [_row(found, "distance", subject, _BORDER, (found.start, land.end()))]
    if ahead := phrases.BORDER_BEFORE.search(text, sentence[0], found.start):
        subject = _subject(text, ahead.start(), here) or _subject_after(text, found.end, here)
        return [_row(found, "distance", subject, _BORDER, (ahead.start(), found.end))]
    return _far_before(text, found, here)


def _far_before(text: str, found: Quantity, here: list[_Mention]) -> list[dict[str, Any]]:
    """Read Chinese and Korean, where the place stands before the number."""
    before = next((p for p in reversed(here) if p.end <= found.start), None)
    if before is None:
        return []
    between = text[before.end : found.start]
    asian = not text[before.start : before.end].isascii()
    if not asian:
        return []
    away = phrases.ZH_FROM.search(text, max(0, before.start - 3), before.start)
    for pattern in (phrases.ZH_RIVER, phrases.KO_RIVER, phrases.ZH_TO, phrases.KO_TO):
        link = pattern.fullmatch(between)
        said = link is not None and (
            away is not None or any(link.groupdict().values()) or "에서" in between
            or "부터" in between
        )  # fmt: skip
        if link is None or not said:
            continue
        start = away.start() if away else before.start
        subject = _subject(text, start, here) or _subject_after(text, found.end, here)
        return _with_way(found, subject, before, link, start=start, end=found.end)
    return []


def _with_way(
    found: Quantity,
    subject: _Mention | None,
    other: _Mention,
    link: re.Match[str],
    *,
    start: int,
    end: int,
) -> list[dict[str, Any]]:
    groups = link.groupdict()
    rows = [_row(found, "distance", subject, other, (start, end))]
    if groups.get("way"):
        up = groups["way"].casefold() in {"up", "上", "상"}
        way = "upstream" if up else "downstream"
        rows = [
            _row(found, "along-border", subject, other, (start, end)),
            _row(found, "order-in-space", subject, other, (start, end))
            | {"stated": way, "unit": "", "qualifier": "exact"},
        ]
    elif groups.get("wind"):
        wind = re.sub(r"[\s-]", "", groups["wind"].casefold())
        rows.append(
            _row(found, "bearing", subject, other, (start, end))
            | {"stated": wind, "unit": "", "qualifier": "exact"}
        )
    return rows


def _long(
    text: str, found: Quantity, here: list[_Mention], sentence: tuple[int, int]
) -> list[dict[str, Any]]:
    """Read the length of a border, a bridge, a road or a river."""
    thing = phrases.LONG.match(text, found.end, sentence[1])
    if thing:
        end = thing.end()
        if thing["thing"].casefold() in {"border", "frontier"}:
            return [_row(found, "length", _BORDER, "", (found.start, end))]
        beside = [p for p in here if p.start <= end + 12 and p.end >= found.start - 40]
        named = [p for p in beside if _is_a(p.kind, thing["thing"].casefold())]
        return [
            _row(found, "length", named[0] if len(named) == 1 else None, "", (found.start, end))
        ]
    border = phrases.BORDER_WORD.search(text, sentence[0], found.start)
    subject = _subject(text, found.start, here)
    near = text[max(sentence[0], found.start - 12) : found.end + 10]
    if subject is None and border and found.start - border.end() <= 12:
        return [_row(found, "length", _BORDER, "", (border.start(), found.end))]
    if phrases.LENGTH_WORDS.search(near) and subject is not None:
        lines = {"river", "bridge", "crossing", "road", "expressway", "railway", "dam",
                 "high-speed-rail"}  # fmt: skip
        fit = subject if subject.kind in lines else None
        return [_row(found, "length", fit, "", (found.start, found.end))]
    return []


def _is_a(kind: str, thing: str) -> bool:
    railways = {"railway", "high-speed-rail"}
    alike = {
        "highway": {"road", "expressway"},
        "railroad": railways,
        "railway": railways,
        "bridge": {"bridge", "crossing"},
    }
    return thing in phrases.THINGS and kind in alike.get(thing, {thing})


def _subject(text: str, start: int, here: list[_Mention]) -> _Mention | None:
    """Return the place that the words before a number are about, if nothing else may be."""
    before = [place for place in here if place.end <= start]
    if not before:
        return None
    last = before[-1]
    return last if phrases.IS.match(text[last.end : start]) else None


def _subject_after(text: str, end: int, here: list[_Mention]) -> _Mention | None:
    """Find the place that follows its distance from another, as Chinese and Korean have it."""
    link = phrases.AFTER.match(text, end)
    return next((p for p in here if link and p.start == link.end()), None)


def _row(
    found: Quantity,
    measure: str,
    subject: _Mention | str | None,
    other: _Mention | str,
    span: tuple[int, int],
) -> dict[str, Any]:
    subject_id, subject_sure = _id_of(subject)
    other_id, other_sure = _id_of(other)
    wanted = measure in {"distance", "along-border", "order-in-space", "bearing", "share"}
    sure = bool(subject_id) and subject_sure and other_sure and bool(other_id or not wanted)
    return {
        "start": span[0],
        "end": span[1],
        "surface": "",
        "measure": measure,
        "subject_id": subject_id if subject_sure else "",
        "object_id": other_id if other_sure else "",
        "stated": found.stated,
        "unit": found.unit.symbol,
        "qualifier": found.qualifier,
        "sure": sure,
    }


def _id_of(place: _Mention | str | None) -> tuple[str, bool]:
    if place is None:
        return "", True
    if isinstance(place, str):
        return place, True
    return place.id, place.sure
