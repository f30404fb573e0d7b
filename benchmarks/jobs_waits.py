"""Measure waits at the start, and how throughput scales."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

import numpy as np
from measure import Row, timed
from scene import OURS, Scene

from sinokorea_geo.geodesy import (
    GeodesicLine,
    PolylineIndex,
)


def loading(scene: Scene) -> list[Row]:
    """What has to be waited for."""
    start = time.perf_counter()
    index = PolylineIndex(*scene.xy.T)
    index.prepare()
    built = time.perf_counter() - start
    rows = [Row("index", OURS, 1, "runs", built, built)]
    code = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"
    first = (
        "import numpy as np; from sinokorea_geo.geodesy import PolylineIndex; "
        "t = time.perf_counter(); x = np.linspace(124, 130, 50); "
        "PolylineIndex(x, 40 + np.sin(x)).query(np.full(5000, 125.0), np.full(5000, 41.0))"
    )
    for job, who, text in (
        ("import", OURS, "import sinokorea_geo"),
        ("import", "geopandas", "import geopandas"),
        (
            "import",
            OURS + " and all its names",
            "import sinokorea_geo as s; [getattr(s, n) for n in s.__all__]",
        ),
        ("first call, cache warm", OURS, first),
    ):
        took = sorted(
            float(
                subprocess.run(
                    [sys.executable, "-c", code.format(text)],
                    capture_output=True,
                    check=True,
                    text=True,
                ).stdout
            )
            for _ in range(scene.runs)
        )
        middle = took[len(took) // 2]
        rows.append(Row(job, who, 1, "runs", middle, middle))
    return rows + cold()


def cold() -> list[Row]:
    """What the first large question takes where nothing is compiled yet."""
    program = (
        "import sys, time, numpy as np, sinokorea_geo as skg; border = skg.load_atlas().border; "
        "x, y = np.linspace(123, 131, 100_000), np.linspace(39, 43, 100_000); "
        "t = time.perf_counter(); border.locate(x, y, columns=sys.argv[1:] or None); "
        "print(time.perf_counter() - t)"
    )
    rows = []
    for name, columns in (
        ("all columns", []),
        ("distance and side", ["distance_m", "side"]),
    ):
        with tempfile.TemporaryDirectory() as folder:
            said = subprocess.run(
                [sys.executable, "-c", program, *columns],
                capture_output=True,
                check=True,
                text=True,
                env=os.environ | {"NUMBA_CACHE_DIR": folder},
            ).stdout
        job = f"first large question, {name}"
        rows.append(Row(job, OURS, 1, "runs", float(said), float(said)))
    return rows


def scaling(scene: Scene) -> list[Row]:
    """Throughput by number of points, and of segments."""
    rows = []
    for power in (4, 5, 6, 7, 8):
        count = 10**power
        if count > 100 * scene.count:
            continue
        row, _ = timed(
            f"10^{power} points",
            OURS,
            count,
            lambda count=count: streamed(scene, count),
            # What takes a millisecond is disturbed easily.
            runs=1 if power == 8 else max(3, 10 ** (6 - power)),
        )
        row.note = "streamed" if count > len(scene.lon) else ""
        rows.append(row)
    few = slice(0, min(len(scene.lon), 200_000))
    for power in (3, 4, 5, 6):
        steps = np.linspace(0, scene.index.length_m, 10**power + 1)
        index = PolylineIndex(*GeodesicLine(scene.xy).point_at(steps))
        index.prepare()
        row, _ = timed(
            f"10^{power} segments",
            OURS,
            len(scene.lon[few]),
            lambda: index.query(scene.lon[few], scene.lat[few]),
            runs=3,
        )
        rows.append(row)
    return rows


def streamed(scene: Scene, count: int) -> None:
    """Ask about so many points, as many at a time as there are, into the same arrays."""
    size = min(count, len(scene.lon))
    lon, lat = scene.lon[:size], scene.lat[:size]
    out = scene.index.query(lon, lat)
    for _ in range(count // size - 1):
        scene.index.query(lon, lat, out=out)
