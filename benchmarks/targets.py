"""List the demands beside what was measured."""

from __future__ import annotations

from measure import Row, metres

OURS = "sinokorea_geo"
# Of each machine of a cluster.
PROCESSORS = 8


def verdicts(rows: list[Row], ours: str) -> list[tuple[str, str, bool]]:
    """Demand, measured, met; only for jobs that were run."""
    told: list[tuple[str, str, bool]] = []
    by = {(row.job, row.who): row for row in rows}

    def ratio(job: str, peer: str, wanted: float, what: str) -> None:
        mine, other = by.get((job, ours)), by.get((job, peer))
        if mine and other:
            got = mine.rate / other.rate
            told.append((f"{what}: at least {wanted:g}× {peer}", f"{got:,.3g}×", got >= wanted))

    def at_most(job: str, field: str, wanted: float, what: str) -> None:
        mine = by.get((job, ours))
        value = getattr(mine, field, None) if mine else None
        if value is not None:
            shown = metres(value) if field.endswith("error_m") else f"{value:,.3g}"
            told.append((what, shown, value <= wanted))

    ratio("distance", "Shapely STRtree + Geod", 100, "distance")
    at_most("distance", "error_m", 1e-3, "distance: error of at most 1 mm within 100 km")
    at_most("distance", "far_error_m", 0.1, "distance: error of at most 0.1 m to 3,000 km")
    at_most("distance", "bytes_per_point", 64, "distance: at most 64 bytes a point more")
    ratio("corridor", "shapely.contains_xy on a buffer", 20, "corridor")
    at_most("corridor", "wrong_per_million", 0, "corridor: none wrong")
    ratio("nearest of 30", "SciPy cKDTree + Geod", 20, "nearest crossing")
    at_most("nearest of 30", "wrong_per_million", 0, "nearest crossing: none wrong")
    for job in {r.job for r in rows if r.job.endswith(" zones") and r.job[0].isdigit()}:
        peers = [row for row in rows if row.job == job and row.who != ours]
        ratio(job, max(peers, key=lambda row: row.rate).who, 5, "zones")
    ratio("matrix", "pyproj Geod.inv", 100, "matrix")
    at_most("matrix", "error_m", 1e-2, "matrix: error of at most 1 cm")
    ratio("polygon", "Shapely buffer, UTM", 1, "polygon")
    at_most("polygon", "error_m", 1.0, "polygon: boundary within 1 m")
    at_most("index", "seconds", 0.3, "index built in less than 0.3 s")
    at_most("first call, cache warm", "seconds", 2.0, "first call in less than 2 s, cache warm")
    at_most(
        "first large question, distance and side",
        "seconds",
        6.0,
        "first large question in less than 6 s, nothing compiled",
    )
    ratio("import", "geopandas", 1 / 1.1, "import")
    told += public_verdicts(rows, ours)
    points = [row.rate for row in rows if row.job.endswith(" points")]
    if points:
        spread = max(points) / min(points)
        told.append(("flat from 10⁴ points on: within a factor of 2", f"{spread:.2f}", spread <= 2))
    sizes = [row.rate for row in rows if row.job.endswith(" segments")]
    if len(sizes) > 1:
        slower = sizes[0] / sizes[-1]
        told.append(
            ("10³ to 10⁶ segments: less than 1,000× slower", f"{slower:.3g}×", slower < 1000)
        )
    return told


def costs(rows: list[Row]) -> str:
    """Table of what long tables cost on clusters, from the processor time of a row here."""
    measured = [
        row for row in rows if row.job == "annotate, parquet" and row.who == "sinokorea_geo"
    ]
    if not measured:
        return ""
    each = measured[0].cpu_seconds / measured[0].count
    lines = [
        f"A row takes {each * 1e6:.2f} µs of one processor.\n",
        "| rows | one machine | 10 machines | 100 machines |\n|---|---:|---:|---:|",
    ]
    for power in ("⁹", "¹¹"):
        count = 10.0 ** {"⁹": 9, "¹¹": 11}[power]
        hours = [count * each / (PROCESSORS * machines) / 3600 for machines in (1, 10, 100)]
        lines.append(f"| 10{power} | " + " | ".join(map(wait, hours)) + " |")
    return "\n".join(lines)


def wait(hours: float) -> str:
    """A time for reading."""
    return f"{hours:,.1f} h" if hours >= 1 else f"{hours * 60:,.1f} min"


def public_verdicts(rows: list[Row], ours: str) -> list[tuple[str, str, bool]]:
    """Compare what public names do with what was demanded of them."""
    by = {(row.job, row.who): row for row in rows}
    arrow = "Arrow reads what we read, and reads and writes what we wrote"
    wanted = [
        ("distance", "Shapely STRtree + Geod", 250),
        ("locate, arrays", "Shapely STRtree + Geod", 100),
        ("within_corridor, arrays", "shapely.contains_xy on a buffer", 20),
        ("within_corridor, GeoSeries", "g.x, g.y and contains_xy", 1),
        ("within_zones, GeoSeries", "geopandas sjoin", 50),
        ("annotate, parquet", arrow, 1 / 2.5),
        ("annotate, csv", arrow, 1 / 2),
    ]
    told = []
    for job, peer, times in wanted:
        mine, other = by.get((job, ours)), by.get((job, peer))
        if mine and other:
            got = mine.rate / other.rate
            told.append((f"{job}: at least {times:g}× {peer}", f"{got:,.3g}×", got >= times))
    told += [
        (f"{row.job}: 1 M points/s", f"{row.rate / 1e6:.2f} M/s", row.rate >= 1e6)
        for row in rows
        if row.job.startswith("nearest of ") and row.job != "nearest of 30"
    ]
    jobs = (
        ("locate, GeoSeries", OURS),
        ("locate, GeoSeries", "g.x, g.y alone"),
        ("locate, arrays", OURS),
    )
    if all(job in by for job in jobs):
        frame, parts, arrays = (by[job].seconds / by[job].count for job in jobs)
        told.append(
            (
                "locate, GeoSeries: at most the time of g.x, g.y and 1.2× the arrays'",
                f"{frame * 1e9:.0f} of {(parts + 1.2 * arrays) * 1e9:.0f} ns a point",
                frame <= parts + 1.2 * arrays,
            )
        )
    streams = {row.job: row for row in rows if row.job.endswith(" rows streamed")}
    if len(streams) > 1:
        each = [row.seconds / row.count for row in streams.values()]
        told.append(
            (
                "streams: a row of the longest costs at most 1.3× one of the shortest",
                f"{each[-1] / each[0]:.2f}×",
                each[-1] <= 1.3 * each[0],
            )
        )
    both = [row for row in rows if row.job.endswith(" files")]
    if len(both) > 1:
        slower = both[1].seconds / both[0].seconds
        told.append(
            ("Dask, two workers: at most 1.3× one process", f"{slower:.2f}×", slower <= 1.3)
        )
    if one := by.get(("distance to an outline, one by one", ours)):
        told.append(("distances one by one: 2,000/s", f"{one.rate:,.0f}/s", one.rate >= 2000))
    return told
