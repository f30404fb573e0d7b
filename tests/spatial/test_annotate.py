"""Tables of every kind get the same answers; files are written whole, and bad rows are named."""

from __future__ import annotations

import copy
import gzip
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo.spatial.annotate import Annotator
from sinokorea_geo.spatial.answers import ANSWERS, Answers

ROWS = 40
XY = ["lon", "lat"]


@pytest.fixture(scope="module")
def ships() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    days = ["2016-08-22", "1990-01-01", "2020-03-01", "2024-05-17"]
    return pd.DataFrame(
        {
            "ship": [f"{i:03d}" for i in range(ROWS)],
            "lon": rng.uniform(124, 131, ROWS).round(6),
            "lat": rng.uniform(39.8, 43.2, ROWS).round(6),
            "day": rng.choice(days, ROWS),
        },
        index=rng.permutation(100)[:ROWS],
    )


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """The values of a table whatever its types."""
    return table.reset_index(drop=True).astype("str")


def test_every_answer_is_that_of_its_own_function(ships: pd.DataFrame, atlas: skg.Atlas) -> None:
    found = skg.annotate(
        ships,
        atlas=atlas,
        answers=list(ANSWERS),
        corridors=["25 km", 500],
        layers=["routes"],
        date="day",
    )
    assert found.index.equals(ships.index)
    assert found[ships.columns].equals(ships)
    at = atlas.border.locate(ships)
    for name in ANSWERS["border"]:
        pd.testing.assert_series_equal(found[f"border_{name}"], at[name], check_names=False)
    assert found["country"].astype("str").equals(at["country"].astype("str"))
    assert found["reach"].tolist() == (at["along_m"] // 10_000).astype(int).tolist()
    near = skg.nearest(ships, atlas.crossings)
    assert found["crossing_id"].tolist() == near["id"].tolist()
    assert found["crossing_distance_m"].equals(near["distance_m"].rename("crossing_distance_m"))
    assert found["routes_id"].tolist() == skg.nearest(ships, atlas.routes)["id"].tolist()
    for name, layer in (("zone", "zones"), ("county", "counties"), ("province", "provinces")):
        pairs = skg.within_zones(ships, atlas.layer(layer))  # type: ignore[arg-type]  # all are names of layers
        first = pairs.groupby(level=0)["id"].first()
        told = found[f"{name}_id"].dropna().astype("str")
        assert told.sort_index().tolist() == first.sort_index().tolist(), layer
        assert set(first.index) == set(told.index)
        # Zones overlap, and so do provinces and prefectures.
        assert layer == "counties" or len(pairs) > len(first)
    for column, width in (("within_25km", 25_000), ("within_500m", 500)):
        assert found[column].tolist() == (at["distance_m"] <= width).tolist()


@pytest.mark.parametrize("count", [300, 120_000])  # few, and so many that a raster decides
@pytest.mark.parametrize("name", ["zone", "county", "province"])
def test_an_area_is_in_doubt_where_its_outline_is_no_surer(
    name: str, count: int, atlas: skg.Atlas
) -> None:
    layer = {"zone": atlas.zones, "county": atlas.counties, "province": atlas.provinces}[name]
    outlines = layer[layer.geom_type.isin(["Polygon", "MultiPolygon"])]
    # A prefecture lies in its province, which comes first: its outline leaves no doubt.
    outlines = outlines[outlines["kind"] != "prefecture"]
    rng = np.random.default_rng(7)
    rim = shapely.get_coordinates(outlines.geometry.to_numpy())
    spots = pd.DataFrame(rng.choice(rim, count) + rng.normal(0, 0.02, (count, 2)), columns=XY)
    spots[::2] = rng.uniform((123.5, 39.5), (131, 43.5), (len(spots[::2]), 2))
    found = skg.annotate(spots, atlas=atlas, answers=[name])
    assert list(found.columns) == ["lon", "lat", f"{name}_id", f"{name}_indeterminate"]
    some = rng.choice(count, 300, replace=False)
    rims = outlines.set_geometry(outlines.boundary)
    away = np.asarray(skg.distance_matrix(spots.iloc[some], rims))
    wanted = (away <= outlines["accuracy_m"].to_numpy()).any(axis=1)
    doubt = found[f"{name}_indeterminate"].to_numpy()[some]
    assert doubt.tolist() == wanted.tolist()
    assert 20 < doubt.sum() < 280
    outside = found[f"{name}_id"].isna().to_numpy()[some]
    assert (doubt & outside).any()
    inside = skg.within_zones(spots.iloc[some], outlines, margins=True)
    told = inside.groupby("point")["indeterminate"].any()
    assert found.loc[told.index[told], f"{name}_indeterminate"].all()


def test_what_held_no_areas_then_has_no_answer(atlas: skg.Atlas) -> None:
    spots = pd.DataFrame({"lon": [125.0], "lat": [40.0]})
    found = skg.annotate(spots, atlas=atlas.at("1900-01-01"), answers=["zone"])
    assert found["zone_id"].isna().all()
    assert not found["zone_indeterminate"].any()


def test_the_open_crossing_is_that_of_the_row_s_own_day(
    ships: pd.DataFrame, atlas: skg.Atlas
) -> None:
    found = skg.annotate(ships, atlas=atlas, answers=["open_crossing"], date="day")
    for day, rows in found.groupby("day"):
        then = atlas.at(str(day)).crossings
        then = then[then["status"].isin(["open", "seasonal", "active"])]
        wanted = skg.nearest(rows, then)
        assert rows["open_crossing_id"].tolist() == wanted["id"].tolist()
        assert rows["open_crossing_distance_m"].tolist() == wanted["distance_m"].tolist()
    assert found.groupby("day")["open_crossing_id"].agg(tuple).nunique() > 1


def test_tables_of_every_kind_get_the_same_answers(ships: pd.DataFrame, atlas: skg.Atlas) -> None:
    how: dict[str, Any] = {"atlas": atlas, "answers": ["border", "zone"]}
    wanted = plain(skg.annotate(ships, **how))
    arrow = pa.Table.from_pandas(ships, preserve_index=False)
    stream = pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches(max_chunksize=7))
    points = gpd.GeoDataFrame(ships, geometry=gpd.points_from_xy(ships.lon, ships.lat), crs=4326)
    frame = skg.annotate(points.to_crs(32652), **how)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.crs == 32652
    tables = {
        "Arrow": skg.annotate(arrow, **how).to_pandas(),
        "batch": pa.Table.from_batches([skg.annotate(arrow.to_batches()[0], **how)]).to_pandas(),
        "stream": skg.annotate(stream, **how).read_all().to_pandas(),
    }
    for name, table in tables.items():
        pd.testing.assert_frame_equal(plain(table), wanted, obj=name)
    near = frame["border_distance_m"].to_numpy() - wanted["border_distance_m"].astype(float)
    assert np.abs(near).max() < 1e-4


