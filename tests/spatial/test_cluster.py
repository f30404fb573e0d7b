"""Annotating on a Dask cluster of two processes: the bits of one process, whatever dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask.dataframe
import distributed
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import sinokorea_geo as skg

ANSWERS = ["border", "crossing", "zone", "county"]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A client of a cluster on this machine."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as made,
    ):
        yield made


def ships(count: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "ship": np.arange(count),
            "lon": rng.uniform(123.5, 131.0, count),
            "lat": rng.uniform(39.5, 43.5, count),
        }
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("ships")
    for number in range(12):
        ships(4_000, number).to_parquet(made / f"{number:02}.parquet")
    return made


def read(folder: Path) -> dict[str, pd.DataFrame]:
    return {path.name: pd.read_parquet(path) for path in sorted(folder.iterdir())}


def test_a_lazy_frame_gets_the_bits_of_one_process(client: Any, atlas: skg.Atlas) -> None:
    table = ships(20_000)
    lazy = skg.annotate(
        dask.dataframe.from_pandas(table, npartitions=5), atlas=atlas, answers=ANSWERS
    )
    assert isinstance(lazy, dask.dataframe.DataFrame)
    assert_frame_equal(lazy.compute(), skg.annotate(table, atlas=atlas, answers=ANSWERS))
    assert client.scheduler_info()["workers"]


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    client: Any, atlas: skg.Atlas, folder: Path, tmp_path: Path
) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    rows = skg.annotate(folder, alone, atlas=atlas, answers=ANSWERS)
    kept = together / ".00.parquet.backup"  # somebody's own, though it looks like what is left over
    kept.mkdir(parents=True)
    victim = next(iter(client.run(os.getpid).values()))

    def kill() -> None:
        while not set(together.glob(".*")) - {kept}:  # one is being written
            time.sleep(0.005)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    counted = skg.annotate(folder, together, atlas=atlas, answers=ANSWERS, cluster=client)
    killer.join()
    assert counted == rows == 48_000
    assert victim not in client.run(os.getpid).values()
    kept.rmdir()  # it is there still
    wanted, found = read(alone), read(together)
    assert list(found) == list(wanted)  # and nothing half written beside them
    for name, frame in wanted.items():
        assert_frame_equal(found[name], frame)
