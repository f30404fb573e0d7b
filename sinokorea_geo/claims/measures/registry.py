"""Choose the functions that measure a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures.counts import count
from sinokorea_geo.claims.measures.directions import bearing, order_in_space
from sinokorea_geo.claims.measures.distances import (
    along_border,
    along_river,
    along_route,
    by_road,
    floor,
    straight,
)
from sinokorea_geo.claims.measures.extents import area, held_length, length, share
from sinokorea_geo.claims.measures.recorded import conversion, stated_value, statistic
from sinokorea_geo.claims.measures.relations import containment, count_named, touching
from sinokorea_geo.claims.measures.times import date, order_in_time, status
from sinokorea_geo.claims.subjects import BORDER, Border
from sinokorea_geo.claims.words import MEASURES
from sinokorea_geo.errors import InvalidQuantity

__all__ = ["evidence_for"]

Function = Callable[[Lookup, Claim], Iterable[Evidence]]


def _ways(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    """One way among others says nothing against a distance."""
    for item in (*along_route(lookup, claim), *by_road(lookup, claim)):
        yield replace(item, against="beside")


def _a_route(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    for item in along_route(lookup, claim):
        yield replace(item, against="beside")


def _along(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    if isinstance(claim.object, Border):
        yield from held_length(lookup, claim)
        return
    for function in (along_border, along_river, floor):
        yield from function(lookup, claim)


#: What the verdict of each measure rests on, and what is shown beside it.
_FUNCTIONS: dict[str, tuple[tuple[Function, ...], tuple[Function, ...]]] = {
    "distance": ((straight, along_border, along_river, _ways), ()),
    "straight-line": ((straight,), (by_road,)),
    "along-border": ((_along,), ()),
    "road": ((by_road, _a_route, floor), ()),
    "rail": ((by_road, _a_route, floor), ()),
    "along-corridor": ((along_route, floor), (by_road,)),
    "length": ((length,), ()),
    "area": ((area,), ()),
    "share": ((share,), ()),
    "count": ((count, count_named), ()),
    "containment": ((containment,), ()),
    "touching": ((touching,), ()),
    "order-in-space": ((order_in_space,), ()),
    "bearing": ((bearing,), ()),
    "date": ((date,), ()),
    "order-in-time": ((order_in_time,), ()),
    "status": ((status,), ()),
    "statistic": ((statistic,), ()),
    "stated-value": ((stated_value,), ()),
    "unit-conversion": ((conversion,), ()),
}


def evidence_for(lookup: Lookup, claim: Claim, name: str) -> tuple[list[Evidence], list[Evidence]]:
    """Return what a measure finds: what decides, and what is shown beside it."""
    measure = MEASURES[name]
    if measure.dimensions and claim.unit.dimension not in measure.dimensions:
        wanted = " or ".join(kind or "no unit" for kind in measure.dimensions)
        raise InvalidQuantity(
            f"the measure {name!r} takes a unit of {wanted}, not {claim.unit.symbol!r}"
        )
    if measure.pair and claim.object is None:
        raise InvalidQuantity(f"the measure {name!r} needs an object; name a place, or {BORDER!r}")
    deciding, beside = (
        [item for function in functions for item in function(lookup, claim)]
        for functions in _FUNCTIONS[name]
    )
    return deciding, beside
