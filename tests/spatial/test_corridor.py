"""The 25 km corridor of the real border against an oracle that shares no code with the package."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import sinokorea_geo as skg
from tests.geodesy import oracle

WIDTH_M = 25_000.0
POINTS = 900
#: 33 km and more on the ground: what is nearest to a point of the boundary lies within it.
WINDOW_DEG = 0.4


def test_the_boundary_lies_at_its_width_everywhere(atlas: skg.Atlas) -> None:
    boundary = skg.corridor(atlas.border, WIDTH_M).geometry.iloc[0].boundary
    rng = np.random.default_rng(20_161_130)
    at = np.sort(rng.random(POINTS))  # on edges: hardly ever at a vertex
    points = shapely.get_coordinates(shapely.line_interpolate_point(boundary, at, normalized=True))
    line = np.asarray(atlas.border.geometry.coords)
    worst = 0.0
    for some in np.array_split(points, 60):
        low, high = some.min(axis=0) - WINDOW_DEG, some.max(axis=0) + WINDOW_DEG
        near = np.flatnonzero(((line >= low) & (line <= high)).all(axis=1))
        stretch = line[max(near[0] - 1, 0) : near[-1] + 2]
        away = oracle.distances(stretch, some[:, 0], some[:, 1])
        worst = max(worst, float(np.abs(away - WIDTH_M).max()))
    assert worst < 1.0


def test_a_planar_buffer_would_not_do(atlas: skg.Atlas) -> None:
    """The same test finds a buffer in one UTM zone wrong by tens of metres."""
    import geopandas as gpd

    line = gpd.GeoSeries([atlas.border.geometry], crs="EPSG:4326")
    planar = line.to_crs(32652).buffer(WIDTH_M).to_crs(4326).iloc[0].exterior
    ends = shapely.get_coordinates(planar)[::400]
    away = atlas.border.locate(ends[:, 0], ends[:, 1])["distance_m"]
    assert float((away - WIDTH_M).abs().max()) > 5.0


@pytest.mark.parametrize("width_m", [0, -1, float("nan"), 2_000_000])
def test_impossible_widths_are_refused(atlas: skg.Atlas, width_m: float) -> None:
    with pytest.raises(skg.InvalidQuantity, match="width_m is"):
        skg.corridor(atlas.border, width_m)
