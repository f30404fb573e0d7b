"""Check claims against the geometry, the dates and the stated values of the atlas."""

from sinokorea_geo.claims.check import ClaimCheck, check_claim
from sinokorea_geo.claims.evidence import VERDICTS
from sinokorea_geo.claims.extraction import find_claims
from sinokorea_geo.claims.table import check_claims
from sinokorea_geo.claims.words import MEASURES, QUALIFIERS

__all__ = [
    "MEASURES",
    "QUALIFIERS",
    "VERDICTS",
    "ClaimCheck",
    "check_claim",
    "check_claims",
    "find_claims",
]
