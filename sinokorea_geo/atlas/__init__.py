"""Hold what is known: layers, names, sources and dates, and the measured border."""

from sinokorea_geo.atlas.atlas import Atlas, load_atlas
from sinokorea_geo.atlas.border import BorderLine
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.route import Depth, ReferencedLine
from sinokorea_geo.atlas.sections import Section

__all__ = ["Atlas", "BorderLine", "Depth", "Place", "ReferencedLine", "Section", "load_atlas"]
