"""Edges that are one on the ground are one on the map: none runs a little beside another."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

import sinokorea_geo as skg
from sinokorea_geo.maps.outlines import coordinates, shapes
from sinokorea_geo.maps.web.encoding import compact, decoded

#: What counts as beside: so many metres, at no larger an angle, over pieces of this length.
NEAR_M, ANGLE_DEG, PIECE_M = 500.0, 15.0, 200.0
METRES = np.array([111_320 * np.cos(np.radians(41.5)), 111_200])
LAYERS = ["border", "zones", "islands", "provinces", "counties"]
#: Kilometres of an edge that on the ground runs beside another: both banks of a mouth, islets
#: across a channel, an edge between two units not far from the shore or on a hill by the river.
ON_THE_GROUND = {
    ("coast", "border"): 25.0,
    ("coast", "islands"): 8.0,
    ("islands", "border"): 26.0,
    ("provinces", "coast"): 18.0,
    ("counties", "coast"): 13.0,
    ("provinces", "border"): 1.0,
    ("counties", "border"): 8.0,
    ("counties", "provinces"): 5.0,
    ("provinces", "counties"): 2.0,
}
FIRST = ("coast", "border", "islands")


def rings_of(spec: Any) -> dict[str, list[NDArray[np.float64]]]:
    """Every line that a page draws, by its layer, as its scripts put it together."""
    arcs = [np.array(decoded(text)) for text in spec["arcs"]]

    def course(numbers: Any) -> NDArray[np.float64]:
        if isinstance(numbers, str):
            return np.array(decoded(numbers))
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in numbers]
        for one, other in itertools.pairwise(parts):
            np.testing.assert_allclose(one[-1], other[0], atol=1e-9)
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    found = {"coast": [course(ring) for area in spec["land"]["areas"] for ring in area]}
    for group in spec["groups"]:
        rings = [
            course(ring)
            for feature in group["features"]
            if "areas" in feature
            for area in spec["outlines"][feature["areas"]]
            for ring in area
        ]
        borders = [feature for feature in group["features"] if not feature.get("text")]
        rings += [course(line) for feature in borders for line in feature.get("lines", ())]
        found[group["id"]] = rings
    return found


def pieces(rings: list[NDArray[np.float64]]) -> tuple[NDArray[np.float64], set[frozenset[Any]]]:
    """The segments of rings, each once, in pieces of some hundred metres, and as pairs of ends."""
    ends = {
        frozenset([tuple(a), tuple(b)])
        for ring in rings
        for a, b in itertools.pairwise(np.round(ring, 4).tolist())
        if a != b
    }
    return np.array([sorted(pair) for pair in ends]), ends


def cut(segments: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middles of pieces of segments in metres, and which way each goes, with its length."""
    start, along = segments[:, 0] * METRES, (segments[:, 1] - segments[:, 0]) * METRES
    count = np.maximum(1, np.ceil(np.hypot(*along.T) / PIECE_M)).astype(int)
    of = np.repeat(np.arange(len(segments)), count)
    at = np.concatenate([(np.arange(n) + 0.5) / n for n in count])
    return start[of] + along[of] * at[:, None], along[of] / count[of, None]


def beside_km(one: list[NDArray[np.float64]], other: list[NDArray[np.float64]]) -> float:
    """Kilometres of some edges that run along others, near them and yet not on them."""
    segments, _ = pieces(one)
    others, other_ends = pieces(other)
    own = np.array([pair for pair in segments if frozenset(map(tuple, pair)) not in other_ends])
    if not len(own):
        return 0.0
    middles, steps = cut(own)
    them, ways = cut(others)
    tree = shapely.STRtree(shapely.linestrings(np.stack([them - ways / 2, them + ways / 2], 1)))
    i, j = tree.query(shapely.points(middles), predicate="dwithin", distance=NEAR_M)
    size = np.hypot(*steps[i].T) * np.hypot(*ways[j].T)
    slant = np.abs(steps[i, 0] * ways[j, 1] - steps[i, 1] * ways[j, 0]) / np.maximum(size, 1e-9)
    alike = np.unique(i[slant < np.sin(np.radians(ANGLE_DEG))])
    return float(np.hypot(*steps[alike].T).sum()) / 1000


@pytest.fixture(scope="module")
def drawn(atlas: skg.Atlas) -> dict[str, list[NDArray[np.float64]]]:
    return rings_of(compact(skg.make_map(atlas, layers=LAYERS).spec))


@pytest.fixture(scope="module")
def own(drawn: Any) -> dict[str, list[NDArray[np.float64]]]:
    """The edges of units and zones that are no coast, border or island."""
    known = set().union(*(pieces(drawn[name])[1] for name in FIRST))
    found = {name: pieces(drawn[name])[1] - known for name in LAYERS if name not in FIRST}
    edges = {name: [np.array(sorted(pair)) for pair in pairs] for name, pairs in found.items()}
    return edges | {name: drawn[name] for name in FIRST}


PAIRS = [("coast", "border"), ("coast", "islands"), ("islands", "border")]
PAIRS += [(one, other) for one in ("provinces", "counties", "zones") for other in FIRST]
PAIRS += list(itertools.permutations(["provinces", "counties", "zones"], 2))


@pytest.mark.parametrize("pair", PAIRS)
def test_edges_are_one_or_apart(own: Any, pair: tuple[str, str]) -> None:
    one, other = pair
    assert beside_km(own[one], own[other]) <= ON_THE_GROUND.get(pair, 0.0)


def test_an_edge_that_runs_beside_another_is_found() -> None:
    line = np.array([[128.0, 41.5], [128.1, 41.5], [128.2, 41.6]])
    north = np.array([0.0, 1.0])
    assert beside_km([line], [line]) == 0
    moved = beside_km([line + 0.002 * north], [line])
    assert moved == pytest.approx(22.2, abs=0.5)
    assert beside_km([line + 0.02 * north], [line]) == 0


def test_what_is_drawn_is_what_is_measured_but_for_its_coast(atlas: skg.Atlas) -> None:
    frames = [atlas.islands, atlas.counties, atlas.provinces, atlas.zones]
    for row in (row for frame in frames for row in frame.itertuples()):
        if row.geometry.geom_type == "Point":
            continue
        rings = [[coordinates(ring) for ring in area] for area in shapes()[row.id]["areas"]]
        area = shapely.union_all([shapely.make_valid(shapely.Polygon(r[0], r[1:])) for r in rings])
        off = area.symmetric_difference(row.geometry).area
        # A strip along the edge, narrower than the position is good; most in the Yalu's mouth.
        assert off < 0.7 * row.geometry.length * row.accuracy_m / 1e5, row.id


def test_borders_are_drawn_whole(atlas: skg.Atlas) -> None:
    for row in atlas.layer("border").itertuples():
        drawn = coordinates(shapes()[row.id]["lines"][0])
        assert shapely.hausdorff_distance(shapely.LineString(drawn), row.geometry) < 0.002
        assert max(np.hypot(*np.diff(drawn, axis=0).T)) < 1
