"""Find the places that a text names."""

from sinokorea_geo.toponyms.mentions import find_mentions

__all__ = ["find_mentions"]
