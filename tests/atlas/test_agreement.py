"""Test that tables agree and links are safe: faults put back are found."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import Layer
from sinokorea_geo.atlas.validation import agreement_faults, check_atlas, compare, link_faults


class Altered(skg.Atlas):
    """The real atlas with one cell of one table or layer changed."""

    def __init__(self, table: str, where: dict[str, str], column: str, value: Any) -> None:
        super().__init__(skg.load_atlas()._store)
        self._change = (table, where, column, value)

    def _then(self, name: str, frame: Any) -> Any:
        frame = super()._then(name, frame)
        table, where, column, value = self._change
        if name == table:
            rows = functools.reduce(
                lambda mask, item: mask & (frame[item[0]] == item[1]),
                where.items(),
                pd.Series(True, frame.index),
            )
            assert rows.sum() == 1, where
            if isinstance(frame[column].dtype, pd.CategoricalDtype):
                frame[column] = frame[column].astype(str)
            frame.loc[rows, column] = value
        return frame


def test_the_tables_agree(atlas: skg.Atlas) -> None:
    assert list(agreement_faults(atlas)) == []


@pytest.mark.parametrize(
    ("table", "where", "column", "value", "says"),
    [
        # Work on the bridge began ten months after it began.
        ("events", {"id": "new-yalu-begun"}, "date", "2011-10",
         "events/new-yalu-begun against periods/new-yalu-river-bridge: is dated 2011-10, but"),
        # One table has the day, the other the month or the year.
        ("events", {"id": "jian-road-opened"}, "date", "2019-04", "has the day, 2019-04-08"),
        ("events", {"id": "wonjong-trucks"}, "date", "2023", "has the day, 2023-01-31"),
        ("events", {"id": "sinuiju-sar-2002"}, "date", "2002", "has the day, 2002-09-12"),
        ("events", {"id": "edz-13"}, "date", "2013-11", "have the day, 2013-11-21"),
        # A zone dated by another zone's decree.
        ("zones", {"id": "wonsan-kalma"}, "start", "2014-06-11",
         "zones/wonsan-kalma against periods/wonsan-kalma: start is 2014-06-11, but no state"),
        ("zones", {"id": "kaesong-kic"}, "status", "open", "status is open, but the latest state"),
        ("crossings", {"id": "new-yalu-river-bridge"}, "status", "open", "status is open"),
        # A disagreement that is no longer explained.
        ("disagreements", {"one": "zones/changjitu"}, "one", "zones/x", "zones/changjitu against"),
    ],
)  # fmt: skip
def test_a_contradiction_is_found(
    table: str, where: dict[str, str], column: str, value: str, says: str
) -> None:
    found = list(agreement_faults(Altered(table, where, column, value)))
    assert [fault for fault in found if says in fault], found
    assert all("correct one of them, or say in disagreements.csv" in fault for fault in found)


def source(url: str, publisher: str = "Somebody") -> pd.DataFrame:
    return pd.DataFrame([{"id": "a-source", "type": "webpage", "URL": url, "publisher": publisher}])


@pytest.mark.parametrize(
    ("url", "publisher", "says"),
    [
        ("http://218.28.6.71:81/Detail?id=1", "CQVIP", "is a bare number"),
        ("http://[::1]/x", "Somebody", "is a bare number"),
        ("http://3232235777/x", "Somebody", "is a bare number"),
        ("http://080good.com/about", "China Tourism News", "is a known copy"),
        ("http://www.080good.com/about", "China Tourism News", "is a known copy"),
        ("http://en.wikipedia.org/wiki/Yalu", "Wikipedia", "is http, though its host serves https"),
        ("https://chinadaily.com.evil.example/x", "China Daily", "does not fit its publisher"),
        ("https://example.org/x", "China Daily (Xinhua)", "does not fit its publisher"),
        ("ftp://chinadaily.com.cn/x", "China Daily", "is neither http nor https"),
        ("javascript:alert(1)", "Somebody", "is neither http nor https"),
    ],
)
def test_an_unsafe_address_is_found(url: str, publisher: str, says: str, atlas: skg.Atlas) -> None:
    found = list(link_faults(source(url, publisher), atlas.hosts))
    assert [fault for fault in found if f"sources.json: a-source: URL: {says}" in fault], found


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.chinadaily.com.cn/x", "China Daily"),
        ("https://usa.chinadaily.com.cn/x", "China Daily (Xinhua)"),
        ("https://docslib.org/doc/1", "38 North (at docslib.org)"),
        ("http://www.kcna.co.jp/x", "KCNA"),
    ],
)
def test_a_safe_address_is_no_fault(url: str, publisher: str, atlas: skg.Atlas) -> None:
    assert list(link_faults(source(url, publisher), atlas.hosts)) == []


def test_a_source_of_no_known_type_is_found() -> None:
    found = check_atlas(Altered("sources", {"id": "geonames"}, "type", "rumour"))
    assert [fault for fault in found if "sources.json: geonames: type: is not of" in fault] == [
        fault for fault in found if "rumour" in fault
    ]
    assert any("rumour" in fault for fault in found)


def test_every_link_of_the_atlas_is_safe(atlas: skg.Atlas) -> None:
    assert list(link_faults(atlas.sources, atlas.hosts)) == []
    assert atlas.sources["URL"].notna().sum() > 800


# -- what is known, and until when -----------------------------------------------------------------


def test_crossings_say_when_their_status_was_last_seen(atlas: skg.Atlas) -> None:
    seen = atlas.crossings.set_index("id")["as_of"]
    assert seen.notna().all()
    for key in ("sanhe-hoeryong", "guchengli-samjang", "nanping-musan", "quanhe-wonjong"):
        assert seen[key].startswith("2023")


def test_a_date_after_the_latest_evidence_says_last_known(atlas: skg.Atlas) -> None:
    later, then = atlas.at("2030-01").crossings, atlas.at("2016-08").crossings
    open_later = later[later["status"] == "open"]
    assert len(open_later) >= 5
    assert open_later["last_known"].all()
    assert not then[then["status"] == "open"]["last_known"].any()
    assert "last_known" not in atlas.crossings
    states = atlas.at("2023-06-21").crossings.set_index("id")
    assert states.loc["nanping-musan", ["status", "last_known"]].tolist() == ["open", False]
    states = atlas.at("2024-01").crossings.set_index("id")
    assert states.loc["nanping-musan", ["status", "last_known"]].tolist() == ["open", True]


def test_what_has_ended_is_known_for_good(atlas: skg.Atlas) -> None:
    """A state with an end needs no later evidence within its own dates."""
    frame = atlas.at("2015-06").zones.set_index("id")
    assert frame.loc["kaesong-kic", ["status", "last_known"]].tolist() == ["open", False]


def test_bridges_were_being_built_before_they_stood(atlas: skg.Atlas) -> None:
    status = {
        date: atlas.at(date).crossings.set_index("id")["status"]
        for date in ("2012", "2025-09", "2024-12")
    }
    assert status["2012"]["new-yalu-river-bridge"] == "under-construction"
    assert status["2025-09"]["tumen-road-bridge-kp-ru"] == "under-construction"
    assert status["2024-12"]["tumen-road-bridge-kp-ru"] == "planned"


# -- positions -------------------------------------------------------------------------------------


class Moved(skg.Atlas):
    """The real atlas with one crossing somewhere else."""

    def __init__(self, key: str, lon: float, lat: float) -> None:
        super().__init__(skg.load_atlas()._store)
        self._to = (key, shapely.Point(lon, lat))

    def layer(self, name: Layer) -> gpd.GeoDataFrame:
        frame = super().layer(name)
        if name == "crossings":
            key, point = self._to
            frame.loc[frame["id"] == key, "geometry"] = point
        return frame


def test_a_derived_point_that_is_too_far_for_a_stated_distance_is_found() -> None:
    found = check_atlas(Moved("tumen-road-bridge-kp-ru", 130.67, 42.39))
    assert [
        fault
        for fault in found
        if "stated_values/tumen-road-bridge-kp-ru against" in fault and "has 415 m" in fault
    ]


def test_two_derived_crossings_on_one_point_are_found(atlas: skg.Atlas) -> None:
    at = atlas.get("yanwo-rail-bridge")
    found = check_atlas(Moved("mashi-pontoon", at.lon, at.lat))
    assert [f for f in found if "mashi-pontoon" in f and "2 are derived to stand on 'POINT" in f]


def test_a_distance_to_nothing_is_found(data_copy: Path, rewrite: Callable[..., None]) -> None:
    text = (data_copy / "tables" / "stated_values.csv").read_text(encoding="utf-8")
    assert "distance_to:heaven-lake" in text
    rewrite("stated_values", text.replace("distance_to:heaven-lake", "distance_to:atlantis"))
    found = check_atlas(skg.load_atlas(data_copy))
    assert [f for f in found if ": property: is not in features or" in f and "'atlantis'" in f]


def test_values_of_a_single_source_are_marked(atlas: skg.Atlas) -> None:
    for table in (atlas.statistics, atlas.stated_values):
        single = ~table["source_ids"].str.contains(" ")
        assert table["single_source"].tolist() == single.tolist()
        assert 0 < single.sum() < len(table)


def test_the_road_bridge_to_russia_lies_415_m_below_the_rail_bridge(atlas: skg.Atlas) -> None:
    road, rail = (
        atlas.get(key) for key in ("tumen-road-bridge-kp-ru", "friendship-bridge-rail-kp-ru")
    )
    assert skg.distance(road, rail) == pytest.approx(415, abs=5)
    assert road.lat < rail.lat  # downstream is south there
    assert skg.distance(road, atlas.get("tripoint")) > 800


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ("wiwon-dam", "laohushao-wiwon", 1),
        ("taipingwan-dam", "kuandian-taipingwan", 1),
        ("hunyung-road-bridge", "hunyung-rail-bridge", 210),
    ],
)
def test_the_same_thing_in_two_layers_has_one_position(
    one: str, other: str, metres: float, atlas: skg.Atlas
) -> None:
    assert skg.distance(atlas.get(one), atlas.get(other)) < metres


# -- states of the data ----------------------------------------------------------------------------


def test_what_changed_is_listed_with_its_source(
    atlas: skg.Atlas, data_copy: Path, rewrite: Callable[[str, str], Path]
) -> None:
    tables = data_copy / "tables"
    events = (tables / "events.csv").read_text(encoding="utf-8").splitlines()
    rewrite("events", "\n".join([*events, "a-new-event,2026,,other,New,,geonames,"]) + "\n")
    statistics = (tables / "statistics.csv").read_text(encoding="utf-8")
    assert ",19.38," in statistics
    rewrite("statistics", statistics.replace(",19.38,", ",-16.12,", 1))
    layer = json.loads((data_copy / "geojson" / "crossings.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["geometry"]["coordinates"][0] += 0.01
    layer["features"][1]["properties"]["status"] = "ruin"
    rewrite("crossings", json.dumps(layer, ensure_ascii=False))
    new = skg.load_atlas(data_copy)
    assert new.version == atlas.version
    assert new.fingerprint != atlas.fingerprint
    found = compare(atlas, new)
    listed = found[["table", "id", "change"]].values.tolist()
    assert ["events", "a-new-event", "added"] in listed
    assert ["crossings", layer["features"][0]["id"], "moved"] in listed
    moved = found[found["change"] == "moved"]
    assert 700 < float(moved["new"].iloc[0].removesuffix(" m")) < 900
    status = found[found["column"] == "status"]
    assert status["new"].tolist() == ["ruin"]
    assert found.loc[found["id"] == "a-new-event", "source_ids"].tolist() == ["geonames"]
    iron = found[found["table"] == "statistics"]
    assert set(iron["change"]) == {"added", "removed"}
    assert len(found) == 5


def test_data_without_a_newer_table_can_be_compared(atlas: skg.Atlas, data_copy: Path) -> None:
    path = data_copy / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "hosts"]
    path.write_text(json.dumps(package), encoding="utf-8")
    found = compare(skg.load_atlas(data_copy), atlas)
    assert set(found["table"]) == {"hosts"}
    assert set(found["change"]) == {"added"}
