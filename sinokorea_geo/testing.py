"""Assert where things lie, for the unit tests of other projects.

A test fails only if what is measured is off by more than the data are accurate: the ``accuracy_m``
of places and frames, and how well the border is known there. With ``strict=True`` the measured
value alone decides.
"""

from dataclasses import dataclass
from typing import Any, Final, TypedDict, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas, Place, ReferencedLine
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.positions import as_geometries, as_geometry, as_points
from sinokorea_geo.errors import InvalidQuantity
from sinokorea_geo.geodesy import LayerIndex, geometry_distance_m, kept_index
from sinokorea_geo.spatial.measures import DETOUR

__all__ = ["assert_between", "assert_near", "assert_order", "assert_side", "assert_within"]

#: Columns that say what a row of a frame is called.
_NAMES: Final = ("name_en", "name", "id")

Floats = NDArray[np.float64]


class How(TypedDict, total=False):
    """Name what every assertion takes besides."""

    strict: bool
    atlas: Atlas | None


def assert_within(things: Any, target: Any, metres: float | str, **how: Unpack[How]) -> None:
    """Assert that each thing lies within a distance of a target.

    Parameters
    ----------
    things, target : any points, place, geometry, frame, name or ReferencedLine
        What is measured, and to what: the nearest part of an outline, the nearest row of a frame.
    metres : float or str
        How far at most: metres, or text such as ``"25 km"``.
    **how
        ``strict: bool = False`` leaves the accuracy of the data out of account; ``atlas: Atlas``
        looks names up.

    Raises
    ------
    AssertionError
        Something lies farther away. The message has what was measured, and how accurate it is.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> atlas = load_atlas()
    >>> assert_within("Rajin", atlas.border, "35 km", atlas=atlas)
    >>> assert_within("Rajin", atlas.border, "25 km", atlas=atlas)
    Traceback (most recent call last):
    ...
    AssertionError: Rajin (罗津, 라진): 30,... m away (± ... m), wanted 25,000 m at most
    """
    some, limit = _things(things, how), metres_of(metres, "metres")
    far, doubt_m = _away(some, target, how)
    said = [f"{m:,.0f} m away" for m in far]
    _judge(some, said, f"{limit:,.0f} m at most", far - limit, doubt_m, how=how)


def assert_near(things: Any, expected: Any, metres: float | str = 0.0, **how: Unpack[How]) -> None:
    """Assert that each thing lies where it is expected, row by row.

    Parameters
    ----------
    things, expected, metres, **how
        As for :func:`assert_within`. As many are expected as there are things, or one for all.

    Raises
    ------
    AssertionError, InvalidQuantity
        Something lies elsewhere, or there are not as many of both.

    Examples
    --------
    >>> assert_near((130.30, 42.25), (130.31, 42.25), "1 km")
    """
    some, others, limit = _things(things, how), _things(expected, how), metres_of(metres, "metres")
    if len(others.shapes) not in {1, len(some.shapes)}:
        raise InvalidQuantity(f"{len(some.shapes)} things, but {len(others.shapes)} expected")
    pairs = zip(*np.broadcast_arrays(some.shapes, others.shapes), strict=True)
    far = np.array([geometry_distance_m(a, b) for a, b in pairs])
    said = [f"{m:,.0f} m from where it is expected" for m in far]
    doubt_m = some.doubt_m + others.doubt_m
    _judge(some, said, f"{limit:,.0f} m at most", far - limit, doubt_m, how=how)


def assert_side(things: Any, line: ReferencedLine, side: str, **how: Unpack[How]) -> None:
    """Assert on which side of a line each thing lies; an outline by a point inside it.

    Parameters
    ----------
    things, line, **how
        As for :func:`assert_within`. What is nearer to the line than it is accurate passes.
    side : str
        ``"CN"`` or ``"KP"`` for the border; ``"left"`` or ``"right"`` for another line.

    Raises
    ------
    AssertionError, InvalidQuantity
        Something lies on the other side, or on none; or the line has no such side.

    Examples
    --------
    >>> line = ReferencedLine([(0, 0), (1, 0)])
    >>> assert_side([(0.2, 0.1), (0.8, 0.1)], line, "left")
    """
    if side not in (known := (line.LEFT, line.RIGHT, "on")):
        raise InvalidQuantity(f"side is {side!r}; pass one of {', '.join(map(repr, known))}")
    some = _things(things, how)
    at = _inside(some, line)
    far, sides = at["distance_m"].to_numpy(), at["side"].astype(object)
    named = zip(far, sides.fillna("none"), strict=True)
    said = [f"{m:,.0f} m from the line, side {name}" for m, name in named]
    beyond = np.where(sides == side, 0.0, np.where(sides.isna(), np.inf, far))
    _judge(some, said, f"side {side}", beyond, some.doubt_m + at["band_m"].to_numpy(), how=how)


