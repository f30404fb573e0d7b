"""Convert user input to longitude and latitude and geometries, and put answers on its index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sinokorea_geo import geodesy
from sinokorea_geo.atlas.feature import Place
from sinokorea_geo.atlas.schema import SCHEMA, said
from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy import GeodesicLine, LayerIndex, PolylineIndex, is_wgs84, to_degrees
from sinokorea_geo.geodesy.checks import paired_lonlat

Position: TypeAlias = Place | BaseGeometry | tuple[float, float] | str
Points: TypeAlias = (
    gpd.GeoDataFrame | gpd.GeoSeries | pd.DataFrame | Sequence[Position] | ArrayLike | Position
)
OnMissing: TypeAlias = Literal["raise", "null"]
#: Looks a place up by its name.
Find: TypeAlias = Callable[[str], Place]

_COLUMNS: Final[dict[str, list[list[str]]]] = SCHEMA["positions"]
_POINT, _MULTIPOINT = 0, 4
#: A point takes no more bytes as WKB, nor does a multipoint of one.
LONGEST_POINT: Final = 64


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Positions as arrays, with the index they came with."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    rows: NDArray[np.int64] | None
    size: int
    index: pd.Index[Any] | None

    @property
    def labels(self) -> pd.Index[Any]:
        """The caller's index, or the numbers of the rows."""
        return pd.RangeIndex(self.size) if self.index is None else self.index

    def frame(self, columns: Mapping[str, Any]) -> pd.DataFrame:
        """Put columns of answers on the caller's index; rows without a position are null."""
        if self.rows is None:
            return pd.DataFrame(columns, index=self.labels, copy=False)
        table = pd.DataFrame(columns, index=self.rows)
        for name in table.select_dtypes(["bool", "int32"]):
            table[name] = table[name].convert_dtypes()
        table = table.reindex(np.arange(self.size))
        table.index = self.labels
        return table

    def answers(self, values: NDArray[Any], name: str) -> Any:
        """Return an array of answers, or a Series if the input had an index."""
        if self.index is None and self.rows is None:
            return values
        column = self.frame({name: values})[name]
        return column if self.index is not None else column.array


def as_points(
    points: Any,
    what: str = "points",
    *,
    lat: Any = None,
    on_missing: OnMissing = "raise",
    find: Any = None,
) -> Positions:
    """Read points in any form, with the index they came with; `find`, or an atlas, knows names."""
    find = getattr(find, "find", find)
    if on_missing not in {"raise", "null"}:
        raise InvalidQuantity(f"on_missing is {on_missing!r}; pass 'raise' or 'null'")
    pair = points if isinstance(points, tuple) and len(points) == 2 and lat is None else ()
    if pair and all(isinstance(axis, np.ndarray | pd.Series) and axis.ndim == 1 for axis in pair):
        points, lat = pair
    if lat is not None:
        held = [axis.index for axis in (points, lat) if isinstance(axis, pd.Series)]
        if len(held) == 2 and not held[0].equals(held[1]):
            raise InvalidCoordinates(said("two indexes"))
        x, y, index = points, lat, held[0] if held else None
    else:
        x, y, index = _Reader(what, find, on_missing == "null").coordinates(points)
    x, y = (_plain(axis, null=on_missing == "null") for axis in (x, y))
    if on_missing == "null":
        x, y = map(np.atleast_1d, paired_lonlat(x, y, what=what))
        there = np.flatnonzero(~(np.isnan(x) | np.isnan(y)))
        if len(there) < len(x):
            checked = geodesy.checked_lonlat(x[there], y[there], what=what)
            return Positions(*checked, there, len(x), index)
    lon, lat = (np.atleast_1d(axis) for axis in geodesy.checked_lonlat(x, y, what=what))
    return Positions(lon, lat, None, len(lon), index)


def as_geometry(position: Any, what: str = "the position", find: Any = None) -> BaseGeometry:
    """Read one place, point, line or geometry; a layer is joined into one."""
    if isinstance(getattr(position, "line", position), GeodesicLine):
        return position.geometry
    if isinstance(position, str):
        position = _found(position, what, getattr(find, "find", find))
    if isinstance(position, Place):
        return position.position
    if isinstance(position, gpd.GeoDataFrame | gpd.GeoSeries):
        position = shapely.union_all(in_degrees(position, what))
    elif isinstance(position, Mapping) or hasattr(position, "__geo_interface__"):
        position = _shaped(position, what)
    if isinstance(position, BaseGeometry):
        return geodesy.checked_geometry(position, what=what)
    try:
        lon, lat = position
        single = all(isinstance(axis, float) or np.ndim(axis) == 0 for axis in (lon, lat))
    except (TypeError, ValueError):
        single = False
    if not single:
        kind = "None" if position is None else type(position).__name__
        raise InvalidGeometry(f"{what} is {kind}; pass a place, a (lon, lat) pair or a geometry")
    return shapely.Point(*(float(value) for value in geodesy.checked_lonlat(lon, lat, what=what)))


