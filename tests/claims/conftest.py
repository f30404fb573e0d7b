"""The atlas's own claims, checked once for all tests that read the verdicts."""

from __future__ import annotations

from typing import Any

import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import records


@pytest.fixture(scope="session")
def checked(atlas: skg.Atlas) -> dict[str, dict[str, Any]]:
    """Every claim of the atlas with its verdict, by id."""
    return {row["claim_id"]: row for row in records(skg.check_claims(atlas))}
