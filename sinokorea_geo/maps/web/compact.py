"""Write once what a page repeats: styles, outlines, labels and sources become numbers."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["compact"]


class _Table:
    """Values that occur again and again, each with a number."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[str, int] = {}

    def number(self, value: Any) -> int:
        key = json.dumps(value, sort_keys=True)
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(value)
        return self._numbers[key]


def compact(spec: Any) -> dict[str, Any]:
    """Return a specification in which whatever repeats is written once.

    >>> feature = {"id": "a", "style": {"size": 3}, "popup": {"rows": [["Kind", "town"]]}}
    >>> compact({"groups": [{"features": [feature, feature]}]})["groups"][0]["features"][1]
    {'id': 'a', 'style': 0, 'popup': {'rows': [[0, 'town']]}}
    """
    tables = {name: _Table() for name in ("styles", "outlines", "labels", "kinds")}
    sources = {key: i for i, key in enumerate(spec.get("sources", {}))}
    groups = [
        group | {"features": [_feature(f, tables, sources) for f in group["features"]]}
        for group in spec["groups"]
    ]
    lists = {name: table.values for name, table in tables.items() if table.values}
    listed = [[source["text"], source["url"]] for source in spec.get("sources", {}).values()]
    return {**spec, "groups": groups, "sources": listed, **lists}


def _feature(
    feature: dict[str, Any], tables: dict[str, _Table], sources: dict[str, int]
) -> dict[str, Any]:
    short = dict(feature)
    for field, table in (("style", "styles"), ("areas", "outlines"), ("kind", "kinds")):
        if field in short:
            short[field] = tables[table].number(short[field])
    if "popup" in short:
        short["popup"] = _popup(short["popup"], tables["labels"], sources)
    return short


def _popup(popup: dict[str, Any], labels: _Table, sources: dict[str, int]) -> dict[str, Any]:
    short = dict(popup)
    if "rows" in short:
        short["rows"] = [[labels.number(label), value] for label, value in short["rows"]]
    if "sources" in short:
        short["sources"] = [sources[key] for key in short["sources"]]
    if "differences" in short:
        of = [
            [labels.number(what), [[text, [sources[key] for key in ids]] for text, ids in values]]
            for what, values in short["differences"]["of"]
        ]
        short["differences"] = [labels.number(short["differences"]["label"]), of]
    return short
