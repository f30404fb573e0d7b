"""What the package is made of: licences, hashes, advisories, and the list of it all."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
#: Licences that ask no more of a user than a notice.
FREE = (
    r"MIT(-CMU)?( License)?|BSD( License|-[23]-Clause)?|0BSD|ISC|Zlib|CC0-1\.0|Public-Domain"
    r"|Apache(-2\.0| Software License)( WITH LLVM-exception)?|Python Software Foundation License"
    r"|PSF-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|HPND"
)


@pytest.fixture(scope="module")
def supply() -> Any:
    spec = importlib.util.spec_from_file_location("supply", ROOT / ".ci" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def is_free(said: str) -> bool:
    parts = re.split(r" AND | OR | and ", said)
    return all(re.fullmatch(FREE, part) for part in parts)


def test_no_run_time_dependency_asks_for_more_than_a_notice(supply: Any) -> None:
    licences = {name: supply.licence_of(name) for name in supply.needed("sinokorea-geo")}
    assert {"numpy", "geopandas", "folium", "certifi"} <= set(licences)
    assert {name: said for name, said in licences.items() if not is_free(said)} == {}


@pytest.mark.parametrize("said", ["GPL-3.0-or-later", "MIT AND LGPL-2.1-only", "AGPL", "unknown"])
def test_what_asks_for_more_is_found(said: str) -> None:
    assert not is_free(said)


def test_the_list_names_every_part_with_version_and_licence(supply: Any) -> None:
    parts = supply.sbom()["components"]
    assert len(parts) > 60
    for part in parts:
        assert part["version"]
        assert part["licenses"][0]["license"]
        assert part["purl"].startswith(("pkg:pypi/", "pkg:npm/"))
        if "npm" in part["purl"]:
            assert re.fullmatch(r"[0-9a-f]{64}", part["hashes"][0]["content"])
    vendor = ROOT / "sinokorea_geo" / "maps" / "offline" / "vendor"
    assert sum("npm" in part["purl"] for part in parts) == sum(p.is_dir() for p in vendor.iterdir())


def test_a_list_that_is_not_what_is_installed_is_found(
    supply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = supply.sbom()
    here = {p["name"]: p["version"] for p in listed["components"] if "pypi" in p["purl"]}
    assert here.items() <= supply.installed().items()
    monkeypatch.setattr(supply, "installed", lambda: here)
    assert supply.differences(listed) == []
    monkeypatch.setattr(supply, "installed", lambda: here | {"numpy": "0.1", "left-pad": "1"})
    assert supply.differences(listed) == [
        "left-pad: not listed, 1 installed",
        f"numpy: {here['numpy']} listed, 0.1 installed",
    ]


def test_extras_for_users_are_listed_and_those_for_tests_are_not(supply: Any) -> None:
    bare = supply.needed("sinokorea-geo", frozenset())
    assert {"numpy", "rapidfuzz"} <= bare
    assert not {"matplotlib", "pyahocorasick", "pytest"} & bare
    every = supply.needed("sinokorea-geo")
    assert {"matplotlib", "pyahocorasick", "distributed"} <= every
    assert not {"pytest", "ruff", "sphinx"} & every


def test_no_known_advisory_is_about_a_vendored_version(supply: Any) -> None:
    held = json.loads(supply.ADVISORIES.read_text(encoding="utf-8"))
    versions = {pins["package"]: pins["version"] for pins in supply.vendored()}
    assert len(held["rows"]) > 50
    assert [row for row in held["rows"] if supply.affects(row, versions[row["package"]])] == []
    assert all(row["why"] and row["address"] for row in held["weighed"])
    assert all(one["date"] <= held["read"] for one in held["lists"])


def test_the_page_is_what_the_pins_and_the_advisories_say(supply: Any) -> None:
    written = supply.PAGE.read_text(encoding="utf-8")
    assert supply.page(written) == written
    assert written.count("\n| ") > 35


def test_advisories_come_from_a_list_of_retire_js(supply: Any) -> None:
    one = {"identifiers": {"CVE": ["CVE-1-2"]}, "atOrAbove": "3.0.0", "below": "3.8.0-beta.1"}
    other = {"identifiers": {"githubID": "GHSA-x"}, "below": "2.0"}
    listed = {
        "jquery": {"npmname": "jquery", "vulnerabilities": [one]},
        "Leaflet": {"vulnerabilities": [other]},
        "angular": {"npmname": "angular", "vulnerabilities": [one]},
    }
    first, second = supply.taken_from(listed)
    assert first == {"package": "jquery", "id": "CVE-1-2", "from": "3.0.0", "below": "3.8.0-beta.1"}
    assert second == {"package": "leaflet", "id": "GHSA-x", "below": "2.0"}
    assert [supply.affects(first, v) for v in ("2.9", "3.0.0", "3.7.1", "3.8.0-beta.1", "3.8.0")] \
        == [False, True, True, False, False]  # fmt: skip
