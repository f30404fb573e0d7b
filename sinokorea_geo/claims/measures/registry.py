"""Which measure answers which claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from sinokorea_geo.atlas import Place
from sinokorea_geo.claims.claim import Statement
from sinokorea_geo.claims.evidence import Answer, Reading
from sinokorea_geo.claims.lookup import Desk
from sinokorea_geo.claims.measures.counts import count
from sinokorea_geo.claims.measures.directions import COMPASS, bearing, order_in_space
from sinokorea_geo.claims.measures.distances import (
    along_border,
    along_corridor,
    along_river,
    by_road,
    straight,
)
from sinokorea_geo.claims.measures.extents import area, held_length, length, share
from sinokorea_geo.claims.measures.recorded import conversion, figure, quantity_of, statistic
from sinokorea_geo.claims.measures.relations import containment, touching
from sinokorea_geo.claims.measures.times import date, order_in_time, status
from sinokorea_geo.claims.subjects import BORDER, Border, Event, Unknown
from sinokorea_geo.errors import InvalidQuantity

__all__ = ["MEASURES", "Measure", "fitting", "measure_named", "readings"]

Found = Iterator[Reading | Answer]
Function = Callable[[Desk, Statement], Iterable[Reading | Answer]]


@dataclass(frozen=True)
class Measure:
    """A way to test a claim.

    Parameters
    ----------
    words : str
        What it does.
    dimensions : tuple of str
        Which units it takes; empty for any.
    deciding : tuple of callable
        What its verdict rests on.
    beside : tuple of callable
        What is shown with it.
    pair : bool
        Whether it needs an object.
    numeric : bool
        Whether it compares numbers.
    """

    words: str
    dimensions: tuple[str, ...]
    deciding: tuple[Function, ...]
    beside: tuple[Function, ...] = ()
    pair: bool = False
    numeric: bool = True


def _floor(desk: Desk, claim: Statement) -> Found:
    """No way on the ground is shorter than the straight line."""
    found = [item for item in straight(desk, claim) if item.within < item.value]
    if found:
        least = min(found, key=lambda item: item.value)
        yield replace(least, basis="at least", quantity="least possible")


def _a_corridor(desk: Desk, claim: Statement) -> Found:
    """One way among others says nothing against a distance."""
    yield from along_corridor(desk, claim, lenient=True)


def _along(desk: Desk, claim: Statement) -> Found:
    held = isinstance(claim.object, Border)
    yield from held_length(desk, claim) if held else along_border(desk, claim)
    if not held:
        yield from along_river(desk, claim)
        yield from _floor(desk, claim)


MEASURES: dict[str, Measure] = {
    "distance": Measure(
        "a distance, not said how: straight, along the border, along a corridor, by road",
        ("length",),
        (straight, along_border, along_river, _a_corridor, by_road),
        pair=True,
    ),
    "straight-line": Measure(
        "the geodesic between two places, or from a place to the border",
        ("length",),
        (straight,),
        beside=(by_road,),
        pair=True,
    ),
    "along-border": Measure(
        "along the border: between two places on it, or as much as a unit holds",
        ("length",),
        (_along,),
        pair=True,
    ),
    "road": Measure(
        "by road or rail, as other sources state it; never shorter than the straight line",
        ("length",),
        (by_road, _a_corridor, _floor),
        pair=True,
    ),
    "along-corridor": Measure(
        "along a road or railway of the atlas, straight through its way-points: a lower bound",
        ("length",),
        (along_corridor, _floor),
        beside=(by_road,),
        pair=True,
    ),
    "length": Measure("how long a line is, at several scales", ("length",), (length,)),
    "area": Measure("the area of an outline on the ellipsoid", ("area",), (area,)),
    "share": Measure("the share of the border that a unit holds", ("share",), (share,), pair=True),
    "count": Measure("how many, by each definition", ("count",), (count,)),
    "containment": Measure(
        "one lies in the other", ("",), (containment,), pair=True, numeric=False
    ),
    "touching": Measure("one borders on the other", ("",), (touching,), pair=True, numeric=False),
    "order-in-space": Measure(
        "upstream, downstream, before, after, between, opposite, farther north, northernmost",
        ("",),
        (order_in_space,),
        pair=True,
        numeric=False,
    ),
    "bearing": Measure(
        "north, southeast, ... of the object", ("",), (bearing,), pair=True, numeric=False
    ),
    "date": Measure("when", ("date",), (date,), numeric=False),
    "order-in-time": Measure(
        "before, after, or so many days later", ("", "time"), (order_in_time,), pair=True,
        numeric=False,
    ),
    "status": Measure("open, closed, planned, ... at a date", ("",), (status,), numeric=False),
    "statistic": Measure("an indicator of the atlas's statistics", (), (statistic,)),
    "figure": Measure("any other figure that sources state", (), (figure,)),
    "unit-conversion": Measure("one quantity in two units", (), (conversion,)),
}  # fmt: skip
_ALIASES = {
    "straight": "straight-line", "as-the-crow-flies": "straight-line",
    "geodesic": "straight-line", "distance-to-border": "straight-line",
    "to-border": "straight-line", "depth": "straight-line", "inside": "containment",
    "by-road": "road", "driving": "road", "rail": "road", "by-rail": "road",
    "along": "along-border", "along-the-border": "along-border",
    "border-length": "along-border", "corridor": "along-corridor", "number": "count",
    "within": "containment", "contains": "containment", "in": "containment",
    "borders": "touching", "borders-on": "touching", "adjacent": "touching",
    "next-to": "touching", "order": "order-in-space", "upstream": "order-in-space",
    "downstream": "order-in-space", "direction": "bearing", "before": "order-in-time",
    "after": "order-in-time", "when": "date", "year": "date", "percentage": "share",
    "conversion": "unit-conversion", "unit": "unit-conversion",
    "直线": "straight-line", "直线距离": "straight-line", "公路": "road", "面积": "area",
    "长度": "length", "距离": "distance", "방위": "bearing", "직선거리": "straight-line",
    "직선": "straight-line", "도로": "road", "면적": "area", "길이": "length", "거리": "distance",
}  # fmt: skip
_LINES = {"rivers", "border", "routes", "crossings"}
_YES_NO = {"true", "yes", "false", "no", "是", "否", "예", "아니다"}


def measure_named(text: str) -> str:
    """Return the name of a measure from a word for it.

    Parameters
    ----------
    text : str
        Such as ``straight line``, ``by road`` or ``면적``.

    Returns
    -------
    str
        A key of ``MEASURES``.

    Raises
    ------
    InvalidQuantity
        If there is no such measure.
    """
    key = "-".join(text.casefold().replace("_", " ").split())
    key = _ALIASES.get(key, key)
    if key not in MEASURES:
        raise InvalidQuantity(
            f"unknown measure {text!r}; write one of {', '.join(MEASURES)}, or leave it out"
        )
    return key


def fitting(claim: Statement) -> tuple[str, ...]:
    """Return the measures that a claim without one may mean.

    Parameters
    ----------
    claim : Statement
        The claim.

    Returns
    -------
    tuple of str
        Keys of ``MEASURES``, in the order to try them.
    """
    subject = claim.subject
    if quantity_of(subject.id) and isinstance(subject, Unknown):
        return ("unit-conversion",)
    known = isinstance(subject, Unknown)
    by_dimension = {
        "length": _for_lengths(claim),
        "area": ("area",),
        "share": ("statistic",) if known else ("share",),
        "count": ("statistic", "figure") if known else ("count",),
        "date": ("date",),
        "time": ("order-in-time",),
        "": ("order-in-time",) if isinstance(subject, Event) else _for_words(claim),
    }
    return by_dimension.get(claim.unit.dimension, ("statistic", "figure"))


def _for_lengths(claim: Statement) -> tuple[str, ...]:
    subject = claim.subject
    if claim.object is None:
        line = isinstance(subject, Border) or (
            isinstance(subject, Place) and subject.layer in _LINES
        )
        return ("length",) if line else ("distance",)
    unit = isinstance(subject, Place) and subject.layer in {"provinces", "counties"}
    if unit and isinstance(claim.object, Border):
        return ("along-border", "distance")
    return ("distance",)


def _for_words(claim: Statement) -> tuple[str, ...]:
    word = claim.stated.casefold().strip()
    if word in _YES_NO:
        return ("containment", "touching")
    if word in COMPASS:
        return ("bearing",)
    states = {"open", "closed", "planned", "active", "suspended", "disused", "abandoned"}
    if word in states:
        return ("status",)
    return ("order-in-space", "bearing")


def readings(desk: Desk, claim: Statement, name: str) -> tuple[Found, Found]:
    """Return what a measure finds: what decides, and what is shown beside it.

    Parameters
    ----------
    desk : Desk
        The atlas at work.
    claim : Statement
        The claim.
    name : str
        A key of ``MEASURES``.

    Returns
    -------
    deciding, beside : iterators of Reading or Answer
        What was found.

    Raises
    ------
    InvalidQuantity
        If the measure cannot take the claim's unit, or needs an object that is missing.
    """
    measure = MEASURES[name]
    if measure.dimensions and claim.unit.dimension not in measure.dimensions:
        wanted = " or ".join(kind or "no unit" for kind in measure.dimensions)
        raise InvalidQuantity(
            f"the measure {name!r} takes a unit of {wanted}, not {claim.unit.symbol!r}"
        )
    if measure.pair and claim.object is None:
        raise InvalidQuantity(f"the measure {name!r} needs an object; name a place, or {BORDER!r}")
    deciding, beside = (
        (item for function in functions for item in function(desk, claim))
        for functions in (measure.deciding, measure.beside)
    )
    return deciding, beside
