"""The line doubles back only where docs/data.md says so."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer

import sinokorea_geo as skg

GEOD = Geod(ellps="WGS84")
PLANE = "+proj=lcc +lat_1=40.5 +lat_2=42.5 +lat_0=41.5 +lon_0=127.4 +ellps=WGS84"
STEP_M = 20.0
NEAR_M = 60.0
APART_M = 300.0

#: First and last kilometre of each spur, its metres out and back, its mean width in metres.
SPURS = (
    (1292.887, 1293.870, 984, 6),
    (1296.029, 1299.434, 3405, 19),
    (1306.049, 1309.163, 3114, 11),
)
#: Between these kilometres lie the spurs, what they come near to, and the land beside the third,
#: round which the line goes along arms of the river.
REACHES = ((1292.4, 1294.0), (1295.9, 1299.5), (1305.8, 1312.8))


def test_the_line_comes_near_itself_only_at_the_three_spurs(border: skg.BorderLine) -> None:
    along = np.arange(0.0, border.length_m, STEP_M)
    forth = Transformer.from_crs("OGC:CRS84", PLANE, always_xy=True)
    plane = shapely.points(*forth.transform(*border.point_at(along)))
    one, other = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=NEAR_M)
    doubled = along[one[np.abs(along[other] - along[one]) > APART_M]] / 1000
    held = [(doubled > start) & (doubled < end) for start, end in REACHES]
    assert np.logical_or.reduce(held).all()
    assert all(inside.any() for inside in held)


@pytest.mark.parametrize(("start", "end", "metres", "width"), SPURS)
def test_a_spur_is_as_long_and_as_narrow_as_the_page_says(
    border: skg.BorderLine, start: float, end: float, metres: int, width: int
) -> None:
    lon, lat = shapely.get_coordinates(border.between(start * 1000, end * 1000)).T
    area, around = GEOD.polygon_area_perimeter(lon, lat)
    assert GEOD.line_length(lon, lat) == pytest.approx(metres, abs=2)
    assert 2 * abs(area) / around == pytest.approx(width, abs=0.6)
