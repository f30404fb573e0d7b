"""The installed package does the main job by itself, away from the checkout."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.metadata import Metadata

import sinokorea_geo as skg

ROOT = Path(__file__).resolve().parents[2]


WITHOUT_EXTRAS = """
import sinokorea_geo as skg
a = skg.load_atlas()
for call in (lambda: skg.find_mentions("Dandong", a), lambda: skg.plot(a)):
    try:
        call()
    except skg.MissingPackage as error:
        print(error)
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built_from(source: Path, out: Path, *kinds: str) -> list[Path]:
    run(sys.executable, "-m", "build", *kinds, "--outdir", out, source, cwd=out.parent)
    return sorted(out.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (built,) = built_from(ROOT, tmp_path_factory.mktemp("dist"), "--wheel")
    return built


def test_the_sdist_gives_the_same_wheel_byte_for_byte(wheel: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    # A wheel is built out of the sdist where none is asked for.
    again, sdist = built_from(ROOT, tmp_path / "one")
    assert again.read_bytes() == wheel.read_bytes()
    (other,) = built_from(ROOT, tmp_path / "two", "--sdist")
    assert other.read_bytes() == sdist.read_bytes()
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/conftest.py", "data/curated/places.csv", "docs/index.md", "Makefile"} <= held


def test_the_metadata_are_what_an_index_takes(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as bundle:
        (name,) = (name for name in bundle.namelist() if name.endswith(".dist-info/METADATA"))
        told = Metadata.from_email(bundle.read(name), validate=True)
    assert str(told.version) == skg.__version__
    assert told.description_content_type == "text/markdown"
    assert (told.description or "").startswith("# sinokorea_geo")
    assert "pyarrow>=15" in map(str, told.requires_dist or [])
    for_users = ["all", "cluster", "excel", "image", "print", "text"]
    assert told.provides_extra == sorted([*for_users, "docs", "peers", "test"])


def test_the_conda_recipe_needs_what_pip_needs() -> None:
    recipe = yaml.safe_load((ROOT / "conda" / "recipe.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert recipe["package"]["version"] == project["version"]
    needed = [f"python {project['requires-python']}"]
    extras = project["optional-dependencies"]
    every = [*project["dependencies"], *extras["text"], *extras["print"]]  # conda has no extras
    needed += [re.sub(r"(?=>=)", " ", each, count=1) for each in every]
    named = [
        each.replace("matplotlib-base", "matplotlib") for each in recipe["requirements"]["run"]
    ]
    assert sorted(named) == sorted(needed)
    assert recipe["about"]["license"] == project["license"]


def test_the_wheel_carries_data_scripts_and_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as bundle:
        names = set(bundle.namelist())
    data = [
        path for path in (ROOT / "data").rglob("*") if path.parent.name in {"geojson", "tables"}
    ]
    wanted = {f"sinokorea_geo/data/{path.relative_to(ROOT / 'data').as_posix()}" for path in data}
    wanted |= {
        "sinokorea_geo/py.typed",
        "sinokorea_geo/data/datapackage.json",
        "sinokorea_geo/maps/web/assets/main.js",
        "sinokorea_geo/maps/offline/vendor/leaflet/leaflet.js",
        "sinokorea_geo/maps/offline/vendor/leaflet/LICENSE",
    }
    assert wanted <= names
    assert any(name.endswith("licenses/LICENSE-DATA.md") for name in names)
    assert not any("curated" in name or name.startswith(("tests", "data/")) for name in names)


def test_the_main_job_runs_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-compile", wheel, cwd=tmp_path)
    where = run(
        scripts / "python",
        "-I",
        "-c",
        "import sinokorea_geo as s; a = s.load_atlas(); print(s.__file__); print(len(a.crossings))",
        cwd=tmp_path,
    ).split()
    assert Path(where[0]).is_relative_to(environment)
    assert int(where[1]) >= 27
    printed = run(scripts / "sinokorea-geo", "map", "border.html", cwd=tmp_path)
    assert "Border   1,393.2 km" in printed
    page = (tmp_path / "border.html").read_text(encoding="utf-8")
    assert "https://cdn" not in page
    assert "圈河" in page
    said = run(scripts / "python", "-I", "-c", WITHOUT_EXTRAS, cwd=tmp_path).splitlines()
    assert said == [
        "ahocorasick is not installed; run `pip install 'sinokorea-geo[text]'`",
        "matplotlib is not installed; run `pip install 'sinokorea-geo[print]'`",
    ]
