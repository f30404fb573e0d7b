"""Choose the functions that measure a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sinokorea_geo.claims.claim import BORDER, Border, Claim
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures import directions, extents, recorded, relations, times
from sinokorea_geo.claims.measures.distances import (
    along_border,
    along_river,
    along_route,
    by_road,
    floor,
    one_way,
    other_ways,
    straight,
)
from sinokorea_geo.claims.words import MEASURES
from sinokorea_geo.errors import InvalidQuantity

Function = Callable[[Lookup, Claim], Iterable[Evidence]]


def _along(lookup: Lookup, claim: Claim) -> Iterator[Evidence]:
    held = isinstance(claim.object, Border)
    for function in (extents.held_length,) if held else (along_border, along_river, floor):
        yield from function(lookup, claim)


#: What the verdict of each measure rests on.
_DECIDING: dict[str, tuple[Function, ...]] = {
    "distance": (straight, along_border, along_river, other_ways),
    "straight-line": (straight,),
    "along-border": (_along,),
    "road": (by_road, one_way, floor),
    "rail": (by_road, one_way, floor),
    "along-corridor": (along_route, floor),
    "length": (extents.length,),
    "area": (extents.area,),
    "share": (extents.share,),
    "count": (recorded.count, relations.count_named),
    "containment": (relations.containment,),
    "touching": (relations.touching,),
    "order-in-space": (directions.order_in_space,),
    "bearing": (directions.bearing,),
    "date": (times.date,),
    "order-in-time": (times.order_in_time,),
    "status": (times.status,),
    "statistic": (recorded.statistic,),
    "stated-value": (recorded.stated_value,),
    "unit-conversion": (recorded.conversion,),
}
#: What is shown beside it.
_BESIDE: dict[str, tuple[Function, ...]] = {
    "straight-line": (by_road,),
    "along-corridor": (by_road,),
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
        for functions in (_DECIDING[name], _BESIDE.get(name, ()))
    )
    return deciding, beside
