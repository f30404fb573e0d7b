"""Measure users' positions against lines, areas and layers."""

from sinokorea_geo.spatial.annotate import annotate
from sinokorea_geo.spatial.answers import count_by_reach
from sinokorea_geo.spatial.nearest import distance, distance_matrix, nearest, within_zones
from sinokorea_geo.spatial.stated import stated_and_measured
from sinokorea_geo.spatial.within import corridor, within_corridor

__all__ = [
    "annotate",
    "corridor",
    "count_by_reach",
    "distance",
    "distance_matrix",
    "nearest",
    "stated_and_measured",
    "within_corridor",
    "within_zones",
]
