"""Sets that claims count, and the ways to count each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["COLLECTIONS", "Definition"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    """One way to count a set.

    Parameters
    ----------
    words : str
        What is counted, in words.
    layer : str
        A layer of the atlas, ``events``, or ``counts`` for counts that sources print.
    test : callable
        Which rows belong.
    """

    words: str
    layer: str
    test: Callable[[Row], bool]


def _of(**wanted: Collection[str]) -> Callable[[Row], bool]:
    def test(row: Row) -> bool:
        return all(row[key] in value for key, value in wanted.items())

    return test


_ZONES_DPRK = {"edz", "export-processing"}


def _decreed_2013(row: Row) -> bool:
    return row["country"] == "KP" and str(row["start"] or "") >= "2013"


def _crossings() -> tuple[Definition, ...]:
    between = _of(country={"CN-KP"})
    working = {"open", "seasonal", "active", "suspended", "unknown", "built-unopened"}
    return (
        Definition("printed counts of crossings", "counts", lambda _: True),
        Definition("crossings and bridges of the atlas, gone ones too", "crossings", between),
        Definition(
            "crossings and bridges of the atlas that are not gone",
            "crossings",
            lambda row: between(row) and row["status"] in working,
        ),
        Definition(
            "crossings of the atlas of the national class",
            "crossings",
            lambda row: between(row) and row["class"] == "national",
        ),
    )


def _visits(after: str, before: str) -> tuple[Definition, ...]:
    def within(row: Row) -> bool:
        key, date = str(row["id"]), str(row["date"])
        return key.startswith("kim-ji-china-") and after <= date <= before

    return (
        Definition("visits", "events", lambda r: within(r) and " visits " in r["title_en"]),
        Definition("visits, and crossings of the country besides", "events", within),
    )


#: Each set that claims count, with every way to count it. A set without one is known to the
#: claim's source alone.
COLLECTIONS: dict[str, tuple[Definition, ...]] = {
    "crossings": _crossings(),
    "state-level-kouan": _crossings(),
    "border-points-2001": (
        Definition(
            "printed counts of the agreement", "counts", lambda row: row["date"] == "2001-11-24"
        ),
    ),
    "china-provinces": (
        Definition("provinces", "provinces", _of(country={"CN"}, kind={"province"})),
    ),
    "dprk-provinces": (
        Definition(
            "provinces and special cities",
            "provinces",
            _of(country={"KP"}, kind={"province", "special-city"}),
        ),
    ),
    "border-cooperation-zones": (
        Definition("border economic cooperation zones", "zones", _of(kind={"becz"})),
    ),
    "mutual-trade-zones": (
        Definition(
            "mutual trade zones planned in 2016",
            "zones",
            lambda row: row["id"].startswith("mutual-trade-"),
        ),
    ),
    "edz": (
        Definition(
            "development zones and export processing zones decreed since 2013",
            "zones",
            lambda row: _decreed_2013(row) and row["kind"] in _ZONES_DPRK,
        ),
        Definition(
            "the same and the Mubong tourist zone",
            "zones",
            lambda row: (
                _decreed_2013(row) and (row["kind"] in _ZONES_DPRK or row["id"] == "mubong-zone")
            ),
        ),
        Definition(
            "every zone of the DPRK dated since 2013",
            "zones",
            lambda row: (
                _decreed_2013(row)
                and row["kind"] in {*_ZONES_DPRK, "tourist-zone", "sez", "industrial-complex"}
            ),
        ),
    ),
    "kim-jong-il-visits": _visits("2000", "2011-12"),
    "kim-jong-il-visits-after-wen": _visits("2009-10-07", "2011-12"),
    "ports": (
        Definition(
            "ports",
            "places",
            lambda row: row["kind"] == "port" or row["id"] in {"vladivostok", "slavyanka"},
        ),
    ),
    "ice-free-ports": (),
    "key-border-cities": (),
    "border-tourism-zones": (),
    "seafood-markets": (),
}
