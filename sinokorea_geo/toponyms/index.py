"""Prepare the names of an atlas for searching, once an atlas."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import fold
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import needing
from sinokorea_geo.language.normalise import clean, fold_text, script_of
from sinokorea_geo.toponyms import lexicon as lex

_NAME_COLUMNS = ("name_en", "name_zh", "name_ko")
_SECOND_LAYERS = frozenset({"islands", "counties", "unplaced"})

Row = dict[str, Any]
#: Kinds whose names are descriptions or ships.
_NO_KINDS = frozenset({"border-section", "lake-area", "sea-boundary", "tour", "ferry"})
_PLACE_LAYERS = frozenset({"places", "islands", "provinces"})
_COMMON_WORD = 4
_BORNE = [facet for facet in lex.FACETS["facet"] if not facet.get("own")]
_FACET_OF_KIND = {kind: facet["name"] for facet in _BORNE for kind in facet["kinds"]}
#: Of several bearers of a name, the kind that is meant when nothing else is said.
_KIND_ORDER = ("river", "province", "border", "city", "town", "special-city", "village", "port")
_PORT_COLUMNS = ("cn_port_en", "cn_port_zh", "kp_port_en", "kp_port_ko", "name_en")

_LEXICONS: WeakKeyDictionary[Atlas, lex.Lexicon] = WeakKeyDictionary()


def lexicon_of(atlas: Atlas) -> lex.Lexicon:
    """Return the lexicon of an atlas; the first call builds it."""
    if atlas not in _LEXICONS:
        _LEXICONS[atlas] = _build(atlas)
    return _LEXICONS[atlas]


def _build(atlas: Atlas) -> lex.Lexicon:
    layers = [name for name in atlas.layers if name != "basemap"]
    rows = [row | {"layer": name} for name in layers for row in records(atlas.layer(name))]
    rows += [row | {"layer": "unplaced", "geometry": None} for row in records(atlas.unplaced)]
    items = _items(rows)
    by_key: defaultdict[str, list[_Form]] = defaultdict(list)
    for form in _forms_of(rows, records(atlas.names), records(atlas.name_variants), items):
        by_key[form.key].append(form)
    towns = _towns(items, by_key)
    for form in _bridges(atlas, items, by_key, towns):
        by_key[form.key].append(form)
    entries = {key: _entry(key, forms, items) for key, forms in by_key.items()}
    with needing("text"):
        import ahocorasick  # noqa: PLC0415 - only those who read texts have it
    automaton = ahocorasick.Automaton()
    for key, entry in entries.items():
        automaton.add_word(key, entry)
    automaton.make_automaton()
    facets = _facets(atlas, items, by_key, towns)
    base_of: defaultdict[str, list[str]] = defaultdict(list)
    town_of: dict[str, str] = {}
    for (facet, base), ids in facets.items():
        for one in ids:
            base_of[one].append(base)
            if facet == "city-outline" or (facet == "prefecture" and one != base):
                town_of.setdefault(one, base)
    bases = {key: tuple(ids) for key, ids in base_of.items()}
    return lex.Lexicon(items, entries, automaton, facets, bases, town_of)


def _items(rows: list[dict[str, Any]]) -> dict[str, lex.Item]:
    items: dict[str, lex.Item] = {}
    columns = ("id", "kind", "layer", "name_en", "country", "geometry", "mode")
    for row in rows:
        names = tuple(row[column] for column in _NAME_COLUMNS if isinstance(row[column], str))
        own = {name: row.get(name, "") for name in columns}
        items.setdefault(row["id"], lex.Item(**own, names=names))
    sections = [row["geometry"] for row in rows if row["kind"] == "border-section"]
    border = shapely.union_all(sections) if sections else None
    for extra in (lex.EXTRA["border"], *lex.EXTRA["place"]):
        key, kind, name = extra["id"], extra["kind"], extra["name_en"]
        geometry = border if kind == "border" else None
        items.setdefault(key, lex.Item(key, kind, "", name, "", geometry))
    return {key: item for key, item in items.items() if item.kind not in _NO_KINDS}


def _order(form: _Form, items: dict[str, lex.Item]) -> tuple[int, int, int, int]:
    item = items[form.place_id]
    kind = item.kind
    # "Tumen" is the city; the river is "the Tumen" or "Tumen River".
    bare_river = kind == "river" and " " not in form.text and form.text.isascii()
    # "Fengtien" was a city before it was a province; "Jilin" is how the province is called.
    bygone = kind == "province" and not any(name.startswith(form.text) for name in item.names)
    place = _KIND_ORDER.index(kind) if kind in _KIND_ORDER and not (bare_river or bygone) else 9
    of_town = form.rank == 2 and not lex.WRITTEN["bridge"].search(form.text)
    of_town = of_town or lex.WRITTEN["crossing"].search(form.text) is not None
    return (form.rank, form.generated, place, of_town and item.mode == "rail")


def _entry(key: str, forms: list[_Form], items: dict[str, lex.Item]) -> lex.Entry:
    ranked = sorted(forms, key=lambda form: _order(form, items))
    spaces: set[int] = set()
    marks: set[int] = set()
    for form in forms:
        if form.text.isalnum():
            continue  # one word, and nothing to split it at
        folded = fold_text(form.text)
        for at, (before, after) in enumerate(zip(folded.at, folded.at[1:], strict=False), 1):
            gap = form.text[before + 1 : after]
            if gap:
                marks |= {at} if gap.strip("'- –—") else set()
                spaces |= {at} if gap.strip("'") else set()
    texts = [form.text for form in forms]
    latin = [text for text in texts if text[:1].isascii()]
    return lex.Entry(
        key=key,
        readings=tuple(dict.fromkeys(form.place_id for form in ranked)),
        full=frozenset(form.place_id for form in forms if form.rank == ranked[0].rank),
        trust=max(_LISTED.get(key, lex.Trust.SURE), _trust_by_make(key, forms, items)),
        spaces=frozenset(spaces),
        marks=frozenset(marks),
        scripts=(script_of(key[0]), script_of(key[-1])),
        any_case=any(text[:1].islower() for text in latin),
        acronym=all(text.replace(".", "").isupper() and len(key) <= _COMMON_WORD for text in latin),
        plural=bool(lex.WRITTEN["generic"].search(key)),
        compound=all(
            lex.WRITTEN["dashed"].search(t) and not lex.WRITTEN["headed"].search(t) for t in texts
        ),
        generated=all(form.generated for form in forms),
        korean=all(items[form.place_id].country == "KP" for form in forms),
    )


#: The names that are listed as sure, or as also something else; a name of two lists is of the last.
_LISTED: dict[str, lex.Trust] = {
    key: lex.Trust[group.upper()]
    for group in ("namesake", "weak", "word", "sure")
    for rules in lex.RULES.values()
    for key in rules["names"][group].split()
}


def _trust_by_make(key: str, forms: list[_Form], items: dict[str, lex.Item]) -> lex.Trust:
    """Distrust what only a rule or a past administration wrote, if it is short."""
    listed = _LISTED.get(key) is lex.Trust.SURE
    if not key.isascii() or listed or any(form.scheme == "extra" for form in forms):
        return lex.Trust.SURE
    bygone = all(form.scheme == "japanese-era" for form in forms)
    foreign = len(key) < 9 and all(
        form.generated and form.scheme.startswith("pinyin") and items[form.place_id].country == "KP"
        for form in forms
    )
    return lex.Trust.WEAK if bygone or foreign else lex.Trust.SURE


def _towns(items: dict[str, lex.Item], by_key: dict[str, list[_Form]]) -> dict[str, list[str]]:
    """Return the towns, provinces and islands that bear each name."""
    towns: defaultdict[str, list[str]] = defaultdict(list)
    for key, forms in by_key.items():
        for form in forms:
            item = items[form.place_id]
            if item.layer in _PLACE_LAYERS and not _facet(item) and form.rank < 2:
                towns[key].append(form.place_id)
    return towns


def _bridges(
    atlas: Atlas,
    items: dict[str, lex.Item],
    by_key: dict[str, list[_Form]],
    towns: dict[str, list[str]],
) -> Iterator[_Form]:
    """Yield the names that bridges have after their town and river, where they are free."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    rivers = set(lex.SHARED["rivers"].values())
    for key, forms in by_key.items():
        for form in forms:
            known = form.place_id in rivers or form.place_id in towns.get(key, ())
            if known and script_of(key[0]) in "HK" and form.rank < 2 and not form.generated:
                names[form.place_id].append(key)
    for row in records(atlas.crossings):
        river = names.get(lex.SHARED["rivers"].get(row["river"], ""), ())
        ports = [base for base in _ports(row, towns) if row["id"] in items]
        texts = (*lex.SHARED["bridges"]["forms"], *lex.SHARED["bridges"].get(row["mode"], ()))
        for base, over, text in product(ports, river, texts):
            for town in names[base]:
                form = text.format(town=town, river=over)
                if form not in by_key and script_of(town[0]) == script_of(form[-1]):
                    yield _Form(form, row["id"], "bridge", 0, generated=False)


