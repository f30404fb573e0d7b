"""Files that are cut, flipped and stuffed are read or refused in words, never anything else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sinokorea_geo as skg
from tests.withstands import hostile

BUDGET = 40


@pytest.fixture(scope="module")
def counts() -> dict[str, dict[str, int]]:
    return {way: dict(found) for way, found in hostile.tried(BUDGET).items()}


def test_every_mutation_is_read_or_refused(counts: dict[str, dict[str, int]]) -> None:
    assert {way: set(found) - {"read", "refused"} for way, found in counts.items()} == {
        way: set() for way in counts
    }


def test_the_mutations_reach_both_ends(counts: dict[str, dict[str, int]]) -> None:
    assert all(found["refused"] >= 10 for found in counts.values())
    assert sum(found.get("read", 0) for found in counts.values()) > BUDGET


def test_the_page_tells_of_every_way_in() -> None:
    page = hostile.PAGE.read_text(encoding="utf-8")
    ways = [line.split(" | ") for line in page.splitlines() if line.endswith(" | 0 |")]
    assert len(ways) == 21
    assert all(int(way[1].replace(",", "")) >= 2_000 for way in ways)


LAX = {
    "a shifted row": b"name,lon,lat\nA,124.0,39.0,124.4,40.1\n",
    "a row cut off": b"lon,lat,name\n124.1,40.1,a\n124.2,40\n",
    "a lost cell": b"lon,lat,name\n124.1,40.1\n",
    "a zero byte": b"lon,lat,name\n124.1,40.1,a\0b\n",
    "a quote that stays open": b'lon,lat,name\n124.1,40.1,"abc\n124.2,40.2,b\n',
    "rows between two quotes": b'lon,lat,name\n1,4,"a\n2,4,b\n3,4,"c"\n4,4,d\n',
    "two columns of one name": b"Lon,LON,lat\n1,2,40\n",
    "20,000 columns": b",".join([b"x"] * 20_000 + [b"y"] * 20_000) + b"\n",
}


@pytest.mark.parametrize("case", LAX)
def test_both_ways_in_refuse_what_a_lax_reader_takes(
    case: str, tmp_path: Path, atlas: skg.Atlas
) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_bytes(LAX[case])
    with pytest.raises((skg.DataError, skg.InvalidCoordinates)):
        skg.annotate(path, out, atlas=atlas, answers=["country"], on_error="skip")
    with pytest.raises((skg.DataError, skg.InvalidCoordinates)):
        skg.read_features(path)
    assert not out.exists()


def test_quotes_that_are_as_they_should_be_are_kept(tmp_path: Path, atlas: skg.Atlas) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text('lon,lat,a,b\n124.1,40.1,"x ""y""\nz",""\n124.2,40.1,5" pipe,"1,2"\n')
    assert skg.annotate(path, out, atlas=atlas, answers=["country"]) == 2
    assert pd.read_csv(out)["a"].tolist() == ['x "y"\nz', '5" pipe']


def test_truth_is_no_degree(tmp_path: Path, atlas: skg.Atlas) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table({"lon": [True], "lat": [False]}), path)
    with pytest.raises(skg.InvalidCoordinates, match="not a number"):
        skg.annotate(path, tmp_path / "out.parquet", atlas=atlas)


GEO = b'{"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "crs": %s}}}'


@pytest.mark.parametrize("key", [b"geo", b"pandas"])
@pytest.mark.parametrize(
    "said",
    [
        *(b"{", b"[]", b'"x"', b"\xff", b"9" * 5_000, b"[" * 100_000, b'{"columns": 1}'),
        *(GEO % crs for crs in (b"1", b'"+proj=x"', b'{"id": {"authority": "EPSG", "code": 9}}')),
        b'{"index_columns": ["nowhere"], "columns": [{"name": "n", "numpy_type": "x"}]}',
    ],
    ids=lambda said: said[:9].decode("latin-1"),
)
def test_odd_metadata_of_parquet(key: bytes, said: bytes, tmp_path: Path, atlas: skg.Atlas) -> None:
    path = tmp_path / "in.parquet"
    blob = bytes.fromhex("0101000000") + bytes(16)
    table = pa.table({"n": [1], "geometry": [blob]}).replace_schema_metadata({key: said})
    pq.write_table(table, path)
    for read in (skg.read_features, lambda p: skg.annotate(p, tmp_path / "o.csv", atlas=atlas)):
        assert hostile.outcome(path, read) in {"read", "refused"}


def test_formulas_are_text_in_a_spreadsheet(tmp_path: Path, atlas: skg.Atlas) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("lon,lat,a,=b\n-124.1,40.1,=1+1,-5\n124.1,40.1,@x,-x\n")
    skg.annotate(path, out, atlas=atlas, answers=["country"])
    assert out.read_text().splitlines()[:3] == [
        "lon,lat,a,'=b,country",
        "-124.1,40.1,'=1+1,-5,",
        "124.1,40.1,'@x,'-x,CN",
    ]
    skg.annotate(path, out, atlas=atlas, answers=["country"], formulas=True, overwrite=True)
    assert out.read_text().splitlines()[1] == "-124.1,40.1,=1+1,-5,"


@pytest.mark.parametrize("text", ["1", "十", " ", "\n ", "\t"])
def test_long_runs_are_read_in_no_time(text: str, atlas: skg.Atlas) -> None:
    """Each took half a minute and more while its time grew with the square of its length."""
    import time

    start = time.process_time()
    skg.find_claims(f"Dandong is 50{text * 20_000}km from Rason.", atlas)
    assert time.process_time() - start < 3
