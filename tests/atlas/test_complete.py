"""The atlas as a whole: every name leads home, every fault is found, the tables agree."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import Layer, records
from sinokorea_geo.atlas.validation import check_atlas

DATA = Path(__file__).resolve().parents[2] / "data"


def answers(atlas: skg.Atlas, name: str, kind: str | None = None) -> set[str]:
    try:
        return {atlas.find(name, kind=kind).id}
    except skg.AmbiguousName as error:
        return {place.id for place in error.candidates}  # type: ignore[attr-defined]  # they are places


def test_every_name_form_leads_to_its_place(atlas: skg.Atlas) -> None:
    """By itself if it means the place in full, with the kind if print only shortens to it."""
    lost = []
    for row in records(atlas.names):
        place = atlas.get(row["place_id"])
        if place.geometry is None:  # what nobody can place yields to a namesake on the map
            continue
        if place.id not in answers(atlas, row["text"]) | answers(atlas, row["text"], place.kind):
            lost.append((row["text"], place.id))
    assert lost == []
    assert len(atlas.names) > 2500


def test_each_scheme_of_writing_is_there(atlas: skg.Atlas) -> None:
    names = atlas.names
    schemes = set(names["scheme"])
    assert {
        "hanzi-simplified",
        "hanzi-traditional",
        "hanja",
        "hangul-dprk",
        "hangul-rok",
        "pinyin",
        "pinyin-tones",
        "mccune-reischauer",
        "revised",
        "dprk",
        "japanese-era",
        "russian",
        "postal",
        "misspelling",
    } <= schemes
    generated = names[names["generated"]]
    assert (generated["source_ids"] == "").all()
    unsourced = names[~names["generated"] & (names["source_ids"] == "")]
    assert unsourced["note"].str.contains("unverified").all()


def test_the_atlas_has_no_faults(atlas: skg.Atlas) -> None:
    assert check_atlas(atlas) == ()


class Faulty(skg.Atlas):
    """The real atlas with one feature of each of several layers made wrong."""

    def __init__(self, atlas: skg.Atlas) -> None:
        super().__init__(atlas._store)

    def layer(self, name: Layer) -> gpd.GeoDataFrame:
        frame = super().layer(name).set_index("id", drop=False)
        if name == "crossings":
            lon, lat = skg.to_gcj02(124.3925, 40.115)  # as a Chinese web map would show it
            frame.loc["dandong-sinuiju-rail", "geometry"] = shapely.Point(lon, lat)
            found = self.border.locate(lon, lat)
            frame.loc["dandong-sinuiju-rail", "line_distance_m"] = found["distance_m"].iloc[0]
            frame.loc["changbai-hyesan", "accuracy_m"] = -1.0
        if name == "places":
            frame.loc["rajin", "geometry"] = shapely.Point(42.25559, 130.28308 - 90)
            frame.loc["yanji", "country"] = "KP"
            frame.loc["manpo", "name_en"] = frame.loc["hyesan", "name_en"]
            frame.loc["musan", "name_ko"] = frame.loc["musan", "name_zh"]
        if name == "zones":
            frame.at["hunchun-becz", "source_ids"] = ("nobody",)
        return frame.reset_index(drop=True)


def test_every_fault_is_reported_at_once(atlas: skg.Atlas) -> None:
    report = "\n".join(check_atlas(Faulty(atlas)))
    for part in (
        "crossings: changbai-hyesan: accuracy_m: is not a number of metres",
        "m from the border line, more than its accuracy_m of 150",
        "m if read as GCJ-02; if it was copied from a Chinese web map, use 124.39",
        "places: rajin: 42.25559, 40.28308 is far from the border; are longitude and latitude",
        "places: yanji: claims KP but lies",
        "manpo, hyesan: 2 of kind 'city' are called 'Hyesan'",
        "places: musan: name_zh and name_ko are the same text",
        "zones: hunchun-becz: source_ids: names no source",
    ):
        assert part in report


def test_crossings_of_every_sort_are_there(atlas: skg.Atlas) -> None:
    crossings = atlas.crossings
    on_border = crossings[crossings["country"] == "CN-KP"]
    assert len(on_border) >= 27
    modes = {mode for text in crossings["mode"] for mode in text.split("+")}
    assert modes == {"road", "rail", "ferry", "dam"}
    assert {"KP-RU", "CN-RU"} <= set(crossings["country"])
    kouan = [row for row in records(crossings) if "kouan-2016" in row["tags"]]
    towns = {"Hunchun", "Tumen", "Ji'an", "Dandong", "Quanhe", "Shatuozi", "Nanping", "Changbai"}
    assert {town for town in towns if any(town in row["name_en"] for row in kouan)} == towns


def test_counts_say_what_they_hold_and_what_is_not_known(atlas: skg.Atlas) -> None:
    counts = atlas.crossing_counts
    assert {13, 15, 16, 27} <= set(counts["count"])
    ids = set(atlas.crossings["id"])
    for row in records(counts):
        assert set(row["holds"]) <= ids
        assert row["complete"] or row["not_known"]
        assert len(row["holds"]) == row["count"] or not row["complete"]
    eight = counts[counts["source_ids"] == "hani-2016-08-23"].iloc[0]
    assert set(eight["holds"]) == {
        row["id"] for row in records(atlas.crossings) if "kouan-2016" in row["tags"]
    }


def test_what_opened_and_closed_between_two_dates(atlas: skg.Atlas) -> None:
    changes = atlas.changes("2013-06-01", "2016-08-22").set_index("id")
    assert changes.loc["manpo-edz", "before"] is None  # decreed in November 2013
    assert changes.loc["kaesong-kic", "before"] == "suspended"
    assert changes.loc["kaesong-kic", "after"] == "closed"
    assert changes.loc["shenyang-dandong-hsr", "after"] == "open"
    assert "jian-manpo-road" not in changes.index  # opened in April 2019
    assert atlas.changes("2016-08-22", "2016-08-22").empty


def test_lines_through_way_points_are_never_longer_than_stated(atlas: skg.Atlas) -> None:
    table = skg.stated_and_measured(atlas)
    routes = table[table["what"].str.endswith(" length") & (table["id"] != "border")]
    assert len(routes) >= 10
    assert (routes["ratio"] <= 1.0).all()
    assert (routes["ratio"] > 0.65).all()  # lines in the mountains wind the most
    assert table["why"].str.len().gt(0).all()


def test_events_of_a_date_are_those_of_that_date(atlas: skg.Atlas) -> None:
    day = atlas.at("2016-01-06").events
    assert day["id"].tolist() == ["nuclear-test-4"]
    assert len(atlas.events) > 100


@pytest.fixture
def build() -> Iterator[None]:
    """Make the scripts of data/build importable, as they are when run."""
    sys.path.insert(0, str(DATA / "build"))
    yield
    sys.path.remove(str(DATA / "build"))


@pytest.mark.usefixtures("build")
def test_crossings_zones_and_places_are_rebuilt_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import layerfile
    import points
    import south

    (tmp_path / "tables").mkdir()
    shutil.copytree(DATA / "geojson", tmp_path / "geojson")
    for name in ("places", "crossings", "zones", "routes"):
        (tmp_path / "geojson" / f"{name}.geojson").unlink()
    monkeypatch.setattr(south, "GEOJSON", tmp_path / "geojson")
    monkeypatch.setattr(layerfile, "ROOT", tmp_path)
    monkeypatch.setattr(layerfile, "TABLES", tmp_path / "tables")
    real_write, real_table = layerfile.write_layer, layerfile.write_table

    def write(name: str, features: Any, **options: Any) -> None:
        real_write(name, features, **options | {"folder": tmp_path / "geojson"})

    monkeypatch.setattr(points, "write_layer", write)
    monkeypatch.setattr(points, "write_table", real_table)
    points.build()
    south.build()
    for name in ("places", "crossings", "zones", "routes", "counties", "rivers"):
        rebuilt = (tmp_path / "geojson" / f"{name}.geojson").read_bytes()
        assert rebuilt == (DATA / "geojson" / f"{name}.geojson").read_bytes(), name
    assert (tmp_path / "tables" / "unplaced.csv").read_bytes() == (
        DATA / "tables" / "unplaced.csv"
    ).read_bytes()


@pytest.mark.usefixtures("build")
def test_a_rule_goes_along_a_line_and_never_off_its_end() -> None:
    import points

    from sinokorea_geo.geodesy import GeodesicLine

    line = GeodesicLine([(0.0, 0.0), (1.0, 0.0)])
    positions = points.Positions({"border": line})
    positions.learn("here", shapely.Point(0.5, 0.1))
    positions.learn("beyond", shapely.Point(2.0, 0.0))

    def placed(how: str) -> shapely.Point:
        row = {"id": "x", "lon": "", "lat": "", "country": "CN-KP", "geometry_how": how}
        point = positions.of(row)
        assert point is not None
        return point

    assert placed("nearest:here").x == pytest.approx(0.5, abs=1e-3)
    on, back = placed("along:here,1000"), placed("along:here,-1000 (upstream)")
    assert (on.x - 0.5) * 111_319.5 == pytest.approx(1000, abs=1)
    assert (back.x - 0.5) * 111_319.5 == pytest.approx(-1000, abs=1)
    for how in ("nearest:beyond", "along:here,90000", "along:here,-90000"):
        with pytest.raises(SystemExit, match="its rule ends at the end of the line"):
            placed(how)


@pytest.mark.usefixtures("build")
def test_a_contributor_hears_of_every_fault_at_once(tmp_path: Path) -> None:
    import curated

    for name in curated.TABLES:
        shutil.copy(DATA / "curated" / f"{name}.csv", tmp_path)
    assert curated.faults(tmp_path) == []
    table = pd.read_csv(tmp_path / "places.csv", dtype=str, keep_default_na=False)
    wrong: dict[str, tuple[int, str]] = {
        "lon": (2, "a lot"),
        "lat": (0, "124.39472"),
        "source_ids": (1, ""),
        "id": (3, "tumen"),
        "accuracy_m": (5, ""),
    }
    for column, (row, text) in wrong.items():
        table.loc[row, column] = text
    for column, text in {"lon": "", "lat": "", "geometry_how": "nearest:nowhere"}.items():
        table.loc[6, column] = text
    table.to_csv(tmp_path / "places.csv", index=False)
    report = "\n".join(curated.faults(tmp_path))
    for part in (
        "latitude 124.39472 is outside −90..90; are longitude and latitude swapped?",
        "row 3: jian: source_ids is empty",
        "lon is 'a lot', wanted a number",
        "id 'tumen' stands 2 times",
        "accuracy_m is empty; say how far off",
        "geometry_how refers to 'nowhere', which is no id",
    ):
        assert part in report


def test_the_check_of_positions_knows_how_accurate_each_is_said_to_be(atlas: skg.Atlas) -> None:
    checks = pd.read_csv(DATA / "tables" / "position_checks.csv")
    said = atlas.crossings.set_index("id")["accuracy_m"]
    assert checks["ours_within_m"].tolist() == said.loc[checks["crossing_id"]].tolist()
