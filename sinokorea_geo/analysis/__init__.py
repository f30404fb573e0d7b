"""What can be measured between places, layers and the border."""

from sinokorea_geo.analysis.corridors import corridor, within_corridor
from sinokorea_geo.analysis.proximity import distance, distance_matrix, nearest

__all__ = ["corridor", "distance", "distance_matrix", "nearest", "within_corridor"]