def _facets(
    atlas: Atlas,
    items: dict[str, lex.Item],
    by_key: dict[str, list[_Form]],
    towns: dict[str, list[str]],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Find which crossing, zone, station or county bears which town's name."""
    found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for forms in by_key.values():
        for form in forms:
            facet = _facet(items[form.place_id])
            if facet in {None, "crossing", "bridge"} or form.rank > 1 or form.generated:
                continue
            for base in _bases(form.text, towns):
                found[str(facet), base][form.place_id] = None
    # Road before rail, crossings in use before bridges that are no crossing.
    crossings = atlas.crossings.sort_values(["kind", "mode"], ascending=False, kind="stable")
    for row in crossings.to_dict("records"):
        ports = [base for base in _ports(row, towns) if row["id"] in items]
        is_bridge = row["id"] in items and "dam" not in str(row["mode"])
        for base in ports if row["kind"] == "crossing" else ():
            found["crossing", base][row["id"]] = None
        bridged = [*ports, lex.SHARED["rivers"].get(row["river"])] if is_bridge else []
        for base in filter(None, bridged):
            found["bridge", base][row["id"]] = None
    return {key: tuple(ids) for key, ids in found.items()}


def _facet(item: lex.Item) -> str | None:
    if item.layer == "counties" and item.kind in {"city", "county-level-city"}:
        return "city-outline"
    return _FACET_OF_KIND.get(item.kind)


def _ports(row: dict[str, Any], towns: dict[str, list[str]]) -> Iterable[str]:
    for column in _PORT_COLUMNS:
        if isinstance(row[column], str):
            for part in lex.WRITTEN["port_break"].split(clean(row[column]).text):
                yield from _bases(part, towns, whole=True)


def _bases(text: str, towns: dict[str, list[str]], *, whole: bool = False) -> list[str]:
    """Return the towns whose name a longer name begins with, word by word in Latin letters."""
    folded = fold_text(text)
    size = len(folded.text)
    for length in range(size if whole else size - 1, 1, -1):
        inside_word = length < size and folded.at[length] == folded.at[length - 1] + 1
        if inside_word and folded.text[length].isascii():
            continue
        if towns.get(folded.text[:length]):
            return towns[folded.text[:length]]
    return []


@dataclass(frozen=True)
class _Form:
    text: str
    place_id: str
    scheme: str
    rank: int
    generated: bool

    @property
    def key(self) -> str:
        """The form reduced to letters and digits."""
        return fold(self.text)


def _forms_of(
    rows: list[Row], names: list[Row], spellings: list[Row], items: dict[str, lex.Item]
) -> list[_Form]:
    """Return every form of every place, each once; spellings made by rule only where free."""
    found: dict[tuple[str, str], _Form] = {}
    for form in _written(rows, names, items):
        if lex.WRITTEN["islet"].search(form.place_id) or not form.key:
            continue
        held = found.setdefault((form.key, form.place_id), form)
        # Of forms that differ in a space the one that has it: a text may leave it out.
        best = min((held, form), key=lambda one: (one.rank, one.generated, one.text.isalnum()))
        made = form.generated and held.generated
        found[form.key, form.place_id] = replace(best, generated=made)
    taken = {key for key, _ in found}
    for row in spellings:
        item, key = items.get(row["place_id"]), fold(row["text"])
        if item is not None and key not in taken:
            found[key, item.id] = _Form(row["text"], item.id, row["scheme"], _rank(item), True)
    return list(found.values())


def _written(rows: list[Row], names: list[Row], items: dict[str, lex.Item]) -> Iterator[_Form]:
    border = lex.EXTRA["border"]
    ways = product(border["pairs"], border["china"], border["north"])
    pairs = [pair.format(china=china, north=north) for pair, china, north in ways]
    for extra in (border | {"forms": [*pairs, *border["forms"]]}, *lex.EXTRA["place"]):
        for text in extra["forms"]:
            yield _Form(clean(text).text, extra["id"], "extra", 0, generated=False)
    for key, texts in lex.EXTRA["forms"].items():
        for text in texts if key in items else ():
            yield from _variants(text, key, "extra", 0)
    for row in rows:
        item = items.get(row["id"])
        for column in _NAME_COLUMNS if item else ():
            if item and isinstance(row[column], str):
                yield from _variants(row[column], item.id, column, _rank(item))
                yield from _shorter(item, row, column)
    for row in names:
        item = items.get(row["place_id"])
        if item is None or row["language"] == "ru":
            continue  # its grammar bends the names
        rank, made = 2 if row["scheme"] == "short" else _rank(item), row["generated"]
        yield from _variants(row["text"], item.id, row["scheme"], rank, generated=made)


def _rank(item: lex.Item) -> int:
    return 1 if item.layer in _SECOND_LAYERS or item.kind == "prefecture" else 0


def _shorter(item: lex.Item, row: Row, column: str) -> Iterator[_Form]:
    """Yield what texts make of the name of a county, an airport, a crossing or a village."""
    for rule in lex.SHARED["shorter"]:
        fits = item.kind in rule["kinds"] and item.country == rule.get("country", item.country)
        listed = column in rule.get("columns", _NAME_COLUMNS)
        if fits and listed and re.search(rule.get("when", ""), row[column]):
            bare = re.sub(rule["cut"], "", row[column]) if "cut" in rule else row[column]
            rank = rule.get("rank", _rank(item))
            for text in (form.format(bare) for form in rule["forms"]):
                if rule.get("generated"):
                    yield _Form(text, item.id, column, rank, generated=True)
                else:
                    yield from _variants(text, item.id, rule.get("scheme", column), rank)


def _variants(
    text: str, key: str, scheme: str, rank: int, *, generated: bool = False
) -> Iterator[_Form]:
    plain = clean(text).text.replace("（", "(").replace("）", ")")
    bare = lex.WRITTEN["bracket"].sub(" ", plain).strip()
    texts = [plain] if plain == bare else [bare, plain]
    inner = lex.WRITTEN["bracket"].search(plain)
    if inner and inner.end() < len(plain) and scheme == "name_en" and " " not in inner.group(1):
        # "Supung (Shuifeng) dam" is also the "Shuifeng dam".
        texts.append(f"{inner.group(1)} {plain[inner.end() :]}".strip())
    for one in texts:
        yield _Form(one, key, scheme, rank, generated)
