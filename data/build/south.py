"""Write ``name_ko_kr`` into every layer: Korean names as the South writes them.

A name that ``names.csv`` has in the South's spelling is taken as it is. Any other is put together
from those of the places it begins with, the South's rule for the beginning of words, and its words
for things that the DPRK calls otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from layerfile import GEOJSON, TABLES, read_table
from registry import ROOT
from sounds import southern

#: The words that pages in the South's Korean use, too.
WORDS: dict[str, str] = json.loads(
    (ROOT / "sinokorea_geo" / "maps" / "south.json").read_text(encoding="utf-8")
)
_WORD = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
_RUN = re.compile("[가-힣]+")
#: A place's name at the beginning of a longer word is at least this long.
LEAST = 2
#: Layers whose names are those of places; other names are put together from these.
PLACES = frozenset({"islands", "places", "rivers"})
UNITS = re.compile("(?:조선족자치주|조선족자치현|만족자치현|성|시|현|군|구|도)$")
TOWNS = frozenset({"city", "town", "village"})
_MANDARIN = "South Korean spelling of "


def _read() -> dict[str, str]:
    """Return the South's names that ``names.csv`` has, those that were read before those made."""
    rows = [
        row
        for row in read_table(TABLES / "names.csv")
        if row["scheme"] == "hangul-rok" and not row["period"]
    ]
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row["generated"]):  # a stable sort: first stays first
        found.setdefault(row["place_id"], row["text"])
    return found


def _by_sound() -> dict[str, str]:
    """Return Chinese names as the South writes their sound, without their unit if it is known."""
    rows = [r for r in read_table(TABLES / "name_variants.csv") if r["rule"].startswith(_MANDARIN)]
    rows.sort(key=lambda row: "unit" not in row["rule"])  # the last of an id is kept
    return {row["place_id"]: row["text"] for row in rows}


def _features() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(GEOJSON.glob("*.geojson")):
        for item in json.loads(path.read_text(encoding="utf-8"))["features"]:
            yield path.stem, item["properties"]


def known_names() -> tuple[dict[str, str], dict[str, str]]:
    """Return the South's names by id, and by the DPRK's name of a place without its unit."""
    read, sound = _read(), _by_sound()
    own: dict[str, str] = {}
    towns: dict[str, str] = {}
    for layer, row in _features():
        key, name = row["id"], row["name_ko"]
        south = read.get(key)
        if not name:
            if south or key in sound:
                own[key] = south or sound[key]
        elif layer in PLACES and row["kind"] not in {"airport", "station"} and south:
            own[key] = south
        elif layer == "counties" and row["country"] == "CN" and key not in read and key in sound:
            unit = UNITS.search(name)
            own[key] = UNITS.sub("", sound[key]) + (unit[0] if unit else "")
        if name and south and (row["kind"] in TOWNS or layer == "provinces"):
            towns.setdefault(UNITS.sub("", name) or name, UNITS.sub("", south) or south)
    return own, towns


def spelled(text: str, towns: dict[str, str]) -> str:
    """Return a DPRK name in the South's spelling, word by word."""

    def one(match: re.Match[str]) -> str:
        word = match[0]
        for size in range(len(word), LEAST - 1, -1):
            if word[:size] in towns:
                return towns[word[:size]] + word[size:]
        return southern(word)

    return _RUN.sub(one, _WORD.sub(lambda match: WORDS[match[0]], text))


def build() -> None:
    """Write the column into every layer, after ``name_ko``."""
    own, towns = known_names()
    for path in sorted(GEOJSON.glob("*.geojson")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for at, line in enumerate(lines[1:], start=1):
            if not line.startswith('{"type":"Feature"'):
                continue
            record = json.loads(line.rstrip(","))
            row = record["properties"]
            row.pop("name_ko_kr", None)
            name = row["name_ko"]
            south = own.get(row["id"]) or (spelled(name, towns) if name else None)
            record["properties"] = {}
            for key, value in row.items():
                record["properties"][key] = value
                if key == "name_ko":
                    record["properties"]["name_ko_kr"] = south
            comma = "," if line.endswith(",") else ""
            lines[at] = json.dumps(record, ensure_ascii=False, separators=(",", ":")) + comma
        path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    print(f"name_ko_kr: {len(own)} read or made by hand, the others by rule")


if __name__ == "__main__":
    build()
