"""``sinokorea-geo mentions``, as a shell would call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sinokorea_geo.cli import main

STATED = "The Supung dam is 20 km from Dandong. Rason is large. It is 5 km away."
TEXT = "Trucks left Dandong for 新义州. Beijing is silent."


def run(*arguments: str, text: str | bytes = TEXT) -> Result:
    return CliRunner().invoke(main, ["mentions", *arguments], input=text)


def test_a_file_and_the_standard_input_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert run(str(path)).stdout == run("-").stdout
    assert "Dandong" in run("-").stdout


def test_json_names_the_columns_of_the_frame() -> None:
    rows = json.loads(run("-", "--format", "json").stdout)
    assert [(row["surface"], row["id"]) for row in rows] == [
        ("Dandong", "dandong"),
        ("新义州", "sinuiju"),
    ]
    assert "dandong-pref" in rows[0]["alternatives"]
    assert TEXT[rows[1]["start"] : rows[1]["end"]] == "新义州"


def test_context_comes_on_request() -> None:
    rows = json.loads(run("-", "--format", "json", "--include", "context").stdout)
    assert [row["id"] for row in rows] == ["dandong", "sinuiju", "beijing"]


def test_csv_has_one_row_a_mention() -> None:
    rows = list(csv.DictReader(io.StringIO(run("-", "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ["dandong", "sinuiju"]
    assert 124 < float(rows[0]["lon"]) < 125


def test_geojson_holds_a_feature_a_mention_and_none_if_there_is_none() -> None:
    collection = json.loads(run("-", "--format", "geojson").stdout)
    assert [one["properties"]["id"] for one in collection["features"]] == ["dandong", "sinuiju"]
    assert collection["features"][0]["geometry"]["type"] == "Point"
    assert json.loads(run("-", "--format", "geojson", text="x").stdout)["features"] == []


def test_a_text_that_names_nothing_says_so_and_succeeds() -> None:
    result = run("-", text="")
    assert result.exit_code == 0
    assert result.stdout == "no place of the atlas is named\n"


def test_the_map_is_written_and_never_over_another_file(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert run("-", "--map", str(out)).exit_code == 0
    first = out.read_text(encoding="utf-8")
    assert "Trucks left Dandong for" in first
    refused = run("-", "--map", str(out), text="Hyesan")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert out.read_text(encoding="utf-8") == first
    assert run("-", "--map", str(out), "--force", text="Hyesan").exit_code == 0


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        ("丹东".encode("gb18030"), (), "pass its encoding (--encoding)"),
        (b"%PDF-1.4", (), "is a PDF"),
        (b"a\0b", (), "is binary"),
        (b"x" * 2000, ("--most-mb", "0.001"), "--most-mb"),
        (b"x", ("--encoding", "klingon"), "'klingon' is no encoding"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_code_2(
    data: bytes, options: tuple[str, ...], said: str
) -> None:
    result = run("-", *options, text=data)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_encoding_can_be_said() -> None:
    result = run("-", "--encoding", "gb18030", text="丹东".encode("gb18030"))
    assert "dandong" in result.stdout


def test_what_a_text_states_is_checked_under_its_places() -> None:
    told = run("-", text=STATED).stdout.partition("What it states of them:")[2]
    assert "20 km from Dandong: contradicted. Straight line: " in told
    assert "What it states" not in run("-").stdout


def test_claims_alone_in_every_format() -> None:
    row = json.loads(run("-", "--claims", "--format", "json", text=STATED).stdout)[0]
    assert (row["subject_id"], row["object_id"], row["stated"]) == ("supung-dam", "dandong", "20")
    assert row["verdict"] == "contradicted"
    assert 40 < float(row["measured"]) < 90
    assert STATED[row["start"] : row["end"]] == row["surface"]
    listed = list(csv.DictReader(io.StringIO(
        run("-", "--claims", "--format", "csv", text=STATED).stdout
    )))  # fmt: skip
    assert listed[0]["verdict"] == "contradicted"
    assert run("-", "--claims").stdout == "nothing measurable is stated\n"
    refused = run("-", "--claims", "--format", "geojson", text=STATED)
    assert refused.exit_code == 2
    assert "choose table, json or csv" in refused.stderr


def test_claims_of_a_page_are_placed_in_the_page() -> None:
    page = f"<html><body><p>Caf&eacute;. {STATED}</p></body></html>"
    row = json.loads(run("-", "--claims", "--format", "json", text=page).stdout)[0]
    assert page[row["start"] : row["end"]] == row["surface"]


@pytest.mark.parametrize(
    ("text", "subject", "other", "verdict"),
    [
        ("Rason, 50 km inside North Korea, is a port.", "rason-city", "china-dprk-border",
         "depends on the measure"),
        ("罗津距中朝边境约50公里。", "rajin", "china-dprk-border", "depends on the measure"),
        ("나진은 중국 국경에서 약 50㎞ 떨어져 있다.", "rajin", "china-dprk-border",
         "depends on the measure"),
        ("혜산에서 20km 떨어진 삼지연.", "samjiyon", "hyesan", "contradicted"),
        ("距丹东20公里的虎山。", "hushan", "dandong", "not testable"),
    ],
)  # fmt: skip
def test_landmarks_in_three_languages(text: str, subject: str, other: str, verdict: str) -> None:
    row = json.loads(run("-", "--claims", "--format", "json", text=text).stdout)[0]
    found = (row["subject_id"], row["object_id"], row["verdict"])
    assert found == (subject, other, verdict)


def test_a_distance_from_a_capital_is_none_from_the_border() -> None:
    told = run("-", "--claims", text="Hunchun is 50 km from the North Korean capital.").stdout
    assert told.startswith("  50 km: Read, not checked: ")


def test_what_is_not_sure_is_not_measured() -> None:
    told = run("-", "--claims", text="It is 20 km from Dandong.").stdout
    assert "20 km from Dandong: Read, not checked: the sentence does not say what" in told
