"""Write the names of places in every form that a text may spell them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sinokorea_geo.atlas.names import fold
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.language.rules import Patterns
from sinokorea_geo.toponyms.entries import EXTRA, SHARED, Item

#: How the atlas writes names.
WRITTEN = Patterns(SHARED["names"])
NAME_COLUMNS = ("name_en", "name_zh", "name_ko")
#: Languages whose grammar bends the names.
_NO_LANGUAGES = frozenset({"ru"})
_SECOND_LAYERS = frozenset({"islands", "counties", "unplaced"})

Row = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """One way to write one place."""

    text: str
    place_id: str
    scheme: str
    rank: int
    generated: bool

    @property
    def key(self) -> str:
        """The form reduced to letters and digits."""
        return fold(self.text)

    @property
    def compound(self) -> bool:
        """Whether it joins the names of two ends, as a crossing's name does."""
        return bool(WRITTEN["dashed"].search(self.text) and not WRITTEN["headed"].search(self.text))


def forms_of(
    rows: list[Row], names: list[Row], spellings: list[Row], items: dict[str, Item]
) -> list[Form]:
    """Return every form of every place, each once; spellings made by rule only where free."""
    found: dict[tuple[str, str], Form] = {}
    for form in _written(rows, names, items):
        if WRITTEN["islet"].search(form.place_id) or not form.key:
            continue
        held = found.setdefault((form.key, form.place_id), form)
        best = min((held, form), key=lambda one: (one.rank, one.generated))
        made = form.generated and held.generated
        found[form.key, form.place_id] = replace(best, generated=made)
    taken = {key for key, _ in found}
    for row in spellings:
        item, key = items.get(row["place_id"]), fold(row["text"])
        if item is not None and key not in taken:
            found[key, item.id] = Form(row["text"], item.id, row["scheme"], _rank(item), True)
    return list(found.values())


def extra_places() -> Iterator[tuple[Row, bool]]:
    """Return the places that stand in no layer, and whether they are reported on request only."""
    border = EXTRA["border"]
    pairs = [
        pair.format(china=china, north=north)
        for pair in border["pairs"]
        for china in border["china"]
        for north in border["north"]
    ]
    yield border | {"forms": [*pairs, *border["forms"]]}, False
    yield from ((row, False) for row in EXTRA["place"])
    yield from ((row, True) for row in EXTRA["far"])


def _written(rows: list[Row], names: list[Row], items: dict[str, Item]) -> Iterator[Form]:
    for extra, _ in extra_places():
        for text in extra["forms"]:
            yield Form(clean(text).text, extra["id"], "extra", 0, generated=False)
    for table, rank in (("southern", 0), ("southern_short", 2)):
        for key, texts in EXTRA[table].items():
            for text in texts if key in items else ():
                yield Form(text, key, "hangul-rok", rank or _rank(items[key]), generated=True)
    for key, texts in EXTRA["forms"].items():
        for text in texts if key in items else ():
            yield from _variants(text, key, "extra", 0)
    for row in rows:
        item = items.get(row["id"])
        for column in NAME_COLUMNS if item else ():
            if item and isinstance(row[column], str):
                yield from _variants(row[column], item.id, column, _rank(item))
                yield from _shorter(item, row, column)
    for row in names:
        item = items.get(row["place_id"])
        if item is None or row["language"] in _NO_LANGUAGES:
            continue
        rank = 2 if row["scheme"] == "short" else _rank(item)
        made = row["generated"]
        yield from _variants(row["text"], item.id, row["scheme"], rank, generated=made)


def _rank(item: Item) -> int:
    return 1 if item.layer in _SECOND_LAYERS or item.kind == "prefecture" else 0


def _shorter(item: Item, row: Row, column: str) -> Iterator[Form]:
    """Yield what texts make of the name of a county, an airport, a crossing or a village."""
    for rule in SHARED["shorter"]:
        fits = item.kind in rule["kinds"] and item.country == rule.get("country", item.country)
        listed = column in rule.get("columns", NAME_COLUMNS)
        if fits and listed and re.search(rule.get("when", ""), row[column]):
            bare = re.sub(rule["cut"], "", row[column]) if "cut" in rule else row[column]
            rank = rule.get("rank", _rank(item))
            for text in (form.format(bare) for form in rule["forms"]):
                if rule.get("generated"):
                    yield Form(text, item.id, column, rank, generated=True)
                else:
                    yield from _variants(text, item.id, rule.get("scheme", column), rank)


def _variants(
    text: str, key: str, scheme: str, rank: int, *, generated: bool = False
) -> Iterator[Form]:
    plain = clean(text).text.replace("（", "(").replace("）", ")")
    bare = WRITTEN["bracket"].sub(" ", plain).strip()
    texts = [plain] if plain == bare else [bare, plain]
    inner = WRITTEN["bracket"].search(plain)
    if inner and inner.end() < len(plain) and scheme == "name_en" and " " not in inner.group(1):
        # "Supung (Shuifeng) dam" is also the "Shuifeng dam".
        texts.append(f"{inner.group(1)} {plain[inner.end() :]}".strip())
    for one in texts:
        yield Form(one, key, scheme, rank, generated)
