"""The command line: what it prints, in every format, and how it says no."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import shapely
from click.testing import CliRunner, Result

import sinokorea_geo as skg
from sinokorea_geo.cli import main

COMMANDS = (
    "check",
    "corridor",
    "distance",
    "find",
    "info",
    "layers",
    "locate",
    "map",
    "nearest",
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(form: str, *arguments: object) -> list[dict[str, Any]]:
    """What a command prints as JSON or CSV, parsed."""
    result = run(*arguments, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    if form == "json":
        found: list[dict[str, Any]] = json.loads(result.stdout)
        return found
    return list(csv.DictReader(io.StringIO(result.stdout), strict=True))


def refused(code: int, *arguments: object) -> str:
    """The one line that a command says no with."""
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert isinstance(result.exception, SystemExit)
    return line


# -- help --------------------------------------------------------------------------------------


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    listed = re.findall(r"^  ([a-z]+) {2,}\S", result.stdout, flags=re.MULTILINE)
    assert set(COMMANDS) <= set(listed)
    for command in listed:
        helped = run(command, "-h")
        assert helped.exit_code == 0
        assert helped.stdout.startswith("Usage: ")


def test_without_a_command_the_help_is_shown() -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == run("--help").stdout
    done = subprocess.run(
        [sys.executable, "-m", "sinokorea_geo"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("Usage: sinokorea-geo ")


def test_version() -> None:
    assert run("--version").stdout.strip().endswith(f" {skg.__version__}")


def test_the_command_is_installed() -> None:
    (command,) = (e for e in entry_points(group="console_scripts") if e.name == "sinokorea-geo")
    assert command.load() is main


@pytest.mark.parametrize("arguments", [["--help"], ["map", "--help"], ["nosuch"]])
def test_help_and_bad_use_load_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import atexit, json, sys\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "from sinokorea_geo.cli import main\n"
        f"main({arguments!r})"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert "click" in loaded
    assert {"geopandas", "folium", "pandas", "numpy", "shapely", "pyproj"} & set(loaded) == set()


# -- answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "csv"])
def test_find_prints_the_place(form: str, atlas: skg.Atlas) -> None:
    (row,) = rows(form, "find", "圈河")
    place = atlas.find("圈河")
    assert list(row) == [
        "id",
        "name_en",
        "name_zh",
        "name_ko",
        "kind",
        "country",
        "lon",
        "lat",
        "accuracy_m",
        "matched",
        "score",
        "status",
        "as_of",
        "source_ids",
    ]
    sources = " ".join(row["source_ids"]) if form == "json" else row["source_ids"]
    assert sources.split() == list(place.source_ids)
    assert (row["status"], row["as_of"]) == ("open", place.properties["as_of"])
    assert (row["id"], row["name_zh"], row["kind"]) == (place.id, place.name_zh, "crossing")
    assert (float(row["lon"]), float(row["lat"])) == pytest.approx((place.lon, place.lat), abs=6e-6)


def test_find_by_kind_and_search() -> None:
    assert [row["id"] for row in rows("json", "find", "Tumen", "--kind", "river")] == [
        "tumen-river"
    ]
    ranked = rows("json", "find", "Sinuju", "--search")
    assert ranked[0]["id"] == "sinuiju"
    assert [row["score"] for row in ranked] == sorted((r["score"] for r in ranked), reverse=True)


def test_find_knows_what_has_no_position(atlas: skg.Atlas) -> None:
    (row,) = rows("json", "find", atlas.unplaced["id"][0])
    assert (row["lon"], row["lat"]) == (None, None)


def test_a_search_without_a_hit_is_a_negative_answer() -> None:
    result = run("find", "Xqzyq", "--search", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])


@pytest.mark.parametrize("form", ["json", "csv"])
def test_distance_prints_metres(form: str, atlas: skg.Atlas) -> None:
    (row,) = rows(form, "distance", "Rajin", "130.36,42.87")
    assert list(row) == ["a", "b", "distance_m", "accuracy_m"]
    rajin = atlas.find("Rajin")
    metres = skg.distance(rajin, (130.36, 42.87))
    assert float(row["distance_m"]) == pytest.approx(metres, abs=1e-6)
    assert float(row["accuracy_m"]) == rajin.accuracy_m == 1000
    # No digits that nobody knows: two of the accuracy.
    said = run("distance", "Rajin", "130.36, 42.87").stdout
    assert said == f"{round(metres / 1000, 1):g} km ± 1\n"
    exact = skg.distance((130.3, 42.2), (130.36, 42.87)) / 1000
    assert run("distance", "130.3,42.2", "130.36,42.87").stdout == f"{exact:,.3f} km\n"


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize("position", [["130.3", "42.25"], ["130.3,42.25"], [" 130.3 , 42.25 "]])
def test_locate_prints_what_locate_measures(
    form: str, position: list[str], border: skg.BorderLine
) -> None:
    (row,) = rows(form, "locate", *position)
    at = border.locate(130.3, 42.25)
    assert list(row) == [*at.columns, "accuracy_m"]
    for column in ("distance_m", "along_m", "lon", "lat"):
        assert float(row[column]) == pytest.approx(at[column].iloc[0], abs=1e-9)
    assert (row["side"], row["section"]) == ("KP", "tumen")
    assert row["indeterminate"] in {False, "False"}


def test_locate_takes_a_place_and_the_southern_or_western_half() -> None:
    assert rows("json", "locate", "Rajin")[0]["side"] == "KP"
    assert rows("json", "locate", "-70.5,-33.4") == rows("json", "locate", "-70.5", "-33.4")


def test_a_table_of_locate_has_the_digits_of_the_place(border: skg.BorderLine) -> None:
    table = run("locate", "Rajin").stdout.splitlines()[1].split()
    assert (table[0], table[-1]) == ("30,800", "1,300")
    (exact,) = rows("json", "locate", "Rajin")
    assert exact["distance_m"] == pytest.approx(30_756, abs=1)
    band_m = border.uncertainty_m(exact["along_m"])[0]
    assert exact["accuracy_m"] == skg.load_atlas().find("Rajin").accuracy_m + band_m
    assert run("locate", "--km", "812.345").stdout.splitlines()[1].split()[1] == "812,345"


def test_what_is_told_of_a_date_has_no_later_evidence() -> None:
    for command in (["open"], ["find", "Quanhe"], ["nearest", "Hunchun"]):
        found = rows("json", *command, "--at", "2016-08-22")
        assert found
        assert all((row["as_of"] or "") <= "2016-08-22" for row in found)


def test_a_warning_is_one_plain_line(tmp_path: Path) -> None:
    place = "<Placemark><Point><coordinates>130.3,42.2</coordinates></Point></Placemark>"
    path, out = tmp_path / "a.kml", tmp_path / "out.csv"
    path.write_text(f"<kml><Document>{place}<ScreenOverlay/></Document></kml>", encoding="utf-8")
    plain = [sys.executable, "-m", "sinokorea_geo", "annotate", str(path), "-o", str(out)]
    done = subprocess.run(plain, capture_output=True, text=True, check=True)
    assert done.stderr == f"warning: {path}: not read: ScreenOverlay: is a picture\n"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_nearest_ranks_features(form: str, atlas: skg.Atlas) -> None:
    found = rows(form, "nearest", "Hunchun", "-k", 3)
    columns = ["rank", "id", "distance_m", "name_en", "accuracy_m", "status", "as_of", "source_ids"]
    assert list(found[0]) == columns
    wanted = skg.nearest([atlas.find("Hunchun")], atlas.crossings, k=3)
    assert [row["id"] for row in found] == wanted["id"].tolist()
    assert [int(row["rank"]) for row in found] == [1, 2, 3]
    assert [float(row["distance_m"]) for row in found] == pytest.approx(wanted["distance_m"])
    layer = atlas.crossings.set_index("id")
    for row in found:
        there = layer.loc[row["id"]]
        assert [row[name] for name in ("name_en", "status", "as_of")] == [
            there[name] for name in ("name_en", "status", "as_of")
        ]
        both = there["accuracy_m"] + atlas.find("Hunchun").accuracy_m
        assert float(row["accuracy_m"]) == both
        assert len(row["source_ids"]) >= len(there["source_ids"])


def test_tables_show_no_digits_that_nobody_knows() -> None:
    line = run("nearest", "Hunchun", "-k", 1).stdout.splitlines()[1]
    metres = rows("json", "nearest", "Hunchun", "-k", 1)[0]["distance_m"]
    assert f"  {round(metres, -2):,.0f}  " in line
    assert f"{metres:,.0f}" not in line


def test_open_lists_what_stood_open_on_a_date(atlas: skg.Atlas) -> None:
    then = atlas.at("2016-08-22").crossings
    wanted = then.loc[then["status"].isin(["open", "seasonal", "active"]), "id"].tolist()
    found = rows("json", "open", "--at", "2016-08-22")
    assert [row["id"] for row in found] == wanted
    assert set(found[0]) >= {"name_en", "status", "as_of", "source_ids"}
    assert {row["id"] for row in rows("json", "open")} != set(wanted)
    zones = rows("csv", "open", "--layer", "zones", "--at", "2016")
    assert {row["status"] for row in zones} <= {"open", "active"}


def test_locate_finds_the_position_of_a_kilometre(border: skg.BorderLine) -> None:
    (row,) = rows("json", "locate", "--km", "812.3")
    lon, lat = (float(x) for x in border.point_at(812_300))
    assert (row["lon"], row["lat"]) == pytest.approx((lon, lat), abs=1e-9)
    assert (row["along_m"], row["distance_m"]) == pytest.approx((812_300, 0), abs=1e-3)
    assert "--km, in metres, is 9000000; chainages of this" in refused(2, "locate", "--km", "9000")
    assert "give one position" in refused(2, "locate", "Rajin", "--km", "3")
    assert "Missing argument 'POSITION'" in refused(2, "locate")


@pytest.mark.parametrize(
    "command",
    [
        ["find", "kaesong-hitech"],
        ["distance", "kaesong-hitech", "Rajin"],
        ["locate", "kaesong-hitech"],
    ],
)
def test_a_place_is_looked_up_at_a_date(command: list[str]) -> None:
    assert run(*command).exit_code == 0
    assert "no place is called" in refused(1, *command, "--at", "1999")


def test_layers_and_info_of_a_date(atlas: skg.Atlas) -> None:
    then = {row["layer"]: row["features"] for row in rows("json", "layers", "--at", "1930")}
    assert then["crossings"] == len(atlas.at("1930").crossings)
    told = {row["what"]: row["value"] for row in rows("json", "info", "--at", "1930")}
    assert told["crossings layer"] == then["crossings"]


def test_nearest_at_a_date_and_of_another_layer() -> None:
    now = {row["id"] for row in rows("json", "nearest", "Kaesong", "--layer", "zones")}
    then = {
        row["id"] for row in rows("json", "nearest", "Kaesong", "--layer", "zones", "--at", "1999")
    }
    assert "kaesong-hitech" in now
    assert "kaesong-hitech" not in then
    everything = rows("json", "nearest", "130.3,42.3", "--layer", "rivers", "-k", 99)
    assert {row["id"] for row in everything} == set(skg.load_atlas().rivers["id"])


@pytest.mark.parametrize("form", ["json", "csv"])
def test_layers_prints_counts(form: str, atlas: skg.Atlas) -> None:
    found = {row["layer"]: int(row["features"]) for row in rows(form, "layers")}
    assert found == {name: len(atlas.layer(name)) for name in atlas.layers}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_info_prints_facts(form: str, border: skg.BorderLine, atlas: skg.Atlas) -> None:
    found = rows(form, "info")
    assert list(found[0]) == ["what", "value", "unit"]
    value = {row["what"]: float(row["value"]) for row in found}
    assert value["border length, as drawn"] == pytest.approx(border.length_m / 1000)
    assert value["border length at 20 m"] == pytest.approx(border.length_at_scale(20) / 1000)
    assert value["crossings layer"] == len(atlas.crossings)
    depth_km = border.depth(atlas.get("rajin")).nearest_m / 1000
    assert value["Rajin to the border, straight"] == pytest.approx(depth_km)
    assert {row["unit"] for row in found} == {"km", "features"}


def test_tables_line_up_in_three_scripts() -> None:
    lines = run("find", "Sinuju", "--search").stdout.splitlines()
    assert lines[0].split() == list(rows("json", "find", "圈河")[0])

    def columns_before(line: str, cell: str) -> int:
        before = line[: line.index(cell)]
        return sum(1 + (ord(letter) >= 0x1100 and not "–—’".count(letter)) for letter in before)

    kind = columns_before(lines[0], "kind")
    assert columns_before(lines[1], "city") == kind
    assert "sinuiju" in lines[1]
    assert all(line == line.rstrip() for line in lines)


def test_check_finds_no_fault_in_the_atlas() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no faults\n", "")


def test_check_lists_every_fault_of_a_folder(
    data_copy: Path, rewrite: Callable[[str, str], Path]
) -> None:
    collection = json.loads((data_copy / "geojson" / "crossings.geojson").read_text("utf-8"))
    collection["features"][0]["properties"]["status"] = "ajar"
    collection["features"][1]["properties"]["start"] = "2016-13"
    rewrite("crossings", json.dumps(collection))
    result = run("check", data_copy)
    assert result.exit_code == 1
    assert "crossings: new-yalu-river-bridge: status: is not of" in result.stdout
    assert "crossings: broken-bridge-dandong: start: is not an ISO date" in result.stdout
    assert re.fullmatch(r"Error: \d+ faults\n", result.stderr)


# -- files -------------------------------------------------------------------------------------


def summary_numbers(text: str) -> dict[str, float]:
    """The numbers of the summary, by what stands before or around them."""
    patterns = {
        "length": r"Border +([\d,.]+) km vertex by vertex",
        "at 20 m": r"([\d,.]+) km at a scale of 20 m",
        "at 100 m": r"([\d,.]+) km at 100 m",
        "crossings": r"Layers .*\bcrossings (\d+)",
        "zones": r"Layers .*\bzones (\d+)",
        "Rajin": r"straight line from the border: Rajin ([\d.]+) km",
        "Sonbong": r"Sonbong ([\d.]+) km",
        "least by road": r"by road .*: ([\d.]+)–[\d.]+ km",
        "most by road": r"by road .*: [\d.]+–([\d.]+) km",
    }
    found = {}
    for name, pattern in patterns.items():
        match = re.search(pattern, text)
        assert match, name
        found[name] = float(match[1].replace(",", ""))
    return found


def test_map_writes_the_file_and_prints_the_summary(
    tmp_path: Path, border: skg.BorderLine, atlas: skg.Atlas
) -> None:
    out = tmp_path / "border.html"
    result = run("map", out)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["border.html"]
    html = out.read_text(encoding="utf-8")
    assert html.lstrip().startswith("<!DOCTYPE html>")
    assert "圈河" in html
    size = f"{out.stat().st_size / 1e6:.2f} MB"
    assert result.stdout.startswith(f"{out}: {size}, opens without a network\n\n")
    said = summary_numbers(result.stdout)
    assert said["length"] == pytest.approx(border.length_m / 1000, abs=0.051)
    assert said["length"] > said["at 20 m"] > said["at 100 m"]
    assert (said["crossings"], said["zones"]) == (len(atlas.crossings), len(atlas.zones))
    for name in ("Rajin", "Sonbong"):
        depth = border.depth(atlas.get(name.lower()))
        assert said[name] == pytest.approx(depth.nearest_m / 1000, abs=0.051)
    # By road it is farther than straight.
    assert said["Rajin"] < said["least by road"] <= said["most by road"] < 100
    straight = skg.distance(atlas.get("quanhe-wonjong"), atlas.get("rajin")) / 1000
    assert said["least by road"] > straight


def test_map_of_a_date_with_a_corridor_in_chinese(tmp_path: Path) -> None:
    out = tmp_path / "border.html"
    result = run("map", out, "--at", "1930", "--corridor", "5km", "--language", "zh", "--online")
    assert (result.exit_code, result.stderr) == (0, "")
    html = out.read_text(encoding="utf-8")
    for said in ("截至 1930-01-01 to 1930-12-31", "5 km 缓冲带"):
        assert said in html
    assert summary_numbers(result.stdout)["crossings"] < 20


def test_corridor_writes_geojson(tmp_path: Path) -> None:
    out = tmp_path / "band.geojson"
    result = run("corridor", out, "--width", "500m", "--around", "Rajin")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{out}: 500m corridor, 1 km²")
    collection = json.loads(out.read_text(encoding="utf-8"))
    assert "crs" not in collection
    assert collection["attribution"]
    (feature,) = collection["features"]
    rajin = skg.load_atlas().find("Rajin")
    edge = np.array(feature["geometry"]["coordinates"][0])
    metres = [skg.distance((x, y), rajin) for x, y in edge]
    assert metres == pytest.approx([500] * len(metres), abs=1)
    assert feature["properties"]["width_m"] == 500
    assert shapely.LinearRing(edge).is_ccw


def test_corridor_goes_round_the_border_if_no_place_is_named(
    tmp_path: Path, border: skg.BorderLine
) -> None:
    out = tmp_path / "band.geojson"
    assert run("corridor", out, "--width", "10 km").exit_code == 0
    (feature,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert shapely.geometry.shape(feature["geometry"]).contains(border.geometry)


# -- saying no ---------------------------------------------------------------------------------


def test_an_unknown_place_exits_1_and_suggests() -> None:
    assert "did you mean Sinuiju" in refused(1, "find", "Sinuijuu")
    assert "no name comes close" in refused(1, "distance", "Rajin", "Xqzyq")
    refused(1, "locate", "Xqzyq")
    refused(1, "nearest", "Xqzyq")
    assert "of kind 'rivr' (did you mean 'river'?)" in refused(1, "find", "Tumen", "--kind", "rivr")
    assert "is not a name" in refused(1, "find", "")


def test_an_ambiguous_name_exits_1_and_lists() -> None:
    line = refused(1, "distance", "Tumen", "Rajin")
    assert "'tumen-river'" in line
    assert "'tumen-namyang-rail'" in line
    assert line.rstrip().endswith("Pass --kind to find or the id")


BAD_USE: list[tuple[list[str], str]] = [
    (["find"], "Missing argument 'NAME'; see --help"),
    (["distance", "Rajin"], "Missing argument"),
    (["nosuch"], "No such command 'nosuch'; see --help"),
    (["info", "--format", "xml"], "is not one of 'table', 'json', 'csv'"),
    (["info", "--nosuch"], "No such option"),
    (["map"], "Missing argument 'OUT'"),
    (["distance", "42.25,130.3", "Rajin"], "are longitude and latitude swapped?"),
    (["locate", "42.25", "130.3"], "are longitude and latitude swapped?"),
    (["nearest", "Hunchun", "--layer", "roads"], "no layer 'roads'; the atlas has border"),
    (["nearest", "Hunchun", "-k", "0"], "k is 0; pass 1 to"),
    (["nearest", "Hunchun", "-k", "x"], "is not a whole number"),
    (["nearest", "Hunchun", "--at", "2016-13"], "'2016-13' is not a day of the calendar"),
    (["nearest", "Hunchun", "--at", "Aug 2016"], "write 2016, 2016-08 or 2016-08-22"),
    (["check", "nowhere"], "holds no datapackage.json"),
    (["nearest", "Hunchun", "--layer", "crosings"], "(did you mean 'crossings'?)"),
    (["export", "x.csv", "--layer", "plces"], "(did you mean 'places'?)"),
    (
        ["annotate", "x", "-o", "y", "--with", "bordr,contry"],
        "no answer 'bordr' (did you mean 'border'?) and 'contry' (did you mean 'country'?); known",
    ),
    (["new", "place", "kind=vilage"], "no kind 'vilage' (did you mean 'village'?)"),
    (["locate", "--km", "abc"], "'abc' is not a number"),
    (["annotate", "x", "-o", "y", "--lon", "x"], "pass both --lon and --lat, or neither"),
    (["annotate", "x", "-o", "y", "--delimiter", "ab"], "--delimiter is 'ab'; pass one character"),
    (
        ["annotate", __file__, "-o", "y.csv", "--encoding", "foo"],
        "--encoding is 'foo', which is none",
    ),
    (["map", "a.html", "-o", "b.html"], "OUT is a.html and b.html; give one"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD_USE)
def test_bad_use_exits_2_in_one_line(arguments: list[str], says: str) -> None:
    assert says in refused(2, *arguments)


OUT = {"map": "out.html", "corridor": "out.geojson"}

BAD_OPTIONS: list[tuple[list[str], str]] = [
    (["map", "{out}", "--at", "2016-13"], "is not a day of the calendar"),
    (
        ["map", "{out}", "--corridor", "25"],
        "the width is '25'; write a number of metres, or text such as '25 km'",
    ),
    (["map", "{out}", "--corridor", "0km"], "the width is 0"),
    (["map", "{out}", "--language", "fr"], "is not one of 'en', 'zh', 'ko'"),
    (["corridor", "{out}"], "Missing option '--width'"),
    (["corridor", "{out}", "--width", "wide"], "the width is 'wide'; write a number of metres"),
    (["corridor", "{out}", "--width", "-5km"], "the width is -5000; a number above 0"),
    (["corridor", "{out}", "--width", "9000km"], "the width is 9000000"),
    (["corridor", "{out}", "--width", "5km", "--around", "42,130"], "swapped"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD_OPTIONS)
def test_a_bad_option_leaves_no_file(arguments: list[str], says: str, tmp_path: Path) -> None:
    out = tmp_path / OUT[arguments[0]]
    line = refused(2, *(argument.format(out=out) for argument in arguments))
    assert says in line
    assert list(tmp_path.iterdir()) == []


WRITERS = [["map"], ["corridor", "--width", "5km", "--around", "Rajin"]]


@pytest.mark.parametrize("command", WRITERS, ids=["map", "corridor"])
def test_a_file_that_cannot_be_written_is_named(command: list[str], tmp_path: Path) -> None:
    name, *options = command
    folder = tmp_path / OUT[name]
    folder.mkdir()
    assert "is a folder; name a file in it" in refused(2, name, folder, *options)
    missing = tmp_path / "nowhere" / OUT[name]
    line = refused(2, name, missing, *options)
    assert f"the folder {missing.parent} does not exist; make it first" in line
    assert list(tmp_path.rglob("*")) == [folder]


@pytest.mark.parametrize("command", WRITERS, ids=["map", "corridor"])
def test_without_force_the_file_that_is_there_is_kept(command: list[str], tmp_path: Path) -> None:
    name, *options = command
    out = tmp_path / OUT[name]
    out.write_text("old")
    assert "exists; pass --force" in refused(2, name, out, *options)
    assert out.read_text() == "old"
    assert run(name, str(out), *options, "--force").exit_code == 0
    assert out.read_text() != "old"


@pytest.mark.parametrize("command", WRITERS, ids=["map", "corridor"])
@pytest.mark.parametrize("old", ["old", None])
def test_a_failed_write_leaves_nothing_behind(
    command: list[str], old: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    name, *options = command
    out = tmp_path / OUT[name]
    if old is not None:
        out.write_text(old)
    monkeypatch.setattr(Path, "replace", full_disk)
    line = refused(2, name, out, *options, "--force")
    monkeypatch.undo()
    assert f"{out} could not be written: No space left on device" in line
    assert [path.read_text() for path in tmp_path.iterdir()] == ([] if old is None else [old])


def test_out_is_an_option_too(tmp_path: Path) -> None:
    out = tmp_path / "out.geojson"
    assert run("corridor", "--width", "5km", "--around", "Rajin", "-o", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["features"]
    takes_out = {c.name for c in main.commands.values() if "out" in {p.name for p in c.params}}
    takes_both = {c.name for c in main.commands.values() if "option" in {p.name for p in c.params}}
    assert takes_both == {"map", "plot", "corridor", "export"}
    assert takes_out == {"annotate", "story", "mentions"}
    for command in takes_both | takes_out:
        assert "-o, --out" in run(command, "--help").stdout


def test_what_is_piped_in_is_read_for_a_dash(tmp_path: Path) -> None:
    out = tmp_path / "located.csv"
    piped = CliRunner().invoke(
        main, ["annotate", "-", "-o", str(out)], input="lon,lat\n130.3,42.2\n"
    )
    assert (piped.exit_code, piped.stdout) == (0, f"{out}: 1 rows\n")
    assert out.read_text(encoding="utf-8").splitlines()[1].split(",")[4] == "KP"
    bad = "subject_id,stated,unit\nRasonn,50,km\nRason,3,kk\n"
    faults = CliRunner().invoke(main, ["claims", "-"], input=bad)
    assert faults.exit_code == 2
    first, second = faults.stderr.splitlines()  # each fault has its line
    assert first.startswith("Error: row 2: no place is called 'Rasonn'")
    assert second.startswith("Error: row 3: unknown unit 'kk'")


def test_files_of_other_kinds_are_annotated(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;130,5;42,57\n", encoding="utf-8")
    point = '<wpt lon="130.5" lat="42.57"><name>a</name></wpt>'
    (tmp_path / "a.gpx").write_text(f"<gpx>{point}</gpx>", encoding="utf-8")
    one, out = tmp_path / "one.csv", tmp_path / "out"
    run("annotate", str(tmp_path / "a.csv"), "--lon", "1", "--lat", "2", "-o", str(one))
    assert "column_2,border_distance_m" in one.read_text(encoding="utf-8")
    both = [str(tmp_path / "a.gpx"), str(one)]
    (tmp_path / "one.csv").write_text("lon,lat\n130.5,42.57\n", encoding="utf-8")
    assert run("annotate", *both, "-o", str(out)).stdout == f"{out}: 2 rows\n"
    assert sorted(path.name for path in out.iterdir()) == ["a.gpx.csv", "one.csv"]
    said = refused(2, "annotate", both[0], "-o", str(one), "--force", "--source-layer", "x")
    assert "has no layers; leave out --source-layer 'x'" in said
    said = refused(2, "annotate", both[0], "-o", str(one), "--force", "--most-mb", "0.00001")
    assert "is larger than max_bytes, 10; pass a larger --most-mb" in said


def test_a_damaged_file_exits_2(data_copy: Path) -> None:
    path = data_copy / "geojson" / "crossings.geojson"
    path.write_bytes(path.read_bytes()[:-100])
    line = refused(2, "check", data_copy)
    assert str(path) in line
    assert "damaged or half written" in line


def test_an_error_of_the_code_itself_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what the library raises on purpose becomes one line."""

    def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(skg.Atlas, "find", broken)
    result = run("find", "Rajin")
    assert isinstance(result.exception, ZeroDivisionError)


