"""Write the atlas in the formats of other programs, in the colours of its maps."""

from sinokorea_geo.maps.export.files import export_atlas

__all__ = ["export_atlas"]
