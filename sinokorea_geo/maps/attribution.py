"""The credit that maps and figures carry."""

from __future__ import annotations

__all__ = ["ATTRIBUTION"]

ATTRIBUTION = (
    "© OpenStreetMap contributors (ODbL)",
    "GeoNames (CC BY 4.0)",
    "geoBoundaries (WFP/OCHA CC BY 3.0 IGO)",
    "sinokorea_geo",
)
