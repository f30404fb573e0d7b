"""Tables larger than memory: measured a batch at a time, written whole or not at all."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import sinokorea_geo as skg
from sinokorea_geo.cli import main

HEADER = "ship,lon,lat,note"


@pytest.fixture
def ships(tmp_path: Path) -> Path:
    path = tmp_path / "ships.csv"
    rows = [f'{i:03},{124 + i / 10},{40 + i / 50},"a, b"' for i in range(25)]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("size", [1, 7, 25, 1000])
def test_every_row_is_measured_whatever_the_batch(
    ships: Path, tmp_path: Path, border: skg.BorderLine, suffix: str, size: int
) -> None:
    out = tmp_path / f"out{suffix}"
    assert skg.annotate_table(ships, out, border.locate, rows_at_once=size) == 25
    found = pd.read_csv(out, dtype={"ship": str}) if suffix == ".csv" else pd.read_parquet(out)
    assert found["ship"].tolist() == [f"{i:03}" for i in range(25)]
    assert set(found["note"]) == {"a, b"}
    given = 124 + np.arange(25) / 10, 40 + np.arange(25) / 50
    truth = border.locate(*given)
    for column in truth.columns:
        assert found[f"border_{column}"].tolist() == truth[column].tolist(), column


def test_parquet_keeps_its_types(tmp_path: Path, border: skg.BorderLine) -> None:
    table = pd.DataFrame(
        {
            "x": [124.4, 130.3],
            "y": [40.1, 42.5],
            "n": [1, None],
            "when": pd.to_datetime(["2016"] * 2),
        }
    ).astype({"n": "Int64"})
    path, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    table.to_parquet(path)
    assert skg.annotate_table(path, out, border.locate, lon="x", lat="y", prefix="b_") == 2
    found = pd.read_parquet(out)
    assert found["when"].tolist() == table["when"].tolist()
    assert found["n"].isna().tolist() == [False, True]
    assert found["b_side"].tolist() == border.locate(table["x"], table["y"])["side"].tolist()


def test_a_table_may_replace_itself(ships: Path, border: skg.BorderLine) -> None:
    with pytest.raises(skg.OutputError, match="exists; pass overwrite"):
        skg.annotate_table(ships, ships, border.locate)
    skg.annotate_table(ships, ships, border.locate, overwrite=True)
    assert len(pd.read_csv(ships)) == 25


def refused(path: Path, text: str | bytes, border: skg.BorderLine, error: type[Exception]) -> str:
    """What is said of a table, of which nothing is written."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = sorted(path.parent.iterdir())
    with pytest.raises(error) as caught:
        skg.annotate_table(path, path.parent / "out.csv", border.locate, rows_at_once=2)
    assert sorted(path.parent.iterdir()) == before
    return str(caught.value)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("x,abc,40", "row 4: 'lon' is 'abc', not a number"),
        ("x,,40", "row 4: 'lon' is empty"),
        ("x,124,40.5x", "row 4: 'lat' is '40.5x'"),
        ("x,nan,40", "row 4: 'lon' is 'nan', no place"),
        ("x,40,124", "row 4: latitude 124 is outside −90..90; are longitude and latitude swapped?"),
        ("x,190,40", "row 4: longitude 190 is outside"),
    ],
)
def test_a_bad_position_is_named_by_its_row(
    bad: str, said: str, tmp_path: Path, border: skg.BorderLine
) -> None:
    text = "ship,lon,lat\na,124,40\nb,124,40\nc,124,40\n" + bad + "\nd,124,40\n"
    assert said in refused(tmp_path / "t.csv", text, border, skg.InvalidCoordinates)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "it has no columns 'lon' and 'lat'"),
        ("lon,lat,border_side\n124,40,CN\n", "has a column 'border_side' already"),
        ("lon,lat\n124,40\n124,40,7\n", "is not whole, valid CSV"),
        ("wkt\nPOINT (124 40)\n", "a column for longitude and one for latitude are wanted"),
        (b"lon,lat,n\n124,40,\xff\xfe\n", "is not UTF-8"),
        (b"PAR1nonsense", "damaged or truncated Parquet"),
        ("lon,lon,lat\n124,124,40\n", "has two columns called 'lon'"),
    ],
)
def test_what_is_no_table_is_refused(
    text: str | bytes, said: str, tmp_path: Path, border: skg.BorderLine
) -> None:
    assert said in refused(tmp_path / "t.csv", text, border, skg.DataError)


def test_an_output_of_another_kind_is_refused(ships: Path, border: skg.BorderLine) -> None:
    with pytest.raises(skg.OutputError, match=r"end in \.csv or \.parquet"):
        skg.annotate_table(ships, ships.with_suffix(".xlsx"), border.locate)
    with pytest.raises(skg.DataError, match="No such file"):
        skg.annotate_table(
            ships.with_name("none.csv"), ships.with_suffix(".csv2.csv"), border.locate
        )
    with pytest.raises(skg.InvalidQuantity, match="rows_at_once"):
        skg.annotate_table(ships, ships, border.locate, rows_at_once=0, overwrite=True)


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    """Four times the rows, either more than pandas reads ahead, need the memory of one batch."""

    def measure(lon: np.ndarray, lat: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({"sum": lon + lat})

    peaks = []
    for rows in (30_000, 120_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("lon,lat\n" + "124.25,40.125\n" * rows, encoding="utf-8")
        tracemalloc.start()
        skg.annotate_table(path, tmp_path / f"out{rows}.csv", measure, rows_at_once=3_000)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_command_line_measures_a_table(ships: Path) -> None:
    out = ships.with_name("located.csv")
    done = CliRunner().invoke(main, ["locate", str(ships), "--out", str(out)])
    assert (done.exit_code, done.output) == (0, f"{out}: 25 rows\n")
    assert "border_distance_m" in out.read_text(encoding="utf-8").partition("\n")[0]
    again = CliRunner().invoke(main, ["locate", str(ships), "--out", str(out)])
    assert again.exit_code == 2
    assert "--force" in again.output
