"""``uncertainty.csv``: how far the border was from where it is now, in OpenStreetMap of 2017.

Two independent states of the same map show how well anybody knows the line: where mappers
moved it by a kilometre in nine years, a point a kilometre from it has no certain side.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import points  # adds the package to the path
import shapely
from layerfile import write_table
from numpy.typing import NDArray
from registry import geo_maps_land
from shapely.geometry import box, shape

Samples: TypeAlias = NDArray[np.float64]

REGION = box(123.9, 39.6, 130.9, 43.4)
STRETCH_M = 10_000.0
SAMPLE_DEG = 0.001
TOUCH_DEG = 0.0002
#: Below this nobody can tell whose map is better.
LEAST_M = 100.0
FEWEST = 20
COLUMNS = ("from_km", "to_km", "within_m", "mean_m", "p95_m", "samples")


def _line_of_2017() -> Samples:
    """Return samples of the line between the two countries in the map of 2017."""
    countries = geo_maps_land("@geo-maps/countries-coastline-10m")
    korea, china = (
        shapely.make_valid(shape(countries[code])).intersection(REGION) for code in ("PRK", "CHN")
    )
    shared = korea.boundary.intersection(china.buffer(TOUCH_DEG))
    samples: Samples = shapely.get_coordinates(shapely.segmentize(shared, SAMPLE_DEG))
    return samples


def _half_band(away: Samples) -> float | None:
    """Return half the band that holds 95 % of the samples, None if there are too few."""
    if len(away) < FEWEST:
        return None
    return max(LEAST_M, math.ceil(float(np.percentile(away, 95)) / 100) * 100.0)


def build() -> None:
    """Write the table: for each 10 km, half the band that holds 95 % of the line of 2017."""
    border = points.border_lines()["border"]
    samples = _line_of_2017()
    at = border.locate(samples[:, 0], samples[:, 1])
    beside = (at.along_m > 0) & (at.along_m < border.length_m)
    along, away = at.along_m[beside], at.distance_m[beside]
    starts = np.arange(0.0, border.length_m, STRETCH_M)
    stretches = [away[(along >= start) & (along < start + STRETCH_M)] for start in starts]
    within = [_half_band(here) for here in stretches]
    known = [i for i, value in enumerate(within) if value is not None]
    rows = []
    for i, (start, here) in enumerate(zip(starts, stretches, strict=True)):
        nearest = min(known, key=lambda j: abs(j - i))  # few samples say nothing
        end = min(start + STRETCH_M, border.length_m)
        rows.append(
            {
                "from_km": f"{start / 1000:.0f}",
                "to_km": f"{end / 1000:.3f}".rstrip("0").rstrip("."),
                "within_m": f"{within[nearest]:.0f}",
                "mean_m": f"{here.mean():.0f}" if len(here) else "",
                "p95_m": f"{np.percentile(here, 95):.0f}" if len(here) else "",
                "samples": str(len(here)),
            }
        )
    write_table("uncertainty", COLUMNS, rows)
    print(
        f"uncertainty: {len(away)} samples, mean {away.mean():.0f} m, "
        f"p95 {np.percentile(away, 95):.0f} m, most {away.max():.0f} m"
    )


if __name__ == "__main__":
    build()
