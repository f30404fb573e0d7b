"""Read bytes in memory through GDAL, by the one driver that fits them; refuse all else."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS
from shapely.errors import ShapelyError

from sinokorea_geo.errors import DataError, InvalidGeometry
from sinokorea_geo.io.features import Features, Limits, check_names, known_crs
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


def from_flatgeobuf(content: bytes, name: str, limits: Limits) -> Features:
    """Read FlatGeobuf, its positions in the system that it names."""
    # The last byte of the mark is a number that says nothing; as zero it ends the text in which
    # other drivers look for marks of their own.
    content = content[:7] + b"\0" + content[8:]
    try:
        about = pyogrio.read_info(content, force_feature_count=True)
    except (DataLayerError, DataSourceError, IndexError, ValueError) as error:
        raise DataError(f"{name}: is damaged ({shown(str(error), 120)})") from error
    rows = max(int(about["features"]), 0)
    limits.check_features(rows, name)
    layer, crs = str(about["layer_name"]), about["crs"]
    table, shapes = read_bytes(content, name, driver="FlatGeobuf", layer=layer, rows=rows)
    check_names(list(table.columns), name)
    known = None if crs is None else known_crs(CRS.from_user_input, str(crs), name=name)
    return Features(table, shapes, "row {}".format, known, stated=True)
