"""Numbers with their units, as a reader of the page wants them."""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["figure_text", "measured_text", "quantity_text"]

#: What is counted, if it is one.
_ONE = {
    **{"people": "person", "households": "household", "crossings": "crossing", "zones": "zone"},
    **{"bridges": "bridge", "factories": "factory", "cities": "city", "vehicles": "vehicle"},
    **{"lanes": "lane", "ships": "ship"},
}


def quantity_text(value: Any, unit: Any, qualifier: Any = "") -> str:
    """Return what is stated or measured with its unit, in words a reader knows."""
    if pd.isna(value) or value == "":
        return ""
    try:
        text = str(value) if unit == "date" else _number_text(float(value))
    except (TypeError, ValueError):
        text = str(value)
    if text.casefold() in {"true", "false", "yes", "no"}:
        return ""  # the words of the claim say it
    name = {"count": "", "date": "", "km2": "km²", "m2": "m²", "deg": "°"}.get(
        str(unit), str(unit or "")
    )
    wording = str(qualifier or "").replace("-", " ")
    wording = "" if wording in {"exact", ""} else f"{wording} "
    return f"{wording}{text} {name}".strip()


def measured_text(row: dict[str, Any]) -> str:
    """Return what was measured, unless the reason says just that."""
    text = quantity_text(row["measured"], row["measured_unit"])
    return "" if len(text) > 12 and text in row["why"] else text


def figure_text(value: float, upper: float | None, unit: str) -> str:
    """Return a number, or a range, with its unit."""
    number = _number_text(value)
    if upper is not None and not pd.isna(upper):
        number = f"{number}–{_number_text(upper)}"
    name = {"km2": "km²", "m2": "m²", "count": "", "% y/y": "% on the year before"}.get(unit, unit)
    return f"{number} {_ONE.get(name, name) if number == '1' else name}".strip()


def _number_text(value: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {word}"
    digits = 0 if abs(value) >= 1000 else 2 if abs(value) >= 10 else 3
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
