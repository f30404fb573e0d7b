"""Explain a verdict in one sentence."""

import math
from collections.abc import Sequence

from sinokorea_geo.claims.claim import Claim, Word
from sinokorea_geo.claims.evidence import Evidence, Verdict
from sinokorea_geo.claims.words import MEASURES

_MOST = 4
_UNITS = {"count": "", "% y/y": "%"}


def _shown(value: float, unit: str = "") -> str:
    """Return a value as a reader would write it, such as ``30.8 km``."""
    size = abs(value)
    digits = 0 if size >= 1000 or float(value).is_integer() else 1 if size >= 10 else 2
    text = f"{value:.2g}" if 0 < size < 0.01 else f"{value:,.{digits}f}"
    return f"{text} {_UNITS.get(unit, unit)}".strip()


def reason(claim: Claim, found: Sequence[Evidence], verdict: Verdict) -> str:
    """Say in one sentence how a verdict came about."""
    allowed = _allowed(claim)
    fits = [t for t in found if t.says == "for"]
    misses = [t for t in found if t.says == "against"]
    if verdict == "supported":
        agreeing = all(t.basis == "stated" for t in fits)
        words = ", in agreement with the claim" if agreeing else ", as the claim allows"
        return f"{_listed(fits)}{words + allowed if allowed else ''}."
    if verdict == "contradicted":
        ending = "so the claim does not hold"
        if allowed:
            ending = f"but the claim allows{allowed.replace('(', '').replace(')', '')} only"
        return f"{_listed(misses)}, {ending}{_would_fit(claim, found)}."
    if verdict == "not testable":
        return _silence(claim, found, allowed)
    finer = [t for t in found if t.flag == "a finer line is longer"]
    if finer and not fits:
        return (
            f"{_listed([*finer, *misses])}; a line surveyed in finer detail is longer, and the"
            f" claim{allowed} may be of one."
        )
    if not fits:
        near = [t for t in found if t.says == "undecided" and t.basis == "stated"]
        return f"Sources differ: {_listed(near, lower=True)}, but {_listed(misses, lower=True)}."
    sentence = f"{_listed(fits)}, but {_listed(misses, lower=True)}"
    return f"{sentence}; the claim{allowed} does not say which it means."


def _would_fit(claim: Claim, found: Sequence[Evidence]) -> str:
    """Name what was found beside the measure that is claimed, if the number is that."""
    window, factor = claim.window, claim.unit.factor
    ways = [t for t in found if t.says == "beside" and t.quantity == "stated way" and not t.flag]
    fits = [t for t in ways if window and window.holds(t.number * factor, t.number * factor)]
    return f"; {_listed(fits, lower=True)} would fit" if fits else ""


def _allowed(claim: Claim) -> str:
    """Return what a claim's wording allows, in brackets."""
    window = claim.window
    if window is None:
        return ""
    unit, factor = claim.unit.symbol, claim.unit.factor
    low, high = window.low / factor, window.high / factor
    if math.isinf(high):
        return f" ({_shown(low, unit)} or more)"
    if math.isinf(low):
        return f" ({_shown(high, unit)} or less)"
    if low == high:
        return f" ({_shown(low, unit)})"
    # As many digits as tell one end from the other.
    digits = max(0, min(6, 1 - math.floor(math.log10(high - low))))
    ends = [f"{value:,.{digits}f}" for value in (low, high)]
    text = "–".join(end.rstrip("0").rstrip(".") if "." in end else end for end in ends)
    return f" ({f'{text} {_UNITS.get(unit, unit)}'.strip()})"


def _listed(found: Sequence[Evidence], *, lower: bool = False) -> str:
    """List what was found, the measured first, and what many sources state as one range."""
    told = [t for t in found if t.basis != "stated"]
    # What several begin with is left out after the first of them.
    befores = ["", *(item.stem for item in told)]
    words = [
        _said(item).removeprefix(item.stem if item.stem == before else "").lstrip(", ")
        for item, before in zip(told, befores, strict=False)
    ]
    stated = [t for t in found if t.basis == "stated"]
    words += [
        _range([t for t in stated if t.measure == measure])
        for measure in dict.fromkeys(t.measure for t in stated)
    ]
    words = list(dict.fromkeys(words))
    if len(words) > _MOST + 1:
        words = [*words[:_MOST], f"{len(words) - _MOST} more"]
    text = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return text if lower else text[:1].upper() + text[1:]


def _range(found: Sequence[Evidence]) -> str:
    values = sorted({float(t.value) for t in found})
    text = _shown(values[-1], found[0].unit)
    if len(values) > 1:
        text = f"{_shown(values[0])}–{text}"
    sources = list(dict.fromkeys(key for t in found for key in t.source_ids[:1]))
    named = ", ".join(sources[:2]) + (f" and {len(sources) - 2} more" if len(sources) > 2 else "")
    return f"{found[0].measure}: {text} ({named})"


def _said(item: Evidence) -> str:
    if isinstance(item.value, str):
        return item.value
    value = _shown(item.value, item.unit)
    if item.basis == "at least":
        return f"{item.measure}: at least {value}"
    vague = f"{item.within:,.0f}" if item.within >= 10 else f"{item.within:.2g}"
    return f"{item.measure}: {value}{f' ± {vague}' if item.within > 0 else ''}"


def _silence(claim: Claim, found: Sequence[Evidence], allowed: str) -> str:
    own = [t for t in found if t.says == "own source"]
    undecided = [t for t in found if t.says == "undecided"]
    if undecided:
        return f"{_listed(undecided)}{_undecided(undecided, allowed)}."
    if own:
        return f"{_listed(own)}, but only the claim's own source says so."
    text = MEASURES[claim.measures[0]].silent
    if not found and isinstance(claim.subject, Word) and not claim.subject.known:
        text = f"the atlas has no row for “{claim.subject.id}”"
    beside = [t for t in found if t.says == "beside"]
    extra = f"; {_listed(beside, lower=True)}" if beside else ""
    return f"{text[:1].upper()}{text[1:]}{extra}."


def _undecided(found: Sequence[Evidence], allowed: str) -> str:
    kinds = {t.basis for t in found}
    if kinds == {"at least"}:
        return f", and the claim{allowed} is longer, which a road may well be"
    if kinds == {"stated"}:
        return f", near the claim{allowed} but not the same, and nothing else tells"
    if any(t.flag == "a road may be longer" for t in found if t.basis == "measured"):
        return f"; the claim{allowed} may be the length of a road, which no other source states"
    notes = dict.fromkeys(t.note for t in found if t.basis == "measured" and t.note)
    why = f" ({'; '.join(notes)})" if notes else ""
    return f"{why}, which is too uncertain to decide on the claim{allowed}"
