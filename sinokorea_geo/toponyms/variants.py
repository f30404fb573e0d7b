"""Write the names of places in every form that a text may spell them in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sinokorea_geo.atlas.names import fold
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.language.rules import read_rules
from sinokorea_geo.toponyms.entries import Item

__all__ = ["EXTRA", "NAME_COLUMNS", "Form", "extra_places", "forms_of"]

#: The places that stand in no layer, and further forms.
EXTRA = read_rules("sinokorea_geo.toponyms", "entries")
#: Languages whose grammar bends the names.
_NO_LANGUAGES = frozenset({"ru"})
NAME_COLUMNS = ("name_en", "name_zh", "name_ko")
_ISLET = re.compile(r"-islet-\d+$")
_DASHED = re.compile(r"\w[–—―]\w|\w-[A-Z]")
#: Words that make one thing of two names: a line, a bridge, a zone.
_HEADED = re.compile(
    r"(?:railway|road|line|bridge|expressway|zone|corridor|border|region|sonbong|wonjong"
    r"|路|桥|线|区|带|边|境|界|国|站|철도|도로|선|교|다리|구|지대|국경|접경|지역)$",
    re.IGNORECASE,
)
_SECOND_LAYERS = frozenset({"islands", "counties", "unplaced"})
_SECOND_KINDS = frozenset({"prefecture"})
_AIRPORT = re.compile(r" [Aa]irport$|机场$|비행장$")
#: "通化三源浦" names the airport; "长白山" alone names the mountain.
_OWN_ZH = 5
_STATION = re.compile(r" [Ss]tation$")
_LINES = frozenset({"railway", "high-speed-rail"})
_LINE = re.compile(r"(?: (?:high-speed|intercity|passenger|rail|railway|line))+$")
_COUNTY = re.compile(r"(?: County|郡|군)$")
#: How texts write the unit on a Northern village, town or district in Latin letters.
_ROMANISED_UNITS = {
    "town": "ri ni li up",
    "village": "ri ni li",
    "city": "si guyok",
    "district": "guyok",
}
_ENDS = re.compile(r"[–—―]| ?[(（]")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")
_SOFT_VOWELS = frozenset({2, 3, 6, 7, 12, 17, 20})  # ya yae yeo ye yo yu i
_HANGUL = 0xAC00

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
        return bool(_DASHED.search(self.text)) and not _HEADED.search(self.text)


def forms_of(
    rows: list[Row], names: list[Row], spellings: list[Row], items: dict[str, Item]
) -> list[Form]:
    """Return every form of every place, each once; spellings made by rule only where free."""
    found: dict[tuple[str, str], Form] = {}
    for form in _written(rows, names, items):
        if _ISLET.search(form.place_id) or not form.key:
            continue
        held = found.setdefault((form.key, form.place_id), form)
        found[form.key, form.place_id] = replace(
            form if (form.rank, form.generated) < (held.rank, held.generated) else held,
            rank=min(form.rank, held.rank),
            generated=form.generated and held.generated,
        )
    taken = {key for key, _ in found}
    for row in spellings:
        item = items.get(row["place_id"])
        if item is not None:
            form = Form(row["text"], item.id, row["scheme"], _rank(item), generated=True)
            if form.key not in taken:
                found[form.key, form.place_id] = form
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
    for row in EXTRA["place"]:
        yield row, False
    for row in EXTRA["far"]:
        yield row, True


def _written(rows: list[Row], names: list[Row], items: dict[str, Item]) -> Iterator[Form]:
    for extra, _ in extra_places():
        for text in extra["forms"]:
            yield Form(clean(text).text, extra["id"], "extra", 0, generated=False)
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
    return 1 if item.layer in _SECOND_LAYERS or item.kind in _SECOND_KINDS else 0


def _shorter(item: Item, row: Row, column: str) -> Iterator[Form]:
    """Yield what texts make of the name of a county, an airport, a crossing or a village."""
    name, rank = row[column], _rank(item)
    if item.kind == "county" and item.country == "KP":
        bare = _COUNTY.sub("", name)
        if column == "name_en":
            yield from _variants(f"{bare}-gun", item.id, column, rank)
        if len(bare) > 1:
            yield from _variants(bare, item.id, column, 1)
    if item.country == "KP" and column == "name_en" and name.isalpha():
        for unit in _ROMANISED_UNITS.get(item.kind, "").split():
            yield Form(f"{name}-{unit}", item.id, column, rank, generated=True)
    if item.kind == "station" and column == "name_en" and " Chongnyon" in name:
        yield from _variants(_STATION.sub("", name), item.id, column, rank)
    if item.kind in _LINES and column == "name_en" and _DASHED.search(name):
        for ending in ("line", "railway", "high-speed line", "high-speed railway", "intercity"):
            yield Form(f"{_LINE.sub('', name)} {ending}", item.id, column, rank, generated=True)
    if item.kind == "airport":
        own = _AIRPORT.sub("", name)
        if " " in own or (own > "\u4e00" and len(own) >= _OWN_ZH):
            yield from _variants(own, item.id, column, rank)
    if item.kind == "crossing" and _DASHED.search(name) and isinstance(row.get("cn_port_en"), str):
        # Lists of crossings write the Chinese end alone.
        yield from _variants(_ENDS.split(name)[0], item.id, "short", 2)


def _variants(
    text: str, key: str, scheme: str, rank: int, *, generated: bool = False
) -> Iterator[Form]:
    plain = clean(text).text.replace("（", "(").replace("）", ")")
    bare = _BRACKETS.sub(" ", plain).strip()
    texts = [plain] if plain == bare else [bare, plain]
    inner = _BRACKETS.search(plain)
    if inner and inner.end() < len(plain) and scheme == "name_en" and " " not in inner.group(1):
        # "Supung (Shuifeng) dam" is also the "Shuifeng dam".
        texts.append(f"{inner.group(1)} {plain[inner.end() :]}".strip())
    for one in texts:
        yield Form(one, key, scheme, rank, generated)
        southern = _southern(one)
        if southern != one:
            yield Form(southern, key, "hangul-rok", rank, generated=True)


def _southern(text: str) -> str:
    """Write a Korean name as the South does: 룡천군 as 용천군, 라선 as 나선."""
    chars = list(text)
    for at, char in enumerate(chars):
        if not "가" <= char <= "힣" or (at and chars[at - 1] not in " -·,"):
            continue
        initial, rest = divmod(ord(char) - _HANGUL, 588)
        soft = rest // 28 in _SOFT_VOWELS
        if initial == 5 or (initial == 2 and soft):
            chars[at] = chr(_HANGUL + (11 if soft else 2) * 588 + rest)
    return unicodedata.normalize("NFC", "".join(chars))