# -- files -------------------------------------------------------------------------------------


def written(table: pd.DataFrame, path: Path) -> Path:
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    elif path.suffix == ".feather":
        pa.feather.write_feather(table.reset_index(drop=True), path)
    else:
        table.to_csv(path, index=False)
    return path


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".feather":
        return pd.read_feather(path)
    return pd.read_csv(path, dtype={"ship": "str"})


@pytest.mark.parametrize("source", ["a.csv", "a.csv.gz", "a.parquet", "a.feather"])
@pytest.mark.parametrize("out", ["o.csv", "o.csv.gz", "o.parquet", "o.feather"])
def test_files_of_every_kind(
    source: str, out: str, ships: pd.DataFrame, atlas: skg.Atlas, tmp_path: Path
) -> None:
    path = written(ships, tmp_path / source)
    rows: list[int] = []
    count = skg.annotate(
        path,
        tmp_path / out,
        atlas=atlas,
        answers=["crossing"],
        rows_at_once=9,
        progress=rows.append,
    )
    assert count == rows[-1] == ROWS
    found, wanted = read(tmp_path / out), skg.annotate(ships, atlas=atlas, answers=["crossing"])
    assert list(found.columns) == list(wanted.columns)
    assert found["crossing_id"].tolist() == wanted["crossing_id"].tolist()
    np.testing.assert_array_equal(found["crossing_distance_m"], wanted["crossing_distance_m"])
    if out.startswith("o.csv") and source.startswith("a.csv"):
        # What was text stays the same text, leading zeros and all.
        assert found["ship"].tolist() == ships["ship"].tolist()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_csv_of_other_encodings_and_delimiters(atlas: skg.Atlas, tmp_path: Path) -> None:
    text = 'name;lon;lat;note\n의주;124.53;40.2;"a;b"\n"신 ""x""";124.4;40.1;\n'
    for encoding, given in (
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("cp949", "cp949"),
    ):
        (tmp_path / "in.csv").write_text(text, encoding=encoding)
        skg.annotate(
            tmp_path / "in.csv", tmp_path / "out.csv", atlas=atlas, encoding=given, overwrite=True
        )
        found = pd.read_csv(tmp_path / "out.csv")
        assert found["name"].tolist() == ["의주", '신 "x"']
        assert found["note"].iloc[0] == "a;b"
        assert (found["border_distance_m"] < 10_000).all()
    with pytest.raises(skg.DataError, match=r"in\.csv: is not .*; pass encoding="):
        skg.annotate(tmp_path / "in.csv", tmp_path / "x.csv", atlas=atlas)