def test_what_differs_is_told_from_the_old_data_to_the_new(
    rewrite: Callable[[str, str], Path], data_copy: Path, atlas: skg.Atlas
) -> None:
    events = atlas.cells("events")
    first = events["id"].iloc[0]
    events.loc[0, "title_en"] = "Once called so"
    rewrite("events", events.to_csv(index=False))
    (change,) = rows("json", "diff", data_copy)
    assert (change["table"], change["id"], change["change"]) == ("events", first, "corrected")
    assert change["old"] == "Once called so"
    assert change["new"] == atlas.cells("events")["title_en"].iloc[0]


def test_mentions_are_printed_with_longitude_and_latitude(atlas: skg.Atlas, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Trucks left Dandong.", encoding="utf-8")
    (found,) = rows("json", "mentions", tmp_path / "note.txt")
    place = atlas.get("dandong")
    assert (found["lon"], found["lat"]) == pytest.approx((place.lon, place.lat), abs=1e-5)


def test_the_road_to_rajin_is_told_as_it_is_since_it_was_rebuilt(atlas: skg.Atlas) -> None:
    figures = atlas.stated_values
    road = figures[
        (figures["subject_id"] == "wonjong-rajin-road") & (figures["property"] == "road_length")
    ]
    now = road[road["period"] != "2010"]["value"]
    told = {row["what"]: row["value"] for row in rows("json", "info")}
    by_road = "Quanhe crossing to Rajin by road, {} stated"
    assert told[by_road.format("least")] == now.min()
    assert told[by_road.format("most")] == now.max() < road["value"].max()


@pytest.mark.parametrize(
    ("table", "name"), [("place", "places"), ("crossing", "crossings"), ("zone", "zones")]
)
def test_new_prints_a_row_of_the_curated_table(table: str, name: str) -> None:
    path = Path(__file__).parents[2] / "data" / "curated" / f"{name}.csv"
    header = next(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    result = CliRunner().invoke(main, ["new", table, "id=a-b", "name_en=A, B", "lon=130.1"])
    (row,) = csv.DictReader(io.StringIO(result.stdout), header)
    assert (row["id"], row["name_en"], row["lon"], row["lat"]) == ("a-b", "A, B", "130.1", "")
    assert row["geometry_basis"] == "published"
    assert f"data/curated/{name}.csv: needed and still empty: " in result.stderr
    assert "source_ids" in result.stderr
    assert "name_en" not in result.stderr


def test_new_knows_its_columns() -> None:
    wrong = CliRunner().invoke(main, ["new", "place", "nam_en=x"])
    assert wrong.exit_code == 2
    assert "no column 'nam_en' (did you mean 'name_en'?)" in wrong.stderr
    assert "write COLUMN=VALUE" in CliRunner().invoke(main, ["new", "place", "x"]).stderr
    whole = [f"{name}=x" for name in ("id", "name_en", "country", "source_ids", "accuracy_m")]
    whole.append("kind=village")
    assert "still empty: nothing" in CliRunner().invoke(main, ["new", "place", *whole]).stderr
