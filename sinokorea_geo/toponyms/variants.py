"""The written forms of every place of an atlas, as a text may spell them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms.extra_entries import CONTEXT_PLACES, EXTRAS

__all__ = ["Form", "Item", "forms_of", "items_of"]

#: Layers that hold nothing a text would name, and kinds whose names are descriptions or ships.
_NO_LAYERS = frozenset({"basemap"})
_NO_KINDS = frozenset({"border-section", "sea-boundary", "tour", "ferry"})
#: Languages whose grammar bends the names.
_NO_LANGUAGES = frozenset({"ru"})
_NAME_COLUMNS = ("name_en", "name_zh", "name_ko")
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
_SOFT_VOWELS = frozenset({2, 3, 6, 7, 12, 17, 20})  # ya yae yeo ye yo yu i
_HANGUL = 0xAC00


@dataclass(frozen=True)
class Item:
    """A place that a text may name.

    Parameters
    ----------
    id, kind, layer, name_en, country : str
        As in the atlas.
    geometry : shapely geometry or None
        None if nobody published a position.
    context : bool
        Whether it is reported on request only.
    names : tuple of str
        Its names in English, Chinese and Korean.
    """

    id: str
    kind: str
    layer: str
    name_en: str
    country: str
    geometry: Any
    context: bool = False
    names: tuple[str, ...] = ()

    def official(self, text: str) -> bool:
        """Whether a form is the place's name or its beginning."""
        return any(name.startswith(text) for name in self.names)


@dataclass(frozen=True)
class Form:
    """One way to write one place.

    Parameters
    ----------
    text : str
        In plain typing (:func:`~sinokorea_geo.language.normalise.clean`).
    place_id, scheme : str
        Whose name it is, and by which system of spelling.
    rank : int
        0 where the form alone means the place, higher where it is a shorthand or a name
        that an outline shares with its town.
    generated : bool
        Whether the form was made by rule and not read anywhere.
    """

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


def items_of(atlas: Atlas) -> dict[str, Item]:
    """Return every place that a text may name, by id."""
    items: dict[str, Item] = {}
    for layer in atlas.layers:
        if layer in _NO_LAYERS:
            continue
        for row in records(atlas.layer(layer)):
            items[row["id"]] = _item(row, layer, row["geometry"])
    for row in records(atlas.unplaced):
        items.setdefault(row["id"], _item(row, "unplaced", None))
    for extra in EXTRAS:
        items.setdefault(
            extra.id,
            Item(
                extra.id,
                extra.kind,
                "",
                extra.name_en,
                "",
                _extra_geometry(atlas, extra.id),
                extra.context,
            ),
        )
    return {key: item for key, item in items.items() if item.kind not in _NO_KINDS}


def _item(row: dict[str, Any], layer: str, geometry: Any) -> Item:
    key = row["id"]
    names = tuple(row[column] for column in _NAME_COLUMNS if isinstance(row[column], str))
    context = key in CONTEXT_PLACES
    return Item(key, row["kind"], layer, row["name_en"], row["country"], geometry, context, names)


def _extra_geometry(atlas: Atlas, key: str) -> Any:
    if key != "china-dprk-border" or "border" not in atlas.layers:
        return None
    layer = atlas.layer("border")
    sections = layer[layer["kind"] == "border-section"]
    return sections.geometry.union_all() if len(sections) else None


def forms_of(atlas: Atlas, items: dict[str, Item]) -> list[Form]:
    """Return every form of every item, those made by rule included."""
    found: dict[tuple[str, str], Form] = {}
    for form in _written(atlas, items):
        if _ISLET.search(form.place_id) or not form.key:
            continue
        held = found.get((form.key, form.place_id))
        if held is None or form.rank < held.rank or (held.generated and not form.generated):
            rank = min(form.rank, held.rank) if held else form.rank
            found[form.key, form.place_id] = Form(
                form.text,
                form.place_id,
                form.scheme,
                rank,
                form.generated and (held is None or held.generated),
            )
    taken = {key for key, _ in found}
    for form in _made_by_rule(atlas, items):
        if form.key not in taken:
            found[form.key, form.place_id] = form
    return list(found.values())


def _made_by_rule(atlas: Atlas, items: dict[str, Item]) -> Iterator[Form]:
    """Yield the spellings that a rule made; they count only where nothing else is called so."""
    for row in records(atlas.name_variants):
        item = items.get(row["place_id"])
        if item is not None:
            rank = 1 if item.layer in _SECOND_LAYERS or item.kind in _SECOND_KINDS else 0
            yield Form(row["text"], item.id, row["scheme"], rank, generated=True)


def _written(atlas: Atlas, items: dict[str, Item]) -> Iterator[Form]:
    for extra in EXTRAS:
        for text in extra.forms:
            yield Form(clean(text).text, extra.id, "extra", 0, generated=False)
    frames = [atlas.layer(layer) for layer in atlas.layers if layer not in _NO_LAYERS]
    for frame in [*frames, atlas.unplaced]:
        for row in records(frame):
            item = items.get(row["id"])
            if item is None:
                continue
            rank = 1 if item.layer in _SECOND_LAYERS or item.kind in _SECOND_KINDS else 0
            for column in _NAME_COLUMNS:
                if isinstance(row[column], str):
                    yield from _variants(row[column], item.id, column, rank)
                    yield from _shorter(item, row[column], column, rank)
    for row in records(atlas.names):
        item = items.get(row["place_id"])
        if item is None or row["language"] in _NO_LANGUAGES:
            continue
        rank = 1 if item.layer in _SECOND_LAYERS or item.kind in _SECOND_KINDS else 0
        rank = 2 if row["scheme"] == "short" else rank
        made = row["generated"] == "1"
        yield from _variants(row["text"], item.id, row["scheme"], rank, generated=made)


def _shorter(item: Item, name: str, column: str, rank: int) -> Iterator[Form]:
    """Yield what texts make of the name of a county or of a crossing."""
    if item.kind == "county" and item.country == "KP":
        bare = _COUNTY.sub("", name)
        if column == "name_en":
            yield from _variants(f"{bare}-gun", item.id, column, rank)
        if len(bare) > 1:
            yield from _variants(bare, item.id, column, 1)
    if item.kind == "airport":
        own = _AIRPORT.sub("", name)
        if " " in own or (own > "\u4e00" and len(own) >= _OWN_ZH):
            yield from _variants(own, item.id, column, rank)
    if item.kind == "crossing" and _DASHED.search(name):
        # Lists of crossings write the Chinese end alone.
        yield from _variants(_ENDS.split(name)[0], item.id, "short", 2)


_AIRPORT = re.compile(r" [Aa]irport$|机场$|비행장$")
#: "通化三源浦" names the airport; "长白山" alone names the mountain.
_OWN_ZH = 5
_COUNTY = re.compile(r"(?: County|郡|군)$")
_ENDS = re.compile(r"[–—―]| ?[(（]")
_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*")


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
