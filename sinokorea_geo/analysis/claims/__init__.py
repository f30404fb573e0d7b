"""Claims held against the geometry, the dates and the figures of the atlas."""

from sinokorea_geo.analysis.claims.checking import ClaimCheck, check_claim
from sinokorea_geo.analysis.claims.measures import MEASURES, measure_named
from sinokorea_geo.analysis.claims.table import check_claims, own_claims
from sinokorea_geo.analysis.claims.units import Unit, unit_of
from sinokorea_geo.analysis.claims.verdict import VERDICTS
from sinokorea_geo.analysis.claims.wording import QUALIFIERS, qualifier_of

__all__ = [
    "MEASURES",
    "QUALIFIERS",
    "VERDICTS",
    "ClaimCheck",
    "Unit",
    "check_claim",
    "check_claims",
    "measure_named",
    "own_claims",
    "qualifier_of",
    "unit_of",
]
