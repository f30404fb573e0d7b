"""Say what the package is made of: run-time dependencies, vendored scripts, licences, advisories.

``make sbom`` writes a CycloneDX list of what is installed. ``make release`` puts one beside the
wheel, and checks it where nothing but the wheel and its extras is installed. ``make vendored``
writes the page of vendored scripts from their pins and ``.ci/advisories.json``; with
``LIST=jsrepository-v6.json DATE=2026-08-22`` it takes advisories from that file of
https://github.com/RetireJS/retire.js first.
"""

import datetime
import json
import re
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "sinokorea_geo" / "maps" / "offline" / "vendor"
ADVISORIES = ROOT / ".ci" / "advisories.json"
PAGE = ROOT / "docs" / "made-of.md"


#: Extras for those who use the package; the rest is for those who work on it.
EXTRAS = frozenset({"text", "print", "excel", "image", "cluster"})


def needed(name: str, extras: frozenset[str] = EXTRAS, asked: Any = None) -> set[str]:
    """Collect the installed packages that one needs to run, with some of its extras."""
    asked = set() if asked is None else asked
    for line in distribution(name).requires or []:
        one = Requirement(line)
        wanted = one.marker is None or any(
            one.marker.evaluate({"extra": extra}) for extra in extras | {""}
        )
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if wanted and key not in asked:
            with suppress(PackageNotFoundError):  # an extra that is left out
                distribution(key[0])
                asked.add(key)
                needed(*key, asked)
    return {found for found, _ in asked}


def installed() -> dict[str, str]:
    """Return the versions of all that is installed here, but this package and what installs."""
    found = {canonicalize_name(one.metadata["Name"]): one.version for one in distributions()}
    return {n: v for n, v in found.items() if n not in {"sinokorea-geo", "pip", "setuptools"}}


def differences(listed: dict[str, Any]) -> list[str]:
    """Say where a list and what is installed differ."""
    parts = {p["name"]: p["version"] for p in listed["components"] if "pypi" in p["purl"]}
    here = installed()
    return [
        f"{name}: {parts.get(name, 'not')} listed, {here.get(name, 'not')} installed"
        for name in sorted({*parts, *here})
        if parts.get(name) != here.get(name)
    ]


def licence_of(name: str) -> str:
    """Return what a package says of its licence: an expression, its classifiers or its text."""
    about = distribution(name).metadata
    sorts = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    said = [about.get("License-Expression"), *(c.rpartition(" :: ")[2] for c in sorts)]
    text = (about.get("License") or "").strip()
    return " AND ".join(filter(None, said)) or text.partition("\n")[0] or "unknown"


def vendored() -> list[dict[str, Any]]:
    """Return the pins of the vendored scripts."""
    paths = sorted(VENDOR.glob("*/vendored.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def sbom() -> dict[str, Any]:
    """List the installed run-time dependencies and the vendored scripts, as CycloneDX."""
    parts: list[dict[str, Any]] = []
    for name in sorted(needed("sinokorea-geo")):
        version = distribution(name).version
        purl = f"pkg:pypi/{name}@{version}"
        parts.append({"name": name, "version": version, "purl": purl})
        parts[-1]["licenses"] = [{"license": {"name": licence_of(name)}}]
    for pins in vendored():
        purl = f"pkg:npm/{pins['package'].replace('@', '%40')}@{pins['version']}"
        parts.append({"name": pins["package"], "version": pins["version"], "purl": purl})
        parts[-1]["licenses"] = [{"license": {"id": pins["licence"]}}]
        parts[-1]["hashes"] = [{"alg": "SHA-256", "content": pins["sha256"]}]
    listed = [{"type": "library", **part} for part in parts]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": listed}


def number(version: str) -> tuple[Any, ...]:
    """Return a version as it sorts; what comes before a release sorts before it."""
    plain, mark, _ = version.partition("-")
    parts = [int(digits or 0) for digits in re.findall(r"(?:^|\.)(\d*)", plain)]
    return (*[*parts, 0, 0, 0][:3], not mark)


def affects(row: dict[str, str], version: str) -> bool:
    """Tell whether an advisory is about a version; without ``below`` it is about all later ones."""
    after = number(row.get("from", "0")) <= number(version)
    return after and ("below" not in row or number(version) < number(row["below"]))


def taken_from(listed: dict[str, Any]) -> list[dict[str, str]]:
    """Return the advisories of a list of Retire.js that are about vendored packages."""
    names = {pins["package"] for pins in vendored()}
    rows = []
    for key, about in listed.items():
        package = about.get("npmname") or key.lower()
        for one in about.get("vulnerabilities", ()) if package in names else ():
            ids = one["identifiers"]
            known = [*ids.get("CVE", ()), ids.get("githubID") or f"Retire.js {key} {one['below']}"]
            row = {"package": package, "id": known[0], "below": one["below"]}
            if "atOrAbove" in one:
                row["from"] = one["atOrAbove"]
            rows.append(row)
    return rows


def page(before: str) -> str:
    """Return the page, its table of vendored scripts made anew."""
    held = json.loads(ADVISORIES.read_text(encoding="utf-8"))
    head, mark, _ = before.partition("<!-- scripts -->\n")
    lines = [
        "| Package | Version | Licence | Advisories | Mended by | SHA-256 of the archive |",
        "| --- | --- | --- | --: | --- | --- |",
    ]
    for pins in vendored():
        own = [row["below"] for row in held["rows"] if row["package"] == pins["package"]]
        mended, digest = max(own, key=number, default=""), pins["sha256"]
        about = f"| {pins['package']} | {pins['version']} | {pins['licence']} "
        lines.append(f"{about}| {len(own) or ''} | {mended} | `{digest[:32]}` `{digest[32:]}` |")
    lines.append(f"\nAdvisories were read on {held['read']}, from:\n")
    for row in (*held["lists"], *held["weighed"]):
        named = f"[{row['title']}]({row['address']}), {row['publisher']}, {row['date']}"
        weighed = f"{row['package']}: {{}}. {row['what']} {row['why']}" if "why" in row else "{}"
        lines.append(f"- {weighed.format(named)}")
    return head + mark + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["sbom"]:
        path = Path(sys.argv[2]) if len(sys.argv) == 3 else ROOT / "sbom.json"
        path.write_text(json.dumps(sbom(), indent=1) + "\n", encoding="utf-8")
    elif sys.argv[1:2] == ["check"] and len(sys.argv) == 3:
        if faults := differences(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))):
            sys.exit(f"{sys.argv[2]} is not what is installed:\n" + "\n".join(faults))
    elif sys.argv[1:2] == ["vendored"]:
        if len(sys.argv) == 4:
            held = json.loads(ADVISORIES.read_text(encoding="utf-8"))
            held["rows"] = taken_from(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
            held["lists"][0]["date"] = sys.argv[3]
            held["read"] = datetime.date.today().isoformat()
            text = json.dumps(held, ensure_ascii=False, indent=1)
            ADVISORIES.write_text(text + "\n", encoding="utf-8")
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.exit("pass sbom, check with a list, or vendored with a list of Retire.js and its date")
