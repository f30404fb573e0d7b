"""Find the places that a text names, and look up addresses."""

from sinokorea_geo.toponyms.geocoding import geocode
from sinokorea_geo.toponyms.mentions import find_mentions

__all__ = ["find_mentions", "geocode"]
