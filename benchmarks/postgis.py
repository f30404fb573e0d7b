"""PostGIS as a peer: asked through ``psql``, where a server with PostGIS answers to it."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from typing import Any

import numpy as np

__all__ = ["Postgis"]

_DISTANCE = "ST_Distance(p.at, l.line)"
_SCHEMA = "sinokorea_geo_peers"


class Postgis:
    """A scratch schema with the line in it.

    The server is the one that ``psql`` finds by PGHOST, PGDATABASE and the like.
    """

    def __init__(self, xy: Any) -> None:
        path = ", ".join(f"{lon!r} {lat!r}" for lon, lat in xy.tolist())
        self._ask(
            "create extension if not exists postgis;"
            f"drop schema if exists {_SCHEMA} cascade; create schema {_SCHEMA};"
            f"create table {_SCHEMA}.line as "
            f"select geography(ST_GeomFromText('LINESTRING({path})', 4326)) as line;"
        )

    @staticmethod
    def is_there() -> bool:
        """Whether ``psql`` reaches a server that has PostGIS."""
        if shutil.which("psql") is None:
            return False
        asked = "select 1 from pg_available_extensions where name = 'postgis'"
        done = subprocess.run(
            ["psql", "-XAtqc", asked], capture_output=True, text=True, check=False
        )
        return done.returncode == 0 and done.stdout.strip() == "1"

    def distances(self, lon: Any, lat: Any) -> tuple[Any, float]:
        """Distances of points from the line, and the seconds the server took to compute them."""
        self._points(lon, lat)
        joined = f"from {_SCHEMA}.points p, {_SCHEMA}.line l"
        start = time.perf_counter()
        self._ask(f"select sum({_DISTANCE}) {joined}")
        seconds = time.perf_counter() - start
        told = self._ask(f"select {_DISTANCE} {joined} order by p.number")
        return np.array(told.split(), dtype=float), seconds

    def pairs(self, lon: Any, lat: Any, to_lon: Any, to_lat: Any) -> Any:
        """Distances of points from others, pair by pair."""
        self._points(lon, lat)
        other = np.column_stack((to_lon, to_lat)).tolist()
        values = ",".join(f"({k},{x!r},{y!r})" for k, (x, y) in enumerate(other))
        told = self._ask(
            "select ST_Distance(p.at, geography(ST_SetSRID(ST_MakePoint(o.x, o.y), 4326))) "
            f"from {_SCHEMA}.points p join (values {values}) o(number, x, y) using (number) "
            "order by number"
        )
        return np.array(told.split(), dtype=float)

    def close(self) -> None:
        """Drop the schema."""
        self._ask(f"drop schema {_SCHEMA} cascade")

    def _points(self, lon: Any, lat: Any) -> None:
        rows = io.StringIO()
        for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            rows.write(f"{number}\t{x!r}\t{y!r}\n")
        self._ask(
            f"drop table if exists {_SCHEMA}.points; create temp table given "
            "(number int, x float8, y float8);\n\\copy given from pstdin\n"
            f"{rows.getvalue()}\\.\n"
            f"create table {_SCHEMA}.points as select number, "
            "geography(ST_SetSRID(ST_MakePoint(x, y), 4326)) as at from given order by number;"
            f"analyze {_SCHEMA}.points;"
        )

    @staticmethod
    def _ask(text: str) -> str:
        script = text if "\\copy" in text else f"{text};\n"
        done = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"],
            input=f"set client_min_messages = error;\nset extra_float_digits = 3;\n{script}",
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout
