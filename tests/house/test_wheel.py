"""The installed package does the main job by itself, away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


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
