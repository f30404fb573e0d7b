"""Lists of words, written as they are read."""

from __future__ import annotations

__all__ = ["words"]


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(words("road street"))
    ['road', 'street']
    """
    return frozenset(text.split())
