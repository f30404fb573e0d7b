"""Make places of a caller's own rows of the layer ``places``, by the same schema."""

import re
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from sinokorea_geo.atlas.positions import read_positions
from sinokorea_geo.atlas.schema import check_layer, said
from sinokorea_geo.errors import InvalidGeometry, SchemaError

#: The source of a place that names none.
OWN_SOURCE: Final = {"id": "own-places", "type": "dataset", "title": "Places added by the user"}
#: What is taken for granted where a frame has no such column.
_GIVEN: Final = {"geometry_basis": "published", "sensitivity": "public", "source_ids": "own-places"}


def completed(frame: Any, like: gpd.GeoDataFrame, taken: set[str], sources: set[str]) -> Any:
    """Return rows with the columns and types of a layer, once they are as its schema says."""
    if not isinstance(frame, pd.DataFrame):
        raise InvalidGeometry(said("no frame", kind=type(frame).__name__))
    at = read_positions(frame, what="places")
    rows = pd.DataFrame(frame).rename(columns={"name": "name_en"}).reset_index(drop=True)
    rows = rows.drop(columns=["lon", "lat", "geometry"], errors="ignore")
    rows = rows.assign(**{key: text for key, text in _GIVEN.items() if key not in rows})
    rows["source_ids"] = [
        tuple(re.split(r"[;\s]+", ids)) if isinstance(ids, str) else tuple(ids)
        for ids in rows["source_ids"]
    ]
    if "id" not in rows:
        names = rows["name_en"].astype(str).str.lower() if "name_en" in rows else [""] * len(rows)
        slugs = [re.sub(r"[^a-z0-9]+", "-", name).strip("-") for name in names]
        rows["id"] = [slug or f"own-{row}" for row, slug in enumerate(slugs, start=1)]
    rows = rows.reindex(columns=list(dict.fromkeys([*like.columns.drop("geometry"), *rows])))
    rows = rows.astype(object).where(rows.notna(), None)
    own = gpd.GeoDataFrame(rows, geometry=shapely.points(at.lon, at.lat), crs="EPSG:4326")
    if twice := [said("taken", own=key) for key in own["id"] if key in taken]:
        raise SchemaError("; ".join(twice), twice)
    check_layer("places", own, source_ids=sources | {OWN_SOURCE["id"]})
    known = like.dtypes.drop("geometry")
    return own.astype(known[known != "object"].to_dict())
