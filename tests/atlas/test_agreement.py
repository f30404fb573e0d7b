"""What tables say of the same thing agrees, and links are safe: faults put back are found."""

from __future__ import annotations

import functools
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

import sinokorea_geo as skg
from sinokorea_geo.atlas.agreement import agreement_faults
from sinokorea_geo.atlas.links import link_faults


class Altered(skg.Atlas):
    """The real atlas with one cell of one table or layer changed."""

    def __init__(self, table: str, where: dict[str, str], column: str, value: Any) -> None:
        super().__init__(skg.load_atlas()._store)
        self._change = (table, where, column, value)

    def _changed(self, name: str, frame: Any) -> Any:
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

    def layer(self, name: str) -> gpd.GeoDataFrame:
        return self._changed(name, super().layer(name))

    @property
    def periods(self) -> pd.DataFrame:
        frame: pd.DataFrame = self._changed("periods", super().periods)
        return frame

    @property
    def events(self) -> pd.DataFrame:
        frame: pd.DataFrame = self._changed("events", super().events)
        return frame

    @property
    def disagreements(self) -> pd.DataFrame:
        frame: pd.DataFrame = self._changed("disagreements", super().disagreements)
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
    return pd.DataFrame([{"id": "a-source", "URL": url, "publisher": publisher}])


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
