"""Write a CycloneDX list of the installed run-time dependencies and of the vendored scripts."""

import json
import re
from importlib.metadata import distribution, version
from pathlib import Path


def needed(name: str, seen: set[str]) -> set[str]:
    """Collect the packages that one needs to run, without its extras."""
    for line in distribution(name).requires or []:
        found = re.split(r"[\s;<>=!~\[(]", line)[0].lower().replace("_", "-")
        if "extra ==" not in line and found not in seen:
            try:
                distribution(found)
            except ModuleNotFoundError:  # for another system
                continue
            seen.add(found)
            needed(found, seen)
    return seen


if __name__ == "__main__":
    parts = [
        {
            "type": "library",
            "name": name,
            "version": version(name),
            "purl": f"pkg:pypi/{name}@{version(name)}",
        }
        for name in sorted(needed("sinokorea-geo", set()))
    ]
    for path in sorted(Path("sinokorea_geo/maps/offline/vendor").glob("*/vendored.json")):
        pins = json.loads(path.read_text(encoding="utf-8"))
        parts.append(
            {
                "type": "library", "name": pins["package"], "version": pins["version"],
                "purl": f"pkg:npm/{pins['package'].replace('@', '%40')}@{pins['version']}",
                "hashes": [{"alg": "SHA-256", "content": pins["sha256"]}],
            }
        )  # fmt: skip
    listed = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}
    Path("sbom.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
