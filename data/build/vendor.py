"""Fetch the scripts and styles of the pages from npm, or check that they are what npm serves.

``python data/build/vendor.py`` writes ``sinokorea_geo/maps/offline/vendor``; with ``--check`` it
writes nothing and fails if a byte differs. What is pinned stands in ``vendor.json`` beside this
file.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parents[1] / "sinokorea_geo" / "maps" / "offline" / "vendor"


def packed(name: str, version: str, into: Path) -> Path:
    """Return the archive of a package, as npm serves it."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("the pages' scripts come from npm; install Node.js")
    into.mkdir()
    command = [npm, "pack", "--silent", "--pack-destination", str(into), f"{name}@{version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = into.iterdir()
    return archive


def contents(pin: dict[str, Any], archive: Path) -> dict[str, bytes]:
    """Return the files that are kept of a package, by the name they are kept under."""
    found = {}
    with tarfile.open(archive) as tarball:
        for path in pin["take"]:
            stream = tarball.extractfile(f"package/{path}")
            if stream is None:
                raise SystemExit(f"{archive}: there is no file {path}")
            with stream:
                found[kept_name(path)] = stream.read()
    if "licence_text" in pin:
        found["LICENSE"] = (HERE / "licences" / pin["licence_text"]).read_bytes()
    return found


def kept_name(path: str) -> str:
    """Return the name a file is kept under: without folders, licences all alike."""
    name = path.rpartition("/")[2]
    return "LICENSE" if name.lower().partition(".")[0] in LICENCES else name


LICENCES = {"license", "licence", "mit-licence", "mit-license"}


def manifest(name: str, pin: dict[str, Any], sha256: str, files: dict[str, bytes]) -> bytes:
    """Return a package's ``vendored.json``."""
    record = {
        "package": name,
        "version": pin["version"],
        "registry": "npm",
        "sha256": sha256,
        "licence": pin["licence"],
        "files": {key: hashlib.sha256(files[key]).hexdigest() for key in sorted(files)},
    }
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> int:
    """Write or check every package; say what differs."""
    check = "--check" in sys.argv[1:]
    pins: dict[str, dict[str, Any]] = json.loads((HERE / "vendor.json").read_text("utf-8"))
    different = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (name, pin) in enumerate(pins.items()):
            archive = packed(name, pin["version"], Path(scratch) / str(number))
            sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
            if pin.get("sha256", sha256) != sha256:
                raise SystemExit(f"npm now serves another {name} {pin['version']}: do not use it")
            files = contents(pin, archive)
            files["vendored.json"] = manifest(name, pin, sha256, files)
            folder = VENDOR / name.rpartition("/")[2]
            for key, content in files.items():
                target = folder / key
                if not target.exists() or target.read_bytes() != content:
                    different.append(str(target.relative_to(VENDOR)))
                    if not check:
                        folder.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(content)
    print("\n".join(different) or "nothing differs")
    return int(check and bool(different))


if __name__ == "__main__":
    sys.exit(main())