def test_geoparquet_and_geopackage_keep_their_system(
    ships: pd.DataFrame, atlas: skg.Atlas, tmp_path: Path
) -> None:
    points = gpd.GeoDataFrame(
        ships[["ship"]], geometry=gpd.points_from_xy(ships.lon, ships.lat), crs=4326
    ).to_crs(32652)
    points.to_parquet(tmp_path / "in.parquet", index=False)
    points.to_file(tmp_path / "in.gpkg")
    wanted = atlas.border.locate(ships)["distance_m"].to_numpy()
    for suffix in ("parquet", "gpkg"):
        out = tmp_path / f"out.{suffix}"
        skg.annotate(tmp_path / f"in.{suffix}", out, atlas=atlas)
        found = gpd.read_parquet(out) if suffix == "parquet" else gpd.read_file(out)
        assert found.crs == 32652
        np.testing.assert_allclose(found["border_distance_m"], wanted, rtol=0, atol=1e-4)


def test_an_index_in_the_metadata_of_parquet_survives(atlas: skg.Atlas, tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"lon": [124.3, 130.3], "lat": [40.1, 42.3]}, index=pd.RangeIndex(101, 103, name="ship")
    )
    table.to_parquet(tmp_path / "in.parquet")
    skg.annotate(tmp_path / "in.parquet", tmp_path / "out.parquet", atlas=atlas)
    found = pd.read_parquet(tmp_path / "out.parquet")
    assert found.index.tolist() == [101, 102]
    assert found.index.name == "ship"


def test_a_folder_is_done_file_by_file_and_a_rerun_skips_what_is_done(
    ships: pd.DataFrame, atlas: skg.Atlas, tmp_path: Path
) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    written(ships.head(5), source / "a.csv")
    (source / "b.csv").write_text("lon,lat\n124,40\n124,400\n", encoding="utf-8")
    written(ships.tail(3), source / "c.parquet")
    with pytest.raises(skg.InvalidCoordinates, match=r"b\.csv, row 2: latitude 400 is outside"):
        skg.annotate(source, out, atlas=atlas)
    assert [path.name for path in out.iterdir()] == ["a.csv"]
    before = (out / "a.csv").stat().st_mtime_ns
    (source / "b.csv").write_text("lon,lat\n124,40\n", encoding="utf-8")
    assert skg.annotate(source, out, atlas=atlas) == 1 + 3
    assert sorted(path.name for path in out.iterdir()) == ["a.csv", "b.csv", "c.parquet"]
    assert (out / "a.csv").stat().st_mtime_ns == before
    assert skg.annotate(source / "*.csv", out, atlas=atlas, overwrite=True) == 5 + 1


