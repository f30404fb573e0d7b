"""Test that what cannot be read is refused with the row and the mend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import sinokorea_geo as skg
from sinokorea_geo.cli import main


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"subject": "Atlantis", "stated": 3, "unit": "km"}, skg.PlaceNotFound, "Atlantis"),
        ({"subject": "Rajin", "stated": 3, "unit": "parsec"}, skg.InvalidQuantity, "unknown unit"),
        ({"subject": "Rajin", "stated": "many", "unit": "km"}, skg.InvalidQuantity, "not a number"),
        ({"subject": "Rajin", "stated": float("nan"), "unit": "km"}, skg.InvalidQuantity, "number"),
        ({"subject": "Rajin", "stated": float("inf"), "unit": "km"}, skg.InvalidQuantity, "number"),
        ({"subject": "Rajin", "stated": "", "unit": "km"}, skg.InvalidQuantity,
         "nothing is stated"),
        ({"subject": " ", "stated": 3, "unit": "km"}, skg.InvalidQuantity, "no subject"),
        ({"subject": "Rajin", "stated": 3, "unit": "km", "measure": "smell"}, skg.InvalidQuantity,
         "unknown measure"),
        ({"subject": "Rajin", "stated": 3, "unit": "km", "qualifier": "perhaps"},
         skg.InvalidQuantity, "unknown qualifier"),
        ({"subject": "Rajin", "stated": 3, "unit": "km", "measure": "area"}, skg.InvalidQuantity,
         "takes a unit of area"),
        ({"subject": "Rajin", "stated": "true", "measure": "touching"}, skg.InvalidQuantity,
         "needs an object"),
        ({"subject": "nuclear-test-3", "stated": "soon", "measure": "date"}, skg.InvalidDate,
         "ISO"),
        ({"subject": "Rajin", "object": "Atlantis", "stated": "true"}, skg.PlaceNotFound,
         "Atlantis"),
        ({"subject": "Rajin", "stated": "54-48", "unit": "km"}, skg.InvalidQuantity, "range"),
    ],
)  # fmt: skip
def test_one_claim(asked: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        skg.check_claim(**asked)


def test_every_bad_row_is_named_at_once(atlas: skg.Atlas, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "subject,object,stated,unit\nRajin,border,31,km\nAtlantis,border,3,km\nRajin,border,x,km\n"
    )
    with pytest.raises(skg.SchemaError, match=r"mine\.csv: 2 rows") as caught:
        skg.check_claims(atlas, path)
    assert [fault.partition(":")[0] for fault in caught.value.faults] == ["row 3", "row 4"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,stated\nRajin,3\n", "no column 'subject_id'"),
        (b"subject,stated\n\xff\xfeRajin,3\n", "not UTF-8"),
        (b"subject,stated\na,b,c,d\n\"", "not readable as CSV"),
        (b"", "not readable as CSV"),
        (b"subject,stated,stated\nRajin,3,4\n", "no column|twice|cannot be read"),
    ],
)  # fmt: skip
def test_malformed_files(atlas: skg.Atlas, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(skg.DataError, match=said):
        skg.check_claims(atlas, path)


def test_a_missing_file_and_an_empty_table(atlas: skg.Atlas, tmp_path: Path) -> None:
    with pytest.raises(skg.DataError, match="cannot be read"):
        skg.check_claims(atlas, tmp_path / "none.csv")
    empty = skg.check_claims(atlas, pd.DataFrame({"subject": [], "stated": []}))
    assert len(empty) == 0
    assert list(empty.columns)[:3] == ["claim_id", "subject_id", "object_id"]


def test_a_frame_with_numbers_and_gaps_is_read(atlas: skg.Atlas) -> None:
    frame = pd.DataFrame({
        "subject": ["Rajin", "Sonbong"], "stated": [31.0, 18], "unit": ["km", "km"],
        "measure": ["straight-line", None], "qualifier": [None, "about"],
    })  # fmt: skip
    assert skg.check_claims(atlas, frame)["verdict"].tolist()[0] == "supported"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["claims", *arguments])


def test_the_command_checks_one_claim() -> None:
    result = run("--subject", "Rason", "--stated", "50", "--unit", "km", "--qualifier", "about")
    assert result.exit_code == 0
    assert result.output.startswith("depends on the measure: ")
    assert "straight line to the border from Rajin" in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--subject", "Atlantis", "--stated", "5", "--unit", "km"), 1, "Atlantis"),
        (("--subject", "Rajin", "--stated", "5", "--unit", "parsec"), 2, "unknown unit"),
        (("--subject", "Rajin"), 2, "both --subject and --stated"),
        (("mine.csv", "--subject", "Rajin", "--stated", "5"), 2, "either TABLE or"),
        (("nowhere.csv",), 2, "cannot be read"),
        (("--source", "nobody"), 2, "no source has the id"),
    ],
)
def test_the_command_refuses_in_one_line(arguments: tuple[str, ...], code: int, said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (code, 1)
    assert said in result.stderr


def test_the_command_reads_a_table_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("subject,object,measure,stated,unit\nRajin,border,straight-line,31,km\n"
                    "South Hamgyong,Pyongyang,touching,true,\n")  # fmt: skip
    everything = run(str(path), "--format", "csv")
    assert everything.exit_code == 0
    assert everything.output.splitlines()[0].startswith("claim_id,subject_id,object_id,measure")
    assert "contradicted" in run(str(path), "--verdict", "contradicted").output
    assert run(str(path), "--verdict", "not testable").exit_code == 1
    assert run(str(path), "--summary").output.split()[:4] == ["verdict", "claims", "supported", "1"]