def in_degrees(frame: gpd.GeoDataFrame | gpd.GeoSeries, what: str) -> NDArray[np.object_]:
    """Return the geometries of a frame in longitude and latitude on WGS 84."""
    if not is_wgs84(frame.crs, what):
        frame = frame.to_crs(4326)
    return np.asarray(frame.geometry.array)


def as_geometries(layer: Any, what: str = "features") -> NDArray[np.object_]:
    """Read a layer as an array of geometries, in longitude and latitude."""
    if not isinstance(layer, gpd.GeoDataFrame | gpd.GeoSeries):
        raise InvalidGeometry(f"{what} are {type(layer).__name__}; pass a GeoDataFrame")
    found = in_degrees(layer, what)
    for row in np.flatnonzero(shapely.is_missing(found) | shapely.is_empty(found))[:1]:
        as_geometry(found[row], f"{what}[{row}]")
    return found


def index_of(target: Any, find: Any = None) -> PolylineIndex | LayerIndex:
    """Return the index that measures to a line, a place, a geometry or a whole layer."""
    if isinstance(line := getattr(target, "line", target), GeodesicLine):
        return line
    what, is_layer = "the line or place", isinstance(target, gpd.GeoDataFrame | gpd.GeoSeries)
    found = as_geometries(target, what) if is_layer else [as_geometry(target, what, find)]
    return geodesy.kept_index(list(found), LayerIndex)


class _Reader:
    """Read one input; `null` says that what is missing becomes NaN."""

    def __init__(self, what: str, find: Find | None, null: bool) -> None:
        self._what, self._find, self._null = what, find, null
        self._known: dict[str, Place] = {}

    def coordinates(self, points: Any) -> tuple[Any, Any, pd.Index[Any] | None]:
        """Return longitudes, latitudes and the index, not yet checked."""
        if isinstance(points, gpd.GeoDataFrame):
            points = points.geometry
        if isinstance(points, gpd.GeoSeries):
            x, y = self._of_geometries(np.asarray(points.array))
            if not is_wgs84(points.crs, self._what):
                x, y = to_degrees(x, y, points.crs, self._what)
            return x, y, points.index
        if isinstance(points, pd.DataFrame):
            columns = [points[label] for label in self._columns(points.columns)]
            x, y = columns if columns[1:] else self._of_items(columns[0].to_numpy())
            return x, y, points.index
        if isinstance(points, pd.Series):
            return *self._of_items(points.to_numpy()), points.index
        if hasattr(points, "__arrow_c_stream__") or hasattr(points, "__arrow_c_array__"):
            return *self._of_arrow(points), None
        if isinstance(points, np.ndarray) and points.dtype != object:
            if points.ndim == 1 and len(points) == 2 and points.dtype.kind in "iuf":
                points = points[None]
            if points.ndim == 2 and points.shape[1] == 2:
                return points[:, 0], points[:, 1], None
            if points.dtype.kind not in "USO":
                raise InvalidCoordinates(said("shape", what=self._what, shape=points.shape))
        if points is None:
            raise InvalidGeometry(f"{self._what} are None; pass places, (lon, lat) pairs or points")
        return *self._of_items(_listed(points)), None

    def _columns(self, labels: Iterable[Any]) -> tuple[Any, ...]:
        """Return the columns of longitude and latitude, else the one of geometries."""
        if columns := position_columns(labels):
            return columns
        names = {str(label).strip().lower() for label in labels}
        missing = next((lat for lon, lat in _COLUMNS["degrees"] if lon in names), "lon")
        raise InvalidCoordinates(said("no column", what=self._what, missing=missing))

    def _of_arrow(self, points: Any) -> tuple[Any, Any]:
        if isinstance(points, pa.ChunkedArray):
            array = points.combine_chunks()
        elif hasattr(points, "__arrow_c_array__") and not hasattr(points, "columns"):
            array = pa.array(points) if not isinstance(points, pa.Array) else points
        else:
            table = pa.table(points)
            columns = [table[n].combine_chunks() for n in self._columns(table.column_names)]
            if len(columns) == 2:
                return _floats(columns[0]), _floats(columns[1])
            array = columns[0]
        if isinstance(array, pa.ChunkedArray):
            array = pa.concat_arrays(array.chunks)
        storage = array.storage if isinstance(array, pa.ExtensionArray) else array
        if pa.types.is_struct(storage.type):
            return _floats(storage.field("x")), _floats(storage.field("y"))
        if pa.types.is_fixed_size_list(storage.type):
            flat = _floats(storage.flatten()).reshape(-1, storage.type.list_size)
            return flat[:, 0], flat[:, 1]
        return self._of_items(np.array(storage.to_pylist(), dtype=object))

    def _of_items(self, items: NDArray[Any]) -> tuple[Any, Any]:
        """Read geometries, WKB, places, pairs, names or a mixture, one an entry."""
        if items.dtype.kind in "iuf" and items.ndim == 1:
            raise InvalidCoordinates(said("single numbers", what=self._what))
        if (shapely.is_geometry(items) | shapely.is_missing(items)).all():
            return self._of_geometries(items)
        read = (self._one(item, row) for row, item in enumerate(items))
        return self._of_geometries(np.fromiter(read, dtype=object))

    def _one(self, item: Any, row: int) -> BaseGeometry | None:
        where = f"{self._what}[{row}]"
        if item is None or item is pd.NA or (isinstance(item, float) and np.isnan(item)):
            return None
        if isinstance(item, str):
            if item not in self._known:
                self._known[item] = _found(item, where, self._find)
            item = self._known[item]
        if isinstance(item, Place) and self._null:
            return item.geometry
        if isinstance(item, BaseGeometry):
            return item
        if isinstance(item, bytes | bytearray | memoryview):
            if len(item) > LONGEST_POINT:
                raise InvalidGeometry(f"{where} is WKB of more than a point; take its centre first")
            try:
                return shapely.from_wkb(bytes(item))
            except shapely.errors.GEOSException as error:
                raise InvalidGeometry(f"{where} is no WKB ({error})") from error
        if self._null and isinstance(item, Sequence | np.ndarray) and pd.isna(list(item)).any():
            return None
        return as_geometry(item, where)

    def _of_geometries(self, items: NDArray[Any]) -> tuple[Any, Any]:
        kinds = shapely.get_type_id(items)
        if (kinds == _POINT).all():
            xy = shapely.get_coordinates(items)
            if len(xy) == len(items):
                return xy[:, 0], xy[:, 1]
        single = np.flatnonzero((kinds == _MULTIPOINT) & (shapely.get_num_geometries(items) == 1))
        if len(single):
            items = items.copy()
            items[single] = shapely.get_geometry(items[single], 0)
            kinds[single] = _POINT
        empty = (kinds < 0) | shapely.is_empty(items)
        for row in np.flatnonzero((kinds != _POINT) & ~empty)[:1]:
            kind = items[row].geom_type
            raise InvalidGeometry(said("no point", what=f"{self._what}[{row}]", kind=kind))
        for row in np.flatnonzero(empty)[:1] if not self._null else ():
            kind = "None" if items[row] is None else f"an empty {items[row].geom_type}"
            raise InvalidGeometry(said("missing", what=f"{self._what}[{row}]", kind=kind))
        items = items.copy()
        items[empty] = None
        return shapely.get_x(items), shapely.get_y(items)