# -- what cannot be used -----------------------------------------------------------------------

AIS = "MMSI,LAT,LON\n1,39.8,124.2\n2,91,181\n3,,\n4,x,124\n5,40.1,124.4\n"


def test_rows_that_cannot_be_used(atlas: skg.Atlas, tmp_path: Path) -> None:
    source, out, refused = (tmp_path / name for name in ("ais.csv", "out.csv", "refused.csv"))
    source.write_text(AIS, encoding="utf-8")
    with pytest.raises(skg.InvalidCoordinates, match=r"ais\.csv, row 2: latitude 91 is outside"):
        skg.annotate(source, out, atlas=atlas, refused=refused)
    assert not out.exists()
    assert not refused.exists()
    assert skg.annotate(source, out, atlas=atlas, on_error="null", refused=refused) == 5
    found = pd.read_csv(out)
    assert found["MMSI"].tolist() == [1, 2, 3, 4, 5]
    assert found["border_distance_m"].isna().tolist() == [False, True, True, True, False]
    reasons = pd.read_csv(refused)
    assert reasons["row"].tolist() == [2, 3, 4]
    assert reasons["reason"].tolist() == [
        "latitude 91 is outside −90..90; latitudes are degrees north of the equator",
        "no position",
        "'LAT' is 'x', not a number; write degrees with a decimal point, such as 130.3",
    ]
    assert skg.annotate(source, out, atlas=atlas, on_error="skip", overwrite=True) == 2
    assert pd.read_csv(out)["MMSI"].tolist() == [1, 5]


def test_rows_are_numbered_through_all_batches(atlas: skg.Atlas, tmp_path: Path) -> None:
    table = pd.DataFrame({"lon": [124.0] * 7, "lat": [40.0] * 5 + [95.0, 40.0]})
    table.to_parquet(tmp_path / "in.parquet")
    with pytest.raises(skg.InvalidCoordinates, match=r"in\.parquet, row 6: latitude 95 is outside"):
        skg.annotate(tmp_path / "in.parquet", tmp_path / "out.parquet", atlas=atlas, rows_at_once=2)


def test_a_crossing_is_open_from_its_first_day_to_its_last(atlas: skg.Atlas) -> None:
    chosen = Answers(atlas, ("open_crossing",), dated=True)
    changes = [day for day in chosen._changes if "1990" < str(day) < "2025"][::40]
    days = [str(day - back) for day in changes for back in (np.timedelta64(i, "D") for i in (0, 1))]
    table = pd.DataFrame({"lon": 130.0, "lat": 42.4, "day": days})
    found = skg.annotate(table, atlas=atlas, answers=["open_crossing"], date="day")
    for row in found.itertuples():
        then = atlas.at(row.day).crossings
        then = then[then["status"].isin(["open", "seasonal", "active"])]
        assert row.open_crossing_id == skg.nearest([(130.0, 42.4)], then)["id"].iloc[0], row.day


def test_dates_that_cannot_be_read_are_named(atlas: skg.Atlas, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "lon,lat,day\n124,40,2016-08-22\n124,40,30 Sept\n", encoding="utf-8"
    )
    how: dict[str, Any] = {"atlas": atlas, "answers": ["open_crossing"], "date": "day"}
    with pytest.raises(skg.InvalidDate, match=r"in\.csv, row 2: '30 Sept' is no date"):
        skg.annotate(tmp_path / "in.csv", tmp_path / "out.csv", **how)
    skg.annotate(tmp_path / "in.csv", tmp_path / "out.csv", on_error="null", **how)
    assert pd.read_csv(tmp_path / "out.csv")["open_crossing_id"].isna().tolist() == [False, True]


