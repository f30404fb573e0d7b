"""Check what a file held, in whichever format, and turn it into a frame."""

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from sinokorea_geo import errors
from sinokorea_geo.errors import CRSMismatch, DataError, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.geodesy import checked_lonlat
from sinokorea_geo.io.source import FORMATS, said, shown

WGS84: Final = CRS.from_epsg(4326)

Shape: TypeAlias = tuple[float, float] | BaseGeometry | errors.SinoKoreaGeoError | None
Where: TypeAlias = Callable[[int], str]
#: Why rows cannot be used.
Faults: TypeAlias = dict[int, errors.SinoKoreaGeoError]

#: A table may have so many columns, as many as SQLite allows.
MOST_COLUMNS: Final = 2_000
#: Points, lines and areas, single or several, as Shapely numbers kinds.
_KINDS: Final = (0, 1, 3, 4, 5, 6)


@dataclass(frozen=True)
class Limits:
    """How much a file may hold, and whether a bad position ends the reading."""

    max_bytes: int
    raising: bool = True

    @property
    def unpacked_bytes(self) -> int:
        """How much a file may unpack to."""
        return 10 * self.max_bytes

    @property
    def features(self) -> int:
        """How many features there may be."""
        return max(self.max_bytes // 100, 1)

    def attempt(self, make: Callable[..., Any], *parts: Any) -> Any:
        """Return the shape that a function makes of the parts, or why it is none."""
        try:
            return make(*parts)
        except (InvalidCoordinates, InvalidGeometry) as error:
            if self.raising:
                raise
            return error

    def check_features(self, count: int, name: str) -> None:
        """Refuse a file of too many features."""
        if count > self.features:
            raise DataError(said("too many features", name, most=self.features))

    def check_bytes(self, count: int, name: str) -> None:
        """Refuse a file that unpacks to too much."""
        if count > self.unpacked_bytes:
            raise DataError(said("unpacks to too much", name, most=self.unpacked_bytes))


@dataclass(frozen=True)
class Features:
    """What a file held, not yet checked.

    A point is its position, not yet a geometry; a shape that is an error could not be read. `crs`
    is the file's system, None if unknown; `stated` says whether the file named it or the format
    takes it for granted; `left_out` what was not read, and why; `used` which columns of the table
    hold positions.
    """

    table: pd.DataFrame
    shapes: Sequence[Shape]
    where: Where
    crs: CRS | None = WGS84
    stated: bool = False
    left_out: tuple[str, ...] = ()
    used: tuple[str, ...] = ()


def as_table(rows: Sequence[dict[str, Any]], name: str, limits: Limits) -> pd.DataFrame:
    """Put rows in a table, unless it would be far larger than they are."""
    columns = dict.fromkeys(key for row in rows for key in row)
    called = ["data_geometry" if key == "geometry" else key for key in columns]
    check_names(called, name)
    if 8 * len(columns) * len(rows) > limits.unpacked_bytes:
        raise DataError(said("too wide", name, rows=len(rows), columns=len(columns)))
    table = pd.DataFrame(list(rows), columns=list(columns), index=range(len(rows)))
    return table.set_axis(called, axis=1)


def check_width(columns: int, name: str) -> None:
    """Refuse a table of too many columns."""
    if columns > MOST_COLUMNS:
        raise DataError(f"{name}: has {columns:,} columns; {MOST_COLUMNS:,} is the most")


def check_names(columns: Sequence[str], name: str) -> None:
    """Refuse columns that a frame cannot hold."""
    check_width(len(columns), name)
    seen: set[str] = set()
    for column in columns:
        if column in seen:
            raise DataError(f"{name}: has two columns called {shown(column)}; rename one")
        seen.add(column)
    if "geometry" in seen:
        raise DataError(said("geometry column", name))


def chosen_layer(layers: list[str], layer: str | None, name: str) -> str:
    """Return the layer asked for, or the only one."""
    if not layers:
        raise DataError(f"{name}: holds no layer of features")
    listed = ", ".join(map(shown, layers[:12]))
    if layer is None and len(layers) > 1:
        raise DataError(f"{name}: holds several layers; pass layer= with one of {listed}")
    if layer is not None and layer not in layers:
        raise DataError(f"{name}: has no layer {layer!r}; it has {listed}")
    return layers[0] if layer is None else layer


def built(make: Callable[..., BaseGeometry], *parts: Any, where: str) -> BaseGeometry:
    """Return what a Shapely function makes of the parts, or an error that says where."""
    try:
        return make(*parts)
    except InvalidGeometry:
        raise
    except (ShapelyError, ValueError, TypeError, IndexError, NotImplementedError) as error:
        raise InvalidGeometry(f"{where}: is no geometry ({shown(str(error))}); mend it") from error


def refuse_shifted(text: str, name: str) -> None:
    """Refuse the coordinates of Chinese web maps, which the text names."""
    for shift in FORMATS["shifted"]:
        if re.search(shift["pattern"], text):
            facts = {"text": shown(text), "label": shift["label"], "call": shift["call"]}
            raise CRSMismatch(said("shifted", name, **facts))


def known_crs(make: Callable[..., CRS], *words: str, name: str) -> CRS:
    """Return the system that words of a file stand for, or refuse them."""
    for word in words:
        refuse_shifted(word, name)
    try:
        return make(*words)
    except CRSError as error:
        raise CRSMismatch(said("unknown system", name, words=shown(":".join(words)))) from error


def finished(features: Features, name: str, crs: Any, on_error: str) -> gpd.GeoDataFrame:
    """Return the frame, EPSG:4326, every position a position; what is none is left out and told."""
    shapes, faults = placed(features, name, crs, raising=on_error == "raise")
    if on_error == "skip" and len(faults) == len(shapes):
        raise faults[min(faults)]
    table = features.table.drop(columns=list(features.used))
    frame = gpd.GeoDataFrame(table, geometry=shapes.array)
    if on_error == "skip":
        frame = frame.drop(index=frame.index[list(faults)]).reset_index(drop=True)
    left_out = [*features.left_out, *(str(faults[row]) for row in sorted(faults))]
    if on_error != "raise":
        frame.attrs["counts"] = {"features": len(shapes), "bad": len(faults)}
    if left_out:
        frame.attrs["left_out"] = left_out
        tell(left_out, name, "; attrs['left_out'] lists it")
    return frame


def tell(left_out: Sequence[str], name: str, more: str = "") -> None:
    """Warn that something in a file was not read."""
    some = f"{name}: not read: {'; '.join(left_out[:3])}"
    some += f" and {len(left_out) - 3:,} more" if len(left_out) > 3 else ""
    warnings.warn(some + more, UserWarning, stacklevel=4)


def placed(
    features: Features, name: str, crs: Any, *, raising: bool, convert: bool = True
) -> tuple[gpd.GeoSeries, Faults]:
    """Return the geometries, in EPSG:4326 if converted; None with the reason for no position."""
    if not len(features.shapes):
        raise DataError(f"{name}: holds no features")
    source = _system(features, name, crs)
    shapes, faults = _geometries(features, name)
    found = gpd.GeoSeries(shapes, crs=source)
    try:
        same = _same(source, WGS84)
        shapes = shapes if same or not convert else found.to_crs(WGS84).to_numpy()
    except RuntimeError as error:  # as pyproj raises
        raise CRSMismatch(said("unknown system", name, words=_label(source))) from error
    if same or convert:
        faults |= _out_of_range(shapes, features.where, name)
        found = gpd.GeoSeries(shapes, crs="EPSG:4326")
    if faults and raising:
        raise faults[min(faults)]
    return found, faults


def _geometries(features: Features, name: str) -> tuple[NDArray[np.object_], Faults]:
    """Read every shape as a geometry in two dimensions, or tell why it is none."""
    shapes = np.empty(len(features.shapes), dtype=object)
    shapes[:] = list(features.shapes)
    faults = {i: s for i, s in enumerate(shapes) if isinstance(s, errors.SinoKoreaGeoError)}
    shapes[list(faults)] = None
    points = np.flatnonzero([isinstance(shape, tuple) for shape in shapes])
    if len(points):
        shapes[points] = shapely.points(np.array([shapes[i] for i in points], dtype=float))
    faults |= _out_of_range(shapes, features.where, name, np.inf)
    nowhere = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for row in np.flatnonzero(nowhere | ~np.isin(shapely.get_type_id(shapes), _KINDS)).tolist():
        at = f"{name}, {features.where(row)}"
        if nowhere[row]:
            faults.setdefault(row, InvalidGeometry(said("nowhere", at)))
        else:
            faults[row] = InvalidGeometry(said("strange kind", at, kind=shapes[row].geom_type))
        shapes[row] = None
    flat: NDArray[np.object_] = shapely.force_2d(shapes)
    return flat, faults


def _out_of_range(
    shapes: NDArray[np.object_], where: Where, name: str, most: float = 180.0
) -> Faults:
    """Take away shapes with a position that is none, and tell why in the words of geodesy."""
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = np.abs(coords).T
    good = (x <= most) & (y <= most / 2.0) & np.isfinite(x) & np.isfinite(y)
    faults: Faults = {}
    for k in np.flatnonzero(~good)[::-1].tolist():
        row = int(owner[k])
        try:
            checked_lonlat(*coords[k].tolist())
        except InvalidCoordinates as error:
            faults[row] = InvalidCoordinates(f"{name}, {where(row)}: {error}")
    shapes[list(faults)] = None
    return faults


def _system(features: Features, name: str, crs: Any) -> CRS:
    """Return the system to read coordinates in: the file's, or the caller's if that fits."""
    asked, found = _asked(crs), features.crs
    own = "" if found is None else _label(found)
    if asked is None:
        if found is None:
            raise CRSMismatch(said("no system", name))
        refuse_shifted(found.name, name)
        return found
    # What cannot be named, such as a system of somebody's own, is the caller's to name.
    if found is not None and features.stated and _code(found) and not _same(found, asked):
        raise CRSMismatch(said("two systems", name, own=own, asked=_label(asked), again=own))
    return asked


def _asked(crs: Any) -> CRS | None:
    if crs is None:
        return None
    if isinstance(crs, str):
        refuse_shifted(crs, "crs")
    try:
        return CRS.from_user_input(crs)
    except CRSError as error:
        raise CRSMismatch(f"crs is {shown(crs)}; pass an EPSG code, such as 4326") from error


def _same(a: CRS, b: CRS) -> bool:
    """Tell whether two systems give the same numbers, order of axes and heights aside."""
    alike = a.to_2d().equals(b.to_2d(), ignore_axis_order=True)
    return bool(alike or _code(a) == _code(b) != "")


def _code(crs: CRS) -> str:
    return ":".join(crs.to_authority() or ())


def _label(crs: CRS) -> str:
    return _code(crs) or shown(crs.name)
