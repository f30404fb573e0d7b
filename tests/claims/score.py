"""Score find_claims on texts with marked claims: ``python -m tests.claims.score FILE [--list]``.

A marked claim is read right if a row overlaps it and has its measure, subject, object, number and
unit. A verdict is false if its row is no marked claim that is read right and can be checked.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sinokorea_geo as skg
from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims.words import relation_of, wind_of
from sinokorea_geo.language.units import unit_of

Row = dict[str, Any]
_COUNTED = ("crossings", "bridges", "islands")


@dataclass
class Score:
    """Counts over a set of texts, with the rows behind them."""

    claims: int = 0
    measurable: int = 0
    right: int = 0
    right_measurable: int = 0
    value_right: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    found: int = 0
    missed: list[tuple[Row, list[Row]]] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)


def _number(text: Any) -> str:
    plain = str(text or "").casefold().strip()
    parts = plain.replace("/", "-").replace(",", "").replace("–", "-").split("-")
    try:
        return "-".join(f"{float(part):g}" for part in parts)
    except ValueError:
        return relation_of(plain) or wind_of(plain) or plain


def _unit(text: Any) -> str:
    try:
        return unit_of(str(text or "")).symbol
    except skg.InvalidQuantity:
        return str(text)


def _value(row: Row) -> tuple[str, str]:
    unit = "date" if row["unit"] == "year" else _unit(row["unit"])
    return _number(row["stated"]), "" if unit in {
        "date",
        "count",
        "crossings",
        "bridges",
        "islands",
    } else unit


def _ends(row: Row) -> list[set[str]]:
    """Return the ids of subject and object; of the border's parts and counts, the other thing."""
    ends = [set(str(row[key] or "").split()) for key in ("subject_id", "object_id")]
    if row["measure"] in {"count", "along-border", "share"}:
        both = ends[0] | ends[1]
        return [both - {BORDER_ID, *_COUNTED} or both & {BORDER_ID}, set()]
    return ends


def _same_ends(found: Row, marked: Row) -> bool:
    also: dict[str, list[str]] = marked.get("also", {})

    def equal(a: set[str], b: set[str]) -> bool:
        wide = b.union(*(also.get(key, ()) for key in b))
        return len(a) == len(b) and a <= wide

    (a, b), (c, d) = _ends(found), _ends(marked)
    either_way = found["measure"] in _WAYS or found["stated"] == "opposite"
    turned = either_way and equal(a, d) and equal(b, c)
    return turned or (equal(a, c) and equal(b, d))


def _overlap(a: Row, b: Row) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


#: Distances are the same whichever way round they are told, and whether or not the way is named.
_WAYS = {"distance", "straight-line", "road", "rail", "along-border", "along-route"}


def _same_measure(a: Row, b: Row) -> bool:
    pair = {a["measure"], b["measure"]}
    return len(pair) == 1 or pair <= _WAYS


def is_right(found: Row, marked: Row) -> bool:
    """Tell whether a row reads a marked claim right."""
    return (
        _overlap(found, marked)
        and _value(found) == _value(marked)
        and _same_measure(found, marked)
        and _same_ends(found, marked)
    )


def score(texts: dict[str, str], marked: list[Row], atlas: skg.Atlas) -> Score:
    """Read every text, and compare what is found with what is marked."""
    total = Score()
    for key, text in texts.items():
        own = [row for row in marked if row["text_id"] == key]
        found = records(skg.find_claims(text, atlas))
        total.found += len(found)
        for row in own:
            right = [one for one in found if is_right(one, row)]
            total.claims += 1
            total.measurable += bool(row["checkable"])
            total.right += bool(right)
            total.right_measurable += bool(right and row["checkable"])
            beside = [one for one in found if _overlap(one, row)]
            total.value_right += any(_value(one) == _value(row) for one in beside)
            if not right:
                total.missed.append((row, beside))
        for one in found:
            if not one["verdict"]:
                continue
            total.verdicts[one["verdict"]] += 1
            if not any(row["checkable"] and is_right(one, row) for row in own):
                total.false[one["verdict"]] += 1
                total.wrong.append(one)
    return total


def read_set(path: Path) -> tuple[dict[str, str], list[Row]]:
    """Return the texts and the marked claims of a file."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return held["texts"], held["claims"]


def told(total: Score) -> str:
    """Return a score as a table."""
    rows = [
        ("marked claims", total.claims),
        ("  read right", total.right),
        ("  number and unit right", total.value_right),
        ("marked claims that can be checked", total.measurable),
        ("  read right", total.right_measurable),
        ("rows found", total.found),
        ("rows with a verdict", total.verdicts.total()),
        ("  of no marked claim that is read right", total.false.total()),
        ("verdict contradicted", total.verdicts["contradicted"]),
        ("  of no marked claim that is read right", total.false["contradicted"]),
    ]
    return "\n".join(f"{name:<44}{count:>6}" for name, count in rows)


def main(arguments: list[str]) -> None:
    """Print the score of a file, and with ``--list`` what is missed and what is wrong."""
    total = score(*read_set(Path(arguments[0])), skg.load_atlas())
    print(told(total))  # noqa: T201 - a command
    if "--list" in arguments:
        keys = ("measure", "subject_id", "object_id", "stated", "unit", "surface")
        for row, beside in total.missed:
            print("missed", [row[key] for key in keys], [[b[k] for k in keys] for b in beside])  # noqa: T201 - a command
        for row in total.wrong:
            print("wrong", row["verdict"], [row[key] for key in keys])  # noqa: T201 - a command


if __name__ == "__main__":
    main(sys.argv[1:])
