"""The atlas: look-up in three scripts, what existed when, what was near, and damaged files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import sinokorea_geo as skg
from sinokorea_geo.atlas.dates import is_date
from sinokorea_geo.atlas.store import Layer

GEOD = Geod(ellps="WGS84")
OPEN = ("open", "seasonal", "active")
HUNCHUN = (130.36, 42.87)
EDZ_2013 = {
    "amnokgang-edz",
    "manpo-edz",
    "wiwon-edz",
    "hyesan-edz",
    "chongjin-edz",
    "orang-edz",
    "onsong-island-edz",
    "hungnam-edz",
    "pukchong-edz",
    "hyondong-edz",
    "sinphyong-edz",
    "songrim-edz",
    "waudo-edz",
}


# -- finding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Sinuiju", "sinuiju"),
        ("Sinŭiju", "sinuiju"),
        ("신의주", "sinuiju"),
        ("新义州", "sinuiju"),
        ("新義州", "sinuiju"),
        ("Ji'an", "jian"),
        ("Ji’an", "jian"),
        ("JIAN", "jian"),
        ("ji-an", "jian"),
        ("Ｊｉａｎ", "jian"),
        ("集安", "jian"),
        ("Rajin", "rajin"),
        ("Najin", "rajin"),
        ("라진", "rajin"),
        ("나진", "rajin"),
        ("Sonbong", "sonbong"),
        ("선봉", "sonbong"),
        ("P'yŏngyang", "pyongyang"),
        ("  dandong ", "dandong"),
        ("丹东", "dandong"),
        ("단동", "dandong"),
        ("圈河", "quanhe-wonjong"),
        ("Quanhe", "quanhe-wonjong"),
        ("권하", "quanhe-wonjong"),
        ("百头山", None),
        ("백두산", "paektu"),
        ("鸭绿江", "yalu-river"),
        ("압록강", "yalu-river"),
        ("Mukden", "shenyang"),
        ("quanhe-wonjong", "quanhe-wonjong"),  # an id is a name too
    ],
)
def test_find_forgives_how_a_name_is_written(
    name: str, wanted: str | None, atlas: skg.Atlas
) -> None:
    if wanted is None:
        with pytest.raises(skg.PlaceNotFound):
            atlas.find(name)
    else:
        assert atlas.find(name).id == wanted


def test_find_tells_all_it_knows(atlas: skg.Atlas) -> None:
    place = atlas.find("圈河")
    row = atlas.crossings.set_index("id").loc["quanhe-wonjong"]
    assert (place.name_en, place.name_zh, place.name_ko) == (
        row["name_en"],
        row["name_zh"],
        row["name_ko"],
    )
    assert (place.kind, place.layer, place.country) == ("crossing", "crossings", "CN-KP")
    assert (place.lon, place.lat) == (row.geometry.x, row.geometry.y)
    assert place.accuracy_m == row["accuracy_m"]
    assert place.source_ids == row["source_ids"]
    assert place.properties["mode"] == "road"
    assert place.matched == "圈河"
    assert place.score == 100
    assert str(place) == f"{place.name_en} ({place.name_zh}, {place.name_ko})"


def test_a_place_is_frozen_and_compares_by_what_it_is(atlas: skg.Atlas) -> None:
    one, other = atlas.find("圈河"), atlas.find("Quanhe")
    assert one.matched != other.matched
    assert one == other
    with pytest.raises(AttributeError):
        one.name_en = "x"  # type: ignore[misc]  # the point of the test


def test_a_place_with_an_outline_has_a_point_inside(atlas: skg.Atlas) -> None:
    rason = atlas.get("rason-sez")
    assert rason.position.geom_type in {"Polygon", "MultiPolygon"}
    assert rason.position.contains(shapely.Point(rason.lon, rason.lat))


def test_an_ambiguous_name_raises_with_its_candidates(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.AmbiguousName) as caught:
        atlas.find("Tumen")
    candidates = [place for place in caught.value.candidates if isinstance(place, skg.Place)]
    assert {place.kind for place in candidates} == {"city", "crossing", "river"}
    assert {place.id for place in candidates} == {
        "tumen",
        "tumen-river",
        "tumen-namyang-rail",
        "tumen-namyang-road",
    }
    for place in candidates:
        assert repr(place.id) in str(caught.value)
    assert "kind=" in str(caught.value)
    assert isinstance(caught.value, LookupError)


def test_kind_layer_or_id_resolve_an_ambiguity(atlas: skg.Atlas) -> None:
    assert atlas.find("Tumen", kind="river").id == "tumen-river"
    assert atlas.find("图们", kind="city").id == "tumen"
    assert atlas.find("Tumen", layer="places").id == "tumen"
    assert atlas.find("tumen").id == "tumen"  # the id itself, in lower case
    with pytest.raises(skg.AmbiguousName) as caught:
        atlas.find("Tumen", kind="crossing")
    assert len(caught.value.candidates) == 2


def test_a_miss_suggests(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.PlaceNotFound, match="did you mean Sinuiju") as caught:
        atlas.find("Sinuijuu")
    assert caught.value.suggestions[0] == "Sinuiju"
    assert isinstance(caught.value, LookupError)
    with pytest.raises(skg.PlaceNotFound, match="no name comes close") as caught:
        atlas.find("Xyzzyq")
    assert caught.value.suggestions == ()


def test_a_name_of_another_kind_is_a_miss(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.PlaceNotFound, match="no place of kind 'peak' is called 'Rajin'"):
        atlas.find("Rajin", kind="peak")
    with pytest.raises(skg.PlaceNotFound, match="no place of layer 'zones' is called 'Rajin'"):
        atlas.find("Rajin", layer="zones")
    with pytest.raises(skg.PlaceNotFound, match="no-such-id"):
        atlas.get("no-such-id")


WEIRD: list[Any] = [
    None,
    "",
    " ",
    "🙂🙂",
    "x" * 10_000,
    "圈" * 10_000,
    ".*[(?P<",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s %d {} \\",
    "\x00\x1b[31m",
    "\ud800",
    b"Rajin",
    7,
    float("nan"),
    ["Rajin"],
]


@pytest.mark.parametrize("text", WEIRD, ids=[f"{i}" for i in range(len(WEIRD))])
def test_search_never_raises_and_find_raises_its_own_error(text: Any, atlas: skg.Atlas) -> None:
    assert isinstance(atlas.search(text), list)
    with pytest.raises(skg.PlaceNotFound):
        atlas.find(text)


@settings(max_examples=20)
@given(st.text(max_size=30), st.integers(-1, 5))
def test_search_gives_ranked_places_within_the_limit(text: str, limit: int) -> None:
    places = skg.load_atlas().search(text, limit=limit)
    assert len(places) <= max(limit, 0)
    scores = [place.score for place in places]
    assert scores == sorted(scores, reverse=True)
    assert len({place.id for place in places}) == len(places)


def test_search_ranks_the_likeliest_first(atlas: skg.Atlas) -> None:
    assert atlas.search("Sinuju", limit=1)[0].id == "sinuiju"
    assert atlas.search("Hyesn", limit=3)[0].id == "hyesan"
    assert atlas.search("혜산", limit=1)[0].id == "hyesan"
    best, *rest = atlas.search("Tumen", limit=10)
    assert (best.id, best.score) == ("tumen", 100)
    assert "tumen-river" in {place.id for place in rest}
    assert atlas.search("Xyzzyq") == []


def test_search_keeps_to_kind_and_layer(atlas: skg.Atlas) -> None:
    assert {place.kind for place in atlas.search("Tumen", kind="crossing")} == {"crossing"}
    assert {place.layer for place in atlas.search("Sinuiju", layer="zones")} == {"zones"}
    assert [place.id for place in atlas.search("Tumen", kind="river")][:1] == ["tumen-river"]


def test_every_name_leads_back_to_its_feature(atlas: skg.Atlas) -> None:
    """A look-up by any name gives its feature, or names it among several."""
    names = atlas.names
    placed = set(names["place_id"]) - set(atlas.unplaced["id"])
    names = names[names["place_id"].isin(placed)].sample(60, random_state=7)
    for name, place_id in zip(names["text"], names["place_id"], strict=True):
        try:
            found = {atlas.find(name).id}
            # A name in full goes before the same name as a mere shorthand for another.
            found |= {place.id for place in atlas.search(name, limit=10) if place.score == 100}
        except skg.AmbiguousName as error:
            found = {place.id for place in error.candidates if isinstance(place, skg.Place)}
        assert place_id in found, name


# -- time --------------------------------------------------------------------------------------


def statuses(atlas: skg.Atlas, layer: Layer) -> dict[str, str]:
    frame = atlas.layer(layer)
    return dict(zip(frame["id"], frame["status"], strict=True))


def test_what_changed_between_2013_and_2016(atlas: skg.Atlas) -> None:
    before, after = atlas.at("2013-06-01"), atlas.at("2016-08-22")
    old, new = statuses(before, "crossings"), statuses(after, "crossings")
    opened = {key for key in new if new[key] == "open" and old.get(key) != "open"}
    assert opened == {"changbai-hyesan", "hunchun-makhalino"}
    assert (old["changbai-hyesan"], old["hunchun-makhalino"]) == ("closed", "suspended")
    assert new["new-yalu-river-bridge"] == "built-unopened"
    old, new = statuses(before, "zones"), statuses(after, "zones")
    appeared = set(new) - set(old)
    assert appeared >= EDZ_2013
    assert "musan-edz" not in new, "decreed in 2021"
    assert (old["kaesong-kic"], new["kaesong-kic"]) == ("suspended", "closed")


def test_changes_tell_the_same(atlas: skg.Atlas) -> None:
    changes = atlas.changes("2013-06-01", "2016-08-22")
    wanted = set()
    for layer in ("crossings", "zones", "places"):
        old = statuses(atlas.at("2013-06-01"), layer)
        new = statuses(atlas.at("2016-08-22"), layer)
        for key in old.keys() | new.keys():
            states = [None if pd.isna(s) else s for s in (old.get(key), new.get(key))]
            if (key in old) != (key in new) or states[0] != states[1]:
                wanted.add((key, *states))
    listed = changes[changes["layer"].isin(["crossings", "zones", "places"])]
    found = set(zip(listed["id"], listed["before"], listed["after"], strict=True))
    assert found == wanted
    assert ("changbai-hyesan", "closed", "open") in found
    assert atlas.changes("2016-08-22", "2016-08-22").empty


def test_states_follow_the_dates(atlas: skg.Atlas) -> None:
    def bridge(date: str) -> str | None:
        return statuses(atlas.at(date), "crossings").get("dandong-sinuiju-rail")

    assert bridge("1930") is None
    assert bridge("1943-05") == "open"
    assert bridge("2021-06-01") == "suspended"
    assert bridge("2025") == "open"


def test_before_everything_only_the_undated_is_left(atlas: skg.Atlas) -> None:
    then = atlas.at("0001-01-01")
    undated = set(atlas.periods["feature_id"][atlas.periods["start"] == ""])
    for layer in ("crossings", "zones"):
        frame, now = then.layer(layer), atlas.layer(layer)
        dated = frame[frame["start"].notna() & ~frame["id"].isin(undated)]
        assert dated["id"].tolist() == []
        assert len(frame) < len(now) / 3
    for layer in ("border", "rivers", "provinces", "counties", "basemap"):
        assert len(then.layer(layer)) == len(atlas.layer(layer)), "outside time"  # type: ignore[arg-type]  # all are names of layers


def test_an_atlas_of_a_date_says_so(atlas: skg.Atlas) -> None:
    assert atlas.date_label == ""
    assert atlas.at("2016-08-22").date_label == "2016-08-22"
    assert atlas.at(dt.date(2016, 8, 22)).date_label == "2016-08-22"
    assert atlas.at("2016-08").date_label == "2016-08-01 to 2016-08-31"
    assert "2016-08-22" in repr(atlas.at("2016-08-22"))
    assert "2016" not in repr(atlas)


def test_a_month_means_any_day_of_it(atlas: skg.Atlas) -> None:
    """Kaesong closed on 10 February 2016: both states held in that month."""
    assert statuses(atlas.at("2016-02-09"), "zones")["kaesong-kic"] == "open"
    assert statuses(atlas.at("2016-02-11"), "zones")["kaesong-kic"] == "closed"
    # Of several states in that time the last counts.
    assert statuses(atlas.at("2016-02"), "zones")["kaesong-kic"] == "closed"
    assert statuses(atlas.at("2016"), "zones")["kaesong-kic"] == "closed"


@pytest.mark.parametrize("date", ["2016-13", "2016-02-30", "Aug 2016", None])
def test_a_bad_date_is_refused(date: Any, atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidDate):
        atlas.at(date)
    if date is not None:
        with pytest.raises(skg.InvalidDate):
            atlas.near(*HUNCHUN, within_m=1000, date=date)


def test_events_of_a_date_are_those_of_that_date(atlas: skg.Atlas) -> None:
    everything, month = atlas.events, atlas.at("2016-02").events
    assert 0 < len(month) < len(everything)
    for start, end in zip(month["date"], month["end_date"], strict=True):
        assert overlaps(start, end or start, "2016-02")
    left_out = everything[~everything["id"].isin(month["id"]) & (everything["date"] != "")]
    for start, end in zip(left_out["date"], left_out["end_date"], strict=True):
        assert not overlaps(start, end or start, "2016-02")


def test_counts_hold_crossings_that_are_there(atlas: skg.Atlas) -> None:
    counts = atlas.crossing_counts
    assert {13, 15} <= set(counts["count"])
    for row in counts.to_dict("records"):
        assert isinstance(row["holds"], tuple)
        assert set(row["holds"]) <= set(atlas.crossings["id"])
        assert row["complete"] in {True, False}


# -- near, in space and time -------------------------------------------------------------------


def overlaps(start: str, end: str, date: str) -> bool:
    """Whether two stretches of partial ISO dates share a day, told from the text alone."""
    first = f"{start}-00-00"[:10] if start else ""
    last = f"{end}-99-99"[:10] if end else "9"
    return first <= f"{date}-99-99"[:10] and f"{date}-00-00"[:10] <= last


class Query(NamedTuple):
    """What to look for."""

    lon: float
    lat: float
    within_m: float
    date: str
    status: tuple[str, ...] = OPEN
    layers: tuple[str, ...] = ("crossings",)


@functools.cache
def histories(layer: Layer) -> list[tuple[str, float, float, list[tuple[str, str, str]]]]:
    """Every feature of a layer: its id, its point, and its states with their dates."""
    atlas = skg.load_atlas()
    periods, frame, found = atlas.periods, atlas.layer(layer), []
    for row in frame.to_dict("records"):
        own = periods[periods["feature_id"] == row["id"]]
        own = own[(own["start"] != "") | (own["end"] != "")]  # undated states say nothing
        states = list(zip(own["status"], own["start"], own["end"], strict=True))
        if not states:
            status, start, end = (
                row[key] if isinstance(row[key], str) else "" for key in ("status", "start", "end")
            )
            states = [(status or "unknown", start, end)]
        point = row["geometry"].representative_point()
        found.append((row["id"], point.x, point.y, states))
    return found


def brute_force(query: Query) -> dict[str, float]:
    """Look at every feature, one after the other."""
    found = {}
    for layer in query.layers:
        for key, lon, lat, states in histories(layer):
            held = {state for state, start, end in states if overlaps(start, end, query.date)}
            metres = GEOD.inv(query.lon, query.lat, lon, lat)[2]
            if held & set(query.status) and metres <= query.within_m:
                found[key] = metres
    return found


def test_crossings_within_50_km_of_hunchun_in_august_2016(atlas: skg.Atlas) -> None:
    found = atlas.near(*HUNCHUN, within_m=50_000, date="2016-08")
    assert found["id"].tolist() == [
        "shatuozi-saebyol",
        "hunchun-makhalino",
        "quanhe-wonjong",
        "tumen-namyang-rail",
        "tumen-namyang-road",
    ]
    wanted = brute_force(Query(*HUNCHUN, 50_000, "2016-08"))
    assert dict(zip(found["id"], found["distance_m"], strict=True)) == pytest.approx(
        wanted, abs=0.001
    )
    assert set(found["layer"]) == {"crossings"}
    assert set(found["status"]) == {"open"}
    assert found.crs.to_epsg() == 4326


QUERIES = st.builds(
    Query,
    lon=st.floats(123.5, 131.5),
    lat=st.floats(39.5, 43.5),
    within_m=st.sampled_from([5_000.0, 30_000.0, 120_000.0]),
    date=st.sampled_from(["1920", "1944-06", "1951-03-29", "2013-06-01", "2016-08", "2020-08"]),
    status=st.sampled_from([OPEN, ("suspended", "closed"), ("unknown", "ruin", "museum")]),
    layers=st.sampled_from([("crossings",), ("zones", "places"), ("crossings", "routes")]),
)


@settings(max_examples=24)
@given(QUERIES)
def test_the_index_finds_what_a_search_of_everything_finds(query: Query) -> None:
    where, options = (query.lon, query.lat), query._asdict()
    del options["lon"], options["lat"]
    found = skg.load_atlas().near(*where, **options)
    wanted = brute_force(query)
    assert dict(zip(found["id"], found["distance_m"], strict=True)) == pytest.approx(
        wanted, abs=0.001
    )
    assert found["distance_m"].is_monotonic_increasing
    assert set(found["status"]) <= set(query.status)


def test_near_without_a_date_asks_of_all_time(atlas: skg.Atlas) -> None:
    # Kaesong's complex is closed now, but was open once.
    kaesong = atlas.get("kaesong-kic")
    ever = atlas.near(kaesong.lon, kaesong.lat, within_m=5_000, layers=["zones"])
    now = atlas.near(kaesong.lon, kaesong.lat, within_m=5_000, layers=["zones"], date="2020")
    assert "kaesong-kic" in set(ever["id"])
    assert "kaesong-kic" not in set(now["id"])


@pytest.mark.parametrize("within_m", [0, -1.0, float("nan"), float("inf")])
def test_near_refuses_no_distance(within_m: float, atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidQuantity, match="within_m"):
        atlas.near(*HUNCHUN, within_m=within_m)


def test_near_refuses_what_is_no_position(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidCoordinates, match="are longitude and latitude swapped"):
        atlas.near(42.87, 130.36, within_m=1000)
    with pytest.raises(skg.InvalidCoordinates, match="nan"):
        atlas.near(float("nan"), 42.87, within_m=1000)


# -- layers and tables -------------------------------------------------------------------------


def test_layers_are_frames_in_longitude_and_latitude(atlas: skg.Atlas) -> None:
    for name in atlas.layers:
        frame = atlas.layer(name)
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4326
        assert list(frame.index) == list(range(len(frame)))
        if name not in {"border", "basemap"}:
            assert getattr(atlas, name)["id"].tolist() == frame["id"].tolist()


def test_layers_are_handed_out_as_copies(atlas: skg.Atlas) -> None:
    first = atlas.crossings
    kept = first.copy()
    first.loc[0, "name_en"] = "changed"
    first["status"] = "changed"
    first.geometry = gpd.GeoSeries([shapely.Point(0, 0)] * len(first), crs=4326)
    del first["country"]
    again = atlas.crossings
    assert again["name_en"].tolist() == kept["name_en"].tolist()
    assert again["status"].tolist() == kept["status"].tolist()
    assert again.geometry.geom_equals(kept.geometry).all()


def test_columns_of_tables_have_types(atlas: skg.Atlas) -> None:
    for column in (atlas.statistics["value"], atlas.stated_values["value"]):
        assert column.dtype == "float64"
    assert atlas.statistics["value"].notna().all()
    for frame, words in (
        (atlas.names, ("language", "scheme")),
        (atlas.periods, ("status",)),
        (atlas.events, ("kind",)),
        (atlas.claims, ("measure", "qualifier")),
    ):
        for word in words:
            assert isinstance(frame[word].dtype, pd.CategoricalDtype)
    assert atlas.names["generated"].dtype == bool
    assert atlas.counties["id"].notna().all()
    assert atlas.zones["near_border"].dtype == bool
    assert atlas.crossing_counts["count"].dtype == "int64"
    assert atlas.crossing_counts["complete"].dtype == bool
    for name in ("date", "end_date"):
        assert all(is_date(text) for text in atlas.events[name] if text)


def test_a_value_that_is_no_single_number_keeps_its_text(atlas: skg.Atlas) -> None:
    table = atlas.stated_values
    dates = table[table["unit"] == "date"]
    assert dates["value"].isna().sum() == (~dates["stated"].str.fullmatch(r"\d{4}")).sum() > 10
    kaesong = table[(table["subject_id"] == "kaesong-kic") & (table["stated"] == "66-132")]
    assert kaesong["value"].isna().all()
    assert len(kaesong) == 1


def test_tables_are_handed_out_as_copies(atlas: skg.Atlas) -> None:
    for name in ("names", "periods", "stated_values", "sources", "unplaced"):
        first = getattr(atlas, name)
        assert isinstance(first, pd.DataFrame)
        column = first.columns[0]
        value = first.loc[0, column]
        first.loc[0, column] = "changed"
        assert getattr(atlas, name).loc[0, column] == value != "changed"


def test_unknown_layers_are_refused(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.DataError, match="no layer 'roads'; the atlas has border, rivers"):
        atlas.layer("roads")  # type: ignore[arg-type]  # the point of the test


def test_what_has_no_position_is_known_by_name_only(atlas: skg.Atlas) -> None:
    for key, name in zip(atlas.unplaced["id"], atlas.unplaced["name_en"], strict=True):
        place = atlas.get(key)
        assert (place.name_en, place.layer, place.geometry) == (name, "unplaced", None)
        for ask in (attrgetter("position"), attrgetter("lon"), atlas.border.depth):
            with pytest.raises(skg.InvalidGeometry, match="no source gives a position"):
                ask(place)
    assert not any(
        set(atlas.layer(name)["id"]) & set(atlas.unplaced["id"]) for name in atlas.layers
    )


# -- loading, and files that are damaged -------------------------------------------------------


def test_the_atlas_is_loaded_once(atlas: skg.Atlas) -> None:
    assert skg.load_atlas() is atlas
    assert skg.load_atlas() is skg.load_atlas()


def test_a_copy_of_the_data_is_as_good(data_copy: Path, atlas: skg.Atlas) -> None:
    other = skg.load_atlas(data_copy)
    assert other is not atlas
    assert other.border.length_m == atlas.border.length_m
    assert other.find("圈河") == atlas.find("圈河")


def test_files_are_read_when_they_are_needed(data_copy: Path) -> None:
    (data_copy / "geojson" / "counties.geojson").unlink()
    other = skg.load_atlas(data_copy)
    assert len(other.crossings) > 0
    with pytest.raises(skg.DataError):
        _ = other.counties


def test_files_are_read_once(data_copy: Path) -> None:
    other = skg.load_atlas(data_copy)
    count = len(other.crossings)
    (data_copy / "geojson" / "crossings.geojson").unlink()
    assert len(other.crossings) == count


Damage = Callable[[Path], object]
DAMAGE: dict[str, Damage] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-2000]),
    "one digit changed": lambda path: path.write_bytes(path.read_bytes().replace(b"7", b"8", 1)),
    "one byte more": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "empty": lambda path: path.write_bytes(b""),
    "another file": lambda path: path.write_bytes(b"PK\x03\x04 not text \xff\xfe"),
}


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("name", ["crossings", "names", "sources"])
def test_a_damaged_file_is_named_with_the_mend(kind: str, name: str, data_copy: Path) -> None:
    places = {"crossings": "geojson/crossings.geojson", "sources": "tables/sources.json"}
    path = data_copy / places.get(name, f"tables/{name}.csv")
    DAMAGE[kind](path)
    with pytest.raises(skg.DataError) as caught:
        getattr(skg.load_atlas(data_copy), name)
    message = str(caught.value)
    assert str(path) in message
    assert f"{path.stat().st_size} bytes" in message
    assert "damaged or half written" in message
    assert "Reinstall" in message
    assert isinstance(caught.value, ValueError)


def test_a_missing_file_is_named_with_the_mend(data_copy: Path) -> None:
    path = data_copy / "geojson" / "crossings.geojson"
    path.unlink()
    with pytest.raises(skg.DataError, match=r"cannot be read .*reinstall") as caught:
        _ = skg.load_atlas(data_copy).crossings
    assert str(path) in str(caught.value)


def test_a_folder_without_a_manifest_is_refused(data_copy: Path, tmp_path: Path) -> None:
    with pytest.raises(skg.DataError, match=r"holds no datapackage\.json"):
        skg.load_atlas(tmp_path / "nowhere")
    (data_copy / "datapackage.json").unlink()
    with pytest.raises(skg.DataError, match=r"holds no datapackage\.json") as caught:
        skg.load_atlas(data_copy)
    assert str(data_copy) in str(caught.value)


def test_an_installation_without_data_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from sinokorea_geo.atlas import store

    monkeypatch.setattr(store, "__file__", str(tmp_path / "package" / "atlas" / "store.py"))
    with pytest.raises(skg.DataError, match="pip install --force-reinstall sinokorea-geo"):
        store.default_data_dir()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not readable as JSON"),
        ("[]", "not a data package"),
        ("{}", "not a data package"),
        ('{"resources": [{}]}', "not a data package"),
        ('{"resources": []}', "lists no resource 'crossings'"),
    ],
)
def test_a_broken_manifest_is_named(text: str, says: str, data_copy: Path) -> None:
    path = data_copy / "datapackage.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(skg.DataError, match=says) as caught:
        _ = skg.load_atlas(data_copy).crossings
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1, 2", "not readable as JSON"),
        ("[]", "not a GeoJSON feature collection"),
        ("{}", "not a GeoJSON feature collection"),
        ('{"features": [{}]}', "not a GeoJSON feature collection"),
        (
            '{"features": [{"properties": {}, "geometry": {"type": "Cube", "coordinates": []}}]}',
            "not a GeoJSON",
        ),
    ],
)
def test_a_layer_that_is_none_is_named(
    text: str, says: str, data_copy: Path, rewrite: Callable[[str, str], Path]
) -> None:
    path = rewrite("crossings", text)
    with pytest.raises(skg.DataError, match=says) as caught:
        _ = skg.load_atlas(data_copy).crossings
    assert str(path) in str(caught.value)


def test_an_id_that_stands_twice_is_refused(
    data_copy: Path, rewrite: Callable[[str, str], Path]
) -> None:
    path = data_copy / "geojson" / "crossings.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    collection["features"][0]["id"] = "rajin"
    collection["features"][0]["properties"]["id"] = "rajin"
    rewrite("crossings", json.dumps(collection))
    with pytest.raises(skg.DataError, match=r"unique across layers.*rajin"):
        skg.load_atlas(data_copy).find("Sinuiju")


def test_positions_of_the_same_feature_agree(atlas: skg.Atlas) -> None:
    """What look-ups hand out is what the layers hold."""
    crossings = atlas.crossings
    for key in crossings["id"]:
        place = atlas.get(key)
        row = crossings[crossings["id"] == key].iloc[0]
        assert np.array_equal(place.position.coords, row.geometry.coords)


def test_an_event_lasts_to_its_last_day(atlas: skg.Atlas) -> None:
    events = atlas.events[
        (atlas.events["date"].str.len() == 10) & (atlas.events["end_date"].str.len() == 10)
    ]
    event = events[events["end_date"] > events["date"]].iloc[0]
    first, last = (dt.date.fromisoformat(event[name]) for name in ("date", "end_date"))
    day = dt.timedelta(days=1)
    for date, there in ((first - day, False), (first, True), (last, True), (last + day, False)):
        assert (event["id"] in set(atlas.at(date).events["id"])) is there, date


def test_frames_say_where_they_come_from_and_on_what_terms(atlas: skg.Atlas) -> None:
    for frame in (atlas.crossings, atlas.at("2016").crossings, atlas.crossings.query("id > 'd'")):
        assert frame.attrs["source"] == "sinokorea_geo: Crossings and bridges"
        assert frame.attrs["licence"] == "ODbL-1.0 AND CC-BY-4.0"
        assert (frame.attrs["version"], frame.attrs["fingerprint"]) == (
            atlas.version,
            atlas.fingerprint,
        )
    for name in atlas.layers:
        assert {"source", "licence", "version"} <= set(atlas.layer(name).attrs)
    assert atlas.events.attrs["licence"] == "CC-BY-4.0"
    # What one caller writes into a copy is not in the next.
    atlas.events.attrs["source"] = "mine"
    assert atlas.events.attrs["source"] != "mine"


def test_objects_show_as_tables_whose_text_is_text(atlas: skg.Atlas) -> None:
    assert f"<tr><th>crossings</th><td>{len(atlas.crossings)}</td></tr>" in atlas._repr_html_()
    assert "Atlas of 2016-01-01 to 2016-12-31" in atlas.at("2016")._repr_html_()
    shown = atlas.find("圈河")._repr_html_()
    assert shown.startswith("<table><caption>Quanhe–Wonjong (圈河—元汀, 권하–원정)</caption>")
    assert "<th>accuracy_m</th><td>200</td>" in shown
    nowhere = atlas.get(atlas.unplaced["id"].iloc[0])._repr_html_()
    assert "<th>position</th><td>no source gives one</td>" in nowhere
    assert "<th>yalu</th><td>833.4 km</td>" in atlas.border._repr_html_()
    hostile = dataclasses.replace(atlas.find("Rajin"), name_en="<script>x</script>", country='"&')
    shown = hostile._repr_html_()
    assert "&lt;script&gt;x&lt;/script&gt;" in shown
    assert "<td>&quot;&amp;</td>" in shown
    check = skg.check_claim(atlas, subject="Rason", stated=50, unit="km")
    assert "<caption>depends on the measure</caption>" in check._repr_html_()
