"""What an article says: the places it names, and what it states of them."""

from __future__ import annotations

from sinokorea_geo.text.statements import find_statements

__all__ = ["find_statements"]
