"""Time, memory and rows of the comparison."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Row:
    """One line of the table."""

    job: str
    who: str
    count: int
    unit: str
    seconds: float
    cpu_seconds: float
    error_m: float | None = None
    far_error_m: float | None = None
    wrong_per_million: float | None = None
    bytes_per_point: float | None = None
    note: str = ""

    @property
    def rate(self) -> float:
        """Points, pairs or runs a second, by the clock."""
        return self.count / self.seconds


def timed(
    job: str, who: str, count: int, work: Callable[[], Any], *, unit: str = "points", runs: int = 5
) -> tuple[Row, Any]:
    """Run a job once to warm up, then several times; the medians, and what it returned."""
    result = work()
    clock, cpu = [], []
    for _ in range(runs):
        wall, busy = time.perf_counter(), time.process_time()
        result = work()
        clock.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - busy)
    return Row(job, who, count, unit, statistics.median(clock), statistics.median(cpu)), result


def extra_bytes(count: int, given: int, work: Callable[[], int]) -> float:
    """Peak memory for a point beyond what goes in and comes out; `work` returns the latter."""
    tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    returned = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return max(0.0, (peak - before - returned - 0 * given) / count)


def speed(rate: float) -> str:
    """A rate for reading."""
    for limit, name in ((1e6, "M"), (1e3, "k")):
        if rate >= limit:
            return f"{rate / limit:,.3g} {name}"
    return f"{rate:,.3g}"


def table(rows: list[Row], ours: str) -> str:
    """All rows in Markdown, with the ratio of ours to each."""
    lines = [
        "| job | who | per second | ours is faster by | worst error | wrong in 10⁶ | bytes/point |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    best = {row.job: row.rate for row in rows if row.who == ours}
    for row in rows:
        ratio = "" if row.who == ours else f"{best[row.job] / row.rate:,.3g}×"
        error = "" if row.error_m is None else metres(row.error_m)
        wrong = "" if row.wrong_per_million is None else f"{row.wrong_per_million:,.3g}"
        memory = "" if row.bytes_per_point is None else f"{row.bytes_per_point:,.0f}"
        who = row.who + (f" ({row.note})" if row.note else "")
        lines.append(
            f"| {row.job} | {who} | {speed(row.rate)} {row.unit} | {ratio} | {error} | {wrong} "
            f"| {memory} |"
        )
    return "\n".join(lines)


def metres(value: float) -> str:
    """A length for reading."""
    for limit, name, scale in ((1.0, "m", 1.0), (1e-3, "mm", 1e3), (1e-6, "µm", 1e6)):
        if value >= limit:
            return f"{value * scale:,.3g} {name}"
    return f"{value * 1e9:,.3g} nm"


def as_json(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows for a file."""
    return [asdict(row) | {"per_second": row.rate} for row in rows]
