"""Claims held against the geometry, the dates and the figures of the atlas."""

from sinokorea_geo.claims.check import ClaimCheck, check_claim
from sinokorea_geo.claims.comparison import QUALIFIERS, qualifier_of
from sinokorea_geo.claims.extraction import find_claims
from sinokorea_geo.claims.measures.registry import MEASURES, measure_named
from sinokorea_geo.claims.table import check_claims, own_claims
from sinokorea_geo.claims.units import Unit, unit_of
from sinokorea_geo.claims.verdict import VERDICTS

__all__ = [
    "MEASURES",
    "QUALIFIERS",
    "VERDICTS",
    "ClaimCheck",
    "Unit",
    "check_claim",
    "check_claims",
    "find_claims",
    "measure_named",
    "own_claims",
    "qualifier_of",
    "unit_of",
]
