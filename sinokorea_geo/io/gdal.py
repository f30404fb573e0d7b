"""Read bytes in memory through GDAL, by the one driver that fits them; refuse all else."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.errors import ShapelyError

from sinokorea_geo.errors import DataError, InvalidGeometry
from sinokorea_geo.io.source import said, shown


def read_bytes(
    content: bytes, name: str, *, driver: str, layer: str, rows: int, **options: Any
) -> tuple[pd.DataFrame, list[Any]]:
    """Return the columns and the geometries of one layer."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            found = pyogrio.read_info(content, layer=layer)["driver"]
            if found != driver:
                raise DataError(f"{name}: is damaged; GDAL takes it for {shown(found)}")
            frame = pyogrio.read_dataframe(content, layer=layer, max_features=rows, **options)
        except (FeatureError, GeometryError, ShapelyError) as error:
            raise InvalidGeometry(
                said("damaged geometry", name, error=shown(str(error)))
            ) from error
        except (DataLayerError, DataSourceError, FieldError, OverflowError, ValueError) as error:
            raise DataError(f"{name}: is damaged ({shown(str(error), 120)})") from error
    for warning in warned:
        # Said of every GeoPackage that is read from memory, where it has no name.
        if "non conformant file extension" not in str(warning.message):
            text = shown(str(warning.message), 120)
            raise DataError(f"{name}: is damaged, or more than GDAL reads ({text})")
    if len(frame) != rows:
        raise DataError(f"{name}: {rows - len(frame):,} of its {rows:,} rows cannot be read")
    if "geometry" not in frame:
        raise DataError(f"{name}: its layer {shown(layer)} has no geometry column")
    shapes = np.asarray(frame["geometry"], dtype=object).tolist()
    return pd.DataFrame(frame.drop(columns="geometry")), shapes
