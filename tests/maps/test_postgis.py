"""The page on PostGIS runs against a server, where one is named, and the SQL agrees with us."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sinokorea_geo as skg

PAGE = (Path(__file__).parents[2] / "docs" / "postgis.md").read_text(encoding="utf-8")
BLOCKS = {
    kind: re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for kind in ("python", "sql")
}


def test_the_page_has_what_is_run() -> None:
    names = [block.splitlines()[0] for block in BLOCKS["sql"]]
    assert names == ["-- depth", "-- corridor", "-- nearest", "-- counties", "-- length"]
    compile(BLOCKS["python"][0], "postgis.md", "exec")


@pytest.fixture(scope="module")
def answers() -> dict[str, pd.DataFrame]:
    if "POSTGIS_URL" not in os.environ:
        pytest.skip("POSTGIS_URL names no server")
    held: dict[str, Any] = {}
    for block in BLOCKS["python"]:
        exec(block, held)  # noqa: S102 - the page's own
    found = {}
    for block in BLOCKS["sql"]:
        found[block.splitlines()[0].removeprefix("-- ")] = pd.read_sql(block, held["engine"])
    held["engine"].dispose()
    return found


def test_the_sql_agrees_with_us(answers: dict[str, pd.DataFrame], atlas: skg.Atlas) -> None:
    places = atlas.places.sort_values("id").reset_index(drop=True)
    depths = np.array([atlas.border.depth(atlas.get(key)).nearest_m for key in places["id"]])
    assert answers["depth"]["id"].tolist() == places["id"].tolist()
    assert answers["depth"]["metres"].to_numpy() == pytest.approx(depths, rel=5e-4)
    assert set(answers["corridor"]["id"]) == set(places["id"][depths <= 25_000])
    near = skg.nearest(places, atlas.crossings)["distance_m"]
    assert answers["nearest"]["metres"].to_numpy() == pytest.approx(
        near.to_numpy(), rel=5e-4, abs=2
    )
    inside = skg.within_zones(places, atlas.counties)
    pairs = set(zip(places.loc[inside["point"], "id"], inside["id"], strict=True))
    assert set(answers["counties"].itertuples(index=False, name=None)) == pairs
    assert answers["length"]["metres"][0] == pytest.approx(atlas.border.length_m, abs=0.001)