def cut(path: Path) -> None:
    whole = gzip.compress(b"lon,lat\n" + b"124,40\n" * 200_000)
    path.write_bytes(whole[: len(whole) // 2])


FAULTS: dict[str, tuple[Callable[[Path], object], type[Exception], str]] = {
    "no positions": (lambda p: p.write_text("a,b\n1,2\n"), skg.DataError, "no columns lon and lat"),
    "swapped": (lambda p: p.write_text("lon,lat\n42,130\n"), skg.InvalidCoordinates, "swapped"),
    "a column twice": (
        lambda p: p.write_text("lon,lat,lon\n1,2,3\n"),
        skg.DataError,
        "two columns",
    ),
    "answers already": (
        lambda p: p.write_text("lon,lat,border_side\n1,2,CN\n"),
        skg.DataError,
        "a column border_side already",
    ),
    "empty": (lambda p: p.write_text(""), skg.DataError, "is empty"),
    "cut off": (cut, skg.DataError, "cannot be read to its end"),
    "ragged": (lambda p: p.write_text("lon,lat\n124,40\n1,2,3\n"), skg.DataError, "cannot be read"),
    "not there": (lambda _: None, skg.DataError, "No such file"),
    "truncated Parquet": (
        lambda p: p.write_bytes(b"PAR1nonsense"),
        skg.DataError,
        "cannot be read",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_file_is_one_clear_error_and_leaves_nothing(
    name: str, atlas: skg.Atlas, tmp_path: Path
) -> None:
    make, kind, says = FAULTS[name]
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    make(source)
    out.write_text("precious", encoding="utf-8")
    with pytest.raises(kind, match=says):
        skg.annotate(source, out, atlas=atlas, overwrite=True)
    assert out.read_text(encoding="utf-8") == "precious"
    assert {path.name for path in tmp_path.iterdir()} <= {"in.csv", "out.csv"}


def test_what_is_asked_wrongly(ships: pd.DataFrame, atlas: skg.Atlas, tmp_path: Path) -> None:
    source = written(ships, tmp_path / "in.csv")
    bad: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"answers": ["weather"]}, skg.InvalidQuantity, "no answer 'weather'; known are border"),
        ({"answers": ["open_crossing"]}, skg.InvalidQuantity, "pass date="),
        ({"corridors": ["wide"]}, skg.InvalidQuantity, "corridor is 'wide'"),
        ({"layers": ["moons"]}, skg.DataError, "no layer 'moons'"),
        ({"on_error": "ignore"}, skg.InvalidQuantity, "on_error is 'ignore'"),
        ({"lon": "lon"}, skg.InvalidQuantity, "both lon= and lat="),
        ({"date": "when"}, skg.DataError, "no column 'when'"),
        ({"lon": "x", "lat": "y"}, skg.DataError, "no column 'x'"),
    ]
    for how, kind, says in bad:
        with pytest.raises(kind, match=says):
            skg.annotate(source, tmp_path / "out.csv", atlas=atlas, **how)
    with pytest.raises(skg.OutputError, match="pass out="):
        skg.annotate(source, atlas=atlas)
    with pytest.raises(skg.OutputError, match=r"let its name end in \.csv"):
        skg.annotate(source, tmp_path / "out.xlsx", atlas=atlas)
    with pytest.raises(skg.InvalidQuantity, match="go with a path"):
        skg.annotate(ships, tmp_path / "out.csv", atlas=atlas)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


# -- other processes ---------------------------------------------------------------------------


def test_things_pickle_and_copy_before_and_after_use(atlas: skg.Atlas) -> None:
    line = skg.ReferencedLine([(124, 40), (130, 42)])
    used = skg.ReferencedLine([(124, 40), (130, 42)])
    used.line.prepare()
    things = [atlas, atlas.at("2016-08"), atlas.border, line, used, line.line]
    for thing in things:
        for other in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing)):  # noqa: S301 - its own
            assert type(other) is type(thing)
    again = pickle.loads(pickle.dumps(atlas.border))  # noqa: S301 - its own
    assert again.locate(130, 42).equals(atlas.border.locate(130, 42))
    # By the version of the data, not by its megabytes.
    assert len(pickle.dumps(atlas.border)) < 1_000
    assert len(atlas.at("2016-08").crossings) == len(
        pickle.loads(pickle.dumps(atlas.at("2016-08"))).crossings  # noqa: S301 - its own
    )


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_other_processes_give_the_same_bits(
    method: str, ships: pd.DataFrame, atlas: skg.Atlas
) -> None:
    annotator = Annotator(Answers(atlas, ("border", "crossing"), ("25km",)))
    wanted = annotator(ships)
    with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
        parts = list(pool.map(annotator, [ships.iloc[:17], ships.iloc[17:]]))
    for name in wanted:
        joined = [value for part in parts for value in part[name].astype("str")]
        assert joined == wanted[name].astype("str").tolist()