def assert_order(things: Any, line: ReferencedLine, **how: Unpack[How]) -> None:
    """Assert that things come in this order along a line; outlines by a point inside them.

    Parameters
    ----------
    things, line, **how
        As for :func:`assert_within`. The border runs from the Yalu mouth to the Tumen tripoint.

    Raises
    ------
    AssertionError
        Something comes before what it should follow.

    Examples
    --------
    >>> assert_order([(0.2, 0.1), (0.8, 0.1)], ReferencedLine([(0, 0), (1, 0)]))
    """
    some = _things(things, how)
    along = _inside(some, line)["along_m"].to_numpy()
    said = [f"at km {m / 1000:,.2f} of the line" for m in along]
    back, doubt_m = np.zeros(len(along)), some.doubt_m.copy()
    back[1:] = -np.diff(along)
    doubt_m[1:] += some.doubt_m[:-1]
    _judge(some, said, "it after the one before", back, doubt_m, how=how)


def assert_between(things: Any, a: Any, b: Any, **how: Unpack[How]) -> None:
    """Assert that each thing lies between two others, as :func:`sinokorea_geo.between` tells.

    Parameters
    ----------
    things, a, b, **how
        What is tested, and the two ends, as for :func:`assert_within`.

    Raises
    ------
    AssertionError
        The way over something is too much of a detour.

    Examples
    --------
    >>> assert_between((0.5, 0.1), (0, 0), (1, 0))
    """
    some, ends = _things(things, how), _things([a, b], how)
    (to_a, doubt_a), (to_b, doubt_b) = (_away(some, end, how) for end in (a, b))
    way, limit = to_a + to_b, DETOUR * geometry_distance_m(*ends.shapes)
    said = [f"{m:,.0f} m over it from {' to '.join(ends.labels)}" for m in way]
    doubt_m = doubt_a + doubt_b + DETOUR * float(ends.doubt_m.sum())
    _judge(some, said, f"{limit:,.0f} m at most", way - limit, doubt_m, how=how)


@dataclass(frozen=True)
class _Things:
    """Hold geometries, what to call each, and how far each may be off."""

    shapes: NDArray[np.object_]
    labels: list[str]
    doubt_m: Floats


def _things(given: Any, how: How) -> _Things:
    """Read what is asserted of, in any form, with what it says of its accuracy."""
    atlas = how.get("atlas")
    single = isinstance(given, Place | str | BaseGeometry)
    if single or isinstance(given, list):
        items = [given] if single else given
        items = [atlas.find(one) if atlas and isinstance(one, str) else one for one in items]
        found = np.empty(len(items), dtype=object)
        found[:] = [as_geometry(one, "a thing", atlas) for one in items]
        frame = pd.DataFrame({"accuracy_m": [getattr(one, "accuracy_m", None) for one in items]})
        labels = [str(one) if isinstance(one, Place) else f"[{i}]" for i, one in enumerate(items)]
    else:
        if isinstance(given, gpd.GeoDataFrame | gpd.GeoSeries):
            found = as_geometries(given, "things")
        else:
            at = as_points(given, "things", find=atlas)
            found = shapely.points(at.lon, at.lat)
        frame = given if isinstance(given, pd.DataFrame) else pd.DataFrame(index=range(len(found)))
        named = next((frame[name] for name in _NAMES if name in frame), frame.index)
        labels = [str(name) for name in named]
    known = frame["accuracy_m"] if "accuracy_m" in frame else pd.Series(0.0, index=frame.index)
    return _Things(found, labels, np.asarray(known.fillna(0.0), dtype=np.float64))


def _away(some: _Things, target: Any, how: How) -> tuple[Floats, Floats]:
    """Measure from each thing to the nearest part of a target, and how far that may be off."""
    line = target if isinstance(target, ReferencedLine) else None
    others = _things(line.geometry if line else target, how)
    far, row = np.zeros(len(some.shapes)), np.zeros(len(some.shapes), dtype=np.int64)
    points = shapely.get_type_id(some.shapes) == 0
    index = kept_index(list(others.shapes), LayerIndex)
    row[points], far[points] = index.nearest(*shapely.get_coordinates(some.shapes[points]).T.copy())
    for i in np.flatnonzero(~points):
        # Whether they meet at all is known much sooner.
        shape, apart = some.shapes[i], ~shapely.intersects(some.shapes[i], others.shapes)
        each = [geometry_distance_m(shape, o) for o in others.shapes] if apart.all() else apart
        row[i], far[i] = np.argmin(each), min(each)
    band_m = _inside(some, line)["band_m"].to_numpy() if line else 0.0
    return far, some.doubt_m + others.doubt_m[row] + band_m


def _inside(some: _Things, line: ReferencedLine) -> pd.DataFrame:
    """Locate a point inside each thing along a line, with how well the line is known there."""
    at = line.locate(shapely.get_coordinates(shapely.point_on_surface(some.shapes)))
    return at.assign(band_m=line.uncertainty_m(at["along_m"]))


def _judge(
    some: _Things, said: list[str], wanted: str, beyond_m: Floats, doubt_m: Floats, *, how: How
) -> None:
    """Fail if anything lies beyond what is wanted by more than its doubt, or at all if strict."""
    bad = np.flatnonzero(~(beyond_m <= (0.0 if how.get("strict") else doubt_m))).tolist()
    if bad:
        head = [f"{len(bad):,} of {len(said):,} fail"] if len(said) > 1 else []
        lines = [
            f"{some.labels[i]}: {said[i]} (± {doubt_m[i]:,.0f} m), wanted {wanted}" for i in bad[:8]
        ]
        raise AssertionError("\n".join([*head, *lines]))
