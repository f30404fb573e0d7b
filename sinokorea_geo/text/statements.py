"""Measurable statements in a text: how far, how long, how large, how many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sinokorea_geo.atlas.layers import records
from sinokorea_geo.errors import DataError
from sinokorea_geo.text.quantities import Quantity, find_quantities

__all__ = ["find_statements"]

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
_ENDS = re.compile(r"[。！？!?\n]|\.(?=\s|$)(?<!\b[A-Z]\.)(?<!Mt\.)(?<!sq\.)(?<!approx\.)(?<!ca\.)")
_WINDS = r"(?:north|south)[\s-]?(?:east|west)?|east|west"
#: After an English number: "50 km (northeast | downstream) from".
_FROM = re.compile(
    rf"\s*(?:\([^)]{{1,30}}\)\s*)?(?:(?P<way>up|down)(?:stream|river)\s+|(?P<wind>{_WINDS})\s+)?"
    r"(?:away\s+)?(?P<word>from|of|inside|off)\s+(?:the\s+)?(?:\w+\s+){0,3}?$",
    re.IGNORECASE,
)
_BORDER_WORD = re.compile(
    r"(?:the\s+)?(?:(?:\S+\s+){0,3}?)(?P<border>border|frontier)\b|(?:中朝)?(?:边境|边界|国境)|"
    r"(?:북중|조중|중조)?\s?국경",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?(?:inside|from|off|of|within)\s+", re.IGNORECASE)
#: "50 km inside North Korea", "… from China": measured from the border.
_LAND = re.compile(
    r"\s*(?:\([^)]{1,30}\)\s*)?(?:(?:deep\s+)?(?:inside|into|within)\s+(?:of\s+)?|from\s+|off\s+)"
    r"(?:the\s+)?(?:(?:North\s+Korea|D\.?P\.?R\.?K\.?|China)\b|"
    r"(?:North\s+Korean|Chinese)\s+(?:territory|soil|side|border|frontier)\b)",
    re.IGNORECASE,
)
#: "距中朝边境约50公里", "국경에서 약 50㎞": the border stands before its number.
_BORDER_BEFORE = re.compile(
    r"(?:(?:距离?|离)(?:中朝|中国|朝中|朝鲜)?(?:边境|边界|国境)(?:线)?(?:约|大约|仅|只有|近|不到|超过)?|"
    r"(?:북중|조중|중조|중국)?\s?국경(?:선)?(?:에서|으로부터)\s?(?:약|대략|불과|최소)?)\s*$"
)
#: "20km 떨어진 삼지연", "20公里的虎山": what is so far away comes after.
_AFTER = re.compile(r"\s?(?:정도\s?)?(?:떨어진|거리의|거리에\s?있는|远的|外的|处的|的)\s*")
#: "丹东以东20公里", "단둥에서 (동쪽으로) 50㎞": what stands between a place and its number.
_ZH_TO = re.compile(r"(?:市|县|镇|口岸|大桥)?(?:以|之)?(?P<wind>东北|东南|西北|西南|东|西|南|北)?"
                    r"(?:面|部|方|边)?(?:方向)?(?:约|大约|仅|只有|近|不到|超过)?\s*$")  # fmt: skip
_ZH_FROM = re.compile(r"(?:距离?|离|距)\s*$")
_ZH_RIVER = re.compile(r"(?:市|县|镇|口岸|大桥)?(?P<way>上|下)游(?:约|大约)?\s*$")
_KO_TO = re.compile(
    r"(?:시|군|읍)?\s?(?:에서|로부터|으로부터)?\s?(?P<wind>북동|남동|북서|남서|동|서|남|북)?(?:쪽)?"
    r"(?:으로|방향으로)?\s?(?:약|대략|불과|거의|최소)?\s*$"
)
_KO_RIVER = re.compile(r"(?P<way>상|하)류(?:로|쪽으로)?\s?(?:약|대략)?\s*$")
#: What links a subject to its number.
_IS = re.compile(
    r"^(?:[\s,]*(?:\([^)]*\))?[\s,]*(?:which\s+|that\s+)?(?:(?:is|are|lies?|lying|sits?|stands?|"
    r"located|situated|runs?|stretch(?:es|ing)|covers?|covering|spans?|measur(?:es|ing)|has|with|"
    r"an?|the|area|total|of|length|just|only|only\s+some|about|around|some|roughly|nearly|over|"
    r"more\s+than|less\s+than|at\s+least|approximately|almost|up\s+to)[\s,]*)*|"
    r"\s*[,，:：]?(?:位于|在|地处|全长|长|总长|面积|总面积|占地|为|约|大约|达|是|距离?|离|超过|近|不到)*\s*|"
    r"\s?(?:은|는|이|가|의)?\s?(?:길이|총길이|면적|총면적|연장|약|대략|는|은|이|가|\s)*)$",
    re.IGNORECASE,
)
_LONG = re.compile(
    r"\s*\)?\s*(?:\([^)]{1,30}\)\s*)?[-\s]?(?:long\s+)?(?P<thing>border|frontier|bridge|road|highway|expressway|railway|"
    r"railroad|river|dam|line|section|stretch)\b",
    re.IGNORECASE,
)
_LENGTH_WORDS = re.compile(
    r"(?:全长|总长|长|길이|총길이|연장|stretch|runs?|length|long)", re.IGNORECASE
)
#: A border of somebody else's.
_OTHERS = re.compile(
    r"Russia|South Korea|Mongolia|Vietnam|India|DMZ|demilitari|inter-Korean|俄|韩国|蒙古|越南|"
    r"러시아|남북|한국|휴전|군사분계|몽골",
    re.IGNORECASE,
)
_THINGS = {"bridge", "road", "highway", "expressway", "railway", "railroad", "dam", "river"}
#: A mention less likely than this, or with other readings, is not sure.
_SURE = 0.7


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    id: str
    kind: str
    sure: bool


def find_statements(text: str, mentions: pd.DataFrame) -> pd.DataFrame:
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
    >>> found = find_statements(text, places)
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
            moved = Quantity(
                quantity.start + first,
                quantity.end + first,
                quantity.stated,
                quantity.unit,
                quantity.qualifier,
            )
            rows += _statements(text, moved, here, (first, last))
            if _OTHERS.search(text, first, last):
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
    for match in _ENDS.finditer(text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _statements(
    text: str, found: Quantity, here: list[_Mention], sentence: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    if found.kind == "length":
        yield from _far(text, found, here, sentence) or _long(text, found, here, sentence)
    elif found.kind == "area":
        subject = _subject(text, found.start, here)
        yield _row(found, "area", subject, "", (found.start, found.end))
    elif found.kind == "count":
        word = {"crossings": "crossings", "bridges": ""}[found.unit]
        row = _row(found, "count", None, "", (found.start, found.end))
        border = _BORDER_WORD.search(text, found.end, sentence[1]) is not None
        yield row | {"subject_id": word, "object_id": _BORDER if border else "", "sure": border
                     and bool(word)}  # fmt: skip
    elif _BORDER_WORD.search(text, found.end, sentence[1]):
        subject = _subject(text, found.start, here)
        yield _row(found, "share", subject, _BORDER, (found.start, found.end))


def _far(
    text: str, found: Quantity, here: list[_Mention], sentence: tuple[int, int]
) -> list[dict[str, Any]]:
    """Read a distance from a place or the border, and the direction that goes with it."""
    after = next((p for p in here if p.start >= found.end), None)
    if after is not None and (link := _FROM.fullmatch(text, found.end, after.start)):
        subject = _subject(text, found.start, here)
        return _with_way(found, subject, after, link, start=found.start, end=after.end)
    inside = _INSIDE.match(text, found.end)
    if inside and (border := _BORDER_WORD.match(text, inside.end(), sentence[1])):
        subject = _subject(text, found.start, here)
        return [_row(found, "distance", subject, _BORDER, (found.start, border.end()))]
    if (land := _LAND.match(text, found.end)) and land.end() <= sentence[1]:
        subject = _subject(text, found.start, here)
        return [_row(found, "distance", subject, _BORDER, (found.start, land.end()))]
    if ahead := _BORDER_BEFORE.search(text, sentence[0], found.start):
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
    away = _ZH_FROM.search(text, max(0, before.start - 3), before.start)
    for pattern in (_ZH_RIVER, _KO_RIVER, _ZH_TO, _KO_TO):
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
    thing = _LONG.match(text, found.end, sentence[1])
    if thing:
        end = thing.end()
        if thing["thing"].casefold() in {"border", "frontier"}:
            return [_row(found, "length", _BORDER, "", (found.start, end))]
        beside = [p for p in here if p.start <= end + 12 and p.end >= found.start - 40]
        named = [p for p in beside if _is_a(p.kind, thing["thing"].casefold())]
        return [
            _row(found, "length", named[0] if len(named) == 1 else None, "", (found.start, end))
        ]
    border = _BORDER_WORD.search(text, sentence[0], found.start)
    subject = _subject(text, found.start, here)
    near = text[max(sentence[0], found.start - 12) : found.end + 10]
    if subject is None and border and found.start - border.end() <= 12:
        return [_row(found, "length", _BORDER, "", (border.start(), found.end))]
    if _LENGTH_WORDS.search(near) and subject is not None:
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
    return thing in _THINGS and kind in alike.get(thing, {thing})


def _subject(text: str, start: int, here: list[_Mention]) -> _Mention | None:
    """Return the place that the words before a number are about, if nothing else may be."""
    before = [place for place in here if place.end <= start]
    if not before:
        return None
    last = before[-1]
    return last if _IS.match(text[last.end : start]) else None


def _subject_after(text: str, end: int, here: list[_Mention]) -> _Mention | None:
    """Find the place that follows its distance from another, as Chinese and Korean have it."""
    link = _AFTER.match(text, end)
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
        "unit": found.unit,
        "qualifier": found.qualifier,
        "sure": sure,
    }


def _id_of(place: _Mention | str | None) -> tuple[str, bool]:
    if place is None:
        return "", True
    if isinstance(place, str):
        return place, True
    return place.id, place.sure
