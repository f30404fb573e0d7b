"""Check positions, geometries and quantities before anything is measured."""

import math
import sys
from collections.abc import Collection
from numbers import Real
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import InvalidCoordinates, InvalidGeometry, InvalidQuantity
from sinokorea_geo.geodesy.engine import FloatArray

_METRES_HINT: Final = "these look like projected metres; convert them to EPSG:4326 first"


def checked_lonlat(
    lon: ArrayLike, lat: ArrayLike, *, what: str = "point"
) -> tuple[FloatArray, FloatArray]:
    """Return positions in degrees as two float64 arrays of one shape, () or (n,).

    Broadcast, and not copied if they fit already. Masked entries count as missing.
    `InvalidCoordinates`, with `what` as the name of one position, for the first that is missing,
    not a number or out of range.
    """
    x, y = paired_lonlat(lon, lat, what=what)
    # Bounds that NaN fails too; the slow search for the culprit runs only then.
    if x.size and not (
        x.min() >= -180.0 and x.max() <= 180.0 and y.min() >= -90.0 and y.max() <= 90.0
    ):
        _refuse_lonlat(x, y, what)
    return x, y


def paired_lonlat(
    lon: ArrayLike, lat: ArrayLike, *, what: str = "point"
) -> tuple[FloatArray, FloatArray]:
    """Return positions as two float arrays of one shape, without checking their range."""
    x, y = _floats(lon, "longitude", what), _floats(lat, "latitude", what)
    try:
        x, y = np.broadcast_arrays(x, y)
    except ValueError:
        raise InvalidCoordinates(
            f"{x.size} longitudes and {y.size} latitudes do not pair up; "
            "give as many of one as of the other, or one of either"
        ) from None
    return x, y


def checked_geometry(
    geometry: Any, *, what: str = "geometry", kinds: Collection[str] | None = None
) -> BaseGeometry:
    """Return a geometry without heights, fit to be measured.

    `InvalidGeometry`, with `what` as its name, if it is no Shapely geometry, empty, not valid or
    not of the `kinds`, such as ``{"LineString"}``; `InvalidCoordinates` for a vertex out of range.
    """
    if geometry is None:
        raise InvalidGeometry(f"{what} is None; drop or fill missing geometries")
    if not isinstance(geometry, BaseGeometry):
        kind = type(geometry).__name__
        raise InvalidGeometry(f"{what} is a {kind}; a Shapely geometry is wanted")
    if geometry.is_empty:
        raise InvalidGeometry(f"{what} is an empty {geometry.geom_type}; drop it first")
    if kinds is not None and geometry.geom_type not in kinds:
        wanted = " or ".join(sorted(kinds))
        raise InvalidGeometry(f"{what} is a {geometry.geom_type}; {wanted} is wanted")
    flat: BaseGeometry = shapely.force_2d(geometry)
    coords = shapely.get_coordinates(flat)
    checked_lonlat(coords[:, 0], coords[:, 1], what=f"vertex of the {what}")
    if not flat.is_valid:
        reason = shapely.is_valid_reason(flat)
        raise InvalidGeometry(f"{what} is not valid ({reason}); mend it with shapely.make_valid")
    return flat


def checked_quantity(
    value: Any,
    what: str,
    *,
    above: float = -math.inf,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> float:
    """Return one finite number within bounds, of which `above` alone is excluded.

    `InvalidQuantity`, with `what` as its name, if it is no number, not finite or out of bounds.
    """
    bounds = (("above", above), ("of at least", at_least), ("of at most", at_most))
    said = [f"{how} {bound:,.10g}" for how, bound in bounds if math.isfinite(bound)]
    wanted = " and ".join(said) or "that is finite"
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        raise InvalidQuantity(f"{what} is {value!r}; a number {wanted} is wanted")
    result = math.inf if abs(value) > sys.float_info.max else float(value)  # type: ignore[operator]  # Real
    if not (math.isfinite(result) and result > above and at_least <= result <= at_most):
        raise InvalidQuantity(f"{what} is {result:.10g}; a number {wanted} is wanted")
    return result


def _floats(values: ArrayLike, axis: str, what: str) -> FloatArray:
    """Convert values to a float64 array of at most one dimension; masked entries become NaN."""
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float64), np.nan)
    try:
        array = np.asarray(values)
    except ValueError:
        raise InvalidCoordinates(f"{axis}s are a ragged sequence; give one number each") from None
    if array.ndim > 1:
        many = f"{axis}s have {array.ndim} dimensions"
        raise InvalidCoordinates(f"{many}; give a number or a flat sequence")
    if array.dtype.kind == "O":
        return _floats_from_objects(array, axis, what)
    if array.dtype.kind not in "iuf":
        shown = array.flat[0] if array.size else array.dtype
        raise InvalidCoordinates(f"{axis} {str(shown)!r} is not a number; give degrees as numbers")
    return array.astype(np.float64, copy=False)


def _floats_from_objects(array: np.ndarray[Any, Any], axis: str, what: str) -> FloatArray:
    """Convert an array of objects (None, pandas.NA, Decimal, …) entry by entry."""
    result = np.empty(array.shape)
    for position, value in np.ndenumerate(array):
        try:
            if isinstance(value, str | bytes | bool | np.bool_):
                raise TypeError
            result[position] = float(value)
        except OverflowError:
            result[position] = math.inf  # refused with its name, as any other
        except (TypeError, ValueError):
            name = _name(what, position)
            missing = value is None or str(value) in {"<NA>", "NaT", "nan"}
            remedy = "drop or fill missing positions" if missing else "give degrees as numbers"
            shown = value if missing else f"{str(value)!r}, not a number"
            raise InvalidCoordinates(f"{axis} of {name} is {shown}; {remedy}") from None
    return result


def _name(what: str, position: tuple[int, ...]) -> str:
    return f"{what} {position[0]}" if position else f"the {what}"


def _refuse_lonlat(lon: FloatArray, lat: FloatArray, what: str) -> None:
    """Raise for the first position that is not one."""
    bad = ~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))
    position = tuple(int(i) for i in np.argwhere(bad)[0])
    x, y = float(lon[position]), float(lat[position])
    for axis, value in (("longitude", x), ("latitude", y)):
        if not math.isfinite(value):
            raise InvalidCoordinates(
                f"{axis} of {_name(what, position)} is {value}; drop or fill missing positions"
            )
    where = f" ({_name(what, position)})" if position else ""
    if abs(y) > 90.0:
        swapped = abs(x) <= 90.0 and abs(y) <= 180.0
        hint = "are longitude and latitude swapped?" if swapped else _METRES_HINT
        if not swapped and abs(y) <= 360.0:
            hint = "latitudes are degrees north of the equator"
        raise InvalidCoordinates(f"latitude {y:.10g} is outside −90..90; {hint}{where}")
    hint = _METRES_HINT
    if abs(x) <= 540.0:
        hint = "subtract 360" if x > 0 else "add 360"
    raise InvalidCoordinates(f"longitude {x:.10g} is outside −180..180; {hint}{where}")
