"""Read users' own files without trusting them."""

from sinokorea_geo.io.read import read_features

__all__ = ["read_features"]
