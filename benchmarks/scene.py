"""The border, points about it, and the truth about some of them."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import Any

import numpy as np
from pyproj import Geod

from sinokorea_geo.geodesy import (
    PolylineIndex,
)
from tests.geodesy import oracle

OURS = "sinokorea_geo"
GEOD = Geod(ellps="WGS84")
WIDTH_M = 25_000.0
EARTH_M = 6_371_008.8
# Peers are slow; a share of the points tells as much.
PEER_SHARE = 20


class Scene:
    """The border, points about it, and what was left out."""

    def __init__(self, atlas: Any, count: int, seed: int, runs: int) -> None:
        self.atlas, self.count, self.runs = atlas, count, runs
        self.xy = np.array(atlas.border.line.coords)
        self.rng = np.random.default_rng(seed)
        self.lon, self.lat = self.points(count)
        self.few = max(2_000, count // PEER_SHARE)
        self.missing: set[str] = set()
        self.index = PolylineIndex(*self.xy.T)

    def points(self, count: int, reach_deg: float = 3.0) -> tuple[Any, Any]:
        """Points evenly about the line."""
        at = self.xy[self.rng.integers(0, len(self.xy), count)]
        turn = self.rng.uniform(0, 2 * np.pi, count)
        away = reach_deg * np.sqrt(self.rng.uniform(0, 1, count))
        squeeze = np.cos(np.radians(at[:, 1]))
        return at[:, 0] + away * np.cos(turn) / squeeze, at[:, 1] + away * np.sin(turn)

    def module(self, name: str) -> Any:
        """A peer, or None."""
        try:
            return importlib.import_module(name)
        except ImportError:
            self.missing.add(name.partition(".")[0])
            return None

    @cached_property
    def truth(self) -> tuple[Any, Any, Any]:
        """Some points near and far and their distances, the slow way."""
        near = self.points(300, 0.8)
        far = self.points(60, 26.0)
        lon, lat = (np.concatenate(axis) for axis in zip(near, far, strict=True))
        lat = np.clip(lat, -89.0, 89.0)
        lon = (lon + 180.0) % 360.0 - 180.0
        return lon, lat, oracle.distances(self.xy, lon, lat)


def error(found: Any, truth: Any, low: float, high: float) -> float:
    """Largest error among distances in a range."""
    some = (truth >= low) & (truth < high)
    return float(np.abs(np.asarray(found) - truth)[some].max())


def keep(_: Any, size: int) -> int:
    """Say how much was returned."""
    return size


def ecef(lon: Any, lat: Any) -> Any:
    """Earth-centred metres, on the ellipsoid."""
    x, y = np.radians(lon), np.radians(lat)
    out = GEOD.a / np.sqrt(1.0 - GEOD.es * np.sin(y) ** 2)
    return np.column_stack(
        (
            out * np.cos(y) * np.cos(x),
            out * np.cos(y) * np.sin(x),
            out * (1.0 - GEOD.es) * np.sin(y),
        )
    )
