"""Read users' own files without trusting them, and write the atlas for other programs."""

from sinokorea_geo.io.export import export_atlas
from sinokorea_geo.io.read import read_features

__all__ = ["export_atlas", "read_features"]
