"""Put what sources state beside what the geometry measures."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.feature import BORDER_ID
from sinokorea_geo.atlas.store import records
from sinokorea_geo.geodesy import area_km2


def stated_and_measured(atlas: Atlas) -> pd.DataFrame:
    """Put stated lengths and areas beside measured ones.

    Parameters
    ----------
    atlas : Atlas
        The atlas.

    Returns
    -------
    pandas.DataFrame
        One row a stated value: ``id``, ``what``, ``stated``, ``measured``, ``unit``,
        ``ratio`` (measured over stated), ``why`` they may differ, ``source_ids``. Roads
        and railways are measured straight through their way-points, which is a lower
        bound; zones by the outline of the units they are made of.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> table = stated_and_measured(load_atlas())
    >>> border = table[table["id"] == "border"]
    >>> border["stated"].agg(["min", "max"]).tolist()
    [1300.0, 1500.0]
    """
    rows = [*_border_lengths(atlas), *_route_lengths(atlas), *_zone_areas(atlas)]
    columns = ["id", "what", "stated", "measured", "unit", "why", "source_ids"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(5, "ratio", table["measured"] / table["stated"])
    return table


def _border_lengths(atlas: Atlas) -> Iterator[tuple[Any, ...]]:
    measured = atlas.border.length_m / 1000
    claims, figures = atlas.claims, atlas.stated_values
    stated = pd.concat(
        [
            claims[(claims["measure"] == "length") & (claims["object_id"] == "")],
            figures[figures["property"] == "length"],
        ]
    )
    stated = stated[(stated["subject_id"] == BORDER_ID) & (stated["unit"] == "km")]
    stated = stated.assign(stated=stated["stated"].astype(float)).drop_duplicates(
        ["stated", "source_ids"]
    )
    why = "a wiggly line has a length only at a scale; no source says which it used"
    for row in records(stated.sort_values("stated")):
        ids = tuple(row["source_ids"].split())
        yield "border", "border length", row["stated"], measured, "km", why, ids


def _route_lengths(atlas: Atlas) -> Iterator[tuple[Any, ...]]:
    routes = atlas.routes
    for row in records(routes[routes["stated_length_km"].notna()]):
        why = f"straight through {len(row['waypoints'])} way-points; {row['note']}"
        stated, measured = row["stated_length_km"], row["measured_length_km"]
        yield row["id"], f"{row['kind']} length", stated, measured, "km", why, row["source_ids"]


def _zone_areas(atlas: Atlas) -> Iterator[tuple[Any, ...]]:
    zones = atlas.zones
    for row in records(zones[(zones.geom_type != "Point") & zones["stated_area_km2"].notna()]):
        why = f"outline of whole units; {row['note']}"
        stated, measured = row["stated_area_km2"], area_km2(row["geometry"])
        yield row["id"], "zone area", stated, measured, "km²", why, row["source_ids"]
