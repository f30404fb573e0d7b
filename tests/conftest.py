"""What every test may ask for."""

from __future__ import annotations

import pytest

import sinokorea_geo as skg


@pytest.fixture(scope="session")
def atlas() -> skg.Atlas:
    """The atlas that comes with the package."""
    return skg.load_atlas()
