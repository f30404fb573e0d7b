"""Fill popups: all of it is plain text, put on screen as text."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.maps.style import Spec
from sinokorea_geo.maps.web.story_words import Wording
from sinokorea_geo.maps.words import Words, read_json

MOST_SOURCES = 6
#: Rows in the order a reader wants them, columns whose values are words of the atlas, and units.
_TABLE = read_json("web/assets/popups.json")
_LONGEST_NOTE = 60

Difference = tuple[str, list[tuple[str, list[str]]]]


@dataclass(frozen=True)
class Context:
    """Hold what every layer of a map is made with."""

    atlas: Atlas
    words: Words

    @cached_property
    def sources(self) -> dict[str, Spec]:
        """Each source's line and address by its id."""
        return sources_by_id(self.atlas.sources)

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The columns of every feature by its id."""
        atlas = self.atlas
        return {row["id"]: row for name in atlas.layers for row in records(atlas.layer(name))}

    def name(self, row: Mapping[str, Any]) -> str:
        """Return a feature's name in the language of the map, English where there is none."""
        own = row.get(self.words.names)
        return own if isinstance(own, str) else str(row["name_en"])

    def cited(self, rows: Collection[Mapping[str, Any]]) -> Spec:
        """Return the sources of rows of a table, as a popup lists them."""
        ids = dict.fromkeys(key for row in rows for key in row["source_ids"].split())
        return limited([key for key in ids if key in self.sources])


def sources_by_id(sources: pd.DataFrame) -> dict[str, Spec]:
    """Return each source's line and address by its id."""
    found: dict[str, Spec] = {}
    for row in records(sources):
        parts = [text for name in ("title", "publisher") if (text := text_of(row.get(name)))]
        address = text_of(row.get("URL"))
        is_web = address.startswith(("https://", "http://"))
        found[row["id"]] = {"text": ". ".join(parts), "url": address if is_web else ""}
    return found


def popup_of(properties: Mapping[str, Any], context: Context) -> Spec:
    """Return a popup's content as data."""
    words, rows = context.words, []
    along_m = text_of(properties.get("along_m"))
    shown = {**properties, "along_km": float(along_m) / 1000 if along_m else None}
    for side in ("cn_port", "kp_port"):  # named in the map's language where it has a name there
        own = text_of(properties.get(f"{side}_{words.language}"))
        shown[side] = own or properties.get(f"{side}_en")
    for column, unit in _TABLE["rows"]:
        if text := text_of(shown.get(column)):
            is_word = column in _TABLE["vocabulary"]
            text = words.of(text) if is_word else _with_unit(shown[column], unit)
            rows.append([words(f"row {column}"), text])
    if accuracy := text_of(properties.get("accuracy_m")):
        basis = words.of(text_of(properties.get("geometry_basis")))
        metres = float(accuracy)
        within = f"{metres:,.0f} m" if metres < 1000 else _with_unit(metres / 1000, "km")
        rows.append([words("row position"), f"±{within}, {basis}"])
    about = {"rows": rows, "note": text_of(properties.get("note"))}
    known = {key: value for key, value in about.items() if value}
    cited = [key for key in properties.get("source_ids", ()) if key in context.sources]
    return names_of(properties, words.korean) | known | limited(cited)


def names_of(properties: Mapping[str, Any], korean: str = "name_ko") -> Spec:
    """Return a feature's names in three languages, those that it has."""
    given = {"zh": properties.get("name_zh"), "ko": properties.get(korean)}
    known = {key: text for key, name in given.items() if (text := text_of(name))}
    return {"title": text_of(properties.get("name_en")), **known}


def limited(cited: list[str], first: Collection[str] = ()) -> Spec:
    """Return the sources to list: all of `first`, so many of the others, and how many more."""
    others = [key for key in cited if key not in first]
    room = max(MOST_SOURCES - len(first), 0)
    more = len(others) - room
    listed: Spec = {"sources": [*first, *others[:room]]} if cited or first else {}
    return listed | ({"more": more} if more > 0 else {})


def text_of(value: Any) -> str:
    """Return a value as text; nothing for any kind of missing value."""
    missing = value is None or (pd.api.types.is_scalar(value) and pd.isna(value))
    return "" if missing else str(value).strip()


def _with_unit(value: Any, unit: str) -> str:
    return f"{float(value):,.1f} {unit}".replace(".0 ", " ") if unit else text_of(value)


def differing(
    stated: pd.DataFrame, names: Mapping[str, str], words: Words
) -> dict[str, list[Difference]]:
    """Return, by feature, the properties that sources give different values for."""
    found: defaultdict[str, list[Difference]] = defaultdict(list)
    wording = Wording(words.language)
    for key, rows in stated.groupby(["subject_id", "property"], sort=False):
        subject, what = str(key[0]), str(key[1])
        if len({_number(value) for value in rows["stated"]}) < 2:
            continue
        values: dict[str, list[str]] = {}
        for row in records(rows):
            values.setdefault(_value(row, wording), []).extend(row["source_ids"].split())
        told = [(text, list(dict.fromkeys(ids))) for text, ids in values.items()]
        for feature in _TABLE["drawn as"].get(subject, (subject,)):
            found[feature].append((_property(what, names, words), told))
    return dict(found)


def add_differences(
    features: list[Spec], differences: Mapping[str, list[Difference]], context: Context
) -> None:
    """Put into the popups what sources say differently, and those sources before others."""
    for feature in features:
        told = differences.get(feature["id"])
        if not told or "popup" not in feature:
            continue
        popup = feature["popup"]
        kept = [
            (what, [(text, [key for key in ids if key in context.sources]) for text, ids in values])
            for what, values in told
        ]
        popup["differences"] = {"label": context.words("row differ"), "of": kept}
        first = dict.fromkeys(key for _, values in kept for _, ids in values for key in ids)
        hidden = popup.pop("more", 0)
        popup.update(limited(popup.pop("sources", []), list(first)))
        if hidden:
            popup["more"] = popup.get("more", 0) + hidden


def _property(what: str, names: Mapping[str, str], words: Words) -> str:
    head, _, rest = what.partition(":")
    if head == "distance_to":
        return words("number distance_to", place=names.get(rest, rest))
    known = f"number {head}"
    text = words(known) if known in words.phrases else head.replace("_", " ")
    return f"{text}: {rest}" if rest else text


def _value(row: Mapping[str, Any], wording: Wording) -> str:
    shown = wording.quantity(row["stated"], row["unit"])
    about = [part for part in (row["period"], row["note"]) if 0 < len(part) <= _LONGEST_NOTE]
    return f"{shown} ({', '.join(about)})" if about else shown


def _number(value: str) -> int | float | str:
    """Return a number that is written differently as the same number."""
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number
