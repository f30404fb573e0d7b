"""The documents beside the code say what the code does: their examples run, their numbers hold."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import sinokorea_geo as skg
from sinokorea_geo import maps
from sinokorea_geo.atlas.store import DataStore, default_data_dir
from sinokorea_geo.cli import main

ROOT = Path(__file__).resolve().parents[2]
README, DATA_README, LICENCES = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "data/README.md", "LICENSE-DATA.md")
)
ATLAS = skg.load_atlas()
STORE = DataStore(default_data_dir())

#: Numbers in names, which nobody measures.
IN_NAMES = (
    r"Python 3\.11 or newer",
    r"ODbL\)? 1\.0",
    r"CC BY [34]\.0( IGO)?",
    r"LGPL-2\.1",
    r"BSD-2-Clause",
    r"RFC 7946",
    r"SHA-256",
    r"WGS 84",
    r"GCJ-02 or BD-09",
    r"ADM[23]",
    r"PLoS ONE 15\(4\): e0231866",
    r"Runfola, D\. et al\. \(2020\)",
)


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def prose(text: str) -> str:
    """Return what stands outside code and addresses, on one line."""
    for pattern in (
        r"^```.*?^```",
        r"`[^`]*`",
        r"\[[^]]*\.ipynb\]\([^)]*\)",
        r"\]\([^)]*\)",
        r"<https?:[^>]*>",
        r"^\d+\. ",
    ):
        text = re.sub(pattern, " ", text, flags=re.DOTALL | re.MULTILINE)
    return " ".join(text.split())


def unexplained_numbers(text: str, facts: Iterable[str]) -> list[str]:
    """Return the numbers of a text that stand in no name and in none of the facts."""
    rest = prose(text)
    for fact in facts:
        rest = rest.replace(prose(fact), " ")
    for pattern in IN_NAMES:
        rest = re.sub(pattern, " ", rest)
    return re.findall(r"\d[\d,.]*", rest)


def depth_km(name: str) -> float:
    return ATLAS.border.depth(ATLAS.find(name)).nearest_m / 1000


def road_lengths_km() -> pd.Series[float]:
    """Return what sources say of the road, without the one that it replaced."""
    figures = ATLAS.stated_values
    stated = figures[
        (figures["subject_id"] == "wonjong-rajin-road") & (figures["property"] == "road_length")
    ]
    return stated.loc[~stated["note"].str.contains("unpaved"), "value"].astype(float)


def readme_facts() -> list[str]:
    bands = STORE.table("uncertainty").astype({"from_km": float, "to_km": float, "within_m": float})
    worst = bands[bands["within_m"] >= 900]
    assert (worst["from_km"].iloc[1:].to_numpy() == worst["to_km"].iloc[:-1].to_numpy()).all()
    basis = ATLAS.crossings["geometry_basis"]
    accuracy = ATLAS.counties["accuracy_m"].unique().tolist()
    roads = road_lengths_km()
    counts = {5: "five", 6: "six", 7: "seven"}
    return [
        f"Rajin lies {depth_km('Rajin'):.1f} km from the border in a straight line",
        f"sources give it {counts[len(roads)]} lengths, from {roads.min():g} to {roads.max():g} km",
        "OpenStreetMap's of 2026",
        f"On {(bands['within_m'] == 100).sum()} of {len(bands)} stretches of ten kilometres, 95 % "
        "of the line that the same map had in 2017 lies within 100 m of it",
        f"in the worst, between km {worst['from_km'].min():,.0f} and {worst['to_km'].max():,.0f}, "
        f"within {worst['within_m'].max():,.0f} m",
        f"{(basis == 'published').sum()} of {len(basis)} crossings have a published position; "
        f"{(basis == 'derived').sum()} are derived by a rule",
        f"about {accuracy[0] / 1000:g} km inland" if len(accuracy) == 1 else "one accuracy",
    ]


def data_facts() -> list[str]:
    length = ATLAS.crossings.set_index("id")["bridge_length_m"]
    notes = ATLAS.counties.set_index("country")["note"].fillna("")
    wrong = {
        "KP": notes.loc["KP"].str.contains("Mislabelled China").sum(),
        "CN": notes.loc["CN"].str.contains("Mislabelled North Korea").sum(),
    }
    assert wrong == {"KP": 6, "CN": 1}
    return [
        f"The {length['broken-bridge-dandong']:.0f} m bridge",
        f"the Broken Bridge ({length['broken-bridge-dandong']} m)",
        f"The Friendship Bridge beside it has {length['dandong-sinuiju-rail']} m",
        "calls six DPRK counties Chinese and one Chinese county North Korean",
        "the OpenStreetMap land of 2017",
        "38 North",
        "half the band that holds 95 % of the line OpenStreetMap had in 2017, "
        "rounded up to 100 m and never less",
        f"anything finer than about {ATLAS.counties['accuracy_m'].max() / 1000:g} km inland",
    ]


def licence_facts() -> list[str]:
    return [
        "OpenStreetMap of 2026 and of 2017",
        "between OpenStreetMap of 2017 and of 2026",
        "OpenStreetMap of 2017",
        "geoBoundaries CHN ADM3 (2017)",
        "geoBoundaries PRK ADM2 (2019)",
        "OCHA ROAP (2019)",
        "via geoBoundaries (2017)",
    ]


def test_the_readme_examples_print_what_the_readme_says() -> None:
    names: dict[str, Any] = {}
    examples = blocks(README, "python")
    for code, said in zip(examples, blocks(README, "text")[1:], strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - examples are the test
        assert printed.getvalue() == said


def test_the_readme_shows_the_summary_that_make_map_prints() -> None:
    result = CliRunner().invoke(main, ["info"])
    assert result.exit_code == 0
    # How many features there are is not told here: whoever adds one need not change the readme.
    printed, shown = (
        re.sub(r"(?m)(?<=[a-z]) \d+(?=,|$)", " n", t)
        for t in (result.output, blocks(README, "text")[0])
    )
    assert printed == shown
    assert "border n, rivers n" in shown


def test_every_readme_command_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in (README, DATA_README):
        for line in "".join(blocks(document, "console")).splitlines():
            program, first = line.split()[:2]
            known: dict[str, Any] = {
                "make": targets,
                "pip": {"install"},
                "sinokorea-geo": main.commands,
            }
            assert first in known[program], line


@pytest.mark.parametrize(
    ("text", "facts"),
    [(README, readme_facts()), (DATA_README, data_facts()), (LICENCES, licence_facts())],
    ids=["README.md", "data/README.md", "LICENSE-DATA.md"],
)
def test_every_number_in_prose_is_measured_again(text: str, facts: list[str]) -> None:
    missing = [fact for fact in facts if prose(fact) not in prose(text)]
    assert missing == []
    assert unexplained_numbers(text, facts) == []


def test_the_readme_names_every_room_and_only_what_is_there() -> None:
    named = re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []
    rooms = {f"sinokorea_geo/{p.parent.name}/" for p in ROOT.glob("sinokorea_geo/*/__init__.py")}
    folders = {"data/", "docs/", "notebooks/", "tests/"}
    assert sorted((rooms | folders) - set(named)) == []


@pytest.mark.parametrize("name", ["README.md", "data/README.md", "LICENSE-DATA.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    targets = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("https://")]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_names_in_three_scripts_are_the_same_town() -> None:
    quoted = re.findall(r'atlas\.find\("([^"]+)"\)` ', README)
    assert len(quoted) == 2
    assert {ATLAS.find(name).id for name in quoted} == {"rajin"}


def test_every_data_file_has_the_licence_that_the_manifest_gives_it() -> None:
    table = LICENCES.split("## Each layer")[1].split("##")[0]
    said = dict(re.findall(r"^\| ([a-z_]+) \| ([^|]+) \|", table, re.MULTILINE))
    assert sorted(said) == sorted(STORE.manifest)
    plain = {"ODbL-1.0": "ODbL 1.0", "CC-BY-4.0": "CC BY 4.0", "CC-BY-3.0-IGO": "CC BY 3.0 IGO"}
    for name, resource in STORE.manifest.items():
        licences = {plain[licence["name"]] for licence in resource["licenses"]}
        # Where data of several licences meet, share-alike decides; the others ask for credit.
        governing = "ODbL 1.0" if "ODbL 1.0" in licences else "CC BY 4.0"
        assert said[name].startswith(governing), name
        if "CC BY 3.0 IGO" in licences:
            assert "CC BY 3.0 IGO" in said[name], name


def test_the_credit_of_the_maps_is_the_one_the_licences_ask_for() -> None:
    from sinokorea_geo.maps.style import ATTRIBUTION

    assert ", ".join(ATTRIBUTION) in " ".join(LICENCES.replace("> ", "").split())


def test_every_column_and_rule_of_the_curated_tables_is_explained() -> None:
    explained = set(re.findall(r"`([a-z0-9_]+)`", DATA_README))
    for table in ("places", "crossings", "zones", "routes"):
        columns = pd.read_csv(ROOT / f"data/curated/{table}.csv", nrows=0).columns
        assert [column for column in columns if column not in explained] == []
        if "geometry_how" not in columns:
            continue
        how = pd.read_csv(ROOT / f"data/curated/{table}.csv", dtype=str)["geometry_how"].dropna()
        used = set(how.str.extract(r"^(nearest|between|away|place|line-start|line-end)\b")[0])
        assert all(f"`{rule}" in DATA_README for rule in used if isinstance(rule, str))


def test_every_public_name_and_command_is_documented() -> None:
    reference = (ROOT / "docs/api/index.md").read_text(encoding="utf-8")
    errors = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^   (\w+)$", reference, re.MULTILINE))
    listed |= set(re.findall(r"autoexception:: (\w+)$", errors, re.MULTILINE))
    pieces = {name for name in maps.__all__ if name.endswith(("_layer", "Layer"))}
    public = {*skg.__all__, *pieces, *skg.testing.__all__} - {"testing"}
    assert sorted(listed) == sorted(public)
    shown = (ROOT / "docs/command-line.md").read_text(encoding="utf-8")
    run = set(re.findall(r"^```\{run\} sinokorea-geo ([a-z-]+)", shown, re.MULTILINE))
    assert sorted(run - {"--help"}) == sorted(main.commands)


def test_one_version_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [skg.__version__]
    assert re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)[0] == skg.__version__


def test_the_picture_is_there() -> None:
    picture = ROOT / re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)[0]
    header = picture.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    size = (int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big"))
    assert size == (1360, 860)
