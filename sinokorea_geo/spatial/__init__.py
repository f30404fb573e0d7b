"""Measure users' positions against lines, areas and layers."""

from sinokorea_geo.spatial.annotate import annotate
from sinokorea_geo.spatial.answers import count_by_reach, stated_and_measured
from sinokorea_geo.spatial.measures import (
    between,
    corridor,
    distance,
    distance_matrix,
    nearest,
    within_corridor,
    within_zones,
)

__all__ = [
    "annotate",
    "between",
    "corridor",
    "count_by_reach",
    "distance",
    "distance_matrix",
    "nearest",
    "stated_and_measured",
    "within_corridor",
    "within_zones",
]
