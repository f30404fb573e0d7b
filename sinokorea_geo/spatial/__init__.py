"""Measure users' positions against lines, areas and layers."""

from sinokorea_geo.spatial.annotate import annotate
from sinokorea_geo.spatial.answers import count_by_reach
from sinokorea_geo.spatial.measures import (
    between,
    corridor,
    distance,
    distance_matrix,
    nearest,
    within_corridor,
    within_zones,
)
from sinokorea_geo.spatial.stated import stated_and_measured

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
