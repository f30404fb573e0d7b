"""Border lines: the edges that the OSM time-zone areas of 2026 share."""

from __future__ import annotations

from typing import Any

import numpy as np
from layerfile import feature, write_layer
from numpy.typing import NDArray
from pyproj import Geod
from registry import package
from shapely.geometry import LineString

Coordinates = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
OSM = "© OpenStreetMap contributors, ODbL 1.0"
SOURCE = "osm-timezones-2026"

#: Where the river ends and the sea begins: the vertex of the line at the treaty's longitude.
YALU_MOUTH = (124.168333, 39.828056)
#: Where the line leaves the last stream of the upper Yalu for straight lines over the mountain.
LEAVES_YALU = (128.074295, 41.965338)
#: Where the last straight line over the mountain meets the first stream of the Tumen.
MEETS_TUMEN = (128.431093, 42.020171)
#: The last river vertex of the DPRK–Russia line, before the leg to the open sea.
TUMEN_MOUTH = (130.696989, 42.292872)
#: The China–Russia line is context (whose side is a point on?), kept as far as this.
CHINA_RUSSIA_TO_LATITUDE = 45.0
CONTEXT_TOLERANCE_DEG = 0.0003


def _rings(zone: str) -> list[Coordinates]:
    from timezonefinder import TimezoneFinder

    package("timezonefinder-data")  # the hash of the archive, though the installed copy is read
    polygons = TimezoneFinder(in_memory=True).get_geometry(tz_name=zone, coords_as_pairs=True)
    return [np.round(np.asarray(ring, dtype=float), 6) for part in polygons for ring in part]


def _vertices(rings: list[Coordinates]) -> set[tuple[float, float]]:
    return {(float(x), float(y)) for ring in rings for x, y in ring}


def _shared_run(ring: Coordinates, others: set[tuple[float, float]]) -> Coordinates:
    """Return the longest unbroken run of a ring's vertices that stand in `others` too."""
    shared = np.array([(float(x), float(y)) in others for x, y in ring])
    if shared.all() or not shared.any():
        raise SystemExit("the time-zone rings share no partial edge: the package has changed")
    start = int(np.flatnonzero(~shared)[0])
    ring, shared = np.roll(ring, -start, axis=0), np.roll(shared, -start)
    edges = np.flatnonzero(np.diff(np.r_[False, shared, False].astype(int)))
    runs = list(zip(edges[::2], edges[1::2], strict=True))
    first, last = max(runs, key=lambda run: run[1] - run[0])
    return ring[first:last]


def _index(line: Coordinates, vertex: tuple[float, float]) -> int:
    hit = np.flatnonzero((line[:, 0] == vertex[0]) & (line[:, 1] == vertex[1]))
    if len(hit) != 1:
        raise SystemExit(f"vertex {vertex} stands {len(hit)} times in the line, wanted once")
    return int(hit[0])


def _feature(line: Coordinates, **properties: Any) -> dict[str, Any]:
    length = GEOD.line_length(line[:, 0], line[:, 1])
    return feature(
        LineString(line),
        status="in force",
        geometry_basis="osm",
        source_ids=[SOURCE],
        length_m=round(length, 1),
        **properties,
    )


def korean_rings() -> list[Coordinates]:
    """Return the DPRK's rings, islands first, the mainland last."""
    return sorted(_rings("Asia/Pyongyang"), key=len)


def build() -> None:
    """Write ``border.geojson``."""
    mainland = korean_rings()[-1]
    china, russia = _rings("Asia/Shanghai"), _rings("Asia/Vladivostok")
    whole = _shared_run(mainland, _vertices(china))[::-1]  # from the sea to the tripoint
    korea_russia = _shared_run(mainland, _vertices(russia))[::-1]  # tripoint to the sea
    china_russia = _shared_run(max(china, key=len), _vertices(russia))[::-1]
    mouth = _index(whole, YALU_MOUTH)
    sea, border = whole[: mouth + 1], whole[mouth:]
    leaves, meets = _index(border, LEAVES_YALU), _index(border, MEETS_TUMEN)
    for line in (korea_russia, china_russia):
        if not np.array_equal(line[0], border[-1]):
            raise SystemExit("the three lines do not meet in one tripoint")
    river_end = _index(korea_russia, TUMEN_MOUTH)
    beyond = int(np.flatnonzero(china_russia[:, 1] > CHINA_RUSSIA_TO_LATITUDE)[0])
    write_layer(
        "border",
        [
            _feature(
                border[: leaves + 1],
                id="border-yalu",
                name_en="China–DPRK border: Yalu (Amnok) section",
                name_zh="中朝边界鸭绿江段",
                name_ko="조중국경 압록강구간",
                kind="border-section",
                country="CN-KP",
                accuracy_m=100,
                note="Ends where the line leaves the last stream for straight lines over Paektu, "
                "as its vertices show. Up to 2 km between sources from Dandong to Hushan.",
            ),
            _feature(
                border[leaves : meets + 1],
                id="border-paektu",
                name_en="China–DPRK border: Paektu (Changbai) land section",
                name_zh="中朝边界长白山段",
                name_ko="조중국경 백두산구간",
                kind="border-section",
                country="CN-KP",
                accuracy_m=100,
                note="Straight lines between markers across the mountain and Heaven Lake. Up to "
                "660 m between sources just east of the lake.",
            ),
            _feature(
                border[meets:],
                id="border-tumen",
                name_en="China–DPRK border: Tumen (Tuman) section",
                name_zh="中朝边界图们江段",
                name_ko="조중국경 두만강구간",
                kind="border-section",
                country="CN-KP",
                accuracy_m=100,
                note="From the first stream the line follows to the tripoint with Russia. "
                "Up to 2 km between sources below Hunchun.",
            ),
            _feature(
                sea,
                id="sea-tail",
                name_en="China–DPRK boundary off the Yalu mouth",
                name_zh="鸭绿江口外海上分界线",
                name_ko="압록강하구 밖 해상분계선",
                kind="sea-boundary",
                country="CN-KP",
                accuracy_m=2000,
                note="Seaward of the river mouth; not part of the border length. Runs from the "
                "sea to the mouth.",
            ),
            _feature(
                korea_russia[: river_end + 1],
                id="dprk-russia",
                name_en="DPRK–Russia border",
                name_zh="朝俄边界",
                name_ko="조로국경",
                kind="neighbour-border",
                country="KP-RU",
                accuracy_m=300,
                note="From the tripoint down the Tumen to its mouth; drawn with few vertices.",
            ),
            _feature(
                korea_russia[river_end:],
                id="dprk-russia-sea",
                name_en="DPRK–Russia boundary off the Tumen mouth",
                name_zh="图们江口外朝俄海上分界线",
                name_ko="두만강하구 밖 조로해상분계선",
                kind="sea-boundary",
                country="KP-RU",
                accuracy_m=2000,
                note="Seaward of the river mouth.",
            ),
            _feature(
                np.asarray(
                    LineString(china_russia[: beyond + 1]).simplify(CONTEXT_TOLERANCE_DEG).coords
                ),
                id="china-russia",
                name_en="China–Russia border, southern end",
                name_zh="中俄边界南端",
                name_ko="중로국경 남단",
                kind="neighbour-border",
                country="CN-RU",
                accuracy_m=100,
                note=f"Context only: from the tripoint to {CHINA_RUSSIA_TO_LATITUDE}° N, to "
                "tell Russian from Chinese places near the Tumen; simplified by up to 30 m.",
            ),
        ],
        attribution=OSM,
    )


if __name__ == "__main__":
    build()
