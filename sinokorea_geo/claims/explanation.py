"""Explain a verdict in one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.subjects import Word
from sinokorea_geo.claims.verdict import Verdict

__all__ = ["ROAD", "reason", "shown"]

_MOST = 4
#: Noted of a straight line that a claim exceeds.
ROAD = "a road may be longer"
#: Where the beginning of a measure's name ends that others share.
_CUTS = (" from ", " vertex by vertex", " at a scale", ", nearest", ", centre to")
_SILENT = {
    "count": "the atlas knows no way to count this but the claim's own source",
    "date": "the atlas records no date for it",
    "order-in-time": "the atlas does not date both",
    "statistic": "the atlas holds no value for this indicator, place and period",
    "stated-value": "the atlas holds no such value",
    "status": "the atlas records no state for that time",
    "bearing": "the words name no direction on the ground",
    "unit-conversion": "the atlas holds no rate between the two",
    "area": "the atlas holds neither an outline of it nor another source's value",
    "length": "the atlas holds neither a line of it nor another source's value",
    "road": "no source states this way by road",
    "rail": "no source states this way by rail",
    "along-border": "no outline or pair of points tells how much of the border is meant",
}


def shown(value: float | str, unit: str = "") -> str:
    """Return a value as a reader would write it, such as ``30.8 km``."""
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return "no limit"
    size = abs(value)
    digits = 0 if size >= 1000 or float(value).is_integer() else 1 if size >= 10 else 2
    text = f"{value:.2g}" if 0 < size < 0.01 else f"{value:,.{digits}f}"
    word = "" if unit == "count" else "%" if unit == "% y/y" else unit
    return f"{text} {word}".strip()


def reason(claim: Claim, found: Sequence[Evidence], verdict: Verdict) -> str:
    """Say in one sentence how a verdict came about."""
    allowed = _allowed(claim)
    fits = [t for t in found if t.says == "for"]
    misses = [t for t in found if t.says == "against"]
    if verdict == "supported":
        stated = all(t.basis == "stated" for t in fits)
        ending = f", {'in agreement with' if stated else 'as'} the claim" if allowed else ""
        return f"{_listed(fits)}{ending}{'' if stated or not allowed else ' allows'}{allowed}."
    if verdict == "contradicted":
        ending = (
            f", but the claim allows{_bare_words(allowed)} only"
            if allowed
            else (", so the claim does not hold")
        )
        return f"{_listed(misses)}{ending}{_would_fit(claim, found)}."
    if verdict == "not testable":
        return _silence(claim, found, allowed)
    if not fits:
        near = [t for t in found if t.says == "undecided" and t.basis == "stated"]
        return f"Sources differ: {_listed(near, lower=True)}, but {_listed(misses, lower=True)}."
    sentence = f"{_listed(fits)}, but {_listed(misses, lower=True)}"
    return f"{sentence}; the claim{allowed} does not say which it means."


def _bare_words(allowed: str) -> str:
    return allowed.replace("(", "").replace(")", "")


def _would_fit(claim: Claim, found: Sequence[Evidence]) -> str:
    """Name what was found beside the measure that is claimed, if the number is that."""
    window = claim.window
    if window is None:
        return ""
    factor = claim.unit.factor
    beside = [
        t
        for t in found
        if t.says == "beside" and t.quantity == "stated way" and isinstance(t.value, float)
        and "shorter than the straight line" not in t.note
        and window.holds(t.value * factor, t.value * factor)
    ]  # fmt: skip
    return f"; {_listed(beside, lower=True)} would fit" if beside else ""


def _allowed(claim: Claim) -> str:
    window = claim.window
    if window is None:
        return ""
    unit, factor = claim.unit.symbol, claim.unit.factor
    low, high = window.low / factor, window.high / factor
    if math.isinf(high):
        return f" ({shown(low, unit)} or more)"
    if math.isinf(low):
        return f" ({shown(high, unit)} or less)"
    if low == high:
        return f" ({shown(low, unit)})"
    return f" ({_bare(low, high)}–{_end(high, low, unit)})"


def _bare(value: float, other: float) -> str:
    return _end(value, other, "")


def _end(value: float, other: float, unit: str) -> str:
    """Return one end of a range, with as many digits as tell it from the other."""
    gap = abs(value - other)
    digits = 0 if gap == 0 else max(0, min(6, 1 - math.floor(math.log10(gap))))
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    word = "" if unit == "count" else "%" if unit == "% y/y" else unit
    return f"{text} {word}".strip()


def _listed(found: Sequence[Evidence], *, lower: bool = False) -> str:
    """List what was found, the measured first, and what many sources state as one range."""
    words = _shortened([_said(t) for t in found if t.basis != "stated"])
    stated: dict[str, list[Evidence]] = {}
    for item in found:
        if item.basis == "stated":
            stated.setdefault(item.measure, []).append(item)
    words += [_range(measure, group) for measure, group in stated.items()]
    words = list(dict.fromkeys(words))
    if len(words) > _MOST + 1:
        words = [*words[:_MOST], f"{len(words) - _MOST} more"]
    text = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return text if lower else text[:1].upper() + text[1:]


def _shortened(words: Sequence[str]) -> list[str]:
    """Leave out the beginning that several have in common, after the first."""
    short, before = [], ""
    for word in words:
        cut = next((word.find(mark) for mark in _CUTS if mark in word), -1)
        start = word[:cut] if cut > 0 else ""
        short.append(word[cut + 1 :].strip() if start and start == before else word)
        before = start
    return short


def _range(measure: str, found: Sequence[Evidence]) -> str:
    values = sorted({float(t.value) for t in found})
    unit = found[0].unit
    text = shown(values[0], unit)
    if len(values) > 1:
        text = f"{shown(values[0])}–{shown(values[-1], unit)}"
    sources = list(dict.fromkeys(key for t in found for key in t.source_ids[:1]))
    named = ", ".join(sources[:2]) + (f" and {len(sources) - 2} more" if len(sources) > 2 else "")
    return f"{measure}: {text} ({named})"


def _said(item: Evidence) -> str:
    if isinstance(item.value, str):
        return item.value
    value = shown(item.value, item.unit)
    if item.basis == "at least":
        return f"{item.measure}: at least {value}"
    vague = f" ± {_vagueness(item.within)}" if item.within > 0 else ""
    return f"{item.measure}: {value}{vague}"


def _vagueness(within: float) -> str:
    return f"{within:,.0f}" if within >= 10 else f"{within:.2g}"


def _notes(found: Sequence[Evidence]) -> list[str]:
    parts = (part for t in found if t.basis == "measured" for part in t.note.split("; "))
    return list(dict.fromkeys(part for part in parts if part))


def _silence(claim: Claim, found: Sequence[Evidence], allowed: str) -> str:
    own = [t for t in found if t.says == "own source"]
    open_ = [t for t in found if t.says == "undecided"]
    if open_:
        kinds = {t.basis for t in open_}
        text = _listed(open_)
        if kinds == {"at least"}:
            return f"{text}, and the claim{allowed} is longer, which a road may well be."
        if kinds == {"stated"}:
            return f"{text}, near the claim{allowed} but not the same, and nothing else tells."
        notes = _notes(open_)
        if ROAD in notes:
            return (
                f"{text}; the claim{allowed} may be the length of a road, which no other source "
                "states."
            )
        why = f" ({'; '.join(notes)})" if notes else ""
        return f"{text}{why}, which is too uncertain to decide on the claim{allowed}."
    if own:
        said = _listed(own)
        return f"{said}, but only the claim's own source says so."
    beside = [t for t in found if t.says == "beside"]
    text = _SILENT.get(claim.measures[0], "the atlas holds nothing to measure it by")
    if not found and isinstance(claim.subject, Word) and not claim.subject.known:
        text = f"the atlas has no row for “{claim.subject.id}”"
    extra = f"; {_listed(beside, lower=True)}" if beside else ""
    return f"{text[:1].upper()}{text[1:]}{extra}."
