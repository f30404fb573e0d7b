"""What an article says: the places it names."""

from __future__ import annotations

from sinokorea_geo.text.mentions import find_mentions

__all__ = ["find_mentions"]