def position_columns(labels: Iterable[Any]) -> tuple[Any, ...]:
    """Return the columns of longitude and latitude, else the one of geometries, or none."""
    listed = list(labels)
    names = {str(label).strip().lower(): label for label in reversed(listed)}
    wanted = (*_COLUMNS["degrees"], *_COLUMNS["geometries"])
    some = next((some for some in wanted if names.keys() >= set(some)), [])
    same = [label for label in listed if str(label).strip().lower() in some]
    if len(same) > len(some):
        raise InvalidCoordinates(said("two columns", columns=", ".join(map(repr, same))))
    return tuple(map(names.get, some))


def _found(name: str, what: str, find: Find | None) -> Place:
    """Look a name up, or say how it can be."""
    if find is None:
        raise InvalidGeometry(said("text", what=what, name=name))
    return find(name)


def _shaped(item: Any, what: str) -> BaseGeometry:
    """Read what GeoJSON or ``__geo_interface__`` holds; the features of a collection as one."""
    if isinstance(item, BaseGeometry):
        return item
    try:
        found = getattr(item, "__geo_interface__", item)
        if found["type"] == "FeatureCollection":
            return shapely.union_all([_shaped(feature, what) for feature in found["features"]])
        return shape(found.get("geometry") or found)
    except (AttributeError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise InvalidGeometry(f"{what} is no GeoJSON geometry ({error!r})") from error


def _listed(points: Any) -> NDArray[Any]:
    """Return an array of objects, one a position."""
    is_pair = (
        isinstance(points, Sequence)
        and not isinstance(points, str | bytes)
        and len(points) == 2
        and all(np.isscalar(value) and not isinstance(value, str) for value in points)
    )
    single = isinstance(points, Place | BaseGeometry | str | bytes | Mapping) or is_pair
    found = getattr(points, "__geo_interface__", points)
    if isinstance(found, Mapping) and not isinstance(points, Place | BaseGeometry):
        collection = found.get("type") == "FeatureCollection"
        single, points = not collection, found["features"] if collection else found
    if not single:
        try:
            points = list(points)
        except TypeError:
            single = True
    return np.fromiter([points] if single else points, dtype=object)


def _floats(array: Any) -> NDArray[np.float64]:
    """Convert an Arrow array to floats; nulls become NaN."""
    try:
        return np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=float)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise InvalidCoordinates(f"a column is no column of degrees ({error})") from error


def _plain(axis: Any, *, null: bool) -> Any:
    """Return numbers as NumPy holds them; pandas' and Arrow's nulls become NaN."""
    if isinstance(axis, pd.Series | pd.Index) or (hasattr(axis, "dtype") and hasattr(axis, "isna")):
        if pd.api.types.is_any_real_numeric_dtype(axis.dtype):
            return axis.to_numpy(dtype=np.float64, na_value=np.nan)
        axis = axis.to_numpy()
    if null and np.asarray(axis).dtype.kind == "O":
        axis = np.where(pd.isna(axis), np.nan, axis)
    return axis
