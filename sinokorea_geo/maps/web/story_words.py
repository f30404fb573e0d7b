"""Write numbers, units, kinds and reasons in the language of a story's page."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sinokorea_geo.maps.words import Words, read_json


class Wording:
    """How a page of one language writes numbers and reasons."""

    def __init__(self, language: str) -> None:
        self._words = Words(language)
        self.language = self._words.language
        self._own: dict[str, Any] = read_json("web/assets/story/reasons.json")[self.language]

    def kind(self, kind: str) -> str:
        """Return a kind of feature in words."""
        return self._words(kind) if kind in self._words.phrases else kind.replace("-", " ")

    def property(self, name: str, names: Mapping[str, str]) -> str:
        """Return what a stated value is of: ``distance_to:rajin`` is of a distance."""
        what, _, other = name.partition(":")
        place = names.get(other, other.replace("_", " "))
        if f"number {what}" in self._words.phrases:
            return self._words(f"number {what}", place=place)
        known = self._own["properties"].get(what, what.replace("_", " ").replace("-", " "))
        return f"{known} {place}".strip()

    def quantity(self, value: Any, unit: Any, qualifier: Any = "") -> str:
        """Return what is stated or measured with its wording and unit."""
        if pd.isna(value) or value == "":
            return ""
        try:
            text = str(value) if unit in {"date", "year"} else self._number(float(value))
        except (TypeError, ValueError):
            text = self._own["answers"].get(str(value), str(value))
        wording = str(qualifier or "").replace("exact", "")
        name = self._unit(str(unit or ""), text)
        return str(self._own["qualifiers"].get(wording, "{}")).format(f"{text}{name}").strip()

    def measured(self, row: Mapping[str, Any]) -> str:
        """Return what was measured, unless the reason says just that."""
        if isinstance(row["measured"], str) and self.language != "en":
            return ""
        text = self.quantity(row["measured"], row["measured_unit"])
        return "" if len(text) > 12 and text in row["why"] else text

    def number(self, value: float, upper: float | None, unit: str) -> str:
        """Return a number, or a range, with its unit."""
        number = self._number(value)
        if upper is not None and not pd.isna(upper):
            number = f"{number}–{self._number(upper)}"
        return f"{number}{self._unit(unit, number)}"

    def reason(self, row: Mapping[str, Any]) -> str:
        """Return why a claim has its verdict: in English its own sentence, else a plain one."""
        own = self._own
        if self.language == "en":
            return str(row["why"])
        if not row["verdict"] and not row["tried"]:
            return str(own["not checked"])
        told: dict[str, dict[str, None]] = {}
        for one in row["tried"]:
            told.setdefault(one["says"], {})[self._evidence(one)] = None
        comma = "、" if self.language == "zh" else ", "
        parts = [
            own["says"][says].format(comma.join([*told[says]][:3]))
            for says in ("for", "against", "undecided", "own source")
            if says in told
        ]
        return f"{own['join'].join(parts) or own['nothing']}{own['stop']}"

    def _evidence(self, one: Mapping[str, Any]) -> str:
        """Return one piece of evidence: what was measured, and the number with its doubt."""
        measures, measure = self._own["measures"], str(one["measure"])
        label = next((measures[start] for start in measures if measure.startswith(start)), "")
        if isinstance(one["value"], str):
            return str(label)
        least = self._own["at least"] if one["basis"] == "at least" else "{}"
        value = least.format(self.number(one["value"], None, one["unit"]))
        doubt = f" ± {self._number(one['within'])}" if one["within"] else ""
        return f"{label} {value}{doubt}"

    def _unit(self, unit: str, number: str) -> str:
        name = self._own["units"].get(unit, unit)
        if self.language == "en" and number == "1":
            name = self._own["one"].get(name, name)
        return f" {name}" if name and self.language == "en" else name

    def _number(self, value: float) -> str:
        for size, word in self._own["large"]:
            if abs(value) >= size:
                return f"{value / size:,.4g}{word}"
        digits = 0 if abs(value) >= 1000 else 2 if abs(value) >= 10 else 3
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if digits else text
