"""The colours of the map, as readers see them who do not see all colours."""

from __future__ import annotations

import itertools

import pytest

from sinokorea_geo.maps import style
from tests.maps.palette import SEEN_BY, contrast, difference

CLASSES = ("border", "crossing", "zone", "event", "corridor", "place")
ROUTES = ("road", "rail", "ferry", "tour")
LAND = {"light": "#f7f4ec", "dark": "#262b2f"}


def shown(name: str, scheme: str) -> str:
    light = style.COLOURS[name]
    return light if scheme == "light" else style.DARK[light]


def test_differences_are_measured_as_the_standard_has_them() -> None:
    assert difference("#ffffff", "#000000") == pytest.approx(100, abs=0.01)
    assert difference("#ff0000", "#00ff00") == pytest.approx(170.6, abs=0.1)  # Lindbloom's table
    # What the two kinds of red-green blindness are named for.
    assert difference("#a05020", "#607020", "deuteranopia") < 20 < difference("#a05020", "#607020")
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("scheme", LAND)
@pytest.mark.parametrize("reader", SEEN_BY)
@pytest.mark.parametrize("names", [CLASSES, ROUTES])
def test_every_reader_can_tell_the_classes_apart(
    names: tuple[str, ...], reader: str, scheme: str
) -> None:
    alike = {
        (a, b): round(found)
        for a, b in itertools.combinations(names, 2)
        if (found := difference(shown(a, scheme), shown(b, scheme), reader)) < 15
    }
    assert alike == {}


@pytest.mark.parametrize("scheme", LAND)
def test_symbols_and_lines_stand_out_from_the_land(scheme: str) -> None:
    weak = {
        name: round(ratio, 2)
        for name in (*CLASSES, *ROUTES)
        if (ratio := contrast(shown(name, scheme), LAND[scheme])) < 3
    }
    assert weak == {}


def test_every_colour_of_a_line_or_symbol_has_one_for_the_dark() -> None:
    lines = {line.colour for line in style.LINES.values()}
    areas = {colour for area in style.AREAS.values() for colour in (area.stroke, area.fill)}
    assert lines | areas <= set(style.DARK)


def test_a_plan_looks_as_its_legend_says() -> None:
    plan = {"kind": "development-plan", "status": "planned"}
    symbol = style.symbol_for("plans", plan)
    assert (symbol.colour, symbol.size) == (style.COLOURS["zone"], 13)
    assert symbol == style.symbol_for("zones", plan)


def test_shape_alone_tells_the_kinds_of_crossings_and_zones() -> None:
    modes = [style.symbol_for("crossings", {"mode": m}).shape for m in ("road", "rail", "ferry")]
    kinds = ("sez", "edz", "export-processing", "becz", "tourist-zone", "development-plan")
    zones = [style.symbol_for("zones", {"kind": kind}).shape for kind in kinds]
    assert len(set(modes)) == len(modes)
    assert len(set(zones)) == len(zones)
    looks = list(style.STATUS_CLASSES.values())
    assert len(set(looks)) == len(looks)
