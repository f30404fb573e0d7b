"""The engine beside what people use instead, in one run.

    python benchmarks/peers.py [--quick] [--points N] [--json FILE]

Peers that are not installed are left out and named; ``pip install -e '.[peers]'`` brings them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import jobs
from measure import Row, as_json, table
from targets import costs, verdicts

import sinokorea_geo as skg

OURS = "sinokorea_geo"


def arguments() -> argparse.Namespace:
    """What the user wants."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the points, three runs")
    parser.add_argument("--points", type=int, default=1_000_000, help="for the engine itself")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=sorted(jobs.JOBS), choices=sorted(jobs.JOBS))
    parser.add_argument("--json", type=Path, help="write the rows to this file, too")
    return parser.parse_args()


def main() -> None:
    """Run all jobs, print the tables."""
    wanted = arguments()
    count = wanted.points // 10 if wanted.quick else wanted.points
    scene = jobs.Scene(skg.load_atlas(), count, wanted.seed, 3 if wanted.quick else 5)
    rows: list[Row] = []
    for name in wanted.only:
        print(f"… {name}", file=sys.stderr, flush=True)
        rows += jobs.JOBS[name](scene)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(table(rows, OURS), end="\n\n")
    told = verdicts(rows, OURS)
    print("| demand | measured | met |\n|---|---|---|")
    for demand, measured, met in told:
        print(f"| {demand} | {measured} | {'yes' if met else 'no'} |")
    if told_costs := costs(rows):
        print(f"\n{told_costs}")
    print(f"\n{os.cpu_count()} processors, load {load:.1f}, Python {platform.python_version()}")
    if scene.missing:
        print("left out, not installed or not running:", ", ".join(sorted(scene.missing)))
    if wanted.json:
        held = {
            "rows": as_json(rows),
            "demands": told,
            "load": load,
            "missing": sorted(scene.missing),
        }
        wanted.json.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