def test_memory_is_that_of_a_batch_however_long_the_file(atlas: skg.Atlas, tmp_path: Path) -> None:
    peaks = []
    for rows in (200_000, 800_000):
        there = np.linspace(0.0, 1.0, rows)
        table = pa.table({"lon": 124.0 + 6.0 * there, "lat": 40.0 + 2.0 * there})
        pq.write_table(table, tmp_path / "in.parquet", row_group_size=50_000)
        del table
        usual, counted = pa.default_memory_pool(), pa.proxy_memory_pool(pa.system_memory_pool())
        pa.set_memory_pool(counted)
        try:
            out = tmp_path / f"{rows}.parquet"
            skg.annotate(tmp_path / "in.parquet", out, atlas=atlas, rows_at_once=50_000)
        finally:
            pa.set_memory_pool(usual)
        peaks.append(counted.max_memory())
    assert 0 < peaks[1] < 1.2 * peaks[0]


def test_a_crossing_is_open_on_its_last_day_and_not_on_the_next(
    atlas: skg.Atlas, rewrite: Callable[[str, str], Path], data_copy: Path
) -> None:
    """Nothing else begins on the day after, unlike with most crossings of the atlas."""
    cells = atlas.cells("periods")
    own, last = cells["feature_id"] == "changbai-hyesan", cells["end"] == "2013-05-27"
    assert (own & last).sum() == 1
    rewrite("periods", cells[~own | last].to_csv(index=False))
    place = atlas.get("changbai-hyesan")
    days = ["2003-05-31", "2003-06-01", "2013-05-27", "2013-05-28"]
    table = pd.DataFrame({"lon": place.lon, "lat": place.lat, "day": days})
    found = skg.annotate(
        table, atlas=skg.load_atlas(data_copy), answers=["open_crossing"], date="day"
    )
    there = found["open_crossing_id"] == "changbai-hyesan"
    assert there.tolist() == [False, True, True, False]


def test_a_corridor_of_a_kilometre_is_called_so(atlas: skg.Atlas) -> None:
    table = pd.DataFrame({"lon": [124.39], "lat": [40.12]})
    for width, name in ((1000, "within_1km"), (999, "within_999m"), ("1.5 km", "within_1.5km")):
        found = skg.annotate(table, atlas=atlas, answers=[], corridors=[width])
        assert found.columns[-1] == name


def test_positions_at_the_edge_of_the_map_stay_beside_one_that_is_off_it(
    atlas: skg.Atlas,
) -> None:
    table = pd.DataFrame({"lon": [180.0, -180.0, 0.0, 181.0], "lat": [0.0, 0.0, 90.0, 0.0]})
    found = skg.annotate(table, atlas=atlas, on_error="null")
    assert found["border_distance_m"].isna().tolist() == [False, False, False, True]
