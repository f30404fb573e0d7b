"""Give tests of other projects the atlas: a plugin that pytest loads by itself."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg

__all__ = ["atlas"]


@pytest.fixture(scope="session")
def atlas() -> skg.Atlas:
    """Return the atlas that comes with sinokorea_geo, to assert with."""
    return skg.load_atlas()
