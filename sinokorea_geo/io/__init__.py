"""Users' own files, read without trusting them, and tables larger than memory."""

from sinokorea_geo.io.bulk import annotate_table
from sinokorea_geo.io.read import read_features

__all__ = ["annotate_table", "read_features"]
