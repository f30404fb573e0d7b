"""The answers of small functions inside the room, and of the story that it draws."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from shapely.geometry import Point

from sinokorea_geo.maps import own_data, style
from sinokorea_geo.maps.offline.elements import json_text
from sinokorea_geo.maps.offline.sanitise import Request, in_quotes, picture_hosts
from sinokorea_geo.maps.offline.vendored import Inlined, replacement_for
from sinokorea_geo.maps.print import map_elements
from sinokorea_geo.maps.web import controls, encoding, popups, story_map
from sinokorea_geo.maps.words import Words

TILES = "https://{s}.tile.example.org/{z}/{x}/{y}.png"
CDN = "https://cdn.jsdelivr.net/npm"
BRIDGE = {"mode": "rail", "status": "open", "geometry_basis": "osm"}
FEATURE = {"id": "a", "style": {"size": 3}, "popup": {"rows": [["Kind", "town"]]}}
SHORT = {"id": "a", "style": 0, "popup": {"rows": [[0, "town"]]}}

ANSWERS: dict[str, tuple[Any, Any]] = {
    "symbol": (style.symbol_for("crossings", BRIDGE).shape, "square"),
    "status": ([style.status_class(s) for s in ("seasonal", None)], ["in-use", "not-known"]),
    "past": (style.status_class("museum"), "past"),
    "zone": ([style.zone_family(k) for k in ("becz", "edz")], ["trade", "development"]),
    "shade": ([style.shade(f) for f in (0.05, 1.0)], ["#f2f0f7", "#54278f"]),
    "falling": (style.shade(-0.4), "#d95f0e"),
    "dark": (style.DARK["#8c1c2b"], "#ff7a86"),
    "month": (controls.month_number("2016-08-22"), 24199),
    "year's end": (controls.month_number("2016", end=True), 24203),
    "coordinates": (
        encoding.encoded([(124.1683, 39.8281), (124.1684, 39.8280)]),
        "ml5rCy8pYCB",
    ),
    "point": (encoding.packed(Point(124.16834, 39.8281)), {"point": [124.1683, 39.8281]}),
    "compact": (
        encoding.compact({"groups": [{"features": [FEATURE, FEATURE]}]})["groups"][0]["features"],
        [SHORT, SHORT],
    ),
    "events": ([controls.event_family(k) for k in ("flood", "visit")], ["setbacks", "visits"]),
    "shown": ([own_data.shown(v) for v in (float("nan"), 3.0, "a", pd.NaT)], ["", "3", "a", ""]),
    "text": (
        [popups.text_of(v) for v in (float("nan"), pd.NA, pd.NaT, " a ")],
        ["", "", "", "a"],
    ),
    "names": (
        popups.names_of({"name_en": "Rason", "name_zh": None, "name_ko": "라선"}),
        {"title": "Rason", "ko": "라선"},
    ),
    "sources": (popups.limited(["a", "b"], first=["b"]), {"sources": ["b", "a"]}),
    "more sources": (
        popups.limited(list("abcdefgh"), first=["b"]),
        {"sources": list("bacdef"), "more": 2},
    ),
    "days": (
        [story_map.days_of("1970-01-02", ""), story_map.days_of("1970", "")],
        [(1, 1), (0, 364)],
    ),
    "vocabulary": (
        [Words("ko").of("suspended"), Words("en").of("road+rail"), Words("zh").of("A note.")],
        ["중단", "Road + rail", "A note."],
    ),
    "degrees": (
        [map_elements.degrees_of(126.5, "EW"), map_elements.degrees_of(41, "NS")],
        ["126°30′E", "41°N"],
    ),
    "json": (
        json_text({"a": "</script>{{ 7 * 7 }}"}),
        r'{"a":"\u003c/script\u003e\u007b\u007b 7 * 7 \u007d\u007d"}',
    ),
    "quotes": (
        in_quotes("`${7 * 7}` isn't </script>"),
        r"\`\${7 * 7}\` isn\'t \x3c/script>",
    ),
    "hosts": (picture_hosts([Request("TileLayer", TILES, True)]), ["https://*.tile.example.org"]),
    "bootstrap": (replacement_for(f"{CDN}/bootstrap@5.2.2/dist/css/bootstrap.min.css"), Inlined()),
    "vega": (replacement_for(f"{CDN}/vega-lite@5"), None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_small_function_answers(name: str) -> None:
    found, wanted = ANSWERS[name]
    assert found == wanted
