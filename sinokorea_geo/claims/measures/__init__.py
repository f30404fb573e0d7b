"""Choose the functions that measure a claim."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from inspect import isgeneratorfunction

from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.claims.claim import Claim
from sinokorea_geo.claims.evidence import Evidence
from sinokorea_geo.claims.lookup import Lookup
from sinokorea_geo.claims.measures import directions, distances, extents, recorded, relations
from sinokorea_geo.claims.words import MEASURES
from sinokorea_geo.errors import InvalidQuantity

#: The functions that ``rules/words.toml`` names.
_FUNCTIONS: dict[str, Callable[[Lookup, Claim], Iterable[Evidence]]] = {
    name: function
    for module in (distances, extents, recorded, relations, directions)
    for name, function in vars(module).items()
    if isgeneratorfunction(function) and not name.startswith("_")
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
        raise InvalidQuantity(
            f"the measure {name!r} needs an object; name a place, or {BORDER_ID!r}"
        )
    deciding, beside = (
        [
            replace(item, against="beside") if by.endswith("?") else item
            for by in names
            for item in _FUNCTIONS[by.removesuffix("?")](lookup, claim)
        ]
        for names in (measure.by, measure.beside)
    )
    return deciding, beside
