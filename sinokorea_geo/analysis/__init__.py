"""What can be measured between places, layers and the border."""

from sinokorea_geo.analysis.claims import ClaimCheck, check_claim, check_claims
from sinokorea_geo.analysis.corridors import corridor, within_corridor
from sinokorea_geo.analysis.proximity import distance, distance_matrix, nearest, within_zones
from sinokorea_geo.analysis.stated import stated_and_measured

__all__ = [
    "ClaimCheck",
    "check_claim",
    "check_claims",
    "corridor",
    "distance",
    "distance_matrix",
    "nearest",
    "stated_and_measured",
    "within_corridor",
    "within_zones",
]
